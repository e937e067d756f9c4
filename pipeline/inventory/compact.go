package inventory

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/seed-4750cad8/assay/pipeline"
)

// EventsTarget is the one target of runs that [Compact] writes: they cover what events named, and no listing.
const EventsTarget = "events"

// DefaultGrace is how long what a compaction replaced stays: longer than engines let a query take (Athena: 30 minutes).
const DefaultGrace = time.Hour

// maxCompactBytes bounds the rows of batches that one round of a compaction holds, as record.memory estimates them.
const maxCompactBytes = 32 << 20

// Compaction says how to compact. The zero value is right but for ScannerVersion.
type Compaction struct {
	// Grace is how long batches and runs that were replaced stay for those who read them; less than 0 is no time at all and 0
	// is DefaultGrace.
	Grace          time.Duration
	ScannerVersion string
	Now            func() time.Time // nil is time.Now

	maxBytes int    // 0 is maxCompactBytes; tests have less
	limits   limits // likewise
}

// Compacted is what a compaction did.
type Compacted struct {
	Run        string   `json:"run"`               // the newest run of events now; "" when there never was a batch
	Batches    int      `json:"batches"`           // that were taken into it
	Rows       int64    `json:"rows"`              // that the run has
	Superseded int64    `json:"superseded"`        // rows that a newer one of the same object replaced
	Removed    int      `json:"removed"`           // batches and runs, replaced earlier, that were removed
	Damaged    []string `json:"damaged,omitempty"` // URIs of files that are no batches: they stay as they are, and the next compaction tries again
}

// Compact makes one run of the newest complete run of events and of all batches that were written since: one row for each
// object, the newest (see [Newer]). The run is like those of scans, so that whatever reads these reads it.
//
// Any number of workers may write batches meanwhile. If two compactions meet, one of them fails with
// [pipeline.ErrConflict] and has changed nothing. One that fails or dies at any point loses and doubles no row, and the next
// goes on from there.
//
// A small file, the head, says which run is the newest and which batches are in it; to write it, on the condition that nobody
// else did, is the moment in which a compaction happens. A batch that was written again since (its ETag tells) counts as new.
// What the head says was replaced is removed by a later compaction, once the grace time has passed, and each file only
// if it is still the one that was replaced.
func Compact(ctx context.Context, files pipeline.Files, how Compaction) (Compacted, error) {
	c := &compactor{files: files, how: how, now: how.Now, grace: how.Grace}
	if c.now == nil {
		c.now = time.Now
	}
	if c.grace == 0 {
		c.grace = DefaultGrace
	}
	if c.how.maxBytes == 0 {
		c.how.maxBytes = maxCompactBytes
	}
	if c.how.limits == (limits{}) {
		c.how.limits = defaultLimits
	}
	err := c.compact(ctx)
	if errors.Is(err, pipeline.ErrConflict) {
		err = fmt.Errorf("another compaction goes on: %w", err)
	}
	return c.done, err
}

type compactor struct {
	files pipeline.Files
	how   Compaction
	now   func() time.Time
	grace time.Duration
	head  head
	etag  string // of the head; pipeline.Absent when there is none
	done  Compacted
}

func (c *compactor) compact(ctx context.Context) error {
	if err := c.loadHead(ctx); err != nil {
		return err
	}
	if err := c.finish(ctx); err != nil {
		return err
	}
	names, err := c.list(ctx)
	if err != nil {
		return err
	}
	for len(names) > 0 {
		round, rest, err := c.read(ctx, names)
		if err != nil {
			return err
		}
		names = rest
		if len(round.batches) == 0 {
			continue
		}
		if err := c.merge(ctx, round); err != nil {
			return err
		}
	}
	c.done.Run = c.head.Run
	return c.clean(ctx)
}

// headName is the name of the head. Engines do not take it for a part of a table.
const headName = "_compacted.json"

// A head is the state of compaction.
type head struct {
	Version int       `json:"version"`
	Run     string    `json:"run"`    // the newest run of events; it may not be complete yet, and then all of it is committed
	Merged  []merged  `json:"merged"` // batches whose rows are in Run
	Retired []retired `json:"retired"`
}

// merged is a batch that the head's run holds.
type merged struct {
	Name string    `json:"name"`
	ETag string    `json:"etag"`
	At   time.Time `json:"at"`
}

// retired is a run that another has replaced.
type retired struct {
	Run string    `json:"run"`
	At  time.Time `json:"at"`
}

const headVersion = 1

