package names

import (
	"math/bits"
	"unicode/utf8"

	"github.com/seed-4750cad8/assay/detectors/names/internal/words"
	"github.com/seed-4750cad8/assay/detectors/planes"
)

// capitalSet makes the planes that capitals are looked for in: its own, and that of bytes beyond ASCII.
var capitalSet = planes.New("ABCDEFGHIJKLMNOPQRSTUVWXYZ")

// markedBytes is how much of a text is marked at a time: a few kilobytes cost little where a text is short.
const markedBytes = 4 << 10

// marks are the planes of a part of a text. The part goes along with who asks.
type marks struct {
	text     []byte
	from, to int // what of text is marked; from is a multiple of 64
	planes   [markedBytes / 64 * 2]uint64
}

// nextCapital returns the offset of the first word at or after at that begins with a capital letter, or len(text). It is what sees
// every byte.
func (m *marks) nextCapital(at int) int {
	for at < len(m.text) {
		if at < m.from || at >= m.to {
			m.mark(at)
		}
		mask := ^uint64(0) << (at & 63)
		for at &^= 63; at < m.to; at += 64 {
			k := uint(at-m.from) / 64 * 2
			for found := (m.planes[k] | m.planes[k+1]) & mask; found != 0; found &= found - 1 {
				if i := at + bits.TrailingZeros64(found); startsCapital(m.text, i) {
					return i
				}
			}
			mask = ^uint64(0)
		}
	}
	return len(m.text)
}

// mark marks the text from at on.
func (m *marks) mark(at int) {
	m.from = at &^ 63
	m.to = min(m.from+markedBytes, len(m.text))
	part := m.text[m.from:m.to]
	capitalSet.Mark(m.planes[:capitalSet.Len(len(part))], part)
}

// startsCapital reports whether a capitalised word begins at i: not within a word, a path, an address of the Internet or
// another identifier.
func startsCapital(text []byte, i int) bool {
	c := text[i]
	switch {
	case c-'A' < 26:
	case c < 0xc3 || !utf8.RuneStart(c):
		return false
	default:
		if r, _ := words.Decode(text[i:]); !words.IsUpper(r) {
			return false
		}
	}
	return i == 0 || !joins(text, i)
}

// joins reports whether what stands before i makes one word or identifier of it and what begins at i.
func joins(text []byte, i int) bool {
	switch c := text[i-1]; {
	case c >= 0x80:
		r, _ := utf8.DecodeLastRune(text[:i])
		return words.IsLetter(r) || words.IsMark(r)
	case isWord(c), c == '/', c == '\\', c == '@', c == '#', c == '$', c == '%', c == '~':
		return true
	case c == '.', c == '-', c == '\'', c == ':':
		return i >= 2 && (isWord(text[i-2]) || text[i-2] == c) && c != ':'
	}
	return false
}

func isWord(c byte) bool  { return isAlpha(c) || isDigit(c) || c == '_' }
func isAlpha(c byte) bool { return c|0x20-'a' < 26 }
func isDigit(c byte) bool { return c-'0' < 10 }
func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// wordEnd returns the end of the run of letters and marks that begins at i, digits and underscores included; and whether it
// holds any of these.
func wordEnd(text []byte, i int) (end int, digits bool) {
	for i < len(text) {
		c := text[i]
		switch {
		case isAlpha(c):
			i++
		case isDigit(c), c == '_':
			digits = true
			i++
		case c < 0x80:
			return i, digits
		default:
			r, size := words.Decode(text[i:])
			if !words.IsLetter(r) && !words.IsMark(r) {
				return i, digits
			}
			i += size
		}
	}
	return i, digits
}

// blanks returns the offset of the first byte at or after i that is not a blank of a line: space, tab, no-break space.
func blanks(text []byte, i int) int {
	for i < len(text) {
		switch {
		case text[i] == ' ', text[i] == '\t':
			i++
		case text[i] == 0xc2 && i+1 < len(text) && text[i+1] == 0xa0:
			i += 2
		default:
			return i
		}
	}
	return i
}
