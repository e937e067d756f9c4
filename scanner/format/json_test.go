package format

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-4750cad8/assay/scanner"
)

func TestSniffJSON(t *testing.T) {
	tests := []struct{ file, text, want string }{
		{"a", `{}`, "json"},
		{"a", "\ufeff [1, 2]\n", "json"},
		{"a", `{"a": [true, false, null, -1.5e3, "x\"y", {}]}`, "json"},
		{"a", `{"a": "cut off in a str`, "json"},
		{"a", `{"a": 1, "b": tr`, "json"},
		{"a", "{\n  // why\n  \"a\": 1, /* and */ \"b\": [2,],\n}\n", "json"},
		{"a", "{\"a\": 1}\n{\"a\": 2}\n", "jsonl"},
		{"a", "{\"a\": 1}{\"a\": 2}", "jsonl"},
		{"a", "{\n \"a\": 1\n}\n{\n \"a\": 2\n}\n", "jsonl"},
		{"a.jsonl", "{\"a\": 1}\n", "jsonl"},
		{"a.NDJSON", "{\"a\": 1}\n", "jsonl"},
		{"a", "{\"a\": 1}\n{\"a\": oops}\n{\"a\": 3}\nline of a log\n{\"a\": 4}\n", "jsonl"},
		{"a.json", "{'a': 1}", "text"},
		{"a", "[INFO] started\n[INFO] ended\n", "text"},
		{"a", "[2024-01-02 10:00] started\n", "text"},
		{"a", "[1] A. Byron, Notes\n[2] A. Turing, On numbers\n", "text"},
		{"a", "[section]\nkey=value\n", "text"},
		{"a", "{{ template }}\n", "text"},
		{"a", "{\"a\": 1} is what JSON looks like\n", "text"},
		{"a", `"only a string"`, "text"},
		{"a", "12", "text"},
	}
	for _, tt := range tests {
		for _, text := range []string{tt.text, encode(t, utf16LE, tt.text), encode(t, utf16BE, tt.text)} {
			if got := sniff(tt.file, text); got != tt.want {
				t.Errorf("%s %q: %s, want %s", tt.file, text, got, tt.want)
			}
		}
	}
}

func TestJSONStructure(t *testing.T) {
	deep := strings.Repeat(`{"k":[`, 100_000)
	tests := []struct {
		name, text string
		decode     func(scanner.Input, scanner.Sink) error
		want       hit // Offset and Line are not compared
	}{
		{"array", `[["NEEDLE"]]`, standard.json, hit{Value: "NEEDLE"}},
		{"number", `{"a": 1, "b": NEEDLE }`, standard.json, hit{Name: "b", Value: "NEEDLE"}},
		{"behind objects", `{"a": {"b": [1, {"c": 2}]}, "d": {"e": ["NEEDLE"]}}`, standard.json, hit{Name: "d.e", Value: "NEEDLE"}},
		{"key", `{"a": {"b NEEDLE" : 1}}`, standard.json, hit{Name: "a", Value: "b NEEDLE"}},
		{"value with a colon behind", "{\"a\": \"NEEDLE\"}\n", standard.json, hit{Name: "a", Value: "NEEDLE"}},
		{"escapes", `{"a": "\"b\": \u0022NEEDLE\u0022, C:\\d"}`, standard.json, hit{Name: "a", Value: `"b": "NEEDLE", C:\d`}},
		{"keys that are data", `{"users": {"ada@example.org": {"1815121015": {"phone": "NEEDLE"}}}}`, standard.json, hit{Name: "users.phone", Value: "NEEDLE"}},
		{"attribute", `{"user": {"@ssn": "NEEDLE"}}`, standard.json, hit{Name: "user.@ssn", Value: "NEEDLE"}},
		{"long key", `{"` + strings.Repeat("k", 65) + `": {"a": "NEEDLE"}}`, standard.json, hit{Name: "a", Value: "NEEDLE"}},
		{"empty key", `{"": {"a": "NEEDLE"}}`, standard.json, hit{Name: "a", Value: "NEEDLE"}},
		{"in a key with an escape", `{"caf\u00e9": "NEEDLE"}`, standard.json, hit{Name: "café", Value: "NEEDLE"}},
		{"100,000 levels", deep + `{"z": "NEEDLE"}`, standard.json,
			hit{Name: strings.Repeat("k.", maxJSONDepth/2) + "z", Value: "NEEDLE"}},
		{"and back", deep + strings.Repeat("]}", 99_999) + `, "z": "NEEDLE"}`, standard.json, hit{Name: "k", Value: "NEEDLE"}},
		{"string without end", "{\"a\": \"b\n\"c\": \"NEEDLE\"}", standard.json, hit{Name: "c", Value: "NEEDLE"}},
		{"brackets without begin", `{"a": 1}}]}{"b": "NEEDLE"}`, standard.jsonl, hit{Name: "b", Value: "NEEDLE", Row: 2}},
		{"no JSON at all", "NEEDLE", standard.json, hit{Value: "NEEDLE"}},
		{"a line broken before", "{\"a\": [\n{\"b\": \"NEEDLE\"}\n", standard.jsonl, hit{Name: "a.b", Value: "NEEDLE", Row: 1}},
		{"lines, one broken before", "{\"a\": 1}\n{\"c\": {\"d\n{\"b\": \"NEEDLE\"}\n", standard.jsonl, hit{Name: "b", Value: "NEEDLE", Row: 3}},
	}
	for _, tt := range tests {
		r := find(t, tt.decode, "a", tt.text, "NEEDLE")
		if len(r.hits) != 1 {
			t.Fatalf("%s: %+v", tt.name, r.hits)
		}
		got := r.hits[0]
		got.Offset, got.Line = 0, 0
		if tt.name == "and back" {
			got.Name = strings.Split(got.Name, ".")[0]
		}
		if d := cmp.Diff(tt.want, got); d != "" {
			t.Errorf("%s: (-want +got)\n%s", tt.name, d)
		}
	}
}

