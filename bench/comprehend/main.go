// Command comprehend shows what the recognizer of Amazon Comprehend does, against the test server of comprehendtest, over
// HTTP and with the SDK's own client:
//
//	go run ./bench/comprehend -data DIR       # spans of the labelled sets, then the modes on the sample bucket
//	go run ./bench/comprehend                 # the modes on the sample bucket only
//
// Spans: every text of DIR/labelled/*.jsonl goes through cutting, sending and converting, a few at once and all of a file as
// one long text. It fails if a span differs by a byte from what the server was told. Modes: what each mode spends on
// testdata/bucket, and which part it finds of what reading everything would; it fails if screen or verify spend more than a
// tenth of prose.
package main

import (
	"context"
	"flag"
	"fmt"
	"net/http/httptest"
	"os"

	"github.com/seed-4750cad8/assay/detectors/comprehend"
	"github.com/seed-4750cad8/assay/detectors/comprehend/comprehendtest"
)

func main() {
	data := flag.String("data", os.Getenv("ASSAY_DATA"), "directory of the data sets; none: only the modes")
	bucket := flag.String("bucket", "testdata/bucket", "directory that stands for the bucket")
	flag.Parse()
	if err := run(context.Background(), *data, *bucket); err != nil {
		fmt.Fprintln(os.Stderr, "comprehend:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, data, bucket string) error {
	if data != "" {
		if err := spans(ctx, data); err != nil {
			return err
		}
	}
	return modes(ctx, bucket)
}

// serve starts server and returns a Recognizer of it.
func serve(server *comprehendtest.Server, o comprehend.Options) (*comprehend.Recognizer, func(), error) {
	web := httptest.NewServer(server)
	o.TPS = 1e6
	r, err := comprehend.New(comprehendtest.Config(web.URL), o)
	if err != nil {
		web.Close()
		return nil, nil, err
	}
	return r, web.Close, nil
}
