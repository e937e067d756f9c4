package inflate

import "encoding/binary"

// decode decodes the block's symbols, until it ends or buf is full.
func (z *Reader) decode() error {
	for z.codes != nil && z.to < full {
		if err := z.fast(); err != nil {
			return err
		}
		if z.codes == nil || z.to >= full {
			break
		}
		if z.single && len(z.src)-z.in >= need {
			pair(z.own.lit[:1<<litRoot])
			z.single = false
		}
		if err := z.careful(); err != nil {
			return err
		}
	}
	return nil
}

// careful decodes one literal, match or end, and reads no byte that it does not need.
func (z *Reader) careful() error {
	e, err := z.symbol(z.codes.lit[:], litRoot)
	if err != nil {
		return err
	}
	switch {
	case e&literals != 0: // the first, if it is two
		z.buf[z.to] = byte(e >> valueShift)
		z.to++
		return nil
	case e&special != 0:
		z.codes = nil
		return nil
	}
	length, err := z.value(e)
	if err != nil {
		return err
	}
	if e, err = z.symbol(z.codes.dist[:], distRoot); err != nil {
		return err
	}
	dist, err := z.value(e)
	if err != nil {
		return err
	}
	if dist > z.to {
		return ErrCorrupt
	}
	for range length {
		z.buf[z.to] = z.buf[z.to-dist]
		z.to++
	}
	return nil
}

// value returns the length or distance of an entry whose extra bits come next.
func (z *Reader) value(e entry) (int, error) {
	extra, err := z.take(uint(e&usedMask - e>>lengthShift&lengthMask))
	return int(e>>valueShift) + int(extra), err
}

// need is how many bytes must be left for a round of fast: it reads two words, the second at most 7 bytes behind the first.
const need = 16

// pairAfter is how many bytes of a block are decoded with single literals: pairs of them must be worth their making, and an
// attacker may send many blocks that end at once.
const pairAfter = 256

// fast decodes as long as src and buf have room for a round without a look at how much is left.
func (z *Reader) fast() error {
	last := len(z.src) - need
	if z.in > last {
		return nil
	}
	if z.single {
		last = min(last, z.in+pairAfter)
	}
	var why stop
	z.in, z.to, why = z.symbols(z.src, z.in, last, z.to)
	z.giveBack()
	switch why {
	case blockEnd:
		z.codes = nil
	case corrupt:
		return ErrCorrupt
	}
	return nil
}

// A stop is why symbols returns.
type stop int

const (
	noRoom stop = iota // src or buf may not suffice for another round
	blockEnd
	corrupt
)

// symbolsPortable decodes symbols of src[in:] to buf[out:], as long as in is last at most and out is below full, and returns how far
// it came: in rounds of three entries of literals, or fewer and a match. It is where nearly all the time goes, so it keeps everything
// in local variables. There, bits may hold more than n bits: the same that src will give again. And of n only the lowest 6 bits
// count, so that a whole entry is subtracted where the bits it uses are meant.
func (z *Reader) symbolsPortable(src []byte, in, last, out int) (_, _ int, why stop) {
	lit, dist, buf := &z.codes.lit, &z.codes.dist, &z.buf
	bits, n, in := refill(z.bits, z.n, src, in)
	e := lit[bits&(1<<litRoot-1)] // always the entry that is next
	for in <= last && out < full {
		// 56 bits at least are at hand, of which three entries use 30.
		if e&literals != 0 {
			bits, n, out = emit(bits, n, buf, out, e)
			e = lit[bits&(1<<litRoot-1)]
			if e&literals != 0 {
				bits, n, out = emit(bits, n, buf, out, e)
				e = lit[bits&(1<<litRoot-1)]
				if e&literals != 0 {
					bits, n, out = emit(bits, n, buf, out, e)
					bits, n, in = refill(bits, n, src, in)
					e = lit[bits&(1<<litRoot-1)]
					continue
				}
			}
			bits, n, in = refill(bits, n, src, in)
		}
		// 56 bits again, of which a match uses 15 + 5 + 15 + 13.
		if e&special != 0 {
			if e&link == link {
				e = lit[linked(bits, e, litRoot)%litSize]
			}
			if e&literals != 0 {
				bits, n, out = emit(bits, n, buf, out, e)
				bits, n, in = refill(bits, n, src, in)
				e = lit[bits&(1<<litRoot-1)]
				continue
			}
			if e&end == end {
				bits, n = bits>>(e&usedMask), n-uint(e)
				why = blockEnd
				break
			}
			if e&special != 0 {
				why = corrupt
				break
			}
		}
		length := valued(bits, e)
		bits, n = bits>>(e&usedMask), n-uint(e)
		e = dist[bits&(1<<distRoot-1)]
		if e&special != 0 {
			if e&link == link {
				e = dist[linked(bits, e, distRoot)%distSize]
			}
			if e&special != 0 {
				why = corrupt
				break
			}
		}
		d := valued(bits, e)
		bits, n = bits>>(e&usedMask), n-uint(e)
		if d > out {
			why = corrupt
			break
		}
		bits, n, in = refill(bits, n, src, in)
		e = lit[bits&(1<<litRoot-1)] // looked up before the copy, which need not end for it
		to := out
		out += length
		// Whole words, though the last goes past the end: what comes next overwrites that. Of a match that overlaps itself within
		// 16 bytes, the first are right, as many as the distance; so it doubles.
		for ; d < 16 && to < out; d *= 2 {
			copy16(buf, to, d)
			to += d
		}
		for ; to < out; to += 16 {
			copy16(buf, to, d)
		}
	}
	z.bits, z.n = bits, n&63
	return in, out, why
}

// refill makes n 56 at least, from the word at in.
func refill(bits uint64, n uint, src []byte, in int) (uint64, uint, int) {
	bits |= binary.LittleEndian.Uint64(src[in:in+8]) << (n & 63)
	return bits, n | 56, in + 7 - int(n>>3&7)
}

// emit writes the literals of e. It always writes two, and counts one or two.
func emit(bits uint64, n uint, buf *[bufSize]byte, out int, e entry) (uint64, uint, int) {
	i := uint(out) % span
	binary.LittleEndian.PutUint16(buf[i:i+2], uint16(e>>valueShift))
	return bits >> (e & usedMask), n - uint(e), out + int(e&literals>>literalsShift)
}

// valued returns the length or distance of an entry, with the extra bits behind its code.
func valued(bits uint64, e entry) int {
	return int(e>>valueShift) + int(bits&(1<<(e&usedMask)-1)>>(e>>lengthShift&lengthMask))
}

// linked returns where the entry is that a link leads to.
func linked(bits uint64, e entry, root uint) uint64 {
	return uint64(e>>valueShift) + bits>>root&(1<<(e>>lengthShift&lengthMask)-1)
}

// copy16 copies 16 bytes to to from dist bytes before. It reads them all before it writes.
func copy16(buf *[bufSize]byte, to, dist int) {
	s, t := uint(to-dist)%span, uint(to)%span
	*(*[16]byte)(buf[t:]) = *(*[16]byte)(buf[s:])
}
