package names

import (
	"slices"

	"github.com/seed-4750cad8/assay/detectors"
	"github.com/seed-4750cad8/assay/detectors/names/internal/words"
)

// What the words of a name and its surroundings are worth. The unit is arbitrary; the thresholds are in the same. They were
// set by hand, on English and Spanish text, from what a reader takes for a name.
const (
	possiblePair, likelyPair, surePair = 4, 6, 12 // a name of two words or more
	possibleOne, likelyOne             = 5, 8     // of one
)

var (
	givenWorth   = [4]int{0, 2, 4, 5}
	surnameWorth = [4]int{0, 2, 3, 4}
	commonCost   = [4]int{0, 1, 2, 3}
	placeCost    = [4]int{0, 1, 2, 3}
)

// never is the worth of what cannot be part of a name.
const never = -9

// first is what t is worth as a given name.
func (t *token) first() int {
	if t.form&(mixed|digits|identifier) != 0 {
		return never
	}
	if t.form&initial != 0 {
		return 1
	}
	g := t.class.Given()
	if g == 0 || t.role&stop != 0 && g == 1 {
		if t.role != 0 || t.class.Common() > 0 {
			return never
		}
		return 0
	}
	worth := givenWorth[g]
	if c := t.ordinary(); g < 3 || c > 1 { // few write of a jonathan or of timothy
		worth -= commonCost[c]
	}
	if t.role&brand != 0 {
		worth--
	}
	switch {
	case t.role&orgBefore != 0:
		return never
	case t.role&(org|streetBefore) != 0 && g < 3:
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

// ordinary is how common t is as an ordinary word.
func (t *token) ordinary() int {
	if t.role&stop != 0 {
		return 3
	}
	return t.class.Common()
}

// listed reports whether what stands before at is a name and a comma or a conjunction: Anna, Paul and Maria.
func (p *phrase) listed(at int) bool {
	if p.named == 0 || at-p.named > 6 {
		return false
	}
	switch string(p.text[p.named:at]) {
	case ", ", " and ", " & ", " y ", " und ", " et ", " e ", " i ", " en ", " or ", "/", ", and ":
		return true
	}
	return false
}

// listGoesOn reports whether a comma and a given name stand behind at.
func (p *phrase) listGoesOn(at int) bool {
	at = blanks(p.text, at+1)
	end := at
	if at < len(p.text) && startsUpper(p.text[at:]) {
		end, _ = wordEnd(p.text, at)
	}
	return p.class(at, end).Given() >= 2
}

// organisation reports whether the last tokens are the letters of a kind of company: S.A., S.L., B.V.
func (p *phrase) organisation(i, end int) bool {
	if end-i < 3 || p.tokens[end-1].form&p.tokens[end-2].form&initial == 0 {
		return false
	}
	switch string([]byte{p.text[p.tokens[end-2].start], p.text[p.tokens[end-1].start]}) {
	case "SA", "SL", "SC", "SE", "BV", "NV", "AG", "OO":
		return true
	}
	return false
}

// remember keeps the words of a full name, so that one of them alone is known later on.
func (p *phrase) remember(from, to int) {
	for i := from; i < to; i++ {
		if t := &p.tokens[i]; t.hash != 0 && t.ordinary() < 2 && !p.remembers(t) {
			p.known[p.knowns%len(p.known)] = t.hash
			p.knowns++
		}
	}
}

func (p *phrase) remembers(t *token) bool {
	return p.knowns > 0 && t.hash != 0 && slices.Contains(p.known[:], t.hash)
}

// people appends the names of people among the tokens from from to to.
func (p *phrase) people(dst []detectors.Match, from, to int) []detectors.Match {
	if to-from > 1 {
		p.settle()
	}
	for i := from; i < to; {
		end, start, likelihood := p.person(i, from, to)
		if likelihood > 0 {
			p.named = p.tokens[end-1].end
			if end-start > 1 && likelihood >= detectors.Likely {
				p.remember(start, end)
			}
			dst = append(dst, detectors.Match{
				InfoType: PersonName, Likelihood: likelihood, Start: p.tokens[start].start, End: p.tokens[end-1].end,
			})
		}
		i = end
	}
	return dst
}

// person judges the name that begins at token i, of which from is the first that may count. It returns where to go on, and
// where the name begins, and its likelihood, or 0.
func (p *phrase) person(i, from, to int) (end, start int, likelihood detectors.Likelihood) {
	t := &p.tokens[i]
	if t.role&stop != 0 && t.class.Given() < 2 && t.role&(title|capitalTitle) == 0 {
		return i + 1, i, 0
	}
	// The best of surroundings would not make it a name.
	const most = 9
	if i+1 == to && t.one()+most < possibleOne {
		return i + 1, i, 0
	}
	var around surroundings
	inPhrase := i > from
	if inPhrase {
		prev := &p.tokens[i-1]
		around.word = prev.role
		if i-1 > from {
			around.second = p.tokens[i-2].role
		}
	} else {
		around = p.before(t.start)
	}
	if t.role&(title|capitalTitle) != 0 && i+1 < to && t.class.Given() < 3 {
		return i + 1, i, 0
	}

	// What stands before it.
	context, strong, labelled, after := 0, false, false, false // after an article
	colon := around.mark == ':' || around.mark == '=' || around.mark == '?' || around.mark == '|'
	switch {
	case around.word&title != 0 && (around.mark == 0 || around.mark == '.'),
		around.word&capitalTitle != 0 && !around.lower && (around.mark == 0 || around.mark == '.'):
		context, strong = 5, true
	case around.word&label != 0 && colon:
		context, strong, labelled = 5, true, true
	case around.word&introduce != 0 && around.mark == 0, around.word&copula != 0 && around.second&label != 0 && !colon:
		context, strong = 4, true
	case around.word&greeting != 0 && (around.mark == 0 || around.mark == ',') && !around.lower:
		context, strong = 4, true
	case around.word&closing != 0 && around.lineStart:
		context, strong = 4, true
	case around.word&rank != 0 && (around.mark == 0 || around.mark == '.') && !around.lower && t.ordinary() < 2:
		context = 3
	case around.word&say != 0 && around.mark == 0 && around.lower:
		context = 3
	case p.listed(t.start) && t.class.Given() >= 2:
		context = 3
	case around.word&person != 0 && (around.mark == 0 || around.mark == ',' || colon):
		context = 3
	case around.word&article != 0 && around.mark == 0:
		after = true
	case around.word&locative != 0 && around.mark == 0 && t.class.Place() > 0:
		context = -3
	case around.word&near != 0 && around.mark == 0:
		context = 1
	}
	if context > 2 && t.form&unlisted != 0 {
		p.settle()
	}
	if p.institution(from, i) && around.word&title == 0 {
		context -= 6
	}

	// How far it goes.
	end = i + 1
	first := t.first()
	unknown := first == 0 && t.class == 0 && t.form&capitals == 0 // a given name that no list has, perhaps
	if first > 0 || strong && first >= 0 || unknown && p.surnameFollows(i, to) || t.form&initial != 0 || t.class.Surname() >= 2 && t.last() > 0 {
		for end < to && end-i < 6 {
			next := &p.tokens[end]
			if !next.linked && next.last() < 1 && next.first() < 2 {
				break
			}
			if next.linked && next.last() < 0 {
				break
			}
			end++
			if next.form&possessive != 0 {
				break
			}
		}
		for end > i+1 && p.tokens[end-1].form&(initial|dotted) == initial && p.tokens[end-1].role&suffix == 0 && end-i == 2 && p.tokens[i].first() < 4 {
			end--
		}
	}

	// What stands after it.
	final := &p.tokens[end-1]
	if end < to {
		next := &p.tokens[end]
		switch {
		case next.role&suffix != 0:
			context += 2
		case strong && next.role&orgBefore != 0: // Dr. Ana Ruiz Hospital General
		case next.role&(org|streetAfter) != 0:
			context -= 8
		case next.role&stop == 0:
			context -= 2
		}
	} else {
		word, mark := p.following(final.end)
		if labelled && end-i == 1 && mark == 0 && t.class.Given() < 2 {
			context -= 4 // a sentence, not a name, follows the colon
		}
		switch {
		case word&say != 0:
			context += 3
		case word&act != 0, final.form&possessive != 0:
			context++
		case around.lineStart && mark == ':': // who speaks
			context += 2
		case mark == ',' && end-i == 1 && p.listGoesOn(final.end):
			context += 2
		case around.lineStart && mark == '\n' && end-i >= 2:
			context++
		case mark == '<' || mark == '(':
			context++
		case mark == '&':
			context -= 4
		case mark >= '0' && mark <= '9' && !strong:
			context -= 2
		}
	}
	if inPhrase && around.word&(title|capitalTitle|rank|stop|person) == 0 && !strong {
		context -= 2
	}

	if end-i >= 2 {
		worth := p.pair(i, end)
		if worth <= never && !strong || p.organisation(i, end) {
			return i + 1, i, 0
		}
		if after {
			context -= 2
		}
		if class, r := p.joined(i, i+1); !strong && (r&brand != 0 || class.Place() > 0 && worth < 8) {
			return end, i, 0
		}
		worth += context
		switch {
		case worth >= surePair:
			return end, i, detectors.VeryLikely
		case worth >= likelyPair:
			return end, i, detectors.Likely
		case worth >= possiblePair:
			return end, i, detectors.Possible
		}
		if !p.remembers(t) && (first <= 0 || t.class.Given() < 2) {
			return i + 1, i, 0
		}
		end = i + 1
	}
	if after {
		context -= 4
	}
	worth := t.one() + context
	if p.remembers(t) {
		worth += 4
	}
	if t.class == 0 && around.quoted {
		worth -= 3
	}
	if around.sentence && t.ordinary() > 0 && !strong {
		worth -= 2
	}
	switch {
	case t.form&(initial|mixed|digits|identifier) != 0:
	case worth >= likelyOne:
		return end, i, detectors.Likely
	case worth >= possibleOne:
		return end, i, detectors.Possible
	}
	return end, i, 0
}

// institution reports whether a token before i begins the name of an institution or a place: Hospital Universitario San Juan.
func (p *phrase) institution(from, i int) bool {
	for k := i - 1; k >= from; k-- {
		if p.tokens[k].role&orgBefore != 0 {
			return true
		}
	}
	return false
}

// surnameFollows reports whether a surname stands behind token i, or behind the initials that do.
func (p *phrase) surnameFollows(i, to int) bool {
	for i++; i < to && p.tokens[i].form&initial != 0; i++ {
	}
	if i >= to {
		return false
	}
	t := &p.tokens[i]
	return t.class.Surname() >= 2 && t.class.Common() == 0 && t.role&^(particle|person|label) == 0 && t.form&(capitals|mixed) == 0
}

// pair is what the tokens from i to end are worth as a name of several words.
func (p *phrase) pair(i, end int) int {
	listed := false
	for k := i; k < end; k++ {
		listed = listed || p.tokens[k].class&(words.Pack(3, 3, 0, 0)) != 0
	}
	if !listed {
		return never
	}
	first, last := &p.tokens[i], &p.tokens[end-1]
	worth := first.first() + last.last()
	if end-i == 2 && first.form&initial == 0 && last.form&initial == 0 {
		worth = max(worth, first.last()+last.first()-1) // surname first
	}
	for k := i + 1; k < end-1; k++ {
		if t := &p.tokens[k]; max(t.first(), t.last()) >= 3 || t.form&initial != 0 {
			worth++
		}
	}
	switch {
	case first.form&capitals != 0 && last.form&initial != 0:
		return never
	case first.form&last.form&capitals != 0:
		worth -= 2
	case first.form&capitals != 0 && last.class.Given() < 2:
		return never
	case last.form&capitals != 0 && first.class.Given() < 2:
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
