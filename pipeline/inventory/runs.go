package inventory

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/seed-4750cad8/assay/pipeline"
)

// Runs yields the manifests of all runs, newest first. It reads a manifest only when it comes to it. It stops after its
// first error, also for a damaged manifest: what follows might be taken for the newest run.
func Runs(ctx context.Context, files pipeline.Files) iter.Seq2[Manifest, error] {
	return func(yield func(Manifest, error) bool) {
		var ids []string
		for name, err := range files.List(ctx, manifests) {
			if errors.Is(err, pipeline.ErrGone) {
				break // no such directory: no runs
			}
			if err != nil {
				yield(Manifest{}, fmt.Errorf("list %s: %w", files.URI(manifests), err))
				return
			}
			id := strings.TrimSuffix(strings.TrimPrefix(name, manifests), "/manifest.json")
			if validRunID(id) && name == manifestName(id) {
				ids = append(ids, id)
			}
		}
		slices.Sort(ids)
		for _, id := range slices.Backward(ids) {
			m, err := Load(ctx, files, id)
			if errors.Is(err, pipeline.ErrGone) {
				continue // removed meanwhile
			}
			if !yield(m, err) || err != nil {
				return
			}
		}
	}
}

// Find looks for the runs that a new scan of the targets goes on from. resume is the newest run of the same targets and
// configuration that was not finished, unless a run of these targets was completed after it; last is the newest complete
// run of the targets. Either is nil when there is none.
func Find(ctx context.Context, files pipeline.Files, targets []string, config string) (resume, last *Manifest, err error) {
	for m, err := range Runs(ctx, files) {
		switch {
		case err != nil:
			return nil, nil, err
		case !m.sameTargets(targets):
		case m.State == Complete:
			return resume, &m, nil
		case m.Config == config && resume == nil:
			resume = &m
		}
	}
	return resume, nil, nil
}

// Rows yields the committed rows of a run, in order of bucket and key. It holds one part at a time. It stops after its
// first error: a file that cannot be read, is damaged, or does not have the rows that the manifest says.
func Rows(ctx context.Context, files pipeline.Files, m Manifest) iter.Seq2[pipeline.Row, error] {
	return func(yield func(pipeline.Row, error) bool) {
		for _, p := range m.Parts {
			if p.Rows == 0 {
				continue
			}
			fail := func(err error) { yield(pipeline.Row{}, fmt.Errorf("read %s: %w", files.URI(p.Name), err)) }
			data, _, err := files.Get(ctx, p.Name)
			if err != nil {
				fail(err)
				return
			}
			complete := m.State == Complete // otherwise the part may have been written again since
			if complete && digest(data) != p.SHA256 {
				fail(errors.New("is not the file that its manifest says: damaged or replaced"))
				return
			}
			for rec, err := range decodePart(data, p.Rows, complete) {
				if err != nil {
					fail(err)
					return
				}
				r, err := rec.row()
				if err != nil {
					fail(err)
					return
				}
				if !yield(r, nil) {
					return
				}
			}
		}
	}
}
