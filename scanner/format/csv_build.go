package format

import (
	"bytes"
	"math/bits"
	"slices"

	"github.com/seed-4750cad8/assay/detectors/planes"
)

// This file makes a csvIndex, 64 bytes at a time, from planes of what ends and encloses cells. Where all quotes of 64 bytes are as a
// writer of tables puts them, a few operations on words say which delimiters and newlines are between cells. Where they
// are not, csv_quote.go is asked about each.

// The planes of a table's text, in the order of csvDelimiters' tables.
const (
	planeQuote = iota
	planeNewline
	planeDelimiter
	csvPlanes = iota + 1 // and the one for bytes beyond ASCII
)

// newCSVPlanes returns the table for those planes.
func newCSVPlanes(delimiter string) *planes.Table { return planes.New(`"`, "\n", delimiter) }

// planesOf returns the planes of a delimiter. For those in csvDelimiters they are made once.
func planesOf(delimiter byte) *planes.Table {
	for i := range csvDelimiters {
		if csvDelimiters[i].delimiter == delimiter {
			return csvDelimiters[i].planes
		}
	}
	return newCSVPlanes(string(rune(delimiter)))
}

// csvTile is how many bytes are sorted into planes at once: the planes and the text stay in the nearest cache.
const csvTile = 64 * 64

// A csvBuilder is a csvIndex being made.
type csvBuilder struct {
	*csvIndex
	start   int // of the current cell; lost when that is in an earlier block
	pending int // the quote of the cell that was opened and is not closed yet, as far as this came; -1 when there is none
}

// build makes the index of the block, if it was not made yet.
func (x *csvIndex) build() {
	if x.built {
		return
	}
	x.built = true
	x.cells, x.rows, x.words = append(x.cells[:0], uint32(x.at)<<1), append(x.rows[:0], 0), x.words[:0]
	b := csvBuilder{csvIndex: x, start: x.at, pending: -1}
	at := x.at
	if x.inside {
		b.start = lost
	}
	if x.quoted {
		x.cells[0]++
		at = x.behind(x.closing)
		x.doubled = bytes.Contains(x.text[:at], doubled)
	}
	var tile [csvTile / 64 * csvPlanes]uint64
	for at < len(x.text) || b.pending >= 0 {
		if at >= len(x.text) {
			at = b.reopen()
			continue
		}
		base := at &^ (csvTile - 1)
		end := min(len(x.text), base+csvTile)
		x.planes.Mark(tile[:x.planes.Len(end-base)], x.text[base:end])
		for base <= at && at < end {
			at = b.add((*[csvPlanes]uint64)(tile[(at-base)/64*csvPlanes:]), at)
		}
	}
	b.note(len(x.text))
	x.rows = append(x.rows, uint32(len(x.cells)))
	x.cells = append(x.cells, uint32(len(x.text)+1)<<1)
}

// add indexes the text from at to the end of the 64 bytes around it, whose planes are given. It returns where to go on, which
// is elsewhere when some quote there is out of order.
func (b *csvBuilder) add(planes *[csvPlanes]uint64, at int) int {
	base, behind := at&^63, ^uint64(0)<<(at&63)
	quotes, newlines := planes[planeQuote]&behind, planes[planeNewline]&behind
	marks := newlines | planes[planeDelimiter]&behind
	b.note(at)
	n := len(b.cells)
	opening := uint64(0)
	if quotes != 0 || b.pending >= 0 {
		inside := enclosed(quotes) // from each opening quote to before the closing one
		if b.pending >= 0 {
			inside = ^inside
		}
		var begin uint64 // of the current cell, if it begins here
		if i := uint(b.start - base); i < 64 {
			begin = 1 << i
		}
		opening = quotes & inside
		if opening&^(begin|marks<<1)|newlines&inside != 0 || !b.closed(base, quotes&^inside, marks) {
			if b.pending >= 0 {
				return b.reopen()
			}
			return b.addOdd(base, marks, quotes)
		}
		if opening&begin != 0 {
			b.cells[n-1]++
		}
		switch {
		case inside>>63 == 0:
			b.pending = -1
		case opening != 0:
			b.pending = base + 63 - bits.LeadingZeros64(opening)
		}
		marks &^= inside
		newlines &= marks
	}
	b.emit(base, marks, newlines, opening)
	if marks != 0 {
		b.start = base + 64 - bits.LeadingZeros64(marks)
	}
	return base + 64
}

// note notes the current cell as that of the words up to the one that holds the offset at, where it was not done.
func (b *csvBuilder) note(at int) {
	for len(b.words) <= at/64 {
		b.words = append(b.words, csvWord{uint32(len(b.cells) - 1), uint32(len(b.rows) - 1)})
	}
}

// emit notes the cells and rows that begin behind marks and newlines in the 64 bytes at base; those at opening quotes are quoted.
func (b *csvBuilder) emit(base int, marks, newlines, opening uint64) {
	n := len(b.cells)
	for ; newlines != 0; newlines &= newlines - 1 {
		b.rows = append(b.rows, uint32(n+bits.OnesCount64(marks&(newlines-1)&^newlines)))
	}
	b.cells = slices.Grow(b.cells, 64)
	cells, count := (*[64]uint32)(b.cells[n:n+64]), 0
	for ; marks != 0; marks &= marks - 1 {
		mark := bits.TrailingZeros64(marks)
		cells[count&63] = uint32(base+mark+1)<<1 | uint32(opening>>1>>(mark&63))&1
		count++
	}
	b.cells = b.cells[:n+count]
}

// enclosed returns the bits from each first to before each second bit of quotes.
func enclosed(quotes uint64) uint64 {
	for shift := 1; shift < 64; shift *= 2 {
		quotes ^= quotes << shift
	}
	return quotes
}

// closed reports whether the closing quotes in the 64 bytes at base end their cells, where marks are what may follow them.
func (b *csvBuilder) closed(base int, closing, marks uint64) bool {
	for odd := closing &^ (marks >> 1); odd != 0; odd &= odd - 1 {
		rest := b.text[base+bits.TrailingZeros64(odd)+1:]
		if len(rest) > 1 && rest[0] == '\r' {
			if rest[1] != '\n' {
				return false
			}
		} else if len(rest) == 0 || rest[0] != b.delimiter && rest[0] != '\n' {
			return false
		}
	}
	return true
}

// reopen looks for the end of the pending cell as for one that is out of order, and returns where to go on.
func (b *csvBuilder) reopen() int {
	last, quote := len(b.cells)-1, b.pending
	b.pending = -1
	b.words = b.words[:quote/64+1] // others may lie in cells behind it
	b.cells[last] &^= 1
	closing, ok := b.open(b.start, quote)
	if !ok {
		return quote + 1
	}
	b.cells[last]++
	return b.behind(closing)
}

// addOdd is add where a quote is out of order. It goes no further than behind the first quoted cell.
func (b *csvBuilder) addOdd(base int, marks, quotes uint64) int {
	for rest := marks | quotes; rest != 0; rest &= rest - 1 {
		mark := base + bits.TrailingZeros64(rest)
		if rest&-rest&quotes != 0 {
			if closing, ok := b.open(b.start, mark); ok {
				b.cells[len(b.cells)-1]++
				return b.behind(closing)
			}
			continue
		}
		b.start = mark + 1
		if b.text[mark] == '\n' {
			b.rows = append(b.rows, uint32(len(b.cells)))
		}
		b.cells = append(b.cells, uint32(b.start)<<1)
	}
	return base + 64
}
