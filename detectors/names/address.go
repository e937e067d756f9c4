package names

import (
	"bytes"

	"github.com/seed-4750cad8/assay/detectors"
)

// A postal address is found by what names its street or its box, and a number:
//
//	12 Main St, Apt 5            a number, words, and a word or abbreviation for a street
//	Calle Mayor, 5 · 5 rue X     a word for a street, words, and a number after or before
//	Hauptstraße 5 · Damrak 5     a word that ends in one for a street, and a number
//	P.O. Box 5 · PSC 5, Box 5    a box and its number
//	5 Any Words, Apt 5           a number and words, and a part of a building
//
// and goes on over the unit, the city and the postcode, for as many lines as an envelope has.
type address struct {
	start, end int
	likelihood detectors.Likelihood
}

// address looks for an address in the phrase. It returns the first token that belongs to it, or p.n.
func (p *phrase) address() (a address, first int) {
	if p.n == 0 {
		return a, 0
	}
	var all role
	for i := range p.n {
		all |= p.tokens[i].role
	}
	start, end := p.tokens[0].start, p.tokens[p.n-1].end
	before := p.numberBefore(start)
	after := p.numberAfter(end)
	lowerBefore, lowerAfter := p.lowerBefore(start), p.lowerAfter(end)
	if all&(streetAfter|streetBefore|unit|box) == 0 && before < 0 && after < 0 && !lowerBefore && !lowerAfter {
		return a, p.n
	}
	if all&(box|unit) != 0 {
		if a, first, ok := p.box(); ok {
			return p.complete(a, 0), first
		}
	}
	if all&streetBefore != 0 {
		if a, first, ok := p.prefixed(); ok {
			return p.complete(a, 0), first
		}
	}
	if lowerBefore {
		if a, ok := p.prefixedLower(start); ok {
			return p.complete(a, 0), 0
		}
	}
	if all&streetAfter != 0 {
		if a, first, ok := p.suffixed(before); ok {
			return a, first
		}
	}
	if lowerAfter {
		if a, ok := p.suffixedLower(before, end); ok {
			return a, 0
		}
	}
	if (after >= 0 || before >= 0) && p.labelled(start) {
		if before >= 0 {
			start = before
		}
		return p.complete(address{start, max(after, end), detectors.Likely}, 0), 0
	}
	if after >= 0 && !p.year(blanks(p.text, end)) {
		if i := p.n - 1; p.compound(&p.tokens[i]) {
			start := p.tokens[i].start
			if i == 0 && before >= 0 {
				start = before
			}
			return p.complete(address{start, after, detectors.Likely}, 0), i
		}
	}
	if before >= 0 && p.n <= 6 {
		if after >= 0 {
			end = after
		}
		if a := p.complete(address{before, end, 0}, partOfBuilding); a.likelihood > 0 {
			return a, 0
		}
	}
	return a, p.n
}

// complete extends a over the unit, the city and the postcode, which make it surer. An address without a likelihood gets one
// only if a proof is among them.
func (p *phrase) complete(a address, proof proof) address {
	end, found := p.extend(a.end)
	switch {
	case a.likelihood == 0 && found&proof == 0:
		return a
	case found != 0:
		a.likelihood = min(max(a.likelihood, detectors.Possible)+1, detectors.VeryLikely)
	}
	a.end = end
	return a
}

// suffixed finds a street whose kind stands after its name. The number is at before, or follows.
func (p *phrase) suffixed(before int) (a address, first int, ok bool) {
	for k := range min(p.n, 7) {
		t := &p.tokens[k]
		if t.role&streetAfter == 0 || t.form&(mixed|identifier|possessive) != 0 {
			continue
		}
		if k == 0 && (before < 0 || !p.ordinal(before)) {
			continue
		}
		strong := t.role&streetSure != 0 && !p.everyday(k)
		for k+1 < p.n && (p.tokens[k+1].role&streetAfter != 0 && p.tokens[k+1].role&state == 0 || p.direction(k+1)) {
			k++
			strong = strong || p.tokens[k].role&streetSure != 0
		}
		end := p.tokens[k].end
		if before >= 0 {
			a = address{start: before, end: end}
			if n := p.numberBefore(before); n >= 0 && p.ordinal(before) { // 350 5th Avenue
				a.start = n
			}
			switch {
			case strong && !p.year(before):
				a.likelihood = detectors.Likely
			case strong, t.role&streetSure != 0:
				a.likelihood = detectors.Possible
			}
			a = p.complete(a, anyProof)
			return a, 0, a.likelihood > 0
		}
		if number := p.numberAfter(end); number >= 0 && strong {
			return p.complete(address{p.tokens[max(0, k-3)].start, number, detectors.Possible}, 0), max(0, k-3), true
		}
		return a, 0, false
	}
	return a, 0, false
}

