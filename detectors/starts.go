package detectors

import (
	"cmp"
	"encoding/binary"
	"math/bits"
	"slices"
)

// A startTable tells, from twelve bytes and the length of the word that they begin with, whether a detector may have a candidate
// there. It is how most of a text is done with: all Patterns are asked at once, and a few look-ups mostly say that there is none.
//
// What a Pattern may begin with is a list of shapes, some for each length of its first word. To each shape belongs a bit. For
// each of the twelve places a table knows, by the byte there, the bits of the shapes that may have it; where a bit is left, some
// candidate may be. So it may say yes too often, which costs time, and never no where there is one.
type startTable struct {
	lengths [maxFirstWord + 1]uint64 // by the length of the first word, in bytes; the last is for longer ones too
	places  [startPlaces][256]uint64
	owners  [startBits][]int // by bit: the detectors whose shapes it stands for
	open    uint64           // the bits of shapes that may begin with what is no word byte
	sieve   sieve            // where the table is to be asked at all
}

const (
	startPlaces  = 12 // the bytes of a load, and of another where that leaves something: a time of day is longer than eight
	nearPlaces   = 8  // of the first
	maxFirstWord = 16
	startBits    = 64
)

// first returns the bits of the shapes that may begin with byte c, in a word of a length. Most words end here.
func (t *startTable) first(c byte, length int) uint64 {
	return t.lengths[min(uint(length), maxFirstWord)] & t.places[0][c]
}

// may says whether a candidate may start with eight bytes, of which the first is the lowest, and for which first was bits.
func (t *startTable) may(bits, eight uint64) bool { return t.near(bits, eight) != 0 }

// near returns what of bits, which first was for the lowest of eight bytes, those behind it leave.
func (t *startTable) near(bits, eight uint64) uint64 {
	return bits & t.places[1][byte(eight>>8)] & t.places[2][byte(eight>>16)] & t.places[3][byte(eight>>24)] &
		t.places[4][byte(eight>>32)] & t.places[5][byte(eight>>40)] & t.places[6][byte(eight>>48)] & t.places[7][byte(eight>>56)]
}

// far returns what of bits the four bytes behind those of near leave.
func (t *startTable) far(bits uint64, four uint32) uint64 {
	return bits & t.places[8][byte(four)] & t.places[9][byte(four>>8)] & t.places[10][byte(four>>16)] & t.places[11][byte(four>>24)]
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

func (s byteSet) size() (n int) {
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

// within says whether other holds all of s.
func (s byteSet) within(other byteSet) bool { return s.or(other) == other }

func (s byteSet) not() byteSet { return byteSet{^s[0], ^s[1], ^s[2], ^s[3]} }

// A shape is how candidates may begin whose first word has one of some lengths: what may stand in each place.
type shape struct {
	lengths uint32 // as bits; that of maxFirstWord stands for longer words too
	places  [startPlaces]byteSet
	owners  []int // detectors
}

// appendShapes appends the shapes of a detector's Pattern, which starts at a set of an nfa's nodes.
func appendShapes(dst []shape, n *nfa, start int32, detector int) []shape {
	for length := range maxFirstWord + 1 {
		dst = appendShapesOf(dst, n, start, detector, length)
	}
	return dst
}

// appendShapesOf appends the shapes of candidates whose first word has a length: one of those that go on through all places, and
// for each place one of those that are complete there, or not certain from there on, so that anything may follow.
func appendShapesOf(dst []shape, n *nfa, start int32, detector, length int) []shape {
	s := shape{lengths: 1 << length, owners: []int{detector}}
	for k := range s.places {
		s.places[k] = withinWord(k, length)
	}
	layers := [][]int32{n.sets[start]} // the nodes that may be reached before each place
	for k := range max(startPlaces, length+1) {
		within, last, open := withinWord(k, length), byteSet{}, false
		var ended, next []int32 // nodes before this place that a candidate is complete behind, and those behind it
		for _, node := range layers[k] {
			for _, e := range n.nodes[node].edges {
				reached := e.within(within)
				switch {
				case reached.size() == 0:
				case n.ends(e.to, k+1 >= length): // a word does not go on behind the end of a match
					last = last.or(reached)
					ended = append(ended, node)
				default:
					open = true
					next = append(next, n.sets[e.to]...)
				}
			}
		}
		if last.size() > 0 {
			complete := s
			if k < startPlaces {
				complete.places[k] = last
			}
			dst = addShape(dst, complete.through(n, layers, sortedNodes(ended)))
		}
		if !open {
			return dst
		}
		layers = append(layers, sortedNodes(next))
	}
	return addShape(dst, s.through(n, layers, layers[len(layers)-1]))
}

// through narrows the places of a shape to bytes that lead through layers to one of nodes, which are of the last layer.
func (s shape) through(n *nfa, layers [][]int32, nodes []int32) shape {
	length := bits.TrailingZeros32(s.lengths)
	for k := len(layers) - 2; k >= 0; k-- {
		within, here := withinWord(k, length), byteSet{}
		var from []int32
		for _, node := range layers[k] {
			for _, e := range n.nodes[node].edges {
				if !n.ends(e.to, k+1 >= length) && meet(n.sets[e.to], nodes) {
					if reached := e.within(within); reached.size() > 0 {
						here = here.or(reached)
						from = append(from, node)
					}
				}
			}
		}
		if k < startPlaces {
			s.places[k] = here
		}
		nodes = sortedNodes(from)
	}
	return s
}

// ends says whether a candidate is complete in a set of nodes, if it may end there, or not certain any more.
func (n *nfa) ends(set int32, may bool) bool {
	return slices.ContainsFunc(n.sets[set], func(node int32) bool { return n.nodes[node].unsure || may && n.nodes[node].match })
}

// within returns the bytes of an edge that are in a set.
func (e *nfaEdge) within(set byteSet) (s byteSet) {
	for c := int(e.lo); c <= int(e.hi); c++ {
		if set.has(byte(c)) {
			s.add(byte(c))
		}
	}
	return s
}

func sortedNodes(nodes []int32) []int32 {
	slices.Sort(nodes)
	return slices.Compact(nodes)
}

// meet says whether two sorted lists have an element in common.
func meet(a, b []int32) bool {
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] == b[0]:
			return true
		case a[0] < b[0]:
			a = a[1:]
		default:
			b = b[1:]
		}
	}
	return false
}

