package format

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// appendField appends a field to an extra.
func appendField(extra []byte, id uint16, content string) []byte {
	extra = binary.LittleEndian.AppendUint16(extra, id)
	return append(binary.LittleEndian.AppendUint16(extra, uint16(len(content))), content...)
}

// insert puts text into data at an offset. The numbers in data stay as they are.
func insert(data []byte, at int, text string) []byte {
	return slices.Insert(bytes.Clone(data), at, []byte(text)...)
}

// shiftDirectory makes the record at the end say that the directory begins n bytes later.
func shiftDirectory(data []byte, n int) []byte {
	data = bytes.Clone(data)
	at := data[bytes.LastIndex(data, []byte(zipEnd))+16:]
	binary.LittleEndian.PutUint32(at, binary.LittleEndian.Uint32(at)+uint32(n))
	return data
}

// zipRaw makes a zip of one entry whose data is packed as it is given.
func zipRaw(t testing.TB, h zip.FileHeader, packed string) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	h.CompressedSize64 = uint64(len(packed))
	f, err := w.CreateRaw(&h)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(f, packed); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Whatever stands in an archive beside the content of its entries is searched, or said to be unsupported or corrupt. What all
// tools write is neither.
func TestZipAccount(t *testing.T) {
	const end = 22
	text := func(name, content string) zip.FileHeader { return zip.FileHeader{Name: name, Comment: content} }
	crc := crc32.ChecksumIEEE([]byte("x"))
	one := zipRaw(t, zip.FileHeader{Name: "a", UncompressedSize64: 1, CRC32: crc}, "x")
	two := zipped(t, "", text("a", "x"), text("b", "y"))
	member, members := []string{"a: x"}, []string{"a: x", "b: y"}
	directory := func(data []byte) int { return bytes.Index(data, []byte(zipCentral)) }
	second := bytes.LastIndex(two, []byte(zipLocal))
	empty := zipped(t, "")
	descriptor := func(sign string, wide bool) []byte {
		b := binary.LittleEndian.AppendUint32([]byte(sign), crc)
		for range 2 {
			if b = binary.LittleEndian.AppendUint32(b, 1); wide {
				b = binary.LittleEndian.AppendUint32(b, 0)
			}
		}
		return b
	}
	described := func(d []byte) []byte { return shiftDirectory(insert(one, directory(one), string(d)), len(d)) }
	extra := func(central bool, fields []byte) []byte {
		if central { // [zip.Writer] writes the same extra into both headers
			data := insert(one, directory(one)+46+1, string(fields))
			binary.LittleEndian.PutUint16(data[directory(data)+30:], uint16(len(fields)))
			at := data[len(data)-end+12:]
			binary.LittleEndian.PutUint32(at, binary.LittleEndian.Uint32(at)+uint32(len(fields)))
			return data
		}
		data := shiftDirectory(insert(one, 30+1, string(fields)), len(fields))
		binary.LittleEndian.PutUint16(data[28:], uint16(len(fields)))
		return data
	}
	comment := insert(one, len(one)-end, "said of it")
	binary.LittleEndian.PutUint16(comment[directory(comment)+32:], 10)
	comment[len(comment)-end+12] += 10
	times := appendField(appendField(nil, extraTimes, "\x03\x01\x02\x03\x04\x05\x06\x07\x08"), extraOwner32, "\x01\x04\x00\x00\x00\x00\x04\x00\x00\x00\x00")
	unlisted := bytes.Clone(two)
	at := directory(unlisted)
	next := at + 1 + bytes.Index(unlisted[at+1:], []byte(zipCentral))
	unlisted = slices.Delete(unlisted, at, next)
	for _, i := range []int{8, 10} {
		unlisted[len(unlisted)-end+i] = 1
	}
	unlisted[len(unlisted)-end+12] -= byte(next - at)
	signed := func(n int) []byte { // records of zip64 that are not needed
		start, size := directory(one), len(one)-end-directory(one)
		le := binary.LittleEndian
		b := le.AppendUint64([]byte(zip64End), 44)
		b = le.AppendUint64(append(b, "\x2d\x00\x2d\x00\x00\x00\x00\x00\x00\x00\x00\x00"...), uint64(n))
		b = le.AppendUint64(le.AppendUint64(le.AppendUint64(b, uint64(n)), uint64(size)), uint64(start))
		b = append(append(b, zip64Find...), 0, 0, 0, 0)
		b = le.AppendUint32(le.AppendUint64(b, uint64(start+size)), 1)
		return insert(one, start+size, string(b))
	}

	folder := func(data []byte) []byte { return bytes.ReplaceAll(data, []byte("d."), []byte("d/")) } // zip.Writer writes none that has data

	unsupported := []string{"unsupported "}
	tests := []struct {
		name     string
		data     []byte
		want     []string // members
		notes    []string
		names    []string // all, unless it is as many as there are members
		problems []string
	}{
		{name: "nothing", data: one, want: member},
		{name: "text and no entries", data: append([]byte("PK\x03\x04 \nsome text"), empty...), problems: unsupported},
		{name: "text before", data: append([]byte("#!/bin/sh\n"), one...), want: member, problems: unsupported},
		{name: "zeros before", data: append(make([]byte, 100), one...), want: member},
		{name: "mark of a split archive", data: append([]byte(zipSpan), one...), want: member},
		{name: "text between", data: shiftDirectory(patchLast(insert(two, second, "some text"), 42, 9), 9), want: members, problems: unsupported},
		{name: "zeros between", data: shiftDirectory(patchLast(insert(two, second, string(make([]byte, 9))), 42, 9), 9), want: members},
		{name: "text before the directory", data: shiftDirectory(insert(one, directory(one), "some text"), 9), want: member, problems: unsupported},
		{name: "text in the directory", data: func() []byte {
			data := insert(one, len(one)-end, "some text")
			data[len(data)-end+12] += 9
			return data
		}(), want: member, problems: unsupported},
		{name: "text behind", data: append(bytes.Clone(one), "some text"...), want: member, problems: unsupported},
		{name: "zeros behind", data: append(bytes.Clone(one), make([]byte, 100)...), want: member},
		{name: "unlisted", data: unlisted, want: []string{"b: y"}, problems: unsupported},
		{name: "comment", data: zipped(t, "said of all", text("a", "x")), want: member, notes: []string{"(comment) said of all"}},
		{name: "comment of an entry", data: comment, want: member, notes: []string{"(comment) said of it"}},
		{name: "descriptor", data: described(descriptor(zipSpan, false)), want: member},
		{name: "descriptor of zip64", data: described(descriptor(zipSpan, true)), want: member},
		{name: "descriptor without a signature", data: described(descriptor("", false)), want: member},
		{name: "descriptor of zip64 without a signature", data: described(descriptor("", true)), want: member},
		{name: "no descriptor", data: described([]byte("PK\x07\x08 no number")), want: member, problems: unsupported},
		{name: "descriptor and text", data: described(append(descriptor(zipSpan, false), "text"...)), want: member, problems: unsupported},
		{name: "needless zip64", data: signed(1), want: member},
		{name: "wrong zip64", data: signed(2), want: member, problems: unsupported},
		{name: "times", data: extra(true, times), want: member},
		{name: "times in the header", data: extra(false, times), want: member},
		{name: "times that are text", data: extra(true, appendField(nil, extraTimes, strings.Repeat("text ", 7))), want: member,
			notes: []string{"(extra) " + strings.Repeat("text ", 7)}},
		{name: "unknown", data: extra(true, appendField(times, 0x9999, "some text")), want: member, notes: []string{"(extra) some text"}},
		{name: "unknown in the header", data: extra(false, appendField(times, 0x9999, "some text")), want: member, notes: []string{"(extra) some text"}},
		{name: "unknown and no text", data: extra(true, appendField(nil, 0x9999, strings.Repeat("\x01\x00\x02", 30))), want: member,
			notes: []string{"(extra) " + strings.Repeat("\x01\x00\x02", 13) + "\x01"}, problems: unsupported},
		{name: "no fields", data: extra(true, []byte("text")), want: member, notes: []string{"(extra) text"}},
		{name: "alignment", data: extra(false, make([]byte, 3)), want: member},
		{name: "alignment of Android", data: extra(false, appendField(nil, extraAlignment, "\x04\x00\x00\x00\x00")), want: member},
		{name: "text as alignment", data: extra(false, appendField(nil, extraAlignment, "\x04\x00some text")), want: member, notes: []string{"(extra) \x04\x00some text"}},
		{name: "growth", data: extra(false, appendField(nil, extraGrowth, "\x28\xa0\x10\x00"+string(make([]byte, 16)))), want: member},
		{name: "comment in UTF-8", data: extra(true, appendField(nil, extraComment, "\x01crc-said in UTF-8")), want: member, notes: []string{"(comment) said in UTF-8"}},
		{name: "name in UTF-8", data: extra(true, appendField(nil, extraName, "\x01crc-a")), want: member},
		{name: "other name", data: extra(true, appendField(nil, extraName, "\x01crc-other")), want: member, names: []string{"a", "other"}},
		{name: "other name in the header", data: func() []byte {
			data := bytes.Clone(one)
			data[30] = 'b'
			return data
		}(), want: member, names: []string{"a", "b"}},
		{name: "directory", data: zipRaw(t, zip.FileHeader{Name: "d/"}, ""), names: []string{"d/"}},
		{name: "deflated directory", data: folder(zipRaw(t, zip.FileHeader{Name: "d.", Method: zip.Deflate}, "\x03\x00")), want: []string{"d/: "}},
		{name: "directory with text", data: folder(zipRaw(t, zip.FileHeader{Name: "d."}, "some text")), want: []string{"d/: some text (corrupt)"}},
		{name: "text behind deflate", data: zipRaw(t, zip.FileHeader{Name: "a", Method: zip.Deflate}, "\x03\x00some text"), want: []string{"a:  (corrupt)"}},
		{name: "zeros behind deflate", data: zipRaw(t, zip.FileHeader{Name: "a", Method: zip.Deflate}, "\x03\x00\x00\x00"), want: []string{"a: "}},
	}
	for _, tt := range tests {
		for _, stream := range []bool{false, true} {
			got, err := play(zipFormat, "", tt.data, stream)
			if err != nil || !slices.Equal(got.members, tt.want) {
				t.Errorf("%s: members %q, want %q; error %v", tt.name, got.members, tt.want, err)
			}
			if !slices.Equal(got.notes, tt.notes) {
				t.Errorf("%s: notes %q, want %q", tt.name, got.notes, tt.notes)
			}
			if tt.names != nil && !slices.Equal(got.names, tt.names) || tt.names == nil && len(got.names) != len(tt.want) {
				t.Errorf("%s: names %q, want %q", tt.name, got.names, tt.names)
			}
			if !slices.Equal(got.problems, tt.problems) {
				t.Errorf("%s: problems %q, want %q", tt.name, got.problems, tt.problems)
			}
		}
	}
}

