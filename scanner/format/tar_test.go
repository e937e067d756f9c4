package format

import (
	"archive/tar"
	"bytes"
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
	h := old[:512]
	clear(h[257:])
	copy(h[148:156], "        ")
	sum := 0
	for _, c := range h {
		sum += int(c)
	}
	octal := []byte("000000\x00 ")
	for i := 5; i >= 0; i-- {
		octal[i] = byte('0' + sum&7)
		sum >>= 3
	}
	copy(h[148:], octal)
	return old
}

func tarSamples(t testing.TB) []sample {
	two := []tar.Header{{Name: "dir/", Typeflag: tar.TypeDir}, {Name: "dir/a.txt", Uname: "first"}, {Name: "link", Typeflag: tar.TypeSymlink, Linkname: "dir/a.txt"},
		{Name: "b.csv", Uname: "a,b\n1,2\n"}, {Name: "empty"}}
	want := []string{"dir/a.txt: first", "b.csv: a,b\n1,2\n", "empty: "}
	long := strings.Repeat("deep/", 60) + "file"
	ustar := tarred(t, tar.FormatUSTAR, two...)
	bad := bytes.Clone(ustar)
	bad[512+100] ^= 1
	return []sample{
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
}
