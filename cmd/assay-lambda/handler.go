package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/seed-4750cad8/assay/labels"
	"github.com/seed-4750cad8/assay/pipeline"
	"github.com/seed-4750cad8/assay/pipeline/inventory"
)

// A store is a [pipeline.Store] that can look at an object without reading it.
type store interface {
	pipeline.Store
	// Head returns the version that o names, or else the current one.
	Head(ctx context.Context, o pipeline.Object) (pipeline.Object, error)
	// Tags returns the tags of the version that o names.
	Tags(ctx context.Context, o pipeline.Object) (map[string]string, error)
}

// A handler does what events ask for. Its fields are set before use; it is safe for concurrent use.
type handler struct {
	pipeline pipeline.Pipeline // but for its Store
	store    store
	files    pipeline.Files             // of the inventory
	skip     func(pipeline.Object) bool // objects that are none of the function's business: the inventory's own files, above all
	workers  int                        // objects that are read at once
	log      *slog.Logger
	metrics  func(counts) // called once an event
	now      func() time.Time
}

// A verdict is how far a task came.
type verdict int

// The verdicts, from good to bad: an item's is the worst of its tasks'.
const (
	done   verdict = iota // nothing is left to do, or nothing that a retry would better
	failed                // a retry will not help any more; the row says what is wrong
	again                 // a retry may help
)

// An outcome is what came of a task.
type outcome struct {
	verdict verdict
	row     *pipeline.Row // what is known of the object; nil when it was not looked at
	hidden  bool          // the row is not of the key's current version, and so not one for the inventory
	note    string        // why there is no row, or why the verdict is not done: a word of this program's own
}

// Notes.
const (
	noteSkipped    = "skipped"     // none of the function's business
	noteSuperseded = "superseded"  // a newer version is labelled already
	noteDeadline   = "deadline"    // not begun, or not finished, before the invocation's deadline
	noteCrashed    = "crashed"     // the scan panicked outside of a decoder
	noteNoAccess   = "credentials" // expired or not accepted
	noteInventory  = "inventory"   // the row could not be stored
	noteUnclear    = "not-understood"
	noteIgnored    = "ignored" // no news of new bytes
)

// handle does what one event asks for and returns the reply. It returns an error only where that is how the source is told
// to deliver again, or to whoever invoked the function by hand.
func (h *handler) handle(ctx context.Context, payload []byte) (any, error) {
	start := h.now()
	e, err := decode(payload)
	if err != nil {
		h.log.ErrorContext(ctx, "event not understood")
		h.metrics(counts{Unclear: 1, Duration: h.now().Sub(start)})
		return nil, err
	}
	jobs, of := h.plan(e)
	deadline, ok := ctx.Deadline()
	if !ok {
		deadline = start.Add(maxDuration)
	}
	t := timetable(start, deadline)
	ctx, cancel := context.WithDeadline(ctx, t.reply)
	defer cancel()
	h.work(ctx, t, jobs)
	h.keep(ctx, e, jobs)
	c := h.judge(ctx, e, jobs, of)
	c.Duration = h.now().Sub(start)
	h.metrics(c)
	h.log.InfoContext(ctx, "event handled", "source", string(e.source), "items", len(e.items), "objects", c.Objects, "ignored", c.Ignored,
		"superseded", c.Superseded, "again", c.Again, "failed", c.Failed, "unclear", c.Unclear, "ms", c.Duration.Milliseconds())
	return reply(e, jobs, of)
}

// maxDuration is how long an invocation can take where nobody says. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const maxDuration = 15 * time.Minute

// A job is an object to look at, for one task or several of the same event.
type job struct {
	task    task
	retries bool // the source delivers again what failed, and will not do so for ever
	outcome outcome
}

// plan gathers the tasks of an event into jobs: one look at a key answers for all events that came before it, so that of
// several tasks only the newest counts. of says which jobs each item has.
func (h *handler) plan(e event) (jobs []*job, of [][]*job) {
	type name struct{ bucket, key, version string }
	seen := map[name]*job{}
	of = make([][]*job, len(e.items))
	for i, it := range e.items {
		for _, t := range it.tasks {
			n := name{t.object.Bucket, t.object.Key, t.object.VersionID}
			j := seen[n]
			if j == nil {
				j = &job{task: t}
				seen[n] = j
				jobs = append(jobs, j)
			} else if compareSequencers(t.sequencer, j.task.sequencer) > 0 {
				j.task = t
			}
			j.retries = j.retries || e.source == fromNotification || e.source == fromQueue && it.receives < maxReceives
			of[i] = append(of[i], j)
		}
	}
	return jobs, of
}

