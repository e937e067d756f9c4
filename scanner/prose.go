package scanner

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/seed-4750cad8/assay/detectors"
)

// This file is the gate before recognizers: which parts of a block are prose. A recognizer is slow or costs money, and in
// tables, logs, code, base64 or dumps it finds little but what is not there.
//
// A line is prose by what it is made of (letters and spaces, words of human length, few digits and symbols) and by its
// function words ("the", "und", "się"), of which logs and code have few. Scripts other than Latin are told by their letters
// alone. Short lines are prose where prose is near: an address, a salutation, a signature. In tables and JSON the same is
// asked of values, and only of long ones.
//
// The gate must not slow down what is no prose: a large block is sampled first, and read only if a sample is prose.

const (
	wholeBlock = 16 << 10 // bytes: smaller blocks are not sampled
	samples    = 128      // of a larger one, each of window bytes
	confirmed  = 8        // samples that are wordy and yet no prose, after which the block is given up
	nearSample = 256      // bytes to either side of a sample that are looked at then
	window     = 40       // bytes; a shorter value is no prose
	maxNeutral = 12       // neutral lines that belong to the prose above or below them
	maxLine    = 1000     // bytes: longer lines are told piece by piece
	cardSize   = 2 << 10  // bytes of a text that may be a card
)

// A span is text[start:end].
type span struct{ start, end int }

// A gate is the scratch of finding prose.
type gate struct {
	spans   []span
	neutral []int // starts of the neutral lines before the line at hand, at most maxNeutral
	marks   marks // of the text, or of a sample of it
}

// prose returns the parts of text that are prose, in ascending order and apart from each other. fields is the text's
// structure. The result is valid until the next call.
func (g *gate) prose(text []byte, fields detectors.Fields) []span {
	g.spans = g.spans[:0]
	values := fields.At != nil
	switch {
	case len(text) > wholeBlock && !g.sampled(text, values):
	case values:
		g.marks.of(text)
		g.values(text, fields.At)
	default:
		g.marks.of(text)
		g.lines(text, 0, len(text))
		if len(g.spans) == 0 && len(text) <= cardSize && g.card(text) {
			g.add(text, 0, len(text))
		}
	}
	g.marks.of(nil) // they hold the text
	return g.spans
}

// sampled reports whether some sample of text is prose.
func (g *gate) sampled(text []byte, values bool) bool {
	stride, tried := len(text)/samples, 0
	for i := 0; i < samples && tried < confirmed; i++ {
		// Somewhere in each stride, and not at the same place in all: records may be as long.
		at := i*stride + int(uint32(i)*0x9E3779B1>>16)%(stride-window)
		w := text[at : at+window]
		if spaces := bytes.Count(w, oneSpace); (spaces < window/10 || spaces > window/3) && w[window/2] < utf8.RuneSelf {
			continue // this is much cheaper, and enough for most
		}
		g.marks.of(w)
		if !g.wordy(0, window) {
			continue
		}
		line := around(text, at, values)
		if stamped(line) && levelled(line[:min(len(line), levelBytes)]) {
			tried++ // a log's; classify would say so later
			continue
		}
		g.marks.of(line)
		g.marks.cover(0, len(line))
		switch g.marks.classify(0, len(line), g.marks.sum(0, len(line)), 0) {
		case proseLine:
			return true
		case otherLine:
			tried++
		}
	}
	return false
}

var oneSpace = []byte{' '}

// around returns the line or value around the sample at offset at, as far as it is near.
func around(text []byte, at int, values bool) []byte {
	least, most := max(0, at-nearSample), min(len(text), at+window+nearSample)
	if !values {
		start := least + bytes.LastIndexByte(text[least:at], '\n') + 1
		if i := bytes.IndexByte(text[at:most], '\n'); i >= 0 {
			most = at + i
		}
		return text[start:most]
	}
	start, end := at, at+window
	for start > least && !ends(text, start-1) {
		start--
	}
	for end < most && !ends(text, end) {
		end++
	}
	return text[start:end]
}

// ends reports whether the byte at offset i ends a value: roughly, without knowing the text's structure.
func ends(text []byte, i int) bool {
	switch c := text[i]; c {
	case '\n':
		return true
	case ',', ';':
		return i+1 == len(text) || text[i+1] != ' '
	default:
		return oddByte[c]
	}
}

