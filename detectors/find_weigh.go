package detectors

import "math/bits"

// weigh goes over the text a second time, but only where context decides: around keywords, and where pass found something
// that a keyword makes likelier, or a name and its value. All of that in one ascending order, for Fields.At.
func (f *finder) weigh() {
	w := weighing{finder: f}
	f.context.prepare()
	if f.fields.Each != nil && (f.set.hasNames || f.context.byName) {
		f.columns()
	}
	w.keyed()
	w.upTo(len(f.text))
	f.found = mergeFound(f.found, f.names.found)
}

// A weighing is how far weigh has come.
type weighing struct {
	*finder
	next     int // in found: the next
	nextName int // in names.at
	keyedHit int // of context.hits: the next that keyedAround looks around
	keyedTo  int // where keyed has come in the text
}

// upTo weighs what pass found before an offset.
func (w *weighing) upTo(offset int) {
	for {
		match, name := len(w.text), len(w.text)
		if w.next < len(w.found) {
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
			switch matcher := &w.set.matchers[m.detector]; {
			case (matcher.contextual || matcher.hasOthers) && w.context.hasKeyword(m.detector, m.Start, m.End):
				m.Likelihood = matcher.near
			case matcher.hasOthers && w.context.isNamedOtherwise(m.detector, m.Start):
				m.Likelihood = max(m.Likelihood-1, Unlikely)
			}
			w.next++
		default:
			w.tryNamed(name)
			w.nextName++
		}
	}
}

// keyed finds the matches that are none without a keyword: around keywords, and in fields that may be named by one.
func (w *weighing) keyed() {
	c := &w.context
	if !c.byName {
		w.keyedAround(len(w.text))
		return
	}
	if w.fields.Each == nil {
		w.keyedIn(0, len(w.text), everyone, nil)
		return
	}
	cells := w.names.keyed
	if len(cells) == 0 { // or what is left of a value that began before the text, which Each leaves out
		w.keyedIn(0, len(w.text), everyone, nil)
		return
	}
	w.keyedIn(0, cells[0].start, everyone, nil)
	w.keyedTo = cells[0].start
	for _, cell := range cells {
		w.keyedAround(cell.start)
		if lo := max(w.keyedTo, cell.start); lo < cell.end {
			w.keyedInCell(cell.column, lo, cell.end)
			w.keyedTo = cell.end
		}
	}
	w.keyedAround(len(w.text))
}

// maxNeedy is how many detectors are tried one by one where nothing else tells who may start: it costs less than to ask a filter.
const maxNeedy = 6

// keyedInCell finds those in a value text[lo:hi] of a column.
func (w *weighing) keyedInCell(c *column, lo, hi int) {
	who, within := c.needy, w.context.keyedWithin(lo, hi)
	if within != 0 || len(who) > maxNeedy {
		who = nil
	}
	w.context.inHere = c.owners
	w.keyedIn(lo, hi, c.keyed|within, who)
	w.context.inHere = w.context.inNames
}

// keyedAround finds those around keywords, where candidates start before limit.
func (w *weighing) keyedAround(limit int) {
	hits, s := w.context.hits, w.set
	for w.keyedHit < len(hits) {
		if hits[w.keyedHit].start+KeywordBefore < w.keyedTo { // all around it is done
			w.keyedHit++
			continue
		}
		// A cluster: keywords whose surroundings hang together, and who may be around one of them.
		next, lo, hi, who := w.keyedHit, 0, 0, uint64(0)
		for ; next < len(hits); next++ {
			start := hits[next].start
			from, some := max(w.keyedTo, start-KeywordAfter-s.keyedReach), s.keyedHits[hits[next].set-1]
			if from >= limit || who != 0 && from > hi {
				break
			}
			if some == 0 {
				continue
			}
			if who == 0 {
				lo = from
			}
			hi, who = min(len(w.text), start+KeywordBefore+1), who|some
		}
		if who == 0 {
			w.keyedHit = next // the others are behind limit
			return
		}
		if end := min(hi, limit); lo < end {
			w.keyedIn(lo, end, who, nil)
			w.keyedTo = end
		}
		if hi > limit { // the rest of it comes behind what lies at limit
			return
		}
		w.keyedHit = next
	}
}

// keyedIn finds those that start in text[lo:hi], of some shapes: of the detectors in who, where that is known.
func (w *weighing) keyedIn(lo, hi int, shapes uint64, who []int) {
	text, table := w.text, w.set.keyed.table
	open := uint64(0) // where no word byte stands, if something may start there
	if shapes&table.open != 0 {
		open = ^uint64(0)
	}
	for b := lo / 64; 64*b < hi; b++ {
		before, word, after := w.words[b], w.words[b+1], w.words[b+2]
		starts := word&^(word<<1|before>>63) | ^word&open
		if from := lo - 64*b; from > 0 {
			starts &= ^uint64(0) << from
		}
		if to := hi - 64*b; to < 64 {
			starts &= 1<<to - 1
		}
		for ; starts != 0; starts &= starts - 1 {
			i := bits.TrailingZeros64(starts) & 63
			length := bits.TrailingZeros64(^(word>>i | after<<1<<(63-i)))
			start := 64*b + i
			if first := shapes & table.first(text[start], length); first != 0 && table.may(first, eightAt(text, start)) && startsToken(text, start) {
				w.tryKeyed(start, who)
			}
		}
	}
}

// everyone is the bits of all shapes.
const everyone = ^uint64(0)

// tryKeyed tries who may start at one start, or everyone where that is nil.
func (w *weighing) tryKeyed(start int, who []int) {
	if who == nil {
		if who = w.set.keyed.filter.at(w.text, start); len(who) == 0 {
			return
		}
		w.context.around(start)
	}
	for _, d := range who {
		if start < w.done[d] || !w.context.mayHaveKeyword(d) {
			continue
		}
		end := w.match(d, start, len(w.text))
		if end == 0 {
			continue
		}
		w.upTo(start)
		if w.context.hasKeyword(d, start, end) {
			w.note(&w.more, d, w.set.matchers[d].near, start, end)
		}
	}
}
