package scanner

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/seed-4750cad8/assay/detectors"
)

// This file says in the plainest way what prose is, byte by byte, and holds the gate to it.

type refGate struct{ gate }

// refProse is what [gate.prose] finds.
func refProse(text []byte, fields detectors.Fields) []span {
	var g refGate
	values := fields.At != nil
	switch {
	case len(text) > wholeBlock && !refSampled(text, values):
	case values:
		g.values(text, fields.At)
	default:
		g.lines(text, 0, len(text))
		if len(g.spans) == 0 && len(text) <= cardSize && refCard(text) {
			g.add(text, 0, len(text))
		}
	}
	return g.spans
}

// refSampled reports whether some sample of text is prose.
func refSampled(text []byte, values bool) bool {
	stride, tried := len(text)/samples, 0
	for i := 0; i < samples && tried < confirmed; i++ {
		// Somewhere in each stride, and not at the same place in all: records may be as long.
		at := i*stride + int(uint32(i)*0x9E3779B1>>16)%(stride-window)
		w := text[at : at+window]
		if spaces := bytes.Count(w, oneSpace); (spaces < window/10 || spaces > window/3) && w[window/2] < utf8.RuneSelf || !refWordy(w) {
			continue // the first is much cheaper, and enough for most
		}
		line := around(text, at, values)
		if stamped(line) && levelled(line[:min(len(line), levelBytes)]) {
			tried++ // a log's; classify would say so later
			continue
		}
		switch refClassify(line) {
		case proseLine:
			return true
		case otherLine:
			tried++
		}
	}
	return false
}

// refWordy reports whether text, a few bytes, may be of prose.
func refWordy(text []byte) bool {
	s := refSum(text)
	return s.odd() <= 2 && s.digits() <= len(text)/8 &&
		(s.spaces() >= len(text)/10 && s.spaces() <= len(text)/3 && s.letters() >= len(text)/2 || s.beyond() >= len(text)/5)
}

// lines adds the runs of prose in text[from:to], a text of lines.
func (g *refGate) lines(text []byte, from, to int) {
	open, start := false, 0 // the run
	prose, trailing := 0, 0 // lines of prose in it, and the neutral ones since the last
	g.neutral = g.neutral[:0]
	for at := from; at < to; {
		next := refLineEnd(text[:to], at)
		switch kind := refClassifyAfter(prose, text[at:next]); {
		case kind == proseLine && !open:
			open, start, prose, trailing = true, at, 1, 0
			if len(g.neutral) > 0 {
				start = g.neutral[0]
			}
		case kind == proseLine:
			prose, trailing = prose+1, 0
		case kind == neutralLine && open && trailing < maxNeutral:
			trailing++
		case kind == neutralLine && open:
			g.add(text, start, at)
			open, prose, g.neutral = false, 0, append(g.neutral[:0], at)
		case kind == neutralLine:
			if len(g.neutral) == maxNeutral {
				copy(g.neutral, g.neutral[1:])
				g.neutral = g.neutral[:maxNeutral-1]
			}
			g.neutral = append(g.neutral, at)
		default:
			if open {
				g.add(text, start, at)
			}
			open, prose, g.neutral = false, 0, g.neutral[:0]
		}
		at = next
	}
	if open {
		g.add(text, start, to)
	}
}

// refCard reports whether a small text, none of whose lines is prose, is a visiting card, an address or the like: nearly all lines
// are neutral, and two capitalised words stand side by side.
func refCard(text []byte) bool {
	pair, lines, others := false, 0, 0
	for at := 0; at < len(text); {
		next := refLineEnd(text, at)
		lines++
		if refClassify(text[at:next]) == otherLine {
			others++
		} else {
			pair = pair || capitalisedPair(text[at:next])
		}
		at = next
	}
	return pair && others*4 <= lines
}

