package inventory

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-4750cad8/assay/pipeline"
)

// Small limits, so that few rows make many parts.
var testLimits = limits{maxRows: 3, maxBytes: 1 << 20, smallRows: 2, smallBytes: 1 << 20}

// atRest reads all parts as an engine does that knows nothing of manifests: the keys of the rows.
func atRest(t *testing.T, files *memFiles) []string {
	t.Helper()
	var keys []string
	for name := range files.List(context.Background(), "run=") {
		data := files.files[name]
		for rec, err := range decodePart(data, partRows(t, data), true) {
			if err != nil {
				t.Fatal(err)
			}
			keys = append(keys, rec.Key)
		}
	}
	return keys
}

func keysOf(rows []pipeline.Row) []string {
	var keys []string
	for _, r := range rows {
		keys = append(keys, r.Key)
	}
	return keys
}

// scan does what a pipeline does: it goes on after the checkpoint, and commits now and then, not always after as many rows.
func scan(ctx context.Context, w *Writer, objects []int, commit int) error {
	after, err := w.After(ctx)
	if err != nil {
		return err
	}
	n, last := 0, after
	for _, o := range objects {
		r := keyRow(o)
		if r.Key <= after {
			continue
		}
		if err := w.Append(ctx, r); err != nil {
			return err
		}
		n++
		last = r.Key
		if n%commit == 0 {
			if err := w.Commit(ctx, last); err != nil {
				return err
			}
		}
	}
	if err := w.Commit(ctx, last); err != nil {
		return err
	}
	return w.Finish(ctx)
}

// start resumes the run that there is to resume, or creates one.
func start(ctx context.Context, files *memFiles) (*Writer, error) {
	resumable, _, err := Find(ctx, files, testRun.Targets, testRun.Config)
	if err != nil {
		return nil, err
	}
	if resumable != nil {
		return resume(ctx, files, resumable.Run, testLimits, clock())
	}
	return create(ctx, files, testRun, testLimits, clock())
}

func numbers(n int) []int {
	var s []int
	for i := range n {
		s = append(s, i)
	}
	return s
}

// checkRun checks what is at rest, and what the manifest says, against the objects.
func checkRun(t *testing.T, files *memFiles, objects []int) {
	t.Helper()
	ctx := context.Background()
	var want []pipeline.Row
	for _, o := range objects {
		want = append(want, keyRow(o))
	}
	if d := cmp.Diff(keysOf(want), atRest(t, files)); d != "" {
		t.Errorf("keys at rest (-want +got):\n%s", d)
	}
	m, err := Load(ctx, files, testRunID)
	if err != nil {
		t.Fatal(err)
	}
	if m.State != Complete || m.Finished.IsZero() {
		t.Errorf("state %s, finished %s, want a complete run", m.State, m.Finished)
	}
	if d := cmp.Diff(want, collect(t, Rows(ctx, files, m))); d != "" {
		t.Errorf("rows by the manifest (-want +got):\n%s", d)
	}
	for _, p := range m.Parts {
		if etag := etagOf(files.files[p.Name]); etag != p.ETag || int64(len(files.files[p.Name])) != p.Bytes {
			t.Errorf("%s is not the file that the manifest says", p.Name)
		}
	}
}

func TestWriteAndRead(t *testing.T) {
	for _, n := range []int{0, 1, 3, 4, 5, 21} {
		for _, commit := range []int{1, 2, 3, 5, 100} {
			t.Run(fmt.Sprintf("%d rows, commits of %d", n, commit), func(t *testing.T) {
				files := newMemFiles()
				w, err := start(t.Context(), files)
				if err != nil {
					t.Fatal(err)
				}
				if err := scan(t.Context(), w, numbers(n), commit); err != nil {
					t.Fatal(err)
				}
				checkRun(t, files, numbers(n))
				if n == 0 && len(w.Manifest().Parts) != 1 {
					t.Error("a run without rows has no part")
				}
			})
		}
	}
}

func TestSmallCommitsMakeFewParts(t *testing.T) {
	files := newMemFiles()
	w, err := create(t.Context(), files, testRun, limits{maxRows: 100, maxBytes: 1 << 30, smallRows: 50, smallBytes: 1 << 30}, clock())
	if err != nil {
		t.Fatal(err)
	}
	if err := scan(t.Context(), w, numbers(300), 7); err != nil {
		t.Fatal(err)
	}
	if n := len(w.Manifest().Parts); n > 6 {
		t.Errorf("%d parts of 300 rows, want at most 6", n)
	}
	checkRun(t, files, numbers(300))
}

