package scanner

import (
	"hash/maphash"
	"math"
	"testing"
)

func TestSketch(t *testing.T) {
	seed := maphash.MakeSeed()
	for _, n := range []int{0, 1, 2, 255, 256, 257, 400, 1000, 10_000, 300_000} {
		var s sketch
		for round := range 2 {
			for i := range n {
				s.add(maphash.Comparable(seed, i))
			}
			got := float64(s.estimate())
			// Six standard errors: a seed in 10^9 is worse. Exact below sketchExact.
			within := 6 * 1.04 / math.Sqrt(1<<sketchBits) * float64(n)
			if n <= sketchExact {
				within = 0
			}
			if math.Abs(got-float64(n)) > within {
				t.Errorf("%d distinct, round %d: estimate %.0f, want within %.0f", n, round, got, within)
			}
		}
	}
}
