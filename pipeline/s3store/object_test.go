package s3store_test

import (
	"bytes"
	"crypto/md5"
	"encoding/base64"
	"errors"
	"io"
	"math"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/seed-4750cad8/assay/pipeline"
	"github.com/seed-4750cad8/assay/pipeline/s3store"
	"github.com/seed-4750cad8/assay/pipeline/storetest/minio"
)

func TestEncryption(t *testing.T) {
	b := newBucket(t, true)
	s := store(t, b.Config())
	for _, size := range []int{3, 3 << 20} {
		tests := []struct {
			name string
			put  func(*s3.PutObjectInput)
			want string
			err  error
		}{
			{"none", func(*s3.PutObjectInput) {}, "", nil},
			{"sse-s3", func(in *s3.PutObjectInput) { in.ServerSideEncryption = types.ServerSideEncryptionAes256 }, "AES256", nil},
			{"sse-kms", func(in *s3.PutObjectInput) {
				in.ServerSideEncryption, in.SSEKMSKeyId = types.ServerSideEncryptionAwsKms, aws.String(minio.KMSKey)
			}, "aws:kms", nil},
		}
		for _, tt := range tests {
			b.put(t, tt.name, make([]byte, size), tt.put, func(in *s3.PutObjectInput) { in.ContentType = aws.String("text/odd; x=1") })
			c, err := s.Open(t.Context(), pipeline.Object{Bucket: b.name, Key: tt.name, Size: int64(size)})
			if err != nil {
				t.Errorf("%s: %v", tt.name, err)
				continue
			}
			data, err := io.ReadAll(c.Input.Body)
			if err != nil || len(data) != size {
				t.Errorf("%s: got %d bytes, %v", tt.name, len(data), err)
			}
			o := c.Object
			if o.Encryption != tt.want || o.ContentType != "text/odd; x=1" || o.VersionID == "" || o.ETag == "" || o.Size != int64(size) || o.LastModified.IsZero() || o.StorageClass != "" {
				t.Errorf("%s: got %+v", tt.name, o)
			}
			if _, err := s.Tag(t.Context(), o, map[string]string{"a": "b"}); err != nil {
				t.Errorf("%s: %v", tt.name, err)
			}
			c.Close()
		}
	}
}

func TestUsageAndLaziness(t *testing.T) {
	b := newBucket(t, false)
	const size = 20 << 20
	b.put(t, "large", make([]byte, size))
	b.put(t, "small", []byte("x"))
	large := pipeline.Object{Bucket: b.name, Key: "large", Size: size}
	small := pipeline.Object{Bucket: b.name, Key: "small", Size: 1}
	tests := []struct {
		name string
		do   func(*s3store.Store) error
		want s3store.Usage // BytesRead at most
	}{
		{"list", func(s *s3store.Store) error {
			for _, err := range s.List(t.Context(), b.name, "", "") {
				if err != nil {
					return err
				}
			}
			return nil
		}, s3store.Usage{List: 1}},
		{"small object, all of it", func(s *s3store.Store) error {
			c, err := s.Open(t.Context(), small)
			if err != nil {
				return err
			}
			defer c.Close()
			_, err = io.Copy(io.Discard, c.Input.Body)
			if err == nil {
				_, err = c.Input.At.ReadAt(make([]byte, 1), 0)
			}
			return err
		}, s3store.Usage{Get: 1, BytesRead: 1}},
		{"large object, its head and its end", func(s *s3store.Store) error {
			c, err := s.Open(t.Context(), large)
			if err != nil {
				return err
			}
			defer c.Close()
			if _, err := io.CopyN(io.Discard, c.Input.Body, 16<<10); err != nil {
				return err
			}
			for off := int64(size - 8); off > size-200<<10; off -= 1000 {
				if _, err := c.Input.At.ReadAt(make([]byte, 8), off); err != nil {
					return err
				}
			}
			return nil
		}, s3store.Usage{Get: 2, BytesRead: 600 << 10}},
		{"large object, in small steps at random access", func(s *s3store.Store) error {
			c, err := s.Open(t.Context(), large)
			if err != nil {
				return err
			}
			defer c.Close()
			_, err = io.CopyBuffer(struct{ io.Writer }{io.Discard}, io.NewSectionReader(c.Input.At, 0, size), make([]byte, 4096))
			return err
		}, s3store.Usage{Get: 23, BytesRead: size + partSize}},
		{"large object, all of it", func(s *s3store.Store) error {
			c, err := s.Open(t.Context(), large)
			if err != nil {
				return err
			}
			defer c.Close()
			_, err = io.Copy(io.Discard, c.Input.Body)
			return err
		}, s3store.Usage{Get: size / partSize, BytesRead: size}},
		{"tag", func(s *s3store.Store) error {
			_, err := s.Tag(t.Context(), small, map[string]string{"a": "b"})
			return err
		}, s3store.Usage{Head: 2, GetTagging: 2, PutTagging: 1}},
		{"tag again", func(s *s3store.Store) error {
			_, err := s.Tag(t.Context(), small, map[string]string{"a": "b"})
			return err
		}, s3store.Usage{Head: 1, GetTagging: 1}},
		{"put and get a file", func(s *s3store.Store) error {
			f := s.Files(b.name, "inv/")
			if _, err := f.Put(t.Context(), "f", []byte("xyz"), ""); err != nil {
				return err
			}
			_, _, err := f.Get(t.Context(), "f")
			return err
		}, s3store.Usage{Put: 1, Get: 1, BytesRead: 3}},
	}
	for _, tt := range tests {
		s := store(t, b.Config())
		if err := tt.do(s); err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		got := s.Usage()
		if got.BytesRead > tt.want.BytesRead {
			t.Errorf("%s: read %d bytes, want at most %d", tt.name, got.BytesRead, tt.want.BytesRead)
		}
		got.BytesRead, tt.want.BytesRead = 0, 0
		if got != tt.want {
			t.Errorf("%s:\n got %+v\nwant %+v", tt.name, got, tt.want)
		}
	}
}

