package names

import "github.com/seed-4750cad8/assay/detectors/names/internal/words"

// What the words of a name and its surroundings are worth. The unit is arbitrary; the thresholds are in the same. They were
// set by hand, on English and Spanish text, from what a reader takes for a name.
const (
	possibleSeveral, likelySeveral, sureSeveral = 4, 6, 12 // a name of two words or more
	possibleOne, likelyOne                      = 5, 8     // of one
)

var (
	givenWorth   = [4]int{0, 2, 4, 5}
	surnameWorth = [4]int{0, 2, 3, 4}
	commonCost   = [4]int{0, 1, 2, 3}
	placeCost    = [4]int{0, 1, 2, 3}
)

// never is the worth of what cannot be part of a name, whatever stands around it.
const never = -99

// first is what t is worth as a given name.
func (t *token) first() int {
	if t.form&(mixed|digits|identifier) != 0 || t.role&(orgBefore|article) != 0 {
		return never
	}
	if t.form&initial != 0 {
		return 1
	}
	g := t.class.Given()
	if g == 0 || t.role&stop != 0 && g < 3 {
		if t.role != 0 || t.class.Common() > 0 {
			return never
		}
		return 0
	}
	worth := givenWorth[g]
	if c := t.ordinary(); g < 3 || c > 1 { // few write of a jonathan or of timothy
		worth -= commonCost[c]
	}
	switch {
	case t.role&brand != 0 && g == 3:
		worth--
	case t.role&brand != 0:
		worth -= 4
	}
	if t.role&(org|streetBefore) != 0 && g < 3 {
		worth -= 3
	}
	return worth
}

// last is what t is worth as a surname.
func (t *token) last() int {
	if t.form&(mixed|digits|identifier) != 0 {
		return never
	}
	if t.form&initial != 0 {
		return 1
	}
	s, c := t.class.Surname(), t.ordinary()
	worth := surnameWorth[s]
	switch {
	case s < 2 && t.role&(person|label) != 0:
		return never
	case t.class == 0 && t.role&^particle == 0 && t.form&capitals == 0:
		worth = 1
	case s == 0 && t.class.Given() >= 2:
		worth = 2
	case s == 0 && (c > 0 || t.role != 0):
		return never
	case s == 0:
		worth = 1 - t.class.Place()
	}
	if t.role&org != 0 || s < 2 && t.form&capitals != 0 {
		return never
	}
	if t.role&stop != 0 && s < 2 {
		return never
	}
	if t.role&brand != 0 {
		worth--
	}
	return worth - max(0, c-1)
}

// listed reports whether one of the tokens from i to end is known as a name.
func (p *phrase) listed(i, end int) bool {
	for k := i; k < end; k++ {
		if p.tokens[k].class&words.Pack(3, 3, 0, 0) != 0 {
			return true
		}
	}
	return false
}

// given reports whether t is known as a given name more than as a surname or a place.
func (t *token) given() bool {
	return t.class.Place() < 2 && (t.class.Given() == 3 || t.class.Given() == 2 && t.class.Surname() < 2)
}

// ordinary is how common t is as an ordinary word.
func (t *token) ordinary() int {
	if t.role&stop != 0 {
		return 3
	}
	return t.class.Common()
}

// several is what the tokens from i to end are worth as a name of several words.
func (p *phrase) several(i, end int) int {
	first, last := &p.tokens[i], &p.tokens[end-1]
	worth := first.first() + last.last()
	if given := &p.tokens[i+1]; given.inverted {
		return first.last() + given.first() + 1
	}
	if end-i == 2 && first.form&initial == 0 && last.form&initial == 0 {
		worth = max(worth, first.last()+last.first()-1) // surname first
	}
	for k := i + 1; k < end-1; k++ {
		if t := &p.tokens[k]; max(t.first(), t.last()) >= 3 || t.form&initial != 0 {
			worth++
		}
	}
	if first.ordinary() > 1 && last.ordinary() > 1 { // Penny Stock
		worth -= 2
	}
	switch {
	case first.form&capitals != 0 && last.form&initial != 0:
		return never
	case first.form&last.form&capitals != 0:
		worth -= 2
	case first.form&capitals != 0 && last.class.Given() < 2:
		return never
	case last.form&capitals != 0 && (first.class.Given() < 2 || first.role&stop != 0):
		return never
	}
	return worth
}

// one is what t is worth as a name of one word.
func (t *token) one() int {
	worth := max(t.first(), t.last()-1)
	if t.class == 0 && t.role == 0 && t.form&capitals == 0 {
		worth = 1
	}
	if t.form&capitals != 0 {
		if t.class.Given() < 2 {
			return never
		}
		worth -= 2
	}
	if t.role&brand != 0 {
		worth -= 2
	}
	if t.end-t.start <= 2 {
		worth -= 2
	}
	place := t.class.Place()
	if t.class.Given() == 3 && place > 0 {
		place--
	}
	return worth - placeCost[place]
}
