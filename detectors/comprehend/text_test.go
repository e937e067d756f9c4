package comprehend

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestClean(t *testing.T) {
	for _, s := range []string{"", "abc", "zoë 👩‍👩‍👧", "a\xffb", "\xc3", "\xed\xa0\x80x", "\xf0\x9f\x91", "\ufffd\xff\ufffd", "\x80\x80é\x80"} {
		checkClean(t, []byte(s))
	}
}

// checkClean holds clean and its way back to what ranging over a string says.
func checkClean(t *testing.T, b []byte) {
	t.Helper()
	c := clean(b)
	if want := strings.ToValidUTF8(string([]rune(string(b))), ""); c.text != want {
		t.Fatalf("%q: got %q, want %q", b, c.text, want)
	}
	original := make([]int, 0, len(b)+1) // of each character
	for i := range string(b) {
		original = append(original, i)
	}
	original = append(original, len(b))
	n := 0
	for i := range c.text + "$" {
		if got := c.original(i); got != original[n] {
			t.Fatalf("%q: offset %d of %q is original %d, want %d", b, i, c.text, got, original[n])
		}
		if got := c.cleaned(original[n]); got != i {
			t.Fatalf("%q: original %d is offset %d, want %d", b, original[n], got, i)
		}
		n++
	}
}

