package main

import (
	"fmt"
	"strings"

	"github.com/seed-4750cad8/assay/pipeline"
)

// A result is what a reply says of one object: the main words of its row.
type result struct {
	Bucket    string   `json:"bucket"`
	Key       string   `json:"key"`
	VersionID string   `json:"versionId,omitempty"`
	Status    string   `json:"status,omitempty"` // as in the inventory; "" when the object was not read
	Level     string   `json:"level,omitempty"`
	InfoTypes []string `json:"infoTypes,omitempty"`
	Coverage  string   `json:"coverage,omitempty"`
	Problems  []string `json:"problems,omitempty"` // kinds
	TagStatus string   `json:"tagStatus,omitempty"`
	Note      string   `json:"note,omitempty"`
}

func newResult(j *job) result {
	o := j.task.object
	r := result{Bucket: o.Bucket, Key: o.Key, VersionID: o.VersionID, Note: j.outcome.note}
	row := j.outcome.row
	if row == nil {
		return r
	}
	r.VersionID = row.VersionID
	r.Status, r.Level, r.Coverage, r.TagStatus = string(row.Status), row.Level.String(), row.Coverage.String(), string(row.TagStatus)
	for _, t := range row.InfoTypes {
		r.InfoTypes = append(r.InfoTypes, string(t))
	}
	seen := map[string]bool{}
	for _, p := range row.Problems {
		if kind := string(p.Kind); !seen[kind] {
			seen[kind] = true
			r.Problems = append(r.Problems, kind)
		}
	}
	return r
}

// A retryError makes the source deliver again.
type retryError struct{ again, of int }

func (e *retryError) Error() string {
	return fmt.Sprintf("%d of %d objects are not done yet: try again", e.again, e.of)
}

// The replies.
type (
	queueReply struct {
		// Failures is never nil: Lambda takes a list that is missing for a reply that is none.
		Failures []queueFailure `json:"batchItemFailures"`
	}
	queueFailure struct {
		ID string `json:"itemIdentifier"`
	}
	batchReply struct {
		SchemaVersion string        `json:"invocationSchemaVersion"`
		MissingKeysAs string        `json:"treatMissingKeysAs"`
		InvocationID  string        `json:"invocationId"`
		Results       []batchResult `json:"results"`
	}
	batchResult struct {
		TaskID string `json:"taskId"`
		Code   string `json:"resultCode"`
		Text   string `json:"resultString"`
	}
	mapReply struct {
		Objects int            `json:"objects"`
		Unclear int            `json:"notUnderstood,omitempty"` // items that name no object
		Levels  map[string]int `json:"levels"`
		// Rows has as many results as fit: a state of Step Functions takes 256 KiB. All are in the inventory.
		Rows []result `json:"rows"`
	}
	notificationReply struct {
		Objects int `json:"objects"`
	}
)

// The result codes of S3 Batch Operations.
const (
	codeSucceeded = "Succeeded"
	codeTemporary = "TemporaryFailure"
	codePermanent = "PermanentFailure"
)

// maxRowBytes bounds the results of a reply, so that it is not larger than Step Functions takes.
const maxRowBytes = 128 << 10

// reply is what the source of an event wants to hear of its jobs.
func reply(e event, jobs []*job, of [][]*job) (any, error) {
	switch e.source {
	case fromQueue:
		r := queueReply{Failures: []queueFailure{}}
		for i, it := range e.items {
			if worst(of[i]) == again {
				r.Failures = append(r.Failures, queueFailure{it.id})
			}
		}
		return r, nil
	case fromBatchOperations:
		r := batchReply{SchemaVersion: e.schemaVersion, MissingKeysAs: codePermanent, InvocationID: e.invocationID, Results: []batchResult{}}
		for i, it := range e.items {
			r.Results = append(r.Results, newBatchResult(it, of[i]))
		}
		return r, nil
	}
	left := 0
	for _, j := range jobs {
		if j.outcome.verdict == again {
			left++
		}
	}
	if left > 0 {
		return nil, &retryError{left, len(jobs)}
	}
	switch e.source {
	case fromMap:
		return newMapReply(e, jobs), nil
	case fromDirect:
		return newResult(jobs[0]), nil
	}
	return notificationReply{Objects: len(jobs)}, nil
}

func worst(jobs []*job) verdict {
	v := done
	for _, j := range jobs {
		v = max(v, j.outcome.verdict)
	}
	return v
}

// newBatchResult has a text of the row's words only: nothing that was found.
func newBatchResult(it item, jobs []*job) batchResult {
	r := batchResult{TaskID: it.id, Code: codePermanent, Text: noteUnclear}
	if it.unclear || len(jobs) == 0 {
		return r
	}
	j := jobs[0] // a task names one object
	words := []string{j.outcome.note}
	well := j.outcome.row == nil
	if row := j.outcome.row; row != nil {
		words = []string{string(row.Status), row.Level.String(), row.Coverage.String(), string(row.TagStatus)}
		for _, p := range row.Problems {
			words = append(words, string(p.Kind))
		}
		if j.outcome.note == noteInventory {
			words = append(words, noteInventory)
		}
		well = row.Status == pipeline.Scanned && (row.TagStatus == pipeline.Tagged || row.TagStatus == pipeline.TagOff)
	}
	r.Text = strings.Join(words, " ")
	switch {
	case j.outcome.verdict == again:
		r.Code = codeTemporary
	case j.outcome.verdict == done && well:
		r.Code = codeSucceeded
	}
	return r
}

func newMapReply(e event, jobs []*job) mapReply {
	r := mapReply{Objects: len(jobs), Levels: map[string]int{}, Rows: []result{}}
	for _, i := range e.items {
		if i.unclear {
			r.Unclear++
		}
	}
	size := 0
	for _, j := range jobs {
		if j.outcome.row != nil {
			r.Levels[j.outcome.row.Level.String()]++
		}
		if size += 400 + 6*len(j.task.object.Key); size <= maxRowBytes {
			r.Rows = append(r.Rows, newResult(j))
		}
	}
	return r
}
