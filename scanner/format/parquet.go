package format

import (
	"encoding/binary"
	"errors"
	"slices"
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
	// parquetTail is how many bytes follow the metadata: its length, and the magic word.
	parquetTail = 8
	// parquetSignature is how many bytes sign the footer of a file with encrypted columns: a nonce and a tag.
	parquetSignature = 28
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
	p := &parquetFile{
		out: out, file: newWindow(in.At, in.Size, parquetAhead),
		names:    cells{out: out, names: []string{"(column names)"}},
		metadata: cells{out: out, names: []string{"(metadata)"}, copies: true},
	}
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
	cells   cells  // values of the column being read
	account []span // what was read of the file, and what need not be

	indexes []parquetIndex // the kinds that a chunk has

	// What the file has beside its values is searched, too.
	statistics cells // of the column being read
	names      cells // of columns
	metadata   cells // anything else
	scratch    []byte
	steps      int64 // since the sink was last asked whether to go on
}

// scan reads the footer, every row group, and then what is left of the file.
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
		seen:   p.seen,
	}
	defer p.pages.close()
	if err := p.rowGroups(groups); err != nil {
		return err
	}
	return p.beside(groups)
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
	const fixed = parquetTail
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
	t := thrift{b: footer, seen: p.seen}
	var notes thrift
	signed := false
	t.fields(func(id int64, kind byte) {
		switch {
		case id == 2 && kind == thriftList && err == nil && p.columns == nil:
			p.columns, err = parquetSchema(&t, &p.names)
		case id == 4 && kind == thriftList && groups.b == nil:
			groups = t.later(kind)
		case id == 5 && kind == thriftList && notes.b == nil:
			notes = t.later(kind)
		case id == 8 && kind == thriftStruct: // encryption_algorithm
			signed = true
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
	rest := t.b
	if signed && len(rest) == parquetSignature {
		rest = nil
	}
	end := p.file.size - parquetTail
	p.read(end-int64(len(footer)), end-int64(len(rest)))
	if err := p.names.flush(); err != nil {
		return groups, err
	}
	p.names.copies = true // those in every column chunk
	return groups, p.notes(notes)
}

// seen has something searched that is neither a value nor has a place among the columns. No detector finds anything in a few
// bytes.
func (p *parquetFile) seen(v []byte) {
	const few = 4
	if len(v) > few {
		p.metadata.note(v)
	}
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
		p.seen(key)
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
			case id == 1 && kind == thriftList && columns.b == nil:
				columns = t.later(kind)
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

// need estimates from the footer how much memory the pages take at most. What then does not fit is too large. It also learns
// what there is beside pages.
func (p *parquetFile) need(groups thrift) int64 {
	most := int64(0)
	groups.seen = nil
	// An error here is met again when the chunks are read.
	_ = p.eachChunk(groups, func(c *parquetColumn, chunk parquetChunk, _ int64) error {
		for kind := range parquetIndexes {
			if !slices.Contains(p.indexes, kind) && kind.of(&chunk).start > 0 {
				p.indexes = append(p.indexes, kind)
			}
		}
		index := chunk.columnIndex
		most = max(most, min(index.end-index.start, maxHead))
		if c.text() == nil || chunk.encrypted || chunk.elsewhere {
			return nil
		}
		// All of it may be a dictionary, which is kept beside its page.
		packed, unpacked := min(max(chunk.packed, 0), parquetMemory), min(max(chunk.unpacked, 0), parquetMemory)
		n := packed + 2*unpacked + min(max(chunk.values, 0), unpacked/4)*dictOverhead
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
	err := p.eachChunk(groups, func(c *parquetColumn, chunk parquetChunk, row int64) error {
		toText := c.text()
		p.column(c, toText)
		p.said(chunk)
		if err := p.chunk(c, chunk, toText, row); err != nil {
			return err
		}
		return p.told()
	})
	if err != nil {
		return err
	}
	return p.names.flush()
}

// column begins a column: what is said of it from now on is of that one.
func (p *parquetFile) column(c *parquetColumn, toText render) {
	p.cells.of(p.out, c)
	p.statistics.of(p.out, c)
	p.statistics.copies = true
	p.pages.statistic = func(v []byte) {
		if toText != nil && (c.width == 0 || c.width == len(v)) {
			p.scratch = toText(p.scratch[:0], v)
			v = p.scratch
		}
		p.statistics.note(v)
	}
}

// said has the names and statistics of a chunk's metadata searched.
func (p *parquetFile) said(chunk parquetChunk) {
	if chunk.path.b != nil {
		chunk.path.list(thriftBinary, func() { p.names.note(chunk.path.bytes()) })
	}
	if chunk.statistics.b != nil {
		chunk.statistics.statistics(p.pages.statistic)
	}
}

// told ends the column: all that was said of it is searched.
func (p *parquetFile) told() error {
	err := p.statistics.flush()
	if err == nil && (p.cells.opaque || p.statistics.opaque) {
		p.out.Problem(scanner.Unsupported, "")
	}
	return err
}

// chunk searches one column of one row group.
func (p *parquetFile) chunk(c *parquetColumn, chunk parquetChunk, toText render, row int64) error {
	limit := p.file.size - parquetTail
	switch {
	case chunk.elsewhere: // whatever is here is of no column
		p.out.Problem(scanner.Unsupported, "")
		return nil
	case chunk.encrypted:
		p.read(chunk.start, chunk.end)
		p.out.Problem(scanner.Encrypted, "")
		return nil
	case chunk.packed == 0 && chunk.values == 0:
		return nil
	case chunk.physical != c.physical, chunk.start < 4, chunk.packed < 0, chunk.packed > limit-chunk.start:
		p.out.Problem(scanner.Corrupt, "")
		return nil
	}
	r := &chunkReader{file: p, column: c, chunk: chunk, text: toText, asIs: c.asIs(), row: row, end: chunk.start}
	p.dict.reset(p.pages.memory)
	p.pages.held = p.dict.held()
	err := r.scan()
	if p.file.err != nil {
		return p.file.err
	}
	r.end = max(r.end, chunk.end)
	p.read(chunk.start, r.end)
	// What goes wrong in a chunk costs its rest. The sink's own errors are not kinds and end everything; but its limits may
	// be, and then it refuses whatever comes next.
	var kind scanner.Kind
	if errors.As(err, &kind) && !r.refused {
		if kind == scanner.Bomb {
			return kind
		}
		p.out.Problem(kind, "")
		err = nil
	}
	if err == nil {
		err = p.copied(chunk, r.end)
	}
	return err
}
