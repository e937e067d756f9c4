// Package corpus makes the texts that benchmarks read: deterministic, invented, and shaped like what buckets hold. It owns
// shapes and density (about one value worth finding in a kilobyte), not where the bytes go.
package corpus

import (
	"fmt"
	"io"
	"math/rand/v2"
	"strings"

	"github.com/parquet-go/parquet-go"
)

// A Shape writes about n bytes of one kind of content to w, the same for the same seed.
type Shape struct {
	Name  string // also the file name's extension
	Write func(w io.Writer, n int64, seed uint64) error
}

// Shapes returns the uncompressed text shapes.
func Shapes() []Shape {
	return []Shape{
		{"txt", records(prose)},
		{"log", records(logLine)},
		{"csv", func(w io.Writer, n int64, seed uint64) error {
			if _, err := io.WriteString(w, "id,created_at,first_name,last_name,email,phone,country,amount,currency,note\n"); err != nil {
				return err
			}
			return records(csvLine)(w, n, seed)
		}},
		{"jsonl", records(jsonLine)},
	}
}

// records repeats a writer of records until about n bytes are written.
func records(record func(b *strings.Builder, r *rand.Rand, i int)) func(io.Writer, int64, uint64) error {
	return func(w io.Writer, n int64, seed uint64) error {
		r := rand.New(rand.NewPCG(seed, 1))
		var b strings.Builder
		for i := 0; n > 0; i++ {
			record(&b, r, i)
			if b.Len() < 1<<16 && int64(b.Len()) < n {
				continue
			}
			if _, err := io.WriteString(w, b.String()); err != nil {
				return err
			}
			n -= int64(b.Len())
			b.Reset()
		}
		return nil
	}
}

var (
	words  = strings.Fields("the of and to in a is that for it as was with be by on not he his but at are this have from or had an they which one you were all her she there would their we him been has when who will no more if out so up said what its about than into them can only other time new some could these two may first then do any like my now over such our man me even most made after also well before must through years much where your way down should because long each just state those people too mister little good very make world still see own work men day get here old between both life being under three never know same last another while us off might great go come since against right came take used himself few house use during without again place around however home small found thought went say part once general high upon school every")
	names  = strings.Fields("anna ben carla david emma felix grace henry ida jonas karen liam maria noah olivia paul quinn rosa simon tina umar vera will xenia yann zoe")
	houses = strings.Fields("alder birch cedar dogwood elm fir ginkgo hazel ivy juniper kapok larch maple nutmeg oak pine quince rowan spruce teak umbrella viburnum willow yew zelkova")
)

func pick(r *rand.Rand, list []string) string { return list[r.IntN(len(list))] }

func prose(b *strings.Builder, r *rand.Rand, i int) {
	for s := range 3 + r.IntN(5) {
		if s > 0 {
			b.WriteByte(' ')
		}
		for w := range 6 + r.IntN(14) {
			if w > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(pick(r, words))
		}
		b.WriteString(".")
	}
	switch r.IntN(4) {
	case 0:
		fmt.Fprintf(b, " Write to %s.%s@%s.example.org.", pick(r, names), pick(r, houses), pick(r, houses))
	case 1:
		fmt.Fprintf(b, " Call +1 415 555 %04d before noon.", r.IntN(10000))
	}
	b.WriteByte('\n')
}

func logLine(b *strings.Builder, r *rand.Rand, i int) {
	fmt.Fprintf(b, "2026-03-%02dT%02d:%02d:%02d.%03dZ INFO  [worker-%d] c.example.api.Handler - request id=%08x-%04x-4%03x-a%03x-%012x path=/v2/%s/%d status=%d took=%dms",
		1+r.IntN(28), r.IntN(24), r.IntN(60), r.IntN(60), r.IntN(1000), r.IntN(32), r.Uint32(), r.IntN(1<<16), r.IntN(1<<12), r.IntN(1<<12), r.Uint64()>>16,
		pick(r, houses), r.IntN(1000000), 200+r.IntN(5), r.IntN(4000))
	if r.IntN(8) == 0 {
		fmt.Fprintf(b, " user=%s@%s.example.com client=%d.%d.%d.%d", pick(r, names), pick(r, houses), 20+r.IntN(100), r.IntN(256), r.IntN(256), 1+r.IntN(254))
	}
	b.WriteByte('\n')
}

func csvLine(b *strings.Builder, r *rand.Rand, i int) {
	fmt.Fprintf(b, "%d,2026-%02d-%02d %02d:%02d:%02d,%s,%s,", i, 1+r.IntN(12), 1+r.IntN(28), r.IntN(24), r.IntN(60), r.IntN(60), pick(r, names), pick(r, houses))
	if r.IntN(8) == 0 {
		fmt.Fprintf(b, "%s%d@%s.example.net,+49 30 %07d", pick(r, names), r.IntN(100), pick(r, houses), 2000000+r.IntN(1000000))
	} else {
		b.WriteByte(',')
	}
	fmt.Fprintf(b, ",%s,%d.%02d,EUR,\"%s %s %s, %s\"\n", "DE", r.IntN(5000), r.IntN(100), pick(r, words), pick(r, words), pick(r, words), pick(r, words))
}

func jsonLine(b *strings.Builder, r *rand.Rand, i int) {
	fmt.Fprintf(b, `{"event":"%s","seq":%d,"at":%d,"session":"%016x","props":{"page":"/%s/%s","ms":%d,"ok":true,"tags":["%s","%s"]}`,
		pick(r, words), i, 1767225600000+r.Int64N(31536000000), r.Uint64(), pick(r, houses), pick(r, words), r.IntN(9000), pick(r, words), pick(r, words))
	if r.IntN(6) == 0 {
		fmt.Fprintf(b, `,"user":{"id":%d,"email":"%s.%s@%s.example.org"}`, r.IntN(1<<30), pick(r, names), pick(r, houses), pick(r, houses))
	}
	b.WriteString("}\n")
}

// parquetRow is a row of the Parquet shape: plain and dictionary-encoded text, numbers, a timestamp.
type parquetRow struct {
	ID      int64   `parquet:"id"`
	At      int64   `parquet:"at,timestamp"`
	Country string  `parquet:"country,dict"`
	Name    string  `parquet:"name,dict"`
	Email   string  `parquet:"email"`
	Note    string  `parquet:"note"`
	Amount  float64 `parquet:"amount"`
}

// Parquet writes a table of rows to w, compressed with snappy as Spark does.
func Parquet(w io.Writer, rows int, seed uint64) error {
	r := rand.New(rand.NewPCG(seed, 2))
	out := parquet.NewGenericWriter[parquetRow](w, parquet.Compression(&parquet.Snappy), parquet.MaxRowsPerRowGroup(500_000))
	batch := make([]parquetRow, 0, 1000)
	for i := range rows {
		row := parquetRow{ID: int64(i), At: 1767225600000 + int64(i), Country: pick(r, houses)[:2], Name: pick(r, names), Amount: r.Float64() * 1000}
		var note strings.Builder
		for range 12 {
			note.WriteString(pick(r, words))
			fmt.Fprintf(&note, " %x ", r.Uint32())
		}
		row.Note = note.String()
		if r.IntN(10) == 0 {
			row.Email = fmt.Sprintf("%s%d@%s.example.net", pick(r, names), i, pick(r, houses))
		}
		if batch = append(batch, row); len(batch) == cap(batch) || i == rows-1 {
			if _, err := out.Write(batch); err != nil {
				return err
			}
			batch = batch[:0]
		}
	}
	return out.Close()
}
