package detectors

import (
	"math/bits"
	"regexp/syntax"
	"slices"
	"unicode/utf8"
)

// This file finds the candidates of detectors with FieldNames: the values of fields, in columns and after "name:" or
// "name=" in any text. How it reads them is part of the meaning; see [Detector.FieldNames].

// names is the scratch for it.
type names struct {
	named  bitset // who has the name at hand
	buffer []byte // scratch: a name of a column

	columnOf []int32 // by index in Fields.Names: the index in columns, or noColumn
	columns  []column
	keyed    []keyedCell // the values of columns whose name has a keyword of a detector that needs one
	found    []found     // in columns: apart from what weigh finds, so that either is sorted
	// The arguments of Fields.Each, made once since they would be allocated at each call.
	want  func(name int) bool
	yield func(name, start, end int) bool

	at       []int // offsets of separators in the text that stand behind someone's FieldName
	from, to int   // see valueEnd
}

// noColumn stands for a column whose values no one asks for.
const noColumn = -1

// A column is those whose name says something of all its values.
type column struct {
	named  []int   // the detectors that have its name as a FieldName
	begins byteSet // what a value for one of them may begin with
	keyed  uint64  // the bits in Set.keyed of those that need a keyword and have one in its name
	owners bitset  // who has a keyword in its name
	needy  []int   // who of those needs one
}

// A keyedCell is a value text[start:end] of a column in whose name someone has a keyword that needs one.
type keyedCell struct {
	start, end int
	column     *column
}

func newNames(f *finder) names {
	return names{
		named: newBitset(len(f.set.list)),
		want:  func(name int) bool { return f.names.columnOf[name] != noColumn },
		yield: func(name, start, end int) bool {
			c := &f.names.columns[f.names.columnOf[name]]
			start, end = max(start, 0), min(end, len(f.text))
			if c.keyed != 0 {
				f.names.keyed = append(f.names.keyed, keyedCell{start, end, c})
			}
			if start < end && c.begins.has(f.text[start]) { // else it is nothing for anyone: so are most where a name says little
				f.tryCell(c, start, end)
			}
			return true
		},
	}
}

func (n *names) start() {
	n.from, n.to, n.at, n.found = 0, 0, n.at[:0], n.found[:0]
}

// maxKeptColumns bounds the memory that is kept for the next Find.
const maxKeptColumns = 1 << 10

func (n *names) finish() {
	clear(n.buffer[:cap(n.buffer)])
	if cap(n.columns) > maxKeptColumns {
		n.columns, n.columnOf, n.keyed = nil, nil, nil
	}
}

// columns tries the values of all columns whose name is someone's, and notes those that may hold what needs a keyword.
func (f *finder) columns() {
	n := &f.names
	n.keyed, n.columns, n.columnOf = n.keyed[:0], n.columns[:0], n.columnOf[:0]
	for _, name := range f.fields.Names {
		n.columnOf = append(n.columnOf, f.addColumn(name))
	}
	if len(n.columns) == 0 {
		return
	}
	f.fields.Each(n.want, n.yield)
	for d, m := range f.set.matchers { // what follows a name inside a value is found apart, and settled with the rest
		if m.fields {
			f.done[d] = 0
		}
	}
}

// addColumn adds the column of a name and returns its index, or noColumn.
func (f *finder) addColumn(name string) int32 {
	n := &f.names
	known := f.context.nameOf(name)
	named := f.nameIs(name)
	if known.keyed == 0 && !named {
		return noColumn
	}
	i := len(n.columns)
	n.columns = slices.Grow(n.columns, 1)[:i+1]
	c := &n.columns[i] // with the memory of an earlier one
	*c = column{named: c.named[:0], keyed: known.keyed, owners: append(c.owners[:0], known.owners...), needy: c.needy[:0]}
	for d := range f.set.matchers {
		if known.owners.has(d) && f.set.keyedOnly.has(d) {
			c.needy = append(c.needy, d)
		}
	}
	if named {
		c.begins = beforeValue
		for d := range f.set.matchers {
			if n.named.has(d) {
				c.named = append(c.named, d)
				c.begins = c.begins.or(f.set.matchers[d].begins)
			}
		}
	}
	return int32(i)
}

