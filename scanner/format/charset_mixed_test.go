package format

import (
	"bytes"
	"compress/gzip"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	xunicode "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"

	"github.com/seed-4750cad8/assay/scanner"
)

// compressed returns at least n bytes of a gzip.
func compressed(t testing.TB, n int) string {
	t.Helper()
	rng := rand.New(rand.NewPCG(13, 14))
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	for b.Len() < n {
		line := make([]byte, 100)
		for i := range line {
			line[i] = "abcdefghijklmnopqrstuvwxyz 0123456789"[rng.IntN(37)]
		}
		w.Write(line)
	}
	w.Close()
	return b.String()
}

// TestMixedCharsets holds that a text whose bytes are not in the charset of its head is searched as what they are, and that a
// part that is nothing is said to be a problem.
func TestMixedCharsets(t *testing.T) {
	const needle = "id 123-45-6788 of jane.doe@example.org"
	le := func(s string) string { return encode(t, xunicode.UTF16(xunicode.LittleEndian, xunicode.IgnoreBOM), s) }
	be := func(s string) string { return encode(t, xunicode.UTF16(xunicode.BigEndian, xunicode.IgnoreBOM), s) }
	le32 := func(s string) string { return encode(t, utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), s) }
	ebcdic := func(s string) string { return encode(t, charmap.CodePage037, s) }
	jp := func(s string) string { return encode(t, japanese.ISO2022JP, s) }
	lines := strings.Repeat("a line of a log that says nothing at all here\n", 5000)
	found := strings.Repeat(needle+"\n", 10)
	unsupported, corrupt := []scanner.Kind{scanner.Unsupported}, []scanner.Kind{scanner.Corrupt}
	tests := []struct {
		name  string
		text  string
		hits  int
		kinds []scanner.Kind
	}{
		{"mark of UTF-16LE before ASCII", "\xff\xfe" + found, 10, nil},
		{"mark of UTF-16BE before ASCII", "\xfe\xff" + found, 10, nil},
		{"mark of UTF-32LE before ASCII", "\xff\xfe\x00\x00" + found, 10, nil},
		{"mark of UTF-32BE before ASCII", "\x00\x00\xfe\xff" + found, 10, nil},
		{"mark of UTF-16LE before one line", "\xff\xfe" + needle, 1, nil},
		{"mark of UTF-16LE before short lines", "\xff\xfe" + strings.Repeat("123-45-6788\n", 50) + needle, 1, nil},
		{"mark of UTF-16BE before short lines", "\xfe\xff" + strings.Repeat("12345\r\n", 50) + needle, 1, nil},
		{"UTF-16LE, then ASCII", le(strings.Repeat("quiet words\n", 90)) + found, 10, nil},
		{"UTF-16BE, then ASCII", be(strings.Repeat("quiet words\n", 90)) + found, 10, nil},
		{"UTF-16LE, an odd line of ASCII, then UTF-16LE", "\xff\xfe" + le(found) + "an odd line!\n" + le(found), 20, nil},
		{"UTF-16LE, a short line of ASCII, then UTF-16LE", "\xff\xfe" + le(found) + "odd\r\n" + le("a heading\n"+found), 20, nil},
		{"UTF-16BE, a short line of ASCII, then UTF-16BE", "\xfe\xff" + be(found) + "odd\r\n" + be("a heading\n"+found), 20, nil},
		{"UTF-16LE in Chinese, then ASCII, then Chinese", "\xff\xfe" + le(simple+found) + found + le(simple+found), 30, nil},
		{"UTF-16LE in Japanese, then UTF-8", "\xff\xfe" + le(japanish+found) + western + found, 20, nil},
		{"UTF-32LE, then ASCII", "\xff\xfe\x00\x00" + le32(found) + found + le32(found), 30, nil},
		{"ASCII, then UTF-16LE", lines + le(found), 10, nil},
		{"ASCII, then UTF-16BE", lines + be(found), 10, nil},
		{"ASCII, then UTF-16LE with its mark", lines + "\xff\xfe" + le(found), 10, nil},
		{"ASCII, then one line of UTF-16LE", lines + le(needle), 1, nil},
		{"ASCII, then UTF-16LE, then ASCII", lines + le(found) + lines + le(found) + found, 30, nil},
		{"UTF-8, then UTF-16LE in Russian", western + le(russian+found+russian), 10, nil},
		{"EBCDIC, then ASCII", ebcdic(strings.Repeat("HELLO OF WORDS  ", 40)) + found, 10, nil},
		{"EBCDIC, ASCII and EBCDIC", ebcdic(strings.Repeat("HELLO OF WORDS  ", 40)) + found + ebcdic(found) + needle, 21, nil},
		{"EBCDIC, and much ASCII", ebcdic(strings.Repeat("HELLO OF WORDS  ", 40)) + strings.Repeat("|"+needle+"\n", 2000), 2000, nil},
		{"ISO-2022-JP, and ASCII behind an escape that nothing ends", jp(japanish) + "\x1b$B" + found, 10, corrupt},
		{"ISO-2022-JP, and ASCII between its escapes", jp(japanish) + "\x1b$B" + needle + "\x1b(B\n" + found, 11, corrupt},
		{"ISO-2022-JP, and digits between its escapes", jp(japanish) + "\x1b$B" + "12345678" + "\x1b(B\n" + found, 10, corrupt},
		{"ISO-2022-JP, and an escape of terminals", jp(japanish) + "\x1b[1m" + found + jp(japanish), 10, nil},
		{"a mark, then a gzip", "\xff\xfe" + compressed(t, 20<<10), 0, unsupported},
		{"UTF-16LE, then a gzip", "\xff\xfe" + le(found) + compressed(t, 20<<10), 10, unsupported},
		{"ASCII, then UTF-16LE, then a gzip", lines + le(found) + compressed(t, 20<<10), 10, unsupported},
		{"ASCII, a gzip, then ASCII", lines + compressed(t, 8<<10) + lines + found, 10, unsupported},
		{"ASCII, a small gzip", lines + compressed(t, 1<<10), 0, unsupported},
		{"words, each with a NUL behind it", strings.Repeat("the way of words\x00a long word\x00\x00", 100) + found, 10, unsupported},
		{"ASCII with a NUL", lines + "a\x00b" + lines + found, 10, nil},
		{"ASCII with a hole", lines + strings.Repeat("\x00", 9<<10) + lines + "\x00" + found, 10, nil},
		{"ASCII with many holes", strings.Repeat(strings.Repeat("a line\n", 300)+strings.Repeat("\x00", hole), 300) + found, 10, nil},
	}
	for _, tt := range tests {
		r := find(t, standard.text, "a", tt.text, needle)
		if len(r.hits) != tt.hits || !slices.Equal(r.kinds, tt.kinds) {
			t.Errorf("%s: %d hits, problems %v; want %d, %v", tt.name, len(r.hits), r.kinds, tt.hits, tt.kinds)
		}
	}
}

