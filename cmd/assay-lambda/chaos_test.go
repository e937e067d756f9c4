package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/seed-4750cad8/assay/cmd/assay-lambda/runtimeapi"
	"github.com/seed-4750cad8/assay/labels"
	"github.com/seed-4750cad8/assay/pipeline"
	"github.com/seed-4750cad8/assay/pipeline/dirstore"
	"github.com/seed-4750cad8/assay/pipeline/inventory"
)

// A queue is one of SQS, at its worst: messages come in no order, some twice, and what was not acknowledged comes again.
type queue struct {
	mu       sync.Mutex
	rnd      *rand.Rand
	waiting  []message
	inFlight int
	sent     int
}

type message struct {
	id, body string
	receives int
}

func (q *queue) send(body string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.sent++
	q.waiting = append(q.waiting, message{id: fmt.Sprint("message-", q.sent), body: body})
	if q.rnd.IntN(10) == 0 {
		q.waiting = append(q.waiting, message{id: fmt.Sprint("copy-", q.sent), body: body})
	}
}

// receive takes up to n messages, at random.
func (q *queue) receive(n int) []message {
	q.mu.Lock()
	defer q.mu.Unlock()
	var batch []message
	for len(batch) < n && len(q.waiting) > 0 {
		i := q.rnd.IntN(len(q.waiting))
		q.waiting[i].receives++
		batch = append(batch, q.waiting[i])
		q.waiting = slices.Delete(q.waiting, i, i+1)
	}
	q.inFlight += len(batch)
	return batch
}

// settle puts back what was not acknowledged. Now and then the acknowledgement itself is lost.
func (q *queue) settle(batch []message, failed func(message) bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.inFlight -= len(batch)
	lost := q.rnd.IntN(20) == 0
	for _, m := range batch {
		if lost || failed(m) {
			q.waiting = append(q.waiting, m)
		}
	}
}

func (q *queue) empty() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.waiting)+q.inFlight == 0
}

func (q *queue) chance(n int) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.rnd.IntN(n) == 0
}

// A bucket is a directory whose files are written and removed, each with an event.
type chaosBucket struct {
	dir, scratch string
	store        dirStore
	queue        *queue
	sequencer    int
	content      map[string]string // by key, of what is there
}

func (b *chaosBucket) event(name, key, etag string) {
	b.sequencer++
	b.queue.send(fmt.Sprintf(`{"Records":[{"eventSource":"aws:s3","eventName":%q,"s3":{"bucket":{"name":%q},"object":{"key":%q,"eTag":%q,"sequencer":"%X"}}}]}`,
		name, b.dir, key, etag, b.sequencer))
}

