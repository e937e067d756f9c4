package labels

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-4750cad8/assay/detectors"
)

func TestDefaultIsValid(t *testing.T) {
	s := Default()
	if err := s.Check(nil); err != nil {
		t.Fatal(err)
	}
	for _, r := range s.Rules {
		if !strings.HasSuffix(r.Why, ".") {
			t.Errorf("rule %s: Why is no sentence: %q", r.Name, r.Why)
		}
	}
	in := make(map[detectors.InfoType]string)
	for name, types := range s.Groups {
		if !slices.IsSorted(types) {
			t.Errorf("group %s is not sorted", name)
		}
		for _, it := range types {
			if other := in[it]; other != "" {
				t.Errorf("%s is in the groups %s and %s", it, name, other)
			}
			in[it] = name
		}
	}
}

// TestDefaultKnowsTheCatalogue holds the names in the default scheme and those of the detectors together. Whether it knows
// those of recognizers too is for package setup to test, which knows them.
func TestDefaultKnowsTheCatalogue(t *testing.T) {
	known := []detectors.InfoType{
		"AGE", "CA_HEALTH_NUMBER", "CREDIT_CARD_CVV", "CREDIT_CARD_EXPIRY", "DATE_TIME", "IN_NREGA", "IN_VOTER_NUMBER", "LICENSE_PLATE", "PIN",
		"UK_UTR", "USERNAME", "WEB_ADDRESS",
	}
	for _, d := range detectors.All() {
		if !slices.Contains(known, d.InfoType) {
			known = append(known, d.InfoType)
		}
	}
	s := Default()
	if err := s.Check(known); err != nil {
		t.Error(err)
	}
	for _, it := range known {
		if !s.named(it) {
			t.Errorf("only the rules for the rest speak of %s: put it into a group", it)
		}
		// Policies match "*US_SSN*" in the types tag: no name may hide within another.
		for _, other := range known {
			if it != other && strings.Contains(string(other), string(it)) {
				t.Errorf("%s is part of %s", it, other)
			}
		}
	}
}

func TestDefaultIsFresh(t *testing.T) {
	a := Default()
	a.Groups["secrets"][0] = "CHANGED"
	a.Rules[0].InfoTypes[0] = "changed"
	delete(a.Groups, "people")
	if err := Default().Check(nil); err != nil || Default().Groups["secrets"][0] == "CHANGED" {
		t.Error("a change to one Default shows in another")
	}
}

func TestCheck(t *testing.T) {
	ok := Rule{Name: "ok", InfoTypes: []string{"A"}, Level: Internal}
	rule := func(change func(*Rule)) Scheme {
		r := ok
		change(&r)
		return Scheme{Rules: []Rule{r}}
	}
	for _, tc := range []struct {
		name   string
		scheme Scheme
		known  []detectors.InfoType
		want   string // part of the error; "" for none
	}{
		{"fine", Scheme{Rules: []Rule{ok}}, nil, ""},
		{"fine and known", Scheme{Rules: []Rule{ok}}, []detectors.InfoType{"A"}, ""},
		{"the rest", rule(func(r *Rule) { r.InfoTypes = []string{Rest} }), []detectors.InfoType{"A", "B"}, ""},
		{"no rule", Scheme{}, nil, "at least one rule"},
		{"unknown infoType", Scheme{Rules: []Rule{ok}}, []detectors.InfoType{}, `rule "ok": no detector finds A`},
		{"infoType without a rule", Scheme{Rules: []Rule{ok}}, []detectors.InfoType{"A", "B"}, "no rule names B"},
		{"unknown infoType in a group", Scheme{Groups: map[string][]detectors.InfoType{"g": {"X"}}, Rules: []Rule{ok}},
			[]detectors.InfoType{"A"}, `group "g": no detector finds X`},
		{"empty group", Scheme{Groups: map[string][]detectors.InfoType{"g": nil}, Rules: []Rule{ok}}, nil, `group "g" is empty`},
		{"group with an infoType's name", Scheme{Groups: map[string][]detectors.InfoType{"A": {"B"}}, Rules: []Rule{ok}}, nil, `group "A": a name is lower-case`},
		{"group within a group", Scheme{Groups: map[string][]detectors.InfoType{"g": {"h"}}, Rules: []Rule{ok}}, nil, `group "g": "h" is not the name`},
		{"missing group", rule(func(r *Rule) { r.InfoTypes = []string{"nobody"} }), nil, `there is no group "nobody"`},
		{"bad infoType", rule(func(r *Rule) { r.InfoTypes = []string{"Us-Ssn"} }), nil, `"Us-Ssn" is not the name`},
		{"long infoType", rule(func(r *Rule) { r.InfoTypes = []string{strings.Repeat("A", 41)} }), nil, "is not the name"},
		{"no infoTypes", rule(func(r *Rule) { r.InfoTypes = nil }), nil, "names no infoType"},
		{"no name", rule(func(r *Rule) { r.Name = "" }), nil, "a name is lower-case"},
		{"level unknown", rule(func(r *Rule) { r.Level = Unknown }), nil, "level: want public"},
		{"level above all", rule(func(r *Rule) { r.Level = Restricted + 1 }), nil, "level: want public"},
		{"likelihood above all", rule(func(r *Rule) { r.Likelihood = detectors.VeryLikely + 1 }), nil, "likelihood: want"},
		{"negative count", rule(func(r *Rule) { r.Distinct = -1 }), nil, "distinct: want"},
		{"twice", Scheme{Rules: []Rule{ok, ok}}, nil, "there are two"},
	} {
		err := tc.scheme.Check(tc.known)
		if tc.want == "" && err != nil || tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want)) {
			t.Errorf("%s: got %v, want %q", tc.name, err, tc.want)
		}
	}
}

