package detectors

import (
	"math/rand/v2"
	"testing"
)

// TestScanNames holds the Scans of names equal to their Patterns on what names are made of, and on what they nearly are.
func TestScanNames(t *testing.T) {
	pieces := []string{
		"Ann", "O'Neil", "Müller", "Élise", "Jean-Luc", "J.", "McDonald", "王", "小明", "ǅ", "Zoe\u0308", "D’Arc", "ß", "É", "ª", "\u0301",
		"da", "des", "della", "delle", "van", "y", "e", "zu", "dx", "el", " ", " ", " ", ", ", ",", "  ", "-", "'", "1", "\xc3", "\xff", "\ufffd", "\t",
	}
	r := rand.New(rand.NewPCG(5, 6))
	for _, d := range people {
		if d.Scan == nil {
			continue
		}
		pattern := mustLongest("^(?:" + d.Pattern + ")")
		for range 20_000 {
			var text []byte
			for range 1 + r.IntN(16) {
				text = append(text, pieces[r.IntN(len(pieces))]...)
				if r.IntN(2) == 0 {
					text = append(text, ' ')
				}
			}
			text = text[:min(len(text), d.MaxLen)]
			if got, want := d.Scan(text), len(pattern.Find(text)); got != want {
				t.Fatalf("Scan(%q) is %d, want %d", text, got, want)
			}
		}
	}
}
