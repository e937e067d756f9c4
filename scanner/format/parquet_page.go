package format

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/snappy"
	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"

	"github.com/seed-4750cad8/assay/scanner"
)

// Types of pages.
const (
	dataPage   = 0
	indexPage  = 1
	dictPage   = 2
	dataPageV2 = 3
)

// A pageHeader is what stands before each page.
type pageHeader struct {
	kind             int64
	unpacked, packed int64 // bytes
	crc              int64
	hasCRC           bool
	values           int64 // or levels, nulls included
	encoding         int64
	levelEncodings   [2]int64 // of repetition and definition levels, version 1
	levelBytes       [2]int64 // of them, version 2
	stored           bool     // version 2: not compressed
}

// pageHeader reads the header of a page, and passes the values of its statistics on.
func (t *thrift) pageHeader(statistic func(v []byte)) (h pageHeader) {
	h.values = -1
	t.fields(func(id int64, kind byte) {
		switch {
		case kind == thriftI32 && id == 1:
			h.kind = t.int()
		case kind == thriftI32 && id == 2:
			h.unpacked = t.int()
		case kind == thriftI32 && id == 3:
			h.packed = t.int()
		case kind == thriftI32 && id == 4:
			h.crc, h.hasCRC = t.int(), true
		case kind == thriftStruct && (id == 5 || id == 7):
			h.levelEncodings = [2]int64{encodeRLE, encodeRLE}
			t.fields(func(id int64, kind byte) {
				switch {
				case kind == thriftI32 && id == 1:
					h.values = t.int()
				case kind == thriftI32 && id == 2:
					h.encoding = t.int()
				case kind == thriftI32 && id == 3:
					h.levelEncodings[1] = t.int()
				case kind == thriftI32 && id == 4:
					h.levelEncodings[0] = t.int()
				case kind == thriftStruct && id == 5:
					t.statistics(statistic)
				default:
					t.skip(kind)
				}
			})
		case kind == thriftStruct && id == 8:
			t.fields(func(id int64, kind byte) {
				switch {
				case kind == thriftI32 && id == 1:
					h.values = t.int()
				case kind == thriftI32 && id == 4:
					h.encoding = t.int()
				case kind == thriftI32 && id == 5:
					h.levelBytes[1] = t.int()
				case kind == thriftI32 && id == 6:
					h.levelBytes[0] = t.int()
				case id == 7:
					h.stored = kind == thriftFalse
					t.skip(kind)
				case kind == thriftStruct && id == 8:
					t.statistics(statistic)
				default:
					t.skip(kind)
				}
			})
		default:
			t.skip(kind)
		}
	})
	return h
}

// A pageReader reads the pages of a file in turn, into memory that it uses again. It holds no more than memory bytes.
type pageReader struct {
	file   *window
	memory int64
	budget int64 // of bytes that pages may still expand to
	held   int64 // bytes of a dictionary, which its reader holds

	passed bool // a codec has passed by bytes that may be anything

	seen      func(v []byte) // gets what headers have beside what they are read for, see [thrift]
	statistic func(v []byte) // gets the values of statistics

	head   [headAhead]byte
	packed []byte
	page   []byte

	zstd   *zstd.Decoder
	gzip   *gzip.Reader
	brotli *brotli.Reader
}

// How much is read for a page's header at first, and at most: it holds the least and the greatest value of the page, whole.
const (
	headAhead = 4 << 10
	maxHead   = 16 << 20
)

// header reads the header at pos and returns where its page begins.
func (p *pageReader) header(pos, end int64) (h pageHeader, body int64, err error) {
	body, err = p.structure(pos, end, func(t *thrift) { h = t.pageHeader(p.statistic) })
	if err == nil && (h.packed < 0 || h.unpacked < 0 || h.packed > end-body || h.levelBytes[0] < 0 || h.levelBytes[1] < 0) {
		err = scanner.Corrupt
	}
	return h, body, err
}

