package inventory

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/array"
	"github.com/apache/arrow/go/v15/arrow/ipc"
	"github.com/google/go-cmp/cmp"

	"github.com/seed-4750cad8/assay/pipeline"
)

// UnmarshalText is the inverse of MarshalText, for reading exports back.
func (i *instant) UnmarshalText(text []byte) error {
	t, err := time.Parse(time.RFC3339Nano, string(text))
	*i = instant(t.UnixMicro())
	return err
}

// readers read an export back.
var readers = map[Format]func(t *testing.T, data []byte) []record{
	Parquet: func(t *testing.T, data []byte) []record {
		var recs []record
		for rec, err := range decodePart(data, partRows(t, data), true) {
			if err != nil {
				t.Fatal(err)
			}
			recs = append(recs, rec)
		}
		return recs
	},
	JSONL: func(t *testing.T, data []byte) []record {
		var recs []record
		for _, line := range strings.SplitAfter(string(data), "\n") {
			if line == "" {
				continue
			}
			dec := json.NewDecoder(strings.NewReader(line))
			dec.DisallowUnknownFields()
			var rec record
			if err := dec.Decode(&rec); err != nil {
				t.Fatal(err)
			}
			recs = append(recs, rec)
		}
		return recs
	},
	CSV: func(t *testing.T, data []byte) []record {
		lines, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(columnNames(), lines[0]); d != "" {
			t.Fatalf("header (-want +got):\n%s", d)
		}
		var recs []record
		for _, cells := range lines[1:] {
			var rec record
			v := reflect.ValueOf(&rec).Elem()
			for i, c := range cells {
				switch f := v.Field(i); {
				case f.Kind() == reflect.String:
					f.SetString(strings.TrimPrefix(c, "'"))
				case f.Kind() == reflect.Int64:
					n, err := strconv.ParseInt(c, 10, 64)
					if err != nil {
						t.Fatal(err)
					}
					f.SetInt(n)
				case f.Type() == timeType && c != "":
					i := new(instant)
					if err := i.UnmarshalText([]byte(c)); err != nil {
						t.Fatal(err)
					}
					f.Set(reflect.ValueOf(i))
				case f.Kind() == reflect.Slice:
					if err := json.Unmarshal([]byte(c), f.Addr().Interface()); err != nil {
						t.Fatal(err)
					}
				}
			}
			recs = append(recs, rec)
		}
		return recs
	},
	Arrow: func(t *testing.T, data []byte) []record {
		r, err := ipc.NewReader(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		defer r.Release()
		var recs []record
		for r.Next() {
			batch := r.Record()
			for i := range int(batch.NumRows()) {
				var rec record
				v := reflect.ValueOf(&rec).Elem()
				for j, col := range batch.Columns() {
					fromArrow(t, v.Field(j), col, i)
				}
				recs = append(recs, rec)
			}
		}
		if err := r.Err(); err != nil {
			t.Fatal(err)
		}
		return recs
	},
}

// fromArrow sets v to the i-th value of an array.
func fromArrow(t *testing.T, v reflect.Value, a arrow.Array, i int) {
	switch a := a.(type) {
	case *array.String:
		v.SetString(strings.Clone(a.Value(i)))
	case *array.Int64:
		v.SetInt(a.Value(i))
	case *array.Timestamp:
		if !a.IsNull(i) {
			at := instant(a.Value(i))
			v.Set(reflect.ValueOf(&at))
		}
	case *array.List:
		start, end := a.ValueOffsets(i)
		v.Set(reflect.MakeSlice(v.Type(), int(end-start), int(end-start)))
		for j := start; j < end; j++ {
			fromArrow(t, v.Index(int(j-start)), a.ListValues(), int(j))
		}
	case *array.Struct:
		for j := range v.NumField() {
			fromArrow(t, v.Field(j), a.Field(j), i)
		}
	default:
		t.Fatalf("no such type: %T", a)
	}
}

func TestExportRoundTrip(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 6))
	rows := []pipeline.Row{fullRow(), {}}
	for range 1500 { // more than one batch
		rows = append(rows, randomRow(rnd, randomText(rnd), randomText(rnd)))
	}
	for _, format := range Formats() {
		for _, n := range []int{0, 1, len(rows)} {
			var out bytes.Buffer
			if err := Export(t.Context(), &out, seq(rows[:n]...), format); err != nil {
				t.Fatal(err)
			}
			var got []pipeline.Row
			for _, rec := range readers[format](t, out.Bytes()) {
				r, err := rec.row()
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, r)
			}
			if len(got) != n {
				t.Fatalf("%s: %d rows, want %d", format, len(got), n)
			}
			for i := range got {
				if d := cmp.Diff(rows[i], got[i]); d != "" {
					t.Fatalf("%s: row %d (-want +got):\n%s", format, i, d)
				}
			}
		}
	}
}

func TestNoFormulaInCSV(t *testing.T) {
	tests := []struct{ in, want string }{
		{"=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"},
		{"+1", "'+1"}, {"-1", "'-1"}, {"@SUM(A1)", "'@SUM(A1)"}, {"\t=1", "'\t=1"}, {"\r=1", "'\r=1"}, {"\n=1", "'\n=1"}, {"＝1", "'＝1"},
		{"'quoted", "''quoted"},
		{"", ""}, {"a=1", "a=1"}, {" =1", " =1"}, {"日本", "日本"},
	}
	for _, test := range tests {
		if got := plain(test.in); got != test.want {
			t.Errorf("plain(%q) = %q, want %q", test.in, got, test.want)
		}
	}
	// In no cell of a row whose every text is a formula.
	r := fullRow()
	r.Bucket, r.Key, r.VersionID, r.ETag, r.ContentType, r.Findings[0].Field = "=1", "=1", "=1", "=1", "=1", "=1"
	var out bytes.Buffer
	if err := Export(t.Context(), &out, seq(r), CSV); err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(&out).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range lines[1] {
		if strings.ContainsAny(c[:min(1, len(c))], "=+-@\t\r\n") {
			t.Errorf("column %s: %q", lines[0][i], c)
		}
	}
}

// brokenPipe takes n bytes.
type brokenPipe struct{ n int }

func (b *brokenPipe) Write(p []byte) (int, error) {
	if b.n -= len(p); b.n < 0 {
		return 0, io.ErrClosedPipe
	}
	return len(p), nil
}

func TestExportErrors(t *testing.T) {
	many := func(yield func(pipeline.Row, error) bool) {
		for i := range 20_000 {
			if !yield(keyRow(i), nil) {
				return
			}
		}
	}
	failing := func(yield func(pipeline.Row, error) bool) {
		_ = yield(keyRow(1), nil) && yield(pipeline.Row{}, pipeline.ErrDenied)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for _, format := range Formats() {
		if err := Export(t.Context(), &brokenPipe{100}, many, format); !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("%s: broken pipe: got %v", format, err)
		}
		if err := Export(t.Context(), io.Discard, failing, format); !errors.Is(err, pipeline.ErrDenied) {
			t.Errorf("%s: rows fail: got %v", format, err)
		}
		if err := Export(cancelled, io.Discard, many, format); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: cancelled: got %v", format, err)
		}
	}
	if err := Export(t.Context(), io.Discard, many, "xlsx"); err == nil || !strings.Contains(err.Error(), "want arrow, csv, jsonl or parquet") {
		t.Errorf("unknown format: got %v", err)
	}
}
