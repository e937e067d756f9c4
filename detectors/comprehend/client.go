package comprehend

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/comprehend"
	"github.com/aws/aws-sdk-go-v2/service/comprehend/types"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/logging"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// A failure is why a question has no answer.
type failure uint8

const (
	ok        failure = iota
	noBudget          // it was not sent: too little is left
	refused           // the service does not take this text; it may take others
	broken            // the service failed, or answered without sense
	cancelled         // by the asker's ctx: others who wait ask for themselves
)

// What bounds one attempt.
const (
	maxAttempts    = 12               // of one call that is throttled; the SDK's delays between them, of at most 20 s, make some two minutes
	maxFaults      = 4                // of one call, attempts that failed otherwise
	attemptTimeout = 30 * time.Second // a server that says nothing does not hold the scan
	maxReply       = 16 << 20         // bytes; the entities of 100 KB of text in JSON, 100 bytes each, are less
	labelScore     = float32(0.5)     // from which a label of ContainsPii says that there is something
)

var (
	errNoBudget   = errors.New("comprehend: the budget does not allow another request")
	errBadReply   = errors.New("comprehend: the reply makes no sense")
	errSlowServer = &timeoutError{}
)

// A lastFault is an attempt that failed after others of its call did: the SDK does not try again.
type lastFault struct{ error }

func (e lastFault) Unwrap() error      { return e.error }
func (lastFault) RetryableError() bool { return false }

// timeoutError is an attempt that took longer than attemptTimeout. The SDK tries it again.
type timeoutError struct{}

func (*timeoutError) Error() string        { return "comprehend: no answer in time" }
func (*timeoutError) Timeout() bool        { return true }
func (*timeoutError) RetryableError() bool { return true }

// A client asks Comprehend through the SDK. What every attempt must keep to, the first and those that the SDK adds, is in
// attempt (the rate, the time) and bill (the budget).
type client struct {
	api       *comprehend.Client
	ledger    *ledger
	buckets   [2]*bucket    // by Operation, as AWS counts requests
	inFlight  chan struct{} // one place for each call
	circuit   circuit
	requests  atomic.Int64 // attempts that were sent
	throttled atomic.Int64 // attempts that were answered with "not so fast"
	reason    atomic.Value // string: why the last failed call failed
}

func newClient(cfg aws.Config, o Options) *client {
	c := &client{ledger: &ledger{limit: o.Budget}, inFlight: make(chan struct{}, o.InFlight)}
	for op := range c.buckets {
		c.buckets[op] = newBucket(o.TPS)
	}
	c.api = comprehend.NewFromConfig(cfg, func(so *comprehend.Options) {
		// Bodies are the text, and the service's messages may quote it: the SDK logs them where it logs retries. So whatever the
		// caller logs of other services, of this one nothing is logged.
		so.ClientLogMode, so.Logger = 0, logging.Nop{}
		so.RetryMaxAttempts = maxAttempts
		so.Retryer = patient{retry.NewAdaptiveMode(func(ao *retry.AdaptiveModeOptions) {
			ao.FailOnNoAttemptTokens = true
			ao.StandardOptions = append(ao.StandardOptions, func(std *retry.StandardOptions) {
				std.MaxAttempts = maxAttempts
				// The SDK's quota of retries would lose texts under lasting throttling. Attempts are bounded by maxAttempts, and
				// calls by the circuit.
				std.RateLimiter = ratelimit.None
				std.Retryables = append(std.Retryables, retry.IsErrorRetryableFunc(cutReply))
			})
		})}
		so.APIOptions = append(so.APIOptions, func(stack *middleware.Stack) error {
			// Right after Retry: once for each attempt, and before it is signed, so that no signature grows old waiting.
			return stack.Finalize.Insert(middleware.FinalizeMiddlewareFunc("AssayAttempt", c.attempt), "Retry", middleware.After)
		}, func(stack *middleware.Stack) error {
			// The last step before the wire.
			return stack.Deserialize.Add(middleware.DeserializeMiddlewareFunc("AssayBill", c.bill), middleware.After)
		})
	})
	return c
}

