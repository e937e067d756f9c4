package format

import (
	"archive/tar"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/seed-4750cad8/assay/scanner"
)

// A tarFrame is the stream below a [tar.Reader], which gives an entry's name and content, and passes over the rest of what it
// reads for them: other fields of headers, headers that a later one replaces, records that it does not know, padding. All of
// that goes by here, and is searched.
type tarFrame struct {
	r     io.Reader
	notes *notes
	err   error // of notes

	content int64 // bytes to come that are of an entry
	record  int64 // bytes to come that say something of the next entry, or of all
	pad     int64 // bytes to come behind either, up to the end of the block

	head    [tarBlock]byte
	have    int    // of head
	size    int64  // of what follows head, as it says
	records []byte // of a header of records
	text    []byte // scratch
	open    bool   // head is of an entry, and close has not said yet how long its content is
	sparse  int64  // bytes read since: which parts of a sparse file there are
	odd     bool   // some bytes are not as they should be, and that was said
}

func (f *tarFrame) Read(p []byte) (int, error) {
	n, err := f.r.Read(p)
	for rest := p[:n]; len(rest) > 0 && f.err == nil; {
		var taken int
		taken, f.err = f.take(rest)
		rest = rest[taken:]
	}
	if f.err != nil {
		err = f.err
	}
	return n, err
}

// take accounts for the first bytes of p, and returns how many.
func (f *tarFrame) take(p []byte) (n int, err error) {
	upTo := func(left *int64) []byte {
		n = int(min(int64(len(p)), *left))
		*left -= int64(n)
		return p[:n]
	}
	switch {
	case f.content > 0:
		upTo(&f.content)
	case f.record > 0:
		f.records = append(f.records, upTo(&f.record)...)
		if f.record == 0 {
			err = f.searchRecords()
		}
	case f.pad > 0:
		f.expect(zeros(upTo(&f.pad)))
	case f.open:
		n = len(p)
		f.sparse += int64(n)
		f.expect(tarNumbers(p))
	default:
		n = copy(f.head[f.have:], p)
		if f.have += n; f.have == tarBlock {
			f.have = 0
			err = f.header()
		}
	}
	return n, err
}

// expect notes that there is something which is not searched, unless ok.
func (f *tarFrame) expect(ok bool) {
	if !ok && !f.odd {
		f.odd = true
		f.notes.out.Problem(scanner.Unsupported, "")
	}
}

// header searches the header in f.head, and prepares for what follows it.
func (f *tarFrame) header() error {
	h := f.head[:]
	if zeros(h) {
		return nil // the end of the archive
	}
	f.size = tarNumber(h[124:136])
	switch h[156] {
	case tar.TypeXHeader, tar.TypeXGlobalHeader, tar.TypeGNULongName, tar.TypeGNULongLink:
		f.records = f.records[:0]
		f.record, f.pad = f.size, tarPad(f.size)
	default:
		f.open, f.sparse = true, 0
	}
	name, link, magic, user, group, device, prefix := h[:100], h[157:257], string(h[257:265]), h[265:297], h[297:329], h[329:345], h[345:]
	text := f.text[:0]
	add := func(field []byte, end byte) {
		for !zeros(field) {
			part, rest, _ := bytes.Cut(field, []byte{0}) // what stands behind the end of a text is none of it, and yet there
			if len(part) > 0 {
				text = append(append(text, part...), end)
			}
			field = rest
		}
	}
	const posix, gnu = "ustar\x0000", "ustar  \x00"
	if magic != gnu || !tarNumbers(prefix) { // GNU tar has times there, and parts of a sparse file
		add(prefix, '/') // the path goes on in name
	}
	add(name, '\n')
	add(link, '\n')
	add(user, '\n')
	add(group, '\n')
	if magic != posix && magic != gnu { // the first tars had nothing there
		add(h[257:265], '\n')
		add(device, '\n')
	}
	f.text = text
	return f.notes.member(text)
}

// close tells how long the content of an entry is, whose header was read last: h is what became of it.
func (f *tarFrame) close(h *tar.Header) {
	f.expect(f.open && f.have == 0)
	size := f.size
	if n, err := strconv.ParseInt(h.PAXRecords["size"], 10, 64); err == nil {
		size = n
	}
	if tarEmpty(h.Typeflag) {
		size = 0
	}
	f.content, f.pad = size, tarPad(size)
	if h.Typeflag != tar.TypeGNUSparse { // there the map is of the header, and with pax of the content
		f.content -= f.sparse
	}
	f.expect(f.content >= 0)
	f.open = false
}

// searchRecords searches what was read behind a header of records.
func (f *tarFrame) searchRecords() error {
	if flag := f.head[156]; flag == tar.TypeGNULongName || flag == tar.TypeGNULongLink {
		return f.notes.member(bytes.TrimRight(f.records, "\x00"))
	}
	for rest := f.records; len(rest) > 0; {
		// A record is "length key=value\n", with the length of all of it.
		digits, _, _ := bytes.Cut(rest, []byte(" "))
		n, err := strconv.Atoi(string(digits))
		if err != nil || n <= len(digits) || n > len(rest) {
			return f.notes.search(noteExtra, bytes.NewReader(rest)) // the reader says that it is corrupt
		}
		record := rest[len(digits)+1 : n]
		rest = rest[n:]
		key, value, _ := bytes.Cut(record, []byte("="))
		switch key := string(key); {
		case key == "path", key == "linkpath", key == "uname", key == "gname", key == "GNU.sparse.name":
			err = f.notes.member(bytes.TrimSuffix(value, newline))
		case key == "comment":
			err = f.notes.search(noteComment, bytes.NewReader(value))
		case tarNumeric(key, bytes.TrimSuffix(value, newline)):
		case len(value) <= shortNote && controls(value) > 0: // a file's capabilities are no text, but the key is
			err = errors.Join(f.notes.member([]byte(key)), f.notes.numbers(value))
		default:
			err = f.notes.search(noteExtra, bytes.NewReader(record))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// tarNumeric reports whether a record is one of those that say a number, and does: every file has some of them.
func tarNumeric(key string, value []byte) bool {
	switch key {
	case "atime", "ctime", "mtime", "size", "uid", "gid", "SCHILY.dev", "SCHILY.ino", "SCHILY.nlink", "LIBARCHIVE.creationtime":
		_, err := strconv.ParseFloat(string(value), 64)
		return err == nil
	}
	return strings.HasPrefix(key, "GNU.sparse.") && len(bytes.Trim(value, "0123456789,")) == 0
}

// tarNumbers reports whether b is of digits and what separates them. GNU tar says by a 1 that more of them follow.
func tarNumbers(b []byte) bool {
	return zeros(b) || len(bytes.Trim(b, "0123456789 \n\x00\x01")) == 0
}

// tarNumber reads a number of a header: in octal, or with the first bit set in binary.
func tarNumber(b []byte) (n int64) {
	if b[0]&0x80 != 0 {
		return int64(binary.BigEndian.Uint64(b[len(b)-8:]) &^ (1 << 63))
	}
	digits, _, _ := strings.Cut(strings.Trim(string(b), " \x00"), "\x00")
	n, err := strconv.ParseInt(digits, 8, 64)
	if err != nil {
		return 0
	}
	return n
}

// tarPad is how many bytes there are between the end of a content of that size and the next block.
func tarPad(size int64) int64 { return -size & (tarBlock - 1) }
