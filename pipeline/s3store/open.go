package s3store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/seed-4750cad8/assay/pipeline"
	"github.com/seed-4750cad8/assay/scanner"
)

// smallObject is the size, in bytes, up to which an object is read at once, into memory of its own: one request gives its
// head, its body and random access to it.
const smallObject = 256 << 10

// Open opens an object: exactly the version that o names, by VersionID or by ETag, or the current one if o names neither.
// One request opens it, and is all that a small object takes. The body of a larger one reads ahead once its reader has
// gone beyond what it takes to recognise a format; random access asks for the ranges that it needs. Every request is
// pinned to the version that the first one met.
//
// Reading ends with the error of ctx when that ends. Close ends every request that is still under way.
func (s *Store) Open(ctx context.Context, o pipeline.Object) (pipeline.Content, error) {
	ctx, cancel := context.WithCancel(ctx)
	to := o.Size
	if to > s.options.PartSize {
		to = s.options.PartSize
	}
	out, err := s.get(ctx, o, 0, to, o.Size > to)
	if err != nil {
		cancel()
		return pipeline.Content{}, err
	}
	opened, end, err := pin(o, out)
	if err != nil {
		out.Body.Close()
		cancel()
		return pipeline.Content{}, wrap(opRead, o.Bucket, o.Key, err)
	}
	open := func(from, to int64) (io.ReadCloser, error) {
		out, err := s.get(ctx, opened, from, to, true)
		if err != nil {
			return nil, err
		}
		return out.Body, nil
	}
	first := &section{open: open, wait: func(n int) error { return backoff(ctx, n) }, body: out.Body, end: end}
	in := scanner.Input{Name: o.Key, Size: opened.Size}

	if opened.Size <= smallObject {
		defer cancel()
		data := make([]byte, opened.Size)
		_, err := io.ReadFull(first, data)
		first.Close()
		if err != nil {
			return pipeline.Content{}, wrap(opRead, o.Bucket, o.Key, err)
		}
		r := bytes.NewReader(data)
		in.Body, in.At = r, bytes.NewReader(data)
		return pipeline.Content{Object: opened, Input: in, Close: func() error { return nil }}, nil
	}

	section := func(from, to int64) *section {
		return &section{open: open, wait: first.wait, pos: from, end: to}
	}
	b := &body{size: opened.Size, done: ctx.Done(), cause: ctx.Err, parts: s.parts, section: section, current: first, next: end}
	at := &random{size: opened.Size, parts: s.parts, section: section}
	in.Body, in.At = b, at
	return pipeline.Content{Object: opened, Input: in, Close: func() error {
		cancel()
		b.close()
		at.close()
		return nil
	}}, nil
}

// get asks for the bytes from ≤ n < to of the version that o names; for all of them unless ranged.
func (s *Store) get(ctx context.Context, o pipeline.Object, from, to int64, ranged bool) (*s3.GetObjectOutput, error) {
	in := &s3.GetObjectInput{Bucket: &o.Bucket, Key: &o.Key, VersionId: nonEmpty(o.VersionID)}
	if o.ETag != "" {
		in.IfMatch = quote(o.ETag)
	}
	if ranged {
		in.Range = aws.String(fmt.Sprintf("bytes=%d-%d", from, to-1))
	}
	var out *s3.GetObjectOutput
	err := s.call(ctx, o.Bucket, func(c *s3.Client) (err error) {
		out, err = c.GetObject(ctx, in)
		return err
	})
	if hasCode(err, "InvalidRange") {
		// The object is shorter than it was when it was listed.
		err = fmt.Errorf("%w: %w", pipeline.ErrChanged, err)
	}
	if err != nil {
		return nil, wrap(opRead, o.Bucket, o.Key, err)
	}
	// A store that ignores the condition or the range must not pass for one that met it.
	switch etag := unquote(out.ETag); {
	case o.ETag != "" && etag != o.ETag:
		err = pipeline.ErrChanged
	case ranged && !strings.HasPrefix(aws.ToString(out.ContentRange), fmt.Sprintf("bytes %d-", from)) && (from != 0 || out.ContentRange != nil):
		err = errors.New("the store answered with another range")
	}
	if err != nil {
		out.Body.Close()
		return nil, wrap(opRead, o.Bucket, o.Key, err)
	}
	return out, nil
}

// pin fills in o what its first response says of the object, and returns where that response's body ends.
func pin(o pipeline.Object, out *s3.GetObjectOutput) (_ pipeline.Object, end int64, err error) {
	if out.ContentLength == nil || *out.ContentLength < 0 {
		return o, 0, errors.New("the store did not say how long the object is")
	}
	end = *out.ContentLength
	size := end
	if r := aws.ToString(out.ContentRange); r != "" {
		_, total, _ := strings.Cut(r, "/")
		if _, err := fmt.Sscanf(total, "%d", &size); err != nil || size < end {
			return o, 0, errors.New("the store did not say how long the object is")
		}
	}
	o.ETag = unquote(out.ETag)
	o.VersionID = aws.ToString(out.VersionId)
	o.Size = size
	o.LastModified = aws.ToTime(out.LastModified)
	o.StorageClass = storageClass(string(out.StorageClass))
	o.Encryption = string(out.ServerSideEncryption)
	o.ContentType = aws.ToString(out.ContentType)
	return o, end, nil
}

// quote puts quotes around an ETag, as conditions want it.
func quote(etag string) *string { return aws.String(`"` + etag + `"`) }
