package detectors

import (
	"unicode"
	"unicode/utf8"
)

// scanName and scanFullName are the Patterns of names: of one word or more, and of two or more.
func scanName(text []byte) int     { return scanWords(text, 0) }
func scanFullName(text []byte) int { return scanWords(text, 1) }

// scanWords is a name's word and, least to four times, a comma or none, a space, at most two particles, and a word. No byte
// that may follow a word may be in one, and no particle may be a word: so there is one way to read a name.
func scanWords(text []byte, least int) int {
	end := scanNameWord(text)
	if end == 0 {
		return 0
	}
	for n := 0; ; n++ {
		next := end
		if next < len(text) && text[next] == ',' {
			next++
		}
		word := 0
		if n < 4 && next < len(text) && text[next] == ' ' {
			next++
			next += scanParticle(text[next:])
			next += scanParticle(text[next:])
			word = scanNameWord(text[next:])
		}
		if word == 0 {
			if n < least {
				return 0
			}
			return end
		}
		end = next + word
	}
}

// scanNameWord is [\p{Lu}\p{Lt}\p{Lo}][\p{L}\p{M}'’.\-]*.
func scanNameWord(text []byte) int {
	at := 0
	for at < len(text) {
		c := text[at]
		if c < utf8.RuneSelf {
			if !isUpper(c) && (at == 0 || !isLower(c) && c != '\'' && c != '.' && c != '-') {
				break
			}
			at++
			continue
		}
		r, size := utf8.DecodeRune(text[at:])
		if !unicode.In(r, unicode.Lu, unicode.Lt, unicode.Lo) && (at == 0 || !unicode.In(r, unicode.L, unicode.M) && r != '’') {
			break
		}
		at += size
	}
	return at
}

// scanParticle is (?:particle )?, where particle is a small word in names.
func scanParticle(text []byte) int {
	end := 0
	for end < len(text) && end <= len("della") && isLower(text[end]) {
		end++
	}
	if end == len(text) || text[end] != ' ' {
		return 0
	}
	switch string(text[:end]) {
	case "da", "de", "di", "do", "du", "das", "des", "dis", "dos", "dus", "del", "della", "van", "von", "vom", "zu", "zur", "der", "den", "ter", "ten",
		"la", "le", "las", "los", "bin", "ibn", "al", "el", "y", "e", "af", "av":
		return end + 1
	}
	return 0
}
