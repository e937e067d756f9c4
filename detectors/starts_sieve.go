package detectors

import "math/bits"

// A sieve tells by planes, for 64 bytes at once, where a startTable need not be asked: at most words of a text. It lets through
// where a shape may begin, and more, by the first of these that holds for it:
//
//   - it begins with a word of at least longWord bytes;
//   - it begins with a word of one to four hexadecimal digits, and one of a few bytes behind it;
//   - it begins with four bytes of which there are few, a letter first: then the words of keywords tell, where such beginnings
//     are noted, too;
//   - it begins with a digit, in a word of at least someLong bytes;
//   - it begins with one of some bytes.
type sieve struct {
	asked     byteSet  // the first bytes of the last rule
	next      byteSet  // what may stand behind the hexadecimal digits
	long      uint64   // all bits, if there are shapes of that rule; else 0
	numbers   uint64   // the same
	beginning []uint32 // the codes of four bytes of that rule
}

// The lengths of words, in bytes, and limits of a sieve.
const (
	longWord  = 14 // few words of any text are as long
	someLong  = 8  // few numbers are
	shortWord = 4

	maxNext      = 16 // more different bytes behind hexadecimal digits would let through most short words
	maxBeginning = 64 // more codes would crowd the words of keywords
)

var (
	digitSet  = bytesOf(isDigit)
	hexSet    = bytesOf(isHex)
	letterSet = bytesOf(isLetter)
	beyondSet = bytesOf(func(c byte) bool { return c&0x80 != 0 })
)

// bytesOf returns the bytes of which is says so.
func bytesOf(is func(byte) bool) (s byteSet) {
	for c := range 256 {
		if is(byte(c)) {
			s.add(byte(c))
		}
	}
	return s
}

// newSieve returns the sieve of shapes.
func newSieve(shapes []shape) (v sieve) {
	for i := range shapes {
		for lengths := shapes[i].lengths; lengths != 0; lengths &= lengths - 1 {
			length := bits.TrailingZeros32(lengths)
			s := shapes[i]
			for k := range s.places {
				s.places[k] = s.places[k].and(withinWord(k, length))
			}
			first := s.places[0]
			for _, part := range [...]byteSet{first.and(digitSet), first.and(hexSet).and(digitSet.not()), first.and(hexSet.not())} {
				if s.places[0] = part; part.size() > 0 {
					v.add(&s, length)
				}
			}
		}
	}
	return v
}

// add makes v let through a shape whose first word has a length.
func (v *sieve) add(s *shape, length int) {
	if length >= longWord {
		v.long = ^uint64(0)
		return
	}
	if next, ok := s.shortHex(length); ok {
		v.next = v.next.or(next)
		return
	}
	if codes := s.beginnings(); codes != nil {
		v.beginning = append(v.beginning, codes...)
		return
	}
	if length >= someLong && s.places[0].within(digitSet) {
		v.numbers = ^uint64(0)
		return
	}
	v.asked = v.asked.or(s.places[0])
}

// shortHex returns what may stand behind a first word of a length, if that is a few hexadecimal digits and what follows few bytes.
func (s *shape) shortHex(length int) (next byteSet, ok bool) {
	if length < 1 || length > shortWord {
		return next, false
	}
	for k := range length {
		if !s.places[k].within(hexSet) {
			return next, false
		}
	}
	next = s.places[length].and(beyondSet.not()) // what is beyond ASCII is always let through
	return next, next.size() <= maxNext
}

// beginnings returns the codes of the four bytes that a shape begins with, in its first place a letter; or nil if there are many.
func (s *shape) beginnings() []uint32 {
	if !s.places[0].within(letterSet) {
		return nil
	}
	codes := []uint32{0}
	for k := range 4 {
		if s.places[k].and(beyondSet).size() > 0 {
			return nil
		}
		var here uint32 // the codes of this place, as bits
		for c := range byte(0x80) {
			if s.places[k].has(c) {
				here |= 1 << (c & 0x1F)
			}
		}
		var longer []uint32
		for _, code := range codes {
			for rest := here; rest != 0; rest &= rest - 1 {
				longer = append(longer, code|uint32(bits.TrailingZeros32(rest))<<(8*k))
			}
		}
		if codes = longer; len(codes) > maxBeginning {
			return nil
		}
	}
	return codes
}
