package detectors

// This file is the one pass over a text. It stops at words and at the bytes where something may begin (Set.stops), asks the filter who
// that may be, and tries those: pattern, boundary, checksum, keyword. An e-mail address or a "name: value" is found from
// the rare byte inside it instead.

// Find appends the matches in text to dst, in ascending order and without overlaps, and returns the extended slice. The text
// may be any bytes; Find never changes or keeps it. Where matches of different detectors overlap the best one stays: the
// likelier, then the longer, then the one that is earlier in the list. Fields' functions are called by the same goroutine.
func (s *Set) Find(dst []Match, fields Fields, text []byte) []Match {
	if len(text) == 0 {
		return dst
	}
	f := s.pool.Get().(*finder)
	f.start(fields, text)
	if s.hasNames && fields.Each != nil {
		f.columns()
	}
	f.pass()
	dst, f.order = settle(dst, f.found, f.order)
	f.finish()
	s.pool.Put(f)
	return dst
}

// A finder is the scratch of one Find.
type finder struct {
	set     *Set
	text    []byte
	fields  Fields
	found   []found
	order   []int32 // scratch of settle
	done    []int   // by detector: the end of its last match
	refused []refusal
	context context
	names   names
}

func newFinder(s *Set) *finder {
	f := &finder{set: s, done: make([]int, len(s.list)), refused: make([]refusal, len(s.list))}
	f.context = newContext(s)
	f.names = newNames(f)
	return f
}

func (f *finder) start(fields Fields, text []byte) {
	f.text, f.fields = text, fields
	f.found = f.found[:0]
	clear(f.done)
	clear(f.refused)
	f.context.start(fields, text)
}

// finish lets go of everything that the caller owns.
func (f *finder) finish() {
	f.text, f.fields = nil, Fields{}
	f.context.finish()
	f.names.finish()
}

func (f *finder) pass() {
	s, text := f.set, f.text
	filter := s.filter
	for i := 0; i < len(text); {
		c := text[i]
		kinds := byteKinds[c]
		if kinds&wordByte == 0 {
			if at := s.stops[c]; at != 0 {
				f.tryPunctuation(i, at)
			}
			i++
			continue
		}
		start := i
		for i++; i < len(text); i++ {
			kind := byteKinds[text[i]]
			if kind&wordByte == 0 {
				break
			}
			kinds |= kind
		}
		if kinds&digitByte == 0 && filter.plain(text, start, i) {
			continue
		}
		if v := filter.walk(text, start); v != 0 {
			f.tryAll(&filter.verdicts[v], start)
		}
	}
}

// A stopKind is what may begin or lie at a byte that is no word byte: bits.
type stopKind uint8

const (
	stopStart     stopKind = 1 << iota // a candidate may start here
	stopAnchor                         // an anchor
	stopSeparator                      // between a field's name and its value
)

// tryPunctuation tries what may be at text[i], which is no word byte.
func (f *finder) tryPunctuation(i int, at stopKind) {
	s, text := f.set, f.text
	if at&stopAnchor != 0 && (i+1 == len(text) || s.afterAnchor[text[i]].has(int(text[i+1]))) {
		f.tryAnchored(i)
	}
	if at&stopSeparator != 0 {
		f.tryNamed(i)
	}
	if at&stopStart != 0 {
		if v := s.filter.walk(text, i); v != 0 {
			f.tryAll(&s.filter.verdicts[v], i)
		}
	}
}

// tryAll tries everyone whom a verdict names at one start.
func (f *finder) tryAll(v *verdict, start int) {
	if !startsToken(f.text, start) {
		return
	}
	for k, d := range v.detectors {
		if start < f.done[d] {
			continue
		}
		if k >= v.alone && !f.context.mayHaveKeyword(d, start) {
			continue
		}
		f.try(d, start)
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

// try looks for a match of a detector at one start, and notes it.
func (f *finder) try(d, start int) bool {
	m := &f.set.matchers[d]
	end := f.match(d, start, len(f.text))
	if end == 0 {
		return false
	}
	likelihood := m.alone
	if m.contextual && f.context.hasKeyword(d, start, end) {
		likelihood = m.near
	}
	if likelihood == 0 {
		return false
	}
	f.note(d, likelihood, start, end)
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
		for limit = end - 1; limit > start && !endsWord(text, limit); limit-- {
		}
		if limit <= start {
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
