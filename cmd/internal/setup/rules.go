package setup

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/seed-4750cad8/assay/detectors"
	"github.com/seed-4750cad8/assay/detectors/comprehend"
	"github.com/seed-4750cad8/assay/labels"
	"github.com/seed-4750cad8/assay/scanner"
	"github.com/seed-4750cad8/assay/scanner/format"
)

// Rules decide what is found and what follows from it.
type Rules struct {
	Set     *detectors.Set
	Names   *detectors.Set   // of all detectors: what no name of a field or member may tell, whatever is looked for
	Readers []scanner.Reader // that cost nothing
	Scheme  labels.Scheme
	// Narrowed says that only the infoTypes that are named are looked for. To leave some out is to say that they are harmless.
	Narrowed bool
	// Ruleset identifies these together with the least likelihood, the recognizers that cost money, and the keys of tags, in rows and
	// labels: what one ruleset says of the same bytes need not be found out again, nor written.
	Ruleset string

	wanted infoTypeChoice
}

// NewRules picks the detectors, the recognizers and the scheme that c asks for.
func NewRules(c Config) (Rules, error) {
	list, err := Detectors(c.InfoTypes)
	if err != nil {
		return Rules{}, err
	}
	wanted, err := chooseInfoTypes(c.InfoTypes)
	if err != nil {
		return Rules{}, err
	}
	for _, t := range wanted.only {
		if c.Comprehend == comprehendOff && !slices.Contains(detectorTypes(), t) {
			return Rules{}, Usagef("--infotypes: only Amazon Comprehend finds %s; see --comprehend", t)
		}
	}
	set, err := detectors.Compile(list)
	if err != nil {
		return Rules{}, err
	}
	names := set
	if !wanted.all() {
		if names, err = detectors.Compile(detectors.All()); err != nil {
			return Rules{}, err
		}
	}
	var scheme labels.Scheme
	if c.schemeText != nil {
		scheme, err = parseScheme(c.Scheme, c.schemeText)
	} else {
		scheme, err = Scheme(c.Scheme)
	}
	if err != nil {
		return Rules{}, err
	}
	return Rules{
		Set:      set,
		Names:    names,
		Readers:  localReaders(c, wanted),
		Scheme:   scheme,
		Narrowed: len(wanted.only) > 0,
		Ruleset:  shortDigest(slices.Concat([]string{"ruleset 2", set.Digest(), scheme.Digest(), c.MinLikelihood.String()}, c.TagKeys.List(), recognizersDigest(c))...),
		wanted:   wanted,
	}, nil
}

// Scanner returns a scanner that follows the rules, with readers beside theirs.
func (r Rules) Scanner(min detectors.Likelihood, limits scanner.Limits, readers ...scanner.Reader) *scanner.Scanner {
	s := scanner.New(r.Set, format.All(), min, limits, slices.Concat(r.Readers, readers)...)
	s.SearchNames(r.Names)
	return s
}

// shortDigest is 12 hexadecimal digits that say whether two lists of text are the same: short enough for people and tags,
// and none of the lists is an attacker's.
func shortDigest(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s\n", len(p), p)
	}
	return hex.EncodeToString(h.Sum(nil)[:6])
}

// InfoTypes returns every infoType that some detector or recognizer finds, by name.
func InfoTypes() []detectors.InfoType {
	all := detectorTypes()
	for _, m := range comprehend.Mappings() {
		all = append(all, m.InfoType)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// detectorTypes returns every infoType that some detector finds, by name.
func detectorTypes() []detectors.InfoType {
	var all []detectors.InfoType
	for _, d := range detectors.All() {
		all = append(all, d.InfoType)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Detectors returns the detectors of the infoTypes that names choose, in the order of the catalogue: those named or, when
// none is, all; without those named with a '-' in front. There is none for infoTypes that only Amazon Comprehend finds. An
// unknown name is a [*UsageError].
func Detectors(names []string) ([]detectors.Detector, error) {
	wanted, err := chooseInfoTypes(names)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(detectors.All(), func(d detectors.Detector) bool { return !wanted.has(d.InfoType) }), nil
}

// chooseInfoTypes reads a list of infoTypes as [Detectors] has it.
func chooseInfoTypes(names []string) (infoTypeChoice, error) {
	known := InfoTypes()
	var wanted infoTypeChoice
	for _, name := range names {
		bare := strings.TrimPrefix(name, "-")
		infoType := detectors.InfoType(strings.ToUpper(bare))
		if !slices.Contains(known, infoType) {
			text := make([]string, len(known))
			for i, k := range known {
				text[i] = string(k)
			}
			hint := DidYouMean(bare, text)
			if hint == "" {
				hint = "; assay detectors lists them"
			}
			return infoTypeChoice{}, Usagef("--infotypes: no infoType is called %q%s", bare, hint)
		}
		if bare != name {
			wanted.without = append(wanted.without, infoType)
		} else {
			wanted.only = append(wanted.only, infoType)
		}
	}
	if !slices.ContainsFunc(known, wanted.has) {
		return infoTypeChoice{}, Usagef("--infotypes: nothing is left to look for")
	}
	return wanted, nil
}

// maxSchemeFile bounds what is read of a scheme, in bytes.
const maxSchemeFile = 1 << 20

// Scheme reads a scheme from a file, "" for the default one, and holds it against the catalogue of detectors. A file that
// is no scheme is a [*UsageError].
func Scheme(path string) (labels.Scheme, error) {
	if path == "" {
		return labels.Default(), nil
	}
	f, err := os.Open(path)
	if err != nil {
		return labels.Scheme{}, Usagef("--scheme: %w", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxSchemeFile+1))
	if err != nil {
		return labels.Scheme{}, Usagef("--scheme: %w", err)
	}
	return parseScheme(path, data)
}

// parseScheme is Scheme of a file that was read.
func parseScheme(path string, data []byte) (labels.Scheme, error) {
	scheme, err := labels.ParseScheme(data)
	if err == nil {
		err = scheme.Check(InfoTypes())
	}
	if err != nil {
		return labels.Scheme{}, Usagef("%s: %w", path, err)
	}
	return scheme, nil
}
