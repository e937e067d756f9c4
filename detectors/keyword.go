package detectors

import "unicode/utf8"

// A keywordIndex is the phrases of all detectors.
type keywordIndex struct {
	trie  *trie
	words *wordFilter
}

// startingAt appends the keywords that start at text[i], where words.maybe says that there may be one.
func (k *keywordIndex) startingAt(hits []phraseHit, text []byte, i int) []phraseHit {
	if text[i] >= utf8.RuneSelf && i > 0 && pairAt(text, i-1) != 0 || !wordEdge(text, i) {
		return hits
	}
	return k.trie.forward(hits, text, i)
}

// startingIn appends the keywords that start in text[lo:hi].
func (k *keywordIndex) startingIn(hits []phraseHit, text []byte, lo, hi int) []phraseHit {
	last := unitOther // the kind of the byte before text[i]
	if lo > 0 {
		last = asciiUnits[text[lo-1]]
	}
	for i := lo; i < hi; i++ {
		kind := asciiUnits[text[i]]
		if kind > unitSeparator && (kind != last || kind == unitUpper || kind == unitSingle) && k.words.maybe(text, i) {
			hits = k.startingAt(hits, text, i)
		}
		last = kind
	}
	return hits
}

// A wordFilter says from three bytes whether a keyword may start there. Most words end here.
type wordFilter struct {
	letters [1 << 15 / 64]uint64 // by the codes of three ASCII bytes, as bits
	beyond  [256]bool            // by a first byte beyond ASCII
}

// filterCodes is read only: a number below 32 for each ASCII byte, 0 for those in no keyword. Folded letters are 1 to 26.
var filterCodes = func() (codes [256]uint8) {
	for c := range codes {
		switch k := asciiUnits[c]; k {
		case unitLower, unitUpper:
			codes[c] = uint8(c) & 0x1F
		case unitDigit:
			codes[c] = codeDigit
		case unitSeparator:
			codes[c] = codeSeparator
		}
	}
	return codes
}()

const (
	codeDigit     = 27
	codeSeparator = 28
)

// maybe says whether a keyword may start at text[i].
func (f *wordFilter) maybe(text []byte, i int) bool {
	if i+2 >= len(text) || text[i]|text[i+1]|text[i+2] >= utf8.RuneSelf {
		return text[i] < utf8.RuneSelf || f.beyond[text[i]]
	}
	code := uint(filterCodes[text[i]])<<10 | uint(filterCodes[text[i+1]])<<5 | uint(filterCodes[text[i+2]])
	return f.letters[code/64]>>(code%64)&1 != 0
}

// maybeBefore is maybe for a trie that was made backwards: whether a phrase, or one with a number after it, may end before
// text[i], which is not 0.
func (f *wordFilter) maybeBefore(text []byte, i int) bool {
	if i < 3 || text[i-1]|text[i-2]|text[i-3] >= utf8.RuneSelf || isDigit(text[i-1]) {
		return true
	}
	code := uint(filterCodes[text[i-1]])<<10 | uint(filterCodes[text[i-2]])<<5 | uint(filterCodes[text[i-3]])
	return f.letters[code/64]>>(code%64)&1 != 0
}

// newWordFilter makes the filter of a trie.
func newWordFilter(t *trie) *wordFilter {
	f := new(wordFilter)
	codes := make([]uint, t.width) // by symbol
	codes[symbolSeparator] = codeSeparator
	for c, symbol := range t.ascii {
		if symbol != 0 {
			codes[symbol] = uint(filterCodes[c])
		}
	}
	const anyNode = -1 // past the phrase's end anything may stand
	var add func(node, depth int, code uint)
	add = func(node, depth int, code uint) {
		if depth == 3 {
			f.letters[code/64] |= 1 << (code % 64)
			return
		}
		if node == anyNode || t.sets[node] != 0 {
			for c := range uint(32) {
				add(anyNode, depth+1, code<<5|c)
			}
		}
		if node == anyNode {
			return
		}
		for symbol := symbolSeparator; symbol < t.width; symbol++ {
			to := int(t.next[node*t.width+symbol])
			if to == 0 || codes[symbol] == 0 {
				continue
			}
			at, spelled := depth+1, code<<5|codes[symbol]
			add(to, at, spelled)
			for symbol == symbolSeparator && at < 3 { // a run of several
				at, spelled = at+1, spelled<<5|codeSeparator
				add(to, at, spelled)
			}
		}
	}
	add(0, 0, 0)
	for c := utf8.RuneSelf; c < len(f.beyond); c++ {
		f.beyond[c] = 0xC2 <= c && c <= 0xDF || t.next[t.singles[c]] != 0 // the first byte of two, or one that a phrase starts with
	}
	return f
}
