package format

import (
	"bytes"
	"io"
)

// This file reads text whose lines end in a carriage return alone, as those of the first Macintosh did, and those of "CSV (Macintosh)"
// of Excel still do: each is read as a newline. So offsets stay as they are.

// endsInCR reports whether the lines of a text that begins with head end so: it has carriage returns and no newline.
func endsInCR(head []byte) bool {
	return bytes.IndexByte(head, '\n') < 0 && bytes.IndexByte(head, '\r') >= 0
}

// decodeCR makes c, which has been given its charset, read newlines where lines end in a carriage return.
func (c *cutter) decodeCR() {
	if head := c.start(); endsInCR(head) {
		c.src = crReader{c.again(head)}
	}
}

// A crReader reads newlines for carriage returns. Where both follow each other, in a text that has other lines further on, the first
// may become an empty line.
type crReader struct{ r io.Reader }

func (c crReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	crToLF(p[:n])
	return n, err
}

func crToLF(text []byte) {
	for at := 0; ; at++ {
		i := bytes.IndexByte(text[at:], '\r')
		if i < 0 {
			return
		}
		if at += i; at+1 == len(text) || text[at+1] != '\n' {
			text[at] = '\n'
		}
	}
}
