package labels

import (
	"cmp"
	"slices"

	"github.com/seed-4750cad8/assay/detectors"
	"github.com/seed-4750cad8/assay/scanner"
)

// A Label is the verdict on one object.
type Label struct {
	Level     Level
	InfoTypes []detectors.InfoType // that met a rule: those of the highest level first, then by name
	Complete  bool                 // the whole object was searched: without it, the level is what is known so far
}

// Decide returns the label that the scheme gives to a report.
//
// The level is the highest of the rules that are met. Where none is met, an object that was searched in full is Public,
// and any other Unknown: what was not read never looks clean, and reading less never lowers a level. The order of
// findings has no influence. An infoType that no rule names is Restricted, since nobody said that it is harmless;
// [Scheme.Check] finds such gaps beforehand.
func (s Scheme) Decide(r scanner.Report) Label {
	tallies := make(map[detectors.InfoType]*tally)
	for _, f := range r.Findings {
		t := tallies[f.InfoType]
		if t == nil {
			t = new(tally)
			tallies[f.InfoType] = t
		}
		t.add(f.Likelihood, f.Distinct)
	}

	type verdict struct {
		infoType detectors.InfoType
		level    Level
	}
	var verdicts []verdict
	for infoType, t := range tallies {
		if level := s.level(infoType, t); level != Unknown {
			verdicts = append(verdicts, verdict{infoType, level})
		}
	}
	slices.SortFunc(verdicts, func(a, b verdict) int {
		return cmp.Or(cmp.Compare(b.level, a.level), cmp.Compare(a.infoType, b.infoType))
	})

	// The report's own promise is that it has problems if and only if coverage is not Full; a verdict does not rest on it.
	l := Label{Complete: r.Coverage == scanner.Full && len(r.Problems) == 0}
	for _, v := range verdicts {
		l.Level = max(l.Level, v.level)
		l.InfoTypes = append(l.InfoTypes, v.infoType)
	}
	switch {
	case l.Level > Public:
	case l.Complete:
		l.Level = Public
	default:
		l.Level = Unknown
	}
	return l
}

// level returns the highest level that the rules give to an infoType, or Unknown when it meets none of those that speak
// of it.
func (s Scheme) level(infoType detectors.InfoType, t *tally) Level {
	level, ruled := Unknown, false
	for _, r := range s.Rules {
		if !s.applies(r, infoType) {
			continue
		}
		ruled = true
		if t.meets(r) {
			level = max(level, r.Level)
		}
	}
	if !ruled {
		return Restricted
	}
	return level
}