func (c *compactor) loadHead(ctx context.Context) error {
	data, etag, err := c.files.Get(ctx, headName)
	if errors.Is(err, pipeline.ErrGone) {
		c.head, c.etag = head{Version: headVersion}, pipeline.Absent
		return nil
	}
	if err != nil {
		return fmt.Errorf("read %s: %w", c.files.URI(headName), err)
	}
	var h head
	if json.Unmarshal(data, &h) != nil || h.Version != headVersion || !validRunID(h.Run) ||
		slices.ContainsFunc(h.Merged, func(m merged) bool { return !isBatch(m.Name) }) ||
		slices.ContainsFunc(h.Retired, func(r retired) bool { return !validRunID(r.Run) || r.Run == h.Run }) {
		return fmt.Errorf("%s is damaged, or of another version of assay", c.files.URI(headName))
	}
	c.head, c.etag = h, etag
	return nil
}

func (c *compactor) putHead(ctx context.Context, h head) error {
	data, err := json.Marshal(h)
	if err != nil {
		return err
	}
	etag, err := c.files.Put(ctx, headName, append(data, '\n'), c.etag)
	if err != nil {
		return fmt.Errorf("write %s: %w", c.files.URI(headName), err)
	}
	c.head, c.etag = h, etag
	return nil
}

// finish marks the head's run complete, if who made it the head's died before it could.
func (c *compactor) finish(ctx context.Context) error {
	if c.head.Run == "" {
		return nil
	}
	m, err := Load(ctx, c.files, c.head.Run)
	if err != nil || m.State == Complete {
		c.done.Rows = m.Totals.Rows
		return err
	}
	w, err := resume(ctx, c.files, c.head.Run, c.how.limits, c.now)
	if err != nil {
		return err
	}
	c.done.Rows = w.Manifest().Totals.Rows
	return w.Finish(ctx)
}

func isBatch(name string) bool {
	return strings.HasPrefix(name, batches) && strings.HasSuffix(name, ".parquet") && strings.Count(name, "/") == 1
}

// list returns the names of all batches.
func (c *compactor) list(ctx context.Context) ([]string, error) {
	var names []string
	for name, err := range c.files.List(ctx, batches) {
		if err != nil {
			return nil, fmt.Errorf("list %s: %w", c.files.URI(batches), err)
		}
		if isBatch(name) {
			names = append(names, name)
		}
	}
	return names, nil
}

// A round is the batches that are merged at once.
type round struct {
	batches []merged
	rows    rowSet
	read    int64 // rows
}

// batchReaders is how many files of batches are read at once: they are small, and reading one is waiting.
const batchReaders = 16

// read takes as many batches as memory allows, and returns the names of the rest.
func (c *compactor) read(ctx context.Context, names []string) (round, []string, error) {
	known := make(map[string]string, len(c.head.Merged))
	for _, m := range c.head.Merged {
		known[m.Name] = m.ETag
	}
	r := round{rows: rowSet{}}
	type batch struct {
		rows []pipeline.Row
		etag string
		err  error
	}
	for bytes := 0; len(names) > 0 && bytes < c.how.maxBytes; {
		now := names[:min(len(names), batchReaders)]
		names = names[len(now):]
		read := make([]batch, len(now))
		var wg sync.WaitGroup
		for i, name := range now {
			wg.Go(func() {
				b := &read[i]
				for try := 0; try == 0 || errors.Is(b.err, pipeline.ErrChanged) && try < batchReaders; try++ {
					b.rows, b.etag, b.err = readBatch(ctx, c.files, name)
				}
			})
		}
		wg.Wait()
		for i, b := range read {
			switch {
			case errors.Is(b.err, pipeline.ErrGone): // another compaction removed it
				continue
			case errors.Is(b.err, errBatch):
				c.done.Damaged = append(c.done.Damaged, c.files.URI(now[i]))
				continue
			case b.err != nil:
				return r, nil, b.err
			case known[now[i]] == b.etag:
				continue
			}
			r.batches = append(r.batches, merged{Name: now[i], ETag: b.etag})
			for _, row := range b.rows {
				rec := newRecord(row)
				bytes += rec.memory()
				r.rows.add(row)
				r.read++
			}
		}
	}
	return r, names, nil
}

// merge writes a run of the head's run and of the round's batches, and makes it the head's.
func (c *compactor) merge(ctx context.Context, r round) error {
	id := idAfter(c.now(), c.head.Run)
	w, err := c.write(ctx, id, r.rows.sorted())
	if err != nil {
		// Nobody will miss it. What cannot be removed now is when its grace time has passed.
		return errors.Join(err, c.removeRun(context.WithoutCancel(ctx), id))
	}
	before := c.done.Rows + r.read
	next := head{Version: headVersion, Run: id, Merged: c.head.Merged, Retired: c.head.Retired}
	now := c.now().UTC()
	written := make(map[string]bool, len(r.batches))
	for _, b := range r.batches {
		written[b.Name] = true
	}
	next.Merged = slices.DeleteFunc(slices.Clone(next.Merged), func(m merged) bool { return written[m.Name] }) // written again since
	for _, b := range r.batches {
		next.Merged = append(next.Merged, merged{b.Name, b.ETag, now})
	}
	if c.head.Run != "" {
		next.Retired = append(slices.Clone(next.Retired), retired{c.head.Run, now})
	}
	if err := c.putHead(ctx, next); err != nil {
		return err
	}
	c.done.Batches += len(r.batches)
	c.done.Rows = w.Manifest().Totals.Rows
	c.done.Superseded += before - c.done.Rows
	return w.Finish(ctx)
}

