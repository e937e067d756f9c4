package format

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/seed-4750cad8/assay/detectors"
	"github.com/seed-4750cad8/assay/scanner"
)

// This file says in the plainest way what is said of a table, and holds csv to it: refCursor goes byte by byte, is copied
// at will, and remembers no answer.

// A refCursor is a place in a block of a table.
type refCursor struct {
	csvDialect
	text []byte
	end  bool

	at     int
	row    int64
	column int
	start  int // of the cell; negative when in an earlier block

	quoted    bool
	closing   int
	searched  int
	swallowed int64
	lines     int64
}

func (s *refCursor) enter(text []byte, end bool) {
	s.text, s.end = text, end
	if s.quoted && s.closing < 0 {
		s.closing = s.close(max(s.searched, 0))
		if s.closing < 0 && s.swallowed > maxQuoted {
			s.quoted, s.column, s.row, s.start = false, lost, s.row+s.lines, s.at
		}
	}
}

func (s *refCursor) leave(drop int) {
	s.advance(drop)
	if s.quoted {
		from := max(s.start, 0)
		s.swallowed += int64(drop - from)
		s.lines += int64(bytes.Count(s.text[from:drop], newline))
		s.searched -= drop
		s.closing = max(s.closing-drop, -1)
	}
	s.at -= drop
	s.start = max(s.start-drop, -1)
}

func (s *refCursor) advance(to int) {
	for s.at < to {
		switch b := s.text[s.at]; {
		case s.quoted:
			s.quoted = s.at != s.closing
			s.at++
		case b == '"':
			s.open()
		case b == s.delimiter:
			s.at++
			s.column, s.start = s.column+1, s.at
		case b == '\n':
			s.at++
			s.row, s.column, s.start = s.row+1, 0, s.at
		default:
			s.at++
		}
	}
}

func (s *refCursor) open() {
	quote := s.at
	s.at++
	if s.start < 0 || quote-s.start > 8 || strings.Trim(string(s.text[s.start:quote]), " ") != "" {
		return
	}
	closing, stop := s.close(quote+1), len(s.text)
	if closing >= 0 {
		stop = closing
	} else if s.end {
		return
	}
	if stop-quote > 32 && s.rows(s.text[quote:min(stop, quote+8<<10)]) {
		return
	}
	s.quoted, s.closing, s.swallowed, s.lines = true, closing, 0, 0
}

func (s *refCursor) close(from int) int {
	text := s.text
	for first := from; first < len(text); first++ {
		if text[first] != '"' {
			continue
		}
		last := first
		for last+1 < len(text) && text[last+1] == '"' {
			last++
		}
		if last+1 == len(text) && !s.end {
			s.searched = first
			return -1
		}
		if odd := (last-first)%2 == 0; odd && (last+1 == len(text) || strings.IndexByte("\r\n"+string(s.delimiter), text[last+1]) >= 0) {
			return last
		}
		first = last
	}
	s.searched = len(text)
	return -1
}

func (s *refCursor) rows(swallowed []byte) bool {
	lines := bytes.SplitN(swallowed, newline, 5)
	if s.columns < 2 || len(lines) < 5 {
		return false
	}
	for _, line := range lines[1:4] {
		if bytes.Count(line, []byte{s.delimiter}) != s.columns-1 || bytes.IndexByte(line, '"') >= 0 {
			return false
		}
	}
	return true
}

// value returns the bounds of the value around at, and where its cell ends.
func (s *refCursor) value() (start, end, stop int) {
	start, stop = max(s.start, 0), s.at
	if s.quoted {
		if s.start >= 0 {
			start += bytes.IndexByte(s.text[start:], '"') + 1
		}
		if s.closing < 0 {
			return start, len(s.text), len(s.text)
		}
		stop = s.closing
	}
	for stop < len(s.text) && s.text[stop] != s.delimiter && s.text[stop] != '\n' {
		stop++
	}
	if s.quoted {
		return start, s.closing, stop
	}
	start += len(s.text[start:stop]) - len(bytes.TrimLeft(s.text[start:stop], " "))
	return start, start + len(bytes.TrimRight(s.text[start:stop], " \r")), stop
}

