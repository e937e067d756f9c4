package names

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-4750cad8/assay/detectors"
)

// found returns what is found in text, as "INFOTYPE text".
func found(r *Recognizer, text string, infoType detectors.InfoType) []string {
	var out []string
	for _, m := range r.Find(nil, []byte(text)) {
		if m.InfoType == infoType {
			out = append(out, text[m.Start:m.End])
		}
	}
	return out
}

func FuzzFind(f *testing.F) {
	for _, c := range peopleCases {
		f.Add([]byte(c.text))
	}
	for _, c := range addressCases {
		f.Add([]byte(c.text))
	}
	r := New()
	f.Fuzz(func(t *testing.T, text []byte) {
		if err := check(text, r.Find(nil, text)); err != nil {
			t.Error(err)
		}
	})
}

// check returns how matches break what Find promises, or nil.
func check(text []byte, matches []detectors.Match) error {
	end := 0
	for i, m := range matches {
		switch {
		case m.Start < end || m.End <= m.Start || m.End > len(text):
			return fmt.Errorf("match %d is [%d,%d) of %d bytes, after one that ends at %d", i, m.Start, m.End, len(text), end)
		case m.Likelihood < detectors.Unlikely || m.Likelihood > detectors.VeryLikely:
			return fmt.Errorf("match %d has the likelihood %d", i, m.Likelihood)
		case m.InfoType != PersonName && m.InfoType != StreetAddress:
			return fmt.Errorf("match %d has another infoType", i)
		case utf8.Valid(text) && !utf8.Valid(text[m.Start:m.End]):
			return fmt.Errorf("match %d cuts a character", i)
		}
		end = m.End
	}
	return nil
}

func TestPeople(t *testing.T) {
	r := New()
	for _, c := range peopleCases {
		if diff := cmp.Diff(c.want, found(r, c.text, PersonName)); diff != "" {
			t.Errorf("%q: names (-want +got):\n%s", c.text, diff)
		}
	}
}

func TestAddresses(t *testing.T) {
	r := New()
	for _, c := range addressCases {
		if diff := cmp.Diff(c.want, found(r, c.text, StreetAddress)); diff != "" {
			t.Errorf("%q: addresses (-want +got):\n%s", c.text, diff)
		}
	}
}

func TestFindDoesNotAllocate(t *testing.T) {
	r := New()
	text := []byte(strings.Repeat("My colleague Maria Garcia lives at 12 Main Street, Apt 5, Springfield, IL 62704. ", 20))
	dst := r.Find(nil, text)
	if len(dst) == 0 {
		t.Fatal("nothing was found")
	}
	if n := testing.AllocsPerRun(50, func() { dst = r.Find(dst[:0], text) }); n != 0 {
		t.Errorf("Find allocates %v times", n)
	}
}
