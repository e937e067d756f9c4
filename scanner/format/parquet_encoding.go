package format

import (
	"encoding/binary"
)

// The encodings of Parquet (apache/parquet-format, Encodings.md), read value by value from a page that is in memory. None
// allocates by what the data claims, and bad data ends them: they never read outside their bytes.

// Numbers of Encoding in parquet.thrift.
const (
	encodePlain           = 0
	encodePlainDict       = 2
	encodeRLE             = 3
	encodeDelta           = 5
	encodeDeltaLength     = 6
	encodeDeltaBytes      = 7
	encodeDict            = 8
	encodeByteStreamSplit = 9
)

// values reads the values of one page in their order, as their little-endian bytes or their text. What next returns is
// valid until the next call.
type values interface {
	next() (v []byte, ok bool)
	// spare reports whether a byte that no value has used is other than zero, and no padding. It passes padding on, since
	// writers leave in it what comes.
	spare(padding func([]byte)) bool
}

// maxPadding is how many values beyond the last the bits of padding may be: some writers pack 256 at a time.
const maxPadding = 256

// blank reports whether b is zeros only.
func blank(b []byte) bool {
	for ; len(b) >= 8; b = b[8:] {
		if binary.LittleEndian.Uint64(b) != 0 {
			return false
		}
	}
	for _, c := range b {
		if c != 0 {
			return false
		}
	}
	return true
}

// newValues returns a reader of data, or nil for an encoding that a column's type cannot have or that is not known.
func newValues(encoding int64, c *parquetColumn, data []byte) values {
	varies := c.width == 0
	integer := c.physical == parquetInt32 || c.physical == parquetInt64
	switch {
	case encoding == encodePlain && varies:
		return &plainBytes{data}
	case encoding == encodePlain:
		return &plainFixed{data, c.width}
	case encoding == encodeDelta && integer:
		return &deltaInts{delta: newDelta(data), width: c.width}
	case encoding == encodeDeltaLength && varies:
		return newDeltaLengths(data)
	case encoding == encodeDeltaBytes && (varies || c.physical == parquetFixed):
		prefixes := newDelta(data)
		return &deltaBytes{prefixes: prefixes, suffixes: newDeltaLengths(prefixes.rest())}
	case encoding == encodeByteStreamSplit && !varies && c.physical != parquetInt96:
		return &splitBytes{data: data, n: len(data) / c.width, value: make([]byte, c.width)}
	}
	return nil
}

type plainBytes struct{ b []byte }

func (p *plainBytes) next() ([]byte, bool) {
	if len(p.b) < 4 {
		return nil, false
	}
	n := uint64(binary.LittleEndian.Uint32(p.b))
	if n > uint64(len(p.b)-4) {
		return nil, false
	}
	v := p.b[4 : 4+n]
	p.b = p.b[4+n:]
	return v, true
}

func (p *plainBytes) spare(func([]byte)) bool { return !blank(p.b) }

type plainFixed struct {
	b     []byte
	width int
}

func (p *plainFixed) next() ([]byte, bool) {
	if len(p.b) < p.width {
		return nil, false
	}
	v := p.b[:p.width]
	p.b = p.b[p.width:]
	return v, true
}

func (p *plainFixed) spare(func([]byte)) bool { return !blank(p.b) }

// A splitBytes reads BYTE_STREAM_SPLIT: the first bytes of all values, then the second bytes of all, and so on.
type splitBytes struct {
	data  []byte
	i, n  int
	value []byte
}

func (s *splitBytes) next() ([]byte, bool) {
	if s.i >= s.n {
		return nil, false
	}
	for k := range s.value {
		s.value[k] = s.data[k*s.n+s.i]
	}
	s.i++
	return s.value, true
}

func (s *splitBytes) spare(func([]byte)) bool {
	for s.i < s.n {
		if v, _ := s.next(); !blank(v) {
			return true
		}
	}
	return !blank(s.data[s.n*len(s.value):])
}

// A delta reads DELTA_BINARY_PACKED: blocks of miniblocks of differences, each miniblock with its own width.
type delta struct {
	b        thrift // whose varints are the same
	mini     int    // values of a miniblock
	left     uint64 // values to come
	value    int64  // the next one
	least    int64  // added to the differences of this block
	widths   []byte // of the miniblocks to come in this block
	perBlock int    // miniblocks
	packed   []byte // of this miniblock
	width    int
	pos, end int // bits of packed
}

// maxDeltaBlock bounds the values of a block. Writers make 128 to 1024; with a width of zero they cost no bytes.
const maxDeltaBlock = 1 << 15

func newDelta(data []byte) *delta {
	d := &delta{b: thrift{b: data}}
	block := d.b.uvarint()
	minis := d.b.uvarint()
	left := d.b.uvarint()
	d.value = d.b.int()
	if d.b.bad || block == 0 || block > maxDeltaBlock || minis == 0 || block%(minis*8) != 0 {
		d.b.fail()
		return d
	}
	d.left, d.perBlock, d.mini = left, int(minis), int(block/minis)
	return d
}

// miniblock goes on to the next miniblock.
func (d *delta) miniblock() bool {
	if len(d.widths) == 0 {
		d.least = d.b.int()
		d.widths = d.b.take(uint64(d.perBlock))
	}
	if d.b.bad {
		return false
	}
	d.width = int(d.widths[0])
	d.widths = d.widths[1:]
	if d.width > 64 {
		d.b.fail()
		return false
	}
	d.packed = d.b.take(uint64(d.mini * d.width / 8))
	d.pos, d.end = 0, d.mini*d.width
	return !d.b.bad
}

