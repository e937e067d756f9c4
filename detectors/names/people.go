package names

import (
	"slices"

	"github.com/seed-4750cad8/assay/detectors"
)

// people appends the names of people among the first n tokens.
func (p *phrase) people(dst []detectors.Match, n int) []detectors.Match {
	if n > 1 {
		p.settle()
	}
	for i := 0; i < n; {
		end, likelihood := p.person(i, n)
		if likelihood > 0 {
			p.named = p.tokens[end-1].end
			if end-i > 1 && likelihood >= detectors.Likely {
				p.known.add(p.tokens[i:end])
			}
			dst = append(dst, detectors.Match{
				InfoType: PersonName, Likelihood: likelihood, Start: p.tokens[i].start, End: p.tokens[end-1].end,
			})
		}
		i = end
	}
	return dst
}

// person judges the name that begins at token i of n. It returns where to go on, and the likelihood of what lies between, or 0.
func (p *phrase) person(i, n int) (end int, likelihood detectors.Likelihood) {
	t := &p.tokens[i]
	switch {
	case t.role&(title|capitalTitle) != 0 && i+1 < n && t.class.Given() < 3,
		t.role&stop != 0 && t.class.Given() < 2 && t.role&(title|capitalTitle) == 0,
		i+1 == n && p.one(t)+mostLead+mostTrail < possibleOne:
		return i + 1, 0
	}
	l := p.lead(i)
	if end = p.extent(i, n, l.strong); end-i > 1 {
		if !l.strong && p.isPlace(i, end) {
			return end, 0
		}
		if likelihood = p.judgeSeveral(i, end, n, l); likelihood > 0 {
			return end, likelihood
		}
		if !p.known.has(t) && (t.first() <= 0 || t.class.Given() < 2) {
			return i + 1, 0
		}
	}
	return i + 1, p.judgeOne(i, n, l)
}

// judgeSeveral is the likelihood of the tokens from i to end, two at least, or 0.
func (p *phrase) judgeSeveral(i, end, n int, l lead) detectors.Likelihood {
	listed := p.listed(i, end)
	if !listed && !l.strong || end-i > 2 && p.isCompany(end-2) {
		return 0
	}
	worth := p.several(i, end) + l.worth + p.trail(i, end, n, l)
	if l.article {
		worth -= 2
	}
	switch {
	case worth >= possibleSeveral && !listed:
		return detectors.Possible
	case worth >= sureSeveral:
		return detectors.VeryLikely
	case worth >= likelySeveral:
		return detectors.Likely
	case worth >= possibleSeveral:
		return detectors.Possible
	}
	return 0
}

// judgeOne is the likelihood of token i alone, or 0.
func (p *phrase) judgeOne(i, n int, l lead) detectors.Likelihood {
	t := &p.tokens[i]
	if t.form&(initial|mixed|digits|identifier) != 0 {
		return 0
	}
	worth := p.one(t) + l.worth
	if worth+mostTrail < possibleOne {
		return 0
	}
	worth += p.trail(i, i+1, n, l)
	if l.article {
		worth -= 4
	}
	if t.class == 0 && l.quoted {
		worth -= 3
	}
	if l.sentence && t.ordinary() > 0 && !l.strong {
		worth -= 2
	}
	switch {
	case worth >= likelyOne:
		return detectors.Likely
	case worth >= possibleOne:
		return detectors.Possible
	}
	return 0
}

// one is what t is worth as a name of one word, before what stands around it.
func (p *phrase) one(t *token) int {
	worth := t.one()
	if p.known.has(t) {
		worth += 4
	}
	return worth
}

// extent returns where the name that begins at token i of n ends. Words of no list count if strong.
func (p *phrase) extent(i, n int, strong bool) int {
	const most = 6 // words of one name
	t, end := &p.tokens[i], i+1
	first := t.first()
	unknown := first == 0 && t.class.Place() == 0 && t.form&capitals == 0 // a given name that is in no list, perhaps
	switch {
	case first > 0, strong && first >= 0, t.class.Surname() >= 2 && t.last() > 0 && t.role&(article|orgBefore) == 0, unknown && p.surnameFollows(i, n):
	default:
		return end
	}
	for end < n && end-i < most && p.tokens[end-1].form&possessive == 0 {
		next := &p.tokens[end]
		if next.linked && (next.last() < 0 || !strong && t.class.Given() < 2) || !next.linked && next.last() < 1 && next.first() < 2 {
			break
		}
		end++
	}
	if second := &p.tokens[end-1]; end-i == 2 && second.form&(initial|dotted) == initial && second.role&suffix == 0 && first < 4 {
		end-- // Plan B
	}
	return end
}

// surnameFollows reports whether a surname stands behind token i, or behind the initials that do.
func (p *phrase) surnameFollows(i, n int) bool {
	for i++; i < n && p.tokens[i].form&initial != 0; i++ {
	}
	if i >= n {
		return false
	}
	t := &p.tokens[i]
	return t.class.Surname() >= 2 && t.class.Common() == 0 && t.role&^(particle|person|label) == 0 && t.form&(capitals|mixed) == 0
}

// isPlace reports whether the tokens from i to end begin with the name of a place, a product or a company of two words that
// looks like a person's: San Jose, Morgan Stanley.
func (p *phrase) isPlace(i, end int) bool {
	class, role := p.joined(i, i+1)
	if end-i > 2 {
		_, whole := p.joined(i, end-1)
		role |= whole
	}
	return role&brand != 0 || class.Place() > 0 && p.several(i, end) < 8
}

// isCompany reports whether tokens i and i+1 are the letters of a kind of company: S.A., S.L., B.V.
func (p *phrase) isCompany(i int) bool {
	if p.tokens[i].form&p.tokens[i+1].form&initial == 0 {
		return false
	}
	switch string([]byte{p.text[p.tokens[i].start], p.text[p.tokens[i+1].start]}) {
	case "SA", "SL", "SC", "SE", "BV", "NV", "AG", "OO":
		return true
	}
	return false
}

// A memory holds the words of full names that were found, the last ones, by their hashes: one of them alone is known then.
type memory struct {
	hashes [16]uint64
	n      int
	seen   uint64 // a bit for each hash that ever was there: most words are not among them
}

func (m *memory) add(tokens []token) {
	for i := range tokens {
		if t := &tokens[i]; t.hash != 0 && t.ordinary() < 2 && t.class.Place() < 2 && !m.has(t) {
			m.hashes[m.n%len(m.hashes)] = t.hash
			m.n++
			m.seen |= 1 << (t.hash >> 58)
		}
	}
}

func (m *memory) has(t *token) bool {
	return m.seen>>(t.hash>>58)&1 != 0 && t.hash != 0 && slices.Contains(m.hashes[:], t.hash)
}
