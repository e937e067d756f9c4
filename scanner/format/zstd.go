package format

import (
	"bufio"
	"errors"
	"io"

	"github.com/klauspost/compress/zstd"

	"github.com/seed-4750cad8/assay/scanner"
)

// zstdFormat reads Zstandard (RFC 8878) as one member: all its frames, joined. What skippable frames hold is no part of
// that file, and searched as notes.
var zstdFormat = scanner.Format{
	Name: "zstd",
	Doc:  "one compressed file (RFC 8878), several frames in a row included; windows up to 32 MiB",
	Sniff: func(_ string, head []byte) bool {
		var h zstd.Header
		return h.Decode(head) == nil
	},
	Decode: func(in scanner.Input, out scanner.Sink) error {
		src := &source{r: in.Body}
		r, done, err := unzstd(src, newNotes(out))
		if err != nil {
			return src.fault(err)
		}
		defer done()
		c := &content{src: src, r: r}
		return c.push(out, memberName(in.Name, "", zstdSuffixes))
	},
}

var zstdSuffixes = [][2]string{{".zst", ""}, {".zstd", ""}, {".tzst", ".tar"}}

// Windows of zstd. Decoders should support 8 MiB (RFC 8878, 3.1.1.1.2); more only "zstd --ultra" and "--long" make.
const (
	minWindow = 8 << 20
	maxWindow = 32 << 20
)

// unzstd returns a reader of the frames in r. It reserves what the window of the first frame needs; later frames may use
// as much, and at least minWindow. What stands between the frames goes to n. The caller calls done when err is nil.
func unzstd(r io.Reader, n *notes) (_ io.Reader, done func(), err error) {
	f := &frames{br: bufio.NewReaderSize(r, streamBuffer), notes: n}
	head, _ := f.br.Peek(zstd.HeaderMaxSize)
	var h zstd.Header
	if err := h.Decode(head); err != nil {
		return nil, nil, err
	}
	window := uint64(minWindow)
	if !h.Skippable && !h.SingleSegment {
		window = max(window, h.WindowSize)
	}
	if !h.Skippable && h.SingleSegment {
		window = max(window, h.FrameContentSize)
	}
	if window > maxWindow {
		return nil, nil, scanner.TooLarge
	}
	release, err := n.out.Reserve(int64(window) + 1<<20)
	if err != nil {
		return nil, nil, err
	}
	z, err := zstd.NewReader(f, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
		zstd.WithDecoderMaxMemory(window), zstd.WithDecoderMaxWindow(window))
	if err != nil {
		release()
		return nil, nil, err
	}
	return zstdReader{z}, func() { z.Close(); release() }, nil
}

// A zstdReader names the errors of zstd that are not bad data.
type zstdReader struct{ *zstd.Decoder }

func (z zstdReader) Read(p []byte) (int, error) {
	n, err := z.Decoder.Read(p)
	switch {
	case errors.Is(err, zstd.ErrWindowSizeExceeded), errors.Is(err, zstd.ErrDecoderSizeExceeded):
		err = scanner.TooLarge
	case errors.Is(err, zstd.ErrUnknownDictionary):
		err = scanner.Unsupported
	}
	return n, err
}
