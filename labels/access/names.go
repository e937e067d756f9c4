package access

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// A Prefix is the objects of a bucket whose keys begin with Prefix; all of them when it is "".
type Prefix struct {
	Bucket, Prefix string
}

// partitions are those of AWS that have S3 and its tags, with the end of their services' names.
var partitions = map[string]string{
	"aws":        "amazonaws.com",
	"aws-us-gov": "amazonaws.com",
	"aws-cn":     "amazonaws.com.cn",
}

// bucketName is what S3 allows, and the longer names with capitals and '_' that it allowed in us-east-1 before 2018, of
// which some are still there. None of its characters means anything in a policy.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
var bucketName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]$`)

// notBuckets are endings of names that address something else than a bucket with tags: a grant on such a name would
// not match.
var notBuckets = map[string]string{
	"--x-s3":   "a directory bucket, whose objects have no tags",
	"-s3alias": "an access point alias: name its bucket",
	"--ol-s3":  "an Object Lambda alias: name its bucket",
}

func (p Prefix) check() error {
	if !bucketName.MatchString(p.Bucket) || strings.Contains(p.Bucket, "..") {
		return fmt.Errorf("%q is not the name of a bucket", p.Bucket)
	}
	for ending, what := range notBuckets {
		if strings.HasSuffix(p.Bucket, ending) {
			return fmt.Errorf("%q is %s", p.Bucket, what)
		}
	}
	switch {
	case len(p.Prefix) > 1024:
		return fmt.Errorf("bucket %s: a prefix of %d bytes is longer than any key", p.Bucket, len(p.Prefix))
	case !utf8.ValidString(p.Prefix):
		return fmt.Errorf("bucket %s: a policy cannot name a prefix that is not UTF-8: use a shorter one", p.Bucket)
	case strings.ContainsFunc(p.Prefix, func(r rune) bool { return r < ' ' || r == 0x7f }):
		return fmt.Errorf("bucket %s: a policy cannot name a prefix with control characters: use a shorter one", p.Bucket)
	}
	return nil
}

// covers says whether every object of q is one of p.
func (p Prefix) covers(q Prefix) bool {
	return p.Bucket == q.Bucket && strings.HasPrefix(q.Prefix, p.Prefix)
}

func (p Prefix) bucketARN(partition string) string {
	return "arn:" + partition + ":s3:::" + p.Bucket
}

func (p Prefix) objectsARN(partition string) string {
	return p.bucketARN(partition) + "/" + p.pattern()
}

// pattern matches the keys that begin with the prefix, in a resource and in a StringLike condition.
func (p Prefix) pattern() string { return literal.Replace(p.Prefix) + "*" }

// literal writes the three characters that mean something in a pattern so that they stand for themselves.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-specialchars
// Where a store does not know these escapes, as MinIO does not, such a prefix matches nothing: denied, and not too wide.
var literal = strings.NewReplacer("*", "${*}", "?", "${?}", "$", "${$}")

// keyARN is the ARN of a KMS key, with its partition and Region.
var keyARN = regexp.MustCompile(`^arn:(aws[a-z-]*):kms:([a-z0-9-]+):[0-9]{12}:key/[A-Za-z0-9-]+$`)

// keyRegion checks the ARN of a KMS key of a partition and returns its Region.
func keyRegion(arn, partition string) (string, error) {
	m := keyARN.FindStringSubmatch(arn)
	switch {
	case m == nil && strings.Contains(arn, ":alias/"):
		return "", fmt.Errorf("%q is an alias: policies match keys by their own ARN", arn)
	case m == nil:
		return "", fmt.Errorf("%q is not the ARN of a KMS key", arn)
	case m[1] != partition:
		return "", fmt.Errorf("%q is not in the partition %s", arn, partition)
	}
	return m[2], nil
}

func checkPartition(partition string) error {
	if _, ok := partitions[partition]; !ok {
		return fmt.Errorf("unknown partition %q: want aws, aws-us-gov or aws-cn", partition)
	}
	return nil
}
