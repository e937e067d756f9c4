package format

import (
	"testing"

	"golang.org/x/text/encoding"
)

func encode(t testing.TB, e encoding.Encoding, text string) string {
	t.Helper()
	s, err := e.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
