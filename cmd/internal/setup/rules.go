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
	"github.com/seed-4750cad8/assay/labels"
)

// Rules decide what is found and what follows from it.
type Rules struct {
	Set    *detectors.Set
	Scheme labels.Scheme
	// Ruleset identifies the two together with the least likelihood, in rows and labels: what one ruleset says of the same
	// bytes need not be found out again.
	Ruleset string
}

// NewRules picks the detectors and the scheme that c asks for.
func NewRules(c Config) (Rules, error) {
	list, err := Detectors(c.InfoTypes)
	if err != nil {
		return Rules{}, err
	}
	set, err := detectors.Compile(list)
	if err != nil {
		return Rules{}, err
	}
	scheme, err := Scheme(c.Scheme)
	if err != nil {
		return Rules{}, err
	}
	return Rules{
		Set:     set,
		Scheme:  scheme,
		Ruleset: shortDigest("ruleset 1", set.Digest(), scheme.Digest(), c.MinLikelihood.String()),
	}, nil
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

// InfoTypes returns every infoType that some detector finds, by name.
func InfoTypes() []detectors.InfoType {
	var all []detectors.InfoType
	for _, d := range detectors.All() {
		all = append(all, d.InfoType)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Detectors returns the detectors of the infoTypes that names choose, in the order of the catalogue: those named or, when
// none is, all; without those named with a '-' in front. An unknown name is a [*UsageError].
func Detectors(names []string) ([]detectors.Detector, error) {
	known := InfoTypes()
	var only, without []detectors.InfoType
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
			return nil, Usagef("--infotypes: no infoType is called %q%s", bare, hint)
		}
		if bare != name {
			without = append(without, infoType)
		} else {
			only = append(only, infoType)
		}
	}
	list := slices.DeleteFunc(detectors.All(), func(d detectors.Detector) bool {
		return len(only) > 0 && !slices.Contains(only, d.InfoType) || slices.Contains(without, d.InfoType)
	})
	if len(list) == 0 {
		return nil, Usagef("--infotypes: nothing is left to look for")
	}
	return list, nil
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
	scheme, err := labels.ParseScheme(data)
	if err == nil {
		err = scheme.Check(InfoTypes())
	}
	if err != nil {
		return labels.Scheme{}, Usagef("%s: %w", path, err)
	}
	return scheme, nil
}
