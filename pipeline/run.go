package pipeline

import (
	"context"
	"fmt"
	"iter"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

// Defaults of a Pipeline's Run.
const (
	DefaultWindow      = 16384
	DefaultCommitRows  = 1000
	DefaultCommitEvery = 15 * time.Second
	// TaggersPerWorker is how many labels may be on their way for each object that is being read.
	TaggersPerWorker = 16
	// MaxFailures is how many objects may fail one after the other, for reasons that are not known to be their own: then it is
	// the store or the network that fails, and a run that went on would only write rows that say so.
	MaxFailures = 100
	// windowFindings is how many findings may wait in the window: rows differ in size a thousandfold.
	windowFindings = 1 << 16
)

// A pending row is a place in the order of rows, taken when its object is listed.
type pending struct {
	work Work
	row  Row
	done chan struct{} // closed once row is set
}

// Run processes all of work and commits its rows in order. It returns when every row is committed, or on the first failure
// of the listing, the inventory or ctx: then what was appended is committed, and a run that resumes from it does the rest.
func (p *Pipeline) Run(ctx context.Context, work iter.Seq2[Work, error]) error {
	g, gctx := errgroup.WithContext(ctx)
	jobs := make(chan *pending)
	order := make(chan *pending, orDefault(p.Window, DefaultWindow))
	var waiting atomic.Int64          // findings of rows that wait in order
	drained := make(chan struct{}, 1) // the committer took rows

	g.Go(func() error { // the lister
		defer close(jobs)
		defer close(order)
		for w, err := range work {
			if err != nil {
				return err
			}
			for waiting.Load() > windowFindings {
				select {
				case <-drained:
				case <-gctx.Done():
					return context.Cause(gctx)
				}
			}
			job := &pending{work: w, done: make(chan struct{})}
			select {
			case order <- job:
			case <-gctx.Done():
				return context.Cause(gctx)
			}
			select {
			case jobs <- job:
			case <-gctx.Done():
				return context.Cause(gctx)
			}
		}
		return nil
	})
	workers := max(p.Workers, 1)
	var failures atomic.Int64 // one after the other
	taggers := make(chan struct{}, workers*TaggersPerWorker)
	finish := func(job *pending, row Row) {
		job.row = row
		waiting.Add(int64(len(row.Findings)))
		close(job.done)
	}
	for range workers {
		g.Go(func() error {
			for job := range jobs {
				out, err := p.read(gctx, job.work)
				if err != nil {
					return err
				}
				if out.row.Status != Failed {
					failures.Store(0)
				} else if failures.Add(1) >= MaxFailures {
					return fmt.Errorf("%w, the last with: %w", ErrFailing, out.cause)
				}
				if out.label == nil {
					finish(job, out.row)
					continue
				}
				select {
				case taggers <- struct{}{}:
				case <-gctx.Done():
					return context.Cause(gctx)
				}
				g.Go(func() error {
					defer func() { <-taggers }()
					if err := p.tag(gctx, &out.row, *out.label); err != nil {
						return err
					}
					finish(job, out.row)
					return nil
				})
			}
			return nil
		})
	}
	g.Go(func() error { return p.commit(ctx, gctx, order, &waiting, drained) })
	return g.Wait()
}

// commit appends rows in order and commits them. ctx is the caller's, gctx ends with the first failure of any goroutine.
func (p *Pipeline) commit(ctx, gctx context.Context, order <-chan *pending, waiting *atomic.Int64, drained chan<- struct{}) error {
	rows, last := 0, Cursor{}
	flush := func(ctx context.Context) error {
		if rows == 0 {
			return nil
		}
		rows = 0
		return p.Inventory.Commit(ctx, last.String())
	}
	tick := time.NewTicker(orDefault(p.CommitEvery, DefaultCommitEvery))
	defer tick.Stop()
	for {
		var job *pending
		var ok bool
		select {
		case job, ok = <-order:
		case <-tick.C:
			if err := flush(gctx); err != nil {
				return err
			}
			continue
		case <-gctx.Done():
			return p.lastCommit(ctx, gctx, flush)
		}
		if !ok {
			if gctx.Err() != nil { // the listing did not end: it failed
				return p.lastCommit(ctx, gctx, flush)
			}
			return flush(gctx)
		}
		for done := false; !done; {
			select {
			case <-job.done:
				done = true
			case <-tick.C: // a huge object must not keep the rows before it from being committed
				if err := flush(gctx); err != nil {
					return err
				}
			case <-gctx.Done():
				return p.lastCommit(ctx, gctx, flush)
			}
		}
		waiting.Add(-int64(len(job.row.Findings)))
		select {
		case drained <- struct{}{}:
		default:
		}
		if err := p.Inventory.Append(gctx, job.row); err != nil {
			return err
		}
		rows++
		last = Cursor{job.row.Bucket, job.row.Key}
		if p.OnRow != nil {
			p.OnRow(job.row)
		}
		if rows >= orDefault(p.CommitRows, DefaultCommitRows) {
			if err := flush(gctx); err != nil {
				return err
			}
		}
	}
}

// lastCommitTime bounds the last commit of a run that was cancelled: somebody waits at a terminal, or a host shuts down.
const lastCommitTime = 10 * time.Second

// lastCommit commits what was appended before the run was cancelled or failed, so that it need not be done again.
func (p *Pipeline) lastCommit(ctx, gctx context.Context, flush func(context.Context) error) error {
	cause := context.Cause(gctx)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastCommitTime)
	defer cancel()
	if err := flush(ctx); err != nil {
		return err
	}
	return cause
}

func orDefault[T int | time.Duration](v, def T) T {
	if v < 1 {
		return def
	}
	return v
}
