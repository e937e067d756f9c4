package scanner

import (
	"cmp"
	"math/bits"
	"slices"
	"sort"
	"sync"

	"github.com/seed-4750cad8/assay/detectors"
)

// This file settles what detectors and recognizers say of one text. What comes out does not depend on the order in which
// they were asked or answered, and saying a thing twice adds nothing to it.
//
//   - A value that can prove itself must: a recognizer's claim of an infoType in provable is dropped when no detector of that
//     infoType accepts what it claims. A number that fails its check digit is no card because a model says so.
//   - Claims of one infoType that overlap are one match: the detector's if it made one, else the likeliest, else the longest.
//     It is as likely as the likeliest of them, and one step more if two sources agree, up to VeryLikely.
//   - A match that is only Possible, and that a recognizer looked for and did not find, is Unlikely, unless two sources agree.
//   - Of claims of different infoTypes that overlap, a detector's match stays. It drops what a recognizer claims if it is at
//     least Possible and covers half of that: then they are two names of one thing, and the detector checked it. Between
//     recognizers the likelier stays, then the longer.

// provable are the infoTypes whose values have check digits, or a form and ranges that leave little room. A test holds them
// against the catalogue.
var provable = map[detectors.InfoType]bool{
	"AU_TFN": true, "AWS_ACCESS_KEY": true, "BITCOIN_ADDRESS": true, "BR_CPF": true, "CA_SIN": true, "CREDIT_CARD_NUMBER": true,
	"DE_TAX_ID": true, "EMAIL_ADDRESS": true, "ES_NIF": true, "FR_INSEE": true, "IBAN": true, "IN_AADHAAR": true, "IN_PAN": true,
	"IP_ADDRESS": true, "IT_FISCAL_CODE": true, "MAC_ADDRESS": true, "PL_PESEL": true, "SWIFT_BIC": true, "UK_NHS_NUMBER": true,
	"UK_NINO": true, "US_BANK_ROUTING": true, "US_ITIN": true, "US_SSN": true, "VIN": true,
}

// A prover finds values of provable infoTypes as if a keyword stood near: a recognizer's claim is as good as one. It has a Set
// for each infoType, since in one they would compete, and compiles it at the first claim: most scans meet few of them.
type prover map[detectors.InfoType]func() *detectors.Set

// newProver returns a prover with the provable infoTypes of list.
func newProver(list []detectors.Detector) prover {
	checks := make(map[detectors.InfoType][]detectors.Detector)
	for _, d := range list {
		if provable[d.InfoType] && len(d.FieldNames) == 0 {
			d.Alone = d.Near
			checks[d.InfoType] = append(checks[d.InfoType], d)
		}
	}
	p := make(prover, len(checks))
	for infoType, list := range checks {
		p[infoType] = sync.OnceValue(func() *detectors.Set {
			set, err := detectors.Compile(list)
			if err != nil {
				panic("scanner: detectors that were compiled do not compile: " + err.Error()) // only a likelihood has changed
			}
			return set
		})
	}
	return p
}

// proves reports whether some detector of the infoType accepts value, or something in it.
func (p prover) proves(infoType detectors.InfoType, value []byte) bool {
	set := p[infoType]
	return set != nil && len(set().Find(nil, detectors.Fields{}, value)) > 0
}

// A claim is what one or more sources say that a text holds.
type claim struct {
	detectors.Match
	sources uint64 // as bits: detectors are bit 0, recognizers the bits after it
}

const byDetectors = 1

// evidence is what was said of one text. Its zero value is none.
type evidence struct {
	claims []claim
	denied []detectors.Match // by a recognizer; their likelihoods say nothing
	// Scratch of settle:
	all, weighed, found, claimed []claim
}

func (e *evidence) reset() { e.claims, e.denied = e.claims[:0], e.denied[:0] }

