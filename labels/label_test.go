package labels

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-4750cad8/assay/detectors"
	"github.com/seed-4750cad8/assay/scanner"
)

type finding struct {
	infoType   detectors.InfoType
	likelihood detectors.Likelihood
	distinct   int64
}

// report returns a report of a whole object with these findings.
func report(findings ...finding) scanner.Report {
	r := scanner.Report{Format: "text", Coverage: scanner.Full}
	for i, f := range findings {
		r.Findings = append(r.Findings, scanner.Finding{
			InfoType: f.infoType, Likelihood: f.likelihood, Field: fmt.Sprint("f", i), Count: f.distinct, Distinct: f.distinct,
		})
	}
	return r
}

const (
	unlikely   = detectors.Unlikely
	possible   = detectors.Possible
	likely     = detectors.Likely
	veryLikely = detectors.VeryLikely
)

func TestDecideDefault(t *testing.T) {
	for _, tc := range []struct {
		name     string
		findings []finding
		want     Level
		types    []detectors.InfoType
	}{
		{"nothing", nil, Public, nil},
		{"unlikely only", []finding{{"US_SSN", unlikely, 5000}}, Public, nil},
		{"one key", []finding{{"AWS_SECRET_KEY", likely, 1}}, Restricted, []detectors.InfoType{"AWS_SECRET_KEY"}},
		{"a weak password", []finding{{"PASSWORD", possible, 1}}, Confidential, []detectors.InfoType{"PASSWORD"}},
		{"one SSN", []finding{{"US_SSN", likely, 1}}, Restricted, []detectors.InfoType{"US_SSN"}},
		{"order numbers like SSNs", []finding{{"US_SSN", possible, 5000}}, Internal, []detectors.InfoType{"US_SSN"}},
		{"one card", []finding{{"CREDIT_CARD_NUMBER", veryLikely, 1}}, Restricted, []detectors.InfoType{"CREDIT_CARD_NUMBER"}},
		{"the firm's IBAN", []finding{{"IBAN", veryLikely, 1}}, Confidential, []detectors.InfoType{"IBAN"}},
		{"ten IBANs", []finding{{"IBAN", veryLikely, 10}}, Restricted, []detectors.InfoType{"IBAN"}},
		{"a contact", []finding{{"EMAIL_ADDRESS", veryLikely, 1}}, Internal, []detectors.InfoType{"EMAIL_ADDRESS"}},
		{"a list", []finding{{"EMAIL_ADDRESS", likely, 5}}, Confidential, []detectors.InfoType{"EMAIL_ADDRESS"}},
		{"a list over two fields", []finding{{"EMAIL_ADDRESS", likely, 2}, {"EMAIL_ADDRESS", veryLikely, 3}}, Confidential, []detectors.InfoType{"EMAIL_ADDRESS"}},
		{"few of each kind", []finding{{"EMAIL_ADDRESS", likely, 3}, {"PHONE_NUMBER", likely, 3}}, Internal, []detectors.InfoType{"EMAIL_ADDRESS", "PHONE_NUMBER"}},
		{"weak ones do not help", []finding{{"EMAIL_ADDRESS", likely, 4}, {"EMAIL_ADDRESS", possible, 4000}}, Internal, []detectors.InfoType{"EMAIL_ADDRESS"}},
		{"a customer base", []finding{{"PERSON_NAME", likely, 1000}}, Restricted, []detectors.InfoType{"PERSON_NAME"}},
		{"a birth date", []finding{{"DATE_OF_BIRTH", likely, 1}}, Confidential, []detectors.InfoType{"DATE_OF_BIRTH"}},
		{"a web log", []finding{{"IP_ADDRESS", veryLikely, 100000}}, Internal, []detectors.InfoType{"IP_ADDRESS"}},
		{"somebody's own infoType", []finding{{"EMPLOYEE_ID", likely, 1}}, Confidential, []detectors.InfoType{"EMPLOYEE_ID"}},
		{"most sensitive first, then by name",
			[]finding{{"IP_ADDRESS", likely, 1}, {"US_SSN", likely, 1}, {"DATE_OF_BIRTH", likely, 1}, {"CREDIT_CARD_NUMBER", likely, 1}, {"EMAIL_ADDRESS", likely, 1}}, Restricted,
			[]detectors.InfoType{"CREDIT_CARD_NUMBER", "US_SSN", "DATE_OF_BIRTH", "EMAIL_ADDRESS", "IP_ADDRESS"}},
	} {
		got := Default().Decide(report(tc.findings...))
		if diff := cmp.Diff(Label{Level: tc.want, InfoTypes: tc.types, Complete: true}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.name, diff)
		}
	}
}

