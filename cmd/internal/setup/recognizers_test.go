package setup

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-4750cad8/assay/detectors"
	"github.com/seed-4750cad8/assay/detectors/comprehend"
	"github.com/seed-4750cad8/assay/scanner"
)

// fixed is a recognizer that always finds the same.
type fixed []detectors.Match

func (f fixed) Recognize(_ context.Context, texts []scanner.Text) ([]scanner.Recognition, error) {
	found := make([]scanner.Recognition, len(texts))
	for i := range found {
		found[i].Matches = append(found[i].Matches, f...)
	}
	return found, nil
}

func TestChosen(t *testing.T) {
	all := fixed{{InfoType: "AGE", Likelihood: detectors.Possible, Start: 1, End: 2}, {InfoType: "PERSON_NAME", Likelihood: detectors.Likely, Start: 3, End: 9}}
	for _, test := range []struct {
		infoTypes []string
		want      []detectors.Match
	}{
		{nil, all},
		{[]string{"PERSON_NAME", "IBAN"}, all[1:]},
		{[]string{"-PERSON_NAME"}, all[:1]},
		{[]string{"IBAN"}, all[:0]},
	} {
		wanted, err := chooseInfoTypes(test.infoTypes)
		if err != nil {
			t.Fatal(err)
		}
		got, err := chosen{all, wanted}.Recognize(t.Context(), make([]scanner.Text, 2))
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range got {
			if diff := cmp.Diff(test.want, r.Matches); diff != "" {
				t.Errorf("%q (-want +got):\n%s", test.infoTypes, diff)
			}
		}
	}
}

func TestLocalReaders(t *testing.T) {
	for _, test := range []struct {
		names     bool
		infoTypes []string
		want      int
	}{
		{true, nil, 1},
		{false, nil, 0},
		{true, []string{"STREET_ADDRESS"}, 1},
		{true, []string{"IBAN"}, 0},
		{true, []string{"-PERSON_NAME", "-STREET_ADDRESS"}, 0},
	} {
		rules, err := NewRules(Config{Names: test.names, InfoTypes: test.infoTypes, MinLikelihood: detectors.Possible})
		if err != nil {
			t.Fatal(err)
		}
		if got := len(rules.Readers); got != test.want {
			t.Errorf("names %v, infotypes %q: %d readers, want %d", test.names, test.infoTypes, got, test.want)
		}
	}
}

// What only Comprehend finds can be looked for only with it; then there may be nothing else to look for.
func TestOnlyComprehend(t *testing.T) {
	if _, err := NewRules(Config{InfoTypes: []string{"AGE"}, MinLikelihood: detectors.Possible}); !IsUsage(err) {
		t.Errorf("got error %v, want one of usage", err)
	}
	rules, err := NewRules(Config{InfoTypes: []string{"AGE"}, Comprehend: comprehend.Prose, MinLikelihood: detectors.Possible})
	if err != nil {
		t.Fatal(err)
	}
	if found := rules.Set.Find(nil, detectors.Fields{}, []byte("mail jane.doe@example.com")); len(found) > 0 {
		t.Errorf("found %v", found)
	}
}

func TestNewComprehend(t *testing.T) {
	t.Setenv("AWS_CONFIG_FILE", t.TempDir()+"/none")
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", t.TempDir()+"/none")
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIDTEST")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	for _, region := range []string{"AWS_REGION", "AWS_DEFAULT_REGION"} {
		t.Setenv(region, "")
	}
	for _, test := range []struct {
		name   string
		config Config
		there  bool
		usage  bool
	}{
		{"off", Config{}, false, false},
		{"a dry run needs nothing", Config{Comprehend: comprehend.Prose, DryRun: true}, true, false},
		{"no Region", Config{Comprehend: comprehend.Prose, ComprehendBudget: 1}, false, true},
		{"a Region", Config{Comprehend: comprehend.Prose, ComprehendBudget: 1, Region: "eu-west-1"}, true, false},
	} {
		r, err := newComprehend(t.Context(), test.config, 0)
		if (r != nil) != test.there || IsUsage(err) != test.usage || err != nil && !test.usage {
			t.Errorf("%s: got %v, %v", test.name, r != nil, err)
		}
	}
	for _, test := range []struct {
		config Config
		usage  bool
	}{
		{Config{}, false},
		{Config{Comprehend: comprehend.Prose}, true},
		{Config{Comprehend: comprehend.Prose, DryRun: true}, false},
		{Config{Comprehend: comprehend.Prose, ComprehendBudget: 1}, false},
	} {
		if err := checkComprehend(test.config); IsUsage(err) != test.usage {
			t.Errorf("%+v: got error %v", test.config, err)
		}
	}
}
