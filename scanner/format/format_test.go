package format

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-4750cad8/assay/scanner"
)

// A hit is where a needle was found.
type hit struct {
	Name, Value string
	Row, Line   int64
	Offset      int64
}

// A recorder is a sink that looks for needles in blocks, and holds every block to its contract.
type recorder struct {
	t       testing.TB
	needles []string
	hits    []hit
	owned   bytes.Buffer // what the blocks own, one after the other
	cells   []string     // what Each yields: name=value
	kinds   []scanner.Kind
	largest int
}

func (r *recorder) Block(b scanner.Block) error {
	to := b.To
	if to == 0 {
		to = len(b.Text)
	}
	if b.From < 0 || b.From > to || to > len(b.Text) || len(b.Text) > scanner.MaxBlock {
		r.t.Fatalf("block of %d bytes owns %d to %d", len(b.Text), b.From, to)
	}
	r.largest = max(r.largest, len(b.Text))
	r.owned.Write(b.Text[b.From:to])
	starts := map[int]string{}
	for _, n := range r.needles {
		for at := 0; ; at++ {
			i := bytes.Index(b.Text[at:], []byte(n))
			if i < 0 {
				break
			}
			if at += i; at >= b.From && at < to {
				starts[at] = n
			}
		}
	}
	order := make([]int, 0, len(starts))
	for at := range starts {
		order = append(order, at)
	}
	slices.Sort(order)
	last := int64(-1)
	for _, at := range order {
		h := hit{}
		if b.Fields.At != nil {
			f := b.Fields.At(at)
			if f.Start > at || f.End <= at || f.Start < 0 || f.End > len(b.Text) {
				r.t.Fatalf("field around %d is %d to %d of %d bytes", at, f.Start, f.End, len(b.Text))
			}
			h.Name, h.Value = f.Name, string(b.Text[f.Start:min(f.End, f.Start+1024)])
		}
		l := b.Locate(at)
		if l.Offset <= last || l.Line < 1 || l.Row < 0 {
			r.t.Fatalf("location %+v follows offset %d", l, last)
		}
		last = l.Offset
		h.Row, h.Line, h.Offset = l.Row, l.Line, l.Offset
		r.hits = append(r.hits, h)
	}
	if b.Fields.Each != nil {
		b.Fields.Each(func(int) bool { return true }, func(name, start, end int) bool {
			if start < 0 || start >= end || end > len(b.Text) {
				r.t.Fatalf("value %d to %d of %d bytes", start, end, len(b.Text))
			}
			if start >= b.From && start < to {
				r.cells = append(r.cells, b.Fields.Names[name]+"="+string(b.Text[start:end]))
			}
			return true
		})
	}
	return nil
}

func (r *recorder) Member(name string, _ io.Reader) error {
	r.t.Fatalf("member in a text")
	return nil
}

func (r *recorder) Problem(kind scanner.Kind, _ string) { r.kinds = append(r.kinds, kind) }

func (r *recorder) Reserve(int64) (func(), error) { return func() {}, nil }

// find decodes text and returns where the needles are.
func find(t testing.TB, decode func(scanner.Input, scanner.Sink) error, name, text string, needles ...string) *recorder {
	t.Helper()
	r := &recorder{t: t, needles: needles}
	in := scanner.Input{Name: name, Size: int64(len(text)), Body: strings.NewReader(text)}
	if err := decode(in, r); err != nil {
		t.Fatalf("decode: %v", err)
	}
	return r
}

// sniff returns the name of the first text format that takes text.
func sniff(name, text string) string {
	for _, f := range []scanner.Format{jsonlFormat, jsonFormat, csvFormat, textFormat} {
		if f.Sniff(name, []byte(text[:scanner.SniffSize([]byte(text))])) {
			return f.Name
		}
	}
	return ""
}

// TestSameContent holds that one content gives the same fields and values in every format that has fields.
func TestSameContent(t *testing.T) {
	rows := [][]string{
		{"Ada Byron", "ada@example.org", "12 High Street, Ockham"},
		{"Zoë \"Zed\" Smith", "zoe@example.org", "line one\nline two"},
		{"Émile", "emile@example.org", `C:\new\table`},
	}
	names := []string{"name", "email", "address"}
	needles := []string{"Ada", "ada@", "12 High", "Zed", "zoe@", "line two", "mile", "emile@", `\table`}
	want := []string{}
	for _, row := range rows {
		for i, v := range row {
			for _, n := range needles {
				for range strings.Count(v, n) {
					want = append(want, names[i]+"="+v)
				}
			}
		}
	}
	slices.Sort(want)

	csv := func(delimiter string) string {
		var b strings.Builder
		b.WriteString(strings.Join(names, delimiter) + "\r\n")
		for _, row := range rows {
			for i, v := range row {
				if i > 0 {
					b.WriteString(delimiter)
				}
				if strings.ContainsAny(v, "\"\n"+delimiter) {
					v = `"` + strings.ReplaceAll(v, `"`, `""`) + `"`
				}
				b.WriteString(v)
			}
			b.WriteString("\r\n")
		}
		return b.String()
	}
	escape := strings.NewReplacer(`"`, `\"`, "\n", `\n`, `\`, `\\`, "@", `\u0040`, "É", `\u00c9`)
	object := func(row []string) string {
		return fmt.Sprintf(`{"name": "%s", "email":"%s" , "address":"%s"}`,
			escape.Replace(row[0]), escape.Replace(row[1]), escape.Replace(row[2]))
	}
	objects := []string{object(rows[0]), object(rows[1]), object(rows[2])}

	tests := []struct {
		format, file, text string
		decode             func(scanner.Input, scanner.Sink) error
	}{
		{"csv", "a.csv", csv(","), standard.csv},
		{"csv", "a.csv", "\ufeff" + csv(";"), standard.csv},
		{"csv", "a", csv("\t"), standard.csv},
		{"csv", "a", csv("|"), standard.csv},
		{"jsonl", "a", strings.Join(objects, "\n"), standard.jsonl},
		{"jsonl", "a", "\ufeff" + strings.Join(objects, ""), standard.jsonl},
		{"json", "a", "[\n" + strings.Join(objects, ",\n") + "]", standard.json},
		{"json", "a", "[" + strings.Join(objects, ",") + "]", standard.json},
	}
	for _, tt := range tests {
		if got := sniff(tt.file, tt.text); got != tt.format {
			t.Errorf("sniff = %q, want %q:\n%s", got, tt.format, tt.text)
		}
		for _, text := range []string{tt.text, encode(t, utf16LE, tt.text)} {
			r := find(t, tt.decode, tt.file, text, needles...)
			var got []string
			for _, h := range r.hits {
				got = append(got, h.Name+"="+h.Value)
			}
			slices.Sort(got)
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("%s: (-want +got)\n%s\n%s", tt.format, d, tt.text)
			}
		}
	}
}

// TestAllOrder holds what sniffing rests on: text formats come last, from the strictest to the one that takes any text, and
// after them only what says that nothing else did.
func TestAllOrder(t *testing.T) {
	var got []string
	for _, f := range All() {
		got = append(got, f.Name)
		if f.Sniff == nil || f.Decode == nil || f.Doc == "" {
			t.Errorf("%s is not complete", f.Name)
		}
	}
	want := []string{"jsonl", "json", "csv", "text", "binary"}
	if tail := got[max(0, len(got)-len(want)):]; !slices.Equal(tail, want) {
		t.Errorf("the list ends in %v, want %v", tail, want)
	}
}
