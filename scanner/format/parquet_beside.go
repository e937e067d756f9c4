package format

import (
	"cmp"
	"errors"
	"io"
	"slices"

	"github.com/seed-4750cad8/assay/scanner"
)

// This file reads what a file has beside its pages, and then whatever is left: a reader of tables goes where the footer sends it
// and sees nothing of the rest, so that a file may hold anything between its pages, and still be a good table.

// read notes that a part of the file was read, or need not be.
func (p *parquetFile) read(start, end int64) {
	if end <= start {
		return
	}
	// Parts come mostly in a row, of a few rows at a time.
	for i := len(p.account) - 1; i >= max(0, len(p.account)-4); i-- {
		if s := &p.account[i]; s.start <= start && start <= s.end {
			s.end = max(s.end, end)
			return
		}
	}
	p.account = append(p.account, span{start, end})
}

// copied reads the metadata of a chunk that old writers repeat behind its pages, which end at that place: ColumnChunk or
// ColumnMetaData. What else is there belongs to another chunk, or is found among what is left.
func (p *parquetFile) copied(chunk parquetChunk, at int64) error {
	const most = 64 << 10 // of an honest copy
	end := min(at+most, p.file.size-parquetTail)
	if at >= end {
		return nil
	}
	found := false
	next, err := p.pages.structure(at, end, func(t *thrift) {
		read := (*thrift).columnChunk
		if len(t.b) > 0 && t.b[0] == 1<<4|thriftI32 { // the field of ColumnMetaData that comes first
			read = func(t *thrift) (c parquetChunk) {
				t.columnMeta(&c)
				return c
			}
		}
		unseen := *t
		unseen.seen = nil
		again := read(&unseen)
		found = !unseen.bad && again.physical == chunk.physical && again.values == chunk.values && again.packed == chunk.packed
		if !found {
			*t = unseen
			return
		}
		p.said(read(t))
	})
	if err == nil && found {
		p.read(at, next)
	}
	return p.file.err
}

// A parquetIndex is a kind of what a chunk has beside its pages.
type parquetIndex int

const (
	bloomFilter parquetIndex = iota
	columnIndex
	offsetIndex
	parquetIndexes
)

// of returns where that of chunk is.
func (k parquetIndex) of(chunk *parquetChunk) span {
	return [...]span{bloomFilter: chunk.bloom, columnIndex: chunk.columnIndex, offsetIndex: chunk.offsetIndex}[k]
}

// beside reads the Bloom filters and the indexes of pages, and then what is left. Each kind is read for all chunks in turn, since
// that is how they stand in the file.
func (p *parquetFile) beside(groups thrift) error {
	groups.seen = nil
	for _, kind := range p.indexes {
		err := p.eachChunk(groups, func(c *parquetColumn, chunk parquetChunk, _ int64) error {
			if chunk.elsewhere {
				return nil
			}
			s := kind.of(&chunk)
			if chunk.encrypted {
				p.read(s.start, s.end)
				return nil
			}
			p.column(c, c.text())
			err := p.index(kind, s)
			if p.file.err != nil {
				return p.file.err
			}
			var kind scanner.Kind
			if errors.As(err, &kind) && kind != scanner.Bomb {
				p.out.Problem(kind, "")
			} else if err != nil {
				return err
			}
			return p.told()
		})
		if err != nil {
			return err
		}
	}
	if err := p.copies(groups); err != nil {
		return err
	}
	if err := p.metadata.flush(); err != nil {
		return err
	}
	return p.left()
}

// copies reads the metadata that is repeated behind chunks that were not read.
func (p *parquetFile) copies(groups thrift) error {
	gaps := p.gaps()
	if len(gaps) == 0 {
		return nil
	}
	err := p.eachChunk(groups, func(c *parquetColumn, chunk parquetChunk, _ int64) error {
		_, found := slices.BinarySearchFunc(gaps, chunk.end, func(gap span, end int64) int { return cmp.Compare(gap.start, end) })
		if !found || chunk.elsewhere || chunk.encrypted {
			return nil
		}
		p.column(c, c.text())
		if err := p.copied(chunk, chunk.end); err != nil {
			return err
		}
		return p.told()
	})
	if err == nil {
		err = p.names.flush()
	}
	return err
}

