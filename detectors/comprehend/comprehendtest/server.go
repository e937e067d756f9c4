// Package comprehendtest is a server that behaves as Amazon Comprehend does, for tests and benches: the SDK's own client
// talks to it over HTTP and cannot tell. It speaks AWS JSON 1.1, checks signatures (SigV4), sizes and languages, counts
// offsets in characters, throttles, fails in the ways that services and networks fail, and keeps the bill.
//
// It knows what is in a text from the answers that a test gave it (Add, Words), so that what comes out of a recognizer can be
// compared to what went in, exactly. It knows nothing of any client.
package comprehendtest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"time"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// What the service allows (Comprehend, guidelines and quotas; pricing).
const (
	MaxTextBytes = 100_000
	unitChars    = 100
	minUnits     = 3
)

// The operations, by the names that Counts uses.
const (
	Detect   = "DetectPiiEntities"
	Contains = "ContainsPiiEntities"
)

// The account that the server knows.
const (
	Region    = "eu-west-1"
	accessKey = "AKIDCOMPREHENDTEST"
	secretKey = "made-up-secret-of-the-test-server"
)

// A Fault is a way to fail.
type Fault uint8

// The faults. Truncate and Reset fail after the work was done: such a request is on the bill.
const (
	NoFault     Fault = iota
	ServerError       // 500 InternalServerException
	Unavailable       // 503 without a body
	Truncate          // 200, and the connection ends in the middle of the reply
	Reset             // the connection is reset instead of a reply
	Hang              // no reply until the client gives up
)

// A Server is one account's Comprehend in one Region. Its settings are set before the first request.
type Server struct {
	TPS     float64                   // requests a second that are not throttled, of each operation; 0: any number
	Burst   int                       // how many of them may come at once; at least 1
	Latency time.Duration             // of each answer
	Fault   func(request int64) Fault // of the request of that number, from 1; nil: none. Called with a lock held
	Reply   func(op string) []byte    // a body to answer with instead of the true one; nil: none

	mu      sync.Mutex
	answers answers
	buckets map[string]*bucket
	counts  Counts
}

// Counts are what a server saw.
type Counts struct {
	Requests  int64            // all of them
	Throttled int64            // answered with ThrottlingException
	Refused   int64            // answered with another error of the client's making: signature, size, language, form
	Faults    int64            // failed on purpose
	Billed    map[string]int64 // requests on the bill, by operation
	Units     map[string]int64 // of 100 characters on the bill, by operation
}

// Counts returns the counts of now.
func (s *Server) Counts() Counts {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.counts
	c.Billed, c.Units = make(map[string]int64), make(map[string]int64)
	for _, op := range []string{Detect, Contains} {
		c.Billed[op], c.Units[op] = s.counts.Billed[op], s.counts.Units[op]
	}
	return c
}

// Micros is the bill in millionths of a dollar, at the list price of the first tier.
func (c Counts) Micros() int64 { return c.Units[Detect]*100 + c.Units[Contains]*2 }

// Config returns what the SDK needs to call the server at endpoint, such as "http://127.0.0.1:8000".
func Config(endpoint string) aws.Config {
	return aws.Config{
		Region:       Region,
		BaseEndpoint: aws.String(endpoint),
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: accessKey, SecretAccessKey: secretKey}, nil
		}),
	}
}

// LocalConfig returns what the SDK needs to call the server without a network, as tests under a virtual clock must.
func (s *Server) LocalConfig() aws.Config {
	cfg := Config("http://comprehend.test")
	cfg.HTTPClient = local{s}
	return cfg
}

// A reply is what is sent back, and how.
type reply struct {
	status int
	body   []byte
	fault  Fault // Truncate, Reset or Hang
}

// refusal is an error reply of the protocol.
func refusal(status int, code, message string) reply {
	body, _ := json.Marshal(map[string]string{"__type": code, "Message": message})
	return reply{status: status, body: body}
}

// roundTrip is the least time that a reply over HTTP takes, as on any real network. The SDK closes a request's body when the
// reply begins; were that before net/http knows that all of it is written, the connection would be lost.
const roundTrip = 5 * time.Millisecond

// ServeHTTP implements [http.Handler].
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	out := s.serve(r)
	time.Sleep(roundTrip)
	switch out.fault {
	case Hang:
		<-r.Context().Done()
		return
	case Reset:
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		if tcp, ok := conn.(*net.TCPConn); ok {
			tcp.SetLinger(0)
		}
		conn.Close()
		return
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	w.Header().Set("Content-Length", fmt.Sprint(len(out.body)))
	w.Header().Set("X-Amzn-Requestid", "00000000-0000-4000-8000-000000000000")
	w.WriteHeader(out.status)
	if out.fault == Truncate {
		w.Write(out.body[:len(out.body)/2])
		panic(http.ErrAbortHandler)
	}
	w.Write(out.body)
}

// local is an HTTP client without a network.
type local struct{ server *Server }

