package format

import (
	"bytes"
	"math/bits"
	"sort"

	"github.com/seed-4750cad8/assay/detectors"
	"github.com/seed-4750cad8/assay/detectors/planes"
	"github.com/seed-4750cad8/assay/scanner"
)

// This file undoes escapes that a text may hold whatever its format: of URLs, mark-up, JSON in a log and mail. Only ASCII is
// of interest that could hide a match by what it hides or by how it begins or ends. What is an escape depends on what wrote
// the text, which is not known: so the parts around them are searched once more, and nothing that the text itself says is lost.

// escapeMarks are what escapes begin with, and quotedMarks where mail has said that it is quoted-printable.
var (
	escapeMarks = planes.New(`%&\`)
	quotedMarks = planes.New(`%&\=`)
)

const (
	escapeWidth = 2        // of escapeMarks and quotedMarks
	escapeStep  = 4 << 10  // how many bytes of a text are marked at a time
	before      = 96       // bytes before an escape that are read again, at least: a few words, and more than keywords reach
	behind      = 64       // bytes behind it
	blankWithin = 2 * 1024 // how much more they may be, for a part to begin and end at a blank
)

// A rereader makes the other readings of the blocks of one text, one after the other. The zero value is ready for use.
type rereader struct {
	quoted  bool // the text is quoted-printable, or was once
	text    []byte
	undone  unescaped        // the parts of text, each behind a newline
	escapes []int32          // where in undone.text each escape was
	end     int              // where the part at hand ends; -1 when there is none yet
	fields  detectors.Fields // of text
	reading scanner.Reading
}

// read returns the other reading of b, or nil.
func (r *rereader) read(b *scanner.Block) *scanner.Reading {
	r.text, r.end, r.escapes = b.Text, -1, r.escapes[:0]
	r.undone.reset()
	table := escapeMarks
	if r.quoted {
		table = quotedMarks
	}
	var buf [escapeStep / 64 * escapeWidth]uint64
	for from := 0; from < len(b.Text); from += escapeStep {
		part := b.Text[from:min(from+escapeStep, len(b.Text))]
		marks := buf[:table.Len(len(part))]
		table.Mark(marks, part)
		for at := from; len(marks) >= escapeWidth; at, marks = at+64, marks[escapeWidth:] {
			for found := marks[0]; found != 0; found &= found - 1 {
				r.try(at + bits.TrailingZeros64(found))
			}
		}
	}
	if r.end < 0 {
		return nil
	}
	r.undone.keep(r.text, r.endOf(r.end))
	r.reading.Text, r.reading.Place = r.undone.text, r.place
	r.fields, r.reading.Fields = b.Fields, detectors.Fields{Names: b.Fields.Names}
	if b.Fields.At != nil {
		r.reading.Fields.At = r.fieldAt
	}
	if b.Fields.Each != nil {
		r.reading.Fields.Each = r.eachField
	}
	return &r.reading
}

// try undoes the escape at an offset, if there is one.
func (r *rereader) try(at int) {
	u := &r.undone
	if at < u.raw && r.end >= 0 { // within another
		return
	}
	n, c := r.escape(at)
	if n == 0 {
		return
	}
	if at > r.end && r.end >= 0 {
		r.end = r.endOf(r.end)
	}
	if at > r.end {
		least := max(r.end, 0)
		begin := r.beginOf(least, max(least, at-before))
		if r.end < 0 || begin > r.end {
			if r.end >= 0 {
				u.keep(r.text, r.end)
			}
			u.seams = append(u.seams, seam{at: int32(len(u.text)), raw: int32(begin - 1)})
			u.text = append(u.text, '\n')
			u.raw = begin
		}
	}
	u.keep(r.text, at)
	r.escapes = append(r.escapes, int32(len(u.text)))
	if c == 0 {
		u.put(at + n)
	} else {
		u.put(at+n, c)
	}
	r.end = max(r.end, min(at+n+behind, len(r.text)))
}

// beginOf returns where a part begins that should begin at an offset, and not before least: behind a blank, if one is near.
func (r *rereader) beginOf(least, at int) int {
	for begin := at; begin >= max(least, at-blankWithin); begin-- {
		if begin == least || isBlank(r.text[begin-1]) {
			return begin
		}
	}
	return at
}

// endOf returns where a part ends that should end at an offset: before a blank, if one is near.
func (r *rereader) endOf(at int) int {
	for end := at; end <= at+blankWithin; end++ {
		if end == len(r.text) || isBlank(r.text[end]) {
			return end
		}
	}
	return at
}

func isBlank(b byte) bool { return b == ' ' || b == '\n' || b == '\t' || b == '\r' }

// place is the Place of the reading.
func (r *rereader) place(start, end int) (from, to int, ok bool) {
	i := sort.Search(len(r.escapes), func(i int) bool { return int(r.escapes[i]) >= start-1 })
	if i == len(r.escapes) || int(r.escapes[i]) > end {
		return 0, 0, false
	}
	from = max(r.undone.toRaw(start), 0)
	return from, max(r.undone.toRaw(end-1), from) + 1, true
}

// fieldAt is what the block says of the place that an offset in the reading comes from.
func (r *rereader) fieldAt(offset int) detectors.Field {
	f := r.fields.At(max(r.undone.toRaw(offset), 0))
	f.Start, f.End = min(r.undone.toText(f.Start), offset), max(r.undone.toText(f.End), offset+1)
	return f
}

// eachField is the Each of the reading: of the block's values those that are in a part.
func (r *rereader) eachField(want func(int) bool, yield func(name, start, end int) bool) {
	r.fields.Each(want, func(name, start, end int) bool {
		start, end = r.undone.toText(start), r.undone.toText(end)
		return start >= end || yield(name, start, end)
	})
}

// escape returns the length of the escape at an offset and the byte that it stands for, 0 for none at all. The length is 0 when
// there is no escape, or one of no interest.
func (r *rereader) escape(at int) (n int, c byte) {
	text := r.text[at:]
	switch text[0] {
	case '%':
		return percentEscape(text)
	case '&':
		return entity(text)
	case '=':
		return quotedEscape(text)
	}
	if at > 0 && r.text[at-1] == '\\' {
		return 0, 0
	}
	return slashEscape(text)
}

// percentEscape reads %40 (RFC 3986, section 2.1), and %2540 for what was encoded twice.
func percentEscape(text []byte) (n int, c byte) {
	n = 1
	for len(text) >= n+4 && text[n] == '2' && text[n+1] == '5' && hexDigit(text[n+2]) >= 0 && hexDigit(text[n+3]) >= 0 {
		n += 2
	}
	return hexByte(text, n)
}

// quotedEscape reads =40, and the = of a line that goes on (RFC 2045, section 6.7).
func quotedEscape(text []byte) (n int, c byte) {
	switch {
	case bytes.HasPrefix(text, []byte("=\n")):
		return 2, 0
	case bytes.HasPrefix(text, []byte("=\r\n")):
		return 3, 0
	}
	return hexByte(text, 1)
}

// slashEscape reads \u0040, and \n where a word is behind it, behind any number of backslashes: JSON is often within JSON.
func slashEscape(text []byte) (n int, c byte) {
	for n < len(text) && text[n] == '\\' {
		n++
	}
	if n+1 >= len(text) {
		return 0, 0
	}
	switch text[n] {
	case 'u':
		if r, ok := hexEscape(text[n-1:]); ok && r < 0x80 && isPrintable(byte(r)) {
			return n + 5, byte(r)
		}
	case 'n', 'r', 't':
		if isWord(text[n+1]) {
			return n + 1, jsonEscapes[text[n]]
		}
	}
	return 0, 0
}

// entities are the names of HTML for ASCII, and for what looks like it, that is neither its own nor XML's mark-up.
var entities = [...]struct {
	name string
	is   byte
}{
	{"nbsp;", ' '}, {"commat;", '@'}, {"period;", '.'}, {"hyphen;", '-'}, {"dash;", '-'}, {"shy;", 0}, {"colon;", ':'}, {"sol;", '/'},
	{"plus;", '+'}, {"lowbar;", '_'}, {"equals;", '='}, {"num;", '#'}, {"lpar;", '('}, {"rpar;", ')'}, {"Tab;", '\t'}, {"NewLine;", '\n'},
}

// entity reads &#64; &#x40; and &commat; (https://html.spec.whatwg.org/#character-references), and &amp;#64; for what was
// escaped twice.
func entity(text []byte) (n int, c byte) {
	n = 1
	for bytes.HasPrefix(text[n:], []byte("amp;")) {
		n += len("amp;")
	}
	if n < len(text) && text[n] == '#' {
		return numericEntity(text, n+1)
	}
	for _, e := range entities {
		if len(text)-n >= len(e.name) && text[n] == e.name[0] && string(text[n:n+len(e.name)]) == e.name {
			return n + len(e.name), e.is
		}
	}
	return 0, 0
}

// numericEntity reads the rest of an entity: its number, from the offset n on.
func numericEntity(text []byte, n int) (int, byte) {
	base, value := 10, 0
	if n < len(text) && text[n]|0x20 == 'x' {
		base = 16
		n++
	}
	first := n
	for ; n < len(text) && n-first < 8; n++ {
		d := hexDigit(text[n])
		if d < 0 || d >= base {
			break
		}
		value = value*base + d
	}
	if n == first {
		return 0, 0
	}
	if n < len(text) && text[n] == ';' {
		n++
	}
	switch {
	case value < 0x80 && isPrintable(byte(value)):
		return n, byte(value)
	case value == 0xa0:
		return n, ' '
	}
	return 0, 0
}

// hexByte returns the printable byte that two hexadecimal digits at text[n:] stand for, and the length with them.
func hexByte(text []byte, n int) (int, byte) {
	if len(text) < n+2 {
		return 0, 0
	}
	high, low := hexDigit(text[n]), hexDigit(text[n+1])
	if high < 0 || low < 0 || high > 7 || !isPrintable(byte(high<<4|low)) {
		return 0, 0
	}
	return n + 2, byte(high<<4 | low)
}

// hexDigit returns the value of a hexadecimal digit, or -1.
func hexDigit(b byte) int {
	switch {
	case b >= '0' && b <= '9':
		return int(b - '0')
	case b >= 'a' && b <= 'f':
		return int(b-'a') + 10
	case b >= 'A' && b <= 'F':
		return int(b-'A') + 10
	}
	return -1
}

// isWord reports whether b is part of a word: what stands before a word would be part of it, too.
func isWord(b byte) bool { return b >= '0' && b <= '9' || b|0x20 >= 'a' && b|0x20 <= 'z' || b == '_' }
