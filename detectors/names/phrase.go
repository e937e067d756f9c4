package names

import (
	"github.com/seed-4750cad8/assay/detectors/names/internal/words"
)

// A form is how a word is written.
type form uint16

const (
	initial    form = 1 << iota // one letter, with or without a period
	capitals                    // two letters or more, all of them capitals
	mixed                       // with capitals within that no name has: GitHub
	digits                      // with digits or underscores
	identifier                  // part of an address of the Internet, a call, a path
	possessive                  // followed by 's
	dotted                      // followed by a period that belongs to it
	unlisted                    // in no list; its ending may say something yet
)

// A token is a capitalised word.
type token struct {
	start, end int    // without a period or 's
	hash       uint64 // of its key; 0 if it has none
	class      words.Class
	role       role
	form       form
	linked     bool // particles in lower case stand between it and the token before
	inverted   bool // a comma does, and the token before is its surname: Smith, John
}

// maxTokens bounds a phrase. What goes on is the next phrase.
const maxTokens = 24

// A phrase is a run of capitalised words of one line, with the particles between them: what a name, or an address, is a
// part of.
type phrase struct {
	*Recognizer
	text   []byte
	named  int // the end of the last name found
	known  memory
	key    words.Key
	last   lastWord
	n      int
	tokens [maxTokens]token
}

// parse reads the phrase that begins at a capital and returns where to go on.
func (p *phrase) parse(at int) int {
	p.n = 0
	linked := false
	for {
		t := &p.tokens[p.n]
		p.n++
		next := p.token(t, at)
		t.linked = linked
		if p.n == maxTokens || t.form&possessive != 0 {
			return next
		}
		if p.n == 1 && p.invertedAt(t, next) {
			at = next + len(", ")
			next = p.token(&p.tokens[1], at)
			p.tokens[1].inverted = true
			p.n, t = 2, &p.tokens[1]
		}
		at = blanks(p.text, next)
		if at < len(p.text) && (p.text[at] == '\n' || p.text[at] == '\r') && p.wraps(t, at) {
			at = blanks(p.text, at+1)
		}
		if at == next && t.form&dotted == 0 || at-next > 4 {
			return next
		}
		if linked = false; at < len(p.text) && (startsCapital(p.text, at) || at == next && startsUpper(p.text[at:])) {
			continue
		}
		if at = p.particles(at); at < 0 {
			return next
		}
		linked = true
	}
}

// invertedAt reports whether t, a surname at the begin of a line or a list, is followed at at by a comma and a given name.
func (p *phrase) invertedAt(t *token, at int) bool {
	if at+2 >= len(p.text) || p.text[at] != ',' || p.text[at+1] != ' ' || !startsUpper(p.text[at+2:]) {
		return false
	}
	if t.class.Surname() < 2 || t.class.Surname() < t.class.Given() || t.ordinary() > 1 || t.class.Place() > 0 || t.form&possessive != 0 {
		return false
	}
	end, _ := wordEnd(p.text, at+2)
	c := p.class(at+2, end)
	if c.Given() < 2 || c.Surname() > c.Given() || c.Common() > 2 || c.Place() > 2 {
		return false
	}
	if t.class.Surname() == t.class.Given() && c.Surname() == c.Given() { // Martin, Thomas: two given names, or two surnames
		return false
	}
	around := p.before(t.start)
	return around.lineStart || around.mark == ';' || around.mark == ':'
}

// wraps reports whether the line that ends at at may have been broken within a name: it is no short one, as of a list or a
// letterhead, and ends in a title or a given name.
func (p *phrase) wraps(t *token, at int) bool {
	const short = 30
	if t.form&dotted == 0 && t.class.Given() < 2 || t.ordinary() > 1 || at+1 == len(p.text) || p.text[at] == '\r' {
		return false
	}
	for i := range short {
		if at-1-i < 0 || p.text[at-1-i] == '\n' {
			return false
		}
	}
	next := blanks(p.text, at+1)
	end, _ := wordEnd(p.text, next)
	return p.roles(next, end)&^(person|particle|label|suffix) == 0
}

// settle gives the tokens of no list the class that their endings say. It is put off until it may matter, since most words
// of no list are no names.
func (p *phrase) settle() {
	for i := range p.n {
		t := &p.tokens[i]
		if t.form&(unlisted|capitals|mixed) == unlisted && p.key.Set(p.text[t.start:t.end]) {
			t.class = p.inflected()
		}
		t.form &^= unlisted
	}
}

