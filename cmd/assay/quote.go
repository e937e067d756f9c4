package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Keys, members and fields are chosen by whoever writes the objects, who may well choose escape sequences that repaint,
// retitle or reprogram a terminal. Nothing of theirs is printed but through the functions below.

// quote returns s as it is where it is plain text, and as a Go string literal where it holds anything that a terminal might
// act on or hide (controls, invisible and bidirectional marks, bytes that are not UTF-8), or that would make it look
// like such a literal or have unseen ends.
func quote(s string) string {
	if q := strconv.Quote(s); len(q) != len(s)+2 || s == "" || s[0] == ' ' || s[len(s)-1] == ' ' {
		return q
	}
	return s
}

// oneLine makes a message safe for a terminal and keeps it on one line. Unlike quote it leaves quotes and backslashes
// alone: messages hold text that is quoted already.
func oneLine(s string) string {
	var b strings.Builder
	for _, line := range strings.Split(strings.TrimSpace(s), "\n") {
		if b.Len() > 0 {
			b.WriteString("; ")
		}
		for i := 0; i < len(line); {
			r, n := utf8.DecodeRuneInString(line[i:])
			if strconv.IsPrint(r) && !(r == utf8.RuneError && n == 1) {
				b.WriteString(line[i : i+n])
			} else {
				q := strconv.Quote(line[i : i+n])
				b.WriteString(q[1 : len(q)-1])
			}
			i += n
		}
	}
	return b.String()
}

// writeJSON writes v as one line of JSON in which everything that does not print is escaped.
func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(&escaper{w: w})
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// An escaper writes what does not print, but for ends of lines, as the \u escapes of JSON. JSON that goes through it stays
// the same JSON: encoding/json has escaped the ASCII controls, and what is left (the C1 controls, which are escape sequences to
// some terminals, and bidirectional and other invisible marks) occurs in strings only. Invalid UTF-8 becomes U+FFFD.
type escaper struct {
	w    io.Writer
	tail []byte // the beginning of a character whose end is yet to come
	buf  []byte
}

func (e *escaper) Write(p []byte) (int, error) {
	out, rest := e.buf[:0], p
	if len(e.tail) > 0 {
		rest = append(e.tail, p...)
	}
	for len(rest) > 0 {
		if c := rest[0]; c >= ' ' && c < 0x7f || c == '\n' {
			out, rest = append(out, c), rest[1:]
			continue
		}
		if !utf8.FullRune(rest) {
			break
		}
		r, n := utf8.DecodeRune(rest)
		switch {
		case strconv.IsPrint(r):
			out = append(out, rest[:n]...)
		case r > 0xffff:
			hi, lo := utf16.EncodeRune(r)
			out = fmt.Appendf(out, `\u%04x\u%04x`, hi, lo)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
		rest = rest[n:]
	}
	e.tail = append([]byte(nil), rest...)
	e.buf = out
	if _, err := e.w.Write(out); err != nil {
		return 0, err
	}
	return len(p), nil
}
