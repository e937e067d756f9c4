package format

import (
	"bytes"
	"encoding/binary"
	"math/bits"

	"github.com/seed-4750cad8/assay/detectors/planes"
)

// maxJSONDepth is how many levels of a document have names. The path to what lies deeper ends in the nearest key.
const maxJSONDepth = 32

// A jsonCursor reads a document, or a sequence of them, forward: which keys lead to an offset of the current block. It
// tolerates whatever is no JSON: a string ends at the latest with its line, and brackets need not match.
type jsonCursor struct {
	text  []byte // the block
	lines bool   // each line is a document of its own

	at     int                                // the offset that was reached; one more when that would part a backslash from what follows it
	row    int64                              // of documents that do not each have a line
	depth  int                                // open brackets
	quoted bool                               // at is in a string, which begins at last.start
	last   jsonKey                            // the last string
	keys   [maxJSONDepth]jsonKey              // by depth-1: the last key of each open object, none in an array
	kept   [maxJSONDepth][]byte               // the keys whose bytes are gone
	marks  *[jsonStep / 64 * jsonWidth]uint64 // scratch
}

// A jsonKey is a string that is, or may prove to be, a key: block[start:end]. A negative start says that its begin is gone.
type jsonKey struct{ start, end int32 }

// jsonMarks marks the bytes that mean something outside strings.
var jsonMarks = [256]bool{'"': true, '{': true, '}': true, '[': true, ']': true, ':': true}