func (b *chaosBucket) put(t *testing.T, key, text string) {
	t.Helper()
	if err := os.WriteFile(b.scratch, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(b.scratch, filepath.Join(b.dir, key)); err != nil {
		t.Fatal(err)
	}
	head, err := b.store.Head(t.Context(), pipeline.Object{Bucket: b.dir, Key: key})
	if err != nil {
		t.Fatal(err)
	}
	b.content[key] = text
	b.event("ObjectCreated:Put", key, head.ETag)
}

func (b *chaosBucket) remove(t *testing.T, key string) {
	t.Helper()
	if err := os.Remove(filepath.Join(b.dir, key)); err != nil {
		t.Fatal(err)
	}
	delete(b.content, key)
	b.event("ObjectRemoved:Delete", key, "")
}

// texts are what objects hold, and levels what they are.
var (
	texts  = []string{clean, secret, "write to someone@northwind.example.org\n"}
	levels = map[string]labels.Level{clean: labels.Public, secret: labels.Restricted, texts[2]: labels.Internal}
)

// Five thousand events of objects that are overwritten and deleted, delivered in no order, some twice, to functions that are
// killed at random, while the inventory is compacted: in the end every object that is there has one row, and the row and the
// label are of what it holds.
func TestChaos(t *testing.T) {
	const events, keys, environments, batchSize = 5000, 400, 2, 10
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 1))
	root := t.TempDir()
	inv := filepath.Join(root, "inventory")
	b := &chaosBucket{dir: filepath.Join(root, "bucket"), scratch: filepath.Join(root, "scratch"), content: map[string]string{},
		queue: &queue{rnd: rand.New(rand.NewPCG(seed, 2))}}
	for _, dir := range []string{b.dir, inv} {
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	b.store = dirStore{dirstore.New(filepath.Join(inv, "tags.jsonl"))}
	defer b.store.Close()
	files := dirstore.NewFiles(inv)

	written := make(chan struct{}) // the last event was sent
	g, ctx := errgroup.WithContext(t.Context())
	var kills, batches, compactions int
	var mu, compacting sync.Mutex
	for range environments {
		f := &runtimeapi.Function{Program: os.Args[0], Memory: 256, Env: []string{childEnv + "=directory", "ASSAY_TEST_INVENTORY=" + inv}}
		if err := f.Open(); err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		g.Go(func() error {
			for {
				batch := b.queue.receive(batchSize)
				if len(batch) == 0 {
					select {
					case <-written:
						if b.queue.empty() {
							return nil
						}
					case <-ctx.Done():
						return ctx.Err()
					default:
					}
					time.Sleep(time.Millisecond)
					continue
				}
				if b.queue.chance(20) {
					if p := f.Process(); p != nil {
						mu.Lock()
						kills++
						wait := time.Duration(rnd.IntN(20)) * time.Millisecond
						mu.Unlock()
						time.AfterFunc(wait, func() { p.Kill() }) //nolint:errcheck // it may have ended
					}
				}
				r, err := f.Invoke(ctx, sqsEvent(batch), time.Minute)
				if err != nil {
					if ctx.Err() != nil {
						return ctx.Err()
					}
					r = runtimeapi.Result{Exited: true} // killed before it was ready
				}
				var reply queueReply
				if r.Reply != nil {
					if err := json.Unmarshal(r.Reply, &reply); err != nil {
						return fmt.Errorf("reply %q: %w", r.Reply, err)
					}
				}
				b.queue.settle(batch, func(m message) bool {
					return r.Reply == nil || slices.Contains(reply.Failures, queueFailure{m.id})
				})
				mu.Lock()
				batches++
				compact := batches%100 == 0
				if compact {
					compactions++
				}
				mu.Unlock()
				if compact { // as a schedule would: one at a time
					compacting.Lock()
					_, err := inventory.Compact(ctx, files, inventory.Compaction{Grace: time.Millisecond})
					compacting.Unlock()
					if err != nil {
						return err
					}
				}
			}
		})
	}
	writes := rand.New(rand.NewPCG(seed, 3))
	for b.sequencer < events && ctx.Err() == nil {
		key := fmt.Sprintf("object-%03d.txt", writes.IntN(keys))
		if _, there := b.content[key]; there && writes.IntN(5) == 0 {
			b.remove(t, key)
		} else {
			b.put(t, key, texts[writes.IntN(len(texts))])
		}
		if writes.IntN(4) == 0 {
			time.Sleep(time.Millisecond) // so that the functions keep up, more or less
		}
	}
	close(written)
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d events, %d batches, %d kills, %d compactions meanwhile, %d objects left", b.sequencer, batches, kills, compactions, len(b.content))
	if kills < 5 || compactions < 3 {
		t.Errorf("only %d kills and %d compactions", kills, compactions)
	}

	rows := compactedRows(t, files)
	for key, text := range b.content {
		head, err := b.store.Head(t.Context(), pipeline.Object{Bucket: b.dir, Key: key})
		if err != nil {
			t.Fatal(err)
		}
		row, ok := rows[key]
		if !ok || row.ETag != head.ETag || row.Level != levels[text] || row.Status != pipeline.Scanned || row.TagStatus != pipeline.Tagged {
			t.Errorf("%s holds %s text with ETag %s; its row (there: %t): %+v", key, levels[text], head.ETag, ok, row)
		}
		tags, err := b.store.Tags(t.Context(), head)
		if err != nil {
			t.Fatal(err)
		}
		if level, stamp, ok := labels.ParseTags(labels.DefaultKeys(), tags); !ok || level != levels[text] || stamp.ETag != head.ETag {
			t.Errorf("%s holds %s text with ETag %s; its label: %v", key, levels[text], head.ETag, tags)
		}
	}
}

// sqsEvent is what Lambda makes of messages.
func sqsEvent(batch []message) []byte {
	records := make([]string, len(batch))
	for i, m := range batch {
		records[i] = fmt.Sprintf(`{"eventSource":"aws:sqs","messageId":%q,"body":%q,"attributes":{"ApproximateReceiveCount":%q}}`, m.id, m.body, strconv.Itoa(m.receives))
	}
	return []byte(`{"Records":[` + strings.Join(records, ",") + `]}`)
}
