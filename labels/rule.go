package labels

import (
	"errors"

	"github.com/seed-4750cad8/assay/detectors"
)

// A Rule says that enough of one infoType, found surely enough, gives an object at least a level. Each infoType that a
// rule names is counted for itself: a thousand different e-mail addresses are about a thousand people, and so are a
// thousand names beside them.
type Rule struct {
	// Name tells the rule from the others of its scheme: lower-case letters, digits and '-'.
	Name string
	// InfoTypes names infoTypes, groups of the scheme, or [Rest].
	InfoTypes []string
	// Likelihood is what a finding must have at least to count. Zero means Possible.
	Likelihood detectors.Likelihood
	// Distinct is how many different values must have been found at least, added up over the fields of the object (a value
	// that stands in two fields counts twice). Zero means 1.
	Distinct int64
	// Level is the level that the object has at least when the rule is met. Public says that the infoType is not sensitive:
	// such a rule keeps an infoType from the rules for [Rest].
	Level Level
	// Why is the reason, for the people whose objects are labelled.
	Why string
}

func (r Rule) likelihood() detectors.Likelihood {
	if r.Likelihood == 0 {
		return detectors.Possible
	}
	return r.Likelihood
}

func (r Rule) distinct() int64 { return max(r.Distinct, 1) }

// check returns what is wrong with the rule by itself.
func (r Rule) check() (errs []error) {
	if !isLowerName(r.Name) {
		errs = append(errs, errors.New("a name is lower-case letters, digits and '-', and begins with a letter"))
	}
	if len(r.InfoTypes) == 0 {
		errs = append(errs, errors.New("names no infoType"))
	}
	if r.Likelihood > detectors.VeryLikely {
		errs = append(errs, errors.New("likelihood: want unlikely, possible, likely or very-likely"))
	}
	if r.Distinct < 0 {
		errs = append(errs, errors.New("distinct: want 1 or more"))
	}
	if r.Level < Public || r.Level > Restricted {
		errs = append(errs, errors.New("level: want public, internal, confidential or restricted"))
	}
	return errs
}

// A tally is how many different values of one infoType were found, by the likelihood that they have at least.
type tally [detectors.VeryLikely + 1]int64

// add counts n values found with likelihood l. A finding says that there is at least one.
func (t *tally) add(l detectors.Likelihood, n int64) {
	n = max(n, 1)
	for i := detectors.Unlikely; i <= min(max(l, detectors.Unlikely), detectors.VeryLikely); i++ {
		if t[i] += n; t[i] < 0 {
			t[i] = 1<<63 - 1
		}
	}
}

// meets says whether the tally is enough for r.
func (t *tally) meets(r Rule) bool {
	return t[min(r.likelihood(), detectors.VeryLikely)] >= r.distinct()
}
