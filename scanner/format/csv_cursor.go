package format

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/bits"
)

// A csvCursor reads a table forward: what stands at an offset of the current block. A cell may be quoted (RFC 4180), and
// then hold delimiters, newlines and doubled quotes. Only a quote at the begin of a cell opens one, and only a quote before
// a delimiter or the end of a line closes it, so that a stray quote (5" pipe) harms at most its own cell.
//
// The cursor goes from quote to quote, and counts what is between them: a table without quotes costs a search for one.
type csvCursor struct {
	csvDialect
	text []byte // the block
	end  bool   // nothing follows it

	at     int   // the offset that was reached
	row    int64 // lines of the table (comments and blank ones too) that ended before at
	column int   // cells of this line that ended before at; negative when it is not known
	start  int   // where the cell around at begins, with its quote; negative when in an earlier block

	quoted    bool  // at is in a quoted cell
	closing   int   // the quote that closes it, or -1 when it is not in this block
	searched  int   // how far it was looked for, if it was not found
	swallowed int64 // bytes and
	lines     int64 // lines of the cell in earlier blocks

	next     int // the last closing quote that was found; -1 when none was
	unclosed int // no cell that opens at or after this offset closes in this block
}

// maxQuoted is the most bytes of a quoted cell. Past that its quote was a stray one.
const maxQuoted = 1 << 20

// lost is the column in a line whose begin was swallowed by a stray quote.
const lost = math.MinInt / 2

// enter makes text the current block. The cursor stands where leave put it.
func (s *csvCursor) enter(text []byte, end bool) {
	s.text, s.end, s.next, s.unclosed = text, end, -1, len(text)
	if s.quoted && s.closing < 0 {
		s.closing = s.close(max(s.searched, 0))
		if s.closing < 0 && s.swallowed > maxQuoted {
			s.quoted, s.column, s.row, s.start = false, lost, s.row+s.lines, s.at
		}
	}
}

// leave moves the cursor to the offset drop, and counts offsets from there: what is before it will be gone.
func (s *csvCursor) leave(drop int) {
	s.advance(drop)
	if s.quoted {
		from := max(s.start, 0)
		s.swallowed += int64(drop - from)
		s.lines += int64(bytes.Count(s.text[from:drop], newline))
		s.searched -= drop
		s.closing = max(s.closing-drop, -1)
	}
	s.at -= drop
	s.start = max(s.start-drop, -1)
}

// advance moves the cursor to the offset to.
func (s *csvCursor) advance(to int) {
	for s.at < to {
		if s.quoted {
			if s.closing < 0 || s.closing >= to {
				s.at = to
				return
			}
			s.at = s.closing + 1
			s.quoted = false
			continue
		}
		if s.text[s.at] == '"' {
			if hopped := s.start == s.at && s.hop(to); !hopped {
				s.open()
			}
			continue
		}
		gap := to - s.at
		if i := bytes.IndexByte(s.text[s.at:to], '"'); i >= 0 {
			gap = i
		}
		s.cross(s.at + gap)
	}
}

// hop moves the cursor over short quoted cells that follow each other, as far as nothing about them is unusual. It returns
// false where it cannot move.
func (s *csvCursor) hop(to int) bool {
	const short = 32
	text, from := s.text[:to], s.at
	for at := s.at; at < len(text) && text[at] == '"'; s.at, s.start = at, at {
		quote := at + 1 + quoteIn(text[at+1:min(at+1+short, len(text))])
		if quote+1 >= len(text) || text[quote] != '"' {
			return s.at > from
		}
		at = quote + 2
		switch b := text[quote+1]; {
		case b == s.delimiter:
			s.column++
			continue
		case b == '\r' && at < len(text) && text[at] == '\n':
			at++
		case b != '\n':
			return s.at > from
		}
		s.row++
		s.column = 0
	}
	return s.at > from
}

// quoteIn returns the offset of the first quote in text, or its length. It is bytes.IndexByte for a few bytes.
func quoteIn(text []byte) int {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	i := 0
	for ; i+8 <= len(text); i += 8 {
		x := binary.LittleEndian.Uint64(text[i:]) ^ ones*'"'
		if found := (x - ones) &^ x & highs; found != 0 {
			return i + bits.TrailingZeros64(found)/8
		}
	}
	for ; i < len(text) && text[i] != '"'; i++ {
	}
	return i
}

// cross moves the cursor to the offset to, before which there is no quote.
func (s *csvCursor) cross(to int) {
	gap := s.text[s.at:to]
	if len(gap) == 1 && gap[0] == s.delimiter { // between two quoted cells
		s.column++
		s.at, s.start = to, to
		return
	}
	if i := bytes.LastIndexByte(gap, '\n'); i >= 0 {
		s.row += int64(bytes.Count(gap[:i+1], newline))
		s.column, s.start = 0, s.at+i+1
		gap = gap[i+1:]
	}
	if i := bytes.LastIndexByte(gap, s.delimiter); i >= 0 {
		s.column += bytes.Count(gap[:i+1], []byte{s.delimiter})
		s.start = to - len(gap) + i + 1
	}
	s.at = to
}

