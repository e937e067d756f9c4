package detectors

import (
	"fmt"
	"slices"
	"unicode/utf8"
)

// A trie holds phrases as their folded letters, and finds them in text forwards or backwards. A space in a phrase stands
// for nothing or for a run of separators. It is made once and only read.
type trie struct {
	ascii   [128]uint8   // symbol of an ASCII letter or digit; 0 is in no phrase
	pairs   [0x800]uint8 // of a two-byte unit, by folded letter
	singles [256]uint8   // of a unitSingle
	symbols [128]uint8   // of any ASCII byte, a separator too
	width   int          // symbols, with 0
	next    []uint16     // by node*width + symbol; 0 is none
	sets    []uint16     // by node: 1 + index in owners of the detectors whose phrase ends here
	steps   []trieStep   // by node: what of it walks need, in little memory
	owners  []bitset
}

// A trieStep is a node in few bytes. Most have one next node: a walk along those does not touch the table, which is as large as the
// caches.
type trieStep struct {
	next uint16 // the only next node, if there is one
	set  uint16 // sets of the node
	only uint8  // the symbol that leads to next; 0 when there are several
}

// step returns the node that symbol leads to, or 0.
func (t *trie) step(node int, symbol uint8) int {
	if s := &t.steps[node]; s.only != 0 {
		if s.only != symbol {
			return 0
		}
		return int(s.next)
	}
	return int(t.next[node*t.width+int(symbol)])
}

// symbolSeparator is the symbol of a run of separators.
const symbolSeparator = 1

// maxPhrase is the longest that a phrase may be in text, and how much of it is looked at, in bytes.
const maxPhrase = KeywordBefore

// newTrie makes the trie of the phrases of each detector.
func newTrie(phrases [][]string, backwards bool) (*trie, error) {
	t := &trie{width: symbolSeparator + 1}
	symbols := map[uint16]uint8{} // by folded letter
	// Each phrase is spelled as letters, then every choice of its spaces is added.
	type spelled struct {
		letters []uint16 // 0 for a space
		owner   int
	}
	var all []spelled
	for owner, list := range phrases {
		for _, phrase := range list {
			letters, err := spell(phrase)
			if err != nil {
				return nil, err
			}
			if backwards {
				slices.Reverse(letters)
			}
			for _, letter := range letters {
				if letter != 0 && symbols[letter] == 0 {
					if t.width == 1<<8 {
						return nil, fmt.Errorf("keywords need more than %d different letters", 1<<8-2)
					}
					symbols[letter] = uint8(t.width)
					t.width++
				}
			}
			all = append(all, spelled{letters, owner})
		}
	}
	for letter, symbol := range symbols {
		switch {
		case letter&singleLetter != 0:
			t.singles[byte(letter)] = symbol
		case letter < 0x80:
			t.ascii[letter] = symbol
			if 'a' <= letter && letter <= 'z' {
				t.ascii[letter&^0x20] = symbol
			}
		}
	}
	t.symbols = t.ascii
	for c := range t.symbols {
		if asciiUnits[c] == unitSeparator {
			t.symbols[c] = symbolSeparator
		}
	}
	for r, letter := range pairFolds {
		t.pairs[r] = symbols[letter]
	}

	owners := [][]int{nil} // by node: who owns the phrase that ends there
	t.next = make([]uint16, t.width)
	step := func(node int, symbol uint8) int {
		to := &t.next[node*t.width+int(symbol)]
		if *to == 0 {
			*to = uint16(len(owners))
			owners = append(owners, nil)
			t.next = append(t.next, make([]uint16, t.width)...)
			return len(owners) - 1
		}
		return int(*to)
	}
	var add func(node int, s spelled)
	add = func(node int, s spelled) {
		for i, letter := range s.letters {
			if letter == 0 {
				rest := spelled{s.letters[i+1:], s.owner}
				add(step(node, symbolSeparator), rest)
				add(node, rest)
				return
			}
			node = step(node, symbols[letter])
		}
		if !slices.Contains(owners[node], s.owner) {
			owners[node] = append(owners[node], s.owner)
		}
	}
	for _, s := range all {
		add(0, s)
		if len(owners) > 1<<16 {
			return nil, fmt.Errorf("keywords need a table of more than %d nodes", 1<<16)
		}
	}

	known := map[string]uint16{}
	t.sets = make([]uint16, len(owners))
	for node, list := range owners {
		if list == nil {
			continue
		}
		slices.Sort(list)
		key := fmt.Sprint(list)
		if known[key] == 0 {
			set := newBitset(len(phrases))
			for _, owner := range list {
				set.add(owner)
			}
			t.owners = append(t.owners, set)
			known[key] = uint16(len(t.owners))
		}
		t.sets[node] = known[key]
	}
	t.steps = make([]trieStep, len(owners))
	for node := range t.steps {
		s := &t.steps[node]
		s.set = t.sets[node]
		several := false
		for symbol, to := range t.next[node*t.width : (node+1)*t.width] {
			if to != 0 {
				several = several || s.only != 0
				s.next, s.only = to, uint8(symbol)
			}
		}
		if several {
			s.next, s.only = 0, 0
		}
	}
	return t, nil
}

