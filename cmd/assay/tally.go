package main

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/seed-4750cad8/assay/detectors"
	"github.com/seed-4750cad8/assay/detectors/comprehend"
	"github.com/seed-4750cad8/assay/labels"
	"github.com/seed-4750cad8/assay/pipeline"
	"github.com/seed-4750cad8/assay/scanner"
)

// topRows is how many of the most sensitive objects are kept for the table above a summary.
const topRows = 50

// A tally adds up the rows of a run in constant memory. Its rows are added by one goroutine, and its listing by one.
type tally struct {
	// Of the listing:
	fresh    int64 // objects that the last run did not have
	vanished int64 // objects that only the last run had

	// Of the rows:
	started        time.Time // when the run began
	objects, bytes int64
	bytesScanned   int64
	levels         [labels.Restricted + 1]int64
	infoTypes      map[detectors.InfoType]*typeTally
	incomplete     int64            // objects that were not fully read
	reasons        map[string]int64 // why, in objects; one object may have several
	tags           map[pipeline.TagStatus]int64
	raised         int64
	lowered        int64
	unchanged      int64    // not read again
	top            []topRow // the most sensitive ones, in order, at most topRows
	sensitive      int64    // objects that would stand in top if it had no end
	usage          scanner.Usage
}

type typeTally struct{ objects, findings, matches int64 }

// A topRow is what the table shows of an object.
type topRow struct {
	bucket, key string
	level       labels.Level
	types       []typeCount // most matches first
	matches     int64
	why         string          // it was not fully read, in words; "" when it was
	cost        comprehend.Cost // of recognizers
}

type typeCount struct {
	infoType detectors.InfoType
	matches  int64
}

func newTally(started time.Time) *tally {
	return &tally{
		started:   started,
		infoTypes: make(map[detectors.InfoType]*typeTally),
		reasons:   make(map[string]int64),
		tags:      make(map[pipeline.TagStatus]int64),
	}
}

// fullyRead reports whether nothing of the object was left unread.
func fullyRead(r *pipeline.Row) bool {
	return r.Status == pipeline.Scanned && r.Coverage == scanner.Full
}

// whyNot returns the reasons why an object was not fully read, without repeats.
func whyNot(r *pipeline.Row) []string {
	if r.Status != pipeline.Scanned {
		return []string{string(r.Status)}
	}
	var why []string
	for _, p := range r.Problems {
		if kind := string(p.Kind); !slices.Contains(why, kind) {
			why = append(why, kind)
		}
	}
	if len(why) == 0 && r.Coverage != scanner.Full {
		why = append(why, r.Coverage.String()) // a row of another version, whose problems we do not know
	}
	return why
}

func (t *tally) add(r pipeline.Row) {
	t.objects++
	t.bytes += max(r.Size, 0)
	t.bytesScanned += r.BytesScanned
	t.usage.Add(r.Usage)
	t.levels[min(r.Level, labels.Restricted)]++
	if r.TagStatus != "" {
		t.tags[r.TagStatus]++
	}
	if !fullyRead(&r) {
		t.incomplete++
		for _, why := range whyNot(&r) {
			t.reasons[why]++
		}
	}
	if r.ScannedAt.Before(t.started) {
		t.unchanged++
	}
	if r.PreviousLevel != labels.Unknown && r.Level != labels.Unknown {
		if r.Level > r.PreviousLevel {
			t.raised++
		} else if r.Level < r.PreviousLevel {
			t.lowered++
		}
	}

	for i, f := range r.Findings { // findings of one infoType stand together
		sum := t.infoTypes[f.InfoType]
		if sum == nil {
			sum = new(typeTally)
			t.infoTypes[f.InfoType] = sum
		}
		if i == 0 || r.Findings[i-1].InfoType != f.InfoType {
			sum.objects++
		}
		sum.findings++
		sum.matches += f.Count
	}
	if r.Level > labels.Public || !fullyRead(&r) {
		t.sensitive++
		t.rank(newTopRow(r))
	}
}

func newTopRow(r pipeline.Row) topRow {
	row := topRow{bucket: r.Bucket, key: r.Key, level: r.Level, cost: comprehend.Cost(r.Usage.Cost)}
	for i, f := range r.Findings {
		if i == 0 || r.Findings[i-1].InfoType != f.InfoType {
			row.types = append(row.types, typeCount{infoType: f.InfoType})
		}
		row.types[len(row.types)-1].matches += f.Count
		row.matches += f.Count
	}
	slices.SortStableFunc(row.types, func(a, b typeCount) int { return -cmp.Compare(a.matches, b.matches) })
	row.why = strings.Join(whyNot(&r), ", ")
	return row
}

// rank puts an object in its place among the most sensitive ones, or leaves it out.
func (t *tally) rank(row topRow) {
	at, _ := slices.BinarySearchFunc(t.top, row, func(a, b topRow) int {
		return cmp.Or(-cmp.Compare(a.level, b.level), -cmp.Compare(a.matches, b.matches), pipeline.Compare(a.bucket, a.key, b.bucket, b.key))
	})
	if at >= topRows {
		return
	}
	if len(t.top) == topRows {
		t.top = t.top[:topRows-1]
	}
	t.top = slices.Insert(t.top, at, row)
}
