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
	depth  int  // open brackets
	quoted bool // at is in a string
	last   jsonKey
	keys   [maxJSONDepth]jsonKey // by depth-1: the last key of each open object, none in an array
}

// A jsonKey is a string that is, or may prove to be, a key: block[start:end] as long as that is at hand, then kept.
type jsonKey struct {
	start, end int
	kept       []byte
}

// jsonMarks marks the bytes that mean something outside strings.
var jsonMarks = [256]bool{'"': true, '{': true, '}': true, '[': true, ']': true, ':': true}

// advance moves the cursor to the offset to, at least.
func (s *jsonCursor) advance(to int) {
	if s.lines && s.at < to {
		s.nextLine(to)
	}
	text, at := s.text[:min(to, len(s.text))], s.at
	for at < len(text) {
		if s.quoted {
			at = s.skipString(text, at)
			continue
		}
		if !jsonMarks[text[at]] {
			at++
			continue
		}
		switch text[at] {
		case '"':
			s.quoted = true
			s.last.start, s.last.kept = at+1, nil
		case '{', '[':
			if s.depth == 0 && !s.lines {
				s.row++
			}
			if s.depth < maxJSONDepth {
				s.keys[s.depth] = jsonKey{}
			}
			s.depth++
		case '}', ']':
			s.depth = max(s.depth-1, 0)
		case ':':
			if s.depth > 0 && s.depth <= maxJSONDepth {
				s.keys[s.depth-1] = s.last
			}
		}
		at++
	}
	s.at = max(s.at, at)
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
		s.last.end = at
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
// returns a lower drop where that would part a string that may be a key.
func (s *jsonCursor) leave(drop int) int {
	s.advance(drop)
	if s.quoted && s.last.start > drop/2 && drop-s.last.start <= maxJSONKey {
		drop = min(drop, s.last.start-1)
	}
	s.at -= drop
	s.keep(&s.last, drop)
	for i := range min(s.depth, maxJSONDepth) {
		s.keep(&s.keys[i], drop)
	}
	return drop
}

// keep copies k, if it may be a name, before the block's first drop bytes go.
func (s *jsonCursor) keep(k *jsonKey, drop int) {
	if n := k.end - k.start; k.kept == nil && 0 <= k.start && k.start < drop && 0 < n && n <= maxJSONKey {
		k.kept = bytes.Clone(s.text[k.start:k.end])
	}
	k.start, k.end = k.start-drop, k.end-drop
}

// path appends the names of the objects and members that lead to the cursor to dst, as far as depth.
func (s *jsonCursor) path(dst []byte, depth int) []byte {
	for i := range min(depth, maxJSONDepth) {
		k := &s.keys[i]
		key := k.kept
		switch {
		case k.end-k.start > maxJSONKey:
			continue
		case key == nil && k.start >= 0 && k.start < k.end:
			key = s.text[k.start:k.end]
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
