package names

// The most that what stands before and behind a word may be worth: bounds for what cannot be a name whatever stands there.
const (
	mostLead  = 7
	mostTrail = 3
)

// A lead is what stands before a name, and what that is worth.
type lead struct {
	surroundings
	worth   int
	strong  bool // it says that a name follows, so that words of no list may be one: a title, a label, a greeting
	value   bool // it is a label and a colon: what follows is a whole value
	article bool // an article, as before few names
	within  bool // a token of the same phrase
}

// lead returns what stands before token i.
func (p *phrase) lead(i int) lead {
	t := &p.tokens[i]
	var l lead
	if i == 0 {
		l.surroundings = p.before(t.start)
	} else {
		l.within = true
		l.word = p.tokens[i-1].role
		if i > 1 {
			l.second = p.tokens[i-2].role
		}
	}
	adjacent := l.mark == 0
	abbreviated := adjacent || l.mark == '.'
	colon := l.mark == ':' || l.mark == '=' || l.mark == '?' || l.mark == '|'
	switch {
	case l.word&title != 0 && abbreviated, l.word&capitalTitle != 0 && !l.lower && abbreviated: // Mr. X
		l.worth, l.strong = 7, true
	case l.word&label != 0 && colon: // Name: X
		l.worth, l.strong, l.value = 5, true, true
	case l.word&introduce != 0 && adjacent, l.word&copula != 0 && l.second&label != 0 && !colon: // called X, my name is X
		l.worth, l.strong = 4, true
	case l.word&greeting != 0 && (adjacent || l.mark == ',') && !l.lower: // Dear X
		l.worth, l.strong = 4, true
	case l.word&closing != 0 && (l.lineStart || l.mark == ','): // Regards,\nX
		l.worth, l.strong = 4, true
	case l.word&rank != 0 && abbreviated && !l.lower && t.ordinary() < 2: // President X
		l.worth = 3
	case l.word&say != 0 && adjacent && l.lower: // said X
		l.worth = 3
	case t.given() && p.continuesList(t.start): // Anna, Paul and X
		l.worth = 3
	case l.word&person != 0 && (adjacent || l.mark == ',' || colon): // my wife X
		l.worth = 3
	case l.word&article != 0 && adjacent: // the X
		l.article = true
	case l.word&locative != 0 && adjacent && t.class.Place() > 0: // in X
		l.worth = -3
	case l.word&near != 0 && adjacent: // with X
		l.worth = 1
	case l.within && l.word&stop == 0: // Y X
		l.worth = -2
	}
	if l.worth > 2 && t.form&unlisted != 0 {
		p.settle()
	}
	if l.word&title == 0 && p.institution(i) {
		l.worth, l.strong = -6, false
	}
	return l
}

// trail is what stands behind the tokens from i to end, of n, worth.
func (p *phrase) trail(i, end, n int, l lead) int {
	last := &p.tokens[end-1]
	if end < n {
		switch next := &p.tokens[end]; {
		case next.role&suffix != 0: // X Jr
			return 2
		case end+1 < n && p.isCompany(end):
			return -8
		case l.strong && next.role&orgBefore != 0, next.role&stop != 0: // Dr. X Hospital General
			return 0
		case next.role&(org|streetAfter) != 0: // X Inc
			return -8
		}
		return -2
	}
	worth := 0
	word, mark := p.following(last.end)
	one := end-i == 1
	if l.value && one && mark == 0 && p.tokens[i].class.Given() < 2 {
		worth -= 4 // what follows the colon is a sentence
	}
	switch {
	case word&say != 0: // X said
		worth += 3
	case word&act != 0, last.form&possessive != 0: // X has, X's
		worth++
	case l.lineStart && mark == ':': // X: what is said
		worth += 2
	case one && mark == ',' && p.givenFollows(last.end): // X, Paul and Maria
		worth += 2
	case l.lineStart && mark == '\n' && !one, mark == '<', mark == '(': // X <mail@host>
		worth++
	case mark == '&': // X & Sons
		worth -= 4
	case isDigit(mark) && !l.strong: // X 2
		worth -= 2
	}
	return worth
}

// continuesList reports whether a name, and a comma or a conjunction, stand before at.
func (p *phrase) continuesList(at int) bool {
	if p.named == 0 || at-p.named > 6 {
		return false
	}
	switch string(p.text[p.named:at]) {
	case ", ", " and ", " & ", " y ", " und ", " et ", " e ", " i ", " en ", " or ", "/", ", and ":
		return true
	}
	return false
}

// givenFollows reports whether a given name stands behind the comma at at.
func (p *phrase) givenFollows(at int) bool {
	at = blanks(p.text, at+1)
	end := at
	if at < len(p.text) && startsUpper(p.text[at:]) {
		end, _ = wordEnd(p.text, at)
	}
	t := token{class: p.class(at, end)}
	return t.given()
}

// institution reports whether a token before i begins the name of an institution or a place: Hospital Universitario San Juan.
func (p *phrase) institution(i int) bool {
	for k := range i {
		if p.tokens[k].role&orgBefore != 0 {
			return true
		}
	}
	return false
}
