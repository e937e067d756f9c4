package format

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"archive/zip"

	"github.com/parquet-go/parquet-go"

	"github.com/seed-4750cad8/assay/scanner"
)

// A null sink reads members and drops everything.
type null struct{ quiet }

func (n *null) Member(_ string, r io.Reader) error {
	size, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, r, make([]byte, scanner.MaxBlock))
	n.bytes += size
	return err
}

// benchDecode reports MB/s of text that was handed to the sink.
func benchDecode(b *testing.B, f scanner.Format, data []byte) {
	b.ReportAllocs()
	for b.Loop() {
		n := &null{}
		if err := f.Decode(scanner.Input{Size: int64(len(data)), Body: bytes.NewReader(data), At: bytes.NewReader(data)}, n); err != nil {
			b.Fatal(err)
		}
		if len(n.problems) > 0 {
			b.Fatal(n.problems)
		}
		b.SetBytes(n.bytes)
	}
}

// logLines is text that compresses about 5:1.
func logLines(n int) string {
	rnd := rand.New(rand.NewPCG(1, 2))
	var b strings.Builder
	for b.Len() < n {
		fmt.Fprintf(&b, "2026-01-%02dT10:%02d:00Z INFO request id=%016x user=user%d@example.com status=%d took=%dms\n",
			1+rnd.IntN(28), rnd.IntN(60), rnd.Uint64(), rnd.IntN(5000), 200+rnd.IntN(5), rnd.IntN(900))
	}
	return b.String()
}

func BenchmarkGzip(b *testing.B) { benchDecode(b, gzipFormat, gzipped(b, "", logLines(16<<20))) }
func BenchmarkZstd(b *testing.B) { benchDecode(b, zstdFormat, zstded(b, logLines(16<<20))) }

func BenchmarkZip(b *testing.B) {
	text := logLines(1 << 20)
	for _, method := range []uint16{zipStored, zipDeflate, zipZstd} {
		b.Run(fmt.Sprint("method=", method), func(b *testing.B) {
			var files []zip.FileHeader
			for i := range 16 {
				files = append(files, zip.FileHeader{Name: fmt.Sprint(i), Comment: text, Method: method})
			}
			benchDecode(b, zipFormat, zipped(b, "", files...))
		})
	}
}

// BenchmarkParquet counts the bytes of text that were searched: of a dictionary, those of its distinct values only. Rows is
// the better measure of that one.
func BenchmarkParquet(b *testing.B) {
	type plain struct {
		Email string `parquet:"email"`
		Note  string `parquet:"note"`
		Card  int64  `parquet:"card"`
	}
	type dict struct {
		Email string `parquet:"email,dict"`
		Note  string `parquet:"note,dict"`
		Card  int64  `parquet:"card,dict"`
	}
	const rows = 200_000
	row := func(rnd *rand.Rand) plain {
		return plain{fmt.Sprintf("user%d@example.com", rnd.IntN(5000)), "some note of a few words " + fmt.Sprint(rnd.IntN(1000)), 4e15 + rnd.Int64N(3000)}
	}
	b.Run("plain", func(b *testing.B) { benchRows(b, rows, row) })
	b.Run("dictionary", func(b *testing.B) {
		benchRows(b, rows, func(rnd *rand.Rand) dict { return dict(row(rnd)) })
	})
}

func benchRows[T any](b *testing.B, n int, row func(*rand.Rand) T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	var out bytes.Buffer
	w := parquet.NewGenericWriter[T](&out, parquet.Compression(&parquet.Snappy))
	for range n {
		if _, err := w.Write([]T{row(rnd)}); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	benchDecode(b, parquetFormat, out.Bytes())
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mrows/s")
}
