package detectors

// A context answers whether one of a detector's keywords stands near a candidate, or in the name of its field. It asks
// cheap questions first, since most candidates that need a keyword have none.
type context struct {
	set    *Set
	text   []byte
	fields Fields
	hits   []phraseHit // all keywords in the text, by their starts

	inNames bitset // with fields: who may have a keyword in a name
	byName  bool   // one of those is nothing without

	field    Field  // the last answer of fields.At
	hasField bool   // there is one
	inName   bitset // who has a keyword in field.Name
	inOther  bitset // who has one of OtherNames in it

	window     bitset // who has a keyword around a start
	first      int    // of hits: none that starts before it is near the last start asked for
	buffer     []byte // scratch: a name
	bufferHits []phraseHit
}

func newContext(s *Set) context {
	return context{set: s, inNames: newBitset(len(s.list)), inName: newBitset(len(s.list)), inOther: newBitset(len(s.list)), window: newBitset(len(s.list))}
}

func (c *context) start(fields Fields, text []byte) {
	c.fields, c.text = fields, text
	c.hits = c.hits[:0]
	c.byName, c.hasField, c.first = false, false, 0
	c.inNames.clear()
	c.inName.clear()
	c.inOther.clear()
}

// maxKeptHits bounds the memory that is kept for the next Find.
const maxKeptHits = 1 << 16

// finish drops the text, and the name of the last field, which is text too.
func (c *context) finish() {
	c.fields, c.text, c.field = Fields{}, nil, Field{}
	clear(c.buffer[:cap(c.buffer)])
	if cap(c.hits) > maxKeptHits {
		c.hits = nil
	}
}

// prepare is called when hits is complete, before any question.
func (c *context) prepare() {
	if c.fields.At == nil {
		return
	}
	if c.fields.Names == nil { // the names are somewhere in the text
		for _, h := range c.hits {
			if c.inKey(h) {
				c.inNames.addAll(c.owners(h))
			}
		}
	}
	for _, name := range c.fields.Names {
		c.keywordsOf(name, c.inNames)
	}
	c.byName = c.inNames.meets(c.set.keyedOnly)
}

// maxKey is how far behind a keyword the end of a name is looked for; in a longer one the keyword counts in any case.
const maxKey = 64

// inKey says whether a keyword may stand in a name that stands in the text: before a quote, blanks and a colon.
func (c *context) inKey(h phraseHit) bool {
	text := c.text
	quote := h.end
	for ; quote < len(text) && text[quote] != '"'; quote++ {
		if text[quote] == '\n' {
			return false
		}
		if quote-h.end == maxKey {
			return true
		}
	}
	for i := quote + 1; i < len(text); i++ {
		if !isBlank(text[i]) && !isLineEnd(text[i]) {
			return text[i] == ':'
		}
	}
	return true
}

func (c *context) owners(h phraseHit) bitset { return c.set.keywords.trie.ownersOf(h) }

// around looks for all keywords around a start, for mayHaveKeyword.
func (c *context) around(start int) {
	c.window.clear()
	for i := c.from(start - KeywordBefore); i < len(c.hits) && c.hits[i].start <= start+c.set.keyedReach+KeywordAfter; i++ {
		c.window.addAll(c.owners(c.hits[i]))
	}
}

// mayHaveKeyword says whether a candidate of a detector in Set.keyed at the last start that around was called for could have
// a keyword, wherever it ends. It may say yes too often.
func (c *context) mayHaveKeyword(d int) bool {
	return c.window.has(d) || c.fields.At != nil && c.inNames.has(d)
}

// from returns the index in hits of the first that starts at lo or after it. Questions mostly ascend.
func (c *context) from(lo int) int {
	for c.first > 0 && c.hits[c.first-1].start >= lo {
		c.first--
	}
	for c.first < len(c.hits) && c.hits[c.first].start < lo {
		c.first++
	}
	return c.first
}

// hasKeyword says whether the candidate text[start:end] has a keyword of the detector.
func (c *context) hasKeyword(d, start, end int) bool {
	near := c.hasNear(d, start, end, 0, len(c.text))
	if c.fields.At == nil {
		return near
	}
	inNames := c.inNames.has(d)
	if !near && !inNames {
		return false
	}
	f := c.fieldAt(start)
	return start >= f.Start && start < f.End && (inNames && c.inName.has(d) || near && c.hasNear(d, start, end, f.Start, f.End))
}

// hasNear says whether a keyword stands near text[start:end], within text[lo:hi].
func (c *context) hasNear(d, start, end, lo, hi int) bool {
	for i := c.from(max(lo, start-KeywordBefore)); i < len(c.hits) && c.hits[i].start < start; i++ {
		if c.hits[i].end <= start && c.owners(c.hits[i]).has(d) {
			return true
		}
	}
	i := c.from(end)
	hi = min(hi, end+KeywordAfter)
	if i == len(c.hits) || c.hits[i].start >= hi {
		return false
	}
	for at := end; at < hi; at++ { // on the same line only
		if isLineEnd(c.text[at]) {
			hi = at
		}
	}
	for ; i < len(c.hits) && c.hits[i].start < hi; i++ {
		if c.hits[i].end <= hi && c.owners(c.hits[i]).has(d) {
			return true
		}
	}
	return false
}

// fieldAt is fields.At, asked once a field.
func (c *context) fieldAt(offset int) Field {
	if !c.hasField || offset < c.field.Start || offset >= c.field.End {
		name := c.field.Name
		c.field = c.fields.At(offset)
		if !c.hasField || name != c.field.Name {
			c.hasField = true
			c.inName.clear()
			c.inOther.clear()
			c.keywordsOf(c.field.Name, c.inName)
			c.phrasesOf(&c.set.others, c.field.Name, c.inOther)
		}
	}
	return c.field
}

// keywordsOf adds who has a keyword in name to dst.
func (c *context) keywordsOf(name string, dst bitset) { c.phrasesOf(&c.set.keywords, name, dst) }

// phrasesOf adds who has a phrase of index in name to dst.
func (c *context) phrasesOf(index *keywordIndex, name string, dst bitset) {
	c.buffer = append(c.buffer[:0], name...)
	c.bufferHits = index.startingIn(c.bufferHits[:0], c.buffer, 0, len(c.buffer))
	for _, h := range c.bufferHits {
		dst.addAll(index.trie.ownersOf(h))
	}
}

// isNamedOtherwise says whether the field of a candidate that starts at start has one of the detector's OtherNames.
func (c *context) isNamedOtherwise(d, start int) bool {
	if c.fields.At == nil {
		return false
	}
	f := c.fieldAt(start)
	return start >= f.Start && start < f.End && c.inOther.has(d)
}

// nameMeets says whether one of those detectors has a keyword in name.
func (c *context) nameMeets(name string, detectors bitset) bool {
	c.window.clear()
	c.keywordsOf(name, c.window)
	return c.window.meets(detectors)
}
