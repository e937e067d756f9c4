package format

import (
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-4750cad8/assay/scanner"
)

func TestSniffCSV(t *testing.T) {
	type want struct {
		delimiter string // "": no table
		columns   int
		header    int64
	}
	no := want{}
	tests := []struct {
		file, text string
		want       want
	}{
		{"a", "id,email\n1,a@example.org\n2,b@example.org\n", want{",", 2, 1}},
		{"a", "first_name,last_name\nAda,Byron\nAlan,Turing\n", want{",", 2, 1}},
		{"a", "\ufeffname;city\r\nAda;Ockham\r\nAlan;London\r\n", want{";", 2, 1}},
		{"a", "id\tnote\n1\tone, two\n2\tthree\n", want{"\t", 2, 1}},
		{"a", "id|note|x\n1|one|2\n2|three|3\n", want{"|", 3, 1}},
		{"a", "# made today\nid,amount,x\n1,2,3\n", want{",", 3, 2}},
		{"a.csv", "Author: Ada\n\nid,amount\n1,2\n2,3\n3,4\n", want{",", 2, 3}},
		{"a", "1,2.5,2020-01-01\n2,3.5,2020-01-02\n3,4.5,2020-01-03\n", want{",", 3, 0}},
		{"a", "ada@example.org,Ada,1815\nalan@example.org,Alan,1912\nkay@example.org,Kay,1940\n", want{",", 3, 0}},
		{"a.csv", "id,email\n", want{",", 2, 1}},
		{"a.csv", "ssn\n123\n456\n", want{",", 1, 1}},
		{"a.TSV", "id\temail\n", want{"\t", 2, 1}},
		{"a.csv", "id,a\n1,2,3\n1,2\n", want{",", 2, 1}},
		{"a", "\"id\",\"a \"\"b\"\"\",\"c\nd\"\n1,2,3\n4,5,6\n", want{",", 3, 0}},
		{"a", "\"id\",\"a, b\",\"c\"\n1,2,3\n4,5,6\n", want{",", 3, 1}},
		{"a", "a,,,,c\n1,2,3,4,5\n2,3,4,5,6\n", want{",", 5, 0}}, // too few names
		// People are no header.
		{"a.csv", "Byron,Ada\nTuring,Alan\nHopper,Grace\n", want{",", 2, 0}},

		{"a", "", no},
		{"a", "id,email\n", no},
		{"a", "Dear Ada, thank you for the letter.\nIt came, as always, too late.\nYours, Charles\n", no},
		{"a", "Roses are red, they say here at home\nViolets are blue, and so is the sky\nSugar is sweet, but bad for the teeth\n", no},
		{"a", "2024-01-02 10:00:00,123 INFO started the server\n2024-01-02 10:00:01,456 INFO took a request\n2024-01-02 10:00:02,789 WARN was slow to answer\n", no},
		{"a", "1.2.3.4 - - [02/Jan/2024:10:00:00 +0000] \"GET / HTTP/1.1\" 200 5 \"-\" \"Mozilla/5.0 (KHTML, like Gecko)\"\n" +
			"1.2.3.5 - - [02/Jan/2024:10:00:01 +0000] \"GET /a HTTP/1.1\" 200 7 \"-\" \"Mozilla/5.0 (KHTML, like Gecko)\"\n" +
			"1.2.3.6 - - [02/Jan/2024:10:00:02 +0000] \"GET /b HTTP/1.1\" 200 9 \"-\" \"Mozilla/5.0 (KHTML, like Gecko)\"\n", no},
		{"a", "int a = 1;\nint b = 2;\nint c = 3;\nreturn a;\n", no},
		{"a.sql", "INSERT INTO t VALUES (1, 23, 'x');\nINSERT INTO t VALUES (2, 24, 'y');\nINSERT INTO t VALUES (3, 25, 'z');\n", no},
		{"a", "a: [1, 2]\nb: [3, 4]\nc: [5, 6]\n", no},
		{"a.txt", "one word\nand more\nof them\n", no},
	}
	for _, tt := range tests {
		d, ok := sniffCSV(tt.file, []byte(tt.text), true)
		got := no
		if ok {
			got = want{string(d.delimiter), d.columns, d.header}
		}
		if got != tt.want {
			t.Errorf("%s %q:\n%+v, want %+v", tt.file, tt.text, got, tt.want)
		}
	}
}

