package scanner

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/seed-4750cad8/assay/detectors"
)

const (
	unlikely   = detectors.Unlikely
	possible   = detectors.Possible
	likely     = detectors.Likely
	veryLikely = detectors.VeryLikely
)

func match(t detectors.InfoType, l detectors.Likelihood, start, end int) detectors.Match {
	return detectors.Match{InfoType: t, Likelihood: l, Start: start, End: end}
}

func TestSettle(t *testing.T) {
	const (
		local  = byDetectors
		names  = 1 << 1
		remote = 1 << 2
	)
	tests := []struct {
		name   string
		claims []claim
		denied []detectors.Match
		want   []detectors.Match
	}{
		{name: "nothing"},
		{
			"one source", []claim{{match("PERSON_NAME", possible, 3, 9), names}}, nil,
			[]detectors.Match{match("PERSON_NAME", possible, 3, 9)},
		},
		{
			"agreement on one span", []claim{{match("PERSON_NAME", possible, 3, 9), names}, {match("PERSON_NAME", likely, 3, 9), remote}}, nil,
			[]detectors.Match{match("PERSON_NAME", veryLikely, 3, 9)},
		},
		{
			"agreement has a bound", []claim{{match("US_SSN", veryLikely, 3, 14), local}, {match("US_SSN", likely, 3, 14), remote}}, nil,
			[]detectors.Match{match("US_SSN", veryLikely, 3, 14)},
		},
		{
			"agreement on overlapping spans: the detector's stays", []claim{{match("US_SSN", possible, 3, 14), local}, {match("US_SSN", possible, 0, 14), remote}}, nil,
			[]detectors.Match{match("US_SSN", likely, 3, 14)},
		},
		{
			"saying it twice is no agreement", []claim{{match("PERSON_NAME", possible, 3, 9), remote}, {match("PERSON_NAME", possible, 3, 9), remote}, {match("PERSON_NAME", possible, 3, 12), remote}}, nil,
			[]detectors.Match{match("PERSON_NAME", possible, 3, 12)},
		},
		{
			"denied", []claim{{match("US_SSN", possible, 3, 14), local}, {match("US_ITIN", likely, 20, 31), local}},
			[]detectors.Match{match("US_SSN", possible, 3, 14), match("US_ITIN", likely, 20, 31)},
			[]detectors.Match{match("US_SSN", unlikely, 3, 14), match("US_ITIN", likely, 20, 31)},
		},
		{
			"denied by one, confirmed by another", []claim{{match("PERSON_NAME", possible, 3, 14), local}, {match("PERSON_NAME", possible, 3, 14), names}},
			[]detectors.Match{match("PERSON_NAME", possible, 3, 14)},
			[]detectors.Match{match("PERSON_NAME", likely, 3, 14)},
		},
		{
			"no proof", []claim{{match("CREDIT_CARD_NUMBER", veryLikely, 50, 60), remote}, {match("CREDIT_CARD_NUMBER", veryLikely, 80, 90), remote}}, nil,
			[]detectors.Match{match("CREDIT_CARD_NUMBER", veryLikely, 50, 60)},
		},
		{
			"no proof, no agreement", []claim{{match("US_SSN", possible, 84, 99), local}, {match("US_SSN", veryLikely, 80, 90), remote}}, nil,
			[]detectors.Match{match("US_SSN", possible, 84, 99)},
		},
		{
			"another name for what a detector found", []claim{{match("US_SSN", possible, 3, 14), local}, {match("PHONE_NUMBER", veryLikely, 3, 14), remote}}, nil,
			[]detectors.Match{match("US_SSN", possible, 3, 14)},
		},
		{
			"another name for what is denied", []claim{{match("US_SSN", possible, 3, 14), local}, {match("PHONE_NUMBER", veryLikely, 3, 14), remote}},
			[]detectors.Match{match("US_SSN", possible, 3, 14)},
			[]detectors.Match{match("PHONE_NUMBER", veryLikely, 3, 14), match("US_SSN", unlikely, 3, 14)},
		},
		{
			"something around what a detector found", []claim{{match("PHONE_NUMBER", likely, 30, 42), local}, {match("STREET_ADDRESS", likely, 3, 42), remote}}, nil,
			[]detectors.Match{match("STREET_ADDRESS", likely, 3, 42), match("PHONE_NUMBER", likely, 30, 42)},
		},
		{
			"recognizers at odds", []claim{{match("PERSON_NAME", possible, 3, 14), names}, {match("STREET_ADDRESS", likely, 0, 20), remote}, {match("PERSON_NAME", likely, 20, 25), remote}}, nil,
			[]detectors.Match{match("STREET_ADDRESS", likely, 0, 20), match("PERSON_NAME", likely, 20, 25)},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := evidence{claims: test.claims, denied: test.denied}
			got := e.settle(nil, provenBelow80)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("matches (-want +got):\n%s", diff)
			}
		})
	}
}

func provenBelow80(m detectors.Match) bool { return m.Start < 80 }