// withinWord returns the bytes that may stand k bytes behind the begin of a word of a length.
func withinWord(k, length int) byteSet {
	switch {
	case k < length:
		return wordBytes
	case k == length && k < maxFirstWord:
		return wordBytes.not()
	}
	return everyByte
}

// addShape appends a shape to list, unless one there lets all of it through.
func addShape(list []shape, s shape) []shape {
	for i := range list {
		if list[i].holds(&s) {
			list[i].own(s.owners)
			return list
		}
	}
	return append(list, s)
}

// holds says whether s lets through whatever other does.
func (s *shape) holds(other *shape) bool {
	if s.lengths|other.lengths != s.lengths {
		return false
	}
	for k := range s.places {
		if s.places[k].or(other.places[k]) != s.places[k] {
			return false
		}
	}
	return true
}

// own adds owners to those of s.
func (s *shape) own(owners []int) { s.owners = sortedSet(slices.Concat(s.owners, owners)) }

// join is the shape that lets both through.
func (s shape) join(other shape) shape {
	for k := range s.places {
		s.places[k] = s.places[k].or(other.places[k])
	}
	s.lengths |= other.lengths
	s.own(other.owners)
	return s
}

// newStartTable returns the table of shapes. Where there are more than bits, those are joined that let the least more through
// together.
func newStartTable(shapes []shape) *startTable {
	shapes = distinctShapes(slices.Clone(shapes))
	t := &startTable{sieve: newSieve(shapes)}
	if len(shapes) > startBits {
		shapes = joinShapes(shapes)
	}
	for bit := range shapes {
		s := &shapes[bit]
		for length := range t.lengths {
			t.lengths[length] |= uint64(s.lengths>>length&1) << bit
		}
		t.owners[bit] = s.owners
		if !s.places[0].within(wordBytes) {
			t.open |= 1 << bit
		}
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

// distinctShapes returns shapes without those that others hold. It reorders them.
func distinctShapes(shapes []shape) []shape {
	slices.SortStableFunc(shapes, func(a, b shape) int { return cmp.Compare(b.total(), a.total()) }) // the widest first
	distinct := shapes[:0]
	for _, s := range shapes {
		distinct = addShape(distinct, s)
	}
	return distinct
}

// total is how many bytes s lets through, over all places.
func (s *shape) total() (n int) {
	for k := range s.places {
		n += s.places[k].size()
	}
	return n
}
