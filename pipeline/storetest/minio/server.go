// Package minio runs a real S3 server for tests and benchmarks: MinIO, built from the version that testdata/minio pins
// and run as a process of its own on loopback.
//
// It owns the server's life and the ways to reach it. It knows nothing of stores or scans. Nothing here skips: a MinIO
// that cannot be built or started fails the test.
package minio

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// KMSKey is the name of the key that SSE-KMS requests may ask for.
const KMSKey = "assay-test"

// A Server is a running MinIO. Its methods are safe for concurrent use.
type Server struct {
	Endpoint  string // "http://127.0.0.1:PORT": path-style addressing
	Region    string
	AccessKey string // of the server's root user
	SecretKey string

	log     string // file of the server's output
	http    *http.Client
	buckets atomic.Int64
	close   func() error
}

// shared is the one server of a test process.
var shared = sync.OnceValues(func() (*Server, error) {
	dir, err := os.MkdirTemp("", "assay-minio-")
	if err != nil {
		return nil, err
	}
	return Run(context.Background(), dir)
})

// Start returns the server of this test process, and starts it for the first test that asks. It ends, and its data is
// removed, when the process ends in whatever way. Tests keep apart by their buckets.
func Start(t testing.TB) *Server {
	t.Helper()
	s, err := shared()
	if err != nil {
		t.Fatalf("start MinIO: %v", err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			if out, err := os.ReadFile(s.log); err == nil && len(out) > 0 {
				t.Logf("MinIO said:\n%s", out)
			}
		}
	})
	return s
}

// guard runs the server, waits for the end of its own input, which is the end of the process that holds the pipe, then
// ends the server and removes its data. So no server outlives a test that panics, times out or is killed.
const guard = `dir=$1; shift
"$@" </dev/null & pid=$!
cat >/dev/null
kill -9 $pid; wait $pid
rm -rf "$dir"`

// Run starts a server that keeps its data in dir, which is removed when the server ends: by [Server.Close], or with this
// process. It returns when the server answers.
func Run(ctx context.Context, dir string) (*Server, error) { return run(ctx, dir, nil) }

// RunTLS is [Run] for a server that speaks TLS, as it must to take customers' keys (SSE-C). Only clients with a Config of
// this server trust it.
func RunTLS(ctx context.Context, dir string) (*Server, error) {
	certs := filepath.Join(dir, "certs")
	trust, err := selfSigned(certs)
	if err != nil {
		return nil, err
	}
	return run(ctx, dir, trust, "--certs-dir", certs)
}

func run(ctx context.Context, dir string, trust *tls.Config, flags ...string) (*Server, error) {
	binary, err := Binary(ctx)
	if err != nil {
		return nil, err
	}
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	s := &Server{
		Endpoint:  "http://" + address,
		Region:    "us-east-1",
		AccessKey: "assay-root",
		SecretKey: "assay-root-secret",
		http:      &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 512, TLSClientConfig: trust}},
		log:       filepath.Join(dir, "minio.log"),
	}
	if trust != nil {
		s.Endpoint = "https://" + address
	}
	out, err := os.Create(s.log)
	if err != nil {
		return nil, err
	}
	defer out.Close()
	args := append([]string{"-c", guard, "guard", dir, binary, "server", "--quiet", "--address", address}, flags...)
	cmd := exec.Command("/bin/sh", append(args, filepath.Join(dir, "data"))...)
	cmd.Env = append(os.Environ(),
		"MINIO_ROOT_USER="+s.AccessKey, "MINIO_ROOT_PASSWORD="+s.SecretKey, "MINIO_REGION="+s.Region,
		"MINIO_BROWSER=off", "MINIO_UPDATE=off", "MINIO_CI_CD=on",
		"MINIO_KMS_SECRET_KEY="+KMSKey+":MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=")
	cmd.Stdout, cmd.Stderr = out, out
	pipe, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s.close = sync.OnceValue(func() error {
		pipe.Close()
		cmd.Wait() // its status is that of a killed server
		return nil
	})
	if err := s.wait(ctx); err != nil {
		said, _ := os.ReadFile(s.log)
		s.Close()
		return nil, fmt.Errorf("%w\n%s", err, said)
	}
	return s, nil
}

// Close ends the server and removes its data.
func (s *Server) Close() error { return s.close() }