func TestPartsAreClosedBySizeBeforeACommit(t *testing.T) {
	files := newMemFiles()
	w, err := create(t.Context(), files, testRun, limits{maxRows: 1000, maxBytes: 10_000, smallRows: 100, smallBytes: 5000}, clock())
	if err != nil {
		t.Fatal(err)
	}
	most := 0
	for i := range 200 {
		if err := w.Append(t.Context(), keyRow(i)); err != nil {
			t.Fatal(err)
		}
		most = max(most, w.size)
	}
	if most > 11_000 {
		t.Errorf("%d bytes of rows were held, want at most one row over 10,000", most)
	}
	if n := len(w.Manifest().Parts); n != 0 {
		t.Errorf("%d parts committed without a commit", n)
	}
	if err := w.Finish(t.Context()); err == nil {
		t.Error("Finish passed over rows that were not committed")
	}
}

// errFault is a failed Put: of a network, a full disk, a kill.
var errFault = errors.New("fault")

// Every Put of a run fails once, before or after it was applied; the process dies; the next one goes on, over objects that
// changed meanwhile. At the end every object has one row, in order, for readers with the manifest and without.
func TestCrashAtEveryPut(t *testing.T) {
	worlds := map[string][]int{
		"same objects":        numbers(10),
		"no object is left":   nil,
		"some objects vanish": slices.DeleteFunc(numbers(10), func(i int) bool { return i%3 == 1 }),
		"objects appear":      numbers(12),
	}
	for name, world := range worlds {
		for _, commit := range []int{2, 8} {
			t.Run(fmt.Sprintf("%s, commits of %d", name, commit), func(t *testing.T) {
				t.Parallel()
				for _, applied := range []bool{false, true} {
					for k := 1; crash(t, k, applied, numbers(10), world, commit); k++ {
					}
				}
			})
		}
	}
}

// crash lets the k-th Put fail, and resumes. It returns false if there were fewer.
func crash(t *testing.T, k int, afterwards bool, before, world []int, commit int) bool {
	t.Helper()
	ctx := t.Context()
	files := newMemFiles()
	run := func(objects []int) error {
		w, err := start(ctx, files)
		if err != nil {
			return err
		}
		return scan(ctx, w, objects, commit)
	}
	files.onPut = func(n int, _ string, applied bool) error {
		if n == k && applied == afterwards {
			return errFault
		}
		return nil
	}
	err := run(before)
	files.onPut = nil
	if err == nil {
		return false
	}
	if !errors.Is(err, errFault) {
		t.Fatalf("put %d: %v", k, err)
	}
	var want []int
	complete := false
	if m, err := Load(ctx, files, testRunID); err == nil { // what is committed stays; the rest is of the world as it is now
		for range m.Totals.Rows {
			want = append(want, before[len(want)])
		}
		complete = m.State == Complete
	}
	if !complete {
		committed := len(want)
		for _, o := range world {
			if committed == 0 || o > want[committed-1] {
				want = append(want, o)
			}
		}
		if err := run(world); err != nil {
			t.Fatalf("put %d: resumed: %v", k, err)
		}
	}
	checkRun(t, files, want)
	if t.Failed() {
		t.Fatalf("put %d failed, applied: %v", k, afterwards)
	}
	return true
}

// The resumed run crashes too, at every Put, and so does the one that resumes it.
func TestCrashWhileResuming(t *testing.T) {
	for first := 3; first <= 12; first += 3 {
		t.Run(fmt.Sprintf("first at put %d", first), func(t *testing.T) {
			t.Parallel()
			for k := 1; ; k++ {
				files := newMemFiles()
				fail := first
				files.onPut = func(n int, _ string, applied bool) error {
					if n != fail || applied != (fail%2 == 0) {
						return nil
					}
					fail += k // so the next process has k Puts
					if fail > first+2*k {
						fail = 0
					}
					return errFault
				}
				err := errFault
				for errors.Is(err, errFault) {
					if _, last, _ := Find(t.Context(), files, testRun.Targets, testRun.Config); last != nil {
						err = nil // the last Put was applied
						break
					}
					var w *Writer
					if w, err = start(t.Context(), files); err == nil {
						err = scan(t.Context(), w, numbers(14), 5)
					}
				}
				if err != nil {
					t.Fatalf("k %d: %v", k, err)
				}
				checkRun(t, files, numbers(14))
				if t.Failed() {
					t.Fatalf("k %d", k)
				}
				if fail != 0 {
					break
				}
			}
		})
	}
}

