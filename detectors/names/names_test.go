package names

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-4750cad8/assay/detectors"
	"github.com/seed-4750cad8/assay/scanner"
)

var _ scanner.Recognizer = (*Recognizer)(nil)

// found returns the parts of text that are of infoType.
func found(r *Recognizer, text string, infoType detectors.InfoType) []string {
	var out []string
	for _, m := range r.Find(nil, []byte(text)) {
		if m.InfoType == infoType {
			out = append(out, text[m.Start:m.End])
		}
	}
	return out
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

func TestLikelihood(t *testing.T) {
	r := New()
	for _, c := range []struct {
		text string
		want detectors.Likelihood
	}{
		{"Sandra!", detectors.Possible},
		{"with Maria Garcia", detectors.Likely},
		{"Mr. Xyzzyk", detectors.Likely},
		{"Name: Maria Garcia", detectors.VeryLikely},
		{"12 Main Street", detectors.Likely},
		{"1999 Main Street", detectors.Possible},
		{"12 Main Street, Springfield, IL 62704", detectors.VeryLikely},
	} {
		got := r.Find(nil, []byte(c.text))
		if len(got) != 1 || got[0].Likelihood != c.want {
			t.Errorf("%q: got %v, want one match that is %v", c.text, got, c.want)
		}
	}
}

// check returns how matches break what Find promises, or nil. It names no content.
func check(text []byte, matches []detectors.Match) error {
	end, valid := 0, utf8.Valid(text)
	for i, m := range matches {
		switch {
		case m.Start < end || m.End <= m.Start || m.End > len(text):
			return fmt.Errorf("match %d is [%d,%d) of %d bytes, after one that ends at %d", i, m.Start, m.End, len(text), end)
		case m.Likelihood < detectors.Unlikely || m.Likelihood > detectors.VeryLikely:
			return fmt.Errorf("match %d has the likelihood %d", i, m.Likelihood)
		case m.InfoType != PersonName && m.InfoType != StreetAddress:
			return fmt.Errorf("match %d has another infoType", i)
		case valid && !utf8.Valid(text[m.Start:m.End]):
			return fmt.Errorf("match %d cuts a character", i)
		}
		end = m.End
	}
	return nil
}

// TestPieces puts pieces of texts together at random: what no writer would.
func TestPieces(t *testing.T) {
	r := New()
	var pieces []string
	for _, c := range slices.Concat(peopleCases, addressCases) {
		pieces = append(pieces, strings.SplitAfter(c.text, " ")...)
	}
	pieces = append(pieces, "\n", "\r\n", "\x00", "\xff", "\xc3", "é", "\u0301", "\u2019", "\u00a0", "😀", "12", ",", ".", "-", "C/", "'")
	random := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		var text []byte
		for range 1 + random.IntN(30) {
			text = append(text, pieces[random.IntN(len(pieces))]...)
		}
		if err := check(text, r.Find(nil, text)); err != nil {
			t.Fatalf("%q: %v", text, err)
		}
	}
}

// TestBounds holds what stands around words to the bounds by which they are given up early.
func TestBounds(t *testing.T) {
	r := New()
	for _, c := range slices.Concat(peopleCases, addressCases) {
		p := phrase{Recognizer: r, text: []byte(c.text)}
		m := marks{text: p.text}
		for at := m.nextCapital(0); at < len(p.text); at = m.nextCapital(at) {
			at = p.parse(at)
			for i := range p.n {
				l := p.lead(i)
				if trail := p.trail(i, i+1, p.n, l); l.worth > mostLead || trail > mostTrail {
					t.Errorf("%q: what stands around %q is worth %d and %d", c.text, p.text[p.tokens[i].start:p.tokens[i].end], l.worth, trail)
				}
			}
		}
	}
}

