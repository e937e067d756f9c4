package detectors

import (
	"fmt"
	"slices"
)

// A filter is the table that dispatches: read from the start of a token, byte by byte, it tells which detectors may have
// a candidate there. It is all Patterns at once as a deterministic machine, cut short: a detector is named as soon as a
// match of its Pattern ended where a word ends, and whoever is still undecided is named when the walk reaches filterDepth
// or the table its limit. So it may name too many, which costs time, and never too few.
//
// Its size does not depend on how many detectors there are but on how many shapes they have, and the walk costs a table
// look-up a byte; most words of prose end it within a few bytes with no one named.
type filter struct {
	class  [256]uint8
	shift  uint8
	next   []uint16 // by state<<shift | class: the next state, or verdictBit and the number of a verdict
	atEnd  []uint16 // by state: the verdict when the text ends here
	atMost []uint16 // by state: the verdict when the walk stops here for its length

	verdicts []verdict // 0 names no one
	first    [256]bool // bytes that a candidate may start with
}

// A verdict names the detectors that are worth trying, those that may match without a keyword first.
type verdict struct {
	detectors []int
	alone     int // how many of them may match without a keyword
}

const (
	verdictBit      = 1 << 15
	filterDepth     = 40
	maxFilterStates = 6000
)

// newFilter builds the table of an nfa whose Patterns start at the given sets. keywordOnly tells verdicts how to sort.
func newFilter(n *nfa, starts []int32, keywordOnly func(detector int) bool) (*filter, error) {
	type state struct {
		nodes    []int32
		named    []int // sorted
		lastWord bool  // the last byte was a word byte
	}
	class, sample := n.byteClasses()
	f := &filter{class: class}
	for 1<<f.shift < len(sample) {
		f.shift++
	}

	verdictOf := map[string]uint16{}
	name := func(detectors []int) uint16 {
		slices.Sort(detectors)
		detectors = slices.Compact(detectors)
		key := fmt.Sprint(detectors)
		number, ok := verdictOf[key]
		if !ok {
			number = uint16(len(f.verdicts))
			verdictOf[key] = number
			slices.SortStableFunc(detectors, func(a, b int) int { return btoi(keywordOnly(a)) - btoi(keywordOnly(b)) })
			v := verdict{detectors: detectors, alone: len(detectors)}
			if i := slices.IndexFunc(detectors, keywordOnly); i >= 0 {
				v.alone = i
			}
			f.verdicts = append(f.verdicts, v)
		}
		return number
	}
	name(nil)

	var start state
	for _, set := range starts {
		start.nodes = append(start.nodes, n.sets[set]...)
	}
	slices.Sort(start.nodes)
	states := []state{start}
	number := map[string]int{}
	for at := 0; at < len(states); at++ {
		from := states[at]
		row := make([]uint16, 1<<f.shift)
		ended, alive := slices.Clone(from.named), slices.Clone(from.named)
		for _, node := range from.nodes {
			alive = append(alive, n.nodes[node].pattern)
			if n.nodes[node].match {
				ended = append(ended, n.nodes[node].pattern)
			}
		}
		f.atEnd = append(f.atEnd, name(slices.Clone(ended)))
		f.atMost = append(f.atMost, name(slices.Clone(alive)))
		for cl, c := range sample {
			to := state{lastWord: isWord(c), named: ended}
			if from.lastWord && to.lastWord {
				to.named = from.named // a match that ended within a word is none
			}
			to.named = slices.Clone(to.named)
			slices.Sort(to.named)
			to.named = slices.Compact(to.named)
			to.nodes = n.step(from.nodes, c, to.named)
			if len(to.nodes) == 0 {
				row[cl] = verdictBit | name(to.named)
				continue
			}
			key := fmt.Sprint(setKey(to.nodes), to.named, to.lastWord)
			seen, ok := number[key]
			if !ok && len(states) == maxFilterStates {
				for _, node := range to.nodes {
					to.named = append(to.named, n.nodes[node].pattern)
				}
				row[cl] = verdictBit | name(to.named)
				continue
			}
			if !ok {
				seen = len(states)
				number[key] = seen
				states = append(states, to)
			}
			row[cl] = uint16(seen)
		}
		f.next = append(f.next, row...)
		if len(f.verdicts) >= verdictBit {
			return nil, fmt.Errorf("the patterns together have more than %d shapes", verdictBit)
		}
	}
	for c := range f.first {
		f.first[c] = f.next[class[c]] != verdictBit
	}
	return f, nil
}

// walk returns the number of the verdict on text[i:].
func (f *filter) walk(text []byte, i int) uint16 {
	state := uint16(0)
	end := min(len(text), i+filterDepth)
	for ; i < end; i++ {
		state = f.next[int(state)<<(f.shift&15)|int(f.class[text[i]])]
		if state >= verdictBit {
			return state &^ verdictBit
		}
	}
	if end == len(text) {
		return f.atEnd[state]
	}
	return f.atMost[state]
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
