package inflate

import (
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"
)

// A bitWriter packs bits as RFC 1951, 3.1.1, says.
type bitWriter struct {
	out  []byte
	bits uint64
	n    uint
}

// write writes the lowest n bits of v, the lowest first.
func (b *bitWriter) write(v uint64, n uint) {
	b.bits |= v & (1<<n - 1) << b.n
	for b.n += n; b.n >= 8; b.n -= 8 {
		b.out = append(b.out, byte(b.bits))
		b.bits >>= 8
	}
}

// code writes a Huffman code of n bits, the highest first.
func (b *bitWriter) code(v uint64, n uint) { b.write(bits.Reverse64(v)>>(64-n), n) }

func (b *bitWriter) bytes() []byte {
	if b.n == 0 {
		return b.out
	}
	return append(slices.Clone(b.out), byte(b.bits))
}

// canonical returns the codes of the lengths (RFC 1951, 3.2.2).
func canonical(lengths []uint8) []uint64 {
	codes := make([]uint64, len(lengths))
	code := uint64(0)
	for n := uint8(1); n <= maxLength; n++ {
		code <<= 1
		for i, l := range lengths {
			if l == n {
				codes[i] = code
				code++
			}
		}
	}
	return codes
}

// randomLengths returns the lengths of a complete code of n symbols out of max, of which the first must is one.
func randomLengths(rnd *rand.Rand, n, max, must int) []uint8 {
	leaves := []uint8{0}
	deep := rnd.IntN(3) // prefers long codes
	for len(leaves) < n {
		i := rnd.IntN(len(leaves))
		for range deep {
			if j := rnd.IntN(len(leaves)); leaves[j] > leaves[i] && leaves[j] < maxLength {
				i = j
			}
		}
		if leaves[i] == maxLength {
			continue
		}
		leaves[i]++
		leaves = append(leaves, leaves[i])
	}
	lengths := make([]uint8, max)
	symbols := append([]int{must}, slices.DeleteFunc(rnd.Perm(max), func(i int) bool { return i == must })...)
	rnd.Shuffle(len(leaves), func(i, j int) { leaves[i], leaves[j] = leaves[j], leaves[i] })
	for i, l := range leaves {
		lengths[symbols[i]] = l
	}
	return lengths
}

// writeCodes writes the header of a dynamic block, its lengths without repeats.
func writeCodes(b *bitWriter, final bool, lit, dist []uint8) {
	h := uint64(0b100)
	if final {
		h |= 1
	}
	b.write(h, 3)
	b.write(uint64(len(lit)-257), 5)
	b.write(uint64(len(dist)-1), 5)
	b.write(19-4, 4)
	for _, s := range metaOrder { // 16 codes of 4 bits, for the lengths themselves
		if s < 16 {
			b.write(4, 3)
		} else {
			b.write(0, 3)
		}
	}
	for _, l := range slices.Concat(lit, dist) {
		b.code(uint64(l), 4)
	}
}

// dynamicBlock is a block with codes as no compressor makes them: of any shape, up to 15 bits. If not valid, some lengths
// are changed after.
func dynamicBlock(rnd *rand.Rand, valid bool) []byte {
	b := &bitWriter{}
	lits, dists := 257+rnd.IntN(maxLits-256), 1+rnd.IntN(maxDists)
	lit := randomLengths(rnd, 2+rnd.IntN(lits-1), lits, 256)
	dist := make([]uint8, dists)
	switch {
	case dists > 1 && rnd.IntN(8) > 0:
		dist = randomLengths(rnd, 2+rnd.IntN(dists-1), dists, rnd.IntN(dists))
	case rnd.IntN(2) > 0:
		dist[rnd.IntN(dists)] = 1
	}
	if !valid {
		for range 1 + rnd.IntN(2) {
			if rnd.IntN(2) == 0 {
				lit[rnd.IntN(lits)] = uint8(rnd.IntN(16))
			} else {
				dist[rnd.IntN(dists)] = uint8(rnd.IntN(16))
			}
		}
	}
	// Stored bytes before it, so that distances reach something.
	stored := rnd.IntN(1 << rnd.IntN(16))
	b.write(0, 8)
	b.write(uint64(stored), 16)
	b.write(uint64(^stored), 16)
	for range stored {
		b.write(rnd.Uint64(), 8)
	}
	writeCodes(b, true, lit, dist)
	codes, distCodes := canonical(lit), canonical(dist)
	out := stored
	for range rnd.IntN(1 << rnd.IntN(14)) {
		s := rnd.IntN(lits)
		if lit[s] == 0 || s == 256 {
			continue
		}
		if s < 256 {
			b.code(codes[s], uint(lit[s]))
			out++
			continue
		}
		d := rnd.IntN(dists)
		e, de := litSymbols[s], distSymbols[d]
		if dist[d] == 0 || int(de>>valueShift)+1<<(de&usedMask) > out && rnd.IntN(10_000) > 0 {
			continue
		}
		b.code(codes[s], uint(lit[s]))
		b.write(rnd.Uint64(), uint(e&usedMask))
		b.code(distCodes[d], uint(dist[d]))
		b.write(rnd.Uint64(), uint(de&usedMask))
		out += 3
	}
	b.code(codes[256], uint(lit[256]))
	return b.bytes()
}

