package format

import (
	"bytes"
	"math/bits"

	"github.com/seed-4750cad8/assay/detectors/planes"
	"github.com/seed-4750cad8/assay/scanner"
)

// What tells that a text wraps other content in letters: the field Content-Transfer-Encoding of mail (RFC 2045, section 6), a
// message of RFC 9580, section 6.2, and the first line of uuencode (POSIX). The first two have a hyphen behind a letter that
// seldom has one, the third begins a line; it is there that they are looked for.
var (
	transferBefore = "ransfer"
	transferBehind = "encoding" // behind the hyphen
	pgpBefore      = []byte("PGP MESSAGE")
	pgpBehind      = []byte("----") // behind the first hyphen
)

// wrapMarks are the hyphen and the first letter of uuencode, and what stands before either.
var wrapMarks = planes.New("-b", "rRE\n")

const (
	wrapWidth = 3       // of wrapMarks
	wrapStep  = 4 << 10 // how many bytes of a text are marked at a time: their planes fit the stack, and the nearest cache
)

// A wrapping is what a text says of what it wraps.
type wrapping struct {
	kind   scanner.Kind // why it is not read in full, or "": the letters are searched, but what they stand for is not
	quoted bool         // some of it is quoted-printable
}

// wrappedPart returns the wrapping of text. A text that has several kinds of it is unsupported.
func wrappedPart(text []byte) (w wrapping) {
	var buf [wrapStep / 64 * wrapWidth]uint64
	before := uint64(1) // whether the last byte may stand before a mark; what begins a text begins a line
	for from := 0; from < len(text); from += wrapStep {
		part := text[from:min(from+wrapStep, len(text))]
		marks := buf[:wrapMarks.Len(len(part))]
		wrapMarks.Mark(marks, part)
		for at := from; len(marks) >= wrapWidth; at, marks = at+64, marks[wrapWidth:] {
			found := marks[0] & (marks[1]<<1 | before)
			before = marks[1] >> 63
			for ; found != 0; found &= found - 1 {
				w.add(text, at+bits.TrailingZeros64(found))
			}
		}
	}
	return w
}

// add notes what the mark at an offset says.
func (w *wrapping) add(text []byte, at int) {
	before, behind := text[:at], text[at+1:]
	switch {
	case text[at] == 'b':
		if (at == 0 || text[at-1] == '\n') && isUuencode(text[at:]) {
			w.kind = scanner.Unsupported
		}
	case bytes.HasSuffix(before, pgpBefore) && bytes.HasPrefix(behind, pgpBehind):
		if w.kind == "" {
			w.kind = scanner.Encrypted
		}
	case hasFold(before[max(0, at-len(transferBefore)):], transferBefore) && hasFold(behind, transferBehind):
		value := trimBlanks(behind[len(transferBehind):])
		if len(value) == 0 || value[0] != ':' {
			return
		}
		value = trimBlanks(value[1:])
		switch {
		case hasFold(value, "base64"), hasFold(value, "x-uu"), hasFold(value, "uuencode"):
			w.kind = scanner.Unsupported
		case hasFold(value, "quoted-printable"):
			w.quoted = true
		}
	}
}

// trimBlanks returns text without what may stand before and behind the colon of a field: blanks, the end of a line that goes on,
// and quotes where a field is one of JSON.
func trimBlanks(text []byte) []byte { return bytes.TrimLeft(text, " \t\r\n\"") }

// hasFold reports whether text begins with prefix, which is in lower case.
func hasFold(text []byte, prefix string) bool {
	if len(text) < len(prefix) {
		return false
	}
	for i := range len(prefix) {
		b := text[i]
		if b >= 'A' && b <= 'Z' {
			b += 'a' - 'A'
		}
		if b != prefix[i] {
			return false
		}
	}
	return true
}

// isUuencode reports whether text begins with a file in uuencode: "begin", a mode, a name, and a line whose first byte says
// how long it is; or with one in base64, as uuencode -m writes it.
func isUuencode(text []byte) bool {
	if bytes.HasPrefix(text, []byte("begin-base64 ")) {
		return true
	}
	mode, ok := bytes.CutPrefix(text, []byte("begin "))
	if !ok {
		return false
	}
	digits := len(mode) - len(bytes.TrimLeft(mode, "01234567"))
	if digits < 3 || digits > 4 || len(mode) == digits || mode[digits] != ' ' {
		return false
	}
	_, data, _ := bytes.Cut(mode[:min(len(mode), 512)], newline)
	data, _, _ = bytes.Cut(data, newline)
	data = bytes.TrimSuffix(data, []byte("\r"))
	if len(data) == 0 || data[0] < ' ' || data[0] > '`' {
		return false
	}
	const spare = 2 // a checksum, or spaces that were cut off
	n := (int(data[0]-' ')&63 + 2) / 3 * 4
	return len(data)-1 >= n-spare && len(data)-1 <= n+spare
}
