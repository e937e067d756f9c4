package s3store_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"

	"github.com/seed-4750cad8/assay/pipeline"
	"github.com/seed-4750cad8/assay/pipeline/s3store"
)

// through returns the configuration of a client that reaches the server through a proxy in which something happens.
// Requests keep the host name that they are signed for.
func (b bucket) through(t testing.TB, happens func(server http.Handler) http.Handler) aws.Config {
	t.Helper()
	target, err := url.Parse(b.Endpoint)
	if err != nil {
		t.Fatal(err)
	}
	server := &httputil.ReverseProxy{
		Rewrite:      func(r *httputil.ProxyRequest) { r.Out.URL.Scheme, r.Out.URL.Host = target.Scheme, target.Host },
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) },
	}
	proxy := httptest.NewServer(happens(server))
	t.Cleanup(proxy.Close)
	config := b.Config()
	config.BaseEndpoint = aws.String(proxy.URL)
	config.HTTPClient = nil // the store's own
	config.Retryer = func() aws.Retryer {
		return retry.NewStandard(func(o *retry.StandardOptions) { o.MaxAttempts, o.MaxBackoff = 4, time.Millisecond })
	}
	return config
}

// isTagging says whether a request is about tags.
func isTagging(r *http.Request) bool { return r.URL.Query().Has("tagging") }

// refuse answers like S3 does.
func refuse(w http.ResponseWriter, status int, code string) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	fmt.Fprintf(w, `<?xml version="1.0" encoding="UTF-8"?><Error><Code>%s</Code><Message>no such words matter: AccessDenied</Message></Error>`, code)
}

func TestErrorCodes(t *testing.T) {
	b := newBucket(t, false)
	b.put(t, "k", []byte("x"))
	tests := []struct {
		method  string
		tagging bool
		status  int
		code    string
		want    error
	}{
		{http.MethodGet, false, 403, "AccessDenied", pipeline.ErrDenied},
		{http.MethodGet, false, 403, "InvalidObjectState", pipeline.ErrArchived},
		{http.MethodGet, false, 400, "InvalidRequest", pipeline.ErrKeyNeeded},
		{http.MethodGet, false, 404, "NoSuchKey", pipeline.ErrGone},
		{http.MethodGet, false, 404, "NoSuchVersion", pipeline.ErrGone},
		{http.MethodGet, false, 405, "MethodNotAllowed", pipeline.ErrGone},
		{http.MethodGet, false, 412, "PreconditionFailed", pipeline.ErrChanged},
		{http.MethodGet, false, 416, "InvalidRange", pipeline.ErrChanged},
		{http.MethodGet, false, 503, "SlowDown", pipeline.ErrThrottled},
		{http.MethodGet, false, 503, "ServiceUnavailable", pipeline.ErrThrottled},
		{http.MethodGet, false, 400, "KMS.DisabledException", pipeline.ErrDenied},
		{http.MethodGet, false, 403, "InvalidAccessKeyId", nil},
		{http.MethodGet, false, 500, "InternalError", nil},
		{http.MethodGet, false, 400, "ExpiredToken", nil},
		{http.MethodHead, false, 403, "", pipeline.ErrDenied},
		{http.MethodHead, false, 404, "", pipeline.ErrGone},
		{http.MethodHead, false, 400, "", nil},
		{http.MethodGet, true, 403, "AccessDenied", pipeline.ErrDenied},
		{http.MethodGet, true, 501, "NotImplemented", pipeline.ErrNoTags},
		{http.MethodGet, true, 405, "MethodNotAllowed", pipeline.ErrNoTags},
		{http.MethodPut, true, 501, "", pipeline.ErrNoTags},
		{http.MethodPut, true, 404, "NoSuchKey", pipeline.ErrGone},
		{http.MethodPut, true, 503, "SlowDown", pipeline.ErrThrottled},
		{http.MethodPut, true, 400, "InvalidTag", nil},
	}
	all := []error{pipeline.ErrDenied, pipeline.ErrGone, pipeline.ErrChanged, pipeline.ErrArchived, pipeline.ErrKeyNeeded,
		pipeline.ErrThrottled, pipeline.ErrTagsFull, pipeline.ErrNoTags}
	for _, tt := range tests {
		s := store(t, b.through(t, func(server http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == tt.method && isTagging(r) == tt.tagging {
					refuse(w, tt.status, tt.code)
					return
				}
				server.ServeHTTP(w, r)
			})
		}))
		o := pipeline.Object{Bucket: b.name, Key: "k"}
		_, err := s.Open(t.Context(), o)
		if tt.method != http.MethodGet || tt.tagging {
			_, err = s.Tag(t.Context(), o, map[string]string{"a": "b"})
		}
		if err == nil {
			t.Errorf("%s tagging=%v %d %s: got no error", tt.method, tt.tagging, tt.status, tt.code)
		}
		for _, e := range all {
			if errors.Is(err, e) != (e == tt.want) {
				t.Errorf("%s tagging=%v %d %s: got %v, want %v", tt.method, tt.tagging, tt.status, tt.code, err, tt.want)
			}
		}
	}
}

