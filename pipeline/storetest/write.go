package storetest

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/seed-4750cad8/assay/pipeline"
)

func tag(t *testing.T, f Fixture) {
	o := put(t, f, "k", []byte("x"))
	steps := []struct {
		set, before map[string]string
	}{
		{map[string]string{"level": "public", "types": "EMAIL_ADDRESS US_SSN"}, map[string]string{}},
		{map[string]string{"level": "public"}, map[string]string{"level": "public"}},
		{map[string]string{"level": "restricted", "by": "assay/1+2=3 _.:/@-"}, map[string]string{"level": "public"}},
	}
	f.SetTags(t, o, map[string]string{"owner": "team a", "empty": ""})
	want := map[string]string{"owner": "team a", "empty": ""}
	for _, step := range steps {
		before, err := f.Store.Tag(t.Context(), o, step.set)
		if err != nil || !maps.Equal(before, step.before) {
			t.Errorf("tag %v: got %v, %v; want %v", step.set, before, err, step.before)
		}
		maps.Copy(want, step.set)
		if got := f.Tags(t, o); !maps.Equal(got, want) {
			t.Errorf("after %v: got %v, want %v", step.set, got, want)
		}
	}
}

func tagFull(t *testing.T, f Fixture) {
	o := put(t, f, "k", []byte("x"))
	want := map[string]string{}
	for i := range 9 {
		want[fmt.Sprint("theirs", i)] = "v"
	}
	f.SetTags(t, o, want)
	if _, err := f.Store.Tag(t.Context(), o, map[string]string{"a": "1", "b": "2"}); !errors.Is(err, pipeline.ErrTagsFull) {
		t.Errorf("two more than fit: got %v, want ErrTagsFull", err)
	}
	if got := f.Tags(t, o); !maps.Equal(got, want) {
		t.Errorf("after that: got %v, want %v", got, want)
	}
	if _, err := f.Store.Tag(t.Context(), o, map[string]string{"a": "1", "theirs0": "new"}); err != nil {
		t.Errorf("the tenth: %v", err)
	}
	want["a"], want["theirs0"] = "1", "new"
	if got := f.Tags(t, o); !maps.Equal(got, want) {
		t.Errorf("after that: got %v, want %v", got, want)
	}
}

func tagGone(t *testing.T, f Fixture) {
	o := put(t, f, "k", []byte("x"))
	f.Remove(t, "k")
	if _, err := f.Store.Tag(t.Context(), o, map[string]string{"a": "1"}); !errors.Is(err, pipeline.ErrGone) {
		t.Errorf("got %v, want ErrGone", err)
	}
}

func tagChanged(t *testing.T, f Fixture) {
	o := put(t, f, "k", []byte("x"))
	f.Put(t, "k", []byte("what replaced it"))
	if _, err := f.Store.Tag(t.Context(), o, map[string]string{"a": "1"}); !errors.Is(err, pipeline.ErrChanged) {
		t.Errorf("got %v, want ErrChanged", err)
	}
	if got := f.Tags(t, listed(t, f, "k")); len(got) != 0 {
		t.Errorf("tags of what replaced it: got %v, want none", got)
	}
}

// tagRace has three taggers write tags of their own to the same objects at once; all tags must be there at the end.
func tagRace(t *testing.T, f Fixture) {
	var objects []pipeline.Object
	for i := range 4 {
		objects = append(objects, put(t, f, fmt.Sprint("race/", i), []byte("x")))
	}
	want := map[string]string{}
	var wg sync.WaitGroup
	for _, who := range []string{"scanner1", "scanner2", "antivirus"} {
		tags := map[string]string{who + "-level": "restricted", who + "-by": who}
		maps.Copy(want, tags)
		s := f.Another(t)
		for _, o := range objects {
			wg.Go(func() {
				if _, err := s.Tag(t.Context(), o, tags); err != nil {
					t.Errorf("%s: %v", who, err)
				}
			})
		}
	}
	wg.Wait()
	for _, o := range objects {
		if got := f.Tags(t, o); !maps.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", o.Key, got, want)
		}
	}
}

func names(t *testing.T, f pipeline.Files, prefix string) []string {
	t.Helper()
	var got []string
	for name, err := range f.List(t.Context(), prefix) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, name)
	}
	return got
}

