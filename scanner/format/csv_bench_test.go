package format

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/seed-4750cad8/assay/detectors"
	"github.com/seed-4750cad8/assay/scanner"
)

// BenchmarkCSV measures what a search costs a table: Each for three of ten columns, and At for one offset in 300 bytes, by
// the search and again by the scanner. "nothing" asks neither, "text" is the same bytes as plain text: what is not csv's.
func BenchmarkCSV(b *testing.B) {
	const size = 16 << 20
	tables := []struct {
		name string
		text []byte
	}{
		{"plain", benchTable(size, `%d,2026-01-%02d 11:25:%02d,%s,%s,%s@example.org,+49 30 2128%d,DE,%d.29,%s new upon`+"\n")},
		{"dense", benchTable(size, `%d,2026-01-%02d 11:25:%02d,%s,%s,%s@example.org,+49 30 2128%d,DE,%d.29,"%s new upon, any"`+"\n")},
		{"quoted", benchTable(size, `"%d","2026-01-%02d 11:25:%02d","%s","%s","%s@example.org","+49 30 2128%d","DE","%d.29","%s new upon, any"`+"\n")},
		{"doubled", benchTable(size, `%d,2026-01-%02d 11:25:%02d,%s,%s,%s@example.org,+49 30 2128%d,DE,%d.29,"%s new ""upon"", any"`+"\n")},
	}
	for _, table := range tables {
		for _, ask := range []struct {
			name   string
			format scanner.Format
			sink   scanner.Sink
		}{
			{"text", textFormat, &full{}},
			{"nothing", csvFormat, &full{}},
			{"each", csvFormat, &questions{each: true}},
			{"at", csvFormat, &questions{every: 300}},
			{"both", csvFormat, &questions{each: true, every: 300}},
		} {
			b.Run(table.name+"/"+ask.name, func(b *testing.B) {
				benchmark(b, ask.format, table.text, ask.sink)
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(table.text)), "ns/byte")
			})
		}
	}
}

// benchTable returns size bytes of rows after a header.
func benchTable(size int, row string) []byte {
	words := []string{"ada", "noah", "ida", "felix", "umbrella", "ginkgo", "yew", "viburnum", "zoe", "maria"}
	rng := rand.New(rand.NewPCG(1, 2))
	word := func() string { return words[rng.IntN(len(words))] }
	var w bytes.Buffer
	w.WriteString("id,created_at,first_name,last_name,email,phone,country,amount,note\n")
	for n := 0; w.Len() < size; n++ {
		fmt.Fprintf(&w, row, n, 1+rng.IntN(28), rng.IntN(60), word(), word(), word(), rng.IntN(1000), rng.IntN(5000), word())
	}
	return w.Bytes()
}

// questions is a sink that asks for structure as the search and then the scanner do.
type questions struct {
	full
	each   bool
	every  int
	wanted int
}

func (q *questions) Block(b scanner.Block) error {
	if q.each {
		b.Fields.Each(func(name int) bool { return name >= 2 && name < 5 }, func(_, start, end int) bool {
			q.wanted += end - start
			return true
		})
	}
	if q.every == 0 {
		return nil
	}
	var f detectors.Field
	for range 2 {
		for at := b.From; at < b.To; at += q.every {
			f = b.Fields.At(at)
		}
	}
	q.wanted += f.End
	b.Locate(b.To - 1)
	return nil
}