// refLineEnd returns where the line, or piece of a long line, ends that begins at offset at: after its newline or a space.
func refLineEnd(text []byte, at int) int {
	piece := text[at:min(len(text), at+maxLine)]
	if i := bytes.IndexByte(piece, '\n'); i >= 0 {
		return at + i + 1
	}
	if len(piece) < maxLine {
		return len(text)
	}
	if i := bytes.LastIndexByte(piece[maxLine/2:], ' '); i >= 0 {
		return at + maxLine/2 + i + 1
	}
	return at + maxLine
}

// values adds the long values of fields that are prose.
func (g *refGate) values(text []byte, at func(int) detectors.Field) {
	for p := 0; p+window <= len(text); {
		w := text[p : p+window]
		if !refWordy(w) {
			// The next window begins behind the last end of a value in this one, and not long before a space.
			step := window / 2
			for i := window - 1; i >= 0; i-- {
				if ends(text, p+i) {
					step = i + 1
					break
				}
			}
			p += step
			i := bytes.IndexByte(text[p:], ' ')
			if i < 0 {
				return
			}
			p += max(0, i-window/2)
			continue
		}
		f := at(p + window/2)
		start, end := max(f.Start, 0), min(f.End, len(text))
		if start > p+window/2 || end <= p+window/2 {
			p += window / 2 // no value is there
			continue
		}
		switch {
		case end-start < window:
		case end-start > maxLine:
			g.lines(text, start, end)
		case refClassify(text[start:end]) == proseLine:
			g.add(text, start, end)
		}
		p = end
	}
}

// refClassify tells what a line is, or a value, or a piece of a long line: at most maxLine bytes.
func refClassify(line []byte) lineKind { return refClassifyAfter(0, line) }

// refClassifyAfter is classify for a line that follows so many lines of prose. Among them the words of most need not be looked up.
func refClassifyAfter(prose int, line []byte) lineKind {
	line = bytes.Trim(line, " \n\r\t")
	if len(line) == 0 {
		return neutralLine
	}
	if commented(line) {
		return otherLine
	}
	s := refSum(line)
	letters, chars, words := s.letters()+s.beyond(), s.chars(), s.spaces()+1
	if s.odd() > 1+chars/16 || line[len(line)-1] == ';' || refCoded(line, s.odd() > 0) {
		return otherLine
	}
	if s.digits()*3 <= chars && letters*2 >= chars {
		switch {
		case s.beyond()*3 > chars:
			if chars > 12 {
				return proseLine
			}
		case words >= 4 && letters <= words*13 && (prose >= 4 && prose%4 != 0 || refFunctional(line)):
			return proseLine
		}
	}
	if chars <= shortNeutral && letters <= words*20 || chars <= longNeutral && letters*8 >= chars*3 && words*12 >= chars && !stamped(line) {
		return neutralLine
	}
	return otherLine
}

// refCoded reports whether a line has what code and records have and prose has not. Without odd bytes there is little to look for.
func refCoded(line []byte, odd bool) bool {
	if bytes.Contains(line, []byte("()")) {
		return true
	}
	if !odd {
		return false
	}
	pairs := 0 // of key=value
	for i, c := range line {
		if !codeByte[c] {
			continue
		}
		before, after := byte(' '), byte(' ')
		if i > 0 {
			before = line[i-1]
		}
		if i+1 < len(line) {
			after = line[i+1]
		}
		switch c {
		case '{', '}', '^', '$', '|':
			return true
		case '\\':
			if after != '"' && after != '\'' {
				return true
			}
		case '=':
			if before == ' ' || before == ':' || before == '=' || before == '!' {
				return true
			}
			if keyed(line[:i]) {
				pairs++
			}
		case '&':
			if after == '&' {
				return true
			}
		case '/':
			if after == '*' || after == '/' && before != ':' {
				return true
			}
		case '>':
			if before == '-' || before == '=' {
				return true
			}
		case '(':
			if wordByte[before] && (after == '"' || after == '\'') {
				return true
			}
		}
	}
	return pairs > 1
}

