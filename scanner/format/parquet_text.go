package format

import (
	"encoding/binary"
	"math"
	"math/big"
	"strconv"
	"time"
	"unicode/utf8"
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

// opaque reports whether a value that the schema does not call text holds a file of some other format: bytes that are not
// UTF-8, and more of them than a hash or a packed identifier has.
func (c *parquetColumn) opaque(v []byte) bool {
	const longest = 64 // bytes: SHA-512
	return c.means == plainly && len(v) > longest && !utf8.Valid(v)
}
