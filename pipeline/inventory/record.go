package inventory

import (
	"fmt"
	"time"

	"github.com/seed-4750cad8/assay/detectors"
	"github.com/seed-4750cad8/assay/labels"
	"github.com/seed-4750cad8/assay/pipeline"
	"github.com/seed-4750cad8/assay/scanner"
)

// SchemaVersion is the version of the columns, in the metadata of every part. Adding a column keeps it; it rises when a
// column changes its meaning.
const SchemaVersion = "1"

// record is a row as it is stored. It is the one place that says what the columns are: the Parquet and Arrow schemas, the
// header of CSV, the names in JSON and the DDL are all derived from it. Columns with few distinct values have
// dictionaries.
type record struct {
	Bucket         string    `parquet:"bucket,dict" json:"bucket"`
	Key            string    `parquet:"key" json:"key"`
	VersionID      string    `parquet:"version_id" json:"version_id"`
	ETag           string    `parquet:"etag" json:"etag"`
	Size           int64     `parquet:"size" json:"size"`
	LastModified   *instant  `parquet:"last_modified,optional,timestamp(microsecond)" json:"last_modified"`
	StorageClass   string    `parquet:"storage_class,dict" json:"storage_class"`
	Encryption     string    `parquet:"encryption,dict" json:"encryption"`
	ContentType    string    `parquet:"content_type,dict" json:"content_type"`
	Format         string    `parquet:"format,dict" json:"format"`
	Status         string    `parquet:"status,dict" json:"status"`
	Level          string    `parquet:"level,dict" json:"level"`
	PreviousLevel  string    `parquet:"previous_level,dict" json:"previous_level"`
	InfoTypes      []string  `parquet:"info_types,list" parquet-element:",dict" json:"info_types"`
	Findings       []finding `parquet:"findings,list" json:"findings"`
	Coverage       string    `parquet:"coverage,dict" json:"coverage"`
	Problems       []problem `parquet:"problems,list" json:"problems"`
	BytesScanned   int64     `parquet:"bytes_scanned" json:"bytes_scanned"`
	TagStatus      string    `parquet:"tag_status,dict" json:"tag_status"`
	RunID          string    `parquet:"run_id,dict" json:"run_id"`
	ScannedAt      *instant  `parquet:"scanned_at,optional,timestamp(microsecond)" json:"scanned_at"`
	ScannerVersion string    `parquet:"scanner_version,dict" json:"scanner_version"`
	Ruleset        string    `parquet:"ruleset,dict" json:"ruleset"`
	// Of recognizers, in the run that wrote the row. The cost is their list price, in millionths of a US dollar.
	RecognizerUnits    int64 `parquet:"recognizer_units" json:"recognizer_units"`
	RecognizerCost     int64 `parquet:"recognizer_microdollars" json:"recognizer_microdollars"`
	RecognizerSent     int64 `parquet:"recognizer_sent" json:"recognizer_sent"`
	RecognizerWithheld int64 `parquet:"recognizer_withheld" json:"recognizer_withheld"`
}

type finding struct {
	InfoType   string     `parquet:"info_type,dict" json:"info_type"`
	Likelihood string     `parquet:"likelihood,dict" json:"likelihood"`
	Field      string     `parquet:"field,dict" json:"field"`
	Count      int64      `parquet:"count" json:"count"`
	Distinct   int64      `parquet:"distinct" json:"distinct"`
	Locations  []location `parquet:"locations,list" json:"locations"`
}

type location struct {
	Member string `parquet:"member,dict" json:"member"`
	Line   int64  `parquet:"line" json:"line"`
	Row    int64  `parquet:"row" json:"row"`
	Page   int64  `parquet:"page" json:"page"`
	Offset int64  `parquet:"offset" json:"offset"`
}

type problem struct {
	Kind   string `parquet:"kind,dict" json:"kind"`
	Member string `parquet:"member,dict" json:"member"`
	Count  int64  `parquet:"count" json:"count"`
}

// newRecord stores r.
func newRecord(r pipeline.Row) record {
	rec := record{
		Bucket:         escape(r.Bucket),
		Key:            escape(r.Key),
		VersionID:      bounded(r.VersionID),
		ETag:           bounded(r.ETag),
		Size:           r.Size,
		LastModified:   storedTime(r.LastModified),
		StorageClass:   bounded(r.StorageClass),
		Encryption:     bounded(r.Encryption),
		ContentType:    bounded(r.ContentType),
		Format:         bounded(r.Format),
		Status:         bounded(string(r.Status)),
		Level:          r.Level.String(),
		PreviousLevel:  r.PreviousLevel.String(),
		InfoTypes:      make([]string, len(r.InfoTypes)), // never nil: JSON has [] and not null
		Findings:       make([]finding, len(r.Findings)),
		Coverage:       r.Coverage.String(),
		Problems:       make([]problem, len(r.Problems)),
		BytesScanned:   r.BytesScanned,
		TagStatus:      bounded(string(r.TagStatus)),
		RunID:          bounded(r.RunID),
		ScannedAt:      storedTime(r.ScannedAt),
		ScannerVersion: bounded(r.ScannerVersion),
		Ruleset:        bounded(r.Ruleset),

		RecognizerUnits:    r.Usage.Units,
		RecognizerCost:     r.Usage.Cost,
		RecognizerSent:     r.Usage.Sent,
		RecognizerWithheld: r.Usage.Withheld,
	}
	for i, t := range r.InfoTypes {
		rec.InfoTypes[i] = bounded(string(t))
	}
	for i, f := range r.Findings {
		g := finding{
			InfoType:   bounded(string(f.InfoType)),
			Likelihood: f.Likelihood.String(),
			Field:      bounded(f.Field),
			Count:      f.Count,
			Distinct:   f.Distinct,
			Locations:  make([]location, len(f.Occurrences)),
		}
		for j, l := range f.Occurrences {
			g.Locations[j] = location{Member: bounded(l.Member), Line: l.Line, Row: l.Row, Page: l.Page, Offset: l.Offset}
		}
		rec.Findings[i] = g
	}
	for i, p := range r.Problems {
		rec.Problems[i] = problem{Kind: bounded(string(p.Kind)), Member: bounded(p.Member), Count: p.Count}
	}
	return rec
}

