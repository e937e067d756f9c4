package scanner

import (
	"io"
	"sync"
)

// A peeker reads ahead SniffLen bytes, so that sniffing does not take them from the decoder.
type peeker struct {
	r    io.Reader
	buf  *[SniffLen]byte
	have []byte // read ahead and not yet taken
	err  error  // of reading ahead, given once have is taken
}

var peekBuffers = sync.Pool{New: func() any { return new([SniffLen]byte) }}

func newPeeker(r io.Reader) *peeker {
	return &peeker{r: r, buf: peekBuffers.Get().(*[SniffLen]byte)}
}

// peek returns the first SniffLen bytes, or all there are. The error is not io.EOF.
func (p *peeker) peek() ([]byte, error) {
	n := 0
	for empty := 0; n < len(p.buf) && p.err == nil; {
		// Not io.ReadFull: it makes io.ErrUnexpectedEOF of a source's end, which must not look like that of one cut off.
		var read int
		if read, p.err = p.r.Read(p.buf[n:]); read > 0 {
			n, empty = n+read, 0
		} else if empty++; empty > maxEmptyReads && p.err == nil {
			p.err = io.ErrNoProgress
		}
	}
	p.have = p.buf[:n]
	if p.err == io.EOF {
		return p.have, nil
	}
	return p.have, p.err
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
	p.buf, p.have, p.err = nil, nil, io.ErrClosedPipe
}
