package detectors

import (
	"unicode"
	"unicode/utf8"
)

// This file holds patterns by hand: a regular expression engine is slow on digits with a shape, and most text is that or
// words. Each function here returns what the longest match of its Pattern at text[0] would be; a fuzz test holds them equal.

// digitRun is \d{least,most}.
func digitRun(least, most int) func([]byte) int {
	return func(text []byte) int {
		n := countDigits(text, most)
		if n < least {
			return 0
		}
		return n
	}
}

// countDigits is how many digits text begins with, at most most.
func countDigits(text []byte, most int) int {
	n := 0
	for n < len(text) && n < most && isDigit(text[n]) {
		n++
	}
	return n
}

// groups is digits in groups of these sizes, with the same one of seps between all of them: for " " and sizes 2, 3 it
// is \d{2} \d{3}.
func groups(seps string, sizes ...int) func([]byte) int {
	return func(text []byte) int {
		at, sep := 0, byte(0)
		for i, size := range sizes {
			if i > 0 {
				if at >= len(text) || i > 1 && text[at] != sep || i == 1 && !contains(seps, text[at]) {
					return 0
				}
				sep = text[at]
				at++
			}
			if len(text)-at < size || countDigits(text[at:], size) < size {
				return 0
			}
			at += size
		}
		return at
	}
}

func contains(set string, b byte) bool {
	for i := range len(set) {
		if set[i] == b {
			return true
		}
	}
	return false
}

// scanInternational is the Pattern of international phone numbers.
func scanInternational(text []byte) int {
	if len(text) < 2 || text[0] != '+' {
		return 0
	}
	at := 1
	if text[at] == '(' {
		at++
	}
	return scanPhone(text, at, 6, 16)
}

// scanNational is the Pattern of national phone numbers.
func scanNational(text []byte) int {
	at := 0
	if len(text) > 0 && text[0] == '(' {
		at++
	}
	return scanPhone(text, at, 6, 12)
}

// scanPhone is \d(?:[ .\-/()]{0,2}\d){least,most} and an extension, from text[at] on.
func scanPhone(text []byte, at, least, most int) int {
	if at >= len(text) || !isDigit(text[at]) {
		return 0
	}
	at++
	n := 0
	for n < most {
		next := at
		if next < len(text) && phoneSeparators[text[next]] {
			if next++; next < len(text) && phoneSeparators[text[next]] {
				next++
			}
		}
		if next >= len(text) || !isDigit(text[next]) {
			break
		}
		at = next + 1
		n++
	}
	if n < least {
		return 0
	}
	return at + scanExtension(text[at:])
}

// phoneSeparators are the bytes that may stand between the digits of a phone number. It is read only.
var phoneSeparators = func() (t [256]bool) {
	for _, c := range []byte(" .-/()") {
		t[c] = true
	}
	return t
}()

// scanExtension is (?:(?: ?x|,? ?ext\.?) ?\d{1,6})?.
func scanExtension(text []byte) int {
	at := 0
	comma := at < len(text) && text[at] == ','
	if comma {
		at++
	}
	if at < len(text) && text[at] == ' ' {
		at++
	}
	switch {
	case len(text)-at >= 3 && string(text[at:at+3]) == "ext":
		if at += 3; at < len(text) && text[at] == '.' {
			at++
		}
	case at < len(text) && text[at] == 'x' && !comma:
		at++
	default:
		return 0
	}
	if at < len(text) && text[at] == ' ' {
		at++
	}
	n := countDigits(text[at:], 6)
	if n == 0 {
		return 0
	}
	return at + n
}

// scanEmail is the Pattern of e-mail addresses.
func scanEmail(text []byte) int {
	if len(text) == 0 || !isWord(text[0]) {
		return 0
	}
	at := 1
	for n := 0; ; n++ {
		if at >= len(text) {
			return 0
		}
		b := text[at]
		if b == '@' {
			break
		}
		if n == 63 {
			return 0
		}
		if isWord(b) || contains(".%+'-", b) {
			at++
			continue
		}
		if b < utf8.RuneSelf {
			return 0
		}
		r, size := utf8.DecodeRune(text[at:])
		if !unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic) {
			return 0
		}
		at += size
	}
	at++
	end, dots, label := 0, 0, 0 // end: after the last whole label behind a dot
	for at < len(text) {
		b := text[at]
		switch {
		case b == '.':
			if label == 0 {
				return end
			}
			dots++
			label = 0
			at++
			continue
		case isLetter(b), isDigit(b), b == '-':
			at++
		case b < utf8.RuneSelf:
			return end
		default:
			r, size := utf8.DecodeRune(text[at:])
			if !unicode.In(r, unicode.L, unicode.M, unicode.N) {
				return end
			}
			at += size
		}
		label++
		if dots > 0 {
			end = at
		}
	}
	return end
}