// cell returns the bounds of the value of the cell that begins at the cursor and moves to the next one.
func (s *refCursor) cell() (start, end int, last bool) {
	if !s.quoted {
		spaces := len(s.text[s.at:]) - len(bytes.TrimLeft(s.text[s.at:], " "))
		if quote := s.at + spaces; quote < len(s.text) && s.text[quote] == '"' {
			s.advance(quote + 1)
		}
	}
	start, end, stop := s.value()
	if s.quoted && s.closing < 0 || stop == len(s.text) {
		s.at = len(s.text)
		return start, end, false
	}
	s.quoted = false
	s.at = stop
	s.advance(stop + 1)
	return start, end, s.text[stop] == '\n'
}

// A refBlock is all that can be said of one block.
type refBlock struct {
	text     []byte
	from, to int
	fields   []detectors.Field // by offset
	open     []bool            // the offset is of a quote that opens a cell
	places   []scanner.Location
	names    []string
	values   []refValue
}

type refValue struct{ name, start, end int }

// refTable reads a table as k.csv does.
func refTable(t testing.TB, k cut, name string, raw []byte) (blocks []refBlock) {
	c := newCutter(bytes.NewReader(raw), k)
	defer c.free()
	c.decodeCharset()
	head := c.start()
	dialect, ok := sniffCSV(name, head[:scanner.SniffSize(head)], c.end && len(head) == scanner.SniffSize(head))
	if !ok {
		dialect = csvDialect{delimiter: ','}
	}
	base := refCursor{csvDialect: dialect}
	if bytes.HasPrefix(c.text, utf8BOM) {
		base.at, base.start = 3, 3
	}
	var names []string
	var headerEnd int64
	s := base
	s.enter(c.text, c.end)
	for s.at < len(s.text) && s.row < s.header {
		row := s.row
		start, end, _ := s.cell()
		if s.at == len(s.text) && s.text[s.at-1] != s.delimiter && s.text[s.at-1] != '\n' && !c.end {
			break // not all of it
		}
		if row == s.header-1 {
			names = append(names, strings.TrimSpace(strings.ReplaceAll(string(c.text[start:end]), `""`, `"`)))
		}
	}
	if c.end && s.row == s.header-1 && s.column > 0 && s.start == len(c.text) {
		names = append(names, "") // behind a delimiter at the end
	}
	if s.header > 0 {
		headerEnd = int64(s.at)
	}
	for drop := 0; ; {
		more, err := c.next(drop)
		if err != nil {
			t.Fatal(err)
		}
		if !more {
			return blocks
		}
		base.enter(c.text, c.end)
		b := refBlock{names: names, from: c.from, to: c.to}
		var plain unescaped
		s := base
		for at := range c.text {
			s.advance(at)
			x := s
			start, end, _ := x.value()
			if start > at || end <= at {
				start, end = at, at+1
			}
			f := detectors.Field{Start: start, End: end}
			if s.column >= 0 && s.column < len(names) && c.offset+int64(at) >= headerEnd {
				f.Name = names[s.column]
			}
			b.fields = append(b.fields, f)
			x.advance(at + 1)
			b.open = append(b.open, !s.quoted && x.quoted)
			b.places = append(b.places, scanner.Location{
				Row:    max(0, s.row+1-dialect.header),
				Line:   c.line + int64(bytes.Count(c.text[:at], newline)),
				Offset: c.offset + int64(at),
			})
			if s.quoted && at >= plain.raw && bytes.HasPrefix(c.text[at:], doubled) && (s.closing < 0 || at+1 < s.closing) {
				plain.keep(c.text, at)
				plain.put(at+2, '"')
			}
		}
		plain.keep(c.text, len(c.text))
		s = base
		if n := headerEnd - c.offset; n > 0 {
			s.advance(int(min(n, int64(len(c.text)))))
		}
		if s.start != s.at {
			s.cell()
		}
		for s.at < len(s.text) {
			column := s.column
			start, end, _ := s.cell()
			if column >= 0 && column < len(names) && start < end {
				b.values = append(b.values, refValue{column, start, end})
			}
		}
		b.text = bytes.Clone(plain.text)
		if len(plain.seams) > 0 {
			b.unescape(&plain)
		}
		blocks = append(blocks, b)
		if c.end {
			drop = 0
			continue
		}
		spare := c.spare()
		for drop = spare; drop > max(1, spare/2) && c.text[drop-1] == '"'; drop-- {
		}
		base.leave(drop)
	}
}