// TestWideCSV holds that a header that is longer than SniffLen is one.
func TestWideCSV(t *testing.T) {
	for _, columns := range []int{1000, 5000} {
		for _, end := range []string{"", "\n"} {
			var header, row []string
			for i := range columns {
				header, row = append(header, fmt.Sprintf("question_number_%04d", i)), append(row, "1")
			}
			row[7] = "NEEDLE"
			text := strings.Join(header, ",") + "\n" + strings.Join(row, ",") + end
			if !csvFormat.Sniff("a.csv", []byte(text)[:scanner.SniffSize([]byte(text))]) {
				t.Fatalf("%d columns: no table", columns)
			}
			r := find(t, standard.csv, "a.csv", text, "NEEDLE")
			if len(r.hits) != 1 || r.hits[0].Name != header[7] {
				t.Errorf("%d columns: got %+v, want one in %s", columns, r.hits, header[7])
			}
		}
	}
}

// TestCSVStructure holds what is said of a needle in tables that are not as they should be.
func TestCSVStructure(t *testing.T) {
	const h = "id,name,note\n"
	many := strings.Repeat("7,b,c\n", 100)
	tests := []struct {
		name, text string
		want       hit // Offset is not compared
	}{
		{"plain", h + "1,NEEDLE,x\n", hit{Name: "name", Value: "NEEDLE", Row: 1, Line: 2}},
		{"spaces", h + "1,  NEEDLE ,x\n", hit{Name: "name", Value: "NEEDLE", Row: 1, Line: 2}},
		{"last cell, CRLF", h + "1,2,NEEDLE\r\n", hit{Name: "note", Value: "NEEDLE", Row: 1, Line: 2}},
		{"no newline at the end", h + "1,2,NEEDLE", hit{Name: "note", Value: "NEEDLE", Row: 1, Line: 2}},
		{"header", "id,name,NEEDLE\n1,2,3\n", hit{Value: "NEEDLE", Line: 1}},
		{"space before a quote", h + `1, "a, NEEDLE",3` + "\n", hit{Name: "name", Value: "a, NEEDLE", Row: 1, Line: 2}},
		{"quoted newline", h + "\"1\n2\",\"a\nNEEDLE\",3\n", hit{Name: "name", Value: "a\nNEEDLE", Row: 1, Line: 4}},
		{"doubled quotes", h + `1,"{""a"": ""NEEDLE""}",3` + "\n", hit{Name: "name", Value: `{"a": "NEEDLE"}`, Row: 1, Line: 2}},
		{"quotes in a cell", h + `1,5" pipe NEEDLE,"x"` + "\n", hit{Name: "name", Value: `5" pipe NEEDLE`, Row: 1, Line: 2}},
		{"text behind quotes", h + `1,"a"NEEDLE,3` + "\n", hit{Name: "name", Value: `"a"NEEDLE`, Row: 1, Line: 2}},
		{"ragged, long", h + "1,2,3,4,NEEDLE\n", hit{Value: "NEEDLE", Row: 1, Line: 2}},
		{"ragged, short", h + "1\n\n2,NEEDLE\n", hit{Name: "name", Value: "NEEDLE", Row: 3, Line: 4}},
		{"blank lines count", h + "\n\n1,NEEDLE,3\n", hit{Name: "name", Value: "NEEDLE", Row: 3, Line: 4}},
		{"comment first", "# 1,2\n" + h + "1,NEEDLE,3\n2,3,4\n", hit{Name: "name", Value: "NEEDLE", Row: 1, Line: 3}},
		{"stray quote, none after", h + "1,\"a,3\n" + many + "2,NEEDLE,3\n", hit{Name: "name", Value: "NEEDLE", Row: 102, Line: 103}},
		{"stray quote, quotes after", h + "1,\"a,3\n" + many + "2,NEEDLE,3\n" + `3,"b","c"` + "\n", hit{Name: "name", Value: "NEEDLE", Row: 102, Line: 103}},
		{"stray quote, quoted cells", h + "1,\"a,3\n2,\"x\",4\n3,\"NEEDLE\",4\n", hit{Name: "name", Value: "NEEDLE", Row: 2, Line: 4}},
	}
	for _, tt := range tests {
		for _, k := range []cut{standard, {size: 4096, overlap: 64}, {size: 1200, overlap: 100}} {
			r := find(t, k.csv, "a.csv", tt.text, "NEEDLE")
			if len(r.hits) != 1 {
				t.Fatalf("%s: %+v", tt.name, r.hits)
			}
			got := r.hits[0]
			got.Offset = 0
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("%s, blocks of %d: (-want +got)\n%s", tt.name, k.size, d)
			}
		}
	}
}