// maxReceives is how often a queue's object is tried that fails for reasons that are not known (Lambda itself tries
// notifications three times). Then it stays with a row that says so. What is out of reach for a while, because S3 throttles,
// is tried until the queue gives up.
const maxReceives = 3

// times are the moments at which an invocation changes what it does.
type times struct {
	start  time.Time
	stop   time.Time // nothing is begun any more; scans that had most of the time end with what they have
	giveUp time.Time // what is still under way is given up: the store does not answer
	reply  time.Time // rows are given up, so that the reply is in time
}

// timetable leaves a quarter of the time, at most ten seconds: half of it for labels, then most of it for rows.
func timetable(start, deadline time.Time) times {
	left := min(deadline.Sub(start)/4, 10*time.Second)
	return times{start: start, stop: deadline.Add(-left), giveUp: deadline.Add(-left / 2), reply: deadline.Add(-left / 10)}
}

// until returns when a scan that begins now ends with what it has, and when it is given up. One that has at least half of the
// invocation's time is ended: another invocation could not read much more, so that what was read counts. Any other is given
// up at once, to be handed back; until is zero.
func (t times) until(now time.Time) (until, end time.Time) {
	if t.stop.Sub(now) >= t.stop.Sub(t.start)/2 {
		return t.stop, t.giveUp
	}
	return time.Time{}, t.stop
}

// work does the jobs, several at once.
func (h *handler) work(ctx context.Context, t times, jobs []*job) {
	next := make(chan *job)
	var wg sync.WaitGroup
	for range min(h.workers, len(jobs)) {
		wg.Go(func() {
			for j := range next {
				j.outcome = h.look(ctx, t, j)
			}
		})
	}
	for _, j := range jobs {
		next <- j
	}
	close(next)
	wg.Wait()
}

// look takes one object through the pipeline.
func (h *handler) look(ctx context.Context, t times, j *job) (out outcome) {
	o := j.task.object
	if h.skip(o) {
		return outcome{note: noteSkipped}
	}
	begun := h.now()
	if !begun.Before(t.stop) {
		return outcome{verdict: again, note: noteDeadline}
	}
	defer func() {
		if recover() != nil { // the value may hold content and is dropped
			out = outcome{verdict: failed, row: h.crashed(o, begun), note: noteCrashed}
		}
	}()
	until, end := t.until(begun)
	whole := ctx
	ctx, cancel := context.WithDeadline(ctx, end)
	defer cancel()
	if p := h.pipeline; p.MaxObjectSize > 0 && o.Size < 0 {
		if head, err := h.store.Head(ctx, o); err == nil { // and if not, opening it says why
			o.Size = head.Size
		}
	}
	w := &witness{store: h.store, until: until, labelled: func(ctx context.Context) bool { return !j.task.exact && h.labelled(ctx, o) }}
	p := h.pipeline
	p.Store = w
	row, err := p.Process(ctx, pipeline.Work{Object: o})
	switch {
	case w.superseded:
		return outcome{note: noteSuperseded}
	case errors.Is(err, pipeline.ErrCredentials):
		return outcome{verdict: again, note: noteNoAccess}
	case err != nil:
		return outcome{verdict: again, note: noteDeadline}
	}
	row.Size = max(row.Size, 0)
	out = outcome{row: &row}
	if j.task.exact {
		out.hidden = !h.isCurrent(whole, row)
	}
	switch {
	case row.Status == pipeline.Throttled:
		out.verdict, out.note = again, string(row.Status)
	case row.Status == pipeline.Failed || row.TagStatus == pipeline.TagFailed:
		out.verdict, out.note = failed, string(pipeline.Failed)
		if j.retries {
			out.verdict = again
		}
	}
	return out
}

