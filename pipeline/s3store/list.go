package s3store

import (
	"context"
	"fmt"
	"iter"
	"net/url"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/seed-4750cad8/assay/pipeline"
)

// List yields the current objects of a bucket whose keys begin with prefix and are greater than after, in the byte order
// of their keys. Keys may be of any bytes; empty "folder" objects are objects. It stops after its first error: a listing
// that is denied, of no bucket, or not in order (as directory buckets give it: their listing cannot be resumed).
func (s *Store) List(ctx context.Context, bucket, prefix, after string) iter.Seq2[pipeline.Object, error] {
	return func(yield func(pipeline.Object, error) bool) {
		last := after
		in := &s3.ListObjectsV2Input{
			Bucket:       &bucket,
			Prefix:       nonEmpty(prefix),
			StartAfter:   nonEmpty(after),
			EncodingType: types.EncodingTypeUrl, // XML cannot carry every key
		}
		for {
			var page *s3.ListObjectsV2Output
			err := s.call(ctx, bucket, func(c *s3.Client) (err error) {
				page, err = c.ListObjectsV2(ctx, in)
				return err
			})
			if err != nil {
				yield(pipeline.Object{}, wrap(opList, bucket, prefix, err))
				return
			}
			for i := range page.Contents {
				o, err := listed(bucket, &page.Contents[i], page.EncodingType)
				if err == nil && o.Key <= last {
					err = fmt.Errorf("the listing is not in key order: %q comes after %q", o.Key, last)
				}
				if err != nil {
					yield(pipeline.Object{}, wrap(opList, bucket, prefix, err))
					return
				}
				last = o.Key
				if !yield(o, nil) {
					return
				}
			}
			if !aws.ToBool(page.IsTruncated) {
				return
			}
			if aws.ToString(page.NextContinuationToken) == "" {
				yield(pipeline.Object{}, wrap(opList, bucket, prefix, fmt.Errorf("the listing was cut short without a way to go on")))
				return
			}
			in.StartAfter, in.ContinuationToken = nil, page.NextContinuationToken
		}
	}
}

// listed converts an entry of a page.
func listed(bucket string, e *types.Object, encoding types.EncodingType) (pipeline.Object, error) {
	key := aws.ToString(e.Key)
	if encoding == types.EncodingTypeUrl {
		var err error
		if key, err = url.QueryUnescape(key); err != nil {
			return pipeline.Object{}, fmt.Errorf("the listing has a key that is not URL-encoded: %q", aws.ToString(e.Key))
		}
	}
	return pipeline.Object{
		Bucket:       bucket,
		Key:          key,
		ETag:         unquote(e.ETag),
		Size:         aws.ToInt64(e.Size),
		LastModified: aws.ToTime(e.LastModified),
		StorageClass: storageClass(string(e.StorageClass)),
	}, nil
}

// storageClass gives the default class its one name, "": a listing names it, a GET does not.
func storageClass(class string) string {
	if class == string(types.StorageClassStandard) {
		return ""
	}
	return class
}

// unquote takes the quotes off an ETag.
func unquote(etag *string) string { return strings.Trim(aws.ToString(etag), `"`) }

// nonEmpty is nil for "": a parameter that is not sent.
func nonEmpty(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
