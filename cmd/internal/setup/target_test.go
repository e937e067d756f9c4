package setup

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseTarget(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want Target
	}{
		{"s3://bucket", Target{Bucket: "bucket"}},
		{"s3://bucket/", Target{Bucket: "bucket"}},
		{"s3://bucket/a b/ü+%", Target{Bucket: "bucket", Prefix: "a b/ü+%"}},
		{"s3://bucket//a", Target{Bucket: "bucket", Prefix: "/a"}},
		{"s3://Old_Bucket.name/x", Target{Bucket: "Old_Bucket.name", Prefix: "x"}},
		{"/some/where/", Target{Dir: "/some/where"}},
		{"/some/../where", Target{Dir: "/where"}},
	} {
		got, err := ParseTarget(tt.in)
		if err != nil || got != tt.want {
			t.Errorf("%s: got %+v, %v, want %+v", tt.in, got, err, tt.want)
		}
		if again, err := ParseTarget(got.String()); err != nil || again != got {
			t.Errorf("%s: written as %s, which reads as %+v, %v", tt.in, got, again, err)
		}
	}
	for _, in := range []string{"", "s3://", "s3:///x", "s3://a", "s3://b!cket", "s3:/bucket", "S3://bucket", "gs://bucket", "https://bucket.s3.amazonaws.com",
		"s3://bucket/" + strings.Repeat("x", 1025), "s3://bucket/\xff", "s3://arn:aws:s3:::bucket", "s3://bucket\n"} {
		if got, err := ParseTarget(in); !IsUsage(err) {
			t.Errorf("%q: got %+v, error %v, want an error of usage", in, got, err)
		}
	}
}

func TestParseTargets(t *testing.T) {
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{"a/b", "ab"} {
		if err := os.MkdirAll(filepath.Join(root, dir), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("a", filepath.Join(root, "link")); err != nil {
		t.Fatal(err)
	}
	in := func(dir string) string { return filepath.Join(root, dir) }
	for _, tt := range []struct {
		name     string
		in, want []string
	}{
		{"one", []string{"s3://bucket/x"}, []string{"s3://bucket/x"}},
		{"in order of buckets and prefixes", []string{"s3://bbb/x", "s3://bbb/a", "s3://aaa/z"}, []string{"s3://aaa/z", "s3://bbb/a", "s3://bbb/x"}},
		{"twice", []string{"s3://bbb/x", "s3://bbb/x"}, []string{"s3://bbb/x"}},
		{"a prefix holds what begins with it", []string{"s3://bbb/xy", "s3://bbb/x/", "s3://bbb/x"}, []string{"s3://bbb/x"}},
		{"a bucket holds its prefixes", []string{"s3://bbb/xy", "s3://bbb"}, []string{"s3://bbb/"}},
		{"another bucket does not", []string{"s3://bbb/xy", "s3://bbbb"}, []string{"s3://bbb/xy", "s3://bbbb/"}},
		{"a directory holds what is below it", []string{in("a/b"), in("a"), in("ab")}, []string{in("a"), in("ab")}},
		{"a link is what it leads to", []string{in("link"), in("a")}, []string{in("a")}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ParseTargets(tt.in)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got.Strings()); diff != "" {
				t.Errorf("targets (-want +got):\n%s", diff)
			}
		})
	}
	for _, bad := range [][]string{nil, {"s3://bucket", root}, {filepath.Join(root, "missing")}} {
		if got, err := ParseTargets(bad); err == nil {
			t.Errorf("%q: got %v, want an error", bad, got)
		}
	}
}

