package detectors

import (
	"encoding/binary"
	"math/bits"
	"slices"
	"unicode/utf8"
)

// A keywordIndex is the phrases of all detectors.
type keywordIndex struct {
	trie  *trie
	words *wordFilter
}

// startingAt appends the keywords that start at text[i].
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
		if kind > unitSeparator && (kind != last || kind == unitUpper || kind == unitSingle) && k.words.maybeAt(text, i) {
			hits = k.startingAt(hits, text, i)
		}
		last = kind
	}
	return hits
}

// A wordFilter says from four bytes whether a keyword may start there. Most words end here. It is a Bloom filter whose bits for one
// key lie in one word (Putze, Sanders, Singler, "Cache-, Hash- and Space-Efficient Bloom Filters", 2007).
type wordFilter struct {
	letters [1 << filterBits]uint64 // of the codes of four ASCII bytes; it comes first, for the kernels
	beyond  [256]bool               // by a first byte beyond ASCII
	digits  bool                    // a keyword may start with a digit
}

// filterBits makes a table that a few thousand begins of keywords fill to a tenth, so that one in a hundred other words passes, and
// that stays in the nearest cache.
const filterBits = 11

// codeMask makes the codes of four bytes at once: a letter and its capital have the same. What else has it makes the filter
// say yes too often, never no.
const codeMask = 0x1F1F1F1F

// beyondASCII are the bits that some of four bytes has if it is beyond ASCII.
const beyondASCII = 0x80808080

// A filterHash tells a word of the filter and two bits in it.
type filterHash uint64

// hashCodes is multiplicative hashing (Knuth, "The Art of Computer Programming", 6.4) of the codes of four bytes.
func hashCodes(codes uint32) filterHash { return filterHash(uint64(codes) * 0x9E3779B97F4A7C15) }

func (h filterHash) word() int     { return int(h >> (64 - filterBits)) }
func (h filterHash) first() uint64 { return uint64(h>>36) & 63 }
func (h filterHash) other() uint64 { return uint64(h>>42) & 63 }

// maybe says whether a keyword may start with four bytes, the first of which is the lowest.
func (f *wordFilter) maybe(four uint32) bool {
	if four&beyondASCII != 0 {
		return byte(four) < utf8.RuneSelf || f.beyond[byte(four)]
	}
	h := hashCodes(four & codeMask)
	word := f.letters[h.word()]
	return word>>h.first()&(word>>h.other())&1 != 0
}

// maybeAt is maybe for text[i:], which is not empty.
func (f *wordFilter) maybeAt(text []byte, i int) bool {
	if i+4 <= len(text) {
		return f.maybe(binary.LittleEndian.Uint32(text[i:]))
	}
	var four [4]byte
	copy(four[:], text[i:])
	return f.maybe(binary.LittleEndian.Uint32(four[:]))
}

// maybeBefore is maybe for a trie that was made backwards: whether a phrase may end before text[i], which is not text[0].
func (f *wordFilter) maybeBefore(text []byte, i int) bool {
	if i < 4 {
		return true
	}
	four := binary.LittleEndian.Uint32(text[i-4:])
	return four&beyondASCII != 0 || f.maybe(bits.ReverseBytes32(four))
}

// add makes the filter let through words that begin with four codes.
func (f *wordFilter) add(codes uint32) {
	h := hashCodes(codes)
	f.letters[h.word()] |= 1<<h.first() | 1<<h.other()
}

// newWordFilter makes the filter of a trie.
func newWordFilter(t *trie) *wordFilter {
	f := new(wordFilter)
	codes := make([][]uint32, t.width) // by symbol
	for c := range utf8.RuneSelf {
		code := uint32(c & 0x1F)
		if asciiUnits[c] == unitSeparator {
			codes[symbolSeparator] = append(codes[symbolSeparator], code)
		} else if symbol := t.ascii[c]; symbol != 0 && !slices.Contains(codes[symbol], code) {
			codes[symbol] = append(codes[symbol], code)
		}
		if isDigit(byte(c)) && t.ascii[c] != 0 && t.next[t.ascii[c]] != 0 {
			f.digits = true
		}
	}
	const anyNode = -1 // past the phrase's end anything may stand
	var add func(node, depth int, spelled uint32, inRun bool)
	add = func(node, depth int, spelled uint32, inRun bool) {
		if depth == 4 {
			f.add(spelled)
			return
		}
		if node == anyNode || t.sets[node] != 0 {
			for code := range uint32(32) {
				add(anyNode, depth+1, spelled|code<<(8*depth), false)
			}
		}
		if node == anyNode {
			return
		}
		for symbol := symbolSeparator; symbol < t.width; symbol++ {
			if to := int(t.next[node*t.width+symbol]); to != 0 {
				for _, code := range codes[symbol] {
					add(to, depth+1, spelled|code<<(8*depth), symbol == symbolSeparator)
				}
			}
		}
		if inRun {
			for _, code := range codes[symbolSeparator] {
				add(node, depth+1, spelled|code<<(8*depth), true)
			}
		}
	}
	add(0, 0, 0, false)
	for c := utf8.RuneSelf; c < len(f.beyond); c++ {
		f.beyond[c] = 0xC2 <= c && c <= 0xDF || t.next[t.singles[c]] != 0 // the first byte of two, or one that a phrase starts with
	}
	return f
}
