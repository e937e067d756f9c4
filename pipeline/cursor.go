package pipeline

import (
	"fmt"
	"strings"
)

// A Cursor is a place in the order of objects: after this one. The zero Cursor is before them all.
type Cursor struct {
	Bucket, Key string
}

// Before reports whether the cursor stands before the object of that bucket and key.
func (c Cursor) Before(bucket, key string) bool {
	return c == Cursor{} || Compare(c.Bucket, c.Key, bucket, key) < 0
}

// String writes the cursor as the bucket, a NUL byte, and the key: neither a bucket's name nor a directory's can hold a
// NUL. The zero cursor is "".
func (c Cursor) String() string {
	if c == (Cursor{}) {
		return ""
	}
	return c.Bucket + "\x00" + c.Key
}

// ParseCursor is the inverse of [Cursor.String].
func ParseCursor(s string) (Cursor, error) {
	if s == "" {
		return Cursor{}, nil
	}
	bucket, key, ok := strings.Cut(s, "\x00")
	if !ok {
		return Cursor{}, fmt.Errorf("checkpoint is not a cursor")
	}
	return Cursor{Bucket: bucket, Key: key}, nil
}