// suffixedLower finds a street whose kind stands behind the phrase in lower case, and a number before or after: 5 Baker street.
func (p *phrase) suffixedLower(before, end int) (a address, ok bool) {
	i := blanks(p.text, end)
	kind, digits := wordEnd(p.text, i)
	if i == end || kind == i || digits || startsUpper(p.text[i:]) || p.n > 5 || p.roles(i, kind)&streetSure == 0 {
		return a, false
	}
	if kind < len(p.text) && p.text[kind] == '.' {
		kind++
	}
	start := p.tokens[0].start
	switch after := p.numberAfter(kind); {
	case before >= 0 && !p.year(before):
		return p.complete(address{before, max(after, kind), detectors.Likely}, 0), true
	case after >= 0:
		return p.complete(address{start, after, detectors.Likely}, 0), true
	}
	return a, false
}

// labelled reports whether a word for an address and a colon stand before at.
func (p *phrase) labelled(at int) bool {
	if n := p.numberBefore(at); n >= 0 {
		at = n
	}
	around := p.before(at)
	return around.mark == ':' && around.word&addressLabel != 0
}

// direction reports whether token k is a point of the compass, as behind the names of streets: Main Street NW.
func (p *phrase) direction(k int) bool {
	t := &p.tokens[k]
	return t.role&ordinalWord != 0 && t.end-t.start <= 2
}

// everyday reports whether token k is a street's kind that is an everyday word, too, and all before it are such words:
// 4 Wheel Drive, 24 Hour Court.
func (p *phrase) everyday(k int) bool {
	p.key.Set(p.text[p.tokens[k].start:p.tokens[k].end])
	switch string(p.key.Bytes()) {
	case "drive", "court", "circle", "trail", "terrace":
	default:
		return false
	}
	for i := range k {
		if t := &p.tokens[i]; t.class.Common() < 2 || t.class.Surname() == 3 || t.role&ordinalWord != 0 {
			return false
		}
	}
	return true
}

// prefixed finds a street whose kind stands before its name, capitalised.
func (p *phrase) prefixed() (a address, first int, ok bool) {
	const most = 4 // tries for one phrase
	tries := 0
	for k := 0; k < p.n && tries < most; k++ {
		t := &p.tokens[k]
		if t.role&streetBefore == 0 || t.form&(mixed|identifier) != 0 && (t.end == len(p.text) || p.text[t.end] != '/') {
			continue
		}
		tries++
		if a, ok := p.street(t.start, t.end, t.role); ok {
			return a, k, true
		}
	}
	return a, 0, false
}

// prefixedLower finds a street whose kind stands before the phrase in lower case: rue de la Paix, ul. Długa.
func (p *phrase) prefixedLower(at int) (a address, ok bool) {
	least := max(0, at-reach)
	for range 4 {
		i := at
		for i > least && (p.text[i-1] == ' ' || p.text[i-1] == '.' || p.text[i-1] == '/') {
			i--
		}
		start, r := p.wordBefore(i, least)
		if start == i || !p.lexicon.streets.begin(p.text[start:]) && !p.lexicon.particles.begin(p.text[start:]) || startsUpper(p.text[start:]) {
			return a, false
		}
		if r&streetBefore != 0 {
			if p.tokens[0].form&(capitals|mixed|digits|identifier) != 0 {
				return a, false
			}
			return p.street(start, i, r)
		}
		if r&(particle|article) == 0 {
			return a, false
		}
		at = start
	}
	return a, false
}

// street reads the street whose kind, of some roles, stands from start to end, and its number.
func (p *phrase) street(start, end int, kind role) (a address, ok bool) {
	if kind&streetBrief != 0 && (end == len(p.text) || p.text[end] != '.' && p.text[end] != '/') {
		return a, false
	}
	loose := kind&streetLoose != 0 || kind&streetBrief != 0 && p.text[end] == '/'
	name := end
	for range 2 { // ul., C/, C/.
		if end < len(p.text) && (p.text[end] == '.' || p.text[end] == '/') {
			end++
		}
	}
	if end < len(p.text) && end-start == 2 && p.text[end-1] == '.' && isWord(p.text[end]) { // C.P.
		return a, false
	}
	before := p.numberBefore(start)
	end, numbered := p.streetName(end, loose, before < 0)
	if before >= 0 && end > name { // as if there were two: 5 Rue X 12
		if n := p.numberAfter(end); n >= 0 && n-end <= 5 {
			end = n
		}
	}
	switch {
	case end == name:
	case numbered:
		return address{start, end, detectors.Likely}, true
	case before >= 0 && !p.year(before):
		return address{before, end, detectors.Likely}, true
	}
	return a, false
}