// row is the inverse of newRecord. It fails on a level, likelihood or coverage that this version does not know, rather than
// take it for a lower one. A missing column is zero.
func (rec record) row() (pipeline.Row, error) {
	r := pipeline.Row{
		Object: pipeline.Object{
			Bucket:       unescape(rec.Bucket),
			Key:          unescape(rec.Key),
			VersionID:    unescape(rec.VersionID),
			ETag:         unescape(rec.ETag),
			Size:         rec.Size,
			LastModified: loadedTime(rec.LastModified),
			StorageClass: unescape(rec.StorageClass),
			Encryption:   unescape(rec.Encryption),
			ContentType:  unescape(rec.ContentType),
		},
		Format:         unescape(rec.Format),
		Status:         pipeline.Status(unescape(rec.Status)),
		BytesScanned:   rec.BytesScanned,
		TagStatus:      pipeline.TagStatus(unescape(rec.TagStatus)),
		RunID:          unescape(rec.RunID),
		ScannedAt:      loadedTime(rec.ScannedAt),
		ScannerVersion: unescape(rec.ScannerVersion),
		Ruleset:        unescape(rec.Ruleset),
		Usage:          rec.usage(),
	}
	var err error
	if r.Level, err = word(rec.Level, "level", labels.ParseLevel); err != nil {
		return r, err
	}
	if r.PreviousLevel, err = word(rec.PreviousLevel, "previous_level", labels.ParseLevel); err != nil {
		return r, err
	}
	if r.Coverage, err = word(rec.Coverage, "coverage", parseCoverage); err != nil {
		return r, err
	}
	for _, t := range rec.InfoTypes {
		r.InfoTypes = append(r.InfoTypes, detectors.InfoType(unescape(t)))
	}
	for _, g := range rec.Findings {
		f := scanner.Finding{InfoType: detectors.InfoType(unescape(g.InfoType)), Field: unescape(g.Field), Count: g.Count, Distinct: g.Distinct}
		if f.Likelihood, err = word(g.Likelihood, "likelihood", detectors.ParseLikelihood); err != nil {
			return r, err
		}
		for _, l := range g.Locations {
			f.Occurrences = append(f.Occurrences, scanner.Location{Member: unescape(l.Member), Line: l.Line, Row: l.Row, Page: l.Page, Offset: l.Offset})
		}
		r.Findings = append(r.Findings, f)
	}
	for _, p := range rec.Problems {
		r.Problems = append(r.Problems, scanner.Problem{Kind: scanner.Kind(unescape(p.Kind)), Member: unescape(p.Member), Count: p.Count})
	}
	return r, nil
}

func (rec *record) usage() scanner.Usage {
	return scanner.Usage{Units: rec.RecognizerUnits, Cost: rec.RecognizerCost, Sent: rec.RecognizerSent, Withheld: rec.RecognizerWithheld}
}

// word parses one of a closed set of words; "" is the zero value, for the column is missing.
func word[T any](s, column string, parse func(string) (T, error)) (T, error) {
	var zero T
	if s == "" {
		return zero, nil
	}
	v, err := parse(s)
	if err != nil {
		return zero, fmt.Errorf("column %s: %w", column, err)
	}
	return v, nil
}

func parseCoverage(s string) (scanner.Coverage, error) {
	for c := scanner.None; c <= scanner.Full; c++ {
		if c.String() == s {
			return c, nil
		}
	}
	return scanner.None, fmt.Errorf("unknown coverage %q: want none, partial or full", s)
}

// An instant is microseconds since 1970 in UTC. (The Parquet library reads a time.Time by way of nanoseconds, which end in
// the year 2262.)
type instant int64

func (i instant) time() time.Time { return time.UnixMicro(int64(i)).UTC() }

// MarshalText writes RFC 3339.
func (i instant) MarshalText() ([]byte, error) {
	return i.time().AppendFormat(nil, time.RFC3339Nano), nil
}

// storedTime is nil for a time that is not known or that engines refuse: Spark does before 1900 ("rebase"), and years
// have four digits.
func storedTime(t time.Time) *instant {
	if y := t.UTC().Year(); y < 1900 || y > 9999 {
		return nil
	}
	i := instant(t.UnixMicro())
	return &i
}

func loadedTime(i *instant) time.Time {
	if i == nil {
		return time.Time{}
	}
	return i.time()
}

// memory estimates what a record takes, in bytes, buffered or as an uncompressed part.
func (rec *record) memory() int {
	n := 512 + len(rec.Bucket) + len(rec.Key) + len(rec.VersionID) + len(rec.ETag) + len(rec.ContentType) + 16*len(rec.InfoTypes)
	for i := range rec.Findings {
		f := &rec.Findings[i]
		n += 128 + len(f.Field)
		for j := range f.Locations {
			n += 64 + len(f.Locations[j].Member)
		}
	}
	for i := range rec.Problems {
		n += 48 + len(rec.Problems[i].Member)
	}
	return n
}
