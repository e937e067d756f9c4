package access

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files")

const key1 = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"

func TestScannerPolicyGolden(t *testing.T) {
	for name, p := range map[string]ScannerParams{
		"read-only":    {Targets: []Prefix{{"acme-data", ""}}},
		"one-prefix":   {Targets: []Prefix{{"acme-data", "crm/"}}, Tag: true, Inventory: Prefix{"acme-inventory", "assay"}},
		"whole-bucket": {Targets: []Prefix{{"acme-data", ""}}, Tag: true, Inventory: Prefix{"acme-inventory", ""}},
		"many": {
			Targets:       []Prefix{{"acme-data", "logs/"}, {"acme-data", "crm/"}, {"acme-data", "crm/2026/"}, {"acme-data", "crm/"}},
			Tag:           true,
			Inventory:     Prefix{"acme-data", "assay/"},
			TargetKeys:    []string{strings.Replace(key1, "eu-central-1", "eu-west-1", 1), key1, key1},
			InventoryKeys: []string{key1},
		},
		"comprehend":         {Targets: []Prefix{{"acme-data", ""}}, DetectPII: true},
		"comprehend-screen":  {Targets: []Prefix{{"acme-data", ""}}, DetectPII: true, ContainsPII: true},
		"two-buckets":        {Targets: []Prefix{{"acme-web", ""}, {"acme-data", "crm/"}}, Tag: true},
		"special-characters": {Targets: []Prefix{{"acme-data", "a*b?c$d${e}/\"ü€😀<&>\\"}}},
		"govcloud":           {Partition: "aws-us-gov", Targets: []Prefix{{"acme-data", ""}}, TargetKeys: []string{"arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/mrk-1234"}},
		"china":              {Partition: "aws-cn", Targets: []Prefix{{"acme-data", ""}}, TargetKeys: []string{"arn:aws-cn:kms:cn-north-1:111122223333:key/mrk-1234"}},
	} {
		d, err := ScannerPolicy(p)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got, err := d.JSON()
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join("testdata", "scanner-"+name+".json")
		if *update {
			if err := os.WriteFile(file, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestScannerPolicyHoldsNoMore states the least privilege as a list: whatever the parameters, nothing else is granted.
func TestScannerPolicyHoldsNoMore(t *testing.T) {
	target := []string{"s3:GetObject", "s3:GetObjectTagging", "s3:GetObjectVersion", "s3:GetObjectVersionTagging", "s3:PutObjectTagging", "s3:PutObjectVersionTagging"}
	allowed := map[string][]string{
		"arn:aws:s3:::acme-data":              {"s3:ListBucket"},
		"arn:aws:s3:::acme-data/crm/*":        target,
		"arn:aws:s3:::acme-inventory":         {"s3:ListBucket"},
		"arn:aws:s3:::acme-inventory/assay/*": {"s3:GetObject", "s3:PutObject"},
		key1:                                  {"kms:Decrypt", "kms:GenerateDataKey"},
		"*":                                   {"comprehend:ContainsPiiEntities", "comprehend:DetectPiiEntities"},
	}
	p := ScannerParams{Targets: []Prefix{{"acme-data", "crm/"}}, Tag: true, Inventory: Prefix{"acme-inventory", "assay"}, TargetKeys: []string{key1}, InventoryKeys: []string{key1}}
	for _, tag := range []bool{false, true} {
		p.Tag, p.DetectPII, p.ContainsPII = tag, tag, tag
		d, err := ScannerPolicy(p)
		if err != nil {
			t.Fatal(err)
		}
		sids := make(map[string]bool)
		for _, s := range d.Statement {
			if s.Effect != "Allow" {
				t.Errorf("%s: effect %q", s.Sid, s.Effect)
			}
			if sids[s.Sid] {
				t.Errorf("%s is there twice", s.Sid)
			}
			sids[s.Sid] = true
			if !slices.IsSorted(s.Action) || !slices.IsSorted(s.Resource) {
				t.Errorf("%s is not in order", s.Sid)
			}
			for _, r := range s.Resource {
				for _, a := range s.Action {
					if !slices.Contains(allowed[r], a) {
						t.Errorf("%s grants %s on %s", s.Sid, a, r)
					}
					if !tag && strings.Contains(a, "Tagging") {
						t.Errorf("%s grants %s to a scanner that does not tag", s.Sid, a)
					}
					if !tag && strings.HasPrefix(a, "comprehend:") {
						t.Errorf("%s grants %s to a scanner that does not ask it", s.Sid, a)
					}
					if a == "s3:ListBucket" && s.Condition["StringLike"]["s3:prefix"] == nil {
						t.Errorf("%s lists all of %s", s.Sid, r)
					}
				}
			}
		}
	}
}

func TestScannerPolicyFitsASession(t *testing.T) {
	d, err := ScannerPolicy(ScannerParams{Targets: []Prefix{{"acme-data", "crm/"}}, Tag: true, Inventory: Prefix{"acme-inventory", "assay"}, TargetKeys: []string{key1}})
	if err != nil {
		t.Fatal(err)
	}
	n, err := d.Size()
	if err != nil || n > 2048 {
		t.Errorf("got %d characters, %v; a session policy has at most 2048", n, err)
	}
	short, err := json.Marshal(d)
	if err != nil || len(short) != n {
		t.Errorf("got size %d, want %d (%v)", n, len(short), err)
	}
}

func TestScannerPolicyErrors(t *testing.T) {
	ok := []Prefix{{"acme-data", ""}}
	target := func(bucket, prefix string) ScannerParams { return ScannerParams{Targets: []Prefix{{bucket, prefix}}} }
	for _, tc := range []struct {
		name   string
		params ScannerParams
		want   string
	}{
		{"no target", ScannerParams{}, "needs a target"},
		{"partition", ScannerParams{Partition: "azure", Targets: ok}, `unknown partition "azure"`},
		{"no bucket", target("", "x"), "not the name of a bucket"},
		{"all buckets", target("*", ""), "not the name of a bucket"},
		{"wildcard in a bucket", target("acme-*", ""), "not the name of a bucket"},
		{"variable in a bucket", target("acme-${aws:username}", ""), "not the name of a bucket"},
		{"bucket with a path", target("acme/data", ""), "not the name of a bucket"},
		{"an ARN", target("arn:aws:s3:::acme", ""), "not the name of a bucket"},
		{"two dots", target("acme..data", ""), "not the name of a bucket"},
		{"line break", target("acme-data\n", ""), "not the name of a bucket"},
		{"short", target("ab", ""), "not the name of a bucket"},
		{"directory bucket", target("acme--use1-az4--x-s3", ""), "directory bucket"},
		{"access point alias", target("acme-xyz-s3alias", ""), "access point alias"},
		{"prefix that is not UTF-8", target("acme-data", "a\xff"), "not UTF-8"},
		{"prefix with a line break", target("acme-data", "a\nb"), "control characters"},
		{"long prefix", target("acme-data", strings.Repeat("a", 1025)), "longer than any key"},
		{"inventory", ScannerParams{Targets: ok, Inventory: Prefix{"", "assay/"}}, "inventory:"},
		{"key", ScannerParams{Targets: ok, TargetKeys: []string{"*"}}, "not the ARN of a KMS key"},
		{"key alias", ScannerParams{Targets: ok, TargetKeys: []string{"arn:aws:kms:eu-west-1:111122223333:alias/a"}}, "is an alias"},
		{"key with a wildcard", ScannerParams{Targets: ok, TargetKeys: []string{"arn:aws:kms:eu-west-1:111122223333:key/*"}}, "not the ARN of a KMS key"},
		{"key elsewhere", ScannerParams{Partition: "aws-cn", Targets: ok, TargetKeys: []string{key1}}, "not in the partition aws-cn"},
		{"inventory keys without inventory", ScannerParams{Targets: ok, InventoryKeys: []string{key1}}, "no inventory"},
	} {
		d, err := ScannerPolicy(tc.params)
		if err == nil || !strings.Contains(err.Error(), tc.want) || d.Statement != nil {
			t.Errorf("%s: got %v, want %q", tc.name, err, tc.want)
		}
	}
	// Names from before the rules of today are still granted.
	if _, err := ScannerPolicy(target("Acme_Data_"+strings.Repeat("x", 200), "")); err != nil {
		t.Error(err)
	}
}

func FuzzPrefixIsLiteral(f *testing.F) {
	f.Add("crm/")
	f.Add("${*}")
	f.Add("$${?*")
	f.Fuzz(func(t *testing.T, prefix string) {
		d, err := ScannerPolicy(ScannerParams{Targets: []Prefix{{"acme-data", prefix}}})
		if err != nil {
			return
		}
		data, err := d.JSON()
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range data {
			if c > 126 || c < ' ' && c != '\n' {
				t.Fatalf("byte %#x in the JSON", c)
			}
		}
		var back Document
		if err := json.Unmarshal(data, &back); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(d, back); diff != "" {
			t.Fatal(diff)
		}
		// Reading the pattern as IAM does gives the prefix again, and one wildcard at its end.
		pattern, ok := strings.CutPrefix(d.Statement[1].Resource[0], "arn:aws:s3:::acme-data/")
		if !ok {
			t.Fatal(d.Statement[1].Resource)
		}
		var read strings.Builder
		for pattern != "*" {
			switch {
			case strings.HasPrefix(pattern, "${*}"), strings.HasPrefix(pattern, "${?}"), strings.HasPrefix(pattern, "${$}"):
				read.WriteByte(pattern[2])
				pattern = pattern[4:]
			case pattern == "", pattern[0] == '*', pattern[0] == '?', pattern[0] == '$':
				t.Fatalf("a wildcard in the middle of %q", d.Statement[1].Resource[0])
			default:
				read.WriteByte(pattern[0])
				pattern = pattern[1:]
			}
		}
		if read.String() != prefix {
			t.Fatalf("got a grant for %q, want %q", read.String(), prefix)
		}
	})
}
