package s3store

import (
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/seed-4750cad8/assay/pipeline"
)

// Files is an inventory's place in a bucket. It is safe for concurrent use.
type Files struct {
	store          *Store
	bucket, prefix string
}

// Files returns the files below prefix, which is "" or ends with a slash; if it does not, one is added.
func (s *Store) Files(bucket, prefix string) *Files {
	if prefix != "" && !strings.HasSuffix(prefix, "/") {
		prefix += "/"
	}
	return &Files{store: s, bucket: bucket, prefix: prefix}
}

var _ pipeline.Files = (*Files)(nil)

// Put writes a file; see [pipeline.Files]. S3 checks the condition in the same moment in which it writes.
func (f *Files) Put(ctx context.Context, name string, data []byte, expect string) (string, error) {
	key := f.prefix + name
	in := &s3.PutObjectInput{Bucket: &f.bucket, Key: &key}
	switch expect {
	case "":
	case pipeline.Absent:
		in.IfNoneMatch = aws.String("*")
	default:
		in.IfMatch = quote(expect)
	}
	var out *s3.PutObjectOutput
	for n := 1; ; n++ {
		err := f.store.call(ctx, f.bucket, func(c *s3.Client) (err error) {
			in.Body = bytes.NewReader(data)
			out, err = c.PutObject(ctx, in)
			return err
		})
		switch {
		case err == nil:
			return unquote(out.ETag), nil
		case hasCode(err, "ConditionalRequestConflict", "OperationAborted") && n <= maxMerges:
			// Another write of the same name is under way: the condition is decided when it is over.
			if err := backoff(ctx, n); err != nil {
				return "", err
			}
			continue
		case hasCode(err, "PreconditionFailed") && repeated(err):
			// The SDK repeated a request whose answer was lost: the file that is in the way may be this one.
			if have, etag, getErr := f.Get(ctx, name); getErr == nil && bytes.Equal(have, data) {
				return etag, nil
			}
		}
		return "", wrap(opPut, f.bucket, key, err)
	}
}

// repeated says whether the request that was answered with err was not the first of its operation: the SDK numbers them
// in a header. https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
func repeated(err error) bool {
	var resp *smithyhttp.ResponseError
	if !errors.As(err, &resp) || resp.Response == nil || resp.Response.Response == nil || resp.Response.Request == nil {
		return false
	}
	attempt := resp.Response.Request.Header.Get("Amz-Sdk-Request")
	return attempt != "" && !strings.HasPrefix(attempt+";", "attempt=1;")
}

// Get reads a file; see [pipeline.Files].
func (f *Files) Get(ctx context.Context, name string) ([]byte, string, error) {
	content, err := f.store.Open(ctx, pipeline.Object{Bucket: f.bucket, Key: f.prefix + name})
	if err != nil {
		return nil, "", err
	}
	defer content.Close()
	var data bytes.Buffer
	data.Grow(int(content.Input.Size))
	if _, err := io.Copy(&data, content.Input.Body); err != nil {
		return nil, "", wrap(opRead, f.bucket, f.prefix+name, err)
	}
	return data.Bytes(), content.Object.ETag, nil
}

// Remove removes a file; see [pipeline.Files]. Amazon S3 checks the ETag in the same moment in which it removes. Some other
// stores ignore that condition, for them it is looked at just before.
func (f *Files) Remove(ctx context.Context, name, etag string) error {
	o := pipeline.Object{Bucket: f.bucket, Key: f.prefix + name}
	now, err := f.store.current(ctx, o)
	if err == nil && now.ETag != etag {
		err = wrap(opPut, o.Bucket, o.Key, pipeline.ErrConflict)
	}
	if err == nil {
		err = wrap(opPut, o.Bucket, o.Key, f.store.call(ctx, f.bucket, func(c *s3.Client) error {
			_, err := c.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: &o.Bucket, Key: &o.Key, IfMatch: quote(etag)})
			if hasCode(err, "NoSuchKey", "NotFound") {
				err = nil
			}
			return err
		}))
	}
	if errors.Is(err, pipeline.ErrGone) {
		return nil
	}
	return err
}

// List yields names; see [pipeline.Files].
func (f *Files) List(ctx context.Context, prefix string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for o, err := range f.store.List(ctx, f.bucket, f.prefix+prefix, "") {
			if !yield(strings.TrimPrefix(o.Key, f.prefix), err) {
				return
			}
		}
	}
}

// URI returns "s3://bucket/prefix/name".
func (f *Files) URI(name string) string { return "s3://" + f.bucket + "/" + f.prefix + name }
