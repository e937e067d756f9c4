package dirstore_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-4750cad8/assay/pipeline"
	"github.com/seed-4750cad8/assay/pipeline/dirstore"
	"github.com/seed-4750cad8/assay/pipeline/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(t testing.TB) storetest.Fixture {
		dir, side := t.TempDir(), t.TempDir()
		tags := filepath.Join(side, "tags.jsonl")
		store := func(t testing.TB) storetest.Store {
			s := dirstore.New(tags)
			t.Cleanup(func() { s.Close() })
			return s
		}
		path := func(key string) string { return filepath.Join(dir, key) }
		another := store(t)
		return storetest.Fixture{
			Store:  store(t),
			Bucket: dir,
			Keys:   oddKeys,
			Put: func(t testing.TB, key string, data []byte) {
				if err := os.MkdirAll(filepath.Dir(path(key)), 0o755); err != nil {
					t.Error(err)
				}
				if err := os.WriteFile(path(key), data, 0o644); err != nil {
					t.Error(err)
				}
			},
			Remove: func(t testing.TB, key string) {
				if err := os.Remove(path(key)); err != nil {
					t.Error(err)
				}
			},
			Tags: func(t testing.TB, o pipeline.Object) map[string]string {
				got, err := another.(*dirstore.Store).Tags(o)
				if err != nil {
					t.Error(err)
				}
				return got
			},
			SetTags: func(t testing.TB, o pipeline.Object, set map[string]string) {
				if _, err := another.Tag(t.Context(), o, set); err != nil {
					t.Error(err)
				}
			},
			Another: store,
			Idle:    func() {},
			Denied: func(t testing.TB, key string, f func(storetest.Store)) {
				if err := os.Chmod(filepath.Dir(path(key)), 0); err != nil {
					t.Fatal(err)
				}
				s := store(t)
				for range s.List(t.Context(), dir, "", "") {
					break // opens the directory, which nobody else can reach by its path
				}
				asNobody(t, func() { f(s) })
				if err := os.Chmod(filepath.Dir(path(key)), 0o755); err != nil {
					t.Fatal(err)
				}
			},
			Files: func(t testing.TB) func() pipeline.Files {
				place := filepath.Join(t.TempDir(), "inventory")
				return func() pipeline.Files { return dirstore.NewFiles(place) }
			},
		}
	})
}

// oddKeys are all that a file system of Linux takes.
var oddKeys = []string{
	"sp ace/and  more ", "plus+plus", "per%20cent%", "new\nline", "tab\tbell\a\x01\x1f\x7f", "ünï/cödé/日本語/😀", "e\u0301 is not \u00e9",
	"not utf-8 \xff\xfe\x80", "quote\"'`$(x)&<>;|\\*?[]{}", "...", "-rf", "~",
	strings.Repeat(strings.Repeat("long", 49)+"/", 5) + "x",
}
