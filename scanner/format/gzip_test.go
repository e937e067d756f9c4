package format

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"hash/crc32"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	reference "github.com/klauspost/compress/gzip"
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
		{name: "size.gz", format: gzipFormat, data: changed(one, len(one)-1), err: scanner.Corrupt, want: []string{"size: first line\nsecond\n (corrupt)"}},
		{name: "deflate.gz", format: gzipFormat, data: append(bytes.Clone(one[:10]), 0x07), err: scanner.Corrupt, want: []string{"deflate:  (corrupt)"}},
		{name: "second.gz", format: gzipFormat, data: append(bytes.Clone(one), changed(one, 2)...), err: scanner.Corrupt,
			want: []string{"second: first line\nsecond\n (corrupt)"}},
		{name: "reserved.gz", format: gzipFormat, data: changed(one, 3), err: scanner.Corrupt},
		{name: "all", format: gzipFormat, data: gzipHeader(one, "extra", "caf\xe9.txt", "comment", 0), want: []string{"café.txt: first line\nsecond\n"},
			notes: []string{"(extra) extra", "(comment) comment"}},
		{name: "long.gz", format: gzipFormat, data: gzipHeader(one, strings.Repeat("x", 1<<16-1), strings.Repeat("n", 1<<18), strings.Repeat("c", 1<<18), 0),
			want: []string{"long: first line\nsecond\n"}, notes: []string{"(extra) " + strings.Repeat("x", 40), "(comment) " + strings.Repeat("c", 40)}},
		{name: "comment.gz", format: gzipFormat, data: gzipHeader(one, "", "", strings.Repeat("said of it ", 10000), 0),
			want: []string{"comment: first line\nsecond\n"}, notes: []string{"(comment) said of it said of it said of it said of"}},
		{name: "packed.gz", format: gzipFormat, data: gzipHeader(one, "", "", strings.Repeat("\x01\x02three", 10), 0), problems: []string{"unsupported "},
			want: []string{"packed: first line\nsecond\n"}, notes: []string{"(comment) " + strings.Repeat("\x01\x02three", 10)[:40]}},
		{name: "second-comment.gz", format: gzipFormat, data: append(bytes.Clone(one), gzipHeader(one, "", "", "said of it", 0)...),
			want: []string{"second-comment: first line\nsecond\nfirst line\nsecond\n"}, notes: []string{"(comment) said of it"}},
		{name: "bgzip.gz", format: gzipFormat, data: gzipHeader(one, "BC\x02\x00\x30\x31", "", "", 0), want: []string{"bgzip: first line\nsecond\n"}},
		{name: "bgzip-and.gz", format: gzipFormat, data: gzipHeader(one, "BC\x02\x00\x30\x31XX\x04\x00text", "", "", 0),
			want: []string{"bgzip-and: first line\nsecond\n"}, notes: []string{"(extra) BC\x02\x00\x30\x31XX\x04\x00text"}},
		{name: "unended.gz", format: gzipFormat, data: gzipHeader(one, "", "", "said of it", 0)[:20], err: scanner.Corrupt, notes: []string{"(comment) said of"}},
		{name: "crc.gz", format: gzipFormat, data: gzipHeader(one, "extra", "name", "comment", 1), err: scanner.Corrupt,
			notes: []string{"(extra) extra", "(comment) comment"}},
	}
}

// changed is data with the highest and lowest bit of one byte changed.
func changed(data []byte, at int) []byte {
	data = bytes.Clone(data)
	data[at] ^= 0x81
	return data
}

// gzipHeader puts a header with all fields before the rest of a file that has none of them. Wrong changes its checksum.
func gzipHeader(plain []byte, extra, name, comment string, wrong uint16) []byte {
	h := append([]byte("\x1f\x8b\x08\x1f"), plain[4:10]...)
	h = binary.LittleEndian.AppendUint16(h, uint16(len(extra)))
	h = append(h, extra+name+"\x00"+comment+"\x00"...)
	h = binary.LittleEndian.AppendUint16(h, uint16(crc32.ChecksumIEEE(h))^wrong)
	return append(h, plain[10:]...)
}

// What klauspost/compress/gzip reads is read as it does, whatever the header says and however the bytes come.
func TestGunzipReference(t *testing.T) {
	rnd := rand.New(rand.NewPCG(9, 10))
	for _, s := range gzipSamples(t) {
		for i := range 300 {
			data := s.data[:min(len(s.data), 1<<10)]
			if i > 0 {
				data = mutate(rnd, data)
			}
			want, wantErr := readGzip(data)
			for _, in := range []io.Reader{bytes.NewReader(data), iotest.OneByteReader(bytes.NewReader(data)), iotest.DataErrReader(bytes.NewReader(data))} {
				got := &tape{}
				err := gzipFormat.Decode(scanner.Input{Name: "x.gz", Size: -1, Body: in}, got)
				if wantErr != nil {
					continue // which part is given before is the matter of package inflate
				}
				if err != nil || !slices.Equal(got.members, []string{"x: " + want}) {
					t.Fatalf("%s: %q, error %v, want %q", s.name, got.members, err, want)
				}
			}
		}
	}
}

