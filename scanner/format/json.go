package format

import (
	"bytes"

	"github.com/seed-4750cad8/assay/detectors"
	"github.com/seed-4750cad8/assay/scanner"
)

var jsonFormat = scanner.Format{
	Name: "json",
	Doc:  "one JSON document (RFC 8259)",
	Sniff: func(name string, head []byte) bool {
		s := sampleJSON(textHead(head))
		return (s.ok || s.members > 0 && hasExtension(name, ".json")) && isText(head)
	},
	Decode: standard.json,
}

var jsonlFormat = scanner.Format{
	Name: "jsonl",
	Doc:  "JSON lines, or JSON documents one after the other",
	Sniff: func(name string, head []byte) bool {
		s := sampleJSON(textHead(head))
		return s.ok && (s.documents > 1 || hasExtension(name, ".jsonl", ".ndjson", ".ldjson")) && isText(head)
	},
	Decode: standard.jsonl,
}

// json decodes one document.
func (k cut) json(in scanner.Input, out scanner.Sink) error {
	return k.documents(in, out, false)
}

// jsonl decodes a sequence of documents. Each is a row; where each has a line of its own, lines are counted, blank and broken
// ones too.
func (k cut) jsonl(in scanner.Input, out scanner.Sink) error {
	return k.documents(in, out, true)
}

func (k cut) documents(in scanner.Input, out scanner.Sink, rows bool) error {
	c := newCutter(in.Body, k)
	defer c.free()
	c.decodeCharset()
	head := c.start()
	sample := sampleJSON(head[:scanner.SniffSize(head)])
	d := &document{cutter: c, rows: rows, lines: lineCursor{cutter: c}, names: make(map[string]string)}
	d.base.lines = rows && sample.lines
	d.base.marks = new([jsonStep / 64 * jsonWidth]uint64)
	d.raw = scanner.Block{Locate: d.locate, Fields: detectors.Fields{At: d.fieldAt}}
	d.unescaped = d.plain.wrap(d.raw)
	return c.search(out, d)
}

// A document is the structure of JSON.
type document struct {
	*cutter
	rows bool // documents are counted as rows

	base   jsonCursor // at the begin of the block
	ahead  jsonCursor // where the last question was
	limit  int        // the spare bytes of the block
	middle jsonCursor // ahead as it passed limit, which saves leave the way; middle.at is 0 until then
	said   answers
	lines  lineCursor
	plain  unescaped
	path   []byte
	names  map[string]string // paths that were met, to make each once

	raw, unescaped scanner.Block // what is asked of every block, as it is or with escapes undone
}

func (d *document) enter(b *scanner.Block) {
	d.base.text = d.text
	d.ahead, d.middle.at, d.limit = d.base, 0, d.spare()
	d.said.reset()
	d.lines.reset()
	if d.plain.unescapeJSON(d.text) {
		d.plain.become(b, d.unescaped)
	} else {
		b.Fields, b.Locate = d.raw.Fields, d.raw.Locate
	}
}

// leave drops the spare bytes; where lines are documents, only whole ones if it may; and it does not cut an escape in two.
func (d *document) leave(spare int) int {
	drop := spare
	if d.base.lines {
		if i := bytes.LastIndexByte(d.text[spare/2:spare], '\n'); i >= 0 {
			drop = spare/2 + i + 1
		}
	} else if d.middle.at > 0 {
		d.base = d.middle
	} else if d.ahead.at <= spare {
		d.base = d.ahead
	}
	if n := drop - len(bytes.TrimRight(d.text[:drop], `\`)); n&1 == 1 && drop > 1 {
		drop--
	}
	return d.base.leave(drop)
}

// fieldAt returns the string, number or literal around offset and the path of keys to it. A key has the path of its object.
func (d *document) fieldAt(offset int) detectors.Field {
	return d.ask(offset).Field
}

// ask returns the field and row around offset.
func (d *document) ask(offset int) answer {
	if x, ok := d.said.find(offset); ok {
		return x
	}
	s := &d.ahead
	if offset < s.at {
		*s = d.base
	}
	if s.at < d.limit && d.limit <= offset && !s.lines {
		s.advance(d.limit)
		d.middle = *s
	}
	s.advance(offset)
	x := answer{Field: detectors.Field{Start: offset, End: offset + 1}, row: s.row}
	depth := s.depth
	switch {
	case s.quoted, d.text[offset] == '"':
		x.Start = offset + 1
		if s.quoted {
			x.Start = max(int(s.last.start), 0)
		}
		x.End = stringEnd(d.text, max(s.at, x.Start))
		if isJSONKey(d.text, x.End) {
			depth--
		}
	case isJSONToken(d.text[offset]):
		for x.Start > 0 && isJSONToken(d.text[x.Start-1]) {
			x.Start--
		}
		for x.End < len(d.text) && isJSONToken(d.text[x.End]) {
			x.End++
		}
	}
	x.Start, x.End = min(x.Start, offset), max(x.End, offset+1)
	d.path = s.path(d.path[:0], depth)
	x.Name = d.name(d.path)
	d.said.add(x)
	return x
}

// isJSONKey reports whether the string that ends at the offset end is a key: a colon follows.
func isJSONKey(text []byte, end int) bool {
	for at := end + 1; at < len(text); at++ {
		switch text[at] {
		case ' ', '\t', '\r', '\n':
		default:
			return text[at] == ':'
		}
	}
	return false
}

// stringEnd returns where the string around at ends.
func stringEnd(text []byte, at int) int {
	for {
		at = stringStop(text, at)
		if at+1 >= len(text) || text[at] != '\\' {
			return min(at, len(text))
		}
		at += 2
	}
}

// isJSONToken reports whether b may be part of a number or literal.
func isJSONToken(b byte) bool {
	return b > ' ' && b != ',' && !jsonMarks[b]
}

// name returns path as a string, and makes few of them.
func (d *document) name(path []byte) string {
	if name, ok := d.names[string(path)]; ok {
		return name
	}
	if len(d.names) >= 1024 {
		clear(d.names)
	}
	name := string(path)
	d.names[name] = name
	return name
}

func (d *document) locate(start int) scanner.Location {
	l := d.lines.locate(start)
	if d.rows {
		l.Row = l.Line
		if !d.base.lines {
			l.Row = d.ask(start).row
		}
	}
	return l
}
