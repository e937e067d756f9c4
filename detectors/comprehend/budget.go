package comprehend

import (
	"context"
	"sync"
	"time"
)

// A ledger is a hard ceiling on what may be spent, across all workers. What may be billed is reserved before it is sent,
// and settled when it is known whether it was. So spent + held never is above limit.
type ledger struct {
	mu          sync.Mutex
	limit       Cost
	held, spent Cost
}

// reserve sets cost aside, and says whether there was as much left.
func (l *ledger) reserve(cost Cost) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if cost > l.limit-l.spent-l.held {
		return false
	}
	l.held += cost
	return true
}

// settle ends a reservation: it was billed, or is given back.
func (l *ledger) settle(cost Cost, billed bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.held -= cost
	if billed {
		l.spent += cost
	}
}

// total returns what was spent.
func (l *ledger) total() Cost {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.spent
}

// left says whether cost could be reserved now.
func (l *ledger) left(cost Cost) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return cost <= l.limit-l.spent-l.held
}

// A bucket lets one request through each interval, and burst more after a pause.
type bucket struct {
	interval time.Duration
	burst    time.Duration // how far next may lag behind now

	mu   sync.Mutex
	next time.Time // when the next request may go
}

// newBucket returns a bucket of rate requests a second. It allows what a fifth of a second may bring at once, at least one:
// a limit by the second at the server is not met by a burst at its begin.
func newBucket(rate float64) *bucket {
	interval := time.Duration(float64(time.Second) / rate)
	return &bucket{interval: interval, burst: max(0, time.Second/5-interval)}
}

// wait returns when the request may go, or ctx's error.
func (b *bucket) wait(ctx context.Context) error {
	b.mu.Lock()
	now := time.Now()
	if earliest := now.Add(-b.burst); b.next.Before(earliest) {
		b.next = earliest
	}
	at := b.next
	b.next = b.next.Add(b.interval)
	b.mu.Unlock()
	return sleep(ctx, at.Sub(now))
}

// sleep waits for d, or for ctx's end.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// When a circuit opens, and for how long.
const (
	circuitFailures = 5                // calls in a row that failed, each after its retries
	circuitPause    = 30 * time.Second // then one call may try
)

// A circuit keeps a scan from waiting on a service that does not work. It opens after circuitFailures failed calls in a
// row; after circuitPause one call is let through, which closes it or opens it again.
type circuit struct {
	mu       sync.Mutex
	failures int
	until    time.Time // open until then
	probing  bool
}

// allow says whether a call may be made, and whether it is the one that tries. If ok, done must be called with its result.
func (c *circuit) allow() (probe, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.failures < circuitFailures {
		return false, true
	}
	if c.probing || time.Now().Before(c.until) {
		return false, false
	}
	c.probing = true
	return true, true
}

// A result is what a call says of the service's health.
type result uint8

const (
	worked result = iota
	failed
	noResult // it was cancelled, or not sent
)

func (c *circuit) done(probe bool, r result) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if probe {
		c.probing = false
	}
	switch r {
	case worked:
		c.failures = 0
	case failed:
		c.failures = min(c.failures+1, circuitFailures)
		c.until = time.Now().Add(circuitPause)
	}
}
