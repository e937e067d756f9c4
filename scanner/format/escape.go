package format

import (
	"sort"

	"github.com/seed-4750cad8/assay/detectors"
	"github.com/seed-4750cad8/assay/scanner"
)

// An unescaped is a block's text with its escapes undone, and the map between offsets in it and in the block ("raw").
// It is filled from left to right by keep and put, and reused for many blocks.
type unescaped struct {
	text  []byte
	seams []seam
	raw   int // how much of the block was taken
}

// A seam says that text[at:], up to the next seam, is a copy of the block from raw on. The bytes just before a seam
// may be fewer than those that they stand for.
type seam struct{ at, raw int32 }

func (u *unescaped) reset() {
	u.text, u.seams, u.raw = u.text[:0], u.seams[:0], 0
}

// keep copies the block up to the offset to.
func (u *unescaped) keep(block []byte, to int) {
	u.text = append(u.text, block[u.raw:to]...)
	u.raw = to
}

// put writes what the block holds up to the offset to as the bytes of s, which are fewer.
func (u *unescaped) put(to int, s ...byte) {
	u.text = append(u.text, s...)
	u.raw = to
	u.seams = append(u.seams, seam{at: int32(len(u.text)), raw: int32(to)})
}

// toRaw returns where in the block the byte at offset in the text comes from.
func (u *unescaped) toRaw(offset int) int {
	i := sort.Search(len(u.seams), func(i int) bool { return int(u.seams[i].at) > offset })
	if i == 0 {
		return offset
	}
	s := u.seams[i-1]
	return int(s.raw) + offset - int(s.at)
}

// toText is the inverse of toRaw: how many bytes of the text come from before offset raw of the block.
func (u *unescaped) toText(raw int) int {
	i := sort.Search(len(u.seams), func(i int) bool { return int(u.seams[i].raw) > raw })
	at := raw
	if i > 0 {
		s := u.seams[i-1]
		at = int(s.at) + raw - int(s.raw)
	}
	if i < len(u.seams) {
		at = min(at, int(u.seams[i].at))
	}
	return min(at, len(u.text))
}

// wrap returns the functions of b, which take offsets in a block, for offsets in its unescaped text. It is called once for
// many blocks.
func (u *unescaped) wrap(b scanner.Block) scanner.Block {
	at, each, locate := b.Fields.At, b.Fields.Each, b.Locate
	b.Fields.At = func(offset int) detectors.Field {
		f := at(u.toRaw(offset))
		f.Start, f.End = u.toText(f.Start), max(u.toText(f.End), offset+1)
		return f
	}
	if each != nil {
		b.Fields.Each = func(want func(int) bool, yield func(name, start, end int) bool) {
			each(want, func(name, start, end int) bool { return yield(name, u.toText(start), u.toText(end)) })
		}
	}
	b.Locate = func(start int) scanner.Location { return locate(u.toRaw(start)) }
	return b
}

// become makes b, a block as it is, a block of the unescaped text, with the functions of wrapped.
func (u *unescaped) become(b *scanner.Block, wrapped scanner.Block) {
	b.Text, b.From, b.To = u.text, u.toText(b.From), u.toText(b.To)
	b.Fields, b.Locate = wrapped.Fields, wrapped.Locate
}
