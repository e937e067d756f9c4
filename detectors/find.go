package detectors

import (
	"math/bits"
)

// This file is the search over a text, in three steps. pass reads the text once: it finds every match that does not hang on
// a keyword, the keywords, and the names of fields. weigh asks for context where it matters. settle decides between those
// that overlap.

// Find appends the matches in text to dst, in ascending order and without overlaps, and returns the extended slice. The text
// may be any bytes; Find never changes or keeps it. Where matches of different detectors overlap the best one stays: the
// likelier, then the longer, then the one that is earlier in the list. Fields' functions are called by the same goroutine.
//
// Find is made for blocks of up to about a megabyte. It needs little memory beside the text, and in the worst case, a text of
// nothing but keywords, several times the text.
func (s *Set) Find(dst []Match, fields Fields, text []byte) []Match {
	if len(text) == 0 {
		return dst
	}
	f := s.pool.Get().(*finder)
	dst = f.find(dst, fields, text)
	s.pool.Put(f)
	return dst
}

// A finder is the scratch of one Find.
type finder struct {
	set    *Set
	text   []byte
	fields Fields
	found  []found
	more   []found // what is merged with found after each step
	order  []int32 // scratch of settle

	done    []int     // by detector: the end of its last match
	refused []refusal // by detector

	context context
	names   names

	words   []uint64 // the word planes of the text, with one of zeros before and behind: pass leaves them to weigh
	tile    tile     // scratch of pass
	emitted emitted
	last    [64*tileBlocks + tileRest]byte // the text's last tile, with zeros behind it
	lastLen int                            // the most of a text that was in it
}

func newFinder(s *Set) *finder {
	f := &finder{set: s, done: make([]int, len(s.list)), refused: make([]refusal, len(s.list)), context: newContext(s)}
	f.names = newNames(f)
	return f
}

// find is Set.Find. It allocates nothing once the scratch has grown.
func (f *finder) find(dst []Match, fields Fields, text []byte) []Match {
	f.start(fields, text)
	f.pass()
	f.merge()
	f.weigh()
	f.merge()
	dst, f.order = settle(dst, f.found, f.order)
	f.finish()
	return dst
}

// merge adds more to found.
func (f *finder) merge() {
	f.found = mergeFound(f.found, f.more)
	f.more = f.more[:0]
}

func (f *finder) start(fields Fields, text []byte) {
	f.text, f.fields = text, fields
	f.found, f.more = f.found[:0], f.more[:0]
	clear(f.done)
	clear(f.refused)
	f.context.start(fields, text)
	f.names.start()
}

// finish lets go of everything that the caller owns.
func (f *finder) finish() {
	f.text, f.fields = nil, Fields{}
	clear(f.last[:f.lastLen])
	f.lastLen = 0
	f.context.finish()
	f.names.finish()
}

// tileBlocks is how many blocks of 64 bytes are sorted into planes at once: the planes and the text stay in the nearest cache.
// tileRest is how much of the text behind a tile is looked at with it.
const (
	tileBlocks = 64
	tileRest   = 64
)

// pass goes over the begins of words, and of what may be a keyword, and over the other bytes at which something may be. All
// that is asked of most of them is a look-up or two, that says no.
func (f *finder) pass() {
	s, text := f.set, f.text
	p := &f.tile
	p.clearBefore()
	f.words = append(f.words[:0], 0)
	for base := 0; base < len(text); base += 64 * tileBlocks {
		piece := text[base:]
		blocks := min(tileBlocks, (len(piece)+63)/64)
		if len(piece) < 64*tileBlocks+tileRest {
			// The last tile is followed by zeros, which are nothing anywhere.
			n := copy(f.last[:], piece)
			clear(f.last[n : 64*blocks+tileRest])
			f.lastLen = max(f.lastLen, n)
			piece = f.last[:]
		}
		s.planes.classify(p, piece, blocks+1)
		mark(p, &s.rules, blocks)
		for _, i := range f.emitted.offsets[:emitEdges(&f.emitted, p, piece, blocks, s.keywords.words)] {
			at := base + int(i)
			f.context.hits = s.keywords.startingAt(f.context.hits, text, at)
			if at == 0 || !isWord(text[at-1]) { // it may be the beginning of a candidate, too; see sieve
				p.starts[i/64+1] |= 1 << (i % 64)
			}
		}
		for _, i := range f.emitted.offsets[:emitStarts(&f.emitted, p, piece, blocks, s.starts.table)] {
			f.tryAll(base + int(i))
		}
		f.passAnchors(piece, base, blocks)
		if s.hasNames {
			f.passColons(base, blocks)
		}
		f.words = append(f.words, p.word[1:blocks+1]...)
		p.advance(blocks)
	}
	f.words = append(f.words, 0)
}

