package dirstore

import (
	"context"
	"errors"
	"io/fs"
	"iter"
	"os"
	"slices"
	"strings"

	"github.com/seed-4750cad8/assay/pipeline"
)

// List yields the files of a directory and of those below it whose keys begin with prefix and are greater than after, in
// the byte order of their keys. Memory is bounded by the directories on the way to one file.
//
// A directory below that cannot be read is yielded as an object whose key ends with a slash, so that what is in it is
// not passed over in silence: opening it gives the reason. A directory that cannot be listed at all is an error.
func (s *Store) List(ctx context.Context, dir, prefix, after string) iter.Seq2[pipeline.Object, error] {
	return func(yield func(pipeline.Object, error) bool) {
		root, err := s.root(dir)
		if err == nil {
			_, err = root.Stat(".")
		}
		if err != nil {
			yield(pipeline.Object{}, wrap(pipeline.Object{Bucket: dir}, err))
			return
		}
		w := &walk{root: root, dir: dir, prefix: prefix, after: after, yield: yield, err: ctx.Err}
		w.directory("")
	}
}

// A walk is one listing.
type walk struct {
	root               *os.Root
	dir, prefix, after string
	yield              func(pipeline.Object, error) bool
	err                func() error // of the context
}

// directory yields what is in the directory of that key, which is "" or ends with a slash. It returns false when the
// listing is over.
func (w *walk) directory(key string) bool {
	if err := w.err(); err != nil {
		w.yield(pipeline.Object{}, err)
		return false
	}
	names, err := w.names(key)
	switch {
	case err == nil:
	case key == "":
		w.yield(pipeline.Object{}, wrap(pipeline.Object{Bucket: w.dir}, err))
		return false
	case errors.Is(err, fs.ErrNotExist):
		return true // removed since its name was read
	default:
		return !w.wanted(key) || w.yield(pipeline.Object{Bucket: w.dir, Key: key}, nil)
	}
	for _, name := range names {
		child := key + name
		if strings.HasSuffix(child, "/") {
			// All that is below comes after the directory's own key and begins with it.
			passed := child < w.after && !strings.HasPrefix(w.after, child)
			apart := !strings.HasPrefix(child, w.prefix) && !strings.HasPrefix(w.prefix, child)
			if !passed && !apart && !w.directory(child) {
				return false
			}
			continue
		}
		if w.wanted(child) && !w.file(child) {
			return false
		}
	}
	return true
}

func (w *walk) wanted(key string) bool { return key > w.after && strings.HasPrefix(key, w.prefix) }

// names returns the entries of a directory in the order of the keys below them: a directory's name counts with its slash.
func (w *walk) names(key string) ([]string, error) {
	d, err := w.root.Open("./" + key)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	entries, err := d.ReadDir(-1)
	if err != nil {
		return nil, err
	}
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		name := e.Name()
		if e.IsDir() {
			name += "/"
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return names, nil
}

// file yields one entry that is no directory.
func (w *walk) file(key string) bool {
	o := pipeline.Object{Bucket: w.dir, Key: key}
	info, err := w.root.Stat(key)
	switch {
	case err == nil && info.IsDir():
		return true // a link to a directory of this tree, which is walked where it is
	case err == nil && info.Mode().IsRegular():
		o.Size, o.LastModified, o.ETag = info.Size(), info.ModTime(), etag(info)
	case errors.Is(err, fs.ErrNotExist):
		if _, err := w.root.Lstat(key); errors.Is(err, fs.ErrNotExist) {
			return true // removed since its name was read
		}
	}
	return w.yield(o, nil)
}
