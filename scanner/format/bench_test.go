package format

import (
	"bytes"
	"strings"
	"testing"

	"github.com/seed-4750cad8/assay/scanner"
)

// benchTexts are 16 MiB each of what is usual in a format.
func benchTexts() []struct {
	name   string
	format scanner.Format
	text   []byte
} {
	const size = 16 << 20
	fill := func(head, line, tail string) []byte {
		return []byte(head + strings.Repeat(line, size/len(line)) + tail)
	}
	object := `{"id": 12345, "name": "Ada Byron", "address": {"street": "12 High Street", "city": "Ockham"}, "tags": ["a", "b"], "active": true}`
	return []struct {
		name   string
		format scanner.Format
		text   []byte
	}{
		{"text", textFormat, fill("", "2024-01-02 10:00:00 INFO request 12345 from 192.0.2.1 took 12 ms\n", "")},
		{"utf16", textFormat, []byte(encode(&testing.T{}, utf16LE, string(fill("", "2024-01-02 10:00:00 INFO request 12345\n", "")[:size/2])))},
		{"csv", csvFormat, fill("id,name,street,city,born\n", "12345,Ada Byron,12 High Street,Ockham,1815-12-10\n", "")},
		{"csv-quoted", csvFormat, fill("id,name,street,city,born\n", "\"12345\",\"Ada Byron\",\"12 High Street\",\"Ockham\",\"1815-12-10\"\n", "")},
		{"csv-doubled", csvFormat, fill("id,name,street,city,born\n", "12345,\"Ada \"\"A\"\" Byron\",12 High Street,Ockham,1815-12-10\n", "")},
		{"jsonl", jsonlFormat, fill("", object+"\n", "")},
		{"jsonl-escaped", jsonlFormat, fill("", `{"log": "{\"level\":\"info\",\"message\":\"request from 192.0.2.1\\n\"}", "time": "2024-01-02"}`+"\n", "")},
		{"json", jsonFormat, fill("[", object+",", "{}]")},
		{"json-pretty", jsonFormat, fill("[\n", "  {\n    \"id\": 12345,\n    \"name\": \"Ada Byron\",\n    \"address\": {\n      \"street\": \"12 High Street\"\n    }\n  },\n", "{}]")},
	}
}

// BenchmarkBlocks measures a format alone: its sink does nothing.
func BenchmarkBlocks(b *testing.B) {
	for _, tt := range benchTexts() {
		b.Run(tt.name, func(b *testing.B) { benchmark(b, tt.format, tt.text, &full{}) })
	}
}

// BenchmarkMatches measures the cost of structure: one match in each KiB asks for its field and location.
func BenchmarkMatches(b *testing.B) {
	for _, tt := range benchTexts() {
		b.Run(tt.name, func(b *testing.B) { benchmark(b, tt.format, tt.text, &asker{every: 1 << 10}) })
	}
}

func benchmark(b *testing.B, f scanner.Format, text []byte, out scanner.Sink) {
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if err := f.Decode(scanner.Input{Name: "a", Size: -1, Body: bytes.NewReader(text)}, out); err != nil {
			b.Fatal(err)
		}
	}
}

// asker is a sink that asks for structure as the search and then the scanner do.
type asker struct {
	full
	every int
}

func (a *asker) Block(b scanner.Block) error {
	for range 2 {
		for at := b.From; at < b.To; at += a.every {
			if b.Fields.At != nil {
				b.Fields.At(at)
			}
		}
	}
	for at := b.From; at < b.To; at += a.every {
		b.Locate(at)
	}
	return nil
}

// BenchmarkSniff measures what telling the format of an object costs.
func BenchmarkSniff(b *testing.B) {
	for _, tt := range benchTexts() {
		b.Run(tt.name, func(b *testing.B) {
			head := tt.text[:scanner.SniffLen]
			for b.Loop() {
				if got := sniff("a", string(head)); got != tt.format.Name {
					b.Fatalf("%s, want %s", got, tt.format.Name)
				}
			}
		})
	}
}

// BenchmarkSmall measures an object of 1 KiB, of which there are many.
func BenchmarkSmall(b *testing.B) {
	for _, tt := range benchTexts() {
		b.Run(tt.name, func(b *testing.B) { benchmark(b, tt.format, tt.text[:1024], &full{}) })
	}
}
