package format

import (
	"archive/tar"
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/seed-4750cad8/assay/scanner"
)

func tarred(t testing.TB, format tar.Format, headers ...tar.Header) []byte {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, h := range headers {
		text := h.Uname // the content, in the tests
		h.Uname, h.Format, h.Mode = "", format, 0o644
		if h.Typeflag == tar.TypeXGlobalHeader {
			h.Mode = 0 // it has records only
		}
		if h.Typeflag == 0 {
			h.Typeflag = tar.TypeReg
		}
		if h.Typeflag == tar.TypeReg {
			h.Size = int64(len(text))
		}
		if err := w.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
		if h.Size > 0 {
			if _, err := w.Write([]byte(text)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// v7 makes the header of a tar of 1979: no magic, only a checksum.
func v7(data []byte) []byte {
	old := bytes.Clone(data)
	clear(old[257:tarBlock])
	return rechecked(old)
}

// tarAccounts are archives with something beside the content of their entries.
func tarAccounts(t testing.TB) []sample {
	file := tar.Header{Name: "a", Uname: "x"}
	want := []string{"a: x"}
	one := tarred(t, tar.FormatUSTAR, file)
	with := func(at int, text string) []byte {
		data := bytes.Clone(one)
		copy(data[at:], text)
		return rechecked(data)
	}
	records := func(list map[string]string) []byte {
		h := file
		h.PAXRecords = list
		return tarred(t, tar.FormatPAX, h)
	}
	global := func(list map[string]string) []byte {
		return tarred(t, tar.FormatPAX, tar.Header{Typeflag: tar.TypeXGlobalHeader, PAXRecords: list}, file)
	}
	twice := records(map[string]string{"VENDOR.note": "some text"})
	twice = append(bytes.Clone(twice[:1024]), records(map[string]string{"VENDOR.note": "other"})...) // the second replaces the first
	unsupported := []string{"unsupported "}
	return []sample{
		{name: "padding.tar", data: with(512+1, "some text"), want: want, problems: unsupported},
		{name: "records.tar", data: records(map[string]string{"comment": "said of it", "VENDOR.note": "some text", "SCHILY.dev": "12345", "SCHILY.ino": "ino"}), want: want,
			notes: []string{"(extra) SCHILY.ino=ino\n", "(extra) VENDOR.note=some text\n", "(comment) said of it\n"}},
		{name: "global.tar", data: global(map[string]string{"comment": "said of all"}), want: want, notes: []string{"(comment) said of all\n"}},
		{name: "twice.tar", data: twice, want: want, notes: []string{"(extra) VENDOR.note=some text\n", "(extra) VENDOR.note=other\n"}},
		{name: "capability.tar", data: records(map[string]string{"SCHILY.xattr.security.capability": "\x01\x00\x00\x02\x00\x20" + string(make([]byte, 14))}), want: want},
		{name: "attribute.tar", data: records(map[string]string{"SCHILY.xattr.user.x": strings.Repeat("\x00\x01\x02\x03", 20)}), want: want,
			notes: []string{"(extra) SCHILY.xattr.user.x=" + strings.Repeat("\x00\x01\x02\x03", 5)}, problems: unsupported},
	}
}

// rechecked sets the checksum of the first header.
func rechecked(data []byte) []byte {
	copy(data[148:156], "        ")
	sum := 0
	for _, c := range data[:tarBlock] {
		sum += int(c)
	}
	copy(data[148:], fmt.Sprintf("%06o\x00 ", sum))
	return data
}

// The texts of a header are searched, and so is what stands behind their ends.
func TestTarHeaders(t *testing.T) {
	long := strings.Repeat("long/", 30) + "name"
	ustar := tarred(t, tar.FormatUSTAR, tar.Header{Name: "a", Uname: "x"}, tar.Header{Name: "link", Typeflag: tar.TypeSymlink, Linkname: "to"})
	with := func(at int, text string) []byte {
		data := bytes.Clone(ustar)
		copy(data[at:], text)
		return rechecked(data)
	}
	old := v7(tarred(t, tar.FormatUSTAR, tar.Header{Name: "a", Uname: "x"}))
	copy(old[300:], "text")
	tests := []struct {
		name string
		data []byte
		want []string
	}{
		{"plain", ustar, []string{"a\n", "link\nto\n"}},
		{"behind the name", with(50, "text"), []string{"a\ntext\n", "link\nto\n"}},
		{"link of a file", with(157, "text"), []string{"a\ntext\n", "link\nto\n"}},
		{"owner", with(265, "user"), []string{"a\nuser\n", "link\nto\n"}},
		{"group", with(297, "group"), []string{"a\ngroup\n", "link\nto\n"}},
		{"prefix", with(345, "dir"), []string{"dir/a\n", "link\nto\n"}},
		{"last bytes", with(505, "text"), []string{"text/a\n", "link\nto\n"}},
		{"no magic", rechecked(old), []string{"a\ntext\n"}},
		{"pax", tarred(t, tar.FormatPAX, tar.Header{Name: "\u00fc", Uname: "x"}), []string{"PaxHeaders.0\n", "\u00fc"}},
		{"gnu", tarred(t, tar.FormatGNU, tar.Header{Name: long, Uname: "x"}), []string{"././@LongLink\n", long, long[:99] + "\n"}},
	}
	for _, tt := range tests {
		got, err := play(tarFormat, "", tt.data, false)
		if err != nil || !slices.Equal(got.names, tt.want) || len(got.problems) > 0 {
			t.Errorf("%s: names %q, want %q; problems %q, error %v", tt.name, got.names, tt.want, got.problems, err)
		}
	}
}

// Parts of a sparse file are no text; what should say them and does not is unsupported.
func TestTarSparse(t *testing.T) {
	data := tarred(t, tar.FormatGNU, tar.Header{Name: "a", Uname: "xy"})
	data[156] = tar.TypeGNUSparse
	copy(data[386:], "00000000000\x0000000000001\x00") // one byte at 0
	copy(data[410:], "00000000003\x0000000000001\x00") // another at 3
	data[482] = 1                                      // more parts in another block
	copy(data[483:], "00000000005\x00")                // size with the holes
	more := make([]byte, tarBlock)
	data = slices.Concat(rechecked(data)[:tarBlock], more, data[tarBlock:])
	for _, tt := range []struct {
		name, text string
		problems   []string
	}{{"plain", "", nil}, {"text", "some text", []string{"unsupported "}}} {
		copy(data[tarBlock+100:], tt.text)
		got, err := play(tarFormat, "", data, false)
		if want := []string{"a: x\x00\x00y\x00"}; err != nil || !slices.Equal(got.members, want) || !slices.Equal(got.problems, tt.problems) {
			t.Errorf("%s: members %q, want %q; problems %q, want %q; error %v", tt.name, got.members, want, got.problems, tt.problems, err)
		}
	}
}

func tarSamples(t testing.TB) []sample {
	two := []tar.Header{{Name: "dir/", Typeflag: tar.TypeDir}, {Name: "dir/a.txt", Uname: "first"}, {Name: "link", Typeflag: tar.TypeSymlink, Linkname: "dir/a.txt"},
		{Name: "b.csv", Uname: "a,b\n1,2\n"}, {Name: "empty"}}
	want := []string{"dir/a.txt: first", "b.csv: a,b\n1,2\n", "empty: "}
	long := strings.Repeat("deep/", 60) + "file"
	ustar := tarred(t, tar.FormatUSTAR, two...)
	bad := bytes.Clone(ustar)
	bad[512+100] ^= 1
	samples := []sample{
		{name: "ustar.tar", format: tarFormat, data: ustar, want: want},
		{name: "gnu.tar", format: tarFormat, data: tarred(t, tar.FormatGNU, append(two, tar.Header{Name: long, Uname: "x"})...), want: append(want[:3:3], long+": x")},
		{name: "pax.tar", format: tarFormat, data: tarred(t, tar.FormatPAX, append(two, tar.Header{Name: "\u00fc/" + long, Uname: "x"})...),
			want: append(want[:3:3], "\u00fc/"+long+": x")},
		{name: "v7", format: tarFormat, data: v7(tarred(t, tar.FormatUSTAR, tar.Header{Name: "old", Uname: "text"})), want: []string{"old: text"}},
		{name: "joined.tar", format: tarFormat, data: append(bytes.Clone(ustar), tarred(t, tar.FormatGNU, tar.Header{Name: "c", Uname: "x"})...), want: append(want[:3:3], "c: x")},
		{name: "padded.tar", format: tarFormat, data: append(bytes.Clone(ustar), make([]byte, 10240)...), want: want},
		{name: "../../odd", format: tarFormat, data: tarred(t, tar.FormatGNU, tar.Header{Name: "../../etc/passwd", Uname: "x"}, tar.Header{Name: "\xff\n", Uname: "y"}),
			want: []string{"../../etc/passwd: x", "\xff\n: y"}},
		{name: "garbage.tar", format: tarFormat, data: append(bytes.Clone(ustar), bytes.Repeat([]byte("more"), 200)...), want: want, err: scanner.Corrupt},
		{name: "bad.tar", format: tarFormat, data: bad, err: scanner.Corrupt},
		{name: "unended.tar", format: tarFormat, data: ustar[:len(ustar)-1024], want: want, err: scanner.Corrupt},
	}
	for _, s := range tarAccounts(t) {
		s.format = tarFormat
		samples = append(samples, s)
	}
	return samples
}