// TestMixedAnyhow joins lines in several charsets at random: of each that is long enough to tell, what it holds is found, however
// the stream is read.
func TestMixedAnyhow(t *testing.T) {
	le := xunicode.UTF16(xunicode.LittleEndian, xunicode.IgnoreBOM)
	rng := rand.New(rand.NewPCG(15, 16))
	for range 300 {
		text := []byte(strings.Repeat("a", rng.IntN(5000)) + "\n")
		if rng.IntN(2) == 0 {
			text = []byte("\xff\xfe" + encode(t, le, strings.Repeat("a", rng.IntN(5000))+"\n"))
		}
		lines := rng.IntN(40)
		for range lines {
			line := strings.Repeat("x", 40+rng.IntN(600)) + " the NEEDLE in it " + strings.Repeat("y", rng.IntN(600)) + "\n"
			if rng.IntN(2) == 0 {
				line = encode(t, le, line)
			}
			text = append(text, line...)
		}
		for _, body := range []scanner.Input{
			{Body: bytes.NewReader(text)}, {Body: iotest.OneByteReader(bytes.NewReader(text))}, {Body: iotest.DataErrReader(bytes.NewReader(text))},
		} {
			r := &recorder{t: t, needles: []string{"the NEEDLE in it"}}
			if err := standard.text(body, r); err != nil {
				t.Fatal(err)
			}
			if len(r.hits) != lines || len(r.kinds) != 0 {
				t.Fatalf("%d hits, problems %v; want %d and none", len(r.hits), r.kinds, lines)
			}
		}
	}
}

