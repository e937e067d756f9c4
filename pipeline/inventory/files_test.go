package inventory

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"iter"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seed-4750cad8/assay/detectors"
	"github.com/seed-4750cad8/assay/labels"
	"github.com/seed-4750cad8/assay/pipeline"
	"github.com/seed-4750cad8/assay/scanner"
)

// memFiles is a [pipeline.Files] in memory. ETags are of the content, as S3's are for plain objects, so that a writer which
// relies on ETags never coming back fails here.
type memFiles struct {
	mu    sync.Mutex
	files map[string][]byte
	puts  int
	// onPut, if not nil, is called around the n-th Put or Remove, from 1: before it is applied and, if it was, after. Its
	// error is that of Put.
	onPut func(n int, name string, applied bool) error
	onGet func(name string, after bool) error // likewise
}

func newMemFiles() *memFiles { return &memFiles{files: map[string][]byte{}} }

func etagOf(data []byte) string {
	sum := md5.Sum(data)
	return hex.EncodeToString(sum[:])
}

func (m *memFiles) Put(ctx context.Context, name string, data []byte, expect string) (string, error) {
	m.mu.Lock()
	m.puts++
	n := m.puts
	m.mu.Unlock()
	if m.onPut != nil {
		if err := m.onPut(n, name, false); err != nil {
			return "", err
		}
	}
	if err := ctx.Err(); err != nil {
		return "", err
	}
	m.mu.Lock()
	old, exists := m.files[name]
	if expect == pipeline.Absent && exists || expect != pipeline.Absent && expect != "" && (!exists || etagOf(old) != expect) {
		m.mu.Unlock()
		return "", pipeline.ErrConflict
	}
	m.files[name] = bytes.Clone(data)
	m.mu.Unlock()
	if m.onPut != nil {
		if err := m.onPut(n, name, true); err != nil {
			return "", err
		}
	}
	return etagOf(data), nil
}

func (m *memFiles) Get(ctx context.Context, name string) ([]byte, string, error) {
	if err := ctx.Err(); err != nil {
		return nil, "", err
	}
	if m.onGet != nil {
		if err := m.onGet(name, false); err != nil {
			return nil, "", err
		}
	}
	m.mu.Lock()
	data, ok := m.files[name]
	m.mu.Unlock()
	if m.onGet != nil {
		if err := m.onGet(name, true); err != nil {
			return nil, "", err
		}
	}
	if !ok {
		return nil, "", pipeline.ErrGone
	}
	return bytes.Clone(data), etagOf(data), nil
}

func (m *memFiles) Remove(ctx context.Context, name, etag string) error {
	m.mu.Lock()
	m.puts++
	n := m.puts
	m.mu.Unlock()
	if m.onPut != nil {
		if err := m.onPut(n, name, false); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	data, exists := m.files[name]
	if exists && etagOf(data) != etag {
		m.mu.Unlock()
		return pipeline.ErrConflict
	}
	delete(m.files, name)
	m.mu.Unlock()
	if m.onPut != nil {
		return m.onPut(n, name, true)
	}
	return nil
}

func (m *memFiles) List(ctx context.Context, prefix string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		m.mu.Lock()
		names := slices.Sorted(maps.Keys(m.files))
		m.mu.Unlock()
		for _, n := range names {
			if err := ctx.Err(); err != nil {
				yield("", err)
				return
			}
			if strings.HasPrefix(n, prefix) && !yield(n, nil) {
				return
			}
		}
	}
}

func (m *memFiles) URI(name string) string { return "mem://inventory/" + name }

// clock ticks a second at every call.
func clock() func() time.Time {
	t := time.Date(2026, 11, 23, 14, 55, 0, 0, time.UTC)
	return func() time.Time {
		t = t.Add(time.Second)
		return t
	}
}

const testRunID = "20261123T145500Z-0a1b2c3d"

var testRun = Run{
	ID:             testRunID,
	Started:        time.Date(2026, 11, 23, 14, 55, 0, 0, time.UTC),
	Targets:        []string{"s3://crm", "s3://logs/2026/"},
	Config:         "config-digest",
	Ruleset:        "ruleset-digest",
	ScannerVersion: "0.1.0",
}

