package inventory

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares got with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s (-want +got); -update writes it anew:\n%s", name, d)
	}
}

// goldenManifest is that of a run in its middle, with a key that is not UTF-8.
func goldenManifest() Manifest {
	return Manifest{
		Version: 1, Run: testRunID, State: Running, Targets: testRun.Targets, Started: testRun.Started, Updated: testRun.Started.Add(90 * time.Second),
		Config: "config-digest", Ruleset: "ruleset-digest", ScannerVersion: "0.1.0", Writer: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
		Checkpoint: "logs\x00caf\xe9 <1>",
		Totals:     Totals{Rows: 3, Levels: map[string]int64{"public": 2, "unknown": 1}, Statuses: map[string]int64{"scanned": 2, "denied": 1}},
		Parts: []Part{
			{Name: "run=" + testRunID + "/part-00000.parquet", Rows: 2, Bytes: 4096, ETag: "e0", SHA256: "d0", First: Key{"crm", "a"}, Last: Key{"crm", "b"}},
			{Name: "run=" + testRunID + "/part-00001.parquet", Rows: 1, Bytes: 2048, ETag: "e1", SHA256: "d1", First: Key{"logs", "caf\xe9 <1>"}, Last: Key{"logs", "caf\xe9 <1>"}},
		},
	}
}

func TestManifestGolden(t *testing.T) {
	data, err := goldenManifest().encode()
	if err != nil {
		t.Fatal(err)
	}
	if strings.Count(string(data), "\n") != 1 {
		t.Error("a manifest must be one line")
	}
	golden(t, "manifest.json", string(data))
	got, err := decodeManifest(data)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(goldenManifest(), got); d != "" {
		t.Errorf("read back (-want +got):\n%s", d)
	}
}

func TestManifestOfLaterMinorVersion(t *testing.T) {
	data, _ := goldenManifest().encode()
	data = []byte(strings.Replace(string(data), "{", `{"priority":{"high":[1]},`, 1))
	if _, err := decodeManifest(data); err != nil {
		t.Errorf("an unknown field is refused: %v", err)
	}
}

func TestHostileManifests(t *testing.T) {
	change := func(f func(m map[string]any)) string {
		data, _ := goldenManifest().encode()
		var m map[string]any
		if err := json.Unmarshal(data, &m); err != nil {
			t.Fatal(err)
		}
		f(m)
		data, _ = json.Marshal(m)
		return string(data)
	}
	part := func(m map[string]any, i int) map[string]any { return m["parts"].([]any)[i].(map[string]any) }
	tests := []struct{ name, data, want string }{
		{"empty", "", "damaged"},
		{"not JSON", "<html>", "damaged"},
		{"null", "null", "version 0"},
		{"cut", change(func(map[string]any) {})[:200], "damaged"},
		{"newer", change(func(m map[string]any) { m["version"] = 2; m["parts"] = "elsewhere" }), "written by a newer assay"},
		{"older", change(func(m map[string]any) { m["version"] = 0 }), "version 0"},
		{"wrong type", change(func(m map[string]any) { m["parts"] = "x" }), "damaged"},
		{"run", change(func(m map[string]any) { m["run"] = "../../20261123T145500Z-0a1b2c3d" }), "no valid run"},
		{"state", change(func(m map[string]any) { m["state"] = "done" }), "no valid state"},
		{"another part", change(func(m map[string]any) { part(m, 1)["name"] = "run=20261123T145500Z-ffffffff/part-00001.parquet" }), "another name"},
		{"part twice", change(func(m map[string]any) { part(m, 1)["name"] = part(m, 0)["name"] }), "another name"},
		{"climbing part", change(func(m map[string]any) { part(m, 0)["name"] = "../secrets" }), "another name"},
		{"negative rows", change(func(m map[string]any) { part(m, 0)["rows"] = -1 }), "-1 rows"},
		{"rows", change(func(m map[string]any) { part(m, 0)["rows"] = 3 }), "do not add up"},
		{"levels", change(func(m map[string]any) { m["totals"].(map[string]any)["levels"] = nil }), "do not add up"},
		{"order within", change(func(m map[string]any) { part(m, 0)["first"] = map[string]any{"bucket": "crm", "key": "c"} }), "not in order"},
		{"order between", change(func(m map[string]any) { part(m, 1)["first"] = map[string]any{"bucket": "crm", "key": "b"} }), "not in order"},
	}
	for _, test := range tests {
		_, err := decodeManifest([]byte(test.data))
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got error %v, want one with %q", test.name, err, test.want)
		}
	}
}

func FuzzDecodeManifest(f *testing.F) {
	data, _ := goldenManifest().encode()
	f.Add(data)
	f.Add([]byte(`{"version":1}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := decodeManifest(data)
		if err != nil {
			return
		}
		again, err := m.encode()
		if err != nil {
			return // a time that JSON cannot hold is met when a run is resumed, as an error
		}
		n, err := decodeManifest(again)
		if err != nil {
			t.Fatalf("a manifest that was read is written as one that is not: %v", err)
		}
		if d := cmp.Diff(m.Parts, n.Parts); d != "" {
			t.Errorf("parts differ:\n%s", d)
		}
	})
}

func TestRunIDs(t *testing.T) {
	now := time.Date(2026, 11, 23, 15, 55, 0, 999, time.FixedZone("CET", 3600))
	a, b := NewRunID(now), NewRunID(now.Add(time.Second))
	if !strings.HasPrefix(a, "20261123T145500Z-") || !validRunID(a) {
		t.Errorf("NewRunID = %q", a)
	}
	if a >= b {
		t.Errorf("%s does not sort before %s, a second later", a, b)
	}
	for _, bad := range []string{"", "20261123T145500Z", "20261123T145500Z-0A1B2C3D", "20261123T145500Z-0a1b2c3", "20261123T145500Z-0a1b2c3d/", "20261323T145500Z-0a1b2c3d",
		"../../123T145500Z-0a1b2c3d"} {
		if validRunID(bad) {
			t.Errorf("%q is taken for the ID of a run", bad)
		}
	}
}
