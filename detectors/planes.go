package detectors

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// This file sorts the bytes of a text into planes: words in which bit i says whether byte i of 64 is of a kind. With them the
// begins of all words of 64 bytes are two instructions, and what is between them is not looked at byte by byte.

// planeSpan is how many words a plane of a tile has: for the block before the tile, its blocks, the one behind, and as many as the
// kernels may read and write past that, eight at a time.
const planeSpan = 1 + tileBlocks + 1 + 8

// A plane says of each 64 bytes of a tile which are of a kind. Bit 0 is the first byte. The word of block b is at b+1.
type plane [planeSpan]uint64

// A tile is the planes of a piece of text, of up to tileBlocks blocks of 64 bytes.
type tile struct {
	word   plane // ASCII letters, digits and '_'
	letter plane // ASCII
	upper  plane // ASCII capitals
	digit  plane
	asked  plane // ASCII bytes of sieve.asked
	anchor plane // anchors
	colon  plane // field separators: ':' and '='
	quote  plane
	hex    plane // hexadecimal digits
	next   plane // bytes of sieve.next, and those beyond ASCII
	dash   plane // '-'
	point  plane // '.'
	beyond plane // bytes beyond ASCII

	// What follows from those:
	starts plane // where a candidate may start, by sieve
	edges  plane // where a word of a keyword may start
	named  plane // separators behind a letter
	quoted plane // separators behind a letter and a quote
	others plane // other separators, but those of the minutes of a time

	maybe plane // scratch of passColons: separators behind what may be a name
}

// clearBefore says that nothing stands before the tile.
func (p *tile) clearBefore() {
	for _, plane := range p.kept() {
		plane[0] = 0
	}
}

// advance makes the last of so many blocks the one before the tile.
func (p *tile) advance(blocks int) {
	for _, plane := range p.kept() {
		plane[0] = plane[blocks]
	}
}

// kept returns the planes of which the block before the tile is looked at.
func (p *tile) kept() [8]*plane {
	return [...]*plane{&p.word, &p.letter, &p.upper, &p.digit, &p.colon, &p.quote, &p.dash, &p.point}
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
	inDash
	inPoint
)

// A planeTable says which planes a byte is in. It is made by Compile, since anchors are of a Set.
type planeTable struct {
	of [256]planeBits
	// By the low nibble of a byte: the high nibbles with which it is in a plane, as bits. Only for ASCII.
	low [planeSets][16]uint8
}

// planeSets is how many planes are sets of ASCII bytes: all but beyond.
const planeSets = 12

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
		switch c {
		case '-':
			*in |= inDash
		case '.':
			*in |= inPoint
		}
		for set := range planeSets {
			bit := inWord << set
			if *in&bit != 0 {
				t.low[set][c&15] |= 1 << (c >> 4)
			}
		}
	}
	return t
}

