package setup

import (
	"context"
	"fmt"
	"iter"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/seed-4750cad8/assay/detectors/comprehend"
	"github.com/seed-4750cad8/assay/pipeline"
	"github.com/seed-4750cad8/assay/pipeline/inventory"
	"github.com/seed-4750cad8/assay/pipeline/s3store"
	"github.com/seed-4750cad8/assay/scanner"
)

// How many objects are read at once where the user does not say. S3 answers after 100 to 200 ms, so that workers mostly
// wait; a directory answers at once, so that more workers than CPUs only take memory.
const (
	s3Workers  = 16
	maxWorkers = 512
)

// A Scan is one run over targets: a pipeline, its listing, and the inventory that it continues. It is used by one
// goroutine.
type Scan struct {
	Targets   Targets
	Inventory Target
	DryRun    bool
	RunID     string
	Started   time.Time // of the run, also when it is continued
	Ruleset   string
	Resumed   *inventory.Manifest // the run that is continued, as of its last commit; nil for a new run
	Previous  *inventory.Manifest // the last complete run of the targets, to compare with; nil without one
	Empty     Targets             // targets that list no object at all

	// Excluded counts the objects that include and exclude left out. It is valid once Run has returned; on resuming it
	// counts from where the run is continued.
	Excluded int64

	config Config
	rules  Rules
	place  *place
	files  pipeline.Files
	filter Filter
	digest string

	comprehend *comprehend.Recognizer // nil: it is not asked
}

// Hooks are told how a run goes on. Each may be nil.
type Hooks struct {
	// Begun is called once the inventory is known to be writable, before the first object is read.
	Begun func()
	// Listed is called by one goroutine for each object as it is listed; isNew says that the last run did not have it.
	// ListedAll follows the last.
	Listed    func(o pipeline.Object, isNew bool)
	ListedAll func()
	// Vanished is called by the same goroutine for each row of the last run whose object is no longer listed.
	Vanished func(pipeline.Row)
	// Read is called by any goroutine with the number of bytes that just came from the store.
	Read func(n int)
	// Row is called by one goroutine for each row, in order; on resuming, first for those committed earlier.
	Row func(pipeline.Row)
}

// NewScan prepares a run of the targets that args name: it finds credentials, reads what is needed of the inventory, and
// makes sure that every target can be listed. It writes nothing.
func NewScan(ctx context.Context, c Config, args []string) (*Scan, error) {
	targets, err := ParseTargets(args)
	if err != nil {
		return nil, err
	}
	inv, err := ParseTarget(c.Inventory)
	if err != nil {
		return nil, fmt.Errorf("--inventory: %w", err)
	}
	if err := checkPlaces(targets, inv, c); err != nil {
		return nil, err
	}
	if err := checkComprehend(c); err != nil {
		return nil, err
	}
	s := &Scan{Targets: targets, Inventory: inv, DryRun: c.DryRun, config: c, Started: time.Now()}
	if s.filter, err = NewFilter(c.Include, c.Exclude); err != nil {
		return nil, &UsageError{err}
	}
	if s.rules, err = NewRules(c); err != nil {
		return nil, err
	}
	s.Ruleset = s.rules.Ruleset
	s.digest = s.configDigest()
	if s.place, err = openPlace(ctx, c, targets, inv); err != nil {
		return nil, err
	}
	s.files = s.place.files(inv)
	if err := s.probe(ctx); err != nil {
		return nil, err
	}
	if s.Resumed, s.Previous, err = inventory.Find(ctx, s.files, targets.Strings(), s.digest); err != nil {
		return nil, explainInventory(inv, err)
	}
	s.RunID = laterRunID(s.Started, s.Previous)
	if c.Fresh {
		s.Previous = nil
	}
	if c.Fresh || !c.Resume || c.DryRun {
		s.Resumed = nil
	}
	var spent comprehend.Cost
	if s.Resumed != nil {
		s.RunID, s.Started = s.Resumed.Run, s.Resumed.Started
		spent = comprehend.Cost(s.Resumed.Totals.Cost)
	}
	s.comprehend, err = newComprehend(ctx, c, spent)
	return s, err
}

// Narrowed says that only the infoTypes that were named are looked for.
func (s *Scan) Narrowed() bool { return s.rules.Narrowed }

// readers returns the recognizers that cost money.
func (s *Scan) readers() []scanner.Reader {
	if s.comprehend == nil {
		return nil
	}
	return []scanner.Reader{comprehendReader(s.config, s.comprehend, s.rules.wanted)}
}

// Comprehend is what this process has asked of Amazon Comprehend so far; ok is false when it asks nothing.
func (s *Scan) Comprehend() (stats comprehend.Stats, ok bool) {
	if s.comprehend == nil {
		return stats, false
	}
	return s.comprehend.Stats(), true
}

// laterRunID returns an ID that sorts after that of the last run. IDs tell times to the second only.
func laterRunID(now time.Time, last *inventory.Manifest) string {
	for {
		id := inventory.NewRunID(now)
		if last == nil || id > last.Run {
			return id
		}
		now = now.Add(time.Second)
	}
}

