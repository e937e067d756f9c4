package comprehend_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/smithy-go/logging"
	"github.com/google/go-cmp/cmp"

	"github.com/seed-4750cad8/assay/detectors/comprehend"
	"github.com/seed-4750cad8/assay/detectors/comprehend/comprehendtest"
	"github.com/seed-4750cad8/assay/scanner"
)

// letters are n made-up documents, all different, of about 300 characters.
func letters(n int) []comprehendtest.Document {
	docs := make([]comprehendtest.Document, n)
	for i := range docs {
		docs[i] = marked(fmt.Sprintf("Dear [NAME|Wilhelmina K. %d],\nthank you for the tent № %d 🏕. We have sent it to [ADDRESS|%d Lantern Road, Fernwick]. "+
			"%s Please call us at [PHONE|+44 20 7946 0%03d].\n", i, i, i+1, strings.Repeat("It is green, and it is light. ", 6), i))
	}
	return docs
}

// readAll gives each document to the workers twice, and returns what they made of them, by document.
func readAll(t *testing.T, r scanner.Recognizer, docs []comprehendtest.Document, workers int) [][]scanner.Recognition {
	t.Helper()
	var mu sync.Mutex
	out := make([][]scanner.Recognition, len(docs))
	next := make(chan int)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for i := range next {
				got, err := r.Recognize(t.Context(), []scanner.Text{{Bytes: []byte(docs[i].Text)}})
				if err != nil {
					t.Error(err)
					continue
				}
				mu.Lock()
				out[i] = append(out[i], got[0])
				mu.Unlock()
			}
		})
	}
	for i := range 2 * len(docs) {
		next <- i / 2 // the same text twice in a row: two workers have it at once
	}
	close(next)
	wg.Wait()
	return out
}

// TestThrottled reads texts with 16 workers from a server that takes 10 requests a second, over HTTP: nothing is lost, nothing
// is paid for twice, and the budget, which is exactly enough, is.
func TestThrottled(t *testing.T) {
	server := &comprehendtest.Server{TPS: 10, Burst: 3, Latency: 30 * time.Millisecond}
	docs := letters(30)
	server.Add(docs...)
	web := httptest.NewServer(server)
	defer web.Close()
	var budget comprehend.Cost
	for _, d := range docs {
		budget += comprehend.Price(comprehend.DetectPii, len([]rune(d.Text)))
	}
	r, err := comprehend.New(comprehendtest.Config(web.URL), comprehend.Options{Budget: budget, TPS: 10, InFlight: 16})
	if err != nil {
		t.Fatal(err)
	}
	checkAllRead(t, server, docs, readAll(t, r, docs, 16))
	if got := server.Counts().Micros(); got != int64(budget) {
		t.Errorf("the bill is %d, want %d", got, budget)
	}
}

// checkAllRead wants each document read, in full, and paid once.
func checkAllRead(t *testing.T, server *comprehendtest.Server, docs []comprehendtest.Document, out [][]scanner.Recognition) {
	t.Helper()
	for i, d := range docs {
		for _, got := range out[i] {
			if got.Problem != "" {
				t.Errorf("text %d: %v", i, got.Problem)
			}
			if diff := cmp.Diff(spansOf(d, []byte(d.Text)), foundOf(got.Matches)); diff != "" {
				t.Errorf("text %d: want - got +\n%s", i, diff)
			}
		}
		if got := server.Read(i); got != 1 {
			t.Errorf("text %d was paid for %d times", i, got)
		}
	}
}

// TestThrottledFaster is TestThrottled with a client that believes it may send ten times what the server takes, under a
// virtual clock: then all rests on the SDK's retries.
func TestThrottledFaster(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := &comprehendtest.Server{TPS: 10, Latency: 50 * time.Millisecond}
		docs := letters(200)
		server.Add(docs...)
		r := newRecognizer(t, server, comprehend.Options{Budget: comprehend.Dollar, TPS: 100, InFlight: 16})
		start := time.Now()
		checkAllRead(t, server, docs, readAll(t, r, docs, 16))
		c := server.Counts()
		if c.Throttled == 0 || c.Throttled != r.Stats().Throttled {
			t.Errorf("throttled %d times, seen %d times", c.Throttled, r.Stats().Throttled)
		}
		if took := time.Since(start); took > 10*time.Minute {
			t.Errorf("200 texts took %v", took)
		}
	})
}