// randomEvidence is what three sources might say of a text of 100 bytes. Detectors' matches do not overlap.
func randomEvidence(next func(n int) int) evidence {
	types := []detectors.InfoType{"PERSON_NAME", "STREET_ADDRESS", "US_SSN", "PHONE_NUMBER", "CREDIT_CARD_NUMBER"}
	var e evidence
	one := func(from int) detectors.Match {
		start := from + next(20)
		return match(types[next(len(types))], unlikely+detectors.Likelihood(next(4)), start, start+1+next(25))
	}
	for at := 0; at < 70 && next(5) > 0; {
		m := one(at)
		e.claims = append(e.claims, claim{m, byDetectors})
		if next(3) == 0 {
			e.denied = append(e.denied, m)
		}
		at = m.End
	}
	for range next(12) {
		m := one(next(60))
		e.claims = append(e.claims, claim{m, 1 << (1 + next(2))})
		if next(4) == 0 {
			e.denied = append(e.denied, m)
		}
	}
	return e
}

// checkSettle holds what settling promises against evidence e, in the order of shuffle.
func checkSettle(t *testing.T, e evidence, shuffle func(n int, swap func(i, j int))) {
	t.Helper()
	want := e.settle(nil, provenBelow80)
	if diff := cmp.Diff(e.settleTogether(nil, e.claims, provenBelow80), want, cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("settled place by place, it is not what it is together (-together +by place):\n%s\n%v", diff, e.claims)
	}
	other := evidence{claims: slices.Clone(e.claims), denied: slices.Clone(e.denied)}
	// Said in parts, in any order, and twice.
	other.claims = append(other.claims, other.claims[:len(other.claims)/2]...)
	other.denied = append(other.denied, other.denied[:len(other.denied)/2]...)
	shuffle(len(other.claims), func(i, j int) { other.claims[i], other.claims[j] = other.claims[j], other.claims[i] })
	shuffle(len(other.denied), func(i, j int) { other.denied[i], other.denied[j] = other.denied[j], other.denied[i] })
	half := evidence{claims: slices.Clone(other.claims[:len(other.claims)/3]), denied: other.denied}
	half.settle(nil, provenBelow80) // what was settled on the way has no influence
	half.claims = append(half.claims, other.claims[len(other.claims)/3:]...)
	got := half.settle(nil, provenBelow80)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("another order settles otherwise (-want +got):\n%s\n%v", diff, e.claims)
	}
	for _, c := range e.claims {
		if c.sources != byDetectors {
			continue
		}
		kept := slices.ContainsFunc(got, func(m detectors.Match) bool {
			return m.InfoType == c.InfoType && m.Start == c.Start && m.End == c.End && (m.Likelihood >= c.Likelihood || c.Likelihood == possible)
		})
		if !kept {
			t.Fatalf("a detector's match is lost: %v\n%v\n%v", c, e.claims, got)
		}
	}
	for i, m := range got {
		if i > 0 && m.Start < got[i-1].Start {
			t.Fatalf("not ascending: %v", got)
		}
		for _, n := range got[:i] {
			if m.InfoType == n.InfoType && m.Start < n.End {
				t.Fatalf("two matches of one infoType overlap: %v", got)
			}
		}
	}
}

func TestSettleProperties(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		checkSettle(t, randomEvidence(r.IntN), r.Shuffle)
	}
}

func FuzzSettle(f *testing.F) {
	f.Add([]byte("settled"), uint64(1))
	f.Fuzz(func(t *testing.T, data []byte, seed uint64) {
		i := 0
		next := func(n int) int {
			if i >= len(data) {
				return 0
			}
			i++
			return int(data[i-1]) % n
		}
		checkSettle(t, randomEvidence(next), rand.New(rand.NewPCG(seed, 0)).Shuffle)
	})
}

// What must prove itself can: its detectors check more than a pattern, and take their examples as if a keyword stood near.
func TestProvable(t *testing.T) {
	prover := newProver(detectors.All())
	seen := make(map[detectors.InfoType]bool)
	for _, d := range detectors.All() {
		if !provable[d.InfoType] {
			continue
		}
		seen[d.InfoType] = true
		if d.Validate == nil {
			t.Errorf("%s: a detector has no Validate: %s", d.InfoType, d.Doc)
		}
		for _, example := range d.Examples {
			if !prover.proves(d.InfoType, []byte(example)) {
				t.Errorf("%s: %q proves nothing", d.InfoType, example)
			}
		}
	}
	for infoType := range provable {
		if !seen[infoType] {
			t.Errorf("%s is not in the catalogue", infoType)
		}
	}
	for value, infoType := range map[string]detectors.InfoType{
		"4111 1111 1111 1112":      "CREDIT_CARD_NUMBER",
		"DE89 3704 0044 0532 0131": "IBAN",
		"000-12-3456":              "US_SSN",
		"999.1.1.1":                "IP_ADDRESS",
		"jane@nowhere.notadomain":  "EMAIL_ADDRESS",
		"":                         "VIN",
	} {
		if prover.proves(infoType, []byte(value)) {
			t.Errorf("%q proves to be %s", value, infoType)
		}
	}
}

// BenchmarkSettle settles a block that is one long list of names, which two recognizers found: the cost of each must not grow with
// how many there are.
func BenchmarkSettle(b *testing.B) {
	for _, n := range []int{1_000, 16_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			var e evidence
			for i := range n {
				for source := range 2 {
					e.claims = append(e.claims, claim{match("PERSON_NAME", possible, 16*i, 16*i+13), 2 << source})
				}
				e.denied = append(e.denied, match("PERSON_NAME", possible, 16*i, 16*i+13))
			}
			var dst []detectors.Match
			for b.Loop() {
				dst = e.settle(dst[:0], provenBelow80)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/name")
		})
	}
}
