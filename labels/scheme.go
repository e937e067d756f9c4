package labels

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/seed-4750cad8/assay/detectors"
)

// A Scheme is the rules that decide between levels. It is a value that is only read: a Scheme may be used by any number
// of goroutines. [Default] is a sensible one, and [ParseScheme] reads one from YAML. Use [Scheme.Check] on one made by hand.
type Scheme struct {
	// Groups gives names to lists of infoTypes, so that several rules can speak of the same ones. A group's name is lower
	// case, so that it is never mistaken for an infoType.
	Groups map[string][]detectors.InfoType
	// Rules may be in any order: the highest level of all the rules that are met wins.
	Rules []Rule
}

// Rest, as a name in a rule, stands for every infoType that no rule of the scheme names, by itself or through a group.
const Rest = "*"

// Check says what is wrong with the scheme, all of it, or nil. Known is the infoTypes that detectors find: with it, a
// name that is not among them, and one of them that no rule names, are errors too. A nil known checks the scheme alone.
func (s Scheme) Check(known []detectors.InfoType) error {
	var errs []error
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }

	unknown := func(t detectors.InfoType) bool { return known != nil && !slices.Contains(known, t) }
	for _, name := range slices.Sorted(maps.Keys(s.Groups)) {
		if !isLowerName(name) {
			bad("group %q: a name is lower-case letters, digits and '-', and begins with a letter", name)
		}
		if len(s.Groups[name]) == 0 {
			bad("group %q is empty", name)
		}
		for _, t := range s.Groups[name] {
			if !isInfoType(t) {
				bad("group %q: %q is not the name of an infoType", name, t)
			} else if unknown(t) {
				bad("group %q: no detector finds %s", name, t)
			}
		}
	}

	if len(s.Rules) == 0 {
		bad("a scheme needs at least one rule")
	}
	seen := make(map[string]bool, len(s.Rules))
	for _, r := range s.Rules {
		if seen[r.Name] {
			bad("rule %q: there are two of this name", r.Name)
		}
		seen[r.Name] = true
		for _, err := range r.check() {
			bad("rule %q: %w", r.Name, err)
		}
		for _, n := range r.InfoTypes {
			_, group := s.Groups[n]
			switch t := detectors.InfoType(n); {
			case n == Rest || group:
			case isLowerName(n):
				bad("rule %q: there is no group %q", r.Name, n)
			case !isInfoType(t):
				bad("rule %q: %q is not the name of an infoType or a group", r.Name, n)
			case unknown(t):
				bad("rule %q: no detector finds %s", r.Name, t)
			}
		}
	}

	for _, t := range known {
		if !slices.ContainsFunc(s.Rules, func(r Rule) bool { return s.applies(r, t) }) {
			bad("no rule names %s: add it to one, or add a rule for %q", t, Rest)
		}
	}
	return oneLine(errs)
}

// oneLine joins errors for a terminal; nil for none.
func oneLine(errs []error) error {
	if len(errs) == 0 {
		return nil
	}
	messages := make([]string, len(errs))
	for i, err := range errs {
		messages[i] = err.Error()
	}
	return errors.New(strings.Join(messages, "; "))
}

// applies says whether r speaks of t.
func (s Scheme) applies(r Rule, t detectors.InfoType) bool {
	return s.names(r, t) || slices.Contains(r.InfoTypes, Rest) && !s.named(t)
}

// names says whether r names t, by itself or through a group.
func (s Scheme) names(r Rule, t detectors.InfoType) bool {
	return slices.ContainsFunc(r.InfoTypes, func(n string) bool {
		return n == string(t) || slices.Contains(s.Groups[n], t)
	})
}

// named says whether any rule names t.
func (s Scheme) named(t detectors.InfoType) bool {
	return slices.ContainsFunc(s.Rules, func(r Rule) bool { return s.names(r, t) })
}

// Digest identifies the decisions of the scheme: 64 hexadecimal digits that two schemes share when they decide every
// report alike by having the same rules. The order of rules and names, the names of rules and groups, and reasons have no
// part in it, so that a better wording does not make every object's label look out of date.
func (s Scheme) Digest() string {
	lines := make([]string, 0, len(s.Rules))
	for _, r := range s.Rules {
		var types []string
		for _, n := range r.InfoTypes {
			if group, ok := s.Groups[n]; ok {
				for _, t := range group {
					types = append(types, string(t))
				}
			} else {
				types = append(types, n)
			}
		}
		slices.Sort(types)
		types = slices.Compact(types)
		lines = append(lines, fmt.Sprintf("%s %d %s %s\n", r.likelihood(), r.distinct(), r.Level, strings.Join(types, " ")))
	}
	slices.Sort(lines)
	lines = slices.Compact(lines)
	sum := sha256.Sum256([]byte("assay scheme 1\n" + strings.Join(lines, "")))
	return hex.EncodeToString(sum[:])
}

// isLowerName says whether s can name a rule or a group.
func isLowerName(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z':
		case ('0' <= c && c <= '9' || c == '-') && i > 0:
		default:
			return false
		}
	}
	return s != "" && len(s) <= 64
}

// isInfoType says whether t has the form of an infoType.
func isInfoType(t detectors.InfoType) bool {
	for i := range len(t) {
		switch c := t[i]; {
		case 'A' <= c && c <= 'Z':
		case ('0' <= c && c <= '9' || c == '_') && i > 0:
		default:
			return false
		}
	}
	return t != "" && len(t) <= 40
}
