package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// FuzzDecode holds that no payload makes the decoder panic or name an object that cannot exist, and that each has a reply that
// is JSON and speaks of each item.
func FuzzDecode(f *testing.F) {
	names, err := filepath.Glob("testdata/events/*.json")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, ".want.json") {
			continue
		}
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(`{"Records":[{"eventSource":"aws:sqs","body":"{\"Type\":\"Notification\",\"Message\":\"{\\\"Type\\\":\\\"Notification\\\",\\\"Message\\\":\\\"{}\\\"}\"}"},{"Sns":{"Message":"{}"}}]}`))
	f.Fuzz(func(t *testing.T, payload []byte) {
		e, err := decode(payload)
		if err != nil {
			return
		}
		jobs, of := (&handler{}).plan(e)
		if len(of) != len(e.items) {
			t.Fatalf("jobs of %d items, want %d", len(of), len(e.items))
		}
		for _, i := range e.items {
			for _, task := range i.tasks {
				if o := task.object; !valid(o) || o.Size < -1 || task.exact != (o.VersionID != "") {
					t.Errorf("task %+v", task)
				}
			}
		}
		for _, v := range []verdict{done, again, failed} {
			for _, j := range jobs {
				j.outcome = outcome{verdict: v, note: noteDeadline}
			}
			r, err := reply(e, jobs, of)
			if err != nil {
				if v != again || e.source == fromQueue || e.source == fromBatchOperations {
					t.Errorf("verdict %d of %s: %v", v, e.source, err)
				}
				continue
			}
			if _, err := json.Marshal(r); err != nil {
				t.Error(err)
			}
			if b, ok := r.(batchReply); ok && len(b.Results) != len(e.items) {
				t.Errorf("%d results of %d tasks", len(b.Results), len(e.items))
			}
		}
	})
}
