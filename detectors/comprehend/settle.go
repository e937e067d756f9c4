package comprehend

import (
	"cmp"
	"slices"
	"sort"

	"github.com/seed-4750cad8/assay/detectors"
	"github.com/seed-4750cad8/assay/scanner"
)

// note records that a part has no answer.
func (j *job) note(f failure) {
	switch f {
	case ok:
	case noBudget:
		j.out.Withheld++
		j.problem(scanner.OverBudget)
	default:
		j.problem(scanner.RecognizerFailed)
	}
}

// problem sets why the text was not read in full, where that is not known yet. What failed says more than what was withheld.
func (j *job) problem(k scanner.Kind) {
	if j.out.Problem == "" || k == scanner.RecognizerFailed {
		j.out.Problem = k
	}
}

// settle makes matches of the entities of all parts.
func (j *job) settle() {
	var found []entity // by bytes of the clean text
	for i, p := range j.parts {
		own := make([]entity, len(p.answer.entities))
		for k, e := range p.answer.entities {
			e.start, e.end = e.start+int32(p.at.start), e.end+int32(p.at.start)
			own[k] = e
		}
		if i > 0 && j.parts[i-1].at.end > p.at.start {
			found = merge(found, own, span{p.at.start, j.parts[i-1].at.end})
		} else {
			found = append(found, own...)
		}
	}
	for _, e := range found {
		j.out.Matches = append(j.out.Matches, detectors.Match{
			InfoType: mappings[e.kind].InfoType, Likelihood: likelihoodOf(e.kind, e.score),
			Start: j.clean.original(int(e.start)), End: j.clean.original(int(e.end)),
		})
	}
	slices.SortFunc(j.out.Matches, func(a, b detectors.Match) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End), cmp.Compare(a.InfoType, b.InfoType),
			cmp.Compare(b.Likelihood, a.Likelihood))
	})
	j.out.Matches = slices.CompactFunc(j.out.Matches, func(a, b detectors.Match) bool { // the likeliest of the same stays
		a.Likelihood = b.Likelihood
		return a == b
	})
}

// deny lists the matches that were read and not confirmed.
func (j *job) deny() {
	confirmed := make(map[detectors.InfoType][]span) // each apart and ascending
	for _, m := range j.out.Matches {
		if m.Likelihood < detectors.Possible {
			continue
		}
		spans := confirmed[m.InfoType]
		if n := len(spans); n > 0 && m.Start <= spans[n-1].end {
			spans[n-1].end = max(spans[n-1].end, m.End)
		} else {
			confirmed[m.InfoType] = append(spans, span{m.Start, m.End})
		}
	}
	for i, m := range j.text.Matches {
		if verifiable(m) && len(within(confirmed[m.InfoType], span{m.Start, m.End})) == 0 && j.read(m) {
			j.out.Denied = append(j.out.Denied, i)
		}
	}
}

// read says whether m lies in a part that was answered.
func (j *job) read(m detectors.Match) bool {
	start, end := j.clean.cleaned(m.Start), j.clean.cleaned(m.End)
	after := sort.Search(len(j.parts), func(i int) bool { return j.parts[i].at.start > start })
	for _, p := range j.parts[max(0, after-2):after] { // two, since neighbours overlap
		if p.failure == ok && p.at.start <= start && end <= p.at.end {
			return true
		}
	}
	return false
}
