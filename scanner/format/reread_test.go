package format

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"github.com/seed-4750cad8/assay/detectors"
	"github.com/seed-4750cad8/assay/scanner"
)

// scan reports on an object as the program does, by the whole catalogue.
func scan(t testing.TB, name, text string) scanner.Report {
	t.Helper()
	set, err := detectors.Compile(detectors.All())
	if err != nil {
		t.Fatal(err)
	}
	s := scanner.New(set, All(), detectors.Possible, scanner.DefaultLimits())
	r, err := s.Scan(context.Background(), scanner.Input{Name: name, Size: int64(len(text)), Body: strings.NewReader(text), At: strings.NewReader(text)})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestEscapes holds that what escapes hide is found, once, where it is, and what the text itself says as well.
func TestEscapes(t *testing.T) {
	tests := []struct {
		name, file, text string
		want             []string // infoType field count line offset of the first
	}{
		{"percent", "a.log", "GET /?email=jane%40example.org HTTP/1.1\n", []string{"EMAIL_ADDRESS  1 line 1 offset 12"}},
		{"percent twice", "a.log", "\nGET /?next=%2Fx%3Femail%3Djane%2540example.org HTTP/1.1\n", []string{"EMAIL_ADDRESS  1 line 2 offset 27"}},
		{"percent before", "a.log", "GET /?q=ssn%20123-45-6788 HTTP/1.1\n", []string{"US_SSN  1 line 1 offset 14"}},
		{"percent within", "a.log", "GET /?ssn=123%2D45%2d6788 HTTP/1.1\n", []string{"US_SSN  1 line 1 offset 10"}},
		{"both readings say it", "a.log", "GET /?q=%20jane@example.org&r=1 HTTP/1.1\n", []string{"EMAIL_ADDRESS  1 line 1 offset 9"}},
		{"no escape near", "a.log", "GET /?a=%20&email=jane@example.org HTTP/1.1\n", []string{"EMAIL_ADDRESS  1 line 1 offset 18"}},
		{"a password has a percent sign", "a.conf", "url = postgres://app:s3cr%40tPass@db.example.org:5432/x\n", []string{"URL_WITH_CREDENTIALS  1 line 1 offset 6"}},
		{"not percent", "a.txt", "100%40 of jane%4 and 5%zz; %\n", nil},
		{"decimal entity", "a.html", "<p>\n<a>jane&#64;example.org</a>\n", []string{"EMAIL_ADDRESS  1 line 2 offset 7"}},
		{"hexadecimal entity", "a.html", "<a>jane&#x40;example.org</a>\n", []string{"EMAIL_ADDRESS  1 line 1 offset 3"}},
		{"named entities", "a.html", "<a>jane&commat;example&period;org</a>\n", []string{"EMAIL_ADDRESS  1 line 1 offset 3"}},
		{"entity twice", "a.html", "<a>jane&amp;#64;example.org</a>\n", []string{"EMAIL_ADDRESS  1 line 1 offset 3"}},
		{"entities of spaces", "a.html", "<td>card 4539&nbsp;1488&#160;0343&#xA0;6467</td>\n", []string{"CREDIT_CARD_NUMBER  1 line 1 offset 9"}},
		{"not entities", "a.html", "<a>jane&example.org &#; &#x; &#xZZ; &#99999999999; &\n", nil},
		{"JSON in a log", "a.log", `12:00 info {"email":"jane\u0040example.org"}` + "\n", []string{"EMAIL_ADDRESS  1 line 1 offset 21"}},
		{"JSON in JSON in a log", "a.log", `12:00 info "{\"email\":\"jane\\u0040example.org\"}"` + "\n", []string{"EMAIL_ADDRESS  1 line 1 offset 25"}},
		{"a line in JSON in a log", "a.log", `12:00 info {"note":"ssn:\n123-45-6788"}` + "\n", []string{"US_SSN  1 line 1 offset 26"}},
		{"JSON in JSON", "a.json", `{"log": "{\"email\":\"jane\\u0040example.org\"}"}`, []string{"EMAIL_ADDRESS log 1 line 1 offset 22"}},
		{"percent in JSON", "a.json", `{"user": {"page": "/?e=jane%40example.org"}}`, []string{"EMAIL_ADDRESS user.page 1 line 1 offset 23"}},
		{"percent in JSON lines", "a.jsonl", "{\"page\": \"/\"}\n{\"page\": \"/?e=jane%40example.org\"}\n", []string{"EMAIL_ADDRESS page 1 line 2 offset 28"}},
		{"percent in a table", "a.csv", "id,page\n1,/?e=jane%40example.org\n2,/?e=joe%40example.org\n", []string{"EMAIL_ADDRESS page 2 line 2 offset 14"}},
		{"entity in a quoted cell", "a.csv", "id,page\n1,\"a \"\"b\"\" jane&#64;example.org\"\n", []string{"EMAIL_ADDRESS page 1 line 2 offset 19"}},
		{"its column's name is context", "a.csv", "id,ssn\n1,%20123456788\n2,\"123456788\"\n", []string{"US_SSN ssn 2 line 2 offset 12"}},
		{"quoted-printable", "a.eml", "To: x\nContent-Transfer-Encoding: quoted-printable\n\nI am jane=40example.org or jane.d=\noe@example.org\n",
			[]string{"EMAIL_ADDRESS  2 line 4 offset 56"}},
		{"not quoted-printable", "a.txt", "I am jane=40example.org\n", nil},
	}
	for _, tt := range tests {
		r := scan(t, tt.file, tt.text)
		var got []string
		for _, f := range r.Findings {
			at := f.Occurrences[0]
			got = append(got, fmt.Sprintf("%s %s %d line %d offset %d", f.InfoType, f.Field, f.Count, at.Line, at.Offset))
		}
		if d := cmp.Diff(tt.want, got); d != "" || r.Coverage != scanner.Full {
			t.Errorf("%s: coverage %v (-want +got)\n%s", tt.name, r.Coverage, d)
		}
	}
}

// TestEscapesInParquet holds the same of a column, and that a value of a dictionary counts as often as it occurs.
func TestEscapesInParquet(t *testing.T) {
	type visit struct {
		Page string `parquet:"page,dict"`
		Note string `parquet:"note"`
	}
	var b bytes.Buffer
	w := parquet.NewGenericWriter[visit](&b)
	long := strings.Repeat("long value ", 60_000) // larger than a block
	for i := range 10 {
		v := visit{Page: "/?e=jane%40example.org", Note: "a note"}
		if i == 5 {
			v.Note = long + "joe&#64;example.org"
		}
		if _, err := w.Write([]visit{v}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range scan(t, "a.parquet", b.String()).Findings {
		got = append(got, fmt.Sprintf("%s %s %d row %d", f.InfoType, f.Field, f.Count, f.Occurrences[0].Row))
	}
	want := []string{"EMAIL_ADDRESS note 1 row 6", "EMAIL_ADDRESS page 10 row 1"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

// TestRereadPlace holds that each byte of the other reading comes from where Place says, at seams of blocks too.
func TestRereadPlace(t *testing.T) {
	for pad := range 200 {
		text := strings.Repeat("x", pad) + " jane%40example.org and " + strings.Repeat("words ", 100) + "&#64;" + strings.Repeat("y", pad)
		b := scanner.Block{Text: []byte(text)}
		r := new(rereader).read(&b)
		for at := range r.Text {
			from, to, ok := r.Place(at, at+1)
			if !ok || r.Text[at] == '\n' {
				continue
			}
			if got, want := text[from], r.Text[at]; got != want && (want != '@' || got != '%' && got != '&') || to != from+1 {
				t.Fatalf("pad %d: byte %d, %q, comes from %d to %d, %q", pad, at, want, from, to, got)
			}
		}
		if at := bytes.Index(r.Text, []byte("jane@example.org")); at < 0 {
			t.Fatalf("pad %d: %q", pad, r.Text)
		} else if from, _, ok := r.Place(at, at+len("jane@example.org")); !ok || from != strings.Index(text, "jane") {
			t.Fatalf("pad %d: it is at %d, %v", pad, from, ok)
		}
		if at := bytes.LastIndex(r.Text, []byte("and")); at >= 0 {
			if _, _, ok := r.Place(at, at+3); ok {
				t.Fatalf("pad %d: a word without an escape has one", pad)
			}
		}
	}
}
