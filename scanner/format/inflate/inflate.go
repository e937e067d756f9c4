// Package inflate decodes DEFLATE (RFC 1951), the compression of gzip and zip, from a stream to a stream.
//
// It owns the bits, the codes and the window, and takes and refuses exactly what compress/flate does: a test and a fuzz
// target hold the two equal. It exists because it is four to five times as fast, and gzip bounds the scan of compressed logs.
// It knows nothing of headers, checksums and files around the data.
//
// What it reads is hostile. Time is linear in the bytes read and written, memory is the Reader's own and constant.
package inflate

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
)

// ErrCorrupt is the error of data that are not DEFLATE.
var ErrCorrupt = errors.New("inflate: corrupt data")

const (
	window  = 32 << 10 // how far back a match may reach (RFC 1951, 2)
	longest = 258      // bytes of a match
	// span is how many positions buf has: the window and what is decoded at once. It is a power of two, so that "% span"
	// costs an AND and shows the compiler that an index needs no check. It never changes an index.
	span    = 1 << 17
	bufSize = span + 16           // for a word that begins at the last position
	full    = span - longest - 32 // no match begins from here on: whole words are copied, two at a time
)

// A Reader decodes one stream of DEFLATE. The zero value is not usable: call Reset first. It holds 140 KiB, so whoever
// reads many streams resets one Reader for each. It is not safe for concurrent use.
type Reader struct {
	br  *bufio.Reader
	src []byte // the bytes that br has buffered
	in  int    // how many of src are in bits, or used

	bits   uint64 // read and not used yet, the next one lowest; zero above n
	n      uint   // how many there are
	final  bool   // the block is the last
	left   int    // bytes of a stored block
	codes  *codes // of a compressed block, else nil
	single bool   // no entry of codes is a pair yet

	portable bool // the kernel is not used: tests hold the two equal

	from, to int // of buf: decoded, and not given to Read yet
	err      error
	own      codes // of the dynamic block that is decoded
	buf      [bufSize]byte
}

// Reset makes z read the stream that begins where br stands. It allocates nothing. Until Read returns io.EOF, nothing else
// may read from br; then br stands behind the last byte of the stream.
func (z *Reader) Reset(br *bufio.Reader) {
	z.br, z.src, z.in = br, nil, 0
	z.bits, z.n = 0, 0
	z.final, z.left, z.codes, z.single = false, 0, nil, false
	z.from, z.to = 0, 0 // so no match reaches what the last stream left in buf
	z.err = nil
}

// Read implements [io.Reader]. It returns everything that was decoded before it returns an error: ErrCorrupt, or the error
// of the reader below, where an end inside the stream is [io.ErrUnexpectedEOF].
func (z *Reader) Read(p []byte) (int, error) {
	for z.from == z.to {
		if z.err != nil {
			return 0, z.err
		}
		z.fill()
	}
	n := copy(p, z.buf[z.from:z.to])
	z.from += n
	return n, nil
}

// fill decodes until buf is full or the stream ends. All of buf was given to Read before.
func (z *Reader) fill() {
	if z.to > window {
		copy(z.buf[:window], z.buf[z.to-window:z.to])
		z.from, z.to = window, window
	}
	for z.err == nil && z.to < full {
		switch {
		case z.codes != nil:
			z.err = z.decode()
		case z.left > 0:
			z.err = z.copyStored()
		case z.final:
			z.giveBack()
			_, z.err = z.br.Discard(z.in)
			z.src, z.in = nil, 0
			if z.err == nil {
				z.err = io.EOF
			}
		default:
			z.err = z.block()
		}
	}
}

// block reads the header of a block (RFC 1951, 3.2.3).
func (z *Reader) block() error {
	h, err := z.take(3)
	if err != nil {
		return err
	}
	z.final = h&1 != 0
	switch h >> 1 {
	case 0:
		return z.stored()
	case 1:
		z.codes, z.single = fixed(), false
		return nil
	case 2:
		if err := z.dynamic(); err != nil {
			return err
		}
		z.codes, z.single = &z.own, true
		return nil
	}
	return ErrCorrupt
}

// stored reads the length of a stored block, which begins at a byte (RFC 1951, 3.2.4).
func (z *Reader) stored() error {
	drop := z.n & 7
	z.bits >>= drop
	z.n -= drop
	size, err := z.take(16)
	if err != nil {
		return err
	}
	not, err := z.take(16)
	if err != nil {
		return err
	}
	if size != not^0xffff {
		return ErrCorrupt
	}
	z.giveBack()
	z.left = int(size)
	return nil
}

// copyStored copies what is at hand of a stored block. No bits are held.
func (z *Reader) copyStored() error {
	if z.in == len(z.src) {
		if err := z.more(); err != nil {
			return err
		}
	}
	src := z.src[z.in:]
	n := copy(z.buf[z.to:full], src[:min(len(src), z.left)])
	z.in += n
	z.to += n
	z.left -= n
	return nil
}

// more gets the next bytes, after src was used up.
func (z *Reader) more() error {
	_, err := z.br.Discard(z.in)
	z.src, z.in = nil, 0
	if err != nil {
		return err
	}
	if _, err := z.br.Peek(1); err != nil {
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return err
	}
	z.src, err = z.br.Peek(z.br.Buffered())
	return err
}

// moreBits adds a byte to the bits at least. It never waits for more than that.
func (z *Reader) moreBits() error {
	if z.in == len(z.src) {
		if err := z.more(); err != nil {
			return err
		}
	}
	if len(z.src)-z.in >= 8 {
		k := (63 - z.n) >> 3
		z.bits |= binary.LittleEndian.Uint64(z.src[z.in:]) << (64 - 8*k) >> (64 - 8*k) << z.n
		z.in += int(k)
		z.n += 8 * k
		return nil
	}
	z.bits |= uint64(z.src[z.in]) << z.n
	z.in++
	z.n += 8
	return nil
}

// take uses the next n bits, 16 at most.
func (z *Reader) take(n uint) (uint, error) {
	for z.n < n {
		if err := z.moreBits(); err != nil {
			return 0, err
		}
	}
	v := uint(z.bits) & (1<<n - 1)
	z.bits >>= n
	z.n -= n
	return v, nil
}

// giveBack returns whole bytes to src. They are all from src: a byte is added only when the bits do not suffice for what is
// used next, so what came from before src is used by then.
func (z *Reader) giveBack() {
	z.in -= int(z.n >> 3)
	z.n &= 7
	z.bits &= 1<<z.n - 1
}
