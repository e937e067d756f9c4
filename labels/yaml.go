package labels

import (
	"bytes"
	"encoding"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"

	"github.com/seed-4750cad8/assay/detectors"
)

// maxSchemeFile is far more than any scheme needs, in bytes.
const maxSchemeFile = 1 << 20

// schemeFile is how a scheme is written as YAML.
type schemeFile struct {
	Extends string                          `yaml:"extends,omitempty"`
	Groups  map[string][]detectors.InfoType `yaml:"groups,omitempty"`
	Rules   []ruleFile                      `yaml:"rules,omitempty"`
}

type ruleFile struct {
	Name       string          `yaml:"name"`
	InfoTypes  []string        `yaml:"infoTypes,flow"`
	Likelihood *likelihoodNode `yaml:"likelihood,omitempty"`
	Distinct   int64           `yaml:"distinct,omitempty"`
	Level      levelNode       `yaml:"level"`
	Why        string          `yaml:"why,omitempty"`
}

// levelNode and likelihoodNode are values whose errors tell the line: the YAML package gives none for TextUnmarshalers.
type (
	levelNode      struct{ Level }
	likelihoodNode struct{ detectors.Likelihood }
)

func (l *levelNode) UnmarshalYAML(n ast.Node) error      { return unmarshalNode(n, &l.Level) }
func (l *likelihoodNode) UnmarshalYAML(n ast.Node) error { return unmarshalNode(n, &l.Likelihood) }

func unmarshalNode(n ast.Node, to encoding.TextUnmarshaler) error {
	tok := n.GetToken()
	if err := to.UnmarshalText([]byte(tok.Value)); err != nil {
		return fmt.Errorf("line %d: %w", tok.Position.Line, err)
	}
	return nil
}

func (f ruleFile) rule() Rule {
	r := Rule{Name: f.Name, InfoTypes: f.InfoTypes, Distinct: f.Distinct, Level: f.Level.Level, Why: f.Why}
	if f.Likelihood != nil {
		r.Likelihood = f.Likelihood.Likelihood
	}
	return r
}

func newRuleFile(r Rule) ruleFile {
	f := ruleFile{Name: r.Name, InfoTypes: r.InfoTypes, Distinct: r.Distinct, Level: levelNode{r.Level}, Why: r.Why}
	if r.Likelihood != 0 {
		f.Likelihood = &likelihoodNode{r.Likelihood}
	}
	return f
}

// ParseScheme reads a scheme from YAML:
//
//	extends: default            # optional
//	groups:
//	  staff: [EMPLOYEE_ID, BADGE_NUMBER]
//	rules:
//	  - name: staff
//	    infoTypes: [staff, US_SSN]   # infoTypes, groups, or "*" for every infoType that no rule names
//	    likelihood: likely           # at least; possible when left out
//	    distinct: 10                 # different values, at least; 1 when left out
//	    level: restricted
//	    why: They open doors.
//
// With "extends: default" the file's groups and rules are added to those of [Default], and replace those of the same
// name. Without it the file is the whole scheme. A field that is not known, a second document or a scheme that
// [Scheme.Check] refuses is an error; errors tell the line where they know it.
func ParseScheme(data []byte) (Scheme, error) {
	if len(data) > maxSchemeFile {
		return Scheme{}, fmt.Errorf("scheme: larger than %d bytes", maxSchemeFile)
	}
	var file schemeFile
	d := yaml.NewDecoder(bytes.NewReader(data), yaml.DisallowUnknownField())
	if err := d.Decode(&file); err == io.EOF {
		return Scheme{}, errors.New("scheme: the file is empty")
	} else if err != nil {
		return Scheme{}, lineError(err)
	}
	if err := d.Decode(new(schemeFile)); err != io.EOF {
		return Scheme{}, errors.New("scheme: want one YAML document")
	}

	s := Scheme{Groups: make(map[string][]detectors.InfoType)}
	switch file.Extends {
	case "":
	case "default":
		s = Default()
	default:
		return Scheme{}, fmt.Errorf("scheme: extends %q: only \"default\" can be extended", file.Extends)
	}
	maps.Copy(s.Groups, file.Groups)
	s.Rules = slices.DeleteFunc(s.Rules, func(old Rule) bool {
		return slices.ContainsFunc(file.Rules, func(r ruleFile) bool { return r.Name == old.Name })
	})
	for _, r := range file.Rules {
		s.Rules = append(s.Rules, r.rule())
	}
	if err := s.Check(nil); err != nil {
		return Scheme{}, fmt.Errorf("scheme: %w", err)
	}
	return s, nil
}

// Marshal writes the whole scheme as YAML that [ParseScheme] reads back to an equal one.
func (s Scheme) Marshal() ([]byte, error) {
	if err := s.Check(nil); err != nil {
		return nil, fmt.Errorf("scheme: %w", err)
	}
	file := schemeFile{Groups: s.Groups}
	for _, r := range s.Rules {
		file.Rules = append(file.Rules, newRuleFile(r))
	}
	data, err := yaml.MarshalWithOptions(file, yaml.IndentSequence(true))
	if err != nil {
		return nil, fmt.Errorf("scheme: %w", err)
	}
	return data, nil
}

// lineError turns the YAML package's error, which spans lines and shows the file, into one line.
func lineError(err error) error {
	if e := yaml.Error(nil); errors.As(err, &e) && e.GetToken() != nil && e.GetToken().Position != nil {
		return fmt.Errorf("scheme: line %d: %s", e.GetToken().Position.Line, e.GetMessage())
	}
	return fmt.Errorf("scheme: %w", err)
}
