package detectors

import (
	"bytes"
	"math/bits"
	"regexp/syntax"
	"strings"
)

// An anchored detector is one whose Pattern begins with what much of all text looks like, but goes on with a byte that is
// rare: the '@' of an e-mail address, the "://" of a URL. It is found by that byte, and its start by walking back.
//
// Every match is a prefix of least to most bytes of the class back, then the literal, whose first byte is not in back.
type anchored struct {
	detector    int
	byte        byte
	literal     []byte
	back        [256]bool
	least, most int      // of the prefix; most is at most maxLen
	rest        *machine // of the Pattern from the anchor on; nil when that has none
	maxLen      int
}

// rareBytes are those that may be anchors: punctuation that does not separate words in most text.
const rareBytes = "!#$%&*+/:;<=>?@\\^`|~"

// broad is how many different ASCII letters a Pattern must be able to start with to be searched by its anchor.
const broad = 20

// newAnchored returns false when the Pattern is not of the shape, or starts so narrowly that the filter does better. Where
// several bytes could be the anchor it takes the one that the fewest bytes may follow: of user:password@tcp(host) the '@'.
func newAnchored(detector int, d *Detector, re *syntax.Regexp) (best anchored, ok bool) {
	a := anchored{detector: detector, maxLen: d.MaxLen}
	fewest := 256 + 1
	parts := concatenated(nil, re)
	for i, part := range parts {
		if part.Op == syntax.OpLiteral && part.Flags&syntax.FoldCase == 0 {
			for k, r := range part.Rune {
				if r < 0x80 && !a.back[r] && strings.IndexByte(rareBytes, byte(r)) >= 0 && letterCount(a.back) >= broad && a.least+k > 0 {
					at := a
					at.byte, at.literal = byte(r), []byte(string(part.Rune[k:]))
					at.least += k
					at.most = d.MaxLen
					if a.most != unbounded {
						at.most = min(a.most+k, d.MaxLen)
					}
					first := *part
					first.Rune = part.Rune[k:]
					at.rest = restMachine(append([]*syntax.Regexp{&first}, parts[i+1:]...))
					if n := at.following(); n < fewest {
						best, fewest, ok = at, n, true
					}
				}
				addRunes(&a.back, r, r)
			}
			// The whole literal is part of the prefix; its length is counted below.
		}
		addAll(&a.back, part)
		shortest, longest := patternLengths(part)
		a.least += shortest
		if longest == unbounded || a.most == unbounded {
			a.most = unbounded
		} else {
			a.most += longest
		}
	}
	return best, ok
}

// following returns how many different bytes may follow the anchor.
func (a *anchored) following() (n int) {
	set := newBitset(256)
	a.addNext(set)
	for _, word := range set {
		n += bits.OnesCount64(word)
	}
	return n
}

// restMachine returns the machine of parts one after the other, or nil.
func restMachine(parts []*syntax.Regexp) *machine {
	re := &syntax.Regexp{Op: syntax.OpConcat, Sub: parts}
	prog, err := syntax.Compile(re.Simplify())
	if err != nil {
		return nil
	}
	var n nfa
	start, _ := n.add(prog, 0, false)
	return n.machine(start)
}

// concatenated appends the parts of a Pattern that stand one after the other.
func concatenated(dst []*syntax.Regexp, re *syntax.Regexp) []*syntax.Regexp {
	switch re.Op {
	case syntax.OpConcat, syntax.OpCapture:
		for _, sub := range re.Sub {
			dst = concatenated(dst, sub)
		}
		return dst
	}
	return append(dst, re)
}

// addAll adds every byte that re can match.
func addAll(set *[256]bool, re *syntax.Regexp) {
	switch re.Op {
	case syntax.OpLiteral:
		for _, r := range re.Rune {
			ranges := runeRanges(&syntax.Inst{Op: syntax.InstRune, Rune: []rune{r}, Arg: uint32(re.Flags & syntax.FoldCase)})
			for i := 0; i < len(ranges); i += 2 {
				addRunes(set, ranges[i], ranges[i+1])
			}
		}
	case syntax.OpCharClass:
		for i := 0; i < len(re.Rune); i += 2 {
			addRunes(set, re.Rune[i], re.Rune[i+1])
		}
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		addRunes(set, 0, 0x10FFFF)
	}
	for _, sub := range re.Sub {
		addAll(set, sub)
	}
}

func addRunes(set *[256]bool, lo, hi rune) {
	for r := lo; r <= min(hi, 0x7F); r++ {
		set[r] = true
	}
	if hi >= 0x80 {
		for c := 0x80; c < 0x100; c++ {
			set[c] = true
		}
	}
}

// letterCount returns how many ASCII letters are in a set.
func letterCount(set [256]bool) int {
	n := 0
	for c := range 26 {
		n += btoi(set['a'+c]) + btoi(set['A'+c])
	}
	return n
}

// starts returns the range in which candidates with their anchor at text[p] may start: from lo to at most hi-1. It is empty
// when there can be none.
func (a *anchored) starts(text []byte, p int) (lo, hi int) {
	if !bytes.HasPrefix(text[p:], a.literal) || a.rest != nil && !a.rest.possible(text[p:min(len(text), p+a.maxLen)]) {
		return p, p
	}
	end := max(0, p-a.most)
	for lo = p; lo > end && a.back[text[lo-1]]; lo-- {
	}
	return lo, p - a.least + 1
}

// addNext adds the bytes that may follow the anchor to set.
func (a *anchored) addNext(set bitset) {
	var state uint16 // after the anchor
	if a.rest != nil {
		state = a.rest.next[startState<<a.rest.shift|int(a.rest.class[a.byte])]
	}
	for c := range 256 {
		if a.rest == nil || state&matchBit != 0 || a.rest.next[int(state)<<a.rest.shift|int(a.rest.class[c])] != deadState {
			set.add(c)
		}
	}
}
