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
//   - it begins with two dashes, or with one before a number: a digit, and two digits or points;
//   - it begins with one of some bytes; and if that is a word of one to three bytes, one of a few bytes is behind it.
//
// Of those, a digit is left out that a '-' or '.' joins to a digit: see startsToken.
type sieve struct {
	asked     byteSet  // the first bytes of the last rule
	next      byteSet  // what may stand behind the hexadecimal digits, and behind the short words of the last rule
	long      uint64   // all bits, if there are shapes of that rule; else 0
	numbers   uint64   // the same
	dashes    uint64   // the same
	shorts    uint64   // all bits, if anything may stand behind the short words of the last rule; else 0
	beginning []uint32 // the codes of four bytes of that rule
}

// The lengths of words, in bytes, and limits of a sieve.
const (
	longWord  = 14 // few words of any text are as long
	someLong  = 8  // few numbers are
	shortWord = 4

	maxNext      = 16 // more different bytes behind short words would let through most of them
	maxBeginning = 64 // more codes would crowd the words of keywords
)

var (
	digitSet  = bytesOf(isDigit)
	numberSet = bytesOf(func(c byte) bool { return isDigit(c) || c == '.' })
	dashSet   = bytesOf(func(c byte) bool { return c == '-' })
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
			letters := first.and(hexSet).and(digitSet.not())
			others := first.and(hexSet.not()).and(dashSet.not())
			for _, part := range [...]byteSet{first.and(digitSet), letters, first.and(dashSet), others} {
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
	if s.dashed() {
		v.dashes = ^uint64(0)
		return
	}
	if length >= 1 && length < shortWord {
		if next, ok := s.fewBehind(length); ok {
			v.next = v.next.or(next)
		} else {
			v.shorts = ^uint64(0)
		}
	}
	v.asked = v.asked.or(s.places[0])
}

// dashed says whether a shape begins as the rule for dashes has it.
func (s *shape) dashed() bool {
	return s.places[0].within(dashSet) &&
		(s.places[1].within(dashSet) || s.places[1].within(digitSet) && s.places[2].within(numberSet) && s.places[3].within(numberSet))
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
	return s.fewBehind(length)
}

// fewBehind returns what may stand behind a first word of a length, if those are few bytes.
func (s *shape) fewBehind(length int) (next byteSet, ok bool) {
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
