package format

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"

	"github.com/seed-4750cad8/assay/scanner"
)

const parquetSamples = "../../testdata/formats/parquet"

func readSamples(t testing.TB, pattern string) map[string][]byte {
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) == 0 {
		t.Fatalf("samples %s: %d, %v", pattern, len(names), err)
	}
	samples := map[string][]byte{}
	for _, name := range names {
		if samples[filepath.Base(name)], err = os.ReadFile(name); err != nil {
			t.Fatal(err)
		}
	}
	return samples
}

// gather adds up the cells of one value: a dictionary is of one row group, and there may be more.
func gather(cells []cell) []cell {
	type key struct{ field, value string }
	sum := map[key]cell{}
	for _, c := range cells {
		k := key{c.Field, c.Value}
		if s, ok := sum[k]; ok {
			c.Count += s.Count
			c.Row = min(c.Row, s.Row)
		}
		sum[k] = c
	}
	var list []cell
	for _, c := range sum {
		list = append(list, c)
	}
	slices.SortFunc(list, func(a, b cell) int { return cmp.Or(cmp.Compare(a.Field, b.Field), cmp.Compare(a.Value, b.Value)) })
	return list
}

// What pyarrow wrote is found, whatever the codec, the encoding and the version of pages: every value, how often and where.
func TestParquetGolden(t *testing.T) {
	golden, err := os.ReadFile(filepath.Join(parquetSamples, "golden.txt"))
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Split(strings.TrimSuffix(string(golden), "\n"), "\n")
	slices.Sort(want)
	for name, data := range readSamples(t, parquetSamples+"/*.parquet") {
		t.Run(name, func(t *testing.T) {
			if got := sniffed(name, data); got != "parquet" {
				t.Errorf("sniffed as %q", got)
			}
			for _, stream := range []bool{false, true} {
				tape, err := play(parquetFormat, name, data, stream)
				if err != nil || len(tape.problems) > 0 {
					t.Errorf("error %v, problems %q", err, tape.problems)
				}
				var got []string
				cells := slices.DeleteFunc(gather(tape.cells), func(c cell) bool { return c.Field == "(column names)" })
				for _, c := range cells {
					if c.Field == "owner" && c.Value == "owner@example.com" { // of the file's metadata
						c.Field = ""
						continue
					}
					got = append(got, fmt.Sprintf("%s\t%s\t%d\t%d", c.Field, c.Value, c.Count, c.Row))
				}
				if len(cells) != len(got)+1 {
					t.Error("the metadata was not searched")
				}
				slices.Sort(got)
				if line, ok := firstDifference(got, want); ok {
					t.Errorf("stream %t: %d cells, want %d; first difference %s", stream, len(got), len(want), line)
				}
			}
		})
	}
}

func firstDifference(got, want []string) (string, bool) {
	for i := range max(len(got), len(want)) {
		switch {
		case i >= len(got):
			return fmt.Sprintf("nothing, want %q", want[i]), true
		case i >= len(want), got[i] != want[i]:
			return fmt.Sprintf("%q, want %q", got[i], want[min(i, len(want)-1)]), true
		}
	}
	return "", false
}

// A dictionary is searched once a value, and a plain column in blocks.
func TestParquetGoWriter(t *testing.T) {
	type person struct {
		Email string   `parquet:"email,dict"`
		Note  string   `parquet:"note"`
		Tags  []string `parquet:"tags,list"`
		Phone int64    `parquet:"phone,delta"`
		Long  string   `parquet:"long"`
		ID    [16]byte `parquet:"id,uuid"`
	}
	long := strings.Repeat("long value ", 60_000) // larger than a block
	var b bytes.Buffer
	w := parquet.NewGenericWriter[person](&b, parquet.Compression(&parquet.Snappy))
	var rows []person
	for i := range 1000 {
		p := person{Email: fmt.Sprintf("a%d@example.com", i%2), Note: fmt.Sprint("note ", i), Tags: []string{"x", fmt.Sprint(i)}, Phone: int64(i)}
		if i == 500 {
			p.Long = long
		}
		rows = append(rows, p)
	}
	if _, err := w.Write(rows); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := play(parquetFormat, "", b.Bytes(), false)
	if err != nil || len(got.problems) > 0 {
		t.Fatalf("error %v, problems %q", err, got.problems)
	}
	fields := map[string]int{}
	joined := ""
	for _, c := range got.cells {
		fields[c.Field]++
		if c.Field == "long" {
			joined += c.Value
			if c.Row != 501 {
				t.Errorf("long value in row %d, want 501", c.Row)
			}
		}
	}
	if joined != long {
		t.Errorf("pieces of a long value make %d bytes, want %d", len(joined), len(long))
	}
	for _, want := range []cell{{"email", "a1@example.com", 2, 500}, {"note", "note 7", 8, 1}, {"tags", "x", 1, 1}, {"tags", "999", 1000, 1}, {"phone", "12", 13, 1}} {
		if !slices.Contains(got.cells, want) {
			t.Errorf("cell %v not found", want)
		}
	}
	if fields["email"] != 2 || fields["note"] != 1000 || fields["tags"] != 2000 || fields["id"] != 0 {
		t.Errorf("cells of fields: %v", fields)
	}
}