func (d *delta) next() (int64, bool) {
	if d.left == 0 || d.b.bad {
		return 0, false
	}
	v := d.value
	if d.left--; d.left == 0 {
		return v, true
	}
	// A miniblock of width zero has d.mini values as well, so that pos counts in steps of at least one.
	if d.pos >= d.end {
		if !d.miniblock() {
			return v, true // the value that is there; the next call fails
		}
		if d.width == 0 {
			d.end = d.mini
		}
	}
	step := int64(0)
	if d.width == 0 {
		d.pos++
	} else {
		step = int64(bitsAt(d.packed, d.pos, d.width))
		d.pos += d.width
	}
	d.value += d.least + step
	return v, true
}

// spare is that of its last block: its last miniblock and the widths of those that are not needed.
func (d *delta) spare(padding func([]byte)) bool {
	if d.b.bad {
		return false
	}
	padding(d.widths)
	padding(d.packed[min(d.pos>>3, len(d.packed)):])
	return d.mini > maxPadding && !blank(d.packed[min((d.pos+7)>>3, len(d.packed)):])
}

// rest returns what follows the last value. It must be called before next.
func (d *delta) rest() []byte {
	c := *d
	for n := c.left; n > 1 && c.miniblock(); {
		n -= min(n-1, uint64(c.mini))
	}
	return c.b.b
}

// bitsAt returns the width bits that begin at bit pos, least significant first. Bits past the end are zero.
func bitsAt(b []byte, pos, width int) uint64 {
	var v uint64
	at, shift := pos>>3, pos&7
	if at+9 <= len(b) {
		v = binary.LittleEndian.Uint64(b[at:])>>shift | uint64(b[at+8])<<(64-shift)
	} else if at < len(b) {
		var last [9]byte
		copy(last[:], b[at:])
		v = binary.LittleEndian.Uint64(last[:])>>shift | uint64(last[8])<<(64-shift)
	}
	return v & (1<<width - 1)
}

type deltaInts struct {
	delta *delta
	width int
	value [8]byte
}

func (d *deltaInts) next() ([]byte, bool) {
	v, ok := d.delta.next()
	binary.LittleEndian.PutUint64(d.value[:], uint64(v))
	return d.value[:d.width], ok
}

func (d *deltaInts) spare(padding func([]byte)) bool {
	return d.delta.spare(padding) || !blank(d.delta.b.b)
}

// A deltaLengths reads DELTA_LENGTH_BYTE_ARRAY: all lengths, then all bytes.
type deltaLengths struct {
	lengths *delta
	b       []byte
}

func newDeltaLengths(data []byte) *deltaLengths {
	d := newDelta(data)
	return &deltaLengths{lengths: d, b: d.rest()}
}

func (d *deltaLengths) next() ([]byte, bool) {
	n, ok := d.lengths.next()
	if !ok || n < 0 || n > int64(len(d.b)) {
		return nil, false
	}
	v := d.b[:n]
	d.b = d.b[n:]
	return v, true
}

func (d *deltaLengths) spare(padding func([]byte)) bool {
	return d.lengths.spare(padding) || !blank(d.b)
}

// A deltaBytes reads DELTA_BYTE_ARRAY: how much each value shares with the one before, and what follows that.
type deltaBytes struct {
	prefixes *delta
	suffixes *deltaLengths
	value    []byte
}

func (d *deltaBytes) next() ([]byte, bool) {
	n, ok := d.prefixes.next()
	suffix, more := d.suffixes.next()
	if !ok || !more || n < 0 || n > int64(len(d.value)) {
		return nil, false
	}
	d.value = append(d.value[:n], suffix...)
	return d.value, true
}

func (d *deltaBytes) spare(padding func([]byte)) bool {
	return d.prefixes.spare(padding) || d.suffixes.spare(padding)
}

// A runs reads the hybrid of run lengths and packed bits in which levels and indexes of dictionaries are written.
type runs struct {
	b      thrift
	width  int
	n      uint64 // values left of this run
	value  uint32 // of a run of one value
	packed []byte // of a packed run
	pos    int    // in packed, bits
}

func newRuns(data []byte, width int) runs {
	return runs{b: thrift{b: data}, width: width}
}

// run returns the next value and how often it comes in a row, at least: 0 times when there are no more.
func (r *runs) run() (uint32, uint64) {
	for r.n == 0 {
		if len(r.b.b) == 0 {
			return 0, 0
		}
		head := r.b.uvarint()
		r.n, r.pos, r.packed, r.value = head>>1, 0, nil, 0
		switch {
		case head&1 == 0:
			for i, c := range r.b.take(uint64(r.width+7) / 8) {
				r.value |= uint32(c) << (8 * i)
			}
		case r.width == 0:
			r.n = min(r.n, 1<<40) * 8
		default: // groups of 8 values; some writers leave out the bytes of those at the end that are not needed
			r.n = min(r.n, uint64(len(r.b.b)))
			r.packed = r.b.take(min(r.n*uint64(r.width), uint64(len(r.b.b))))
			r.n = min(r.n*8, uint64(len(r.packed))*8/uint64(r.width))
		}
		if r.b.bad {
			r.n = 0
			return 0, 0
		}
	}
	if r.packed == nil {
		return r.value, r.n
	}
	return uint32(bitsAt(r.packed, r.pos, r.width)), 1
}

// skip takes n values off the current run.
func (r *runs) skip(n uint64) {
	r.n -= n
	r.pos += int(n) * r.width
}

// spare is that behind the values that were taken.
func (r *runs) spare(padding func([]byte)) bool {
	odd := !blank(r.b.b)
	if r.n > 0 && r.packed != nil {
		rest := r.packed[min(r.pos>>3, len(r.packed)):]
		padding(rest)
		odd = odd || r.n >= maxPadding && !blank(rest)
	}
	return odd
}
