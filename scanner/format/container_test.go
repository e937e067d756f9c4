package format

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/seed-4750cad8/assay/scanner"
)

// A tape is a sink that records what it was given.
type tape struct {
	members  []string // name and content, and the kind that ended it
	problems []string // kind and member
	names    []string // notes of members
	notes    []string // other notes: field and text
	numbers  []string // what should be numbers
	cells    []cell
	copies   []cell   // those that count for nothing
	raw      []string // blocks without cells
	reserved int64
	peak     int64 // of reserved
}

// A cell is one value of a column.
type cell struct {
	Field, Value string
	Row, Count   int64
}

// tapeMemory is what one object may reserve.
const tapeMemory = 48 << 20

func (t *tape) Block(b scanner.Block) error {
	if len(b.Text) > scanner.MaxBlock {
		return fmt.Errorf("block of %d bytes", len(b.Text))
	}
	to := b.To
	if to == 0 {
		to = len(b.Text)
	}
	if slices.Equal(b.Fields.Names, noteFields()) {
		return t.note(b, to)
	}
	if b.Fields.Each == nil {
		t.raw = append(t.raw, string(b.Text[b.From:to]))
		return nil
	}
	b.Fields.Each(func(int) bool { return true }, func(name, start, end int) bool {
		f := b.Fields.At(start)
		c := cell{Field: b.Fields.Names[name], Value: string(b.Text[max(start, b.From):min(end, to)]), Count: 1}
		if f.Name != c.Field || f.Start != start || f.End != end {
			c.Value = fmt.Sprintf("At(%d) = %v, want %d to %d", start, f, start, end)
		}
		if l := b.Locate(start); l.Offset == -1 {
			c.Row = l.Row
		}
		if b.Count != nil {
			c.Count = b.Count(start)
		}
		if b.Copy {
			t.copies = append(t.copies, c)
			return true
		}
		t.cells = append(t.cells, c)
		return true
	})
	return nil
}

// note records the notes of a block.
func (t *tape) note(b scanner.Block, to int) error {
	b.Fields.Each(func(int) bool { return true }, func(name, start, end int) bool {
		if f := b.Fields.At(start); f.Start != start || f.End != end || f.Name != b.Fields.Names[name] {
			t.notes = append(t.notes, fmt.Sprintf("At(%d) = %v, want %d to %d", start, f, start, end))
		}
		switch {
		case name == noteMember:
			t.names = append(t.names, string(b.Text[max(start, b.From):min(end, to)]))
		case b.Aside:
			t.numbers = append(t.numbers, string(b.Text[start:end]))
		case b.From == 0:
			t.notes = append(t.notes, b.Fields.Names[name]+" "+string(b.Text[start:min(end, start+40)]))
		}
		return true
	})
	return nil
}

func (t *tape) Member(name string, r io.Reader) error {
	var content strings.Builder
	n, err := io.Copy(&content, io.LimitReader(r, 1<<20))
	m := name + ": " + content.String()
	if n == 1<<20 {
		m = name + ": (long)"
	}
	if err != nil {
		m += " (" + err.Error() + ")"
	}
	t.members = append(t.members, m)
	return nil
}

func (t *tape) Problem(kind scanner.Kind, member string) {
	t.problems = append(t.problems, string(kind)+" "+member)
}

func (t *tape) Reserve(n int64) (func(), error) {
	if t.reserved+n > tapeMemory {
		return nil, scanner.TooLarge
	}
	t.reserved += n
	t.peak = max(t.peak, t.reserved)
	return func() { t.reserved -= n }, nil
}

// play decodes data, as an object with random access or as a stream.
func play(f scanner.Format, name string, data []byte, stream bool) (*tape, error) {
	in := scanner.Input{Name: name, Size: -1, Body: bytes.NewReader(data)}
	if !stream {
		in.Size, in.At = int64(len(data)), bytes.NewReader(data)
	}
	t := &tape{}
	err := f.Decode(in, t)
	if t.reserved != 0 {
		err = fmt.Errorf("%d bytes are still reserved after %v", t.reserved, err)
	}
	return t, err
}

// sniffed returns the first format of the list that data is of.
func sniffed(name string, data []byte) string {
	for _, f := range All() {
		if f.Sniff(name, data[:scanner.SniffSize(data)]) {
			return f.Name
		}
	}
	return ""
}

// A sample is a small file of a container format and what is to be found in it.
type sample struct {
	name     string
	format   scanner.Format
	data     []byte
	want     []string // members
	notes    []string
	problems []string
	err      error
}

func containerSamples(t testing.TB) []sample {
	return slices.Concat(gzipSamples(t), zstdSamples(t), zipSamples(t), tarSamples(t))
}

