package detectors

// A context answers whether one of a detector's keywords stands near a candidate, or in the name of its field. It asks
// cheap questions first, since most candidates that need a keyword have none.
type context struct {
	set    *Set
	text   []byte
	fields Fields
	hits   []phraseHit // all keywords in the text, by their starts

	inNames bitset // with fields: who may have a keyword in a name
	inHere  bitset // who of those may have one in the names of the fields at hand; all of them, or those of a column
	byName  bool   // one of inNames is nothing without

	field    Field      // the last answer of fields.At
	hasField bool       // there is one
	name     *fieldName // what is known of field.Name

	known map[string]int // by name: the index in names
	names []fieldName    // those in known, and memory for more

	window     bitset // who has a keyword around a start
	first      int    // of hits: none that starts before it is near the last start asked for
	buffer     []byte // scratch: a name
	bufferHits []phraseHit
}

// A fieldName is what is known of the name of a field.
type fieldName struct {
	owners bitset // who has a keyword in it
	keyed  uint64 // the bits of those in Set.keyed
	others bitset // who has one of OtherNames in it
}

// maxKnownNames is how many names of fields are remembered during a Find: all columns of most tables, and most paths of a JSON
// log. Where there are more, some are searched for keywords more than once.
const maxKnownNames = 256

func newContext(s *Set) context {
	return context{set: s, inNames: newBitset(len(s.list)), window: newBitset(len(s.list)), known: make(map[string]int)}
}

func (c *context) start(fields Fields, text []byte) {
	c.fields, c.text = fields, text
	c.hits = c.hits[:0]
	c.byName, c.hasField, c.first = false, false, 0
	c.inNames.clear()
	c.inHere = c.inNames
}

// maxKeptHits bounds the memory that is kept for the next Find.
const maxKeptHits = 1 << 16

// finish drops the text, and the names of fields, which are text too.
func (c *context) finish() {
	clear(c.known)
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
		c.inNames.addAll(c.nameOf(name).owners)
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
	return c.window.has(d) || c.fields.At != nil && c.inHere.has(d)
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
	return start >= f.Start && start < f.End && (inNames && c.name.owners.has(d) || near && c.hasNear(d, start, end, f.Start, f.End))
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
			c.name = c.nameOf(c.field.Name)
		}
	}
	return c.field
}

// nameOf returns what is known of a name, until it is asked again.
func (c *context) nameOf(name string) *fieldName {
	if i, ok := c.known[name]; ok {
		return &c.names[i]
	}
	if len(c.known) == maxKnownNames {
		clear(c.known)
	}
	i := len(c.known)
	c.known[name] = i
	if i == len(c.names) {
		c.names = append(c.names, fieldName{owners: newBitset(len(c.set.list)), others: newBitset(len(c.set.list))})
	}
	n := &c.names[i]
	n.owners.clear()
	n.others.clear()
	c.phrasesOf(&c.set.keywords, name, n.owners)
	n.keyed = c.keyedBits(c.bufferHits)
	c.phrasesOf(&c.set.others, name, n.others)
	return n
}

// keyedBits returns the bits in Set.keyed of those whom hits are keywords of.
func (c *context) keyedBits(hits []phraseHit) (bits uint64) {
	for _, h := range hits {
		bits |= c.set.keyedHits[h.set-1]
	}
	return bits
}

// keyedWithin returns those bits for the keywords that start in text[lo:hi].
func (c *context) keyedWithin(lo, hi int) uint64 {
	from := c.from(lo)
	to := from
	for to < len(c.hits) && c.hits[to].start < hi {
		to++
	}
	return c.keyedBits(c.hits[from:to])
}

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
	return start >= f.Start && start < f.End && c.name.others.has(d)
}
