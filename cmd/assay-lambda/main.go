// Assay-lambda labels objects at once: a Lambda function that S3's events, S3 Batch Operations and Step Functions invoke. This
// package is its handler: it knows events, replies, deadlines, metrics and logs; what an object is taken through is the
// pipeline, and what the function consists of is wired in package setup.
//
// It is configured by ASSAY_ variables (see [setup.FunctionOptions]), and by a YAML file in S3 that ASSAY_CONFIG names.
package main

import (
	"context"
	"encoding/json"
	"log/slog"
	"os"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"

	"github.com/seed-4750cad8/assay/cmd/internal/setup"
)

func main() {
	limitMemory(os.Getenv)
	log := slog.New(requestHandler{slog.NewJSONHandler(os.Stderr, nil)})
	f, err := setup.NewFunction(context.Background(), os.Getenv)
	if err != nil {
		log.Error("not configured", "error", err.Error())
		start(notConfigured{err})
	}
	h := &handler{
		pipeline: f.Pipeline, store: f.Store, files: f.Files, skip: f.Skip, workers: f.Workers,
		log: log, metrics: emit(os.Stdout, os.Getenv("AWS_LAMBDA_FUNCTION_NAME"), time.Now), now: time.Now,
	}
	start(h)
}

// limitMemory tells the garbage collector how much memory the function has: the rest is what is not on Go's heap.
// GOMEMLIMIT overrides it.
func limitMemory(env func(string) string) {
	mib, err := strconv.ParseInt(env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"), 10, 32)
	if err == nil && mib > 0 && env("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(mib << 20 / 4 * 3)
	}
}

// start serves Lambda's runtime interface until the process ends. When Lambda ends it, with SIGTERM, there is nothing to save:
// what is under way was not replied to, and is delivered again.
func start(h lambda.Handler) {
	lambda.StartWithOptions(h, lambda.WithEnableSIGTERM(func() { os.Exit(0) }))
}

// Invoke implements [lambda.Handler]. A panic ends the process, and Lambda starts another: that is for programs whose state
// is not known any more. Its value may hold content, and the runtime would log it.
func (h *handler) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	defer func() {
		if recover() != nil {
			panic("assay: internal error")
		}
	}()
	reply, err := h.handle(ctx, payload)
	if err != nil {
		return nil, err
	}
	return json.Marshal(reply)
}

// notConfigured says to every invocation why nothing is done, and not only to the log: a process that ended would be started
// again and again.
type notConfigured struct{ err error }

// Invoke implements [lambda.Handler].
func (n notConfigured) Invoke(context.Context, []byte) ([]byte, error) { return nil, n.err }

// A requestHandler adds the ids of the request and of its trace to every record.
type requestHandler struct{ slog.Handler }

// Handle implements [slog.Handler].
func (h requestHandler) Handle(ctx context.Context, r slog.Record) error {
	if c, ok := lambdacontext.FromContext(ctx); ok {
		r.AddAttrs(slog.String("requestId", c.AwsRequestID))
	}
	if trace := os.Getenv("_X_AMZN_TRACE_ID"); trace != "" {
		r.AddAttrs(slog.String("trace", trace))
	}
	return h.Handler.Handle(ctx, r)
}
