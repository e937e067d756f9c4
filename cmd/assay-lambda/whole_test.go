package main

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/google/go-cmp/cmp"

	"github.com/seed-4750cad8/assay/cmd/assay-lambda/runtimeapi"
	"github.com/seed-4750cad8/assay/cmd/internal/setup"
	"github.com/seed-4750cad8/assay/pipeline"
	"github.com/seed-4750cad8/assay/pipeline/inventory"
	"github.com/seed-4750cad8/assay/pipeline/storetest/minio"
)

// MinIO's own notifications of a bucket reach the function: what is uploaded is labelled within two seconds, with the settings
// that users have, and the function's own tags do not make it work again.
func TestNotifications(t *testing.T) {
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	events := make(chan []byte, 100)
	webhook := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if body, err := io.ReadAll(r.Body); err == nil && len(body) > 0 {
			events <- body
		}
	}))
	defer webhook.Close()
	t.Setenv("MINIO_NOTIFY_WEBHOOK_ENABLE_ASSAY", "on")
	t.Setenv("MINIO_NOTIFY_WEBHOOK_ENDPOINT_ASSAY", webhook.URL)
	dir := filepath.Join(t.TempDir(), "minio")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	server, err := minio.Run(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	client, bucket, inv := server.Client(), server.NewBucket(t, true), server.NewBucket(t, false)
	_, err = client.PutBucketNotificationConfiguration(t.Context(), &s3.PutBucketNotificationConfigurationInput{Bucket: &bucket,
		NotificationConfiguration: &types.NotificationConfiguration{QueueConfigurations: []types.QueueConfiguration{{
			QueueArn: aws.String("arn:minio:sqs:" + server.Region + ":ASSAY:webhook"),
			Events:   []types.Event{"s3:ObjectCreated:*", "s3:ObjectRemoved:*"},
		}}}})
	if err != nil {
		t.Fatal(err)
	}
	env, err := minio.Env(t.Context(), server.Config())
	if err != nil {
		t.Fatal(err)
	}
	f := &runtimeapi.Function{Program: path, Memory: 512, Log: &writer{}, Metrics: io.Discard,
		Env: append(env, "ASSAY_INVENTORY=s3://"+inv+"/assay", "ASSAY_ENDPOINT_URL="+server.Endpoint)}
	if err := f.Open(); err != nil {
		t.Fatal(err)
	}
	defer f.Close()

	// deliver hands on what MinIO sends until an event of that name was handled. It returns that event's reply.
	deliver := func(name string) string {
		t.Helper()
		for {
			select {
			case event := <-events:
				r, err := f.Invoke(t.Context(), event, minute)
				if err != nil || r.Reply == nil {
					t.Fatalf("%+v, %v", r, err)
				}
				if strings.Contains(string(event), `"EventName":"`+name+`"`) {
					return string(r.Reply)
				}
				t.Logf("also delivered: %.100s", event)
			case <-time.After(30 * time.Second):
				t.Fatalf("no event %s", name)
			}
		}
	}
	put := func(key string) {
		t.Helper()
		if _, err := client.PutObject(t.Context(), &s3.PutObjectInput{Bucket: &bucket, Key: &key, Body: strings.NewReader(secret)}); err != nil {
			t.Fatal(err)
		}
	}
	put("first.txt") // starts the function
	deliver("s3:ObjectCreated:Put")
	for _, key := range []string{"a file+with%20signs/ü&=?.txt", "b.txt", "c.txt"} {
		before := time.Now()
		put(key)
		if reply := deliver("s3:ObjectCreated:Put"); reply != `{"objects":1}` {
			t.Errorf("reply %s", reply)
		}
		took := time.Since(before)
		out, err := client.GetObjectTagging(t.Context(), &s3.GetObjectTaggingInput{Bucket: &bucket, Key: &key})
		if err != nil {
			t.Fatal(err)
		}
		if len(out.TagSet) != 3 {
			t.Errorf("%s has the tags %v", key, out.TagSet)
		}
		t.Logf("labelled %s after the upload", took.Round(time.Millisecond))
		if took > 2*time.Second {
			t.Errorf("labelled %s after the upload, want 2 s", took)
		}
		if reply := deliver("s3:ObjectCreated:PutTagging"); reply != `{"objects":0}` {
			t.Errorf("the function's own tags: reply %s, want nothing done", reply)
		}
	}
	if _, err := client.DeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: &bucket, Key: aws.String("b.txt")}); err != nil {
		t.Fatal(err)
	}
	if reply := deliver("s3:ObjectRemoved:DeleteMarkerCreated"); reply != `{"objects":0}` {
		t.Errorf("a deletion: reply %s", reply)
	}
	select {
	case event := <-events:
		t.Errorf("another event: %s", event)
	case <-time.After(300 * time.Millisecond):
	}
}

