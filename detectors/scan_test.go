package detectors

import (
	"math/rand/v2"
	"testing"
)

// TestScans holds every Scan equal to its Pattern, at every offset of examples with bytes changed, cut and joined.
func TestScans(t *testing.T) {
	const bytes = "0123456789aAbBfFxXeEtTzZIO +-.,:/()@_%'\"\n[]#<\xc3\xa9\xce\xff\x80"
	r := rand.New(rand.NewPCG(3, 4))
	for i, d := range All() {
		if d.Scan == nil {
			continue
		}
		pattern := mustLongest("^(?:" + d.Pattern + ")")
		texts := append(append([]string{}, d.Examples...), d.Counterexamples...)
		for range 400 {
			text := []byte(texts[r.IntN(len(texts))])
			if r.IntN(3) == 0 {
				text = append(text, texts[r.IntN(len(texts))]...)
			}
			for range r.IntN(4) {
				text[r.IntN(len(text))] = bytes[r.IntN(len(bytes))]
			}
			text = text[:1+r.IntN(len(text))]
			for at := range text {
				c := text[at:min(len(text), at+d.MaxLen)]
				if got, want := d.Scan(c), len(pattern.Find(c)); got != want {
					t.Errorf("%s (%d): Scan(%q) is %d, want %d", d.InfoType, i, c, got, want)
				}
			}
		}
	}
}
