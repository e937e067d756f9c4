// Command comprehend shows what the recognizer of Amazon Comprehend does, against the test server of comprehendtest, over
// HTTP and with the SDK's own client:
//
//	go run ./bench/comprehend -data DIR       # spans of the labelled sets, then the modes on the sample bucket
//	go run ./bench/comprehend                 # the modes on the sample bucket only
//
// Spans: every text of DIR/labelled/*.jsonl goes through cutting, sending and converting, a few at once and all of a file as
// one long text. It fails if a span differs by a byte from what the server was told. Modes: what a scan in each mode spends on
// testdata/bucket, and which part of what the server knows of its prose is found; it fails if screen or verify spend more
// than a tenth of prose. The same is printed for the labelled sets in English and Spanish, where people stand in every line.
package main

import (
	"context"
	"flag"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"

	"github.com/seed-4750cad8/assay/detectors/comprehend"
	"github.com/seed-4750cad8/assay/detectors/comprehend/comprehendtest"
)

func main() {
	data := flag.String("data", os.Getenv("ASSAY_DATA"), "directory of the data sets; none: only the modes")
	dir := flag.String("bucket", "testdata/bucket", "directory that stands for the bucket")
	flag.Parse()
	if err := run(context.Background(), *data, *dir); err != nil {
		fmt.Fprintln(os.Stderr, "comprehend:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, data, dir string) error {
	if data != "" {
		if err := spans(ctx, data); err != nil {
			return err
		}
		for _, name := range []string{"presidio-research-v2.jsonl", "presidio-research-large.jsonl", "meddocan-dev.jsonl"} {
			b, err := labelled(filepath.Join(data, "labelled", name))
			if err != nil {
				return err
			}
			if _, _, err := modes(ctx, name, b); err != nil {
				return err
			}
		}
	}
	if _, err := os.Stat(dir); err != nil {
		return err
	}
	screen, verify, err := modes(ctx, dir, sample(dir))
	if err == nil && max(screen, verify) > 0.1 {
		err = fmt.Errorf("screen or verify spends more than a tenth of prose")
	}
	return err
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
