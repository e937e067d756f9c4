package detectors

import (
	"encoding/binary"
	"regexp"
	"regexp/syntax"
	"slices"
	"unicode"
	"unicode/utf8"
)

// This file turns Patterns into tables. An nfa holds one or more Patterns as byte machines; machine is the table of one
// of them, which answers "how long is the longest match here"; filter (in filter.go) is the table of all of them at once,
// which answers "which of them are worth asking".

// An nfa is a set of Patterns as non-deterministic machines over bytes. Its nodes read one byte each.
type nfa struct {
	nodes []nfaNode
	sets  [][]int32 // sets of nodes that edges lead to, each sorted
}

type nfaNode struct {
	pattern int // which Pattern it belongs to
	match   bool
	unsure  bool // a match node that only regexp can confirm, and that may be longer
	edges   []nfaEdge
}

type nfaEdge struct {
	lo, hi byte
	to     int32 // index in sets
}

// add adds a compiled Pattern under a number and returns the index of its set of first nodes.
//
// Bytes beyond ASCII are followed exactly only where wide is true, and never where U+FFFD matches: package regexp reads it
// on bytes that are not UTF-8, which a machine can not know without looking ahead. Where they are not, such a byte leads to a match node
// that is marked unsure. The result is whether there are none.
func (n *nfa) add(prog *syntax.Prog, pattern int, wide bool) (start int32, exact bool) {
	exact = true
	nodeOf := make([]int32, len(prog.Inst)) // node of an instruction, plus one
	setOf := make([]int32, len(prog.Inst))  // set of what an instruction leads to, plus one
	var queue []int
	newNode := func(pc int) int32 {
		if nodeOf[pc] == 0 {
			n.nodes = append(n.nodes, nfaNode{pattern: pattern})
			nodeOf[pc] = int32(len(n.nodes))
			queue = append(queue, pc)
		}
		return nodeOf[pc] - 1
	}
	newSet := func(nodes ...int32) int32 {
		slices.Sort(nodes)
		n.sets = append(n.sets, nodes)
		return int32(len(n.sets) - 1)
	}
	follow := func(pc int) int32 {
		if setOf[pc] != 0 {
			return setOf[pc] - 1
		}
		var nodes []int32
		seen := make(map[int]bool)
		stack := []int{pc}
		for len(stack) > 0 {
			at := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			if seen[at] {
				continue
			}
			seen[at] = true
			switch in := &prog.Inst[at]; in.Op {
			case syntax.InstAlt, syntax.InstAltMatch:
				stack = append(stack, int(in.Out), int(in.Arg))
			case syntax.InstCapture, syntax.InstNop:
				stack = append(stack, int(in.Out))
			case syntax.InstFail, syntax.InstEmptyWidth: // Compile refuses Patterns with the latter
			default:
				nodes = append(nodes, newNode(at))
			}
		}
		set := newSet(nodes...)
		setOf[pc] = set + 1
		return set
	}
	start = follow(prog.Start)
	for len(queue) > 0 {
		pc := queue[0]
		queue = queue[1:]
		node := nodeOf[pc] - 1
		in := &prog.Inst[pc]
		if in.Op == syntax.InstMatch {
			n.nodes[node].match = true
			continue
		}
		to := follow(int(in.Out))
		ranges := runeRanges(in)
		beyond, replacement := false, false
		for i := 0; i < len(ranges); i += 2 {
			lo, hi := ranges[i], ranges[i+1]
			if lo < utf8.RuneSelf {
				n.nodes[node].edges = append(n.nodes[node].edges, nfaEdge{byte(lo), byte(min(hi, utf8.RuneSelf-1)), to})
			}
			beyond = beyond || hi >= utf8.RuneSelf
			replacement = replacement || lo <= utf8.RuneError && utf8.RuneError <= hi
		}
		if !beyond {
			continue
		}
		if !wide || replacement {
			exact = false
			n.nodes = append(n.nodes, nfaNode{pattern: pattern, match: true, unsure: true})
			unsure := newSet(int32(len(n.nodes) - 1))
			n.nodes[node].edges = append(n.nodes[node].edges, nfaEdge{utf8.RuneSelf, 0xFF, unsure})
			continue
		}
		for i := 0; i < len(ranges); i += 2 {
			utf8Sequences(max(ranges[i], utf8.RuneSelf), ranges[i+1], func(lo, hi []byte) {
				at := node
				for k := range lo {
					next := to
					if k+1 < len(lo) {
						n.nodes = append(n.nodes, nfaNode{pattern: pattern})
						next = newSet(int32(len(n.nodes) - 1))
					}
					n.nodes[at].edges = append(n.nodes[at].edges, nfaEdge{lo[k], hi[k], next})
					at = int32(len(n.nodes) - 1)
				}
			})
		}
	}
	return start, exact
}