// classifyPortable fills the planes of sets, and beyond, for so many blocks of text. It is the meaning of classify.
func (t *planeTable) classifyPortable(p *tile, text []byte, blocks int) {
	for b := 1; b <= blocks; b++ {
		block := text[64*b-64 : 64*b : 64*b]
		p.word[b], p.letter[b], p.upper[b], p.digit[b], p.asked[b], p.anchor[b] = 0, 0, 0, 0, 0, 0
		p.colon[b], p.quote[b], p.hex[b], p.next[b], p.dash[b], p.point[b], p.beyond[b] = 0, 0, 0, 0, 0, 0, 0
		for k := 0; k < 64; k += 8 {
			eight := block[k : k+8 : k+8]
			var low, high uint64 // the eight first planes of each byte, and the others
			for i, c := range eight {
				in := uint64(t.of[c])
				low |= in & 0xFF << (8 * i)
				high |= in >> 8 << (8 * i)
			}
			low = transpose(low)
			p.word[b] |= low & 0xFF << k
			p.letter[b] |= low >> 8 & 0xFF << k
			p.upper[b] |= low >> 16 & 0xFF << k
			p.digit[b] |= low >> 24 & 0xFF << k
			p.asked[b] |= low >> 32 & 0xFF << k
			p.anchor[b] |= low >> 40 & 0xFF << k
			p.colon[b] |= low >> 48 & 0xFF << k
			p.quote[b] |= low >> 56 & 0xFF << k
			high = transpose(high)
			p.hex[b] |= high & 0xFF << k
			p.next[b] |= high >> 8 & 0xFF << k
			p.dash[b] |= high >> 16 & 0xFF << k
			p.point[b] |= high >> 24 & 0xFF << k
			p.beyond[b] |= transpose(binary.LittleEndian.Uint64(eight)) >> 56 << k
		}
		p.next[b] |= p.beyond[b]
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

// A planeRules is what Set.mark must know: each is all bits or none.
type planeRules struct {
	numbers, long  uint64 // of sieve
	dashes, shorts uint64 // the same
	digits         uint64 // a keyword may start with a digit
	beyond         uint64 // a candidate may start with a byte beyond ASCII
	times          uint64 // no name is a number, so that no name stands between two colons with one or two digits between them
}

// behind returns the plane that is by bits behind p: what stood before each byte.
func (p *plane) behind(b int, by uint) uint64 { return p[b]<<by | p[b-1]>>(64-by) }

// ahead returns the plane that is by bits ahead of p: what stands after each byte.
func (p *plane) ahead(b int, by uint) uint64 { return p[b]>>by | p[b+1]<<(64-by) }

// markPortable fills in what follows from the planes of sets, for so many blocks. It is the meaning of mark.
func markPortable(p *tile, rules *planeRules, blocks int) {
	for b := 1; b <= blocks; b++ {
		word := p.word[b]
		begin := word &^ p.word.behind(b, 1)
		next := func(by uint) uint64 { return p.next.ahead(b, by) }
		short := p.hex[b] & (next(1) | p.hex.ahead(b, 1)&(next(2)|p.hex.ahead(b, 2)&(next(3)|p.hex.ahead(b, 3)&next(4))))
		// Runs of so many word bytes. Those that begin in the next block are right in its first bits, and no others count.
		after := p.word[b+1]
		run2, after2 := word&p.word.ahead(b, 1), after&(after>>1)
		run4, after4 := run2&(run2>>2|after2<<62), after2&(after2>>2)
		run8, after8 := run4&(run4>>4|after4<<60), after4&(after4>>4)
		run14 := run8 & (run8>>6 | after8<<58)
		asked, digit := p.asked[b], p.digit[b]
		asked &= run4 | next(1) | p.word.ahead(b, 1)&(next(2)|p.word.ahead(b, 2)&next(3)) | rules.shorts
		number := func(by uint) uint64 { return p.digit.ahead(b, by) | p.point.ahead(b, by) }
		dashed := p.dash[b] & (p.dash.ahead(b, 1) | p.digit.ahead(b, 1)&number(2)&number(3)) & rules.dashes
		inNumber := digit & (p.dash.behind(b, 1) | p.point.behind(b, 1)) & p.digit.behind(b, 2) // as startsToken has it
		p.starts[b] = p.asked[b]&^word | dashed | begin&^inNumber&(short|asked|digit&run8&rules.numbers|run14&rules.long) |
			p.beyond[b]&rules.beyond

		// wordEdge on planes: it may say yes where the letter before or after is beyond ASCII.
		letter, upper := p.letter[b], p.upper[b]
		beforeLetter, beforeDigit := p.letter.behind(b, 1), p.digit.behind(b, 1)
		afterLower := p.letter.ahead(b, 1)&^p.upper.ahead(b, 1) | p.beyond.ahead(b, 1)
		p.edges[b] = letter&^(beforeLetter|beforeDigit) | upper&beforeLetter&(^p.upper.behind(b, 1)|afterLower) | p.beyond[b] |
			digit&^beforeDigit&rules.digits

		p.named[b] = p.colon[b] & beforeLetter
		p.quoted[b] = p.colon[b] & p.quote.behind(b, 1) & p.letter.behind(b, 2)
		minutes := beforeDigit & (p.colon.behind(b, 2) | p.digit.behind(b, 2)&p.colon.behind(b, 3))
		p.others[b] = p.colon[b] &^ (p.named[b] | p.quoted[b] | minutes&rules.times)
	}
}

// An emitted is where in a tile something may be.
type emitted struct {
	//lint:ignore U1000 scratch of the kernels, which are no Go
	shapes  [64*tileBlocks + 1]uint64
	offsets [64*tileBlocks + 1]uint16
}

// emitNamesPortable leaves in dst.offsets where in so many blocks, which begin at text[base], a separator stands behind what may be the
// end of a name: at bits of named, which stand back bytes behind it, for which words says so. It returns how many there are. It is
// the meaning of emitNames.
func emitNamesPortable(dst *emitted, named *plane, text []byte, base, blocks, back int, words *wordFilter) (n int) {
	for b := range blocks {
		for left := named[b+1]; left != 0; left &= left - 1 {
			i := 64*b + bits.TrailingZeros64(left)
			dst.offsets[n] = uint16(i)
			if words.maybeBefore(text, base+i-back) {
				n++
			}
		}
	}
	return n
}

// emitStartsPortable leaves in dst.offsets where in so many blocks of text, which has startPlaces bytes more, a candidate may
// start: at starts for which table says so. It returns how many there are. It is the meaning of emitStarts.
func emitStartsPortable(dst *emitted, p *tile, text []byte, blocks int, table *startTable) (n int) {
	for b := range blocks {
		word, after := p.word[b+1], p.word[b+2]
		block := text[64*b : 64*b+64+startPlaces : 64*b+64+startPlaces]
		for starts := p.starts[b+1]; starts != 0; starts &= starts - 1 {
			i := bits.TrailingZeros64(starts) & 63
			length := bits.TrailingZeros64(^(word>>i | after<<1<<(63-i)))
			dst.offsets[n] = uint16(64*b + i)
			shapes := table.near(table.first(block[i], length), binary.LittleEndian.Uint64(block[i:]))
			if shapes != 0 && table.far(shapes, binary.LittleEndian.Uint32(block[i+nearPlaces:])) != 0 {
				n++
			}
		}
	}
	return n
}

// emitEdgesPortable leaves in dst.offsets where in so many blocks of text, which has startPlaces bytes more, a keyword may start: at
// edges for which words says so, and before bytes beyond ASCII. It returns how many there are. It is the meaning of emitEdges.
func emitEdgesPortable(dst *emitted, p *tile, text []byte, blocks int, words *wordFilter) (n int) {
	for b := range blocks {
		block := text[64*b : 64*b+64+startPlaces : 64*b+64+startPlaces]
		for edges := p.edges[b+1]; edges != 0; edges &= edges - 1 {
			i := bits.TrailingZeros64(edges) & 63
			dst.offsets[n] = uint16(64*b + i)
			if four := binary.LittleEndian.Uint32(block[i:]); four&beyondASCII != 0 || words.maybe(four) {
				n++
			}
		}
	}
	return n
}