// TestCSVDifferential compares with encoding/csv on tables that it accepts, whatever the seams.
func TestCSVDifferential(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	bits := []string{"a", "é", " b", ",", "\"", "\n", "x y", "1"}
	for range 1000 {
		columns, rows := 2+rng.IntN(4), 1+rng.IntN(30)
		var text strings.Builder
		w := csv.NewWriter(&text)
		w.UseCRLF = false
		header := make([]string, columns)
		for i := range header {
			header[i] = fmt.Sprintf("column_%c", 'a'+i)
		}
		w.Write(header)
		var want, needles []string
		n := 0
		for range rows {
			row := make([]string, columns)
			for i := range row {
				n++
				needle := fmt.Sprintf("N%dN", n)
				row[i] = needle
				for range rng.IntN(4) {
					row[i] += bits[rng.IntN(len(bits))]
				}
				row[i] += "z" // no space at the end, which the value leaves out
				needles = append(needles, needle)
			}
			w.Write(row)
		}
		w.Flush()
		rd := csv.NewReader(strings.NewReader(text.String()))
		records, err := rd.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, rec := range records[1:] {
			for i, v := range rec {
				want = append(want, header[i]+"="+v)
			}
		}
		for _, k := range []cut{standard, {size: 256, overlap: 100}} {
			// A block must hold a cell whole, as overlaps do in blocks of the standard size.
			r := find(t, k.csv, "a.csv", text.String(), needles...)
			var got []string
			for _, h := range r.hits {
				got = append(got, h.Name+"="+h.Value)
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Fatalf("blocks of %d: At: (-want +got)\n%s\n%s", k.size, d, text.String())
			}
			if d := cmp.Diff(want, r.cells); d != "" {
				t.Fatalf("blocks of %d: Each: (-want +got)\n%s\n%s", k.size, d, text.String())
			}
			for i, h := range r.hits {
				if row := int64(i/columns + 1); k == standard && rows > 2 && h.Row != row {
					t.Fatalf("%+v: row %d, want %d\n%s", h, h.Row, row, text.String())
				}
			}
		}
	}
}

// TestCSVEachWanted holds that only wanted columns are walked, and that yield can end it.
func TestCSVEachWanted(t *testing.T) {
	sink := &eacher{}
	in := scanner.Input{Name: "a.csv", Body: strings.NewReader("id,name,note\n1,Ada,x\n2,Alan,y\n3,Kay,z\n")}
	if err := standard.csv(in, sink); err != nil {
		t.Fatal(err)
	}
	if want := []string{"Ada", "Alan"}; !slices.Equal(sink.got, want) {
		t.Errorf("%q, want %q", sink.got, want)
	}
}

type eacher struct {
	recorder
	got []string
}

func (e *eacher) Block(b scanner.Block) error {
	b.Fields.Each(func(name int) bool { return b.Fields.Names[name] == "name" }, func(name, start, end int) bool {
		e.got = append(e.got, string(b.Text[start:end]))
		return len(e.got) < 2
	})
	return nil
}

// TestCSVHostile holds that what is made to cost much does not: it would take minutes if it were not linear.
func TestCSVHostile(t *testing.T) {
	wide := strings.Repeat("a,", 100_000) + "NEEDLE\n"
	header := "id,name,note\n"
	tests := map[string]string{
		"100,000 columns":       strings.Repeat("column,", 100_000) + "last\n" + wide + wide,
		"one line":              header + strings.Repeat("x", 3<<20) + "NEEDLE",
		"one quoted cell":       header + `1,"` + strings.Repeat("x\n", 3<<20) + "NEEDLE",
		"stray quotes":          header + strings.Repeat(`,"a`, 1<<20) + ",NEEDLE",
		"stray, then closed":    header + strings.Repeat(`,"a`, 80_000) + `",` + strings.Repeat(`,"a`, 80_000) + `",NEEDLE`,
		"quotes only":           header + strings.Repeat(`"`, 2<<20) + ",NEEDLE",
		"empty quoted cells":    header + strings.Repeat(`"",`, 1<<20) + "NEEDLE",
		"quotes behind spaces":  header + strings.Repeat(" ", 100_000) + strings.Repeat(`"`, 100_000) + ",NEEDLE",
		"one cell, asked often": header + strings.Repeat("@,", 5000) + strings.Repeat("NEEDLE ", 20_000),
		"opened in each line":   header + strings.Repeat("1,\"2,3\n", 1<<18) + "NEEDLE",
	}
	for name, text := range tests {
		r := find(t, standard.csv, "a.csv", text, "NEEDLE", "@,")
		if want := strings.Count(text, "NEEDLE") + strings.Count(text, "@,"); len(r.hits) != want {
			t.Errorf("%s: %d hits, want %d", name, len(r.hits), want)
		}
		if !utf8.ValidString(r.owned.String()) {
			t.Errorf("%s: a character was cut", name)
		}
	}
}
