package format

import (
	"bytes"
	"encoding/binary"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// A wide is text in UTF-16 or UTF-32: in units of two or four bytes. It is read by steps, and what is not such text is told.
type wide struct {
	size   int  // of a unit, in bytes
	big    bool // the first byte of a unit is the highest
	bom    int  // the bytes of the byte order mark
	latin  bool // most units of the last step were of Latin letters
	inside bool // it is within a run of ASCII
}

// wideStep is how many bytes are taken for text, or not, at a time.
const wideStep = 1 << 10

// A turn is why a wide text ends.
type turn uint8

const (
	turnsASCII  turn = 1 + iota // printable ASCII follows, which has no place in it
	turnsBinary                 // the last step were no characters, and stand as they are
)

// decode is a recode. What turns ASCII or binary stands as it is, and behind it the text goes on.
func (t *wide) decode(dst, raw []byte, last bool) ([]byte, int) {
	at := 0
	for at < len(raw) {
		if t.inside {
			n := printableRun(raw[at:])
			switch rest := raw[at+n:]; {
			case len(rest) == 0 && last:
			case len(rest) < utf8.UTFMax && !last: // it goes on, or its last byte belongs to the unit behind it
				n = max(n-1, 0)
				return append(dst, raw[at:at+n]...), at + n
			case n > 0 && rest[0] == 0 && !t.big:
				n--
			}
			dst, at = append(dst, raw[at:at+n]...), at+n
			t.inside = false
			continue
		}
		text, n, turn := t.step(dst, raw[at:], last)
		dst, at = text, at+n
		t.inside = turn == turnsASCII
		if n == 0 && turn == 0 {
			return dst, at
		}
	}
	return dst, at
}

// step appends the UTF-8 of the first n bytes of raw to dst, at most wideStep, and says whether the text ends there. It takes
// none when it wants more than raw, and more will come.
func (t *wide) step(dst, raw []byte, last bool) (text []byte, n int, why turn) {
	if len(raw) < wideStep && !last {
		return dst, 0, 0
	}
	last = last && len(raw) <= wideStep
	part := raw[:min(wideStep, len(raw))]
	begin, found := t.ascii(part, last)
	text, n, ok := t.append(dst, part[:begin], last || found)
	if !ok {
		text, n, why = append(dst, part[:begin]...), begin, turnsBinary
	}
	if found {
		why = turnsASCII
	}
	return text, n, why
}

// ascii returns where in part a run of ASCII begins that is no text of wide units, or where one may that part does not hold in
// full. Two letters of ASCII are one Chinese character, so it takes a run longer than chance makes it in Chinese text.
func (t *wide) ascii(part []byte, last bool) (begin int, found bool) {
	const highs, nines = 0x8080808080808080, 0x0909090909090909
	latin := t.latin
	t.latin = bytes.Count(part, []byte{0})*4 >= len(part)
	floor, zeros := 0, 0 // of part[:floor]
	for at := 0; at+8 <= len(part); at += 8 {
		x := binary.LittleEndian.Uint64(part[at:])
		odd := (x | (x - nines)) & highs // of bytes that are not ASCII, and of controls
		begin := at
		if uint32(odd) != 0 {
			if odd>>32 != 0 {
				continue
			}
			begin += 4
		}
		begin = max(begin, floor)
		for begin-t.size >= floor && t.isASCII(part[begin-t.size:]) {
			begin -= t.size
		}
		zeros += bytes.Count(part[floor:begin], []byte{0})
		end, ok := t.run(part, begin, t.least(latin || begin >= 8 && zeros*4 >= begin))
		if ok {
			return begin, true
		}
		floor = end // there is no NUL in between
		at = max(at, end&^7-8)
	}
	if last {
		return len(part), false
	}
	whole := len(part) / t.size * t.size
	for begin = whole; begin > 0 && whole-begin < t.least(latin) && t.isASCII(part[begin-t.size:]); {
		begin -= t.size
	}
	if begin == 0 {
		begin = whole
	}
	return begin, false
}

// run returns where the units from begin on end that may be ASCII, or says that some of them are: least bytes in a row, of which few
// are more often others.
func (t *wide) run(part []byte, begin, least int) (end int, ok bool) {
	others := 0
	for end = begin; end+t.size <= len(part) && t.isASCII(part[end:]); {
		if t.isFrequent(part[end:]) {
			others++
		}
		if end-begin >= least && t.isFrequent(part[end-least:]) {
			others--
		}
		if end += t.size; end-begin >= least && others*3*t.size <= least {
			return end, true
		}
	}
	return end, false
}

// least returns how many bytes of ASCII are no text of wide units, which is Latin or may be any.
func (t *wide) least(latin bool) int {
	switch {
	case t.size == 4: // of which no character has more than two such bytes
		return 8
	case latin:
		return 10
	}
	return 32
}

// isASCII reports whether the first unit of text may be as many letters of ASCII.
func (t *wide) isASCII(text []byte) bool {
	for _, b := range text[:t.size] {
		if !isPrintable(b) {
			return false
		}
	}
	return true
}

// isFrequent reports whether the first unit of text is of a script that has many units in a row that may be ASCII.
func (t *wide) isFrequent(text []byte) bool { return t.size == 2 && isFrequent(rune(t.unit(text))) }

// isFrequent reports whether r, whose bytes are both printable ASCII, is of a script that has many such letters in a row: those of
// India, which are the end of a line and a letter, Hiragana, which is a zero and one, and boxes, which are a percent sign and one.
func isFrequent(r rune) bool { return r < 0x2000 || r>>8 == 0x25 || r >= 0x3041 && r < 0x307f }

// append appends the UTF-8 of the first n bytes of part to dst: all of it if it is the last; else what may go on stays. It says
// whether that is text: at most a tenth of its units are no characters, in which more of random units are. Where the bytes of
// units have changed their places, one is lost or too many, and it goes on behind a byte.
func (t *wide) append(dst, part []byte, last bool) (text []byte, n int, ok bool) {
	mask, shift := uint64(0xff80ff80ff80ff80), 0 // of what is not ASCII in four units, and where what is stands
	if t.big {
		mask, shift = 0x80ff80ff80ff80ff, 8
	}
	shifted, units, bad := 0, 0, 0
	for n < len(part) {
		rest := part[n:]
		if t.size == 2 && len(rest) >= 8 {
			if x := binary.LittleEndian.Uint64(rest); x&mask == 0 {
				x >>= shift
				dst = append(dst, byte(x), byte(x>>16), byte(x>>32), byte(x>>48))
				n, units, shifted = n+8, units+4, 0
				continue
			}
			low, high := rest[shift/8], rest[1-shift/8]
			if commonPages[high] && low != 0 {
				dst = utf8.AppendRune(dst, rune(high)<<8|rune(low))
				n, units, shifted = n+2, units+1, 0
				continue
			}
		}
		if len(rest) < t.size {
			if last {
				dst, n = utf8.AppendRune(dst, utf8.RuneError), len(part)
			}
			break
		}
		r, k := t.rune(rest)
		if r == utf8.RuneError && len(rest) < 4 && !last {
			break // half a character
		}
		dst = utf8.AppendRune(dst, r)
		n += k
		if units++; r != 0 && !isCharacter(r) { // a hole is no text, but does not tell that the rest is none
			bad++
		}
		if t.size == 4 || r&0xff != 0 || r == 0 || r > 0xffff {
			shifted = 0
		} else if shifted++; shifted == 3 {
			dst, n, shifted = dst[:len(dst)-lastLen(dst, 3)], n-5, 0
		}
	}
	return dst, n, bad <= 2 || bad*10 <= units
}

// lastLen returns how many bytes the last characters of text have.
func lastLen(text []byte, characters int) (n int) {
	for range characters {
		_, k := utf8.DecodeLastRune(text[:len(text)-n])
		n += k
	}
	return n
}

// isCharacter reports whether r is a character that texts have.
func isCharacter(r rune) bool {
	return r >= ' ' && r < 0x7f || r >= '\t' && r <= '\r' || r == '\b' || r == 0x1b ||
		r != utf8.RuneError && (unicode.IsGraphic(r) || unicode.Is(unicode.Cf, r) || unicode.IsSpace(r))
}

// commonPages are the higher bytes of characters that are most frequent, and of few or none that are not assigned: Latin, Greek,
// Cyrillic, Arabic, Kana, Han and Hangul.
var commonPages = func() (pages [256]bool) {
	for page := range pages {
		switch {
		case page >= 0x01 && page <= 0x04, page == 0x06, page == 0x30, page >= 0x4e && page <= 0x9e, page >= 0xac && page <= 0xd6:
			pages[page] = true
		}
	}
	return pages
}()

// unit returns the first unit of text.
func (t *wide) unit(text []byte) uint32 {
	switch {
	case t.size == 4 && t.big:
		return uint32(text[0])<<24 | uint32(text[1])<<16 | uint32(text[2])<<8 | uint32(text[3])
	case t.size == 4:
		return uint32(text[3])<<24 | uint32(text[2])<<16 | uint32(text[1])<<8 | uint32(text[0])
	case t.big:
		return uint32(text[0])<<8 | uint32(text[1])
	}
	return uint32(text[1])<<8 | uint32(text[0])
}

// rune returns the first character of text, and its length. What is none is U+FFFD.
func (t *wide) rune(text []byte) (r rune, n int) {
	u := t.unit(text)
	switch {
	case u > unicode.MaxRune, t.size == 4 && utf16.IsSurrogate(rune(u)):
		return utf8.RuneError, t.size
	case t.size == 2 && utf16.IsSurrogate(rune(u)):
		if len(text) >= 4 {
			if r := utf16.DecodeRune(rune(u), rune(t.unit(text[2:]))); r != utf8.RuneError {
				return r, 4
			}
		}
		return utf8.RuneError, 2
	}
	return rune(u), t.size
}
