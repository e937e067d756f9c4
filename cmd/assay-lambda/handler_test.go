package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-4750cad8/assay/labels"
	"github.com/seed-4750cad8/assay/pipeline"
	"github.com/seed-4750cad8/assay/pipeline/dirstore"
	"github.com/seed-4750cad8/assay/pipeline/inventory"
	"github.com/seed-4750cad8/assay/scanner"
)

var update = flag.Bool("update", false, "write the replies of testdata/events anew")

// A fixture is a handler on a store in memory.
type fixture struct {
	*handler
	store  *memStore
	counts []counts
	log    bytes.Buffer
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{store: newMemStore()}
	f.handler = &handler{
		pipeline: testPipeline(t),
		store:    f.store,
		files:    dirstore.NewFiles(t.TempDir()),
		skip:     func(o pipeline.Object) bool { return o.Bucket == "inventory" && strings.HasPrefix(o.Key, "assay/") },
		workers:  4,
		log:      slog.New(slog.NewJSONHandler(&f.log, nil)),
		metrics:  func(c counts) { f.counts = append(f.counts, c) },
		now:      time.Now,
	}
	return f
}

// rows compacts the inventory and returns its rows by key.
func (f *fixture) rows(t *testing.T) map[string]pipeline.Row {
	t.Helper()
	return compactedRows(t, f.files)
}

func compactedRows(t *testing.T, files pipeline.Files) map[string]pipeline.Row {
	t.Helper()
	got, err := inventory.Compact(t.Context(), files, inventory.Compaction{Grace: -1})
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]pipeline.Row{}
	if got.Run == "" {
		return rows
	}
	m, err := inventory.Load(t.Context(), files, got.Run)
	if err != nil {
		t.Fatal(err)
	}
	for r, err := range inventory.Rows(t.Context(), files, m) {
		if err != nil {
			t.Fatal(err)
		}
		if _, twice := rows[r.Key]; twice {
			t.Errorf("two rows of %q", r.Key)
		}
		rows[r.Key] = r
	}
	return rows
}

// A golden is what is kept of an event beside it: how it is understood, and what is replied.
type golden struct {
	Source source       `json:"source"`
	Items  []goldenItem `json:"items"`
	Reply  any          `json:"reply,omitempty"`
	Error  string       `json:"error,omitempty"`
}

type goldenItem struct {
	ID       string   `json:"id,omitempty"`
	Receives int      `json:"receives,omitempty"`
	Objects  []string `json:"objects,omitempty"`
	Unclear  bool     `json:"unclear,omitempty"`
}

// Every event as AWS (or MinIO) documents it, what is understood of it, and the reply.
func TestEvents(t *testing.T) {
	names, err := filepath.Glob("testdata/events/*.json")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, name := range names {
		if strings.HasSuffix(name, ".want.json") {
			continue
		}
		n++
		t.Run(strings.TrimSuffix(filepath.Base(name), ".json"), func(t *testing.T) {
			payload, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			var got golden
			e, err := decode(payload)
			if err == nil {
				got.Source = e.source
				for _, i := range e.items {
					g := goldenItem{ID: i.id, Receives: i.receives, Unclear: i.unclear}
					for _, task := range i.tasks {
						o := task.object
						g.Objects = append(g.Objects, fmt.Sprintf("%s %q version=%q etag=%q size=%d sequencer=%q exact=%t", o.Bucket, o.Key, o.VersionID, o.ETag, o.Size, task.sequencer, task.exact))
					}
					got.Items = append(got.Items, g)
				}
			}
			f := newFixture(t)
			for _, key := range []string{"Happy Face+smileü.txt", "twice.txt", "dir/minio file.txt", "example+key%20as it is", "customer Image1+x.txt", "plain.txt"} {
				f.store.put(key, secret)
			}
			f.store.onOpen = func(o pipeline.Object) error {
				switch o.Key {
				case "throttled.txt":
					return pipeline.ErrThrottled
				case "fails.txt":
					return errors.New("something about " + secret)
				case "panics.txt":
					panic(secret)
				case "denied.txt":
					return pipeline.ErrDenied
				}
				return nil
			}
			r, err := f.handle(t.Context(), payload)
			if err != nil {
				got.Error = err.Error()
			}
			got.Reply = r
			text, err := json.MarshalIndent(got, "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			text = append(text, '\n')
			if strings.Contains(string(text)+f.log.String(), "northwind") {
				t.Error("content is in the reply or the log")
			}
			wantFile := strings.TrimSuffix(name, ".json") + ".want.json"
			if *update {
				if err := os.WriteFile(wantFile, text, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(wantFile)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(want), string(text)); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			// What was looked at has a row, whatever came of it.
			rows := f.rows(t)
			for _, i := range e.items {
				for _, task := range i.tasks {
					if _, ok := rows[task.object.Key]; !ok && !f.skip(task.object) {
						t.Errorf("no row of %q", task.object.Key)
					}
				}
			}
		})
	}
	if n < 25 {
		t.Errorf("only %d events", n)
	}
}

func TestCompareSequencers(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"0", "", 0}, {"1", "", 1}, {"A1", "0A1", 0}, {"0a1", "A1", 0}, {"B1", "0A1", 1}, {"9", "10", -1}, {"0055AED6DCD90281E5", "55AED6DCD90281E6", -1}, {"FF", "0100", -1},
	} {
		if got := compareSequencers(tt.a, tt.b); got != tt.want {
			t.Errorf("%q, %q: got %d, want %d", tt.a, tt.b, got, tt.want)
		}
		if got := compareSequencers(tt.b, tt.a); got != -tt.want {
			t.Errorf("%q, %q: got %d, want %d", tt.b, tt.a, got, -tt.want)
		}
	}
}

