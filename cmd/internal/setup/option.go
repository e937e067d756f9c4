package setup

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/seed-4750cad8/assay/detectors"
	"github.com/seed-4750cad8/assay/detectors/comprehend"
	"github.com/seed-4750cad8/assay/labels"
)

// An Option is one thing that a user can choose. It has one name, from which its flag (--name), its environment variable
// (ASSAY_NAME) and its field in a configuration file (name) follow.
type Option struct {
	Name    string
	Arg     string   // what stands for the value in help; "" for a switch
	Usage   string   // one line of help
	Default string   // as a user would write it; "" for none
	List    bool     // takes several values, by commas or repeated; a higher source replaces the list of a lower one
	Values  []string // all there are, for completion; nil when open

	set func(c *Config, values []string) error
}

// Env is the name of the option's environment variable.
func (o Option) Env() string { return "ASSAY_" + strings.ToUpper(strings.ReplaceAll(o.Name, "-", "_")) }

// Options returns the options of those names, in that order; without names, all of them. It panics at a name that does
// not exist: names are constants of commands.
func Options(names ...string) []Option {
	if len(names) == 0 {
		return slices.Clone(options)
	}
	picked := make([]Option, len(names))
	for i, name := range names {
		at := slices.IndexFunc(options, func(o Option) bool { return o.Name == name })
		if at < 0 {
			panic("setup: no option named " + name)
		}
		picked[i] = options[at]
	}
	return picked
}

// options is the one list of all options, in the order in which documentation shows them.
var options = []Option{
	{Name: "inventory", Arg: "LOCATION", Default: "./assay-inventory",
		Usage: "write the inventory to this directory or s3://bucket/prefix",
		set:   text(func(c *Config) *string { return &c.Inventory })},
	{Name: "dry-run",
		Usage: "scan, and say what would be labelled and what it would cost; write nothing",
		set:   toggle(func(c *Config) *bool { return &c.DryRun })},
	{Name: "include", Arg: "GLOB", List: true,
		Usage: "scan only objects whose key matches; * stays within a step of the key, ** crosses '/'",
		set:   globs(func(c *Config) *[]string { return &c.Include })},
	{Name: "exclude", Arg: "GLOB", List: true,
		Usage: "leave out objects whose key matches; wins over --include",
		set:   globs(func(c *Config) *[]string { return &c.Exclude })},
	{Name: "max-object-size", Arg: "SIZE",
		Usage: "do not read larger objects, such as 512MiB; each is a row with the problem too-large",
		set:   parsed(func(c *Config) *int64 { return &c.MaxObjectSize }, ParseSize)},
	{Name: "workers", Arg: "N",
		Usage: "read so many objects at once (default 16 for S3, the number of CPUs for a directory)",
		set:   parsed(func(c *Config) *int { return &c.Workers }, parseWorkers)},
	{Name: "min-likelihood", Arg: "LIKELIHOOD", Default: detectors.Possible.String(),
		Usage:  "report matches that are at least unlikely, possible, likely or very-likely",
		Values: []string{"unlikely", "possible", "likely", "very-likely"},
		set:    parsed(func(c *Config) *detectors.Likelihood { return &c.MinLikelihood }, detectors.ParseLikelihood)},
	{Name: "infotypes", Arg: "NAME", List: true,
		Usage: "look for these infoTypes only; -NAME leaves one out (assay detectors lists them)",
		set:   list(func(c *Config) *[]string { return &c.InfoTypes })},
	{Name: "names", Default: "true",
		Usage: "look for names and addresses in prose, by lists and rules",
		set:   toggle(func(c *Config) *bool { return &c.Names })},
	{Name: "comprehend", Arg: "MODE", Default: "off", Values: ComprehendModes(),
		Usage: "also ask Amazon Comprehend about prose, for money: off, verify, screen, prose or all",
		set:   parsed(func(c *Config) *comprehend.Mode { return &c.Comprehend }, parseComprehend)},
	{Name: "comprehend-budget", Arg: "AMOUNT",
		Usage: "the most that Comprehend may cost in a run: dollars, such as 5.00, or units, such as 50000units",
		set:   parsed(func(c *Config) *comprehend.Cost { return &c.ComprehendBudget }, parseBudget)},
	{Name: "comprehend-tps", Arg: "N", Default: "20",
		Usage: "send Comprehend at most so many requests a second of each kind",
		set:   parsed(func(c *Config) *float64 { return &c.ComprehendTPS }, parseTPS)},
	{Name: "comprehend-language", Arg: "LANGUAGE", Default: "auto", Values: []string{"auto", "en", "es"},
		Usage: "send texts to Comprehend as en or es; auto tells it for each, and sends no others",
		set:   parsed(func(c *Config) *string { return &c.ComprehendLanguage }, parseLanguage)},
	{Name: "scheme", Arg: "FILE",
		Usage: "decide levels by this scheme (YAML; assay scheme prints the default one)",
		set:   text(func(c *Config) *string { return &c.Scheme })},
	{Name: "no-tag",
		Usage: "write no labels, only the inventory",
		set:   toggle(func(c *Config) *bool { return &c.NoTag })},
	{Name: "tag-keys", Arg: "LEVEL,TYPES,BY", List: true, Default: strings.Join(labels.DefaultKeys().List(), ","),
		Usage: "write labels under these three tag keys",
		set:   tagKeys},
	{Name: "tag-settle", Arg: "DURATION", Default: defaultSettle.String(),
		Usage: "after writing a label, wait so long before making sure that no other tagger undid it",
		set:   parsed(func(c *Config) *time.Duration { return &c.TagSettle }, parseSettle)},
	{Name: "check-labels",
		Usage: "look at the labels of unchanged objects too, and write anew what others made of them: a request for each",
		set:   toggle(func(c *Config) *bool { return &c.CheckLabels })},
	{Name: "resume", Default: "true",
		Usage: "continue a run of the same targets and configuration that was stopped",
		set:   toggle(func(c *Config) *bool { return &c.Resume })},
	{Name: "fresh",
		Usage: "begin a new run and read every object again, changed or not",
		set:   toggle(func(c *Config) *bool { return &c.Fresh })},
	{Name: "output", Arg: "FORM", Default: string(Text), Values: []string{string(Text), string(JSON)},
		Usage: "print results as text or json",
		set:   parsed(func(c *Config) *Output { return &c.Output }, parseOutput)},
	{Name: "endpoint-url", Arg: "URL",
		Usage: "send S3 requests to this store (MinIO and others)",
		set:   parsed(func(c *Config) *string { return &c.EndpointURL }, parseEndpoint)},
	{Name: "region", Arg: "NAME",
		Usage: "AWS region (default: as for every AWS tool)",
		set:   text(func(c *Config) *string { return &c.Region })},
	{Name: "profile", Arg: "NAME",
		Usage: "profile of the AWS configuration files",
		set:   text(func(c *Config) *string { return &c.Profile })},
	{Name: "assume-role", Arg: "ARN",
		Usage: "work as this IAM role",
		set:   parsed(func(c *Config) *string { return &c.AssumeRole }, parseRole)},
	{Name: "path-style", Default: string(PathStyleAuto), Values: []string{"auto", "true", "false"},
		Usage: "name the bucket in the path of URLs: true, false, or auto (with --endpoint-url)",
		set:   parsed(func(c *Config) *PathStyle { return &c.PathStyle }, parsePathStyle)},
}