// nameIs notes whose FieldNames a whole name ends with, and says whether there are any.
func (f *finder) nameIs(name string) bool {
	f.names.buffer = append(f.names.buffer[:0], name...)
	return f.nameBefore(f.names.buffer, len(name)) >= 0
}

// tryCell tries the whole value text[start:end] for everyone who has the name of its column.
func (f *finder) tryCell(c *column, start, end int) {
	if start, end = unquoted(f.text, start, end); start < end {
		for _, d := range c.named {
			f.tryWhole(&f.names.found, d, start, end)
		}
	}
}

// tryValue tries the whole value text[start:end] for everyone in f.names.named.
func (f *finder) tryValue(start, end int) {
	start, end = unquoted(f.text, max(start, 0), min(end, len(f.text)))
	if start >= end {
		return
	}
	for i, word := range f.names.named {
		for ; word != 0; word &= word - 1 {
			f.tryWhole(&f.more, i*64+bits.TrailingZeros64(word), start, end)
		}
	}
}

// tryWhole tries all of text[start:end], which is not empty, for a detector with FieldNames. A match is noted in list.
func (f *finder) tryWhole(list *[]found, d, start, end int) {
	m, value := &f.set.matchers[d], f.text[start:end:end]
	if m.begins.has(value[0]) && start >= f.done[d] && len(value) <= m.maxLen && m.longest(value) == len(value) && (m.validate == nil || m.validate(value)) {
		f.note(list, d, m.near, start, end)
	}
}

// tryPrefix tries what text[start:end] begins with for everyone in f.names.named.
func (f *finder) tryPrefix(start, end int) {
	for d := range f.set.matchers {
		if f.names.named.has(d) && start >= f.done[d] {
			if match := f.match(d, start, end); match != 0 {
				f.note(&f.more, d, f.set.matchers[d].near, start, match)
			}
		}
	}
}

// beginsOf returns the bytes that a match of a compiled Pattern may begin with.
func beginsOf(prog *syntax.Prog) (begins byteSet) {
	var n nfa
	start, _ := n.add(prog, 0, false)
	for _, node := range n.sets[start] {
		for _, e := range n.nodes[node].edges {
			for c := int(e.lo); c <= int(e.hi); c++ {
				begins.add(byte(c))
			}
		}
	}
	return begins
}

// beforeValue is the bytes that may stand before a value in its field. See unquoted.
var beforeValue = func() (s byteSet) {
	for c := range 256 {
		if isBlank(byte(c)) || isQuote(byte(c)) {
			s.add(byte(c))
		}
	}
	return s
}()

func isFieldSeparator(c byte) bool { return c == ':' || c == '=' }

// maxGap is how many blanks may stand on each side of the separator between a name and its value.
const maxGap = 16

// noteName notes the separator at text[p], if someone's FieldName stands before it.
func (f *finder) noteName(p int) {
	if f.nameOf(p) >= 0 {
		f.names.at = append(f.names.at, p)
	}
}

// mayBeNamed says whether someone's FieldName may stand before the separator at text[p]. It decides at once about the most
// frequent: a letter or a number before the separator.
func (f *finder) mayBeNamed(p int) bool {
	text, index := f.text, &f.set.names
	if p > 0 && isQuote(text[p-1]) {
		p--
	}
	if p == 0 {
		return false
	}
	c := text[p-1]
	if isLetter(c) {
		return index.words.maybeBefore(text, p)
	}
	if !isDigit(c) {
		return c != ':' && c != '=' && c != ')' && c != ']' && c != '>' && c != '/'
	}
	return index.mayEnd(text, p) || index.mayEnd(text, beforeNumber(text, p))
}

// mayEnd says whether a phrase may end before text[i], in an index that was made backwards. It asks for the last two bytes first:
// few phrases end in digits.
func (k *keywordIndex) mayEnd(text []byte, i int) bool {
	if i < 2 {
		return i == 1
	}
	last, before := text[i-1], text[i-2]
	if (last|before)&utf8.RuneSelf == 0 {
		node := k.trie.next[k.trie.symbols[last]]
		if node == 0 || k.trie.sets[node] == 0 && k.trie.next[int(node)*k.trie.width+int(k.trie.symbols[before])] == 0 {
			return false
		}
	}
	return k.words.maybeBefore(text, i)
}

