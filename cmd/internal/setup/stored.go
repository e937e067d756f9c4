package setup

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/seed-4750cad8/assay/pipeline"
	"github.com/seed-4750cad8/assay/pipeline/inventory"
)

// A StoredInventory is an inventory to read.
type StoredInventory struct {
	Location Target
	Files    pipeline.Files
}

// OpenInventory finds the inventory at a location. It does not read it yet.
func OpenInventory(ctx context.Context, c Config, location string) (*StoredInventory, error) {
	t, err := ParseTarget(location)
	if err != nil {
		return nil, err
	}
	if !t.IsS3() {
		if t.Dir, err = existingDir(location); err != nil {
			return nil, fmt.Errorf("inventory %w", err)
		}
	}
	p, err := openPlace(ctx, c, nil, t)
	if err != nil {
		return nil, err
	}
	return &StoredInventory{Location: t, Files: p.files(t)}, nil
}

// Runs returns the manifests of all runs, newest first.
func (i *StoredInventory) Runs(ctx context.Context) ([]inventory.Manifest, error) {
	var runs []inventory.Manifest
	for m, err := range inventory.Runs(ctx, i.Files) {
		if err != nil {
			return nil, explainInventory(i.Location, err)
		}
		runs = append(runs, m)
	}
	if len(runs) == 0 {
		return nil, fmt.Errorf("inventory %s: there is no run in it; is this what assay scan wrote to with --inventory?", i.Location)
	}
	return runs, nil
}

// Current returns the runs whose rows tell how things stand: the newest complete run of each set of targets, oldest
// first. With an id it returns that run alone, complete or not.
func (i *StoredInventory) Current(ctx context.Context, id string) ([]inventory.Manifest, error) {
	runs, err := i.Runs(ctx)
	if err != nil {
		return nil, err
	}
	if id != "" {
		at := slices.IndexFunc(runs, func(m inventory.Manifest) bool { return m.Run == id })
		if at < 0 {
			return nil, fmt.Errorf("inventory %s: there is no run %q; assay inventory runs %[1]s lists them", i.Location, id)
		}
		return runs[at : at+1], nil
	}
	var current []inventory.Manifest
	seen := make(map[string]bool)
	for _, m := range runs {
		targets := strings.Join(slices.Sorted(slices.Values(m.Targets)), "\x00")
		if m.State == inventory.Complete && !seen[targets] {
			seen[targets] = true
			current = append(current, m)
		}
	}
	if len(current) == 0 {
		return nil, fmt.Errorf("inventory %s: no run is complete yet; assay inventory runs %[1]s lists them, --run ID shows one as far as it came", i.Location)
	}
	slices.Reverse(current)
	return current, nil
}

// Compact makes one run of what the Lambda function wrote; see [inventory.Compact].
func (i *StoredInventory) Compact(ctx context.Context, grace time.Duration) (inventory.Compacted, error) {
	done, err := inventory.Compact(ctx, i.Files, inventory.Compaction{Grace: grace, ScannerVersion: ScannerVersion()})
	if i.Location.IsS3() && errors.Is(err, pipeline.ErrDenied) {
		where := inventoryPrefix(i.Location)
		err = explain(err, "inventory %s: access denied: compacting needs s3:GetObject, s3:PutObject and s3:DeleteObject on arn:aws:s3:::%s/%s*, and s3:ListBucket on arn:aws:s3:::%[2]s",
			i.Location, where.Bucket, where.Prefix)
	}
	if errors.Is(err, pipeline.ErrConflict) {
		err = explain(err, "inventory %s: another compaction goes on; nothing was changed", i.Location)
	}
	return done, explainInventory(i.Location, err)
}

// Rows yields the rows of runs, which are oldest first, in order of bucket and key: of an object that several runs have, since their
// targets overlap, the row of the newest. It holds one part of each run at a time.
func (i *StoredInventory) Rows(ctx context.Context, runs []inventory.Manifest) func(yield func(pipeline.Row, error) bool) {
	return func(yield func(pipeline.Row, error) bool) {
		heads := make([]*rowHead, 0, len(runs))
		for _, m := range runs {
			next, stop := iter.Pull2(inventory.Rows(ctx, i.Files, m))
			defer stop()
			heads = append(heads, &rowHead{next: next})
		}
		for _, h := range heads {
			h.advance()
		}
		for {
			var first *rowHead
			for _, h := range heads {
				if h.ok && (first == nil || h.err != nil || first.err == nil && h.compare(first) <= 0) {
					first = h
				}
			}
			if first == nil {
				return
			}
			r, err := first.row, first.err
			if err != nil {
				yield(r, explainInventory(i.Location, err))
				return
			}
			if !yield(r, nil) {
				return
			}
			for _, h := range heads {
				if h != first && h.ok && h.err == nil && h.compare(first) == 0 {
					h.advance()
				}
			}
			first.advance()
		}
	}
}

// A rowHead is the next row of a run.
type rowHead struct {
	next func() (pipeline.Row, error, bool)
	row  pipeline.Row
	err  error
	ok   bool // there is one
}

func (h *rowHead) advance() { h.row, h.err, h.ok = h.next() }

func (h *rowHead) compare(other *rowHead) int {
	return pipeline.Compare(h.row.Bucket, h.row.Key, other.row.Bucket, other.row.Key)
}