// The functions below make setters. A setter's error says what is wanted; the caller says where the value came from.

func parsed[T any](field func(*Config) *T, parse func(string) (T, error)) func(*Config, []string) error {
	return func(c *Config, values []string) error {
		v, err := parse(values[len(values)-1]) // the last one wins, as usual for flags
		if err != nil {
			return err
		}
		*field(c) = v
		return nil
	}
}

func text(field func(*Config) *string) func(*Config, []string) error {
	return parsed(field, func(s string) (string, error) { return s, nil })
}

func toggle(field func(*Config) *bool) func(*Config, []string) error {
	return parsed(field, func(s string) (bool, error) {
		v, err := strconv.ParseBool(s)
		if err != nil {
			return false, fmt.Errorf("%q is not true or false", s)
		}
		return v, nil
	})
}

func list(field func(*Config) *[]string) func(*Config, []string) error {
	return func(c *Config, values []string) error {
		*field(c) = splitItems(values)
		return nil
	}
}

func globs(field func(*Config) *[]string) func(*Config, []string) error {
	return func(c *Config, values []string) error {
		if err := list(field)(c, values); err != nil {
			return err
		}
		_, err := compileGlobs(*field(c))
		return err
	}
}

func tagKeys(c *Config, values []string) error {
	names := splitItems(values)
	if len(names) != 3 {
		return fmt.Errorf("want three tag keys (of the level, the infoTypes, and who decided), not %d", len(names))
	}
	keys := labels.Keys{Classification: names[0], Types: names[1], By: names[2]}
	if err := keys.Check(); err != nil {
		return err
	}
	c.TagKeys = keys
	return nil
}

// splitItems returns the items of values, each of which may hold several.
func splitItems(values []string) []string {
	var all []string
	for _, v := range values {
		for _, item := range splitList(v) {
			if item = strings.TrimSpace(item); item != "" {
				all = append(all, item)
			}
		}
	}
	return all
}

// splitList splits at commas, but not within the braces or brackets of a glob.
func splitList(s string) []string {
	var items []string
	depth, from := 0, 0
	for i := range len(s) {
		switch s[i] {
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		case ',':
			if depth <= 0 {
				items, from = append(items, s[from:i]), i+1
			}
		}
	}
	return append(items, s[from:])
}

func parseWorkers(s string) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > maxWorkers {
		return 0, fmt.Errorf("%q is not a number of workers from 1 to %d", s, maxWorkers)
	}
	return n, nil
}

// defaultSettle is longer than a tool takes, as a rule, from reading an object's tags to writing them: two requests of S3 at
// 100 to 200 ms each.
const (
	defaultSettle = 500 * time.Millisecond
	maxSettle     = time.Minute
)

func parseSettle(s string) (time.Duration, error) {
	d, err := time.ParseDuration(s)
	if err != nil || d < 0 || d > maxSettle {
		return 0, fmt.Errorf("%q is not a duration from 0s to %s, such as 500ms", s, maxSettle)
	}
	return d, nil
}

func parseOutput(s string) (Output, error) {
	switch o := Output(s); o {
	case Text, JSON, Markdown:
		return o, nil
	}
	return "", fmt.Errorf("%q is not text or json", s)
}

func parsePathStyle(s string) (PathStyle, error) {
	switch p := PathStyle(s); p {
	case PathStyleAuto, PathStyleOn, PathStyleOff:
		return p, nil
	}
	return "", fmt.Errorf("%q is not auto, true or false", s)
}

func parseRole(s string) (string, error) {
	if !strings.HasPrefix(s, "arn:") || !strings.Contains(s, ":role/") {
		return "", fmt.Errorf("%q is not the ARN of a role, such as arn:aws:iam::123456789012:role/assay", s)
	}
	return s, nil
}
