package format

import (
	"encoding/binary"
	"math"
	"math/big"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/seed-4750cad8/assay/detectors"
	"github.com/seed-4750cad8/assay/scanner"
)

// A render appends the text of a value to dst, or nothing if there is none to search.
type render func(dst, value []byte) []byte

// text returns how the column's values become text, or nil when they hold none, so that the column need not be read.
//
//   - Byte arrays are searched as they are.
//   - Whole numbers are searched as decimal digits, also those that were stored as decimals or doubles: a column of card
//     numbers that has an empty cell is a column of doubles in pandas. Numbers with a fraction, floats (which keep no more
//     than 7 digits) and doubles below 10^8 are no identifiers.
//   - Dates are searched as yyyy-mm-dd. So are timestamps at a quarter of an hour, since a date is often stored as the
//     timestamp of its midnight in some time zone; other timestamps are instants.
//   - Booleans, times of day, intervals and UUIDs hold nothing that a detector looks for.
func (c *parquetColumn) text() render {
	switch c.physical {
	case parquetBytes, parquetFixed:
		switch c.means {
		case meansNothing:
			return nil
		case meansDecimal:
			return c.decimal
		}
		return func(dst, v []byte) []byte { return append(dst, v...) }
	case parquetInt32, parquetInt64:
		switch c.means {
		case plainly:
			return func(dst, v []byte) []byte { return strconv.AppendInt(dst, littleInt(v), 10) }
		case meansUnsigned:
			return func(dst, v []byte) []byte { return strconv.AppendUint(dst, littleUint(v), 10) }
		case meansDate:
			return func(dst, v []byte) []byte { return appendDate(dst, littleInt(v)) }
		case meansDecimal:
			return func(dst, v []byte) []byte { return c.scaled(dst, littleInt(v)) }
		case meansMillis:
			return instant(1e3)
		case meansMicros:
			return instant(1e6)
		case meansNanos:
			return instant(1e9)
		}
	case parquetInt96: // the deprecated timestamp: nanoseconds of the day, Julian day
		return func(dst, v []byte) []byte {
			const unixEpoch = 2440588
			if binary.LittleEndian.Uint64(v)%uint64(15*time.Minute) != 0 {
				return dst
			}
			return appendDate(dst, int64(binary.LittleEndian.Uint32(v[8:]))-unixEpoch)
		}
	case parquetDouble:
		return func(dst, v []byte) []byte {
			f := math.Float64frombits(binary.LittleEndian.Uint64(v))
			if f < 1e8 || f >= 1<<63 || f != math.Trunc(f) {
				return dst
			}
			return strconv.AppendInt(dst, int64(f), 10)
		}
	}
	return nil
}

// asIs reports whether the text of a value is the value.
func (c *parquetColumn) asIs() bool {
	return (c.physical == parquetBytes || c.physical == parquetFixed) && c.means != meansDecimal
}

func littleInt(v []byte) int64 {
	if len(v) == 4 {
		return int64(int32(binary.LittleEndian.Uint32(v)))
	}
	return int64(binary.LittleEndian.Uint64(v))
}

func littleUint(v []byte) uint64 {
	if len(v) == 4 {
		return uint64(binary.LittleEndian.Uint32(v))
	}
	return binary.LittleEndian.Uint64(v)
}

const secondsOfDay = 24 * 60 * 60

// appendDate appends a day since 1970-01-01 of the years 1 to 9999.
func appendDate(dst []byte, day int64) []byte {
	const first, last = -719162, 2932896
	if day < first || day > last {
		return dst
	}
	return time.Unix(day*secondsOfDay, 0).UTC().AppendFormat(dst, time.DateOnly)
}

// instant renders timestamps of that many units in a second.
func instant(units int64) render {
	return func(dst, v []byte) []byte {
		if len(v) < 8 {
			return dst
		}
		t := littleInt(v)
		if t%(15*60*units) != 0 {
			return dst
		}
		day := t / (secondsOfDay * units)
		if t < 0 && t%(secondsOfDay*units) != 0 {
			day--
		}
		return appendDate(dst, day)
	}
}

// scaled renders an unscaled decimal, if it is whole.
func (c *parquetColumn) scaled(dst []byte, v int64) []byte {
	for range min(c.scale, 19) {
		if v%10 != 0 {
			return dst
		}
		v /= 10
	}
	return strconv.AppendInt(dst, v, 10)
}

