// Package runtimeapi is Lambda's side of its runtime interface, for tests and benchmarks: it starts a function's program as
// Lambda does, hands it events, takes its replies, and starts it again when it ends.
//
// It owns the protocol (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html), the limits on payloads and the life of
// the process. It knows nothing of what the function does.
package runtimeapi

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// MaxPayload is how large a synchronous event or reply may be, in bytes (AWS, "Lambda quotas").
const MaxPayload = 6 << 20

// TraceID is the trace that invocations are part of.
const TraceID = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1"

// A Result is how an invocation ended.
type Result struct {
	Reply   []byte // of a function that replied
	Failure []byte // of one that reported an error: Lambda's JSON of it
	Exited  bool   // the process ended, or was ended, before it said anything
	Timeout bool   // it did not reply before its deadline, and was killed
}

// A Function is one function whose program runs in one environment at a time. Invocations are made one after the other, as
// Lambda does to one environment. Its fields are set before the first.
type Function struct {
	Program string   // path of the executable
	Args    []string // after its name; none in Lambda
	Env     []string // beside what Lambda sets
	Memory  int      // MiB, as Lambda tells the program; it is not enforced
	Log     io.Writer
	Metrics io.Writer // standard output

	mu      sync.Mutex // of an invocation
	process *process
	server  *http.Server
	address string
	serial  int

	state   sync.Mutex
	next    chan *invocation // what the process asks for
	current *invocation      // what it works on
	started time.Time        // of the process
	ready   chan struct{}    // it asked for its first event
	inits   []time.Duration
}

type process struct {
	cmd  *exec.Cmd
	done chan struct{} // it ended
}

type invocation struct {
	id       string
	payload  []byte
	deadline time.Time
	result   chan Result
}

// Open listens for the program, and does not start it: the first invocation does.
func (f *Function) Open() error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	f.address = l.Addr().String()
	f.next = make(chan *invocation)
	f.server = &http.Server{Handler: f.routes()}
	go f.server.Serve(l) //nolint:errcheck // it ends with Close
	return nil
}

// Close ends the program, as Lambda ends an environment, and the server.
func (f *Function) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.process != nil {
		f.process.kill()
	}
	return f.server.Close()
}

// Inits returns how long each start of the program took, until it asked for its first event.
func (f *Function) Inits() []time.Duration {
	f.state.Lock()
	defer f.state.Unlock()
	return append([]time.Duration(nil), f.inits...)
}

// Process returns the process that runs now, or nil.
func (f *Function) Process() *os.Process {
	f.state.Lock()
	defer f.state.Unlock()
	if f.process == nil {
		return nil
	}
	return f.process.cmd.Process
}

// errTooLarge is the error of an event that Lambda does not take.
var errTooLarge = errors.New("the event is larger than Lambda takes")

// Invoke gives the program an event and waits for what it says, at most for timeout. It starts the program if none runs.
func (f *Function) Invoke(ctx context.Context, payload []byte, timeout time.Duration) (Result, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(payload) > MaxPayload {
		return Result{}, errTooLarge
	}
	f.serial++
	i := &invocation{id: fmt.Sprintf("8476a536-e9f4-11e8-9739-%012d", f.serial), payload: payload, result: make(chan Result, 1)}
	p, err := f.hand(ctx, i, timeout)
	if err != nil {
		return Result{}, err
	}
	late := time.NewTimer(time.Until(i.deadline))
	defer late.Stop()
	select {
	case r := <-i.result:
		return r, nil
	case <-p.done:
		select {
		case r := <-i.result: // it spoke before it ended
			return r, nil
		default:
			return Result{Exited: true}, nil
		}
	case <-late.C:
		p.kill()
		return Result{Timeout: true}, nil
	case <-ctx.Done():
		p.kill()
		return Result{}, context.Cause(ctx)
	}
}

