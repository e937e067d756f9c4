// Package setup turns what a user asked for into a pipeline that is ready to run.
//
// It owns the options of every command ([Options]), where their values come from and which wins ([Resolve]), the targets
// of a scan, and the wiring of stores, inventory, detectors, formats and scheme. It is the only package that knows all the
// others, and the only one that reads the environment's ASSAY_ variables and configuration files. It knows nothing of
// commands, terminals or exit status, and it writes to no terminal.
package setup

import (
	"errors"
	"fmt"
	"time"

	"github.com/seed-4750cad8/assay/detectors"
	"github.com/seed-4750cad8/assay/detectors/comprehend"
	"github.com/seed-4750cad8/assay/labels"
)

// A Config is everything that a user can choose, but for the targets. Its fields are documented where users read it: in
// the options.
type Config struct {
	Inventory     string
	DryRun        bool
	Include       []string
	Exclude       []string
	MaxObjectSize int64 // bytes; 0 is no limit
	Workers       int   // 0 chooses by target: see Targets.Workers
	MinLikelihood detectors.Likelihood
	InfoTypes     []string
	Scheme        string // file; "" is the default scheme
	NoTag         bool
	TagKeys       labels.Keys
	TagSettle     time.Duration
	CheckLabels   bool
	Resume        bool
	Fresh         bool
	Output        Output

	Names              bool            // look for names and addresses in prose, locally
	Comprehend         comprehend.Mode // comprehendOff does not ask it
	ComprehendBudget   comprehend.Cost // 0: none was given
	ComprehendTPS      float64
	ComprehendLanguage string // "" detects it for each text

	EndpointURL string
	Region      string
	Profile     string
	AssumeRole  string
	PathStyle   PathStyle

	schemeText []byte // of Scheme, where that is no file of this machine
}

// An Output is a form of results on standard output.
type Output string

// The outputs. Not every command has each.
const (
	Text     Output = "text"
	JSON     Output = "json"
	Markdown Output = "markdown"
)

// PathStyle says whether a bucket's name stands in the path of a URL, and not in its host.
type PathStyle string

// The path styles. Auto is on where there is an endpoint URL: few stores but AWS have a host for each bucket.
const (
	PathStyleAuto PathStyle = "auto"
	PathStyleOn   PathStyle = "true"
	PathStyleOff  PathStyle = "false"
)

// A UsageError is a mistake in what the user asked for: a flag, a variable, a field of a file, an argument. Nothing was
// started.
type UsageError struct{ Err error }

func (e *UsageError) Error() string { return e.Err.Error() }
func (e *UsageError) Unwrap() error { return e.Err }

// Usagef returns a [UsageError].
func Usagef(format string, args ...any) error {
	return &UsageError{fmt.Errorf(format, args...)}
}

// IsUsage reports whether err is a [UsageError].
func IsUsage(err error) bool {
	var u *UsageError
	return errors.As(err, &u)
}
