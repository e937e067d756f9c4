package detectors

// A context answers whether one of a detector's keywords stands near a candidate, or in the name of its field. It asks
// cheap questions first, since most candidates that need a keyword have none.
type context struct {
	keywords *keywordIndex
	matchers []matcher
	near     keywordScan
	text     []byte
	fields   Fields
	possible bitset // with fields: who may have a keyword in a name
	prepared bool   // possible is known
	field    Field  // the last answer of fields.At
	inName   bitset // who has a keyword in field.Name
	hasField bool
	buffer   []byte // scratch: a name
	nameHits []phraseHit
	windowAt int    // 1 + the start that window is about; 0 for none
	window   bitset // who has a keyword around that start
}

func newContext(s *Set) context {
	return context{
		keywords: &s.keywords,
		matchers: s.matchers,
		near:     keywordScan{keywords: &s.keywords},
		possible: newBitset(len(s.list)),
		inName:   newBitset(len(s.list)),
		window:   newBitset(len(s.list)),
	}
}

func (c *context) start(fields Fields, text []byte) {
	c.fields, c.text = fields, text
	c.near.reset(text)
	c.prepared, c.hasField, c.windowAt = false, false, 0
}

// finish drops the text, and the name of the last field, which is text too.
func (c *context) finish() {
	c.near.reset(nil)
	c.fields, c.text, c.field = Fields{}, nil, Field{}
	clear(c.buffer[:cap(c.buffer)])
}

// shortCandidate bounds the candidates for which mayHaveKeyword looks around before it is known where they end.
const shortCandidate = 64

// mayHaveKeyword says whether a candidate of a detector that starts at start could have a keyword, wherever it ends. It may
// say yes too often.
func (c *context) mayHaveKeyword(d, start int) bool {
	if c.inNames(d) {
		return true
	}
	if c.matchers[d].maxLen > shortCandidate {
		return true
	}
	if c.windowAt != start+1 {
		c.windowAt = start + 1
		c.window.clear()
		for _, h := range c.near.within(start-KeywordBefore, start+shortCandidate+KeywordAfter) {
			c.window.addAll(c.keywords.trie.ownersOf(h))
		}
	}
	return c.window.has(d)
}

// inNames says whether a name of a field may have a keyword of the detector.
func (c *context) inNames(d int) bool {
	if c.fields.At == nil {
		return false
	}
	if !c.prepared {
		c.prepared = true
		c.possible.clear()
		if c.fields.Names == nil { // the names are somewhere in the text
			c.near.anywhere(c.possible)
		}
		for _, name := range c.fields.Names {
			c.keywordsOf(name, c.possible)
		}
	}
	return c.possible.has(d)
}

// hasKeyword says whether the candidate text[start:end] has a keyword of the detector.
func (c *context) hasKeyword(d, start, end int) bool {
	inNames := c.inNames(d)
	if c.fields.At == nil {
		return c.hasNear(d, start, end, 0, len(c.text))
	}
	if !inNames && !c.hasNear(d, start, end, 0, len(c.text)) {
		return false
	}
	f := c.fieldAt(start)
	return start >= f.Start && start < f.End && (inNames && c.inName.has(d) || c.hasNear(d, start, end, f.Start, f.End))
}

// hasNear says whether a keyword stands near text[start:end], within text[lo:hi].
func (c *context) hasNear(d, start, end, lo, hi int) bool {
	for _, h := range c.near.within(max(lo, start-KeywordBefore), start) {
		if h.end <= start && c.keywords.trie.ownersOf(h).has(d) {
			return true
		}
	}
	hi = min(hi, end+KeywordAfter)
	for at := end; at < hi; at++ { // on the same line only
		if c.text[at] == '\n' || c.text[at] == '\r' {
			hi = at
		}
	}
	for _, h := range c.near.within(end, hi) {
		if h.end <= hi && c.keywords.trie.ownersOf(h).has(d) {
			return true
		}
	}
	return false
}

// fieldAt is fields.At, asked once a field.
func (c *context) fieldAt(offset int) Field {
	if !c.hasField || offset < c.field.Start || offset >= c.field.End {
		name, known := c.field.Name, c.hasField
		c.field = c.fields.At(offset)
		c.hasField = true
		if !known || name != c.field.Name {
			c.inName.clear()
			c.keywordsOf(c.field.Name, c.inName)
		}
	}
	return c.field
}

// keywordsOf adds who has a keyword in name to dst.
func (c *context) keywordsOf(name string, dst bitset) {
	c.buffer = append(c.buffer[:0], name...)
	c.nameHits = c.keywords.scan(c.nameHits[:0], c.buffer, 0, len(c.buffer))
	for _, h := range c.nameHits {
		dst.addAll(c.keywords.trie.ownersOf(h))
	}
}