func TestListRefused(t *testing.T) {
	b := newBucket(t, false)
	config, err := b.Restricted(t.Context(), `{"Version":"2012-10-17","Statement":[
		{"Effect":"Allow","Action":["s3:GetObject"],"Resource":"arn:aws:s3:::*"}]}`)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, err := range store(t, config).List(t.Context(), b.name, "p/", "") {
		if n++; !errors.Is(err, pipeline.ErrDenied) || !strings.Contains(err.Error(), b.name+"/p/") {
			t.Errorf("denied listing: got %v", err)
		}
	}
	if n != 1 {
		t.Errorf("denied listing: yielded %d times, want one error", n)
	}
}

// TestBrokenConnections reads an object over connections that break off again and again.
func TestBrokenConnections(t *testing.T) {
	b := newBucket(t, false)
	want := bytes.Repeat([]byte("0123456789abcde\n"), 5<<16)
	b.put(t, "k", want)
	var broken atomic.Int64
	s := store(t, b.through(t, func(server http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			server.ServeHTTP(&breaking{ResponseWriter: w, left: 300 << 10, broken: &broken}, r)
		})
	}))
	c, err := s.Open(t.Context(), pipeline.Object{Bucket: b.name, Key: "k", Size: int64(len(want))})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	p := make([]byte, 600<<10)
	if _, err := c.Input.At.ReadAt(p, 1<<20+5); err != nil || !bytes.Equal(p, want[1<<20+5:][:len(p)]) {
		t.Errorf("at: %v", err)
	}
	if got, err := io.ReadAll(c.Input.Body); err != nil || !bytes.Equal(got, want) {
		t.Errorf("body: got %d bytes, %v", len(got), err)
	}
	if broken.Load() == 0 {
		t.Error("no connection broke: the test tests nothing")
	}
}

// A breaking response ends in the middle of its body.
type breaking struct {
	http.ResponseWriter
	left   int
	broken *atomic.Int64
}

func (w *breaking) Write(p []byte) (int, error) {
	if len(p) > w.left {
		w.ResponseWriter.Write(p[:w.left])
		w.broken.Add(1)
		panic(http.ErrAbortHandler)
	}
	w.left -= len(p)
	return w.ResponseWriter.Write(p)
}

// TestNoProgress gives up on an object of which no byte comes.
func TestNoProgress(t *testing.T) {
	b := newBucket(t, false)
	b.put(t, "small", []byte("x"))
	b.put(t, "large", make([]byte, 3<<20))
	s := store(t, b.through(t, func(server http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			server.ServeHTTP(&breaking{ResponseWriter: w, broken: new(atomic.Int64)}, r)
		})
	}))
	if _, err := s.Open(t.Context(), pipeline.Object{Bucket: b.name, Key: "small", Size: 1}); err == nil {
		t.Error("small: got no error")
	}
	c, err := s.Open(t.Context(), pipeline.Object{Bucket: b.name, Key: "large", Size: 3 << 20})
	if err == nil {
		_, err = io.ReadAll(c.Input.Body)
		c.Close()
	}
	if err == nil {
		t.Error("large: got no error")
	}
}

func TestRegionIsFound(t *testing.T) {
	b := newBucket(t, false)
	b.put(t, "k", []byte("x"))
	for _, header := range []bool{true, false} {
		var redirects atomic.Int64
		config := b.through(t, func(server http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if strings.Contains(r.Header.Get("Authorization"), "/eu-west-3/s3/") {
					redirects.Add(1)
					if header || r.Method == http.MethodHead {
						w.Header().Set("x-amz-bucket-region", b.Region)
					}
					refuse(w, http.StatusMovedPermanently, "PermanentRedirect")
					return
				}
				server.ServeHTTP(w, r)
			})
		})
		config.Region = "eu-west-3"
		s := store(t, config)
		for range 3 {
			n := 0
			for o, err := range s.List(t.Context(), b.name, "", "") {
				n++
				if err != nil {
					t.Fatal(err)
				}
				c, err := s.Open(t.Context(), o)
				if err != nil {
					t.Fatal(err)
				}
				c.Close()
			}
			if n != 1 {
				t.Errorf("got %d objects, want 1", n)
			}
		}
		if got, want := redirects.Load(), int64(1); got != want && (header || got != 2) {
			t.Errorf("header %v: asked the wrong Region %d times", header, got)
		}
	}
}

