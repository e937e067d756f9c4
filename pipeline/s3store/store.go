// Package s3store is the [pipeline.Store] of Amazon S3 and of stores that speak its protocol: it lists buckets, opens
// objects pinned to the version that was listed, merges tags, and keeps an inventory's files.
//
// It owns requests, retries, Regions, read-ahead and the meaning of S3's error codes. It knows nothing of what is in an
// object, of labels, or of where its configuration comes from: it reads no environment.
package s3store

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/seed-4750cad8/assay/pipeline"
)

// Options of a store. The zero value is right for Amazon S3.
type Options struct {
	Endpoint  string // URL of a store that is not Amazon's; "" for what the aws.Config says
	PathStyle bool   // the bucket in the path instead of the host name, as most other stores need
	// ReadAhead is the memory, in bytes, that all open objects together may fill with parts not yet read. 0 means 64 MiB.
	ReadAhead int64
	// PartSize is how much of a large object one request asks for, in bytes. 0 means 8 MiB: below that the requests
	// themselves cost a tenth of the throughput and more.
	PartSize int64
	// Settle is how long Tag waits between writing tags and reading them back. Longer finds the writes of slower
	// taggers; see [Store.Tag]. 0 does not wait.
	Settle time.Duration
}

// A Store reads and tags the objects of S3. It is safe for concurrent use.
type Store struct {
	config  aws.Config
	options Options
	meter   *meter
	parts   *pool

	mu      sync.Mutex
	regions map[string]*s3.Client // by Region, as they turn up
	buckets map[string]*s3.Client // buckets known to be elsewhere than config.Region
}

// defaultRegion is where a request goes if the configuration names no Region: it is answered with the bucket's own.
const defaultRegion = "us-east-1"

// maxAttempts bounds how often one request is sent. With the SDK's back-off (at most 20 s) that is about a minute.
const maxAttempts = 6

// New returns a store for the credentials, Region and retryer of config. If config has no retryer, requests are sent up
// to six times and, once S3 throttles, at the rate that it accepts (the SDK's adaptive mode).
func New(config aws.Config, options Options) *Store {
	if options.PartSize <= 0 {
		options.PartSize = 8 << 20
	}
	if options.ReadAhead <= 0 {
		options.ReadAhead = 64 << 20
	}
	config = config.Copy()
	if config.Region == "" {
		config.Region = defaultRegion
	}
	if config.Retryer == nil {
		// One retryer for all Regions, so that its rate limit is one, too.
		retryer := retry.NewAdaptiveMode(func(o *retry.AdaptiveModeOptions) {
			o.StandardOptions = append(o.StandardOptions, func(o *retry.StandardOptions) { o.MaxAttempts = maxAttempts })
		})
		config.Retryer = func() aws.Retryer { return retryer }
	}
	s := &Store{
		options: options,
		meter:   &meter{next: httpClient(config.HTTPClient)},
		parts:   &pool{size: options.PartSize, left: options.ReadAhead / options.PartSize},
		regions: map[string]*s3.Client{},
		buckets: map[string]*s3.Client{},
	}
	config.HTTPClient = s.meter
	s.config = config
	return s
}

// httpClient tunes the SDK's own client for many small requests to few hosts; a client of the caller's own making stays.
func httpClient(c aws.HTTPClient) aws.HTTPClient {
	own, ok := c.(*awshttp.BuildableClient)
	if c != nil && !ok {
		return c
	}
	if own == nil {
		own = awshttp.NewBuildableClient()
	}
	if _, set := own.GetReadTimeout(); !set {
		// A connection that falls silent is an error and not a hang. The clock starts when the connection falls idle, so
		// it must outlive IdleConnTimeout by what a first byte may take.
		own = own.WithReadTimeout(60 * time.Second)
	}
	return own.WithTransportOptions(func(t *http.Transport) {
		t.MaxIdleConns = 0 // no limit but the one below
		t.MaxIdleConnsPerHost = 512
		t.IdleConnTimeout = 20 * time.Second
		t.DisableCompression = true // an object is read as it is stored
		t.ReadBufferSize = 32 << 10
	})
}

// client returns the client for a Region.
func (s *Store) client(region string) *s3.Client {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.regions[region]
	if !ok {
		c = s3.NewFromConfig(s.config, func(o *s3.Options) {
			o.Region = region
			o.UsePathStyle = s.options.PathStyle
			if s.options.Endpoint != "" {
				o.BaseEndpoint = aws.String(s.options.Endpoint)
			}
			// Checksums of responses cover whole objects only, and cost CPU: reading relies on TLS, and on the pin.
			o.ResponseChecksumValidation = aws.ResponseChecksumValidationWhenRequired
			o.DisableLogOutputChecksumValidationSkipped = true
		})
		s.regions[region] = c
	}
	return c
}

// call runs f with the client for a bucket, and once more if the answer is that the bucket is in another Region. The
// Region is then kept.
func (s *Store) call(ctx context.Context, bucket string, f func(*s3.Client) error) error {
	s.mu.Lock()
	c, ok := s.buckets[bucket]
	s.mu.Unlock()
	if !ok {
		c = s.client(s.config.Region)
	}
	err := f(c)
	if !elsewhere(err) {
		return err
	}
	region := bucketRegion(err)
	if region == "" {
		// Not every redirect says where to; a HEAD of the bucket does, whoever asks.
		out, headErr := c.HeadBucket(ctx, &s3.HeadBucketInput{Bucket: &bucket})
		if headErr == nil {
			region = aws.ToString(out.BucketRegion)
		} else {
			region = bucketRegion(headErr)
		}
	}
	if region == "" || region == c.Options().Region {
		return err
	}
	c = s.client(region)
	s.mu.Lock()
	s.buckets[bucket] = c
	s.mu.Unlock()
	return f(c)
}

// elsewhere says whether err is how S3 answers a request to the wrong Region.
func elsewhere(err error) bool {
	var api smithy.APIError
	if !errors.As(err, &api) {
		return false
	}
	switch api.ErrorCode() {
	case "PermanentRedirect", "MovedPermanently", "TemporaryRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException":
		return true
	case "BadRequest": // a HEAD has no body to say more; AuthorizationHeaderMalformed is one cause
		return bucketRegion(err) != ""
	}
	return false
}

// bucketRegion is the Region that an error response names, or "".
func bucketRegion(err error) string {
	var resp *smithyhttp.ResponseError
	if errors.As(err, &resp) && resp.Response != nil && resp.Response.Response != nil {
		return resp.Response.Header.Get("x-amz-bucket-region")
	}
	return ""
}

var _ pipeline.Store = (*Store)(nil)