// structure reads the struct at pos, which ends before end, and returns where it ends. It calls read anew whenever that needs
// more bytes than it got.
func (p *pageReader) structure(pos, end int64, read func(t *thrift)) (next int64, err error) {
	if pos < 0 || pos >= end {
		return 0, scanner.Corrupt
	}
	for ahead := int64(headAhead); ; ahead *= 16 {
		n := min(ahead, end-pos)
		if n > headAhead {
			p.packed, p.page = nil, nil
			if n+p.held > p.memory {
				return 0, scanner.TooLarge
			}
			if p.budget -= n; p.budget < 0 {
				return 0, scanner.Bomb
			}
		}
		head := p.head[:min(n, headAhead)]
		if n > headAhead {
			head = make([]byte, n)
		}
		if _, err := p.file.ReadAt(head, pos); err != nil {
			return 0, err
		}
		t := thrift{b: head, seen: p.seen}
		if read(&t); !t.bad {
			return pos + n - int64(len(t.b)), nil
		}
		if n == end-pos {
			return 0, scanner.Corrupt
		}
		if n >= maxHead {
			return 0, scanner.TooLarge
		}
	}
}

// read returns the page of h, unpacked. It is valid until the next call.
func (p *pageReader) read(h pageHeader, body, codec int64) ([]byte, error) {
	if h.packed+h.unpacked+p.held > p.memory {
		return nil, scanner.TooLarge
	}
	if p.budget -= h.unpacked; p.budget < 0 {
		return nil, scanner.Bomb
	}
	if int64(cap(p.packed))+int64(cap(p.page))+p.held > p.memory || int64(cap(p.packed)) < h.packed {
		p.packed = nil
	}
	if int64(cap(p.packed))+int64(cap(p.page))+p.held > p.memory || int64(cap(p.page)) < h.unpacked {
		p.page = nil
	}
	packed := p.file.view(body, h.packed)
	if packed == nil {
		p.packed = grow(p.packed, h.packed)
		packed = p.packed
		if _, err := p.file.ReadAt(packed, body); err != nil {
			return nil, err
		}
	}
	if h.hasCRC && crc32.ChecksumIEEE(packed) != uint32(h.crc) {
		return nil, scanner.Corrupt
	}
	// Version 2 leaves the levels as they are.
	levels := h.levelBytes[0] + h.levelBytes[1]
	if levels > h.packed || levels > h.unpacked {
		return nil, scanner.Corrupt
	}
	if h.stored || codec == codecNone {
		if h.packed != h.unpacked {
			return nil, scanner.Corrupt
		}
		return packed, nil
	}
	p.page = grow(p.page, h.unpacked)
	copy(p.page, packed[:levels])
	if levels == h.unpacked {
		return p.page, nil // nothing but levels
	}
	return p.page, p.unpack(p.page[levels:], packed[levels:], codec)
}

func grow(b []byte, n int64) []byte {
	if int64(cap(b)) < n {
		b = make([]byte, n)
	}
	return b[:n]
}

// Numbers of CompressionCodec in parquet.thrift.
const (
	codecNone   = 0
	codecSnappy = 1
	codecGzip   = 2
	codecBrotli = 4
	codecLZ4    = 5
	codecZstd   = 6
	codecLZ4Raw = 7
)

// brotliWindow is what a brotli reader may hold: streams name windows up to 16 MiB.
const brotliWindow = 17 << 20

