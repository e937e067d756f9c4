package detectors

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

// A startTable tells, from eight bytes and the length of the word that they begin with, whether a detector may have a candidate
// there. It is how most of a text is done with: all Patterns are asked at once, and nine look-ups mostly say that there is none.
//
// What a Pattern may begin with is a list of shapes, one for each length of its first word. To each shape belongs a bit. For
// each of the eight places a table knows, by the byte there, the bits of the shapes that may have it; where a bit is left, some
// candidate may be. So it may say yes too often, which costs time, and never no where there is one.
type startTable struct {
	lengths [maxFirstWord + 1]uint64 // by the length of the first word, in bytes; the last is for longer ones too
	places  [startPlaces][256]uint64
	owners  [startBits][]int // by bit: the detectors whose shapes it stands for
}

const (
	startPlaces  = 8 // the bytes of one load
	maxFirstWord = 16
	startBits    = 64
)

// first returns the bits of the shapes that may begin with byte c, in a word of a length. Most words end here.
func (t *startTable) first(c byte, length int) uint64 {
	return t.lengths[min(uint(length), maxFirstWord)] & t.places[0][c]
}

// may says whether a candidate may start with eight bytes, of which the first is the lowest, and for which first was bits.
func (t *startTable) may(bits, eight uint64) bool {
	return bits&t.places[1][byte(eight>>8)]&t.places[2][byte(eight>>16)]&t.places[3][byte(eight>>24)]&
		t.places[4][byte(eight>>32)]&t.places[5][byte(eight>>40)]&t.places[6][byte(eight>>48)]&t.places[7][byte(eight>>56)] != 0
}

// bitsOf returns the bits of the shapes of detectors.
func (t *startTable) bitsOf(detectors bitset) (bits uint64) {
	for bit, owners := range t.owners {
		if slices.ContainsFunc(owners, detectors.has) {
			bits |= 1 << bit
		}
	}
	return bits
}

// eightAt returns the eight bytes at text[i:], with zeros behind its end, which are no word bytes.
func eightAt(text []byte, i int) uint64 {
	if i+8 <= len(text) {
		return binary.LittleEndian.Uint64(text[i:])
	}
	var eight [8]byte
	copy(eight[:], text[i:])
	return binary.LittleEndian.Uint64(eight[:])
}

// A byteSet is a set of bytes.
type byteSet [4]uint64

// everyByte has them all, and wordBytes all word bytes.
var (
	everyByte = byteSet{^uint64(0), ^uint64(0), ^uint64(0), ^uint64(0)}
	wordBytes = func() (s byteSet) {
		for c := range 256 {
			if isWord(byte(c)) {
				s.add(byte(c))
			}
		}
		return s
	}()
)

func (s *byteSet) add(c byte)      { s[c/64] |= 1 << (c % 64) }
func (s *byteSet) has(c byte) bool { return s[c/64]>>(c%64)&1 != 0 }

func (s *byteSet) size() (n int) {
	for _, word := range s {
		n += bits.OnesCount64(word)
	}
	return n
}

func (s byteSet) and(other byteSet) byteSet {
	return byteSet{s[0] & other[0], s[1] & other[1], s[2] & other[2], s[3] & other[3]}
}

func (s byteSet) or(other byteSet) byteSet {
	return byteSet{s[0] | other[0], s[1] | other[1], s[2] | other[2], s[3] | other[3]}
}

func (s byteSet) not() byteSet { return byteSet{^s[0], ^s[1], ^s[2], ^s[3]} }

// A shape is how candidates may begin whose first word has a length: what may stand in each place.
type shape struct {
	length int // maxFirstWord stands for longer words too
	places [startPlaces]byteSet
	owners []int // detectors
}

// appendShapes appends the shapes of a detector's Pattern, which starts at a set of an nfa's nodes.
func appendShapes(dst []shape, n *nfa, start int32, detector int) []shape {
	for length := range maxFirstWord + 1 {
		if s, ok := newShape(n, start, length); ok {
			s.owners = []int{detector}
			dst = append(dst, s)
		}
	}
	return dst
}

