package inventory

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"
)

// How much a part may hold before it is closed: rows, and bytes in memory as record.memory estimates them.
const (
	maxPartRows  = 50_000
	maxPartBytes = 16 << 20
)

// The keys of a part's metadata.
const (
	metaSchema   = "assay.schema_version"
	metaScanner  = "assay.scanner_version"
	metaRuleset  = "assay.ruleset"
	metaRun      = "assay.run_id"
	metaWriter   = "assay.writer" // makes the bytes of two writers differ even where their rows do not; see Resume
	createdBy    = "assay"
	maxDictBytes = 1 << 20
	maxPageBytes = 64 << 10 // for each of some 40 columns, twice: at the library's 256 KiB a writer takes 100 MiB
)

// codec is the fastest zstd: parts are a tenth larger than at the library's level, and written nearly twice as fast, with
// encoders of a quarter of the memory. It pools its encoders.
var codec = zstd.Codec{Level: zstd.SpeedFastest}

// options are how parts and Parquet exports are written: what every engine reads surely, that is version 1 data pages, plain and
// dictionary encodings, and zstd; with statistics, and a bloom filter for "which row is this key's?".
func options(meta map[string]string) []parquet.WriterOption {
	opts := []parquet.WriterOption{
		parquet.CreatedBy(createdBy, SchemaVersion, ""),
		parquet.Compression(&codec),
		parquet.DataPageVersion(1),
		parquet.PageBufferSize(64 << 10), // of each of some 40 columns, twice: at the library's 256 KiB a writer takes 100 MiB
		parquet.DataPageStatistics(true),
		parquet.DictionaryMaxBytes(maxDictBytes),
		parquet.DefaultEncodingFor(parquet.ByteArray, &parquet.Plain), // the library's own choice is DELTA_LENGTH_BYTE_ARRAY
		parquet.DefaultEncodingFor(parquet.Int64, &parquet.Plain),
		parquet.BloomFilters(parquet.SplitBlockFilter(10, "key")), // 10 bits a key: 1 % false
	}
	for k, v := range meta {
		opts = append(opts, parquet.KeyValueMetadata(k, v))
	}
	return opts
}

// encodePart writes recs as one Parquet file with one row group.
func encodePart(recs []record, meta map[string]string) ([]byte, error) {
	opts := append(options(meta), parquet.PageBufferSize(min(maxPageBytes, 1024+256*len(recs)))) // it is allocated at once
	// Rows are in order of their keys' bytes. Escapes sort elsewhere than the bytes that they stand for, so that the
	// order of the columns is claimed only where it holds: engines trust it.
	if slices.IsSortedFunc(recs, func(a, b record) int {
		return cmp.Or(cmp.Compare(a.Bucket, b.Bucket), cmp.Compare(a.Key, b.Key))
	}) {
		opts = append(opts, parquet.SortingWriterConfig(parquet.SortingColumns(parquet.Ascending("bucket"), parquet.Ascending("key"))))
	}
	var buf bytes.Buffer
	w := parquet.NewGenericWriter[record](&buf, opts...)
	if _, err := w.Write(recs); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

// decodePart yields the first want rows of a part, and an error if it has fewer, or if exact and it has more. Columns
// are matched by name.
func decodePart(data []byte, want int64, exact bool) iter.Seq2[record, error] {
	return func(yield func(record, error) bool) {
		var r *parquet.GenericReader[record]
		err := guard(func() error {
			f, err := parquet.OpenFile(bytes.NewReader(data), int64(len(data)), parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
			if err != nil {
				return err
			}
			if n := f.NumRows(); n < want || exact && n != want {
				return fmt.Errorf("has %d rows, its manifest says %d", n, want)
			}
			r = parquet.NewGenericReader[record](f)
			return nil
		})
		if err != nil {
			yield(record{}, err)
			return
		}
		defer guard(r.Close) //nolint:errcheck // memory only
		buf := make([]record, 64)
		for want > 0 {
			clear(buf) // what was yielded is not ours any more
			var n int
			err := guard(func() (err error) {
				n, err = r.Read(buf[:min(int64(len(buf)), want)])
				return err
			})
			for _, rec := range buf[:n] {
				if !yield(rec, nil) {
					return
				}
			}
			want -= int64(n)
			switch {
			case want == 0:
				return
			case errors.Is(err, io.EOF), err == nil && n == 0:
				yield(record{}, io.ErrUnexpectedEOF)
				return
			case err != nil:
				yield(record{}, err)
				return
			}
		}
	}
}

// emptyPart reports whether a part surely has no rows.
func emptyPart(data []byte) bool {
	n, err := countRows(data)
	return err == nil && n == 0
}

// countRows returns how many rows a part says it has.
func countRows(data []byte) (n int64, err error) {
	err = guard(func() error {
		f, err := parquet.OpenFile(bytes.NewReader(data), int64(len(data)), parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
		if err == nil {
			n = f.NumRows()
		}
		return err
	})
	return n, err
}

// digest is how a manifest knows the bytes of a part.
func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// guard turns a panic of the Parquet library on a damaged file into an error. The value of the panic may hold anything
// and is dropped. It is the second line only: the library uses unsafe, and some damage makes it fault in a way that nothing
// recovers from. So parts of complete runs are parsed only if they have the digest that the manifest says.
func guard(f func() error) (err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("damaged Parquet file")
		}
	}()
	return f()
}
