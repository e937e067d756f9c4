package format

import (
	"bytes"
	"strings"

	"github.com/seed-4750cad8/assay/detectors"
	"github.com/seed-4750cad8/assay/scanner"
)

var csvFormat = scanner.Format{
	Name: "csv",
	Doc:  "tables with a comma, semicolon, tab or pipe between cells (RFC 4180), with or without a header",
	Sniff: func(name string, head []byte) bool {
		if !isText(head) {
			return false
		}
		_, ok := sniffCSV(name, textHead(head), scanner.SniffedAll(head))
		return ok
	},
	Decode: standard.csv,
}

// csv decodes a table. A line is a row, comments and blank lines too, as a spreadsheet would show them.
func (k cut) csv(in scanner.Input, out scanner.Sink) error {
	c := newCutter(in.Body, k)
	defer c.free()
	c.decodeCharset()
	head := c.start()
	dialect, ok := sniffCSV(in.Name, head[:scanner.SniffSize(head)], c.end && len(head) == scanner.SniffSize(head))
	if !ok {
		dialect = csvDialect{delimiter: ','}
	}
	t := &table{cutter: c, lines: lineCursor{cutter: c}, index: newCSVIndex(dialect)}
	defer t.index.free()
	if bytes.HasPrefix(t.text, utf8BOM) {
		t.index.at = len(utf8BOM)
	}
	t.index.enter(t.text, t.end)
	t.readHeader()
	t.raw = scanner.Block{Locate: t.locate, Fields: detectors.Fields{Names: t.names, At: t.fieldAt}}
	if t.names != nil {
		t.raw.Fields.Each = t.each
	}
	t.unescaped = t.plain.wrap(t.raw)
	return c.search(out, t)
}

// A table is the structure of a csv.
type table struct {
	*cutter
	index     *csvIndex
	names     []string
	headerEnd int64 // offset in the stream

	asked  csvField // the last, so that many matches in one long cell do not read it again and again
	lines  lineCursor
	wanted []int // the columns that each was last asked for
	plain  unescaped

	raw, unescaped scanner.Block // what is asked of every block, as it is or with doubled quotes undone
}

// A csvField is what was said of a cell.
type csvField struct {
	cell       int // -1 when nothing was
	start, end int // its value
	from, to   int // all of it, without outer spaces
}

// readHeader takes the names from the first block. Columns whose header does not fit into it have no name.
func (t *table) readHeader() {
	x, row := t.index, int(t.index.header)-1
	if row < 0 {
		return
	}
	x.build()
	t.headerEnd = int64(len(t.text))
	if row+1 >= len(x.rows) {
		return
	}
	first, next := int(x.rows[row]), int(x.rows[row+1])
	if next+1 < len(x.cells) {
		t.headerEnd = int64(x.begin(next))
	}
	var text unescaped
	for cell := first; cell < next && x.isWhole(cell); cell++ {
		start, end := x.value(cell)
		text = unescaped{text: text.text[:0], raw: start}
		text.undouble(t.text, end)
		t.names = append(t.names, strings.TrimSpace(string(text.text)))
	}
}

func (t *table) enter(b *scanner.Block) {
	if t.offset > 0 { // else the header was read from it
		t.index.enter(t.text, t.end)
	}
	t.asked.cell = -1
	t.lines.reset()
	if t.unescape() {
		t.plain.become(b, t.unescaped)
	} else {
		b.Fields, b.Locate = t.raw.Fields, t.raw.Locate
	}
}

// leave drops the spare bytes, but does not cut doubled quotes in two.
func (t *table) leave(spare int) int {
	drop := spare
	for drop > max(1, spare/2) && t.text[drop-1] == '"' {
		drop--
	}
	t.index.leave(drop)
	return drop
}

// fieldAt returns the cell around offset. Of a delimiter or quote between cells it makes a field of its own.
func (t *table) fieldAt(offset int) detectors.Field {
	x, c := t.index, &t.asked
	cell, row := x.find(offset)
	if cell != c.cell {
		c.cell = cell
		c.start, c.end = x.value(cell)
		c.from, c.to = x.trim(cell)
	}
	f := detectors.Field{Start: offset, End: offset + 1}
	switch {
	case c.start <= offset && offset < c.end:
		f.Start, f.End = c.start, c.end
	case c.end < offset && offset < c.to: // behind a closing quote
		f.Start, f.End = c.from, c.to
	}
	if t.offset+int64(offset) >= t.headerEnd {
		f.Name = t.name(x.columnOf(cell, row))
	}
	return f
}

func (t *table) name(column int) string {
	if column < 0 || column >= len(t.names) {
		return ""
	}
	return t.names[column]
}

// each walks the cells of the wanted columns. It leaves out what is left of a cell that began in an earlier block.
func (t *table) each(want func(int) bool, yield func(name, start, end int) bool) {
	t.wanted = t.wanted[:0]
	for column := range t.names {
		if want(column) {
			t.wanted = append(t.wanted, column)
		}
	}
	if len(t.wanted) == 0 {
		return
	}
	x := t.index
	x.build()
	least := 0 // of the cells that began in this block, behind the header
	if x.inside {
		least = 1
	}
	for least+1 < len(x.cells) && t.offset+int64(x.begin(least)) < t.headerEnd {
		least++
	}
	for row, next := range x.rows[1:] {
		first := int(x.rows[row])
		if row == 0 {
			first = -x.column
		}
		for _, column := range t.wanted {
			cell := first + column
			if cell >= int(next) {
				break
			}
			if cell < least || x.begin(cell) == x.stop(cell) {
				continue
			}
			if start, end := x.value(cell); start < end && !yield(column, start, end) {
				return
			}
		}
	}
}

func (t *table) locate(start int) scanner.Location {
	l := t.lines.locate(start)
	_, row := t.index.find(start)
	l.Row = max(0, t.index.firstRow+int64(row)+1-t.index.header)
	return l
}

// unescape makes t.plain the text of the block with the doubled quotes of quoted cells undone. It returns false when the
// block holds none.
func (t *table) unescape() bool {
	x := t.index
	if !x.doubled {
		return false
	}
	t.plain.reset()
	for at := 0; ; {
		i := bytes.Index(t.text[at:], doubled)
		if i < 0 {
			break
		}
		at += i
		cell, _ := x.find(at)
		if start, end := x.value(cell); x.isQuoted(cell) && at < end {
			t.plain.keep(t.text, max(at, start))
			t.plain.undouble(t.text, end)
		}
		at = x.stop(cell)
	}
	t.plain.keep(t.text, len(t.text))
	return len(t.plain.seams) > 0
}

var doubled = []byte(`""`)

// undouble takes the block up to the offset end, with doubled quotes undone.
func (u *unescaped) undouble(block []byte, end int) {
	for {
		i := bytes.Index(block[u.raw:end], doubled)
		if i < 0 {
			u.keep(block, end)
			return
		}
		u.keep(block, u.raw+i)
		u.put(u.raw+2, '"')
	}
}
