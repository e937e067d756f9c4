package s3store_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/google/go-cmp/cmp"

	"github.com/seed-4750cad8/assay/pipeline"
	"github.com/seed-4750cad8/assay/pipeline/s3store"
	"github.com/seed-4750cad8/assay/pipeline/storetest/minio"
)

// Head says the same as opening, and what it says changes with the key.
func TestLook(t *testing.T) {
	server := minio.Start(t)
	store := s3store.New(server.Config(), s3store.Options{PathStyle: true})
	bucket, key := server.NewBucket(t, true), "a key+%20"
	for _, text := range []string{"first", "second, longer"} {
		_, err := server.Client().PutObject(t.Context(), &s3.PutObjectInput{Bucket: &bucket, Key: &key, Body: strings.NewReader(text)})
		if err != nil {
			t.Fatal(err)
		}
		content, err := store.Open(t.Context(), pipeline.Object{Bucket: bucket, Key: key})
		if err != nil {
			t.Fatal(err)
		}
		if err := content.Close(); err != nil {
			t.Fatal(err)
		}
		head, err := store.Head(t.Context(), pipeline.Object{Bucket: bucket, Key: key})
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(content.Object, head); d != "" {
			t.Errorf("head (-open +head):\n%s", d)
		}
		if tags, err := store.Tags(t.Context(), head); err != nil || len(tags) > 0 {
			t.Errorf("tags of a new object: %v, %v", tags, err)
		}
		want := map[string]string{"team": "billing"}
		if _, err := store.Tag(t.Context(), head, want); err != nil {
			t.Fatal(err)
		}
		if tags, err := store.Tags(t.Context(), head); err != nil || !cmp.Equal(tags, want) {
			t.Errorf("tags: %v, %v; want %v", tags, err, want)
		}
	}
	if _, err := store.Head(t.Context(), pipeline.Object{Bucket: bucket, Key: "none"}); !errors.Is(err, pipeline.ErrGone) {
		t.Errorf("head of no object: %v, want ErrGone", err)
	}
}
