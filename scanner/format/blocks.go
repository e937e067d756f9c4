package format

import (
	"bytes"
	"io"
	"sync"

	"github.com/seed-4750cad8/assay/scanner"
)

// A cut is how texts are cut into blocks: of at most size bytes, of which each shares overlap bytes with its neighbour on
// either side. size must be more than twice overlap.
type cut struct{ size, overlap int }

// standard is the cut of every format in the list. Tests use smaller ones, to have many seams.
var standard = cut{size: scanner.MaxBlock, overlap: scanner.Overlap}

// buffers holds the blocks of texts that have been read, for the next ones: a small object would otherwise cost 256 KiB.
var buffers = sync.Pool{New: func() any { return new([scanner.MaxBlock]byte) }}

// A cutter cuts a stream of text into blocks: windows on one buffer that slide over the stream. What each block owns
// (from ≤ offset < to) is, over all blocks, every byte exactly once.
type cutter struct {
	cut
	src    io.Reader
	pooled *[scanner.MaxBlock]byte
	buf    []byte

	text     []byte // the current block
	from, to int    // what it owns
	offset   int64  // of text[0] in the stream
	line     int64  // of text[0], from 1
	end      bool   // nothing follows text
	err      error  // why nothing follows, when that is not the end of the stream
	zeros    bool   // some NUL was read
	odd      bool   // a part of the stream is not in its charset, nor in ASCII
}

func newCutter(src io.Reader, c cut) *cutter {
	pooled := buffers.Get().(*[scanner.MaxBlock]byte)
	return &cutter{cut: c, src: src, pooled: pooled, buf: pooled[:c.size], line: 1}
}

// free gives the buffer back: the cutter and its blocks must not be used afterwards.
func (c *cutter) free() {
	buffers.Put(c.pooled)
	c.pooled, c.buf, c.text, c.to, c.end = nil, nil, nil, 0, true
}

// spare returns how many bytes at the start of the block later blocks do not need as context.
func (c *cutter) spare() int {
	return max(0, c.to-c.overlap)
}

// next drops the first bytes of the block, at most spare of them, and makes the block that follows current. It returns false
// when none does, with the error of the stream, if any: what was read before the error was a block all the same. A caller
// must drop at least a quarter of the block if the spare allows, to keep the cost of moving the rest low.
func (c *cutter) next(drop int) (bool, error) {
	if c.end && c.to == len(c.text) {
		return false, c.err
	}
	c.line += int64(bytes.Count(c.text[:drop], newline))
	c.offset += int64(drop)
	c.from = c.to - drop
	n := copy(c.buf, c.text[drop:])
	c.fill(n)
	if c.from == len(c.text) {
		return false, c.err // the stream ended where the last block did, or is empty
	}
	return true, nil
}

// fill makes the block of the n bytes that are in the buffer and as many more as fit.
func (c *cutter) fill(n int) {
	for idle := 0; n < len(c.buf) && !c.end; {
		m, err := c.src.Read(c.buf[n:])
		n += m
		switch {
		case err == io.EOF:
			c.end = true
		case err != nil:
			c.end, c.err = true, err
		case m > 0:
			idle = 0
		default:
			if idle++; idle == 100 {
				c.end, c.err = true, io.ErrNoProgress
			}
		}
	}
	c.text = c.buf[:n]
	c.to = n
	if !c.end {
		c.to -= c.overlap
	}
}

// start reads what will be the first block, and returns it. It may be called before the first next.
func (c *cutter) start() []byte {
	if c.text == nil {
		c.fill(0)
		c.to = 0
	}
	return c.text
}

var newline = []byte{'\n'}
