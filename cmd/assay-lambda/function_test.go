package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/google/go-cmp/cmp"

	"github.com/seed-4750cad8/assay/cmd/assay-lambda/runtimeapi"
	"github.com/seed-4750cad8/assay/pipeline"
	"github.com/seed-4750cad8/assay/pipeline/dirstore"
	"github.com/seed-4750cad8/assay/pipeline/s3store"
	"github.com/seed-4750cad8/assay/pipeline/storetest/minio"
)

// The tests of this file run the real program, started as Lambda starts it, on a real S3 server.

// childEnv makes this test's own program a Lambda function of a test's making.
const childEnv = "ASSAY_TEST_FUNCTION"

func TestMain(m *testing.M) {
	switch os.Getenv(childEnv) {
	case "":
		os.Exit(m.Run())
	case "panics":
		start(&handler{metrics: func(counts) { panic(secret) }, log: slog.New(slog.NewJSONHandler(os.Stderr, nil)), now: time.Now, workers: 1})
	case "directory":
		startDirectory()
	}
}

// program is the function's program, built as it is deployed, once for all tests of this package.
var program = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "assay-lambda-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "bootstrap")
	build := exec.Command("go", "build", "-tags", "lambda.norpc", "-o", path, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build: %w\n%s", err, out)
	}
	return path, nil
})

// A writer keeps what is written to it by a process.
type writer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (w *writer) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.b.Write(p)
}

func (w *writer) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.b.String()
}

// A deployed function works on a bucket of MinIO, through a proxy that can hold requests up.
type deployed struct {
	*runtimeapi.Function
	server      *minio.Server
	bucket, inv string
	log, stdout *writer

	mu     sync.Mutex
	hold   func(*http.Request) // called with each request before it is passed on
	traces map[string]bool     // X-Ray headers that were seen
}

func deploy(t *testing.T, env ...string) *deployed {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	d := &deployed{server: minio.Start(t), log: &writer{}, stdout: &writer{}, traces: map[string]bool{}}
	d.bucket, d.inv = d.server.NewBucket(t, false), d.server.NewBucket(t, false)
	target, err := url.Parse(d.server.Endpoint)
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.Out.URL.Scheme, r.Out.URL.Host, r.Out.Host = target.Scheme, target.Host, r.In.Host
	}, ErrorLog: log.New(io.Discard, "", 0)}
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.mu.Lock()
		d.traces[r.Header.Get("X-Amzn-Trace-Id")] = true
		hold := d.hold
		d.mu.Unlock()
		if hold != nil {
			hold(r)
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(front.Close)
	aws, err := minio.Env(t.Context(), d.server.Config())
	if err != nil {
		t.Fatal(err)
	}
	d.Function = &runtimeapi.Function{Program: path, Memory: 256, Log: d.log, Metrics: d.stdout, Env: append(aws,
		"ASSAY_INVENTORY=s3://"+d.inv+"/assay", "ASSAY_ENDPOINT_URL="+front.URL, "ASSAY_TAG_SETTLE=0s")}
	d.Env = append(d.Env, env...)
	if err := d.Open(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		d.Close()
		if t.Failed() {
			t.Logf("log:\n%s", d.log)
		}
		if strings.Contains(d.log.String()+d.stdout.String(), "northwind") {
			t.Error("content is in the log")
		}
	})
	return d
}

func (d *deployed) put(t *testing.T, key, text string) {
	t.Helper()
	if _, err := d.server.Client().PutObject(t.Context(), &s3.PutObjectInput{Bucket: &d.bucket, Key: &key, Body: strings.NewReader(text)}); err != nil {
		t.Fatal(err)
	}
}

func (d *deployed) setHold(hold func(*http.Request)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.hold = hold
}

func (d *deployed) files() pipeline.Files {
	return s3store.New(d.server.Config(), s3store.Options{PathStyle: true}).Files(d.inv, "assay")
}

// invoke wants a reply.
func (d *deployed) invoke(t *testing.T, payload string, timeout time.Duration) string {
	t.Helper()
	r, err := d.Invoke(t.Context(), []byte(payload), timeout)
	if err != nil {
		t.Fatal(err)
	}
	if r.Reply == nil {
		t.Fatalf("no reply: exited %t, timed out %t, failure %s", r.Exited, r.Timeout, r.Failure)
	}
	return string(r.Reply)
}

func (d *deployed) direct(key string) string {
	return fmt.Sprintf(`{"bucket":%q,"key":%q}`, d.bucket, key)
}

// queue has one message for each key, with ids that are the keys.
func (d *deployed) queue(keys ...string) string {
	var records []string
	for _, k := range keys {
		records = append(records, fmt.Sprintf(`{"eventSource":"aws:sqs","messageId":%q,"body":%q,"attributes":{"ApproximateReceiveCount":"1"}}`, k, d.direct(k)))
	}
	return `{"Records":[` + strings.Join(records, ",") + `]}`
}

