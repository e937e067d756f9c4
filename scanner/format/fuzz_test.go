package format

import (
	"bytes"
	"io"
	"testing"

	"github.com/seed-4750cad8/assay/scanner"
)

// FuzzText, FuzzCSV and FuzzJSON hold what must be true of any bytes: no panic, what blocks own is the decoded text once,
// fields hold the offset that was asked for, and locations ascend. Blocks are small, to have seams.

func FuzzText(f *testing.F) { fuzzText(f, "text") }
func FuzzCSV(f *testing.F)  { fuzzText(f, "csv") }
func FuzzJSON(f *testing.F) { fuzzText(f, "json") }

func fuzzText(f *testing.F, folder string) {
	f.Add("a", []byte("a%40b, c&#64;d \\u0040 =40 \xff\xfea\x00b\x00c\x00d\x00 e \x1b$B"), uint8(40), uint8(8))
	for _, s := range samples(f, folder) {
		f.Add(s.name, s.raw, uint8(40), uint8(8))
	}
	f.Fuzz(func(t *testing.T, name string, raw []byte, size, overlap uint8) {
		if len(raw) > 4<<10 {
			return
		}
		k := cut{overlap: longestEscape + int(overlap%32)}
		k.size = 2*k.overlap + 1 + int(size)
		sniff(name, string(raw))
		check(t, folder, name, raw, k)
	})
}

// longestEscape is the length of \ud83d\ude00.
const longestEscape = 12

// check decodes raw by the formats of a folder and holds what is said of it to what must be true.
func check(t *testing.T, folder, name string, raw []byte, k cut) {
	t.Helper()
	want := decoded(t, raw, k)
	decoders := map[string][]func(scanner.Input, scanner.Sink) error{
		"text": {k.text}, "csv": {k.csv}, "json": {k.json, k.jsonl},
	}
	escapes := folder == "csv" && bytes.Contains(want, doubled) || folder == "json" && bytes.IndexByte(want, '\\') >= 0
	for _, decode := range decoders[folder] {
		c := &checker{t: t, exact: !escapes, last: -1}
		if err := decode(scanner.Input{Name: name, Size: int64(len(raw)), Body: bytes.NewReader(raw)}, c); err != nil {
			t.Fatal(err)
		}
		if left := int64(len(want)) - 1 - c.last; left < 0 || c.exact && left > 0 || left > longestEscape {
			t.Fatalf("the last %d of %d bytes were not owned", left, len(want))
		}
	}
}

// decoded returns raw in UTF-8, by the same charset as blocks of k.
func decoded(t *testing.T, raw []byte, k cut) []byte {
	c := newCutter(bytes.NewReader(raw), k)
	defer c.free()
	c.decodeCharset()
	text, err := io.ReadAll(io.MultiReader(bytes.NewReader(bytes.Clone(c.text)), c.src))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// A checker is a sink that asks everything of every block.
type checker struct {
	t     *testing.T
	exact bool  // the text has no escapes: each byte owned follows the last one
	last  int64 // offset in the decoded text of the last byte that was owned
	line  int64
}

func (c *checker) Block(b scanner.Block) error {
	t := c.t
	if b.From < 0 || b.From > b.To || b.To > len(b.Text) {
		t.Fatalf("block of %d bytes owns %d to %d", len(b.Text), b.From, b.To)
	}
	for at := range b.Text {
		c.field(b, at)
		if at < b.From || at >= b.To {
			continue
		}
		l := b.Locate(at)
		if gap := l.Offset - c.last; gap < 1 || gap > longestEscape || c.exact && gap != 1 || l.Line < c.line || l.Row < 0 {
			t.Fatalf("location of %d is %+v, after offset %d on line %d", at, l, c.last, c.line)
		}
		c.last, c.line = l.Offset, l.Line
	}
	for at := len(b.Text) - 1; at >= 0; at -= 7 { // against the order
		c.field(b, at)
	}
	if b.Other != nil {
		c.other(b)
	}
	if b.Fields.Each == nil {
		return nil
	}
	before := 0
	b.Fields.Each(func(int) bool { return true }, func(name, start, end int) bool {
		if name >= len(b.Fields.Names) || start < before || end <= start || end > len(b.Text) {
			t.Fatalf("value %d to %d of %d bytes, after one that ends at %d", start, end, len(b.Text), before)
		}
		before = end
		return true
	})
	return nil
}

// other holds the other reading of b to what is true of b: places ascend, and are in it.
func (c *checker) other(b scanner.Block) {
	o, last := b.Other, -1
	for at := range o.Text {
		c.field(scanner.Block{Text: o.Text, Fields: o.Fields}, at)
		from, to, ok := o.Place(at, at+1)
		if ok && (from < last || to <= from || to > len(b.Text)) {
			c.t.Fatalf("%d of the other reading is at %d to %d of %d bytes, the one before at %d", at, from, to, len(b.Text), last)
		}
		if ok {
			last = from
		}
	}
}

func (c *checker) field(b scanner.Block, at int) {
	if b.Fields.At == nil {
		return
	}
	if f := b.Fields.At(at); f.Start < 0 || f.Start > at || f.End <= at || f.End > len(b.Text) {
		c.t.Fatalf("field around %d is %d to %d of %d bytes", at, f.Start, f.End, len(b.Text))
	}
}

func (c *checker) Member(string, io.Reader) error { return nil }
func (c *checker) Problem(scanner.Kind, string)   {}
func (c *checker) Reserve(int64) (func(), error)  { return func() {}, nil }
