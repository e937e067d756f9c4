package setup

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-4750cad8/assay/detectors"
	"github.com/seed-4750cad8/assay/detectors/comprehend"
	"github.com/seed-4750cad8/assay/labels"
)

// samples has, for every option, three values and what the first means in a Config, and a value that is refused ("" for
// options that take any text).
var samples = map[string]struct {
	flag, env, file string
	bad             string
	get             func(Config) any
	want            [4]any // by flag, env, file, default
}{
	"inventory":       {"a", "b", "c", "", func(c Config) any { return c.Inventory }, [4]any{"a", "b", "c", "./assay-inventory"}},
	"dry-run":         {"true", "false", "true", "maybe", func(c Config) any { return c.DryRun }, [4]any{true, false, true, false}},
	"include":         {"a,{b,c}", "d", "e", "[", func(c Config) any { return c.Include }, [4]any{[]string{"a", "{b,c}"}, []string{"d"}, []string{"e"}, []string(nil)}},
	"exclude":         {"a", "b, c", "d", "{", func(c Config) any { return c.Exclude }, [4]any{[]string{"a"}, []string{"b", "c"}, []string{"d"}, []string(nil)}},
	"max-object-size": {"1KiB", "2MB", "3", "-1", func(c Config) any { return c.MaxObjectSize }, [4]any{int64(1024), int64(2e6), int64(3), int64(0)}},
	"workers":         {"1", "2", "3", "0", func(c Config) any { return c.Workers }, [4]any{1, 2, 3, 0}},
	"min-likelihood": {"very-likely", "likely", "unlikely", "0.9", func(c Config) any { return c.MinLikelihood },
		[4]any{detectors.VeryLikely, detectors.Likely, detectors.Unlikely, detectors.Possible}},
	"infotypes": {"IBAN", "-IBAN", "US_SSN", "", func(c Config) any { return c.InfoTypes }, [4]any{[]string{"IBAN"}, []string{"-IBAN"}, []string{"US_SSN"}, []string(nil)}},
	"names":     {"false", "true", "false", "no", func(c Config) any { return c.Names }, [4]any{false, true, false, true}},
	"comprehend": {"screen", "prose", "verify", "some", func(c Config) any { return c.Comprehend },
		[4]any{comprehend.Screen, comprehend.Prose, comprehend.Verify, comprehendOff}},
	"comprehend-budget": {"$5", "0.25", "50000units", "0", func(c Config) any { return c.ComprehendBudget },
		[4]any{5 * comprehend.Dollar, comprehend.Dollar / 4, 5 * comprehend.Dollar, comprehend.Cost(0)}},
	"comprehend-tps":      {"1", "0.5", "25", "NaN", func(c Config) any { return c.ComprehendTPS }, [4]any{1.0, 0.5, 25.0, 20.0}},
	"comprehend-language": {"en", "es", "auto", "de", func(c Config) any { return c.ComprehendLanguage }, [4]any{"en", "es", "", ""}},
	"scheme":              {"a", "b", "c", "", func(c Config) any { return c.Scheme }, [4]any{"a", "b", "c", ""}},
	"check-labels":        {"true", "0", "true", "2", func(c Config) any { return c.CheckLabels }, [4]any{true, false, true, false}},
	"no-tag":              {"true", "0", "true", "2", func(c Config) any { return c.NoTag }, [4]any{true, false, true, false}},
	"tag-keys": {"a,b,c", "d,e,f", "[g, h, i]", "a,a,b", func(c Config) any { return c.TagKeys },
		[4]any{labels.Keys{Classification: "a", Types: "b", By: "c"}, labels.Keys{Classification: "d", Types: "e", By: "f"}, labels.Keys{Classification: "g", Types: "h", By: "i"}, labels.DefaultKeys()}},
	"tag-settle":   {"1s", "2s", "0s", "-1s", func(c Config) any { return c.TagSettle }, [4]any{time.Second, 2 * time.Second, time.Duration(0), defaultSettle}},
	"resume":       {"false", "true", "false", "no", func(c Config) any { return c.Resume }, [4]any{false, true, false, true}},
	"fresh":        {"true", "false", "true", "no", func(c Config) any { return c.Fresh }, [4]any{true, false, true, false}},
	"output":       {"json", "text", "json", "xml", func(c Config) any { return c.Output }, [4]any{JSON, Text, JSON, Text}},
	"endpoint-url": {"http://a", "https://b:1", "http://c", "ftp://d", func(c Config) any { return c.EndpointURL }, [4]any{"http://a", "https://b:1", "http://c", ""}},
	"region":       {"a", "b", "c", "", func(c Config) any { return c.Region }, [4]any{"a", "b", "c", ""}},
	"profile":      {"a", "b", "c", "", func(c Config) any { return c.Profile }, [4]any{"a", "b", "c", ""}},
	"assume-role": {"arn:aws:iam::1:role/a", "arn:aws:iam::1:role/b", "arn:aws:iam::1:role/c", "a", func(c Config) any { return c.AssumeRole },
		[4]any{"arn:aws:iam::1:role/a", "arn:aws:iam::1:role/b", "arn:aws:iam::1:role/c", ""}},
	"path-style": {"true", "false", "true", "1", func(c Config) any { return c.PathStyle }, [4]any{PathStyleOn, PathStyleOff, PathStyleOn, PathStyleAuto}},
}