// passAnchors looks at the anchors in so many blocks of piece, which is text[base:] and more.
func (f *finder) passAnchors(piece []byte, base, blocks int) {
	for b := range blocks {
		block := piece[64*b : 64*b+64+startPlaces : 64*b+64+startPlaces]
		for anchors := f.tile.anchor[b+1]; anchors != 0; anchors &= anchors - 1 {
			i := bits.TrailingZeros64(anchors) & 63
			if next := block[i+1]; f.set.afterAnchor[block[i]][next/64]>>(next%64)&1 != 0 {
				f.tryAnchored(base + 64*b + i)
			}
		}
	}
}

// passColons notes the separators between names and values in so many blocks of text[base:], where the name before may be someone's
// FieldName. Before most of them stands a letter, or a letter and a quote: the last letters of the name decide.
func (f *finder) passColons(base, blocks int) {
	p, words := &f.tile, f.set.names.words
	if base == 0 { // there is not much before the first
		p.others[1] |= p.colon[1] & 0xFF
		p.named[1] &^= 0xFF
		p.quoted[1] &^= 0xFF
	}
	clear(p.maybe[1 : blocks+1])
	for b := 1; b <= blocks; b++ {
		for others := p.others[b]; others != 0; others &= others - 1 {
			if i := bits.TrailingZeros64(others); f.mayBeNamed(base + 64*(b-1) + i) {
				p.maybe[b] |= 1 << i
			}
		}
	}
	for back, named := range [...]*plane{&p.named, &p.quoted} {
		for _, i := range f.emitted.offsets[:emitNames(&f.emitted, named, f.text, base, blocks, back, words)] {
			p.maybe[i/64+1] |= 1 << (i % 64)
		}
	}
	for b := 1; b <= blocks; b++ {
		for maybe := p.maybe[b]; maybe != 0; maybe &= maybe - 1 {
			f.noteName(base + 64*(b-1) + bits.TrailingZeros64(maybe))
		}
	}
}

// tryAll tries everyone who may start at one start.
func (f *finder) tryAll(start int) {
	for _, d := range f.set.starts.filter.at(f.text, start) {
		if start >= f.done[d] && startsToken(f.text, start) {
			f.try(&f.found, d, start)
		}
	}
}

// tryAnchored tries the detectors that are found by the byte at text[p].
func (f *finder) tryAnchored(p int) {
	anchors := f.set.anchors[f.text[p]]
	for k := range anchors {
		a := &anchors[k]
		lo, hi := a.starts(f.text, p)
		for start := max(lo, f.done[a.detector]); start < hi; start++ {
			if startsToken(f.text, start) && f.try(&f.more, a.detector, start) {
				break
			}
		}
	}
}

// try notes a match of a detector at one start in list, if there is one.
func (f *finder) try(list *[]found, d, start int) bool {
	end := f.match(d, start, len(f.text))
	if end == 0 {
		return false
	}
	f.note(list, d, f.set.matchers[d].alone, start, end)
	return true
}

func (f *finder) note(list *[]found, d int, likelihood Likelihood, start, end int) {
	*list = append(*list, found{Match: Match{f.set.matchers[d].infoType, likelihood, start, end}, detector: d})
	f.done[d] = max(f.done[d], end)
}

// maxTries is how many prefixes are tried at one start, and how many may be refused within the first. See [Detector].
const maxTries = 8

// match returns the end of the match that starts at text[start] and ends at most at limit, or 0.
func (f *finder) match(d, start, limit int) int {
	m, refused, text := &f.set.matchers[d], &f.refused[d], f.text
	if start < refused.end && refused.times == maxTries {
		return 0
	}
	limit = min(limit, start+m.maxLen)
	for range maxTries {
		end := start + m.longest(text[start:limit:limit])
		if end == start {
			return 0
		}
		if endsToken(text, end) {
			if m.validate == nil || m.validate(text[start:end:end]) {
				return end
			}
			if !m.keywordOnly && refused.add(start, end) {
				return 0
			}
		}
		for limit = end - 1; limit >= start+m.minLen && !endsWord(text, limit); limit-- {
		}
		if limit < start+m.minLen {
			return 0
		}
	}
	return 0
}

// A refusal counts the candidates of a detector that Validate refused within the first of them, which ends at end.
type refusal struct{ end, times int }

// add counts a refused candidate and says whether that was the last to be tried.
func (r *refusal) add(start, end int) bool {
	if start >= r.end {
		*r = refusal{end: end}
	}
	r.times++
	return r.times == maxTries
}
