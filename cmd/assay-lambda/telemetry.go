package main

import (
	"encoding/json"
	"io"
	"sync"
	"time"

	"github.com/seed-4750cad8/assay/labels"
	"github.com/seed-4750cad8/assay/pipeline"
	"github.com/seed-4750cad8/assay/scanner"
)

// counts are the metrics of one event.
type counts struct {
	Objects      int   // looked at
	Bytes        int64 // of decoded text that was searched
	Restricted   int   // objects of that level
	NotFullyRead int   // objects of less than full coverage, whyever
	NotLabelled  int   // objects that were read and have no label, though labels are on
	OutOfTime    int   // objects too large for one invocation
	Superseded   int   // events that came too late to matter
	Ignored      int   // items without news of new bytes
	Unclear      int   // items that are nothing this program understands
	Again        int   // objects handed back
	Failed       int   // objects given up
	Duration     time.Duration
}

func (c *counts) add(o outcome) {
	switch {
	case o.note == noteSkipped:
		c.Ignored++
		return
	case o.note == noteSuperseded:
		c.Superseded++
		return
	}
	c.Objects++
	switch o.verdict {
	case again:
		c.Again++
	case failed:
		c.Failed++
	}
	row := o.row
	if row == nil {
		return
	}
	c.Bytes += row.BytesScanned
	if row.Level == labels.Restricted {
		c.Restricted++
	}
	if row.Coverage < scanner.Full {
		c.NotFullyRead++
	}
	switch row.TagStatus {
	case pipeline.TagsFull, pipeline.TagDenied, pipeline.TagNoSupport, pipeline.TagFailed:
		c.NotLabelled++
	}
	for _, p := range row.Problems {
		if p.Kind == scanner.OutOfTime {
			c.OutOfTime++
		}
	}
}

// namespace is where CloudWatch files the metrics.
const namespace = "assay"

// emit returns a function that writes counts to w as one line in CloudWatch's embedded metric format, with the function's
// name as the dimension.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
func emit(w io.Writer, function string, now func() time.Time) func(counts) {
	type metric struct {
		Name string
		Unit string
	}
	type directive struct {
		Namespace  string
		Dimensions [][]string
		Metrics    []metric
	}
	var mu sync.Mutex
	return func(c counts) {
		line := map[string]any{"Function": function}
		var metrics []metric
		for _, m := range []struct {
			name, unit string
			value      any
		}{
			{"Objects", "Count", c.Objects},
			{"BytesScanned", "Bytes", c.Bytes},
			{"Restricted", "Count", c.Restricted},
			{"NotFullyRead", "Count", c.NotFullyRead},
			{"NotLabelled", "Count", c.NotLabelled},
			{"OutOfTime", "Count", c.OutOfTime},
			{"Superseded", "Count", c.Superseded},
			{"Ignored", "Count", c.Ignored},
			{"NotUnderstood", "Count", c.Unclear},
			{"HandedBack", "Count", c.Again},
			{"Failed", "Count", c.Failed},
			{"Duration", "Milliseconds", float64(c.Duration.Microseconds()) / 1000},
		} {
			line[m.name] = m.value
			metrics = append(metrics, metric{m.name, m.unit})
		}
		line["_aws"] = map[string]any{
			"Timestamp":         now().UnixMilli(),
			"CloudWatchMetrics": []directive{{namespace, [][]string{{"Function"}}, metrics}},
		}
		data, err := json.Marshal(line)
		if err != nil {
			return // numbers and names always marshal
		}
		mu.Lock()
		defer mu.Unlock()
		w.Write(append(data, '\n')) // standard output: there is nobody to tell that it failed
	}
}