// codeByte has the bytes that [coded] looks at.
var codeByte = func() (t [256]bool) {
	for _, c := range []byte(`{}^$|\=&/>(`) {
		t[c] = true
	}
	return t
}()

// refFunctional reports whether a line has the function words of prose. A log's line needs more of them: its messages are little
// sentences.
func refFunctional(line []byte) bool {
	log := stamped(line)
	if log && levelled(line[:min(len(line), levelBytes)]) {
		return false
	}
	words, function := refCountWords(line, countedWords)
	if words < 8 && line[len(line)-1] == ':' && 'a' <= line[0] && line[0] <= 'z' {
		return false // for x in y:
	}
	return function >= 2 && function*6 >= words && (!log || function >= 3 && function*4 >= words)
}

// A refClasses counts characters by class, in lanes of ten bits: of at most maxLine bytes.
type refClasses uint64

// The classes of bytes.
const (
	refLetterByte = refClasses(1) << (10 * iota)
	refBeyondByte // the first byte of a character beyond ASCII; those that follow it do not count
	refSpaceByte  // and newline
	refDigitByte
	refMarkByte // punctuation of sentences
	refOddByte  // every other: code and tables have many of them
)

func (s refClasses) letters() int { return int(s & 1023) }
func (s refClasses) beyond() int  { return int(s >> 10 & 1023) }
func (s refClasses) spaces() int  { return int(s >> 20 & 1023) }
func (s refClasses) digits() int  { return int(s >> 30 & 1023) }
func (s refClasses) marks() int   { return int(s >> 40 & 1023) }
func (s refClasses) odd() int     { return int(s >> 50 & 1023) }

// chars returns the number of characters.
func (s refClasses) chars() int {
	return s.letters() + s.beyond() + s.spaces() + s.digits() + s.marks() + s.odd()
}

func refSum(text []byte) (s refClasses) {
	for _, c := range text {
		s += refClass[c]
	}
	return s
}

var refClass = func() (t [256]refClasses) {
	for c := range t {
		switch {
		case 'a' <= c|0x20 && c|0x20 <= 'z':
			t[c] = refLetterByte
		case c >= 0xC0:
			t[c] = refBeyondByte
		case c >= 0x80: // in the middle of a character
		case c == ' ' || c == '\n' || c == '\r':
			t[c] = refSpaceByte
		case '0' <= c && c <= '9':
			t[c] = refDigitByte
		case bytes.IndexByte([]byte("!'(),-.:;?"), byte(c)) >= 0:
			t[c] = refMarkByte
		default:
			t[c] = refOddByte
		}
	}
	return t
}()

// refCountWords returns how many words text begins with, at most limit, and how many of them are functionWords. A word is a run of
// ASCII letters and bytes beyond ASCII.
func refCountWords(text []byte, limit int) (words, function int) {
	for i := 0; i < len(text) && words < limit; {
		if !wordByte[text[i]] {
			i++
			continue
		}
		var word []byte
		for ; i < len(text) && wordByte[text[i]]; i++ {
			c := text[i]
			if 'A' <= c && c <= 'Z' {
				c |= 0x20
			}
			word = append(word, c)
		}
		words++
		if refFunctionWords[string(word)] {
			function++
		}
	}
	return words, function
}

var refFunctionWords = func() map[string]bool {
	words := make(map[string]bool)
	for word := range strings.FieldsSeq(functionWords) {
		words[word] = true
	}
	return words
}()