func TestDecideCoverage(t *testing.T) {
	corrupt := []scanner.Problem{{Kind: scanner.Corrupt, Count: 1}}
	found := report(finding{"US_SSN", likely, 1}).Findings
	weak := report(finding{"US_SSN", unlikely, 1}).Findings
	for _, tc := range []struct {
		name   string
		report scanner.Report
		want   Level
		whole  bool
	}{
		{"no report at all", scanner.Report{}, Unknown, false},
		{"not read", scanner.Report{Problems: corrupt}, Unknown, false},
		{"half read, nothing found", scanner.Report{Coverage: scanner.Partial, Problems: corrupt}, Unknown, false},
		{"half read, weak finding", scanner.Report{Coverage: scanner.Partial, Problems: corrupt, Findings: weak}, Unknown, false},
		{"half read, found", scanner.Report{Coverage: scanner.Partial, Problems: corrupt, Findings: found}, Restricted, false},
		{"read", scanner.Report{Coverage: scanner.Full, Findings: found}, Restricted, true},
		{"says Full and has problems", scanner.Report{Coverage: scanner.Full, Problems: corrupt}, Unknown, false},
		{"no such coverage", scanner.Report{Coverage: scanner.Full + 1}, Unknown, false},
	} {
		got := Default().Decide(tc.report)
		if got.Level != tc.want || got.Complete != tc.whole {
			t.Errorf("%s: got %v complete=%v, want %v complete=%v", tc.name, got.Level, got.Complete, tc.want, tc.whole)
		}
	}
}

// A scheme that forgot an infoType, or was never filled in, must not make what it forgot look harmless.
func TestDecideFailsClosed(t *testing.T) {
	for _, s := range []Scheme{{}, {Rules: []Rule{{Name: "a", InfoTypes: []string{"A", "missing-group"}, Level: Internal}}}} {
		if got := s.Decide(report(finding{"US_SSN", unlikely, 1})); got.Level != Restricted || len(got.InfoTypes) != 1 {
			t.Errorf("got %v, want restricted", got)
		}
	}
}

// strictness orders levels as policies treat them: what is not known is kept like the most sensitive.
func strictness(l Level) int {
	if l == Unknown {
		return int(Restricted) + 1
	}
	return int(l)
}

