//go:build !amd64

package inflate

// symbols is symbolsPortable.
func (z *Reader) symbols(src []byte, in, last int, out int) (int, int, stop) {
	return z.symbolsPortable(src, in, last, out)
}