// unpack fills dst, and exactly that, from src.
func (p *pageReader) unpack(dst, src []byte, codec int64) (err error) {
	n := 0
	switch codec {
	case codecSnappy:
		if n, err = snappy.DecodedLen(src); err == nil && n == len(dst) {
			_, err = snappy.Decode(dst, src)
		}
	case codecGzip:
		n, err = p.gunzip(dst, src)
	case codecBrotli:
		if p.brotli == nil {
			p.brotli = brotli.NewReader(nil)
		}
		if err = p.brotli.Reset(bytes.NewReader(src)); err == nil {
			n, err = readExactly(p.brotli, dst)
		}
	case codecZstd:
		if p.zstd == nil {
			p.zstd, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecodeAllCapLimit(true))
			if err != nil {
				return err
			}
		}
		var out []byte
		out, err = p.zstd.DecodeAll(src, dst[:0:len(dst)])
		n = len(out)
		p.passed = p.passed || err == nil && !zstdOnly(src)
	case codecLZ4Raw:
		n, err = lz4.UncompressBlock(src, dst)
	case codecLZ4:
		if n, err = unpackHadoopLZ4(dst, src); err != nil {
			n, err = lz4.UncompressBlock(src, dst) // parquet-cpp before 2.0 wrote no frames
		}
	default:
		return scanner.Unsupported
	}
	if err != nil || n != len(dst) {
		return scanner.Corrupt
	}
	return nil
}

// gunzip unpacks members of gzip. A member may have a name and more, which no writer of Parquet gives it.
func (p *pageReader) gunzip(dst, src []byte) (n int, err error) {
	for r := bytes.NewReader(src); r.Len() > 0; {
		if p.gzip == nil {
			p.gzip, err = gzip.NewReader(r)
		} else {
			err = p.gzip.Reset(r)
		}
		if err != nil {
			p.gzip = nil
			return n, err
		}
		p.gzip.Multistream(false)
		p.passed = p.passed || p.gzip.Name != "" || p.gzip.Comment != "" || len(p.gzip.Extra) > 0
		for err == nil && n < len(dst) {
			var k int
			k, err = p.gzip.Read(dst[n:])
			n += k
		}
		if err == nil {
			var k int
			k, err = readExactly(p.gzip, nil)
			n += k
		}
		if err != nil && err != io.EOF {
			p.gzip = nil
			return n, err
		}
	}
	return n, nil
}

// zstdOnly reports whether b, which was unpacked, is frames of data (RFC 8878, section 3.1). There are others, which hold what
// they like and are skipped.
func zstdOnly(b []byte) bool {
	for len(b) > 0 {
		var h zstd.Header
		if h.Decode(b) != nil || h.Skippable {
			return false
		}
		at := h.HeaderSize
		for last := false; !last; {
			if at+3 > len(b) {
				return false
			}
			head := int(b[at]) | int(b[at+1])<<8 | int(b[at+2])<<16
			last = head&1 != 0
			if at += 3; head>>1&3 == 1 { // one byte that is repeated
				at++
			} else {
				at += head >> 3
			}
		}
		if h.HasCheckSum {
			at += 4
		}
		if at > len(b) {
			return false
		}
		b = b[at:]
	}
	return true
}

// readExactly fills dst and returns more than its length if r has more.
func readExactly(r io.Reader, dst []byte) (int, error) {
	if n, err := io.ReadFull(r, dst); err != nil {
		return n, err
	}
	var more [1]byte
	n, err := io.ReadFull(r, more[:])
	if err == io.EOF {
		err = nil
	}
	return len(dst) + n, err
}

// unpackHadoopLZ4 unpacks frames of a size, a packed size and a block, as Hadoop's codec writes them.
func unpackHadoopLZ4(dst, src []byte) (n int, err error) {
	for len(src) > 0 {
		if len(src) < 8 {
			return n, scanner.Corrupt
		}
		size, packed := uint64(binary.BigEndian.Uint32(src)), uint64(binary.BigEndian.Uint32(src[4:]))
		if src = src[8:]; packed > uint64(len(src)) || size > uint64(len(dst)-n) {
			return n, scanner.Corrupt
		}
		k, err := lz4.UncompressBlock(src[:packed], dst[n:n+int(size)])
		if err != nil || k != int(size) {
			return n, scanner.Corrupt
		}
		n, src = n+k, src[packed:]
	}
	return n, nil
}

// close frees what the codecs hold.
func (p *pageReader) close() {
	if p.zstd != nil {
		p.zstd.Close()
	}
}
