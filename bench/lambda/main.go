// Command lambda measures the Lambda function as it is deployed: its packages, how long it takes to start, events a second,
// what it adds to the scan itself, its memory, and the compaction of its small parts. The program runs as Lambda starts it, and
// works on a real S3 server (MinIO) on this machine.
//
//	go run ./bench/lambda                          # all of it: some minutes, and the first build for arm64 takes long
//	go run ./bench/lambda -only events,compaction
//	go run ./bench/lambda -size 4096               # MiB of the large object
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"golang.org/x/sync/errgroup"

	"github.com/seed-4750cad8/assay/bench/corpus"
	"github.com/seed-4750cad8/assay/cmd/assay-lambda/runtimeapi"
	"github.com/seed-4750cad8/assay/detectors"
	"github.com/seed-4750cad8/assay/detectors/names"
	"github.com/seed-4750cad8/assay/labels"
	"github.com/seed-4750cad8/assay/pipeline"
	"github.com/seed-4750cad8/assay/pipeline/inventory"
	"github.com/seed-4750cad8/assay/pipeline/s3store"
	"github.com/seed-4750cad8/assay/pipeline/storetest/minio"
	"github.com/seed-4750cad8/assay/scanner"
	"github.com/seed-4750cad8/assay/scanner/format"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var b bench
	flag.IntVar(&b.objects, "objects", 2000, "small objects, of 4 KiB")
	flag.IntVar(&b.parts, "parts", 10_000, "small parts to compact, of ten rows")
	flag.Int64Var(&b.size, "size", 1024, "the large object, in MiB")
	flag.IntVar(&b.memory, "memory", 256, "the function's memory, in MiB")
	only := flag.String("only", "zip,init,overhead,events,memory,compaction", "what to measure")
	flag.Parse()
	if err := b.run(ctx, strings.Split(*only, ",")); err != nil {
		fmt.Fprintln(os.Stderr, "lambda:", err)
		os.Exit(1)
	}
}

type bench struct {
	objects, parts, memory int
	size                   int64

	dir     string // temporary
	program string
	server  *minio.Server
	bucket  string
	keys    []string
}

func (b *bench) run(ctx context.Context, only []string) (err error) {
	if b.dir, err = os.MkdirTemp("", "assay-bench-"); err != nil {
		return err
	}
	defer os.RemoveAll(b.dir)
	b.program = filepath.Join(b.dir, "bootstrap")
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-tags", "lambda.norpc", "-ldflags", "-s -w", "-o", b.program, "./cmd/assay-lambda")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("build: %w\n%s", err, out)
	}
	data := filepath.Join(b.dir, "minio")
	if err := os.Mkdir(data, 0o700); err != nil {
		return err
	}
	if b.server, err = minio.Run(ctx, data); err != nil {
		return err
	}
	defer b.server.Close()
	if b.bucket, err = b.server.CreateBucket(ctx, false); err != nil {
		return err
	}
	for _, m := range []struct {
		name string
		run  func(context.Context) error
	}{{"zip", b.zip}, {"init", b.starts}, {"overhead", b.overhead}, {"events", b.events}, {"memory", b.large}, {"compaction", b.compaction}} {
		if slices.Contains(only, m.name) {
			if err := m.run(ctx); err != nil {
				return fmt.Errorf("%s: %w", m.name, err)
			}
		}
	}
	return nil
}

func report(what, format string, args ...any) {
	fmt.Printf("%-44s %s\n", what, fmt.Sprintf(format, args...))
}

// zip builds the packages.
func (b *bench) zip(ctx context.Context) error {
	cmd := exec.CommandContext(ctx, "go", "run", "./cmd/assay-lambda/pack", "-o", b.dir)
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return err
	}
	packages, err := filepath.Glob(filepath.Join(b.dir, "*.zip"))
	if err != nil {
		return err
	}
	for _, p := range packages {
		info, err := os.Stat(p)
		if err != nil {
			return err
		}
		report("package "+filepath.Base(p), "%.1f MB (want 30 at most)", float64(info.Size())/1e6)
	}
	return nil
}

// function deploys the program.
func (b *bench) function(ctx context.Context) (*runtimeapi.Function, pipeline.Files, error) {
	env, err := minio.Env(ctx, b.server.Config())
	if err != nil {
		return nil, nil, err
	}
	inv, err := b.server.CreateBucket(ctx, false)
	if err != nil {
		return nil, nil, err
	}
	f := &runtimeapi.Function{Program: b.program, Memory: b.memory, Log: io.Discard, Metrics: io.Discard,
		Env: append(env, "ASSAY_INVENTORY=s3://"+inv+"/assay", "ASSAY_ENDPOINT_URL="+b.server.Endpoint, "ASSAY_TAG_SETTLE=0s")}
	return f, b.store().Files(inv, "assay"), f.Open()
}

func (b *bench) store() *s3store.Store {
	return s3store.New(b.server.Config(), s3store.Options{PathStyle: true})
}