func TestCodes(t *testing.T) {
	z := &Reader{}
	rnd := rand.New(rand.NewPCG(7, 8))
	for i := range 2000 {
		check(t, z, dynamicBlock(rnd, i%4 > 0), chunkings[i%len(chunkings)])
	}
}

// The tables have room for every complete code: a larger one would be a panic that hostile data cause.
func TestTableSizes(t *testing.T) {
	for _, tt := range []struct{ symbols, root, size, want int }{
		{288, litRoot, litSize, 1334}, {32, distRoot, distSize, 402}, // want as zlib's examples/enough.c says
	} {
		got := enough(tt.symbols, tt.root)
		if got != tt.want || got > tt.size {
			t.Errorf("codes of %d symbols with a root of %d bits need up to %d entries, want %d, and at most %d", tt.symbols, tt.root, got, tt.want, tt.size)
		}
	}
}

// enough returns the most entries that the table of a complete code of so many symbols has. It goes through all numbers of
// codes of each length, as zlib's examples/enough.c does.
func enough(symbols, root int) int {
	type state struct{ symbols, open, length, free int } // symbols left, codes open at a length, room in the table begun
	seen := map[state]int{}
	var most func(s state) int
	most = func(s state) (best int) {
		if best, ok := seen[s]; ok {
			return best
		}
		key, size, added := s, 1<<(s.length-root), 0
		limit := s.open // of codes of this length: those that are left open must suffice for the rest
		if s.symbols > s.open {
			room := 1 << (maxLength - s.length)
			limit = (s.open*room - s.symbols) / (room - 1)
		}
		for use := 0; use <= limit; use++ {
			if use > 0 {
				if s.free == 0 {
					s.free = size
					added += size
				}
				s.free--
			}
			switch symbols, open := s.symbols-use, 2*(s.open-use); {
			case symbols == 0 && open == 0:
				best = max(best, added)
			case s.free > 0 && open > 0 && open <= symbols:
				best = max(best, added+size+most(state{symbols, open, s.length + 1, 2 * s.free}))
			case open > 0 && open <= symbols:
				best = max(best, added+most(state{symbols, open, s.length + 1, 0}))
			}
		}
		seen[key] = best
		return best
	}
	best := 0
	for open := 1; open < 1<<root; open++ { // prefixes of root bits that longer codes begin with
		closed := 1<<root - open
		for short := bits.OnesCount(uint(closed)); short <= closed && short+2*open <= symbols; short++ {
			if left := symbols - short; left <= 2*open<<(maxLength-root-1) {
				best = max(best, most(state{left, 2 * open, root + 1, 0}))
			}
		}
	}
	return 1<<root + best
}

func TestSymbols(t *testing.T) {
	for _, tt := range []struct {
		e           entry
		base, extra int
	}{ // RFC 1951, 3.2.5
		{litSymbols[257], 3, 0}, {litSymbols[264], 10, 0}, {litSymbols[265], 11, 1}, {litSymbols[268], 17, 1}, {litSymbols[284], 227, 5}, {litSymbols[285], 258, 0},
		{distSymbols[0], 1, 0}, {distSymbols[3], 4, 0}, {distSymbols[4], 5, 1}, {distSymbols[29], 24577, 13},
	} {
		if got, extra := int(tt.e>>valueShift), int(tt.e&usedMask); got != tt.base || extra != tt.extra {
			t.Errorf("%d with %d extra bits, want %d with %d", got, extra, tt.base, tt.extra)
		}
	}
}
