package scanner

import (
	"bytes"
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
	wholeBlock   = 16 << 10 // bytes: smaller blocks are not sampled
	samples      = 128      // of a larger one, each of window bytes
	confirmed    = 8        // samples that are wordy and yet no prose, after which the block is given up
	nearSample   = 256      // bytes to either side of a sample that are looked at then
	window       = 40       // bytes; a shorter value is no prose
	maxNeutral   = 12       // neutral lines that belong to the prose above or below them
	shortNeutral = 60       // characters: a line of no more is neutral whatever digits it has
	longNeutral  = 100      // characters: a longer line is not neutral
	maxLine      = 1000     // bytes: longer lines are told piece by piece
	countedWords = 24       // of a line
	levelBytes   = 64       // of a stamped line, which may name its level
	cardSize     = 2 << 10  // bytes of a text that may be a card
)

// A span is text[start:end].
type span struct{ start, end int }

// A gate is the scratch of finding prose.
type gate struct {
	spans   []span
	neutral []int // starts of the neutral lines before the line at hand, at most maxNeutral
}

// prose returns the parts of text that are prose, in ascending order and apart from each other. fields is the text's
// structure. The result is valid until the next call.
func (g *gate) prose(text []byte, fields detectors.Fields) []span {
	g.spans = g.spans[:0]
	values := fields.At != nil
	switch {
	case len(text) > wholeBlock && !sampled(text, values):
	case values:
		g.values(text, fields.At)
	default:
		g.lines(text, 0, len(text))
		if len(g.spans) == 0 && len(text) <= cardSize && card(text) {
			g.add(text, 0, len(text))
		}
	}
	return g.spans
}