func TestCost(t *testing.T) {
	u := s3store.Usage{List: 1, Get: 1000, Head: 500, Put: 9, GetTagging: 500, PutTagging: 990, BytesRead: 1 << 40}
	if got, want := u.Cost(), 0.005+2*0.0004; math.Abs(got-want) > 1e-12 {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestCustomerKey opens an object that is encrypted with its owner's key, which S3 takes over TLS only.
func TestCustomerKey(t *testing.T) {
	server, err := minio.RunTLS(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	b := bucket{server, server.NewBucket(t, false), server.Client()}
	key := bytes.Repeat([]byte("k"), 32)
	sum := md5.Sum(key)
	b.put(t, "k", []byte("x"), func(in *s3.PutObjectInput) {
		in.SSECustomerAlgorithm = aws.String("AES256")
		in.SSECustomerKey = aws.String(base64.StdEncoding.EncodeToString(key))
		in.SSECustomerKeyMD5 = aws.String(base64.StdEncoding.EncodeToString(sum[:]))
	})
	s := store(t, b.Config())
	n := 0
	for o, err := range s.List(t.Context(), b.name, "", "") {
		if err != nil {
			t.Fatal(err)
		}
		n++
		if _, err := s.Open(t.Context(), o); !errors.Is(err, pipeline.ErrKeyNeeded) {
			t.Errorf("got %v, want ErrKeyNeeded", err)
		}
	}
	if n != 1 {
		t.Errorf("got %d objects, want 1", n)
	}
}

// TestSuspendedVersioning tags the null version, which is overwritten like an unversioned object.
func TestSuspendedVersioning(t *testing.T) {
	b := newBucket(t, true)
	b.put(t, "k", []byte("versioned"))
	_, err := b.client.PutBucketVersioning(t.Context(), &s3.PutBucketVersioningInput{
		Bucket: &b.name, VersioningConfiguration: &types.VersioningConfiguration{Status: types.BucketVersioningStatusSuspended},
	})
	if err != nil {
		t.Fatal(err)
	}
	s := store(t, b.Config())
	b.put(t, "k", []byte("null"))
	c, err := s.Open(t.Context(), pipeline.Object{Bucket: b.name, Key: "k"})
	if err != nil {
		t.Fatal(err)
	}
	c.Close()
	if _, err := s.Tag(t.Context(), c.Object, map[string]string{"a": "b"}); err != nil {
		t.Error(err)
	}
	if got := b.tags(t, c.Object)["a"]; got != "b" {
		t.Errorf("got %q, want b", got)
	}
	b.put(t, "k", []byte("null again"))
	if _, err := s.Tag(t.Context(), c.Object, map[string]string{"a": "b"}); !errors.Is(err, pipeline.ErrChanged) {
		t.Errorf("got %v, want ErrChanged", err)
	}
	if _, err := s.Open(t.Context(), c.Object); !errors.Is(err, pipeline.ErrChanged) {
		t.Errorf("got %v, want ErrChanged", err)
	}
}

// TestDeleteMarker opens and tags what was deleted in a versioned bucket.
func TestDeleteMarker(t *testing.T) {
	b := newBucket(t, true)
	b.put(t, "k", []byte("x"))
	out, err := b.client.DeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: &b.name, Key: aws.String("k")})
	if err != nil {
		t.Fatal(err)
	}
	s := store(t, b.Config())
	for _, version := range []string{"", aws.ToString(out.VersionId), "00000000-0000-0000-0000-000000000000"} {
		if _, err := s.Open(t.Context(), pipeline.Object{Bucket: b.name, Key: "k", VersionID: version}); !errors.Is(err, pipeline.ErrGone) {
			t.Errorf("version %q: got %v, want ErrGone", version, err)
		}
	}
}