// TestJSONDifferential compares with encoding/json on random documents, whatever the seams.
func TestJSONDifferential(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	for range 1000 {
		g := generator{rng: rng}
		documents := 1 + rng.IntN(4)
		var text strings.Builder
		for range documents {
			text.WriteString(g.object(0))
			text.WriteString([]string{"", " ", "\n"}[rng.IntN(3)])
		}
		want := jsonValues(t, text.String())
		for _, k := range []cut{standard, {size: 300, overlap: 100}} {
			r := find(t, k.jsonl, "a", text.String(), g.needles...)
			var got []string
			for _, h := range r.hits {
				got = append(got, fmt.Sprintf("%d %s=%s", h.Row, h.Name, h.Value))
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Fatalf("blocks of %d: (-want +got)\n%s\n%s", k.size, d, text.String())
			}
		}
	}
}

// A generator makes random documents whose strings each hold a needle.
type generator struct {
	rng     *rand.Rand
	needles []string
}

func (g *generator) value(depth int) string {
	switch n := g.rng.IntN(8); {
	case n == 0 && depth < 5:
		return g.object(depth + 1)
	case n == 1 && depth < 5:
		var items []string
		for range g.rng.IntN(4) {
			items = append(items, g.space()+g.value(depth+1)+g.space())
		}
		return "[" + strings.Join(items, ",") + "]"
	case n == 2:
		return []string{"1", "-2.5e3", "true", "null"}[g.rng.IntN(4)]
	}
	needle := fmt.Sprintf("N%dN", len(g.needles))
	g.needles = append(g.needles, needle)
	parts := []string{"", "x", `\"`, `\\`, `\n`, `\u00e9`, "é", "{", "]", ":", ","}
	return `"` + parts[g.rng.IntN(len(parts))] + needle + parts[g.rng.IntN(len(parts))] + `"`
}

func (g *generator) object(depth int) string {
	var members []string
	for range g.rng.IntN(5) {
		key := []string{"a", "bc", `d\u0065f`, "a key", "é", ""}[g.rng.IntN(6)]
		members = append(members, g.space()+`"`+key+`"`+g.space()+":"+g.space()+g.value(depth))
	}
	return "{" + strings.Join(members, ",") + g.space() + "}"
}

func (g *generator) space() string { return []string{"", " ", "\n  "}[g.rng.IntN(3)] }

// jsonValues returns the strings of documents that are no keys, with their number and path, by encoding/json.
func jsonValues(t *testing.T, text string) (values []string) {
	d := json.NewDecoder(strings.NewReader(text))
	var row int
	var walk func(path string)
	walk = func(path string) {
		token, err := d.Token()
		if err != nil {
			t.Fatal(err)
		}
		switch token {
		case json.Delim('{'):
			for d.More() {
				key, _ := d.Token()
				walk(strings.Trim(path+"."+key.(string), "."))
			}
			d.Token()
		case json.Delim('['):
			for d.More() {
				walk(path)
			}
			d.Token()
		default:
			if s, ok := token.(string); ok {
				values = append(values, fmt.Sprintf("%d %s=%s", row, path, s))
			}
		}
	}
	for d.More() {
		row++
		walk("")
	}
	return values
}

// TestJSONHostile holds that what is made to cost much does not: it would take minutes if it were not linear.
func TestJSONHostile(t *testing.T) {
	tests := map[string]string{
		"one string":      `{"a": "` + strings.Repeat("NEEDLE ", 300_000) + `"}`,
		"no string ends":  strings.Repeat(`{"NEEDLE`, 300_000),
		"brackets":        strings.Repeat("[", 2<<20) + "NEEDLE",
		"backslashes":     `{"a": "` + strings.Repeat(`\`, 2<<20) + `NEEDLE"}`,
		"escaped quotes":  `{"a": "` + strings.Repeat(`\"`, 1<<20) + `NEEDLE"}`,
		"space":           `{"a": ` + strings.Repeat(` `, 2<<20) + `"NEEDLE"` + strings.Repeat(` `, 2<<20) + `}`,
		"keys of all":     `{` + strings.Repeat(`"NEEDLE": {`, 200_000),
		"different paths": hostilePaths(),
	}
	for name, text := range tests {
		r := find(t, standard.json, "a", text, "NEEDLE")
		if want := strings.Count(text, "NEEDLE"); len(r.hits) != want {
			t.Errorf("%s: %d hits, want %d", name, len(r.hits), want)
		}
	}
}

func hostilePaths() string {
	var b strings.Builder
	b.WriteByte('{')
	for i := range 100_000 {
		fmt.Fprintf(&b, `"k%x": "NEEDLE",`, i)
	}
	return b.String()
}