func TestFilter(t *testing.T) {
	for _, tt := range []struct {
		glob     string
		yes, not []string
	}{
		{"*.csv", []string{"a.csv", ".csv"}, []string{"x/a.csv", "a.csvx", "acsv"}},
		{"**/*.csv", []string{"a.csv", "x/a.csv", "x/y/a.csv"}, []string{"a.txt"}},
		{"**", []string{"", "a", "a/b/c", "a\nb"}, nil},
		{"logs/**", []string{"logs/a", "logs/a/b", "logs/"}, []string{"logs", "xlogs/a"}},
		{"a/**/b", []string{"a/b", "a/x/b", "a/x/y/b"}, []string{"ab", "a/xb"}},
		{"a**b", []string{"ab", "a/x/b"}, []string{"ac"}},
		{"a**/b", []string{"a/b", "ax/y/b"}, []string{"ab"}},
		{"?", []string{"a", "ü"}, []string{"", "/", "ab"}},
		{"[a-c]x", []string{"ax", "cx"}, []string{"dx", "-x"}},
		{"[^a]", []string{"b", "^"}, []string{"a", "/"}},
		{"[!a]", []string{"b"}, []string{"a", "/"}},
		{"[]a]", []string{"]", "a"}, []string{"b"}},
		{`[\]`, []string{`\`}, []string{"a"}},
		{"*.{jpg,pn?}", []string{"a.jpg", "b.png"}, []string{"a.jpg,pn?"}},
		{"a,b", []string{"a,b"}, []string{"a"}},
		{`\*`, []string{"*"}, []string{"a", `\a`}},
		{`\ü`, []string{"ü"}, nil},
		{"a.b+c(d)|e$", []string{"a.b+c(d)|e$"}, []string{"aXb+c(d)|e$"}},
		{"}", []string{"}"}, nil},
	} {
		f, err := NewFilter([]string{tt.glob}, nil)
		if err != nil {
			t.Errorf("%s: %v", tt.glob, err)
			continue
		}
		for _, key := range tt.yes {
			if !f.Match(key) {
				t.Errorf("%s does not match %q", tt.glob, key)
			}
		}
		for _, key := range tt.not {
			if f.Match(key) {
				t.Errorf("%s matches %q", tt.glob, key)
			}
		}
	}
	for _, bad := range []string{"[a", "{a", `a\`, "[z-a]", "[", "{"} {
		if _, err := NewFilter(nil, []string{bad}); err == nil {
			t.Errorf("%s is no error", bad)
		}
	}
	f, err := NewFilter([]string{"a*"}, []string{"*b"})
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]bool{"a": true, "ab": false, "b": false, "c": false} {
		if got := f.Match(key); got != want {
			t.Errorf("%q: got %v, want %v: exclude wins over include", key, got, want)
		}
	}
}

// FuzzGlob holds that no glob panics, and that its own text, quoted, matches itself.
func FuzzGlob(f *testing.F) {
	f.Add("**/*.{jpg,[a-z]}", "a/b.jpg")
	f.Fuzz(func(t *testing.T, glob, key string) {
		if re, err := compileGlob(glob); err == nil {
			re.MatchString(key)
		}
		var quoted strings.Builder
		for _, r := range key {
			if r < 0x80 {
				quoted.WriteByte('\\')
			}
			quoted.WriteRune(r)
		}
		if re, err := compileGlob(quoted.String()); err != nil || !re.MatchString(strings.ToValidUTF8(key, "\ufffd")) && !strings.ContainsRune(key, '\ufffd') && key == strings.ToValidUTF8(key, "") {
			t.Errorf("%q, quoted, does not match itself (%v)", key, err)
		}
	})
}

func TestSize(t *testing.T) {
	for in, want := range map[string]int64{"1": 1, "4096": 4096, "1B": 1, "1KiB": 1024, "1.5MiB": 3 << 19, "2 GiB": 2 << 30, "1TiB": 1 << 40, "1kB": 1000, "1KB": 1000, "1MB": 1e6, "1GB": 1e9, "1TB": 1e12} {
		if got, err := ParseSize(in); err != nil || got != want {
			t.Errorf("%s: got %d, %v, want %d", in, got, err, want)
		}
	}
	for _, in := range []string{"", "0", "-1", "x", "1X", "MiB", "1e99", "99999999TiB", "NaN", "Inf", "0.1B", "1 2"} {
		if got, err := ParseSize(in); err == nil {
			t.Errorf("%s: got %d, want an error", in, got)
		}
	}
	for n, want := range map[int64]string{0: "0 B", 1023: "1023 B", 1024: "1.0 KiB", 10 << 10: "10 KiB", 1536 << 10: "1.5 MiB", 5 << 40: "5.0 TiB"} {
		if got := FormatSize(n); got != want {
			t.Errorf("%d: got %s, want %s", n, got, want)
		}
	}
}

func TestDidYouMean(t *testing.T) {
	for _, tt := range []struct {
		name, want string
		names      []string
	}{
		{"wokers", `; did you mean "workers"?`, optionNames()},
		{"US_SNN", `; did you mean "US_SSN"?`, []string{"US_SSN", "IBAN", "UK_NINO"}},
		{"SSN", `; did you mean "US_SSN"?`, []string{"US_SSN", "IBAN"}},
		{"xyzzy", "", optionNames()},
		{"", "", optionNames()},
		{strings.Repeat("x", 1<<20), "", optionNames()},
	} {
		if got := DidYouMean(tt.name, tt.names); got != tt.want {
			t.Errorf("%.20s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}
