package s3store

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/seed-4750cad8/assay/pipeline"
)

// Head returns what the store says of an object without reading it: of the version that o names by VersionID, or of the
// current one.
func (s *Store) Head(ctx context.Context, o pipeline.Object) (pipeline.Object, error) {
	err := s.call(ctx, o.Bucket, func(c *s3.Client) error {
		out, err := c.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &o.Bucket, Key: &o.Key, VersionId: nonEmpty(o.VersionID)})
		if err != nil {
			return err
		}
		o.ETag = unquote(out.ETag)
		o.VersionID = aws.ToString(out.VersionId)
		o.Size = aws.ToInt64(out.ContentLength)
		o.LastModified = aws.ToTime(out.LastModified)
		o.StorageClass = storageClass(string(out.StorageClass))
		o.Encryption = string(out.ServerSideEncryption)
		o.ContentType = aws.ToString(out.ContentType)
		return nil
	})
	return o, wrap(opRead, o.Bucket, o.Key, err)
}

// Tags returns the tags of the version of an object that o names.
func (s *Store) Tags(ctx context.Context, o pipeline.Object) (map[string]string, error) {
	return s.getTags(ctx, o)
}