// runeRanges returns the runes that an instruction matches, as pairs of first and last.
func runeRanges(in *syntax.Inst) []rune {
	switch in.Op {
	case syntax.InstRuneAny:
		return []rune{0, unicode.MaxRune}
	case syntax.InstRuneAnyNotNL:
		return []rune{0, '\n' - 1, '\n' + 1, unicode.MaxRune}
	}
	if len(in.Rune) != 1 {
		return in.Rune
	}
	r := in.Rune[0]
	ranges := []rune{r, r}
	if syntax.Flags(in.Arg)&syntax.FoldCase != 0 {
		for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
			ranges = append(ranges, f, f)
		}
	}
	return ranges
}

// utf8Sequences splits the runes from lo to hi, all of them beyond ASCII, into runs whose encodings are a range at each
// byte, and calls emit with the first and the last encoding of each.
func utf8Sequences(lo, hi rune, emit func(lo, hi []byte)) {
	if lo > hi {
		return
	}
	const firstSurrogate, lastSurrogate = 0xD800, 0xDFFF
	if lo <= lastSurrogate && hi >= firstSurrogate {
		utf8Sequences(lo, firstSurrogate-1, emit)
		utf8Sequences(lastSurrogate+1, hi, emit)
		return
	}
	for _, last := range [...]rune{0x7FF, 0xFFFF} {
		if lo <= last && last < hi {
			utf8Sequences(lo, last, emit)
			utf8Sequences(last+1, hi, emit)
			return
		}
	}
	for bits := 6; bits <= 18; bits += 6 {
		mask := rune(1)<<bits - 1
		if lo&^mask == hi&^mask {
			break
		}
		if lo&mask != 0 {
			utf8Sequences(lo, lo|mask, emit)
			utf8Sequences(lo|mask+1, hi, emit)
			return
		}
		if hi&mask != mask {
			utf8Sequences(lo, hi&^mask-1, emit)
			utf8Sequences(hi&^mask, hi, emit)
			return
		}
	}
	emit(utf8.AppendRune(nil, lo), utf8.AppendRune(nil, hi))
}

// byteClasses numbers the bytes so that those with one number are the same to every edge, and to boundaries. It returns
// one byte of each class too.
func (n *nfa) byteClasses() (class [256]uint8, sample []byte) {
	ranges := make(map[[2]byte]bool)
	for _, node := range n.nodes {
		for _, e := range node.edges {
			ranges[[2]byte{e.lo, e.hi}] = true
		}
	}
	sorted := make([][2]byte, 0, len(ranges))
	for r := range ranges {
		sorted = append(sorted, r)
	}
	seen := make(map[string]uint8)
	signature := make([]byte, len(sorted)+1)
	for c := range 256 {
		for i, r := range sorted {
			signature[i] = 0
			if r[0] <= byte(c) && byte(c) <= r[1] {
				signature[i] = 1
			}
		}
		signature[len(sorted)] = byte(byteKinds[c])
		number, ok := seen[string(signature)]
		if !ok {
			number = uint8(len(sample))
			seen[string(signature)] = number
			sample = append(sample, byte(c))
		}
		class[c] = number
	}
	return class, sample
}