// TestDecideProperties holds what must be true of every scheme and report, on random ones.
func TestDecideProperties(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	all := []detectors.InfoType{"OTHER"}
	for _, types := range Default().Groups {
		all = append(all, types...)
	}
	slices.Sort(all)

	for i := range 5000 {
		s := Default()
		if i%2 == 0 {
			s = randomScheme(rng, all)
		}
		var findings []finding
		for range rng.IntN(6) {
			findings = append(findings, randomFinding(rng, all))
		}
		r := report(findings...)
		r.Coverage = scanner.Coverage(rng.IntN(3))
		if r.Coverage != scanner.Full {
			r.Problems = []scanner.Problem{{Kind: scanner.Sampled, Count: 1}}
		}
		before := r.Findings
		got := s.Decide(r)

		if got.Level == Public && r.Coverage != scanner.Full {
			t.Fatalf("public with coverage %v", r.Coverage)
		}
		if got.Level == Unknown && r.Coverage == scanner.Full {
			t.Fatal("unknown with full coverage")
		}
		if got.Complete != (r.Coverage == scanner.Full) {
			t.Fatalf("complete %v with coverage %v", got.Complete, r.Coverage)
		}
		seen := make(map[detectors.InfoType]bool)
		for _, it := range got.InfoTypes {
			if seen[it] || !slices.ContainsFunc(findings, func(f finding) bool { return f.infoType == it }) {
				t.Fatalf("%s is there twice, or was not found: %v", it, got)
			}
			seen[it] = true
		}

		shuffled := r
		shuffled.Findings = slices.Clone(r.Findings)
		rng.Shuffle(len(shuffled.Findings), func(i, j int) {
			shuffled.Findings[i], shuffled.Findings[j] = shuffled.Findings[j], shuffled.Findings[i]
		})
		if diff := cmp.Diff(got, s.Decide(shuffled)); diff != "" {
			t.Fatalf("the order of findings matters:\n%s", diff)
		}

		// One finding more, surer, or more often never lowers the level. (From Unknown it may come down to what is now known:
		// Unknown is nothing known, and stays so only while nothing is found.)
		more := r
		more.Findings = append(slices.Clone(before), report(randomFinding(rng, all)).Findings...)
		if m := s.Decide(more); m.Level < got.Level {
			t.Fatalf("a finding more lowered %v to %v", got.Level, m.Level)
		}
		if len(before) > 0 {
			up := slices.Clone(before)
			f := &up[rng.IntN(len(up))]
			f.Distinct += rng.Int64N(2000)
			f.Likelihood = min(f.Likelihood+1, veryLikely)
			more.Findings = up
			if m := s.Decide(more); m.Level < got.Level {
				t.Fatalf("a surer finding lowered %v to %v", got.Level, m.Level)
			}
		}

		// Less coverage of the same findings never lowers the level.
		for less := scanner.None; less < r.Coverage; less++ {
			l := r
			l.Coverage, l.Problems = less, []scanner.Problem{{Kind: scanner.Sampled, Count: 1}}
			if m := s.Decide(l); strictness(m.Level) < strictness(got.Level) {
				t.Fatalf("coverage %v lowered %v to %v", less, got.Level, m.Level)
			}
		}
	}
}

func randomFinding(rng *rand.Rand, all []detectors.InfoType) finding {
	return finding{all[rng.IntN(len(all))], unlikely + detectors.Likelihood(rng.IntN(4)), int64(1) << rng.IntN(12)}
}

func randomScheme(rng *rand.Rand, all []detectors.InfoType) Scheme {
	s := Scheme{Groups: map[string][]detectors.InfoType{"g": {all[rng.IntN(len(all))], all[rng.IntN(len(all))]}}}
	for i := range 1 + rng.IntN(6) {
		s.Rules = append(s.Rules, Rule{
			Name:       fmt.Sprint("r", i),
			InfoTypes:  []string{[]string{"g", Rest, string(all[rng.IntN(len(all))])}[rng.IntN(3)]},
			Likelihood: detectors.Likelihood(rng.IntN(5)),
			Distinct:   int64(rng.IntN(100)),
			Level:      Public + Level(rng.IntN(4)),
		})
	}
	return s
}

// Counts come from sketches and products of hostile tables: sums past the largest number stay there.
func TestDecideHugeAndOddCounts(t *testing.T) {
	const huge = 1<<63 - 1
	r := report(finding{"EMAIL_ADDRESS", likely, huge}, finding{"EMAIL_ADDRESS", likely, huge})
	if got := Default().Decide(r).Level; got != Restricted {
		t.Errorf("sum past the largest number: got %v, want restricted", got)
	}
	r = report(finding{"US_SSN", likely, -5}, finding{"US_SSN", 0, 0}, finding{"US_SSN", 200, 1})
	if got := Default().Decide(r).Level; got != Restricted {
		t.Errorf("odd findings: got %v, want restricted", got)
	}
}

func BenchmarkDecide(b *testing.B) {
	var findings []finding
	for _, types := range Default().Groups {
		for _, it := range types {
			findings = append(findings, finding{it, likely, 3})
		}
	}
	s, r := Default(), report(findings...)
	for b.Loop() {
		s.Decide(r)
	}
}
