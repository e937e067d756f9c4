package format

import (
	"bytes"
	"encoding/binary"
	"io"
	"sort"

	"github.com/seed-4750cad8/assay/detectors"
	"github.com/seed-4750cad8/assay/scanner"
)

// Notes searches what a container holds beside its members: their names, and what is said of them and of itself. It is text of
// the container, and so it is searched as blocks of the container. What is no text is searched as it is, and noted as unsupported,
// since it may be packed in a way that nothing here knows.
//
// There may be a million members of a few bytes, whose names would cost as much as they do if each were a block: short notes
// are gathered, until end.
type notes struct {
	out    scanner.Sink
	text   []byte // gathered
	pieces []piece
	fields detectors.Fields
}

// A piece is a note in the current block.
type piece struct {
	field      int // index in noteFields
	start, end int
}

// The fields of notes. In parentheses, no detector takes them for a word that stands near a value.
const (
	noteMember  = iota // the name of a member, where it links to, who owns it
	noteComment        // of the container, or on a member
	noteExtra          // what some tools write and others pass over
)

func noteFields() []string { return []string{"(member)", "(comment)", "(extra)"} }

const (
	shortNote = 32      // bytes that may be no text and still hide nothing: flags, identifiers and times of tools have fewer
	maxGather = 8 << 10 // bytes of notes to gather
)

func newNotes(out scanner.Sink) *notes {
	n := &notes{out: out}
	n.fields = detectors.Fields{Names: noteFields(), At: n.at, Each: n.each}
	return n
}

// at is [detectors.Fields.At] of the current block: a note is a field, so that what stands near a value is of the same note.
func (n *notes) at(offset int) detectors.Field {
	i := sort.Search(len(n.pieces), func(i int) bool { return n.pieces[i].end > offset })
	if i == len(n.pieces) || offset < n.pieces[i].start {
		return detectors.Field{}
	}
	p := n.pieces[i]
	return detectors.Field{Name: n.fields.Names[p.field], Start: p.start, End: p.end}
}

// each is [detectors.Fields.Each] of the current block.
func (n *notes) each(want func(int) bool, yield func(name, start, end int) bool) {
	for _, p := range n.pieces {
		if want(p.field) && !yield(p.field, p.start, p.end) {
			return
		}
	}
}

// member searches the name of a member, or what stands for one.
func (n *notes) member(name []byte) error {
	if len(name) > scanner.Overlap || controls(name) > 0 {
		return n.search(noteMember, bytes.NewReader(name))
	}
	return n.gather(noteMember, name)
}

// numbers searches at most shortNote bytes that should be numbers, since nothing says that they are.
func (n *notes) numbers(b []byte) error { return n.gather(noteExtra, b) }

// gather adds a note that is none of the content.
func (n *notes) gather(field int, text []byte) error {
	if len(text) == 0 {
		return nil
	}
	start := len(n.text)
	n.text = append(n.text, text...)
	n.pieces = append(n.pieces, piece{field, start, len(n.text)})
	n.text = append(n.text, '\n')
	if len(n.text) < maxGather {
		return nil
	}
	return n.flush()
}

// flush searches what was gathered.
func (n *notes) flush() error {
	if len(n.pieces) == 0 {
		return nil
	}
	err := n.out.Block(scanner.Block{Text: n.text, Fields: n.fields, Aside: true})
	n.text, n.pieces = n.text[:0], n.pieces[:0]
	return err
}

// end is flush when a decoder returns err: what it read before an error counts.
func (n *notes) end(err *error) {
	if e := n.flush(); *err == nil {
		*err = e
	}
}

// search searches a note of any length, to the end of r.
func (n *notes) search(field int, r io.Reader) error {
	if err := n.flush(); err != nil {
		return err
	}
	c := newCutter(r, standard)
	defer c.free()
	said := len(c.start()) <= shortNote && c.end
	c.decodeCharset()
	for {
		more, err := c.next(c.spare())
		if !more {
			n.pieces = n.pieces[:0]
			return err
		}
		if kind := unread(c.text[c.from:c.to]); kind != "" && !said {
			said = true
			n.out.Problem(kind, "")
		}
		n.pieces = append(n.pieces[:0], piece{field, 0, len(c.text)})
		if err := n.out.Block(scanner.Block{Text: c.text, From: c.from, To: c.to, Fields: n.fields, Aside: field == noteMember}); err != nil {
			return err
		}
	}
}

// unread says why searching text as it is does not read all that it holds, or "". A few controls may be in any text.
func unread(text []byte) scanner.Kind {
	if controls(text) > 3 && isBinary(text) {
		return scanner.Unsupported
	}
	return wrappedPart(text).kind
}

// zeros reports whether nothing but zeros is in b, as in padding.
func zeros(b []byte) bool {
	for ; len(b) >= 8; b = b[8:] {
		if binary.LittleEndian.Uint64(b) != 0 {
			return false
		}
	}
	return len(bytes.TrimLeft(b, "\x00")) == 0
}
