package detectors

import (
	"slices"
	"strings"
	"testing"
)

// TestExamples holds every detector of the catalogue to its own examples, each as a whole text, with no other detector beside it.
func TestExamples(t *testing.T) {
	for i, d := range All() {
		set, err := Compile([]Detector{d})
		if err != nil {
			t.Errorf("%s (%d): %v", d.InfoType, i, err)
			continue
		}
		if len(d.Examples) < 3 || len(d.Counterexamples) < 3 {
			t.Errorf("%s (%d): %d examples and %d counterexamples, want at least 3 of each", d.InfoType, i, len(d.Examples), len(d.Counterexamples))
		}
		for _, text := range d.Examples {
			if got := set.Find(nil, Fields{}, []byte(text)); len(got) != 1 {
				t.Errorf("%s (%d): found %v in example %q, want one match", d.InfoType, i, got, text)
			}
		}
		for _, text := range d.Counterexamples {
			if got := set.Find(nil, Fields{}, []byte(text)); len(got) != 0 {
				t.Errorf("%s (%d): found %v in counterexample %q, want none", d.InfoType, i, got, text)
			}
		}
	}
}

// TestExamplesTogether holds that no other detector takes an example away: the whole catalogue still finds its infoType.
func TestExamplesTogether(t *testing.T) {
	list := All()
	set, err := Compile(list)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range list {
		for _, text := range d.Examples {
			got := set.Find(nil, Fields{}, []byte(text))
			if !slices.ContainsFunc(got, func(m Match) bool { return m.InfoType == d.InfoType }) {
				t.Errorf("found %v in %q, want %s", got, text, d.InfoType)
			}
		}
	}
}

// TestTable holds that the table has one row for each infoType.
func TestTable(t *testing.T) {
	list := All()
	types := map[InfoType]bool{}
	for _, d := range list {
		types[d.InfoType] = true
	}
	var out strings.Builder
	if err := Table(&out, list); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	if got, want := len(lines), len(types)+2; got != want {
		t.Errorf("%d lines, want %d", got, want)
	}
	columns := strings.Count(lines[0], "|")
	for _, line := range lines[2:] {
		if got := strings.Count(line, "|") - strings.Count(line, `\|`); got != columns {
			t.Errorf("%d columns, want %d: %s", got-1, columns-1, line)
		}
	}
}

// FuzzCatalogue searches any text with the whole catalogue: nothing panics, and matches ascend, lie within the text and do not
// overlap.
func FuzzCatalogue(f *testing.F) {
	list := All()
	set, err := Compile(list)
	if err != nil {
		f.Fatal(err)
	}
	for _, d := range list {
		for _, text := range slices.Concat(d.Examples, d.Counterexamples) {
			f.Add([]byte(text))
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		end := 0
		for _, m := range set.Find(nil, Fields{}, text) {
			if m.Start < end || m.End <= m.Start || m.End > len(text) || m.Likelihood < Unlikely || m.Likelihood > VeryLikely {
				t.Errorf("%+v in a text of %d bytes, after one that ends at %d", m, len(text), end)
			}
			end = m.End
		}
	})
}