// step returns the nodes that nodes lead to on byte c, sorted, without those of Patterns in skip.
func (n *nfa) step(nodes []int32, c byte, skip []int) []int32 {
	var next []int32
	for _, node := range nodes {
		at := &n.nodes[node]
		for _, e := range at.edges {
			if e.lo <= c && c <= e.hi && !slices.Contains(skip, at.pattern) {
				next = append(next, n.sets[e.to]...)
			}
		}
	}
	if len(next) > 1 {
		slices.Sort(next)
		next = slices.Compact(next)
	}
	return next
}

// setKey is a map key for a sorted set.
func setKey(nodes []int32) string {
	key := make([]byte, 0, 4*len(nodes))
	for _, node := range nodes {
		key = binary.LittleEndian.AppendUint32(key, uint32(node))
	}
	return string(key)
}

// A machine is one Pattern as a deterministic table over bytes.
type machine struct {
	class [256]uint8
	shift uint8
	next  []uint16       // by state<<shift | class: the next state, with matchBit when a match ends there
	slow  *regexp.Regexp // for text on which the table says unsure; nil when it never does
}

// The states of a machine that are always there.
const (
	deadState = iota
	unsureState
	startState
)

const (
	matchBit         = 1 << 15
	maxMachineStates = 1024
)

// anchoredAtStart is a Pattern that matches only at the start of a text.
func anchoredAtStart(pattern string) string { return `^(?:` + pattern + `)` }

// newMachine returns the machine of a Pattern that was compiled to prog.
func newMachine(pattern string, prog *syntax.Prog) *machine {
	var n nfa
	start, exact := n.add(prog, 0, true)
	m := n.machine(start)
	if m == nil && exact {
		n = nfa{}
		start, exact = n.add(prog, 0, false)
		m = n.machine(start)
	}
	if exact && m != nil {
		return m
	}
	re := regexp.MustCompile(anchoredAtStart(pattern))
	re.Longest()
	if m == nil {
		m = &machine{shift: 0, next: []uint16{deadState, unsureState, unsureState}}
	}
	m.slow = re
	return m
}

// machine makes the table of an nfa of one Pattern.
func (n *nfa) machine(start int32) *machine {
	class, sample := n.byteClasses()
	m := &machine{class: class}
	for 1<<m.shift < len(sample) {
		m.shift++
	}
	states := [][]int32{nil, nil, n.sets[start]}
	number := map[string]int{"": deadState, setKey(n.sets[start]): startState}
	for at := 0; at < len(states); at++ {
		row := make([]uint16, 1<<m.shift)
		for cl, c := range sample {
			nodes := n.step(states[at], c, nil)
			if slices.ContainsFunc(nodes, func(node int32) bool { return n.nodes[node].unsure }) {
				row[cl] = unsureState
				continue
			}
			key := setKey(nodes)
			to, ok := number[key]
			if !ok {
				if len(states) == maxMachineStates {
					return nil
				}
				to = len(states)
				number[key] = to
				states = append(states, nodes)
			}
			row[cl] = uint16(to)
			if slices.ContainsFunc(nodes, func(node int32) bool { return n.nodes[node].match }) {
				row[cl] |= matchBit
			}
		}
		m.next = append(m.next, row...)
	}
	return m
}

// longest returns the length of the longest match at text[0], or 0.
func (m *machine) longest(text []byte) int {
	state, length := uint16(startState), 0
	for i, c := range text {
		state = m.next[int(state&^matchBit)<<(m.shift&15)|int(m.class[c])]
		if state < startState {
			if state == unsureState {
				return len(m.slow.Find(text))
			}
			break
		}
		if state&matchBit != 0 {
			length = i + 1
		}
	}
	return length
}

// possible says whether there may be a match at text[0]. It is longest without the work to be sure.
func (m *machine) possible(text []byte) bool {
	state := uint16(startState)
	for _, c := range text {
		state = m.next[int(state&^matchBit)<<(m.shift&15)|int(m.class[c])]
		if state < startState {
			return state == unsureState
		}
		if state&matchBit != 0 {
			return true
		}
	}
	return false
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
