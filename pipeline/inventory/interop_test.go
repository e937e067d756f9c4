//go:build interop

package inventory

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/parquet-go/parquet-go"

	"github.com/seed-4750cad8/assay/labels"
	"github.com/seed-4750cad8/assay/pipeline"
)

// TestInterop lets engines that know nothing of this package read what it writes: testdata/checker.py, with the DuckDB,
// pyarrow and sqlglot that .ci/python/requirements.txt pins. It needs Python 3 with venv, and PyPI when it first runs; it is
// not skipped without them, it fails.
func TestInterop(t *testing.T) {
	dir := t.TempDir()
	writeInterop(t, dir)
	cmd := exec.CommandContext(t.Context(), python(t), filepath.Join("testdata", "checker.py"), dir)
	out, err := cmd.CombinedOutput()
	t.Logf("checker.py:\n%s", out)
	if err != nil {
		t.Fatal(err)
	}
}

// writeInterop writes an inventory of several runs, the exports of one, the DDL, and what the checker should find.
func writeInterop(t *testing.T, dir string) {
	t.Helper()
	ctx := t.Context()
	files := newMemFiles()
	write := func(id string, targets []string, rows []pipeline.Row, finish bool) {
		run := testRun
		run.ID, run.Targets = id, targets
		w, err := create(ctx, files, run, limits{maxRows: 100, maxBytes: 1 << 20, smallRows: 50, smallBytes: 1 << 20}, clock())
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range rows {
			r.RunID = id
			if err := w.Append(ctx, r); err != nil {
				t.Fatal(err)
			}
			if i%30 == 29 || i == len(rows)-1 {
				if err := w.Commit(ctx, r.Key); err != nil {
					t.Fatal(err)
				}
			}
		}
		if finish {
			if err := w.Finish(ctx); err != nil {
				t.Fatal(err)
			}
		}
	}
	crm := []pipeline.Row{fullRow()}
	for i := range 250 {
		r := keyRow(i)
		r.Bucket = "crm"
		r.Key = fmt.Sprintf("k%06d, \"%s\"", i, "ü日\xff")
		if i%7 == 0 {
			r.Findings, r.InfoTypes, r.Level = fullRow().Findings, fullRow().InfoTypes, labels.Restricted
		}
		crm = append(crm, r)
	}
	logs := []pipeline.Row{keyRow(1), keyRow(2)}
	const (
		old     = "20260101T000000Z-00000001"
		newest  = "20260201T000000Z-00000002"
		other   = "20260301T000000Z-00000003"
		empty   = "20260401T000000Z-00000004"
		running = "20260501T000000Z-00000005"
	)
	write(old, []string{"s3://crm"}, append(append([]pipeline.Row{}, crm...), pipeline.Row{Object: pipeline.Object{Bucket: "crm", Key: "vanished"}}), true)
	write(newest, []string{"s3://crm"}, crm, true)
	write(other, []string{"s3://b"}, logs, true)
	write(empty, []string{"s3://empty"}, nil, true)
	write(running, []string{"s3://crm"}, crm[:40], false)
	if _, err := Resume(ctx, files, running); err != nil { // leaves an empty part
		t.Fatal(err)
	}

	// A part as a version with other columns might have written it.
	type other0 struct {
		Key    string `parquet:"key"`
		Bucket string `parquet:"bucket"`
		Owner  string `parquet:"owner"`
	}
	var buf bytes.Buffer
	pw := parquet.NewGenericWriter[other0](&buf)
	if _, err := pw.Write([]other0{{"k", "ancient", "security"}}); err != nil {
		t.Fatal(err)
	}
	if err := pw.Close(); err != nil {
		t.Fatal(err)
	}
	files.files["run=20250101T000000Z-00000000/part-00000.parquet"] = buf.Bytes()

	root := filepath.Join(dir, "inventory")
	for name, data := range files.files {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	m, err := Load(ctx, files, newest)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range Formats() {
		var out bytes.Buffer
		if err := Export(ctx, &out, Rows(ctx, files, m), f); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "export."+string(f)), out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, e := range Engines() {
		location := "s3://inv/it's"
		if e == DuckDB {
			location = root
		}
		sql, err := DDL(e, location)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, string(e)+".sql"), []byte(sql), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var findings int
	for _, r := range crm {
		findings += len(r.Findings)
	}
	keys := atRest(t, files)
	expected, err := json.Marshal(map[string]any{
		"newest": newest, "rows": m.Totals.Rows, "levels": m.Totals.Levels, "parts": len(m.Parts), "all_rows": len(keys),
		"latest": len(crm) + len(logs), "findings": findings, "full": newRecord(fullRow()), "columns": columnNames(), "last_key": escape(crm[250].Key),
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "expected.json"), expected, 0o644); err != nil {
		t.Fatal(err)
	}
}

// python returns a Python that has the pinned packages, in a virtual environment that is made once and kept in the user's
// cache.
func python(t *testing.T) string {
	t.Helper()
	requirements, err := filepath.Abs(filepath.Join("..", "..", ".ci", "python", "requirements.txt"))
	if err != nil {
		t.Fatal(err)
	}
	pins, err := os.ReadFile(requirements)
	if err != nil {
		t.Fatal(err)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	venv := filepath.Join(cache, "assay", fmt.Sprintf("venv-%x", sha256.Sum256(pins))[:5+16])
	if err := os.MkdirAll(filepath.Dir(venv), 0o755); err != nil {
		t.Fatal(err)
	}
	lock, err := os.OpenFile(venv+".lock", os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Close()
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	interpreter, done := filepath.Join(venv, "bin", "python"), filepath.Join(venv, "done")
	if _, err := os.Stat(done); err == nil {
		return interpreter
	}
	for _, args := range [][]string{
		{"python3", "-m", "venv", "--clear", venv},
		{interpreter, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", requirements},
	} {
		if out, err := exec.CommandContext(t.Context(), args[0], args[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
	if err := os.WriteFile(done, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	return interpreter
}
