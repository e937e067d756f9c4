package detectors

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// This file says what a word is, to keywords and to the names of fields. It is not what a word byte is to boundaries.
//
// Text is read in units: an ASCII byte, a letter of two bytes (Latin with accents, Greek, Cyrillic, Hebrew, Arabic, …), or
// any other single byte. A unit is a letter, a digit, a separator, or other. Letters are folded: to lower case, and Latin
// letters with an accent to the letter without, so that "número", "NÚMERO" and "numero" are one word. Accents as combining
// characters of their own are not folded. A byte of a longer sequence (Chinese, Thai, …) is a word by itself, since those
// scripts write no spaces; so "身份证" is found inside a sentence.
//
// A word begins and ends where the kind of unit changes, where a small letter is followed by a capital, and before the
// last of several capitals that is followed by a small letter: customerSSN, SSNNumber and ssn2 all hold the word ssn. But a letter after a
// digit begins no word: 2ssn holds none.

// A unitKind is what a unit is to words.
type unitKind uint8

const (
	unitOther     unitKind = iota // no part of a keyword
	unitSeparator                 // space, tab, '_', '-', '.' and '\'': stands between the words of a phrase
	unitLower                     // letter, also of scripts without capitals
	unitUpper                     // capital letter
	unitDigit
	unitSingle // byte beyond ASCII that is no part of a two-byte unit
)

// asciiUnits is read only. The entries beyond ASCII say unitSingle; unitAt looks again.
var asciiUnits = func() (kinds [256]unitKind) {
	for c := range kinds {
		switch {
		case c >= utf8.RuneSelf:
			kinds[c] = unitSingle
		case 'a' <= c && c <= 'z':
			kinds[c] = unitLower
		case 'A' <= c && c <= 'Z':
			kinds[c] = unitUpper
		case '0' <= c && c <= '9':
			kinds[c] = unitDigit
		case strings.IndexByte(" \t_-.'", byte(c)) >= 0:
			kinds[c] = unitSeparator
		}
	}
	return kinds
}()

// pairUnits and pairFolds are the kind and the folded letter of each two-byte unit, by code point. Both are read only.
var pairUnits, pairFolds = func() (kinds [0x800]unitKind, folds [0x800]uint16) {
	for r := rune(utf8.RuneSelf); r < 0x800; r++ {
		switch {
		case r == 0xA0: // no-break space
			kinds[r] = unitSeparator
		case unicode.IsUpper(r):
			kinds[r] = unitUpper
		case unicode.IsLetter(r):
			kinds[r] = unitLower
		}
		folds[r] = uint16(min(unicode.ToLower(r), 0x7FF))
	}
	for base, accented := range map[rune]string{
		'a': "àáâãäåāăą", 'c': "çćĉċč", 'd': "ďđ", 'e': "èéêëēĕėęě", 'g': "ĝğġģ", 'h': "ĥħ", 'i': "ìíîïĩīĭįı", 'j': "ĵ",
		'k': "ķ", 'l': "ĺļľŀł", 'n': "ñńņňŉ", 'o': "òóôõöøōŏő", 'r': "ŕŗř", 's': "śŝşšș", 't': "ţťŧț", 'u': "ùúûüũūŭůűų",
		'w': "ŵ", 'y': "ýÿŷ", 'z': "źżž",
	} {
		for _, r := range accented {
			folds[r] = uint16(base)
			if upper := unicode.ToUpper(r); upper >= utf8.RuneSelf {
				folds[upper] = uint16(base)
			}
		}
	}
	folds['İ'] = 'i'
	return kinds, folds
}()

// pairAt returns the code point of the two-byte unit at text[i], or 0 when there is none.
func pairAt(text []byte, i int) rune {
	if i+1 < len(text) && text[i]&0xE0 == 0xC0 && text[i] >= 0xC2 && text[i+1]&0xC0 == 0x80 {
		return rune(text[i]&0x1F)<<6 | rune(text[i+1]&0x3F)
	}
	return 0
}

// unitAt returns the kind of the unit at text[i], its folded letter, and its width in bytes.
func unitAt(text []byte, i int) (kind unitKind, letter uint16, width int) {
	c := text[i]
	kind = asciiUnits[c]
	switch kind {
	case unitUpper:
		return kind, uint16(c | 0x20), 1
	case unitSingle:
		if r := pairAt(text, i); r != 0 {
			return pairUnits[r], pairFolds[r], 2
		}
		return kind, singleLetter | uint16(c), 1
	}
	return kind, uint16(c), 1
}

// unitBefore is unitAt for the unit that ends before text[i].
func unitBefore(text []byte, i int) (kind unitKind, letter uint16, width int) {
	if i >= 2 && pairAt(text, i-2) != 0 {
		return unitAt(text, i-2)
	}
	return unitAt(text, i-1)
}

// singleLetter marks the letter of a unitSingle, apart from all code points of two bytes.
const singleLetter = 0x8000

// wordEdge says whether a word may begin or end before text[i], which must not be within a unit.
func wordEdge(text []byte, i int) bool {
	if i == 0 || i == len(text) {
		return true
	}
	before, after, width := asciiUnits[text[i-1]], asciiUnits[text[i]], 1
	if before == unitSingle {
		before, _, _ = unitBefore(text, i)
	}
	if after == unitSingle {
		after, _, width = unitAt(text, i)
	}
	switch {
	case !isLetterUnit(after):
		return before != unitDigit || after != unitDigit
	case before == unitUpper && after == unitUpper:
		if i+width == len(text) {
			return false
		}
		next := asciiUnits[text[i+width]]
		if next == unitSingle {
			next, _, _ = unitAt(text, i+width)
		}
		return next == unitLower
	case before == unitLower:
		return after == unitUpper
	}
	return before != unitUpper && before != unitDigit
}

func isLetterUnit(k unitKind) bool { return k == unitLower || k == unitUpper }
