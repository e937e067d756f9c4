package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/seed-4750cad8/assay/pipeline"
)

// large is more than any store reads ahead of its reader: it takes many requests.
const large = 24 << 20

// keys lists the keys of a bucket.
func keys(t *testing.T, f Fixture, prefix, after string) []string {
	t.Helper()
	got := []string{}
	for o, err := range f.Store.List(t.Context(), f.Bucket, prefix, after) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, o.Key)
	}
	return got
}

func listOddKeys(t *testing.T, f Fixture) {
	all := append([]string{"a-b", "a.b", "a/b", "a/b-c", "a/b.c/d", "a0", "a", "b/c/d/e", "Z"}, f.Keys...)
	all = slices.DeleteFunc(all, func(k string) bool { return k == "a" }) // a file cannot be a directory, too
	for _, key := range all {
		f.Put(t, key, []byte(key))
	}
	slices.Sort(all)
	if got := keys(t, f, "", ""); !slices.Equal(got, all) {
		t.Fatalf("listing:\n got %q\nwant %q", got, all)
	}
	for i, after := range all {
		if got := keys(t, f, "", after); !slices.Equal(got, all[i+1:]) {
			t.Errorf("after %q:\n got %q\nwant %q", after, got, all[i+1:])
		}
		cut := 1 + len(after)/2
		for cut < len(after) && !utf8.RuneStart(after[cut]) {
			cut++
		}
		prefix := after[:cut]
		var want []string
		for _, key := range all[i+1:] {
			if strings.HasPrefix(key, prefix) {
				want = append(want, key)
			}
		}
		if got := keys(t, f, prefix, after); !slices.Equal(got, want) {
			t.Errorf("prefix %q after %q:\n got %q\nwant %q", prefix, after, got, want)
		}
	}
	for o, err := range f.Store.List(t.Context(), f.Bucket, "", "") {
		if err != nil {
			t.Fatal(err)
		}
		if got := readAll(t, f.Store, o); string(got) != o.Key {
			t.Errorf("%q holds %q", o.Key, got)
		}
		if _, err := f.Store.Tag(t.Context(), o, map[string]string{"k": "v"}); err != nil {
			t.Error(err)
		} else if got := f.Tags(t, o)["k"]; got != "v" {
			t.Errorf("tag of %q: got %q", o.Key, got)
		}
	}
}

// listMany lists more objects than two pages of S3 hold.
func listMany(t *testing.T, f Fixture) {
	var want []string
	for i := range 2_600 {
		want = append(want, fmt.Sprintf("many/%d/%d", i%7, i))
	}
	var wg sync.WaitGroup
	for part := range slices.Chunk(want, 200) {
		wg.Go(func() {
			for _, key := range part {
				f.Put(t, key, nil)
			}
		})
	}
	wg.Wait()
	slices.Sort(want)
	if got := keys(t, f, "many/", ""); !slices.Equal(got, want) {
		t.Errorf("got %d keys, want %d in order", len(got), len(want))
	}
	if got := keys(t, f, "", want[1234]); !slices.Equal(got, want[1235:]) {
		t.Errorf("resumed: got %d keys, want %d in order", len(got), len(want)-1235)
	}
	for o, err := range f.Store.List(t.Context(), f.Bucket, "", "") { // a listing may be left
		if err != nil || o.Key != want[0] {
			t.Errorf("first: got %q, %v", o.Key, err)
		}
		break
	}
}

func listMissing(t *testing.T, f Fixture) {
	n := 0
	for o, err := range f.Store.List(t.Context(), f.Bucket+"-missing", "", "") {
		if n++; err == nil {
			t.Errorf("got %q of no bucket", o.Key)
		}
	}
	if n != 1 {
		t.Errorf("a listing of no bucket yields %d times, want one error", n)
	}
}

func open(t *testing.T, s Store, o pipeline.Object) pipeline.Content {
	t.Helper()
	c, err := s.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func readAll(t *testing.T, s Store, o pipeline.Object) []byte {
	t.Helper()
	c, err := s.Open(t.Context(), o)
	if err != nil {
		t.Error(err)
		return nil
	}
	defer c.Close()
	data, err := io.ReadAll(c.Input.Body)
	if err != nil {
		t.Errorf("%q: %v", o.Key, err)
	}
	return data
}

func openSizes(t *testing.T, f Fixture) {
	for _, size := range []int{0, 1, 4096, 256<<10 - 1, 256 << 10, 256<<10 + 1, 1<<20 - 1, 1 << 20, 1<<20 + 1, 5<<20 + 17, large} {
		want := text(size)
		o := put(t, f, fmt.Sprint("sizes/", size), want)
		if o.Size != int64(size) {
			t.Errorf("listed size: got %d, want %d", o.Size, size)
		}
		c := open(t, f.Store, o)
		if c.Object.Size != int64(size) || c.Input.Size != int64(size) || c.Object.ETag != o.ETag || c.Object.Key != o.Key || c.Input.Name != o.Key {
			t.Errorf("%d bytes: opened %+v, input %q of %d, listed as %+v", size, c.Object, c.Input.Name, c.Input.Size, o)
		}
		got, err := io.ReadAll(c.Input.Body)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("body of %d bytes: got %d bytes, %v; equal %v", size, len(got), err, bytes.Equal(got, want))
		}
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}
}

