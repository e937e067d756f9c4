package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden rows of the sample bucket anew")

const (
	sampleBucket = "../../testdata/bucket"
	sampleGolden = "../../testdata/golden.jsonl"
)

// scanSample scans the sample bucket and returns the exported rows, as JSON objects by key.
func scanSample(t *testing.T) (lines []string, rows map[string]map[string]any) {
	t.Helper()
	inventory := filepath.Join(t.TempDir(), "inventory")
	env := func(string) string { return "" }
	var out, errs bytes.Buffer
	if status := run(t.Context(), []string{"scan", sampleBucket, "--inventory", inventory}, &out, &errs, env); status != exitIncomplete {
		t.Fatalf("exit status %d, want %d\n%s", status, exitIncomplete, errs.String())
	}
	out.Reset()
	if status := run(t.Context(), []string{"inventory", "export", inventory, "--format", "jsonl"}, &out, &errs, env); status != exitDone {
		t.Fatalf("export: exit status %d\n%s", status, errs.String())
	}
	rows = map[string]map[string]any{}
	for line := range strings.Lines(out.String()) {
		var row map[string]any
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, line)
		rows[row["key"].(string)] = row
	}
	return lines, rows
}

func fieldsOf(row map[string]any, list, field string) []string {
	var out []string
	items, _ := row[list].([]any)
	for _, item := range items {
		if field == "" {
			out = append(out, item.(string))
		} else {
			out = append(out, item.(map[string]any)[field].(string))
		}
	}
	return out
}

// The sample bucket against what a careful person says that each object holds, written from the data and not from runs.
func TestSampleExpected(t *testing.T) {
	_, rows := scanSample(t)
	table, err := os.ReadFile("../../testdata/expected.tsv")
	if err != nil {
		t.Fatal(err)
	}
	words := func(cell string) []string { return strings.Fields(strings.TrimPrefix(cell, "-")) }
	expected := 0
	for line := range strings.Lines(string(table)) {
		if strings.HasPrefix(line, "key\t") || strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(cells) != 6 {
			t.Fatalf("%d cells, want 6: %q", len(cells), line)
		}
		expected++
		key, level, coverage, problem, must, also := cells[0], cells[1], cells[2], cells[3], words(cells[4]), words(cells[5])
		row := rows[key]
		if row == nil {
			t.Errorf("%s: no row", key)
			continue
		}
		if row["level"] != level || row["coverage"] != coverage {
			t.Errorf("%s: level %v, coverage %v; want %s, %s", key, row["level"], row["coverage"], level, coverage)
		}
		if kinds := fieldsOf(row, "problems", "kind"); problem != "-" && !slices.Contains(kinds, problem) || problem == "-" && len(kinds) > 0 {
			t.Errorf("%s: problems %v, want %s", key, kinds, problem)
		}
		infoTypes := fieldsOf(row, "info_types", "")
		for _, want := range must {
			if !slices.Contains(infoTypes, want) {
				t.Errorf("%s: %s is missing", key, want)
			}
		}
		for _, got := range infoTypes {
			if !slices.Contains(must, got) && !slices.Contains(also, got) {
				t.Errorf("%s: %s is not there", key, got)
			}
		}
	}
	if len(rows) != expected {
		t.Errorf("%d rows, want %d", len(rows), expected)
	}
}

// unstable are the columns that differ from run to run or from checkout to checkout.
var unstable = []string{"bucket", "etag", "last_modified", "run_id", "scanned_at", "scanner_version", "ruleset"}

// withoutEstimates drops distinct counts that are estimates: they are exact up to 256.
func withoutEstimates(t *testing.T, findings json.RawMessage) json.RawMessage {
	t.Helper()
	var list []map[string]json.RawMessage
	if err := json.Unmarshal(findings, &list); err != nil {
		t.Fatal(err)
	}
	for _, f := range list {
		if n, err := strconv.Atoi(string(f["distinct"])); err != nil || n > 256 {
			delete(f, "distinct")
		}
	}
	out, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// The rows of the sample bucket, whole.
func TestSampleGolden(t *testing.T) {
	lines, _ := scanSample(t)
	var got bytes.Buffer
	for _, line := range lines {
		var row map[string]json.RawMessage
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatal(err)
		}
		for _, column := range unstable {
			if _, ok := row[column]; !ok {
				t.Fatalf("column %s is missing", column)
			}
			delete(row, column)
		}
		row["findings"] = withoutEstimates(t, row["findings"])
		stable, err := json.Marshal(row)
		if err != nil {
			t.Fatal(err)
		}
		got.Write(stable)
		got.WriteByte('\n')
	}
	if *update {
		if err := os.WriteFile(sampleGolden, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(sampleGolden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got.String(), "\n")); diff != "" {
		t.Errorf("rows (-want +got); if the change is meant: go test ./cmd/assay -run TestSampleGolden -update\n%s", diff)
	}
}