// settle appends to dst the matches that follow from the evidence, in ascending order. proven says whether a recognizer's
// claim of a provable infoType holds up. The evidence stays, so that more can be added to it.
//
// What is said of one place does not depend on what is said of another, and of most places only one thing is said.
func (e *evidence) settle(dst []detectors.Match, proven func(detectors.Match) bool) []detectors.Match {
	e.ascend()
	if !slices.IsSortedFunc(e.denied, compareSpans) {
		slices.SortFunc(e.denied, compareSpans)
	}
	for all := e.claims; len(all) > 0; {
		n := cluster(all)
		if c, same := sameClaim(all[:n]); !same {
			dst = e.settleTogether(dst, all[:n], proven)
		} else if holds(c, proven) {
			c.Likelihood = e.likelihood(c)
			dst = append(dst, c.Match)
		}
		all = all[n:]
	}
	return dst
}

// ascend puts the claims in the order of their starts. Each source's are a list that ascends already, so most need no more than
// to be merged.
func (e *evidence) ascend() {
	byStart := func(a, b claim) int { return cmp.Compare(a.Start, b.Start) }
	first := 1 // of what does not ascend
	for first < len(e.claims) && e.claims[first-1].Start <= e.claims[first].Start {
		first++
	}
	if first >= len(e.claims) {
		return
	}
	e.all = append(e.all[:0], e.claims[first:]...)
	if !slices.IsSortedFunc(e.all, byStart) {
		slices.SortFunc(e.all, byStart)
	}
	a, b := first-1, len(e.all)-1
	for to := len(e.claims) - 1; b >= 0; to-- {
		if a >= 0 && e.claims[a].Start > e.all[b].Start {
			e.claims[to] = e.claims[a]
			a--
		} else {
			e.claims[to] = e.all[b]
			b--
		}
	}
}

// cluster returns how many of the claims, which ascend, hang together with the first by overlaps.
func cluster(claims []claim) int {
	n, reach := 1, claims[0].End
	for ; n < len(claims) && claims[n].Start < reach; n++ {
		reach = max(reach, claims[n].End)
	}
	return n
}

// sameClaim returns the claims as one if they are of one infoType and place.
func sameClaim(claims []claim) (one claim, same bool) {
	one = claims[0]
	for _, c := range claims[1:] {
		if c.InfoType != one.InfoType || c.Start != one.Start || c.End != one.End {
			return claim{}, false
		}
		one.add(c)
	}
	return one, true
}

// add makes one of c and what another says of the same.
func (c *claim) add(other claim) {
	c.Likelihood, c.sources = max(c.Likelihood, other.Likelihood), c.sources|other.sources
}

// settleTogether is settle of some of the claims that no other overlaps.
func (e *evidence) settleTogether(dst []detectors.Match, claims []claim, proven func(detectors.Match) bool) []detectors.Match {
	e.merge(claims, proven)
	e.weigh()
	first := len(dst)
	for all := e.weighed; len(all) > 0; {
		n := cluster(all)
		dst = e.settleCluster(dst, all[:n])
		all = all[n:]
	}
	slices.SortFunc(dst[first:], func(a, b detectors.Match) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End), cmp.Compare(a.InfoType, b.InfoType))
	})
	return dst
}

func (e *evidence) settleCluster(dst []detectors.Match, cluster []claim) []detectors.Match {
	if len(cluster) == 1 {
		return append(dst, cluster[0].Match)
	}
	slices.SortFunc(cluster, func(a, b claim) int { // from the best to the worst
		return cmp.Or(
			-cmp.Compare(a.sources&byDetectors, b.sources&byDetectors),
			-cmp.Compare(a.Likelihood, b.Likelihood),
			-cmp.Compare(a.End-a.Start, b.End-b.Start),
			cmp.Compare(a.InfoType, b.InfoType),
			cmp.Compare(a.Start, b.Start),
		)
	})
	e.found, e.claimed = e.found[:0], e.claimed[:0]
	for _, c := range cluster {
		if c.sources&byDetectors != 0 {
			e.found = place(e.found, c)
		} else if !slices.ContainsFunc(overlapping(e.found, c), func(d claim) bool { return outweighs(d, c) }) && len(overlapping(e.claimed, c)) == 0 {
			e.claimed = place(e.claimed, c)
		}
	}
	for _, c := range e.found {
		dst = append(dst, c.Match)
	}
	for _, c := range e.claimed {
		dst = append(dst, c.Match)
	}
	return dst
}

