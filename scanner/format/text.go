package format

import (
	"bytes"
	"sort"

	"github.com/seed-4750cad8/assay/detectors"
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
	if isOffice(c.start()) {
		out.Problem(scanner.Unsupported, "")
	}
	p := &plain{lines: lineCursor{cutter: c}}
	p.locate = p.lines.locate
	return c.search(out, p)
}

// A structure is what a format knows about a text beyond its bytes.
type structure interface {
	// enter prepares for the cutter's current block and completes b, which holds the block's bytes.
	enter(b *scanner.Block)
	// leave returns how many of the spare bytes of the current block may be dropped, and prepares for that.
	leave(spare int) (drop int)
}

// search pushes all blocks of c, which has been given its charset, to out.
func (c *cutter) search(out scanner.Sink, s structure) error {
	drop, odd, binary, wrapped := 0, false, false, false
	var again rereader
	for {
		more, err := c.next(drop)
		if !more {
			return err
		}
		// A text may go on in bytes that are none: a shell script with an archive behind it. They are searched all the same,
		// but what they hold may well be compressed, so the object does not count as read in full.
		if c.zeros && !binary && hasBinary(c.text, c.from, c.to) {
			binary = true
			out.Problem(scanner.Unsupported, "")
		}
		if !odd && c.odd {
			odd = true
			out.Problem(scanner.Corrupt, "")
		}
		if !wrapped || !again.quoted {
			w := wrappedPart(c.text)
			if !wrapped && w.kind != "" {
				wrapped = true
				out.Problem(w.kind, "")
			}
			again.quoted = again.quoted || w.quoted
		}
		b := scanner.Block{Text: c.text, From: c.from, To: c.to}
		s.enter(&b)
		b.Other = again.read(&b)
		if err := out.Block(b); err != nil {
			return err
		}
		if !c.end {
			drop = s.leave(c.spare())
		}
	}
}

// plain is the structure of a text that has none but lines.
type plain struct {
	lines  lineCursor
	locate func(int) scanner.Location
}

func (p *plain) enter(b *scanner.Block) {
	p.lines.reset()
	b.Locate = p.locate
}

func (p *plain) leave(spare int) int { return spare }

// A lineCursor counts lines as far as matches are, so that all its answers for one block cost one pass over it.
type lineCursor struct {
	*cutter
	at   int   // offset in the block
	line int64 // of at
}

// reset prepares for the cutter's current block.
func (l *lineCursor) reset() { l.at, l.line = 0, l.cutter.line }

// locate returns the line and offset of an offset in the block. Offsets should ascend.
func (l *lineCursor) locate(offset int) scanner.Location {
	if offset < l.at {
		l.reset()
	}
	l.line += int64(bytes.Count(l.text[l.at:offset], newline))
	l.at = offset
	return scanner.Location{Line: l.line, Offset: l.offset + int64(offset)}
}

// An answer is what was said of a place in the current block.
type answer struct {
	detectors.Field
	row int64
}

// answers remembers what was said of the current block, in ascending order: the search asks, and then the scanner asks
// again for what matched, which would cost a second pass over the block.
type answers struct {
	list []answer
	at   int    // of the first that ends behind the last question: the next question is mostly about it or the one behind
	last answer // which may not be in the list: many matches in one long field must not read it again and again
}

const maxAnswers = 4096

func (a *answers) reset() {
	a.list, a.at, a.last = a.list[:0], 0, answer{}
}

// find returns the answer for offset, if it is remembered.
func (a *answers) find(offset int) (answer, bool) {
	if a.last.Start <= offset && offset < a.last.End {
		return a.last, true
	}
	i := a.at
	if i < len(a.list) && a.list[i].End <= offset {
		i++
	}
	if i > 0 && offset < a.list[i-1].End || i < len(a.list) && a.list[i].End <= offset {
		i = sort.Search(len(a.list), func(i int) bool { return a.list[i].End > offset })
	}
	a.at = i
	if i < len(a.list) && a.list[i].Start <= offset {
		return a.list[i], true
	}
	return answer{}, false
}

// add remembers x.
func (a *answers) add(x answer) {
	a.last = x
	if n := len(a.list); n < maxAnswers && (n == 0 || a.list[n-1].End <= x.Start) {
		a.list = append(a.list, x)
	}
}