// sampled reports whether some sample of text is prose.
func sampled(text []byte, values bool) bool {
	stride, tried := len(text)/samples, 0
	for i := 0; i < samples && tried < confirmed; i++ {
		// Somewhere in each stride, and not at the same place in all: records may be as long.
		at := i*stride + int(uint32(i)*0x9E3779B1>>16)%(stride-window)
		w := text[at : at+window]
		if spaces := bytes.Count(w, oneSpace); (spaces < window/10 || spaces > window/3) && w[window/2] < utf8.RuneSelf || !wordy(w) {
			continue // the first is much cheaper, and enough for most
		}
		line := around(text, at, values)
		if stamped(line) && levelled(line[:min(len(line), levelBytes)]) {
			tried++ // a log's; classify would say so later
			continue
		}
		switch classify(line) {
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
		return byteClass[c] == oddByte
	}
}

// wordy reports whether text, a few bytes, may be of prose.
func wordy(text []byte) bool {
	s := sum(text)
	return s.odd() <= 2 && s.digits() <= len(text)/8 &&
		(s.spaces() >= len(text)/10 && s.spaces() <= len(text)/3 && s.letters() >= len(text)/2 || s.beyond() >= len(text)/5)
}

// lines adds the runs of prose in text[from:to], a text of lines.
func (g *gate) lines(text []byte, from, to int) {
	open, start := false, 0 // the run
	prose, trailing := 0, 0 // lines of prose in it, and the neutral ones since the last
	g.neutral = g.neutral[:0]
	for at := from; at < to; {
		next := lineEnd(text[:to], at)
		switch kind := classifyAfter(prose, text[at:next]); {
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
func card(text []byte) bool {
	pair, lines, others := false, 0, 0
	for at := 0; at < len(text); {
		next := lineEnd(text, at)
		lines++
		if classify(text[at:next]) == otherLine {
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
	rest := trimBlanks(text[start:end])
	if len(rest) > 0 {
		start += bytes.IndexByte(text[start:end], rest[0])
		g.spans = append(g.spans, span{start, start + len(rest)})
	}
}

func trimBlanks(text []byte) []byte {
	for len(text) > 0 && isBlank(text[0]) {
		text = text[1:]
	}
	for len(text) > 0 && isBlank(text[len(text)-1]) {
		text = text[:len(text)-1]
	}
	return text
}

func isBlank(c byte) bool { return c == ' ' || c == '\n' || c == '\r' || c == '\t' }

// lineEnd returns where the line, or piece of a long line, ends that begins at offset at: after its newline or a space.
func lineEnd(text []byte, at int) int {
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
func (g *gate) values(text []byte, at func(int) detectors.Field) {
	for p := 0; p+window <= len(text); {
		w := text[p : p+window]
		if !wordy(w) {
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
		case classify(text[start:end]) == proseLine:
			g.add(text, start, end)
		}
		p = end
	}
}

// A lineKind is what a line is to the gate.
type lineKind uint8

const (
	otherLine   lineKind = iota // a row, a log's line, code, base64
	neutralLine                 // blank, or a few words: prose if prose is near
	proseLine
)

// classify tells what a line is, or a value, or a piece of a long line: at most maxLine bytes.
func classify(line []byte) lineKind { return classifyAfter(0, line) }

// classifyAfter is classify for a line that follows so many lines of prose. Among them the words of most need not be looked up.
func classifyAfter(prose int, line []byte) lineKind {
	line = trimBlanks(line)
	if len(line) == 0 {
		return neutralLine
	}
	if commented(line) {
		return otherLine
	}
	s := sum(line)
	letters, chars, words := s.letters()+s.beyond(), s.chars(), s.spaces()+1
	if s.odd() > 1+chars/16 || line[len(line)-1] == ';' || coded(line, s.odd() > 0) {
		return otherLine
	}
	if s.digits()*3 <= chars && letters*2 >= chars {
		switch {
		case s.beyond()*3 > chars:
			if chars > 12 {
				return proseLine
			}
		case words >= 4 && letters <= words*13 && (prose >= 4 && prose%4 != 0 || functional(line)):
			return proseLine
		}
	}
	if chars <= shortNeutral && letters <= words*20 || chars <= longNeutral && letters*8 >= chars*3 && words*12 >= chars && !stamped(line) {
		return neutralLine
	}
	return otherLine
}

// commented reports whether a line begins as a comment of code or mark-up does.
func commented(line []byte) bool {
	if len(line) < 3 {
		return false
	}
	switch line[0] {
	case '#', ';', '%', '}', '{', '$':
		return true
	case '/':
		return line[1] == '/' || line[1] == '*'
	case '<':
		return line[1] == '!' || line[1] == '?'
	case '-':
		return line[1] == '-'
	}
	return false
}

// coded reports whether a line has what code and records have and prose has not. Without odd bytes there is little to look for.
func coded(line []byte, odd bool) bool {
	if bytes.Contains(line, emptyCall) {
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

// keyed reports whether text, in which no space follows, ends in a key: word bytes from its last space on.
func keyed(text []byte) bool {
	for i := len(text) - 1; i >= 0 && text[i] != ' '; i-- {
		if !wordByte[text[i]] && text[i] != '_' {
			return false
		}
	}
	return true
}

var emptyCall = []byte("()")

// functional reports whether a line has the function words of prose. A log's line needs more of them: its messages are little
// sentences.
func functional(line []byte) bool {
	log := stamped(line)
	if log && levelled(line[:min(len(line), levelBytes)]) {
		return false
	}
	words, function := countWords(line, countedWords)
	if words < 8 && line[len(line)-1] == ':' && 'a' <= line[0] && line[0] <= 'z' {
		return false // for x in y:
	}
	return function >= 2 && function*6 >= words && (!log || function >= 3 && function*4 >= words)
}

// stamped reports whether a line begins as that of a log does: with a time. Those of a chat do too.
func stamped(line []byte) bool {
	digits, colons := 0, 0
	for _, c := range line[:min(len(line), 32)] {
		if '0' <= c && c <= '9' {
			digits++
		} else if c == ':' {
			colons++
		}
	}
	return digits >= 4 && colons >= 1 || digits >= 8
}

// levelled reports whether the begin of a stamped line names a level or process, as a log's does.
func levelled(head []byte) bool {
	for i, c := range head {
		if c != ' ' && c != '[' && c != '|' && c != ']' {
			continue
		}
		rest := head[i+1:]
		if c == ']' && bytes.HasPrefix(rest, []byte(": ")) {
			return true
		}
		for _, level := range logLevels {
			if len(rest) >= len(level) && bytes.EqualFold(rest[:len(level)], level) && (c == '[' || rest[1] < 'a') {
				return true
			}
		}
	}
	return false
}

var logLevels = [...][]byte{
	[]byte("INFO"), []byte("WARN"), []byte("ERR"), []byte("DEBUG"), []byte("TRACE"), []byte("FATAL"), []byte("CRIT"), []byte("NOTICE"), []byte("SEVERE"),
}

// A byteSum counts characters by class, in lanes of ten bits: of at most maxLine bytes.
type byteSum uint64

// The classes of bytes.
const (
	letterByte = byteSum(1) << (10 * iota)
	beyondByte // the first byte of a character beyond ASCII; those that follow it do not count
	spaceByte  // and newline
	digitByte
	markByte // punctuation of sentences
	oddByte  // every other: code and tables have many of them
)

func (s byteSum) letters() int { return int(s & 1023) }
func (s byteSum) beyond() int  { return int(s >> 10 & 1023) }
func (s byteSum) spaces() int  { return int(s >> 20 & 1023) }
func (s byteSum) digits() int  { return int(s >> 30 & 1023) }
func (s byteSum) marks() int   { return int(s >> 40 & 1023) }
func (s byteSum) odd() int     { return int(s >> 50 & 1023) }

// chars returns the number of characters.
func (s byteSum) chars() int {
	return s.letters() + s.beyond() + s.spaces() + s.digits() + s.marks() + s.odd()
}

func sum(text []byte) (s byteSum) {
	class := &byteClass
	for ; len(text) >= 8; text = text[8:] { // two chains of four: half of the gate's time is here
		s += class[text[0]] + class[text[1]] + class[text[2]] + class[text[3]] + (class[text[4]] + class[text[5]] + class[text[6]] + class[text[7]])
	}
	for _, c := range text {
		s += class[c]
	}
	return s
}

var byteClass = func() (t [256]byteSum) {
	for c := range t {
		switch {
		case 'a' <= c|0x20 && c|0x20 <= 'z':
			t[c] = letterByte
		case c >= 0xC0:
			t[c] = beyondByte
		case c >= 0x80: // in the middle of a character
		case c == ' ' || c == '\n' || c == '\r':
			t[c] = spaceByte
		case '0' <= c && c <= '9':
			t[c] = digitByte
		case bytes.IndexByte([]byte("!'(),-.:;?"), byte(c)) >= 0:
			t[c] = markByte
		default:
			t[c] = oddByte
		}
	}
	return t
}()