// unescape makes b, which is about a block as it is, about its unescaped text.
func (b *refBlock) unescape(plain *unescaped) {
	b.from, b.to = plain.toText(b.from), plain.toText(b.to)
	raw := *b
	b.fields, b.places, b.open = nil, nil, nil
	for at := range b.text {
		from := plain.toRaw(at)
		f := raw.fields[from]
		f.Start, f.End = plain.toText(f.Start), max(plain.toText(f.End), at+1)
		b.fields = append(b.fields, f)
		b.open = append(b.open, raw.open[from])
		b.places = append(b.places, raw.places[from])
	}
	for i, v := range b.values {
		b.values[i] = refValue{v.name, plain.toText(v.start), plain.toText(v.end)}
	}
}

// A refSink compares what is said of blocks with what refTable says.
type refSink struct {
	full
	blocks []refBlock
	rng    *rand.Rand
	err    error
}

func (r *refSink) Block(b scanner.Block) error {
	r.err = r.compare(b)
	return r.err
}

// compare asks a random choice of questions.
func (r *refSink) compare(b scanner.Block) error {
	if len(r.blocks) == 0 {
		return fmt.Errorf("one block too many")
	}
	want := r.blocks[0]
	r.blocks = r.blocks[1:]
	if string(b.Text) != string(want.text) || b.From != want.from || b.To != want.to {
		return fmt.Errorf("block %q owns %d to %d, want %q, %d to %d", b.Text, b.From, b.To, want.text, want.from, want.to)
	}
	if fmt.Sprintf("%q", b.Fields.Names) != fmt.Sprintf("%q", want.names) || (b.Fields.Each == nil) != (want.names == nil) {
		return fmt.Errorf("names %q, want %q", b.Fields.Names, want.names)
	}
	if b.Fields.Each != nil && r.rng.IntN(2) == 0 {
		if err := r.compareEach(b, want); err != nil {
			return err
		}
	}
	if len(b.Text) == 0 || r.rng.IntN(2) == 0 {
		return nil
	}
	for range 2 {
		step := 1 + r.rng.IntN(len(b.Text))/(1+r.rng.IntN(20))
		for at := r.rng.IntN(len(b.Text)); at < len(b.Text); at += 1 + r.rng.IntN(step) {
			if r.rng.IntN(50) == 0 {
				at = r.rng.IntN(len(b.Text))
			}
			got, want, open := b.Fields.At(at), want.fields[at], want.open[at]
			if open { // the quote may have a field of its own, or the cell's
				got.End = want.End
			}
			if got != want {
				return fmt.Errorf("%q: field of %d is %+v, want %+v", b.Text, at, got, want)
			}
		}
		for at := r.rng.IntN(len(b.Text)); at < len(b.Text); at += 1 + r.rng.IntN(step) {
			if got, want := b.Locate(at), want.places[at]; got != want {
				return fmt.Errorf("%q: place of %d is %+v, want %+v", b.Text, at, got, want)
			}
		}
	}
	return nil
}

func (r *refSink) compareEach(b scanner.Block, want refBlock) error {
	wanted := r.rng.Uint64() | r.rng.Uint64()
	values := want.values[:0:0]
	for _, v := range want.values {
		if wanted>>(v.name%64)&1 == 1 {
			values = append(values, v)
		}
	}
	var got []refValue
	b.Fields.Each(func(name int) bool { return wanted>>(name%64)&1 == 1 }, func(name, start, end int) bool {
		got = append(got, refValue{name, start, end})
		return true
	})
	if fmt.Sprint(got) != fmt.Sprint(values) {
		return fmt.Errorf("%q: values %v, want %v", b.Text, got, values)
	}
	return nil
}