// hand gives an invocation to the process, once one asks.
func (f *Function) hand(ctx context.Context, i *invocation, timeout time.Duration) (*process, error) {
	for {
		p, err := f.running(ctx)
		if err != nil {
			return nil, err
		}
		i.deadline = time.Now().Add(timeout)
		select {
		case f.next <- i:
			return p, nil
		case <-p.done: // it had not quite ended when it was found running
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

// running returns the process, and starts it if there is none.
func (f *Function) running(ctx context.Context) (*process, error) {
	if f.process != nil {
		select {
		case <-f.process.done:
		default:
			return f.process, nil
		}
	}
	cmd := exec.Command(f.Program, f.Args...)
	cmd.Env = append([]string{
		"AWS_LAMBDA_RUNTIME_API=" + f.address,
		"AWS_LAMBDA_FUNCTION_NAME=assay",
		"AWS_LAMBDA_FUNCTION_VERSION=$LATEST",
		"AWS_LAMBDA_FUNCTION_MEMORY_SIZE=" + strconv.Itoa(f.Memory),
		"AWS_LAMBDA_INITIALIZATION_TYPE=on-demand",
		"_HANDLER=bootstrap", "TZ=:UTC", "LANG=en_US.UTF-8", "PATH=/usr/local/bin:/usr/bin:/bin:/opt/bin",
	}, f.Env...)
	cmd.Stdout, cmd.Stderr = f.Metrics, f.Log
	ready := make(chan struct{})
	f.state.Lock()
	f.ready, f.started, f.current = ready, time.Now(), nil
	err := cmd.Start()
	p := &process{cmd: cmd, done: make(chan struct{})}
	if err == nil {
		f.process = p
	}
	f.state.Unlock()
	if err != nil {
		return nil, err
	}
	go func() {
		cmd.Wait() //nolint:errcheck // how it ended is not the question
		close(p.done)
	}()
	select {
	case <-ready:
		return p, nil
	case <-p.done:
		return nil, errors.New("the program ended before it asked for an event")
	case <-ctx.Done():
		p.kill()
		return nil, context.Cause(ctx)
	}
}

func (p *process) kill() {
	p.cmd.Process.Kill() //nolint:errcheck // it may have ended
	<-p.done
}

// Terminate ends the program as Lambda does when it no longer needs an environment: SIGTERM, and SIGKILL half a second later. It
// reports whether the first was enough.
func (f *Function) Terminate() bool {
	f.state.Lock()
	p := f.process
	f.state.Unlock()
	if p == nil {
		return true
	}
	p.cmd.Process.Signal(syscall.SIGTERM) //nolint:errcheck // it may have ended
	select {
	case <-p.done:
		return true
	case <-time.After(500 * time.Millisecond):
		p.kill()
		return false
	}
}

func (f *Function) routes() http.Handler {
	mux := http.NewServeMux()
	const runtime = "/2018-06-01/runtime/"
	mux.HandleFunc("GET "+runtime+"invocation/next", f.serveNext)
	mux.HandleFunc("POST "+runtime+"invocation/{id}/response", func(w http.ResponseWriter, r *http.Request) {
		f.finish(w, r, func(body []byte) Result { return Result{Reply: body} })
	})
	mux.HandleFunc("POST "+runtime+"invocation/{id}/error", func(w http.ResponseWriter, r *http.Request) {
		f.finish(w, r, func(body []byte) Result { return Result{Failure: body} })
	})
	mux.HandleFunc("POST "+runtime+"init/error", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusAccepted) })
	mux.HandleFunc("POST /2020-01-01/extension/register", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Lambda-Extension-Identifier", "d4b8ea4f-9d6f-4d2b-8d4a-1a6b8a3e5c77")
		io.WriteString(w, `{"functionName":"assay","functionVersion":"$LATEST","handler":"bootstrap"}`) //nolint:errcheck // it hangs up
	})
	mux.HandleFunc("GET /2020-01-01/extension/event/next", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	return mux
}

func (f *Function) serveNext(w http.ResponseWriter, r *http.Request) {
	f.state.Lock()
	select {
	case <-f.ready:
	default:
		f.inits = append(f.inits, time.Since(f.started))
		close(f.ready)
	}
	f.state.Unlock()
	select {
	case i := <-f.next:
		f.state.Lock()
		f.current = i
		f.state.Unlock()
		h := w.Header()
		h.Set("Content-Type", "application/json")
		h.Set("Lambda-Runtime-Aws-Request-Id", i.id)
		h.Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(i.deadline.UnixMilli(), 10))
		h.Set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:us-east-1:123456789012:function:assay")
		h.Set("Lambda-Runtime-Trace-Id", TraceID)
		w.Write(i.payload) //nolint:errcheck // it hangs up
	case <-r.Context().Done():
	}
}

// finish takes what the program says of an invocation.
func (f *Function) finish(w http.ResponseWriter, r *http.Request, result func([]byte) Result) {
	body, err := io.ReadAll(io.LimitReader(r.Body, MaxPayload+1))
	f.state.Lock()
	i := f.current
	f.state.Unlock()
	switch {
	case err != nil:
		w.WriteHeader(http.StatusBadRequest)
		return
	case i == nil || i.id != r.PathValue("id"):
		w.WriteHeader(http.StatusForbidden)
		return
	case len(body) > MaxPayload:
		w.WriteHeader(http.StatusRequestEntityTooLarge)
		i.result <- Result{Failure: []byte(`{"errorType":"Function.ResponseSizeTooLarge"}`)}
		return
	}
	w.WriteHeader(http.StatusAccepted)
	i.result <- result(bytes.TrimSpace(body))
}

// PeakMemory returns the most memory the program has had at once, in bytes (Linux).
func (f *Function) PeakMemory() (int64, error) {
	p := f.Process()
	if p == nil {
		return 0, errors.New("no program runs")
	}
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.Pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kib, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			return kib << 10, err
		}
	}
	return 0, errors.New("the system does not say")
}