// index reads what is at s.
func (p *parquetFile) index(kind parquetIndex, s span) error {
	if kind == bloomFilter && s.start > 0 {
		return p.bloom(s.start)
	}
	if s.start <= 0 || s.end <= s.start {
		return nil
	}
	next, err := p.pages.structure(s.start, min(s.end, p.file.size-parquetTail), func(t *thrift) {
		if kind == columnIndex {
			t.columnIndex(p.pages.statistic)
		} else {
			t.skip(thriftStruct)
		}
	})
	if err == nil {
		p.read(s.start, next)
	}
	return err
}

// bloom searches a Bloom filter (apache/parquet-format, BloomFilter.md). It is bits, as a rule, and then nothing is found. Many
// writers do not say how long it is.
func (p *parquetFile) bloom(start int64) error {
	size := int64(0)
	limit := p.file.size - parquetTail
	body, err := p.pages.structure(start, limit, func(t *thrift) {
		t.fields(func(id int64, kind byte) {
			if id == 1 && kind == thriftI32 {
				size = t.int()
			} else {
				t.skip(kind)
			}
		})
	})
	if err != nil {
		return err
	}
	if size < 0 || size > limit-body {
		return scanner.Corrupt
	}
	p.read(start, body+size)
	if p.pages.budget -= size; p.pages.budget < 0 {
		return scanner.Bomb
	}
	return p.raw(body, body+size)
}

// raw searches a part of the file as it is.
func (p *parquetFile) raw(from, to int64) error {
	c := newCutter(io.NewSectionReader(p.file, from, to-from), standard)
	defer c.free()
	for drop := 0; ; drop = c.spare() {
		more, err := c.next(drop)
		if !more {
			return err
		}
		if err := p.out.Block(scanner.Block{Text: c.text, From: c.from, To: c.to, Copy: true}); err != nil {
			return err
		}
	}
}

// gaps returns the parts of the file that were not read.
func (p *parquetFile) gaps() (gaps []span) {
	slices.SortFunc(p.account, func(a, b span) int { return cmp.Compare(a.start, b.start) })
	end := int64(4) // of the magic word
	for _, s := range append(p.account, span{p.file.size - parquetTail, p.file.size}) {
		if s.start > end {
			gaps = append(gaps, span{end, s.start})
		}
		end = max(end, s.end)
	}
	return gaps
}

// left searches what nothing in the footer leads to.
func (p *parquetFile) left() error {
	clean := true
	for _, s := range p.gaps() {
		padding, err := p.gap(s.start, s.end)
		if err != nil {
			return err
		}
		clean = clean && padding
	}
	if !clean {
		p.out.Problem(scanner.Unsupported, "")
	}
	return nil
}

// gap searches a part of the file as a text and reports whether it is padding: zeros. What is there may be compressed, so it
// does not count as read.
func (p *parquetFile) gap(start, end int64) (padding bool, err error) {
	zeros, err := leadingZeros(io.NewSectionReader(p.file, start, end-start))
	if start += zeros; err != nil || start == end {
		return true, err
	}
	return false, standard.text(scanner.Input{Body: io.NewSectionReader(p.file, start, end-start)}, p.out)
}

// leadingZeros returns how many zero bytes r begins with.
func leadingZeros(r io.Reader) (n int64, err error) {
	buf := make([]byte, 32<<10)
	for {
		k, err := io.ReadFull(r, buf)
		if !blank(buf[:k]) {
			return n + int64(slices.IndexFunc(buf[:k], func(b byte) bool { return b != 0 })), nil
		}
		n += int64(k)
		switch err {
		case nil:
		case io.EOF, io.ErrUnexpectedEOF:
			return n, nil
		default:
			return n, err
		}
	}
}