// open moves the cursor over the quote at which it stands, into a quoted cell if it opens one.
func (s *csvCursor) open() {
	quote := s.at
	s.at++
	const spaces = 8 // before a quote, which some writers put there
	if s.start < 0 || quote-s.start > spaces || len(bytes.TrimLeft(s.text[s.start:quote], " ")) > 0 {
		return
	}
	closing, stop := s.opened(quote), len(s.text)
	switch {
	case closing >= 0:
		stop = closing
	case s.end:
		return
	}
	if stop-quote > 32 && s.rows(s.text[quote:min(stop, quote+8<<10)]) {
		return
	}
	s.quoted, s.closing, s.swallowed, s.lines = true, closing, 0, 0
}

// opened returns the closing quote for an opening one, as close does. It remembers the last answer, which holds for most
// of the opening quotes before it: many stray ones would otherwise cost the square of the block.
func (s *csvCursor) opened(quote int) int {
	if quote+1 < len(s.text) && s.text[quote+1] != '"' {
		if quote < s.next {
			return s.next
		}
		if quote >= s.unclosed {
			return -1
		}
	}
	closing := s.close(quote + 1)
	if closing < 0 {
		s.unclosed = min(s.unclosed, quote)
	} else {
		s.next = closing
	}
	return closing
}

// close returns the first quote from offset from on that closes a quoted cell: the last of an odd number of quotes before
// a delimiter or the end of a line. It returns -1 when this block has none.
func (s *csvCursor) close(from int) int {
	text := s.text
	for {
		i := bytes.IndexByte(text[from:], '"')
		if i < 0 {
			s.searched = len(text)
			return -1
		}
		first := from + i
		for from = first + 1; from < len(text) && text[from] == '"'; from++ {
		}
		if from == len(text) && !s.end {
			s.searched = first
			return -1
		}
		if (from-first)&1 == 1 && (from == len(text) || text[from] == s.delimiter || text[from] == '\n' || text[from] == '\r') {
			return from - 1
		}
	}
}

// rows reports whether what a quote would swallow are lines of the table: the three whole lines after the first are each
// of as many cells as the table, and without a quote.
func (s *csvCursor) rows(swallowed []byte) bool {
	if s.columns < 2 {
		return false
	}
	for n := range 4 {
		i := bytes.IndexByte(swallowed, '\n')
		if i < 0 {
			return false
		}
		line := swallowed[:i]
		swallowed = swallowed[i+1:]
		if n > 0 && (bytes.Count(line, []byte{s.delimiter}) != s.columns-1 || bytes.IndexByte(line, '"') >= 0) {
			return false
		}
	}
	return true
}

// value returns the bounds of the value of the cell around the offset that the cursor has reached, without its quotes and
// outer spaces, and where its delimiter stands, as far as the block holds it.
func (s *csvCursor) value() (start, end, stop int) {
	start = max(s.start, 0)
	if s.quoted {
		if s.start >= 0 {
			start += bytes.IndexByte(s.text[start:], '"') + 1
		}
		if s.closing < 0 {
			return start, len(s.text), len(s.text)
		}
		return start, s.closing, s.stop(s.closing)
	}
	stop = s.stop(s.at)
	end = stop
	for start < end && s.text[start] == ' ' {
		start++
	}
	for start < end && (s.text[end-1] == ' ' || s.text[end-1] == '\r') {
		end--
	}
	return start, end, stop
}

// stop returns where the delimiter or newline stands that ends an unquoted cell, from offset from on.
func (s *csvCursor) stop(from int) int {
	for i, b := range s.text[from:] {
		if b == s.delimiter || b == '\n' {
			return from + i
		}
	}
	return len(s.text)
}

// cell reads the cell that begins where the cursor stands, or what is left of it in this block. It returns the bounds of
// its value, moves the cursor to the begin of the next cell, and says whether the line ended between them.
func (s *csvCursor) cell() (start, end int, last bool) {
	if !s.quoted {
		quote := s.at
		for quote < len(s.text) && s.text[quote] == ' ' { // open refuses too many
			quote++
		}
		if quote < len(s.text) && s.text[quote] == '"' {
			s.advance(quote + 1)
		}
	}
	start, end, stop := s.value()
	s.quoted = s.quoted && s.closing < 0
	if stop == len(s.text) {
		s.at = stop
		return start, end, false
	}
	s.at, s.start = stop+1, stop+1
	if s.text[stop] == s.delimiter {
		s.column++
		return start, end, false
	}
	s.row++
	s.column = 0
	return start, end, true
}