// checkPlaces refuses an inventory that would swallow what is scanned.
func checkPlaces(targets Targets, inv Target, c Config) error {
	for _, t := range targets {
		if inventoryPrefix(inv).holds(t) {
			return Usagef("the inventory %s holds the target %s; inventories are never scanned: put it elsewhere with --inventory", inv, t)
		}
	}
	if !targets.IsS3() && inv.IsS3() && !c.NoTag {
		return Usagef("the labels of a directory stand in a file beside its inventory; want --inventory DIRECTORY, or --no-tag")
	}
	return nil
}

// inventoryPrefix is where the files of an inventory are: "inv" as a prefix would be "inventory/" too.
func inventoryPrefix(inv Target) Target {
	if inv.IsS3() && inv.Prefix != "" && !strings.HasSuffix(inv.Prefix, "/") {
		inv.Prefix += "/"
	}
	return inv
}

// configDigest identifies all that decides what rows say, but for the targets: a run that was stopped is continued under
// the same configuration only.
func (s *Scan) configDigest() string {
	c := s.config
	parts := []string{"config 1", s.rules.Ruleset, strconv.FormatInt(c.MaxObjectSize, 10), strconv.FormatBool(c.NoTag)}
	parts = append(parts, c.TagKeys.List()...)
	parts = append(parts, strconv.Itoa(len(c.Include)))
	parts = append(parts, c.Include...)
	return shortDigest(append(parts, c.Exclude...)...)
}

// probe lists the first object of every target, so that one that is denied or missing is noticed before anything is
// written, and one that is empty can be told.
func (s *Scan) probe(ctx context.Context) error {
	for _, t := range s.Targets {
		s.Empty = append(s.Empty, t)
		for _, err := range s.place.list(ctx, t, pipeline.Cursor{}) {
			if err != nil {
				return explainListing(t, err)
			}
			s.Empty = s.Empty[:len(s.Empty)-1]
			break
		}
	}
	return nil
}

// Run does the run, and marks it complete when it returns nil. When it fails, or ctx ends, the last commit stands and the
// next run continues there.
func (s *Scan) Run(ctx context.Context, h Hooks) error {
	p := &pipeline.Pipeline{
		Store:          countingStore{s.place.store, h.Read},
		Scanner:        s.rules.Scanner(s.config.MinLikelihood, scanner.DefaultLimits(), s.readers()...),
		Scheme:         s.rules.Scheme,
		Narrowed:       s.rules.Narrowed,
		CheckLabels:    s.config.CheckLabels,
		MaxObjectSize:  s.config.MaxObjectSize,
		RunID:          s.RunID,
		ScannerVersion: ScannerVersion(),
		Ruleset:        s.Ruleset,
		Workers:        s.workers(),
		OnRow:          s.chosen(h).Row,
	}
	if !s.config.NoTag && !s.DryRun {
		p.Tags = &s.config.TagKeys
	}
	err := s.run(ctx, p, h)
	if err == nil || ctx.Err() != nil {
		return err
	}
	return explainRun(s.Inventory, err)
}

func (s *Scan) run(ctx context.Context, p *pipeline.Pipeline, h Hooks) error {
	if s.DryRun {
		p.Inventory = discard{}
		call(h.Begun)
		return p.Run(ctx, s.work(ctx, pipeline.Cursor{}, h))
	}
	writer, after, err := s.begin(ctx)
	if err != nil {
		return err
	}
	call(h.Begun)
	if err := s.replay(ctx, writer.Manifest(), after, h); err != nil {
		return err
	}
	p.Inventory = writer
	if err := p.Run(ctx, s.work(ctx, after, h)); err != nil {
		return err
	}
	return writer.Finish(ctx)
}

// Close gives back what the scan holds open.
func (s *Scan) Close() error { return s.place.close() }

// begin creates the run in the inventory, or takes it over.
func (s *Scan) begin(ctx context.Context) (*inventory.Writer, pipeline.Cursor, error) {
	var writer *inventory.Writer
	var err error
	if s.Resumed != nil {
		writer, err = inventory.Resume(ctx, s.files, s.RunID)
	} else {
		writer, err = inventory.Create(ctx, s.files, inventory.Run{
			ID:             s.RunID,
			Started:        s.Started,
			Targets:        s.Targets.Strings(),
			Config:         s.digest,
			Ruleset:        s.Ruleset,
			ScannerVersion: ScannerVersion(),
		})
	}
	if err != nil {
		return nil, pipeline.Cursor{}, err
	}
	checkpoint, err := writer.After(ctx)
	if err != nil {
		return nil, pipeline.Cursor{}, err
	}
	after, err := pipeline.ParseCursor(checkpoint)
	return writer, after, err
}