// starts measures from the start of the process until it asks for its first event.
func (b *bench) starts(ctx context.Context) error {
	f, _, err := b.function(ctx)
	if err != nil {
		return err
	}
	defer f.Close()
	const n = 11
	for range n {
		if _, err := f.Invoke(ctx, []byte(`{"Records":[]}`), time.Minute); err != nil {
			return err
		}
		f.Terminate()
	}
	inits := f.Inits()
	slices.Sort(inits)
	report("init, median of "+fmt.Sprint(n), "%d ms (want 200 at most)", inits[n/2].Milliseconds())
	return nil
}

// upload makes the small objects, once.
func (b *bench) upload(ctx context.Context) error {
	if b.keys != nil {
		return nil
	}
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(16)
	shapes := corpus.Shapes()
	for i := range b.objects {
		shape := shapes[i%len(shapes)]
		key := fmt.Sprintf("small/%06d.%s", i, shape.Name)
		b.keys = append(b.keys, key)
		g.Go(func() error {
			var text bytes.Buffer
			if err := shape.Write(&text, 4<<10, uint64(i)); err != nil {
				return err
			}
			_, err := b.server.Client().PutObject(gctx, &s3.PutObjectInput{Bucket: &b.bucket, Key: &key, Body: bytes.NewReader(text.Bytes())})
			return err
		})
	}
	return g.Wait()
}

// queueEvent is a batch of SQS messages.
func (b *bench) queueEvent(keys []string) []byte {
	var records []string
	for _, k := range keys {
		body := fmt.Sprintf(`{"Records":[{"eventSource":"aws:s3","eventName":"ObjectCreated:Put","s3":{"bucket":{"name":%q},"object":{"key":%q}}}]}`, b.bucket, k)
		records = append(records, fmt.Sprintf(`{"eventSource":"aws:sqs","messageId":%q,"body":%q}`, k, body))
	}
	return []byte(`{"Records":[` + strings.Join(records, ",") + `]}`)
}

// invoke wants every message of a batch done.
func invoke(ctx context.Context, f *runtimeapi.Function, payload []byte, timeout time.Duration) error {
	r, err := f.Invoke(ctx, payload, timeout)
	if err != nil {
		return err
	}
	if string(r.Reply) != `{"batchItemFailures":[]}` {
		return fmt.Errorf("reply %.200s, failure %.200s, exited %t, timed out %t", r.Reply, r.Failure, r.Exited, r.Timeout)
	}
	return nil
}

// direct is the pipeline that the function has, in this process.
func (b *bench) direct() (*pipeline.Pipeline, error) {
	set, err := detectors.Compile(detectors.All())
	if err != nil {
		return nil, err
	}
	keys := labels.DefaultKeys()
	return &pipeline.Pipeline{Store: b.store(), Scheme: labels.Default(), Tags: &keys, ScannerVersion: "bench", Ruleset: "bench",
		Scanner: scanner.New(set, format.All(), detectors.Possible, scanner.DefaultLimits(), scanner.Reader{Recognizer: names.New()})}, nil
}