// write writes the run of that ID and commits it.
func (c *compactor) write(ctx context.Context, id string, batch []pipeline.Row) (*Writer, error) {
	w, err := create(ctx, c.files, Run{ID: id, Started: c.now(), Targets: []string{EventsTarget}, ScannerVersion: c.how.ScannerVersion}, c.how.limits, c.now)
	if err != nil {
		return nil, err
	}
	var last pipeline.Cursor
	for row, err := range c.rows(ctx, batch) {
		if err != nil {
			return nil, err
		}
		row.RunID = id
		if err := w.Append(ctx, row); err != nil {
			return nil, err
		}
		last = pipeline.Cursor{Bucket: row.Bucket, Key: row.Key}
	}
	return w, w.Commit(ctx, last.String())
}

// idAfter returns an ID for a run that starts now and sorts after last, which may be of the same second or of a clock that
// went wrong.
func idAfter(now time.Time, last string) string {
	if last != "" {
		if t, err := time.Parse(runIDTime, last[:len(runIDTime)]); err == nil && now.Before(t.Add(time.Second)) {
			now = t.Add(time.Second)
		}
	}
	return NewRunID(now)
}

// rows merges the rows of the head's run with newer ones: both are in order.
func (c *compactor) rows(ctx context.Context, batch []pipeline.Row) iter.Seq2[pipeline.Row, error] {
	return func(yield func(pipeline.Row, error) bool) {
		if c.head.Run != "" {
			m, err := Load(ctx, c.files, c.head.Run)
			if err != nil {
				yield(pipeline.Row{}, err)
				return
			}
			for old, err := range Rows(ctx, c.files, m) {
				if err != nil {
					yield(old, err)
					return
				}
				for len(batch) > 0 && pipeline.Compare(batch[0].Bucket, batch[0].Key, old.Bucket, old.Key) < 0 {
					if !yield(batch[0], nil) {
						return
					}
					batch = batch[1:]
				}
				if len(batch) > 0 && batch[0].Bucket == old.Bucket && batch[0].Key == old.Key {
					if Newer(batch[0], old) {
						old = batch[0]
					}
					batch = batch[1:]
				}
				if !yield(old, nil) {
					return
				}
			}
		}
		for _, r := range batch {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// clean removes what was replaced longer ago than the grace time, and runs of events that were begun so long ago and never
// became the head's.
func (c *compactor) clean(ctx context.Context) error {
	before := c.now().Add(-max(c.grace, 0))
	next := head{Version: headVersion, Run: c.head.Run}
	for _, m := range c.head.Merged {
		if m.At.After(before) {
			next.Merged = append(next.Merged, m)
			continue
		}
		err := c.files.Remove(ctx, m.Name, m.ETag)
		if errors.Is(err, pipeline.ErrConflict) {
			continue // written again: new, for the next compaction
		}
		if err != nil {
			return fmt.Errorf("remove %s: %w", c.files.URI(m.Name), err)
		}
		c.done.Removed++
	}
	for _, r := range c.head.Retired {
		if r.At.After(before) {
			next.Retired = append(next.Retired, r)
		} else if err := c.removeRun(ctx, r.Run); err != nil {
			return err
		}
	}
	for m, err := range Runs(ctx, c.files) {
		if err != nil {
			return err
		}
		// A compaction that died left it behind.
		if m.State == Running && slices.Equal(m.Targets, []string{EventsTarget}) && m.Run != c.head.Run && !m.Started.After(before) {
			if err := c.removeRun(ctx, m.Run); err != nil {
				return err
			}
		}
	}
	if len(next.Merged) == len(c.head.Merged) && len(next.Retired) == len(c.head.Retired) {
		return nil
	}
	return c.putHead(ctx, next)
}

// removeRun removes the files of a run: its manifest last, so that what is left of the run is found again should this be cut
// short.
func (c *compactor) removeRun(ctx context.Context, run string) error {
	var names []string
	for name, err := range c.files.List(ctx, "run="+run+"/") {
		if err != nil {
			return fmt.Errorf("list %s: %w", c.files.URI("run="+run+"/"), err)
		}
		names = append(names, name)
	}
	for _, name := range append(names, manifestName(run)) {
		_, etag, err := c.files.Get(ctx, name)
		if err == nil {
			err = c.files.Remove(ctx, name, etag)
		}
		if err != nil && !errors.Is(err, pipeline.ErrGone) {
			return fmt.Errorf("remove %s: %w", c.files.URI(name), err)
		}
	}
	c.done.Removed++
	return nil
}
