package format

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"slices"
	"strings"

	"github.com/seed-4750cad8/assay/scanner"
)

// zipFormat reads zip archives (PKWARE APPNOTE 6.3.10) by their central directory, one entry after the other. It does not
// use archive/zip, which holds the whole directory in memory (several hundred bytes an entry, as many as an attacker likes)
// and ignores that an entry is encrypted.
var zipFormat = scanner.Format{
	Name: "zip",
	Doc:  "archive of zip, JAR among them; stored, deflate and zstd entries; DOCX, XLSX, ODF: the mark-up that they hold, so never in full",
	Sniff: func(_ string, head []byte) bool {
		for _, magic := range []string{zipLocal, zipEnd, zipSpan} {
			if bytes.HasPrefix(head, []byte(magic)) {
				return true
			}
		}
		return false
	},
	Decode: func(in scanner.Input, out scanner.Sink) error {
		if in.At == nil {
			b, err := buffer(in, out)
			if err != nil {
				return err
			}
			defer b.release()
			in.At, in.Size = b, b.size
		}
		return unzip(in, out)
	},
}

// Signatures of a zip's records. APPNOTE gives them as little-endian numbers.
const (
	zipLocal   = "PK\x03\x04" // before an entry's data
	zipCentral = "PK\x01\x02" // an entry of the directory
	zipEnd     = "PK\x05\x06" // after the directory
	zipSpan    = "PK\x07\x08" // first in an archive that was split, or could have been
	zip64End   = "PK\x06\x06"
	zip64Find  = "PK\x06\x07" // says where zip64End is
)

// zipAhead is how much of the archive is read at a time, in bytes: the directory and the data each have such a window.
const zipAhead = 512 << 10

// unzip pushes the entries of the archive in.At.
func unzip(in scanner.Input, out scanner.Sink) (err error) {
	data := newWindow(in.At, in.Size, zipAhead)
	d, err := findDirectory(data)
	if err != nil {
		return err
	}
	z := &unzipper{data: data, out: out, notes: newNotes(out), base: d.base}
	defer z.release()
	defer z.notes.end(&err)
	if err := z.notes.search(noteComment, bytes.NewReader(d.comment)); err != nil {
		return err
	}
	var first [4]byte
	if _, err := data.ReadAt(first[:], 0); err != nil {
		return zipFault(data)
	} else if string(first[:]) == zipSpan {
		z.seen.add(0, 4)
	}
	ahead := data
	if in.Size > zipAhead {
		ahead = newWindow(in.At, in.Size, zipAhead)
	}
	dir := bufio.NewReaderSize(io.NewSectionReader(ahead, d.start, d.end-d.start), 4<<10)
	at := d.start // of the next record
	for n := uint64(0); ; n++ {
		e, err := nextEntry(dir)
		switch {
		case ahead.err != nil:
			return ahead.err
		case err == io.EOF && uint16(n) == uint16(d.entries):
			// Without zip64 the count is modulo 2^16, whatever the number of entries: so it is a check and no bound.
			z.seen.add(d.start, at)
			return z.account(d, at, n)
		case err != nil:
			return scanner.Corrupt
		}
		at += e.record
		if err := z.push(e); err != nil {
			return err
		}
	}
}

// A directory is where a zip's central directory is, and the record at its end.
type directory struct {
	start, end int64
	base       int64 // of offsets: bytes were put before the archive
	entries    uint64
	mark       int64 // where the record is that ends the archive
	comment    []byte
}

