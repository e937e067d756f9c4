package format

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	xunicode "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"

	"github.com/seed-4750cad8/assay/scanner"
)

var (
	utf16LE = xunicode.UTF16(xunicode.LittleEndian, xunicode.UseBOM)
	utf16BE = xunicode.UTF16(xunicode.BigEndian, xunicode.UseBOM)
)

func encode(t testing.TB, e encoding.Encoding, text string) string {
	t.Helper()
	s, err := e.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const (
	western  = "Zoë Müller wohnt in Köln, Straße 12; ses élèves préfèrent le café à la crème. ¿Dónde está el niño?\n"
	polish   = "Zażółć gęślą jaźń. Wszyscy ludzie rodzą się wolni i równi pod względem swej godności i swych praw. Są oni obdarzeni rozumem.\n"
	russian  = "Все люди рождаются свободными и равными в своем достоинстве и правах. Они наделены разумом и совестью.\n"
	greek    = "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα.\n"
	japanish = "すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。カタカナ。\n"
	simple   = "人人生而自由,在尊严和权利上一律平等。他们赋有理性和良心,并应以兄弟关系的精神相对待。\n"
	classic  = "人人生而自由,在尊嚴和權利上一律平等。他們賦有理性和良心,並應以兄弟關係的精神互相對待。\n"
	hangul   = "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다.\n"
)

// TestCharsets holds that a text comes out as UTF-8 whatever its charset, by its bytes alone.
func TestCharsets(t *testing.T) {
	le := xunicode.UTF16(xunicode.LittleEndian, xunicode.IgnoreBOM)
	be := xunicode.UTF16(xunicode.BigEndian, xunicode.IgnoreBOM)
	tests := []struct {
		name string
		e    encoding.Encoding
		text string
	}{
		{"UTF-16LE with BOM", xunicode.UTF16(xunicode.LittleEndian, xunicode.UseBOM), western},
		{"UTF-16BE with BOM", xunicode.UTF16(xunicode.BigEndian, xunicode.UseBOM), russian},
		{"UTF-16LE", le, western},
		{"UTF-16BE", be, western},
		{"UTF-16LE, few spaces", le, japanish + "a 1\n" + simple},
		{"UTF-16BE, few spaces", be, russian + "\U0001f600"},
		{"UTF-32LE with BOM", utf32.UTF32(utf32.LittleEndian, utf32.UseBOM), russian},
		{"UTF-32BE with BOM", utf32.UTF32(utf32.BigEndian, utf32.UseBOM), simple},
		{"windows-1252", charmap.Windows1252, western + "“quoted” – 5 €\n"},
		{"ISO-8859-1", charmap.ISO8859_1, western},
		{"windows-1250", charmap.Windows1250, polish},
		{"ISO-8859-2", charmap.ISO8859_2, polish},
		{"windows-1251", charmap.Windows1251, russian},
		{"KOI8-R", charmap.KOI8R, russian},
		{"ISO-8859-5", charmap.ISO8859_5, russian},
		{"ISO-8859-7", charmap.ISO8859_7, greek},
		{"Shift_JIS", japanese.ShiftJIS, japanish},
		{"EUC-JP", japanese.EUCJP, japanish},
		{"ISO-2022-JP", japanese.ISO2022JP, japanish},
		{"GBK", simplifiedchinese.GBK, simple},
		{"GB18030", simplifiedchinese.GB18030, simple},
		{"Big5", traditionalchinese.Big5, classic},
		{"EUC-KR", korean.EUCKR, hangul},
		{"EBCDIC", charmap.CodePage037, strings.Repeat("NAME ADA BYRON  ACCOUNT 00123456 ", 5)},
	}
	for _, tt := range tests {
		for _, text := range []string{tt.text, strings.Repeat("a line of 12 words\n", 100) + tt.text, strings.Repeat(tt.text, 200)} {
			if strings.HasPrefix(text, "a line") && tt.name == "EBCDIC" {
				continue
			}
			raw := encode(t, tt.e, text)
			if got := sniff("a", raw); got != "text" {
				t.Errorf("%s: sniffed as %q", tt.name, got)
			}
			r := find(t, standard.text, "a", raw)
			if got := r.owned.String(); got != text {
				t.Errorf("%s: got %.120q, want %.120q", tt.name, got, text)
			}
		}
	}
}

// TestPassedAsItIs holds that ASCII and UTF-8, with or without a byte order mark or faults, are not touched.
func TestPassedAsItIs(t *testing.T) {
	for _, text := range []string{
		"", "a", western, "\ufeff" + western, "plain\r\n\ttext\x1b[31m\f",
		russian + "\xff" + japanish, strings.Repeat("a", 16<<10-1) + "é", "caf\xc3",
		"a log" + strings.Repeat("\x00", 600) + "goes on",
	} {
		if e := charsetOf([]byte(text)); e != nil {
			t.Errorf("%.40q: decoded as %v", text, e)
		}
		r := find(t, standard.text, "a", text)
		if r.owned.String() != text || len(r.kinds) != 0 {
			t.Errorf("%.40q: got %.40q, problems %v", text, r.owned.String(), r.kinds)
		}
	}
}

// TestNoText holds that what is no text is not taken for one, so that it cannot look clean.
func TestNoText(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 10))
	random := make([]byte, 4096)
	for i := range random {
		random[i] = byte(rng.IntN(256))
	}
	numbers := []byte{}
	for i := range 500 {
		numbers = append(numbers, byte(i), byte(i>>8), 0, 0)
	}
	for name, raw := range map[string][]byte{
		"random":             random,
		"numbers":            numbers,
		"zeros":              make([]byte, 1000),
		"ELF":                append([]byte("\x7fELF\x02\x01\x01\x00"), strings.Repeat("\x00text", 100)...),
		"PDF":                []byte("%PDF-1.7\n1 0 obj\n" + strings.Repeat("<< /Type /Page >>\n", 100)),
		"Avro":               []byte("Obj\x01\x04\x14avro.codec\x08null" + strings.Repeat(`{"type": "record"}`, 100)),
		"SQLite":             append([]byte("SQLite format 3\x00"), make([]byte, 200)...),
		"UTF-32 without BOM": []byte(strings.TrimPrefix(encode(t, utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), western), "")),
	} {
		if got := sniff("a.txt", string(raw)); got != "" {
			t.Errorf("%s: sniffed as %s", name, got)
		}
	}
}

