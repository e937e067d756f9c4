package comprehend

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// TestBudgetModel runs 10,000 random histories of workers, calls, retries and failures through the step that keeps the
// budget, under a virtual clock, against a service that keeps the bill itself. The bill never is over the budget, in any
// moment; nothing stays reserved; and what is said to be spent is on the bill or was not answered.
func TestBudgetModel(t *testing.T) {
	for seed := range uint64(10_000) {
		synctest.Test(t, func(t *testing.T) { budgetHistory(t, seed) })
		if t.Failed() {
			t.Fatalf("history %d", seed)
		}
	}
}

func budgetHistory(t *testing.T, seed uint64) {
	rng := rand.New(rand.NewPCG(seed, 0))
	budget := Cost(rng.Int64N(int64(60 * Price(DetectPii, 1))))
	c := newClient(aws.Config{Region: "eu-west-1"}, Options{Budget: budget, TPS: 1000, InFlight: 8})

	var mu sync.Mutex
	var billed, unanswered Cost // by the service
	var wg sync.WaitGroup
	var told Cost // by the tallies
	for range 1 + rng.IntN(16) {
		own := rand.New(rand.NewPCG(seed, rng.Uint64()))
		wg.Go(func() {
			for range 1 + own.IntN(6) {
				t1 := tally{op: Operation(own.IntN(2)), chars: 1 + own.IntN(3000)}
				price := Price(t1.op, t1.chars)
				service := middleware.DeserializeHandlerFunc(func(ctx context.Context, in middleware.DeserializeInput) (
					out middleware.DeserializeOutput, m middleware.Metadata, err error,
				) {
					time.Sleep(time.Duration(own.IntN(50)) * time.Millisecond)
					mu.Lock()
					defer mu.Unlock()
					status := http.StatusOK
					switch own.IntN(8) {
					case 0:
						status = http.StatusBadRequest // throttled
					case 1:
						status = http.StatusInternalServerError
					case 2:
						return out, m, &smithyhttp.RequestSendError{Err: &net.OpError{Op: "dial", Err: errors.New("refused")}}
					case 3: // the connection broke before the service had it
						unanswered += price
						return out, m, io.ErrUnexpectedEOF
					case 4: // after
						billed += price
						err = io.ErrUnexpectedEOF
					default:
						billed += price
					}
					if billed > budget {
						t.Errorf("bill %v, budget %v", billed, budget)
					}
					if err == nil {
						out.RawResponse = &smithyhttp.Response{Response: &http.Response{StatusCode: status, Body: http.NoBody}}
					}
					return out, m, err
				})
				ctx := context.WithValue(t.Context(), tallyKey{}, &t1)
				for range 1 + own.IntN(4) {
					if _, _, err := c.bill(ctx, middleware.DeserializeInput{}, service); err == nil || errors.Is(err, errNoBudget) {
						break
					}
				}
				mu.Lock()
				told += t1.cost
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if c.ledger.held != 0 {
		t.Errorf("%v stay reserved", c.ledger.held)
	}
	if want := billed + unanswered; c.ledger.spent != want || told != want {
		t.Errorf("spent %v, tallied %v, want %v", c.ledger.spent, told, want)
	}
	if c.ledger.spent > budget {
		t.Errorf("spent %v, budget %v", c.ledger.spent, budget)
	}
}

// TestBudgetLastUnit spends a budget to its last unit, and not one more.
func TestBudgetLastUnit(t *testing.T) {
	l := ledger{limit: 10}
	for i, want := range []bool{true, true, true, false} {
		if got := l.reserve(3); got != want {
			t.Fatalf("reservation %d: %v", i, got)
		}
	}
	if l.reserve(2) || !l.reserve(1) || l.reserve(1) {
		t.Fatal("one was left")
	}
	l.settle(3, false)
	l.settle(3, true)
	if l.left(4) || !l.left(3) || l.total() != 3 {
		t.Fatalf("%+v", &l)
	}
}

func TestBucket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBucket(10)
		start := time.Now()
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for range 25 {
					if err := b.wait(t.Context()); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if took := time.Since(start); took < 9700*time.Millisecond || took > 10*time.Second {
			t.Errorf("100 requests at 10 a second took %v", took)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		defer cancel()
		if err := newBucket(0.001).wait(ctx); err != nil {
			t.Errorf("the first waited: %v", err)
		}
		slow := newBucket(0.001)
		slow.wait(ctx)
		if err := slow.wait(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
	})
}

func TestCircuit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var c circuit
		call := func(r result) bool {
			probe, ok := c.allow()
			if ok {
				c.done(probe, r)
			}
			return ok
		}
		for i := range circuitFailures {
			if !call(failed) {
				t.Fatalf("open after %d failures", i)
			}
		}
		if call(worked) {
			t.Fatal("closed after so many failures")
		}
		time.Sleep(circuitPause)
		if !call(noResult) || !call(failed) {
			t.Fatal("not half open")
		}
		if call(worked) {
			t.Fatal("closed after a failed trial")
		}
		time.Sleep(circuitPause)
		if probe, ok := c.allow(); !probe || !ok {
			t.Fatal("no second trial")
		}
		if _, ok := c.allow(); ok {
			t.Fatal("two trials at once")
		}
		c.done(true, worked)
		if !call(failed) || !call(worked) {
			t.Fatal("open after a trial that worked")
		}
	})
}

func TestParseBudget(t *testing.T) {
	for s, want := range map[string]Cost{
		"5": 5 * Dollar, "5.00": 5 * Dollar, "$0.05": 50_000, "0": 0, "1.234567": 1_234_567, " 2 ": 2 * Dollar,
		"50000 units": 5 * Dollar, "3units": 300, "0 units": 0,
	} {
		if got, err := ParseBudget(s); err != nil || got != want {
			t.Errorf("%q: %v, %v; want %v", s, got, err, want)
		}
	}
	for _, s := range []string{"", "$", ".5", "-1", "+1", "1.2345678", "1,5", "1e3", "units", "-3 units", "1.5 units", "99999999999999999999", "9e18",
		"9223372036854775807 units", "1.-5", "1.+5", "five"} {
		if got, err := ParseBudget(s); err == nil {
			t.Errorf("%q: %v", s, got)
		} else if s != "" && len(s) > 2 && strings.Contains(err.Error(), s) && s != "units" {
			t.Errorf("%q: the error quotes it", s)
		}
	}
}

func TestPrice(t *testing.T) {
	for _, c := range []struct {
		op    Operation
		chars int
		want  Cost
	}{
		{DetectPii, 1, 300}, {DetectPii, 300, 300}, {DetectPii, 301, 400}, {DetectPii, 100_000, 100_000}, {ContainsPii, 1, 6}, {ContainsPii, 1000, 20},
	} {
		if got := Price(c.op, c.chars); got != c.want {
			t.Errorf("%v of %d characters: %v, want %v", c.op, c.chars, got, c.want)
		}
	}
	for c, want := range map[Cost]string{0: "$0.0000", 300: "$0.0003", 6: "$0.000006", 12_345_600: "$12.3456", 5 * Dollar: "$5.0000"} {
		if got := c.String(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
