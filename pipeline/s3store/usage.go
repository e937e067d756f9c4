package s3store

import (
	"io"
	"net/http"
	"sync/atomic"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/middleware"
)

// Usage is what a store has asked of S3 so far: requests as they are billed, so each retry counts.
type Usage struct {
	List       int64 // ListObjectsV2
	Get        int64 // GetObject
	Head       int64 // HeadObject and HeadBucket
	Put        int64 // PutObject
	GetTagging int64 // GetObjectTagging
	PutTagging int64 // PutObjectTagging
	BytesRead  int64 // of objects, as received
}

// Prices of requests in USD per 1,000, S3 Standard in us-east-1, from https://aws.amazon.com/s3/pricing/ (2025): PUT,
// COPY, POST and LIST; GET, SELECT and all others. Writing tags is billed as a PUT, reading them as a GET. Transfer out
// of the Region, KMS and the storage of tags are billed besides.
const (
	putPrice = 0.005
	getPrice = 0.0004
)

// Cost is the list price of the requests, in USD.
func (u Usage) Cost() float64 {
	return float64(u.List+u.Put+u.PutTagging)/1000*putPrice + float64(u.Get+u.Head+u.GetTagging)/1000*getPrice
}

// Usage returns what the store has asked of S3 so far.
func (s *Store) Usage() Usage {
	m := s.meter
	return Usage{
		List: m.list.Load(), Get: m.get.Load(), Head: m.head.Load(), Put: m.put.Load(),
		GetTagging: m.getTagging.Load(), PutTagging: m.putTagging.Load(), BytesRead: m.bytes.Load(),
	}
}

// A meter counts the requests that go to the network. It sits below the SDK's retries.
type meter struct {
	next aws.HTTPClient

	list, get, head, put, getTagging, putTagging, bytes atomic.Int64
}

func (m *meter) Do(req *http.Request) (*http.Response, error) {
	op := middleware.GetOperationName(req.Context())
	switch op {
	case "ListObjectsV2":
		m.list.Add(1)
	case "GetObject":
		m.get.Add(1)
	case "HeadObject", "HeadBucket":
		m.head.Add(1)
	case "PutObject":
		m.put.Add(1)
	case "GetObjectTagging":
		m.getTagging.Add(1)
	case "PutObjectTagging":
		m.putTagging.Add(1)
	}
	resp, err := m.next.Do(req)
	if err == nil && op == "GetObject" {
		resp.Body = &countedBody{resp.Body, &m.bytes}
	}
	return resp, err
}

type countedBody struct {
	io.ReadCloser
	n *atomic.Int64
}

func (b *countedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.n.Add(int64(n))
	return n, err
}