// merge makes all the claims by infoType and place, each once. What fails its proof is left out before it can agree with
// anything.
func (e *evidence) merge(claims []claim, proven func(detectors.Match) bool) {
	e.all = append(e.all[:0], claims...)
	slices.SortFunc(e.all, func(a, b claim) int { return compareSpans(a.Match, b.Match) })
	n := 0
	for _, c := range e.all {
		if last := n - 1; n > 0 && e.all[last].InfoType == c.InfoType && e.all[last].Start == c.Start && e.all[last].End == c.End {
			e.all[last].add(c)
			continue
		}
		e.all[n] = c
		n++
	}
	e.all = slices.DeleteFunc(e.all[:n], func(c claim) bool { return !holds(c, proven) })
}

// holds reports whether a claim is a detector's, or needs no proof, or has it.
func holds(c claim, proven func(detectors.Match) bool) bool {
	return c.sources&byDetectors != 0 || !provable[c.InfoType] || proven(c.Match)
}

// compareSpans orders matches by infoType and place.
func compareSpans(a, b detectors.Match) int {
	return cmp.Or(cmp.Compare(a.InfoType, b.InfoType), cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End))
}

// weigh makes weighed the claims with their final likelihoods, in ascending order.
func (e *evidence) weigh() {
	e.weighed = append(e.weighed[:0], e.all...)
	agreeing := e.weighed
	for i, a := range e.all {
		for j := i + 1; j < len(e.all) && e.all[j].InfoType == a.InfoType && e.all[j].Start < a.End; j++ {
			b := e.all[j]
			agreeing[i].add(b)
			agreeing[j].add(a)
		}
	}
	for i := range e.weighed {
		c := &e.weighed[i]
		c.Likelihood, c.sources = e.likelihood(*c), e.all[i].sources
	}
	slices.SortFunc(e.weighed, func(a, b claim) int { return cmp.Compare(a.Start, b.Start) })
}

// likelihood returns how likely a claim is, of all its sources together.
func (e *evidence) likelihood(c claim) detectors.Likelihood {
	switch {
	case bits.OnesCount64(c.sources) > 1:
		return min(c.Likelihood+1, detectors.VeryLikely)
	case c.Likelihood == detectors.Possible && e.denies(c.Match):
		return detectors.Unlikely
	}
	return c.Likelihood
}

func (e *evidence) denies(m detectors.Match) bool {
	_, denied := slices.BinarySearchFunc(e.denied, m, compareSpans)
	return denied
}

// outweighs reports whether a detector's match d drops the recognizer's claim c that it overlaps.
func outweighs(d, c claim) bool {
	if d.InfoType == c.InfoType {
		return true
	}
	shared := min(d.End, c.End) - max(d.Start, c.Start)
	return d.Likelihood >= detectors.Possible && shared*2 >= c.End-c.Start
}

// place puts c among claims that ascend by Start.
func place(claims []claim, c claim) []claim {
	i, _ := slices.BinarySearchFunc(claims, c, func(a, b claim) int { return cmp.Compare(a.Start, b.Start) })
	return slices.Insert(claims, i, c)
}

// overlapping returns those of claims that overlap c. The claims ascend, and do not overlap each other.
func overlapping(claims []claim, c claim) []claim {
	from := sort.Search(len(claims), func(i int) bool { return claims[i].End > c.Start })
	to := from + sort.Search(len(claims)-from, func(i int) bool { return claims[from+i].Start >= c.End })
	return claims[from:to]
}