// patchLast adds n to a number in the last entry of the directory.
func patchLast(data []byte, at int, n byte) []byte {
	data = bytes.Clone(data)
	data[bytes.LastIndex(data, []byte(zipCentral))+at] += n
	return data
}

// Entries may be in any order, up to a bound on what is kept of it, and may overlap.
func TestSpans(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 6))
	for _, n := range []int{0, 1, 10, 1000, maxSpans/2 - 1} {
		var s spans
		var want []span
		for i := range int64(n + 1) {
			want = append(want, span{i * 10, i*10 + 3})
		}
		for _, i := range rnd.Perm(n) {
			at := int64(i) * 10
			s.add(at+3, at+8)
			s.add(at+5, at+10)
			s.add(at+4, at+6)
		}
		if got := slices.Collect(s.gaps(int64(n)*10 + 3)); !slices.Equal(got, want) || s.lost {
			t.Errorf("of %d: %d gaps, want %d; lost %t", n, len(got), len(want), s.lost)
		}
	}
	var s spans
	for i := range int64(10 * maxSpans) {
		s.add(i*10, i*10+5)
	}
	if !s.lost {
		t.Error("more spans than are kept, and none are lost")
	}
}

// Many entries of one local header do not make it be searched as often.
func TestZipOfOneHeader(t *testing.T) {
	name := strings.Repeat("n", 1<<16-1)
	one := zipRaw(t, zip.FileHeader{Name: name, UncompressedSize64: 1, CRC32: crc32.ChecksumIEEE([]byte("x"))}, "x")
	at := bytes.Index(one, []byte(zipCentral))
	entry := append(bytes.Clone(one[at:at+46]), "a"...)
	binary.LittleEndian.PutUint16(entry[28:], 1)
	const n = 1000
	data := append(bytes.Clone(one[:at]), bytes.Repeat(entry, n)...)
	end := bytes.Clone(one[len(one)-22:])
	binary.LittleEndian.PutUint16(end[8:], n)
	binary.LittleEndian.PutUint16(end[10:], n)
	binary.LittleEndian.PutUint32(end[12:], uint32(n*len(entry)))
	data = append(data, end...)
	got, err := play(zipFormat, "", data, false)
	if err != nil || len(got.members) == 0 || len(got.problems) == 0 {
		t.Errorf("%d members, %d problems, error %v", len(got.members), len(got.problems), err)
	}
	size := 0
	for _, name := range got.names {
		size += len(name)
	}
	if size > 2*len(data) {
		t.Errorf("names of %d bytes were searched in a file of %d", size, len(data))
	}
}
