package format

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"
	"path"
	"strings"
	"sync"

	"github.com/seed-4750cad8/assay/scanner"
	"github.com/seed-4750cad8/assay/scanner/format/inflate"
)

// gzipFormat reads gzip (RFC 1952) as one member: all its streams, joined. Bytes after the last stream that are not zero
// padding are Corrupt, since nothing can say what they are.
var gzipFormat = scanner.Format{
	Name: "gzip",
	Doc:  "one compressed file (RFC 1952), several streams in a row included",
	Sniff: func(_ string, head []byte) bool {
		return len(head) >= 3 && head[0] == 0x1f && head[1] == 0x8b && head[2] == 8
	},
	Decode: func(in scanner.Input, out scanner.Sink) error {
		src := &source{r: in.Body}
		z := newInflater(src)
		defer z.release()
		g := &gunzip{inflater: z, notes: newNotes(out)}
		name, err := g.header()
		if err != nil {
			return src.fault(err)
		}
		c := &content{src: src, r: g}
		return c.push(out, memberName(in.Name, name, gzipSuffixes))
	},
}

// streamBuffer is how much of a compressed stream is read at a time, in bytes.
const streamBuffer = 64 << 10

var gzipSuffixes = [][2]string{{".gz", ""}, {".gzip", ""}, {".tgz", ".tar"}, {".svgz", ".svg"}}

// memberName names the file inside a compressed one: the last step of its path with the suffix of the compression
// replaced, else the name that the file itself stores, else the same name again.
func memberName(name, stored string, suffixes [][2]string) string {
	base := name[strings.LastIndexAny(name, "/!")+1:]
	for _, s := range suffixes {
		if n := len(base) - len(s[0]); n > 0 && strings.EqualFold(base[n:], s[0]) {
			return base[:n] + s[1]
		}
	}
	switch {
	case stored != "":
		return path.Base(stored)
	case base != "":
		return base
	}
	return "content"
}

// An inflater decodes deflate, and holds the buffer that it reads from.
type inflater struct {
	br *bufio.Reader
	z  inflate.Reader
}

// inflaters holds those that are not in use: each has 200 KiB, and there are many small files.
var inflaters = sync.Pool{New: func() any { return &inflater{br: bufio.NewReaderSize(nil, streamBuffer)} }}

// newInflater returns an inflater of r. The caller calls release when it no longer reads.
func newInflater(r io.Reader) *inflater {
	i := inflaters.Get().(*inflater)
	i.reset(r)
	return i
}

// reset makes i decode the stream that r begins with.
func (i *inflater) reset(r io.Reader) {
	i.br.Reset(r)
	i.z.Reset(i.br)
}

func (i *inflater) release() {
	i.reset(nil) // the pool holds no reader
	inflaters.Put(i)
}

// A gunzip reads streams of gzip one after the other: header, deflate, checksum and size.
type gunzip struct {
	*inflater
	notes *notes
	crc   uint32 // of the stream's text so far; in a header, of the header
	size  uint32 // of that text, modulo 2^32
}

func (g *gunzip) Read(p []byte) (int, error) {
	for {
		n, err := g.z.Read(p)
		g.crc = crc32.Update(g.crc, crc32.IEEETable, p[:n])
		g.size += uint32(n)
		if err != io.EOF {
			return n, err
		}
		if err := g.trailer(); err != nil {
			return 0, err
		}
		if err := g.next(); err != nil {
			return 0, err
		}
	}
}

// trailer reads what follows the text of a stream, and compares.
func (g *gunzip) trailer() error {
	var t [8]byte
	if _, err := io.ReadFull(g.br, t[:]); err != nil {
		return scanner.Corrupt
	}
	if binary.LittleEndian.Uint32(t[:]) != g.crc || binary.LittleEndian.Uint32(t[4:]) != g.size {
		return scanner.Corrupt
	}
	return nil
}

// next goes on to the next stream, past zeros that pad the last, as on tapes. It returns io.EOF when there is none.
func (g *gunzip) next() error {
	if more, err := skipZeros(g.br); err != nil {
		return err
	} else if !more {
		return io.EOF
	}
	_, err := g.header()
	return err
}

// header reads the header of a stream (RFC 1952, 2.3), searches what it holds, and returns the name that it stores, if any.
// Whatever is wrong with it is Corrupt.
func (g *gunzip) header() (name string, err error) {
	g.crc, g.size = 0, 0
	h, err := g.fixed(10)
	if err != nil || h[0] != 0x1f || h[1] != 0x8b || h[2] != 8 {
		return "", scanner.Corrupt
	}
	const crc, extra, stored, comment, reserved = 1 << 1, 1 << 2, 1 << 3, 1 << 4, 0xe0
	flags := h[3]
	if flags&reserved != 0 {
		return "", scanner.Corrupt
	}
	if flags&extra != 0 {
		if err := g.extra(); err != nil {
			return "", err
		}
	}
	if flags&stored != 0 {
		if name, err = g.text(noteMember); err != nil {
			return "", err
		}
	}
	if flags&comment != 0 {
		if _, err := g.text(noteComment); err != nil {
			return "", err
		}
	}
	if flags&crc != 0 {
		want := uint16(g.crc)
		if got, err := g.fixed(2); err != nil || binary.LittleEndian.Uint16(got) != want {
			return "", scanner.Corrupt
		}
	}
	g.crc = 0
	g.z.Reset(g.br)
	return name, nil
}

// fixed reads n bytes of a header, at most streamBuffer. They hold until the next read.
func (g *gunzip) fixed(n int) ([]byte, error) {
	b, err := g.br.Peek(n)
	if err != nil {
		return nil, err
	}
	g.crc = crc32.Update(g.crc, crc32.IEEETable, b)
	_, err = g.br.Discard(n)
	return b, err
}

// extra reads the extra field of a header, and searches it unless it is the one that bgzip writes into each of its thousands
// of streams: the size of the stream.
func (g *gunzip) extra() error {
	n, err := g.fixed(2)
	if err != nil {
		return scanner.Corrupt
	}
	field, err := g.fixed(int(binary.LittleEndian.Uint16(n)))
	if err != nil {
		return scanner.Corrupt
	}
	if len(field) == 6 && string(field[:4]) == "BC\x02\x00" {
		return nil
	}
	return g.notes.search(noteExtra, bytes.NewReader(field))
}

// text reads text of a header, searches it as that field, and returns how it begins. It is in ISO 8859-1, or should be.
func (g *gunzip) text(field int) (string, error) {
	t := &zeroText{g: g}
	err := g.notes.search(field, t)
	runes := make([]rune, len(t.head))
	for i, c := range t.head {
		runes[i] = rune(c)
	}
	return string(runes), err
}

// A zeroText is text of a header, up to the zero that ends it.
type zeroText struct {
	g    *gunzip
	head []byte // its first bytes, at most maxStored
	end  bool
}

// maxStored is how much of a text in a header is kept, in bytes.
const maxStored = 512

func (t *zeroText) Read(p []byte) (int, error) {
	if t.end {
		return 0, io.EOF
	}
	if _, err := t.g.br.Peek(1); err != nil {
		return 0, scanner.Corrupt
	}
	piece, _ := t.g.br.Peek(min(t.g.br.Buffered(), len(p)))
	n := bytes.IndexByte(piece, 0)
	if t.end = n >= 0; t.end {
		piece = piece[:n+1]
	} else {
		n = len(piece)
	}
	copy(p, piece[:n])
	t.head = append(t.head, piece[:min(n, maxStored-len(t.head))]...)
	if _, err := t.g.fixed(len(piece)); err != nil {
		return 0, err
	}
	return n, nil
}