func notification(key, etag, sequencer string) []byte {
	data, err := json.Marshal(map[string]any{"Records": []any{map[string]any{
		"eventSource": "aws:s3", "eventName": "ObjectCreated:Put",
		"s3": map[string]any{"bucket": map[string]any{"name": "bucket"}, "object": map[string]any{"key": key, "eTag": etag, "sequencer": sequencer}},
	}}})
	if err != nil {
		panic(err) // strings always marshal
	}
	return data
}

// Events that come late, twice or in the wrong order end in the label and the row of what the key stands for.
func TestDisorder(t *testing.T) {
	type step struct {
		name  string
		do    func(f *fixture)
		opens int // of the store, by this step
		level string
	}
	event := func(etag string) func(*fixture) {
		return func(f *fixture) {
			if _, err := f.handle(context.Background(), notification("k", etag, "1")); err != nil {
				panic(err)
			}
		}
	}
	v1, v2 := etagOf(secret), etagOf(clean)
	overwrite := func(f *fixture) { f.store.put("k", clean) }
	for _, tt := range []struct {
		name  string
		steps []step
	}{
		{"twice", []step{{"event", event(v1), 1, "restricted"}, {"again", event(v1), 1, "restricted"}}},
		{"older after newer", []step{{"overwrite", overwrite, 0, ""}, {"newer", event(v2), 1, "public"}, {"older", event(v1), 1, "public"}}},
		{"older before newer", []step{{"overwrite", overwrite, 0, ""}, {"older", event(v1), 2, "public"}, {"newer", event(v2), 1, "public"}}},
		{"overwritten after", []step{{"event", event(v1), 1, "restricted"}, {"overwrite", overwrite, 0, "restricted"}, {"newer", event(v2), 1, "public"}}},
		{"deleted before", []step{{"delete", func(f *fixture) { f.store.delete("k") }, 0, ""}, {"event", event(v1), 1, "unknown"}}},
		{"deleted and made again", []step{{"delete", func(f *fixture) { f.store.delete("k") }, 0, ""}, {"event", event(v1), 1, "unknown"}, {"again", overwrite, 0, "unknown"}, {"new", event(v2), 1, "public"}, {"late", event(v1), 1, "public"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newFixture(t)
			f.store.put("k", secret)
			for _, s := range tt.steps {
				before := f.store.opens
				s.do(f)
				if got := f.store.opens - before; got != s.opens {
					t.Errorf("%s: %d opens, want %d", s.name, got, s.opens)
				}
				row, ok := f.rows(t)["k"]
				if got := row.Level.String(); ok && got != s.level || ok == (s.level == "") {
					t.Errorf("%s: the row says %s (there: %t), want %q", s.name, got, ok, s.level)
				}
			}
		})
	}
}

// A label that somebody else wrote does not keep an object from being read.
func TestForgedLabel(t *testing.T) {
	f := newFixture(t)
	f.store.put("k", secret)
	forged := labels.Label{Level: labels.Public, Complete: true}.Tags(labels.DefaultKeys(), labels.Stamp{Scanner: "assay/test", Ruleset: "0123456789ab", ETag: etagOf(secret)})
	if _, err := f.store.Tag(t.Context(), pipeline.Object{Key: "k"}, forged); err != nil {
		t.Fatal(err)
	}
	if _, err := f.handle(t.Context(), notification("k", etagOf(secret), "1")); err != nil {
		t.Fatal(err)
	}
	if got := f.rows(t)["k"].Level; got != labels.Restricted {
		t.Errorf("level %s, want restricted", got)
	}
}

// A version that is asked for gets its label; the inventory's row is of the current one.
func TestExactVersion(t *testing.T) {
	f := newFixture(t)
	f.store.put("k", secret)
	f.store.put("k", clean)
	direct := func(version string) result {
		t.Helper()
		r, err := f.handle(t.Context(), fmt.Appendf(nil, `{"bucket":"bucket","key":"k","versionId":%q}`, version))
		if err != nil {
			t.Fatal(err)
		}
		return r.(result)
	}
	if got := direct("2"); got.Level != "public" {
		t.Errorf("version 2: got %+v, want public", got)
	}
	if got := direct("1"); got.Level != "restricted" || got.TagStatus != "tagged" {
		t.Errorf("version 1: got %+v, want restricted, tagged", got)
	}
	if got := direct("7"); got.Status != "gone" {
		t.Errorf("version 7: got %+v, want gone", got)
	}
	if row := f.rows(t)["k"]; row.VersionID != "2" || row.Level != labels.Public {
		t.Errorf("row: version %s, %s; want 2, public", row.VersionID, row.Level)
	}
	f.store.delete("k")
	if got := direct("7"); got.Status != "gone" {
		t.Errorf("version 7: got %+v, want gone", got)
	}
	if row := f.rows(t)["k"]; row.Status != pipeline.Gone {
		t.Errorf("row: %s, want gone", row.Status)
	}
}

// Rows that cannot be stored leave their objects to be delivered again.
func TestInventoryFails(t *testing.T) {
	f := newFixture(t)
	f.store.put("k", secret)
	files := f.files
	f.files = failingFiles{files}
	if _, err := f.handle(t.Context(), notification("k", "", "")); err == nil {
		t.Error("got no error")
	}
	r, err := f.handle(t.Context(), queueEvent("k"))
	if want := (queueReply{Failures: []queueFailure{{"id-k"}}}); err != nil || !cmp.Equal(r, any(want)) {
		t.Errorf("got %v, %v; want %v", r, err, want)
	}
	f.files = files
	if r, err := f.handle(t.Context(), queueEvent("k")); err != nil || !cmp.Equal(r, any(queueReply{Failures: []queueFailure{}})) {
		t.Errorf("got %v, %v; want no failure", r, err)
	}
}

type failingFiles struct{ pipeline.Files }

func (failingFiles) Put(context.Context, string, []byte, string) (string, error) {
	return "", pipeline.ErrDenied
}

// queueEvent has one message for each key.
func queueEvent(keys ...string) []byte {
	var records []any
	for _, k := range keys {
		records = append(records, map[string]any{"eventSource": "aws:sqs", "messageId": "id-" + k, "body": string(notification(k, "", ""))})
	}
	data, err := json.Marshal(map[string]any{"Records": records})
	if err != nil {
		panic(err) // strings always marshal
	}
	return data
}

func TestTimetable(t *testing.T) {
	start := time.Unix(0, 0)
	for _, tt := range []struct{ total, stop, giveUp, reply time.Duration }{
		{15 * time.Minute, 890 * time.Second, 895 * time.Second, 899 * time.Second},
		{20 * time.Second, 15 * time.Second, 17500 * time.Millisecond, 19500 * time.Millisecond},
		{time.Second, 750 * time.Millisecond, 875 * time.Millisecond, 975 * time.Millisecond},
	} {
		got := timetable(start, start.Add(tt.total))
		if got.stop.Sub(start) != tt.stop || got.giveUp.Sub(start) != tt.giveUp || got.reply.Sub(start) != tt.reply {
			t.Errorf("%s: got %+v, want %+v", tt.total, got, tt)
		}
		if until, end := got.until(start); until != got.stop || end != got.giveUp {
			t.Errorf("%s: what begins first is not cut", tt.total)
		}
		if until, end := got.until(start.Add(tt.stop/2 + 1)); !until.IsZero() || end != got.stop {
			t.Errorf("%s: what begins late is cut", tt.total)
		}
	}
}

// slowStore gives a body without end, slowly.
type slowStore struct{ *memStore }

func (s slowStore) Open(ctx context.Context, o pipeline.Object) (pipeline.Content, error) {
	content, err := s.memStore.Open(ctx, o)
	if err == nil && strings.HasPrefix(o.Key, "endless") {
		content.Input.Body, content.Input.Size = &endless{ctx: ctx}, -1
	}
	return content, err
}

type endless struct {
	ctx  context.Context
	told bool
}

func (e *endless) Read(p []byte) (int, error) {
	select {
	case <-e.ctx.Done():
		return 0, e.ctx.Err()
	case <-time.After(time.Millisecond):
	}
	if !e.told {
		e.told = true
		return copy(p, secret), nil
	}
	return copy(p, strings.Repeat("on and on\n", 100)), nil
}

// Near its deadline the handler labels what had most of the time by what was read of it, and hands back the rest.
func TestDeadline(t *testing.T) {
	f := newFixture(t)
	f.handler.store = slowStore{f.store}
	f.workers = 1
	for _, key := range []string{"a.txt", "endless.txt", "b.txt"} {
		f.store.put(key, clean)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	r, err := f.handle(ctx, queueEvent("a.txt", "endless.txt", "b.txt"))
	if want := (queueReply{Failures: []queueFailure{{"id-b.txt"}}}); err != nil || !cmp.Equal(r, any(want)) {
		t.Errorf("got %v, %v; want %v", r, err, want)
	}
	if ctx.Err() != nil {
		t.Error("the reply is too late")
	}
	rows := f.rows(t)
	row := rows["endless.txt"]
	if row.Coverage != scanner.Partial || row.Level != labels.Restricted || row.TagStatus != pipeline.Tagged ||
		!slices.Equal(row.Problems, []scanner.Problem{{Kind: scanner.OutOfTime, Count: 1}}) {
		t.Errorf("row of what is too large: %+v", row)
	}
	if _, ok := rows["b.txt"]; ok || rows["a.txt"].Level != labels.Public {
		t.Errorf("rows: %v", rows)
	}
	if c := f.counts[0]; c.OutOfTime != 1 || c.Again != 1 || c.Objects != 3 {
		t.Errorf("counts: %+v", c)
	}

	// What begins too late to have half of the time is handed back, not cut.
	times := timetable(f.now(), f.now().Add(2*time.Second))
	times.start = times.start.Add(-10 * time.Second)
	out := f.look(t.Context(), times, &job{task: task{object: pipeline.Object{Bucket: "bucket", Key: "endless.txt", Size: -1}}})
	if out.verdict != again || out.row != nil || out.note != noteDeadline {
		t.Errorf("begun late: %+v", out)
	}
}

// A reply holds as many rows as fit, and the levels of all.
func TestMapReplyIsBounded(t *testing.T) {
	f := newFixture(t)
	var items []any
	for i := range 2000 {
		key := strings.Repeat("\x01", 200) + fmt.Sprint(i)
		f.store.put(key, clean)
		items = append(items, map[string]any{"bucket": "bucket", "key": key})
	}
	payload, err := json.Marshal(map[string]any{"Items": items})
	if err != nil {
		t.Fatal(err)
	}
	r, err := f.handle(t.Context(), payload)
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(r)
	if m := r.(mapReply); err != nil || m.Objects != 2000 || m.Levels["public"] != 2000 || len(m.Rows) == 0 || len(data) > 256<<10 {
		t.Errorf("%d objects, levels %v, %d rows, %d bytes, %v", m.Objects, m.Levels, len(m.Rows), len(data), err)
	}
}

// An object larger than the limit is not read, also where the event does not say how large it is.
func TestMaxObjectSize(t *testing.T) {
	f := newFixture(t)
	f.pipeline.MaxObjectSize = 10
	f.store.put("k", secret)
	r, err := f.handle(t.Context(), []byte(`{"bucket":"bucket","key":"k"}`))
	if got, ok := r.(result); err != nil || !ok || got.Coverage != "none" || !slices.Equal(got.Problems, []string{"too-large"}) || f.store.opens > 0 {
		t.Errorf("got %+v, %v, %d opens", r, err, f.store.opens)
	}
}

// A panic outside of a job ends the process with words of the program's own.
func TestPanicHasNoContent(t *testing.T) {
	f := newFixture(t)
	f.metrics = func(counts) { panic(secret) }
	defer func() {
		if got := recover(); got != "assay: internal error" {
			t.Errorf("panic %q", got)
		}
	}()
	f.Invoke(t.Context(), []byte(`{"bucket":"bucket","key":"k"}`)) //nolint:errcheck // it panics
}

func TestMetrics(t *testing.T) {
	var out bytes.Buffer
	emit(&out, "assay", func() time.Time { return time.UnixMilli(1_700_000_000_123) })(counts{Objects: 2, Again: 1, Duration: 1500 * time.Microsecond})
	var got map[string]any
	dec := json.NewDecoder(&out)
	if err := dec.Decode(&got); err != nil {
		t.Fatal(err)
	}
	if _, err := dec.Token(); err != io.EOF {
		t.Error("more than one line")
	}
	meta := got["_aws"].(map[string]any)
	directive := meta["CloudWatchMetrics"].([]any)[0].(map[string]any)
	for _, m := range directive["Metrics"].([]any) {
		if _, ok := got[m.(map[string]any)["Name"].(string)].(float64); !ok {
			t.Errorf("metric %v has no number", m)
		}
	}
	if got["Function"] != "assay" || got["Objects"] != 2.0 || got["Duration"] != 1.5 || meta["Timestamp"] != 1_700_000_000_123.0 || directive["Namespace"] != "assay" {
		t.Errorf("got %v", got)
	}
}
