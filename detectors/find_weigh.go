package detectors

// weigh goes over the text a second time, but only where context decides: around keywords, and where pass found something
// that a keyword makes likelier, or a name and its value. All of that in one ascending order, for Fields.At.
func (f *finder) weigh() {
	w := weighing{finder: f, matches: len(f.found)}
	if f.set.hasNames && f.fields.Each != nil {
		f.columns()
	}
	f.context.prepare()
	w.keyed()
	w.upTo(len(f.text))
}

// A weighing is how far weigh has come.
type weighing struct {
	*finder
	next, matches int // in found: the next that pass found, and how many it found
	nextName      int // in names.at
}

// upTo weighs what pass found before an offset.
func (w *weighing) upTo(offset int) {
	for {
		match, name := len(w.text), len(w.text)
		if w.next < w.matches {
			match = w.found[w.next].Start
		}
		if w.nextName < len(w.names.at) {
			name = w.names.at[w.nextName]
		}
		switch {
		case min(match, name) >= offset:
			return
		case match <= name:
			m := &w.found[w.next]
			if matcher := &w.set.matchers[m.detector]; matcher.contextual && w.context.hasKeyword(m.detector, m.Start, m.End) {
				m.Likelihood = matcher.near
			}
			w.next++
		default:
			w.tryNamed(name)
			w.nextName++
		}
	}
}

// keyed finds the matches that are none without a keyword: around keywords, or everywhere when the name of a field may be one.
func (w *weighing) keyed() {
	c, s := &w.context, w.set
	if c.byName {
		w.keyedIn(0, len(w.text))
		return
	}
	done := 0
	for i := range c.hits {
		h := &c.hits[i]
		if !s.keywords.trie.ownersOf(*h).meets(s.keyedOnly) {
			continue
		}
		lo, hi := max(done, h.start-KeywordAfter-s.keyedReach), min(len(w.text), h.start+KeywordBefore+1)
		if lo < hi {
			w.keyedIn(lo, hi)
			done = hi
		}
	}
}

// keyedIn finds those that start in text[lo:hi].
func (w *weighing) keyedIn(lo, hi int) {
	text, filter := w.text, w.set.keyed
	i := lo
	for i > 0 && i < hi && isWord(text[i-1]) && isWord(text[i]) {
		i++
	}
	for i < hi {
		start := i
		first := byteKinds[text[i]]
		i++
		if first&wordByte != 0 {
			kinds := first
			for ; i < len(text) && isWord(text[i]); i++ {
				kinds |= byteKinds[text[i]]
			}
			if kinds&digitByte == 0 && filter.plain(text, start, i) || kinds == wordByte|digitByte && filter.plainNumber(text, start, i) {
				continue
			}
		}
		if !filter.first[text[start]] {
			continue
		}
		if v := filter.walk(text, start); v != 0 && startsToken(text, start) {
			w.tryKeyed(filter.verdicts[v], start)
		}
	}
}

// tryKeyed tries everyone whom a verdict names at one start.
func (w *weighing) tryKeyed(detectors []int, start int) {
	w.context.around(start)
	for _, d := range detectors {
		if start < w.done[d] || !w.context.mayHaveKeyword(d) {
			continue
		}
		end := w.match(d, start, len(w.text))
		if end == 0 {
			continue
		}
		w.upTo(start)
		if w.context.hasKeyword(d, start, end) {
			w.note(d, w.set.matchers[d].near, start, end)
		}
	}
}