func openRandomAccess(t *testing.T, f Fixture) {
	for _, size := range []int{0, 100, 300 << 10, 5<<20 + 17} {
		want := text(size)
		c := open(t, f.Store, put(t, f, fmt.Sprint("random/", size), want))
		head := make([]byte, min(size, 1000)) // as when the format is recognised
		if _, err := io.ReadFull(c.Input.Body, head); err != nil || !bytes.Equal(head, want[:len(head)]) {
			t.Errorf("%d bytes: head: %v", size, err)
		}
		random := rand.New(rand.NewPCG(1, uint64(size)))
		check := func(off, n int) {
			t.Helper()
			p := make([]byte, n)
			got, err := c.Input.At.ReadAt(p, int64(off))
			end := min(size, off+n)
			var wantErr error
			if off+n > size {
				wantErr = io.EOF
			}
			if off > size {
				end = off
			}
			if got != end-off || err != wantErr || (off < end && !bytes.Equal(p[:got], want[off:end])) {
				t.Errorf("%d bytes: ReadAt(%d bytes, %d): got %d, %v; want %d, %v", size, n, off, got, err, end-off, wantErr)
			}
		}
		check(max(0, size-8), max(1, min(size, 8)))
		check(max(0, size-8), 100)
		check(size, 1)
		check(size+10, 1)
		for range 100 {
			check(random.IntN(size+1), 1+random.IntN(2_000))
		}
		for range 5 {
			check(random.IntN(size+1), 1+random.IntN(2<<20))
		}
		all, err := io.ReadAll(io.NewSectionReader(c.Input.At, 0, int64(size)))
		if err != nil || !bytes.Equal(all, want) {
			t.Errorf("%d bytes in order: got %d bytes, %v", size, len(all), err)
		}
		if rest, err := io.ReadAll(c.Input.Body); err != nil || !bytes.Equal(rest, want[len(head):]) {
			t.Errorf("%d bytes: the rest of the body: got %d bytes, %v", size, len(rest), err)
		}
		c.Close()
	}
}

// openConcurrent has more large objects open at once than can be read ahead, some of them read slowly or not at all.
func openConcurrent(t *testing.T, f Fixture) {
	want := text(6 << 20)
	o := put(t, f, "big", want)
	var wg sync.WaitGroup
	for i := range 24 {
		wg.Go(func() {
			c, err := f.Store.Open(t.Context(), o)
			if err != nil {
				t.Error(err)
				return
			}
			defer c.Close()
			if i%3 == 0 { // leaves in the middle
				if _, err := io.CopyN(io.Discard, c.Input.Body, int64(i)<<18); err != nil {
					t.Error(err)
				}
				return
			}
			got, err := io.ReadAll(c.Input.Body)
			if err != nil || !bytes.Equal(got, want) {
				t.Errorf("got %d bytes, %v", len(got), err)
			}
		})
	}
	wg.Wait()
}

