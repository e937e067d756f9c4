package names

import (
	"testing"

	"github.com/seed-4750cad8/assay/detectors/names/internal/words"
)

func TestLexicon(t *testing.T) {
	r := New()
	used := 0
	for _, s := range r.lexicon.slots {
		if s.roles != 0 {
			used++
		}
	}
	if used*2 > len(r.lexicon.slots) {
		t.Errorf("%d words in %d slots: look-ups get long", used, len(r.lexicon.slots))
	}
	for _, c := range []struct {
		word string
		want role
	}{
		{"Mr", title},
		{"Señorita", title},
		{"the", stop | article},
		{"Sincerely", stop | closing},
		{"Morgan Stanley", brand},
		{"Baker", 0},
	} {
		var k words.Key
		k.Set([]byte(c.word))
		if got := r.lexicon.lookup(k.Hash()); got != c.want {
			t.Errorf("roles of %q are %b, want %b", c.word, got, c.want)
		}
	}
}

// TestData looks at samples of what the table of words holds.
func TestData(t *testing.T) {
	if len(data) > 3<<20 {
		t.Errorf("the data are %d bytes", len(data))
	}
	r := New()
	for _, c := range []struct {
		word  string
		least words.Class // in each of its four numbers
		none  bool
	}{
		{"Maria", words.Pack(3, 1, 0, 0), false},
		{"Katarzyna", words.Pack(2, 0, 0, 0), false},
		{"João", words.Pack(3, 0, 0, 0), false},
		{"Garcia", words.Pack(0, 3, 0, 0), false},
		{"Müller", words.Pack(0, 2, 0, 0), false},
		{"Lefèvre", words.Pack(0, 2, 0, 0), false},
		{"Brown", words.Pack(0, 3, 2, 0), false},
		{"Paris", words.Pack(1, 1, 0, 3), false},
		{"Alemania", words.Pack(0, 0, 0, 3), false},
		{"release", words.Pack(0, 0, 2, 0), false},
		{"Qwxzyv", 0, true},
	} {
		var k words.Key
		k.Set([]byte(c.word))
		got := r.table.Lookup(k.Hash())
		if got.Given() < c.least.Given() || got.Surname() < c.least.Surname() || got.Common() < c.least.Common() ||
			got.Place() < c.least.Place() || c.none && got != 0 {
			t.Errorf("class of %q is %08b, want %08b at least", c.word, got, c.least)
		}
	}
}