// TestLostAnswer commits a file although the connection broke after the server had written it.
func TestLostAnswer(t *testing.T) {
	b := newBucket(t, false)
	var lost atomic.Int64
	config := b.through(t, func(server http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPut && r.Header.Get("If-None-Match")+r.Header.Get("If-Match") != "" && lost.CompareAndSwap(0, 1) {
				server.ServeHTTP(httptest.NewRecorder(), r)
				panic(http.ErrAbortHandler)
			}
			server.ServeHTTP(w, r)
		})
	})
	f := store(t, config).Files(b.name, "inv")
	etag, err := f.Put(t.Context(), "manifest.json", []byte("mine"), pipeline.Absent)
	if err != nil || lost.Load() != 1 {
		t.Fatalf("first: %v; lost %d answers", err, lost.Load())
	}
	lost.Store(0)
	if _, err := f.Put(t.Context(), "manifest.json", []byte("mine, too"), etag); err != nil {
		t.Errorf("second: %v", err)
	}
	if _, err := f.Put(t.Context(), "manifest.json", []byte("stale"), etag); !errors.Is(err, pipeline.ErrConflict) {
		t.Errorf("stale: got %v, want ErrConflict", err)
	}
}

// TestTagsOfOthers has a tool that does not read back write its tags at every moment at which its write can be seen.
func TestTagsOfOthers(t *testing.T) {
	ours := map[string]string{"level": "restricted"}
	tests := []struct {
		name  string
		when  func(r *http.Request, puts, gets int64) bool // before this request
		other map[string]string                            // the other tool's whole set
		want  map[string]string
	}{
		{"before our first look", func(r *http.Request, puts, gets int64) bool { return puts == 0 && gets == 0 },
			map[string]string{"virus": "no"}, map[string]string{"virus": "no", "level": "restricted"}},
		{"with a set from before our write", func(r *http.Request, puts, gets int64) bool { return puts == 1 },
			map[string]string{"virus": "no", "owner": "a"}, map[string]string{"virus": "no", "owner": "a", "level": "restricted"}},
		{"changing and removing its own", func(r *http.Request, puts, gets int64) bool { return puts == 1 },
			map[string]string{"level": "restricted", "owner": "b"}, map[string]string{"owner": "b", "level": "restricted"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newBucket(t, false)
			b.put(t, "k", []byte("x"))
			o := pipeline.Object{Bucket: b.name, Key: "k"}
			b.setTags(t, o, map[string]string{"owner": "a"})
			if tt.name == "before our first look" {
				b.setTags(t, o, map[string]string{})
			}
			var puts, gets atomic.Int64
			var done atomic.Bool
			s := store(t, b.through(t, func(server http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if isTagging(r) && tt.when(r, puts.Load(), gets.Load()) && done.CompareAndSwap(false, true) {
						b.setTags(t, o, tt.other)
					}
					if isTagging(r) && r.Method == http.MethodPut {
						puts.Add(1)
					} else if isTagging(r) {
						gets.Add(1)
					}
					server.ServeHTTP(w, r)
				})
			}))
			if _, err := s.Tag(t.Context(), o, ours); err != nil {
				t.Error(err)
			}
			if got := b.tags(t, o); !maps.Equal(got, tt.want) || !done.Load() {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestTagAgainstStubbornTagger(t *testing.T) {
	b := newBucket(t, false)
	b.put(t, "k", []byte("x"))
	o := pipeline.Object{Bucket: b.name, Key: "k"}
	n := 0
	s := store(t, b.through(t, func(server http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			server.ServeHTTP(w, r)
			if isTagging(r) && r.Method == http.MethodPut {
				n++
				b.setTags(t, o, map[string]string{"n": fmt.Sprint(n)})
			}
		})
	}))
	if _, err := s.Tag(t.Context(), o, map[string]string{"a": "b"}); err == nil {
		t.Error("got no error although the tag is not there")
	}
}

func TestTagConflict(t *testing.T) {
	b := newBucket(t, false)
	b.put(t, "k", []byte("x"))
	o := pipeline.Object{Bucket: b.name, Key: "k"}
	var n atomic.Int64
	s := store(t, b.through(t, func(server http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if isTagging(r) && r.Method == http.MethodPut && n.Add(1) <= 2 {
				refuse(w, http.StatusConflict, "OperationAborted")
				return
			}
			server.ServeHTTP(w, r)
		})
	}))
	if _, err := s.Tag(t.Context(), o, map[string]string{"a": "b"}); err != nil {
		t.Error(err)
	}
	if got := b.tags(t, o)["a"]; got != "b" {
		t.Errorf("got %q, want b", got)
	}
}

