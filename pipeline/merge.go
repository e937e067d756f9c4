package pipeline

import (
	"errors"
	"fmt"
	"iter"
)

// Work is one object to process, beside what the last run said of it.
type Work struct {
	Object   Object
	Previous *Row // nil when the last run did not have this key
	// LeftOut says that this run does not look at the object: its row stays what Previous says, which is not nil then.
	LeftOut bool
}

// ErrOrder means that a listing or an inventory was not in ascending order of bucket and key, so that resuming and
// comparing with it would skip or repeat objects.
var ErrOrder = errors.New("not in order of keys")

// Merge pairs a listing with the rows of the last run. Both come in ascending order of bucket and key, so it needs no
// memory, however long they are. vanished, if not nil, is called for rows whose object is no longer listed. Rows at or
// before the cursor after, which a resumed listing does not repeat, are passed over. The sequence ends after its first
// error.
func Merge(listing iter.Seq2[Object, error], previous iter.Seq2[Row, error], after Cursor, vanished func(Row)) iter.Seq2[Work, error] {
	return func(yield func(Work, error) bool) {
		next, stop := iter.Pull2(previous)
		defer stop()
		var row *Row
		advance := func() error {
			r, err, ok := next()
			if !ok {
				row = nil
				return nil
			}
			if err != nil {
				return fmt.Errorf("reading the last inventory: %w", err)
			}
			if row != nil && Compare(row.Bucket, row.Key, r.Bucket, r.Key) >= 0 {
				return fmt.Errorf("reading the last inventory: %w", ErrOrder)
			}
			row = &r
			return nil
		}
		drop := func() error {
			if vanished != nil && after.Before(row.Bucket, row.Key) {
				vanished(*row)
			}
			return advance()
		}
		if err := advance(); err != nil {
			yield(Work{}, err)
			return
		}
		last := after
		for o, err := range listing {
			if err != nil {
				yield(Work{}, err)
				return
			}
			if !last.Before(o.Bucket, o.Key) {
				yield(Work{}, fmt.Errorf("listing %s: %w", o.Bucket, ErrOrder))
				return
			}
			last = Cursor{o.Bucket, o.Key}
			for row != nil && Compare(row.Bucket, row.Key, o.Bucket, o.Key) < 0 {
				if err := drop(); err != nil {
					yield(Work{}, err)
					return
				}
			}
			work := Work{Object: o}
			if row != nil && row.Bucket == o.Bucket && row.Key == o.Key {
				work.Previous = row
				if err := advance(); err != nil {
					yield(Work{}, err)
					return
				}
			}
			if !yield(work, nil) {
				return
			}
		}
		for row != nil {
			if err := drop(); err != nil {
				yield(Work{}, err)
				return
			}
		}
	}
}