// level is the label that an object bears.
func (d *deployed) level(t *testing.T, key string) string {
	t.Helper()
	out, err := d.server.Client().GetObjectTagging(t.Context(), &s3.GetObjectTaggingInput{Bucket: &d.bucket, Key: &key})
	if err != nil {
		t.Fatal(err)
	}
	for _, tag := range out.TagSet {
		if *tag.Key == "data-classification" {
			return *tag.Value
		}
	}
	return ""
}

const minute = time.Minute

// From the first event to the last: a cold start, a warm one, an error, a deadline, a crash, and the end.
func TestFunctionLife(t *testing.T) {
	d := deploy(t)
	for _, key := range []string{"a.txt", "b.txt", "held.txt", "killed.txt", "last.txt"} {
		d.put(t, key, secret)
	}
	var got result
	if err := json.Unmarshal([]byte(d.invoke(t, d.direct("a.txt"), minute)), &got); err != nil {
		t.Fatal(err)
	}
	if got.Level != "restricted" || got.TagStatus != "tagged" || d.level(t, "a.txt") != "restricted" {
		t.Errorf("cold: got %+v, label %q; want restricted", got, d.level(t, "a.txt"))
	}
	first := d.Process().Pid
	if reply := d.invoke(t, d.queue("b.txt"), minute); reply != `{"batchItemFailures":[]}` || d.level(t, "b.txt") != "restricted" {
		t.Errorf("warm: got %s, label %q", reply, d.level(t, "b.txt"))
	}

	r, err := d.Invoke(t.Context(), []byte(`{"hello":"world"}`), minute)
	if err != nil || !strings.Contains(string(r.Failure), "errorMessage") || !strings.Contains(string(r.Failure), errUnknownEvent.Error()[:20]) {
		t.Errorf("an error: got %s, %v", r.Failure, err)
	}
	if pid := d.Process().Pid; pid != first {
		t.Errorf("an error ended the process")
	}

	// Near its deadline it hands back what it did not finish.
	release := make(chan struct{})
	d.setHold(func(r *http.Request) {
		if r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/held.txt") {
			<-release
		}
	})
	if reply := d.invoke(t, d.queue("a.txt", "held.txt"), 8*time.Second); reply != `{"batchItemFailures":[{"itemIdentifier":"held.txt"}]}` {
		t.Errorf("at the deadline: got %s", reply)
	}
	close(release)

	// It is killed in the middle: the event is delivered again, to a new process.
	d.setHold(func(r *http.Request) {
		if r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/killed.txt") {
			d.Process().Signal(syscall.SIGQUIT)
			<-r.Context().Done()
		}
	})
	r, err = d.Invoke(t.Context(), []byte(d.queue("killed.txt")), minute)
	if err != nil || !r.Exited {
		t.Errorf("killed: got %+v, %v, want that it exited", r, err)
	}
	d.setHold(nil)
	if reply := d.invoke(t, d.queue("killed.txt", "held.txt"), minute); reply != `{"batchItemFailures":[]}` {
		t.Errorf("after a restart: got %s", reply)
	}
	if n := len(d.Inits()); n != 2 || d.Process().Pid == first {
		t.Errorf("%d starts, want 2", n)
	}

	if !d.Terminate() {
		t.Error("SIGTERM did not end it")
	}
	if reply := d.invoke(t, d.queue("last.txt"), minute); reply != `{"batchItemFailures":[]}` {
		t.Errorf("after SIGTERM: got %s", reply)
	}
	rows := compactedRows(t, d.files())
	for _, key := range []string{"a.txt", "b.txt", "held.txt", "killed.txt", "last.txt"} {
		if row := rows[key]; row.Level.String() != "restricted" || row.TagStatus != pipeline.Tagged {
			t.Errorf("row of %s: %+v", key, row)
		}
	}
	if len(rows) != 5 {
		t.Errorf("%d rows, want 5", len(rows))
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.traces[runtimeapi.TraceID] {
		t.Errorf("S3 was asked with the traces %v, want %s", d.traces, runtimeapi.TraceID)
	}
}

// SIGTERM in the middle of an event ends the process; nothing is lost, for nothing was replied.
func TestFunctionTerminatedAtWork(t *testing.T) {
	d := deploy(t)
	d.put(t, "a.txt", secret)
	once := sync.OnceFunc(func() { d.Terminate() })
	d.setHold(func(*http.Request) { once() })
	r, err := d.Invoke(t.Context(), []byte(d.queue("a.txt")), minute)
	if err != nil || !r.Exited {
		t.Errorf("got %+v, %v, want that it exited", r, err)
	}
	if reply := d.invoke(t, d.queue("a.txt"), minute); reply != `{"batchItemFailures":[]}` || d.level(t, "a.txt") != "restricted" {
		t.Errorf("delivered again: got %s, label %q", reply, d.level(t, "a.txt"))
	}
}