func none(string) string { return "" }

func TestPrecedence(t *testing.T) {
	for _, o := range Options() {
		t.Run(o.Name, func(t *testing.T) {
			s, ok := samples[o.Name]
			if !ok {
				t.Fatal("no samples for this option")
			}
			file := writeFile(t, "# first line\n"+o.Name+": "+s.file+"\n")
			flags := map[string][]string{o.Name: {s.flag}}
			env := func(name string) string {
				if name == o.Env() {
					return s.env
				}
				return ""
			}
			for i, from := range []struct {
				flags  map[string][]string
				env    func(string) string
				file   string
				origin string
			}{
				{flags, env, file, "--" + o.Name},
				{nil, env, file, o.Env()},
				{nil, none, file, file + ":2"},
				{nil, none, "", ""},
			} {
				c, settings, err := Resolve(from.flags, from.env, from.file)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(s.want[i], s.get(c)); diff != "" {
					t.Errorf("from %q (-want +got):\n%s", from.origin, diff)
				}
				for _, setting := range settings {
					want := ""
					if setting.Option.Name == o.Name {
						want = from.origin
					}
					if setting.Origin != want {
						t.Errorf("origin of %s is %q, want %q", setting.Option.Name, setting.Origin, want)
					}
				}
			}
			if s.bad == "" {
				return
			}
			_, _, err := Resolve(map[string][]string{o.Name: {s.bad}}, none, "")
			if !IsUsage(err) || !strings.HasPrefix(err.Error(), "--"+o.Name+": ") {
				t.Errorf("value %q: got error %v", s.bad, err)
			}
		})
	}
	got := 0
	for _, f := range reflect.VisibleFields(reflect.TypeFor[Config]()) {
		if f.IsExported() {
			got++
		}
	}
	if want := len(Options()); got != want {
		t.Errorf("Config has %d fields, and there are %d options", got, want)
	}
}

func TestEnv(t *testing.T) {
	for _, o := range Options("max-object-size") {
		if got, want := o.Env(), "ASSAY_MAX_OBJECT_SIZE"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestFile(t *testing.T) {
	for _, tt := range []struct {
		name, file string
		want       string // of the error, behind the file's name; "" for none
	}{
		{"empty", "", ""},
		{"comment", "# nothing\n", ""},
		{"document marker", "---\nworkers: 2\n", ""},
		{"quoted", "workers: '2'\n", ""},
		{"list", "exclude:\n  - a\n  - b\n", ""},
		{"empty list", "exclude: []\n", ""},
		{"unknown", "\nworker: 2\n", `:2: unknown field "worker"; did you mean "workers"?`},
		{"unknown, nothing near", "zzz: 2\n", `:1: unknown field "zzz"`},
		{"not a name", "1: 2\n", `:1: unknown field ""`},
		{"twice", "workers: 2\nworkers: 3\n", `:2: `},
		{"list for one", "workers: [1, 2]\n", `:1: field "workers": want one value, not a list`},
		{"mapping", "workers:\n  a: 1\n", `:1: field "workers": want a plain value`},
		{"nested list", "exclude: [[a]]\n", `:1: field "exclude": want a plain value`},
		{"null", "region:\n", `:1: field "region": want a plain value`},
		{"alias", "region: &a x\nprofile: *a\n", `:1: field "region": want a plain value`},
		{"sequence", "- a\n", `:1: want fields such as "workers: 8"`},
		{"scalar", "hello\n", `:1: want fields such as "workers: 8"`},
		{"two documents", "workers: 1\n---\nworkers: 2\n", `: holds several YAML documents; want one`},
		{"not YAML", "workers: [1\n", `:1: not valid YAML`},
		{"tab", "a:\n\t- b\n", `:2: not valid YAML`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := writeFile(t, tt.file)
			_, _, err := Resolve(nil, none, path)
			switch {
			case tt.want == "" && err != nil:
				t.Errorf("got error %v", err)
			case tt.want != "" && (!IsUsage(err) || !strings.HasPrefix(err.Error(), path+tt.want)):
				t.Errorf("got error %v, want %s%s", err, path, tt.want)
			case err != nil && strings.Contains(err.Error(), "\n"):
				t.Errorf("the error has several lines: %q", err)
			}
		})
	}
}

// FuzzFile holds that no configuration file makes the parser panic, and that every error is of usage.
func FuzzFile(f *testing.F) {
	f.Add([]byte("workers: 2\nexclude: [a, b]\n"))
	f.Add([]byte("a: &b {c: *b}\n? x\n: y\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := parseFields("file", data); err != nil && !strings.HasPrefix(err.Error(), "file:") {
			t.Errorf("error %q does not name the file", err)
		}
	})
}

func writeFile(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "assay.yaml")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
