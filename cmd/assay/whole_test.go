package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"

	"github.com/seed-4750cad8/assay/pipeline/storetest/minio"
)

// The tests of this file run the real program, as a process, on a real S3 server.

// binary is the program, built once for all tests of this package.
var binary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "assay-binary-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "assay")
	if out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput(); err != nil {
		return "", fmt.Errorf("build: %w\n%s", err, out)
	}
	return path, nil
})

// A front stands between the program and the server: it counts what the program asks for, and can hold it up.
type front struct {
	*httptest.Server
	mu    sync.Mutex
	gets  map[string]int // objects read, by path
	total int
	onGet func(n int) // called with the count of all reads so far
}

func newFront(t *testing.T, server *minio.Server) *front {
	t.Helper()
	target, err := url.Parse(server.Endpoint)
	if err != nil {
		t.Fatal(err)
	}
	f := &front{gets: map[string]int{}}
	// The signature covers the Host header, which this proxy passes on as it came, and the path, which it must not clean.
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.Out.URL.Scheme, r.Out.URL.Host = target.Scheme, target.Host
		r.Out.Host = r.In.Host
	}, ErrorLog: log.New(io.Discard, "", 0)} // a killed client is no news
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		query := r.URL.Query()
		_, object, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
		if r.Method == http.MethodGet && object != "" && !query.Has("tagging") {
			f.mu.Lock()
			f.gets[r.URL.Path]++
			f.total++
			n, onGet := f.total, f.onGet
			f.mu.Unlock()
			if onGet != nil {
				onGet(n)
			}
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(f.Close)
	return f
}

func (f *front) reset() {
	f.mu.Lock()
	defer f.mu.Unlock()
	clear(f.gets)
	f.total, f.onGet = 0, nil
}

// whenGet has call called at each read with the count of all so far, before the read is passed on.
func (f *front) whenGet(call func(n int)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.onGet = call
}

// reads returns how many reads there were of objects of a bucket.
func (f *front) reads(bucket string) (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for path, count := range f.gets {
		if strings.HasPrefix(path, "/"+bucket+"/") {
			n += count
		}
	}
	return n
}

// command prepares the program with credentials of c and a home of its own.
func command(t *testing.T, c aws.Config, args ...string) *exec.Cmd {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	env, err := minio.Env(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), path, args...)
	cmd.Dir = t.TempDir()
	cmd.Env = append(env, "HOME="+cmd.Dir, "PATH="+os.Getenv("PATH"))
	return cmd
}

// execute runs the program to its end and returns its exit status and output.
func execute(t *testing.T, c aws.Config, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	cmd := command(t, c, args...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), out.String(), errs.String()
}

// A wholeRow is what these tests read of a row, by its public column names.
type wholeRow struct {
	Bucket, Key, Status, Level, Coverage string
	TagStatus                            string   `json:"tag_status"`
	RunID                                string   `json:"run_id"`
	ETag                                 string   `json:"etag"`
	VersionID                            string   `json:"version_id"`
	InfoTypes                            []string `json:"info_types"`
}

// export reads the newest run of an inventory back through the program.
func export(t *testing.T, c aws.Config, location, endpoint string) []wholeRow {
	t.Helper()
	status, stdout, stderr := execute(t, c, "inventory", "export", location, "--format", "jsonl", "--endpoint-url", endpoint)
	if status != exitDone {
		t.Fatalf("export: exit status %d\n%s", status, stderr)
	}
	var rows []wholeRow
	lines := bufio.NewScanner(strings.NewReader(stdout))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var r wholeRow
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			t.Fatalf("export is not JSON lines: %v", err)
		}
		rows = append(rows, r)
	}
	return rows
}

