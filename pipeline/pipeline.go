package pipeline

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/seed-4750cad8/assay/labels"
	"github.com/seed-4750cad8/assay/scanner"
)

// A Pipeline takes objects from open to label and row. Its fields are set before use and not changed after. Process is
// safe for concurrent use; one Run at a time uses the Inventory.
type Pipeline struct {
	Store   Store
	Scanner *scanner.Scanner
	Scheme  labels.Scheme
	// Tags says under which keys labels are written; nil writes none.
	Tags *labels.Keys
	// CheckLabels makes sure also of the labels of objects that did not change since the last run, and writes what others made of them
	// anew: one request for each.
	CheckLabels bool
	// Narrowed says that only some of the infoTypes are looked for: then an object in which none was found is not Public but Unknown.
	Narrowed bool
	// MaxObjectSize is the largest object that is read, in bytes; 0 sets no limit. A larger one is a row with a problem.
	MaxObjectSize int64
	// RunID, ScannerVersion and Ruleset go into every row, the last two into every label.
	RunID, ScannerVersion, Ruleset string
	// Now is the clock of Row.ScannedAt; nil is time.Now.
	Now func() time.Time

	// Of Run only:

	// Inventory takes the rows.
	Inventory Inventory
	// Workers is how many objects are read at once; less than 1 is 1. Labels are written beside them, by as many as
	// TaggersPerWorker times the workers: writing one is waiting, for the store and for other taggers.
	Workers int
	// Window is how many finished rows may wait for an earlier object, and so how far a huge object may fall behind the others
	// before it holds up the listing; less than 1 is DefaultWindow.
	Window int
	// CommitRows and CommitEvery say when rows are committed: after so many, or so long, whichever is first; less than 1 are
	// the defaults.
	CommitRows  int
	CommitEvery time.Duration
	// OnRow, if not nil, is called for each row, in order, by one goroutine, after it was appended.
	OnRow func(Row)
}

// Process takes one object through everything but the inventory. Running it again for the same object is harmless. What is
// wrong with the object is in the row; the error is of ctx, or ErrCredentials.
func (p *Pipeline) Process(ctx context.Context, w Work) (Row, error) {
	out, err := p.read(ctx, w)
	if err == nil && out.label != nil {
		err = p.tag(ctx, &out.row, *out.label)
	}
	if err != nil {
		return Row{}, err
	}
	return out.row, nil
}

// An outcome is what reading an object led to.
type outcome struct {
	row   Row
	label *labels.Label // nil when there is none to write
	cause error         // why row.Status is Failed
}

// read does what of Process needs the object's bytes.
func (p *Pipeline) read(ctx context.Context, w Work) (outcome, error) {
	switch {
	case w.LeftOut:
		w.Object = w.Previous.Object // whatever it is now, the row is of what was read
		return outcome{row: p.carry(w)}, nil
	case p.unchanged(w):
		out := outcome{row: p.carry(w)}
		if p.CheckLabels && out.row.TagStatus == TagUnchanged {
			complete := out.row.Coverage == scanner.Full && len(out.row.Problems) == 0 && !p.Narrowed
			out.label = &labels.Label{Level: out.row.Level, InfoTypes: out.row.InfoTypes, Complete: complete}
		}
		return out, nil
	}
	row := p.row(w)
	if p.MaxObjectSize > 0 && w.Object.Size > p.MaxObjectSize {
		// It gets a label all the same: one that says "public" may be there, and nobody has looked.
		return p.conclude(w, row, scanner.Report{Problems: []scanner.Problem{{Kind: scanner.TooLarge, Count: 1}}}), nil
	}
	report, err := p.scan(ctx, &row)
	if err != nil {
		if ctx.Err() != nil {
			return outcome{}, context.Cause(ctx)
		}
		if errors.Is(err, ErrCredentials) {
			return outcome{}, err
		}
		row.Status = statusOf(err)
		row.TagStatus = TagNone
		return outcome{row: row, cause: err}, nil
	}
	return p.conclude(w, row, report), nil
}

// conclude completes the row of an object with what was found in it, and decides its label.
func (p *Pipeline) conclude(w Work, row Row, report scanner.Report) outcome {
	row.Status = Scanned
	row.Format = report.Format
	row.Findings = report.Findings
	row.Coverage = report.Coverage
	row.Problems = report.Problems
	row.BytesScanned = report.Bytes
	row.Usage = report.Usage

	label := p.Scheme.Decide(report)
	if p.Narrowed {
		if label.Complete = false; label.Level == labels.Public {
			label.Level = labels.Unknown
		}
	}
	if prev := w.Previous; prev != nil && same(row.Object, prev.Object) && report.Coverage < prev.Coverage && label.Level < prev.Level {
		// The same bytes were read further before: to know less of them must not lower their level.
		label.Level = prev.Level
	}
	row.Level = label.Level
	row.InfoTypes = label.InfoTypes
	if p.Tags == nil {
		row.TagStatus = TagOff
		return outcome{row: row}
	}
	return outcome{row: row, label: &label}
}

// row starts the row of an object of which nothing is known yet.
func (p *Pipeline) row(w Work) Row {
	now := time.Now
	if p.Now != nil {
		now = p.Now
	}
	row := Row{
		Object:         w.Object,
		RunID:          p.RunID,
		ScannedAt:      now().UTC(),
		ScannerVersion: p.ScannerVersion,
		Ruleset:        p.Ruleset,
	}
	if w.Previous != nil {
		row.PreviousLevel = w.Previous.Level
	}
	return row
}

