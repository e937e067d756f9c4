package detectors

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
	order  []int32 // scratch of settle

	done    []int     // by detector: the end of its last match
	refused []refusal // by detector

	context context
	names   names
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
	f.weigh()
	dst, f.order = settle(dst, f.found, f.order)
	f.finish()
	return dst
}

func (f *finder) start(fields Fields, text []byte) {
	f.text, f.fields = text, fields
	f.found = f.found[:0]
	clear(f.done)
	clear(f.refused)
	f.context.start(fields, text)
	f.names.start()
}

// finish lets go of everything that the caller owns.
func (f *finder) finish() {
	f.text, f.fields = nil, Fields{}
	f.context.finish()
	f.names.finish()
}

// pass goes over the words of the text and the bytes between them. Most words cost a look-up or two: by their length and
// first bytes no detector wants them, and by their first three letters they are no keyword.
func (f *finder) pass() {
	s, text := f.set, f.text
	filter, keywords := s.filter, &s.keywords
	hits := f.context.hits[:0]
	for i := 0; i < len(text); {
		c := text[i]
		first := byteKinds[c]
		if first&wordByte == 0 {
			if at := s.stops[c]; at != 0 {
				if at&stopLetter != 0 && keywords.words.maybe(text, i) {
					hits = keywords.startingAt(hits, text, i)
				}
				if at&^stopLetter != 0 && (i+1 == len(text) || s.afterStop[c][text[i+1]/64]>>(text[i+1]%64)&1 != 0) {
					f.tryPunctuation(i, at)
				}
			}
			i++
			continue
		}
		start := i
		var rest byteKind
		for i++; i < len(text); i++ {
			kind := byteKinds[text[i]]
			if kind&wordByte == 0 {
				break
			}
			rest |= kind
		}
		if keywords.words.maybe(text, start) {
			hits = keywords.startingAt(hits, text, start)
		}
		kinds := first | rest
		if kinds&underByte != 0 || rest&upperByte != 0 && kinds&lowerByte != 0 { // snake_case, camelCase
			hits = keywords.startingIn(hits, text, start+1, i)
		}
		if kinds&digitByte == 0 && filter.plain(text, start, i) || kinds == wordByte|digitByte && filter.plainNumber(text, start, i) {
			continue
		}
		if v := filter.walk(text, start); v != 0 {
			f.tryAll(filter.verdicts[v], start)
		}
	}
	f.context.hits = hits
}

// A stopKind is what may begin or lie at a byte that is no word byte: bits.
type stopKind uint8

const (
	stopStart     stopKind = 1 << iota // a candidate may start here
	stopAnchor                         // an anchor
	stopSeparator                      // between a field's name and its value
	stopLetter                         // a letter beyond ASCII may start here, and so a keyword
)

// tryPunctuation tries what may be at text[i], which is no word byte.
func (f *finder) tryPunctuation(i int, at stopKind) {
	s, text := f.set, f.text
	if at&stopAnchor != 0 && (i+1 == len(text) || s.afterAnchor[text[i]][text[i+1]/64]>>(text[i+1]%64)&1 != 0) {
		f.tryAnchored(i)
	}
	if at&stopSeparator != 0 {
		f.noteName(i)
	}
	if at&stopStart != 0 {
		if v := s.filter.walk(text, i); v != 0 {
			f.tryAll(s.filter.verdicts[v], i)
		}
	}
}

// tryAll tries everyone whom a verdict names at one start.
func (f *finder) tryAll(detectors []int, start int) {
	if !startsToken(f.text, start) {
		return
	}
	for _, d := range detectors {
		if start >= f.done[d] {
			f.try(d, start)
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
			if startsToken(f.text, start) && f.try(a.detector, start) {
				break
			}
		}
	}
}

// try notes a match of a detector at one start, if there is one.
func (f *finder) try(d, start int) bool {
	end := f.match(d, start, len(f.text))
	if end == 0 {
		return false
	}
	f.note(d, f.set.matchers[d].alone, start, end)
	return true
}

func (f *finder) note(d int, likelihood Likelihood, start, end int) {
	f.found = append(f.found, found{Match: Match{f.set.matchers[d].infoType, likelihood, start, end}, detector: d})
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