// Events of nearly 6 MB are handled, and no reply is larger.
func TestFunctionPayloads(t *testing.T) {
	d := deploy(t)
	if _, err := d.Invoke(t.Context(), bytes.Repeat([]byte("x"), runtimeapi.MaxPayload+1), minute); err == nil {
		t.Error("an event that Lambda does not take: got no error")
	}
	d.put(t, "a.txt", secret)
	var records []string
	size := 0
	for i := 0; size < runtimeapi.MaxPayload-(64<<10); i++ {
		r := fmt.Sprintf(`{"eventSource":"aws:sqs","messageId":"id-%d","body":%q}`, i, strings.Repeat("x", 4<<10)+d.direct("a.txt"))
		records, size = append(records, r), size+len(r)+1
	}
	records = append(records, fmt.Sprintf(`{"eventSource":"aws:sqs","messageId":"last","body":%q}`, d.direct("a.txt")))
	if reply := d.invoke(t, `{"Records":[`+strings.Join(records, ",")+`]}`, minute); reply != `{"batchItemFailures":[]}` || d.level(t, "a.txt") != "restricted" {
		t.Errorf("got %.200s, label %q", reply, d.level(t, "a.txt"))
	}
	// Names of objects that are not there: each is looked for, and each has a row.
	var items []string
	for i := range 300 {
		items = append(items, fmt.Sprintf(`{"key":"%s%d"}`, strings.Repeat(`\u0001`, 200), i))
	}
	reply := d.invoke(t, `{"BatchInput":{"bucket":"`+d.bucket+`"},"Items":[`+strings.Join(items, ",")+`]}`, minute)
	var m mapReply
	if err := json.Unmarshal([]byte(reply), &m); err != nil || m.Objects != 300 || len(reply) > 256<<10 {
		t.Errorf("%d bytes, %d objects, %v", len(reply), m.Objects, err)
	}
}

// A panic reaches Lambda's log and reply as the program's own words, and the next event a new process.
func TestFunctionPanics(t *testing.T) {
	logged := &writer{}
	f := &runtimeapi.Function{Program: os.Args[0], Memory: 256, Log: logged, Metrics: logged, Env: []string{childEnv + "=panics"}}
	if err := f.Open(); err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for range 2 {
		r, err := f.Invoke(t.Context(), []byte(`{"Records":[]}`), minute)
		if err != nil || !strings.Contains(string(r.Failure), "assay: internal error") {
			t.Errorf("got %s, exited %t, %v", r.Failure, r.Exited, err)
		}
		if strings.Contains(logged.String()+string(r.Failure), "northwind") {
			t.Error("content is in the log or the failure")
		}
	}
	if n := len(f.Inits()); n != 2 {
		t.Errorf("%d starts, want 2", n)
	}
}

// A function that is not configured says so to every invocation.
func TestFunctionNotConfigured(t *testing.T) {
	d := deploy(t, "ASSAY_INVENTORY=./here")
	r, err := d.Invoke(t.Context(), []byte(d.queue("a.txt")), minute)
	if err != nil || !strings.Contains(string(r.Failure), "ASSAY_INVENTORY") {
		t.Errorf("got %s, %v", r.Failure, err)
	}
}

// Every line of the log and of the metrics is JSON, with the request's id and the function's name.
func TestFunctionLog(t *testing.T) {
	d := deploy(t)
	d.put(t, "a.txt", secret)
	d.invoke(t, d.queue("a.txt", "gone.txt"), minute)
	d.Terminate() // so that all of its output is there
	var messages []string
	for line := range strings.Lines(d.log.String()) {
		var record struct{ Msg, RequestID, Trace, Key, Status string }
		if err := json.Unmarshal([]byte(line), &record); err != nil || record.RequestID == "" || record.Trace != runtimeapi.TraceID {
			t.Errorf("line of the log: %s", line)
		}
		messages = append(messages, strings.TrimSpace(record.Msg+" "+record.Key+" "+record.Status))
	}
	if d := cmp.Diff([]string{"object not done gone.txt gone", "event handled"}, messages); d != "" {
		t.Errorf("messages (-want +got):\n%s", d)
	}
	var metrics struct {
		Function                          string
		Objects, Restricted, NotFullyRead int
	}
	if err := json.Unmarshal([]byte(d.stdout.String()), &metrics); err != nil || metrics.Function != "assay" || metrics.Objects != 2 || metrics.Restricted != 1 || metrics.NotFullyRead != 1 {
		t.Errorf("metrics %+v, %v", metrics, err)
	}
}

// startDirectory is the function on a directory: the objects and the inventory's place stand in the environment.
func startDirectory() {
	set, err := few()
	if err != nil {
		panic(err)
	}
	inv := os.Getenv("ASSAY_TEST_INVENTORY")
	start(&handler{
		pipeline: pipelineOf(set), store: dirStore{dirstore.New(filepath.Join(inv, "tags.jsonl"))}, files: dirstore.NewFiles(inv),
		skip: func(pipeline.Object) bool { return false }, workers: 4,
		log: slog.New(slog.NewJSONHandler(io.Discard, nil)), metrics: func(counts) {}, now: time.Now,
	})
}