// findDirectory finds the directory from the end of the archive, where a comment of at most 64 KiB may follow it.
func findDirectory(w *window) (d directory, err error) {
	const fixed = 22
	tail := make([]byte, min(w.size, fixed+1<<16))
	if _, err := w.ReadAt(tail, w.size-int64(len(tail))); err != nil {
		return d, zipFault(w)
	}
	at := len(tail)
	for { // the last record whose comment fits
		if at = bytes.LastIndex(tail[:at], []byte(zipEnd)); at < 0 {
			return d, scanner.Corrupt
		}
		if rest := len(tail) - at - fixed; rest >= 0 && int(binary.LittleEndian.Uint16(tail[at+20:])) <= rest {
			break
		}
	}
	end := tail[at:]
	disk, size, start := uint32(binary.LittleEndian.Uint16(end[4:])), uint64(binary.LittleEndian.Uint32(end[12:])), uint64(binary.LittleEndian.Uint32(end[16:]))
	d.entries = uint64(binary.LittleEndian.Uint16(end[10:]))
	d.end = w.size - int64(len(tail)) + int64(at)
	d.mark, d.comment = d.end, end[fixed:fixed+int(binary.LittleEndian.Uint16(end[20:]))]
	if d.entries == 1<<16-1 || size == 1<<32-1 || start == 1<<32-1 {
		var find [20]byte
		if _, err := w.ReadAt(find[:], d.end-int64(len(find))); err == nil && string(find[:4]) == zip64Find {
			var big [56]byte
			at := int64(binary.LittleEndian.Uint64(find[8:]))
			if _, err := w.ReadAt(big[:], at); err != nil || string(big[:4]) != zip64End {
				at = d.end - int64(len(find)) - int64(len(big)) // bytes were put before the archive
				if _, err := w.ReadAt(big[:], at); err != nil || string(big[:4]) != zip64End {
					return d, zipFault(w)
				}
			}
			disk, d.entries = binary.LittleEndian.Uint32(big[16:]), binary.LittleEndian.Uint64(big[32:])
			size, start = binary.LittleEndian.Uint64(big[40:]), binary.LittleEndian.Uint64(big[48:])
			d.end = at
		}
	}
	switch {
	case disk != 0:
		return d, scanner.Unsupported // one part of a split archive
	case size > uint64(d.end) || start > uint64(d.end):
		return d, scanner.Corrupt
	}
	d.start = d.end - int64(size)
	d.base = d.start - int64(start)
	var sig [4]byte
	if d.base != 0 && d.entries > 0 { // bytes put before the archive, or a directory with a wrong size
		if _, err := w.ReadAt(sig[:], int64(start)); err == nil && string(sig[:]) == zipCentral {
			d.start, d.base = int64(start), 0
		}
	}
	if d.base < 0 {
		return d, scanner.Corrupt
	}
	return d, nil
}

// zipFault is what to return when a read at a place that the archive names has failed.
func zipFault(w *window) error {
	if w.err != nil {
		return w.err
	}
	return scanner.Corrupt
}

// An entry is one file as the directory describes it.
type entry struct {
	name         string
	extra        []byte
	comment      []byte
	flags        uint16
	method       uint16
	crc          uint32
	packed, size uint64
	offset       uint64 // of its local header
	record       int64  // bytes that its description takes
}

// nextEntry reads one record of the directory. It returns io.EOF after the last, which other records may follow.
func nextEntry(dir *bufio.Reader) (e entry, err error) {
	const fixed = 46
	sig, err := dir.Peek(4)
	if err != nil || string(sig) != zipCentral {
		return e, io.EOF
	}
	var h [fixed]byte
	if _, err := io.ReadFull(dir, h[:]); err != nil {
		return e, scanner.Corrupt
	}
	le := binary.LittleEndian
	e = entry{
		flags:  le.Uint16(h[8:]),
		method: le.Uint16(h[10:]),
		crc:    le.Uint32(h[16:]),
		packed: uint64(le.Uint32(h[20:])),
		size:   uint64(le.Uint32(h[24:])),
		offset: uint64(le.Uint32(h[42:])),
	}
	name, extra, comment := int(le.Uint16(h[28:])), int(le.Uint16(h[30:])), int(le.Uint16(h[32:]))
	rest := make([]byte, name+extra+comment)
	if _, err := io.ReadFull(dir, rest); err != nil {
		return e, scanner.Corrupt
	}
	e.name, e.extra, e.comment = string(rest[:name]), rest[name:name+extra], rest[name+extra:]
	e.record = int64(fixed + len(rest))
	e.zip64()
	return e, nil
}

// zip64 takes from the extra fields the numbers that do not fit into 32 bits.
func (e *entry) zip64() {
	for id, field := range extraFields(e.extra) {
		if id != extraZip64 {
			continue
		}
		for _, v := range []*uint64{&e.size, &e.packed, &e.offset} {
			if *v == 1<<32-1 && len(field) >= 8 {
				*v = binary.LittleEndian.Uint64(field)
				field = field[8:]
			}
		}
	}
}

// An unzipper reads entries one after the other, and keeps account of what it has seen.
type unzipper struct {
	data    *window
	out     scanner.Sink
	notes   *notes
	base    int64
	inflate *inflater // nil before the first entry that is deflated
	seen    spans
	blind   bool   // an entry has a problem with where its data is or ends: then seen lacks some of it
	headers int64  // bytes of local headers that were read
	local   []byte // scratch: the rest of a local header
}

// Compression methods (APPNOTE 4.4.5).
const (
	zipStored  = 0
	zipDeflate = 8
	zipZstd    = 93
)