func readGzip(data []byte) (string, error) {
	z, err := reference.NewReader(bytes.NewReader(data))
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(z)
	return string(text), err
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

// skip is a skippable frame.
func skip(id byte, content string) []byte {
	frame := binary.LittleEndian.AppendUint32([]byte{0x50 + id, 0x2a, 0x4d, 0x18}, uint32(len(content)))
	return append(frame, content...)
}

// seekable joins frames and puts a seek table behind them.
func seekable(list ...[]byte) []byte {
	var sizes []uint32
	for _, frame := range list {
		sizes = append(sizes, uint32(len(frame)))
	}
	return append(bytes.Join(list, nil), seekTable(sizes...)...)
}

// seekTable is a seek table of frames of these sizes.
func seekTable(sizes ...uint32) []byte {
	var b []byte
	for _, size := range sizes {
		b = binary.LittleEndian.AppendUint32(b, size)
		b = append(b, "sizedsum"...)
	}
	b = binary.LittleEndian.AppendUint32(b, uint32(len(sizes)))
	return skip(14, string(append(b, 0x80, 0xb1, 0xea, 0x92, 0x8f)))
}

func zstdSamples(t testing.TB) []sample {
	one := zstded(t, "first line\nsecond\n")
	skippable := []byte("\x53\x2a\x4d\x18\x04\x00\x00\x00skip")
	third := zstdStream(t, "third line\n")
	wrong := seekTable(1, 2, 3, 4)
	wide := zstdStream(t, "text of some length", zstd.WithWindowSize(64<<20))
	return []sample{
		{name: "a.log.zst", format: zstdFormat, data: one, want: []string{"a.log: first line\nsecond\n"}},
		{name: "a.tzst", format: zstdFormat, data: one, want: []string{"a.tar: first line\nsecond\n"}},
		{name: "frames.zst", format: zstdFormat, data: bytes.Join([][]byte{skippable, one, skippable, zstdStream(t, "third line\n")}, nil),
			want: []string{"frames: first line\nsecond\nthird line\n"}, notes: []string{"(extra) skip", "(extra) skip"}},
		{name: "nothing.zst", format: zstdFormat, data: skip(3, "some text"), want: []string{"nothing: "}, notes: []string{"(extra) some text"}},
		{name: "long.zst", format: zstdFormat, data: append(bytes.Clone(one), skip(0, strings.Repeat("long text ", 100000))...),
			want: []string{"long: first line\nsecond\n"}, notes: []string{"(extra) long text long text long text long text "}},
		{name: "packed.zst", format: zstdFormat, data: append(skip(0, strings.Repeat("\x00\x01\x02\x03", 10)), one...),
			want: []string{"packed: first line\nsecond\n"}, notes: []string{"(extra) " + strings.Repeat("\x00\x01\x02\x03", 10)}, problems: []string{"unsupported "}},
		{name: "sizes.zst", format: zstdFormat, data: append(skip(0, "\x00\x01\x02\x03"), one...),
			want: []string{"sizes: first line\nsecond\n"}, notes: []string{"(extra) \x00\x01\x02\x03"}},
		{name: "unended.zst", format: zstdFormat, data: append(bytes.Clone(one), skip(0, "some text")[:12]...), err: scanner.Corrupt,
			want: []string{"unended: first line\nsecond\n (corrupt)"}, notes: []string{"(extra) some"}},
		{name: "seekable.zst", format: zstdFormat, data: seekable(one, third, one), want: []string{"seekable: first line\nsecond\nthird line\nfirst line\nsecond\n"}},
		{name: "seekable-text.zst", format: zstdFormat, data: append(bytes.Clone(one), wrong...), want: []string{"seekable-text: first line\nsecond\n"},
			notes: []string{"(extra) " + string(wrong[8:48])}, problems: []string{"unsupported "}},
		{name: "window.zst", format: zstdFormat, data: zstdStream(t, "text", zstd.WithWindowSize(32<<20)), want: []string{"window: text"}},
		{name: "wide.zst", format: zstdFormat, data: wide, err: scanner.TooLarge},
		{name: "widens.zst", format: zstdFormat, data: append(bytes.Clone(one), wide...), err: scanner.TooLarge,
			want: []string{"widens: first line\nsecond\n (too-large)"}},
		{name: "garbage.zst", format: zstdFormat, data: append(bytes.Clone(one), "more bytes"...), err: scanner.Corrupt,
			want: []string{"garbage: first line\nsecond\n (corrupt)"}},
	}
}
