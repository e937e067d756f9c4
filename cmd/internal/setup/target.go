package setup

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Target is what a scan covers, or where an inventory lives: all keys of a bucket that begin with a prefix, or all files
// of a directory. Exactly one of Bucket and Dir is set.
type Target struct {
	Bucket string
	Prefix string // as S3 understands it: "logs" is also the beginning of "logs-2024/x"
	Dir    string // absolute
}

// String writes the target as s3://bucket/prefix or as a path.
func (t Target) String() string {
	if t.Dir != "" {
		return t.Dir
	}
	return "s3://" + t.Bucket + "/" + t.Prefix
}

// IsS3 reports whether the target is in S3.
func (t Target) IsS3() bool { return t.Dir == "" }

// holds reports whether everything in u is also in t.
func (t Target) holds(u Target) bool {
	if t.IsS3() != u.IsS3() {
		return false
	}
	if t.IsS3() {
		return t.Bucket == u.Bucket && strings.HasPrefix(u.Prefix, t.Prefix)
	}
	rel, err := filepath.Rel(t.Dir, u.Dir)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

const (
	s3Scheme     = "s3://"
	maxKeyLength = 1024 // bytes of UTF-8 (AWS, "Naming Amazon S3 objects")
)

// ParseTarget reads s3://bucket, s3://bucket/prefix or the path of a directory. It does not look whether they exist.
// Errors are of type [*UsageError].
func ParseTarget(s string) (Target, error) {
	if strings.HasPrefix(s, s3Scheme) {
		bucket, prefix, _ := strings.Cut(strings.TrimPrefix(s, s3Scheme), "/")
		if err := checkBucket(bucket); err != nil {
			return Target{}, Usagef("%q: %w; want s3://bucket/prefix", s, err)
		}
		if len(prefix) > maxKeyLength || !utf8.ValidString(prefix) || strings.ContainsRune(prefix, 0) {
			return Target{}, Usagef("%.80q: no key can begin with this prefix: keys are at most %d bytes of UTF-8", s, maxKeyLength)
		}
		return Target{Bucket: bucket, Prefix: prefix}, nil
	}
	if scheme, _, ok := strings.Cut(s, "://"); ok || strings.HasPrefix(s, "s3:") {
		return Target{}, Usagef("%q: cannot scan %s; want s3://bucket/prefix or a directory", s, strings.TrimSuffix(scheme, ":"))
	}
	if s == "" {
		return Target{}, Usagef("an empty target; want s3://bucket/prefix or a directory")
	}
	dir, err := filepath.Abs(s)
	if err != nil {
		return Target{}, Usagef("%q: %w", s, err)
	}
	return Target{Dir: dir}, nil
}

// checkBucket refuses what no bucket is called, so that a slip is noticed before credentials are needed. It is no stricter
// than the rules of the oldest buckets: 3 to 255 letters, digits, '.', '-' and '_' (AWS, "General purpose bucket naming
// rules", and its note on buckets made before 2018 in us-east-1).
func checkBucket(name string) error {
	if name == "" {
		return fmt.Errorf("names no bucket")
	}
	ok := len(name) >= 3 && len(name) <= 255
	for _, c := range []byte(name) {
		ok = ok && (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '-' || c == '_')
	}
	if !ok {
		return fmt.Errorf("%.80q is not the name of a bucket", name)
	}
	return nil
}

// Targets are what one run scans: in ascending order of bucket and prefix, or of directory, none within another.
type Targets []Target

// ParseTargets reads the targets of one run. Targets that lie within others are dropped: everything is scanned once.
// Directories must exist. Errors are of type [*UsageError], but for directories that cannot be had.
func ParseTargets(args []string) (Targets, error) {
	if len(args) == 0 {
		return nil, Usagef("no target; want s3://bucket/prefix or a directory")
	}
	var all Targets
	for _, arg := range args {
		t, err := ParseTarget(arg)
		if err != nil {
			return nil, err
		}
		if !t.IsS3() {
			if t.Dir, err = existingDir(arg); err != nil {
				return nil, err
			}
		}
		if len(all) > 0 && all[0].IsS3() != t.IsS3() {
			return nil, Usagef("directories and S3 in one run; scan %s by itself", arg)
		}
		all = append(all, t)
	}
	slices.SortFunc(all, func(a, b Target) int {
		if c := strings.Compare(a.Bucket, b.Bucket); c != 0 {
			return c
		}
		return strings.Compare(a.Prefix+a.Dir, b.Prefix+b.Dir)
	})
	var kept Targets
	for i, t := range all {
		within := slices.ContainsFunc(all[:i], func(u Target) bool { return u.holds(t) })
		if !within {
			kept = append(kept, t)
		}
	}
	return kept, nil
}

// existingDir returns the real path of a directory, so that two names of one directory are one target.
func existingDir(path string) (string, error) {
	info, err := os.Stat(path)
	switch {
	case os.IsNotExist(err):
		return "", fmt.Errorf("%s: no such directory; a bucket is written s3://bucket/prefix", path)
	case err != nil:
		return "", err
	case !info.IsDir():
		return "", fmt.Errorf("%s: not a directory; name the directory that holds it, and --include the file", path)
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(abs)
}

// IsS3 reports whether the targets are in S3. All are, or none.
func (ts Targets) IsS3() bool { return len(ts) > 0 && ts[0].IsS3() }

// Strings returns the targets as text.
func (ts Targets) Strings() []string {
	names := make([]string, len(ts))
	for i, t := range ts {
		names[i] = t.String()
	}
	return names
}
