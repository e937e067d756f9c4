package format

import (
	"encoding/binary"
	"slices"

	"github.com/seed-4750cad8/assay/scanner"
)

// A dictionary is the distinct values of one column chunk, and how often and where first each was seen.
type dictionary struct {
	data   []byte
	starts []uint32 // of values that differ in length
	width  int      // of values that do not
	seen   []sighting
}

type sighting struct {
	count int64
	row   int64 // of the first, from 1
}

// dictOverhead is what a value costs beside its bytes.
const dictOverhead = 4 + 16

// held returns the bytes of memory that d keeps, also for the next dictionary.
func (d *dictionary) held() int64 {
	return int64(cap(d.data)) + int64(cap(d.starts))*4 + int64(cap(d.seen))*16
}

// reset empties d. It keeps its memory, unless that is much of what there is.
func (d *dictionary) reset(memory int64) {
	if d.held() > memory/4 {
		*d = dictionary{}
	}
	d.data, d.starts, d.seen = d.data[:0], d.starts[:0], d.seen[:0]
}

// readDictionary takes over the values of a dictionary page.
func (r *chunkReader) readDictionary(h pageHeader, page []byte) error {
	d, p := &r.file.dict, &r.file.pages
	if len(d.seen) > 0 || h.encoding != encodePlain && h.encoding != encodePlainDict {
		return scanner.Corrupt
	}
	d.width = r.column.width
	least := d.width // bytes of a value
	if d.width == 0 {
		least = 4
	}
	if h.values > int64(len(page)/least) {
		return scanner.Corrupt
	}
	if h.packed+2*h.unpacked+h.values*dictOverhead > p.memory {
		return scanner.TooLarge
	}
	d.data = append(d.data[:0], page...)
	used := uint64(h.values) * uint64(d.width)
	if d.width == 0 {
		d.starts = slices.Grow(d.starts[:0], int(h.values))
		for at := uint64(0); len(d.starts) < int(h.values); {
			if at+4 > uint64(len(page)) {
				return scanner.Corrupt
			}
			n := uint64(binary.LittleEndian.Uint32(page[at:]))
			if at += 4; n > uint64(len(page))-at {
				return scanner.Corrupt
			}
			d.starts = append(d.starts, uint32(at))
			at += n
			used = at
		}
	}
	r.spare = r.spare || !blank(page[used:])
	d.seen = slices.Grow(d.seen[:0], int(h.values))[:h.values]
	clear(d.seen)
	p.held = d.held()
	return nil
}

// value returns the value of that index.
func (d *dictionary) value(i int) []byte {
	if d.width > 0 {
		return d.data[i*d.width : (i+1)*d.width]
	}
	start := d.starts[i]
	return d.data[start : start+binary.LittleEndian.Uint32(d.data[start-4:])]
}

// dictIndexes returns a reader of a page of indexes.
func dictIndexes(data []byte) (*runs, error) {
	if len(data) == 0 {
		return &runs{}, nil
	}
	if data[0] > 32 {
		return nil, scanner.Corrupt
	}
	indexes := newRuns(data[1:], int(data[0]))
	return &indexes, nil
}

// count counts the next n values of indexes, of which the first stands in that row.
func (r *chunkReader) count(indexes *runs, n uint64, row, step int64) error {
	seen := r.file.dict.seen
	for n > 0 {
		if err := r.step(); err != nil { // one for many: they are fast
			return err
		}
		part := min(n, aWhile)
		for n -= part; part > 0; {
			i, k := indexes.run()
			if k = min(k, part); k == 0 || uint64(i) >= uint64(len(seen)) {
				return scanner.Corrupt
			}
			s := &seen[i]
			if s.count == 0 {
				s.row = row
			}
			s.count += int64(k)
			indexes.skip(k)
			part -= k
			row += int64(k) * step
		}
	}
	return nil
}

// searchDictionary searches every value of the dictionary once. One that no row refers to can still be read in the file, and
// counts as one.
func (r *chunkReader) searchDictionary() error {
	p := r.file
	for i, s := range p.dict.seen {
		if err := r.step(); err != nil {
			return err
		}
		value := p.dict.value(i)
		p.scratch = r.text(p.scratch[:0], value)
		if err := p.cells.addCounted(p.scratch, s.row, max(s.count, 1)); err != nil {
			return err
		}
	}
	return p.cells.flush()
}