// scanIPv4 is \d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}.
func scanIPv4(text []byte) int {
	at := 0
	for i := range 4 {
		if i > 0 {
			if at >= len(text) || text[at] != '.' {
				return 0
			}
			at++
		}
		n := countDigits(text[at:], 3)
		if n == 0 {
			return 0
		}
		at += n
	}
	return at
}

// scanIPv6 is ipv6Pattern: eight groups of hexadecimal digits, or up to seven, a gap, and up to six more.
func scanIPv6(text []byte) int {
	at, groups := hexGroups(text, 8)
	switch {
	case groups == 8:
		return at
	case groups > 0 && at+1 < len(text) && text[at] == ':' && text[at+1] == ':':
		at += 2
		rest, _ := hexGroups(text[at:], 6)
		return at + rest
	}
	return 0
}

// hexGroups counts up to most groups of one to four hexadecimal digits, joined by colons, at text[0], and their bytes.
func hexGroups(text []byte, most int) (length, groups int) {
	for groups < most {
		at := length
		if groups > 0 {
			if at == len(text) || text[at] != ':' {
				break
			}
			at++
		}
		k := countHex(text[at:], 4)
		if k == 0 {
			break
		}
		length = at + k
		groups++
	}
	return length, groups
}

// scanMAC is six pairs of hexadecimal digits joined by ':' or by '-', or three fours joined by '.'.
func scanMAC(text []byte) int {
	if len(text) >= 17 && (text[2] == ':' || text[2] == '-') {
		for i := range 17 {
			if i%3 == 2 && text[i] != text[2] || i%3 != 2 && !isHex(text[i]) {
				return 0
			}
		}
		return 17
	}
	if len(text) < 14 || text[4] != '.' || text[9] != '.' {
		return 0
	}
	for i := range 14 {
		if i%5 != 4 && !isHex(text[i]) {
			return 0
		}
	}
	return 14
}

func countHex(text []byte, most int) int {
	n := 0
	for n < len(text) && n < most && isHex(text[n]) {
		n++
	}
	return n
}

// scanBase58 is [13][1-9A-HJ-NP-Za-km-z]{25,33}.
func scanBase58(text []byte) int {
	if len(text) == 0 || text[0] != '1' && text[0] != '3' {
		return 0
	}
	n := 1
	for n < len(text) && n < 34 && (isLetter(text[n]) && text[n] != 'I' && text[n] != 'O' && text[n] != 'l' || isDigit(text[n]) && text[n] != '0') {
		n++
	}
	if n < 26 {
		return 0
	}
	return n
}

// scanVIN is [A-HJ-NPR-Z0-9]{17}.
func scanVIN(text []byte) int {
	if len(text) < 17 {
		return 0
	}
	for _, b := range text[:17] {
		if !(isDigit(b) || isUpper(b) && b != 'I' && b != 'O' && b != 'Q') {
			return 0
		}
	}
	return 17
}

// scanIBAN is the Pattern of IBANs, compact or in fours.
func scanIBAN(text []byte) int {
	if len(text) < 5 || !isUpper(text[0]) || !isUpper(text[1]) || !isDigit(text[2]) || !isDigit(text[3]) {
		return 0
	}
	if text[4] != ' ' {
		n := 4
		for n < len(text) && n < 34 && (isUpper(text[n]) || isDigit(text[n])) {
			n++
		}
		if n < 15 {
			return 0
		}
		return n
	}
	at, fours := 4, 0
	for at < len(text) && text[at] == ' ' {
		n := 0
		for n < 4 && at+1+n < len(text) && (isUpper(text[at+1+n]) || isDigit(text[at+1+n])) {
			n++
		}
		if n < 4 || fours == 7 {
			if n > 0 && fours >= 2 {
				at += 1 + min(n, 3)
			}
			break
		}
		at += 5
		fours++
	}
	if fours < 2 {
		return 0
	}
	return at
}

// scanAmex is digits in groups of 4, 6 and 4 or 5, joined by ' ' or '-'.
func scanAmex(text []byte) int {
	n := scan464(text)
	if n > 0 && n < len(text) && isDigit(text[n]) {
		n++
	}
	return n
}

var scan464 = groups(" -", 4, 6, 4)
