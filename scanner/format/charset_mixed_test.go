package format

import (
	"bytes"
	"compress/gzip"
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
