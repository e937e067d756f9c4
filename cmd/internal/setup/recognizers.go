package setup

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/seed-4750cad8/assay/detectors"
	"github.com/seed-4750cad8/assay/detectors/comprehend"
	"github.com/seed-4750cad8/assay/detectors/names"
	"github.com/seed-4750cad8/assay/scanner"
)

// recognizersVersion is part of a ruleset's digest. It changes whenever the gate before recognizers, what settles their word
// with the detectors', or the names find something else in the same text.
const recognizersVersion = "1"

// comprehendOff is the mode in which Comprehend is not asked.
const comprehendOff comprehend.Mode = 0

// ComprehendModes lists the values of the option comprehend.
func ComprehendModes() []string {
	modes := []string{"off"}
	for m := comprehend.Verify; m <= comprehend.All; m++ {
		modes = append(modes, m.String())
	}
	return modes
}

func parseComprehend(s string) (comprehend.Mode, error) {
	if s == "off" {
		return comprehendOff, nil
	}
	m, err := comprehend.ParseMode(s)
	if err != nil {
		return 0, fmt.Errorf("%q is not %s", s, strings.Join(ComprehendModes(), ", "))
	}
	return m, nil
}

func parseBudget(s string) (comprehend.Cost, error) {
	cost, err := comprehend.ParseBudget(s)
	if err == nil && cost == 0 {
		err = fmt.Errorf("nothing can be asked for nothing; --comprehend off asks nothing")
	}
	return cost, err
}

// maxTPS is more than any account's quota by default.
const maxTPS = 10_000

func parseTPS(s string) (float64, error) {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || !(n >= 0.01 && n <= maxTPS) {
		return 0, fmt.Errorf("%q is not a number of requests a second from 0.01 to %d", s, maxTPS)
	}
	return n, nil
}

func parseLanguage(s string) (string, error) {
	switch s {
	case "auto":
		return "", nil
	case "en", "es":
		return s, nil
	}
	return "", fmt.Errorf("%q is not auto, en or es: Comprehend reads no other language", s)
}

// recognizersDigest says what decides which recognizers find what, apart from what they may spend.
func recognizersDigest(c Config) []string {
	parts := []string{"recognizers " + recognizersVersion, "names " + strconv.FormatBool(c.Names)}
	if c.Comprehend != comprehendOff {
		parts = append(parts, "comprehend "+c.Comprehend.String(), "language "+c.ComprehendLanguage)
		parts = append(parts, slices.Sorted(slices.Values(c.InfoTypes))...) // some infoTypes have no detector
	}
	return parts
}

// localReaders returns the recognizers that cost nothing.
func localReaders(c Config, wanted infoTypeChoice) []scanner.Reader {
	if !c.Names || !wanted.has(names.PersonName) && !wanted.has(names.StreetAddress) {
		return nil
	}
	return []scanner.Reader{{Recognizer: chosen{names.New(), wanted}}}
}

// ComprehendCalls says which operations of Amazon Comprehend a scan calls.
func ComprehendCalls(c Config) (detect, contains bool) {
	return c.Comprehend != comprehendOff, c.Comprehend == comprehend.Screen
}

// checkComprehend refuses what would cost money without an end, or nothing at all.
func checkComprehend(c Config) error {
	if c.Comprehend != comprehendOff && c.ComprehendBudget == 0 && !c.DryRun {
		return Usagef("--comprehend %s costs money: want --comprehend-budget, such as 5.00 (dollars), which it will not exceed; --dry-run says what to expect", c.Comprehend)
	}
	return nil
}

// newComprehend returns the recognizer that asks Amazon Comprehend, or nil where c does not want it. What was spent earlier in
// the same run counts against the budget. A dry run sends nothing, so it needs no credentials.
func newComprehend(ctx context.Context, c Config, spent comprehend.Cost) (*comprehend.Recognizer, error) {
	if c.Comprehend == comprehendOff {
		return nil, nil
	}
	o := comprehend.Options{
		Mode:     c.Comprehend,
		Budget:   max(0, c.ComprehendBudget-spent),
		Language: c.ComprehendLanguage,
		TPS:      c.ComprehendTPS,
		DryRun:   c.DryRun,
	}
	var cfg aws.Config
	if !c.DryRun {
		var err error
		if cfg, err = awsConfig(ctx, c); err != nil {
			return nil, fmt.Errorf("--comprehend: %w", err)
		}
		if cfg.Region == "" {
			return nil, Usagef("--comprehend %s: no AWS Region; set AWS_REGION or --region", c.Comprehend)
		}
	}
	return comprehend.New(cfg, o)
}

// comprehendReader is what a scanner is given of r.
func comprehendReader(c Config, r *comprehend.Recognizer, wanted infoTypeChoice) scanner.Reader {
	return scanner.Reader{Recognizer: chosen{r, wanted}, Everything: c.Comprehend == comprehend.All}
}

// chosen is a Recognizer of which only some infoTypes are wanted.
type chosen struct {
	scanner.Recognizer
	wanted infoTypeChoice
}

// Recognize implements [scanner.Recognizer].
func (c chosen) Recognize(ctx context.Context, texts []scanner.Text) ([]scanner.Recognition, error) {
	found, err := c.Recognizer.Recognize(ctx, texts)
	if c.wanted.all() {
		return found, err
	}
	for i := range found {
		found[i].Matches = slices.DeleteFunc(found[i].Matches, func(m detectors.Match) bool { return !c.wanted.has(m.InfoType) })
	}
	return found, err
}

// An infoTypeChoice is what the option infotypes chooses.
type infoTypeChoice struct{ only, without []detectors.InfoType }

func (w infoTypeChoice) all() bool { return len(w.only) == 0 && len(w.without) == 0 }

func (w infoTypeChoice) has(t detectors.InfoType) bool {
	return (len(w.only) == 0 || slices.Contains(w.only, t)) && !slices.Contains(w.without, t)
}