// same reports whether two names of objects surely mean the same bytes.
func same(a, b Object) bool {
	return a.Bucket == b.Bucket && a.Key == b.Key && a.ETag != "" && a.ETag == b.ETag && a.Size == b.Size &&
		(a.VersionID == "" || b.VersionID == "" || a.VersionID == b.VersionID)
}

// rewritten reports whether what a names was surely written after b was, though it may be the same bytes: then it has the tags that
// its writer gave it, or none. Times are compared in whole seconds: a listing of S3 may tell more of them than the headers do.
func rewritten(a, b Object) bool {
	return !a.LastModified.IsZero() && !b.LastModified.IsZero() &&
		!a.LastModified.Truncate(time.Second).Equal(b.LastModified.Truncate(time.Second))
}

// unchanged reports whether the last run already did all that this run would do: the same bytes, the same ruleset, and an
// outcome that trying again would not better.
func (p *Pipeline) unchanged(w Work) bool {
	prev := w.Previous
	if prev == nil || prev.Status != Scanned || prev.Ruleset != p.Ruleset || !same(w.Object, prev.Object) || rewritten(w.Object, prev.Object) {
		return false
	}
	if prev.Coverage == scanner.None && p.sizeAllows(prev) || withheld(prev) {
		return false
	}
	if p.Tags == nil {
		return true
	}
	return prev.TagStatus == Tagged || prev.TagStatus == TagUnchanged || prev.TagStatus == TagNoSupport
}

// sizeAllows reports whether a row that was skipped for its size would be read now.
func (p *Pipeline) sizeAllows(prev *Row) bool {
	skipped := len(prev.Problems) == 1 && prev.Problems[0].Kind == scanner.TooLarge && prev.Format == ""
	return skipped && (p.MaxObjectSize <= 0 || prev.Size <= p.MaxObjectSize)
}

// withheld reports whether something was not read that may be read now: a recognizer failed, its budget was spent, or the time was up.
func withheld(prev *Row) bool {
	return slices.ContainsFunc(prev.Problems, func(problem scanner.Problem) bool {
		return problem.Kind == scanner.RecognizerFailed || problem.Kind == scanner.OverBudget || problem.Kind == scanner.OutOfTime
	})
}

// carry is the row of an object that is not read: the last one's findings, in this run.
func (p *Pipeline) carry(w Work) Row {
	row := *w.Previous
	version, encryption, contentType := row.VersionID, row.Encryption, row.ContentType
	row.Object = w.Object // the listing is newer
	row.VersionID, row.Encryption, row.ContentType = version, encryption, contentType
	row.PreviousLevel = w.Previous.Level
	row.RunID = p.RunID
	row.Usage = scanner.Usage{}
	if p.Tags != nil && row.TagStatus == Tagged {
		row.TagStatus = TagUnchanged
	}
	return row
}

// scan opens and scans the object, and once more if it changed meanwhile: then as it is now.
func (p *Pipeline) scan(ctx context.Context, row *Row) (scanner.Report, error) {
	report, err := p.scanOnce(ctx, row)
	if errors.Is(err, ErrChanged) && ctx.Err() == nil {
		row.ETag, row.VersionID, row.Size = "", "", -1
		report, err = p.scanOnce(ctx, row)
	}
	return report, err
}

func (p *Pipeline) scanOnce(ctx context.Context, row *Row) (report scanner.Report, err error) {
	content, err := p.Store.Open(ctx, row.Object)
	if err != nil {
		return scanner.Report{}, err
	}
	defer func() {
		if closeErr := content.Close(); err == nil {
			err = closeErr
		}
	}()
	row.Object = content.Object
	return p.Scanner.Scan(ctx, content.Input)
}

// tag writes the label and says in the row what became of it.
func (p *Pipeline) tag(ctx context.Context, row *Row, label labels.Label) error {
	tags := label.Tags(*p.Tags, labels.Stamp{Scanner: row.ScannerVersion, Ruleset: row.Ruleset, ETag: row.ETag})
	before, err := p.Store.Tag(ctx, row.Object, tags)
	if err != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if errors.Is(err, ErrCredentials) {
		return err
	}
	if err == nil && row.TagStatus == TagUnchanged && maps.Equal(before, tags) {
		return nil // it was only looked at
	}
	row.TagStatus = tagStatusOf(err)
	if row.PreviousLevel == labels.Unknown {
		row.PreviousLevel, _, _ = labels.ParseTags(*p.Tags, before)
	}
	return nil
}

// statusOf and tagStatusOf are the only places where an error becomes a word of a row: its text goes nowhere.
func statusOf(err error) Status {
	switch {
	case errors.Is(err, ErrDenied):
		return Denied
	case errors.Is(err, ErrGone):
		return Gone
	case errors.Is(err, ErrChanged):
		return Changed
	case errors.Is(err, ErrArchived):
		return Archived
	case errors.Is(err, ErrKeyNeeded):
		return KeyNeeded
	case errors.Is(err, ErrThrottled):
		return Throttled
	}
	return Failed
}

func tagStatusOf(err error) TagStatus {
	switch {
	case err == nil:
		return Tagged
	case errors.Is(err, ErrTagsFull):
		return TagsFull
	case errors.Is(err, ErrDenied):
		return TagDenied
	case errors.Is(err, ErrChanged), errors.Is(err, ErrGone):
		return TagChanged
	case errors.Is(err, ErrNoTags):
		return TagNoSupport
	}
	return TagFailed
}
