package detectors

import (
	"container/heap"
	"encoding/binary"
	"errors"
	"slices"
)

// A filter is the table that dispatches: read from the start of a token, byte by byte, it tells which detectors may have
// a candidate there. It is all Patterns at once as a deterministic machine, cut short: a detector is named as soon as a
// match of its Pattern ended where a word ends, and whoever is still undecided is named when the walk reaches filterDepth
// or leaves the table. So it may name too many, which costs time, and never too few.
//
// The table has a fixed size, however many detectors there are, and is spent where text goes: the states that are reached
// most often are made first, by a rough model of text (likely). The walk costs a look-up a byte, and most words need none.
type filter struct {
	class  [256]uint8
	shift  uint8
	next   []uint16 // by state<<shift | class: the next state, or verdictBit and the number of a verdict
	atEnd  []uint16 // by state: the verdict when the text ends here
	atMost []uint16 // by state: the verdict when the walk stops here for its length

	verdicts [][]int   // the detectors that are worth trying, ascending; 0 names no one
	first    [256]bool // bytes that a candidate may start with

	// By the classes of its first two bytes, for a word of letters and underscores only: the bit of its length is set where
	// the walk could name someone. This is how most words of prose end, without a walk.
	lengths [1 << 14]uint16
	// The same for a number: by its length, the classes of the byte after it with which the walk could name someone, as bits.
	numbers [maxPlain]classSet
}

// A classSet is a set of byte classes, of which there are at most 256.
type classSet [4]uint64

func (s *classSet) add(class int)        { s[class/64] |= 1 << (class % 64) }
func (s *classSet) has(class uint8) bool { return s[class/64]>>(class%64)&1 != 0 }

// maxPlain is the length from which words of letters are always walked.
const maxPlain = 16

const (
	verdictBit      = 1 << 15
	filterDepth     = 40
	maxFilterStates = 1024
)

// likely is a model of text: how likely a byte of a kind follows one of another, in percent. It decides only where the
// filter is precise.
var likely = [...][5]float64{
	//          lower upper digit other beyond ASCII
	modelLower:  {76, 2, 2, 20, 1},
	modelUpper:  {20, 55, 8, 17, 1},
	modelDigit:  {4, 4, 66, 26, 1},
	modelOther:  {40, 12, 25, 23, 1},
	modelBeyond: {10, 10, 10, 10, 60},
}

const (
	modelLower = iota
	modelUpper
	modelDigit
	modelOther
	modelBeyond
)

func modelOf(c byte) int {
	switch {
	case 'a' <= c && c <= 'z':
		return modelLower
	case 'A' <= c && c <= 'Z':
		return modelUpper
	case isDigit(c):
		return modelDigit
	case c >= 0x80:
		return modelBeyond
	}
	return modelOther
}

// A filterState is a state while the table is made.
type filterState struct {
	number   int
	nodes    []int32
	named    []int // sorted
	lastWord bool  // the last byte was a word byte
	last     int   // its model kind
	weight   float64
}

// filterQueue is a heap of states, the likeliest first.
type filterQueue []*filterState

func (q filterQueue) Len() int           { return len(q) }
func (q filterQueue) Less(i, j int) bool { return q[i].weight > q[j].weight }
func (q filterQueue) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *filterQueue) Push(x any)        { *q = append(*q, x.(*filterState)) }
func (q *filterQueue) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}

// A filterMaker makes a filter.
type filterMaker struct {
	*filter
	nfa    *nfa
	sample []byte            // a byte of each class
	share  [][5]float64      // of each class in the bytes of each kind
	known  map[string]uint16 // of verdicts
}

