package setup

import (
	"slices"
	"strings"
	"testing"

	"github.com/seed-4750cad8/assay/detectors"
	"github.com/seed-4750cad8/assay/detectors/comprehend"
	"github.com/seed-4750cad8/assay/labels"
)

func TestDetectors(t *testing.T) {
	names := func(list []detectors.Detector) []string {
		var out []string
		for _, d := range list {
			if n := string(d.InfoType); !slices.Contains(out, n) {
				out = append(out, n)
			}
		}
		return out
	}
	all := len(detectorTypes())
	for _, tt := range []struct {
		in   []string
		want int
		has  string
		not  string
	}{
		{nil, all, "IBAN", ""},
		{[]string{"IBAN"}, 1, "IBAN", "US_SSN"},
		{[]string{"iban", "US_SSN"}, 2, "IBAN", ""},
		{[]string{"-IBAN"}, all - 1, "US_SSN", "IBAN"},
		{[]string{"IBAN", "US_SSN", "-IBAN"}, 1, "US_SSN", "IBAN"},
		{[]string{"AGE", "IBAN"}, 1, "IBAN", ""},
	} {
		list, err := Detectors(tt.in)
		if err != nil {
			t.Errorf("%q: %v", tt.in, err)
			continue
		}
		got := names(list)
		if len(got) != tt.want || !slices.Contains(got, tt.has) || slices.Contains(got, tt.not) {
			t.Errorf("%q: got %d infoTypes %q, want %d with %s and without %s", tt.in, len(got), got, tt.want, tt.has, tt.not)
		}
	}
	for _, bad := range [][]string{{"NOPE"}, {"-NOPE"}, {"IBAN", "-IBAN"}, {"-"}} {
		if _, err := Detectors(bad); !IsUsage(err) {
			t.Errorf("%q: got error %v, want one of usage", bad, err)
		}
	}
}

// The default scheme decides on everything that the catalogue finds.
func TestDefaultSchemeIsWhole(t *testing.T) {
	all := InfoTypes()
	if err := labels.Default().Check(all); err != nil {
		t.Error(err)
	}
	for _, t1 := range all {
		for _, t2 := range all {
			if t1 != t2 && strings.Contains(string(t2), string(t1)) { // policies match "*US_SSN*" in the types tag
				t.Errorf("%s is part of %s", t1, t2)
			}
		}
	}
}

func TestRuleset(t *testing.T) {
	ruleset := func(change func(*Config)) string {
		c, _, err := Resolve(nil, none, "")
		if err != nil {
			t.Fatal(err)
		}
		change(&c)
		rules, err := NewRules(c)
		if err != nil {
			t.Fatal(err)
		}
		return rules.Ruleset
	}
	base := ruleset(func(*Config) {})
	if len(base) != 12 || strings.Trim(base, "0123456789abcdef") != "" {
		t.Errorf("ruleset %q is not 12 hexadecimal digits", base)
	}
	if again := ruleset(func(c *Config) { c.Workers, c.Region = 3, "x" }); again != base {
		t.Errorf("got %s and %s for the same rules", base, again)
	}
	seen := map[string]string{base: "default"}
	paid := ruleset(func(c *Config) { c.Comprehend, c.ComprehendBudget = comprehend.Prose, 1 })
	if again := ruleset(func(c *Config) { c.Comprehend, c.ComprehendBudget, c.ComprehendTPS = comprehend.Prose, 2, 1 }); again != paid {
		t.Errorf("got %s and %s for two budgets", paid, again)
	}
	scheme := writeFile(t, "extends: default\nrules:\n  - name: x\n    infoTypes: [IBAN]\n    level: restricted\n    distinct: 7\n")
	for name, change := range map[string]func(*Config){
		"infoTypes":  func(c *Config) { c.InfoTypes = []string{"-IBAN"} },
		"likelihood": func(c *Config) { c.MinLikelihood = detectors.Likely },
		"scheme":     func(c *Config) { c.Scheme = scheme },
		"names":      func(c *Config) { c.Names = false },
		"mode":       func(c *Config) { c.Comprehend = comprehend.Verify },
		"language":   func(c *Config) { c.Comprehend, c.ComprehendLanguage = comprehend.Verify, "en" },
	} {
		got := ruleset(change)
		if other, ok := seen[got]; ok {
			t.Errorf("%s and %s have the same ruleset", name, other)
		}
		seen[got] = name
	}
}

func TestSchemeErrors(t *testing.T) {
	for _, file := range []string{"", "nonsense", "rules:\n  - name: x\n    infoTypes: [US_SNN]\n    level: restricted\n", "rule: []\n"} {
		path := writeFile(t, file)
		if _, err := Scheme(path); !IsUsage(err) || !strings.Contains(err.Error(), path) {
			t.Errorf("%q: got error %v, want one of usage that names the file", file, err)
		}
	}
	if _, err := Scheme("missing.yaml"); !IsUsage(err) {
		t.Errorf("got error %v, want one of usage", err)
	}
}
