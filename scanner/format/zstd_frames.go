package format

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"math"

	"github.com/klauspost/compress/zstd"

	"github.com/seed-4750cad8/assay/scanner"
)

// Frames are the frames of a zstd stream without the skippable ones (RFC 8878, 3.1.2), which decoders pass over in silence:
// those are searched here. To know where a frame ends, it reads the headers of its blocks; what it cannot read it passes on,
// for the decoder to say what is wrong.
type frames struct {
	br       *bufio.Reader
	notes    *notes
	left     int64 // bytes to pass on, before the next header
	inside   bool  // a frame, before the header of a block
	checksum bool  // ends the frame
	packed   int64 // bytes of frames, as a seek table counts them
}

func (f *frames) Read(p []byte) (int, error) {
	for f.left == 0 {
		if err := f.next(); err != nil {
			return 0, err
		}
	}
	n, err := f.br.Read(p[:min(int64(len(p)), f.left)])
	f.left -= int64(n)
	f.packed += int64(n)
	return n, err
}

// next reads the header that comes next, and finds how much to pass on. It returns io.EOF behind the last frame.
func (f *frames) next() error {
	if f.inside {
		const last, kind, rle, size = 1, 3, 1, 3
		b, err := f.br.Peek(3)
		if err != nil {
			return f.rest(err)
		}
		h := uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16
		if f.left = int64(h >> size); h>>1&kind == rle {
			f.left = 1
		}
		f.left += int64(len(b))
		if h&last != 0 {
			f.inside = false
			if f.checksum {
				f.left += 4
			}
		}
		return nil
	}
	head, err := f.br.Peek(zstd.HeaderMaxSize)
	var h zstd.Header
	switch {
	case h.Decode(head) != nil:
		return f.rest(err)
	case h.Skippable:
		if _, err := f.br.Discard(h.HeaderSize); err != nil {
			return err
		}
		return f.skippable(h)
	}
	f.inside, f.checksum = true, h.HasCheckSum
	f.left = int64(h.HeaderSize)
	return nil
}

// rest passes on all that follows what could not be read ahead, or returns err if that is nothing.
func (f *frames) rest(err error) error {
	if f.br.Buffered() == 0 && err != nil {
		return err
	}
	f.left = math.MaxInt64
	return nil
}

// maxSeekTable is how long a seek table may be to be known as one: of 87,000 frames.
const maxSeekTable = 1 << 20

// skippable searches the content of a skippable frame.
func (f *frames) skippable(h zstd.Header) error {
	const seekTable = 14
	content := &io.LimitedReader{R: f.br, N: int64(h.SkippableSize)}
	var r io.Reader = content
	if h.SkippableID == seekTable && h.SkippableSize <= maxSeekTable {
		table, err := io.ReadAll(content)
		if err != nil {
			return err
		}
		if content.N == 0 && f.seekTable(table) {
			f.packed += int64(h.HeaderSize + len(table))
			return nil
		}
		r = bytes.NewReader(table)
	}
	if err := f.notes.search(noteExtra, r); err != nil {
		return err
	}
	if content.N > 0 {
		return scanner.Corrupt
	}
	f.packed += int64(h.HeaderSize) + int64(h.SkippableSize)
	return nil
}

// seekTable reports whether table is that of a file which can be read from the middle (zstd, contrib/seekable_format): for
// each frame its sizes and maybe a checksum, and at the end how many there are. Those of the frames must sum up.
func (f *frames) seekTable(table []byte) bool {
	const footer, magic, checksums = 9, 0x8f92eab1, 1 << 7
	at := len(table) - footer
	if at < 0 || binary.LittleEndian.Uint32(table[at+5:]) != magic {
		return false
	}
	entry := 8
	if table[at+4]&checksums != 0 {
		entry = 12
	}
	if n := int64(binary.LittleEndian.Uint32(table[at:])); n*int64(entry) != int64(at) {
		return false
	}
	var sum int64
	for e := 0; e < at; e += entry {
		sum += int64(binary.LittleEndian.Uint32(table[e:]))
	}
	return sum == f.packed
}
