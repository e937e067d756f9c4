package format

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-4750cad8/assay/scanner"
)

// A textSample is a small file of testdata/formats.
type textSample struct {
	name string
	raw  []byte
}

// samples returns the samples of the text formats in a folder.
func samples(t testing.TB, folder string) (list []textSample) {
	t.Helper()
	paths, _ := filepath.Glob(filepath.Join("../../testdata/formats", folder, "*"))
	if len(paths) == 0 {
		t.Fatalf("no samples in %s", folder)
	}
	for _, p := range paths {
		raw, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, textSample{filepath.Base(p), raw})
	}
	return list
}

// sampleNeedles are what the samples are searched for.
var sampleNeedles = []string{"ada@", "alan@", "grace@", "zoe@", "taro@", "ADA BYRON"}

// TestSamples holds the format of each sample and what is said of each needle in it: field, row, line and offset.
func TestSamples(t *testing.T) {
	want := map[string][]string{
		"text/app.log": {
			"text",
			"=\"\" row 0 line 1 offset 39",
			"=\"\" row 0 line 2 offset 105",
			"=\"\" row 0 line 3 offset 171",
			"=\"\" row 0 line 4 offset 237",
			"=\"\" row 0 line 5 offset 303",
		},
		"text/ebcdic.txt": {
			"text",
			"=\"\" row 0 line 1 offset 5",
			"=\"\" row 0 line 1 offset 42",
			"=\"\" row 0 line 1 offset 79",
		},
		"text/script.sql": {
			"text",
			"=\"\" row 0 line 1 offset 49",
			"=\"\" row 0 line 2 offset 117",
			"=\"\" row 0 line 3 offset 185",
		},
		"text/shift-jis.txt": {
			"text",
			"=\"\" row 0 line 2 offset 30",
		},
		"text/utf16be-bom.txt": {
			"text",
			"=\"\" row 0 line 2 offset 20",
		},
		"text/utf16le.txt": {
			"text",
			"=\"\" row 0 line 2 offset 20",
		},
		"text/utf32-bom.txt": {
			"text",
			"=\"\" row 0 line 2 offset 20",
		},
		"text/utf8.txt": {
			"text",
			"=\"\" row 0 line 2 offset 10",
		},
		"text/windows-1252.txt": {
			"text",
			"=\"\" row 0 line 2 offset 20",
		},
		"csv/no-header.csv": {
			"csv",
			"=\"ada@example.org\" row 1 line 1 offset 2",
			"=\"alan@example.org\" row 2 line 2 offset 31",
			"=\"grace@example.org\" row 3 line 3 offset 61",
		},
		"csv/one-column.csv": {
			"csv",
			"email=\"ada@example.org\" row 1 line 2 offset 6",
			"email=\"alan@example.org\" row 2 line 3 offset 22",
		},
		"csv/people.psv": {
			"csv",
			"email=\"ada@example.org\" row 1 line 2 offset 37",
			"email=\"alan@example.org\" row 2 line 3 offset 65",
		},
		"csv/people.tsv": {
			"csv",
			"email=\"ada@example.org\" row 1 line 2 offset 37",
			"email=\"alan@example.org\" row 2 line 3 offset 65",
		},
		"csv/plain.csv": {
			"csv",
			"email=\"ada@example.org\" row 1 line 2 offset 26",
			"email=\"alan@example.org\" row 2 line 3 offset 56",
		},
		"csv/quoted.csv": {
			"csv",
			"note=\"{\\\"email\\\": \\\"alan@example.org\\\"}\" row 2 line 4 offset 104",
		},
		"csv/ragged.csv": {
			"csv",
			"email=\"alan@example.org\" row 2 line 5 offset 37",
			"email=\"grace@example.org\" row 4 line 7 offset 69",
		},
		"csv/stray-quote.csv": {
			"csv",
			"owner=\"alan@example.org\" row 12 line 13 offset 171",
		},
		"json/broken.json": {
			"json",
			"a.email=\"ada@example.org\" row 0 line 1 offset 17",
			"a.email=\"alan@example.org\" row 0 line 2 offset 66",
		},
		"json/comments.json": {
			"json",
			"owner=\"ada@example.org\" row 0 line 3 offset 29",
		},
		"json/concatenated.json": {
			"jsonl",
			"email=\"ada@example.org\" row 1 line 2 offset 21",
			"email=\"alan@example.org\" row 2 line 3 offset 59",
		},
		"json/document.json": {
			"json",
			"users.contact.email=\"ada@example.org\" row 0 line 3 offset 76",
			"users.contact.email=\"alan@example.org\" row 0 line 4 offset 144",
			"by_email=\"grace@example.org\" row 0 line 6 offset 207",
		},
		"json/lines.jsonl": {
			"jsonl",
			"email=\"ada@example.org\" row 1 line 1 offset 20",
			"log=\"{\\\"email\\\":\\\"alan@example.org\\\"}\" row 2 line 2 offset 69",
			"email=\"grace@example.org\" row 4 line 4 offset 112",
		},
		"json/utf16.json": {
			"json",
			"email=\"ada@example.org\" row 0 line 1 offset 11",
		},
	}
	got := map[string][]string{}
	for _, folder := range []string{"text", "csv", "json"} {
		for _, s := range samples(t, folder) {
			format := sniff(s.name, string(s.raw))
			said := []string{format}
			for _, h := range find(t, formatOf(t, format).Decode, s.name, string(s.raw), sampleNeedles...).hits {
				said = append(said, fmt.Sprintf("%s=%q row %d line %d offset %d", h.Name, h.Value, h.Row, h.Line, h.Offset))
			}
			got[folder+"/"+s.name] = said
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

// TestTruncated holds that samples cut off anywhere are searched to their last byte, and that what is said stays in bounds.
func TestTruncated(t *testing.T) {
	for _, folder := range []string{"text", "csv", "json"} {
		for _, s := range samples(t, folder) {
			for n := range 17 {
				raw := s.raw[:len(s.raw)*n/16]
				check(t, folder, s.name, raw, standard)
				check(t, folder, s.name, raw, cut{size: 64, overlap: 16})
			}
		}
	}
}

// formatOf returns the format of that name.
func formatOf(t testing.TB, name string) scanner.Format {
	t.Helper()
	list := All()
	i := slices.IndexFunc(list, func(f scanner.Format) bool { return f.Name == name })
	if i < 0 {
		t.Fatalf("no format %q", name)
	}
	return list[i]
}
