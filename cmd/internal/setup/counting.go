package setup

import (
	"context"
	"io"

	"github.com/seed-4750cad8/assay/pipeline"
)

// A countingStore tells how many bytes are read of its objects, as they are read.
type countingStore struct {
	pipeline.Store
	read func(n int) // nil counts nothing
}

// Open implements [pipeline.Store].
func (s countingStore) Open(ctx context.Context, o pipeline.Object) (pipeline.Content, error) {
	content, err := s.Store.Open(ctx, o)
	if err != nil || s.read == nil {
		return content, err
	}
	content.Input.Body = countingReader{content.Input.Body, s.read}
	if content.Input.At != nil {
		content.Input.At = countingReaderAt{content.Input.At, s.read}
	}
	return content, nil
}

type countingReader struct {
	io.Reader
	read func(n int)
}

func (r countingReader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	r.read(n)
	return n, err
}

type countingReaderAt struct {
	io.ReaderAt
	read func(n int)
}

func (r countingReaderAt) ReadAt(p []byte, off int64) (int, error) {
	n, err := r.ReaderAt.ReadAt(p, off)
	r.read(n)
	return n, err
}
