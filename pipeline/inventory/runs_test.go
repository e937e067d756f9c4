package inventory

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-4750cad8/assay/pipeline"
)

// putRun stores the manifest of a run without rows.
func putRun(t *testing.T, files *memFiles, id string, state State, config string, targets ...string) {
	t.Helper()
	m := Manifest{Version: ManifestVersion, Run: id, State: state, Targets: targets, Config: config}
	data, err := m.encode()
	if err != nil {
		t.Fatal(err)
	}
	files.files[manifestName(id)] = data
}

const (
	run1 = "20261101T000000Z-00000001"
	run2 = "20261102T000000Z-00000002"
	run3 = "20261103T000000Z-00000003"
	run4 = "20261104T000000Z-00000004"
)

func TestRunsNewestFirst(t *testing.T) {
	files := newMemFiles()
	for _, id := range []string{run2, run1, run3} {
		putRun(t, files, id, Complete, "", "s3://a")
	}
	files.files["_manifests/README"] = nil
	files.files["_manifests/"+run4+"/manifest.json.tmp"] = nil
	var got []string
	for m, err := range Runs(t.Context(), files) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, m.Run)
	}
	if d := cmp.Diff([]string{run3, run2, run1}, got); d != "" {
		t.Errorf("runs (-want +got):\n%s", d)
	}
}

func TestFind(t *testing.T) {
	type run struct {
		id, config string
		state      State
		targets    []string
	}
	a, b := []string{"s3://a", "s3://z"}, []string{"s3://b"}
	reversed := []string{"s3://z", "s3://a"}
	tests := []struct {
		name         string
		runs         []run
		resume, last string
	}{
		{"none", nil, "", ""},
		{"complete", []run{{run1, "c", Complete, a}}, "", run1},
		{"running", []run{{run1, "c", Running, a}}, run1, ""},
		{"targets in another order", []run{{run1, "c", Complete, reversed}, {run2, "c", Running, reversed}}, run2, run1},
		{"running after complete", []run{{run1, "c", Complete, a}, {run2, "c", Running, a}}, run2, run1},
		{"complete after running", []run{{run1, "c", Running, a}, {run2, "c", Complete, a}}, "", run2},
		{"the newest of two", []run{{run1, "c", Running, a}, {run2, "c", Running, a}}, run2, ""},
		{"another configuration", []run{{run1, "x", Complete, a}, {run2, "c", Running, a}, {run3, "x", Running, a}}, run2, run1},
		{"other targets", []run{{run1, "c", Complete, b}, {run2, "c", Running, b}}, "", ""},
		{"other targets between", []run{{run1, "c", Complete, a}, {run2, "c", Running, a}, {run3, "c", Complete, b}}, run2, run1},
	}
	for _, test := range tests {
		files := newMemFiles()
		for _, r := range test.runs {
			putRun(t, files, r.id, r.state, r.config, r.targets...)
		}
		resume, last, err := Find(t.Context(), files, a, "c")
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		id := func(m *Manifest) string {
			if m == nil {
				return ""
			}
			return m.Run
		}
		if id(resume) != test.resume || id(last) != test.last {
			t.Errorf("%s: got resume %q, last %q, want %q, %q", test.name, id(resume), id(last), test.resume, test.last)
		}
	}
}

// A manifest that cannot be read is an error: a run must not begin anew, or compare with an older one, for that.
func TestFindWithADamagedManifest(t *testing.T) {
	files := newMemFiles()
	putRun(t, files, run1, Complete, "c", "s3://a")
	files.files[manifestName(run2)] = []byte("{")
	if _, _, err := Find(t.Context(), files, []string{"s3://a"}, "c"); err == nil || !strings.Contains(err.Error(), "mem://inventory/"+manifestName(run2)) {
		t.Errorf("got error %v, want one that names the manifest", err)
	}
	files.files[manifestName(run2)] = files.files[manifestName(run1)]
	if _, _, err := Find(t.Context(), files, []string{"s3://a"}, "c"); err == nil || !strings.Contains(err.Error(), "is of run") {
		t.Errorf("a manifest in another run's place: got error %v", err)
	}
	files.onGet = func(string, bool) error { return pipeline.ErrDenied }
	if _, _, err := Find(t.Context(), files, []string{"s3://a"}, "c"); !errors.Is(err, pipeline.ErrDenied) {
		t.Errorf("denied: got error %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := Find(ctx, files, []string{"s3://a"}, "c"); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: got error %v", err)
	}
}

// Rows reads what is committed while the run goes on, and also what it wrote but did not commit lies there.
func TestRowsOfARunningRun(t *testing.T) {
	files := newMemFiles()
	w, err := create(t.Context(), files, testRun, limits{maxRows: 100, maxBytes: 1 << 20, smallRows: 50, smallBytes: 1 << 20}, clock())
	if err != nil {
		t.Fatal(err)
	}
	var m Manifest
	for i := range 12 {
		if err := w.Append(t.Context(), keyRow(i)); err != nil {
			t.Fatal(err)
		}
		if i == 6 {
			if err := w.Commit(t.Context(), "k000006"); err != nil {
				t.Fatal(err)
			}
			m = w.Manifest()
		}
	}
	if err := w.Commit(t.Context(), "k000011"); err != nil { // rewrites the part that m names
		t.Fatal(err)
	}
	if got := collect(t, Rows(t.Context(), files, m)); len(got) != 7 || got[6].Key != "k000006" {
		t.Errorf("%d rows, want the 7 of the first commit", len(got))
	}
	for range Rows(t.Context(), files, m) {
		break // no more than asked for
	}
}

func TestRowsErrors(t *testing.T) {
	files := newMemFiles()
	w, err := start(t.Context(), files)
	if err != nil {
		t.Fatal(err)
	}
	if err := scan(t.Context(), w, numbers(7), 100); err != nil {
		t.Fatal(err)
	}
	m := w.Manifest()
	if len(m.Parts) != 3 {
		t.Fatalf("%d parts, want 3", len(m.Parts))
	}
	name := m.Parts[1].Name
	good := files.files[name]
	tests := []struct {
		name   string
		change func()
		rows   int
		want   string
	}{
		{"gone", func() { delete(files.files, name) }, 3, "no longer there"},
		{"damaged", func() { files.files[name] = []byte("PAR1 and so on PAR1") }, 3, name},
		{"other rows", func() { files.files[name] = files.files[m.Parts[2].Name] }, 3, "damaged or replaced"},
	}
	for _, test := range tests {
		test.change()
		n := 0
		var err error
		for _, err = range Rows(t.Context(), files, m) {
			if err == nil {
				n++
			}
		}
		if n != test.rows || err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %d rows and error %v, want %d and one with %q", test.name, n, err, test.rows, test.want)
		}
		files.files[name] = good
	}
}
