// Package pipeline takes objects from a listing to labels and inventory rows.
//
// It owns the order of things (open, scan, decide, tag, row, commit), concurrency, resuming, and what a failure means for
// the object or the run. It knows nothing of AWS, files, Parquet, flags or terminals: those are behind [Store] and
// [Inventory].
package pipeline

import (
	"context"
	"errors"
	"time"

	"github.com/seed-4750cad8/assay/scanner"
)

// An Object is one version of one object, as a listing or an event names it.
type Object struct {
	Bucket       string
	Key          string // any bytes
	VersionID    string // "" for the current version
	ETag         string // without quotes; "" when not known
	Size         int64  // bytes
	LastModified time.Time
	StorageClass string // "" means STANDARD
	// Known only once opened:
	Encryption  string // "AES256", "aws:kms", …; "" for none
	ContentType string // as the owner declared it
}

// Compare orders objects by bucket, then key, in byte order: the order of listings, parts and checkpoints.
func Compare(aBucket, aKey, bBucket, bKey string) int {
	if aBucket != bBucket {
		if aBucket < bBucket {
			return -1
		}
		return 1
	}
	switch {
	case aKey < bKey:
		return -1
	case aKey > bKey:
		return 1
	}
	return 0
}

// Content is an open object. Its Object has the version, ETag, encryption and content type that are really being read.
type Content struct {
	Object Object
	Input  scanner.Input
	Close  func() error // never nil
}

// A Store holds objects. Its methods are safe for concurrent use. Errors wrap one of the errors below where the object
// is out of reach; any other error is retried by nobody and becomes the row's status "failed".
type Store interface {
	// Open opens exactly the version that o names: by VersionID, or by ETag, or the current one. If what is read changes
	// under the reader, reading fails with ErrChanged.
	Open(ctx context.Context, o Object) (Content, error)
	// Tag sets tags on exactly the version that o names, and leaves tags of other keys as they are. It returns the values
	// that the keys of tags had before. If the object turns out to have changed, the tags do not stay on what replaced it
	// and the error is ErrChanged. If there is no free slot for a new tag nothing is written and the error is ErrTagsFull.
	Tag(ctx context.Context, o Object, tags map[string]string) (before map[string]string, err error)
}

// Why an object is out of reach.
var (
	ErrDenied    = errors.New("access denied")
	ErrGone      = errors.New("no longer there")
	ErrChanged   = errors.New("changed while it was read")
	ErrArchived  = errors.New("archived: must be restored first")
	ErrKeyNeeded = errors.New("encrypted with a customer's key (SSE-C)")
	ErrThrottled = errors.New("throttled")
	ErrTagsFull  = errors.New("no free tag slot")
	ErrNoTags    = errors.New("tags not supported here")
)

// What stops a run: it is not about one object.
var (
	ErrCredentials = errors.New("credentials expired or not accepted")
	ErrFailing     = errors.New("too many objects failed one after the other") // see MaxFailures
)

// Status says how far an object came.
type Status string

// The statuses of a row.
const (
	Scanned   Status = "scanned"    // read, as far as its coverage says
	Denied    Status = "denied"     // ErrDenied
	Gone      Status = "gone"       // ErrGone
	Changed   Status = "changed"    // ErrChanged, also when tried again
	Archived  Status = "archived"   // ErrArchived
	KeyNeeded Status = "key-needed" // ErrKeyNeeded
	Throttled Status = "throttled"  // ErrThrottled
	Failed    Status = "failed"     // any other error of this object
)

// TagStatus says what became of an object's label.
type TagStatus string

// The tag statuses of a row.
const (
	Tagged       TagStatus = "tagged"        // written and read back
	TagUnchanged TagStatus = "unchanged"     // the object is the one of an earlier run, which tagged it
	TagOff       TagStatus = "off"           // tagging is switched off
	TagNone      TagStatus = "none"          // there is no label to write: the object was not read
	TagsFull     TagStatus = "full"          // ErrTagsFull
	TagDenied    TagStatus = "denied"        // ErrDenied
	TagChanged   TagStatus = "changed"       // ErrChanged or ErrGone: the label was not left on other bytes
	TagNoSupport TagStatus = "not-supported" // ErrNoTags
	TagFailed    TagStatus = "failed"        // any other error
)
