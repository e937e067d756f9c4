package names

import (
	"strings"
	"testing"

	"github.com/seed-4750cad8/assay/detectors"
)

// prose is English as books and letters have it: a capital every sixty bytes or so, few of them of names.
const prose = `It was late in the afternoon when the letter arrived at the house by the river. Margaret read it twice before she
said anything, and then she folded it and put it back into the envelope. Nobody had expected that the company would close the
mill before the winter, least of all her brother Thomas Hartley, who had worked there for twenty years. The notice said that
wages would be paid until the end of the month, and that those who had rented a cottage could stay until the spring. There
was a meeting in the church hall on Friday, and everyone came. Mr. Whitaker explained what the law allowed and what it did
not. Some were angry and some were quiet; most had already thought about what they would do next. When it was over, they
walked home along the canal in twos and threes, and the lamps were lit one after the other behind them. In the morning the
road to Leeds was full of carts. She wrote to her sister that evening and told her that they would come in April, if the
weather was kind, and that the children were well and asked about the sea every day. `

func BenchmarkFind(b *testing.B) {
	r := New()
	for _, c := range []struct{ name, text string }{
		{"prose", strings.Repeat(prose, 64)},
		{"lower", strings.Repeat("nothing here is written with a capital, as in many a log and table. ", 1000)},
		{"names", strings.Repeat("Maria Garcia met Dr. John O'Brien. ", 2000)},
		{"addresses", strings.Repeat("12 Main Street, Apt 5, Springfield, IL 62704\n\n", 1500)},
		{"capitals", strings.Repeat("SOME HEADINGS ARE ALL IN CAPITALS AND GO ON. ", 1500)},
	} {
		b.Run(c.name, func(b *testing.B) {
			text := []byte(c.text)
			var dst []detectors.Match
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				dst = r.Find(dst[:0], text)
			}
		})
	}
}

// BenchmarkNew is what a process pays before its first text.
func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		New()
	}
}
