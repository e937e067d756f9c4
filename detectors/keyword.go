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

// A wordFilter says from four bytes whether a keyword may start there. Most words end here.
type wordFilter struct {
	// By each of two hashes of the codes of four ASCII bytes: whether some keyword may start so, as bits. Few words pass both
	// by chance. They come first, for the kernels.
	letters, again [1 << hashBits / 64]uint64
	beyond         [256]bool // by a first byte beyond ASCII
	digits         bool      // a keyword may start with a digit
}

// codeMask makes the codes of four bytes at once: a letter and its capital have the same. What else has it makes the filter
// say yes too often, never no.
const codeMask = 0x1F1F1F1F

// beyondASCII are the bits that some of four bytes has if it is beyond ASCII.
const beyondASCII = 0x80808080

// hashCodes is multiplicative hashing (Knuth, "The Art of Computer Programming", 6.4) of the codes of four bytes, and
// hashAgain the same with another factor.
func hashCodes(codes uint32) uint32 { return codes * 0x9E3779B1 >> (32 - hashBits) }
func hashAgain(codes uint32) uint32 { return codes * 0x85EBCA6B >> (32 - hashBits) }

// hashBits makes two tables that a few thousand begins of keywords fill to a tenth, and that stay in the nearest cache.
const hashBits = 16

// maybe says whether a keyword may start with four bytes, the first of which is the lowest.
func (f *wordFilter) maybe(four uint32) bool {
	if four&beyondASCII != 0 {
		return byte(four) < utf8.RuneSelf || f.beyond[byte(four)]
	}
	h, again := hashCodes(four&codeMask), hashAgain(four&codeMask)
	return f.letters[h/64]>>(h%64)&(f.again[again/64]>>(again%64))&1 != 0
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
	f.letters[h/64] |= 1 << (h % 64)
	h = hashAgain(codes)
	f.again[h/64] |= 1 << (h % 64)
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
