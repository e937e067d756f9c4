package format

import (
	"bytes"
	"math"
	"sync"

	"github.com/seed-4750cad8/assay/detectors/planes"
)

// A csvIndex holds where the cells and rows of a block of a table are. It is made in one pass over the block, and what is
// asked of the block is looked up in it. Where a block has no quotes and nothing is asked, counting its lines is enough. An
// index takes four bytes for each cell and each row, and eight for 64 bytes of text: 2 MiB for the worst of blocks.
//
// A cell may be quoted; csv_quote.go says when it is.
type csvIndex struct {
	csvDialect
	csvSeam
	planes *planes.Table // of the delimiter
	text   []byte        // the block
	end    bool          // nothing follows it

	built    bool
	cells    []uint32  // where each begins, times two, plus one if it is quoted; and where one behind the block would begin
	rows     []uint32  // the first cell of each; and the number of cells
	words    []csvWord // by each 64 bytes
	doubled  bool      // there may be doubled quotes in a quoted cell
	followed bool      // there may be text between the closing quote of a cell and its end

	next     int // the last closing quote that was found; -1 when none was
	unclosed int // no cell that opens at or after this offset closes in this block
}

// A csvWord is the cell and the row that hold the first of 64 bytes.
type csvWord struct{ cell, row uint32 }

// A csvSeam is what a block must know of those before it: what stands at its begin.
type csvSeam struct {
	at       int   // where the table begins, in the block that holds its byte order mark
	firstRow int64 // lines of the table (comments and blank ones too) that ended before
	column   int   // cells of this line that ended before; negative when it is not known
	inside   bool  // the first cell began before

	quoted    bool  // and has an opening quote there
	closing   int   // the quote that closes it, or -1 when it is not in this block
	searched  int   // how far it was looked for, if it was not found
	swallowed int64 // bytes and
	lines     int64 // lines of the cell in earlier blocks
}

// lost is the column in a line whose begin was swallowed by a stray quote.
const lost = math.MinInt / 2

// indexes holds the memory of indexes for the next tables.
var indexes = sync.Pool{New: func() any { return new(csvIndex) }}

// newCSVIndex returns the index of no block. It is to be freed.
func newCSVIndex(d csvDialect) *csvIndex {
	x := indexes.Get().(*csvIndex)
	*x = csvIndex{csvDialect: d, planes: planesOf(d.delimiter), cells: x.cells, rows: x.rows, words: x.words}
	return x
}

func (x *csvIndex) free() {
	x.text = nil
	indexes.Put(x)
}

// enter makes text the current block, which begins where leave said.
func (x *csvIndex) enter(text []byte, end bool) {
	x.text, x.end, x.built, x.doubled, x.followed = text, end, false, false, false
	x.next, x.unclosed = -1, len(text)
	if x.quoted && x.closing < 0 {
		x.closing = x.close(max(x.searched, 0))
		if x.closing < 0 && x.swallowed > maxQuoted {
			x.quoted, x.inside, x.column, x.firstRow = false, false, lost, x.firstRow+x.lines
		}
	}
	if x.quoted || bytes.IndexByte(text, '"') >= 0 {
		x.build()
	}
}

// leave prepares for a block that begins at the offset drop of this one.
func (x *csvIndex) leave(drop int) {
	if x.built {
		x.leaveIndex(drop)
	} else {
		x.leaveLines(drop)
	}
	x.at = max(x.at-drop, 0)
}

// leaveLines is leave for a block without quotes. It needs no index.
func (x *csvIndex) leaveLines(drop int) {
	gap := x.text[min(x.at, drop):drop]
	x.inside = x.inside || len(gap) > 0
	if i := bytes.LastIndexByte(gap, '\n'); i >= 0 {
		x.firstRow += int64(bytes.Count(gap[:i+1], newline))
		gap = gap[i+1:]
		x.column, x.inside = 0, len(gap) > 0
	}
	if i := bytes.LastIndexByte(gap, x.delimiter); i >= 0 {
		x.column += bytes.Count(gap[:i+1], []byte{x.delimiter})
		x.inside = i+1 < len(gap)
	}
}

func (x *csvIndex) leaveIndex(drop int) {
	cell, row := x.find(drop)
	column, start := x.columnOf(cell, row), x.begin(cell)
	quoted := false
	if x.isQuoted(cell) {
		open, closing := x.quotes(cell)
		if quoted = open < drop && (closing < 0 || drop <= closing); quoted {
			if open >= 0 {
				x.swallowed, x.lines = 0, 0
			}
			x.swallowed += int64(drop - start)
			x.lines += int64(bytes.Count(x.text[start:drop], newline))
			x.searched -= drop
			x.closing = max(closing-drop, -1)
		}
	}
	x.firstRow, x.column, x.inside, x.quoted = x.firstRow+int64(row), column, start < drop, quoted
}

// find returns the cell that holds an offset, with the mark that ends it, and its row.
func (x *csvIndex) find(offset int) (cell, row int) {
	x.build()
	word := x.words[offset/64]
	cell, row = int(word.cell), int(word.row)
	for x.cells[cell+1]>>1 <= uint32(offset) {
		cell++
	}
	for x.rows[row+1] <= uint32(cell) {
		row++
	}
	return cell, row
}

// columnOf returns the column of a cell; it is negative when it is not known.
func (x *csvIndex) columnOf(cell, row int) int {
	if row == 0 {
		return x.column + cell
	}
	return cell - int(x.rows[row])
}

// begin and stop return where a cell begins, and where the mark stands that ends it.
func (x *csvIndex) begin(cell int) int     { return int(x.cells[cell] >> 1) }
func (x *csvIndex) stop(cell int) int      { return int(x.cells[cell+1]>>1) - 1 }
func (x *csvIndex) isQuoted(cell int) bool { return x.cells[cell]&1 == 1 }

// isWhole reports whether the block holds the end of a cell.
func (x *csvIndex) isWhole(cell int) bool { return x.end || cell+2 < len(x.cells) }

// value returns the bounds of a cell's value, without its quotes and outer spaces, as far as the block holds it.
func (x *csvIndex) value(cell int) (start, end int) {
	if !x.isQuoted(cell) {
		return x.trim(cell)
	}
	open, closing := x.quotes(cell)
	if closing < 0 {
		closing = len(x.text)
	}
	return open + 1, closing
}

// trim returns the bounds of a cell without outer spaces.
func (x *csvIndex) trim(cell int) (start, end int) {
	start, end = x.begin(cell), x.stop(cell)
	text := x.text[:end]
	for start < len(text) && text[start] == ' ' {
		start++
	}
	for start < len(text) && (text[len(text)-1] == ' ' || text[len(text)-1] == '\r') {
		text = text[:len(text)-1]
	}
	return start, len(text)
}
