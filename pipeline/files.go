package pipeline

import (
	"context"
	"errors"
	"iter"
)

// Files is where an inventory lives: a prefix of a bucket, or a directory. Names are relative to it, with '/' between
// steps. Methods are safe for concurrent use. Errors wrap ErrDenied, ErrGone (no such file) and ErrThrottled where they
// apply.
type Files interface {
	// Put writes a whole file, so that a reader sees all of it or nothing. expect "" puts no condition; Absent wants that there is
	// no file of this name; anything else is the ETag that the file must have now. A condition not met is ErrConflict.
	Put(ctx context.Context, name string, data []byte, expect string) (etag string, err error)
	// Get reads a whole file.
	Get(ctx context.Context, name string) (data []byte, etag string, err error)
	// Remove removes a file if its ETag is still that one; anything else is ErrConflict. To remove what is not there is no error.
	Remove(ctx context.Context, name, etag string) error
	// List yields the names below prefix, in byte order. It stops after its first error.
	List(ctx context.Context, prefix string) iter.Seq2[string, error]
	// URI is a name for people and for DDL: "s3://bucket/prefix/name" or a path.
	URI(name string) string
}

// Absent is the condition of [Files.Put] that no file of that name exists.
const Absent = "absent"

// ErrConflict means that the condition of a Put was not met: somebody else wrote the file.
var ErrConflict = errors.New("written by another process")
