package format

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/seed-4750cad8/assay/detectors"
	"github.com/seed-4750cad8/assay/scanner"
)

func TestNotes(t *testing.T) {
	random := make([]byte, 4096)
	rnd := rand.New(rand.NewPCG(3, 4))
	for i := range random {
		random[i] = byte(rnd.Uint32() & 0x7f)
	}
	tests := []struct {
		name     string
		text     string
		want     string // how it begins
		problems []string
	}{
		{"text", "some words", "some words", nil},
		{"charset", encode(t, utf16LE, "\ufeffsome words"), "\ufeffsome words", nil},
		{"few bytes", "\x00\x01\x02\x03\x04\x05", "\x00\x01\x02\x03\x04\x05", nil},
		{"few controls", strings.Repeat("word ", 7) + "\x01\x02", strings.Repeat("word ", 7) + "\x01\x02", nil},
		{"packed", string(random), string(random), []string{"unsupported "}},
		{"packed behind text", strings.Repeat("word ", scanner.MaxBlock/5) + string(random), strings.Repeat("word ", 8), []string{"unsupported "}},
		{"packed without zeros", strings.ReplaceAll(string(random[:100]), "\x00", "\x01"), string(random[:40]), []string{"unsupported "}},
		{"wrapped", "Content-Transfer-Encoding: base64\n\naGVsbG8=\n", "Content-Transfer-Encoding: base64\n\naGVsbG8=\n", []string{"unsupported "}},
		{"empty", "", "", nil},
	}
	for _, tt := range tests {
		got := &tape{}
		if err := newNotes(got).search(noteComment, strings.NewReader(tt.text)); err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		var want []string
		if tt.want != "" {
			want = []string{"(comment) " + tt.want[:min(40, len(tt.want))]}
		}
		if !slices.Equal(got.notes, want) {
			t.Errorf("%s: notes %q, want %q", tt.name, got.notes, want)
		}
		if !slices.Equal(got.problems, tt.problems) {
			t.Errorf("%s: problems %q, want %q", tt.name, got.problems, tt.problems)
		}
	}
}

// Names that are gathered are searched one by one and in order, however many there are, with any that are searched at once
// between them.
func TestNotesGathered(t *testing.T) {
	got := &tape{}
	n := newNotes(got)
	var want []string
	for i := range 5000 {
		name := fmt.Sprint("dir/name-", i)
		switch {
		case i%100 == 0:
			name = strings.Repeat("long/", scanner.Overlap/5) + name
		case i%100 == 1:
			name += "\x01"
		}
		want = append(want, name)
		if err := n.member([]byte(name)); err != nil {
			t.Fatal(err)
		}
	}
	var err error
	n.end(&err)
	if err != nil || !slices.Equal(got.names, want) || len(got.notes) > 0 || len(got.problems) > 0 {
		t.Errorf("%d names, want %d; notes %q, problems %q, error %v", len(got.names), len(want), got.notes, got.problems, err)
	}
}

// The field of a note is no context: no detector knows its name.
func TestNoteFields(t *testing.T) {
	for _, d := range detectors.All() {
		for _, word := range slices.Concat(d.Keywords, d.FieldNames) {
			for _, field := range noteFields() {
				if strings.Trim(field, "()") == word {
					t.Errorf("%s is a word of %s", field, d.InfoType)
				}
			}
		}
	}
}

// What matches in a name or a comment is found, and the report does not say it again.
func TestNotesReported(t *testing.T) {
	const address = "jane.doe@gmail.com"
	set, err := detectors.Compile(detectors.All())
	if err != nil {
		t.Fatal(err)
	}
	s := scanner.New(set, All(), detectors.Possible, scanner.DefaultLimits())
	tests := []struct {
		name, field string
		data        []byte
	}{
		{"name.zip", "(member)", zipped(t, "", zip.FileHeader{Name: address + ".txt", Comment: "x"})},
		{"comment.zip", "(comment)", zipped(t, "from "+address, zip.FileHeader{Name: "a.txt", Comment: "x"})},
		{"name.tar", "(member)", tarred(t, tar.FormatUSTAR, tar.Header{Name: address + ".txt", Uname: "x"})},
		{"name.gz", "(member)", gzipped(t, address+".txt", "x")},
	}
	for _, tt := range tests {
		r, err := s.Scan(t.Context(), scanner.Input{Name: tt.name, Size: int64(len(tt.data)), Body: bytes.NewReader(tt.data), At: bytes.NewReader(tt.data)})
		if err != nil || r.Coverage != scanner.Full {
			t.Fatalf("%s: coverage %v, problems %v, error %v", tt.name, r.Coverage, r.Problems, err)
		}
		found := slices.ContainsFunc(r.Findings, func(f scanner.Finding) bool {
			return f.InfoType == "EMAIL_ADDRESS" && f.Field == tt.field && f.Occurrences[0].Member == ""
		})
		if !found {
			t.Errorf("%s: findings %+v, want EMAIL_ADDRESS in %s", tt.name, r.Findings, tt.field)
		}
		if said := fmt.Sprintf("%+v", r); strings.Contains(said, address) {
			t.Errorf("%s: the report says %s", tt.name, said)
		}
	}
}
