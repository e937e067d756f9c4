package format

import (
	"bytes"
	"slices"

	"github.com/seed-4750cad8/assay/detectors"
	"github.com/seed-4750cad8/assay/detectors/planes"
	"github.com/seed-4750cad8/assay/scanner"
)

// cells gathers values of one field into blocks: one value a line.
type cells struct {
	out    scanner.Sink
	names  []string // the field's name
	text   []byte
	starts []int32 // of the values in text
	rows   []int64 // of the values; 0 when not known
	counts []int64 // how often each occurs; nil for once
	copies bool    // of values that are elsewhere, see [scanner.Block]
	again  rereader
	err    error // of the sink, which note could not return

	column *parquetColumn // of bytes, whose values may be opaque; else nil
	opaque bool           // one was
}

// of begins another column.
func (c *cells) of(out scanner.Sink, column *parquetColumn) {
	c.out, c.names, c.column, c.opaque = out, []string{column.name}, nil, false
	if column.physical == parquetBytes || column.physical == parquetFixed {
		c.column = column
	}
}

// textControls are the control characters that no text has, see [controls].
var textControls = planes.New("\x00\x01\x02\x03\x04\x05\x06\x07\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1c\x1d\x1e\x1f")

// add adds a value. An empty one has nothing to search.
func (c *cells) add(v []byte, row int64) error {
	if len(v) == 0 {
		return nil
	}
	if len(c.text)+len(v)+1 > scanner.MaxBlock {
		if err := c.flush(); err != nil {
			return err
		}
		if len(v)+1 > scanner.MaxBlock {
			return c.long(v, row, 1)
		}
	}
	c.starts = append(c.starts, int32(len(c.text)))
	c.rows = append(c.rows, row)
	c.text = append(append(c.text, v...), '\n')
	return nil
}

// addCounted adds a value that occurs count times. Counted values do not share a block with others.
func (c *cells) addCounted(v []byte, row, count int64) error {
	switch {
	case len(v) == 0:
		return nil
	case len(v)+1 > scanner.MaxBlock:
		return c.long(v, row, count)
	}
	err := c.add(v, row)
	if err == nil {
		c.counts = append(c.counts, count)
	}
	return err
}

// note adds a value of no row, where an error cannot be returned: flush returns it. Statistics repeat the same few values, of
// which one is enough.
func (c *cells) note(v []byte) {
	for i := max(0, len(c.starts)-4); i < len(c.starts) && c.copies; i++ {
		if bytes.Equal(v, c.text[c.starts[i]:c.end(i)]) {
			return
		}
	}
	if c.err == nil {
		c.err = c.add(v, 0)
	}
}

// flush searches what was gathered.
func (c *cells) flush() error {
	if len(c.text) == 0 || c.err != nil {
		return c.err
	}
	c.judge()
	b := scanner.Block{
		Text:   c.text,
		Copy:   c.copies,
		Fields: detectors.Fields{Names: c.names, At: c.at, Each: c.each},
		Locate: func(at int) scanner.Location { return scanner.Location{Row: c.rows[c.index(at)], Offset: -1} },
	}
	if len(c.counts) > 0 {
		b.Count = func(at int) int64 { return c.counts[c.index(at)] }
	}
	b.Other = c.again.read(&b)
	err := c.out.Block(b)
	c.text, c.starts, c.rows, c.counts = c.text[:0], c.starts[:0], c.rows[:0], c.counts[:0]
	return err
}

// judge looks for opaque values in what was gathered. Text that has no control characters has none, nor has ASCII, so that
// most blocks cost one fast pass.
func (c *cells) judge() {
	if c.column == nil || c.opaque {
		return
	}
	const step = 4 << 10
	var marks [step / 64 * 2]uint64
	odd := uint64(0)
	for at := 0; at < len(c.text) && odd == 0; at += step {
		part := c.text[at:min(at+step, len(c.text))]
		words := marks[:textControls.Len(len(part))]
		textControls.Mark(words, part)
		for i := 0; i < len(words); i += 2 {
			odd |= words[i]
			if c.column.means != meansText {
				odd |= words[i+1] // beyond ASCII
			}
		}
	}
	for i := 0; i < len(c.starts) && odd != 0 && !c.opaque; i++ {
		c.opaque = c.column.opaque(c.text[c.starts[i]:c.end(i)])
	}
}

// index returns which value is at offset at.
func (c *cells) index(at int) int {
	i, found := slices.BinarySearch(c.starts, int32(at))
	if !found {
		i--
	}
	return i
}

// end returns where the value ends: before its newline.
func (c *cells) end(i int) int {
	if i+1 < len(c.starts) {
		return int(c.starts[i+1]) - 1
	}
	return len(c.text) - 1
}

func (c *cells) at(offset int) detectors.Field {
	i := c.index(offset)
	return detectors.Field{Name: c.names[0], Start: int(c.starts[i]), End: c.end(i)}
}

func (c *cells) each(want func(int) bool, yield func(name, start, end int) bool) {
	if !want(0) {
		return
	}
	for i, start := range c.starts {
		if !yield(0, int(start), c.end(i)) {
			return
		}
	}
}

// long searches a value that is larger than a block, in pieces that overlap.
func (c *cells) long(v []byte, row, count int64) error {
	c.opaque = c.opaque || c.column != nil && c.column.opaque(v)
	const step = scanner.MaxBlock - 2*scanner.Overlap
	for at := 0; at < len(v); at += step {
		from, to := max(0, at-scanner.Overlap), min(len(v), at+step+scanner.Overlap)
		text := v[from:to]
		b := scanner.Block{
			Text: text,
			Copy: c.copies,
			From: at - from,
			To:   min(len(v), at+step) - from,
			Fields: detectors.Fields{
				Names: c.names,
				At:    func(int) detectors.Field { return detectors.Field{Name: c.names[0], End: len(text)} },
				Each: func(want func(int) bool, yield func(name, start, end int) bool) {
					if want(0) {
						yield(0, 0, len(text))
					}
				},
			},
			Locate: func(int) scanner.Location { return scanner.Location{Row: row, Offset: -1} },
			Count:  func(int) int64 { return count },
		}
		b.Other = c.again.read(&b)
		if err := c.out.Block(b); err != nil {
			return err
		}
	}
	return nil
}