// The sample bucket through the function and through a scan: the same labels, and the same rows but for the run's own fields.
func TestSameAsScan(t *testing.T) {
	server := minio.Start(t)
	client, bucket := server.Client(), server.NewBucket(t, false)
	invs := map[string]string{"function": server.NewBucket(t, false), "scan": server.NewBucket(t, false)}
	const sample = "../../testdata/bucket"
	var keys []string
	err := filepath.WalkDir(sample, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(sample, path)
		if err != nil {
			return err
		}
		key := filepath.ToSlash(rel)
		data, err := os.Open(path)
		if err != nil {
			return err
		}
		defer data.Close()
		keys = append(keys, key)
		_, err = client.PutObject(t.Context(), &s3.PutObjectInput{Bucket: &bucket, Key: &key, Body: data})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(keys) < 40 {
		t.Fatalf("only %d objects", len(keys))
	}
	env, err := minio.Env(t.Context(), server.Config())
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range env {
		name, value, _ := strings.Cut(v, "=")
		t.Setenv(name, value)
	}
	options := func(name string) func(string) string {
		return func(v string) string {
			return map[string]string{"ASSAY_ENDPOINT_URL": server.Endpoint, "ASSAY_TAG_SETTLE": "0s", "ASSAY_INVENTORY": "s3://" + invs[name] + "/assay"}[v]
		}
	}
	tags := func() map[string]map[string]string {
		t.Helper()
		all := map[string]map[string]string{}
		for _, key := range keys {
			out, err := client.GetObjectTagging(t.Context(), &s3.GetObjectTaggingInput{Bucket: &bucket, Key: &key})
			if err != nil {
				t.Fatal(err)
			}
			all[key] = map[string]string{}
			for _, tag := range out.TagSet {
				all[key][*tag.Key] = *tag.Value
			}
			if _, err := client.DeleteObjectTagging(t.Context(), &s3.DeleteObjectTaggingInput{Bucket: &bucket, Key: &key}); err != nil {
				t.Fatal(err)
			}
		}
		return all
	}

	f, err := setup.NewFunction(t.Context(), options("function"))
	if err != nil {
		t.Fatal(err)
	}
	h := &handler{pipeline: f.Pipeline, store: f.Store, files: f.Files, skip: f.Skip, workers: f.Workers,
		log: slog.New(slog.DiscardHandler), metrics: func(counts) {}, now: time.Now}
	var wg sync.WaitGroup
	for _, key := range keys {
		wg.Go(func() {
			if _, err := h.handle(t.Context(), fmt.Appendf(nil, `{"bucket":%q,"key":%q}`, bucket, key)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	functionTags, functionRows := tags(), compactedRows(t, f.Files)

	c, _, err := setup.Resolve(nil, options("scan"), "")
	if err != nil {
		t.Fatal(err)
	}
	scan, err := setup.NewScan(t.Context(), c, []string{"s3://" + bucket})
	if err != nil {
		t.Fatal(err)
	}
	scanRows := map[string]pipeline.Row{}
	if err := scan.Run(t.Context(), setup.Hooks{Row: func(r pipeline.Row) { scanRows[r.Key] = r }}); err != nil {
		t.Fatal(err)
	}
	stored, err := setup.OpenInventory(t.Context(), c, c.Inventory)
	if err != nil {
		t.Fatal(err)
	}
	m, err := inventory.Load(t.Context(), stored.Files, scan.RunID)
	if err != nil {
		t.Fatal(err)
	}
	for r, err := range inventory.Rows(t.Context(), stored.Files, m) {
		if err != nil {
			t.Fatal(err)
		}
		scanRows[r.Key] = r
	}
	if d := cmp.Diff(tags(), functionTags); d != "" {
		t.Errorf("labels (-scan +function):\n%s", d)
	}
	if d := cmp.Diff(withoutRun(scanRows), withoutRun(functionRows)); d != "" {
		t.Errorf("rows (-scan +function):\n%s", d)
	}
}

// withoutRun drops what is of the run and not of the object: its ID, its time, and estimates that differ from process to process
// (counts of up to 256 different values are exact).
func withoutRun(rows map[string]pipeline.Row) map[string]pipeline.Row {
	for key, r := range rows {
		r.RunID, r.ScannedAt = "", time.Time{}
		for i := range r.Findings {
			if r.Findings[i].Distinct > 256 {
				r.Findings[i].Distinct = 0
			}
		}
		rows[key] = r
	}
	return rows
}