// TestFaults reads texts from a server that fails in every way, with random budgets: the bill stays within the budget, a
// text is either read in full or has a problem, and what the recognitions say they cost is what was spent.
func TestFaults(t *testing.T) {
	for seed := range uint64(40) {
		synctest.Test(t, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(seed, 7))
			rate := rng.Float64()
			server := &comprehendtest.Server{
				TPS: float64(5 + rng.IntN(50)), Latency: time.Duration(rng.IntN(300)) * time.Millisecond,
				Fault: func(int64) comprehendtest.Fault {
					if rng.Float64() > rate {
						return comprehendtest.NoFault
					}
					return comprehendtest.Fault(rng.IntN(6))
				},
			}
			docs := letters(25)
			server.Add(docs...)
			mode := comprehend.Mode(comprehend.Screen) + comprehend.Mode(rng.IntN(3))
			budget := comprehend.Cost(rng.IntN(30_000))
			r := newRecognizer(t, server, comprehend.Options{Mode: mode, Budget: budget, TPS: 50})
			var cost, sent, withheld int64
			for i, list := range readAll(t, r, docs, 16) {
				for _, got := range list {
					want := spansOf(docs[i], []byte(docs[i].Text))
					switch diff := cmp.Diff(want, foundOf(got.Matches)); got.Problem {
					case "":
						if diff != "" {
							t.Errorf("text %d looks clean and is not: want - got +\n%s", i, diff)
						}
					case scanner.OverBudget, scanner.RecognizerFailed:
					default:
						t.Errorf("text %d: %v", i, got.Problem)
					}
					cost += got.Cost
					sent += got.Sent
					withheld += got.Withheld
				}
			}
			spent := r.Stats().Cost
			if bill := server.Counts().Micros(); bill > int64(spent) || spent > budget {
				t.Errorf("bill %d, spent %d, budget %d", bill, spent, budget)
			}
			if cost != int64(spent) {
				t.Errorf("the texts cost %d, spent %d", cost, spent)
			}
		})
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

// TestGivesUp has a server that never works: the scan ends, texts have a problem, and nothing is said to be clean.
func TestGivesUp(t *testing.T) {
	for fault := comprehendtest.ServerError; fault <= comprehendtest.Hang; fault++ {
		synctest.Test(t, func(t *testing.T) {
			server := &comprehendtest.Server{Fault: func(int64) comprehendtest.Fault { return fault }}
			docs := letters(200)
			server.Add(docs...)
			r := newRecognizer(t, server, comprehend.Options{Budget: comprehend.NoLimit})
			start := time.Now()
			for i, list := range readAll(t, r, docs, 4) {
				for _, got := range list {
					if got.Problem != scanner.RecognizerFailed || got.Matches != nil {
						t.Errorf("fault %d, text %d: %+v", fault, i, got)
					}
				}
			}
			if took := time.Since(start); took > time.Hour {
				t.Errorf("fault %d: took %v", fault, took)
			}
			if c := server.Counts(); c.Requests > 200 {
				t.Errorf("fault %d: %d requests", fault, c.Requests)
			}
			if r.Stats().Failure == "" {
				t.Errorf("fault %d: no reason", fault)
			}
		})
	}
}

// TestRecovers has a server that fails for a time, and is asked again after the pause.
func TestRecovers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		server := &comprehendtest.Server{Fault: func(int64) comprehendtest.Fault {
			if time.Since(start) < 20*time.Minute {
				return comprehendtest.Unavailable
			}
			return comprehendtest.NoFault
		}}
		docs := letters(1)
		server.Add(docs...)
		r := newRecognizer(t, server, comprehend.Options{Budget: comprehend.NoLimit})
		for range 100 {
			out, err := r.Recognize(t.Context(), []scanner.Text{{Bytes: []byte(docs[0].Text)}})
			if err != nil {
				t.Fatal(err)
			}
			if out[0].Problem == "" {
				return
			}
			time.Sleep(time.Minute)
		}
		t.Error("never again")
	})
}

// busy is an HTTP client that counts how many requests are under way.
type busy struct {
	aws.HTTPClient
	mu        sync.Mutex
	now, most int
}

func (b *busy) Do(r *http.Request) (*http.Response, error) {
	b.mu.Lock()
	b.now++
	b.most = max(b.most, b.now)
	b.mu.Unlock()
	defer func() {
		b.mu.Lock()
		b.now--
		b.mu.Unlock()
	}()
	return b.HTTPClient.Do(r)
}

func TestInFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := &comprehendtest.Server{Latency: 5 * time.Second}
		docs := letters(30)
		server.Add(docs...)
		cfg := server.LocalConfig()
		client := &busy{HTTPClient: cfg.HTTPClient}
		cfg.HTTPClient = client
		r, err := comprehend.New(cfg, comprehend.Options{Budget: comprehend.Dollar, TPS: 1000, InFlight: 3})
		if err != nil {
			t.Fatal(err)
		}
		checkAllRead(t, server, docs, readAll(t, r, docs, 16))
		if client.most != 3 {
			t.Errorf("%d requests at once, want 3", client.most)
		}
	})
}

// noConnection is an HTTP client whose connections are not made.
type noConnection struct{ err error }

func (n noConnection) Do(r *http.Request) (*http.Response, error) {
	return nil, &url.Error{Op: "Post", URL: r.URL.String(), Err: n.err}
}

// TestNoConnection spends nothing where nobody listens, or not whom the SDK trusts; but what may have been read is spent.
func TestNoConnection(t *testing.T) {
	for _, c := range []struct {
		err   error
		spent bool
	}{
		{&net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}, false},
		{&net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Name: "comprehend.test", IsNotFound: true}}, false},
		{&tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}, false},
		{tls.RecordHeaderError{Msg: "not TLS"}, false},
		{&net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}, true},
		{io.ErrUnexpectedEOF, true},
	} {
		synctest.Test(t, func(t *testing.T) {
			cfg := (&comprehendtest.Server{}).LocalConfig()
			cfg.HTTPClient = noConnection{c.err}
			r, err := comprehend.New(cfg, comprehend.Options{Budget: comprehend.Dollar})
			if err != nil {
				t.Fatal(err)
			}
			got := recognize(t, r, scanner.Text{Bytes: []byte("There is nothing in this.")})[0]
			if s := r.Stats(); got.Problem != scanner.RecognizerFailed || (s.Cost > 0) != c.spent || got.Cost != int64(s.Cost) || s.Requests == 0 || s.Failure == "" {
				t.Errorf("%v: %+v, %+v", c.err, got, s)
			}
		})
	}
}

// TestEndpoint holds that the endpoint is found as the SDK finds it for any tool.
func TestEndpoint(t *testing.T) {
	server := &comprehendtest.Server{}
	web := httptest.NewServer(server)
	defer web.Close()
	provider := comprehendtest.Config("").Credentials
	credentials, err := provider.Retrieve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL_COMPREHEND": web.URL, "AWS_REGION": comprehendtest.Region, "AWS_ACCESS_KEY_ID": credentials.AccessKeyID,
		"AWS_SECRET_ACCESS_KEY": credentials.SecretAccessKey, "AWS_CONFIG_FILE": os.DevNull, "AWS_SHARED_CREDENTIALS_FILE": os.DevNull,
	} {
		t.Setenv(name, value)
	}
	cfg, err := config.LoadDefaultConfig(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r, err := comprehend.New(cfg, comprehend.Options{Budget: comprehend.Dollar})
	if err != nil {
		t.Fatal(err)
	}
	got := recognize(t, r, scanner.Text{Bytes: []byte("There is nothing in this.")})
	if got[0].Problem != "" || server.Counts().Requests != 1 {
		t.Errorf("%+v, %+v", got, server.Counts())
	}
}

// TestSignature holds that the server does check signatures: another secret is refused, at once and for nothing.
func TestSignature(t *testing.T) {
	server := &comprehendtest.Server{}
	cfg := server.LocalConfig()
	good, err := cfg.Credentials.Retrieve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		change func(*aws.Credentials)
		reason string
	}{
		{func(c *aws.Credentials) { c.SecretAccessKey += "x" }, "InvalidSignatureException"},
		{func(c *aws.Credentials) { c.AccessKeyID += "X" }, "UnrecognizedClientException"},
	} {
		bad := good
		c.change(&bad)
		cfg.Credentials = aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) { return bad, nil })
		r, err := comprehend.New(cfg, comprehend.Options{Budget: comprehend.Dollar})
		if err != nil {
			t.Fatal(err)
		}
		before := server.Counts().Requests
		got := recognize(t, r, scanner.Text{Bytes: []byte("There is nothing in this.")})
		if got[0].Problem != scanner.RecognizerFailed || got[0].Cost != 0 || r.Stats().Cost != 0 || r.Stats().Failure != c.reason {
			t.Errorf("%+v, %+v", got, r.Stats())
		}
		if n := server.Counts().Requests - before; n != 1 {
			t.Errorf("%d requests", n)
		}
	}
}

