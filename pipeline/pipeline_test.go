package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-4750cad8/assay/detectors"
	"github.com/seed-4750cad8/assay/labels"
	"github.com/seed-4750cad8/assay/scanner"
)

// A memStore holds objects in memory. It honours ctx; hooks make it slow or hostile.
type memStore struct {
	mu      sync.Mutex
	objects map[string]string // key → text
	tags    map[string]map[string]string
	opens   map[string]int
	onOpen  func(ctx context.Context, key string) error
	onTag   func(key string) error
}

func newMemStore(objects map[string]string) *memStore {
	return &memStore{objects: objects, tags: map[string]map[string]string{}, opens: map[string]int{}}
}

func etag(text string) string { return fmt.Sprintf("%x", len(text)*31+1) }

func (m *memStore) Open(ctx context.Context, o Object) (Content, error) {
	m.mu.Lock()
	m.opens[o.Key]++
	m.mu.Unlock()
	if m.onOpen != nil {
		if err := m.onOpen(ctx, o.Key); err != nil {
			return Content{}, err
		}
	}
	if err := ctx.Err(); err != nil {
		return Content{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	text, ok := m.objects[o.Key]
	if !ok {
		return Content{}, fmt.Errorf("open: %w", ErrGone)
	}
	if o.ETag != "" && o.ETag != etag(text) {
		return Content{}, fmt.Errorf("open: %w", ErrChanged)
	}
	o.ETag, o.Size = etag(text), int64(len(text))
	return Content{
		Object: o,
		Input:  scanner.Input{Name: o.Key, Size: o.Size, Body: strings.NewReader(text), At: strings.NewReader(text)},
		Close:  func() error { return nil },
	}, nil
}

func (m *memStore) Tag(ctx context.Context, o Object, tags map[string]string) (map[string]string, error) {
	if m.onTag != nil {
		if err := m.onTag(o.Key); err != nil {
			return nil, err
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	before := m.tags[o.Key]
	after := maps.Clone(before)
	if after == nil {
		after = map[string]string{}
	}
	maps.Copy(after, tags)
	m.tags[o.Key] = after
	return before, ctx.Err()
}

func (m *memStore) list(after Cursor) iter.Seq2[Object, error] {
	return func(yield func(Object, error) bool) {
		for _, key := range slices.Sorted(maps.Keys(m.objects)) {
			if !after.Before("b", key) {
				continue
			}
			text := m.objects[key]
			if !yield(Object{Bucket: "b", Key: key, ETag: etag(text), Size: int64(len(text))}, nil) {
				return
			}
		}
	}
}

// A memInventory keeps rows as an inventory does: appended ones are lost unless committed.
type memInventory struct {
	mu        sync.Mutex
	appended  []Row
	committed []Row
	after     string
	commits   int
	failAt    int // the commit that fails, before or after it was applied
	applied   bool
}

var errCommit = errors.New("disk full")

func (m *memInventory) After(context.Context) (string, error) { return m.after, nil }

func (m *memInventory) Append(ctx context.Context, r Row) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.appended = append(m.appended, r)
	return ctx.Err()
}

func (m *memInventory) Commit(ctx context.Context, after string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	m.commits++
	fails := m.commits == m.failAt
	if !fails || m.applied {
		m.committed = append(m.committed, m.appended...)
		m.appended, m.after = nil, after
	}
	if fails {
		return errCommit
	}
	return nil
}

func (m *memInventory) reopen() {
	m.appended = nil
	m.failAt = 0
}

func (m *memInventory) rows() iter.Seq2[Row, error] {
	rows := slices.Clone(m.committed)
	return func(yield func(Row, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func testPipeline(t *testing.T, store Store, inventory Inventory) *Pipeline {
	t.Helper()
	set, err := detectors.Compile([]detectors.Detector{{
		InfoType: "EMAIL_ADDRESS", Group: "Test", Doc: "A ticket of these tests.", Pattern: `TKT-[0-9]{4}`, MaxLen: 8,
		Alone: detectors.VeryLikely, Near: detectors.VeryLikely, Examples: []string{"TKT-1234"}, Counterexamples: []string{"TKT-12"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	text := scanner.Format{Name: "text", Sniff: func(_ string, head []byte) bool { return !strings.HasPrefix(string(head), "#") }, Decode: func(in scanner.Input, out scanner.Sink) error {
		b, err := io.ReadAll(in.Body)
		if err != nil || len(b) == 0 {
			return err
		}
		return out.Block(scanner.Block{Text: b})
	}}
	keys := labels.DefaultKeys()
	return &Pipeline{
		Store:          store,
		Scanner:        scanner.New(set, []scanner.Format{text}, detectors.Possible, scanner.DefaultLimits()),
		Scheme:         labels.Default(),
		Tags:           &keys,
		RunID:          "run",
		ScannerVersion: "test",
		Ruleset:        "rules",
		Now:            func() time.Time { return time.Unix(1, 0) },
		Inventory:      inventory,
		Workers:        4,
	}
}

func (p *Pipeline) runAll(ctx context.Context, store *memStore, previous iter.Seq2[Row, error]) error {
	after, err := p.Inventory.After(ctx)
	if err != nil {
		return err
	}
	cursor, err := ParseCursor(after)
	if err != nil {
		return err
	}
	return p.Run(ctx, Merge(store.list(cursor), previous, cursor, nil))
}

func none(func(Row, error) bool) {}

func TestProcess(t *testing.T) {
	found := "mail TKT-1234"
	object := Object{Bucket: "b", Key: "k", ETag: etag(found), Size: int64(len(found))}
	earlier := func(change func(*Row)) *Row {
		r := &Row{Object: object, Status: Scanned, Coverage: scanner.Full, Level: labels.Restricted, TagStatus: Tagged, Ruleset: "rules", RunID: "old", Usage: scanner.Usage{Units: 3, Cost: 300, Sent: 1}}
		change(r)
		return r
	}
	level := labels.Default().Decide(scanner.Report{Coverage: scanner.Full, Findings: []scanner.Finding{{InfoType: "EMAIL_ADDRESS", Likelihood: detectors.VeryLikely, Count: 1, Distinct: 1}}}).Level
	tests := []struct {
		name     string
		text     string
		work     Work
		prepare  func(*memStore, *Pipeline)
		status   Status
		level    labels.Level
		previous labels.Level
		tag      TagStatus
		opens    int
	}{
		{name: "found", text: found, status: Scanned, level: level, tag: Tagged, opens: 1},
		{name: "clean", text: "nothing", status: Scanned, level: labels.Public, tag: Tagged, opens: 1},
		{name: "not readable by any format is never public", text: "#binary", status: Scanned, level: labels.Unknown, tag: Tagged, opens: 1},
		{name: "denied", text: found, prepare: func(m *memStore, _ *Pipeline) {
			m.onOpen = func(context.Context, string) error { return fmt.Errorf("x: %w", ErrDenied) }
		}, status: Denied, tag: TagNone, opens: 1},
		{name: "unknown failure", text: found, prepare: func(m *memStore, _ *Pipeline) {
			m.onOpen = func(context.Context, string) error { return errors.New("x") }
		}, status: Failed, tag: TagNone, opens: 1},
		{name: "changed since the listing is read as it is now", text: found, work: Work{Object: Object{Bucket: "b", Key: "k", ETag: "old", Size: 1}}, status: Scanned, level: level, tag: Tagged, opens: 2},
		{name: "too large is not opened", text: found, prepare: func(_ *memStore, p *Pipeline) { p.MaxObjectSize = 5 }, status: Scanned, level: labels.Unknown, tag: Tagged},
		{name: "nothing found", text: "nothing", status: Scanned, level: labels.Public, tag: Tagged, opens: 1},
		{name: "nothing found of what was looked for", text: "nothing", prepare: func(_ *memStore, p *Pipeline) { p.Narrowed = true }, status: Scanned, level: labels.Unknown, tag: Tagged, opens: 1},
		{name: "found of what was looked for", text: found, prepare: func(_ *memStore, p *Pipeline) { p.Narrowed = true }, status: Scanned, level: level, tag: Tagged, opens: 1},
		{name: "tags off", text: found, prepare: func(_ *memStore, p *Pipeline) { p.Tags = nil }, status: Scanned, level: level, tag: TagOff, opens: 1},
		{name: "tags full", text: found, prepare: func(m *memStore, _ *Pipeline) {
			m.onTag = func(string) error { return fmt.Errorf("x: %w", ErrTagsFull) }
		}, status: Scanned, level: level, tag: TagsFull, opens: 1},
		{name: "gone before the tag", text: found, prepare: func(m *memStore, _ *Pipeline) {
			m.onTag = func(string) error { return fmt.Errorf("x: %w", ErrGone) }
		}, status: Scanned, level: level, tag: TagChanged, opens: 1},
		{name: "level in the tags found", text: found, prepare: func(m *memStore, _ *Pipeline) {
			m.tags["k"] = labels.Label{Level: labels.Internal}.Tags(labels.DefaultKeys(), labels.Stamp{Scanner: "older", Ruleset: "older", ETag: "older"})
		}, status: Scanned, level: level, previous: labels.Internal, tag: Tagged, opens: 1},
		{name: "tags that no scanner wrote", text: found, prepare: func(m *memStore, _ *Pipeline) {
			m.tags["k"] = map[string]string{labels.DefaultKeys().Classification: "public"}
		}, status: Scanned, level: level, tag: Tagged, opens: 1},
		{name: "unchanged", text: found, work: Work{Previous: earlier(func(*Row) {})}, status: Scanned, level: labels.Restricted, previous: labels.Restricted, tag: TagUnchanged},
		{name: "unchanged, and so is its label", text: found, prepare: func(m *memStore, p *Pipeline) {
			p.CheckLabels = true
			m.tags["k"] = labels.Label{Level: labels.Restricted, Complete: true}.Tags(labels.DefaultKeys(), labels.Stamp{Ruleset: "rules", ETag: etag(found)})
		}, work: Work{Previous: earlier(func(*Row) {})}, status: Scanned, level: labels.Restricted, previous: labels.Restricted, tag: TagUnchanged},
		{name: "unchanged, but for its label", text: found, prepare: func(m *memStore, p *Pipeline) {
			p.CheckLabels = true
			m.tags["k"] = map[string]string{labels.DefaultKeys().Classification: "public"}
		}, work: Work{Previous: earlier(func(*Row) {})}, status: Scanned, level: labels.Restricted, previous: labels.Restricted, tag: Tagged},
		{name: "unchanged, and its label is lost", text: found, prepare: func(_ *memStore, p *Pipeline) { p.CheckLabels = true },
			work: Work{Previous: earlier(func(*Row) {})}, status: Scanned, level: labels.Restricted, previous: labels.Restricted, tag: Tagged},
		{name: "left out, of other bytes and rules", text: found, work: Work{
			Object: Object{Bucket: "b", Key: "k", ETag: "other", Size: 7}, LeftOut: true,
			Previous: earlier(func(r *Row) { r.Ruleset = "older" })}, status: Scanned, level: labels.Restricted, previous: labels.Restricted, tag: TagUnchanged},
		{name: "unchanged but for the ruleset", text: found, work: Work{Previous: earlier(func(r *Row) { r.Ruleset = "older" })}, status: Scanned, level: level, previous: labels.Restricted, tag: Tagged, opens: 1},
		{name: "unchanged but not tagged", text: found, work: Work{Previous: earlier(func(r *Row) { r.TagStatus = TagOff })}, status: Scanned, level: level, previous: labels.Restricted, tag: Tagged, opens: 1},
		{name: "unchanged but over budget then", text: found, work: Work{Previous: earlier(func(r *Row) {
			r.Coverage, r.Problems = scanner.Partial, []scanner.Problem{{Kind: scanner.OverBudget, Count: 1}}
		})}, status: Scanned, level: level, previous: labels.Restricted, tag: Tagged, opens: 1},
		{name: "unchanged but a recognizer failed then", text: found, work: Work{Previous: earlier(func(r *Row) {
			r.Coverage, r.Problems = scanner.Partial, []scanner.Problem{{Kind: scanner.RecognizerFailed, Count: 1}}
		})}, status: Scanned, level: level, previous: labels.Restricted, tag: Tagged, opens: 1},
		{name: "unchanged but out of time then", text: found, work: Work{Previous: earlier(func(r *Row) {
			r.Coverage, r.Problems = scanner.Partial, []scanner.Problem{{Kind: scanner.OutOfTime, Count: 1}}
		})}, status: Scanned, level: level, previous: labels.Restricted, tag: Tagged, opens: 1},
		{name: "the same bytes, written again: without the label", text: found, work: Work{
			Object:   Object{Bucket: "b", Key: "k", ETag: etag(found), Size: int64(len(found)), LastModified: time.Unix(2000, 0)},
			Previous: earlier(func(r *Row) { r.LastModified = time.Unix(1000, 0) }),
		}, status: Scanned, level: level, previous: labels.Restricted, tag: Tagged, opens: 1},
		{name: "unchanged, of a time that one knows better", text: found, work: Work{
			Object:   Object{Bucket: "b", Key: "k", ETag: etag(found), Size: int64(len(found)), LastModified: time.Unix(1000, 5e8)},
			Previous: earlier(func(r *Row) { r.LastModified = time.Unix(1000, 0) }),
		}, status: Scanned, level: labels.Restricted, previous: labels.Restricted, tag: TagUnchanged},
		{name: "too large, of a level that was known", text: found, prepare: func(_ *memStore, p *Pipeline) { p.MaxObjectSize = 5 },
			work:   Work{Previous: earlier(func(r *Row) { r.Ruleset = "older" })},
			status: Scanned, level: labels.Restricted, previous: labels.Restricted, tag: Tagged},
		{name: "unchanged and in another language, then and now", text: found, work: Work{Previous: earlier(func(r *Row) {
			r.Coverage, r.Problems = scanner.Partial, []scanner.Problem{{Kind: scanner.OtherLanguage, Count: 1}}
		})}, status: Scanned, level: labels.Restricted, previous: labels.Restricted, tag: TagUnchanged},
		{name: "unchanged but denied then", text: found, work: Work{Previous: earlier(func(r *Row) { r.Status, r.Level = Denied, labels.Unknown })}, status: Scanned, level: level, tag: Tagged, opens: 1},
		{name: "unchanged and too large, then and now", text: found, work: Work{Previous: earlier(func(r *Row) {
			r.Coverage, r.Level, r.Problems = scanner.None, labels.Unknown, []scanner.Problem{{Kind: scanner.TooLarge, Count: 1}}
		})}, status: Scanned, level: level, tag: Tagged, opens: 1},
		{name: "less coverage of the same bytes never lowers", text: "#binary", work: Work{
			Object:   Object{Bucket: "b", Key: "k", ETag: etag("#binary"), Size: 7},
			Previous: earlier(func(r *Row) { r.ETag, r.Size, r.Ruleset = etag("#binary"), 7, "older" }),
		}, status: Scanned, level: labels.Restricted, previous: labels.Restricted, tag: Tagged, opens: 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			store := newMemStore(map[string]string{"k": test.text})
			p := testPipeline(t, store, nil)
			if test.prepare != nil {
				test.prepare(store, p)
			}
			if test.work.Object.Key == "" {
				test.work.Object = Object{Bucket: "b", Key: "k", ETag: etag(test.text), Size: int64(len(test.text))}
			}
			row, err := p.Process(context.Background(), test.work)
			if err != nil {
				t.Fatal(err)
			}
			type outcome struct {
				Status          Status
				Level, Previous labels.Level
				Tag             TagStatus
				Opens           int
			}
			if store.opens["k"] == 0 && row.Usage != (scanner.Usage{}) {
				t.Errorf("a row that cost nothing says %+v", row.Usage)
			}
			got := outcome{row.Status, row.Level, row.PreviousLevel, row.TagStatus, store.opens["k"]}
			want := outcome{test.status, test.level, test.previous, test.tag, test.opens}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("outcome (-want +got):\n%s", diff)
			}
			if row.RunID != "run" {
				t.Errorf("run id = %q", row.RunID)
			}
			if label := store.tags["k"]["data-classification"]; row.TagStatus == Tagged && label != row.Level.String() {
				t.Errorf("tag says %q, row says %q", label, row.Level)
			}
		})
	}
}

func bucket(n int) map[string]string {
	objects := map[string]string{}
	for i := range n {
		objects[fmt.Sprintf("key-%05d", i)] = fmt.Sprintf("object %d TKT-%04d", i, i%10000)
	}
	return objects
}

func keysOf(rows []Row) []string {
	var keys []string
	for _, r := range rows {
		keys = append(keys, r.Key)
	}
	return keys
}

// A huge first object must not keep the others from being done, nor the rows from being in order.
func TestRunOrder(t *testing.T) {
	store := newMemStore(bucket(500))
	release := make(chan struct{})
	var once sync.Once
	store.onOpen = func(ctx context.Context, key string) error {
		if key == "key-00000" {
			select {
			case <-release:
			case <-ctx.Done():
			}
		}
		if key == "key-00499" {
			once.Do(func() { close(release) })
		}
		return nil
	}
	inventory := &memInventory{}
	p := testPipeline(t, store, inventory)
	p.CommitRows = 37
	var seen []string
	p.OnRow = func(r Row) { seen = append(seen, r.Key) }
	if err := p.runAll(context.Background(), store, none); err != nil {
		t.Fatal(err)
	}
	want := slices.Sorted(maps.Keys(store.objects))
	if diff := cmp.Diff(want, keysOf(inventory.committed)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Errorf("OnRow (-want +got):\n%s", diff)
	}
}

func TestRunWindowHoldsTheListing(t *testing.T) {
	store := newMemStore(bucket(100))
	block := make(chan struct{})
	store.onOpen = func(ctx context.Context, key string) error {
		if key == "key-00000" {
			<-block
		}
		return nil
	}
	inventory := &memInventory{}
	p := testPipeline(t, store, inventory)
	p.Window = 10
	listed := make(chan int, 100)
	listing := func(yield func(Object, error) bool) {
		n := 0
		for o := range store.list(Cursor{}) {
			n++
			listed <- n
			if !yield(o, nil) {
				return
			}
		}
	}
	go func() {
		// one in the committer's hand, ten in the window, one held by the lister
		for n := range listed {
			if n == 12 {
				time.Sleep(20 * time.Millisecond)
				if len(listed) > 0 {
					t.Errorf("the listing went on past the window")
				}
				close(block)
				return
			}
		}
	}()
	if err := p.Run(context.Background(), Merge(listing, none, Cursor{}, nil)); err != nil {
		t.Fatal(err)
	}
	if got := len(inventory.committed); got != 100 {
		t.Errorf("%d rows, want 100", got)
	}
}

func TestRunUnchangedIsNotReadAgain(t *testing.T) {
	store := newMemStore(bucket(300))
	first := &memInventory{}
	if err := testPipeline(t, store, first).runAll(context.Background(), store, none); err != nil {
		t.Fatal(err)
	}
	delete(store.objects, "key-00007")
	store.objects["key-00008"] = "now another text"
	store.objects["key-00300"] = "new"
	clear(store.opens)
	second := &memInventory{}
	p := testPipeline(t, store, second)
	var vanished []string
	err := p.Run(context.Background(), Merge(store.list(Cursor{}), first.rows(), Cursor{}, func(r Row) { vanished = append(vanished, r.Key) }))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]int{"key-00008": 1, "key-00300": 1}, store.opens); diff != "" {
		t.Errorf("opened (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"key-00007"}, vanished); diff != "" {
		t.Errorf("vanished (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(store.objects)), keysOf(second.committed)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

// Whatever commit fails, applied or not, and whenever the run is cancelled: the run that resumes leads to exactly one row an
// object, in order.
func TestRunResumes(t *testing.T) {
	before := runtime.NumGoroutine()
	store := newMemStore(bucket(200))
	want := slices.Sorted(maps.Keys(store.objects))
	check := func(t *testing.T, inventory *memInventory) {
		t.Helper()
		for range 3 {
			inventory.reopen()
			if err := testPipeline(t, store, inventory).runAll(context.Background(), store, none); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(want, keysOf(inventory.committed)); diff != "" {
			t.Errorf("rows (-want +got):\n%s", diff)
		}
	}
	for failAt := 1; failAt <= 11; failAt++ {
		for _, applied := range []bool{false, true} {
			t.Run(fmt.Sprintf("commit %d fails, applied %v", failAt, applied), func(t *testing.T) {
				inventory := &memInventory{failAt: failAt, applied: applied}
				p := testPipeline(t, store, inventory)
				p.CommitRows = 19
				if err := p.runAll(context.Background(), store, none); !errors.Is(err, errCommit) {
					t.Fatalf("error = %v, want %v", err, errCommit)
				}
				check(t, inventory)
			})
		}
	}
	for i := range 30 {
		t.Run(fmt.Sprintf("cancelled %d", i), func(t *testing.T) {
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			inventory := &memInventory{}
			p := testPipeline(t, store, inventory)
			p.CommitRows = 1 + rand.IntN(40)
			stopAt := rand.IntN(len(want))
			var mu sync.Mutex
			opened := 0
			store.onOpen = func(context.Context, string) error {
				mu.Lock()
				defer mu.Unlock()
				if opened++; opened == stopAt {
					cancel()
				}
				return nil
			}
			err := p.runAll(ctx, store, none)
			store.onOpen = nil
			if stopAt > 0 && !errors.Is(err, context.Canceled) {
				t.Errorf("error = %v, want %v", err, context.Canceled)
			}
			check(t, inventory)
		})
	}
	deadline := time.Now().Add(5 * time.Second)
	for runtime.NumGoroutine() > before && time.Now().Before(deadline) {
		time.Sleep(time.Millisecond)
	}
	if after := runtime.NumGoroutine(); after > before {
		t.Errorf("%d goroutines, want %d", after, before)
	}
}

func TestRunListingFails(t *testing.T) {
	store := newMemStore(bucket(50))
	listing := func(yield func(Object, error) bool) {
		for o := range store.list(Cursor{}) {
			if o.Key == "key-00030" {
				yield(Object{}, fmt.Errorf("page 2: %w", ErrDenied))
				return
			}
			if !yield(o, nil) {
				return
			}
		}
	}
	inventory := &memInventory{}
	err := testPipeline(t, store, inventory).Run(context.Background(), Merge(listing, none, Cursor{}, nil))
	if !errors.Is(err, ErrDenied) {
		t.Errorf("error = %v, want %v", err, ErrDenied)
	}
}

// A store that fails for everything, or takes nobody's credentials, stops the run instead of filling the inventory with
// failures.
func TestRunStops(t *testing.T) {
	broken := errors.New("no route to host")
	tests := []struct {
		name string
		err  error
		most int // rows
	}{
		{"credentials", ErrCredentials, 0},
		{"everything fails", broken, MaxFailures},
		{"everything fails, by its name", ErrFailing, MaxFailures},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			store := newMemStore(bucket(500))
			store.onOpen = func(context.Context, string) error { return fmt.Errorf("x: %w", test.err) }
			inventory := &memInventory{}
			p := testPipeline(t, store, inventory)
			if err := p.runAll(context.Background(), store, none); !errors.Is(err, test.err) {
				t.Errorf("error = %v, want %v", err, test.err)
			}
			if got := len(inventory.committed); got > test.most {
				t.Errorf("%d rows, want at most %d", got, test.most)
			}
		})
	}
}

func TestMergeRefusesDisorder(t *testing.T) {
	objects := func(keys ...string) iter.Seq2[Object, error] {
		return func(yield func(Object, error) bool) {
			for _, k := range keys {
				if !yield(Object{Bucket: "b", Key: k}, nil) {
					return
				}
			}
		}
	}
	rows := func(keys ...string) iter.Seq2[Row, error] {
		return func(yield func(Row, error) bool) {
			for _, k := range keys {
				if !yield(Row{Object: Object{Bucket: "b", Key: k}}, nil) {
					return
				}
			}
		}
	}
	tests := []struct {
		name     string
		listing  iter.Seq2[Object, error]
		previous iter.Seq2[Row, error]
		after    Cursor
		want     error
	}{
		{"in order", objects("a", "b"), rows("a", "c"), Cursor{}, nil},
		{"listing", objects("b", "a"), none, Cursor{}, ErrOrder},
		{"listing repeats", objects("a", "a"), none, Cursor{}, ErrOrder},
		{"listing before the cursor", objects("a"), none, Cursor{"b", "a"}, ErrOrder},
		{"inventory", objects("z"), rows("b", "a"), Cursor{}, ErrOrder},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got error
			for _, err := range Merge(test.listing, test.previous, test.after, nil) {
				if err != nil {
					got = err
				}
			}
			if !errors.Is(got, test.want) {
				t.Errorf("error = %v, want %v", got, test.want)
			}
		})
	}
}

func TestCursor(t *testing.T) {
	for _, want := range []Cursor{{}, {"bucket", "key"}, {"bucket", ""}, {"dir/with:odd", "a/b\x00c\n"}} {
		got, err := ParseCursor(want.String())
		if err != nil || got != want {
			t.Errorf("ParseCursor(%q) = %v, %v; want %v", want.String(), got, err, want)
		}
	}
	if _, err := ParseCursor("no separator"); err == nil {
		t.Error("want an error for what is no cursor")
	}
}
