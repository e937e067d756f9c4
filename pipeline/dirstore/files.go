package dirstore

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"

	"github.com/seed-4750cad8/assay/pipeline"
)

// Files is an inventory's place in a directory. The directory, and those below it, are made with the first file, for the
// owner alone. The ETag of a file is a digest of its content. It is safe for concurrent use, also by several processes.
type Files struct {
	dir string
	mu  sync.Mutex // a file lock does not keep apart the goroutines of a process
}

// NewFiles returns the files below the directory of that path.
func NewFiles(dir string) *Files { return &Files{dir: dir} }

var _ pipeline.Files = (*Files)(nil)

// The files of Put's own in the directory: neither is listed.
const (
	lockName = ".lock"       // locked while a file is written
	tempName = ".unfinished" // what is being written
)

// Put writes a file; see [pipeline.Files].
func (f *Files) Put(ctx context.Context, name string, data []byte, expect string) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	err := f.put(name, data, expect)
	if err != nil {
		return "", f.wrap(name, err)
	}
	return digest(data), nil
}

func (f *Files) put(name string, data []byte, expect string) error {
	return f.locked(name, func(root *os.Root) error {
		if expect != "" {
			now, err := etagOf(root, name)
			if err != nil {
				return err
			}
			if now != expect {
				return pipeline.ErrConflict
			}
		}
		if err := root.MkdirAll(path.Dir(name), 0o700); err != nil {
			return err
		}
		if err := writeSynced(root, tempName, data); err != nil {
			return errors.Join(err, root.Remove(tempName))
		}
		if err := root.Rename(tempName, name); err != nil {
			return err
		}
		return syncDir(root, path.Dir(name))
	})
}

// Remove removes a file; see [pipeline.Files].
func (f *Files) Remove(ctx context.Context, name, etag string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	err := f.locked(name, func(root *os.Root) error {
		now, err := etagOf(root, name)
		if err != nil || now == pipeline.Absent {
			return err
		}
		if now != etag {
			return pipeline.ErrConflict
		}
		return root.Remove(name)
	})
	if err != nil {
		return f.wrap(name, err)
	}
	return nil
}

// etagOf returns the ETag of the file, or Absent.
func etagOf(root *os.Root, name string) (string, error) {
	have, err := root.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return pipeline.Absent, nil
	}
	return digest(have), err
}

// locked runs do while nobody else writes, in this process or another.
func (f *Files) locked(name string, do func(root *os.Root) error) error {
	if own(name) {
		return errors.New("the name is taken")
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := os.MkdirAll(f.dir, 0o700); err != nil {
		return err
	}
	root, err := os.OpenRoot(f.dir)
	if err != nil {
		return err
	}
	defer root.Close()
	guard, err := root.OpenFile(lockName, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	defer guard.Close()
	if err := lock(guard); err != nil {
		return err
	}
	defer unlock(guard)
	return do(root)
}

// writeSynced writes a file and waits until it is on the disk.
func writeSynced(root *os.Root, name string, data []byte) error {
	file, err := root.OpenFile(name, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}

// Get reads a file; see [pipeline.Files].
func (f *Files) Get(ctx context.Context, name string) ([]byte, string, error) {
	if err := ctx.Err(); err != nil {
		return nil, "", err
	}
	root, err := os.OpenRoot(f.dir)
	if err != nil {
		return nil, "", f.wrap(name, err)
	}
	defer root.Close()
	data, err := root.ReadFile(name)
	if err != nil {
		return nil, "", f.wrap(name, err)
	}
	return data, digest(data), nil
}

// List yields names; see [pipeline.Files]. A directory that is not there has none.
func (f *Files) List(ctx context.Context, prefix string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		root, err := os.OpenRoot(f.dir)
		if errors.Is(err, fs.ErrNotExist) {
			return
		}
		if err != nil {
			yield("", f.wrap(prefix, err))
			return
		}
		defer root.Close()
		w := &walk{root: root, dir: f.dir, prefix: prefix, err: ctx.Err, yield: func(o pipeline.Object, err error) bool {
			switch {
			case err == nil && own(o.Key):
				return true
			case err == nil && strings.HasSuffix(o.Key, "/"):
				yield("", f.wrap(o.Key, fs.ErrPermission))
				return false
			}
			return yield(o.Key, err)
		}}
		w.directory("")
	}
}

// URI returns the file's path.
func (f *Files) URI(name string) string { return filepath.Join(f.dir, filepath.FromSlash(name)) }

func own(name string) bool { return name == lockName || name == tempName }

func (f *Files) wrap(name string, err error) error {
	return wrap(pipeline.Object{Bucket: f.dir, Key: name}, err)
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return fmt.Sprintf("%x", sum[:16])
}
