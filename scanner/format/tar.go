package format

import (
	"archive/tar"
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/seed-4750cad8/assay/scanner"
)

// tarFormat reads tar archives (POSIX.1-2024 pax, and before it ustar, GNU and v7) as a stream: every entry that has bytes of
// its own is a member. Archives that were joined are read one after the other, which tar does only when it is told to.
var tarFormat = scanner.Format{
	Name:  "tar",
	Doc:   "archive of tar (v7, ustar, pax, GNU); links and devices have nothing to search",
	Sniff: func(_ string, head []byte) bool { return tarHeader(head) },
	Decode: func(in scanner.Input, out scanner.Sink) error {
		br := bufio.NewReaderSize(in.Body, streamBuffer)
		for {
			src := &source{r: br}
			if err := untar(src, out); err != nil {
				return err
			}
			more, err := skipZeros(br)
			if err != nil || !more {
				return err
			}
		}
	},
}

const tarBlock = 512

// tarHeader reports whether head begins with the header of an entry. Newer tars have a magic word; all have a checksum: the
// sum of the header's bytes, with the checksum itself as spaces, in octal. Some old ones added signed bytes.
func tarHeader(head []byte) bool {
	const magic, from, to = 257, 148, 156
	if len(head) >= magic+5 && string(head[magic:magic+5]) == "ustar" {
		return true
	}
	if len(head) < tarBlock || head[0] == 0 {
		return false
	}
	want, err := strconv.ParseInt(strings.Trim(string(head[from:to]), " \x00"), 8, 32)
	if err != nil {
		return false
	}
	var unsigned, signed int64
	for i, c := range head[:tarBlock] {
		if i >= from && i < to {
			c = ' '
		}
		unsigned += int64(c)
		signed += int64(int8(c))
	}
	return want == unsigned || want == signed
}

// untar pushes the entries of one archive. An archive ends with two blocks of zeros: one that ends without was cut off.
func untar(src *source, out scanner.Sink) (err error) {
	f := &tarFrame{r: src, notes: newNotes(out)}
	defer f.notes.end(&err)
	for tr := tar.NewReader(f); ; {
		h, err := tr.Next()
		switch {
		case f.err != nil:
			return f.err
		case err == io.EOF && !src.eof:
			return nil
		case err == io.EOF:
			return scanner.Corrupt
		case err != nil && !errors.Is(err, tar.ErrInsecurePath): // nothing is written, so any path will do
			return src.fault(err)
		}
		if h.Typeflag == tar.TypeXGlobalHeader {
			continue
		}
		f.close(h)
		if tarEmpty(h.Typeflag) {
			continue
		}
		c := &content{src: src, r: tr}
		if err := c.push(out, h.Name); err != nil {
			return err
		}
	}
}

// tarEmpty reports whether entries of that type have no content, whatever size they say.
func tarEmpty(flag byte) bool {
	switch flag {
	case tar.TypeLink, tar.TypeSymlink, tar.TypeChar, tar.TypeBlock, tar.TypeDir, tar.TypeFifo:
		return true
	}
	return false
}

// skipZeros reads on to the first byte that is not zero, and reports whether there is one.
func skipZeros(br *bufio.Reader) (bool, error) {
	for {
		head, err := br.Peek(1)
		if len(head) == 0 {
			if err == io.EOF {
				err = nil
			}
			return false, err
		}
		head, _ = br.Peek(br.Buffered())
		n := len(head) - len(bytes.TrimLeft(head, "\x00"))
		if _, err := br.Discard(n); err != nil {
			return false, err
		}
		if n < len(head) {
			return true, nil
		}
	}
}
