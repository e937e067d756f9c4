package format

import (
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// A wide is text in UTF-16 or UTF-32: in units of two or four bytes. It is read by steps, and what is not such text is told.
type wide struct {
	size  int  // of a unit, in bytes
	big   bool // the first byte of a unit is the highest
	bom   int  // the bytes of the byte order mark
	latin bool // most units of the last step were of Latin letters
	run   bool // it is within a run of ASCII
}

// wideStep is how many bytes are taken for text, or not, at a time.
const wideStep = 1 << 10

// A turn is why a wide text ends.
type turn uint8

const (
	turnsASCII  turn = 1 + iota // printable ASCII follows, which has no place in it
	turnsBinary                 // what follows are no characters, for a step at most
)

// decode is a recode. What turns ASCII or binary stands as it is, and behind it the text goes on.
func (t *wide) decode(dst, raw []byte, last bool) ([]byte, int) {
	at := 0
	for at < len(raw) {
		if t.run {
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
			t.run = false
			continue
		}
		text, n, turn := t.step(dst, raw[at:], last)
		dst, at = text, at+n
		switch turn {
		case turnsASCII:
			t.run = true
		case turnsBinary:
			n = min(wideStep, len(raw)-at)
			dst, at = append(dst, raw[at:at+n]...), at+n
		default:
			if n == 0 {
				return dst, at
			}
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
	if found {
		why = turnsASCII
	}
	if !t.plausible(part[:begin]) {
		return dst, 0, turnsBinary
	}
	dst, n = t.append(dst, part[:begin], last || found)
	if n < begin {
		why = 0 // it goes on elsewhere than was thought
	}
	return dst, n, why
}

// ascii returns where in part a run of ASCII begins that is no text of wide units, or where one may that part does not hold in
// full. Two letters of ASCII are one Chinese character, so it takes a run longer than chance makes it in Chinese text.
func (t *wide) ascii(part []byte, last bool) (begin int, found bool) {
	zeros, latin := 0, t.latin
	for at := 0; at < len(part); at++ {
		if part[at] == 0 {
			zeros++
			continue
		}
		if !isPrintable(part[at]) {
			continue
		}
		least := 32
		if t.size == 4 {
			least = 8
		} else if latin || at >= 8 && zeros*4 >= at {
			least = 10
		}
		end := at + printableRun(part[at:])
		begin := (at + t.size - 1) / t.size * t.size
		if end-begin >= least && !t.isJapanese(part[begin:end]) {
			return begin, true
		}
		if end == len(part) && !last && begin > 0 {
			t.latin = zeros*4 >= len(part)
			return min(begin, len(part)/t.size*t.size), false
		}
		if end > at {
			at = end - 1
		}
	}
	t.latin = zeros*4 >= len(part)
	return len(part), false
}

// isJapanese reports whether run, which may be ASCII, has as much Hiragana as Japanese text. That is a zero and a letter, again and
// again.
func (t *wide) isJapanese(run []byte) bool {
	units, kana := 0, 0
	for ; len(run) >= t.size; run = run[t.size:] {
		units++
		if isHiragana(rune(t.unit(run))) {
			kana++
		}
	}
	return kana*4 >= units
}

// isHiragana reports whether r is a letter of Hiragana whose bytes are both printable ASCII.
func isHiragana(r rune) bool { return r >= 0x3041 && r < 0x307f }

// plausible reports whether part is text: at most a tenth of its units are no characters, in which more of random units are.
func (t *wide) plausible(part []byte) bool {
	units, bad := 0, 0
	for len(part) >= t.size {
		r, n := t.rune(part)
		part = part[n:]
		if r != 0 { // a hole is no text, but does not tell that the rest is none
			units++
			if !isCharacter(r) {
				bad++
			}
		}
	}
	return bad <= 2 || bad*10 <= units
}

// isCharacter reports whether r is a character that texts have.
func isCharacter(r rune) bool {
	switch {
	case r >= ' ' && r < 0x7f, r >= '\t' && r <= '\r', r >= 0x4e00 && r < 0x9fff, r >= 0xac00 && r < 0xd7a4, r >= 0x3040 && r < 0x30ff, r == 0x1b, r == '\b':
		return true
	}
	return r != utf8.RuneError && (unicode.IsGraphic(r) || unicode.Is(unicode.Cf, r) || unicode.IsSpace(r))
}

// append appends the UTF-8 of the first n bytes of part to dst: all of it if it is the last; else what may go on stays. Where the
// bytes of units have changed their places, one is lost or too many, and it goes on behind a byte.
func (t *wide) append(dst, part []byte, last bool) (text []byte, n int) {
	shifted := 0
	for n < len(part) {
		rest := part[n:]
		if len(rest) < t.size {
			if !last {
				break
			}
			return utf8.AppendRune(dst, utf8.RuneError), len(part)
		}
		r, k := t.rune(rest)
		if t.size == 2 && utf16.IsSurrogate(rune(t.unit(rest))) && len(rest) < 4 && !last {
			break
		}
		dst = utf8.AppendRune(dst, r)
		n += k
		if t.size == 4 || r&0xff != 0 || r == 0 || r > 0xffff {
			shifted = 0
		} else if shifted++; shifted == 3 {
			dst, n, shifted = dst[:len(dst)-shiftedLen(dst)], n-5, 0
		}
	}
	return dst, n
}

// shiftedLen returns how many bytes the last three characters of text have.
func shiftedLen(text []byte) (n int) {
	for range 3 {
		_, k := utf8.DecodeLastRune(text[:len(text)-n])
		n += k
	}
	return n
}

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