// openNamedVersion opens what was opened before, although it is overwritten meanwhile.
func openNamedVersion(t *testing.T, f Fixture) {
	c := open(t, f.Store, put(t, f, "k", []byte("first")))
	c.Close()
	f.Put(t, "k", []byte("second, of another length"))
	again, err := f.Store.Open(t.Context(), c.Object)
	if !f.Immutable {
		if !errors.Is(err, pipeline.ErrChanged) {
			t.Errorf("got %v, want ErrChanged", err)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if got, err := io.ReadAll(again.Input.Body); string(got) != "first" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	tags := map[string]string{"read": "first"}
	if _, err := f.Store.Tag(t.Context(), c.Object, tags); err != nil {
		t.Error(err)
	}
	if got := f.Tags(t, c.Object)["read"]; got != "first" {
		t.Errorf("tag of the version that was read: got %q", got)
	}
	if got := f.Tags(t, listed(t, f, "k")); len(got) != 0 {
		t.Errorf("tags of the version that replaced it: got %v", got)
	}
}

func openChanged(t *testing.T, f Fixture) {
	for _, size := range []int{0, 10, 300 << 10, large} {
		o := put(t, f, "k", text(size))
		f.Put(t, "k", []byte("other"))
		if _, err := f.Store.Open(t.Context(), o); !errors.Is(err, pipeline.ErrChanged) {
			t.Errorf("%d bytes: got %v, want ErrChanged", size, err)
		}
		o.ETag = "" // nothing to hold it to: the current one
		if got := readAll(t, f.Store, pipeline.Object{Bucket: o.Bucket, Key: o.Key}); string(got) != "other" {
			t.Errorf("%d bytes: unpinned: got %q", size, got)
		}
	}
}

func openGone(t *testing.T, f Fixture) {
	o := put(t, f, "dir/k", []byte("x"))
	f.Remove(t, "dir/k")
	missing := o
	missing.Key = "dir/k/never/there"
	for _, o := range []pipeline.Object{o, missing} {
		if _, err := f.Store.Open(t.Context(), o); !errors.Is(err, pipeline.ErrGone) {
			t.Errorf("%q: got %v, want ErrGone", o.Key, err)
		}
	}
}

func changedWhileRead(t *testing.T, f Fixture) {
	want := text(large)
	o := put(t, f, "body", want)
	body := open(t, f.Store, o)
	if _, err := io.CopyN(io.Discard, body.Input.Body, 1000); err != nil {
		t.Fatal(err)
	}
	at := open(t, f.Store, o)
	f.Put(t, "body", text(large-1))
	rest, err := io.ReadAll(body.Input.Body)
	n, atErr := at.Input.At.ReadAt(make([]byte, 100), large/2)
	if f.Immutable {
		if err != nil || !bytes.Equal(rest, want[1000:]) || n != 100 || atErr != nil {
			t.Errorf("the old version: got %d bytes, %v; at: %d bytes, %v", len(rest), err, n, atErr)
		}
		return
	}
	if !errors.Is(err, pipeline.ErrChanged) {
		t.Errorf("body: got %d bytes, %v; want ErrChanged", len(rest), err)
	}
	if !errors.Is(atErr, pipeline.ErrChanged) {
		t.Errorf("at: got %v, want ErrChanged", atErr)
	}

	body = open(t, f.Store, put(t, f, "removed", text(large)))
	f.Remove(t, "removed")
	_, err = io.ReadAll(body.Input.Body)
	if !errors.Is(err, pipeline.ErrChanged) && !errors.Is(err, pipeline.ErrGone) {
		t.Errorf("removed: got %v, want ErrChanged or ErrGone", err)
	}
}

func denied(t *testing.T, f Fixture) {
	shut := put(t, f, "shut/k", []byte("x"))
	free := put(t, f, "open/k", []byte("y"))
	f.Denied(t, "shut/k", func(s Store) {
		if got := readAll(t, s, free); string(got) != "y" {
			t.Errorf("allowed: got %q", got)
		}
		if _, err := s.Open(t.Context(), shut); !errors.Is(err, pipeline.ErrDenied) {
			t.Errorf("open: got %v, want ErrDenied", err)
		}
		if _, err := s.Tag(t.Context(), shut, map[string]string{"k": "v"}); !errors.Is(err, pipeline.ErrDenied) {
			t.Errorf("tag: got %v, want ErrDenied", err)
		}
	})
	if got := f.Tags(t, shut); len(got) != 0 {
		t.Errorf("tags: got %v, want none", got)
	}
}

func cancel(t *testing.T, f Fixture) {
	o := put(t, f, "k", text(large))
	ctx, stop := context.WithCancel(t.Context())
	c, err := f.Store.Open(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.CopyN(io.Discard, c.Input.Body, 1<<20); err != nil {
		t.Fatal(err)
	}
	stop()
	if n, err := io.Copy(io.Discard, c.Input.Body); !errors.Is(err, context.Canceled) {
		t.Errorf("body: read %d bytes more, %v; want Canceled", n, err)
	}
	if _, err := c.Input.At.ReadAt(make([]byte, 10), large-100); !errors.Is(err, context.Canceled) {
		t.Errorf("at: got %v, want Canceled", err)
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	if _, err := f.Store.Open(ctx, o); !errors.Is(err, context.Canceled) {
		t.Errorf("open: got %v, want Canceled", err)
	}
	if _, err := f.Store.Tag(ctx, o, map[string]string{"k": "v"}); !errors.Is(err, context.Canceled) {
		t.Errorf("tag: got %v, want Canceled", err)
	}
	for _, err := range f.Store.List(ctx, f.Bucket, "", "") {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("list: got %v, want Canceled", err)
		}
	}
	place := f.Files(t)()
	if _, err := place.Put(ctx, "n", nil, ""); !errors.Is(err, context.Canceled) {
		t.Errorf("put: got %v, want Canceled", err)
	}
}
