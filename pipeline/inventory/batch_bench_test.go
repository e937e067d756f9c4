package inventory

import (
	"testing"

	"github.com/seed-4750cad8/assay/pipeline"
)

// What the part of one event costs, without its write.
func BenchmarkEncodeBatch(b *testing.B) {
	rows := []pipeline.Row{fullRow()}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := encodeBatch(rows); err != nil {
			b.Fatal(err)
		}
	}
}

// What a compaction does with each part of a batch.
func BenchmarkReadBatch(b *testing.B) {
	files := newMemFiles()
	name, err := PutBatch(b.Context(), files, []string{"batch"}, []pipeline.Row{eventRow(1, 1), eventRow(2, 1), eventRow(3, 1)})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := readBatch(b.Context(), files, name); err != nil {
			b.Fatal(err)
		}
	}
}