func files(t *testing.T, f Fixture) {
	open := f.Files(t)
	a, b := open(), open()
	if _, _, err := a.Get(t.Context(), "manifest.json"); !errors.Is(err, pipeline.ErrGone) {
		t.Errorf("get of no file: got %v, want ErrGone", err)
	}
	if got := names(t, a, ""); len(got) != 0 {
		t.Errorf("list of nothing: got %q", got)
	}
	if _, err := a.Put(t.Context(), "manifest.json", []byte("0"), "0123456789abcdef0123456789abcdef"); !errors.Is(err, pipeline.ErrConflict) {
		t.Errorf("put over a file that is not there: got %v, want ErrConflict", err)
	}
	first, err := a.Put(t.Context(), "manifest.json", []byte("1"), pipeline.Absent)
	if err != nil || first == "" {
		t.Fatalf("first: %q, %v", first, err)
	}
	if _, err := b.Put(t.Context(), "manifest.json", []byte("2"), pipeline.Absent); !errors.Is(err, pipeline.ErrConflict) {
		t.Errorf("a second first: got %v, want ErrConflict", err)
	}
	second, err := b.Put(t.Context(), "manifest.json", []byte("2"), first)
	if err != nil || second == first {
		t.Errorf("second: got %q, %v", second, err)
	}
	if _, err := a.Put(t.Context(), "manifest.json", []byte("3"), first); !errors.Is(err, pipeline.ErrConflict) {
		t.Errorf("from the first again: got %v, want ErrConflict", err)
	}
	if data, etag, err := a.Get(t.Context(), "manifest.json"); string(data) != "2" || etag != second || err != nil {
		t.Errorf("get: %q, %q, %v", data, etag, err)
	}
	big := text(9 << 20)
	for _, name := range []string{"data/run=2/part-00000.parquet", "data/run=1/part-00001.parquet", "data/run=1/part-00000.parquet", "data-old/x"} {
		if _, err := a.Put(t.Context(), name, big, ""); err != nil {
			t.Error(err)
		}
	}
	data, etag, err := b.Get(t.Context(), "data/run=2/part-00000.parquet")
	if err != nil || !slices.Equal(data, big) {
		t.Errorf("large file: got %d bytes, %v", len(data), err)
	}
	if again, err := b.Put(t.Context(), "data/run=2/part-00000.parquet", nil, etag); err != nil || again == etag {
		t.Errorf("overwrite: got %q, %v", again, err)
	}
	if data, _, err := a.Get(t.Context(), "data/run=2/part-00000.parquet"); len(data) != 0 || err != nil {
		t.Errorf("empty file: got %d bytes, %v", len(data), err)
	}
	want := []string{"data-old/x", "data/run=1/part-00000.parquet", "data/run=1/part-00001.parquet", "data/run=2/part-00000.parquet", "manifest.json"}
	if got := names(t, b, ""); !slices.Equal(got, want) {
		t.Errorf("list: got %q, want %q", got, want)
	}
	if got := names(t, b, "data/run=1/"); !slices.Equal(got, want[1:3]) {
		t.Errorf("list: got %q, want %q", got, want[1:3])
	}
	if err := a.Remove(t.Context(), "manifest.json", first); !errors.Is(err, pipeline.ErrConflict) {
		t.Errorf("remove what was overwritten: got %v, want ErrConflict", err)
	}
	for range 2 {
		if err := b.Remove(t.Context(), "manifest.json", second); err != nil {
			t.Errorf("remove: %v", err)
		}
	}
	if got := names(t, a, ""); !slices.Equal(got, want[:4]) {
		t.Errorf("list after remove: got %q, want %q", got, want[:4])
	}
	if got := a.URI("data/x"); !strings.HasSuffix(got, "/data/x") {
		t.Errorf("URI: got %q", got)
	}
}

// filesRace has writers count in one file: each success is one count.
func filesRace(t *testing.T, f Fixture) {
	const writers, each = 4, 10
	open := f.Files(t)
	if _, err := open().Put(t.Context(), "n", nil, pipeline.Absent); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range writers {
		place := open()
		wg.Go(func() {
			for done := 0; done < each; {
				data, etag, err := place.Get(t.Context(), "n")
				if errors.Is(err, pipeline.ErrChanged) { // written between two requests of one Get
					continue
				}
				if err != nil {
					t.Error(err)
					return
				}
				_, err = place.Put(t.Context(), "n", fmt.Appendf(data, "%d,", len(data)), etag)
				switch {
				case err == nil:
					done++
				case !errors.Is(err, pipeline.ErrConflict):
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	data, _, err := open().Get(t.Context(), "n")
	if got := strings.Count(string(data), ","); err != nil || got != writers*each {
		t.Errorf("got %d counts, %v; want %d", got, err, writers*each)
	}
}
