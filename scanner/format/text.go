package format

import (
	"bytes"

	"github.com/seed-4750cad8/assay/scanner"
)

var textFormat = scanner.Format{
	Name:   "text",
	Doc:    "plain text, logs, code and mark-up in UTF-8, UTF-16, UTF-32, EBCDIC or a legacy charset",
	Sniff:  func(_ string, head []byte) bool { return isText(head) },
	Decode: standard.text,
}

// text decodes a text without structure.
func (k cut) text(in scanner.Input, out scanner.Sink) error {
	c := newCutter(in.Body, k)
	defer c.free()
	c.decodeCharset()
	lines := lineCursor{cutter: c}
	b := scanner.Block{Locate: func(start int) scanner.Location { return lines.locate(start) }}
	odd := oddities{out: out}
	for {
		more, err := c.next(c.spare())
		if !more {
			return err
		}
		lines.reset()
		odd.look(c)
		b.Text, b.From, b.To = c.text, c.from, c.to
		if err := out.Block(b); err != nil {
			return err
		}
	}
}

// oddities notes a problem, once, when a text goes on in bytes that are none: a shell script with an archive behind it. They
// are searched all the same, but what they hold may well be compressed, so the object does not count as read in full.
type oddities struct {
	out   scanner.Sink
	noted bool
}

func (o *oddities) look(c *cutter) {
	own := c.text[c.from:c.to]
	if o.noted || bytes.IndexByte(own, 0) < 0 || !isBinary(own) || len(bytes.Trim(own, "\x00")) == 0 {
		return
	}
	o.noted = true
	o.out.Problem(scanner.Unsupported, "")
}

// A lineCursor counts lines as far as matches are, so that all its answers for one block cost one pass over it.
type lineCursor struct {
	*cutter
	at   int   // offset in the block
	line int64 // of at
}

// reset prepares for the cutter's current block.
func (l *lineCursor) reset() { l.at, l.line = 0, l.cutter.line }

// locate returns where offset is. Offsets should ascend.
func (l *lineCursor) locate(offset int) scanner.Location {
	if offset < l.at {
		l.reset()
	}
	l.line += int64(bytes.Count(l.text[l.at:offset], newline))
	l.at = offset
	return scanner.Location{Line: l.line, Offset: l.offset + int64(offset)}
}
