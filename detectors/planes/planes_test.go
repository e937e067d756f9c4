package planes

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// meaning is Mark, byte by byte, by the sets as they were given.
func meaning(sets []string, text []byte) []uint64 {
	width := len(sets) + 1
	dst := make([]uint64, (len(text)+63)/64*width)
	for i, c := range text {
		for set, members := range sets {
			if strings.IndexByte(members, c) >= 0 {
				dst[i/64*width+set] |= 1 << (i % 64)
			}
		}
		if c >= 0x80 {
			dst[i/64*width+len(sets)] |= 1 << (i % 64)
		}
	}
	return dst
}

func check(t *testing.T, sets []string, text []byte) {
	t.Helper()
	table := New(sets...)
	got, want := make([]uint64, table.Len(len(text))), meaning(sets, text)
	for i := range got {
		got[i] = ^uint64(0) // what was there before
	}
	table.Mark(got, text)
	if !slices.Equal(got, want) {
		t.Errorf("%q in %q:\n got %x\nwant %x", sets, text, got, want)
	}
	whole := text[:len(text)/64*64]
	for name, mark := range otherMarks() {
		got := make([]uint64, table.Len(len(whole)))
		mark(table, got, whole)
		if want := want[:len(got)]; !slices.Equal(got, want) {
			t.Errorf("%s: %q in %q:\n got %x\nwant %x", name, sets, whole, got, want)
		}
	}
}

func TestMark(t *testing.T) {
	all := make([]byte, 256)
	for c := range all {
		all[c] = byte(c)
	}
	lists := [][]string{
		nil,
		{""},
		{",\"\n"},
		{"\x00"},
		{string(all[:0x80]), "\x7f"},
		{"a", "b", "0123456789", " \n\r\t", "{}", "\x00\x0f\x10", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
	}
	r := rand.New(rand.NewPCG(1, 1))
	for _, sets := range lists {
		for shift := range 256 {
			check(t, sets, append(bytes.Clone(all[shift:]), all[:shift]...))
		}
		for n := range 200 {
			text := make([]byte, n)
			for i := range text {
				text[i] = byte(r.Uint32())
			}
			check(t, sets, text)
		}
	}
}

func TestNewPanics(t *testing.T) {
	tests := []struct {
		name string
		sets []string
	}{
		{"beyond ASCII", []string{"é"}},
		{"too many", make([]string, MaxSets+1)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("did not panic")
				}
			}()
			New(tt.sets...)
		})
	}
}

func FuzzMark(f *testing.F) {
	f.Add("one, two", ",\n", "a")
	f.Fuzz(func(t *testing.T, text, a, b string) {
		ascii := func(r rune) rune {
			if r >= 0x80 {
				return -1
			}
			return r
		}
		check(t, []string{strings.Map(ascii, a), strings.Map(ascii, b)}, []byte(text))
	})
}

func BenchmarkMark(b *testing.B) {
	text := bytes.Repeat([]byte("2026-01-02,anna,\"a note, of some length\",12.50,EUR\n"), 1024)
	for _, sets := range [][]string{{",\"\n"}, {"abcdefghijklmnopqrstuvwxyz", "0123456789", " \n", "!'(),-.:;?", "{}"}} {
		table := New(sets...)
		dst := make([]uint64, table.Len(len(text)))
		b.Run(strings.Repeat("s", len(sets)), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				table.Mark(dst, text)
			}
		})
	}
}
