package scanner

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/seed-4750cad8/assay/detectors"
)

// gateCorpora makes a block of each kind of text. The values in them are made up, and the same at each run.
var gateCorpora = []struct {
	name   string
	values bool
	write  func(r *rand.Rand, b *strings.Builder)
}{
	{"log", false, func(r *rand.Rand, b *strings.Builder) { // the worst case: its messages are little sentences
		fmt.Fprintf(b, "2026-%02d-%02dT%02d:%02d:%02d.%03dZ INFO [worker-%d] com.example.Handler id=%08x the request of the user was handled and is done status=%d\n",
			1+r.IntN(12), 1+r.IntN(28), r.IntN(24), r.IntN(60), r.IntN(60), r.IntN(1000), r.IntN(16), r.Uint32(), 200+r.IntN(300))
	}},
	{"csv", true, func(r *rand.Rand, b *strings.Builder) {
		fmt.Fprintf(b, "%d,2026-%02d-%02d,water-open,eu-west-1,%d,%d.%02d,some large thing\n", r.IntN(1e6), 1+r.IntN(12), 1+r.IntN(28), r.IntN(50), r.IntN(5000), r.IntN(100))
	}},
	{"notes", true, func(r *rand.Rand, b *strings.Builder) { // a table with a long value in each row
		fmt.Fprintf(b, "%d;2026-%02d-%02d;open;She was born in the north and, as far as we know, her father had a shop there.;eu-west-%d\n", r.IntN(1e6), 1+r.IntN(12), 1+r.IntN(28), r.IntN(3))
	}},
	{"jsonl", true, func(r *rand.Rand, b *strings.Builder) {
		fmt.Fprintf(b, `{"id":"%016x","ts":%d,"type":"open","user":{"id":%d,"plan":"free","active":true},"props":{"page":"/a/b","ref":null,"score":%.4f}}`+"\n", r.Uint64(), r.Int64N(1e12), r.IntN(1e6), r.Float64())
	}},
	{"base64", false, func(r *rand.Rand, b *strings.Builder) {
		for range 76 {
			b.WriteByte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[r.IntN(64)])
		}
		b.WriteByte('\n')
	}},
	{"prose", false, func(r *rand.Rand, b *strings.Builder) {
		for range 1 + r.IntN(8) {
			fmt.Fprintf(b, "She was born in the %s and, as far as we know, her father had a %s there. ", []string{"north", "south"}[r.IntN(2)], []string{"shop", "house", "farm"}[r.IntN(3)])
		}
		b.WriteByte('\n')
	}},
	{"lines", false, func(r *rand.Rand, b *strings.Builder) {
		fmt.Fprintf(b, "She was born in the %s and, as far as we know,\nher father had a %s there.\n", []string{"north", "south"}[r.IntN(2)], []string{"shop", "house", "farm"}[r.IntN(3)])
	}},
}

// BenchmarkGate measures the gate beside the detectors on the same block: its cost on what is no prose must be below a fiftieth of
// theirs, and on prose it reads about a gigabyte a second.
func BenchmarkGate(b *testing.B) {
	set, err := detectors.Compile(detectors.All())
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range gateCorpora {
		var s strings.Builder
		for r := rand.New(rand.NewPCG(1, 2)); s.Len() < MaxBlock; {
			c.write(r, &s)
		}
		text := []byte(s.String()[:MaxBlock])
		var fields detectors.Fields
		if c.values {
			fields = cellsOf(text)
		}
		b.Run(c.name, func(b *testing.B) {
			var g gate
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				g.prose(text, fields)
			}
			gating := b.Elapsed() / time.Duration(b.N)
			b.StopTimer()
			const rounds = 5
			var matches []detectors.Match
			start := time.Now()
			for range rounds {
				matches = set.Find(matches[:0], fields, text)
			}
			b.ReportMetric(100*float64(gating)/(float64(time.Since(start))/rounds), "%ofdetectors")
		})
	}
}
