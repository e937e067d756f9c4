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
