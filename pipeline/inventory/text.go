package inventory

import (
	"strings"
	"unicode/utf8"
)

const (
	// maxText is the length at which strings that others chose, and that identify nothing, are cut: bytes, with the mark.
	maxText = 1024
	cutMark = "…"

	replacement = string(utf8.RuneError) // U+FFFD
	upperHex    = "0123456789ABCDEF"
)

// escape returns s as valid UTF-8 without NUL. See the package comment. It is injective, and unescape is its inverse.
func escape(s string) string {
	if utf8.ValidString(s) && !strings.Contains(s, "\x00") && !strings.Contains(s, replacement) {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		if r != utf8.RuneError && r != 0 {
			b.WriteString(s[:n])
		} else {
			for i := range n {
				b.WriteString(replacement)
				b.WriteByte(upperHex[s[i]>>4])
				b.WriteByte(upperHex[s[i]&15])
			}
		}
		s = s[n:]
	}
	return b.String()
}

// unescape is the inverse of escape. A replacement character that escape did not write is kept.
func unescape(s string) string {
	if !strings.Contains(s, replacement) {
		return s
	}
	var b strings.Builder
	for {
		i := strings.Index(s, replacement)
		if i < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:i])
		s = s[i+len(replacement):]
		if len(s) < 2 {
			b.WriteString(replacement)
			continue
		}
		hi, lo := strings.IndexByte(upperHex, s[0]), strings.IndexByte(upperHex, s[1])
		if hi < 0 || lo < 0 {
			b.WriteString(replacement)
			continue
		}
		b.WriteByte(byte(hi<<4 | lo))
		s = s[2:]
	}
}

// bounded escapes s and cuts what is longer than maxText, between characters and not within an escape.
func bounded(s string) string {
	if len(s) > maxText {
		s = s[:maxText+1] // whatever is cut off here would be cut off below, and costs nothing this way
	}
	s = escape(s)
	if len(s) <= maxText {
		return s
	}
	end := maxText - len(cutMark)
	for !utf8.RuneStart(s[end]) {
		end--
	}
	if i := strings.LastIndex(s[:end], replacement); i >= 0 && i+len(replacement)+2 > end {
		end = i
	}
	return s[:end] + cutMark
}
