package format

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/seed-4750cad8/assay/scanner"
)

func zipped(t testing.TB, comment string, headers ...zip.FileHeader) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	w.RegisterCompressor(zipZstd, func(out io.Writer) (io.WriteCloser, error) { return zstd.NewWriter(out) })
	w.RegisterCompressor(99, func(out io.Writer) (io.WriteCloser, error) { return zstd.NewWriter(out) })
	for _, h := range headers {
		text := h.Comment // the content, in the tests
		h.Comment = ""
		f, err := w.CreateHeader(&h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(f, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.SetComment(comment); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// patchDirectory changes each entry of the central directory.
func patchDirectory(data []byte, patch func(entry []byte)) []byte {
	data = bytes.Clone(data)
	for at := 0; ; at++ {
		i := bytes.Index(data[at:], []byte(zipCentral))
		if i < 0 {
			return data
		}
		at += i
		patch(data[at:])
	}
}

func zipSamples(t testing.TB) []sample {
	text := func(name, content string, method uint16) zip.FileHeader {
		return zip.FileHeader{Name: name, Comment: content, Method: method}
	}
	plain := zipped(t, "", text("a.txt", "first", zip.Store), text("dir/b.csv", "a,b\n1,2\n", zip.Deflate), text("c", "third", zipZstd))
	want := []string{"a.txt: first", "dir/b.csv: a,b\n1,2\n", "c: third"}
	crc := patchDirectory(plain, func(e []byte) { e[16] ^= 1 })
	return []sample{
		{name: "plain.zip", format: zipFormat, data: plain, want: want},
		{name: "comment.zip", format: zipFormat, data: zipped(t, "a comment, even "+zipEnd+" of its own that is long enough", text("a", "x", zip.Deflate)), want: []string{"a: x"},
			notes: []string{"(comment) a comment, even " + zipEnd + " of its own that is "}},
		{name: "empty.zip", format: zipFormat, data: zipped(t, "")},
		{name: "dirs.jar", format: zipFormat, data: zipped(t, "", text("META-INF/", "", zip.Store), text("a", "", zip.Deflate)), want: []string{"a: "}},
		{name: "names.zip", format: zipFormat, data: zipped(t, "", text("../x\x00\xff", "x", zip.Store), text("", "y", zip.Store)), want: []string{"../x\x00\xff: x", ": y"}},
		{name: "method.zip", format: zipFormat, data: zipped(t, "", text("a", "x", 99), text("b", "y", zip.Deflate)), want: []string{"b: y"},
			problems: []string{"unsupported a"}},
		{name: "locked.zip", format: zipFormat, data: patchDirectory(plain, func(e []byte) { e[8] |= 1 }),
			problems: []string{"encrypted a.txt", "encrypted dir/b.csv", "encrypted c"}},
		{name: "checksum.zip", format: zipFormat, data: crc,
			want: []string{"a.txt: first (corrupt)", "dir/b.csv: a,b\n1,2\n (corrupt)", "c: third (corrupt)"}},
		{name: "offset.zip", format: zipFormat, data: patchDirectory(plain, func(e []byte) { binary.LittleEndian.PutUint32(e[42:], 1<<31) }),
			problems: []string{"corrupt a.txt", "corrupt dir/b.csv", "corrupt c"}},
		{name: "count.zip", format: zipFormat, data: func() []byte {
			data := bytes.Clone(plain)
			data[bytes.LastIndex(data, []byte(zipEnd))+10]++
			return data
		}(), want: want, err: scanner.Corrupt},
	}
}

// Entries may be many more than the 16 bits of the count without zip64 say, and more than fit into one window. The memory
// stays the same.
func TestZipOfManyEntries(t *testing.T) {
	const n = 70_000
	headers := make([]zip.FileHeader, n)
	for i := range headers {
		headers[i] = zip.FileHeader{Name: fmt.Sprint("f", i), Comment: "x"}
	}
	data := zipped(t, "", headers...)
	at := &countingAt{r: bytes.NewReader(data)}
	got := &tape{}
	if err := zipFormat.Decode(scanner.Input{Size: int64(len(data)), Body: bytes.NewReader(data), At: at}, got); err != nil {
		t.Fatal(err)
	}
	if len(got.members) != n || got.members[n-1] != fmt.Sprintf("f%d: x", n-1) {
		t.Errorf("%d members, want %d", len(got.members), n)
	}
	if most := len(data)/zipAhead + 6; at.calls > most {
		t.Errorf("%d reads of a file of %d bytes, want at most %d", at.calls, len(data), most)
	}
}

// Bytes before the archive move all its offsets. No one knows what they are.
func TestZipWithPrefix(t *testing.T) {
	data := zipped(t, "", zip.FileHeader{Name: "a", Comment: "x"})
	data = append([]byte("#!/bin/sh\nexec unzip $0\n"), data...)
	got, err := play(zipFormat, "", data, false)
	if err != nil || !slices.Equal(got.members, []string{"a: x"}) || !slices.Equal(got.problems, []string{"unsupported "}) {
		t.Errorf("members %q, problems %q, error %v", got.members, got.problems, err)
	}
}

// A zip that is a member must fit into memory, and says so when it does not.
func TestZipStreamTooLarge(t *testing.T) {
	data := zipped(t, "", zip.FileHeader{Name: "a", Comment: string(make([]byte, maxBuffered))})
	if _, err := play(zipFormat, "", data, true); err != scanner.TooLarge {
		t.Errorf("error %v, want %v", err, scanner.TooLarge)
	}
	if got, err := play(zipFormat, "", data, false); err != nil || len(got.members) != 1 {
		t.Errorf("with random access: %d members, error %v", len(got.members), err)
	}
}

// A countingAt counts the reads.
type countingAt struct {
	r     io.ReaderAt
	calls int
}

func (c *countingAt) ReadAt(p []byte, off int64) (int, error) {
	c.calls++
	return c.r.ReadAt(p, off)
}