// checkGate holds the gate to its reference, with and without structure.
func checkGate(t *testing.T, g *gate, text []byte) {
	t.Helper()
	for _, fields := range []detectors.Fields{{}, cellsOf(text)} {
		if got, want := g.prose(text, fields), refProse(text, fields); !slices.Equal(got, want) {
			t.Fatalf("cells %v: got %v, want %v in %q", fields.At != nil, got, want, text)
		}
	}
	// Lines wherever they begin, in a text that has been marked before it: what the planes of a line say does not depend on its place.
	for at := 0; at < min(len(text), 3*maxLine); at += 1 + at/7 {
		end := refLineEnd(text, at)
		g.marks.of(text)
		s, got := g.line(at, len(text))
		if got != end {
			t.Fatalf("the line at %d ends at %d, want %d in %q", at, got, end, text)
		}
		for _, prose := range []int{0, 5} {
			if got, want := g.marks.classify(at, end, s, prose), refClassifyAfter(prose, text[at:end]); got != want {
				t.Fatalf("the line at %d is %v after %d, want %v in %q", at, got, prose, want, text)
			}
		}
		words, function := g.marks.countWords(at, end, countedWords+1)
		if wantWords, wantFunction := refCountWords(text[at:end], countedWords); words != wantWords || function != wantFunction {
			t.Fatalf("the line at %d has %d words and %d of function, want %d and %d in %q", at, words, function, wantWords, wantFunction, text)
		}
		want := refSum(text[at:end])
		if s.chars() != want.chars() || s.letters() != want.letters() || s.beyond() != want.beyond() || s.spaces() != want.spaces() || s.digits() != want.digits() || s.odd() != want.odd() {
			t.Fatalf("the line at %d has %x, want %x in %q", at, s.byteSum, want, text)
		}
		if part := g.marks.sum(at, end); part != s {
			t.Fatalf("the line at %d has %+v alone, want %+v in %q", at, part, s, text)
		}
	}
}

// TestGateReference puts pieces of texts together at random.
func TestGateReference(t *testing.T) {
	var pieces []string
	for _, test := range gateTexts {
		pieces = append(pieces, strings.SplitAfter(test.text, " ")...)
		pieces = append(pieces, strings.SplitAfter(test.text, "\n")...)
	}
	pieces = append(pieces, " ", "\n", "\r\n", "\t", "  \n", ";", "{", "()", "('", `("`, "a=b", "a = b", "//", "://", "/*", "&&", "->", `\"`, `\n`, "|", "\x00", "\x80", "\xff", "é", "帐", "été", "THE", "Of", "12:30", "2026-01-02", strings.Repeat("x", 70), strings.Repeat(" ", 130))
	random := rand.New(rand.NewPCG(1, 2))
	g := new(gate)
	for round := range 3000 {
		var text []byte
		most := 12
		if round%50 == 0 {
			most = 3000 // to be sampled
		}
		for range random.IntN(most) {
			text = append(text, pieces[random.IntN(len(pieces))]...)
		}
		checkGate(t, g, text)
	}
}

func TestFunctionWords(t *testing.T) {
	for word := range refFunctionWords {
		if len(word) > 8 {
			t.Errorf("%q has more than eight bytes", word)
		}
		upper := []byte("(" + strings.Map(func(r rune) rune {
			if 'a' <= r && r <= 'z' {
				return r - 0x20
			}
			return r
		}, word) + ") x")
		var m marks
		m.of(upper)
		m.cover(0, len(upper))
		if words, function := m.countWords(0, len(upper), 9); words != 2 || function != 1 {
			t.Errorf("%q: %d words, %d of function", word, words, function)
		}
	}
}

func TestOddBytes(t *testing.T) {
	for c := range oddByte {
		if oddByte[c] != (refClass[c] == refOddByte) {
			t.Errorf("odd %v: %q", oddByte[c], byte(c))
		}
	}
}

func FuzzGateReference(f *testing.F) {
	for _, test := range gateTexts {
		f.Add([]byte(test.text))
	}
	g := new(gate)
	f.Fuzz(func(t *testing.T, text []byte) {
		checkGate(t, g, text)
		checkGate(t, g, bytes.Repeat(text, 1+20<<10/(len(text)+1))) // large enough to be sampled
	})
}
