package format

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
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
//     than 7 digits) and doubles below 10^8 are no identifiers; but where a column may be of latitudes or longitudes, those
//     with a fraction are.
//   - Dates are searched as yyyy-mm-dd. So are timestamps at a quarter of an hour, since a date is often stored as the
//     timestamp of its midnight in some time zone; other timestamps are instants.
//   - Booleans, times of day, intervals and UUIDs hold nothing that a detector looks for. They are told by their physical
//     type and width as well as by what the schema calls them.
func (c *parquetColumn) text() render {
	switch c.physical {
	case parquetBytes, parquetFixed:
		switch c.means {
		case meansUUID, meansInterval, meansFloat16:
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
		degrees := c.mayBeDegrees()
		return func(dst, v []byte) []byte {
			f := math.Float64frombits(binary.LittleEndian.Uint64(v))
			switch {
			case f != math.Trunc(f):
				if degrees {
					dst = appendDegrees(dst, f, 64)
				}
				return dst
			case f < 1e8 || f >= 1<<63:
				return dst
			}
			return strconv.AppendInt(dst, int64(f), 10)
		}
	case parquetFloat:
		if c.mayBeDegrees() {
			return func(dst, v []byte) []byte {
				return appendDegrees(dst, float64(math.Float32frombits(binary.LittleEndian.Uint32(v))), 32)
			}
		}
	}
	return nil
}

// mayBeDegrees reports whether the column's name may say that it holds latitudes or longitudes, which tables have as numbers with a
// fraction. No others are looked for, and to write them out costs more than all the rest.
func (c *parquetColumn) mayBeDegrees() bool {
	name := strings.ToLower(c.name)
	return slices.ContainsFunc([]string{"lat", "lon", "lng", "ngengrad", "breitengrad"}, func(part string) bool { return strings.Contains(name, part) })
}

// appendDegrees appends a number of degrees of so many bits, to a tenth of a millimetre on the ground, if it can be one.
func appendDegrees(dst []byte, f float64, bits int) []byte {
	const most, fine = 180, 1e9
	if !(math.Abs(f) <= most) {
		return dst
	}
	if bits == 64 {
		f = math.Round(f*fine) / fine
	}
	return strconv.AppendFloat(dst, f, 'f', -1, bits)
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

// maxDecimal is the most bytes of a decimal: 76 digits, twice what SQL engines have.
const maxDecimal = 32

// decimal renders a decimal of any width: the two's complement of its unscaled value, big end first. Bytes that are no
// number are rendered as they are: more than any decimal has, or more than an integer has and all of them printable, which
// makes a number of 20 digits or more without a sign or a zero in front of it.
func (c *parquetColumn) decimal(dst, v []byte) []byte {
	switch {
	case len(v) == 0:
		return dst
	case len(v) > maxDecimal, len(v) > 8 && printable(string(v)):
		return append(dst, v...)
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

// opaque reports whether a value of bytes holds what a search of them does not see: text in UTF-16, or a file of some other
// format, compressed perhaps. A hash or a packed identifier is short, and nothing is in it.
func (c *parquetColumn) opaque(v []byte) bool {
	const (
		shortText = 16 // bytes: too few to be anything compressed
		longHash  = 64 // SHA-512
	)
	switch c.means {
	case meansBSON:
		return len(v) > longHash && binary.LittleEndian.Uint32(v) != uint32(len(v))
	case meansShape: // OGC 06-103r4, section 8.2: the byte order, then the type, with flags in its high byte and thousands
		order := binary.ByteOrder(binary.LittleEndian)
		if len(v) > longHash && v[0] == 0 {
			order = binary.BigEndian
		}
		return len(v) > longHash && (v[0] > 1 || order.Uint32(v[1:])&0xffffff >= 4000)
	}
	switch {
	case isWide(v):
		return true
	case c.means == meansText: // perhaps in a legacy charset: its ASCII can be searched
		return len(v) >= shortText && !utf8.Valid(v) && isBinary(v)
	}
	return len(v) > longHash && !utf8.Valid(v)
}

// isWide reports whether v is text in UTF-16, told by its zero bytes, or has so many of these that some of it may be. Short
// values may be numbers as well, and must be text to their end.
func isWide(v []byte) bool {
	const shortest, short = 7, 64 // bytes
	v = bytes.TrimRight(v, "\x00")
	if len(v) < shortest || bytes.Count(v, []byte{0})*4 < len(v) {
		return false
	}
	return len(v) > short || isUTF16(v, false) || isUTF16(v, true)
}
