package s3store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"time"
)

// A section reads the bytes pos ≤ n < end of an object from one response, and from another where that one breaks off.
type section struct {
	open func(from, to int64) (io.ReadCloser, error)
	wait func(failures int) error // before another try; fails when the object is no longer wanted

	pos, end int64
	body     io.ReadCloser // of the current response; nil before the first, and after a broken one
	failures int           // responses that broke off one after another
	since    int64         // bytes read since the last of them
}

// A section is given up after this many broken responses without this much progress, in bytes, between them.
const (
	maxFailures = 5
	progress    = 64 << 10
)

func (s *section) Read(p []byte) (int, error) {
	for {
		if s.pos == s.end {
			s.Close()
			return 0, io.EOF
		}
		if s.body == nil {
			body, err := s.open(s.pos, s.end)
			if err != nil {
				return 0, err // the SDK has tried again already
			}
			s.body = body
		}
		if left := s.end - s.pos; int64(len(p)) > left {
			p = p[:left]
		}
		n, err := s.body.Read(p)
		s.pos += int64(n)
		if s.since += int64(n); s.since >= progress {
			s.failures = 0
		}
		if err != nil && s.pos < s.end {
			s.Close()
			s.since = 0
			if s.failures++; s.failures > maxFailures {
				if errors.Is(err, io.EOF) {
					err = io.ErrUnexpectedEOF
				}
				return n, fmt.Errorf("the connection broke off %d times: %w", s.failures, err)
			}
			if err := s.wait(s.failures); err != nil {
				return n, err
			}
		}
		if n > 0 || len(p) == 0 {
			return n, nil
		}
	}
}

// Close ends the current response.
func (s *section) Close() {
	if s.body == nil {
		return
	}
	s.body.Close()
	s.body = nil
}

// backoff waits before the n-th repetition, n ≥ 1: at random up to 50 ms, doubled each time, at most 3.2 s.
func backoff(ctx context.Context, n int) error {
	return sleep(ctx, rand.N(50*time.Millisecond<<min(n-1, 6)))
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return ctx.Err()
	}
}
