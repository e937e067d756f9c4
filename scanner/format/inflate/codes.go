package inflate

import (
	"math/bits"
	"sync"
)

// An entry of a table says what a code means. The next root bits index the first 1<<root entries; codes that are longer go on
// in a table behind them, to which there is a link. An entry holds, from the lowest bit:
//
//	6 bits   how many bits it uses in all: of its code and extra ones, or of two codes
//	2 bits   how many literals it is: 0, 1 or 2
//	4 bits   how long its (first) code is; of a link, how many bits index the table that it leads to
//	4 bits   whether it is a link, the end of the block, bad; and the highest, whether it is one of those
//	16 bits  its literals, the first lower; the base of its length or distance; or where the linked table begins
type entry = uint32

const (
	usedMask            = 63 // shifts of 64-bit words by an entry use these bits only
	literals            = 3 << literalsShift
	literalsShift       = 6
	oneLiteral          = 1 << literalsShift
	lengthShift         = 8
	lengthMask          = 15
	valueShift          = 16
	special             = 1 << 15
	link          entry = special | 1<<14
	end           entry = special | 1<<13
	bad           entry = special | 1<<12
)

// Sizes of the tables: those for which all codes of a length of 15 bits have room (as zlib's examples/enough.c computes
// them: 1334 and 402 entries), rounded up to powers of two, so that a mask replaces a check of bounds.
const (
	maxLength = 15
	litRoot   = 10
	litSize   = 1 << 11
	distRoot  = 8
	distSize  = 1 << 9
	metaRoot  = 7
)

// codes are those of one block.
type codes struct {
	lit  [litSize]entry
	dist [distSize]entry
}

// How many symbols a dynamic block may have; the fixed codes have two more of each, which are bad (RFC 1951, 3.2.6).
const (
	maxLits  = 286
	maxDists = 30
)

// litSymbols, distSymbols and metaSymbols are entries without the length of their codes (RFC 1951, 3.2.5).
var (
	litSymbols = func() (s [288]entry) {
		for i := range 256 {
			s[i] = entry(i)<<valueShift | oneLiteral
		}
		s[256] = end
		base := entry(3)
		for i := range 28 {
			extra := max(0, i/4-1)
			s[257+i] = base<<valueShift | entry(extra)
			base += 1 << extra
		}
		s[285] = longest << valueShift
		s[286], s[287] = bad, bad
		return s
	}()
	distSymbols = func() (s [32]entry) {
		base := entry(1)
		for i := range maxDists {
			extra := max(0, i/2-1)
			s[i] = base<<valueShift | entry(extra)
			base += 1 << extra
		}
		s[30], s[31] = bad, bad
		return s
	}()
	metaSymbols = func() (s [19]entry) {
		for i := range s {
			s[i] = entry(i) << valueShift
		}
		return s
	}()
)

// fixed returns the codes of blocks that bring none (RFC 1951, 3.2.6). They are only read.
var fixed = sync.OnceValue(func() *codes {
	var lit [288]uint8
	for i := range lit {
		switch {
		case i < 144:
			lit[i] = 8
		case i < 256:
			lit[i] = 9
		case i < 280:
			lit[i] = 7
		default:
			lit[i] = 8
		}
	}
	var dist [32]uint8
	for i := range dist {
		dist[i] = 5
	}
	c := &codes{}
	build(c.lit[:], litRoot, lit[:], litSymbols[:])
	pair(c.lit[:1<<litRoot])
	build(c.dist[:], distRoot, dist[:], distSymbols[:])
	return c
})

// build makes the table of the code in which symbols[i] has a length of lengths[i] bits, 0 meaning that it does not occur.
// It reports whether there is such a code: it must be complete, or empty, or one symbol with a length of 1. The bits that
// such a code leaves out are bad. The time is that of writing the table, a few words at a time.
func build(table []entry, root uint, lengths []uint8, symbols []entry) bool {
	var count [maxLength + 1]int
	for _, n := range lengths {
		count[n&maxLength]++
	}
	count[0] = 0
	var first [maxLength + 2]int // of each length, in sorted
	sum := 0
	for n := 1; n <= maxLength; n++ {
		first[n+1] = first[n] + count[n]
		sum += count[n] << (maxLength - n)
	}
	used := first[maxLength+1]
	var sorted [288]uint16 // symbols by length
	for i, n := range lengths {
		if n != 0 {
			sorted[first[n]] = uint16(i)
			first[n]++
		}
	}
	if sum != 1<<maxLength {
		if used > 1 || used == 1 && count[1] != 1 {
			return false
		}
		// The shortest table in which every index is bad or that symbol.
		table[0], table[1] = bad, bad|1<<lengthShift
		if used == 1 {
			table[0] = symbols[sorted[0]] + 1<<lengthShift + 1
		}
		double(table[:1<<root], 2)
		return true
	}

	// Codes ascend with their length and symbol. They are stored with their first bit lowest, so code is kept reversed. The
	// table doubles whenever the length grows.
	n := uint(1)
	for count[n] == 0 {
		n++
	}
	size := 1 << n
	code := 0
	todo := count[n]
	i := 0
	for ; ; i++ {
		for todo == 0 {
			n++
			if n <= root {
				copy(table[size:2*size], table[:size])
				size *= 2
			}
			todo = count[n]
		}
		if n > root {
			break
		}
		table[code] = symbols[sorted[i]] + entry(n)<<lengthShift + entry(n)
		if code == size-1 { // all ones: the last
			double(table[:1<<root], size)
			return true
		}
		code = next(code, n)
		todo--
	}

	// The rest links to tables behind the first, each as small as its codes allow.
	size = 1 << root
	prefix, begin, width := -1, 0, uint(0)
	for {
		if p := code & (1<<root - 1); p != prefix {
			prefix, begin = p, size
			width = n - root
			for room := todo; room < 1<<width; room = room<<1 + count[root+width] {
				width++
			}
			size += 1 << width
			table[prefix] = link | entry(begin)<<valueShift | entry(width)<<lengthShift
		}
		e := symbols[sorted[i]] + entry(n)<<lengthShift + entry(n)
		for at := begin + code>>root; at < size; at += 1 << (n - root) {
			table[at] = e
		}
		if code == 1<<n-1 {
			return true
		}
		code = next(code, n)
		i++
		todo--
		for todo == 0 {
			n++
			todo = count[n]
		}
	}
}