// decimal renders a decimal of any width: the two's complement of its unscaled value, big end first.
func (c *parquetColumn) decimal(dst, v []byte) []byte {
	const maxDecimal = 32 // bytes: 76 digits, twice what SQL engines have
	if len(v) == 0 || len(v) > maxDecimal {
		return dst
	}
	sign := byte(int8(v[0]) >> 7)
	for len(v) > 8 && v[0] == sign && byte(int8(v[1])>>7) == sign {
		v = v[1:]
	}
	if len(v) <= 8 {
		n := int64(int8(sign))
		for _, b := range v {
			n = n<<8 | int64(b)
		}
		return c.scaled(dst, n)
	}
	n := new(big.Int).SetBytes(v)
	if sign != 0 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(v))))
	}
	if c.scale > 0 {
		rest := new(big.Int)
		ten := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(min(c.scale, 80))), nil)
		if n.QuoRem(n, ten, rest); rest.Sign() != 0 {
			return dst
		}
	}
	return n.Append(dst, 10)
}

// cells gathers values of one field into blocks: one value a line.
type cells struct {
	out    scanner.Sink
	names  []string // the field's name
	text   []byte
	starts []int32 // of the values in text
	rows   []int64 // of the values; 0 when not known
	counts []int64 // how often each occurs; nil for once
	again  rereader
}

// add adds a value. An empty one has nothing to search.
func (c *cells) add(v []byte, row int64) error {
	if len(v) == 0 {
		return nil
	}
	if len(c.text)+len(v)+1 > scanner.MaxBlock {
		if err := c.flush(); err != nil {
			return err
		}
		if len(v)+1 > scanner.MaxBlock {
			return c.long(v, row, 1)
		}
	}
	c.starts = append(c.starts, int32(len(c.text)))
	c.rows = append(c.rows, row)
	c.text = append(append(c.text, v...), '\n')
	return nil
}

// addCounted adds a value that occurs count times. Counted values do not share a block with others.
func (c *cells) addCounted(v []byte, row, count int64) error {
	switch {
	case len(v) == 0:
		return nil
	case len(v)+1 > scanner.MaxBlock:
		return c.long(v, row, count)
	}
	err := c.add(v, row)
	if err == nil {
		c.counts = append(c.counts, count)
	}
	return err
}

// flush searches what was gathered.
func (c *cells) flush() error {
	if len(c.text) == 0 {
		return nil
	}
	b := scanner.Block{
		Text:   c.text,
		Fields: detectors.Fields{Names: c.names, At: c.at, Each: c.each},
		Locate: func(at int) scanner.Location { return scanner.Location{Row: c.rows[c.index(at)], Offset: -1} },
	}
	if len(c.counts) > 0 {
		b.Count = func(at int) int64 { return c.counts[c.index(at)] }
	}
	b.Other = c.again.read(&b)
	err := c.out.Block(b)
	c.text, c.starts, c.rows, c.counts = c.text[:0], c.starts[:0], c.rows[:0], c.counts[:0]
	return err
}

// index returns which value is at offset at.
func (c *cells) index(at int) int {
	i, found := slices.BinarySearch(c.starts, int32(at))
	if !found {
		i--
	}
	return i
}

// end returns where the value ends: before its newline.
func (c *cells) end(i int) int {
	if i+1 < len(c.starts) {
		return int(c.starts[i+1]) - 1
	}
	return len(c.text) - 1
}

func (c *cells) at(offset int) detectors.Field {
	i := c.index(offset)
	return detectors.Field{Name: c.names[0], Start: int(c.starts[i]), End: c.end(i)}
}

func (c *cells) each(want func(int) bool, yield func(name, start, end int) bool) {
	if !want(0) {
		return
	}
	for i, start := range c.starts {
		if !yield(0, int(start), c.end(i)) {
			return
		}
	}
}

// long searches a value that is larger than a block, in pieces that overlap.
func (c *cells) long(v []byte, row, count int64) error {
	const step = scanner.MaxBlock - 2*scanner.Overlap
	for at := 0; at < len(v); at += step {
		from, to := max(0, at-scanner.Overlap), min(len(v), at+step+scanner.Overlap)
		text := v[from:to]
		b := scanner.Block{
			Text: text,
			From: at - from,
			To:   min(len(v), at+step) - from,
			Fields: detectors.Fields{
				Names: c.names,
				At:    func(int) detectors.Field { return detectors.Field{Name: c.names[0], End: len(text)} },
				Each: func(want func(int) bool, yield func(name, start, end int) bool) {
					if want(0) {
						yield(0, 0, len(text))
					}
				},
			},
			Locate: func(int) scanner.Location { return scanner.Location{Row: row, Offset: -1} },
			Count:  func(int) int64 { return count },
		}
		b.Other = c.again.read(&b)
		if err := c.out.Block(b); err != nil {
			return err
		}
	}
	return nil
}

// opaque reports whether a value that the schema does not call text holds a file of some other format: bytes that are not
// UTF-8, and more of them than a hash or a packed identifier has.
func (c *parquetColumn) opaque(v []byte) bool {
	const longest = 64 // bytes: SHA-512
	return c.means == plainly && len(v) > longest && !utf8.Valid(v)
}
