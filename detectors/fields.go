package detectors

import (
	"math/bits"
	"slices"
)

// This file finds the candidates of detectors with FieldNames: the values of fields, in columns and after "name:" or
// "name=" in any text. How it reads them is part of the meaning; see [Detector.FieldNames].

// names is the scratch for it.
type names struct {
	named  bitset // who has the name at hand
	buffer []byte // scratch: a name of a column
	// The arguments of Fields.Each, made once since they would be allocated at each call.
	want  func(name int) bool
	yield func(name, start, end int) bool
	known []columnName
	owned []uint64 // by column: who has its name, as the words of a bitset
	keyed []span   // the values of columns whose name has a keyword of a detector that needs one

	at       []int // offsets of separators in the text that stand behind someone's FieldName
	from, to int   // see valueEnd
}

func newNames(f *finder) names {
	return names{
		named: newBitset(len(f.set.list)),
		want:  func(name int) bool { return f.nameColumn(name) != columnOther },
		yield: func(name, start, end int) bool {
			kind := f.nameColumn(name)
			if kind&columnKeyed != 0 {
				f.names.keyed = append(f.names.keyed, span{max(start, 0), min(end, len(f.text))})
			}
			if kind&columnNamed != 0 {
				copy(f.names.named, f.names.owned[name*len(f.names.named):])
				f.tryValue(start, end)
			}
			return true
		},
	}
}

// A span is text[start:end].
type span struct{ start, end int }

func (n *names) start() {
	n.from, n.to, n.at = 0, 0, n.at[:0]
}

func (n *names) finish() {
	clear(n.buffer[:cap(n.buffer)])
}

// A columnName is what is known of a column's name: bits.
type columnName uint8

const (
	columnUnknown columnName = 0
	columnOther   columnName = 1 << iota // nobody's
	columnNamed                          // a FieldName of someone
	columnKeyed                          // it has a keyword of a detector that needs one
)

// nameColumn says what a column's name is.
func (f *finder) nameColumn(name int) columnName {
	n := &f.names
	if n.known[name] == columnUnknown {
		if f.context.byName && f.context.nameMeets(f.fields.Names[name], f.set.keyedOnly) {
			n.known[name] |= columnKeyed
		}
		if f.nameIs(f.fields.Names[name]) {
			n.known[name] |= columnNamed
			copy(n.owned[name*len(n.named):], n.named)
		}
		if n.known[name] == columnUnknown {
			n.known[name] = columnOther
		}
	}
	return n.known[name]
}

// nameIs notes whose FieldNames a whole name ends with, and says whether there are any.
func (f *finder) nameIs(name string) bool {
	f.names.buffer = append(f.names.buffer[:0], name...)
	return f.nameBefore(f.names.buffer, len(name)) >= 0
}

// columns tries the values of all columns whose name is someone's, and notes those that may hold what needs a keyword.
func (f *finder) columns() {
	n := &f.names
	n.keyed = n.keyed[:0]
	columns := len(f.fields.Names)
	n.known = slices.Grow(n.known[:0], columns)[:columns]
	n.owned = slices.Grow(n.owned[:0], columns*len(n.named))[:columns*len(n.named)]
	clear(n.known)
	clear(n.owned)
	f.fields.Each(f.names.want, f.names.yield)
	for d, m := range f.set.matchers { // what follows a name inside a value is found apart, and settled with the rest
		if m.fields {
			f.done[d] = 0
		}
	}
}

// tryValue tries the whole value text[start:end] for everyone in f.names.named.
func (f *finder) tryValue(start, end int) {
	start, end = unquoted(f.text, max(start, 0), min(end, len(f.text)))
	if start >= end {
		return
	}
	value := f.text[start:end:end]
	for i, word := range f.names.named {
		for ; word != 0; word &= word - 1 {
			d := i*64 + bits.TrailingZeros64(word)
			m := &f.set.matchers[d]
			if start >= f.done[d] && len(value) <= m.maxLen && m.longest(value) == len(value) && (m.validate == nil || m.validate(value)) {
				f.note(&f.more, d, m.near, start, end)
			}
		}
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
	const near = 4 // bytes that maybeBefore looks at
	text, words := f.text, f.set.names.words
	if p < 2*near {
		return true
	}
	if isQuote(text[p-1]) {
		p--
	}
	c := text[p-1]
	if isLetter(c) {
		return words.maybeBefore(text, p)
	}
	if !isDigit(c) {
		return c != ':' && c != '=' && c != ')' && c != ']' && c != '>' && c != '/'
	}
	at := p - 1
	for at > p-near && isDigit(text[at-1]) {
		at--
	}
	before := text[at-1]
	switch {
	case isLetter(before):
		return words.maybeBefore(text, at) || words.maybeBefore(text, p)
	case before == ':' || before == ',' || before == '/':
		return words.maybeBefore(text, p)
	case before == ' ': // between a name and its number, or a day and the time
		if at--; asciiUnits[text[at-1]] == unitSeparator {
			return true
		}
		return words.maybeBefore(text, at) || words.maybeBefore(text, p)
	}
	return true
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
	at := end
	for at > 0 && end-at < maxGap && isDigit(text[at-1]) {
		at--
	}
	if digits := at; at < end {
		for at > 0 && digits-at < maxGap && asciiUnits[text[at-1]] == unitSeparator {
			at--
		}
		if at > 0 && index.words.maybeBefore(text, at) && wordEdge(text, at) {
			n.named.clear()
			if name := index.trie.backward(text, at, n.named); name >= 0 {
				return name
			}
		}
	}
	if end == 0 || !index.words.maybeBefore(text, end) || !wordEdge(text, end) {
		return -1
	}
	n.named.clear()
	return index.trie.backward(text, end, n.named)
}

func isQuote(c byte) bool { return c == '"' || c == '\'' || c == '`' }
func isBlank(c byte) bool { return c == ' ' || c == '\t' }

func isLineEnd(c byte) bool { return c == '\n' || c == '\r' }
