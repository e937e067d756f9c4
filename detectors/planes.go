package detectors

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// This file sorts the bytes of a text into planes: words in which bit i says whether byte i of 64 is of a kind. With them the
// begins of all words of 64 bytes are two instructions, and what is between them is not looked at byte by byte.

// A planes says of 64 bytes which are of which kind. Bit 0 is the first byte.
type planes struct {
	word   uint64 // ASCII letters, digits and '_'
	letter uint64 // ASCII
	upper  uint64 // ASCII capitals
	digit  uint64
	beyond uint64 // bytes beyond ASCII
	asked  uint64 // ASCII bytes at which sieve always lets ask
	anchor uint64 // anchors
	colon  uint64 // field separators: ':' and '='
	quote  uint64
	hex    uint64 // hexadecimal digits
	next   uint64 // ASCII bytes of sieve.next

	// What follows from those of this and the next bytes:
	starts uint64 // where a candidate may start, by sieve
	edges  uint64 // where a word of a keyword may start
}

// planeBits is how a byte is told to the planes: the bits of the planes that it is in, but beyond, which is the highest
// bit of the byte itself.
type planeBits uint16

const (
	inWord planeBits = 1 << iota
	inLetter
	inUpper
	inDigit
	inAsked
	inAnchor
	inColon
	inQuote
	inHex
	inNext
)

// A planeTable says which planes a byte is in. It is made by Compile, since anchors are of a Set.
type planeTable struct {
	of [256]planeBits
	// By the low nibble of a byte: the high nibbles with which it is in a plane, as bits. Only for ASCII.
	low [planeSets][16]uint8
}

// planeSets is how many planes are sets of ASCII bytes: all but beyond.
const planeSets = 10

func newPlaneTable(starts *startTable, anchors *[256][]anchored) *planeTable {
	t := new(planeTable)
	for c := range 256 {
		in := &t.of[c]
		kind := byteKinds[c]
		if kind&wordByte != 0 {
			*in |= inWord
		}
		if kind&(lowerByte|upperByte) != 0 {
			*in |= inLetter
		}
		if kind&upperByte != 0 {
			*in |= inUpper
		}
		if kind&digitByte != 0 {
			*in |= inDigit
		}
		if c >= utf8.RuneSelf {
			continue
		}
		if starts.sieve.asked.has(byte(c)) {
			*in |= inAsked
		}
		if len(anchors[c]) > 0 {
			*in |= inAnchor
		}
		if isFieldSeparator(byte(c)) {
			*in |= inColon
		}
		if isQuote(byte(c)) {
			*in |= inQuote
		}
		if isHex(byte(c)) {
			*in |= inHex
		}
		if starts.sieve.next.has(byte(c)) {
			*in |= inNext
		}
		for set, bit := range [planeSets]planeBits{inWord, inLetter, inUpper, inDigit, inAsked, inAnchor, inColon, inQuote, inHex, inNext} {
			if *in&bit != 0 {
				t.low[set][c&15] |= 1 << (c >> 4)
			}
		}
	}
	return t
}

// classifyPortable fills dst with the planes of text, which has 64 bytes for each. It is the meaning of classify.
func (t *planeTable) classifyPortable(dst []planes, text []byte) {
	for b := range dst {
		block := text[64*b : 64*b+64 : 64*b+64]
		p := planes{}
		for k := 0; k < 64; k += 8 {
			eight := block[k : k+8 : k+8]
			var low, high uint64 // the eight first planes of each byte, and the others
			for i, c := range eight {
				in := uint64(t.of[c])
				low |= in & 0xFF << (8 * i)
				high |= in >> 8 << (8 * i)
			}
			low = transpose(low)
			p.word |= low & 0xFF << k
			p.letter |= low >> 8 & 0xFF << k
			p.upper |= low >> 16 & 0xFF << k
			p.digit |= low >> 24 & 0xFF << k
			p.asked |= low >> 32 & 0xFF << k
			p.anchor |= low >> 40 & 0xFF << k
			p.colon |= low >> 48 & 0xFF << k
			p.quote |= low >> 56 & 0xFF << k
			high = transpose(high)
			p.hex |= high & 0xFF << k
			p.next |= high >> 8 & 0xFF << k
			p.beyond |= transpose(binary.LittleEndian.Uint64(eight)) >> 56 << k
		}
		dst[b] = p
	}
}

