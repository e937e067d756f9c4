package format

import (
	"bytes"
	"math/bits"

	"github.com/seed-4750cad8/assay/detectors/planes"
	"github.com/seed-4750cad8/assay/scanner"
)

// What tells that a text wraps other content in letters: the field Content-Transfer-Encoding of mail (RFC 2045, section 6) and
// a message of RFC 9580, section 6.2. Both have a hyphen behind a letter that seldom has one; it is there that they are looked for.
var (
	transferBefore = []byte("ransfer")
	transferBehind = []byte("ncoding: base64") // behind the hyphen and an E of either case
	pgpBefore      = []byte("PGP MESSAGE")
	pgpBehind      = []byte("----") // behind the first hyphen
)

// wrapMarks are the hyphen, and the letters before it.
var wrapMarks = planes.New("-", "rE")

// wrapStep is how many bytes of a text are marked at a time: their planes fit the stack, and the nearest cache.
const wrapStep = 4 << 10

// wrappedPart says why a text that wraps other content in letters is not read in full, or "": the letters are searched, but what
// they stand for is not. A text that has both kinds of wrapping is unsupported.
func wrappedPart(text []byte) (kind scanner.Kind) {
	var buf [wrapStep / 64 * 3]uint64
	before := uint64(0) // whether the last byte is one of the letters
	for from := 0; from < len(text); from += wrapStep {
		part := text[from:min(from+wrapStep, len(text))]
		marks := buf[:wrapMarks.Len(len(part))]
		wrapMarks.Mark(marks, part)
		for at := from; len(marks) >= 3; at, marks = at+64, marks[3:] {
			hyphens, letters := marks[0], marks[1]
			found := hyphens & (letters<<1 | before)
			before = letters >> 63
			for ; found != 0; found &= found - 1 {
				switch at := at + bits.TrailingZeros64(found); {
				case isTransfer(text[:at], text[at+1:]):
					return scanner.Unsupported
				case bytes.HasSuffix(text[:at], pgpBefore) && bytes.HasPrefix(text[at+1:], pgpBehind):
					kind = scanner.Encrypted
				}
			}
		}
	}
	return kind
}

// isTransfer reports whether the hyphen between before and behind is that of the field, and its value base64.
func isTransfer(before, behind []byte) bool {
	return bytes.HasSuffix(before, transferBefore) && len(behind) > 0 && behind[0]|0x20 == 'e' &&
		bytes.HasPrefix(behind[1:], transferBehind)
}