// newShape returns false when no candidate has a first word of the length.
func newShape(n *nfa, start int32, length int) (s shape, ok bool) {
	s.length = length
	nodes := n.sets[start]
	for k := range max(startPlaces, length+1) {
		within := everyByte // what the length lets stand here
		switch {
		case k < length:
			within = wordBytes
		case k == length && k < maxFirstWord:
			within = wordBytes.not()
		}
		here, ended := byteSet{}, false
		var next []int32
		for _, node := range nodes {
			at := &n.nodes[node]
			switch {
			case at.unsure, at.match && k >= length: // anything may follow; but a word does not go on behind the end of a match
				ended = true
			case !at.match:
				for _, e := range at.edges {
					reached := false
					for c := int(e.lo); c <= int(e.hi); c++ {
						if within.has(byte(c)) {
							here.add(byte(c))
							reached = true
						}
					}
					if reached {
						next = append(next, n.sets[e.to]...)
					}
				}
			}
		}
		if ended {
			for ; k < startPlaces; k++ {
				switch {
				case k < length:
					s.places[k] = wordBytes
				case k == length && k < maxFirstWord:
					s.places[k] = wordBytes.not()
				default:
					s.places[k] = everyByte
				}
			}
			return s, true
		}
		if here.size() == 0 {
			return s, false
		}
		if k < startPlaces {
			s.places[k] = here
		}
		slices.Sort(next)
		nodes = slices.Compact(next)
	}
	return s, true
}

// join is the shape that lets both through, which are of one length.
func (s shape) join(other shape) shape {
	for k := range s.places {
		s.places[k] = s.places[k].or(other.places[k])
	}
	s.owners = slices.Concat(s.owners, other.owners)
	return s
}

// frequency is how often a shape fits in the model of text, where its first word begins.
func (s *shape) frequency() float64 {
	weight := [modelKinds]float64{modelOther: 1} // of the kind of the last byte
	for _, place := range s.places {
		var next [modelKinds]float64
		for kind := range next {
			into := 0.0
			for last, w := range weight {
				into += w * likely[last][kind]
			}
			if into > 0 {
				fits := place.and(modelBytes[kind])
				next[kind] = into / 100 * float64(fits.size()) / float64(modelBytes[kind].size())
			}
		}
		weight = next
	}
	sum := 0.0
	for _, w := range weight {
		sum += w
	}
	return sum
}

// newStartTable returns the table of shapes. Where there are more than bits, those of one length are joined that let the
// least more through together.
func newStartTable(shapes []shape) *startTable {
	shapes = slices.Clone(shapes)
	known := make(map[[startPlaces]byteSet]map[int]int) // index in distinct, by places and length
	distinct := shapes[:0]
	for _, s := range shapes {
		if known[s.places] == nil {
			known[s.places] = make(map[int]int)
		}
		if i, ok := known[s.places][s.length]; ok {
			distinct[i].owners = append(distinct[i].owners, s.owners...)
			continue
		}
		known[s.places][s.length] = len(distinct)
		distinct = append(distinct, s)
	}
	shapes = distinct
	alone := make([]float64, len(shapes)) // frequencies
	for i := range shapes {
		alone[i] = shapes[i].frequency()
	}
	// more[i][k], k < i, is what more would fit if shapes i and k were joined.
	more := make([][]float64, len(shapes))
	measure := func(i, k int) {
		i, k = max(i, k), min(i, k)
		if shapes[i].length != shapes[k].length {
			more[i][k] = 1e9
			return
		}
		joined := shapes[i].join(shapes[k])
		more[i][k] = joined.frequency() - max(alone[i], alone[k])
	}
	for i := range shapes {
		more[i] = make([]float64, i)
		for k := range i {
			measure(i, k)
		}
	}
	for len(shapes) > startBits {
		into, from := 0, 1
		for i := range shapes {
			for k := range i {
				if more[i][k] < more[from][into] {
					into, from = k, i
				}
			}
		}
		shapes[into] = shapes[into].join(shapes[from])
		alone[into] = shapes[into].frequency()
		last := len(shapes) - 1
		shapes[from], alone[from] = shapes[last], alone[last]
		shapes, alone, more = shapes[:last], alone[:last], more[:last]
		for k := range shapes {
			if k != into {
				measure(into, k)
			}
			if k != from && from != last {
				measure(from, k)
			}
		}
	}

	t := new(startTable)
	for bit := range shapes {
		s := &shapes[bit]
		t.lengths[s.length] |= 1 << bit
		t.owners[bit] = s.owners
		for k := range s.places {
			for c := range 256 {
				if s.places[k].has(byte(c)) {
					t.places[k][c] |= 1 << bit
				}
			}
		}
	}
	return t
}
