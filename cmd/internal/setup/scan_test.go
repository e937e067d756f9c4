package setup

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-4750cad8/assay/pipeline"
	"github.com/seed-4750cad8/assay/pipeline/inventory"
)

// newScan prepares a scan of a directory with those flags.
func newScan(t *testing.T, dir string, flags map[string][]string) *Scan {
	t.Helper()
	c, _, err := Resolve(flags, none, "")
	if err != nil {
		t.Fatal(err)
	}
	s, err := NewScan(t.Context(), c, []string{dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// files makes n files in a new directory and returns their names in order.
func files(t *testing.T, n int) (dir string, names []string) {
	t.Helper()
	dir = t.TempDir()
	for i := range n {
		name := fmt.Sprintf("%04d.txt", i)
		if err := os.WriteFile(filepath.Join(dir, name), []byte("nothing"), 0o600); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	return dir, names
}

// A run that is stopped goes on where it was, under the same ID, and tells of all of it.
func TestResume(t *testing.T) {
	const total, stopAt = 200, 50
	dir, names := files(t, total)
	flags := map[string][]string{"inventory": {t.TempDir()}, "infotypes": {"US_SSN"}}

	first := newScan(t, dir, flags)
	ctx, cancel := context.WithCancelCause(t.Context())
	stop := errors.New("stop")
	rows := 0
	err := first.Run(ctx, Hooks{Row: func(pipeline.Row) {
		if rows++; rows == stopAt {
			cancel(stop)
		}
	}})
	if !errors.Is(err, stop) {
		t.Fatalf("got error %v, want %v", err, stop)
	}
	if rows >= total {
		t.Fatal("the run was done before it was stopped")
	}

	for name, other := range map[string][]string{"infotypes": {"IBAN"}, "no-tag": {"true"}, "max-object-size": {"1MiB"}, "exclude": {"x"}, "resume": {"false"}, "fresh": {"true"}} {
		changed := map[string][]string{"inventory": flags["inventory"], "infotypes": flags["infotypes"]}
		changed[name] = other
		if s := newScan(t, dir, changed); s.Resumed != nil || s.RunID == first.RunID {
			t.Errorf("with another %s the run is continued", name)
		}
	}

	second := newScan(t, dir, flags)
	if second.Resumed == nil || second.RunID != first.RunID {
		t.Fatalf("run %s is not continued: %s", first.RunID, second.RunID)
	}
	if n := second.Resumed.Totals.Rows; n < stopAt || n >= total {
		t.Errorf("%d rows were committed, want from %d to %d", n, stopAt, total)
	}
	var got []string
	var read atomic.Int64
	listed := 0
	err = second.Run(t.Context(), Hooks{
		Row:    func(r pipeline.Row) { got = append(got, r.Key) },
		Listed: func(pipeline.Object, bool) { listed++ },
		Read:   func(n int) { read.Add(int64(n)) },
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(names, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if listed != total {
		t.Errorf("%d objects were listed, want %d", listed, total)
	}
	if got, want := read.Load(), (total-second.Resumed.Totals.Rows)*int64(len("nothing")); got != want {
		t.Errorf("%d bytes were read, want %d: what was committed is not read again", got, want)
	}

	m, err := inventory.Load(t.Context(), second.files, first.RunID)
	if err != nil {
		t.Fatal(err)
	}
	if m.State != inventory.Complete || m.Totals.Rows != total {
		t.Errorf("the run is %s with %d rows, want complete with %d", m.State, m.Totals.Rows, total)
	}
	if s := newScan(t, dir, flags); s.Resumed != nil || s.Previous == nil || s.Previous.Run != first.RunID {
		t.Error("the complete run is not the one that the next is compared with")
	}
}

// What a resumed run says of changes is what one run would have said.
func TestResumeCountsChanges(t *testing.T) {
	dir, names := files(t, 100)
	flags := map[string][]string{"inventory": {t.TempDir()}, "infotypes": {"US_SSN"}}
	if err := newScan(t, dir, flags).Run(t.Context(), Hooks{}); err != nil {
		t.Fatal(err)
	}
	for _, gone := range []string{names[2], names[95]} {
		if err := os.Remove(filepath.Join(dir, gone)); err != nil {
			t.Fatal(err)
		}
	}
	for _, fresh := range []string{"0001a.txt", "0096a.txt"} {
		if err := os.WriteFile(filepath.Join(dir, fresh), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	n := 0
	if err := newScan(t, dir, flags).Run(ctx, Hooks{Row: func(pipeline.Row) {
		if n++; n == 20 {
			cancel()
		}
	}}); err == nil {
		t.Fatal("the run was done before it was stopped")
	}
	var fresh, vanished []string
	if err := newScan(t, dir, flags).Run(t.Context(), Hooks{
		Listed: func(o pipeline.Object, isNew bool) {
			if isNew {
				fresh = append(fresh, o.Key)
			}
		},
		Vanished: func(r pipeline.Row) { vanished = append(vanished, r.Key) },
	}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"0001a.txt", "0096a.txt"}, fresh); diff != "" {
		t.Errorf("new objects (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{names[2], names[95]}, vanished); diff != "" {
		t.Errorf("vanished objects (-want +got):\n%s", diff)
	}
}

// Several targets are one listing in order, of which a resumed run takes up the rest.
func TestListing(t *testing.T) {
	a, names := files(t, 3)
	b, _ := files(t, 3)
	dirs := []string{a, b}
	for i, d := range dirs {
		real, err := filepath.EvalSymlinks(d)
		if err != nil {
			t.Fatal(err)
		}
		dirs[i] = real
	}
	slices.Sort(dirs)
	c, _, err := Resolve(map[string][]string{"inventory": {t.TempDir()}}, none, "")
	if err != nil {
		t.Fatal(err)
	}
	s, err := NewScan(t.Context(), c, []string{b, a})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var all []pipeline.Cursor
	for _, d := range dirs {
		for _, n := range names {
			all = append(all, pipeline.Cursor{Bucket: d, Key: n})
		}
	}
	for from := range len(all) + 1 {
		after := pipeline.Cursor{}
		if from > 0 {
			after = all[from-1]
		}
		var got []pipeline.Cursor
		for o, err := range s.listing(t.Context(), after) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, pipeline.Cursor{Bucket: o.Bucket, Key: o.Key})
		}
		if !slices.Equal(got, all[from:]) {
			t.Errorf("after %q: got %q, want %q", after, got, all[from:])
		}
	}
}

func TestLaterRunID(t *testing.T) {
	now := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	last := &inventory.Manifest{Run: "20260601T120003Z-ffffffff"}
	if got := laterRunID(now, last); !strings.HasPrefix(got, "20260601T120004Z-") {
		t.Errorf("got %s, want one that sorts after %s", got, last.Run)
	}
	if got := laterRunID(now, nil); !strings.HasPrefix(got, "20260601T120000Z-") {
		t.Errorf("got %s", got)
	}
}

// An inventory that cannot be written is noticed before anything is read, and nothing is left of it.
func TestUnwritableInventory(t *testing.T) {
	dir, _ := files(t, 1)
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	c, _, err := Resolve(map[string][]string{"inventory": {filepath.Join(file, "inventory")}}, none, "")
	if err != nil {
		t.Fatal(err)
	}
	s, err := NewScan(t.Context(), c, []string{dir})
	if err == nil {
		defer s.Close()
		err = s.Run(t.Context(), Hooks{
			Begun: func() { t.Error("the run began") },
			Read:  func(int) { t.Error("an object was read") },
		})
	}
	if err == nil || !strings.HasPrefix(err.Error(), "inventory "+file) {
		t.Errorf("got error %v", err)
	}
}
