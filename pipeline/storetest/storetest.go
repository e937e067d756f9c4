// Package storetest is what every store must do, as tests: it runs the same table of behaviours on each of them.
//
// It knows stores and an inventory's files by their interfaces, and by a [Fixture] for what only the owner of the objects
// can do. What is peculiar to one store is tested beside that store.
package storetest

import (
	"context"
	"iter"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/seed-4750cad8/assay/pipeline"
)

// A Store is a pipeline.Store that lists.
type Store interface {
	pipeline.Store
	List(ctx context.Context, bucket, prefix, after string) iter.Seq2[pipeline.Object, error]
}

// A Fixture is a store over an empty bucket, and what others do with that bucket.
type Fixture struct {
	Store  Store
	Bucket string
	Keys   []string // keys that are odd and that the bucket can hold
	// Immutable says that a version which was opened or named stays readable when it is overwritten.
	Immutable bool

	Put     func(t testing.TB, key string, data []byte)             // the owner writes an object, over an old one if need be
	Remove  func(t testing.TB, key string)                          // the owner removes it
	Tags    func(t testing.TB, o pipeline.Object) map[string]string // anybody reads an object's tags
	SetTags func(t testing.TB, o pipeline.Object, tags map[string]string)
	// Another is the store of another scanner on the same bucket. It waits long enough before it reads tags back that it
	// can share objects with others.
	Another func(t testing.TB) Store
	// Denied runs f with a store that may list the bucket, but neither read nor tag the object of that key.
	Denied func(t testing.TB, key string, f func(Store))
	// Files returns a new place for an inventory: each call of open returns another process's view of it.
	Files func(t testing.TB) (open func() pipeline.Files)
	// Idle ends what the fixture keeps for later use, such as connections.
	Idle func()
}

// Run runs the suite. Each test has a fixture of its own.
func Run(t *testing.T, fixture func(t testing.TB) Fixture) {
	tests := []struct {
		name string
		test func(*testing.T, Fixture)
	}{
		{"ListOddKeys", listOddKeys},
		{"ListMany", listMany},
		{"ListMissing", listMissing},
		{"OpenSizes", openSizes},
		{"OpenRandomAccess", openRandomAccess},
		{"OpenConcurrent", openConcurrent},
		{"OpenNamedVersion", openNamedVersion},
		{"OpenChanged", openChanged},
		{"OpenGone", openGone},
		{"ChangedWhileRead", changedWhileRead},
		{"Denied", denied},
		{"Cancel", cancel},
		{"Tag", tag},
		{"TagFull", tagFull},
		{"TagGone", tagGone},
		{"TagChanged", tagChanged},
		{"TagRace", tagRace},
		{"Files", files},
		{"FilesRace", filesRace},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := fixture(t)
			before := runtime.NumGoroutine()
			tt.test(t, f)
			noneLeft(t, before, f.Idle)
		})
	}
}

// noneLeft fails if more goroutines run than before: those that are ending get time.
func noneLeft(t *testing.T, before int, idle func()) {
	t.Helper()
	const deadline = 30 * time.Second
	for start := time.Now(); time.Since(start) < deadline; time.Sleep(10 * time.Millisecond) {
		idle()
		if runtime.NumGoroutine() <= before {
			return
		}
	}
	stacks := make([]byte, 1<<20)
	t.Errorf("goroutines: got %d, want at most %d\n%s", runtime.NumGoroutine(), before, stacks[:runtime.Stack(stacks, true)])
}

// text is n ≤ large bytes that differ at every place that a wrong range would hit. They are not to be changed.
func text(n int) []byte { return longText()[:n] }

var longText = sync.OnceValue(func() []byte {
	data := make([]byte, 0, large+16)
	for len(data) < large {
		data = append(strconv.AppendInt(data, int64(len(data)), 10), '|')
	}
	return data
})

// put writes an object and returns it as the listing has it.
func put(t *testing.T, f Fixture, key string, data []byte) pipeline.Object {
	t.Helper()
	f.Put(t, key, data)
	return listed(t, f, key)
}

// listed returns the object of that key as the listing has it.
func listed(t *testing.T, f Fixture, key string) pipeline.Object {
	t.Helper()
	for o, err := range f.Store.List(t.Context(), f.Bucket, key, "") {
		if err != nil {
			t.Fatal(err)
		}
		if o.Key == key {
			return o
		}
	}
	t.Fatalf("%q is not listed", key)
	return pipeline.Object{}
}
