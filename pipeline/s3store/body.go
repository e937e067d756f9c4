package s3store

import (
	"io"
	"os"
	"sync"
)

// A body reads an object from its first byte to its last. It streams the part that its reader is at, and has later parts
// fetched in parallel into the buffers that the store's pool can spare. With no buffer to be had it streams one part
// after the other: it never waits for a buffer, so open objects cannot block each other.
type body struct {
	size    int64
	done    <-chan struct{} // closed when reading must end, and
	cause   func() error    // why
	parts   *pool
	section func(from, to int64) *section

	pos     int64
	current *section // being streamed; nil when the reader is in ahead[0]
	ahead   []*part  // fetched or being fetched; next follows the last one
	next    int64
	closed  bool
	fetches sync.WaitGroup
}

// A part is a stretch of an object in a buffer of the pool.
type part struct {
	from  int64
	buf   []byte
	ready chan struct{} // closed when buf is filled, or
	err   error         // could not be
}

// readAheadAfter is how far, in bytes, a reader must have come for its object to be read ahead: further than any look at
// a file's head.
const readAheadAfter = 512 << 10

func (b *body) Read(p []byte) (int, error) {
	if b.closed {
		return 0, os.ErrClosed
	}
	if b.pos >= readAheadAfter {
		b.readAhead()
	}
	for b.pos < b.size {
		if b.current != nil {
			n, err := b.current.Read(p)
			b.pos += int64(n)
			if err != io.EOF {
				return n, err
			}
			b.current = nil // with its last byte read it has closed itself
			continue
		}
		if len(b.ahead) == 0 {
			to := min(b.next+b.parts.size, b.size)
			b.current, b.next = b.section(b.pos, to), to
			continue
		}
		return b.readPart(p)
	}
	return 0, io.EOF
}

// readPart reads from the first part ahead, once that is there.
func (b *body) readPart(p []byte) (int, error) {
	first := b.ahead[0]
	select {
	case <-first.ready:
	case <-b.done:
		return 0, b.cause()
	}
	if first.err != nil {
		return 0, first.err
	}
	n := copy(p, first.buf[b.pos-first.from:])
	b.pos += int64(n)
	if b.pos == first.from+int64(len(first.buf)) {
		b.parts.put(first.buf)
		b.ahead = b.ahead[1:]
	}
	return n, nil
}

// readAhead has parts fetched for as long as there are buffers. One object takes half of them at most.
func (b *body) readAhead() {
	for b.next < b.size && len(b.ahead) < b.parts.share() {
		buf := b.parts.take()
		if buf == nil {
			return
		}
		to := min(b.next+int64(len(buf)), b.size)
		next := &part{from: b.next, buf: buf[:to-b.next], ready: make(chan struct{})}
		b.ahead, b.next = append(b.ahead, next), to
		from := b.section(next.from, to)
		b.fetches.Go(func() {
			defer close(next.ready)
			_, next.err = io.ReadFull(from, next.buf)
			from.Close()
		})
	}
}

// close gives back everything. The context of the sections must have ended.
func (b *body) close() {
	if b.closed {
		return
	}
	b.closed = true
	if b.current != nil {
		b.current.Close()
	}
	b.fetches.Wait()
	for _, p := range b.ahead {
		b.parts.put(p.buf)
	}
	b.ahead = nil
}

// A pool holds the buffers of parts that all open objects share, made as they are first needed.
type pool struct {
	size int64 // of a buffer

	mu   sync.Mutex
	free [][]byte
	made int64
	left int64 // buffers that may still be made
}

// take returns a buffer, or nil when all are in use.
func (p *pool) take() []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	if n := len(p.free); n > 0 {
		buf := p.free[n-1]
		p.free = p.free[:n-1]
		return buf
	}
	if p.left == 0 {
		return nil
	}
	p.left--
	p.made++
	return make([]byte, p.size)
}

// put gives a buffer of take back, however it was cut.
func (p *pool) put(buf []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.free = append(p.free, buf[:cap(buf)])
}

// share is how many buffers one object may hold at once.
func (p *pool) share() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return int(max(1, (p.made+p.left)/2))
}