// freeAddress finds a port that nobody listens on.
func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// wait returns when the server is ready, or after a minute of waiting.
func (s *Server) wait(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.Endpoint+"/minio/health/ready", nil)
		if err != nil {
			return err
		}
		if resp, err := s.http.Do(req); err == nil {
			io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("MinIO at %s is not ready: %w", s.Endpoint, ctx.Err())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// CloseIdle closes the connections to the server that are not in use, of all clients with a Config of this server, so that
// a test can count the goroutines that are left.
func (s *Server) CloseIdle() { s.http.CloseIdleConnections() }

// Config is for clients of the root user.
func (s *Server) Config() aws.Config {
	return s.config(aws.Credentials{AccessKeyID: s.AccessKey, SecretAccessKey: s.SecretKey})
}

func (s *Server) config(c aws.Credentials) aws.Config {
	return aws.Config{
		Region:       s.Region,
		Credentials:  credentials.StaticCredentialsProvider{Value: c},
		BaseEndpoint: aws.String(s.Endpoint),
		HTTPClient:   s.http,
	}
}

// Restricted is for clients that may do what policy allows, an IAM policy in JSON, and nothing else: temporary
// credentials with policy as their session policy.
func (s *Server) Restricted(ctx context.Context, policy string) (aws.Config, error) {
	out, err := sts.NewFromConfig(s.Config()).AssumeRole(ctx, &sts.AssumeRoleInput{
		RoleArn:         aws.String("arn:aws:iam::000000000000:role/assay-test"), // MinIO wants one and ignores it
		RoleSessionName: aws.String("assay-test"),
		Policy:          aws.String(policy),
	})
	if err != nil {
		return aws.Config{}, fmt.Errorf("restricted credentials: %w", err)
	}
	return s.config(aws.Credentials{
		AccessKeyID:     aws.ToString(out.Credentials.AccessKeyId),
		SecretAccessKey: aws.ToString(out.Credentials.SecretAccessKey),
		SessionToken:    aws.ToString(out.Credentials.SessionToken),
	}), nil
}

// Env is the environment of a child process that is to use c: what every AWS tool reads.
func Env(ctx context.Context, c aws.Config) ([]string, error) {
	cred, err := c.Credentials.Retrieve(ctx)
	if err != nil {
		return nil, err
	}
	return []string{
		"AWS_ACCESS_KEY_ID=" + cred.AccessKeyID,
		"AWS_SECRET_ACCESS_KEY=" + cred.SecretAccessKey,
		"AWS_SESSION_TOKEN=" + cred.SessionToken,
		"AWS_REGION=" + c.Region,
		"AWS_ENDPOINT_URL=" + aws.ToString(c.BaseEndpoint),
		"AWS_EC2_METADATA_DISABLED=true",
		"AWS_CONFIG_FILE=" + os.DevNull,
		"AWS_SHARED_CREDENTIALS_FILE=" + os.DevNull,
	}, nil
}

// Client is an S3 client of the root user.
func (s *Server) Client() *s3.Client { return Client(s.Config()) }

// Client is an S3 client for c, with the path-style addressing that the server needs.
func Client(c aws.Config) *s3.Client {
	return s3.NewFromConfig(c, func(o *s3.Options) { o.UsePathStyle = true })
}

// NewBucket makes a bucket with a name of its own.
func (s *Server) NewBucket(t testing.TB, versioned bool) string {
	t.Helper()
	name, err := s.CreateBucket(t.Context(), versioned)
	if err != nil {
		t.Fatal(err)
	}
	return name
}

// CreateBucket is [Server.NewBucket] for programs that are no tests.
func (s *Server) CreateBucket(ctx context.Context, versioned bool) (string, error) {
	name := fmt.Sprintf("bucket-%04d", s.buckets.Add(1))
	client := s.Client()
	_, err := client.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: &name})
	if err == nil && versioned {
		_, err = client.PutBucketVersioning(ctx, &s3.PutBucketVersioningInput{
			Bucket:                  &name,
			VersioningConfiguration: &types.VersioningConfiguration{Status: types.BucketVersioningStatusEnabled},
		})
	}
	if err != nil {
		return "", fmt.Errorf("make bucket %s: %w", name, err)
	}
	return name, nil
}
