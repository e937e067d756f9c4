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
		_, ok := sniffCSV(name, textHead(head), len(head) < scanner.SniffLen)
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
	dialect, ok := sniffCSV(in.Name, head[:min(len(head), scanner.SniffLen)], c.end && len(head) <= scanner.SniffLen)
	if !ok {
		dialect = csvDialect{delimiter: ','}
	}
	t := &table{cutter: c, lines: lineCursor{cutter: c}, base: csvCursor{csvDialect: dialect}}
	t.skipBOM()
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
	names     []string
	headerEnd int64 // offset in the stream

	base   csvCursor // at the begin of the block
	ahead  csvCursor // where the last question was
	limit  int       // the spare bytes of the block
	middle csvCursor // ahead as it passed limit, which saves leave the way; middle.at is 0 until then
	said   answers
	lines  lineCursor
	wanted []bool
	plain  unescaped

	raw, unescaped scanner.Block // what is asked of every block, as it is or with doubled quotes undone
}

func (t *table) skipBOM() {
	if bytes.HasPrefix(t.text, utf8BOM) {
		t.base.at, t.base.start = len(utf8BOM), len(utf8BOM)
	}
}

// readHeader takes the names from the first block. Columns whose header does not fit into it have no name.
func (t *table) readHeader() {
	s := t.base
	if s.header == 0 {
		return
	}
	s.enter(t.text, t.end)
	var text unescaped
	for s.at < len(s.text) && s.row < s.header {
		row := s.row
		start, end, last := s.cell()
		if s.at == len(s.text) && !last && !t.end {
			break
		}
		if row == s.header-1 {
			text = unescaped{text: text.text[:0], raw: start}
			text.undouble(t.text, end)
			t.names = append(t.names, strings.TrimSpace(string(text.text)))
		}
	}
	t.headerEnd = int64(s.at)
}

func (t *table) enter(b *scanner.Block) {
	t.base.enter(t.text, t.end)
	t.ahead, t.middle.at, t.limit = t.base, 0, t.spare()
	t.said.reset()
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
	switch {
	case t.middle.at > 0:
		t.base = t.middle
	case t.ahead.at <= spare:
		t.base = t.ahead
	}
	t.base.leave(drop)
	return drop
}

// fieldAt returns the cell around offset.
func (t *table) fieldAt(offset int) detectors.Field {
	return t.ask(offset).Field
}

// ask returns the cell and row around offset. Of a delimiter or quote between cells it makes a field of its own.
func (t *table) ask(offset int) answer {
	if x, ok := t.said.find(offset); ok {
		return x
	}
	s := &t.ahead
	if offset < s.at {
		*s = t.base
	}
	if s.at < t.limit && t.limit <= offset {
		s.advance(t.limit)
		t.middle = *s
	}
	s.advance(offset)
	start, end, _ := s.value()
	if start > offset || end <= offset {
		start, end = offset, offset+1
	}
	x := answer{Field: detectors.Field{Start: start, End: end}, row: s.row}
	if t.offset+int64(offset) >= t.headerEnd {
		x.Name = t.name(s.column)
	}
	t.said.add(x)
	return x
}

func (t *table) name(column int) string {
	if column < 0 || column >= len(t.names) {
		return ""
	}
	return t.names[column]
}

// each walks the cells of the wanted columns. It leaves out what is left of a cell that began in an earlier block.
func (t *table) each(want func(int) bool, yield func(name, start, end int) bool) {
	wanted := false
	if t.wanted == nil {
		t.wanted = make([]bool, len(t.names))
	}
	for i := range t.names {
		t.wanted[i] = want(i)
		wanted = wanted || t.wanted[i]
	}
	if !wanted {
		return
	}
	s := t.base
	if n := t.headerEnd - t.offset; n > 0 {
		s.advance(int(min(n, int64(len(t.text)))))
	}
	if s.start != s.at {
		s.cell()
	}
	for s.at < len(s.text) {
		column := s.column
		start, end, _ := s.cell()
		if column >= 0 && column < len(t.wanted) && t.wanted[column] && start < end && !yield(column, start, end) {
			return
		}
	}
}

func (t *table) locate(start int) scanner.Location {
	l := t.lines.locate(start)
	l.Row = max(0, t.ask(start).row+1-t.base.header)
	return l
}

// unescape makes t.plain the text of the block with the doubled quotes of quoted cells undone. It returns false when the
// block holds none.
func (t *table) unescape() bool {
	next := bytes.Index(t.text, doubled)
	if next < 0 {
		return false
	}
	t.plain.reset()
	s := t.base
	for at := next; ; {
		s.advance(at)
		if !s.quoted { // the quotes open a cell, or stand in one that is not quoted
			if t.text[at] == '"' {
				s.advance(at + 1)
			}
			at++
		}
		if s.quoted {
			end := s.closing
			if end < 0 {
				end = len(t.text)
			}
			t.plain.keep(t.text, at)
			t.plain.undouble(t.text, end)
			at = end
		}
		if at >= len(t.text) {
			break
		}
		if next = bytes.Index(t.text[at:], doubled); next < 0 {
			break
		}
		at += next
	}
	if len(t.plain.seams) == 0 {
		return false
	}
	t.plain.keep(t.text, len(t.text))
	return true
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
