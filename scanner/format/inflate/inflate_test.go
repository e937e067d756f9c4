package inflate

import (
	"bufio"
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
)

// deflated packs text. Level -3 stands for many flushes.
func deflated(t testing.TB, text []byte, level int) []byte {
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, max(level, -2))
	if err != nil {
		t.Fatal(err)
	}
	step := len(text) + 1
	if level == -3 {
		step = 1000
	}
	for ; len(text) > 0; text = text[min(step, len(text)):] {
		if _, err := w.Write(text[:min(step, len(text))]); err != nil {
			t.Fatal(err)
		}
		if level == -3 {
			if err := w.Flush(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// texts are such that all kinds of blocks and matches occur. Some are longer than what a Reader holds.
var texts = sync.OnceValue(func() map[string][]byte {
	rnd := rand.New(rand.NewPCG(1, 2))
	random := func(n, letters int) []byte {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(rnd.IntN(letters))
		}
		return b
	}
	var lines strings.Builder
	for lines.Len() < 200_000 {
		fmt.Fprintf(&lines, "2026-01-%02d INFO request id=%016x user=user%d@example.com status=%d\n", 1+rnd.IntN(28), rnd.Uint64(), rnd.IntN(5000), 200+rnd.IntN(5))
	}
	far := random(40_000, 256) // matches as far back as they may be
	list := map[string][]byte{
		"empty": nil, "one": []byte("x"), "lines": []byte(lines.String()),
		"random": random(140_000, 256), "letters": random(140_000, 20), "two": random(50_000, 2),
		"zeros": make([]byte, 140_000), "far": bytes.Repeat(far[:window], 5), "too far": bytes.Repeat(far[:window+1], 5),
	}
	for period := range 20 { // matches that overlap themselves
		list[fmt.Sprint("period ", period+2)] = bytes.Repeat(random(period+2, 256), 500)
	}
	return list
})

// A chunking is a way in which a reader may hand out what it has.
type chunking struct {
	name   string
	buffer int
	reader func(io.Reader) io.Reader
	slow   bool
}

var chunkings = []chunking{
	{"whole", 64 << 10, func(r io.Reader) io.Reader { return r }, false},
	{"half", 64 << 10, iotest.HalfReader, false},
	{"with EOF", 4 << 10, iotest.DataErrReader, false},
	{"byte", 64 << 10, iotest.OneByteReader, true},
	{"byte with EOF", 16, func(r io.Reader) io.Reader { return iotest.OneByteReader(iotest.DataErrReader(r)) }, true},
	{"small", 16, func(r io.Reader) io.Reader { return r }, true},
	{"odd", 37, func(r io.Reader) io.Reader { return r }, true},
}

// check compares what z and compress/flate make of data: the text, the error, and how much of data they leave. It does so with and
// without the kernel.
func check(t *testing.T, z *Reader, data []byte, c chunking) {
	t.Helper()
	for _, z.portable = range []bool{true, false} {
		checkOnce(t, z, data, c)
	}
}

func checkOnce(t *testing.T, z *Reader, data []byte, c chunking) {
	t.Helper()
	ref := bytes.NewReader(data)
	want, wantErr := io.ReadAll(flate.NewReader(ref))
	br := bufio.NewReaderSize(c.reader(bytes.NewReader(data)), c.buffer)
	z.Reset(br)
	got, err := io.ReadAll(z)
	var corrupt flate.CorruptInputError
	switch {
	case wantErr == nil:
		rest, restErr := io.ReadAll(br)
		if err != nil || restErr != nil || len(rest) != ref.Len() {
			t.Fatalf("%s: error %v, and %d bytes behind the end (%v), want %d", c.name, err, len(rest), restErr, ref.Len())
		}
	case errors.As(wantErr, &corrupt):
		if err != ErrCorrupt {
			t.Fatalf("%s: error %v, want %v as of %v", c.name, err, ErrCorrupt, wantErr)
		}
	case wantErr == io.ErrUnexpectedEOF:
		// compress/flate stops when not as many bits are left as the end of a block has. Whole symbols may be among them.
		if err != ErrCorrupt && err != io.ErrUnexpectedEOF {
			t.Fatalf("%s: error %v, want %v", c.name, err, wantErr)
		}
		if len(got) > len(want) && len(got)-len(want) <= maxLength*longest {
			got = got[:len(want)]
		}
	default:
		t.Fatal(wantErr)
	}
	if !bytes.Equal(got, want) {
		t.Fatalf("%s: %d bytes, want %d, or others (error %v)", c.name, len(got), len(want), err)
	}
}

func TestRead(t *testing.T) {
	z := &Reader{}
	for name, text := range texts() {
		for _, level := range []int{-3, flate.HuffmanOnly, flate.NoCompression, 1, 6} {
			data := deflated(t, text, level)
			for _, c := range chunkings {
				if c.slow && len(text) > 50_000 && (name != "lines" || level != 6) {
					continue
				}
				t.Run(fmt.Sprintf("%s/%d/%s", name, level, c.name), func(t *testing.T) {
					check(t, z, data, c)
					check(t, z, append(data[:len(data):len(data)], "behind the end"...), c)
				})
			}
		}
	}
}

// What is cut off is said, wherever it is cut, after all that could be decoded.
func TestTruncated(t *testing.T) {
	z := &Reader{}
	text := texts()["lines"][:1000]
	for _, level := range []int{flate.NoCompression, flate.HuffmanOnly, flate.BestSpeed, flate.BestCompression} {
		data := deflated(t, text, level)
		for n := range data {
			for _, c := range chunkings {
				check(t, z, data[:n], c)
			}
			z.Reset(bufio.NewReader(bytes.NewReader(data[:n])))
			if _, err := io.ReadAll(z); err != io.ErrUnexpectedEOF {
				t.Fatalf("level %d, %d of %d bytes: error %v, want %v", level, n, len(data), err, io.ErrUnexpectedEOF)
			}
		}
	}
}

// Bytes that were changed are decoded as by compress/flate, or refused.
func TestMutated(t *testing.T) {
	z := &Reader{}
	rnd := rand.New(rand.NewPCG(3, 4))
	text := texts()["lines"]
	for i := range 2000 {
		from := rnd.IntN(len(text))
		data := deflated(t, text[from:min(len(text), from+1<<rnd.IntN(15))], rnd.IntN(13)-3)
		for range 1 + rnd.IntN(4) {
			// More of them at the beginning, where the codes are.
			data[rnd.IntN(1+rnd.IntN(len(data)))] ^= 1 << rnd.IntN(8)
		}
		check(t, z, data, chunkings[i%len(chunkings)])
	}
	for i := range 2000 {
		data := make([]byte, rnd.IntN(1<<rnd.IntN(12)))
		for i := range data {
			data[i] = byte(rnd.Uint32())
		}
		check(t, z, data, chunkings[i%len(chunkings)])
	}
}

// The error of the reader below comes through, after everything that was decoded before.
func TestReadError(t *testing.T) {
	gone := errors.New("connection reset")
	text := texts()["lines"]
	data := deflated(t, text, 6)
	z := &Reader{}
	for _, n := range []int{0, 1, 2, 100, len(data) / 2, len(data) - 1} {
		z.Reset(bufio.NewReader(io.MultiReader(bytes.NewReader(data[:n]), iotest.ErrReader(gone))))
		got, err := io.ReadAll(z)
		if err != gone || !bytes.HasPrefix(text, got) || n > 1000 && len(got) < n {
			t.Errorf("at %d: %d bytes, error %v", n, len(got), err)
		}
		if _, err := z.Read(make([]byte, 1)); err != gone {
			t.Errorf("at %d: error %v when asked again", n, err)
		}
	}
}

// A stream is read to its last byte and no further: there may be nothing behind it yet.
func TestReadsNoFurther(t *testing.T) {
	z := &Reader{}
	for name, text := range texts() {
		text = text[:min(len(text), 20_000)]
		for _, level := range []int{flate.NoCompression, flate.HuffmanOnly, flate.BestSpeed, flate.BestCompression} {
			data := deflated(t, text, level)
			r := iotest.OneByteReader(io.MultiReader(bytes.NewReader(data), iotest.ErrReader(errors.New("read past the end"))))
			z.Reset(bufio.NewReader(r))
			if got, err := io.ReadAll(z); err != nil || !bytes.Equal(got, text) {
				t.Errorf("%s, level %d: %v", name, level, err)
			}
		}
	}
}

// A stream does not reach what the one before it left behind: those may be another owner's bytes.
func TestResetForgets(t *testing.T) {
	z := &Reader{}
	z.Reset(bufio.NewReader(bytes.NewReader(deflated(t, texts()["letters"], 6))))
	if _, err := io.Copy(io.Discard, z); err != nil {
		t.Fatal(err)
	}
	var b bitWriter
	b.write(0b011, 3)    // last, fixed
	b.code(0b0000001, 7) // length 3
	b.code(0, 5)         // distance 1
	b.code(0, 7)         // end
	data := append(b.bytes(), 0)
	z.Reset(bufio.NewReader(bytes.NewReader(data)))
	if got, err := io.ReadAll(z); err != ErrCorrupt || len(got) > 0 {
		t.Errorf("%q, error %v, want %v", got, err, ErrCorrupt)
	}
	check(t, z, data, chunkings[0])
}

func TestReadAllocates(t *testing.T) {
	z := &Reader{}
	p := make([]byte, 32<<10)
	for level := -3; level <= 9; level++ {
		r := bytes.NewReader(deflated(t, texts()["lines"], level))
		br := bufio.NewReader(r)
		n := testing.AllocsPerRun(3, func() {
			if _, err := r.Seek(0, io.SeekStart); err != nil {
				t.Fatal(err)
			}
			br.Reset(r)
			z.Reset(br)
			for {
				if _, err := z.Read(p); err == io.EOF {
					return
				} else if err != nil {
					t.Fatal(err)
				}
			}
		})
		if n != 0 {
			t.Errorf("level %d: %v allocations, want none", level, n)
		}
	}
}

// FuzzInflate compares with compress/flate on the bytes as they are, and on the bytes packed.
func FuzzInflate(f *testing.F) {
	text := texts()["lines"][:2000]
	for level := -3; level <= 9; level++ {
		f.Add(deflated(f, text, level), byte(level+3))
	}
	rnd := rand.New(rand.NewPCG(5, 6))
	for i := range 10 {
		f.Add(dynamicBlock(rnd, i%2 == 0), byte(i))
	}
	z := &Reader{}
	f.Fuzz(func(t *testing.T, data []byte, how byte) {
		c := chunkings[int(how)%len(chunkings)]
		check(t, z, data, c)
		check(t, z, deflated(t, data, int(how)%13-3), c)
	})
}
