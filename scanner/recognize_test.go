package scanner

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-4750cad8/assay/detectors"
)

// A fakeRecognizer finds what its pattern matches, and remembers what it was asked.
type fakeRecognizer struct {
	pattern *regexp.Regexp
	answer  func(Text) Recognition // instead of the pattern
	fail    func() error

	mu    sync.Mutex
	asked []Text
}

func names() *fakeRecognizer {
	return &fakeRecognizer{pattern: regexp.MustCompile(`Ylva|Benedek`)}
}

func (f *fakeRecognizer) Recognize(_ context.Context, texts []Text) ([]Recognition, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.fail != nil {
		return nil, f.fail()
	}
	out := make([]Recognition, len(texts))
	for i, t := range texts {
		f.asked = append(f.asked, Text{bytes.Clone(t.Bytes), slices.Clone(t.Matches)})
		if f.answer != nil {
			out[i] = f.answer(t)
			continue
		}
		for _, at := range f.pattern.FindAllIndex(t.Bytes, -1) {
			out[i].Matches = append(out[i].Matches, match("PERSON_NAME", possible, at[0], at[1]))
		}
	}
	return out, nil
}

const letter = "I have heard that Ylva is away until TKT-1234 is done, and that it is Benedek who is there for us now."

func TestRecognize(t *testing.T) {
	named := func(l detectors.Likelihood) []Finding {
		return []Finding{
			{InfoType: "PERSON_NAME", Likelihood: l, Count: 2, Distinct: 2, Occurrences: []Location{{Line: 1, Offset: 18}, {Line: 1, Offset: 70}}},
			{InfoType: ticket, Likelihood: likely, Count: 1, Distinct: 1, Occurrences: []Location{{Line: 1, Offset: 37}}},
		}
	}
	found := named(0)[1:]
	answers := func(r Recognition) *fakeRecognizer {
		return &fakeRecognizer{answer: func(Text) Recognition { return r }}
	}
	full := Report{Format: "lines", Coverage: Full, Bytes: int64(len(letter)), Blocks: 1}
	with := func(change func(*Report)) Report {
		r := full
		change(&r)
		return r
	}
	tests := []struct {
		name    string
		readers []Reader
		want    Report
	}{
		{"none", nil, with(func(r *Report) { r.Findings = found })},
		{"one", []Reader{{Recognizer: names()}}, with(func(r *Report) { r.Findings = named(possible) })},
		{"two that agree", []Reader{{Recognizer: names()}, {Recognizer: names()}}, with(func(r *Report) { r.Findings = named(likely) })},
		{"usage", []Reader{{Recognizer: answers(Recognition{Units: 3, Cost: 300, Sent: 1})}, {Recognizer: answers(Recognition{Units: 4, Cost: 8, Sent: 2})}}, with(func(r *Report) {
			r.Findings, r.Usage = found, Usage{Units: 7, Cost: 308, Sent: 3}
		})},
		{"withheld", []Reader{{Recognizer: answers(Recognition{Withheld: 1, Problem: OverBudget})}}, with(func(r *Report) {
			r.Findings, r.Coverage, r.Problems, r.Usage = found, Partial, []Problem{{OverBudget, "", 1}}, Usage{Withheld: 1}
		})},
		{"failed", []Reader{{Recognizer: answers(Recognition{Problem: RecognizerFailed})}, {Recognizer: names()}}, with(func(r *Report) {
			r.Findings, r.Coverage, r.Problems = named(possible), Partial, []Problem{{RecognizerFailed, "", 1}}
		})},
		{"panics", []Reader{{Recognizer: &fakeRecognizer{answer: func(t Text) Recognition { panic(string(t.Bytes)) }}}}, with(func(r *Report) {
			r.Findings, r.Coverage, r.Problems = found, Partial, []Problem{{RecognizerFailed, "", 1}}
		})},
		{"an error of its own", []Reader{{Recognizer: &fakeRecognizer{fail: func() error { return errors.New(letter) }}}}, with(func(r *Report) {
			r.Findings, r.Coverage, r.Problems = found, Partial, []Problem{{RecognizerFailed, "", 1}}
		})},
		{"answers to nothing", []Reader{{Recognizer: &fakeRecognizer{fail: func() error { return nil }}}}, with(func(r *Report) {
			r.Findings, r.Coverage, r.Problems = found, Partial, []Problem{{RecognizerFailed, "", 1}}
		})},
		{"nonsense beside sense", []Reader{{Recognizer: answers(Recognition{
			Matches: []detectors.Match{match("PERSON_NAME", likely, -1, 3), match("PERSON_NAME", possible, 18, 22), match("PERSON_NAME", likely, 9, 9), match("PERSON_NAME", possible, 70, 77), match("PERSON_NAME", likely, 90, 9000), match("PERSON_NAME", 9, 3, 5)},
			Denied:  []int{7},
		})}}, with(func(r *Report) {
			r.Findings, r.Coverage, r.Problems = named(possible), Partial, []Problem{{RecognizerFailed, "", 1}}
		})},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := New(testSet(t), testFormats(), possible, DefaultLimits(), test.readers...)
			got, err := s.Scan(t.Context(), input(letter))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("report (-want +got):\n%s", diff)
			}
		})
	}
}