// crashed is the row of an object whose scan panicked.
func (h *handler) crashed(o pipeline.Object, begun time.Time) *pipeline.Row {
	o.Size = max(o.Size, 0)
	return &pipeline.Row{
		Object: o, Status: pipeline.Failed, TagStatus: pipeline.TagNone, ScannedAt: begun.UTC(),
		ScannerVersion: h.pipeline.ScannerVersion, Ruleset: h.pipeline.Ruleset,
	}
}

// labelled reports whether the object that the key has now bears a label that was made from it: then an event of an earlier
// one has come too late to matter. What replaced the earlier one has an event of its own, which is never passed over: so a
// label that somebody else wrote keeps nothing from being read.
func (h *handler) labelled(ctx context.Context, o pipeline.Object) bool {
	if h.pipeline.Tags == nil {
		return false
	}
	now, err := h.store.Head(ctx, pipeline.Object{Bucket: o.Bucket, Key: o.Key})
	if err != nil || now.ETag == o.ETag {
		return false
	}
	tags, err := h.store.Tags(ctx, now)
	if err != nil {
		return false
	}
	_, stamp, ok := labels.ParseTags(*h.pipeline.Tags, tags)
	return ok && stamp.ETag == labels.Stamp{ETag: now.ETag}.Written().ETag
}

// isCurrent reports whether a row is of the version that its key stands for. It asks after the scan began, so that what is
// written later has a later scan.
func (h *handler) isCurrent(ctx context.Context, row pipeline.Row) bool {
	now, err := h.store.Head(ctx, pipeline.Object{Bucket: row.Bucket, Key: row.Key})
	switch {
	case err == nil:
		return now.VersionID == row.VersionID
	case errors.Is(err, pipeline.ErrGone):
		return row.Status == pipeline.Gone
	}
	return true // better one row too many than an object without
}

// A witness is the store of one job: it ends the scan in time, and finds out whether an object that changed needs one.
type witness struct {
	store
	until      time.Time
	labelled   func(context.Context) bool
	superseded bool
}

var errSuperseded = errors.New("a newer version is labelled")

// Open implements [pipeline.Store].
func (w *witness) Open(ctx context.Context, o pipeline.Object) (pipeline.Content, error) {
	content, err := w.store.Open(ctx, o)
	if errors.Is(err, pipeline.ErrChanged) && w.labelled(ctx) {
		w.superseded = true
		return content, errSuperseded // and not ErrChanged, for which the pipeline would read what is there now
	}
	content.Input.Until = w.until
	return content, err
}

// keep stores the rows of an event. Without its row a task is not done.
func (h *handler) keep(ctx context.Context, e event, jobs []*job) {
	var rows []pipeline.Row
	var members []string
	for _, j := range jobs {
		o := j.task.object
		members = append(members, fmt.Sprintf("%q %q %q %q %q", o.Bucket, o.Key, o.VersionID, o.ETag, j.task.sequencer))
		if j.outcome.row != nil && !j.outcome.hidden {
			rows = append(rows, *j.outcome.row)
		}
	}
	if len(rows) == 0 {
		return
	}
	if _, err := inventory.PutBatch(ctx, h.files, members, rows); err != nil {
		h.log.ErrorContext(ctx, "rows not stored", "error", err.Error())
		for _, j := range jobs {
			if j.outcome.row != nil && !j.outcome.hidden {
				j.outcome.verdict, j.outcome.note = again, noteInventory
			}
		}
	}
}

// judge counts what came of an event, and logs what did not go well.
func (h *handler) judge(ctx context.Context, e event, jobs []*job, of [][]*job) counts {
	var c counts
	for i, it := range e.items {
		switch {
		case it.unclear:
			c.Unclear++
			h.log.ErrorContext(ctx, "item not understood", "item", it.id)
		case len(of[i]) == 0:
			c.Ignored++
		}
	}
	for _, j := range jobs {
		o := j.outcome
		c.add(o)
		if o.verdict == done && (o.row == nil || o.row.Status == pipeline.Scanned) {
			continue
		}
		attrs := []any{"bucket", j.task.object.Bucket, "key", j.task.object.Key, "version", j.task.object.VersionID, "again", o.verdict == again, "note", o.note}
		if o.row != nil {
			attrs = append(attrs, "status", string(o.row.Status), "tag_status", string(o.row.TagStatus))
		}
		h.log.WarnContext(ctx, "object not done", attrs...)
	}
	return c
}
