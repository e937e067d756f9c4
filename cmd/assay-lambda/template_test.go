package main

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/seed-4750cad8/assay/pipeline/storetest/minio"
)

// s3Statements reads what the template's role may do in S3, for a target bucket with a prefix and an inventory at "assay".
func s3Statements(t *testing.T, target, prefix, inv string) string {
	t.Helper()
	text, err := os.ReadFile("template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	fill := strings.NewReplacer("${AWS::Partition}", "aws", "${TargetBucket}", target, "${TargetPrefix}", prefix, "${InventoryBucket}", inv, "${InventoryPrefix}", "assay")
	statement := regexp.MustCompile(`- Sid: (\w+)\n +Effect: (\w+)\n +Action: \[?(s3:[\w:, ]+)\]?\n +Resource: !Sub (arn:\S+)\n`)
	var list []map[string]any
	for _, m := range statement.FindAllStringSubmatch(string(text), -1) {
		list = append(list, map[string]any{"Sid": m[1], "Effect": m[2], "Action": strings.Split(m[3], ", "), "Resource": fill.Replace(m[4])})
	}
	if len(list) != 4 {
		t.Fatalf("%d statements of S3 in the template, want 4: %v", len(list), list)
	}
	policy, err := json.Marshal(map[string]any{"Version": "2012-10-17", "Statement": list})
	if err != nil {
		t.Fatal(err)
	}
	return string(policy)
}

// What the template's role may do in S3 is enough for the function's work, and not for more.
func TestTemplateRole(t *testing.T) {
	d := deploy(t)
	role, err := d.server.Restricted(t.Context(), s3Statements(t, d.bucket, "in/", d.inv))
	if err != nil {
		t.Fatal(err)
	}
	env, err := minio.Env(t.Context(), role)
	if err != nil {
		t.Fatal(err)
	}
	d.Env = append(d.Env, env...)
	d.Env = append(d.Env, "AWS_ENDPOINT_URL=")
	for _, key := range []string{"in/a.txt", "out/b.txt"} {
		d.put(t, key, secret)
	}
	for range 2 { // the second time the part is there already
		if reply := d.invoke(t, d.queue("in/a.txt", "out/b.txt", "in/gone.txt"), minute); reply != `{"batchItemFailures":[]}` {
			t.Errorf("reply %s", reply)
		}
	}
	if got := d.level(t, "in/a.txt"); got != "restricted" {
		t.Errorf("label %q, want restricted", got)
	}
	got := map[string]string{}
	for key, row := range compactedRows(t, d.files()) {
		got[key] = string(row.Status) + " " + string(row.TagStatus)
	}
	want := map[string]string{"in/a.txt": "scanned tagged", "out/b.txt": "denied none", "in/gone.txt": "gone none"}
	for key := range want {
		if got[key] != want[key] {
			t.Errorf("row of %s: %q, want %q", key, got[key], want[key])
		}
	}
}