// streetName reads the words of a street's name at at and the number after them. It returns where they end, or at if there
// is no name. Words in lower case other than particles count only if loose, and a number only if it is wanted.
func (p *phrase) streetName(at int, loose, wanted bool) (end int, numbered bool) {
	const most = 9 // words of one name and its number, as in "Calle de los Reyes Católicos de la Frontera 5"
	end = at
	words := 0
	for range most {
		i := blanks(p.text, end)
		if words > 0 {
			if n := p.number(i); n > 0 && wanted && (i > end || p.text[i] == ',') {
				return n, true
			}
		} else if loose && end == at && i < len(p.text) && isDigit(p.text[i]) { // Calle 15
			if n := p.number(i); n > 0 {
				words, end = 1, n
				continue
			}
		}
		start := i
		i, digits := wordEnd(p.text, i)
		if i == start || digits {
			return end, false
		}
		if !startsUpper(p.text[start:]) {
			and := i-start == 1 && (p.text[start] == 'y' || p.text[start] == 'i' || p.text[start] == 'e')
			if r := p.roles(start, i); !and && r&(particle|article) == 0 && (!loose || r&stop != 0) {
				return end, false
			}
		} else {
			words++
		}
		for i < len(p.text) && (joiner(p.text[i:]) > 0 || p.text[i] == '.') && i+3 < len(p.text) {
			if p.text[i] == '.' {
				i++
				if !isAlpha(p.text[i]) {
					break
				}
				continue
			}
			i += joiner(p.text[i:])
			i, _ = wordEnd(p.text, i)
		}
		if loose && p.roles(start, i)&(particle|article) == 0 {
			words = max(words, 1)
		}
		end = i
	}
	return end, false
}

// compound reports whether t ends in a word for a street, as names of streets do in the Germanic languages.
func (p *phrase) compound(t *token) bool {
	if t.end-t.start < 6 || t.class.Common() > 0 || t.form&(identifier|digits|mixed|possessive) != 0 || !p.key.Set(p.text[t.start:t.end]) {
		return false
	}
	word := p.key.Bytes()
	for _, s := range [...]string{
		"strasse", "str", "gasse", "weg", "platz", "allee", "damm", "ufer", "steig", "chaussee",
		"straat", "laan", "plein", "gracht", "kade", "singel", "dreef", "dijk", "steenweg", "plaats",
		"gatan", "vagen", "vej", "gade", "veien", "vegen", "gaten", "gata", "katu", "ntie", "kuja", "polku", "stigen",
	} {
		if n := len(word) - len(s); n >= 2 && string(word[n:]) == s {
			return true
		}
	}
	return false
}

// box finds a post office box, or a military one (United States Postal Service, Publication 28, section 238).
func (p *phrase) box() (a address, first int, ok bool) {
	for k := range p.n {
		t := &p.tokens[k]
		if t.role&box == 0 {
			continue
		}
		p.key.Set(p.text[t.start:t.end])
		word := string(p.key.Bytes())
		number := p.numberAfter(t.end)
		switch word {
		case "box", "pobox":
			first := k
			for first > 0 && (p.tokens[first-1].form&initial != 0 || p.tokens[first-1].role&box != 0) {
				first--
			}
			if number >= 0 && (first < k || word == "pobox") {
				start := p.tokens[first].start
				if n := p.numberBefore(start); n >= 0 {
					start = n
				}
				return address{start, number, detectors.Likely}, first, true
			}
		case "unit", "psc", "cmr":
			if number < 0 {
				continue
			}
			i := blanks(p.text, number)
			if i < len(p.text) && p.text[i] == ',' {
				i = blanks(p.text, i+1)
			}
			if i+3 < len(p.text) && (string(p.text[i:i+3]) == "Box" || string(p.text[i:i+3]) == "BOX") {
				if n := p.numberAfter(i + 3); n >= 0 {
					return address{t.start, n, detectors.Likely}, k, true
				}
			}
		case "postfach", "apartado", "apdo", "postbus", "skrytka", "caixa", "casella":
			end := t.end
			if number < 0 { // Apartado de Correos 5, Casella postale 5, Caixa Postal 5
				end = min(len(p.text), end+20)
				if i := bytes.IndexAny(p.text[t.end:end], "0123456789\n"); i >= 0 {
					number = p.number(t.end + i)
				}
			}
			if number >= 0 {
				return address{t.start, number, detectors.Likely}, k, true
			}
		}
	}
	return a, 0, false
}
