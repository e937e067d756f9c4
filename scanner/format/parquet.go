package format

import (
	"encoding/binary"
	"errors"
	"math/bits"
	"strings"

	"github.com/seed-4750cad8/assay/scanner"
)

// parquetFormat reads Apache Parquet (apache/parquet-format 2.11), column by column. A column with a dictionary is searched
// once a distinct value.
//
// The reader is its own and not parquet-go's: that decodes the footer into structs before it knows how many there are,
// unpacks pages to whatever size they have, and panics on some bad files. Here the footer stays bytes, every size is held
// against the memory that was reserved before anything is allocated, and a bad page costs its column and no more.
var parquetFormat = scanner.Format{
	Name: "parquet",
	Doc:  "table of Apache Parquet, all encodings and codecs but LZO, by column; encrypted columns are said to be so",
	Sniff: func(_ string, head []byte) bool {
		return strings.HasPrefix(string(head[:min(len(head), 4)]), "PAR1") || isEncryptedParquet(head)
	},
	Decode: decodeParquet,
}

func isEncryptedParquet(b []byte) bool { return len(b) >= 4 && string(b[:4]) == "PARE" }

const (
	// parquetMemory is the most that one file may take for pages and dictionaries, in bytes.
	parquetMemory = 40 << 20
	// parquetBase is what it takes beside them: the window on the file and the block being gathered.
	parquetBase = 6 << 20
	// parquetAhead is how much of the file is read at a time.
	parquetAhead = 2 << 20
	// maxFooter bounds the footer, which stays in memory: 16 MiB describe some 100,000 column chunks.
	maxFooter = 16 << 20
	// A file of n bytes may expand to expandFree + expandRatio * n. Real tables stay below 100:1.
	expandFree  = 64 << 20
	expandRatio = 250
)

func decodeParquet(in scanner.Input, out scanner.Sink) error {
	if in.At == nil {
		b, err := buffer(in, out)
		if err != nil {
			return err
		}
		defer b.release()
		in.At, in.Size = b, b.size
	}
	p := &parquetFile{out: out, file: newWindow(in.At, in.Size, parquetAhead)}
	err := p.scan()
	if p.file.err != nil {
		return p.file.err
	}
	return err
}

// A parquetFile is one file being read.
type parquetFile struct {
	out     scanner.Sink
	file    *window
	columns []parquetColumn
	pages   pageReader
	dict    dictionary
	cells   cells
	scratch []byte
}

// scan reads the footer and then every row group.
func (p *parquetFile) scan() error {
	footer, err := p.footer()
	if err != nil {
		return err
	}
	groups, err := p.describe(footer)
	if err != nil {
		return err
	}
	need := p.need(groups) + int64(len(footer))
	release, granted, err := reserveUpTo(p.out, need+parquetBase)
	if err != nil {
		return err
	}
	defer release()
	p.pages = pageReader{
		file:   p.file,
		memory: min(granted-parquetBase-int64(len(footer)), parquetMemory),
		budget: expandFree + expandRatio*p.file.size,
	}
	defer p.pages.close()
	return p.rowGroups(groups)
}

// reserveUpTo reserves n bytes, or as much as may be had when that is less: what then does not fit is too large.
func reserveUpTo(out scanner.Sink, n int64) (release func(), granted int64, err error) {
	for {
		release, err = out.Reserve(n)
		if err == nil || n <= parquetBase || !errors.Is(err, scanner.TooLarge) {
			return release, n, err
		}
		n = max(n*3/4, parquetBase)
	}
}

// footer returns the file's metadata.
func (p *parquetFile) footer() ([]byte, error) {
	const fixed = 8 // its length and the magic word
	if p.file.size < fixed+4 {
		return nil, scanner.Corrupt
	}
	// One read gets most footers whole.
	tail := make([]byte, min(p.file.size, 64<<10))
	if _, err := p.file.ReadAt(tail, p.file.size-int64(len(tail))); err != nil {
		return nil, err
	}
	end := tail[len(tail)-fixed:]
	if isEncryptedParquet(end[4:]) {
		return nil, scanner.Encrypted
	}
	n := int64(binary.LittleEndian.Uint32(end))
	switch {
	case string(end[4:]) != "PAR1", n > p.file.size-fixed:
		return nil, scanner.Corrupt
	case n > maxFooter:
		return nil, scanner.TooLarge
	case n <= int64(len(tail)-fixed):
		return tail[int64(len(tail)-fixed)-n : len(tail)-fixed], nil
	}
	footer := make([]byte, n)
	_, err := p.file.ReadAt(footer, p.file.size-fixed-n)
	return footer, err
}

// describe reads the schema and searches the file's own notes. It returns the list of row groups, unread.
func (p *parquetFile) describe(footer []byte) (groups thrift, err error) {
	t := thrift{b: footer}
	var notes thrift
	t.fields(func(id int64, kind byte) {
		switch {
		case id == 2 && kind == thriftList && err == nil && p.columns == nil:
			p.columns, err = parquetSchema(&t)
		case id == 4 && kind == thriftList:
			groups = t
			t.skip(kind)
		case id == 5 && kind == thriftList:
			notes = t
			t.skip(kind)
		default:
			t.skip(kind)
		}
	})
	switch {
	case err != nil:
		return groups, err
	case t.bad:
		return groups, scanner.Corrupt
	}
	return groups, p.notes(notes)
}

// notes searches the key-value metadata: what writers say of themselves, and whatever users add.
func (p *parquetFile) notes(t thrift) (err error) {
	if t.b == nil {
		return nil
	}
	t.list(thriftStruct, func() {
		var key, value []byte
		t.fields(func(id int64, kind byte) {
			switch {
			case id == 1 && kind == thriftBinary:
				key = t.bytes()
			case id == 2 && kind == thriftBinary:
				value = t.bytes()
			default:
				t.skip(kind)
			}
		})
		if err == nil {
			c := cells{out: p.out, names: []string{string(key[:min(len(key), schemaPath)])}}
			if err = c.add(value, 0); err == nil {
				err = c.flush()
			}
		}
	})
	return err
}

