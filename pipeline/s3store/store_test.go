package s3store_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/seed-4750cad8/assay/pipeline"
	"github.com/seed-4750cad8/assay/pipeline/s3store"
	"github.com/seed-4750cad8/assay/pipeline/storetest"
	"github.com/seed-4750cad8/assay/pipeline/storetest/minio"
)

func TestStore(t *testing.T) {
	for _, versioned := range []bool{false, true} {
		t.Run(fmt.Sprintf("versioned=%v", versioned), func(t *testing.T) {
			storetest.Run(t, func(t testing.TB) storetest.Fixture { return fixture(t, versioned) })
		})
	}
}

// A bucket of MinIO, its owner's client, and small parts so that objects of a test take many.
type bucket struct {
	*minio.Server
	name   string
	client *s3.Client
}

const partSize = 1 << 20

func newBucket(t testing.TB, versioned bool) bucket {
	server := minio.Start(t)
	return bucket{server, server.NewBucket(t, versioned), server.Client()}
}

// store returns a store of that configuration.
func store(t testing.TB, config aws.Config, change ...func(*s3store.Options)) *s3store.Store {
	o := s3store.Options{PathStyle: true, PartSize: partSize, ReadAhead: 8 * partSize}
	for _, f := range change {
		f(&o)
	}
	return s3store.New(config, o)
}

func (b bucket) put(t testing.TB, key string, data []byte, change ...func(*s3.PutObjectInput)) {
	t.Helper()
	in := &s3.PutObjectInput{Bucket: &b.name, Key: &key, Body: bytes.NewReader(data)}
	for _, f := range change {
		f(in)
	}
	if _, err := b.client.PutObject(t.Context(), in); err != nil {
		t.Error(err)
	}
}

func (b bucket) remove(t testing.TB, key string) {
	t.Helper()
	if _, err := b.client.DeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: &b.name, Key: &key}); err != nil {
		t.Error(err)
	}
}

func version(o pipeline.Object) *string {
	if o.VersionID == "" {
		return nil
	}
	return &o.VersionID
}

func (b bucket) tags(t testing.TB, o pipeline.Object) map[string]string {
	t.Helper()
	out, err := b.client.GetObjectTagging(t.Context(), &s3.GetObjectTaggingInput{Bucket: &b.name, Key: &o.Key, VersionId: version(o)})
	if err != nil {
		t.Error(err)
		return nil
	}
	set := map[string]string{}
	for _, tag := range out.TagSet {
		set[*tag.Key] = *tag.Value
	}
	return set
}

func (b bucket) setTags(t testing.TB, o pipeline.Object, set map[string]string) {
	t.Helper()
	tags := []types.Tag{}
	for key, value := range set {
		tags = append(tags, types.Tag{Key: aws.String(key), Value: aws.String(value)})
	}
	_, err := b.client.PutObjectTagging(t.Context(), &s3.PutObjectTaggingInput{
		Bucket: &b.name, Key: &o.Key, VersionId: version(o), Tagging: &types.Tagging{TagSet: tags},
	})
	if err != nil {
		t.Error(err)
	}
}

func fixture(t testing.TB, versioned bool) storetest.Fixture {
	b := newBucket(t, versioned)
	return storetest.Fixture{
		Store:     store(t, b.Config()),
		Bucket:    b.name,
		Immutable: versioned,
		Keys:      oddKeys,
		Put:       func(t testing.TB, key string, data []byte) { t.Helper(); b.put(t, key, data) },
		Remove:    b.remove,
		Tags:      b.tags,
		Idle:      b.CloseIdle,
		SetTags:   b.setTags,
		Another: func(t testing.TB) storetest.Store {
			return store(t, b.Config(), func(o *s3store.Options) { o.Settle = 2 * time.Second })
		},
		Denied: func(t testing.TB, key string, f func(storetest.Store)) {
			config, err := b.Restricted(t.Context(), `{"Version":"2012-10-17","Statement":[
				{"Effect":"Allow","Action":["s3:ListBucket"],"Resource":"arn:aws:s3:::`+b.name+`"},
				{"Effect":"Allow","Action":["s3:*"],"Resource":"arn:aws:s3:::`+b.name+`/*"},
				{"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::`+b.name+"/"+key+`"}]}`)
			if err != nil {
				t.Fatal(err)
			}
			f(store(t, config))
		},
		Files: func(t testing.TB) func() pipeline.Files {
			name := b.NewBucket(t, versioned)
			return func() pipeline.Files { return store(t, b.Config()).Files(name, "in ven+tory") }
		},
	}
}

// oddKeys are all that MinIO takes; see TestListKeysOfAnyBytes for more.
var oddKeys = []string{
	"sp ace/and  more ", "plus+plus", "per%20cent%", "new\nline", "tab\tbell\a\x01\x1f\x7f", "ünï/cödé/日本語/😀", "e\u0301 is not \u00e9",
	"quote\"'`$(x)&<>;|*?[]{}", "-rf", "~", "folder/",
	strings.Repeat(strings.Repeat("long", 49)+"/", 5) + "x",
}