// transpose transposes 8 by 8 bits: byte n of x becomes bit n of each of its bytes (Warren, "Hacker's Delight", 7-3).
func transpose(x uint64) uint64 {
	y := (x ^ x>>7) & 0x00AA00AA00AA00AA
	x ^= y ^ y<<7
	y = (x ^ x>>14) & 0x0000CCCC0000CCCC
	x ^= y ^ y<<14
	y = (x ^ x>>28) & 0x00000000F0F0F0F0
	return x ^ y ^ y<<28
}

// mark fills in starts and edges of all but the last of tile, which come after before.
func (s *Set) mark(before *planes, tile []planes) {
	for b := range len(tile) - 1 {
		p := &tile[b]
		after := &tile[b+1]
		p.starts = s.starts.table.sieve.sift(before, p, after)
		if s.openBeyond {
			p.starts |= p.beyond
		}
		// wordEdge on planes: it may say yes where the letter before or after is beyond ASCII.
		beforeLetter := p.letter<<1 | before.letter>>63
		beforeUpper := p.upper<<1 | before.upper>>63
		beforeDigit := p.digit<<1 | before.digit>>63
		afterLower := (p.letter&^p.upper|p.beyond)>>1 | (after.letter&^after.upper|after.beyond)<<63
		p.edges = p.letter&^(beforeLetter|beforeDigit) | p.upper&beforeLetter&(^beforeUpper|afterLower) | p.beyond
		if s.keywords.words.digits {
			p.edges |= p.digit &^ beforeDigit
		}
		before = p
	}
}

// An emitted is where in a tile something may be.
type emitted struct {
	//lint:ignore U1000 scratch of the kernels, which are no Go
	shapes  [64*tileBlocks + 1]uint64
	offsets [64*tileBlocks + 1]uint16
}

// emitStartsPortable leaves in dst.offsets where in text, which has 64 bytes for each of tile but the last and startPlaces more, a
// candidate may start: at starts for which table says so. It returns how many there are. It is the meaning of emitStarts.
func emitStartsPortable(dst *emitted, tile []planes, text []byte, table *startTable) (n int) {
	for b := range len(tile) - 1 {
		p, after := &tile[b], &tile[b+1]
		block := text[64*b : 64*b+64+startPlaces : 64*b+64+startPlaces]
		for starts := p.starts; starts != 0; starts &= starts - 1 {
			i := bits.TrailingZeros64(starts) & 63
			length := bits.TrailingZeros64(^(p.word>>i | after.word<<1<<(63-i)))
			dst.offsets[n] = uint16(64*b + i)
			shapes := table.near(table.first(block[i], length), binary.LittleEndian.Uint64(block[i:]))
			if shapes != 0 && table.far(shapes, binary.LittleEndian.Uint32(block[i+nearPlaces:])) != 0 {
				n++
			}
		}
	}
	return n
}

// emitEdgesPortable leaves in dst.offsets where in text, which has 64 bytes for each of tile but the last and startPlaces more, a keyword
// may start: at edges for which words says so, and before bytes beyond ASCII. It returns how many there are. It is the
// meaning of emitEdges.
func emitEdgesPortable(dst *emitted, tile []planes, text []byte, words *wordFilter) (n int) {
	for b := range len(tile) - 1 {
		block := text[64*b : 64*b+64+startPlaces : 64*b+64+startPlaces]
		for edges := tile[b].edges; edges != 0; edges &= edges - 1 {
			i := bits.TrailingZeros64(edges) & 63
			dst.offsets[n] = uint16(64*b + i)
			if four := binary.LittleEndian.Uint32(block[i:]); four&beyondASCII != 0 || words.maybe(four) {
				n++
			}
		}
	}
	return n
}
