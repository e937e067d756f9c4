package s3store

import (
	"errors"
	"io"
	"os"
	"sync"
)

// random is random access to an object by ranged requests. Formats read a directory at the end, then a few places, each
// from there onwards in small steps: so it keeps a few windows of what it has read. A window that is read to its end is
// followed by one twice as long, up to a part, if the store's pool can spare the buffer.
type random struct {
	size    int64
	parts   *pool
	section func(from, to int64) *section

	mu      sync.Mutex // io.ReaderAt allows calls in parallel
	closed  bool
	windows [4]window
	clock   int64
}

// A window is a stretch of the object in memory.
type window struct {
	from   int64
	buf    []byte // what is there of it
	pooled bool   // buf is of the pool
	used   int64  // the clock when it was last read
}

// smallWindow is the length of a new window in bytes; all windows of one object have at least this.
const smallWindow = 256 << 10

func (r *random) ReadAt(p []byte, off int64) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return 0, os.ErrClosed
	}
	if off < 0 {
		return 0, errors.New("negative offset")
	}
	n := 0
	for n < len(p) && off < r.size {
		if w := r.find(off); w != nil {
			m := copy(p[n:], w.buf[off-w.from:])
			n, off = n+m, off+int64(m)
			continue
		}
		want := min(int64(len(p)-n), r.size-off)
		w, length := r.window(off, want)
		if length < want { // more than fits a window
			m, err := readSection(r.section(off, off+want), p[n:n+int(want)])
			n, off = n+m, off+int64(m)
			if err != nil {
				return n, err
			}
			continue
		}
		if err := r.fill(w, off, length); err != nil {
			return n, err
		}
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// find returns the window that holds the byte at off, or nil.
func (r *random) find(off int64) *window {
	for i := range r.windows {
		if w := &r.windows[i]; w.from <= off && off < w.from+int64(len(w.buf)) {
			r.clock++
			w.used = r.clock
			return w
		}
	}
	return nil
}

// window returns the window to read want bytes from off into, with a buffer, and how much of that to fill: the window that
// ends at off, or the one that was not used for longest. It may hold less than want.
func (r *random) window(off, want int64) (w *window, length int64) {
	w, length = &r.windows[0], smallWindow
	for i := range r.windows {
		v := &r.windows[i]
		if len(v.buf) > 0 && v.from+int64(len(v.buf)) == off {
			w, length = v, max(smallWindow, min(2*int64(len(v.buf)), r.parts.size))
			break
		}
		if v.used < w.used {
			w = v
		}
	}
	if want <= r.parts.size {
		length = max(length, want)
	}
	if length > smallWindow && length > int64(cap(w.buf)) {
		if part := r.parts.take(); part != nil {
			r.release(w)
			w.buf, w.pooled = part[:0], true
		}
	}
	if w.buf == nil {
		w.buf = make([]byte, 0, smallWindow)
	}
	return w, min(length, int64(cap(w.buf)))
}

// fill reads length bytes from off into w.
func (r *random) fill(w *window, off, length int64) error {
	if length == smallWindow {
		off = max(0, min(off, r.size-length)) // near the end: what lies before is read next
	}
	w.from, w.buf = off, w.buf[:min(length, r.size-off)]
	n, err := readSection(r.section(off, off+int64(len(w.buf))), w.buf)
	w.buf = w.buf[:n]
	r.clock++
	w.used = r.clock
	return err
}

// release gives a window's buffer back to the pool if it is of the pool.
func (r *random) release(w *window) {
	if w.pooled {
		r.parts.put(w.buf)
	}
	w.buf, w.pooled = nil, false
}

func (r *random) close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = true
	for i := range r.windows {
		r.release(&r.windows[i])
	}
}

// readSection fills p from s, or says why it could not.
func readSection(s *section, p []byte) (int, error) {
	defer s.Close()
	return io.ReadFull(s, p)
}
