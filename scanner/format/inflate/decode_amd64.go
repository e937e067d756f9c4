package inflate

import "golang.org/x/sys/cpu"

// hasKernel says whether this processor has BMI2, which the kernel is made of.
var hasKernel = cpu.X86.HasBMI2

// symbols is symbolsPortable, by the kernel where it may be.
func (z *Reader) symbols(src []byte, in, last int, out int) (int, int, stop) {
	if !hasKernel || z.portable {
		return z.symbolsPortable(src, in, last, out)
	}
	bits, n, in, out, why := symbolsBMI2(&src[0], in, last, z.bits, z.n, z.codes, &z.buf, out)
	z.bits, z.n = bits, n
	return in, out, stop(why)
}

// symbolsBMI2 is symbolsPortable; len(src) is last+need at least, and in is last at most. It writes less than 32 bytes behind the end
// of a match, which is why none begins at full or behind.
//
//go:noescape
func symbolsBMI2(src *byte, in, last int, bits uint64, n uint, c *codes, buf *[bufSize]byte, out int) (bits2 uint64, n2 uint, in2, out2, why int)