// TestHostile reads texts that were made to cost: with a quadratic step anywhere this would take hours.
func TestHostile(t *testing.T) {
	r := New()
	for _, piece := range []string{"A", "A ", "St ", "Dr. ", "Calle "} {
		text := bytes.Repeat([]byte(piece), 1<<20/len(piece))
		if err := check(text, r.Find(nil, text)); err != nil {
			t.Errorf("%q repeated: %v", piece, err)
		}
	}
	for _, piece := range []string{
		"a", "A.", "12 ", "12 A ", "Maria ", "Maria\n", "Maria, ", "Maria Garcia ", "MARIA GARCIA ", "de ", "calle de ",
		"C/ ", "C/ de la ", "Apt 5 ", "12 Main Street ", "12 Main Street, ", "12 Main Street\n", "Suite 1, ", "#1 ", "P.O. Box ", "Unit 5 Box ", "ul. ",
		"rue de la ", "Hauptstraße ", "12345 ", "X 12345 ", "Name: ", "\"", "'", "-A", "A-", "O'", "é", "É", "É ", "\u0301", "\xc3", "\xff", "\u00a0", "（", "Ж ",
		"Aa", "aA", "A1", "1A", " \n", ".", "..A", "A's ", "Kowalskiemu ", "ski ", strings.Repeat("A", 31) + " ", strings.Repeat("É", 20) + " ",
	} {
		text := bytes.Repeat([]byte(piece), 1<<17/len(piece))
		if err := check(text, r.Find(nil, text)); err != nil {
			t.Errorf("%q repeated: %v", piece, err)
		}
	}
}

func TestFindDoesNotAllocate(t *testing.T) {
	r := New()
	var text []byte
	for _, c := range slices.Concat(peopleCases, addressCases) {
		text = append(append(text, c.text...), "\n\n"...)
	}
	dst := r.Find(nil, text)
	if len(dst) == 0 {
		t.Fatal("nothing was found")
	}
	if n := testing.AllocsPerRun(50, func() { dst = r.Find(dst[:0], text) }); n != 0 {
		t.Errorf("Find allocates %v times", n)
	}
}

func TestFindIsConcurrent(t *testing.T) {
	r := New()
	text := []byte(strings.Repeat(prose, 4))
	want := r.Find(nil, text)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if diff := cmp.Diff(want, r.Find(nil, text)); diff != "" {
				t.Errorf("another goroutine finds something else (-want +got):\n%s", diff)
			}
		})
	}
	wg.Wait()
}

func TestFindAppends(t *testing.T) {
	r := New()
	first := detectors.Match{InfoType: "X", Likelihood: detectors.Likely, Start: 90, End: 99}
	got := r.Find([]detectors.Match{first}, []byte("Maria Garcia, 12 Main Street"))
	want := []detectors.Match{
		first,
		{InfoType: PersonName, Likelihood: detectors.Likely, Start: 0, End: 12},
		{InfoType: StreetAddress, Likelihood: detectors.Likely, Start: 14, End: 28},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("matches (-want +got):\n%s", diff)
	}
}

func TestRecognize(t *testing.T) {
	r := New()
	texts := []scanner.Text{{Bytes: []byte("nothing")}, {Bytes: []byte("by Maria Garcia")}}
	got, err := r.Recognize(t.Context(), texts)
	if err != nil {
		t.Fatal(err)
	}
	want := []scanner.Recognition{{}, {Matches: []detectors.Match{{InfoType: PersonName, Likelihood: detectors.Likely, Start: 3, End: 15}}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("recognitions (-want +got):\n%s", diff)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := r.Recognize(ended, texts); !errors.Is(err, context.Canceled) {
		t.Errorf("after its context ended, Recognize returns %v", err)
	}
}

func FuzzFind(f *testing.F) {
	for _, c := range slices.Concat(peopleCases, addressCases) {
		f.Add([]byte(c.text))
	}
	r := New()
	f.Fuzz(func(t *testing.T, text []byte) {
		if err := check(text, r.Find(nil, text)); err != nil {
			t.Error(err)
		}
	})
}
