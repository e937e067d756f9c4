package format

import (
	"bufio"
	"io"
	"path"
	"strings"

	"github.com/klauspost/compress/gzip"

	"github.com/seed-4750cad8/assay/scanner"
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
		g := &gunzip{br: bufio.NewReaderSize(src, streamBuffer)}
		var err error
		if g.z, err = gzip.NewReader(g.br); err != nil {
			return src.fault(err)
		}
		g.z.Multistream(false)
		c := &content{src: src, r: g}
		return c.push(out, memberName(in.Name, g.z.Name, gzipSuffixes))
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

// A gunzip reads streams of gzip one after the other.
type gunzip struct {
	br *bufio.Reader
	z  *gzip.Reader
}

func (g *gunzip) Read(p []byte) (int, error) {
	for {
		n, err := g.z.Read(p)
		if err != io.EOF {
			return n, err
		}
		if n > 0 {
			return n, nil
		}
		if err := g.next(); err != nil {
			return 0, err
		}
	}
}

// next goes on to the next stream, past zeros that pad the last, as on tapes. It returns io.EOF when there is none.
func (g *gunzip) next() error {
	if more, err := skipZeros(g.br); err != nil {
		return err
	} else if !more {
		return io.EOF
	}
	if err := g.z.Reset(g.br); err != nil {
		return scanner.Corrupt
	}
	g.z.Multistream(false)
	return nil
}