// overhead compares one object through the warm function with the same through the pipeline alone, in turn.
func (b *bench) overhead(ctx context.Context) error {
	if err := b.upload(ctx); err != nil {
		return err
	}
	f, files, err := b.function(ctx)
	if err != nil {
		return err
	}
	defer f.Close()
	p, err := b.direct()
	if err != nil {
		return err
	}
	var through, alone, stored []time.Duration
	for i, key := range b.keys[:min(len(b.keys), 400)] {
		start := time.Now()
		if err := invoke(ctx, f, b.queueEvent([]string{key}), time.Minute); err != nil {
			return err
		}
		t := time.Since(start)
		// Without its tags again, so that both do the same.
		if _, err := b.server.Client().DeleteObjectTagging(ctx, &s3.DeleteObjectTaggingInput{Bucket: &b.bucket, Key: &key}); err != nil {
			return err
		}
		start = time.Now()
		row, err := p.Process(ctx, pipeline.Work{Object: pipeline.Object{Bucket: b.bucket, Key: key, Size: -1}})
		if err != nil {
			return err
		}
		scanned := time.Since(start)
		start = time.Now()
		if _, err := inventory.PutBatch(ctx, files, []string{"alone", key}, []pipeline.Row{row}); err != nil {
			return err
		}
		if i >= 20 { // warm
			through, alone, stored = append(through, t), append(alone, scanned), append(stored, time.Since(start))
		}
	}
	slices.Sort(through)
	slices.Sort(alone)
	slices.Sort(stored)
	mid := len(through) / 2
	report("one object, function, warm, median", "%.1f ms", ms(through[mid]))
	report("one object, open, scan and tag alone, median", "%.1f ms", ms(alone[mid]))
	report("storing its row alone, median", "%.1f ms", ms(stored[mid]))
	report("overhead over these", "%.1f ms (want 5 at most)", ms(through[mid]-alone[mid]-stored[mid]))
	return nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// events measures batches of ten messages, and the same objects through the pipeline alone with as many workers.
func (b *bench) events(ctx context.Context) error {
	if err := b.upload(ctx); err != nil {
		return err
	}
	f, _, err := b.function(ctx)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := invoke(ctx, f, b.queueEvent(b.keys[:1]), time.Minute); err != nil { // starts it
		return err
	}
	start := time.Now()
	for batch := range slices.Chunk(b.keys, 10) {
		if err := invoke(ctx, f, b.queueEvent(batch), time.Minute); err != nil {
			return err
		}
	}
	took := time.Since(start)
	report("events a second, one environment", "%.0f (%d objects of 4 KiB, batches of 10)", float64(len(b.keys))/took.Seconds(), len(b.keys))
	return nil
}

// large measures the memory of a function of the smallest size, on objects that are much larger.
func (b *bench) large(ctx context.Context) error {
	key := "large.csv"
	if err := b.putLarge(ctx, key); err != nil {
		return err
	}
	f, _, err := b.function(ctx)
	if err != nil {
		return err
	}
	defer f.Close()
	start := time.Now()
	if err := invoke(ctx, f, b.queueEvent([]string{key}), 15*time.Minute); err != nil {
		return err
	}
	took := time.Since(start)
	peak, err := f.PeakMemory()
	if err != nil {
		return err
	}
	report(fmt.Sprintf("an object of %d MiB in %d MiB", b.size, b.memory), "peak memory %d MiB, %.0f MB/s", peak>>20, float64(b.size<<20)/1e6/took.Seconds())
	return nil
}

// putLarge uploads in parts: no reader of that size is kept.
func (b *bench) putLarge(ctx context.Context, key string) error {
	const part = 16 << 20
	client := b.server.Client()
	up, err := client.CreateMultipartUpload(ctx, &s3.CreateMultipartUploadInput{Bucket: &b.bucket, Key: &key})
	if err != nil {
		return err
	}
	csv := corpus.Shapes()[2]
	var done []types.CompletedPart
	for n := int32(1); int64(n-1)*part < b.size<<20; n++ {
		var text bytes.Buffer
		if err := csv.Write(&text, part, uint64(n)); err != nil {
			return err
		}
		out, err := client.UploadPart(ctx, &s3.UploadPartInput{Bucket: &b.bucket, Key: &key, UploadId: up.UploadId, PartNumber: &n, Body: bytes.NewReader(text.Bytes())})
		if err != nil {
			return err
		}
		done = append(done, types.CompletedPart{ETag: out.ETag, PartNumber: aws.Int32(n)})
	}
	_, err = client.CompleteMultipartUpload(ctx, &s3.CompleteMultipartUploadInput{Bucket: &b.bucket, Key: &key, UploadId: up.UploadId,
		MultipartUpload: &types.CompletedMultipartUpload{Parts: done}})
	return err
}

// compaction makes one run of many small parts: of ten rows each, every fifth a newer row of an object that another part has.
func (b *bench) compaction(ctx context.Context) error {
	bucket, err := b.server.CreateBucket(ctx, false)
	if err != nil {
		return err
	}
	files := b.store().Files(bucket, "assay")
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(16)
	now := time.Now()
	for i := range b.parts {
		g.Go(func() error {
			var rows []pipeline.Row
			for j := range 10 {
				n := i*10 + j
				if j%5 == 4 {
					n = (n * 7919) % (b.parts * 10)
				}
				rows = append(rows, pipeline.Row{
					Object: pipeline.Object{Bucket: "bucket", Key: fmt.Sprintf("exports/2026/%08d.csv", n), ETag: "9b2cf535f27731c974343645a3985328", Size: 4096, LastModified: now},
					Format: "csv", Status: pipeline.Scanned, Level: labels.Confidential, InfoTypes: []detectors.InfoType{"EMAIL_ADDRESS"}, Coverage: scanner.Full,
					Findings: []scanner.Finding{{InfoType: "EMAIL_ADDRESS", Likelihood: detectors.Likely, Field: "email", Count: 20, Distinct: 20,
						Occurrences: []scanner.Location{{Row: 1, Line: 2, Offset: 80}}}},
					TagStatus: pipeline.Tagged, ScannedAt: now.Add(time.Duration(i) * time.Millisecond), ScannerVersion: "bench", Ruleset: "bench",
				})
			}
			_, err := inventory.PutBatch(gctx, files, []string{fmt.Sprint(i)}, rows)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	var peak uint64
	sampling, stop := context.WithCancel(ctx)
	sampled := make(chan struct{})
	go func() {
		defer close(sampled)
		for sampling.Err() == nil {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			peak = max(peak, m.HeapInuse)
			time.Sleep(50 * time.Millisecond)
		}
	}()
	start := time.Now()
	done, err := inventory.Compact(ctx, files, inventory.Compaction{})
	stop()
	<-sampled
	if err != nil {
		return err
	}
	if done.Batches != b.parts {
		return errors.New("not every part was compacted")
	}
	took := time.Since(start)
	report(fmt.Sprintf("compaction of %d parts", b.parts), "%.1f s, %d rows in, %d out, heap %d MiB at most", took.Seconds(), b.parts*10, done.Rows, peak>>20)
	return nil
}