// compareCSV holds csv to the reference.
func compareCSV(t testing.TB, k cut, name string, raw []byte, seed uint64) {
	t.Helper()
	r := &refSink{blocks: refTable(t, k, name, raw), rng: rand.New(rand.NewPCG(seed, 1))}
	err := k.csv(scanner.Input{Name: name, Size: int64(len(raw)), Body: bytes.NewReader(raw)}, r)
	if err == nil && len(r.blocks) > 0 {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		t.Fatalf("blocks of %+v of %q: %v", k, raw, err)
	}
}

// TestCSVReference compares with the reference on tables with all that is odd in tables, in blocks with many seams.
func TestCSVReference(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	for n := range 2_000 {
		k := cut{overlap: rng.IntN(40)}
		k.size = 2*k.overlap + 1 + rng.IntN(1+rng.IntN(700))
		compareCSV(t, k, "a.csv", oddTable(rng), uint64(n))
	}
}

// TestCSVReferenceTiles compares on tables whose blocks are of several tiles, with cells that are longer than a tile.
func TestCSVReferenceTiles(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 10))
	for n := range 15 {
		var raw []byte
		for len(raw) < 3*csvTile {
			raw = append(raw, oddTable(rng)...)
			switch rng.IntN(8) {
			case 0:
				raw = append(raw, `,"`...)
				raw = append(raw, strings.Repeat("long ", rng.IntN(csvTile/2))...)
				raw = append(raw, []string{`"`, `",` + "\n", `"" x",`, "\r\n"}[rng.IntN(4)]...)
			case 1:
				raw = append(raw, strings.Repeat(`"plain",`, rng.IntN(csvTile/8))...)
			}
		}
		k := cut{overlap: rng.IntN(csvTile), size: 2*csvTile + 1 + rng.IntN(csvTile)}
		compareCSV(t, k, "a.csv", raw, uint64(n))
	}
}

// oddTable returns a table that may be broken in all ways.
func oddTable(rng *rand.Rand) []byte {
	var text []byte
	columns := 1 + rng.IntN(5)
	delimiter := ",;\t|"[rng.IntN(4)]
	ending := []string{"\n", "\r\n", "\n", "\r"}[rng.IntN(4)]
	header := strings.Join([]string{"id", "name", "note", "amount", "x"}[:columns], string(delimiter)) + ending
	plain := []string{"a", "bb", "3", "42", "é", "x y", " z", "", "w  ", "longer text", "#", "1234567"}
	noise := []string{`"`, `"`, `""`, `"""`, " ", "\n", "\r", "\r\n", string(delimiter), "a", "2", strings.Repeat(`"`, rng.IntN(30))}
	pick := func(list []string) string { return list[rng.IntN(len(list))] }
	oddness := rng.IntN(20)
	switch rng.IntN(12) {
	case 0:
		text = append(text, utf8BOM...)
	case 1:
		text = append(text, "\n# odd\n"...)
	}
	if rng.IntN(10) > 0 {
		text = append(text, header...)
	}
	for range rng.IntN(60) {
		for i := range columns {
			if i > 0 {
				text = append(text, delimiter)
			}
			switch c := rng.IntN(20); {
			case c < oddness/4:
				for range rng.IntN(6) {
					text = append(text, pick(noise)...)
				}
			case c < oddness:
				text = append(text, pick([]string{"", "", " ", "   ", "        ", "         "})...)
				text = append(text, '"')
				for range rng.IntN(4) {
					text = append(text, pick([]string{"a", "b c", string(delimiter), "\n", `""`, "some longer text ", "\r\n", `" `})...)
				}
				text = append(text, '"')
			default:
				text = append(text, pick(plain)...)
			}
		}
		if rng.IntN(30) > 0 {
			text = append(text, ending...)
		}
	}
	return text
}

// FuzzCSVReference compares with the reference on any bytes.
func FuzzCSVReference(f *testing.F) {
	for _, s := range samples(f, "csv") {
		f.Add(s.name, s.raw, uint8(40), uint8(8), uint64(1))
	}
	f.Fuzz(func(t *testing.T, name string, raw []byte, size, overlap uint8, seed uint64) {
		if len(raw) > 4<<10 {
			return
		}
		k := cut{overlap: int(overlap)}
		k.size = 2*k.overlap + 1 + int(size)
		compareCSV(t, k, name, raw, seed)
	})
}
