package inventory

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-4750cad8/assay/pipeline"
)

// eventRow is a row of key i whose scan began at second at.
func eventRow(i, at int) pipeline.Row {
	r := keyRow(i)
	r.RunID = ""
	r.ScannedAt = time.Unix(1_800_000_000+int64(at), 0).UTC()
	r.ETag = fmt.Sprint("etag-", at)
	return r
}

func putBatch(t *testing.T, files pipeline.Files, members string, rows ...pipeline.Row) string {
	t.Helper()
	name, err := PutBatch(t.Context(), files, strings.Fields(members), rows)
	if err != nil {
		t.Fatal(err)
	}
	return name
}

// testCompaction has small limits and no grace, so that all of the machinery is at work on few rows.
func testCompaction() Compaction {
	return Compaction{Grace: -1, Now: clock(), maxBytes: 1500, limits: testLimits}
}

// current returns the rows of the newest complete run of events, as "key etag".
func current(t *testing.T, files *memFiles) []string {
	t.Helper()
	var got []string
	for m, err := range Runs(t.Context(), files) {
		if err != nil {
			t.Fatal(err)
		}
		if m.State != Complete || !slices.Equal(m.Targets, []string{EventsTarget}) {
			continue
		}
		for _, r := range collect(t, Rows(t.Context(), files, m)) {
			if r.RunID != m.Run {
				t.Errorf("row of %s has the run %s, want %s", r.Key, r.RunID, m.Run)
			}
			got = append(got, r.Key+" "+r.ETag)
		}
		break
	}
	return got
}

func TestPutBatch(t *testing.T) {
	files := newMemFiles()
	first := putBatch(t, files, "m1 m2", eventRow(1, 10), eventRow(2, 10), eventRow(1, 12))
	if again := putBatch(t, files, "m2 m1 m1", eventRow(1, 11), eventRow(3, 11)); again != first {
		t.Errorf("the same batch again went to %s, want %s", again, first)
	}
	if other := putBatch(t, files, "m1", eventRow(1, 10)); other == first {
		t.Errorf("another batch went to %s too", other)
	}
	rows, etag, err := readBatch(t.Context(), files, first)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range rows {
		got = append(got, r.Key+" "+r.ETag)
	}
	want := []string{"k000001 etag-12", "k000002 etag-10", "k000003 etag-11"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("rows (-want +got):\n%s", d)
	}
	putBatch(t, files, "m1 m2", eventRow(1, 11))
	if _, now, _ := readBatch(t.Context(), files, first); now != etag {
		t.Error("a part was written again though it had nothing new to say")
	}
}

func TestPutBatchFails(t *testing.T) {
	files := newMemFiles()
	files.onPut = func(int, string, bool) error { return pipeline.ErrDenied }
	if _, err := PutBatch(t.Context(), files, []string{"m"}, []pipeline.Row{eventRow(1, 1)}); !errors.Is(err, pipeline.ErrDenied) {
		t.Errorf("got %v, want ErrDenied", err)
	}
	files.onPut = nil
	name := putBatch(t, files, "m", eventRow(1, 1))
	files.files[name] = []byte("PAR1 and no more")
	if _, err := PutBatch(t.Context(), files, []string{"m"}, []pipeline.Row{eventRow(1, 2)}); !errors.Is(err, errBatch) {
		t.Errorf("over a damaged part: got %v, want errBatch", err)
	}
}

func TestCompact(t *testing.T) {
	files := newMemFiles()
	how := testCompaction()
	done, err := Compact(t.Context(), files, how)
	if err != nil || !cmp.Equal(done, Compacted{}) || len(files.files) > 0 {
		t.Fatalf("of nothing: got %+v, %v, files %q", done, err, slices.Sorted(maps.Keys(files.files)))
	}
	putBatch(t, files, "a", eventRow(1, 1), eventRow(2, 1), eventRow(5, 9))
	putBatch(t, files, "b", eventRow(2, 2), eventRow(3, 2), eventRow(5, 8))
	if done, err = Compact(t.Context(), files, how); err != nil {
		t.Fatal(err)
	}
	if done.Batches != 2 || done.Rows != 4 || done.Superseded != 2 || done.Run == "" {
		t.Errorf("got %+v, want 2 batches, 4 rows, 2 superseded", done)
	}
	putBatch(t, files, "c", eventRow(0, 3), eventRow(3, 1), eventRow(5, 10), eventRow(9, 1))
	damaged := batches + "damaged.parquet"
	files.files[damaged] = []byte("PAR1")
	files.files[batches+"README"] = nil
	done, err = Compact(t.Context(), files, how)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{files.URI(damaged)}, done.Damaged); d != "" {
		t.Errorf("damaged (-want +got):\n%s", d)
	}
	want := []string{"k000000 etag-3", "k000001 etag-1", "k000002 etag-2", "k000003 etag-2", "k000005 etag-10", "k000009 etag-1"}
	if d := cmp.Diff(want, current(t, files)); d != "" {
		t.Errorf("rows (-want +got):\n%s", d)
	}
	// What was replaced is gone, and nothing else.
	if d := cmp.Diff([]string{"k000000", "k000001", "k000002", "k000003", "k000005", "k000009"}, atRest(t, files)); d != "" {
		t.Errorf("keys at rest (-want +got):\n%s", d)
	}
	var left []string
	for name := range files.List(t.Context(), batches) {
		left = append(left, name)
	}
	if d := cmp.Diff([]string{batches + "README", damaged}, left); d != "" {
		t.Errorf("batches (-want +got):\n%s", d)
	}
}

