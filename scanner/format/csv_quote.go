package format

import (
	"bytes"
)

// This file says which cells are quoted. A quoted cell (RFC 4180) may hold delimiters, newlines and doubled quotes. Only a
// quote at the begin of a cell opens one, and only a quote before a delimiter or the end of a line closes it, so that a
// stray quote (5" pipe) harms at most its own cell.

// maxQuoted is the most bytes of a quoted cell. Past that its quote was a stray one.
const maxQuoted = 1 << 20

// open reports whether the quote at an offset opens the cell that begins at start, and returns the quote that closes it,
// or -1 when a later block holds that.
func (x *csvIndex) open(start, quote int) (closing int, ok bool) {
	const spaces = 8 // before a quote, which some writers put there
	if start != quote && (quote-start > spaces || len(bytes.TrimLeft(x.text[start:quote], " ")) > 0) {
		return 0, false
	}
	closing, stop := x.opened(quote), len(x.text)
	switch {
	case closing >= 0:
		stop = closing
	case x.end:
		return 0, false
	}
	return closing, stop-quote <= 32 || !x.isRows(x.text[quote:min(stop, quote+8<<10)])
}

// opened returns the closing quote for an opening one, as close does. It remembers the last answer, which holds for most
// of the opening quotes before it: many stray ones would otherwise cost the square of the block.
func (x *csvIndex) opened(quote int) int {
	if quote+1 < len(x.text) && x.text[quote+1] != '"' {
		if quote < x.next {
			return x.next
		}
		if quote >= x.unclosed {
			return -1
		}
	}
	closing := x.close(quote + 1)
	if closing < 0 {
		x.unclosed = min(x.unclosed, quote)
	} else {
		x.next = closing
	}
	return closing
}

// close returns the first quote from offset from on that closes a quoted cell: the last of an odd number of quotes before
// a delimiter or the end of a line. It returns -1 when this block has none.
func (x *csvIndex) close(from int) int {
	text := x.text
	for {
		i := bytes.IndexByte(text[from:], '"')
		if i < 0 {
			x.searched = len(text)
			return -1
		}
		first := from + i
		for from = first + 1; from < len(text) && text[from] == '"'; from++ {
		}
		x.doubled = x.doubled || from-first > 1
		if from == len(text) && !x.end {
			x.searched = first
			return -1
		}
		if (from-first)&1 == 1 && (from == len(text) || text[from] == x.delimiter || text[from] == '\n' || text[from] == '\r') {
			return from - 1
		}
	}
}

// isRows reports whether what a quote would swallow are lines of the table: the three whole lines after the first are each
// of as many cells as the table, and without a quote.
func (x *csvIndex) isRows(swallowed []byte) bool {
	if x.columns < 2 {
		return false
	}
	for n := range 4 {
		i := bytes.IndexByte(swallowed, '\n')
		if i < 0 {
			return false
		}
		line := swallowed[:i]
		swallowed = swallowed[i+1:]
		if n > 0 && (bytes.Count(line, []byte{x.delimiter}) != x.columns-1 || bytes.IndexByte(line, '"') >= 0) {
			return false
		}
	}
	return true
}

// behind returns the offset behind a closing quote, or behind the block if that is in a later one. It notes whether text
// may follow there.
func (x *csvIndex) behind(closing int) int {
	if closing < 0 {
		return len(x.text)
	}
	if rest := x.text[closing+1:]; len(rest) > 0 && rest[0] == '\r' && (len(rest) == 1 || rest[1] != '\n') {
		x.followed = true
	}
	return closing + 1
}

// quotes returns the quotes around the value of a quoted cell: open is -1 when it stands in an earlier block, and closing
// is when it stands in a later one.
func (x *csvIndex) quotes(cell int) (open, closing int) {
	if cell == 0 && x.quoted {
		return -1, x.closing
	}
	for open = x.begin(cell); x.text[open] == ' '; open++ {
	}
	if x.followed || cell+2 == len(x.cells) {
		return open, x.close(open + 1)
	}
	closing = x.stop(cell) - 1
	if x.text[closing] == '\r' {
		closing--
	}
	return open, closing
}