// oddByte has the bytes that [byteSum] counts as odd.
var oddByte = func() (t [256]bool) {
	for c := range t {
		t[c] = c < utf8.RuneSelf && strings.IndexByte(letterSet+spaceSet+digitSet+markSet, byte(c)) < 0
	}
	return t
}()

// wordy reports whether text[from:to], a few bytes of what the marks are of, may be of prose.
func (g *gate) wordy(from, to int) bool {
	g.marks.cover(from, to)
	s, n := g.marks.sum(from, to), to-from
	return s.odd() <= 2 && s.digits() <= n/8 && (s.spaces() >= n/10 && s.spaces() <= n/3 && s.letters() >= n/2 || s.beyond() >= n/5)
}

// lines adds the runs of prose in text[from:to], a text of lines.
func (g *gate) lines(text []byte, from, to int) {
	open, start := false, 0 // the run
	prose, trailing := 0, 0 // lines of prose in it, and the neutral ones since the last
	g.neutral = g.neutral[:0]
	for at := from; at < to; {
		s, next := g.line(at, to)
		switch kind := g.marks.classify(at, next, s, prose); {
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

// card reports whether a small text, none of whose lines is prose, is a visiting card, an address or the like: nearly all lines
// are neutral, and two capitalised words stand side by side.
func (g *gate) card(text []byte) bool {
	pair, lines, others := false, 0, 0
	for at := 0; at < len(text); {
		s, next := g.line(at, len(text))
		lines++
		if g.marks.classify(at, next, s, 0) == otherLine {
			others++
		} else {
			pair = pair || capitalisedPair(text[at:next])
		}
		at = next
	}
	return pair && others*4 <= lines
}

// capitalisedPair reports whether two words that begin with a capital and end in a small letter stand side by side, or with an
// initial between them.
func capitalisedPair(line []byte) bool {
	before := false
	for word := range bytes.FieldsSeq(line) {
		for len(word) > 0 && !wordByte[word[0]] {
			word = word[1:]
		}
		if len(word) > 0 && len(word) <= 2 && 'A' <= word[0] && word[0] <= 'Z' {
			continue // an initial
		}
		first, _ := utf8.DecodeRune(word)
		capital := len(word) > 1 && unicode.IsUpper(first) && wordByte[word[len(word)-1]] && word[len(word)-1] >= 'a'
		if capital && before {
			return true
		}
		before = capital
	}
	return false
}

// add adds text[start:end] without the blanks around it.
func (g *gate) add(text []byte, start, end int) {
	if start, end = trimBlanks(text, start, end); start < end {
		g.spans = append(g.spans, span{start, end})
	}
}

// trimBlanks returns text[start:end] without the blanks around it.
func trimBlanks(text []byte, start, end int) (int, int) {
	for start < end && isBlank(text[start]) {
		start++
	}
	for start < end && isBlank(text[end-1]) {
		end--
	}
	return start, end
}

func isBlank(c byte) bool { return c == ' ' || c == '\n' || c == '\r' || c == '\t' }

// line returns where the line of text[:to], or piece of a long line, ends that begins at offset at: after its newline or a
// space. It marks what it returns, and tells what is in it.
func (g *gate) line(at, to int) (t tally, end int) {
	most := min(to, at+maxLine)
	g.marks.cover(at, most)
	t, end = g.marks.sumLine(at, most)
	if end-at < maxLine || g.marks.text[end-1] == '\n' {
		return t, end
	}
	if i := bytes.LastIndexByte(g.marks.text[at+maxLine/2:end], ' '); i >= 0 {
		end = at + maxLine/2 + i + 1
		t = g.marks.sum(at, end)
	}
	return t, end
}

// values adds the long values of fields that are prose.
func (g *gate) values(text []byte, at func(int) detectors.Field) {
	for p := 0; p+window <= len(text); {
		if !g.wordy(p, p+window) {
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
		default:
			if g.marks.cover(start, end); g.marks.classify(start, end, g.marks.sum(start, end), 0) == proseLine {
				g.add(text, start, end)
			}
		}
		p = end
	}
}
