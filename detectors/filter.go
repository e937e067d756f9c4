package detectors

import (
	"container/heap"
	"encoding/binary"
	"errors"
	"regexp/syntax"
	"slices"
)

// A filter is the table that dispatches where a startTable says that someone may start: read byte by byte, it tells which
// detectors may have a candidate there. It is all Patterns at once as a deterministic machine, cut short: a detector is named as soon as a
// match of its Pattern ended where a word ends, and whoever is still undecided is named when the walk reaches filterDepth
// or leaves the table. So it may name too many, which costs time, and never too few.
//
// The table has a fixed size, however many detectors there are, and is spent where text goes: the states that are reached
// most often are made first, by a rough model of text (likely).
type filter struct {
	class  [256]uint8
	shift  uint8
	next   []uint16 // by state<<shift | class: the next state, or verdictBit and the number of a verdict
	atEnd  []uint16 // by state: the verdict when the text ends here
	atMost []uint16 // by state: the verdict when the walk stops here for its length

	verdicts [][]int // the detectors that are worth trying, ascending; 0 names no one
}

const (
	verdictBit      = 1 << 15
	filterDepth     = 40
	maxFilterStates = 256
)

// likely is a model of text: how likely a byte of a kind follows one of another, in percent. It decides only where the
// filter is precise.
var likely = [...][modelKinds]float64{
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
	modelKinds
)

// modelBytes is the bytes of each kind.
var modelBytes = func() (sets [modelKinds]byteSet) {
	for c := range 256 {
		sets[modelOf(byte(c))].add(byte(c))
	}
	return sets
}()

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
	sample []byte                // a byte of each class
	share  [][modelKinds]float64 // of each class in the bytes of each kind
	known  map[string]uint16     // of verdicts
}

// newFilter builds the table of an nfa whose Patterns start at the given sets.
func newFilter(n *nfa, starts []int32) (*filter, error) {
	f := &filterMaker{filter: &filter{}, nfa: n, known: map[string]uint16{}}
	f.class, f.sample = n.byteClasses()
	for 1<<f.shift < len(f.sample) {
		f.shift++
	}
	f.share = make([][modelKinds]float64, len(f.sample))
	for c, class := range f.class {
		kind := modelOf(byte(c))
		f.share[class][kind] += 1 / float64(modelBytes[kind].size())
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
		ended := f.ended(from)
		endedVerdict, namedVerdict := f.verdict(ended), f.verdict(from.named)
		for class, c := range f.sample {
			// A match that ended within a word is none.
			named, verdict := ended, endedVerdict
			if from.lastWord && isWord(c) {
				named, verdict = from.named, namedVerdict
			}
			at := from.number<<f.shift | class
			nodes := f.nfa.step(from.nodes, c, named)
			if len(nodes) == 0 {
				f.next[at] = verdictBit | verdict
				continue
			}
			to := &filterState{nodes: nodes, named: named, lastWord: isWord(c), last: modelOf(c)}
			for kind, percent := range likely[from.last] {
				to.weight += from.weight * percent / 100 * f.share[class][kind]
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
	return f.filter, nil
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

// at returns who may have a candidate at text[i:].
func (f *filter) at(text []byte, i int) []int {
	state := uint16(0)
	end := min(len(text), i+filterDepth)
	for _, c := range text[i:end] {
		state = f.next[int(state)<<(f.shift&15)|int(f.class[c])]
		if state >= verdictBit {
			return f.verdicts[state&^verdictBit]
		}
	}
	if end == len(text) {
		return f.verdicts[f.atEnd[state]]
	}
	return f.verdicts[f.atMost[state]]
}

func sortedSet(list []int) []int {
	slices.Sort(list)
	return slices.Compact(list)
}

// A dispatch finds those of many detectors that may have a candidate at an offset: table says where to ask filter.
type dispatch struct {
	table  *startTable
	filter *filter
}

// A dispatchMaker makes a dispatch.
type dispatchMaker struct {
	shapes []shape
	nfa    nfa
	starts []int32
}

// add adds the compiled Pattern of a detector.
func (m *dispatchMaker) add(prog *syntax.Prog, detector int) {
	start, _ := m.nfa.add(prog, detector, false)
	m.starts = append(m.starts, start)
	m.shapes = appendShapes(m.shapes, &m.nfa, start, detector)
}

func (m *dispatchMaker) make() (dispatch, error) {
	f, err := newFilter(&m.nfa, m.starts)
	return dispatch{newStartTable(m.shapes), f}, err
}