// A recognizer is told what was found before it, with offsets in its text, and what it denies is less likely.
func TestRecognizeDenied(t *testing.T) {
	set, err := detectors.Compile([]detectors.Detector{{
		InfoType: ticket, Group: "Test", Doc: "A ticket of these tests.", Pattern: `TKT-[0-9]{4}`, MaxLen: 8, Alone: possible, Near: possible,
		Examples: []string{"TKT-1234"}, Counterexamples: []string{"TKT-12"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	second := &fakeRecognizer{answer: func(t Text) Recognition {
		var r Recognition
		for i, m := range t.Matches {
			if string(t.Bytes[m.Start:m.End]) != "Ylva" {
				r.Denied = append(r.Denied, i)
			}
		}
		return r
	}}
	got, err := New(set, testFormats(), possible, DefaultLimits(), Reader{Recognizer: names()}, Reader{Recognizer: second}).Scan(t.Context(), input(" \n"+letter))
	if err != nil {
		t.Fatal(err)
	}
	want := []Finding{{InfoType: "PERSON_NAME", Likelihood: possible, Count: 1, Distinct: 1, Occurrences: []Location{{Line: 2, Offset: 20}}}}
	if diff := cmp.Diff(want, got.Findings); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
	asked := []Text{{[]byte(letter), []detectors.Match{match("PERSON_NAME", possible, 18, 22), match(ticket, possible, 37, 45), match("PERSON_NAME", possible, 70, 77)}}}
	if diff := cmp.Diff(asked, second.asked); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
}

func TestRecognizeCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	f := &fakeRecognizer{fail: func() error { cancel(); return ctx.Err() }}
	if _, err := New(testSet(t), testFormats(), possible, DefaultLimits(), Reader{Recognizer: f}).Scan(ctx, input(letter)); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
}

func TestRecognizeEverything(t *testing.T) {
	const table = "id;state\n1;open\n2;closed by Ylva\n"
	gated, all := names(), names()
	got, err := New(testSet(t), testFormats(), possible, DefaultLimits(), Reader{Recognizer: gated}, Reader{Recognizer: all, Everything: true}).Scan(t.Context(), input(table))
	if err != nil || len(got.Findings) != 1 {
		t.Errorf("report %+v, %v", got, err)
	}
	if len(gated.asked) != 0 || len(all.asked) != 1 || string(all.asked[0].Bytes) != table {
		t.Errorf("asked %d and %d times", len(gated.asked), len(all.asked))
	}
}

// A text that names content is searched, but it is none: it does not count as read, and no recognizer is asked about it.
func TestAside(t *testing.T) {
	formats := []Format{{Name: "names", Sniff: func(string, []byte) bool { return true }, Decode: func(in Input, out Sink) error {
		out.Problem(Encrypted, "")
		return out.Block(Block{Text: []byte("TKT-1234 of Ylva"), Aside: true})
	}}}
	all := names()
	got, err := New(testSet(t), formats, possible, DefaultLimits(), Reader{Recognizer: all, Everything: true}).Scan(t.Context(), input("x"))
	if err != nil || len(got.Findings) != 1 || got.Coverage != None || got.Bytes != 0 || got.Blocks != 0 {
		t.Errorf("report %+v, error %v", got, err)
	}
	if len(all.asked) != 0 {
		t.Errorf("asked %d times", len(all.asked))
	}
}

// However a text is cut into blocks, each byte is offered once, no name is cut in two, and each is counted once.
func TestRecognizeSeams(t *testing.T) {
	var b strings.Builder
	for i := 0; b.Len() < 96<<10; i++ {
		fmt.Fprintf(&b, "I have heard that Ylva is away until TKT-%04d is done, and that it is Benedek who is there for us now. ", i%1000)
		if i%7 == 0 {
			b.WriteString("\n\n")
		}
	}
	text := b.String()
	count := strings.Count(text, "Ylva") + strings.Count(text, "Benedek")
	for _, step := range []int{9_001, 10_000, 12_345, 20_000, 1 << 20} {
		blocks := []Format{{Name: "blocks", Sniff: func(string, []byte) bool { return true }, Decode: func(in Input, out Sink) error {
			for at := 0; at < len(text); at += step {
				from, to := max(0, at-Overlap), min(len(text), at+step+Overlap)
				if err := out.Block(Block{Text: []byte(text[from:to]), From: at - from, To: min(at+step, len(text)) - from}); err != nil {
					return err
				}
			}
			return nil
		}}}
		f := names()
		got, err := New(testSet(t), blocks, possible, DefaultLimits(), Reader{Recognizer: f}).Scan(t.Context(), input("x"))
		if err != nil {
			t.Fatal(err)
		}
		var whole []byte
		for _, a := range f.asked {
			whole = append(append(whole, a.Bytes...), ' ')
		}
		if strings.Join(strings.Fields(string(whole)), " ") != strings.Join(strings.Fields(text), " ") {
			t.Errorf("step %d: not every byte is offered once", step)
		}
		if got.Bytes != int64(len(text)) || got.Findings[0].Count != int64(count) || got.Findings[1].Count != int64(strings.Count(text, "TKT-")) {
			t.Errorf("step %d: %d bytes, %d names of %d, %d tickets", step, got.Bytes, got.Findings[0].Count, count, got.Findings[1].Count)
		}
	}
}

func TestSeam(t *testing.T) {
	for _, test := range []struct {
		text string
		at   int
		want string
	}{
		{"one\ntwo", 5, "one\n"},
		{"One. Two", 6, "One. "},
		{"one two", 5, "one "},
		{"onetwo", 3, "one"},
		{"帐篷", 4, "帐"},
		{"one", 0, ""},
		{"one two", 7, "one two"},
	} {
		if got := test.text[:seam([]byte(test.text), test.at)]; got != test.want {
			t.Errorf("seam(%q, %d) cuts after %q, want %q", test.text, test.at, got, test.want)
		}
	}
}

// However wild a recognizer's answers are, a scan ends with a report that holds together.
func FuzzRecognize(f *testing.F) {
	f.Add([]byte(letter), []byte{0, 18, 4, 2, 1, 70, 7, 1, 9, 200, 200, 7}, uint16(40))
	f.Fuzz(func(t *testing.T, text, answers []byte, cut uint16) {
		wild := func(t Text) (r Recognition) {
			for i := 0; i+4 <= len(answers); i += 4 {
				a := answers[i : i+4]
				start := int(int8(a[1])) * (len(t.Bytes)/64 + 1)
				r.Matches = append(r.Matches, match([]detectors.InfoType{"PERSON_NAME", ticket, "IBAN"}[int(a[0])%3], detectors.Likelihood(a[3]%7), start, start+int(int8(a[2]))))
				r.Denied = append(r.Denied, int(a[0])%5-1)
			}
			return r
		}
		step := int(cut) + 1
		blocks := []Format{{Name: "blocks", Sniff: func(string, []byte) bool { return true }, Decode: func(in Input, out Sink) error {
			for at := 0; at < len(text); at += step {
				from, to := max(0, at-Overlap), min(len(text), at+step+Overlap)
				if err := out.Block(Block{Text: text[from:to], From: at - from, To: min(at+step, len(text)) - from}); err != nil {
					return err
				}
			}
			return nil
		}}}
		readers := []Reader{{Recognizer: names()}, {Recognizer: &fakeRecognizer{answer: wild}}, {Recognizer: &fakeRecognizer{answer: wild}, Everything: true}}
		got, err := New(testSet(t), blocks, unlikely, DefaultLimits(), readers...).Scan(t.Context(), input("x"))
		if err != nil {
			t.Fatal(err)
		}
		if got.Bytes != int64(len(text)) || (len(got.Problems) == 0) != (got.Coverage == Full) {
			t.Fatalf("%+v", got)
		}
		for _, finding := range got.Findings {
			if finding.Count < 1 || finding.Distinct < 1 || finding.Distinct > finding.Count || finding.Likelihood < unlikely || finding.Likelihood > veryLikely || finding.InfoType == "IBAN" {
				t.Fatalf("%+v", finding)
			}
		}
	})
}