// TestScripts holds that UTF-16 and UTF-32 stay as they are in every script, though their bytes may be those of ASCII.
func TestScripts(t *testing.T) {
	texts := map[string]string{
		"Hindi":     "सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है",
		"Telugu":    "ప్రతిపత్తిస్వత్వముల విషయమున మానవులెల్లరును జన్మతః స్వతంత్రులును సమానులును నగుదురు",
		"Malayalam": "മനുഷ്യരെല്ലാവരും തുല്യാവകാശങ്ങളോടും അന്തസ്സോടും സ്വാതന്ത്ര്യത്തോടുംകൂടി ജനിച്ചവരാണ്",
		"Thai":      "มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ",
		"Arabic":    "يولد جميع الناس أحرارًا متساوين في الكرامة والحقوق",
		"Georgian":  "ყველა ადამიანი იბადება თავისუფალი და თანასწორი თავისი ღირსებითა და უფლებებით",
		"Korean":    hangul, "Japanese": japanish, "Chinese": strings.ReplaceAll(simple, "一", "壹"), "Taiwanese": classic, "Russian": russian, "Greek": greek,
		"boxes":     "╔════════════════════════════════════════╗ │ ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒ │",
		"pictures":  "\U0001f600\U0001f468\u200d\U0001f469\u200d\U0001f467\u2764\ufe0f\u2026\u2026\u2026\u2026\u2026\u2026",
		"Hiragana":  "いろはにほへとちりぬるをわかよたれそつねならむうゐのおくやまけふこえてあさきゆめみしゑひもせす",
		"of people": "Name: 王小明, 李雷, 韓梅梅, 山田太郎さん, さとうはなこ, Ελένη, Ольга, José",
	}
	for name, text := range texts {
		text = strings.Repeat(text+" 12\r\n", 300)
		for _, bom := range []xunicode.BOMPolicy{xunicode.UseBOM, xunicode.IgnoreBOM} {
			for _, order := range []xunicode.Endianness{xunicode.LittleEndian, xunicode.BigEndian} {
				raw := encode(t, xunicode.UTF16(order, bom), text)
				if r := find(t, standard.text, "a", raw); r.owned.String() != text || sniff("a", raw) == "" {
					t.Errorf("%s in UTF-16, order %v, mark %v: got %.120q", name, order, bom, r.owned.String())
				}
			}
		}
		if r := find(t, standard.text, "a", encode(t, utf32.UTF32(utf32.LittleEndian, utf32.UseBOM), text)); r.owned.String() != text {
			t.Errorf("%s in UTF-32: got %.120q", name, r.owned.String())
		}
	}
}

// FuzzRecoder holds that any bytes are read to their end, however they come, and that ASCII behind them is not lost.
func FuzzRecoder(f *testing.F) {
	f.Add([]byte("a\x00b\x00c\x00d\x00 e"), uint16(1))
	f.Add([]byte("\x1b$B0123\x1b(B\n\x1b$B\n"), uint16(500))
	f.Add([]byte("ZZZZ0"), uint16(344))
	f.Add([]byte("\x1b00000"), uint16(500))
	f.Add([]byte("%"), uint16(999))
	f.Add([]byte("\x00\xd8\x00\xd8\x00\x4e\x00\x4f\x00\x50 \xc1\xc2\x40 words of it 123\n"), uint16(300))
	f.Fuzz(func(t *testing.T, raw []byte, times uint16) {
		const behind = "\nwords in ASCII, and quite a few of them, that stand behind all this 0123456789"
		raw = append(bytes.Repeat(raw, min(int(times), 1+20<<10/max(len(raw), 1))), behind...)
		for name, decode := range map[string]func() recode{
			"narrow":      func() recode { return new(narrow).decode },
			"legacy":      func() recode { return (&narrow{legacy: japanese.ShiftJIS.NewDecoder()}).decode },
			"UTF-16LE":    func() recode { return (&wide{size: 2}).decode },
			"UTF-16BE":    func() recode { return (&wide{size: 2, big: true}).decode },
			"UTF-32":      func() recode { return (&wide{size: 4}).decode },
			"EBCDIC":      func() recode { return new(ebcdic).decode },
			"ISO-2022-JP": func() recode { return iso2022JP{japanese.ISO2022JP.NewDecoder(), new(bool)}.decode },
		} {
			for _, src := range []io.Reader{bytes.NewReader(raw), iotest.HalfReader(bytes.NewReader(raw)), iotest.DataErrReader(bytes.NewReader(raw))} {
				r := &recoder{src: src, zeros: new(bool), decode: decode(), direct: name == "narrow"}
				text, err := io.ReadAll(r)
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				if !bytes.HasSuffix(text, []byte(behind[len(behind)-20:])) {
					t.Fatalf("%s: %q ends in %.60q", name, raw, text[max(0, len(text)-60):])
				}
			}
		}
	})
}
