package main

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seed-4750cad8/assay/detectors"
	"github.com/seed-4750cad8/assay/labels"
	"github.com/seed-4750cad8/assay/pipeline"
	"github.com/seed-4750cad8/assay/pipeline/dirstore"
	"github.com/seed-4750cad8/assay/scanner"
	"github.com/seed-4750cad8/assay/scanner/format"
)

// A memStore is a versioned bucket in memory: the last version of a key is the current one.
type memStore struct {
	mu       sync.Mutex
	versions map[string][]*memVersion
	onOpen   func(o pipeline.Object) error // called with each Open; may panic
	opens    int
}

type memVersion struct {
	text string
	tags map[string]string
	gone bool // a delete marker
}

func newMemStore() *memStore { return &memStore{versions: map[string][]*memVersion{}} }

// put adds a version.
func (m *memStore) put(key, text string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.versions[key] = append(m.versions[key], &memVersion{text: text, tags: map[string]string{}})
}

func (m *memStore) delete(key string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.versions[key] = append(m.versions[key], &memVersion{gone: true})
}

func etagOf(text string) string {
	return fmt.Sprintf("%x", len(text)*7919+strings.Count(text, "e")*104729)
}

// find returns the version that o names, and what is known of it.
func (m *memStore) find(o pipeline.Object) (*memVersion, pipeline.Object, error) {
	all := m.versions[o.Key]
	n := len(all)
	if o.VersionID != "" {
		if _, err := fmt.Sscan(o.VersionID, &n); err != nil {
			n = 0
		}
	}
	if n < 1 || n > len(all) || all[n-1].gone {
		return nil, o, pipeline.ErrGone
	}
	v := all[n-1]
	o.VersionID, o.Size, o.LastModified = fmt.Sprint(n), int64(len(v.text)), time.Unix(1_700_000_000+int64(n), 0).UTC()
	if o.ETag != "" && o.ETag != etagOf(v.text) {
		return nil, o, pipeline.ErrChanged
	}
	o.ETag = etagOf(v.text)
	return v, o, nil
}

func (m *memStore) Open(ctx context.Context, o pipeline.Object) (pipeline.Content, error) {
	m.mu.Lock()
	m.opens++
	onOpen := m.onOpen
	m.mu.Unlock()
	if onOpen != nil {
		if err := onOpen(o); err != nil {
			return pipeline.Content{}, err
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	v, o, err := m.find(o)
	if err != nil {
		return pipeline.Content{}, err
	}
	r := strings.NewReader(v.text)
	return pipeline.Content{Object: o, Input: scanner.Input{Name: o.Key, Size: o.Size, Body: r}, Close: func() error { return nil }}, ctx.Err()
}

func (m *memStore) Tag(ctx context.Context, o pipeline.Object, tags map[string]string) (map[string]string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	v, _, err := m.find(o)
	if err != nil {
		return nil, err
	}
	before := maps.Clone(v.tags)
	maps.Copy(v.tags, tags)
	return before, ctx.Err()
}

func (m *memStore) Head(_ context.Context, o pipeline.Object) (pipeline.Object, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	o.ETag = ""
	_, o, err := m.find(o)
	return o, err
}

func (m *memStore) Tags(_ context.Context, o pipeline.Object) (map[string]string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	v, _, err := m.find(o)
	if err != nil {
		return nil, err
	}
	return maps.Clone(v.tags), nil
}

// A dirStore adds to a directory's store what the handler needs.
type dirStore struct{ *dirstore.Store }

func (d dirStore) Head(ctx context.Context, o pipeline.Object) (pipeline.Object, error) {
	o.ETag = ""
	content, err := d.Open(ctx, o)
	if err != nil {
		return o, err
	}
	return content.Object, content.Close()
}

func (d dirStore) Tags(_ context.Context, o pipeline.Object) (map[string]string, error) {
	return d.Store.Tags(o)
}

// few are detectors that compile fast.
var few = sync.OnceValues(func() (*detectors.Set, error) {
	var list []detectors.Detector
	for _, d := range detectors.All() {
		switch d.InfoType {
		case "EMAIL_ADDRESS", "AWS_ACCESS_KEY":
			list = append(list, d)
		}
	}
	return detectors.Compile(list)
})

// testPipeline is a pipeline of few detectors.
func testPipeline(t testing.TB) pipeline.Pipeline {
	t.Helper()
	set, err := few()
	if err != nil {
		t.Fatal(err)
	}
	return pipelineOf(set)
}

func pipelineOf(set *detectors.Set) pipeline.Pipeline {
	keys := labels.DefaultKeys()
	return pipeline.Pipeline{
		Scanner: scanner.New(set, format.All(), detectors.Possible, scanner.DefaultLimits()),
		Scheme:  labels.Default(), Tags: &keys, ScannerVersion: "assay/test", Ruleset: "0123456789ab",
	}
}

const (
	clean  = "nothing to see here\n"
	secret = "contact: someone@northwind.example.org\naws_access_key_id = AKIAQ3EGRZ7XVNB5TPWL\n"
)