// newFilter builds the table of an nfa whose Patterns start at the given sets.
func newFilter(n *nfa, starts []int32) (*filter, error) {
	f := &filterMaker{filter: &filter{}, nfa: n, known: map[string]uint16{}}
	f.class, f.sample = n.byteClasses()
	for 1<<f.shift < len(f.sample) {
		f.shift++
	}
	f.share = make([][5]float64, len(f.sample))
	sizes := [5]float64{26, 26, 10, 66, 128}
	for c, class := range f.class {
		kind := modelOf(byte(c))
		f.share[class][kind] += 1 / sizes[kind]
	}
	f.verdict(nil)

	start := &filterState{last: modelOther, weight: 1}
	for _, set := range starts {
		start.nodes = append(start.nodes, n.sets[set]...)
	}
	slices.Sort(start.nodes)
	f.addState(start)
	// A state is in the table when its row is filled; until then, edges to it lead to the verdict on it.
	known := map[string]*filterState{}
	type edge struct {
		at int // index in next
		to *filterState
	}
	var edges []edge
	queue := filterQueue{start}
	filled := make(map[*filterState]bool)
	for len(queue) > 0 && len(filled) < maxFilterStates {
		from := heap.Pop(&queue).(*filterState)
		if filled[from] {
			continue
		}
		filled[from] = true
		if from != start {
			f.addState(from)
		}
		for class := range f.sample {
			to := f.follow(from, class)
			at := from.number<<f.shift | class
			if len(to.nodes) == 0 {
				f.next[at] = verdictBit | f.verdict(to.named)
				continue
			}
			key := to.key()
			if seen, ok := known[key]; ok {
				seen.weight += to.weight
				to = seen
			} else {
				known[key] = to
			}
			if !filled[to] {
				heap.Push(&queue, to)
			}
			edges = append(edges, edge{at, to})
		}
	}
	for _, e := range edges {
		if filled[e.to] {
			f.next[e.at] = uint16(e.to.number)
		} else {
			f.next[e.at] = verdictBit | f.verdict(f.undecided(e.to))
		}
	}
	if len(f.verdicts) >= verdictBit {
		return nil, errors.New("the patterns differ in too many ways for one table")
	}
	for c := range f.first {
		f.first[c] = f.next[f.class[c]] != verdictBit
	}
	f.fillLengths()
	f.fillNumbers()
	return f.filter, nil
}

// fillLengths fills lengths from the rest of the table.
func (f *filterMaker) fillLengths() {
	var inner, outer []int // classes of bytes in words of letters, and of bytes after them
	for class, c := range f.sample {
		if !isWord(c) {
			outer = append(outer, class)
		} else if !isDigit(c) {
			inner = append(inner, class)
		}
	}
	// need[state] has bit k set when k more letters and the end of the word may name someone.
	need := make([]uint32, len(f.atEnd))
	after := func(state, class int) uint32 {
		switch to := f.next[state<<f.shift|class]; {
		case to == verdictBit:
			return 0
		case to > verdictBit:
			return 1<<maxPlain - 1
		default:
			return need[to]
		}
	}
	for state := range need {
		if f.atEnd[state] != 0 || slices.ContainsFunc(outer, func(class int) bool { return f.next[state<<f.shift|class] != verdictBit }) {
			need[state] = 1
		}
	}
	for range maxPlain { // each round looks one letter further
		further := slices.Clone(need)
		for state := range need {
			for _, class := range inner {
				further[state] |= after(state, class) << 1 & (1<<maxPlain - 1)
			}
		}
		need = further
	}
	for _, first := range inner {
		for _, second := range inner {
			switch to := f.next[first]; {
			case to == verdictBit:
			case to > verdictBit:
				f.lengths[first<<7|second] = 1<<maxPlain - 1
			default:
				f.lengths[first<<7|second] = uint16(after(int(to), second) << 2 & (1<<maxPlain - 1))
			}
		}
	}
}

// fillNumbers fills numbers from the rest of the table.
func (f *filterMaker) fillNumbers() {
	var digits []int
	for class, c := range f.sample {
		if isDigit(c) {
			digits = append(digits, class)
		}
	}
	here, named := map[uint16]bool{0: true}, false // the states after so many digits; someone was named on the way
	for n := range f.numbers {
		for class := range f.sample {
			for state := range here {
				if f.next[int(state)<<f.shift|class] != verdictBit {
					f.numbers[n].add(class)
				}
			}
			if named {
				f.numbers[n].add(class)
			}
		}
		next := map[uint16]bool{}
		for state := range here {
			for _, class := range digits {
				switch to := f.next[int(state)<<f.shift|class]; {
				case to < verdictBit:
					next[to] = true
				case to > verdictBit:
					named = true
				}
			}
		}
		here = next
	}
}

