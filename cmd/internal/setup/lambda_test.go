package setup

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/seed-4750cad8/assay/labels"
	"github.com/seed-4750cad8/assay/pipeline"
	"github.com/seed-4750cad8/assay/pipeline/storetest/minio"
)

func TestNewFunction(t *testing.T) {
	server := minio.Start(t)
	bucket := server.NewBucket(t, false)
	for key, text := range map[string]string{
		"assay.yaml":    "exclude: ['**/*.jpg']\nmin-likelihood: likely\nscheme: s3://" + bucket + "/scheme.yaml\ninfotypes: [EMAIL_ADDRESS, IBAN]\n",
		"scheme.yaml":   "extends: default\n",
		"no-scheme":     "rules: 7\n",
		"not-mine.yaml": "comprehend: prose\ncomprehend-budget: 5.00\n",
		"typo.yaml":     "exlude: x\n",
		"large.yaml":    strings.Repeat("#", maxFunctionFile+1),
	} {
		if _, err := server.Client().PutObject(t.Context(), &s3.PutObjectInput{Bucket: &bucket, Key: &key, Body: strings.NewReader(text)}); err != nil {
			t.Fatal(err)
		}
	}
	env := func(more map[string]string) func(string) string {
		return func(name string) string {
			if v, ok := more[name]; ok {
				return v
			}
			return map[string]string{"ASSAY_ENDPOINT_URL": server.Endpoint, "ASSAY_INVENTORY": "s3://" + bucket + "/inv", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256"}[name]
		}
	}
	// Credentials come from the process's environment, as every AWS tool's.
	for k, v := range map[string]string{"AWS_ACCESS_KEY_ID": server.AccessKey, "AWS_SECRET_ACCESS_KEY": server.SecretKey, "AWS_REGION": server.Region,
		"AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null"} {
		t.Setenv(k, v)
	}
	f, err := NewFunction(t.Context(), env(map[string]string{"ASSAY_CONFIG": "s3://" + bucket + "/assay.yaml", "ASSAY_INFOTYPES": "EMAIL_ADDRESS"}))
	if err != nil {
		t.Fatal(err)
	}
	if f.Workers != s3Workers || f.Pipeline.Tags == nil || *f.Pipeline.Tags != labels.DefaultKeys() || f.Pipeline.Ruleset == "" {
		t.Errorf("got %+v", f.Pipeline)
	}
	for key, skip := range map[string]bool{"inv/_batches/x.parquet": true, "invoice.csv": false, "a/b.jpg": true, "b.csv": false} {
		if got := f.Skip(pipeline.Object{Bucket: bucket, Key: key}); got != skip {
			t.Errorf("skip of %s: got %t, want %t", key, got, skip)
		}
	}
	other, err := NewFunction(t.Context(), env(nil))
	if err != nil || other.Pipeline.Ruleset == f.Pipeline.Ruleset {
		t.Errorf("without the file: %v, the same ruleset", err)
	}
	for _, tt := range []struct {
		env  map[string]string
		want string
	}{
		{map[string]string{"ASSAY_INVENTORY": ""}, "ASSAY_INVENTORY"},
		{map[string]string{"ASSAY_INVENTORY": "/tmp/x"}, "ASSAY_INVENTORY"},
		{map[string]string{"ASSAY_WORKERS": "none"}, "ASSAY_WORKERS"},
		{map[string]string{"ASSAY_DRY_RUN": "true"}, "dry-run"},
		{map[string]string{"ASSAY_CONFIG": "assay.yaml"}, "s3://bucket/key"},
		{map[string]string{"ASSAY_CONFIG": "s3://" + bucket + "/none.yaml"}, "ASSAY_CONFIG"},
		{map[string]string{"ASSAY_CONFIG": "s3://" + bucket + "/typo.yaml"}, "typo.yaml:1"},
		{map[string]string{"ASSAY_CONFIG": "s3://" + bucket + "/large.yaml"}, "larger than"},
		{map[string]string{"ASSAY_CONFIG": "s3://" + bucket + "/not-mine.yaml"}, "comprehend"},
		{map[string]string{"ASSAY_SCHEME": "s3://" + bucket + "/no-scheme"}, "no-scheme"},
		{map[string]string{"ASSAY_SCHEME": "s3://" + bucket}, "s3://bucket/key"},
	} {
		if _, err := NewFunction(t.Context(), env(tt.env)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%v: got error %v, want one about %s", tt.env, err, tt.want)
		}
	}
}
