package format

import (
	"errors"
	"io"

	"github.com/seed-4750cad8/assay/scanner"
)

// A source is the stream of an input that remembers why it failed. Codecs change the errors that they pass on, or call a
// failed read bad data; with a source the two are told apart whatever the codec does.
type source struct {
	r   io.Reader
	err error // the first error of r but io.EOF
	eof bool  // r has said that it ends
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	switch {
	case err == nil:
	case err == io.EOF:
		s.eof = true
	case s.err == nil:
		s.err = err
	}
	return n, err
}

// fault turns the error of a codec that reads s into the error that a decoder returns: the source's own error, a Kind, or
// Corrupt. What the codec says is dropped, since such errors may quote what they read.
func (s *source) fault(err error) error {
	var kind scanner.Kind
	switch {
	case err == nil:
		return nil
	case s.err != nil:
		return s.err
	case errors.As(err, &kind):
		return kind
	}
	return scanner.Corrupt
}

// A content is what a codec makes of a source: a reader whose errors are faults, and which remembers the first.
type content struct {
	src *source
	r   io.Reader
	err error
}

func (c *content) Read(p []byte) (int, error) {
	if c.err != nil {
		return 0, c.err
	}
	n, err := c.r.Read(p)
	if err == nil || err == io.EOF {
		return n, err
	}
	c.err = c.src.fault(err)
	return n, c.err
}

// push scans c as the member of that name. The error is the sink's, or the fault that c met.
func (c *content) push(out scanner.Sink, name string) error {
	if err := out.Member(name, c); err != nil {
		return err
	}
	return c.err
}

const (
	maxBuffered = 32 << 20 // the most that a member without random access may have when its format needs that
	bufferStep  = 1 << 20  // how much of it is read at a time; the first step needs no reservation
)

// A buffered is a whole input in memory.
type buffered struct {
	chunks [][]byte // each of bufferStep bytes, but for the last
	size   int64
	free   []func()
}

// buffer reads the whole of in into memory. An input of more than maxBuffered bytes is TooLarge. Members do not say how large
// they are, so memory is reserved while they are read: an archive in an archive in an archive takes no more than it needs.
// The caller calls release when err is nil.
func buffer(in scanner.Input, out scanner.Sink) (_ *buffered, err error) {
	if in.Size > maxBuffered {
		return nil, scanner.TooLarge
	}
	b := &buffered{}
	defer func() {
		if err != nil {
			b.release()
		}
	}()
	src := &source{r: in.Body}
	for {
		if b.size > 0 {
			free, err := out.Reserve(bufferStep)
			if err != nil {
				return nil, err
			}
			b.free = append(b.free, free)
		}
		chunk := make([]byte, bufferStep)
		n, err := io.ReadFull(src, chunk)
		b.size += int64(n)
		b.chunks = append(b.chunks, chunk[:n])
		switch {
		case err == io.EOF || err == io.ErrUnexpectedEOF && src.err == nil:
			return b, nil
		case err != nil:
			return nil, src.err
		case b.size >= maxBuffered:
			return nil, scanner.TooLarge
		}
	}
}

// release gives the memory back.
func (b *buffered) release() {
	b.chunks = nil
	for _, free := range b.free {
		free()
	}
	b.free = nil
}

// ReadAt implements [io.ReaderAt].
func (b *buffered) ReadAt(p []byte, off int64) (n int, err error) {
	if off < 0 {
		return 0, errors.New("negative offset")
	}
	for n < len(p) {
		if off >= b.size {
			return n, io.EOF
		}
		k := copy(p[n:], b.chunks[off/bufferStep][off%bufferStep:])
		n += k
		off += int64(k)
	}
	return n, nil
}

// A window reads an [io.ReaderAt] ahead, in few large pieces, since each call may be a request to an object store. It is
// made for reads that mostly ascend.
type window struct {
	at   io.ReaderAt
	size int64  // of all there is
	max  int    // bytes to read ahead
	off  int64  // where buf stands
	buf  []byte // what was read
	err  error  // the first error of at but io.EOF
}

func newWindow(at io.ReaderAt, size int64, ahead int) *window {
	return &window{at: at, size: size, max: int(min(int64(ahead), size))}
}

// ReadAt implements [io.ReaderAt]. A read of more than the window holds goes past it.
func (w *window) ReadAt(p []byte, off int64) (n int, err error) {
	for n < len(p) {
		at := off + int64(n)
		if at < 0 || at >= w.size {
			return n, io.EOF
		}
		if skip := at - w.off; skip >= 0 && skip < int64(len(w.buf)) {
			n += copy(p[n:], w.buf[skip:])
			continue
		}
		if len(p)-n > w.max {
			k, err := w.read(p[n:min(int64(len(p)), int64(n)+w.size-at)], at)
			n += k
			if err != nil {
				return n, err
			}
			continue
		}
		if err := w.fill(at); err != nil {
			return n, err
		}
	}
	return n, nil
}

// view returns the n bytes at off if they all are in the window, else nil. They are valid until the next read.
func (w *window) view(off, n int64) []byte {
	if skip := off - w.off; skip >= 0 && skip <= int64(len(w.buf)) && n <= int64(len(w.buf))-skip {
		return w.buf[skip : skip+n : skip+n]
	}
	return nil
}

// fill moves the window to begin at off.
func (w *window) fill(off int64) error {
	if w.buf == nil {
		w.buf = make([]byte, 0, w.max)
	}
	if w.size == int64(w.max) {
		off = 0 // all of it
	}
	w.off = off
	n, err := w.read(w.buf[:min(int64(w.max), w.size-off)], off)
	w.buf = w.buf[:n]
	return err
}

// read reads all of p, which lies inside the size.
func (w *window) read(p []byte, off int64) (int, error) {
	n, err := w.at.ReadAt(p, off)
	if n == len(p) {
		return n, nil
	}
	if err == nil || err == io.EOF {
		err = io.ErrUnexpectedEOF // shorter than its size says
	}
	if w.err == nil {
		w.err = err
	}
	return n, err
}