// jsonPlanes are the bytes that mean something, in or outside of strings.
var jsonPlanes = planes.New(`"`, `\`, "\n", "{[", "}]", ":")

const (
	jsonWidth = 7       // of jsonPlanes
	jsonStep  = 1 << 10 // how many bytes are marked at once: more than most lines, less than most caches
)

// advance moves the cursor to the offset to, at least.
func (s *jsonCursor) advance(to int) {
	if s.at >= to {
		return
	}
	if s.lines {
		s.nextLine(to)
	}
	to = min(to, len(s.text))
	for s.at < to {
		base := s.at
		words := s.marks[:jsonPlanes.Len(min(to-base, jsonStep))]
		jsonPlanes.Mark(words, s.text[base:min(base+len(words)/jsonWidth*64, len(s.text))])
		for ; len(words) >= jsonWidth && s.at < to; base, words = base+64, words[jsonWidth:] {
			s.step(base, min(base+64, to), (*[jsonWidth]uint64)(words))
		}
	}
}

// nextLine moves the cursor to the begin of the line that holds the offset to, if that is not the line it is in.
func (s *jsonCursor) nextLine(to int) {
	if begin := lineBegin(s.text[s.at:to]); begin > 0 {
		s.at += begin
		s.depth, s.quoted = 0, false
	}
}

// lineBegin returns where the last line of text begins: behind the last newline, or at 0. The last is mostly not far from the
// end, and bytes.LastIndexByte looks at one byte after the other.
func lineBegin(text []byte) int {
	const ones, sevens = 0x0101010101010101, 0x7f7f7f7f7f7f7f7f
	at := len(text)
	for ; at >= 8; at -= 8 {
		x := binary.LittleEndian.Uint64(text[at-8:]) ^ ones*'\n'
		if found := ^(x&sevens + sevens | x | sevens); found != 0 { // the highest bit of each byte that became zero
			return at - bits.LeadingZeros64(found)/8
		}
	}
	for ; at > 0 && text[at-1] != '\n'; at-- {
	}
	return at
}

// step moves the cursor to the offset end, at least. It is in the 64 bytes from base on, of which marks are the planes.
func (s *jsonCursor) step(base, end int, marks *[jsonWidth]uint64) {
	ahead := ^uint64(0) << (s.at - base) & (^uint64(0) >> (base + 64 - end))
	quotes, slashes := marks[0]&ahead, marks[1]&ahead
	escaped := uint64(0)
	for rest := slashes; rest != 0; {
		behind := rest & -rest << 1
		escaped |= behind
		rest &= rest - 1
		rest &^= behind
	}
	quotes &^= escaped
	inside := toggled(quotes) // from the begin of each string to its last byte
	if s.quoted {
		inside = ^inside
	}
	if marks[2]&ahead&inside != 0 || slashes&^inside != 0 { // a line that ends a string, or a backslash that is none
		s.creep(end)
		return
	}
	s.at = end
	if slashes&^escaped>>(end-base-1) != 0 {
		s.at++
	}
	opens, closes, colons := marks[3]&ahead&^inside, marks[4]&ahead&^inside, marks[5]&ahead&^inside
	for brackets := opens | closes; brackets != 0; brackets &= brackets - 1 {
		bracket := brackets & -brackets
		if before := colons & (bracket - 1); before != 0 {
			s.colon(base, quotes, before)
			colons ^= before
		}
		if opens&bracket != 0 {
			s.open()
		} else {
			s.close()
		}
	}
	if colons != 0 {
		s.colon(base, quotes, colons)
	}
	s.quoted = s.quoted != (bits.OnesCount64(quotes)&1 == 1)
	if s.quoted {
		if quotes != 0 {
			s.last.start = int32(base + bits.Len64(quotes))
		}
	} else {
		s.last = s.lastString(base, quotes)
	}
}

// toggled returns the bits from each odd one of x to before the next.
func toggled(x uint64) uint64 {
	x ^= x << 1
	x ^= x << 2
	x ^= x << 4
	x ^= x << 8
	x ^= x << 16
	return x ^ x<<32
}

// colon takes the last of colons, of which there is one: those before say nothing that it does not.
func (s *jsonCursor) colon(base int, quotes, colons uint64) {
	if i := s.level(); i >= 0 {
		s.keys[i] = s.lastString(base, quotes&(1<<(bits.Len64(colons)-1)-1))
	}
}

// lastString returns the last string of which quotes, in the 64 bytes from base on, may be the marks. It has ended.
func (s *jsonCursor) lastString(base int, quotes uint64) jsonKey {
	if quotes == 0 {
		return s.last
	}
	end := bits.Len64(quotes) - 1
	k := jsonKey{s.last.start, int32(base + end)}
	if begin := bits.Len64(quotes &^ (1 << end)); begin > 0 {
		k.start = int32(base + begin)
	}
	return k
}

// level returns the index in keys of a key at the cursor, or -1. Past maxJSONDepth all have the last: the nearest key says most.
func (s *jsonCursor) level() int { return min(s.depth, maxJSONDepth) - 1 }

// open takes a bracket that opens.
func (s *jsonCursor) open() {
	if s.depth == 0 {
		s.row++
	}
	if s.depth < maxJSONDepth {
		s.keys[s.depth] = jsonKey{}
	}
	s.depth++
}

// close takes a bracket that closes.
func (s *jsonCursor) close() { s.depth = max(s.depth-1, 0) }

// creep is advance byte by byte, within a line if lines are documents. It is the meaning of advance, and reads what is no JSON.
func (s *jsonCursor) creep(to int) {
	text, at := s.text[:to], s.at
	for at < len(text) {
		if s.quoted {
			at = s.skipString(text, at)
			continue
		}
		c := text[at]
		at++
		switch c {
		case '"':
			s.quoted = true
			s.last.start = int32(at)
		case ':':
			if i := s.level(); i >= 0 {
				s.keys[i] = s.last
			}
		case '{', '[':
			s.open()
		case '}', ']':
			s.close()
		}
	}
	s.at = at
}

// skipString returns the offset behind the string around at, or the end of text. That may be one more, behind a backslash.
func (s *jsonCursor) skipString(text []byte, at int) int {
	for {
		at = stringStop(text, at)
		if at >= len(text) {
			return at
		}
		if text[at] == '\\' {
			at += 2
			continue
		}
		s.quoted = false
		s.last.end = int32(at)
		return at + 1
	}
}

// stringStop returns the offset of the first quote, backslash or newline from at on, or the length of text.
func stringStop(text []byte, at int) int {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	for ; at+8 <= len(text); at += 8 {
		x := binary.LittleEndian.Uint64(text[at:])
		q, b, n := x^ones*'"', x^ones*'\\', x^ones*'\n'
		// The lowest set bit is that of the first byte that became zero; higher ones may be wrong.
		if found := ((q-ones)&^q | (b-ones)&^b | (n-ones)&^n) & highs; found != 0 {
			return at + bits.TrailingZeros64(found)/8
		}
	}
	for ; at < len(text); at++ {
		if c := text[at]; c == '"' || c == '\\' || c == '\n' {
			return at
		}
	}
	return at
}

// leave moves the cursor to the offset drop, at least, and counts offsets from there: what is before it will be gone. It
// returns a lower drop where that would part a key from its colon, or a string that may be one.
func (s *jsonCursor) leave(drop int) int {
	s.advance(drop)
	if begin := int(s.last.start) - 1; begin > drop/2 && drop-begin <= 2*maxJSONKey {
		drop = min(drop, begin)
	}
	s.at -= drop
	for i := range min(s.depth, maxJSONDepth) {
		k := &s.keys[i]
		if 0 <= k.start && k.start < int32(drop) {
			s.kept[i] = append(s.kept[i][:0], s.name(*k)...) // no copy of s is in use now
			*k = jsonKey{start: -1}
		} else if k.start > 0 {
			*k = jsonKey{k.start - int32(drop), k.end - int32(drop)}
		}
	}
	s.last = jsonKey{max(s.last.start-int32(drop), -1), max(s.last.end-int32(drop), -1)}
	return drop
}

// name returns the bytes of a key, or none if it is no name.
func (s *jsonCursor) name(k jsonKey) []byte {
	if k.start < 0 || k.end <= k.start || k.end-k.start > maxJSONKey {
		return nil
	}
	return s.text[k.start:k.end]
}

// path appends the names of the objects and members that lead to the cursor to dst, as far as depth.
func (s *jsonCursor) path(dst []byte, depth int) []byte {
	for i := range min(depth, maxJSONDepth) {
		key := s.name(s.keys[i])
		if s.keys[i].start < 0 {
			key = s.kept[i]
		}
		if bytes.IndexByte(key, '\\') >= 0 {
			var u unescaped
			if u.unescapeJSON(key) {
				key = u.text
			}
		}
		if !isJSONName(key) {
			continue
		}
		if len(dst) > 0 {
			dst = append(dst, '.')
		}
		dst = append(dst, key...)
	}
	return dst
}

// maxJSONKey is the length of the longest key that is a name, in bytes.
const maxJSONKey = 64

// isJSONName reports whether a key names a field. Others are data, as in a map from e-mail addresses or numbers of
// customers to objects, and are left out of paths as array indexes are: fields would be endless, and would tell the data.
//
// A first '@' is that of an attribute, where XML became JSON, or of JSON-LD.
func isJSONName(key []byte) bool {
	if len(key) == 0 || len(key) > maxJSONKey {
		return false
	}
	digits := 0
	for i, b := range key {
		switch {
		case b >= '0' && b <= '9':
			digits++
		case b == '@' && i > 0, b < ' ':
			return false
		}
	}
	return digits < 5
}
