package pipeline

import (
	"context"
	"time"

	"github.com/seed-4750cad8/assay/detectors"
	"github.com/seed-4750cad8/assay/labels"
	"github.com/seed-4750cad8/assay/scanner"
)

// A Row is what the inventory says of one object. There is one for every object of a listing.
type Row struct {
	Object                              // what was listed, or read where it was
	Format         string               // outermost format; "" when not read
	Status         Status               //
	Level          labels.Level         // Unknown unless decided
	PreviousLevel  labels.Level         // of the same key in the last run, or in the tags found; Unknown when neither knows
	InfoTypes      []detectors.InfoType // as in the label: most sensitive first
	Findings       []scanner.Finding
	Coverage       scanner.Coverage
	Problems       []scanner.Problem
	BytesScanned   int64 // of decoded text
	TagStatus      TagStatus
	RunID          string    // the run that wrote this row
	ScannedAt      time.Time // when these findings were made: earlier than the run for an unchanged object
	ScannerVersion string
	Ruleset        string // digest of detectors, recognizers and scheme; rows of one ruleset are comparable
	// Usage is what recognizers cost in the run that wrote this row: nothing for an unchanged object.
	Usage scanner.Usage
}

// An Inventory stores the rows of one run. It is used by one goroutine.
type Inventory interface {
	// After returns the cursor of the last commit of the run that is being resumed; "" for a new run.
	After(ctx context.Context) (string, error)
	// Append adds a row. Rows come in ascending order of bucket and key. Appended rows are durable only once committed.
	Append(ctx context.Context, r Row) error
	// Commit makes the appended rows durable and moves the checkpoint to after, in one write.
	Commit(ctx context.Context, after string) error
}
