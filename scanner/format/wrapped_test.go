package format

import (
	"bytes"
	"strings"
	"testing"

	"github.com/seed-4750cad8/assay/scanner"
)

// wrappedReference is the meaning of wrappedPart.
func wrappedReference(text []byte) scanner.Kind {
	for _, letter := range "eE" {
		if bytes.Contains(text, []byte("ransfer-"+string(letter)+"ncoding: base64")) {
			return scanner.Unsupported
		}
	}
	if bytes.Contains(text, []byte("PGP MESSAGE-----")) {
		return scanner.Encrypted
	}
	return ""
}

func FuzzWrappedPart(f *testing.F) {
	for _, text := range []string{
		"Content-Transfer-Encoding: base64", "content-transfer-encoding: base64", "Transfer-encoding: base6", "Transfer-",
		"-----BEGIN PGP MESSAGE-----", "PGP MESSAGE----", "PGP MESSAGE-----\nransfer-Encoding: base64", "r-E--",
	} {
		for _, shift := range []uint16{0, 1, 37, 53, 63, wrapStep - 12, wrapStep - 8, wrapStep - 1} {
			f.Add(text, shift)
		}
	}
	f.Fuzz(func(t *testing.T, text string, shift uint16) {
		b := []byte(strings.Repeat("r", int(shift)%(2*wrapStep)) + text)
		if got, want := wrappedPart(b), wrappedReference(b); got != want {
			t.Errorf("%q behind %d bytes: %q, want %q", text, shift, got, want)
		}
	})
}
