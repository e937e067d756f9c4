package inventory

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"
	"runtime"
	"testing"

	"github.com/seed-4750cad8/assay/pipeline"
)

// benchRows yields rows like those of a real bucket: three in ten have findings.
func benchRows(n int) iter.Seq2[pipeline.Row, error] {
	return func(yield func(pipeline.Row, error) bool) {
		full := fullRow()
		for i := range n {
			r := full
			r.Key = fmt.Sprintf("year=2026/month=%02d/service-%03d/events-%09d.json.gz", i*12/n, i*500/n, i)
			r.ETag = fmt.Sprintf("%032x", i*7919)
			r.Size = int64(i) * 1021
			if i%10 > 2 {
				r.Findings, r.InfoTypes, r.Problems = nil, nil, nil
			}
			if !yield(r, nil) {
				return
			}
		}
	}
}

// BenchmarkWriteRows writes 100,000 rows in commits of 5,000. It reports rows a second and the highest heap seen at a commit,
// of which [memFiles] holds the parts (about 2 MiB).
func BenchmarkWriteRows(b *testing.B) {
	const n = 100_000
	var peak uint64
	for b.Loop() {
		files := newMemFiles()
		w, err := Create(context.Background(), files, testRun)
		if err != nil {
			b.Fatal(err)
		}
		i := 0
		for r := range benchRows(n) {
			if err := w.Append(context.Background(), r); err != nil {
				b.Fatal(err)
			}
			if i++; i%5000 == 0 {
				if err := w.Commit(context.Background(), r.Key); err != nil {
					b.Fatal(err)
				}
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				peak = max(peak, m.HeapAlloc)
			}
		}
		if err := w.Finish(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(float64(peak)/(1<<20), "peak-MiB")
}

func BenchmarkReadRows(b *testing.B) {
	const n = 100_000
	files := newMemFiles()
	w, err := Create(context.Background(), files, testRun)
	if err != nil {
		b.Fatal(err)
	}
	for r := range benchRows(n) {
		if err := w.Append(context.Background(), r); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Commit(context.Background(), ""); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(0, "ns/op")
	for b.Loop() {
		for _, err := range Rows(context.Background(), files, w.Manifest()) {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkExport(b *testing.B) {
	const n = 20_000
	for _, format := range Formats() {
		b.Run(string(format), func(b *testing.B) {
			for b.Loop() {
				if err := Export(context.Background(), io.Discard, benchRows(n), format); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

// TestWriterMemory holds the memory of a run of 50,000 rows to that of a part, whatever the commits.
func TestWriterMemory(t *testing.T) {
	files := newMemFiles()
	w, err := Create(t.Context(), files, testRun)
	if err != nil {
		t.Fatal(err)
	}
	most := 0
	for r := range benchRows(50_000) {
		if err := w.Append(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		most = max(most, w.size)
	}
	if most > maxPartBytes+1<<20 || cap(w.open) > 2*maxPartRows {
		t.Errorf("the open part held %d bytes, %d rows", most, cap(w.open))
	}
	if err := w.Commit(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
	if got := w.Manifest().Totals.Rows; got != 50_000 {
		t.Errorf("%d rows committed", got)
	}
	var total int
	for name, data := range files.files {
		if bytes.Contains([]byte(name), []byte("part-")) {
			total += len(data)
		}
	}
	t.Logf("%d parts, %d bytes", len(w.Manifest().Parts), total)
}