// TestOverwrittenWhileTagged overwrites an unversioned object after Tag has made sure that it is the one that was read.
func TestOverwrittenWhileTagged(t *testing.T) {
	for _, moment := range []string{http.MethodGet, http.MethodPut} {
		b := newBucket(t, false)
		b.put(t, "k", []byte("scanned"))
		s := store(t, b.Config())
		c, err := s.Open(t.Context(), pipeline.Object{Bucket: b.name, Key: "k"})
		if err != nil {
			t.Fatal(err)
		}
		c.Close()
		var done atomic.Bool
		s = store(t, b.through(t, func(server http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if isTagging(r) && r.Method == moment && done.CompareAndSwap(false, true) {
					b.put(t, "k", []byte("what replaced it"))
					b.setTags(t, c.Object, map[string]string{"owner": "a"})
				}
				server.ServeHTTP(w, r)
			})
		}))
		if _, err := s.Tag(t.Context(), c.Object, map[string]string{"level": "public", "by": "us"}); !errors.Is(err, pipeline.ErrChanged) {
			t.Errorf("before %s: got %v, want ErrChanged", moment, err)
		}
		got := slices.Collect(maps.Keys(b.tags(t, c.Object)))
		// Its owner's tag is lost only if it came in the instant between our reading and our writing: S3 has no condition.
		if slices.Contains(got, "level") || slices.Contains(got, "by") || (moment == http.MethodGet && !slices.Equal(got, []string{"owner"})) {
			t.Errorf("before %s: tags of what replaced it: got %q", moment, got)
		}
	}
}

// TestOverwrittenAndLabelled overwrites an unversioned object after Tag wrote, and another scanner labels what replaced it before Tag
// reads back: its label stays whole, though it has a value in common with ours.
func TestOverwrittenAndLabelled(t *testing.T) {
	b := newBucket(t, false)
	b.put(t, "k", []byte("scanned"))
	s := store(t, b.Config())
	c, err := s.Open(t.Context(), pipeline.Object{Bucket: b.name, Key: "k"})
	if err != nil {
		t.Fatal(err)
	}
	c.Close()
	theirs := map[string]string{"level": "restricted", "types": "US_SSN", "by": "them"}
	var done atomic.Bool
	s = store(t, b.through(t, func(server http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			server.ServeHTTP(w, r)
			if isTagging(r) && r.Method == http.MethodPut && done.CompareAndSwap(false, true) {
				b.put(t, "k", []byte("what replaced it"))
				b.setTags(t, c.Object, theirs)
			}
		})
	}))
	ours := map[string]string{"level": "restricted", "types": "", "by": "us"}
	if _, err := s.Tag(t.Context(), c.Object, ours); !errors.Is(err, pipeline.ErrChanged) {
		t.Errorf("got %v, want ErrChanged", err)
	}
	if got := b.tags(t, c.Object); !maps.Equal(got, theirs) {
		t.Errorf("tags of what replaced it: got %q, want %q", got, theirs)
	}
}

// fakeListing answers every request with one page.
func fakeListing(t *testing.T, page string) *s3store.Store {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/xml")
		io.WriteString(w, `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult><EncodingType>url</EncodingType>`+page+`</ListBucketResult>`)
	}))
	t.Cleanup(server.Close)
	return store(t, aws.Config{BaseEndpoint: &server.URL, Region: "us-east-1", Credentials: aws.AnonymousCredentials{}})
}

func TestListKeysOfAnyBytes(t *testing.T) {
	want := []string{"\x00\x01", "//", "../x", "./", "a b+c%d", "a\r\n", "\u2028", "\xff\xfe"}
	slices.Sort(want)
	var page strings.Builder
	for _, key := range want {
		fmt.Fprintf(&page, "<Contents><Key>%s</Key><Size>1</Size><ETag>&quot;e&quot;</ETag><StorageClass>STANDARD</StorageClass></Contents>", url.QueryEscape(key))
	}
	var got []string
	for o, err := range fakeListing(t, page.String()).List(t.Context(), "b", "", "") {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, o.Key)
		if o.ETag != "e" || o.StorageClass != "" || o.Size != 1 {
			t.Errorf("got %+v", o)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestBadListings(t *testing.T) {
	for name, page := range map[string]string{
		"not in order":    "<Contents><Key>b</Key></Contents><Contents><Key>a</Key></Contents>",
		"a key twice":     "<Contents><Key>b</Key></Contents><Contents><Key>b</Key></Contents>",
		"before after":    "<Contents><Key>A</Key></Contents>",
		"bad encoding":    "<Contents><Key>b%zz</Key></Contents>",
		"no way to go on": "<IsTruncated>true</IsTruncated><Contents><Key>b</Key></Contents>",
	} {
		var last error
		for _, err := range fakeListing(t, page).List(t.Context(), "b", "", "a") {
			last = err
		}
		if last == nil {
			t.Errorf("%s: got no error", name)
		}
	}
}
