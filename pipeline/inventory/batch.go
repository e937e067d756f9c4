package inventory

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/seed-4750cad8/assay/pipeline"
)

// batches is where the parts of batches are. Engines do not take it for a part of the table.
const batches = "_batches/"

// PutBatch stores the rows of one batch of events as one part, and returns its name: durable once it returns, and in the
// table after the next [Compact]. members name what the batch consists of, in any order: the part has its name from them,
// so that a batch which is delivered again writes its own part again, and no other batch's. A part never loses a row to an
// older one: what it holds already stays where it is newer (see [Newer]), also when two processes write the batch at once.
func PutBatch(ctx context.Context, files pipeline.Files, members []string, rows []pipeline.Row) (string, error) {
	name := batches + batchID(members) + ".parquet"
	newest := rowSet{}
	for _, r := range rows {
		newest.add(r)
	}
	const tries = 10
	expect := pipeline.Absent
	for try := 1; ; try++ {
		data, err := encodeBatch(newest.sorted())
		if err != nil {
			return name, fmt.Errorf("encode %s: %w", files.URI(name), err)
		}
		_, err = files.Put(ctx, name, data, expect)
		if err == nil {
			return name, nil
		}
		if !errors.Is(err, pipeline.ErrConflict) || try == tries {
			return name, fmt.Errorf("write %s: %w", files.URI(name), err)
		}
		// It was written before, by an earlier delivery or at this moment.
		before, etag, err := readBatch(ctx, files, name)
		switch {
		case errors.Is(err, pipeline.ErrGone): // compacted and removed meanwhile
			expect = pipeline.Absent
			continue
		case errors.Is(err, pipeline.ErrChanged):
			continue
		case err != nil:
			return name, err
		}
		if !newest.addAll(before) {
			return name, nil
		}
		expect = etag
	}
}

// batchID is a digest of a set of names.
func batchID(members []string) string {
	h := sha256.New()
	for _, m := range slices.Compact(slices.Sorted(slices.Values(members))) {
		fmt.Fprintf(h, "%d:%s\n", len(m), m)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

func encodeBatch(rows []pipeline.Row) ([]byte, error) {
	recs := make([]record, len(rows))
	meta := map[string]string{metaSchema: SchemaVersion}
	for i, r := range rows {
		recs[i] = newRecord(r)
		meta[metaScanner], meta[metaRuleset] = recs[i].ScannerVersion, recs[i].Ruleset
	}
	return encodePart(recs, meta)
}

// errBatch means that the part of a batch cannot be read by this program, now or later.
var errBatch = errors.New("not the rows of a batch")

// readBatch returns the rows of a part, in order. What is wrong with the file itself is errBatch.
func readBatch(ctx context.Context, files pipeline.Files, name string) (rows []pipeline.Row, etag string, err error) {
	data, etag, err := files.Get(ctx, name)
	if err != nil {
		return nil, "", fmt.Errorf("read %s: %w", files.URI(name), err)
	}
	n, err := countRows(data)
	if err == nil {
		for rec, recErr := range decodePart(data, n, true) {
			r, rowErr := rec.row()
			if err = errors.Join(recErr, rowErr); err != nil {
				break
			}
			rows = append(rows, r)
		}
	}
	if err != nil {
		return nil, etag, fmt.Errorf("read %s: %w: %w", files.URI(name), errBatch, err)
	}
	return rows, etag, nil
}

// Newer reports whether row a says of an object what is newer than b: its scan began later. A scan reads what the key stood
// for at some moment after it began, and every write of a key is followed by an event and a scan: so the row of the scan that
// began last is of the newest version, whatever the order in which events came and scans ended. (Clocks of workers differ by
// milliseconds; events come later than that.) Among scans of the same microsecond the object that was written last is
// newer, and then any order that is always the same.
func Newer(a, b pipeline.Row) bool {
	if c := a.ScannedAt.Compare(b.ScannedAt); c != 0 {
		return c > 0
	}
	if c := a.LastModified.Compare(b.LastModified); c != 0 {
		return c > 0
	}
	if c := strings.Compare(a.ETag+"\x00"+a.VersionID, b.ETag+"\x00"+b.VersionID); c != 0 {
		return c > 0
	}
	if a.Coverage != b.Coverage {
		return a.Coverage > b.Coverage
	}
	return strings.Compare(string(a.Status)+"\x00"+string(a.TagStatus), string(b.Status)+"\x00"+string(b.TagStatus)) > 0
}

// A rowSet holds the newest row of each object.
type rowSet map[Key]pipeline.Row

// add reports whether the row was newer than what the set had.
func (s rowSet) add(r pipeline.Row) bool {
	// As parts have it, so that a row is not newer than itself when read back.
	r.ScannedAt, r.LastModified = r.ScannedAt.Truncate(time.Microsecond), r.LastModified.Truncate(time.Microsecond)
	k := Key{r.Bucket, r.Key}
	if old, ok := s[k]; ok && !Newer(r, old) {
		return false
	}
	s[k] = r
	return true
}

// addAll adds rows, and reports whether the set has anything that they have not.
func (s rowSet) addAll(rows []pipeline.Row) bool {
	have := 0
	for _, r := range rows {
		before, ok := s[Key{r.Bucket, r.Key}]
		s.add(r)
		if !ok || !Newer(before, r) {
			have++
		}
	}
	return have < len(s)
}

func (s rowSet) sorted() []pipeline.Row {
	rows := make([]pipeline.Row, 0, len(s))
	for _, r := range s {
		rows = append(rows, r)
	}
	slices.SortFunc(rows, func(a, b pipeline.Row) int { return pipeline.Compare(a.Bucket, a.Key, b.Bucket, b.Key) })
	return rows
}
