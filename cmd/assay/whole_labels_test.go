package main

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/seed-4750cad8/assay/pipeline/storetest/minio"
)

// TestWholeLabels has labels changed and lost between runs, on a real server: by others' tags, and by the same bytes written again.
func TestWholeLabels(t *testing.T) {
	server := minio.Start(t)
	client, front := server.Client(), newFront(t, server)
	bucket, inventory := server.NewBucket(t, false), server.NewBucket(t, false)
	const mails = "mail ada.lovelace@example.net and ada@example.net\n"
	put := func(key, body, tagging string) {
		t.Helper()
		in := &s3.PutObjectInput{Bucket: aws.String(bucket), Key: &key, Body: strings.NewReader(body)}
		if tagging != "" {
			in.Tagging = &tagging
		}
		if _, err := client.PutObject(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
	put("again", mails, "")
	put("forged", mails, "")
	put("large", strings.Repeat("x", 4000), "data-classification=public&team=a")
	put("same", mails, "")
	scan := func(args ...string) (stdout string) {
		t.Helper()
		args = append([]string{"scan", "s3://" + bucket, "--inventory", "s3://" + inventory, "--endpoint-url", front.URL, "--max-object-size", "1000B"}, args...)
		status, stdout, stderr := execute(t, server.Config(), args...)
		if status != exitIncomplete { // since one object is too large
			t.Fatalf("exit status %d: %s", status, stderr)
		}
		return stdout
	}
	labels := func(want map[string]string) {
		t.Helper()
		for key, level := range want {
			if got := tagsOf(t, client, bucket, key)["data-classification"]; got != level {
				t.Errorf("%s: got the label %q, want %q", key, got, level)
			}
		}
	}

	scan()
	labels(map[string]string{"again": "internal", "forged": "internal", "large": "unknown", "same": "internal"})
	if got := tagsOf(t, client, bucket, "large")["team"]; got != "a" {
		t.Errorf("large: got the owner's tag %q, want a", got)
	}

	time.Sleep(1100 * time.Millisecond) // the time of writing is in seconds
	put("again", mails, "data-classification=public")
	_, err := client.PutObjectTagging(t.Context(), &s3.PutObjectTaggingInput{Bucket: aws.String(bucket), Key: aws.String("forged"),
		Tagging: &types.Tagging{TagSet: []types.Tag{{Key: aws.String("data-classification"), Value: aws.String("public")}}}})
	if err != nil {
		t.Fatal(err)
	}
	front.reset()
	scan()
	labels(map[string]string{"again": "internal", "forged": "public", "same": "internal"})
	if got := front.reads(bucket); got != 1 {
		t.Errorf("read %d objects, want the one that was written again", got)
	}

	front.reset()
	stdout := scan("--check-labels")
	labels(map[string]string{"again": "internal", "forged": "internal", "large": "unknown", "same": "internal"})
	if got := front.reads(bucket); got != 0 {
		t.Errorf("read %d objects to look at their labels, want none", got)
	}
	if want := "1 written, 3 of unchanged objects, as they were"; !strings.Contains(stdout, want) {
		t.Errorf("got %s, want %q in it", stdout, want)
	}
}