// fullRow is a row with a value in every field.
func fullRow() pipeline.Row {
	return pipeline.Row{
		Object: pipeline.Object{
			Bucket: "crm", Key: "exports/2026 Q3/kunden+ähnlich%20.csv.gz", VersionID: "3HL4kqtJvjVBH40Nrjfkd", ETag: "9b2cf535f27731c974343645a3985328",
			Size: 1 << 40, LastModified: time.Date(2026, 2, 28, 23, 59, 59, 123456000, time.UTC), StorageClass: "GLACIER_IR",
			Encryption: "aws:kms", ContentType: "text/csv; charset=utf-8",
		},
		Format: "gzip", Status: pipeline.Scanned, Level: labels.Restricted, PreviousLevel: labels.Confidential,
		InfoTypes: []detectors.InfoType{"US_SSN", "EMAIL_ADDRESS"},
		Findings: []scanner.Finding{
			{InfoType: "EMAIL_ADDRESS", Likelihood: detectors.Likely, Field: "email", Count: 4711, Distinct: 4000,
				Occurrences: []scanner.Location{{Member: "kunden.csv", Row: 1, Line: 2, Offset: 17}, {Member: "a.tar!/b.pdf", Page: 3, Offset: -1}}},
			{InfoType: "US_SSN", Likelihood: detectors.VeryLikely, Count: 1, Distinct: 1},
		},
		Coverage:     scanner.Partial,
		Problems:     []scanner.Problem{{Kind: scanner.Encrypted, Member: "secret.zip", Count: 2}, {Kind: scanner.TooLarge, Count: 1}},
		BytesScanned: 987654321, TagStatus: pipeline.Tagged, RunID: testRunID,
		ScannedAt: time.Date(2026, 11, 23, 14, 55, 1, 5000, time.UTC), ScannerVersion: "0.1.0", Ruleset: "ruleset-digest",
		Usage: scanner.Usage{Units: 12, Cost: 1204, Sent: 3, Withheld: 1},
	}
}

// keyRow is a small row.
func keyRow(i int) pipeline.Row {
	r := pipeline.Row{Object: pipeline.Object{Bucket: "b", Key: fmt.Sprintf("k%06d", i), Size: int64(i)}, Status: pipeline.Scanned, Level: labels.Public,
		Coverage: scanner.Full, TagStatus: pipeline.Tagged, RunID: testRunID}
	if i%10 == 3 {
		r.Status, r.Level, r.Coverage = pipeline.Denied, labels.Unknown, scanner.None
	}
	return r
}

// randomRow is a row of random values, with text of every nasty kind.
func randomRow(rnd *rand.Rand, bucket, key string) pipeline.Row {
	r := pipeline.Row{
		Object: pipeline.Object{Bucket: bucket, Key: key, VersionID: randomText(rnd), ETag: randomText(rnd), Size: rnd.Int64(), LastModified: randomTime(rnd),
			StorageClass: randomText(rnd), Encryption: randomText(rnd), ContentType: randomText(rnd)},
		Format: randomText(rnd), Status: pipeline.Status(randomText(rnd)), Level: labels.Level(rnd.IntN(5)), PreviousLevel: labels.Level(rnd.IntN(5)),
		Coverage: scanner.Coverage(rnd.IntN(3)), BytesScanned: rnd.Int64(), TagStatus: pipeline.TagStatus(randomText(rnd)), RunID: randomText(rnd),
		ScannedAt: randomTime(rnd), ScannerVersion: randomText(rnd), Ruleset: randomText(rnd),
		Usage: scanner.Usage{Units: rnd.Int64(), Cost: rnd.Int64(), Sent: rnd.Int64(), Withheld: rnd.Int64()},
	}
	for range rnd.IntN(3) {
		r.InfoTypes = append(r.InfoTypes, detectors.InfoType(randomText(rnd)))
	}
	for range rnd.IntN(4) {
		f := scanner.Finding{InfoType: detectors.InfoType(randomText(rnd)), Likelihood: detectors.Unlikely + detectors.Likelihood(rnd.IntN(4)),
			Field: randomText(rnd), Count: rnd.Int64(), Distinct: rnd.Int64()}
		for range rnd.IntN(3) {
			f.Occurrences = append(f.Occurrences, scanner.Location{Member: randomText(rnd), Line: rnd.Int64(), Row: rnd.Int64(), Page: rnd.Int64(), Offset: rnd.Int64() - rnd.Int64()})
		}
		r.Findings = append(r.Findings, f)
	}
	for range rnd.IntN(3) {
		r.Problems = append(r.Problems, scanner.Problem{Kind: scanner.Kind(randomText(rnd)), Member: randomText(rnd), Count: rnd.Int64()})
	}
	return r
}

func randomTime(rnd *rand.Rand) time.Time {
	if rnd.IntN(4) == 0 {
		return time.Time{}
	}
	return time.UnixMicro(rnd.Int64N(253402300799e6+2208988800e6) - 2208988800e6).UTC() // 1900 … 9999
}

// randomText has no CR: a reader of CSV takes CR LF in a cell for LF.
func randomText(rnd *rand.Rand) string {
	pieces := []string{"a", "Z9", "/", "=1+1", "'", `"`, ",", "\n", "\t", "\x00", "\xff", "\xc3", "\xed\xa0\x80", "ä", "日本", "🙂", "�", "�FF", "%41", `\x00`, "<&>", "\u2028", "@", "-", "NULL", "{}"}
	var b strings.Builder
	for range rnd.IntN(6) {
		b.WriteString(pieces[rnd.IntN(len(pieces))])
	}
	return b.String()
}

// seq yields rows.
func seq(rows ...pipeline.Row) iter.Seq2[pipeline.Row, error] {
	return func(yield func(pipeline.Row, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func collect(t *testing.T, rows iter.Seq2[pipeline.Row, error]) []pipeline.Row {
	t.Helper()
	var got []pipeline.Row
	for r, err := range rows {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, r)
	}
	return got
}