// token reads the word at at into t and returns the offset after it and what belongs to it.
func (p *phrase) token(t *token, at int) int {
	*t = token{start: at}
	if end := simpleEnd(p.text, at); end > 0 {
		t.end = end
		p.look(t, -1)
		return p.dot(t, end)
	}
	hyphen := p.spell(t)
	p.shape(t)
	next := p.close(t)
	switch {
	case t.form&initial != 0:
		p.look(t, -1)
		t.class = 0
	case t.form&(identifier|digits) == 0:
		p.look(t, hyphen)
		next = p.dot(t, next)
	}
	return next
}

// spell finds the end of the word that begins at t.start: letters, and hyphens and apostrophes between them. It returns the
// offset of the last hyphen, or -1.
func (p *phrase) spell(t *token) (hyphen int) {
	end, hasDigits := wordEnd(p.text, t.start)
	hyphen = -1
	for end+1 < len(p.text) {
		size := joiner(p.text[end:])
		if size == 0 || end+size >= len(p.text) || !startsLetter(p.text[end+size:]) {
			break
		}
		next, more := wordEnd(p.text, end+size)
		if p.text[end] != '-' && next-end-size == 1 && p.text[end+size]|0x20 == 's' {
			t.form |= possessive
			break
		}
		if p.text[end] == '-' {
			hyphen = end
		}
		end, hasDigits = next, hasDigits || more
	}
	if hasDigits {
		t.form |= digits
	}
	t.end = end
	return hyphen
}

// close notes what stands directly behind t and returns the offset after what belongs to it.
func (p *phrase) close(t *token) int {
	next := t.end
	if t.form&possessive != 0 {
		next += joiner(p.text[next:]) + 1
	}
	rest := p.text[next:]
	if len(rest) == 0 {
		return next
	}
	joined := len(rest) > 1 && isWord(rest[1])
	switch rest[0] {
	case '.':
		switch {
		case t.form&initial != 0:
			t.form |= dotted
			next++
		case joined:
			t.form |= identifier
		}
	case '@', '\\':
		t.form |= identifier
	case '/':
		if joined {
			t.form |= identifier
		}
	case '(':
		if t.form&possessive == 0 {
			t.form |= identifier
		}
	case '<': // of a text's own markup, as in POD
		if t.form&initial != 0 {
			t.form |= identifier
		}
	case ':':
		if len(rest) > 1 && (rest[1] == ':' || rest[1] == '/') {
			t.form |= identifier
		}
	case 0xc2: // º, ª and °, as in Nº
		if len(rest) > 1 && (rest[1] == 0xba || rest[1] == 0xaa || rest[1] == 0xb0) {
			t.form |= identifier
		}
	}
	return next
}

// simpleEnd returns the end of a word of ASCII that is a capital and two letters or more in lower case, with nothing behind
// it that could belong to it, or 0.
func simpleEnd(text []byte, at int) int {
	i := at + 1
	for i < len(text) && text[i]-'a' < 26 {
		i++
	}
	if text[at] >= 0x80 || i < at+3 || i == len(text) {
		return 0
	}
	switch text[i] {
	case ' ', ',', '\n', '\r', '\t', ';', '!', '?', ')', '"':
		return i
	case '.':
		if i+1 == len(text) || isSpace(text[i+1]) {
			return i
		}
	}
	return 0
}

// dot takes a period at next for a part of t if t is an abbreviation. It returns where to go on.
func (p *phrase) dot(t *token, next int) int {
	const most = 5 // letters of an abbreviation
	if next < len(p.text) && p.text[next] == '.' && next-t.start <= most &&
		t.role&(title|capitalTitle|rank|suffix|streetAfter|streetBefore|unit|box) != 0 {
		t.form |= dotted
		next++
	}
	return next
}

// shape notes how the letters of t are written.
func (p *phrase) shape(t *token) {
	upper, lower, inner := 0, 0, 0
	word := p.text[t.start:t.end]
	for i := 0; i < len(word); {
		c := word[i]
		size := 1
		isUpper, isLower := c-'A' < 26, c-'a' < 26
		if c >= 0x80 {
			var r rune
			r, size = words.Decode(word[i:])
			if words.IsMark(r) {
				i += size
				continue
			}
			isUpper = words.IsUpper(r)
			isLower = !isUpper && words.IsLetter(r)
		}
		switch {
		case isUpper:
			upper++
			if i > 0 && lower > 0 && isAlpha(word[i-1]) {
				inner = i
			}
		case isLower:
			lower++
		}
		i += size
	}
	switch {
	case upper == 1 && lower == 0:
		t.form |= initial
	case lower == 0:
		t.form |= capitals
	case inner > 0 && inner <= 4 && p.namePrefix(word[:inner]):
	case inner > 0 || upper > lower+1:
		t.form |= mixed
	}
}

