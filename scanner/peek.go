package scanner

import (
	"bytes"
	"io"
	"sync"
)

// A peeker reads ahead as far as sniffing looks, so that it does not take that from the decoder.
type peeker struct {
	r    io.Reader
	buf  *[SniffLen]byte
	wide []byte // in place of buf, where that is not enough
	have []byte // read ahead and not yet taken
	err  error  // of reading ahead, given once have is taken
}

var peekBuffers = sync.Pool{New: func() any { return new([SniffLen]byte) }}

func newPeeker(r io.Reader) *peeker {
	return &peeker{r: r, buf: peekBuffers.Get().(*[SniffLen]byte)}
}

// peek returns the first bytes, as many as SniffSize says, or all there are. The error is not io.EOF.
func (p *peeker) peek() ([]byte, error) {
	n := p.fill(p.buf[:], 0)
	p.have = p.buf[:n]
	if n == SniffLen && bytes.Count(p.have, []byte{'\n'}) < 2 {
		p.wide = make([]byte, MaxSniffLen)
		copy(p.wide, p.have)
		p.have = p.wide[:p.fill(p.wide, n)]
	}
	if p.err == io.EOF {
		return p.have, nil
	}
	return p.have, p.err
}

// fill reads until buf, which has n bytes, is full or nothing more comes, and returns how many bytes it has then.
func (p *peeker) fill(buf []byte, n int) int {
	for empty := 0; n < len(buf) && p.err == nil; {
		// Not io.ReadFull: it makes io.ErrUnexpectedEOF of a source's end, which must not look like that of one cut off.
		var read int
		if read, p.err = p.r.Read(buf[n:]); read > 0 {
			n, empty = n+read, 0
		} else if empty++; empty > maxEmptyReads && p.err == nil {
			p.err = io.ErrNoProgress
		}
	}
	return n
}

// maxEmptyReads is how often a source may return nothing at all, as in package bufio.
const maxEmptyReads = 100

func (p *peeker) Read(b []byte) (int, error) {
	if len(p.have) > 0 {
		n := copy(b, p.have)
		p.have = p.have[n:]
		return n, nil
	}
	if p.err != nil {
		return 0, p.err
	}
	return p.r.Read(b)
}

// free gives the buffer back. The peeker must not be read afterwards.
func (p *peeker) free() {
	if p.buf != nil {
		peekBuffers.Put(p.buf)
	}
	p.buf, p.wide, p.have, p.err = nil, nil, nil, io.ErrClosedPipe
}