func TestContainers(t *testing.T) {
	for _, s := range containerSamples(t) {
		t.Run(s.format.Name+"/"+s.name, func(t *testing.T) {
			if got := sniffed(s.name, s.data); got != s.format.Name {
				t.Errorf("sniffed as %q, want %q", got, s.format.Name)
			}
			for _, stream := range []bool{false, true} {
				got, err := play(s.format, s.name, s.data, stream)
				if !errors.Is(err, s.err) {
					t.Errorf("stream %t: error %v, want %v", stream, err, s.err)
				}
				if !slices.Equal(got.members, s.want) {
					t.Errorf("stream %t: members\n%q, want\n%q", stream, got.members, s.want)
				}
				if !slices.Equal(got.notes, s.notes) {
					t.Errorf("stream %t: notes %q, want %q", stream, got.notes, s.notes)
				}
				if !slices.Equal(got.problems, s.problems) {
					t.Errorf("stream %t: problems %q, want %q", stream, got.problems, s.problems)
				}
			}
		})
	}
}

// A value may stand anywhere: wherever one is written over the bytes of an archive, it is in what is searched, or something is
// wrong with the archive.
func TestEveryByteCounts(t *testing.T) {
	const value = "123-45-6788;"
	for _, s := range containerSamples(t) {
		if s.err != nil || len(s.problems) > 0 || len(s.data) > 4<<10 || strings.HasPrefix(s.name, "checksum") {
			continue
		}
		whole, _ := play(s.format, s.name, s.data, false)
		for at := range len(s.data) - len(value) + 1 {
			data := bytes.Clone(s.data)
			copy(data[at:], value)
			if s.format.Name == "tar" {
				header := data[at/tarBlock*tarBlock:][:tarBlock]
				if in := at % tarBlock; tarHeader(s.data[at/tarBlock*tarBlock:]) && (in >= 156 || in+len(value) <= 148) {
					rechecked(header)
				}
			}
			if got, err := play(s.format, s.name, data, false); err == nil && reflect.DeepEqual(got, whole) {
				t.Errorf("%s/%s: a value at %d of %d is not seen", s.format.Name, s.name, at, len(data))
			}
		}
	}
}

// What is cut off must be said: a problem, an error, or the error of a member. Whatever was read before still counts.
func TestTruncatedContainers(t *testing.T) {
	for _, s := range containerSamples(t) {
		if s.err != nil || len(s.problems) > 0 {
			continue
		}
		t.Run(s.format.Name+"/"+s.name, func(t *testing.T) {
			whole, _ := play(s.format, s.name, s.data, false)
			for i := range 16 {
				for _, stream := range []bool{false, true} {
					got, err := play(s.format, s.name, s.data[:len(s.data)*i/16], stream)
					said := errors.Is(err, scanner.Corrupt) || len(got.problems) > 0
					if !said && !slices.Equal(got.members, whole.members) {
						t.Errorf("at %d/16: members %q, and no word of what is missing (%v)", i, got.members, err)
					}
				}
			}
		})
	}
}

// A failure to read is not bad data: decoders return the error itself, whatever their codecs make of it.
func TestReadErrors(t *testing.T) {
	gone := errors.New("connection reset")
	for _, s := range containerSamples(t) {
		for i := range 16 {
			n := len(s.data) * i / 16
			failing := io.MultiReader(bytes.NewReader(s.data[:n]), &failingReader{gone})
			got := &tape{}
			err := s.format.Decode(scanner.Input{Name: s.name, Size: -1, Body: failing}, got)
			if n < len(s.data) && err != nil && !errors.Is(err, gone) && !errors.Is(err, s.err) {
				t.Errorf("%s/%s at %d/16: error %v, want %v", s.format.Name, s.name, i, err, gone)
			}
			if err == nil && s.err == nil && !slices.ContainsFunc(got.members, func(m string) bool { return strings.Contains(m, gone.Error()) }) {
				t.Errorf("%s/%s at %d/16: no error", s.format.Name, s.name, i)
			}
		}
	}
}

type failingReader struct{ err error }

func (f *failingReader) Read([]byte) (int, error) { return 0, f.err }

// Formats have names of their own, and each of the list says what it is.
func TestOpaque(t *testing.T) {
	names := map[string]bool{}
	for _, f := range opaqueFormats {
		if names[f.Name] {
			t.Errorf("%s is in the list twice", f.Name)
		}
		names[f.Name] = true
	}
	for _, m := range magics {
		head := make([]byte, m.off+len(m.bytes)+16)
		copy(head[m.off:], m.bytes)
		if got := sniffed("", head); got != m.name {
			t.Errorf("magic of %s sniffed as %q", m.name, got)
		}
	}
	for _, text := range []string{"MZ was here\n", "BMW, Audi\n", "ORCHARD,apples\n", "RIFFRAFF", "ID3,name\n", "Objection\n"} {
		for _, f := range opaqueFormats {
			if f.Sniff("", []byte(text)) {
				t.Errorf("%q sniffed as %s", text, f.Name)
			}
		}
	}
	if got := slices.Sorted(maps.Keys(names)); !slices.Contains(got, "png") || !slices.Contains(got, "pdf") {
		t.Errorf("formats %q lack png or pdf", got)
	}
	if err := binaryFormat.Decode(scanner.Input{}, nil); !errors.Is(err, scanner.Unsupported) {
		t.Errorf("binary: %v, want %v", err, scanner.Unsupported)
	}
	if got, err := play(emptyFormat, "", nil, false); err != nil || len(got.problems) > 0 {
		t.Errorf("empty: %v, %q", err, got.problems)
	}
}
