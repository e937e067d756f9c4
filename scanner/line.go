package scanner

import (
	"bytes"
	"math/bits"
)

// This file tells what a line of text is to the gate.

// A lineKind is what a line is to the gate.
type lineKind uint8

const (
	otherLine   lineKind = iota // a row, a log's line, code, base64
	neutralLine                 // blank, or a few words: prose if prose is near
	proseLine
)

const (
	shortNeutral = 60  // characters: a line of no more is neutral whatever digits it has
	longNeutral  = 100 // characters: a longer line is not neutral
	countedWords = 24  // of a line
	wholeWords   = 8   // of a line: fewer may be a statement of code
	levelBytes   = 64  // of a stamped line, which may name its level
)

// classify tells what a line is, or a value, or a piece of a long line: text[from:to], which is marked, and of which s is the
// tally. It follows so many lines of prose: among them the words of most need not be looked up.
func (m *marks) classify(from, to int, s tally, prose int) lineKind {
	start, end := trimBlanks(m.text, from, to)
	s.byteSum -= sumBlanks(m.text[from:start]) + sumBlanks(m.text[end:to])
	from, to = start, end
	line := m.text[from:to]
	if len(line) == 0 {
		return neutralLine
	}
	if commented(line) {
		return otherLine
	}
	letters, chars, words := s.letters()+s.beyond(), s.chars(), s.spaces()+1
	if s.odd() > 1+chars/16 || line[len(line)-1] == ';' || s.code && m.coded(from, to, s.odd() > 0) {
		return otherLine
	}
	dated := s.digits() >= stampDigits // nearly no line of prose is
	if s.digits()*3 <= chars && letters*2 >= chars {
		switch {
		case s.beyond()*3 > chars:
			if chars > 12 {
				return proseLine
			}
		case words >= 4 && letters <= words*13 && (prose >= 4 && prose%4 != 0 || m.functional(from, to, dated)):
			return proseLine
		}
	}
	if chars <= shortNeutral && letters <= words*20 || chars <= longNeutral && letters*8 >= chars*3 && words*12 >= chars && !(dated && stamped(line)) {
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

// coded reports whether the line text[from:to] has what code and records have and prose has not. Without odd bytes there is
// little to look for.
func (m *marks) coded(from, to int, odd bool) bool {
	line := m.text[from:to]
	pairs := 0 // of key=value
	for at := from; at < to; at = at&^63 + 64 {
		for code := m.at(at)[codePlane] & within(at, from, to); code != 0; code &= code - 1 {
			i := at&^63 + bits.TrailingZeros64(code) - from
			before, after := byte(' '), byte(' ')
			if i > 0 {
				before = line[i-1]
			}
			if i+1 < len(line) {
				after = line[i+1]
			}
			switch line[i] {
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
				if after == ')' || odd && wordByte[before] && (after == '"' || after == '\'') {
					return true
				}
			}
		}
	}
	return pairs > 1
}

// keyed reports whether text, in which no space follows, ends in a key: word bytes from its last space on.
func keyed(text []byte) bool {
	for i := len(text) - 1; i >= 0 && text[i] != ' '; i-- {
		if !wordByte[text[i]] && text[i] != '_' {
			return false
		}
	}
	return true
}

// functional reports whether the line text[from:to] has the function words of prose. That of a log needs more of them: its
// messages are little sentences. dated says that it has digits enough for a log's.
func (m *marks) functional(from, to int, dated bool) bool {
	line := m.text[from:to]
	log := dated && stamped(line)
	if log && levelled(line[:min(len(line), levelBytes)]) {
		return false
	}
	enough := (countedWords + 5) / 6 // whatever the other words are
	if log {
		enough = (countedWords + 3) / 4
	}
	words, function := m.countWords(from, to, enough)
	if words < wholeWords && line[len(line)-1] == ':' && 'a' <= line[0] && line[0] <= 'z' {
		return false // for x in y:
	}
	return function >= 2 && function*6 >= words && (!log || function >= 3 && function*4 >= words)
}

// stampDigits is how many digits the time of a log's line has at least.
const stampDigits = 4

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
	return digits >= stampDigits && colons >= 1 || digits >= 8
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
