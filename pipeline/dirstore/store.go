// Package dirstore is the [pipeline.Store] of a directory: its files are the objects, and their paths below it, with
// slashes, are the keys. Tags go to a file of their own, because the files that are scanned are never touched.
//
// It owns the walk, what may be opened, and that tag file; and it keeps an inventory's files in a directory. It knows
// nothing of what is in a file or of labels.
package dirstore

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"
	"syscall"

	"github.com/seed-4750cad8/assay/pipeline"
	"github.com/seed-4750cad8/assay/scanner"
)

// A Store reads the files of directories: an Object's Bucket is the directory's path. It is safe for concurrent use.
//
// Links are followed within the directory and never out of it. What is no regular file (a pipe, a device, a socket) is
// listed, and cannot be opened. The ETag of a file is made from its size and its time of modification.
type Store struct {
	tags *tagFile

	mu    sync.Mutex
	roots map[string]*os.Root
}

// New returns a store that keeps tags in the file of that name, which it makes with the first tag.
func New(tags string) *Store {
	return &Store{tags: &tagFile{name: tags}, roots: map[string]*os.Root{}}
}

// Close gives back what the store holds open.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.tags.close()
	for dir, root := range s.roots {
		err = errors.Join(err, root.Close())
		delete(s.roots, dir)
	}
	return err
}

var _ pipeline.Store = (*Store)(nil)

// root returns the open directory of that path.
func (s *Store) root(dir string) (*os.Root, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if root, ok := s.roots[dir]; ok {
		return root, nil
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	s.roots[dir] = root
	return root, nil
}

// errIrregular is why a pipe, a device or a socket is not read.
var errIrregular = errors.New("not a regular file")

// Open opens a file; see [pipeline.Store]. It fails with ErrChanged if the file is not of o's ETag, as does reading once
// it is no longer.
func (s *Store) Open(ctx context.Context, o pipeline.Object) (pipeline.Content, error) {
	if err := ctx.Err(); err != nil {
		return pipeline.Content{}, err
	}
	root, err := s.root(o.Bucket)
	if err != nil {
		return pipeline.Content{}, wrap(o, err)
	}
	f, info, err := openRegular(root, o.Key)
	if err == nil && o.ETag != "" && etag(info) != o.ETag {
		f.Close()
		err = pipeline.ErrChanged
	}
	if err != nil {
		return pipeline.Content{}, wrap(o, err)
	}
	o.ETag, o.Size, o.LastModified = etag(info), info.Size(), info.ModTime()
	r := &reader{file: f, info: info, err: ctx.Err, stat: func() (fs.FileInfo, error) { return root.Stat(o.Key) }}
	return pipeline.Content{
		Object: o,
		Input:  scanner.Input{Name: o.Key, Size: o.Size, Body: r, At: r},
		Close:  f.Close,
	}, nil
}

// openRegular opens a regular file for reading. Nothing else is opened: a pipe would hang, and a device may act.
func openRegular(root *os.Root, key string) (*os.File, fs.FileInfo, error) {
	info, err := root.Stat(key)
	if err != nil {
		if link, linkErr := root.Lstat(key); linkErr == nil && link.Mode()&fs.ModeSymlink != 0 && !errors.Is(err, fs.ErrNotExist) {
			err = fmt.Errorf("%w: the link leads out of the directory or nowhere", pipeline.ErrDenied)
		}
		return nil, nil, err
	}
	if info.IsDir() {
		// Listed only because it could not be read.
		d, err := root.Open(key)
		if err == nil {
			_, err = d.ReadDir(1)
			d.Close()
		}
		if err == nil || err == io.EOF {
			err = errIrregular
		}
		return nil, nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, nil, errIrregular
	}
	// It may have become a pipe since: O_NONBLOCK opens one at once.
	f, err := root.OpenFile(key, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, nil, err
	}
	if info, err = f.Stat(); err == nil && !info.Mode().IsRegular() {
		err = errIrregular
	}
	if err != nil {
		f.Close()
		return nil, nil, err
	}
	return f, info, nil
}

// Tag sets tags in the tag file; see [pipeline.Store]. An object has no more than [MaxTags], as in S3.
func (s *Store) Tag(ctx context.Context, o pipeline.Object, tags map[string]string) (before map[string]string, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	root, err := s.root(o.Bucket)
	if err != nil {
		return nil, wrap(o, err)
	}
	before, err = s.tags.merge(o.Bucket, o.Key, tags, func() (string, error) {
		info, err := root.Stat(o.Key)
		if err != nil {
			return "", err
		}
		if o.ETag != "" && etag(info) != o.ETag {
			return "", pipeline.ErrChanged
		}
		return etag(info), nil
	})
	return before, wrap(o, err)
}

// Tags returns the tags of an object; nil if it has none.
func (s *Store) Tags(o pipeline.Object) (map[string]string, error) {
	tags, err := s.tags.get(o.Bucket, o.Key)
	return tags, wrap(o, err)
}

// etag names what a file holds, as far as its directory entry tells.
func etag(info fs.FileInfo) string {
	return fmt.Sprintf("%x-%x", info.ModTime().UnixNano(), info.Size())
}

// A reader reads a file and makes sure that it stays the one that was opened.
type reader struct {
	file *os.File
	info fs.FileInfo                 // when it was opened
	err  func() error                // of the context
	stat func() (fs.FileInfo, error) // of what now has the file's name
}

func (r *reader) Read(p []byte) (int, error) {
	if err := r.err(); err != nil {
		return 0, err
	}
	n, err := r.file.Read(p)
	if err == io.EOF {
		// All was read: is it still what the name stands for?
		if now, statErr := r.stat(); statErr != nil || !os.SameFile(now, r.info) {
			return n, pipeline.ErrChanged
		}
	}
	return n, r.check(err)
}

func (r *reader) ReadAt(p []byte, off int64) (int, error) {
	if err := r.err(); err != nil {
		return 0, err
	}
	n, err := r.file.ReadAt(p, off)
	return n, r.check(err)
}

// check returns ErrChanged if the file was written to since it was opened, and err otherwise.
func (r *reader) check(err error) error {
	now, statErr := r.file.Stat()
	if statErr != nil {
		return errors.Join(err, statErr)
	}
	if etag(now) != etag(r.info) {
		return pipeline.ErrChanged
	}
	return err
}

// wrap gives err of an object its meaning and its object's name.
func wrap(o pipeline.Object, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrPermission):
		err = fmt.Errorf("%w: %w", pipeline.ErrDenied, err)
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		err = fmt.Errorf("%w: %w", pipeline.ErrGone, err)
	}
	return fmt.Errorf("%q in %q: %w", o.Key, o.Bucket, err)
}