// fill puts objects into a bucket.
func fill(t *testing.T, client *s3.Client, bucket string, objects map[string]string) {
	t.Helper()
	g, ctx := errgroup.WithContext(t.Context())
	g.SetLimit(16)
	for key, text := range objects {
		g.Go(func() error {
			_, err := client.PutObject(ctx, &s3.PutObjectInput{Bucket: &bucket, Key: &key, Body: strings.NewReader(text)})
			if err != nil {
				return fmt.Errorf("put %q: %w", key, err)
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
}

func tagsOf(t *testing.T, client *s3.Client, bucket, key string) map[string]string {
	t.Helper()
	out, err := client.GetObjectTagging(t.Context(), &s3.GetObjectTaggingInput{Bucket: &bucket, Key: &key})
	if err != nil {
		t.Fatalf("tags of %q: %v", key, err)
	}
	tags := map[string]string{}
	for _, tag := range out.TagSet {
		tags[*tag.Key] = *tag.Value
	}
	return tags
}

const (
	clean  = "nothing to see here\n"
	secret = "contact: someone@northwind.example.org\naws_access_key_id = AKIAQ3EGRZ7XVNB5TPWL\n"
)

// manyObjects are more than two pages of a listing, with keys of every kind that the server takes.
func manyObjects() map[string]string {
	objects := map[string]string{}
	for i := range 2600 {
		text := clean
		if i%100 == 7 {
			text = secret
		}
		objects[fmt.Sprintf("logs/%04d/object.txt", i)] = text
	}
	for _, key := range []string{
		"with space.txt", "plus+plus.txt", "100%.txt", "%2B%20.txt", "ünï/日本語/😀.txt", "new\nline.txt", "tab\tand\rreturn.txt",
		`quotes"'<>&;.txt`, "=SUM(A1).csv", "~tilde!*().txt", "semi;colon=a&b=c?d#e.txt", "e\u0301 combining.txt", "a-b", "a.b", "a/b", "a0b",
		strings.TrimSuffix(strings.Repeat(strings.Repeat("k", 199)+"/", 5), "/"), // 999 bytes
		"\x1b[31mred.txt", "ends with space ",
	} {
		objects[key] = secret
	}
	return objects
}

func sortedKeys(rows []wholeRow) []string {
	var keys []string
	for _, r := range rows {
		keys = append(keys, r.Key)
	}
	slices.Sort(keys)
	return keys
}

func TestWholeScan(t *testing.T) {
	server := minio.Start(t)
	front := newFront(t, server)
	client := server.Client()
	bucket, inventory := server.NewBucket(t, false), server.NewBucket(t, false)
	objects := manyObjects()
	fill(t, client, bucket, objects)
	// Somebody else's tag must stay.
	_, err := client.PutObjectTagging(t.Context(), &s3.PutObjectTaggingInput{Bucket: &bucket, Key: aws.String("plus+plus.txt"),
		Tagging: &types.Tagging{TagSet: []types.Tag{{Key: aws.String("team"), Value: aws.String("billing")}}}})
	if err != nil {
		t.Fatal(err)
	}
	scan := []string{"scan", "s3://" + bucket, "--inventory", "s3://" + inventory + "/assay", "--endpoint-url", front.URL, "--output", "json"}
	location := "s3://" + inventory + "/assay"

	status, _, stderr := execute(t, server.Config(), scan...)
	if status != exitDone {
		t.Fatalf("exit status %d, want %d\n%s", status, exitDone, stderr)
	}
	rows := export(t, server.Config(), location, server.Endpoint)
	want := slices.Sorted(maps.Keys(objects))
	if diff := cmp.Diff(want, sortedKeys(rows)); diff != "" {
		t.Fatalf("keys of rows (-want +got):\n%s", diff)
	}
	if got := front.reads(bucket); got != len(objects) {
		t.Errorf("%d reads of %d objects, want one each", got, len(objects))
	}
	for i, r := range rows {
		level := "public"
		if objects[r.Key] == secret {
			level = "restricted"
		}
		if r.Level != level || r.Status != "scanned" || r.Coverage != "full" || r.TagStatus != "tagged" {
			t.Fatalf("row of %q: %+v, want level %s", r.Key, r, level)
		}
		if i%40 != 0 && strings.HasPrefix(r.Key, "logs/") {
			continue
		}
		tags := tagsOf(t, client, bucket, r.Key)
		if got := tags["data-classification"]; got != level {
			t.Errorf("%q is tagged %q, want %q", r.Key, got, level)
		}
		if by := tags["data-classified-by"]; !strings.Contains(by, r.ETag) {
			t.Errorf("%q was classified by %q, want its ETag %s named", r.Key, by, r.ETag)
		}
	}
	if got := tagsOf(t, client, bucket, "plus+plus.txt")["team"]; got != "billing" {
		t.Errorf("another team's tag is %q, want billing", got)
	}

	t.Run("again reads nothing", func(t *testing.T) {
		front.reset()
		status, _, stderr := execute(t, server.Config(), scan...)
		if status != exitDone {
			t.Fatalf("exit status %d\n%s", status, stderr)
		}
		if got := front.reads(bucket); got != 0 {
			t.Errorf("%d objects were read again", got)
		}
		again := export(t, server.Config(), location, server.Endpoint)
		if diff := cmp.Diff(want, sortedKeys(again)); diff != "" {
			t.Errorf("keys of rows (-want +got):\n%s", diff)
		}
		if again[0].RunID == rows[0].RunID {
			t.Errorf("the second run has the id of the first")
		}
	})
	t.Run("again after a change reads the change", func(t *testing.T) {
		front.reset()
		fill(t, client, bucket, map[string]string{"a-b": clean + clean, "new.txt": secret})
		if _, err := client.DeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: &bucket, Key: aws.String("a.b")}); err != nil {
			t.Fatal(err)
		}
		if status, _, stderr := execute(t, server.Config(), scan...); status != exitDone {
			t.Fatalf("exit status %d\n%s", status, stderr)
		}
		if got := front.reads(bucket); got != 2 {
			t.Errorf("%d objects were read, want 2", got)
		}
		levels := map[string]string{}
		for _, r := range export(t, server.Config(), location, server.Endpoint) {
			levels[r.Key] = r.Level
		}
		if levels["a-b"] != "public" || levels["new.txt"] != "restricted" || levels["a.b"] != "" {
			t.Errorf("levels: a-b %q, new.txt %q, a.b %q", levels["a-b"], levels["new.txt"], levels["a.b"])
		}
		if got := tagsOf(t, client, bucket, "a-b")["data-classification"]; got != "public" {
			t.Errorf("the overwritten object is tagged %q", got)
		}
	})
}

// A run that is killed at any time resumes to exactly one row an object.
func TestWholeKilled(t *testing.T) {
	server := minio.Start(t)
	client := server.Client()
	bucket := server.NewBucket(t, false)
	objects := manyObjects()
	fill(t, client, bucket, objects)
	want := slices.Sorted(maps.Keys(objects))
	for _, killAt := range []int{1, 700, 1900} {
		t.Run(fmt.Sprintf("at object %d", killAt), func(t *testing.T) {
			inventory := server.NewBucket(t, false)
			front := newFront(t, server)
			args := []string{"scan", "s3://" + bucket, "--inventory", "s3://" + inventory, "--endpoint-url", front.URL, "--no-tag"}
			cmd := command(t, server.Config(), args...)
			killed := make(chan struct{})
			var once sync.Once
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			front.whenGet(func(n int) {
				if n >= killAt {
					once.Do(func() { cmd.Process.Kill(); close(killed) })
				}
				time.Sleep(2 * time.Millisecond) // so that some commits come before the kill
			})
			if err := cmd.Wait(); err == nil {
				t.Fatal("the program ended before it was killed")
			}
			<-killed
			front.reset()
			status, _, stderr := execute(t, server.Config(), args...)
			if status != exitDone {
				t.Fatalf("exit status %d\n%s", status, stderr)
			}
			if got := front.reads(bucket); killAt > 1000 && got >= len(objects) {
				t.Errorf("all %d objects were read again", got)
			}
			rows := export(t, server.Config(), "s3://"+inventory, server.Endpoint)
			if diff := cmp.Diff(want, sortedKeys(rows)); diff != "" {
				t.Errorf("keys of rows (-want +got):\n%s", diff)
			}
			ids := map[string]bool{}
			for _, r := range rows {
				ids[r.RunID] = true
			}
			if len(ids) != 1 {
				t.Errorf("rows of %d runs, want one that went on", len(ids))
			}
		})
	}
}

// SIGTERM stops cleanly: what is done is committed, and nothing of it is done again.
func TestWholeTerminated(t *testing.T) {
	server := minio.Start(t)
	bucket, inventory := server.NewBucket(t, false), server.NewBucket(t, false)
	objects := manyObjects()
	fill(t, server.Client(), bucket, objects)
	front := newFront(t, server)
	args := []string{"scan", "s3://" + bucket, "--inventory", "s3://" + inventory, "--endpoint-url", front.URL, "--workers", "4"}
	cmd := command(t, server.Config(), args...)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	var once sync.Once
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	front.whenGet(func(n int) {
		if n >= 1000 {
			once.Do(func() { cmd.Process.Signal(os.Interrupt) })
		}
		time.Sleep(time.Millisecond)
	})
	if err := cmd.Wait(); err == nil {
		t.Fatal("exit status 0 after a signal")
	}
	if got := cmd.ProcessState.ExitCode(); got != exitFailed {
		t.Errorf("exit status %d, want %d\n%s", got, exitFailed, errs.String())
	}
	before := front.reads(bucket)
	front.reset()
	status, _, stderr := execute(t, server.Config(), args...)
	if status != exitDone {
		t.Fatalf("exit status %d\n%s", status, stderr)
	}
	// What was in hand, and what waited in the window behind it, may be read twice.
	if again := before + front.reads(bucket) - len(objects); again < 0 || again > 200 {
		t.Errorf("%d objects were read twice", again)
	}
	rows := export(t, server.Config(), "s3://"+inventory, server.Endpoint)
	if diff := cmp.Diff(slices.Sorted(maps.Keys(objects)), sortedKeys(rows)); diff != "" {
		t.Errorf("keys of rows (-want +got):\n%s", diff)
	}
}

// What is denied is said: a listing as an error, an object as a row.
func TestWholeDenied(t *testing.T) {
	server := minio.Start(t)
	bucket, inventory := server.NewBucket(t, false), server.NewBucket(t, false)
	fill(t, server.Client(), bucket, map[string]string{"open.txt": secret, "private/closed.txt": secret})
	policy := func(statements ...string) aws.Config {
		c, err := server.Restricted(t.Context(), `{"Version":"2012-10-17","Statement":[`+strings.Join(statements, ",")+`]}`)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	everything := `{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::*"}`
	deny := func(action, resource string) string {
		return fmt.Sprintf(`{"Effect":"Deny","Action":%q,"Resource":"arn:aws:s3:::%s"}`, action, resource)
	}
	args := []string{"scan", "s3://" + bucket, "--inventory", "s3://" + inventory + "/inv", "--endpoint-url", server.Endpoint}

	t.Run("listing", func(t *testing.T) {
		status, stdout, stderr := execute(t, policy(everything, deny("s3:ListBucket", bucket)), args...)
		if status != exitFailed || stdout != "" || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, "s3:ListBucket") {
			t.Errorf("exit status %d, stdout %q, stderr %q; want %d, nothing, and one line that names the permission", status, stdout, stderr, exitFailed)
		}
	})
	t.Run("inventory", func(t *testing.T) {
		status, _, stderr := execute(t, policy(everything, deny("s3:PutObject", inventory+"/*")), args...)
		if status != exitFailed || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, "s3:PutObject") {
			t.Errorf("exit status %d, stderr %q; want %d and one line that names the permission", status, stderr, exitFailed)
		}
		if tags := tagsOf(t, server.Client(), bucket, "open.txt"); len(tags) > 0 {
			t.Errorf("an object was tagged though no row could be written: %v", tags)
		}
	})
	t.Run("object", func(t *testing.T) {
		c := policy(everything, deny("s3:GetObject", bucket+"/private/*"))
		status, stdout, stderr := execute(t, c, args...)
		if status != exitIncomplete {
			t.Fatalf("exit status %d, want %d\n%s%s", status, exitIncomplete, stdout, stderr)
		}
		got := map[string]string{}
		for _, r := range export(t, server.Config(), "s3://"+inventory+"/inv", server.Endpoint) {
			got[r.Key] = r.Status + " " + r.Level + " " + r.Coverage
		}
		want := map[string]string{"open.txt": "scanned restricted full", "private/closed.txt": "denied unknown none"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("rows (-want +got):\n%s", diff)
		}
		if tags := tagsOf(t, server.Client(), bucket, "private/closed.txt"); len(tags) > 0 {
			t.Errorf("a denied object was tagged: %v", tags)
		}
	})
	t.Run("tagging", func(t *testing.T) {
		fill(t, server.Client(), bucket, map[string]string{"open.txt": secret, "private/closed.txt": secret}) // without tags
		status, _, stderr := execute(t, policy(everything, deny("s3:PutObjectTagging", bucket+"/*")), append(args, "--fresh")...)
		if status != exitIncomplete {
			t.Errorf("exit status %d, want %d\n%s", status, exitIncomplete, stderr)
		}
		for _, r := range export(t, server.Config(), "s3://"+inventory+"/inv", server.Endpoint) {
			if r.TagStatus != "denied" || r.Level != "restricted" {
				t.Errorf("row %+v, want tag_status denied, level restricted", r)
			}
		}
	})
	t.Run("exactly what the policy command prints", func(t *testing.T) {
		status, document, stderr := execute(t, server.Config(), "policy", "s3://"+bucket, "--inventory", "s3://"+inventory+"/inv")
		if status != exitDone {
			t.Fatalf("exit status %d\n%s", status, stderr)
		}
		c, err := server.Restricted(t.Context(), document)
		if err != nil {
			t.Fatal(err)
		}
		if status, _, stderr := execute(t, c, append(args, "--fresh")...); status != exitDone {
			t.Errorf("exit status %d with the printed policy\n%s", status, stderr)
		}
	})
}

// Two scanners and another tagger on one bucket lose no one's tags.
func TestWholeTwoScanners(t *testing.T) {
	server := minio.Start(t)
	client := server.Client()
	bucket := server.NewBucket(t, false)
	objects := map[string]string{}
	for i := range 200 {
		objects[fmt.Sprintf("object-%03d.txt", i)] = secret
	}
	fill(t, client, bucket, objects)
	g, ctx := errgroup.WithContext(t.Context())
	for i := range 2 {
		inventory := server.NewBucket(t, false)
		cmd := command(t, server.Config(), "scan", "s3://"+bucket, "--inventory", "s3://"+inventory, "--endpoint-url", server.Endpoint)
		g.Go(func() error {
			if out, err := cmd.CombinedOutput(); err != nil {
				return fmt.Errorf("scanner %d: %w\n%s", i, err, out)
			}
			return nil
		})
	}
	g.Go(func() error { return tagAll(ctx, client, bucket, objects) })
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	for key := range objects {
		tags := tagsOf(t, client, bucket, key)
		if tags["antivirus"] != "clean" || tags["data-classification"] != "restricted" || tags["data-types"] == "" {
			t.Errorf("tags of %s: %v", key, tags)
		}
	}
}

// tagAll is another tool that tags objects. It reads, merges and writes, and goes over all objects again until it finds that
// its tag stayed on each: S3 has no condition on tags, so that whoever shares them must look twice.
func tagAll(ctx context.Context, client *s3.Client, bucket string, objects map[string]string) error {
	for wrote := true; wrote; {
		wrote = false
		for key := range objects {
			out, err := client.GetObjectTagging(ctx, &s3.GetObjectTaggingInput{Bucket: &bucket, Key: &key})
			if err != nil {
				return err
			}
			if slices.ContainsFunc(out.TagSet, func(t types.Tag) bool { return *t.Key == "antivirus" }) {
				continue
			}
			wrote = true
			set := append(out.TagSet, types.Tag{Key: aws.String("antivirus"), Value: aws.String("clean")})
			_, err = client.PutObjectTagging(ctx, &s3.PutObjectTaggingInput{Bucket: &bucket, Key: &key, Tagging: &types.Tagging{TagSet: set}})
			if err != nil {
				return err
			}
		}
	}
	return nil
}
