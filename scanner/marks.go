package scanner

import (
	"encoding/binary"
	"math/bits"

	"github.com/seed-4750cad8/assay/detectors/planes"
)

// This file tells bytes apart for the gate, 64 at a time: what it asks of a line is where it ends, and how many characters of a
// class are in it.

// The planes of a text, in the order of byteSets.
const (
	letterPlane = iota
	spacePlane  // and newline
	digitPlane
	markPlane // punctuation of sentences
	codePlane // what code has and prose has not, if something more is true of it
	linePlane // newlines
	beyondPlane
	planeCount
)

// What is in them.
const (
	letterSet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	spaceSet  = " \n\r"
	digitSet  = "0123456789"
	markSet   = "!'(),-.:;?"
	codeSet   = `{}^$|\=&/>(`
)

// byteSets makes the planes.
var byteSets = planes.New(letterSet, spaceSet, digitSet, markSet, codeSet, "\n")

// markedBytes is how much of a text is marked at a time: few enough that the planes stay in the nearest cache, and much more than
// maxLine.
const markedBytes = 8 << 10

// marks are the planes of a part of a text. The part goes along with who asks.
type marks struct {
	text     []byte
	from, to int // what of text is marked; from is a multiple of 64
	planes   [markedBytes / 64 * planeCount]uint64
}

// of begins another text.
func (m *marks) of(text []byte) { m.text, m.from, m.to = text, 0, 0 }

// cover marks text[from:to], at most maxLine bytes, and some of what follows.
func (m *marks) cover(from, to int) {
	if from >= m.from && to <= m.to {
		return
	}
	kept := 0 // words: what is marked already is not marked again
	next := from &^ 63
	if next >= m.from && next < m.to {
		kept = copy(m.planes[:], m.planes[(next-m.from)/64*planeCount:byteSets.Len(m.to-m.from)])
		m.from, next = next, m.to
	} else {
		m.from = next
	}
	m.to = min(m.from+markedBytes, len(m.text))
	part := m.text[next:m.to]
	byteSets.Mark(m.planes[kept:kept+byteSets.Len(len(part))], part)
}

// at returns the planes of the 64 bytes with the offset i, which is marked.
func (m *marks) at(i int) *[planeCount]uint64 {
	k := uint(i-m.from) / 64 * planeCount
	return (*[planeCount]uint64)(m.planes[k : k+planeCount])
}

// within returns a mask of the 64 bytes with the offset i: those of text[from:to].
func within(i, from, to int) uint64 {
	base := i &^ 63
	return ^uint64(0) << max(0, from-base) & (^uint64(0) >> max(0, base+64-to))
}

// A byteSum counts characters by class, in lanes of ten bits: of at most maxLine bytes. As a struct it would be written and read
// in memory for each line.
type byteSum uint64

// lane is the width of a lane in bits.
const lane = 10

// The counts, of all characters and of each class.
func (s byteSum) chars() int   { return int(s & (1<<lane - 1)) }
func (s byteSum) letters() int { return int(s >> lane & (1<<lane - 1)) }
func (s byteSum) beyond() int  { return int(s >> (2 * lane) & (1<<lane - 1)) } // beyond ASCII
func (s byteSum) spaces() int  { return int(s >> (3 * lane) & (1<<lane - 1)) } // and newlines
func (s byteSum) digits() int  { return int(s >> (4 * lane) & (1<<lane - 1)) }

// odd returns the number of all but these and punctuation: code and tables have many of them.
func (s byteSum) odd() int { return int(s >> (5 * lane)) }

// A tally is what a line is made of.
type tally struct {
	byteSum
	code bool // some bytes are of codeSet
}

// sum counts the characters of text[from:to], which is marked.
func (m *marks) sum(from, to int) tally {
	t, _ := m.sumUntil(from, to, 0)
	return t
}

// sumLine is sum of the line that text[from:to] begins with. It returns where that ends: behind its newline, or at to.
func (m *marks) sumLine(from, to int) (t tally, end int) {
	return m.sumUntil(from, to, ^uint64(0))
}

// sumUntil is sum up to the first newline that stop has the bit of, and with it.
func (m *marks) sumUntil(from, to int, stop uint64) (t tally, end int) {
	var letters, spaces, digits, odd, beyond int
	var code uint64
	end = to
	mask := ^uint64(0) << (from & 63)
	for i := from &^ 63; i < end; i += 64 {
		if to < i+64 {
			mask &= ^uint64(0) >> (i + 64 - to)
		}
		p := m.at(i)
		if lines := p[linePlane] & mask & stop; lines != 0 {
			mask &= lines ^ (lines - 1)
			end = i + bits.TrailingZeros64(lines) + 1
		}
		letters += bits.OnesCount64(p[letterPlane] & mask)
		spaces += bits.OnesCount64(p[spacePlane] & mask)
		code |= p[codePlane] & mask
		if rest := mask &^ (p[letterPlane] | p[spacePlane] | p[markPlane]); rest != 0 { // few have any
			digits += bits.OnesCount64(p[digitPlane] & rest)
			beyond += bits.OnesCount64(p[beyondPlane] & rest)
			odd += bits.OnesCount64(rest &^ (p[digitPlane] | p[beyondPlane]))
		}
		mask = ^uint64(0)
	}
	chars := end - from
	if beyond > 0 {
		n := characters(m.text[from:end])
		chars -= beyond - n
		beyond = n
	}
	t.byteSum = byteSum(chars | letters<<lane | beyond<<(2*lane) | spaces<<(3*lane) | digits<<(4*lane) | odd<<(5*lane))
	t.code = code != 0
	return t, end
}

// sumBlanks is the sum of text, which has nothing but blanks.
func sumBlanks(text []byte) (s byteSum) {
	for _, c := range text {
		if c == '\t' {
			s += 1 + 1<<(5*lane)
		} else {
			s += 1 + 1<<(3*lane)
		}
	}
	return s
}

// characters returns how many bytes of text begin a character of UTF-8 beyond ASCII: those of 0xC0 and above.
func characters(text []byte) (n int) {
	for ; len(text) >= 8; text = text[8:] {
		x := binary.LittleEndian.Uint64(text)
		n += bits.OnesCount64(x & (x << 1) & high)
	}
	for _, c := range text {
		if c >= 0xC0 {
			n++
		}
	}
	return n
}

// The lowest and the highest bit of each of eight bytes.
const (
	ones = 0x0101010101010101
	high = 0x8080808080808080
)
