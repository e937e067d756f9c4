package format

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/seed-4750cad8/assay/scanner"
)

// wrappedReference is the meaning of wrappedPart, uuencode aside.
func wrappedReference(text []byte) (w wrapping) {
	lower := bytes.Clone(text)
	for i, b := range lower {
		if b >= 'A' && b <= 'Z' {
			lower[i] += 'a' - 'A'
		}
	}
	if bytes.Contains(text, []byte("PGP MESSAGE-----")) {
		w.kind = scanner.Encrypted
	}
	for _, field := range regexp.MustCompile(`ransfer-encoding[ \t\r\n"]*:[ \t\r\n"]*(base64|x-uu|uuencode|quoted-printable)`).FindAllSubmatch(lower, -1) {
		if string(field[1]) == "quoted-printable" {
			w.quoted = true
		} else {
			w.kind = scanner.Unsupported
		}
	}
	return w
}

func FuzzWrappedPart(f *testing.F) {
	for _, text := range []string{
		"Content-Transfer-Encoding: base64", "content-transfer-encoding: base64", "Transfer-encoding: base6", "Transfer-",
		"-----BEGIN PGP MESSAGE-----", "PGP MESSAGE----", "PGP MESSAGE-----\nransfer-Encoding: base64", "r-E--",
		"CONTENT-TRANSFER-ENCODING:BASE64", "Content-Transfer-Encoding\t: \r\n Quoted-Printable", "\nbecause\n", "ransfer-encoding base64",
	} {
		for _, shift := range []uint16{0, 1, 37, 53, 63, wrapStep - 12, wrapStep - 8, wrapStep - 1} {
			f.Add(text, shift)
		}
	}
	f.Fuzz(func(t *testing.T, text string, shift uint16) {
		b := []byte(strings.Repeat("r", int(shift)%(2*wrapStep)) + text)
		if bytes.Contains(b, []byte("begin")) {
			return
		}
		if got, want := wrappedPart(b), wrappedReference(b); got != want {
			t.Errorf("%q behind %d bytes: %+v, want %+v", text, shift, got, want)
		}
	})
}