// push scans one entry as a member. What is wrong with it is a problem of that member, and the others are read.
func (z *unzipper) push(e entry) error {
	if err := z.describe(e); err != nil {
		return err
	}
	const encrypted, strong = 1 << 0, 1 << 6
	if e.flags&(encrypted|strong) != 0 {
		z.blind = true
		z.out.Problem(scanner.Encrypted, e.name)
		return nil
	}
	packed, start, err := z.open(e)
	if err != nil {
		z.blind = true
		return z.problem(err, e)
	}
	if err := z.unpack(e, packed); err != nil {
		return err
	}
	_, at, size := packed.Outer()
	return z.close(e, start, at+size)
}

// unpack scans what is packed as a member.
func (z *unzipper) unpack(e entry, packed io.Reader) (err error) {
	if strings.HasSuffix(e.name, "/") && e.size == 0 && e.packed == 0 && e.crc == 0 && (e.method == zipStored || e.method == zipDeflate) {
		return nil // a directory
	}
	src := &source{r: packed}
	c := &checked{want: e}
	done := func() {}
	switch e.method {
	case zipStored:
		c.r = src
	case zipDeflate:
		z.reset(src)
		c.r, c.rest = &z.inflate.z, z.inflate.br
	case zipZstd:
		if c.r, done, err = unzstd(src, z.notes); err != nil {
			return z.problem(src.fault(err), e)
		}
	default:
		z.out.Problem(scanner.Unsupported, e.name)
		return nil
	}
	defer done()
	read := &content{src: src, r: c}
	if err := z.out.Member(e.name, read); err != nil {
		return err
	}
	z.blind = z.blind || read.err != nil
	return z.data.err
}

// problem notes why an entry was not read, or returns why the archive cannot be.
func (z *unzipper) problem(err error, e entry) error {
	var kind scanner.Kind
	if z.data.err != nil || !errors.As(err, &kind) {
		return err
	}
	z.out.Problem(kind, e.name)
	return nil
}

// open returns the bytes of an entry as they are packed, and where its local header is.
func (z *unzipper) open(e entry) (packed *io.SectionReader, start int64, err error) {
	const fixed = 30
	size := uint64(z.data.size)
	if e.offset > size-uint64(z.base) {
		return nil, 0, scanner.Corrupt
	}
	start = z.base + int64(e.offset)
	var h [fixed]byte
	if _, err := z.data.ReadAt(h[:], start); err != nil || string(h[:4]) != zipLocal {
		return nil, 0, zipFault(z.data)
	}
	name, extra := int(binary.LittleEndian.Uint16(h[26:])), int(binary.LittleEndian.Uint16(h[28:]))
	z.local = slices.Grow(z.local[:0], name+extra)[:name+extra]
	if _, err := z.data.ReadAt(z.local, start+fixed); err != nil {
		return nil, 0, zipFault(z.data)
	}
	at := start + fixed + int64(len(z.local))
	// Headers do not overlap, unless many entries are made of one to have it searched as often.
	if z.headers += at - start; z.headers > z.data.size || e.packed > uint64(z.data.size-at) {
		return nil, 0, scanner.Corrupt
	}
	if err := z.redescribe(e, h[:26], z.local[:name], z.local[name:]); err != nil {
		return nil, 0, err
	}
	return io.NewSectionReader(z.data, at, int64(e.packed)), start, nil
}

// reset makes the inflater read src. Entries share one.
func (z *unzipper) reset(src io.Reader) {
	if z.inflate == nil {
		z.inflate = newInflater(src)
	} else {
		z.inflate.reset(src)
	}
}

// release gives back what the entries shared.
func (z *unzipper) release() {
	if z.inflate != nil {
		z.inflate.release()
	}
}

// A checked is an entry's content, which must be as long as the directory says, with that checksum, and the end of what is
// packed.
type checked struct {
	r    io.Reader
	rest *bufio.Reader // of what is packed, where the end of the content does not tell that it is read; else nil
	want entry
	n    uint64
	crc  uint32
}

func (c *checked) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += uint64(n)
	c.crc = crc32.Update(c.crc, crc32.IEEETable, p[:n])
	if err != io.EOF {
		return n, err
	}
	if c.n != c.want.size || c.crc != c.want.crc {
		return n, scanner.Corrupt
	}
	if c.rest != nil {
		if more, err := skipZeros(c.rest); err != nil {
			return n, err
		} else if more {
			return n, scanner.Corrupt
		}
	}
	return n, io.EOF
}