// A chunk that is nearly all dictionary, and packed well, fits the memory that its file asks for.
func TestParquetLargeDictionary(t *testing.T) {
	type row struct {
		Note string `parquet:"note,dict"`
	}
	var b bytes.Buffer
	w := parquet.NewGenericWriter[row](&b, parquet.Compression(&parquet.Zstd))
	for i := range 2000 {
		if _, err := w.Write([]row{{fmt.Sprintf("note %d %s", i, strings.Repeat("says nothing ", 20))}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := play(parquetFormat, "", b.Bytes(), false)
	if err != nil || len(got.problems) > 0 || len(got.cells) < 2000 {
		t.Errorf("error %v, problems %q, %d cells", err, got.problems, len(got.cells))
	}
}

func TestTruncatedParquet(t *testing.T) {
	for name, data := range readSamples(t, parquetSamples+"/*.parquet") {
		for i := range 16 {
			got, err := play(parquetFormat, name, data[:len(data)*i/16], i%2 == 0)
			if !errors.Is(err, scanner.Corrupt) {
				t.Errorf("%s at %d/16: error %v, problems %q", name, i, err, got.problems)
			}
		}
	}
}

// A bad page costs the rest of its column chunk; others are searched.
func TestParquetBadPage(t *testing.T) {
	data := readSamples(t, parquetSamples+"/plain.parquet")["plain.parquet"]
	whole, _ := play(parquetFormat, "", data, false)
	bad := bytes.Clone(data)
	bad[len(bad)/4] ^= 0x55
	got, err := play(parquetFormat, "", bad, false)
	if err != nil || !slices.Equal(got.problems, []string{"corrupt "}) {
		t.Errorf("error %v, problems %q", err, got.problems)
	}
	if len(got.cells) == len(whole.cells) || len(got.cells) < len(whole.cells)*9/10 {
		t.Errorf("%d cells of %d", len(got.cells), len(whole.cells))
	}
}

func TestParquetEncrypted(t *testing.T) {
	if _, err := play(parquetFormat, "", []byte("PARE....\x04\x00\x00\x00PARE"), false); err != scanner.Encrypted {
		t.Errorf("error %v, want %v", err, scanner.Encrypted)
	}
}

// mutate changes a few bytes, most often in the footer, where the sizes stand.
func mutate(rnd *rand.Rand, data []byte) []byte {
	data = bytes.Clone(data)
	for range 1 + rnd.IntN(4) {
		at := rnd.IntN(len(data))
		if rnd.IntN(2) == 0 {
			at = len(data) - 1 - rnd.IntN(min(len(data), 4000))
		}
		switch rnd.IntN(3) {
		case 0:
			data[at] = byte(rnd.Uint32())
		case 1:
			data[at] ^= 1 << rnd.IntN(8)
		case 2: // a large number
			for k := range min(4, len(data)-at) {
				data[at+k] = 0xff
			}
		}
	}
	return data
}

// Whatever a file claims, its decoder neither panics nor takes more memory than it reserved, and little beside.
func TestHostileParquet(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	samples := readSamples(t, parquetSamples+"/*.parquet")
	names := slices.Sorted(func(yield func(string) bool) {
		for name := range samples {
			if !yield(name) {
				return
			}
		}
	})
	var before, after runtime.MemStats
	for i := range 3000 {
		name := names[i%len(names)]
		data := mutate(rnd, samples[name])
		sink := &quiet{}
		runtime.ReadMemStats(&before)
		_ = parquetFormat.Decode(scanner.Input{Size: int64(len(data)), Body: bytes.NewReader(data), At: bytes.NewReader(data)}, sink)
		runtime.ReadMemStats(&after)
		if got, most := after.TotalAlloc-before.TotalAlloc, uint64(sink.peak+16<<20); got > most {
			t.Errorf("mutation %d of %s allocated %d MiB, having reserved %d MiB", i, name, got>>20, sink.peak>>20)
		}
		if sink.peak > tapeMemory {
			t.Errorf("mutation %d of %s reserved %d MiB", i, name, sink.peak>>20)
		}
	}
}

// A quiet sink keeps nothing.
type quiet struct {
	tape
	bytes int64
}

func (q *quiet) Block(b scanner.Block) error {
	q.bytes += int64(len(b.Text))
	return nil
}

// The file is read in few requests, each of which may be one to an object store.
func TestParquetRequests(t *testing.T) {
	type wide struct {
		A, B, C, D string
	}
	var b bytes.Buffer
	w := parquet.NewGenericWriter[wide](&b, parquet.MaxRowsPerRowGroup(50_000))
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 100 {
		rows := make([]wide, 2000)
		for i := range rows {
			rows[i] = wide{fmt.Sprint(rnd.Uint64()), fmt.Sprint(rnd.Uint64()), fmt.Sprint(rnd.Uint64()), fmt.Sprint(rnd.Uint64())}
		}
		if _, err := w.Write(rows); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	at := &countingAt{r: bytes.NewReader(b.Bytes())}
	if err := parquetFormat.Decode(scanner.Input{Size: int64(b.Len()), At: at}, &quiet{}); err != nil {
		t.Fatal(err)
	}
	if most := b.Len()/parquetAhead + 3; at.calls > most {
		t.Errorf("%d reads of a file of %d bytes, want at most %d", at.calls, b.Len(), most)
	}
}