// patient is the SDK's adaptive mode, but for how it waits until its own rate allows an attempt: the SDK computes a time
// that may round to nothing, and then spins.
type patient struct{ *retry.AdaptiveMode }

// GetAttemptToken implements [aws.RetryerV2].
func (p patient) GetAttemptToken(ctx context.Context) (release func(error) error, err error) {
	for {
		if release, err = p.AdaptiveMode.GetAttemptToken(ctx); err == nil {
			return release, nil
		}
		if err := sleep(ctx, 20*time.Millisecond); err != nil {
			return nil, err
		}
	}
}

// cutReply makes the SDK try again what was answered, but not to the end.
func cutReply(err error) aws.Ternary {
	var e *smithy.DeserializationError
	if errors.As(err, &e) && errors.Is(err, io.ErrUnexpectedEOF) {
		return aws.TrueTernary
	}
	return aws.UnknownTernary
}

// A tally is what one call was billed for, or may have been.
type tally struct {
	op     Operation
	chars  int
	sent   bool // at least once
	faults int  // attempts that failed, but for throttled ones
	units  int64
	cost   Cost
}

type tallyKey struct{}

// attempt is a step of the SDK's stack, around one attempt from its signature to the end of its reply.
func (c *client) attempt(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (
	middleware.FinalizeOutput, middleware.Metadata, error,
) {
	t := ctx.Value(tallyKey{}).(*tally)
	if err := c.buckets[t.op].wait(ctx); err != nil {
		return middleware.FinalizeOutput{}, middleware.Metadata{}, err
	}
	limited, cancel := context.WithTimeoutCause(ctx, attemptTimeout, errSlowServer)
	defer cancel()
	out, metadata, err := next.HandleFinalize(limited, in)
	if err == nil {
		return out, metadata, nil
	}
	if retry.IsErrorThrottles(retry.DefaultThrottles).IsErrorThrottle(err).Bool() {
		c.throttled.Add(1)
		return out, metadata, err
	}
	if ctx.Err() == nil && context.Cause(limited) == errSlowServer {
		err = errSlowServer // and not the SDK's "cancelled", which it would not try again
	}
	if t.faults++; t.faults >= maxFaults {
		err = lastFault{err}
	}
	return out, metadata, err
}

// bill is the last step of the SDK's stack before the wire: what passes is sent.
//
// A request that was answered with an error, or whose connection could not be made, is not billed, and its reservation is
// given back. One that was not answered may have been: it counts as billed, and another attempt needs budget of its own.
func (c *client) bill(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (
	out middleware.DeserializeOutput, metadata middleware.Metadata, err error,
) {
	t := ctx.Value(tallyKey{}).(*tally)
	cost := Price(t.op, t.chars)
	if !c.ledger.reserve(cost) {
		return out, metadata, errNoBudget
	}
	billed := true // also when a step below panics
	defer func() {
		c.ledger.settle(cost, billed)
		if billed {
			t.units += Units(t.chars)
			t.cost += cost
		}
	}()
	t.sent = true
	c.requests.Add(1)
	out, metadata, err = next.HandleDeserialize(ctx, in)
	if neverSent(err) {
		billed = false
	}
	if r, ok := out.RawResponse.(*smithyhttp.Response); ok && err == nil {
		billed = r.StatusCode/100 == 2
		r.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(r.Body, maxReply), r.Body}
	}
	return out, metadata, err
}

// neverSent says whether an attempt failed while its connection was made.
func neverSent(err error) bool {
	var dial *net.OpError
	var certificate *tls.CertificateVerificationError
	var alert tls.AlertError
	var header tls.RecordHeaderError
	return errors.As(err, &dial) && dial.Op == "dial" ||
		errors.As(err, &certificate) || errors.As(err, &alert) || errors.As(err, &header)
}

// ask sends text and returns what Comprehend found in it, and what that cost, also when it failed.
func (c *client) ask(ctx context.Context, op Operation, lang language, text string, chars int) (answer, tally, failure) {
	t := tally{op: op, chars: chars}
	if !c.ledger.left(Price(op, chars)) {
		return answer{}, t, noBudget
	}
	probe, allowed := c.circuit.allow()
	if !allowed {
		return answer{}, t, broken
	}
	health := noResult
	defer func() { c.circuit.done(probe, health) }()
	select {
	case c.inFlight <- struct{}{}:
		defer func() { <-c.inFlight }()
	case <-ctx.Done():
		return answer{}, t, cancelled
	}

	a, err := c.send(context.WithValue(ctx, tallyKey{}, &t), op, lang, text)
	switch {
	case err == nil:
		health = worked
		return a, t, ok
	case ctx.Err() != nil:
		return answer{}, t, cancelled
	case errors.Is(err, errNoBudget):
		return answer{}, t, noBudget
	case isRefusal(err):
		health = worked
		return answer{}, t, refused
	}
	c.reason.Store(reasonOf(err))
	health = failed
	return answer{}, t, broken
}

// isRefusal says whether the service works, and does not take this text.
func isRefusal(err error) bool {
	var api smithy.APIError
	if !errors.As(err, &api) {
		return false
	}
	switch api.ErrorCode() {
	case "InvalidRequestException", "TextSizeLimitExceededException", "UnsupportedLanguageException", "ValidationException":
		return true
	}
	return false
}

// reasonOf says why a call failed, in words that are not the service's: a message may quote the text.
func reasonOf(err error) string {
	var api smithy.APIError
	var decode *smithy.DeserializationError
	switch {
	case errors.As(err, &api) && isCode(api.ErrorCode()):
		return api.ErrorCode()
	case errors.As(err, &api), errors.As(err, &decode), errors.Is(err, errBadReply):
		return errBadReply.Error()
	case neverSent(err):
		return "comprehend: no connection"
	case errors.Is(err, errSlowServer):
		return errSlowServer.Error()
	}
	return "comprehend: the request failed"
}

// isCode says whether s is an error code as AWS writes them: letters only.
func isCode(s string) bool {
	for i := range len(s) {
		if !isLetter(s[i]) {
			return false
		}
	}
	return 0 < len(s) && len(s) <= 64
}

// send makes one call, and reads its reply.
func (c *client) send(ctx context.Context, op Operation, lang language, text string) (answer, error) {
	if op == ContainsPii {
		out, err := c.api.ContainsPiiEntities(ctx, &comprehend.ContainsPiiEntitiesInput{LanguageCode: lang, Text: &text})
		if err != nil {
			return answer{}, err
		}
		return readLabels(out.Labels)
	}
	out, err := c.api.DetectPiiEntities(ctx, &comprehend.DetectPiiEntitiesInput{LanguageCode: lang, Text: &text})
	if err != nil {
		return answer{}, err
	}
	return readEntities(text, out.Entities)
}

// readEntities checks a reply and turns its offsets, which count characters, into bytes of text. Nothing in a reply is
// trusted: one that is wrong in a single entity is wrong. Nil is no reply: an empty one is a list without entries.
func readEntities(text string, entities []types.PiiEntity) (answer, error) {
	starts := runeStarts(text)
	chars := len(text)
	if starts != nil {
		chars = len(starts) - 1
	}
	if entities == nil || len(entities) > chars {
		return answer{}, errBadReply
	}
	a := answer{entities: make([]entity, 0, len(entities))}
	for _, e := range entities {
		if e.BeginOffset == nil || e.EndOffset == nil || e.Score == nil {
			return answer{}, errBadReply
		}
		start, end := *e.BeginOffset, *e.EndOffset
		if start < 0 || start >= end || int(end) > chars {
			return answer{}, errBadReply
		}
		if starts != nil {
			start, end = starts[start], starts[end]
		}
		a.entities = append(a.entities, entity{start: start, end: end, kind: kindOf(e.Type), score: *e.Score})
	}
	return a, nil
}

// readLabels checks a reply of ContainsPii.
func readLabels(labels []types.EntityLabel) (answer, error) {
	if labels == nil {
		return answer{}, errBadReply
	}
	var a answer
	for _, l := range labels {
		if l.Score == nil {
			return answer{}, errBadReply
		}
		if *l.Score >= labelScore {
			a.kinds = a.kinds.with(kindOf(l.Name))
		}
	}
	return a, nil
}