// work is everything after the cursor, beside what the last run said of it. What include and exclude leave out keeps the row that it
// has: the newest run tells how things stand, and it must not forget what it did not look at.
func (s *Scan) work(ctx context.Context, after pipeline.Cursor, h Hooks) iter.Seq2[pipeline.Work, error] {
	h = s.chosen(h)
	merged := pipeline.Merge(s.listing(ctx, after), s.lastRows(ctx), after, h.Vanished)
	return func(yield func(pipeline.Work, error) bool) {
		for w, err := range merged {
			if err == nil && !s.filter.Match(w.Object.Key) {
				s.Excluded++
				if w.LeftOut = w.Previous != nil; !w.LeftOut {
					continue
				}
			}
			if err == nil && h.Listed != nil {
				h.Listed(w.Object, w.Previous == nil)
			}
			if !yield(w, err) || err != nil {
				return
			}
		}
		call(h.ListedAll)
	}
}

// chosen is h for what include and exclude choose: it is not told of the rest.
func (s *Scan) chosen(h Hooks) Hooks {
	listed, vanished, row := h.Listed, h.Vanished, h.Row
	if listed != nil {
		h.Listed = func(o pipeline.Object, isNew bool) {
			if s.filter.Match(o.Key) {
				listed(o, isNew)
			}
		}
	}
	if vanished != nil {
		h.Vanished = func(r pipeline.Row) {
			if s.filter.Match(r.Key) {
				vanished(r)
			}
		}
	}
	if row != nil {
		h.Row = func(r pipeline.Row) {
			if s.filter.Match(r.Key) {
				row(r)
			}
		}
	}
	return h
}

// listing yields the objects of all targets after the cursor, in order.
func (s *Scan) listing(ctx context.Context, after pipeline.Cursor) iter.Seq2[pipeline.Object, error] {
	return func(yield func(pipeline.Object, error) bool) {
		for _, t := range s.Targets {
			for o, err := range s.place.list(ctx, t, after) {
				switch {
				case err != nil:
					if ctx.Err() != nil {
						err = context.Cause(ctx)
					} else {
						err = explainListing(t, err)
					}
					yield(o, err)
					return
				case s.place.inside(s.Inventory, o):
				case !yield(o, nil):
					return
				}
			}
		}
	}
}

// lastRows yields the rows of the last complete run.
func (s *Scan) lastRows(ctx context.Context) iter.Seq2[pipeline.Row, error] {
	return func(yield func(pipeline.Row, error) bool) {
		if s.Previous == nil {
			return
		}
		for r, err := range inventory.Rows(ctx, s.files, *s.Previous) {
			if !yield(r, err) {
				return
			}
		}
	}
}

// replay tells the hooks of what the run that is continued had done, so that they see the whole run.
func (s *Scan) replay(ctx context.Context, done inventory.Manifest, after pipeline.Cursor, h Hooks) error {
	if done.Totals.Rows == 0 {
		return nil
	}
	h = s.chosen(h)
	objects := func(yield func(pipeline.Object, error) bool) {
		for r, err := range inventory.Rows(ctx, s.files, done) {
			if err == nil && h.Row != nil {
				h.Row(r)
			}
			if !yield(r.Object, err) {
				return
			}
		}
	}
	last := func(yield func(pipeline.Row, error) bool) {
		for r, err := range s.lastRows(ctx) {
			if err == nil && after.Before(r.Bucket, r.Key) {
				return
			}
			if !yield(r, err) {
				return
			}
		}
	}
	for w, err := range pipeline.Merge(objects, last, pipeline.Cursor{}, h.Vanished) {
		if err != nil {
			return err
		}
		if h.Listed != nil {
			h.Listed(w.Object, w.Previous == nil)
		}
	}
	return nil
}

func (s *Scan) workers() int {
	switch {
	case s.config.Workers > 0:
		return s.config.Workers
	case s.Targets.IsS3():
		return s3Workers
	}
	return max(2, runtime.NumCPU())
}

// Usage is what the run has asked of S3 so far; ok is false when it has nothing to do with S3.
func (s *Scan) Usage() (u s3store.Usage, ok bool) {
	if s.place.s3 == nil {
		return u, false
	}
	return s.place.s3.Usage(), true
}

// WholeUsage is what S3 would have been asked, at most, had a dry run been a real one that wrote n labels and so many rows.
func (s *Scan) WholeUsage(n, rows int64) s3store.Usage {
	u, _ := s.Usage()
	if s.Targets.IsS3() && !s.config.NoTag {
		// Is it still the object that was read? Read its tags, write them, read them back; is it still that object?
		u.Head += 2 * n
		u.GetTagging += 2 * n
		u.PutTagging += n
	}
	if s.Inventory.IsS3() {
		u.Put += 2 * (2 + rows/pipeline.DefaultCommitRows) // a part and the manifest for each commit
	}
	return u
}

func call(f func()) {
	if f != nil {
		f()
	}
}

// discard is the inventory of a dry run.
type discard struct{}

func (discard) After(context.Context) (string, error)      { return "", nil }
func (discard) Append(context.Context, pipeline.Row) error { return nil }
func (discard) Commit(context.Context, string) error       { return nil }
