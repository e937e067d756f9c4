//go:build unix

package dirstore_test

import (
	"errors"
	"io"
	"io/fs"
	"maps"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/seed-4750cad8/assay/pipeline"
	"github.com/seed-4750cad8/assay/pipeline/dirstore"
)

// tree makes files of their own name; a name that ends with a slash is a directory.
func tree(t *testing.T, names ...string) (dir string, s *dirstore.Store) {
	t.Helper()
	dir = t.TempDir()
	for _, name := range names {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(name), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	s = dirstore.New(filepath.Join(t.TempDir(), "tags.jsonl"))
	t.Cleanup(func() { s.Close() })
	return dir, s
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// opened lists a directory and says what opening each object gives.
func opened(t *testing.T, s *dirstore.Store, dir string) map[string]string {
	t.Helper()
	got := map[string]string{}
	for o, err := range s.List(t.Context(), dir, "", "") {
		must(t, err)
		c, err := s.Open(t.Context(), o)
		switch {
		case errors.Is(err, pipeline.ErrDenied):
			got[o.Key] = "denied"
		case errors.Is(err, pipeline.ErrGone):
			got[o.Key] = "gone"
		case err != nil:
			got[o.Key] = "failed"
		default:
			data, err := io.ReadAll(c.Input.Body)
			must(t, err)
			must(t, c.Close())
			got[o.Key] = string(data)
		}
	}
	return got
}

func TestLinksAndSpecialFiles(t *testing.T) {
	outside, _ := tree(t, "secret", "dir/secret")
	dir, s := tree(t, "a/file", "b/file")
	for link, to := range map[string]string{
		"to-file":      "a/file",
		"b/to-above":   "../a/file",
		"to-dir":       "a",
		"loop":         ".",
		"self":         "self",
		"out-file":     filepath.Join(outside, "secret"),
		"out-dir":      filepath.Join(outside, "dir"),
		"out-relative": "../../../../../../../../etc/passwd",
		"nowhere":      "not/there",
	} {
		must(t, os.Symlink(to, filepath.Join(dir, link)))
	}
	must(t, syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o644))
	socket, err := net.Listen("unix", filepath.Join(dir, "socket"))
	must(t, err)
	defer socket.Close()
	must(t, os.Symlink("pipe", filepath.Join(dir, "to-pipe")))

	want := map[string]string{
		"a/file": "a/file", "b/file": "b/file", "to-file": "a/file", "b/to-above": "a/file",
		"self": "denied", "out-file": "denied", "out-dir": "denied", "out-relative": "denied", "nowhere": "gone",
		"pipe": "failed", "socket": "failed", "to-pipe": "failed",
	}
	if got := opened(t, s, dir); !maps.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

func TestUnreadableDirectory(t *testing.T) {
	dir, s := tree(t, "a", "shut/k", "shut/more/k", "z")
	opened(t, s, dir) // opens the directory, which nobody else can reach by its path
	must(t, os.Chmod(filepath.Join(dir, "shut"), 0))
	defer os.Chmod(filepath.Join(dir, "shut"), 0o755)
	asNobody(t, func() {
		want := map[string]string{"a": "a", "shut/": "denied", "z": "z"}
		if got := opened(t, s, dir); !maps.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
	must(t, os.Chmod(dir, 0))
	defer os.Chmod(dir, 0o755)
	asNobody(t, func() {
		n := 0
		for o, err := range s.List(t.Context(), dir, "", "") {
			if n++; !errors.Is(err, pipeline.ErrDenied) {
				t.Errorf("a directory that cannot be listed: got %q, %v; want ErrDenied", o.Key, err)
			}
		}
		if n != 1 {
			t.Errorf("yielded %d times, want 1", n)
		}
	})
}

func TestReplacedByRename(t *testing.T) {
	dir, s := tree(t, "k", "new")
	c, err := s.Open(t.Context(), pipeline.Object{Bucket: dir, Key: "k"})
	must(t, err)
	defer c.Close()
	must(t, os.Rename(filepath.Join(dir, "new"), filepath.Join(dir, "k")))
	if _, err := io.ReadAll(c.Input.Body); !errors.Is(err, pipeline.ErrChanged) {
		t.Errorf("got %v, want ErrChanged", err)
	}
}

func TestETagFollowsContentNotPlace(t *testing.T) {
	dir, s := tree(t, "a", "b")
	etag := func(key string) string {
		c, err := s.Open(t.Context(), pipeline.Object{Bucket: dir, Key: key})
		must(t, err)
		must(t, c.Close())
		return c.Object.ETag
	}
	when := time.Unix(1e9, 5)
	for _, key := range []string{"a", "b"} {
		must(t, os.Chtimes(filepath.Join(dir, key), when, when))
	}
	if a, b := etag("a"), etag("b"); a != b || strings.ContainsAny(a, "\" /") {
		t.Errorf("same size and time: got %q and %q", a, b)
	}
	old := etag("a")
	must(t, os.Chtimes(filepath.Join(dir, "a"), when, when.Add(1)))
	if got := etag("a"); got == old {
		t.Errorf("another time: got %q again", got)
	}
}

func TestTagFile(t *testing.T) {
	dir, _ := tree(t, "a", "b", "not utf-8 \xff")
	name := filepath.Join(t.TempDir(), "tags.jsonl")
	object := func(key string) pipeline.Object { return pipeline.Object{Bucket: dir, Key: key} }
	first, second := dirstore.New(name), dirstore.New(name)
	defer first.Close()
	defer second.Close()

	if got, err := first.Tags(object("a")); got != nil || err != nil {
		t.Errorf("before any tag: got %v, %v", got, err)
	}
	if _, err := os.Stat(name); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a tag file before any tag: %v", err)
	}
	set := func(s *dirstore.Store, key, tag string) {
		t.Helper()
		_, err := s.Tag(t.Context(), object(key), map[string]string{tag: key})
		must(t, err)
	}
	set(first, "a", "x")
	set(second, "a", "y")
	set(first, "not utf-8 \xff", "x")
	set(first, "a", "y") // equal: no line
	data, err := os.ReadFile(name)
	must(t, err)
	if lines := strings.Count(string(data), "\n"); lines != 3 {
		t.Errorf("got %d lines, want 3:\n%s", lines, data)
	}
	info, err := os.Stat(name)
	must(t, err)
	if got := info.Mode().Perm(); got != 0o600 {
		t.Errorf("mode: got %o, want 600", got)
	}

	// A process was killed within its write.
	must(t, os.WriteFile(name, append(data, `{"directory":"x","ke`...), 0o600))
	third := dirstore.New(name)
	defer third.Close()
	want := map[string]string{"x": "a", "y": "a"}
	if got, err := third.Tags(object("a")); !maps.Equal(got, want) || err != nil {
		t.Errorf("after a torn line: got %v, %v", got, err)
	}
	set(third, "b", "x")
	set(first, "b", "y")
	for _, s := range []*dirstore.Store{first, second, third} {
		if got, err := s.Tags(object("b")); len(got) != 2 || err != nil {
			t.Errorf("after that: got %v, %v", got, err)
		}
	}

	// Something else got into the file: say where, and not what.
	must(t, os.WriteFile(name, []byte("my secret\n"), 0o600))
	broken := dirstore.New(name)
	defer broken.Close()
	if _, err := broken.Tags(object("a")); err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("broken file: got %v", err)
	}
}

func TestFilesStayPrivate(t *testing.T) {
	base := t.TempDir()
	f := dirstore.NewFiles(filepath.Join(base, "inventory"))
	for _, name := range []string{"../out", "/abs", "a/../../out", ".lock", ".unfinished", ""} {
		if _, err := f.Put(t.Context(), name, []byte("x"), ""); err == nil {
			t.Errorf("put of %q: got no error", name)
		}
	}
	_, err := f.Put(t.Context(), "run=1/part", []byte("x"), "")
	must(t, err)
	got := []string{}
	must(t, filepath.WalkDir(base, func(path string, d fs.DirEntry, err error) error {
		if err != nil || path == base {
			return err
		}
		info, err := d.Info()
		got = append(got, info.Mode().String()+" "+path[len(base)+1:])
		return err
	}))
	slices.Sort(got)
	want := []string{"-rw------- inventory/.lock", "-rw------- inventory/run=1/part", "drwx------ inventory", "drwx------ inventory/run=1"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := f.URI("run=1/part"); got != filepath.Join(base, "inventory", "run=1", "part") {
		t.Errorf("URI: got %q", got)
	}
}
