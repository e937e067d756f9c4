// Command endtoend measures whole scans of a real S3 server (MinIO, on this machine) beside plain downloads of the same
// objects with as many workers, in turn, and prints medians and their ratio, with the peak memory of each process.
//
//	go run ./bench/endtoend              # 1 GiB of mixed objects, and the memory cases
//	go run ./bench/endtoend -size 256    # MiB
//	go run ./bench/endtoend -only memory -case Parquet
//
// It needs about three times -size in the temporary directory, and 4 GiB for the memory cases.
package main

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"golang.org/x/sync/errgroup"

	"github.com/seed-4750cad8/assay/bench/corpus"
	"github.com/seed-4750cad8/assay/pipeline/storetest/minio"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var b bench
	flag.Int64Var(&b.size, "size", 1024, "mixed objects, in MiB")
	flag.IntVar(&b.rounds, "rounds", 5, "rounds of download and scan")
	flag.IntVar(&b.workers, "workers", 16, "workers of downloads and scans")
	flag.StringVar(&b.only, "only", "", "mixed, or memory")
	flag.StringVar(&b.match, "case", "", "of the memory cases, only those whose name holds this")
	download := flag.String("download", "", "internal: download this bucket and exit")
	flag.Parse()
	var err error
	if *download != "" {
		err = b.download(ctx, *download)
	} else {
		err = b.run(ctx)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "endtoend:", err)
		os.Exit(1)
	}
}

type bench struct {
	size            int64
	rounds, workers int
	only, match     string

	server *minio.Server
	client *s3.Client
	assay  string // the program under test
	dir    string // temporary
}

func (b *bench) run(ctx context.Context) (err error) {
	if b.dir, err = os.MkdirTemp("", "assay-bench-"); err != nil {
		return err
	}
	defer os.RemoveAll(b.dir)
	b.assay = filepath.Join(b.dir, "assay")
	build := exec.CommandContext(ctx, "go", "build", "-o", b.assay, "./cmd/assay")
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
	b.client = b.server.Client()
	if b.only != "memory" {
		if err := b.mixed(ctx); err != nil {
			return err
		}
	}
	if b.only != "mixed" {
		return b.memory(ctx)
	}
	return nil
}

// mixed compares scans with downloads of mixed objects.
func (b *bench) mixed(ctx context.Context) error {
	const bucket = "mixed"
	objects, bytes, err := b.uploadMixed(ctx, bucket)
	if err != nil {
		return err
	}
	fmt.Printf("mixed objects: %d, %d MiB, %d workers, median of %d rounds\n\n", objects, bytes>>20, b.workers, b.rounds)
	var downloads, scans []run
	for range b.rounds {
		r, err := b.measure(ctx, os.Args[0], "-workers", fmt.Sprint(b.workers), "-download", bucket)
		if err != nil {
			return err
		}
		downloads = append(downloads, r)
		if r, err = b.scan(ctx, bucket); err != nil {
			return err
		}
		scans = append(scans, r)
	}
	printHeader()
	d, s := median(downloads), median(scans)
	d.print("download", objects, bytes)
	s.print("scan, tag, inventory", objects, bytes)
	fmt.Printf("\nscan / download: %.2f of wall time, %.2f of CPU time\n\n", s.wall.Seconds()/d.wall.Seconds(), s.cpu.Seconds()/d.cpu.Seconds())
	return nil
}

// memory scans what needs memory if anything does.
func (b *bench) memory(ctx context.Context) error {
	cases := []struct {
		name    string
		objects int
		write   func(i int, w io.Writer) error
	}{
		{"20,000 objects of 4 KiB", 20_000, func(i int, w io.Writer) error {
			shapes := corpus.Shapes()
			return shapes[i%len(shapes)].Write(w, 4<<10, uint64(i))
		}},
		{"one text of 2 GiB", 1, func(i int, w io.Writer) error { return corpus.Shapes()[1].Write(w, 2<<30, 1) }},
		{"one line of 2 GiB", 1, func(i int, w io.Writer) error {
			line := []byte(strings.Repeat("all on one line, ", 4096))
			for n := 0; n < 2<<30; n += len(line) {
				if _, err := w.Write(line); err != nil {
					return err
				}
			}
			return nil
		}},
		{"one CSV of 1 GiB", 1, func(i int, w io.Writer) error { return corpus.Shapes()[2].Write(w, 1<<30, 1) }},
		{"one Parquet of 1 GiB", 1, func(i int, w io.Writer) error { return corpus.Parquet(w, 9_000_000, 1) }},
		{"16 gzips of 64 MiB of text", 16, func(i int, w io.Writer) error {
			z := gzip.NewWriter(w)
			if err := corpus.Shapes()[i%4].Write(z, 256<<20, uint64(i)); err != nil {
				return err
			}
			return z.Close()
		}},
	}
	fmt.Printf("memory, %d workers\n\n", b.workers)
	printHeader()
	for i, c := range cases {
		if !strings.Contains(c.name, b.match) {
			continue
		}
		bucket := fmt.Sprintf("memory-%d", i)
		bytes, err := b.upload(ctx, bucket, c.objects, c.write)
		if err != nil {
			return err
		}
		r, err := b.scan(ctx, bucket)
		if err != nil {
			return err
		}
		r.print(c.name, c.objects, bytes)
	}
	fmt.Println()
	return nil
}