// next returns the code of n bits after this one, both with their first bit lowest: the highest zero becomes one, and the
// ones above it zeros.
func next(code int, n uint) int {
	bit := 1 << (bits.Len(uint(code^(1<<n-1))) - 1)
	return code&(bit-1) | bit
}

// double repeats the first size entries until table is full.
func double(table []entry, size int) {
	for ; size < len(table); size *= 2 {
		copy(table[size:], table[:size])
	}
}

// pair makes one entry of two literals wherever the index holds the codes of both.
func pair(table []entry) {
	for i := len(table) - 1; i >= 0; i-- { // so that what an entry continues with is not a pair yet
		a := table[i]
		if a&literals == 0 {
			continue
		}
		n := a & usedMask
		b := table[i>>n]
		if b&literals == 0 || n+b&usedMask > litRoot {
			continue
		}
		table[i] = a + b&usedMask + oneLiteral + b>>valueShift<<(valueShift+8)
	}
}

// metaOrder is the order in which the lengths of the code for lengths are sent (RFC 1951, 3.2.7).
var metaOrder = [19]uint8{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}

// dynamic reads the codes of a block (RFC 1951, 3.2.7).
func (z *Reader) dynamic() error {
	h, err := z.take(14)
	if err != nil {
		return err
	}
	lits, dists, metas := int(h&31)+257, int(h>>5&31)+1, int(h>>10)+4
	if lits > maxLits || dists > maxDists {
		return ErrCorrupt
	}
	var lengths [maxLits + maxDists]uint8
	var meta [1 << metaRoot]entry
	for _, at := range metaOrder[:metas] {
		n, err := z.take(3)
		if err != nil {
			return err
		}
		lengths[at] = uint8(n)
	}
	if !build(meta[:], metaRoot, lengths[:len(metaOrder)], metaSymbols[:]) {
		return ErrCorrupt
	}
	clear(lengths[:len(metaOrder)])
	for i := 0; i < lits+dists; {
		e, err := z.symbol(meta[:], metaRoot)
		if err != nil {
			return err
		}
		var n, extra uint
		var length uint8
		switch s := e >> valueShift; s {
		default:
			lengths[i] = uint8(s)
			i++
			continue
		case 16:
			if i == 0 {
				return ErrCorrupt
			}
			n, extra, length = 3, 2, lengths[i-1]
		case 17:
			n, extra = 3, 3
		case 18:
			n, extra = 11, 7
		}
		more, err := z.take(extra)
		if err != nil {
			return err
		}
		n += more
		if i+int(n) > lits+dists {
			return ErrCorrupt
		}
		for ; n > 0; n-- {
			lengths[i] = length
			i++
		}
	}
	if !build(z.own.lit[:], litRoot, lengths[:lits], litSymbols[:]) ||
		!build(z.own.dist[:], distRoot, lengths[lits:lits+dists], distSymbols[:]) {
		return ErrCorrupt
	}
	return nil
}

// symbol reads one symbol and returns its entry, whose extra bits are not used yet. It reads no byte that the symbol does not
// need: bits that are missing are zero, so that the entry they give is of the shortest code that begins with those at hand.
func (z *Reader) symbol(table []entry, root uint) (entry, error) {
	for {
		e := table[z.bits&(1<<root-1)]
		if e&link == link {
			e = table[uint64(e>>valueShift)+z.bits>>root&(1<<(e>>lengthShift&lengthMask)-1)]
		}
		n := uint(e >> lengthShift & lengthMask)
		if n <= z.n {
			if e&bad == bad {
				return 0, ErrCorrupt
			}
			z.bits >>= n
			z.n -= n
			return e, nil
		}
		if err := z.moreBits(); err != nil {
			return 0, err
		}
	}
}