// eachChunk calls f for every column chunk in the row groups at t, with the number of rows before it.
func (p *parquetFile) eachChunk(t thrift, f func(c *parquetColumn, chunk parquetChunk, row int64) error) (err error) {
	if t.b == nil {
		return nil
	}
	row := int64(0)
	t.list(thriftStruct, func() {
		rows, i := int64(0), 0
		var columns thrift
		t.fields(func(id int64, kind byte) {
			switch {
			case id == 1 && kind == thriftList:
				columns = t
				t.skip(kind)
			case id == 3 && kind == thriftI64:
				rows = t.int()
			default:
				t.skip(kind)
			}
		})
		if t.bad || err != nil {
			return
		}
		columns.list(thriftStruct, func() {
			chunk := columns.columnChunk()
			if err != nil || columns.bad {
				return
			}
			if i >= len(p.columns) {
				err = scanner.Corrupt
				return
			}
			err = f(&p.columns[i], chunk, row)
			i++
		})
		if err == nil && i != len(p.columns) {
			err = scanner.Corrupt
		}
		row += max(rows, 0)
	})
	if err == nil && t.bad {
		err = scanner.Corrupt
	}
	return err
}

// need estimates from the footer how much memory the pages take at most. What then does not fit is too large.
func (p *parquetFile) need(groups thrift) int64 {
	most := int64(0)
	// An error here is met again when the chunks are read.
	_ = p.eachChunk(groups, func(c *parquetColumn, chunk parquetChunk, _ int64) error {
		if c.text() == nil || chunk.encrypted || chunk.elsewhere {
			return nil
		}
		packed, unpacked := min(max(chunk.packed, 0), parquetMemory), min(max(chunk.unpacked, 0), parquetMemory)
		n := packed + unpacked + min(max(chunk.values, 0), unpacked/4)*dictOverhead
		if chunk.codec == codecBrotli {
			n += brotliWindow
		}
		most = max(most, n)
		return nil
	})
	return min(most+64<<10, parquetMemory)
}

// rowGroups searches every column of every row group.
func (p *parquetFile) rowGroups(groups thrift) error {
	return p.eachChunk(groups, func(c *parquetColumn, chunk parquetChunk, row int64) error {
		toText := c.text()
		switch {
		case toText == nil, chunk.elsewhere, chunk.packed == 0 && chunk.values == 0:
			return nil
		case chunk.encrypted:
			p.out.Problem(scanner.Encrypted, "")
			return nil
		case chunk.physical != c.physical, chunk.start < 4, chunk.packed < 0, chunk.packed > p.file.size-chunk.start:
			p.out.Problem(scanner.Corrupt, "")
			return nil
		}
		p.cells.out, p.cells.names = p.out, []string{c.name}
		r := &chunkReader{file: p, column: c, chunk: chunk, text: toText, asIs: c.asIs(), row: row}
		p.dict.reset(p.pages.memory)
		p.pages.held = p.dict.held()
		err := r.scan()
		if p.file.err != nil {
			return p.file.err
		}
		// What goes wrong in a chunk costs its rest. The sink's own errors are not kinds and end everything; but its limits
		// may be, and then it refuses whatever comes next.
		var kind scanner.Kind
		if errors.As(err, &kind) && !r.refused {
			if kind == scanner.Bomb {
				return kind
			}
			p.out.Problem(kind, "")
			return nil
		}
		return err
	})
}

// A chunkReader reads the pages of one column chunk.
type chunkReader struct {
	file    *parquetFile
	column  *parquetColumn
	chunk   parquetChunk
	text    render
	asIs    bool  // text does nothing
	row     int64 // rows before the next level
	opaque  bool  // a value was no text
	refused bool  // the sink returned an error
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
	if r.opaque {
		r.file.out.Problem(scanner.Unsupported, "")
	}
	return err
}

func (r *chunkReader) pages() error {
	p := &r.file.pages
	// Old writers leave a header out of the chunk's size, so that the last page may lie past its end; and a count of values
	// that is too low must not hide pages.
	limit := r.file.file.size - 8
	for pos, seen := r.chunk.start, int64(0); pos < r.chunk.end || seen < r.chunk.values; {
		h, body, err := p.header(pos, limit)
		if err != nil {
			return err
		}
		pos = body + h.packed
		if h.kind == indexPage {
			continue
		}
		if h.values < 0 {
			return scanner.Corrupt
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
	if h.encoding == encodeDict || h.encoding == encodePlainDict {
		if use, err = r.counter(data); err != nil {
			return err
		}
	} else {
		v := newValues(h.encoding, r.column, data)
		if v == nil {
			return scanner.Unsupported
		}
		use = func(n uint64, row, step int64) error { return r.search(v, n, row, step) }
	}
	rep, def := &levels[0], &levels[1]
	for left := uint64(h.values); left > 0; {
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
	return nil
}

// search searches the next n values, of which the first stands in that row.
func (r *chunkReader) search(v values, n uint64, row, step int64) error {
	p := r.file
	for ; n > 0; n-- {
		value, ok := v.next()
		if !ok {
			return scanner.Corrupt
		}
		r.opaque = r.opaque || r.column.opaque(value)
		text := value
		if !r.asIs {
			p.scratch = r.text(p.scratch[:0], value)
			text = p.scratch
		}
		// Prefixes and small differences make much text of few bytes.
		if p.pages.budget -= int64(len(text)); p.pages.budget < 0 {
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
