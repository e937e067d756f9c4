package inflate

import (
	"bufio"
	"bytes"
	"compress/flate"
	"io"
	"testing"
)

// smallBlocks is n dynamic blocks without text, each with codes that take few bytes and large tables: one code of each
// length, up to the longest.
func smallBlocks(n int) []byte {
	lit, dist := make([]uint8, 257), make([]uint8, maxDists)
	for i := range maxLength {
		lit[i], dist[i] = uint8(i+1), uint8(i+1)
	}
	lit[256], dist[maxLength] = maxLength, maxLength
	b := &bitWriter{}
	for i := range n {
		writeShort(b, i == n-1, lit, dist)
		b.code(1<<maxLength-1, maxLength)
	}
	return b.bytes()
}

// emptyBlocks is n blocks that end at once: stored, fixed, or dynamic with the shortest header there is.
func emptyBlocks(kind string, n int) []byte {
	b := &bitWriter{}
	for i := range n {
		final := uint64(0)
		if i == n-1 {
			final = 1
		}
		switch kind {
		case "stored":
			b.write(final, 3)
			if b.n > 0 {
				b.write(0, 8-b.n)
			}
			b.write(0xffff0000, 32)
		case "fixed":
			b.write(final|2, 3)
			b.code(0, 7)
		case "dynamic":
			lit := make([]uint8, 257)
			lit[256] = 1
			writeShort(b, final > 0, lit, make([]uint8, 1))
			b.code(0, 1)
		}
	}
	return b.bytes()
}

// writeShort writes the header of a dynamic block, with zeros as repeats.
func writeShort(b *bitWriter, final bool, lit, dist []uint8) {
	h := uint64(0b100)
	if final {
		h |= 1
	}
	b.write(h, 3)
	b.write(uint64(len(lit)-257), 5)
	b.write(uint64(len(dist)-1), 5)
	b.write(19-4, 4)
	// The lengths 1 to 15 and 0 have codes of 5 bits, 18 one of 1 bit.
	meta := make([]uint8, 19)
	for i := range 16 {
		meta[i] = 5
	}
	meta[18] = 1
	for _, s := range metaOrder {
		b.write(uint64(meta[s]), 3)
	}
	codes := canonical(meta)
	lengths := append(append([]uint8{}, lit...), dist...)
	for i := 0; i < len(lengths); {
		zeros := 0
		for i+zeros < len(lengths) && lengths[i+zeros] == 0 && zeros < 138 {
			zeros++
		}
		if zeros >= 11 {
			b.code(codes[18], uint(meta[18]))
			b.write(uint64(zeros-11), 7)
			i += zeros
			continue
		}
		b.code(codes[lengths[i]], uint(meta[lengths[i]]))
		i++
	}
}

// BenchmarkSmallBlocks is the worst that data can do: blocks whose codes cost more than what they hold. MB/s are of data read.
func BenchmarkSmallBlocks(b *testing.B) {
	for _, bb := range []struct {
		name string
		data []byte
	}{
		{"stored", emptyBlocks("stored", 20_000)},
		{"fixed", emptyBlocks("fixed", 20_000)},
		{"dynamic", emptyBlocks("dynamic", 20_000)},
		{"large tables", smallBlocks(20_000)},
	} {
		z, std := &Reader{}, flate.NewReader(nil)
		for _, d := range []struct {
			name  string
			r     io.Reader
			reset func(*bufio.Reader) error
		}{
			{"inflate", z, func(br *bufio.Reader) error { z.Reset(br); return nil }},
			{"stdlib", std, func(br *bufio.Reader) error { return std.(flate.Resetter).Reset(br, nil) }},
		} {
			b.Run(bb.name+"/"+d.name, func(b *testing.B) {
				b.SetBytes(int64(len(bb.data)))
				b.ReportAllocs()
				for b.Loop() {
					if err := d.reset(bufio.NewReaderSize(bytes.NewReader(bb.data), 64<<10)); err != nil {
						b.Fatal(err)
					}
					if n, err := io.Copy(io.Discard, d.r); n != 0 || err != nil {
						b.Fatal(n, err)
					}
				}
			})
		}
	}
}
