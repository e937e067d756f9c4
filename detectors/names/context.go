package names

import (
	"unicode/utf8"

	"github.com/seed-4750cad8/assay/detectors/names/internal/words"
)

// surroundings are what stands around a part of a text, as far as it says what the part is.
type surroundings struct {
	lineStart bool // nothing but quotes and bullets stands before it on its line
	sentence  bool // it begins a sentence
	mark      byte // the last mark of punctuation before it, or 0
	word      role // roles of the word before it
	second    role // roles of the word before that, if the first is a copula
	lower     bool // that word is in lower case
	quoted    bool // a quote stands directly before it
}

// reach is how far before a phrase its surroundings go, in bytes: it bounds the work for each phrase.
const reach = 64

// before returns what stands before the offset at.
func (p *phrase) before(at int) surroundings {
	var s surroundings
	least := max(0, at-reach)
	s.quoted = at > 0 && (p.text[at-1] == '"' || p.text[at-1] == '\'' || p.text[at-1] == '`')
	i := at - 1
	if at < 2 || p.text[at-1] != ' ' || !isAlpha(p.text[at-2]) { // a word and a blank are all that stands before most
		i = p.marks(&s, at, least)
	}
	start, r := p.wordBefore(i, least)
	if start < i {
		s.word = r
		switch string(p.text[start:i]) {
		case "I'm", "I’m", "i'm", "i’m": // whose key is that of a German preposition
			s.word = introduce
		}
		s.lower = !startsUpper(p.text[start:])
	}
	if s.word&copula != 0 { // my name is
		i = p.skipBack(start, least, false)
		s.second = p.roles(p.wordStart(i, least), i)
	}
	return s
}

// marks notes the marks of punctuation and the end of a line that stand before the offset at, and returns where they begin.
func (p *phrase) marks(s *surroundings, at, least int) int {
	i := p.skipBack(at, least, false)
	if i > least && p.text[i-1] == '\n' || i == 0 {
		s.lineStart, s.sentence = true, true
		i = p.skipBack(i, least, true)
	}
	for i > least && p.text[i-1] < 0x80 && !isWord(p.text[i-1]) {
		if c := p.text[i-1]; s.mark == 0 || c == ':' {
			s.mark = c
		}
		i = p.skipBack(i-1, least, true)
		if s.mark == '.' || s.mark == '!' || s.mark == '?' {
			s.sentence = true
		}
	}
	return i
}

// skipBack skips blanks, quotes, brackets and the marks of lists, and the ends of lines too if lines is true.
func (p *phrase) skipBack(i, least int, lines bool) int {
	for i > least {
		switch c := p.text[i-1]; c {
		case ' ', '\t', '"', '\'', '(', '[', '<', '>', '*', '_', '`':
		case '\n', '\r':
			if !lines && c == '\n' {
				return i
			}
		default:
			if c < 0x80 || i < 2 {
				return i
			}
			r, size := utf8.DecodeLastRune(p.text[:i])
			if words.IsLetter(r) || words.IsMark(r) || r == utf8.RuneError {
				return i
			}
			i -= size - 1
		}
		i--
	}
	return i
}

// wordBefore returns where the word that ends at i begins, and its roles. The last answer is kept: of the word before a phrase it is
// asked whether it means a street, and then whether it says that a name follows.
func (p *phrase) wordBefore(i, least int) (start int, r role) {
	if w := &p.last; w.end != i || w.least != least {
		start := p.wordStart(i, least)
		*w = lastWord{start, i, least, p.roles(start, i)}
	}
	return p.last.start, p.last.role
}

// A lastWord is an answer of wordBefore. The zero value is one, too: nothing stands before a text.
type lastWord struct {
	start, end, least int
	role              role
}

// wordStart returns where the word that ends at i begins.
func (p *phrase) wordStart(i, least int) int {
	for i > least {
		c := p.text[i-1]
		if !isAlpha(c) && c < 0x80 && (c != '\'' || i-2 < least || !isAlpha(p.text[i-2])) {
			break
		}
		i--
	}
	for i < len(p.text) && !utf8.RuneStart(p.text[i]) {
		i++
	}
	return i
}

// roles returns the roles of the word from start to end.
func (p *phrase) roles(start, end int) role {
	if start >= end {
		return 0
	}
	hash, ok := p.hash(start, end)
	if !ok {
		return 0
	}
	return p.lexicon.lookup(hash)
}

// following returns the roles of the word after the offset at, if it is in lower case and of the same line, and the mark that
// stands between, or 0.
func (p *phrase) following(at int) (role, byte) {
	i := blanks(p.text, at)
	if i == len(p.text) {
		return 0, '\n'
	}
	c := p.text[i]
	if c < 0x80 && !isAlpha(c) {
		return 0, c
	}
	if startsUpper(p.text[i:]) {
		return 0, 0
	}
	end, _ := wordEnd(p.text, i)
	if end < len(p.text) && (p.text[end] == '\'' || p.text[end] == 0xe2) {
		end = min(len(p.text), end+2)
		end, _ = wordEnd(p.text, end)
	}
	return p.roles(i, end), 0
}