func TestDigest(t *testing.T) {
	base := Default().Digest()
	if len(base) != 64 {
		t.Fatalf("got %d digits, want 64", len(base))
	}
	for _, tc := range []struct {
		name   string
		change func(*Scheme)
		same   bool
	}{
		{"nothing", func(*Scheme) {}, true},
		{"rules in another order", func(s *Scheme) { slices.Reverse(s.Rules) }, true},
		{"infoTypes in another order", func(s *Scheme) { slices.Reverse(s.Groups["identity"]) }, true},
		{"another reason and name", func(s *Scheme) { s.Rules[0].Why, s.Rules[0].Name = "Because.", "other" }, true},
		{"a group written out", func(s *Scheme) { s.Rules[0].InfoTypes = names(s.Groups["secrets"]) }, true},
		{"defaults written out", func(s *Scheme) {
			for i := range s.Rules {
				s.Rules[i].Distinct, s.Rules[i].Likelihood = s.Rules[i].distinct(), s.Rules[i].likelihood()
			}
		}, true},
		{"a level", func(s *Scheme) { s.Rules[0].Level = Internal }, false},
		{"a count", func(s *Scheme) { s.Rules[0].Distinct = 2 }, false},
		{"a likelihood", func(s *Scheme) { s.Rules[0].Likelihood = detectors.VeryLikely }, false},
		{"an infoType more", func(s *Scheme) { s.Groups["secrets"] = append(s.Groups["secrets"], "NEW_TOKEN") }, false},
		{"a rule less", func(s *Scheme) { s.Rules = s.Rules[1:] }, false},
	} {
		s := Default()
		tc.change(&s)
		if got := s.Digest() == base; got != tc.same {
			t.Errorf("%s: same digest %v, want %v", tc.name, got, tc.same)
		}
	}
}

func names(types []detectors.InfoType) (out []string) {
	for _, it := range types {
		out = append(out, string(it))
	}
	return out
}

func TestYAMLRoundTrip(t *testing.T) {
	odd := Scheme{
		Groups: map[string][]detectors.InfoType{"no": {"NO"}, "null": {"Y", "ON"}},
		Rules: []Rule{
			{Name: "no", InfoTypes: []string{"no", "null", "NULL", "TRUE", Rest}, Likelihood: detectors.Unlikely, Distinct: 1 << 40, Level: Public,
				Why: "quotes \" ' and: colons # hashes\nand a second line | - * & ! %"},
		},
	}
	for _, want := range []Scheme{Default(), odd} {
		data, err := want.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		got, err := ParseScheme(data)
		if err != nil {
			t.Fatalf("%v\n%s", err, data)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("round trip (-want +got):\n%s\n%s", diff, data)
		}
		if got.Digest() != want.Digest() {
			t.Error("the digest changed in a round trip")
		}
	}
	if _, err := (Scheme{}).Marshal(); err == nil {
		t.Error("an invalid scheme was written")
	}
}