// What was replaced stays for the grace time, and a batch that is written again after it was compacted is not lost.
func TestCompactGrace(t *testing.T) {
	files := newMemFiles()
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	how := Compaction{Grace: time.Hour, Now: func() time.Time { return now }}
	compact := func() Compacted {
		t.Helper()
		done, err := Compact(t.Context(), files, how)
		if err != nil {
			t.Fatal(err)
		}
		return done
	}
	a := putBatch(t, files, "a", eventRow(1, 1))
	b := putBatch(t, files, "b", eventRow(2, 1))
	first := compact().Run
	putBatch(t, files, "b", eventRow(2, 2)) // delivered again
	now = now.Add(30 * time.Minute)
	second := compact()
	if second.Batches != 1 || second.Removed != 0 || second.Run <= first {
		t.Errorf("within the grace time: got %+v, want one batch, nothing removed, a run after %s", second, first)
	}
	if files.files[a] == nil || files.files[b] == nil || files.files[manifestName(first)] == nil {
		t.Error("a file was removed within the grace time")
	}
	putBatch(t, files, "b", eventRow(2, 3)) // and again
	now = now.Add(45 * time.Minute)         // the first compaction's grace has passed, the second's has not
	compact()
	if files.files[a] != nil || files.files[b] == nil {
		t.Errorf("after the grace time: a is there: %t, want false; b: %t, want true", files.files[a] != nil, files.files[b] != nil)
	}
	now = now.Add(2 * time.Hour)
	if done := compact(); done.Batches != 0 || done.Run == first {
		t.Errorf("with nothing new: got %+v", done)
	}
	if d := cmp.Diff([]string{"k000001 etag-1", "k000002 etag-3"}, current(t, files)); d != "" {
		t.Errorf("rows (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]string{"k000001", "k000002"}, atRest(t, files)); d != "" {
		t.Errorf("keys at rest (-want +got):\n%s", d)
	}
	if files.files[b] != nil {
		t.Error("b is still there")
	}
}

// A scan's runs in the same inventory are left alone.
func TestCompactBesideScans(t *testing.T) {
	files := newMemFiles()
	w, err := create(t.Context(), files, testRun, testLimits, clock())
	if err != nil {
		t.Fatal(err)
	}
	if err := scan(t.Context(), w, numbers(5), 2); err != nil {
		t.Fatal(err)
	}
	running := testRun
	running.ID = run1
	if _, err := create(t.Context(), files, running, testLimits, clock()); err != nil {
		t.Fatal(err)
	}
	putBatch(t, files, "a", eventRow(1, 1))
	if _, err := Compact(t.Context(), files, testCompaction()); err != nil {
		t.Fatal(err)
	}
	for run, state := range map[string]State{testRunID: Complete, run1: Running} {
		if m, err := Load(t.Context(), files, run); err != nil || m.State != state {
			t.Errorf("run %s is %s, %v; want %s", run, m.State, err, state)
		}
	}
}

// fill writes the batches of a history: rows of few keys, in no order of time. It returns what is current after it.
func fill(t *testing.T, files pipeline.Files, rnd *rand.Rand, n int) []string {
	t.Helper()
	newest := map[string]int{}
	for b := range n {
		var rows []pipeline.Row
		for range 1 + rnd.IntN(4) {
			r := eventRow(rnd.IntN(8), rnd.IntN(1000))
			rows = append(rows, r)
			at := int(r.ScannedAt.Unix() - 1_800_000_000)
			newest[r.Key] = max(newest[r.Key], at)
		}
		putBatch(t, files, fmt.Sprint("batch-", b), rows...)
	}
	var want []string
	for _, key := range slices.Sorted(maps.Keys(newest)) {
		want = append(want, fmt.Sprintf("%s etag-%d", key, newest[key]))
	}
	return want
}

var errCrash = errors.New("crashed")

// A compaction that dies at any write, before or after it is applied, loses and doubles nothing, and the next one that lives
// leaves only what is current.
func TestCompactCrash(t *testing.T) {
	how, start := testCompaction(), newMemFiles()
	fill(t, start, rand.New(rand.NewPCG(1, 2)), 3)
	if _, err := Compact(t.Context(), start, how); err != nil { // so that the next has something to replace
		t.Fatal(err)
	}
	before := current(t, start)
	want := fill(t, start, rand.New(rand.NewPCG(1, 2)), 6)
	for _, applied := range []bool{false, true} {
		steps := 0
		for crashAt := 1; ; crashAt++ {
			files := newMemFiles()
			files.files = maps.Clone(start.files)
			crashed := false
			files.onPut = func(n int, _ string, done bool) error {
				if n >= crashAt && (done == applied || n > crashAt) {
					crashed = true
					return errCrash
				}
				return nil
			}
			_, err := Compact(t.Context(), files, how)
			if crashed != (err != nil) {
				t.Fatalf("crash at %d: crashed %t, error %v", crashAt, crashed, err)
			}
			files.onPut = nil
			// A reader in between finds a whole run: the one before, one on the way, or the one after.
			if got := current(t, files); len(got) < len(before) {
				t.Errorf("crash at %d: %d rows are current, %d were", crashAt, len(got), len(before))
			}
			if _, err := Compact(t.Context(), files, how); err != nil {
				t.Fatalf("after a crash at %d: %v", crashAt, err)
			}
			if d := cmp.Diff(want, current(t, files)); d != "" {
				t.Errorf("after a crash at %d (applied: %t): rows (-want +got):\n%s", crashAt, applied, d)
			}
			if got := atRest(t, files); len(got) != len(want) {
				t.Errorf("after a crash at %d (applied: %t): %d rows at rest, want %d", crashAt, applied, len(got), len(want))
			}
			if !crashed {
				steps = crashAt - 1
				break
			}
		}
		if steps < 15 {
			t.Errorf("only %d steps were crashed at", steps)
		}
	}
}

// Writers of batches, delivering some twice, and two compactors work at once.
func TestCompactBesideWriters(t *testing.T) {
	files := newMemFiles()
	var mu sync.Mutex
	newest := map[string]int{}
	var writers, compactors sync.WaitGroup
	done := make(chan struct{})
	for w := range 4 {
		writers.Go(func() {
			rnd := rand.New(rand.NewPCG(uint64(w), 7))
			for b := range 20 {
				members := []string{fmt.Sprint("batch-", w/2, "-", b%15)} // two writers share each batch
				var rows []pipeline.Row
				for range 1 + rnd.IntN(3) {
					at := rnd.IntN(1 << 20)
					rows = append(rows, eventRow(rnd.IntN(40), at))
				}
				if _, err := PutBatch(t.Context(), files, members, rows); err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				for _, r := range rows {
					newest[r.Key] = max(newest[r.Key], int(r.ScannedAt.Unix()-1_800_000_000))
				}
				mu.Unlock()
			}
		})
	}
	met := 0
	for range 2 {
		compactors.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				_, err := Compact(t.Context(), files, Compaction{Grace: -1, maxBytes: 20_000})
				time.Sleep(10 * time.Millisecond)
				if errors.Is(err, pipeline.ErrConflict) || errors.Is(err, pipeline.ErrGone) {
					mu.Lock()
					met++
					mu.Unlock()
				} else if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	writers.Wait()
	close(done)
	compactors.Wait()
	if _, err := Compact(t.Context(), files, Compaction{Grace: -1}); err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, key := range slices.Sorted(maps.Keys(newest)) {
		want = append(want, fmt.Sprintf("%s etag-%d", key, newest[key]))
	}
	if d := cmp.Diff(want, current(t, files)); d != "" {
		t.Errorf("rows (-want +got):\n%s", d)
	}
	if got := atRest(t, files); len(got) != len(want) {
		t.Errorf("%d rows at rest, want %d", len(got), len(want))
	}
	t.Logf("compactions met %d times", met)
}

func TestCompactHead(t *testing.T) {
	for _, text := range []string{"", "{", `{"version":2,"run":"` + run1 + `"}`, `{"version":1,"run":"../x"}`, `{"version":1,"run":"` + run1 + `","merged":[{"name":"run=x/part-00000.parquet"}]}`,
		`{"version":1,"run":"` + run1 + `","retired":[{"run":"` + run1 + `"}]}`} {
		files := newMemFiles()
		files.files[headName] = []byte(text)
		if _, err := Compact(t.Context(), files, Compaction{}); err == nil || !strings.Contains(err.Error(), "damaged") {
			t.Errorf("head %q: got error %v", text, err)
		}
	}
}

func TestIDAfter(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for _, last := range []string{"", run1, NewRunID(now), NewRunID(now.AddDate(50, 0, 0))} {
		if id := idAfter(now, last); id <= last || !validRunID(id) {
			t.Errorf("after %q: got %q", last, id)
		}
	}
}