// plainNumber says whether a number text[i:end] surely has no candidate that starts with it.
func (f *filter) plainNumber(text []byte, i, end int) bool {
	n := end - i
	return n < maxPlain && end < len(text) && !f.numbers[n].has(f.class[text[end]])
}

// secondMay says whether the walk may name someone where next follows c.
func (f *filter) secondMay(c, next byte) bool {
	to := f.next[f.class[c]]
	return to > verdictBit || to < verdictBit && f.next[int(to)<<f.shift|int(f.class[next])] != verdictBit
}

// plain says whether a word text[i:end], of letters and underscores only, surely has no candidate that starts with it.
func (f *filter) plain(text []byte, i, end int) bool {
	n := end - i
	return n > 1 && n < maxPlain && f.lengths[int(f.class[text[i]]&0x7F)<<7|int(f.class[text[i+1]]&0x7F)]>>n&1 == 0
}

// addState gives a state its number and an empty row.
func (f *filterMaker) addState(s *filterState) {
	s.number = len(f.atEnd)
	f.next = append(f.next, make([]uint16, 1<<f.shift)...)
	f.atEnd = append(f.atEnd, f.verdict(f.ended(s)))
	f.atMost = append(f.atMost, f.verdict(f.undecided(s)))
}

// ended returns who is named if no word byte follows.
func (f *filterMaker) ended(s *filterState) []int {
	named := slices.Clone(s.named)
	for _, node := range s.nodes {
		if f.nfa.nodes[node].match {
			named = append(named, f.nfa.nodes[node].pattern)
		}
	}
	return sortedSet(named)
}

// undecided returns who must be named if nothing more is known.
func (f *filterMaker) undecided(s *filterState) []int {
	named := slices.Clone(s.named)
	for _, node := range s.nodes {
		named = append(named, f.nfa.nodes[node].pattern)
	}
	return sortedSet(named)
}

// follow returns the state after a byte of a class.
func (f *filterMaker) follow(from *filterState, class int) *filterState {
	c := f.sample[class]
	to := &filterState{lastWord: isWord(c), last: modelOf(c)}
	if from.lastWord && to.lastWord {
		to.named = from.named // a match that ended within a word is none
	} else {
		to.named = f.ended(from)
	}
	to.nodes = f.nfa.step(from.nodes, c, to.named)
	for kind, percent := range likely[from.last] {
		to.weight += from.weight * percent / 100 * f.share[class][kind]
	}
	return to
}

// key tells states apart that lead to different verdicts.
func (s *filterState) key() string {
	key := make([]byte, 0, 4*(len(s.nodes)+len(s.named)+1))
	for _, node := range s.nodes {
		key = binary.LittleEndian.AppendUint32(key, uint32(node)<<1|uint32(btoi(s.lastWord)))
	}
	key = append(key, 0xFF, 0xFF, 0xFF, 0xFF)
	for _, d := range s.named {
		key = binary.LittleEndian.AppendUint32(key, uint32(d))
	}
	return string(key)
}

// verdict returns the number of the verdict that names detectors.
func (f *filterMaker) verdict(detectors []int) uint16 {
	key := make([]byte, 0, 4*len(detectors))
	for _, d := range detectors {
		key = binary.LittleEndian.AppendUint32(key, uint32(d))
	}
	number, ok := f.known[string(key)]
	if !ok {
		number = uint16(len(f.verdicts))
		f.known[string(key)] = number
		f.verdicts = append(f.verdicts, slices.Clone(detectors))
	}
	return number
}

// walk returns the number of the verdict on text[i:].
func (f *filter) walk(text []byte, i int) uint16 {
	state := uint16(0)
	end := min(len(text), i+filterDepth)
	for _, c := range text[i:end] {
		state = f.next[int(state)<<(f.shift&15)|int(f.class[c])]
		if state >= verdictBit {
			return state &^ verdictBit
		}
	}
	if end == len(text) {
		return f.atEnd[state]
	}
	return f.atMost[state]
}

func sortedSet(list []int) []int {
	slices.Sort(list)
	return slices.Compact(list)
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
