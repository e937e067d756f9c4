package format

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// maxJSONDepth is how many levels of a document have names. What lies deeper has the path of that depth.
const maxJSONDepth = 32

// A jsonCursor reads a document, or a sequence of them, forward: which keys lead to an offset of the current block. It
// tolerates whatever is no JSON: a string ends at the latest with its line, and brackets need not match.
type jsonCursor struct {
	text  []byte // the block
	lines bool   // each line is a document of its own

	at     int // the offset that was reached; one more when that would part a backslash from what follows it
	row    int64
	depth  int                   // open brackets
	quoted bool                  // at is in a string, which begins at last.start
	last   jsonKey               // the last string
	keys   [maxJSONDepth]jsonKey // by depth-1: the last key of each open object, none in an array
	kept   [maxJSONDepth][]byte  // the keys whose bytes are gone
}

// A jsonKey is a string that is, or may prove to be, a key: block[start:end]. A negative start says that its begin is gone.
type jsonKey struct{ start, end int32 }

// jsonMarks marks the bytes that mean something outside strings.
var jsonMarks = [256]bool{'"': true, '{': true, '}': true, '[': true, ']': true, ':': true}

// advance moves the cursor to the offset to, at least.
func (s *jsonCursor) advance(to int) {
	if s.at >= to {
		return
	}
	if s.lines {
		s.nextLine(to)
	}
	text, at := s.text[:min(to, len(s.text))], s.at
	for at < len(text) {
		if s.quoted {
			at = s.skipString(text, at)
			continue
		}
		c := text[at]
		if !jsonMarks[c] {
			at++
			continue
		}
		at++
		switch c {
		case '"':
			s.quoted = true
			s.last.start = int32(at)
		case ':':
			if uint(s.depth-1) < maxJSONDepth {
				s.keys[s.depth-1] = s.last
			}
		case '{', '[':
			if s.depth == 0 && !s.lines {
				s.row++
			}
			if s.depth < maxJSONDepth {
				s.keys[s.depth] = jsonKey{}
			}
			s.depth++
		default:
			s.depth = max(s.depth-1, 0)
		}
	}
	s.at = at
}

// nextLine moves the cursor to the begin of the line that holds the offset to, if that is not the line it is in.
func (s *jsonCursor) nextLine(to int) {
	i := bytes.LastIndexByte(s.text[s.at:to], '\n')
	if i < 0 {
		return
	}
	s.row += int64(bytes.Count(s.text[s.at:s.at+i+1], newline))
	s.at += i + 1
	s.depth, s.quoted = 0, false
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
func isJSONName(key []byte) bool {
	if len(key) == 0 || len(key) > maxJSONKey {
		return false
	}
	digits := 0
	for _, b := range key {
		switch {
		case b >= '0' && b <= '9':
			digits++
		case b == '@', b < ' ':
			return false
		}
	}
	return digits < 5
}