// TestTurnsBinary holds that a text which goes on in other bytes is searched, and never counts as read in full.
func TestTurnsBinary(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 12))
	tail := make([]byte, 300<<10)
	for i := range tail {
		tail[i] = byte(rng.IntN(256))
	}
	text := strings.Repeat("#!/bin/sh\n", 60<<10) + string(tail) + "NEEDLE"
	for _, f := range []scanner.Format{textFormat, csvFormat, jsonFormat} {
		r := find(t, f.Decode, "a", text, "NEEDLE")
		if len(r.hits) != 1 || !slices.Equal(r.kinds, []scanner.Kind{scanner.Unsupported}) {
			t.Errorf("%s: %d hits, problems %v; want 1 and one problem", f.Name, len(r.hits), r.kinds)
		}
	}
}

// TestSniffNeverReadsFar holds that sniffing takes what it is given: nothing, one byte, or bytes that end anywhere.
func TestSniffNeverReadsFar(t *testing.T) {
	for _, text := range []string{western, "\xff\xfea\x00b\x00", "a,b\n1,2\n3,4\n", `{"a": "\u0041"}` + "\n{}"} {
		for n := range len(text) + 1 {
			head := bytes.Clone([]byte(text[:n]))
			sniff("a", string(head))
			if string(head) != text[:n] {
				t.Fatal("sniffing changed its head")
			}
		}
	}
}

// What is wrapped in letters is searched as letters, and is not counted as read.
func TestWrappedParts(t *testing.T) {
	long := strings.Repeat("a line of mail\n", 100_000)
	for _, test := range []struct {
		text string
		want []scanner.Kind
	}{
		{"Subject: plain\nContent-Transfer-Encoding: 7bit\n\nneedle\n", nil},
		{"Subject: x\nContent-Transfer-Encoding: base64\n\nbmVlZGxl\nneedle\n", []scanner.Kind{scanner.Unsupported}},
		{long + "content-transfer-encoding: base64\n\nbmVlZGxl\nneedle\n" + long, []scanner.Kind{scanner.Unsupported}},
		{"Content-Transfer-Encoding:base64\n\nbmVlZGxl\nneedle\n", []scanner.Kind{scanner.Unsupported}},
		{"Content-Transfer-Encoding: Base64\n\nbmVlZGxl\nneedle\n", []scanner.Kind{scanner.Unsupported}},
		{"CONTENT-TRANSFER-ENCODING :\t\"BASE64\"\n\nbmVlZGxl\nneedle\n", []scanner.Kind{scanner.Unsupported}},
		{"content-transfer-encoding:\r\n base64\n\nbmVlZGxl\nneedle\n", []scanner.Kind{scanner.Unsupported}},
		{"Content-Transfer-Encoding: quoted-printable\n\nneedle\n", nil},
		{"begin 644 a.txt\n#86)C\n`\nend\nneedle\n", []scanner.Kind{scanner.Unsupported}},
		{long + "begin 0755 a file\r\n#86)C\r\n`\r\nend\r\nneedle\n", []scanner.Kind{scanner.Unsupported}},
		{"begin-base64 644 a.txt\nYWJj\n====\nneedle\n", []scanner.Kind{scanner.Unsupported}},
		{"begin 2024 with a needle\nand go on\n", nil},
		{"begin 644\nbegin 644 \nbegin 64 x\nneedle\n", nil},
		{"needle -----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n", []scanner.Kind{scanner.Encrypted}},
	} {
		r := find(t, textFormat.Decode, "mail", test.text, "needle")
		if len(r.hits) != 1 || !slices.Equal(r.kinds, test.want) {
			t.Errorf("%.60q: %d hits, problems %v; want 1, %v", test.text, len(r.hits), r.kinds, test.want)
		}
	}
}
