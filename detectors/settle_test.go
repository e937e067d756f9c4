package detectors

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func TestSettle(t *testing.T) {
	m := func(infoType InfoType, likelihood Likelihood, start, end int) Match {
		return Match{infoType, likelihood, start, end}
	}
	tests := []struct {
		name      string
		all, want []Match // the index in all is that in the list of detectors
	}{
		{"none", nil, nil},
		{"apart", []Match{m("A", 1, 5, 9), m("B", 1, 0, 5)}, []Match{m("B", 1, 0, 5), m("A", 1, 5, 9)}},
		{"likelier", []Match{m("A", 1, 0, 9), m("B", 2, 3, 4)}, []Match{m("B", 2, 3, 4)}},
		{"longer", []Match{m("A", 2, 0, 5), m("B", 2, 3, 9)}, []Match{m("B", 2, 3, 9)}},
		{"earlier in the list", []Match{m("A", 2, 3, 8), m("B", 2, 0, 5)}, []Match{m("A", 2, 3, 8)}},
		{"same infoType", []Match{m("A", 2, 0, 5), m("A", 3, 0, 5)}, []Match{m("A", 3, 0, 5)}},
		{"what is dropped drops nothing", []Match{m("A", 3, 0, 5), m("B", 2, 4, 9), m("C", 1, 8, 12)}, []Match{m("A", 3, 0, 5), m("C", 1, 8, 12)}},
		{"a long one before", []Match{m("A", 1, 0, 100), m("B", 1, 10, 20), m("C", 2, 90, 110)}, []Match{m("B", 1, 10, 20), m("C", 2, 90, 110)}},
	}
	for _, test := range tests {
		var all []found
		for i, m := range test.all {
			all = append(all, found{Match: m, detector: i})
		}
		got, _ := settle(nil, all, nil)
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: got %v, want %v", test.name, got, test.want)
		}
	}
}

func TestSettleReference(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 3000 {
		var all []found
		var ref []refMatch
		for n := r.IntN(14); n > 0; n-- {
			start := r.IntN(40)
			m := Match{"A", Likelihood(1 + r.IntN(4)), start, start + 1 + r.IntN(12)}
			all = append(all, found{Match: m, detector: n})
			ref = append(ref, refMatch{m, n})
		}
		got, _ := settle(nil, slices.Clone(all), nil)
		if want := refSettle(ref); !slices.Equal(got, want) {
			t.Fatalf("%v:\n got %v\nwant %v", all, got, want)
		}
	}
}
