package format

import (
	"bytes"
	"compress/gzip"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/seed-4750cad8/assay/scanner"
)

func gzipped(t testing.TB, stored string, texts ...string) []byte {
	var b bytes.Buffer
	for _, text := range texts {
		z := gzip.NewWriter(&b)
		z.Name = stored
		if _, err := z.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return b.Bytes()
}

func gzipSamples(t testing.TB) []sample {
	one := gzipped(t, "", "first line\nsecond\n")
	bad := bytes.Clone(one)
	bad[len(bad)-5] ^= 1 // of the checksum
	return []sample{
		{name: "logs/a.log.gz", format: gzipFormat, data: one, want: []string{"a.log: first line\nsecond\n"}},
		{name: "a.tgz", format: gzipFormat, data: gzipped(t, "", "x"), want: []string{"a.tar: x"}},
		{name: "blob", format: gzipFormat, data: gzipped(t, "dir/stored.txt", "x"), want: []string{"stored.txt: x"}},
		{name: "blob", format: gzipFormat, data: gzipped(t, "", "x"), want: []string{"blob: x"}},
		{name: "", format: gzipFormat, data: gzipped(t, "", "x"), want: []string{"content: x"}},
		{name: "streams.gz", format: gzipFormat, data: gzipped(t, "", "one,", "", "two"), want: []string{"streams: one,two"}},
		{name: "padded.gz", format: gzipFormat, data: append(bytes.Clone(one), make([]byte, 100)...), want: []string{"padded: first line\nsecond\n"}},
		{name: "garbage.gz", format: gzipFormat, data: append(bytes.Clone(one), "more"...), err: scanner.Corrupt,
			want: []string{"garbage: first line\nsecond\n (corrupt)"}},
		{name: "checksum.gz", format: gzipFormat, data: bad, err: scanner.Corrupt, want: []string{"checksum: first line\nsecond\n (corrupt)"}},
		{name: "header.gz", format: gzipFormat, data: one[:5], err: scanner.Corrupt},
	}
}

func zstded(t testing.TB, text string, options ...zstd.EOption) []byte {
	z, err := zstd.NewWriter(nil, options...)
	if err != nil {
		t.Fatal(err)
	}
	return z.EncodeAll([]byte(text), nil)
}

// zstdStream is a frame that does not say how long its content is.
func zstdStream(t testing.TB, text string, options ...zstd.EOption) []byte {
	var b bytes.Buffer
	z, err := zstd.NewWriter(&b, options...)
	if err != nil {
		t.Fatal(err)
	}
	for _, half := range []string{text[:len(text)/2], text[len(text)/2:]} {
		if _, err := z.Write([]byte(half)); err != nil {
			t.Fatal(err)
		}
		if err := z.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func zstdSamples(t testing.TB) []sample {
	one := zstded(t, "first line\nsecond\n")
	skippable := []byte("\x53\x2a\x4d\x18\x04\x00\x00\x00skip")
	wide := zstdStream(t, "text of some length", zstd.WithWindowSize(64<<20))
	return []sample{
		{name: "a.log.zst", format: zstdFormat, data: one, want: []string{"a.log: first line\nsecond\n"}},
		{name: "a.tzst", format: zstdFormat, data: one, want: []string{"a.tar: first line\nsecond\n"}},
		{name: "frames.zst", format: zstdFormat, data: bytes.Join([][]byte{skippable, one, skippable, zstdStream(t, "third line\n")}, nil),
			want: []string{"frames: first line\nsecond\nthird line\n"}},
		{name: "window.zst", format: zstdFormat, data: zstdStream(t, "text", zstd.WithWindowSize(32<<20)), want: []string{"window: text"}},
		{name: "wide.zst", format: zstdFormat, data: wide, err: scanner.TooLarge},
		{name: "widens.zst", format: zstdFormat, data: append(bytes.Clone(one), wide...), err: scanner.TooLarge,
			want: []string{"widens: first line\nsecond\n (too-large)"}},
		{name: "garbage.zst", format: zstdFormat, data: append(bytes.Clone(one), "more bytes"...), err: scanner.Corrupt,
			want: []string{"garbage: first line\nsecond\n (corrupt)"}},
	}
}