// A run that is resumed again and again without getting anywhere does not fill up with empty parts.
func TestResumingLeavesOneEmptyPart(t *testing.T) {
	files := newMemFiles()
	for range 5 {
		if _, err := start(t.Context(), files); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(files.files); n != 2 {
		t.Errorf("%d files, want a manifest and one part", n)
	}
}

// A writer that was thought dead is only slow: it sleeps just before or after its k-th access to a file. Another process
// takes the run over meanwhile and finishes it, over fewer objects too. The first wakes, gets a conflict, and changes nothing.
// The sleeper may itself have resumed the run, after a writer that left parts which were not committed.
func TestSlowWriterIsFencedOff(t *testing.T) {
	for _, resumed := range []bool{false, true} {
		for _, world := range [][]int{numbers(10), nil} {
			for _, commit := range []int{2, 8} {
				t.Run(fmt.Sprintf("resumed %v, %d objects, commits of %d", resumed, len(world), commit), func(t *testing.T) {
					t.Parallel()
					for k := 1; sleep(t, k, resumed, world, commit); k++ {
					}
				})
			}
		}
	}
}

// sleep lets a writer sleep around its k-th access. It returns false if there were fewer.
func sleep(t *testing.T, k int, resumed bool, world []int, commit int) bool {
	t.Helper()
	ctx := t.Context()
	files := newMemFiles()
	var w *Writer
	var err error
	if resumed { // the first writer commits 3 rows, and leaves two parts more
		if w, err = start(ctx, files); err != nil {
			t.Fatal(err)
		}
		for i := range 10 {
			if err := w.Append(ctx, keyRow(i)); err != nil {
				t.Fatal(err)
			}
			if i == 2 {
				if err := w.Commit(ctx, keyRow(i).Key); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	var want []int
	accesses, slept := 0, false
	access := func() error {
		accesses++
		if accesses != k || slept {
			return nil
		}
		slept = true
		m, err := Load(ctx, files, testRunID)
		if errors.Is(err, pipeline.ErrGone) {
			err = nil // it has not come to create the run: the other does
		}
		if err != nil {
			t.Fatal(err)
		}
		want = numbers(int(m.Totals.Rows))
		if m.State == Complete {
			return nil
		}
		for _, o := range world {
			if o >= len(want) {
				want = append(want, o)
			}
		}
		other, err := start(ctx, files)
		if err == nil {
			err = scan(ctx, other, world, 4)
		}
		if err != nil {
			t.Fatalf("access %d: the other process: %v", k, err)
		}
		return nil
	}
	files.onPut = func(int, string, bool) error { return access() }
	files.onGet = func(string, bool) error { return access() }
	if w, err = start(ctx, files); err == nil {
		err = scan(ctx, w, numbers(10), commit)
	}
	files.onPut, files.onGet = nil, nil
	if !slept {
		if err != nil {
			t.Fatal(err)
		}
		return false
	}
	if err != nil && w != nil && w.lost != nil { // it does not give up: that changes nothing
		again := w.Append(ctx, keyRow(1000))
		if again == nil {
			again = w.Commit(ctx, "k001000")
		}
		if !errors.Is(again, pipeline.ErrConflict) {
			t.Errorf("Commit after a conflict: %v", again)
		}
	}
	checkRun(t, files, want)
	if t.Failed() {
		t.Fatalf("access %d; the writer's error: %v", k, err)
	}
	return true
}

func TestTwoResumeAtOnce(t *testing.T) {
	files := newMemFiles()
	if _, err := start(t.Context(), files); err != nil {
		t.Fatal(err)
	}
	var other *Writer
	files.onPut = func(n int, _ string, applied bool) error {
		if n == 2 && !applied { // the first to resume has read the manifest and is about to replace it
			var err error
			if other, err = start(t.Context(), files); err != nil {
				t.Fatal(err)
			}
		}
		return nil
	}
	_, err := start(t.Context(), files)
	if !errors.Is(err, pipeline.ErrConflict) || !strings.Contains(err.Error(), "taken over") {
		t.Errorf("got error %v, want a conflict that says what happened", err)
	}
	if err := scan(t.Context(), other, numbers(10), 3); err != nil {
		t.Fatal(err)
	}
	checkRun(t, files, numbers(10))
}

// The answer of a Put is lost, and whoever sends it (an SDK) tries again and meets its own write.
func TestLostAnswers(t *testing.T) {
	files := newMemFiles()
	files.onPut = func(n int, name string, applied bool) error {
		if applied && n%2 == 1 {
			return pipeline.ErrConflict
		}
		return nil
	}
	w, err := start(t.Context(), files)
	if err != nil {
		t.Fatal(err)
	}
	if err := scan(t.Context(), w, numbers(12), 3); err != nil {
		t.Fatal(err)
	}
	checkRun(t, files, numbers(12))
}

// A commit that failed is tried again with the same writer, as after a cancellation.
func TestCommitAgain(t *testing.T) {
	for _, afterwards := range []bool{false, true} {
		for k := 2; k < 9; k++ {
			files := newMemFiles()
			files.onPut = func(n int, _ string, applied bool) error {
				if n == k && applied == afterwards {
					return errFault
				}
				return nil
			}
			w, err := start(t.Context(), files)
			if err != nil {
				t.Fatal(err)
			}
			twice := func(f func() error) {
				if err := f(); errors.Is(err, errFault) {
					err = f()
					if err != nil {
						t.Fatalf("put %d: again: %v", k, err)
					}
				} else if err != nil {
					t.Fatalf("put %d: %v", k, err)
				}
			}
			for i := range 8 {
				r := keyRow(i)
				twice(func() error { return w.Append(t.Context(), r) })
				if i%5 == 4 || i == 7 {
					twice(func() error { return w.Commit(t.Context(), r.Key) })
				}
			}
			twice(func() error { return w.Finish(t.Context()) })
			checkRun(t, files, numbers(8))
		}
	}
}

func TestCancelledContext(t *testing.T) {
	files := newMemFiles()
	w, err := start(t.Context(), files)
	if err != nil {
		t.Fatal(err)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for i := range 3 {
		if err := w.Append(t.Context(), keyRow(i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Commit(cancelled, "k000002"); !errors.Is(err, context.Canceled) {
		t.Errorf("Commit: got %v, want it cancelled", err)
	}
	if err := w.Commit(t.Context(), "k000002"); err != nil {
		t.Errorf("Commit after a cancelled one: %v", err)
	}
	if got, _ := w.After(t.Context()); got != "k000002" {
		t.Errorf("After = %q", got)
	}
}

func TestMisuse(t *testing.T) {
	ctx := t.Context()
	files := newMemFiles()
	if _, err := Create(ctx, files, Run{ID: "../x"}); err == nil {
		t.Error("Create took a bad ID")
	}
	if _, err := Resume(ctx, files, testRunID); !errors.Is(err, pipeline.ErrGone) {
		t.Errorf("Resume of no run: %v", err)
	}
	w, err := Create(ctx, files, testRun)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Create(ctx, files, testRun); !errors.Is(err, pipeline.ErrConflict) {
		t.Errorf("Create of a run that exists: %v", err)
	}
	if err := w.Append(ctx, keyRow(5)); err != nil {
		t.Fatal(err)
	}
	for _, i := range []int{5, 4} {
		if err := w.Append(ctx, keyRow(i)); !errors.Is(err, pipeline.ErrOrder) {
			t.Errorf("Append of row %d after row 5: %v", i, err)
		}
	}
	if err := w.Commit(ctx, "k000005"); err != nil {
		t.Fatal(err)
	}
	if w, err = Resume(ctx, files, testRunID); err != nil {
		t.Fatal(err)
	}
	if err := w.Append(ctx, keyRow(5)); !errors.Is(err, pipeline.ErrOrder) {
		t.Errorf("Append of a committed row to a resumed run: %v", err)
	}
	if err := w.Finish(ctx); err != nil {
		t.Fatal(err)
	}
	if err := w.Append(ctx, keyRow(6)); err == nil {
		t.Error("Append to a complete run")
	}
	if err := w.Commit(ctx, "k000006"); err == nil {
		t.Error("Commit to a complete run")
	}
	if _, err := Resume(ctx, files, testRunID); err == nil {
		t.Error("Resume of a complete run")
	}
	checkRun(t, files, []int{5})
}
