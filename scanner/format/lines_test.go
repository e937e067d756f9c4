package format

import (
	"strings"
	"testing"

	"github.com/seed-4750cad8/assay/scanner"
)

func TestLinesThatEndInCR(t *testing.T) {
	rows := strings.Repeat("1,b\r", 50)
	tests := []struct {
		name, text string
		decode     func(scanner.Input, scanner.Sink) error
		want       hit
	}{
		{"table", "id,ssn\r" + rows + "2,NEEDLE\r", standard.csv, hit{Name: "ssn", Value: "NEEDLE", Line: 52, Row: 51}},
		{"table in UTF-16", "\xff\xfe" + wide16("id,ssn\r"+rows+"2,NEEDLE\r"), standard.csv, hit{Name: "ssn", Value: "NEEDLE", Line: 52, Row: 51}},
		{"documents", "{\"a\":1}\r{\"b\":\"NEEDLE\"}\r", standard.jsonl, hit{Name: "b", Value: "NEEDLE", Line: 2, Row: 2}},
	}
	for _, test := range tests {
		r := find(t, test.decode, "a.csv", test.text, "NEEDLE")
		if len(r.hits) != 1 {
			t.Errorf("%s: got %+v, want one", test.name, r.hits)
			continue
		}
		got := r.hits[0]
		got.Offset = 0
		if got != test.want {
			t.Errorf("%s: got %+v, want %+v", test.name, got, test.want)
		}
	}
	if !csvFormat.Sniff("a", []byte("id,ssn\r"+rows)) {
		t.Error("a table is told by its lines")
	}
}

// wide16 is ASCII in UTF-16, the little end first.
func wide16(s string) string {
	var b strings.Builder
	for i := range len(s) {
		b.WriteByte(s[i])
		b.WriteByte(0)
	}
	return b.String()
}
