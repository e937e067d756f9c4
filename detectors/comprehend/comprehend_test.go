package comprehend_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-4750cad8/assay/detectors"
	"github.com/seed-4750cad8/assay/detectors/comprehend"
	"github.com/seed-4750cad8/assay/detectors/comprehend/comprehendtest"
	"github.com/seed-4750cad8/assay/scanner"
)

// newRecognizer returns a Recognizer of server, without a network.
func newRecognizer(t testing.TB, server *comprehendtest.Server, o comprehend.Options) *comprehend.Recognizer {
	t.Helper()
	if o.TPS == 0 {
		o.TPS = 1e6
	}
	r, err := comprehend.New(server.LocalConfig(), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// infoTypes maps entity types as the package says it does.
var infoTypes = func() map[string]detectors.InfoType {
	m := make(map[string]detectors.InfoType)
	for _, row := range comprehend.Mappings() {
		m[string(row.Entity)] = row.InfoType
	}
	return m
}()

// A found is a match without its likelihood.
type found struct {
	InfoType   detectors.InfoType
	Start, End int
}

func foundOf(matches []detectors.Match) []found {
	list := []found{}
	for _, m := range matches {
		list = append(list, found{m.InfoType, m.Start, m.End})
	}
	sortFound(list)
	return list
}

func sortFound(list []found) {
	slices.SortFunc(list, func(a, b found) int {
		return strings.Compare(fmt.Sprintf("%08d %08d %s", a.Start, a.End, a.InfoType), fmt.Sprintf("%08d %08d %s", b.Start, b.End, b.InfoType))
	})
}

// marked reads a document in which entities are marked as [TYPE|value].
func marked(s string) comprehendtest.Document {
	var d comprehendtest.Document
	var text strings.Builder
	for {
		before, rest, ok := strings.Cut(s, "[")
		text.WriteString(before)
		if !ok {
			break
		}
		typ, rest, _ := strings.Cut(rest, "|")
		value, rest, _ := strings.Cut(rest, "]")
		start := utf8.RuneCountInString(text.String())
		text.WriteString(value)
		d.Entities = append(d.Entities, comprehendtest.Entity{Type: typ, Start: start, End: start + utf8.RuneCountInString(value)})
		s = rest
	}
	d.Text = text.String()
	return d
}

// spansOf returns the entities of a document by the bytes of raw, which reads as the document where each byte that is not
// UTF-8 is a replacement character. It is the slow and obvious way.
func spansOf(d comprehendtest.Document, raw []byte) []found {
	var starts []int
	for i := 0; i < len(raw); {
		starts = append(starts, i)
		_, size := utf8.DecodeRune(raw[i:])
		i += size
	}
	starts = append(starts, len(raw))
	list := []found{}
	for _, e := range d.Entities {
		infoType, ok := infoTypes[e.Type]
		if !ok {
			infoType = infoTypes[""]
		}
		list = append(list, found{infoType, starts[e.Start], starts[e.End]})
	}
	sortFound(list)
	return list
}

var scripts = []string{
	"My name is [NAME|Wilhelmina Kanarek] and I live at [ADDRESS|Dompfaffweg 17, 23552 Lübeck].",
	"👩‍👩‍👧‍👦 the family of [NAME|Zoë Åström 🎻] moved in [DATE_TIME|May 2026] — call [PHONE|+46 8 555 010 00]!",
	"[NAME|José\u0301 Nun\u0303ez] nació el [DATE_TIME|3 de mayo de 1971] y vive en la [ADDRESS|Calle del Olmo, 4].",
	"𝕿𝖍𝖊 𝖌𝖗𝖊𝖆𝖙 [NAME|𝕵𝖔𝖍𝖆𝖓𝖓 𝕾.] wrote to [EMAIL|johann@musik.example] \U0010ffff twice",
	"Встреча с [NAME|Анной Зверевой] в [ADDRESS|Тихой улице, дом 4].\nТелефон [PHONE|8 495 555-01-02]",
	"王さんの名前は[NAME|王小明]です。電話は[PHONE|03-5550-0100]。",
	"اسمي [NAME|فاطمة الزهراء] وعنواني [ADDRESS|شارع النخيل ٧].",
	"नमस्ते, मैं [NAME|अनिरुद्ध क्षीरसागर] हूँ; \u200d\u200d [AGE|३४]",
	"A secret: [PASSWORD|p\u0000ss\tw\u2028ord]\r\n\r\nwith control characters and <b>&amp;\"quotes\\</b> [URL|https://a.example/?q=1&r=2]",
	"plain ASCII by [NAME|Bo Li].",
	"nothing here",
	"[NAME|X]",
	"\ufffd is a character of its own, [NAME|Ulf \ufffd Berg], \ufeff too",
	"a new type: [BLOOD_GROUP|AB negative] of [NAME|Mo Sand]",
}

// TestSpans sends texts of many scripts, each by itself, all at once, and joined to long ones, and wants each entity that
// the server knows at its exact bytes.
func TestSpans(t *testing.T) {
	var docs []comprehendtest.Document
	for _, s := range scripts {
		docs = append(docs, marked(s))
	}
	var long strings.Builder
	for i := range 2_500 {
		long.WriteString(scripts[i%len(scripts)])
		long.WriteString([]string{" ", "\n", "", "\n\n"}[i%4])
	}
	docs = append(docs, marked(long.String()))
	if n := len(docs[len(docs)-1].Text); n <= 100_000 {
		t.Fatalf("the long text has %d bytes: it is not cut", n)
	}

	var texts []scanner.Text
	for _, d := range docs {
		texts = append(texts, scanner.Text{Bytes: []byte(d.Text)})
	}
	check := func(t *testing.T, docs []comprehendtest.Document, out []scanner.Recognition) {
		t.Helper()
		for i, d := range docs {
			if out[i].Problem != "" {
				t.Errorf("%.40q: problem %v", d.Text, out[i].Problem)
			}
			if diff := cmp.Diff(spansOf(d, []byte(d.Text)), foundOf(out[i].Matches)); diff != "" {
				t.Errorf("%.40q: want - got +\n%s", d.Text, diff)
			}
		}
	}
	for _, mode := range []comprehend.Mode{comprehend.Prose, comprehend.All} {
		var server comprehendtest.Server
		server.Add(docs...)
		o := comprehend.Options{Mode: mode, Budget: comprehend.NoLimit, Language: "en"}
		r := newRecognizer(t, &server, o)
		for i := range docs {
			out, err := r.Recognize(t.Context(), texts[i:i+1])
			if err != nil {
				t.Fatal(err)
			}
			check(t, docs[i:i+1], out)
		}
		again, err := r.Recognize(t.Context(), texts)
		if err != nil {
			t.Fatal(err)
		}
		check(t, docs, again)
		if got := total(again).Units; got != 0 {
			t.Errorf("%v: the same texts again cost %d units", mode, got)
		}
		together, err := newRecognizer(t, &server, o).Recognize(t.Context(), texts)
		if err != nil {
			t.Fatal(err)
		}
		check(t, docs, together)
	}
}

// total sums recognitions.
func total(list []scanner.Recognition) (sum scanner.Recognition) {
	for _, r := range list {
		sum.Units += r.Units
		sum.Cost += r.Cost
		sum.Sent += r.Sent
		sum.Withheld += r.Withheld
	}
	return sum
}

// TestRandomSpans is TestSpans with random characters, random entities, and bytes that are not UTF-8.
func TestRandomSpans(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for round := range 60 {
		var server comprehendtest.Server
		var docs []comprehendtest.Document
		var texts []scanner.Text
		for n := range 1 + rng.IntN(8) {
			size := rng.IntN(400)
			if round%20 == 0 && n == 0 {
				size = 40_000 + rng.IntN(200_000)
			}
			raw := randomBytes(rng, size)
			d := comprehendtest.Document{Text: string([]rune(string(raw)))} // each invalid byte is one U+FFFD
			runes := []rune(d.Text)
			chars := len(runes)
			for at := 0; at < chars; {
				start := at + rng.IntN(60)
				end := start + 1 + rng.IntN(40)
				if end > chars {
					break
				}
				at = end - rng.IntN(2)*rng.IntN(end-start) // some overlap
				if runes[start] == '\n' || runes[end-1] == '\n' {
					continue // the server leaves out blank lines between paragraphs
				}
				d.Entities = append(d.Entities, comprehendtest.Entity{
					Type: string(comprehend.Mappings()[rng.IntN(36)].Entity), Start: start, End: end,
				})
			}
			docs, texts = append(docs, d), append(texts, scanner.Text{Bytes: raw})
		}
		server.Add(docs...)
		r := newRecognizer(t, &server, comprehend.Options{Mode: comprehend.All, Budget: comprehend.NoLimit, Language: "es"})
		out, err := r.Recognize(t.Context(), texts)
		if err != nil {
			t.Fatal(err)
		}
		for i, d := range docs {
			if strings.TrimSpace(d.Text) == "" {
				continue
			}
			if out[i].Problem != "" {
				t.Errorf("round %d, text %d: problem %v", round, i, out[i].Problem)
			}
			if diff := cmp.Diff(spansOf(d, texts[i].Bytes), foundOf(out[i].Matches)); diff != "" {
				t.Fatalf("round %d, text %d of %d bytes: want - got +\n%s", round, i, len(texts[i].Bytes), diff)
			}
		}
		if c := server.Counts(); c.Refused > 0 {
			t.Errorf("round %d: the server refused %d requests", round, c.Refused)
		}
	}
}

// randomBytes returns random text: letters, marks, astral characters, blanks, ends of sentences, and bytes that are no UTF-8.
func randomBytes(rng *rand.Rand, size int) []byte {
	var b []byte
	for len(b) < size {
		switch rng.IntN(12) {
		case 0:
			b = append(b, ' ')
		case 1:
			b = append(b, "\n. ! ? \t\r\n"[rng.IntN(11):]...)
		case 2:
			b = utf8.AppendRune(b, rune(0x300+rng.IntN(0x70))) // combining
		case 3:
			b = utf8.AppendRune(b, rune(0x1f000+rng.IntN(0xfff)))
		case 4:
			b = append(b, byte(0x80+rng.IntN(0x80)))
		case 5:
			b = utf8.AppendRune(b, rune(rng.IntN(0x110000))) // surrogates become U+FFFD
		case 6:
			b = utf8.AppendRune(b, '\u200d')
		default:
			b = append(b, byte('A'+rng.IntN(58)))
		}
	}
	return b
}
