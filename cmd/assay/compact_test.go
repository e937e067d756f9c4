package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/seed-4750cad8/assay/labels"
	"github.com/seed-4750cad8/assay/pipeline"
	"github.com/seed-4750cad8/assay/pipeline/dirstore"
	"github.com/seed-4750cad8/assay/pipeline/inventory"
	"github.com/seed-4750cad8/assay/scanner"
)

// What the Lambda function wrote is in the inventory once it is compacted: the newest row of each object.
func TestCompact(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "inventory")
	files := dirstore.NewFiles(dir)
	row := func(key string, second int, level labels.Level) pipeline.Row {
		return pipeline.Row{Object: pipeline.Object{Bucket: "bucket", Key: key}, Status: pipeline.Scanned, Coverage: scanner.Full, Level: level,
			TagStatus: pipeline.Tagged, ScannedAt: time.Unix(1_700_000_000+int64(second), 0)}
	}
	exec := func(want int, args ...string) (stdout, stderr string) {
		t.Helper()
		var out, errs bytes.Buffer
		if status := run(t.Context(), args, &out, &errs, func(string) string { return "" }); status != want {
			t.Fatalf("%q: exit status %d, want %d\n%s", args, status, want, errs.String())
		}
		return out.String(), errs.String()
	}
	for batch, rows := range map[string][]pipeline.Row{
		"one": {row("a", 1, labels.Public), row("b", 1, labels.Restricted)},
		"two": {row("a", 2, labels.Internal)},
	} {
		if _, err := inventory.PutBatch(t.Context(), files, []string{batch}, rows); err != nil {
			t.Fatal(err)
		}
	}
	out, _ := exec(exitDone, "inventory", "compact", dir, "--grace", "0s")
	if !strings.Contains(out, ": 2 objects, one row each\ntaken: 2 parts (1 row older") {
		t.Errorf("got %s", out)
	}
	out, _ = exec(exitDone, "inventory", "show", dir)
	if !strings.Contains(out, "internal") || !strings.Contains(out, "restricted") || strings.Contains(out, "public") {
		t.Errorf("rows:\n%s", out)
	}
	out, _ = exec(exitDone, "inventory", "compact", dir, "--output", "json")
	if !strings.Contains(out, `"batches":0,"rows":2`) {
		t.Errorf("with nothing new: %s", out)
	}
	if _, err := files.Put(t.Context(), "_batches/0.parquet", []byte("PAR1"), ""); err != nil {
		t.Fatal(err)
	}
	if _, errs := exec(exitIncomplete, "inventory", "compact", dir); !strings.Contains(errs, "0.parquet is no part of a batch") {
		t.Errorf("a damaged part: %s", errs)
	}
	exec(exitUsage, "inventory", "compact", dir, "--grace", "-1s")
	if out, _ := exec(exitDone, "inventory", "compact", t.TempDir()); !strings.Contains(out, "no batch") {
		t.Errorf("an empty inventory: %s", out)
	}
}
