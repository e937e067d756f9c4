package names

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"

	"github.com/seed-4750cad8/assay/detectors/names/internal/words"
)

const (
	ones = 0x0101010101010101
	high = 0x8080808080808080
)

// nextCapital returns the offset of the first word at or after at that begins with a capital letter, or len(text). It is
// the loop that sees every byte: eight at a time it looks for capitals of ASCII and for bytes beyond it.
func nextCapital(text []byte, at int) int {
	for ; at+8 <= len(text); at += 8 {
		x := binary.LittleEndian.Uint64(text[at:])
		low := x &^ high
		// The high bit of a byte of capital is set if the byte is from 'A' to 'Z'; no sum carries into the next byte.
		capital := (low + (0x80-'A')*ones) &^ (low + (0x80-'Z'-1)*ones) &^ x & high
		first := x & (x << 1) & high // of the bytes of a character beyond ASCII: 0xc0 and above
		for mark := capital | first; mark != 0; mark &= mark - 1 {
			i := at + bits.TrailingZeros64(mark)/8
			if startsCapital(text, i) {
				return i
			}
		}
	}
	for ; at < len(text); at++ {
		if startsCapital(text, at) {
			return at
		}
	}
	return len(text)
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