// spell returns the folded letters of a phrase, with 0 for a space between words.
func spell(phrase string) ([]uint16, error) {
	text := []byte(phrase)
	var letters []uint16
	words := 1
	for i := 0; i < len(text); {
		kind, letter, width := unitAt(text, i)
		i += width
		switch {
		case kind == unitOther || kind == unitUpper:
			return nil, fmt.Errorf("%q: want lower-case letters, digits and spaces", phrase)
		case kind != unitSeparator:
			letters = append(letters, letter)
		case len(letters) == 0 || i == len(text):
			return nil, fmt.Errorf("%q begins or ends with a separator", phrase)
		case letters[len(letters)-1] != 0:
			letters = append(letters, 0)
			words++
		}
	}
	if len(letters) == 0 || len(text) > maxPhrase || words > 6 {
		return nil, fmt.Errorf("%q: want 1 to 6 words of together at most %d bytes", phrase, maxPhrase)
	}
	return letters, nil
}

// symbolOf returns the symbol of a unit that is no separator.
func (t *trie) symbolOf(kind unitKind, letter uint16) uint8 {
	switch {
	case kind == unitOther:
		return 0
	case letter < 0x80:
		return t.ascii[letter]
	case letter&singleLetter != 0:
		return t.singles[byte(letter)]
	default:
		return t.pairs[letter]
	}
}

// A phraseHit is a phrase in text, with the number of the set of its owners.
type phraseHit struct {
	start, end int
	set        uint16
}

// ownersOf returns the detectors that a hit counts for.
func (t *trie) ownersOf(h phraseHit) bitset { return t.owners[h.set-1] }

// forward appends each phrase that starts at text[i], which must be a word's edge, shortest first.
func (t *trie) forward(dst []phraseHit, text []byte, i int) []phraseHit {
	node := 0
	end := min(len(text), i+maxPhrase)
	for at := i; at < end; {
		c := text[at]
		var symbol uint8
		width := 1
		if c < utf8.RuneSelf {
			symbol = t.symbols[c]
		} else {
			symbol, width = t.symbolBeyond(text, at)
		}
		if node = t.step(node, symbol); node == 0 {
			break
		}
		at += width
		if symbol == symbolSeparator {
			for at < end && t.separatorAt(text, at) {
				at += 1 + btoi(text[at] >= utf8.RuneSelf)
			}
		} else if set := t.steps[node].set; set != 0 && at <= end && wordEdge(text, at) {
			dst = append(dst, phraseHit{i, at, set})
		}
	}
	return dst
}

// symbolBeyond returns the symbol of the unit at text[i], which begins with a byte beyond ASCII, and its width.
func (t *trie) symbolBeyond(text []byte, i int) (symbol uint8, width int) {
	kind, letter, width := unitAt(text, i)
	if kind == unitSeparator {
		return symbolSeparator, width
	}
	return t.symbolOf(kind, letter), width
}

// separatorAt says whether the unit at text[i] is a separator.
func (t *trie) separatorAt(text []byte, i int) bool {
	kind, _, _ := unitAt(text, i)
	return kind == unitSeparator
}

// backward adds the owners of each phrase that ends before text[i], which must be a word's edge, to dst. It returns where
// the longest of them starts, or -1 when there is none. The trie must have been made backwards.
func (t *trie) backward(text []byte, i int, dst bitset) (start int) {
	start = -1
	node := 0
	end := max(0, i-maxPhrase)
	for at := i; at > end; {
		kind, letter, width := unitBefore(text, at)
		if kind == unitSeparator {
			for at -= width; at > end; at -= width {
				if kind, _, width = unitBefore(text, at); kind != unitSeparator {
					break
				}
			}
			node = t.step(node, symbolSeparator)
		} else {
			at -= width
			node = t.step(node, t.symbolOf(kind, letter))
			if set := t.steps[node].set; set != 0 && at >= end && wordEdge(text, at) {
				dst.addAll(t.owners[set-1])
				start = at
			}
		}
		if node == 0 {
			break
		}
	}
	return start
}

// A bitset is a set of detectors by their number.
type bitset []uint64

func newBitset(n int) bitset    { return make(bitset, (n+63)/64) }
func (b bitset) add(i int)      { b[i/64] |= 1 << (i % 64) }
func (b bitset) has(i int) bool { return b[i/64]>>(i%64)&1 != 0 }
func (b bitset) addAll(other bitset) {
	for i, w := range other {
		b[i] |= w
	}
}
func (b bitset) clear() { clear(b) }

func (b bitset) meets(other bitset) bool {
	for i, w := range other {
		if b[i]&w != 0 {
			return true
		}
	}
	return false
}
