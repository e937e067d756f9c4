package minio

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"
)

func TestServer(t *testing.T) {
	s := Start(t)
	bucket := s.NewBucket(t, true)
	for _, key := range []string{"open/a", "shut/a"} {
		_, err := s.Client().PutObject(t.Context(), &s3.PutObjectInput{Bucket: &bucket, Key: &key, Body: bytes.NewReader([]byte(key))})
		if err != nil {
			t.Fatal(err)
		}
	}
	config, err := s.Restricted(t.Context(), `{"Version":"2012-10-17","Statement":[
		{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::`+bucket+`/open/*"}]}`)
	if err != nil {
		t.Fatal(err)
	}
	get := func(key string) (string, error) {
		out, err := Client(config).GetObject(t.Context(), &s3.GetObjectInput{Bucket: &bucket, Key: &key})
		if err != nil {
			return "", err
		}
		defer out.Body.Close()
		body, err := io.ReadAll(out.Body)
		if aws.ToString(out.VersionId) == "" {
			t.Errorf("%s has no version", key)
		}
		return string(body), err
	}
	if got, err := get("open/a"); got != "open/a" || err != nil {
		t.Errorf("allowed object: got %q, %v", got, err)
	}
	var api smithy.APIError
	if _, err := get("shut/a"); !errors.As(err, &api) || api.ErrorCode() != "AccessDenied" {
		t.Errorf("denied object: got %v, want AccessDenied", err)
	}
}

func TestRunEnds(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	s, err := Run(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("data after Close: got %v, want none", err)
	}
	if _, err := s.CreateBucket(t.Context(), false); err == nil {
		t.Error("the server still answers after Close")
	}
}
