package format

import (
	"encoding/binary"
	"math/bits"

	"github.com/seed-4750cad8/assay/scanner"
)

// A chunkReader reads the pages of one column chunk.
type chunkReader struct {
	file    *parquetFile
	column  *parquetColumn
	chunk   parquetChunk
	text    render // nil for values that are not read
	asIs    bool   // text does nothing
	row     int64  // rows before the next level
	refused bool   // the sink returned an error
	spare   bool   // a page has bytes that are no value's
	end     int64  // of the pages that were read
}

// aWhile is how many steps, of a few values or a run of them, are made between two questions whether to go on.
const aWhile = 4 << 10

// step counts a step, and every so often asks the sink whether the scan must end. Values that give no text never come to a
// block, and with a width of zero they take no bytes: a small file may hold any number of them.
func (r *chunkReader) step() error {
	if r.file.steps++; r.file.steps < aWhile {
		return nil
	}
	return r.ask()
}

func (r *chunkReader) ask() error {
	r.file.steps = 0
	_, err := r.file.out.Reserve(0)
	r.refused = r.refused || err != nil
	return err
}

// scan reads all pages. The values of a dictionary are searched last, when it is known how often each occurs.
func (r *chunkReader) scan() error {
	err := r.pages()
	if err2 := r.file.cells.flush(); err2 != nil {
		r.refused = true
		return err2
	}
	if r.refused {
		return err
	}
	if err2 := r.searchDictionary(); err2 != nil {
		r.refused = true
		return err2
	}
	if r.spare || r.file.pages.passed {
		r.file.pages.passed = false
		r.file.out.Problem(scanner.Unsupported, "")
	}
	return err
}

func (r *chunkReader) pages() error {
	p := &r.file.pages
	// Old writers leave a header out of the chunk's size, so that the last page may lie past its end.
	limit := r.file.file.size - 8
	for pos, seen := r.chunk.start, int64(0); pos < r.chunk.end || seen < r.chunk.values; {
		h, body, err := p.header(pos, limit)
		if err != nil {
			return err
		}
		// Any number of chunks may lead to the same many pages of nothing.
		if p.budget -= body - pos; p.budget < 0 {
			return scanner.Bomb
		}
		if err := r.step(); err != nil {
			return err
		}
		pos = body + h.packed
		r.end = pos
		if h.kind == indexPage {
			continue
		}
		if h.values < 0 || h.kind != dictPage && h.values > r.chunk.values-seen {
			return scanner.Corrupt
		}
		if r.text == nil { // there is nothing in such values, but that they are values must be seen
			if h.kind != dictPage {
				seen += h.values
			}
			if pos-r.chunk.start > parquetAhead { // which would cost requests
				return nil
			}
			continue
		}
		page, err := p.read(h, body, r.chunk.codec)
		if err != nil {
			return err
		}
		switch h.kind {
		case dictPage:
			err = r.readDictionary(h, page)
		case dataPage, dataPageV2:
			seen += h.values
			err = r.dataPage(h, page)
		default:
			err = scanner.Unsupported
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// levels returns readers of a data page's repetition and definition levels, and its values.
func (r *chunkReader) levels(h pageHeader, page []byte) (levels [2]runs, data []byte, err error) {
	for i, most := range [2]int{r.column.maxRep, r.column.maxDef} {
		width := bits.Len(uint(most))
		n := uint64(h.levelBytes[i])
		if h.kind == dataPage && most > 0 {
			if h.levelEncodings[i] != encodeRLE {
				return levels, nil, scanner.Unsupported // BIT_PACKED, deprecated since 2013
			}
			if len(page) < 4 {
				return levels, nil, scanner.Corrupt
			}
			n = uint64(binary.LittleEndian.Uint32(page))
			page = page[4:]
		}
		if n > uint64(len(page)) {
			return levels, nil, scanner.Corrupt
		}
		levels[i] = newRuns(page[:n], width)
		page = page[n:]
	}
	return levels, page, nil
}

// dataPage searches the values of one page, or counts them when they stand in the dictionary.
func (r *chunkReader) dataPage(h pageHeader, page []byte) error {
	levels, data, err := r.levels(h, page)
	if err != nil {
		return err
	}
	var use func(n uint64, row, step int64) error
	var spare func(padding func([]byte)) bool
	if h.encoding == encodeDict || h.encoding == encodePlainDict {
		indexes, err := dictIndexes(data)
		if err != nil {
			return err
		}
		spare = indexes.spare
		use = func(n uint64, row, step int64) error { return r.count(indexes, n, row, step) }
	} else {
		v := newValues(h.encoding, r.column, data)
		if v == nil {
			return scanner.Unsupported
		}
		spare = v.spare
		use = func(n uint64, row, step int64) error { return r.search(v, n, row, step) }
	}
	rep, def := &levels[0], &levels[1]
	for left := uint64(h.values); left > 0; {
		if err := r.step(); err != nil {
			return err
		}
		n, step, present := left, int64(1), true
		if r.column.maxRep > 0 {
			level, m := rep.run()
			n = min(n, m)
			if level > 0 {
				step = 0 // one more value of the row before
			}
		}
		if r.column.maxDef > 0 {
			level, m := def.run()
			n = min(n, m)
			present = int(level) == r.column.maxDef
		}
		if n == 0 {
			return scanner.Corrupt
		}
		if r.column.maxRep > 0 {
			rep.skip(n)
		}
		if r.column.maxDef > 0 {
			def.skip(n)
		}
		if present {
			if err := use(n, r.row+step, step); err != nil {
				return err
			}
		}
		r.row += int64(n) * step
		left -= n
	}
	seen := r.file.seen
	r.spare = rep.spare(seen) || def.spare(seen) || spare(seen) || r.spare
	return nil
}

// search searches the next n values, of which the first stands in that row.
func (r *chunkReader) search(v values, n uint64, row, step int64) error {
	const few = 64 // values for one step
	p := r.file
	for i := uint64(0); i < n; i++ {
		if i%few == 0 {
			if err := r.step(); err != nil {
				return err
			}
		}
		value, ok := v.next()
		if !ok {
			return scanner.Corrupt
		}
		text := value
		if !r.asIs {
			p.scratch = r.text(p.scratch[:0], value)
			text = p.scratch
		}
		// Prefixes and small differences make much text of few bytes, and many values without text of none.
		if p.pages.budget -= max(1, int64(len(text))); p.pages.budget < 0 {
			return scanner.Bomb
		}
		if err := p.cells.add(text, row); err != nil {
			r.refused = true
			return err
		}
		row += step
	}
	return nil
}