// uploadMixed fills a bucket with text of all shapes, a third of it compressed, some Parquet; sizes from 4 KiB to 32 MiB.
func (b *bench) uploadMixed(ctx context.Context, bucket string) (objects int, total int64, err error) {
	r := rand.New(rand.NewPCG(1, 1))
	shapes := corpus.Shapes()
	var writes []func(w io.Writer) error
	for left := b.size << 20; left > 0; objects++ {
		size := int64(4<<10) << r.IntN(14)
		size = min(size, left)
		left -= size
		i := objects
		switch r.IntN(12) {
		case 0: // text compresses about five times
			writes = append(writes, func(w io.Writer) error {
				z := gzip.NewWriter(w)
				if err := shapes[i%4].Write(z, size*5, uint64(i)); err != nil {
					return err
				}
				return z.Close()
			})
		case 1:
			writes = append(writes, func(w io.Writer) error { return corpus.Parquet(w, int(size/120)+1, uint64(i)) })
		default:
			writes = append(writes, func(w io.Writer) error { return shapes[i%4].Write(w, size, uint64(i)) })
		}
	}
	total, err = b.upload(ctx, bucket, len(writes), func(i int, w io.Writer) error { return writes[i](w) })
	return len(writes), total, err
}

// upload creates a bucket of n objects.
func (b *bench) upload(ctx context.Context, bucket string, n int, write func(i int, w io.Writer) error) (total int64, err error) {
	if _, err := b.client.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: &bucket}); err != nil {
		return 0, err
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(4)
	sizes := make([]int64, n)
	for i := range n {
		g.Go(func() error {
			key := fmt.Sprintf("%02d/object-%06d", i%16, i)
			f, err := os.CreateTemp(b.dir, "upload-")
			if err != nil {
				return err
			}
			defer os.Remove(f.Name())
			defer f.Close()
			if err := write(i, f); err != nil {
				return err
			}
			if sizes[i], err = f.Seek(0, io.SeekEnd); err != nil {
				return err
			}
			return b.put(ctx, bucket, key, f, sizes[i])
		})
	}
	if err := g.Wait(); err != nil {
		return 0, err
	}
	for _, s := range sizes {
		total += s
	}
	return total, nil
}

func (b *bench) put(ctx context.Context, bucket, key string, f io.ReaderAt, size int64) error {
	_, err := b.client.PutObject(ctx, &s3.PutObjectInput{
		Bucket: &bucket, Key: &key, Body: io.NewSectionReader(f, 0, size), ContentLength: aws.Int64(size),
	})
	return err
}

// download is the other side of the comparison, in a process of its own: list, GET, throw away.
func (b *bench) download(ctx context.Context, bucket string) error {
	client := s3.New(s3.Options{
		BaseEndpoint: aws.String(os.Getenv("AWS_ENDPOINT_URL")),
		Region:       os.Getenv("AWS_REGION"),
		UsePathStyle: true,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: os.Getenv("AWS_ACCESS_KEY_ID"), SecretAccessKey: os.Getenv("AWS_SECRET_ACCESS_KEY")}, nil
		}),
		ResponseChecksumValidation: aws.ResponseChecksumValidationWhenRequired,
	})
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(b.workers)
	pages := s3.NewListObjectsV2Paginator(client, &s3.ListObjectsV2Input{Bucket: &bucket})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		for _, o := range page.Contents {
			g.Go(func() error {
				out, err := client.GetObject(gctx, &s3.GetObjectInput{Bucket: &bucket, Key: o.Key})
				if err != nil {
					return err
				}
				defer out.Body.Close()
				_, err = io.CopyBuffer(struct{ io.Writer }{io.Discard}, out.Body, make([]byte, 256<<10))
				return err
			})
		}
	}
	return g.Wait()
}

// scan runs the whole program, as a user does, on a bucket that it has not seen.
func (b *bench) scan(ctx context.Context, bucket string) (run, error) {
	inventory, err := os.MkdirTemp(b.dir, "inventory-")
	if err != nil {
		return run{}, err
	}
	return b.measure(ctx, b.assay, "scan", "s3://"+bucket, "--endpoint-url", b.server.Endpoint,
		"--workers", fmt.Sprint(b.workers), "--inventory", inventory, "--fresh")
}

// A run is what the system accounts to one process.
type run struct {
	wall, cpu time.Duration
	rss       int64 // peak, bytes
}

func (b *bench) measure(ctx context.Context, name string, args ...string) (run, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	env, err := minio.Env(ctx, b.server.Config())
	if err != nil {
		return run{}, err
	}
	cmd.Env = append(os.Environ(), env...)
	start := time.Now()
	err = cmd.Run()
	wall := time.Since(start)
	var exit *exec.ExitError
	if err != nil && !(errors.As(err, &exit) && exit.ExitCode() == 3) {
		return run{}, fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, out.Bytes())
	}
	usage := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	return run{
		wall: wall,
		cpu:  cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(),
		rss:  usage.Maxrss << 10,
	}, nil
}

func median(runs []run) run {
	mid := func(less func(a, b run) int) run {
		sorted := slices.SortedFunc(slices.Values(runs), less)
		return sorted[len(sorted)/2]
	}
	return run{
		wall: mid(func(a, b run) int { return cmp.Compare(a.wall, b.wall) }).wall,
		cpu:  mid(func(a, b run) int { return cmp.Compare(a.cpu, b.cpu) }).cpu,
		rss:  slices.MaxFunc(runs, func(a, b run) int { return cmp.Compare(a.rss, b.rss) }).rss,
	}
}

func printHeader() {
	fmt.Printf("%-28s %9s %9s %9s %11s %9s\n", "", "wall s", "CPU s", "MB/s", "objects/s", "peak MiB")
}

func (r run) print(name string, objects int, bytes int64) {
	fmt.Printf("%-28s %9.2f %9.2f %9.0f %11.0f %9d\n", name, r.wall.Seconds(), r.cpu.Seconds(),
		float64(bytes)/1e6/r.wall.Seconds(), float64(objects)/r.wall.Seconds(), r.rss>>20)
}