// namePrefix reports whether a capital may follow prefix within a name: McDonald, MacLeod, DiCaprio, LeBron.
func (p *phrase) namePrefix(prefix []byte) bool {
	switch string(prefix) {
	case "Mc", "Mac", "Di", "De", "Da", "Du", "Le", "La", "Fitz", "Van", "Von", "El", "Al":
		return true
	}
	return false
}

// look sets the class and the roles of t. A hyphenated word that is in no list is what its parts are.
func (p *phrase) look(t *token, hyphen int) {
	hash, ok := p.hash(t.start, t.end)
	if !ok {
		return
	}
	t.hash = hash
	t.role = p.lexicon.lookup(t.hash)
	t.class = p.table.Lookup(t.hash)
	if t.class != 0 || t.role != 0 {
		return
	}
	if hyphen < 0 {
		t.form |= unlisted
		return
	}
	first, last := p.class(t.start, hyphen), p.class(hyphen+1, t.end)
	if first.Given()+first.Surname() > 0 && last.Given()+last.Surname() > 0 {
		t.class = words.Pack(min(first.Given(), last.Given()), 2,
			min(first.Common(), last.Common()), 0)
	} else {
		t.class = words.Pack(0, 0, max(first.Common(), last.Common()), max(first.Place(), last.Place()))
	}
}

func (p *phrase) class(start, end int) words.Class {
	hash, ok := p.hash(start, end)
	if !ok {
		return 0
	}
	return p.table.Lookup(hash)
}

// hash returns the hash of the key of the word from start to end, if it has one.
func (p *phrase) hash(start, end int) (hash uint64, ok bool) {
	if hash, ok = words.HashLetters(p.text, start, end); ok {
		return hash, true
	}
	if !p.key.Set(p.text[start:end]) {
		return 0, false
	}
	return p.key.Hash(), true
}

// joined returns the class and the roles of the tokens from i to j taken as one name: San Jose, Morgan Stanley.
func (p *phrase) joined(i, j int) (words.Class, role) {
	if !p.key.Set(p.text[p.tokens[i].start:p.tokens[j].end]) {
		return 0, 0
	}
	hash := p.key.Hash()
	return p.table.Lookup(hash), p.lexicon.lookup(hash)
}

// particles skips the particles in lower case at at and returns the offset of the capitalised word after them, or -1.
func (p *phrase) particles(at int) int {
	for i := range 3 {
		if at < len(p.text) && !p.lexicon.particles.begin(p.text[at:]) {
			return -1
		}
		end, hasDigits := wordEnd(p.text, at)
		if end == at || end-at > 5 || hasDigits {
			return -1
		}
		hash, ok := p.hash(at, end)
		if !ok {
			return -1
		}
		// An article follows another particle: de la, van der; alone it begins something else.
		if r := p.lexicon.lookup(hash); r&particle == 0 || i == 0 && r&article != 0 {
			return -1
		}
		if size := joiner(p.text[end:]); size > 0 && p.text[end] != '-' {
			end += size // d'Artagnan
			at = end
		} else if at = blanks(p.text, end); at == end {
			return -1
		}
		if at < len(p.text) && (isSpace(p.text[at-1]) || p.text[at-1] == '\'' || p.text[at-1] >= 0x80) && startsUpper(p.text[at:]) {
			return at
		}
	}
	return -1
}

// joiner returns the length of the hyphen or apostrophe that text begins with, or 0.
func joiner(text []byte) int {
	switch {
	case len(text) == 0:
	case text[0] == '-', text[0] == '\'':
		return 1
	case len(text) >= 3 && text[0] == 0xe2 && text[1] == 0x80 && text[2] == 0x99: // U+2019
		return 3
	}
	return 0
}

func startsLetter(text []byte) bool {
	if text[0] < 0x80 {
		return isAlpha(text[0])
	}
	r, _ := words.Decode(text)
	return words.IsLetter(r)
}

func startsUpper(text []byte) bool {
	if text[0] < 0x80 {
		return text[0]-'A' < 26
	}
	r, _ := words.Decode(text)
	return words.IsUpper(r)
}