func (l local) Do(r *http.Request) (*http.Response, error) {
	out := l.server.serve(r)
	switch out.fault {
	case Hang:
		<-r.Context().Done()
		return nil, r.Context().Err()
	case Reset:
		return nil, &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}
	}
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	var body io.Reader = bytes.NewReader(out.body)
	if out.fault == Truncate {
		body = io.MultiReader(bytes.NewReader(out.body[:len(out.body)/2]), cutOff{})
	}
	return &http.Response{
		StatusCode: out.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header:        http.Header{"Content-Type": {"application/x-amz-json-1.1"}},
		ContentLength: int64(len(out.body)), Body: io.NopCloser(body), Request: r,
	}, nil
}

// cutOff is a body that ends too early.
type cutOff struct{}

func (cutOff) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// serve answers one request.
func (s *Server) serve(r *http.Request) reply {
	s.mu.Lock()
	s.counts.Requests++
	fault := NoFault
	if s.Fault != nil {
		fault = s.Fault(s.counts.Requests)
	}
	s.mu.Unlock()

	op, text, bad := s.read(r)
	if bad != nil {
		s.count(func(c *Counts) { c.Refused++ })
		return *bad
	}
	if !s.admit(op) {
		s.count(func(c *Counts) { c.Throttled++ })
		return refusal(http.StatusBadRequest, "ThrottlingException", "Rate exceeded")
	}
	if s.Latency > 0 {
		select {
		case <-time.After(s.Latency):
		case <-r.Context().Done():
		}
	}
	if fault != NoFault {
		s.count(func(c *Counts) { c.Faults++ })
	}
	switch fault {
	case ServerError:
		return refusal(http.StatusInternalServerError, "InternalServerException", "An internal server error occurred. Retry your request.")
	case Unavailable:
		return reply{status: http.StatusServiceUnavailable}
	case Hang:
		return reply{fault: Hang}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.counts.Billed == nil {
		s.counts.Billed, s.counts.Units = make(map[string]int64), make(map[string]int64)
	}
	s.counts.Billed[op]++
	s.counts.Units[op] += max(minUnits, int64(utf8.RuneCountInString(text)+unitChars-1)/unitChars)
	found := s.answers.find(text, op == Detect)
	var body []byte
	if s.Reply != nil {
		body = s.Reply(op)
	} else if op == Detect {
		body = entitiesBody(found)
	} else {
		body = labelsBody(found)
	}
	return reply{status: http.StatusOK, body: body, fault: fault}
}

func (s *Server) count(add func(*Counts)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	add(&s.counts)
}

// read checks a request as the service does, and returns its operation and text.
func (s *Server) read(r *http.Request) (op, text string, bad *reply) {
	no := func(status int, code, message string) (string, string, *reply) {
		out := refusal(status, code, message)
		return "", "", &out
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, 4<<20))
	if err != nil {
		return no(http.StatusBadRequest, "SerializationException", "the body was not read")
	}
	if err := verify(r, body); err != nil {
		code := "InvalidSignatureException"
		if errors.Is(err, errUnknownKey) {
			code = "UnrecognizedClientException"
		}
		return no(http.StatusForbidden, code, err.Error())
	}
	op, known := strings.CutPrefix(r.Header.Get("X-Amz-Target"), "Comprehend_20171127.")
	if r.Method != http.MethodPost || r.URL.Path != "/" || !known || op != Detect && op != Contains {
		return no(http.StatusBadRequest, "UnknownOperationException", "")
	}
	if r.Header.Get("Content-Type") != "application/x-amz-json-1.1" || !utf8.Valid(body) {
		return no(http.StatusBadRequest, "SerializationException", "not JSON 1.1 in UTF-8")
	}
	var in struct{ LanguageCode, Text *string }
	if err := json.Unmarshal(body, &in); err != nil {
		return no(http.StatusBadRequest, "SerializationException", "not JSON")
	}
	switch {
	case in.LanguageCode == nil || in.Text == nil || *in.Text == "":
		return no(http.StatusBadRequest, "ValidationException", "a member is missing or empty")
	case *in.LanguageCode != "en" && *in.LanguageCode != "es":
		if !strings.Contains(" de fr it pt ar hi ja ko zh zh-TW ", " "+*in.LanguageCode+" ") {
			return no(http.StatusBadRequest, "ValidationException", "no such language")
		}
		return no(http.StatusBadRequest, "UnsupportedLanguageException", "language not supported for this operation")
	case len(*in.Text) > MaxTextBytes:
		return no(http.StatusBadRequest, "TextSizeLimitExceededException", "Input text size exceeds limit.")
	case strings.TrimSpace(*in.Text) == "":
		return no(http.StatusBadRequest, "InvalidRequestException", "the text is blank")
	}
	return op, *in.Text, nil
}

// admit takes a token for a request of op.
func (s *Server) admit(op string) bool {
	if s.TPS <= 0 {
		return true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.buckets == nil {
		s.buckets = make(map[string]*bucket)
	}
	burst := float64(max(1, s.Burst))
	b := s.buckets[op]
	if b == nil {
		b = &bucket{tokens: burst, at: time.Now()}
		s.buckets[op] = b
	}
	now := time.Now()
	b.tokens = min(burst, b.tokens+s.TPS*now.Sub(b.at).Seconds())
	b.at = now
	if b.tokens < 1 {
		return false
	}
	b.tokens--
	return true
}

type bucket struct {
	tokens float64
	at     time.Time
}
