package s3store_test

import (
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/seed-4750cad8/assay/pipeline"
	"github.com/seed-4750cad8/assay/pipeline/s3store"
)

// zeros are bytes without end.
type zeros struct{}

func (zeros) ReadAt(p []byte, _ int64) (int, error) { clear(p); return len(p), nil }

// putLarge uploads an object in parts, as large ones are.
func (b bucket) putLarge(t testing.TB, key string, parts int, size int64) {
	t.Helper()
	ctx := t.Context()
	up, err := b.client.CreateMultipartUpload(ctx, &s3.CreateMultipartUploadInput{Bucket: &b.name, Key: &key})
	if err != nil {
		t.Fatal(err)
	}
	var done []types.CompletedPart
	for n := range int32(parts) {
		out, err := b.client.UploadPart(ctx, &s3.UploadPartInput{
			Bucket: &b.name, Key: &key, UploadId: up.UploadId, PartNumber: aws.Int32(n + 1), Body: io.NewSectionReader(zeros{}, 0, size),
		})
		if err != nil {
			t.Fatal(err)
		}
		done = append(done, types.CompletedPart{ETag: out.ETag, PartNumber: aws.Int32(n + 1)})
	}
	_, err = b.client.CompleteMultipartUpload(ctx, &s3.CompleteMultipartUploadInput{
		Bucket: &b.name, Key: &key, UploadId: up.UploadId, MultipartUpload: &types.CompletedMultipartUpload{Parts: done},
	})
	if err != nil {
		t.Fatal(err)
	}
}

// BenchmarkLarge reads 1 GiB, by Open and by one plain GET: the ratio is the cost of pinning, parts and read-ahead.
func BenchmarkLarge(b *testing.B) {
	const parts, part = 16, 64 << 20
	bucket := newBucket(b, false)
	bucket.putLarge(b, "k", parts, part)
	s := s3store.New(bucket.Config(), s3store.Options{PathStyle: true})
	o := pipeline.Object{Bucket: bucket.name, Key: "k", Size: parts * part}
	read := func(b *testing.B, body io.Reader) {
		n, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, struct{ io.Reader }{body}, make([]byte, 256<<10))
		if err != nil || n != o.Size {
			b.Fatalf("read %d bytes, %v", n, err)
		}
	}
	b.Run("plain", func(b *testing.B) {
		b.SetBytes(o.Size)
		for b.Loop() {
			out, err := bucket.client.GetObject(b.Context(), &s3.GetObjectInput{Bucket: &o.Bucket, Key: &o.Key})
			if err != nil {
				b.Fatal(err)
			}
			read(b, out.Body)
			out.Body.Close()
		}
	})
	for _, access := range []string{"body", "at"} {
		b.Run(access, func(b *testing.B) {
			b.SetBytes(o.Size)
			b.ReportAllocs()
			for b.Loop() {
				c, err := s.Open(b.Context(), o)
				if err != nil {
					b.Fatal(err)
				}
				if access == "body" {
					read(b, c.Input.Body)
				} else {
					read(b, io.NewSectionReader(c.Input.At, 0, o.Size))
				}
				c.Close()
			}
		})
	}
}

// BenchmarkSmall reads objects of 4 KiB with 16 workers, by Open and by plain GETs.
func BenchmarkSmall(b *testing.B) {
	const objects, workers = 2000, 16
	bucket := newBucket(b, false)
	each := func(b *testing.B, do func(key string) error) {
		var next atomic.Int64
		var wg sync.WaitGroup
		for range workers {
			wg.Go(func() {
				for n := next.Add(1); n <= objects; n = next.Add(1) {
					if err := do(fmt.Sprint("k", n)); err != nil {
						b.Error(err)
						return
					}
				}
			})
		}
		wg.Wait()
	}
	each(b, func(key string) error { bucket.put(b, key, make([]byte, 4096)); return nil })
	s := s3store.New(bucket.Config(), s3store.Options{PathStyle: true})
	run := func(name string, do func(key string) error) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				each(b, do)
				n += objects
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "objects/s")
		})
	}
	run("plain", func(key string) error {
		out, err := bucket.client.GetObject(b.Context(), &s3.GetObjectInput{Bucket: &bucket.name, Key: &key})
		if err != nil {
			return err
		}
		defer out.Body.Close()
		_, err = io.Copy(io.Discard, out.Body)
		return err
	})
	run("open", func(key string) error {
		c, err := s.Open(b.Context(), pipeline.Object{Bucket: bucket.name, Key: key, Size: 4096})
		if err != nil {
			return err
		}
		defer c.Close()
		_, err = io.Copy(io.Discard, c.Input.Body)
		return err
	})
	run("tag", func(key string) error {
		_, err := s.Tag(b.Context(), pipeline.Object{Bucket: bucket.name, Key: key}, map[string]string{"n": fmt.Sprint(b.Elapsed())})
		return err
	})
}