func TestParseSchemeExtends(t *testing.T) {
	s, err := ParseScheme([]byte(`extends: default
groups:
  devices: [MAC_ADDRESS]
rules:
  - name: addresses
    infoTypes: [IP_ADDRESS]
    level: public
    why: Ours are all public.
  - name: people-bulk
    infoTypes: [people]
    likelihood: likely
    distinct: 50
    level: restricted
`))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := len(s.Rules), len(Default().Rules)+1; got != want {
		t.Errorf("got %d rules, want %d", got, want)
	}
	if got := s.Groups["devices"]; !slices.Equal(got, []detectors.InfoType{"MAC_ADDRESS"}) {
		t.Errorf("group devices: got %v, want it replaced", got)
	}
	for _, tc := range []struct {
		f    finding
		want Level
	}{
		{finding{"IP_ADDRESS", detectors.VeryLikely, 9}, Public},
		{finding{"MAC_ADDRESS", detectors.VeryLikely, 9}, Internal},
		{finding{"EMAIL_ADDRESS", detectors.VeryLikely, 49}, Confidential},
		{finding{"EMAIL_ADDRESS", detectors.VeryLikely, 50}, Restricted},
	} {
		if got := s.Decide(report(tc.f)).Level; got != tc.want {
			t.Errorf("%v: got %v, want %v", tc.f, got, tc.want)
		}
	}
}

func TestParseSchemeErrors(t *testing.T) {
	const rule = "rules:\n  - name: a\n    infoTypes: [A]\n    level: internal\n"
	if _, err := ParseScheme([]byte(rule)); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct{ name, yaml, want string }{
		{"empty", "", "empty"},
		{"only a comment", "# nothing\n", ""},
		{"unknown field", rule + "color: red\n", "line 5"},
		{"unknown field of a rule", rule + "    colour: red\n", "line 5"},
		{"bad level", "rules:\n  - name: a\n    infoTypes: [A]\n    level: secret\n", "line 4"},
		{"bad likelihood", rule + "    likelihood: maybe\n", "line 5"},
		{"count is no number", rule + "    distinct: many\n", "line 5"},
		{"a field twice", rule + "    level: public\n", "line 5"},
		{"level unknown", "rules:\n  - name: a\n    infoTypes: [A]\n    level: unknown\n", `rule "a"`},
		{"no level", "rules:\n  - name: a\n    infoTypes: [A]\n", `rule "a": level`},
		{"extends what is not there", "extends: strict\n" + rule, `extends "strict"`},
		{"one name twice", "extends: default\n" + rule + "  - name: a\n    infoTypes: [B]\n    level: internal\n", "there are two"},
		{"two documents", rule + "---\n" + rule, "one YAML document"},
		{"a list", "- a\n- b\n", "line 1"},
		{"no YAML", "rules: [\n", "line"},
		{"too large", "#" + strings.Repeat(" ", maxSchemeFile), "larger"},
	} {
		_, err := ParseScheme([]byte(tc.yaml))
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: got %v, want %q", tc.name, err, tc.want)
		}
	}
}

func FuzzParseScheme(f *testing.F) {
	data, err := Default().Marshal()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte("extends: default\nrules: [{name: a, infoTypes: [A], level: internal}]\n"))
	f.Add([]byte("a: &a [*a]\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := ParseScheme(data)
		if err != nil {
			return
		}
		again, err := s.Marshal()
		if err != nil {
			t.Fatalf("parsed but not written: %v", err)
		}
		back, err := ParseScheme(again)
		if err != nil {
			t.Fatalf("written but not parsed: %v\n%s", err, again)
		}
		if s.Digest() != back.Digest() {
			t.Fatalf("the digest changed in a round trip:\n%s", again)
		}
	})
}

func TestTable(t *testing.T) {
	var b bytes.Buffer
	if err := Default().Table(&b); err != nil {
		t.Fatal(err)
	}
	got := b.String()
	for _, r := range Default().Rules {
		if !strings.Contains(got, r.Why) {
			t.Errorf("the table lacks the reason of %s", r.Name)
		}
	}
	for _, want := range []string{
		"| restricted | secrets | likely | 1 | One key or password",
		"| confidential | every other infoType | likely | 1 |",
		"| accounts | `IBAN` `US_BANK_ACCOUNT` |",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the table lacks %q:\n%s", want, got)
		}
	}
	if first, second := strings.Index(got, "| restricted"), strings.Index(got, "| internal"); first > second {
		t.Error("the table does not begin with the highest level")
	}
	for line := range strings.Lines(got) {
		if n := strings.Count(line, "|"); line != "\n" && n != 6 && n != 3 {
			t.Errorf("%d bars in %q", n, line)
		}
	}
}