// nameOf notes whose FieldNames stand before the separator at text[p], and returns where the name begins, or -1.
func (f *finder) nameOf(p int) int {
	text, end := f.text, p
	for end > 0 && p-end < maxGap && isBlank(text[end-1]) {
		end--
	}
	if end > 0 && isQuote(text[end-1]) {
		end--
	}
	return f.nameBefore(text, end)
}

// tryNamed tries the value after the separator at text[p], before which someone's FieldName stands.
func (f *finder) tryNamed(p int) {
	text := f.text
	name := f.nameOf(p)
	// The value, with or without quotes: text[start:stop].
	start := p + 1
	if start < len(text) && (text[p] == ':' && text[start] == '=' || text[p] == '=' && text[start] == '>') {
		start++
	} else if start < len(text) && isFieldSeparator(text[start]) {
		return // a comparison or a scope: == and ::
	}
	for gap := 0; start < len(text) && gap < maxGap && isBlank(text[start]); gap++ {
		start++
	}
	quote := byte(0)
	if start < len(text) && isQuote(text[start]) {
		quote = text[start]
		start++
	}
	stop, closed := f.valueEnd(start, quote)
	if stop == start {
		return
	}
	if f.fields.At != nil {
		field := f.context.fieldAt(start)
		switch {
		case start < field.Start || start >= field.End:
			return
		case name < field.Start: // the name is the field's own
			f.nameIs(field.Name)
			f.tryValue(field.Start, field.End)
			return
		}
		stop = min(stop, field.End)
	}
	if closed {
		f.tryValue(start, stop)
	} else {
		f.tryPrefix(start, stop)
	}
}

// valueEnd returns where the value at text[start:] ends that follows a name: before the closing quote if one opened it and
// closes on the same line; else before the end of the line, a double quote or a comma, and before blanks there. It looks
// at no more than MaxLen bytes and the one after.
func (f *finder) valueEnd(start int, quote byte) (end int, closed bool) {
	text, most := f.text, min(len(f.text), start+MaxLen+1)
	if quote != 0 {
		for i := start; i < most && !isLineEnd(text[i]); i++ {
			if text[i] == quote {
				return i, true
			}
			if text[i] == '\\' && i+1 < most && !isLineEnd(text[i+1]) {
				i++
			}
		}
	}
	// No byte from n.from to before n.to ends a value: names that repeat do not read one line again and again.
	n := &f.names
	if start < n.from || start > n.to {
		n.from, n.to = start, start
	}
	for n.to < most && !isLineEnd(text[n.to]) && text[n.to] != '"' && text[n.to] != ',' {
		n.to++
	}
	end = min(n.to, most)
	for end > start && isBlank(text[end-1]) {
		end--
	}
	return end, false
}

// unquoted narrows text[start:end] to the value in it: without blanks around, and without a pair of quotes.
func unquoted(text []byte, start, end int) (int, int) {
	for start < end && isBlank(text[start]) {
		start++
	}
	for start < end && isBlank(text[end-1]) {
		end--
	}
	if end-start >= 2 && isQuote(text[start]) && text[start] == text[end-1] {
		return start + 1, end - 1
	}
	return start, end
}

// nameBefore notes whose FieldNames end before text[end], a number aside: phone_2 and address1 are named as phone and
// address are. It returns where the name begins, or -1.
func (f *finder) nameBefore(text []byte, end int) int {
	n, index := &f.names, &f.set.names
	if at := beforeNumber(text, end); at < end && index.mayEnd(text, at) && wordEdge(text, at) {
		n.named.clear()
		if name := index.trie.backward(text, at, n.named); name >= 0 {
			return name
		}
	}
	if !index.mayEnd(text, end) || !wordEdge(text, end) {
		return -1
	}
	n.named.clear()
	return index.trie.backward(text, end, n.named)
}

// beforeNumber returns where the name ends that stands before a number at the end of text[:end], or end if there is none.
func beforeNumber(text []byte, end int) int {
	at := end
	for at > 0 && end-at < maxGap && isDigit(text[at-1]) {
		at--
	}
	if at == end {
		return end
	}
	for digits := at; at > 0 && digits-at < maxGap && asciiUnits[text[at-1]] == unitSeparator; {
		at--
	}
	return at
}

func isQuote(c byte) bool { return c == '"' || c == '\'' || c == '`' }
func isBlank(c byte) bool { return c == ' ' || c == '\t' }

func isLineEnd(c byte) bool { return c == '\n' || c == '\r' }
