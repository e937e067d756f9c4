package format

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"
)

// jsonEscapes are the escapes of one letter (RFC 8259, section 7); zero: none.
var jsonEscapes = [256]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// unescapeJSON makes u the text of block with JSON's escapes undone. It returns false when the block holds none. It does
// not look for strings: there is no backslash outside them, and broken JSON has its escapes too.
func (u *unescaped) unescapeJSON(block []byte) bool {
	at := bytes.IndexByte(block, '\\')
	if at < 0 {
		return false
	}
	u.reset()
	for {
		at = u.unescapeOne(block, at)
		next := bytes.IndexByte(block[at:], '\\')
		if next < 0 {
			break
		}
		at += next
	}
	u.keep(block, len(block))
	return len(u.seams) > 0
}

// unescapeOne undoes the escape whose backslash stands at offset at, and returns where what follows it begins. What is no
// escape stays as it is.
func (u *unescaped) unescapeOne(block []byte, at int) int {
	if at+1 == len(block) {
		return at + 1
	}
	if b := jsonEscapes[block[at+1]]; b != 0 {
		u.keep(block, at)
		u.put(at+2, b)
		return at + 2
	}
	r, ok := hexEscape(block[at:])
	if !ok {
		return at + 2
	}
	end := at + 6
	if utf16.IsSurrogate(r) {
		low, _ := hexEscape(block[end:])
		if r = utf16.DecodeRune(r, low); r != utf8.RuneError {
			end += 6
		}
	}
	u.keep(block, at)
	var buf [utf8.UTFMax]byte
	u.put(end, buf[:utf8.EncodeRune(buf[:], r)]...)
	return end
}

// hexEscape returns the code unit of the escape \uXXXX that text begins with.
func hexEscape(text []byte) (rune, bool) {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return 0, false
	}
	var r rune
	for _, b := range text[2:6] {
		switch {
		case b >= '0' && b <= '9':
			b -= '0'
		case b >= 'a' && b <= 'f':
			b -= 'a' - 10
		case b >= 'A' && b <= 'F':
			b -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(b)
	}
	return r, true
}