func TestBreaks(t *testing.T) {
	for text, want := range map[string][]string{
		"":                                    {""},
		"One. Two! Three? Four":               {"One. ", "Two! ", "Three? ", "Four"},
		"One line\nanother\n\nlast\n":         {"One line\n", "another\n", "\n", "last\n"},
		"He said \"no.\" Then he left.":       {"He said \"no.\" ", "Then he left."},
		"Version 4.12.0 of e.g. this. So":     {"Version 4.12.0 of e.g. this. ", "So"},
		"Dr. J. R. Kanarek came. Mrs. K. too": {"Dr. J. R. Kanarek came. ", "Mrs. K. too"},
		"End.":                                {"End."},
		"¿Qué? ¡No! Él vive aquí.\nSí.":       {"¿Qué? ", "¡No! ", "Él vive aquí.", "\n", "Sí."},
	} {
		got, from := []string{}, 0
		for _, end := range breaks(text) {
			got = append(got, text[from:end])
			from = end
		}
		if text == "¿Qué? ¡No! Él vive aquí.\nSí." { // the line end is the sentence's
			want = []string{"¿Qué? ", "¡No! ", "Él vive aquí.\n", "Sí."}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

// checkCut holds what cut promises.
func checkCut(t *testing.T, text string, limit, overlap int) {
	t.Helper()
	ends := breaks(text)
	if !slices.IsSorted(ends) || ends[len(ends)-1] != len(text) {
		t.Fatalf("%q: ends %v", text, ends)
	}
	spans := cut(text, ends, span{0, len(text)}, limit, overlap)
	last := 0
	for i, s := range spans {
		switch {
		case s.end-s.start > limit, s.end < s.start, s.end == s.start && len(text) > 0:
			t.Fatalf("%q: span %d of %d bytes", text, i, s.end-s.start)
		case s.start > last, i > 0 && overlap == 0 && s.start != last:
			t.Fatalf("%q: span %d begins at %d, the last ended at %d", text, i, s.start, last)
		case i > 0 && s.start <= spans[i-1].start, i > 0 && s.end <= last:
			t.Fatalf("%q: span %d goes no further", text, i)
		case i > 0 && overlap > 0 && last-s.start > overlap+utf8.UTFMax:
			t.Fatalf("%q: span %d shares %d bytes", text, i, last-s.start)
		case !utf8.ValidString(text[s.start:s.end]):
			t.Fatalf("%q: span %d cuts a character", text, i)
		}
		last = s.end
	}
	if last != len(text) {
		t.Fatalf("%q: ends at %d", text, last)
	}
}

func TestCut(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range 2000 {
		var text strings.Builder
		for text.Len() < rng.IntN(2000) {
			text.WriteString([]string{"word ", "Sentence. ", "\n", "é", "e\u0301", "👩‍👩‍👧", "longwithoutblanks", "\u0301", "…"}[rng.IntN(9)])
		}
		limit := 64 + rng.IntN(200)
		checkCut(t, text.String(), limit, rng.IntN(limit/4+1))
	}
	// A place to cut is taken where there is one.
	text := strings.Repeat("A sentence of some words. ", 20)
	for _, s := range cut(text, breaks(text), span{0, len(text)}, 200, 50) {
		if s.end != len(text) && !strings.HasSuffix(text[:s.end], ". ") || !strings.HasPrefix(text[s.start:], "A sentence") {
			t.Errorf("%q", text[s.start:s.end])
		}
	}
	text = strings.Repeat("e\u0301", 400)
	for _, s := range cut(text, breaks(text), span{0, len(text)}, 100, 20) {
		if !strings.HasPrefix(text[s.start:], "e") {
			t.Errorf("a mark is cut off at %d", s.start)
		}
	}
}

// TestLinear holds that the work on a text grows with its length only, for texts without places to cut.
func TestLinear(t *testing.T) {
	for _, unit := range []string{".", " ", "\n", "\u0301", "\u200d", "a", ". ", "A. ", "!\")", "\xff"} {
		c := clean([]byte(strings.Repeat(unit, 1<<20/len(unit))))
		j := &job{clean: c, ends: breaks(c.text), windows: []span{{0, len(c.text)}}}
		j.cutParts(maxBytes, overlap)
		j.cutParts(screenBytes[1], 0)
	}
}

func TestMerge(t *testing.T) {
	const name, phone = kind(3), kind(4)
	e := func(k kind, start, end int32) entity { return entity{start: start, end: end, kind: k} }
	for what, c := range map[string]struct{ first, second, want []entity }{
		"in both":          {[]entity{e(name, 110, 120)}, []entity{e(name, 110, 120)}, []entity{e(name, 110, 120)}},
		"in one":           {[]entity{e(name, 110, 120)}, nil, []entity{e(name, 110, 120)}},
		"in the other":     {nil, []entity{e(name, 110, 120)}, []entity{e(name, 110, 120)}},
		"cut at the end":   {[]entity{e(name, 190, 200)}, []entity{e(name, 190, 215)}, []entity{e(name, 190, 215)}},
		"cut at the begin": {[]entity{e(name, 90, 110)}, []entity{e(name, 100, 110)}, []entity{e(name, 90, 110)}},
		"of other kinds":   {[]entity{e(name, 190, 200)}, []entity{e(phone, 190, 215)}, []entity{e(name, 190, 200), e(phone, 190, 215)}},
		"nested in both": {[]entity{e(name, 150, 160), e(name, 152, 155)}, []entity{e(name, 150, 160), e(name, 152, 155)},
			[]entity{e(name, 150, 160), e(name, 152, 155)}},
		"outside of the seam": {[]entity{e(name, 10, 20), e(name, 12, 15)}, []entity{e(name, 300, 310)},
			[]entity{e(name, 10, 20), e(name, 12, 15), e(name, 300, 310)}},
	} {
		if diff := cmp.Diff(c.want, merge(c.first, c.second, span{100, 200}), cmp.AllowUnexported(entity{})); diff != "" {
			t.Errorf("%s: %s", what, diff)
		}
	}
}

func TestJoin(t *testing.T) {
	text := strings.Repeat("x", 4000)
	got := join(text, []span{{0, 50}, {60, 100}, {250, 290}, {1000, 1100}, {1050, 1300}, {1301, 1302}, {3000, 3900}})
	want := []span{{0, 290}, {1000, 1302}, {3000, 3900}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(span{})); diff != "" {
		t.Error(diff)
	}
	if got := join(" \n \u00a0", []span{{0, 2}}); got != nil {
		t.Errorf("blank: %v", got)
	}
}

// TestCacheBound holds that a cache forgets what was used least lately.
func TestCacheBound(t *testing.T) {
	c := newCache(2*256 + 8*16)
	put := func(text string, entities int) {
		k := c.keyOf(DetectPii, 0, english, text)
		_, hit, f, owned := c.claim(k)
		if hit || !owned {
			t.Fatalf("%s was there", text)
		}
		c.land(k, f, answer{entities: make([]entity, entities)}, ok)
	}
	has := func(text string) bool {
		k := c.keyOf(DetectPii, 0, english, text)
		_, hit, f, owned := c.claim(k)
		if owned {
			c.land(k, f, answer{}, cancelled)
		}
		return hit
	}
	put("a", 4)
	put("b", 0)
	if !has("a") || !has("b") || !has("a") {
		t.Fatal("lost")
	}
	put("c", 4)
	if !has("a") || has("b") || !has("c") {
		t.Fatal("b was used least lately")
	}
	put("d", 200)
	if has("a") || has("c") || has("d") || c.bytes != 0 || len(c.answers) != 0 || len(c.flights) != 0 {
		t.Fatalf("%d bytes, %d answers, %d flights", c.bytes, len(c.answers), len(c.flights))
	}
	if c.keyOf(DetectPii, 0, english, "a") == c.keyOf(ContainsPii, 0, english, "a") || c.keyOf(DetectPii, 0, english, "a") == newCache(1).keyOf(DetectPii, 0, english, "a") {
		t.Error("keys are equal that must not be")
	}
}

func FuzzCut(f *testing.F) {
	f.Add([]byte("One. Two\xff\nthree e\u0301 👩‍👩‍👧"), uint8(0), uint8(9))
	f.Add([]byte(strings.Repeat("\u0301", 200)), uint8(3), uint8(200))
	f.Fuzz(func(t *testing.T, b []byte, limit, overlap uint8) {
		checkClean(t, b)
		c := clean(b)
		checkCut(t, c.text, 64+int(limit), int(overlap)%(16+int(limit)/4))
		starts := runeStarts(c.text)
		for i, at := range []rune(c.text) {
			offset := i
			if starts != nil {
				offset = int(starts[i])
			}
			if r, _ := utf8.DecodeRuneInString(c.text[offset:]); r != at {
				t.Fatalf("character %d of %q is not at %d", i, c.text, offset)
			}
		}
	})
}
