package setup

import (
	"context"
	"iter"
	"path/filepath"
	"strings"

	"github.com/seed-4750cad8/assay/pipeline"
	"github.com/seed-4750cad8/assay/pipeline/dirstore"
	"github.com/seed-4750cad8/assay/pipeline/s3store"
)

// tagFile is the file of an inventory's directory that holds the labels of a directory's files.
const tagFile = "tags.jsonl"

// A place is the stores that a command needs: for S3, for directories, or both.
type place struct {
	store pipeline.Store  // of the targets; nil for a command without
	s3    *s3store.Store  // nil when nothing is in S3
	dirs  *dirstore.Store // nil when the targets are in S3, or there are none
}

// openPlace finds what is needed to reach the targets, of which there may be none, and the inventory.
func openPlace(ctx context.Context, c Config, targets Targets, inv Target) (*place, error) {
	p := &place{}
	if targets.IsS3() || inv.IsS3() {
		store, err := newS3(ctx, c)
		if err != nil {
			return nil, err
		}
		p.s3 = store
	}
	switch {
	case targets.IsS3():
		p.store = p.s3
	case len(targets) > 0:
		p.dirs = dirstore.New(filepath.Join(inv.Dir, tagFile))
		p.store = p.dirs
	}
	return p, nil
}

// files is where the inventory's files are.
func (p *place) files(inv Target) pipeline.Files {
	if inv.IsS3() {
		return p.s3.Files(inv.Bucket, inv.Prefix)
	}
	return dirstore.NewFiles(inv.Dir)
}

// list yields the objects of a target that come after the cursor.
func (p *place) list(ctx context.Context, t Target, after pipeline.Cursor) iter.Seq2[pipeline.Object, error] {
	bucket := t.Bucket + t.Dir
	key := ""
	switch {
	case after.Bucket > bucket: // the whole target comes before the cursor
		return func(func(pipeline.Object, error) bool) {}
	case after.Bucket == bucket:
		key = after.Key
	}
	if t.IsS3() {
		return p.s3.List(ctx, t.Bucket, t.Prefix, key)
	}
	return p.dirs.List(ctx, t.Dir, "", key)
}

// inside reports whether an object is one of the inventory's own files.
func (p *place) inside(inv Target, o pipeline.Object) bool {
	if inv.IsS3() {
		return p.dirs == nil && o.Bucket == inv.Bucket && strings.HasPrefix(o.Key, inventoryPrefix(inv).Prefix)
	}
	if p.dirs == nil {
		return false
	}
	file := Target{Dir: filepath.Join(o.Bucket, filepath.FromSlash(o.Key))}
	return inv.holds(file)
}

// close gives back what the stores hold open.
func (p *place) close() error {
	if p.dirs == nil {
		return nil
	}
	return p.dirs.Close()
}