// TestCancel ends a call while the server hangs; another worker that waits for the same text is not cancelled with it.
func TestCancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := &comprehendtest.Server{Fault: func(n int64) comprehendtest.Fault {
			if n == 1 {
				return comprehendtest.Hang
			}
			return comprehendtest.NoFault
		}}
		docs := letters(1)
		server.Add(docs...)
		r := newRecognizer(t, server, comprehend.Options{Budget: comprehend.NoLimit})
		texts := []scanner.Text{{Bytes: []byte(docs[0].Text)}}
		ctx, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		wg.Go(func() {
			if _, err := r.Recognize(ctx, texts); !errors.Is(err, context.Canceled) {
				t.Errorf("got %v", err)
			}
		})
		synctest.Wait()
		wg.Go(func() {
			out, err := r.Recognize(t.Context(), texts)
			if err != nil || out[0].Problem != "" || len(out[0].Matches) != len(docs[0].Entities) {
				t.Errorf("the other: %+v, %v", out, err)
			}
		})
		synctest.Wait()
		cancel()
		wg.Wait()
	})
}

// TestPrivate has a service that fails in all ways and repeats the text in its errors, and a caller that logs all it can:
// nothing of the text is logged or kept as a reason.
func TestPrivate(t *testing.T) {
	const canary = "Wilhelmina"
	synctest.Test(t, func(t *testing.T) {
		var out strings.Builder
		replies := []string{
			`{"__type":"Wilhelmina","Message":"Wilhelmina"}`, `{"Entities":[{"Type":"Wilhelmina"}]}`, `Wilhelmina`, `{"Entities":"Wilhelmina"}`, ``,
			`{"Entities":[{"Type":"NAME","Score":"Wilhelmina","BeginOffset":1,"EndOffset":2}]}`,
		}
		n := 0
		server := &comprehendtest.Server{Reply: func(string) []byte { n++; return []byte(replies[n%len(replies)]) }}
		cfg := server.LocalConfig()
		cfg.Logger = logging.NewStandardLogger(&out)
		cfg.ClientLogMode = aws.LogRetries | aws.LogRequestWithBody | aws.LogResponseWithBody | aws.LogSigning
		log.SetOutput(&out)
		defer log.SetOutput(os.Stderr)
		r, err := comprehend.New(cfg, comprehend.Options{Budget: comprehend.NoLimit, TPS: 1000})
		if err != nil {
			t.Fatal(err)
		}
		for i := range 20 {
			got, err := r.Recognize(t.Context(), []scanner.Text{{Bytes: []byte(fmt.Sprint(canary, " is here, and that is text ", i))}})
			if err != nil || got[0].Problem != scanner.RecognizerFailed {
				t.Errorf("reply %d: %+v, %v", i, got, err)
			}
			if s := fmt.Sprint(r.Stats()); strings.Contains(s, canary) {
				t.Error(s)
			}
			time.Sleep(time.Minute)
		}
		if strings.Contains(out.String(), canary) {
			t.Errorf("logged: %s", out.String())
		}
	})
}

// TestThrottledModel is TestThrottledFaster many times, with random rates, workers and texts, and a budget that is enough to
// the last unit: it must not be refused to anybody, since what is throttled gives back what it reserved.
func TestThrottledModel(t *testing.T) {
	for seed := range uint64(300) {
		synctest.Test(t, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(seed, 11))
			server := &comprehendtest.Server{TPS: 1 + 20*rng.Float64(), Burst: rng.IntN(4), Latency: time.Duration(rng.IntN(200)) * time.Millisecond}
			docs := letters(1 + rng.IntN(12))
			server.Add(docs...)
			var budget comprehend.Cost
			for _, d := range docs {
				budget += comprehend.Price(comprehend.DetectPii, len([]rune(d.Text)))
			}
			r := newRecognizer(t, server, comprehend.Options{Budget: budget, TPS: 1 + 40*rng.Float64(), InFlight: 1 + rng.IntN(16)})
			checkAllRead(t, server, docs, readAll(t, r, docs, 1+rng.IntN(16)))
			if got := server.Counts().Micros(); got != int64(budget) {
				t.Errorf("the bill is %d, want %d", got, budget)
			}
		})
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}
