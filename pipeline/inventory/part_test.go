package inventory

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"github.com/seed-4750cad8/assay/labels"
	"github.com/seed-4750cad8/assay/pipeline"
	"github.com/seed-4750cad8/assay/scanner"
)

func encodeRows(t *testing.T, rows ...pipeline.Row) []byte {
	t.Helper()
	var recs []record
	for _, r := range rows {
		recs = append(recs, newRecord(r))
	}
	data, err := encodePart(recs, map[string]string{metaSchema: SchemaVersion})
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func decodeRows(t *testing.T, data []byte, n int) []pipeline.Row {
	t.Helper()
	var rows []pipeline.Row
	for rec, err := range decodePart(data, int64(n), true) {
		if err != nil {
			t.Fatal(err)
		}
		r, err := rec.row()
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, r)
	}
	return rows
}

// partRows is the number of rows that a part says it has.
func partRows(t *testing.T, data []byte) int64 {
	t.Helper()
	f, err := parquet.OpenFile(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	return f.NumRows()
}

func TestPartRoundTrip(t *testing.T) {
	rows := []pipeline.Row{fullRow(), {}, keyRow(3)}
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 500 { // more than one read, so that reused buffers would show
		rows = append(rows, randomRow(rnd, randomText(rnd), randomText(rnd)))
	}
	got := decodeRows(t, encodeRows(t, rows...), len(rows))
	if d := cmp.Diff(rows, got); d != "" {
		t.Errorf("rows differ (-want +got):\n%s", d)
	}
}

func TestTimesThatEnginesRefuse(t *testing.T) {
	for _, year := range []int{-5, 1, 1582, 1899, 10000, 300000} {
		r := pipeline.Row{Object: pipeline.Object{LastModified: time.Date(year, 12, 31, 0, 0, 0, 0, time.UTC)}}
		if got := newRecord(r).LastModified; got != nil {
			t.Errorf("year %d is stored as %v, want null", year, got)
		}
	}
}

func TestPartMetadata(t *testing.T) {
	w := newWriter(newMemFiles(), defaultLimits, clock(), "", Manifest{Run: testRunID, Ruleset: "r1", ScannerVersion: "0.1.0\xff"})
	data, err := encodePart([]record{newRecord(keyRow(1)), newRecord(keyRow(2))}, w.metadata())
	if err != nil {
		t.Fatal(err)
	}
	f, err := parquet.OpenFile(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	for k, want := range map[string]string{metaSchema: "1", metaScanner: "0.1.0�FF", metaRuleset: "r1", metaRun: testRunID, metaWriter: w.manifest.Writer} {
		if got, _ := f.Lookup(k); got != want {
			t.Errorf("metadata %s = %q, want %q", k, got, want)
		}
	}
	if n := len(f.RowGroups()); n != 1 {
		t.Fatalf("%d row groups, want 1", n)
	}
	g := f.RowGroups()[0]
	var sorting []string
	for _, s := range g.SortingColumns() {
		sorting = append(sorting, strings.Join(s.Path(), "."))
	}
	if want := []string{"bucket", "key"}; !slices.Equal(sorting, want) {
		t.Errorf("sorted by %v, want %v", sorting, want)
	}
	key, _ := f.Schema().Lookup("key")
	bloom := g.ColumnChunks()[key.ColumnIndex].BloomFilter()
	if bloom == nil {
		t.Fatal("no bloom filter on key")
	}
	for k, want := range map[string]bool{"k000001": true, "k000002": true, "k000003": false} {
		if got, err := bloom.Check(parquet.ValueOf(k)); err != nil || got != want {
			t.Errorf("bloom filter has %s: %v, %v, want %v", k, got, err, want)
		}
	}
}

// Escapes sort elsewhere than the bytes they stand for; then the part must not claim to be sorted.
func TestSortingIsClaimedOnlyWhereItHolds(t *testing.T) {
	tests := []struct {
		name   string
		keys   []string // in order of their bytes
		sorted bool
	}{
		{"UTF-8", []string{"a", "ä", "日", "🙂"}, true},
		{"bytes", []string{"a\x80", "aä"}, false},
		{"bytes in order all the same", []string{"a", "\xff"}, true},
	}
	for _, test := range tests {
		if !slices.IsSorted(test.keys) {
			t.Fatalf("%s: keys are not in order", test.name)
		}
		var rows []pipeline.Row
		for _, k := range test.keys {
			rows = append(rows, pipeline.Row{Object: pipeline.Object{Key: k}})
		}
		data := encodeRows(t, rows...)
		f, err := parquet.OpenFile(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatal(err)
		}
		if got := len(f.RowGroups()[0].SortingColumns()) > 0; got != test.sorted {
			t.Errorf("%s: sorted is %v, want %v", test.name, got, test.sorted)
		}
		if d := cmp.Diff(rows, decodeRows(t, data, len(rows))); d != "" {
			t.Errorf("%s: rows differ (-want +got):\n%s", test.name, d)
		}
	}
}

// A part of another version of the schema: columns gone and added, also within structs, and in another order.
func TestPartsOfOtherVersions(t *testing.T) {
	type newerFinding struct {
		Confidence float64 `parquet:"confidence"`
		InfoType   string  `parquet:"info_type"`
		Likelihood string  `parquet:"likelihood"`
		Count      int64   `parquet:"count"`
	}
	type other struct {
		Owner    *string        `parquet:"owner,optional"`
		Findings []newerFinding `parquet:"findings,list"`
		Level    string         `parquet:"level"`
		Key      string         `parquet:"key"`
		Cost     []float64      `parquet:"cost,list"`
		Bucket   string         `parquet:"bucket"`
	}
	var buf bytes.Buffer
	w := parquet.NewGenericWriter[other](&buf)
	owner := "security"
	_, err := w.Write([]other{
		{Owner: &owner, Bucket: "b", Key: "k1", Level: "internal", Cost: []float64{1, 2}, Findings: []newerFinding{{0.5, "IBAN", "likely", 3}, {0.1, "VIN", "possible", 1}}},
		{Bucket: "b", Key: "k2"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	want := []pipeline.Row{
		{Object: pipeline.Object{Bucket: "b", Key: "k1"}, Level: labels.Internal,
			Findings: []scanner.Finding{{InfoType: "IBAN", Likelihood: 3, Count: 3}, {InfoType: "VIN", Likelihood: 2, Count: 1}}},
		{Object: pipeline.Object{Bucket: "b", Key: "k2"}},
	}
	if d := cmp.Diff(want, decodeRows(t, buf.Bytes(), 2)); d != "" {
		t.Errorf("rows differ (-want +got):\n%s", d)
	}
}

func TestUnknownWords(t *testing.T) {
	good := newRecord(fullRow())
	tests := []struct {
		column string
		change func(*record)
	}{
		{"level", func(r *record) { r.Level = "top-secret" }},
		{"previous_level", func(r *record) { r.PreviousLevel = "Public" }},
		{"coverage", func(r *record) { r.Coverage = "most" }},
		{"likelihood", func(r *record) { r.Findings = []finding{{Likelihood: "0.9"}} }},
	}
	for _, test := range tests {
		rec := good
		test.change(&rec)
		if _, err := rec.row(); err == nil || !strings.Contains(err.Error(), "column "+test.column) {
			t.Errorf("%s: got error %v, want one that names the column", test.column, err)
		}
	}
}

// A part with any other byte is an error and is not even parsed.
func TestDamagedParts(t *testing.T) {
	files := newMemFiles()
	w, err := start(t.Context(), files)
	if err != nil {
		t.Fatal(err)
	}
	if err := scan(t.Context(), w, numbers(2), 5); err != nil {
		t.Fatal(err)
	}
	m := w.Manifest()
	good := files.files[m.Parts[0].Name]
	for i := range good {
		bad := bytes.Clone(good)
		bad[i] ^= 0x20
		files.files[m.Parts[0].Name] = bad
		var last error
		for _, last = range Rows(t.Context(), files, m) {
		}
		if last == nil || !strings.Contains(last.Error(), "damaged or replaced") {
			t.Fatalf("byte %d changed: got error %v", i, last)
		}
	}
}

// What a running run has written since its last commit has no digest; a part that is cut is still an error.
func TestCutParts(t *testing.T) {
	good := encodeRows(t, keyRow(1), keyRow(2))
	for n := range len(good) {
		var last error
		for _, last = range decodePart(good[:n], 2, false) {
		}
		if last == nil {
			t.Errorf("a part of %d bytes is read from its first %d", len(good), n)
		}
	}
	for n, exact := range map[int64]bool{1: true, 3: false} {
		var last error
		for _, last = range decodePart(good, n, exact) {
		}
		if last == nil {
			t.Errorf("a part of 2 rows is read as one of %d", n)
		}
	}
}

// Go panics of whoever ranges over rows are not taken for a damaged file.
func TestPanicsOfTheCallerPass(t *testing.T) {
	defer func() {
		if recover() != "mine" {
			t.Error("the panic was swallowed")
		}
	}()
	for range decodePart(encodeRows(t, keyRow(1)), 1, true) {
		panic("mine")
	}
}

// The names in the tags of record agree, for Parquet takes them from one and everything else from the other.
func TestColumnNames(t *testing.T) {
	var got []string
	for _, c := range parquet.SchemaOf(record{}).Fields() {
		got = append(got, c.Name())
	}
	want := strings.Fields(`bucket key version_id etag size last_modified storage_class encryption content_type format status level
		previous_level info_types findings coverage problems bytes_scanned tag_status run_id scanned_at scanner_version ruleset
		recognizer_units recognizer_microdollars recognizer_sent recognizer_withheld`)
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("Parquet columns (-want +got):\n%s", d)
	}
	if d := cmp.Diff(want, columnNames()); d != "" {
		t.Errorf("columns (-want +got):\n%s", d)
	}
	nested := map[string][]string{
		"findings": strings.Fields("info_type likelihood field count distinct locations"),
		"problems": strings.Fields("kind member count"),
	}
	for _, c := range parquet.SchemaOf(record{}).Fields() {
		want, ok := nested[c.Name()]
		if !ok {
			continue
		}
		var got []string
		for _, f := range c.Fields()[0].Fields()[0].Fields() {
			got = append(got, f.Name())
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", c.Name(), d)
		}
	}
}
