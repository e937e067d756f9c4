// Command inflate measures this project's DEFLATE decoder beside compress/flate and klauspost/compress/flate, one core each,
// on the corpus's text shapes at the usual levels of gzip, in one run: medians in MB of text a second, and the ratios.
package main

import (
	"bufio"
	"bytes"
	stdlib "compress/flate"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	klauspost "github.com/klauspost/compress/flate"

	"github.com/seed-4750cad8/assay/bench/corpus"
	"github.com/seed-4750cad8/assay/scanner/format/inflate"
)

func main() {
	size := flag.Int64("size", 32, "of each text, in MiB")
	rounds := flag.Int("rounds", 5, "the median of which counts")
	data := flag.String("data", "", "measure the files of this folder too")
	flag.Parse()
	if err := run(*size<<20, *rounds, *data); err != nil {
		fmt.Fprintln(os.Stderr, "inflate:", err)
		os.Exit(1)
	}
}

type text struct {
	name string
	data []byte
}

func texts(size int64, folder string) (list []text, err error) {
	for _, shape := range corpus.Shapes() {
		var b bytes.Buffer
		if err := shape.Write(&b, size, 1); err != nil {
			return nil, err
		}
		list = append(list, text{shape.Name, b.Bytes()})
	}
	if folder == "" {
		return list, nil
	}
	files, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil {
		return nil, err
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		if len(data) < 1<<20 {
			continue
		}
		list = append(list, text{filepath.Base(name), data[:min(int64(len(data)), size)]})
	}
	return list, nil
}

// A decoder is one of those compared: it is reset to a stream, and read.
type decoder struct {
	name  string
	r     io.Reader
	reset func(*bufio.Reader) error
}

func decoders() []decoder {
	std, kp, own := stdlib.NewReader(nil), klauspost.NewReader(bytes.NewReader(nil)), &inflate.Reader{}
	return []decoder{
		{"stdlib", std, func(br *bufio.Reader) error { return std.(stdlib.Resetter).Reset(br, nil) }},
		{"klauspost", kp, func(br *bufio.Reader) error { return kp.(klauspost.Resetter).Reset(br, nil) }},
		{"inflate", own, func(br *bufio.Reader) error { own.Reset(br); return nil }},
	}
}

func run(size int64, rounds int, folder string) error {
	list, err := texts(size, folder)
	if err != nil {
		return err
	}
	ds := decoders()
	fmt.Printf("%-28s %6s", "MB/s", "packed")
	for _, d := range ds {
		fmt.Printf(" %10s", d.name)
	}
	fmt.Printf(" %10s %10s\n", "x stdlib", "x klauspost")
	buf := make([]byte, 256<<10)
	for _, t := range list {
		for _, level := range []int{1, 6, 9} {
			var packed bytes.Buffer
			w, err := stdlib.NewWriter(&packed, level)
			if err != nil {
				return err
			}
			if _, err := w.Write(t.data); err != nil {
				return err
			}
			if err := w.Close(); err != nil {
				return err
			}
			took := make([][]time.Duration, len(ds))
			for range rounds {
				for i, d := range ds {
					began := user()
					if err := d.reset(bufio.NewReaderSize(bytes.NewReader(packed.Bytes()), 64<<10)); err != nil {
						return err
					}
					n, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, struct{ io.Reader }{d.r}, buf)
					if err != nil {
						return err
					}
					if n != int64(len(t.data)) {
						return fmt.Errorf("%s: %d bytes, want %d", d.name, n, len(t.data))
					}
					took[i] = append(took[i], user()-began)
				}
			}
			fmt.Printf("%-28s %5.1f%%", fmt.Sprintf("%.24s -%d", t.name, level), 100*float64(packed.Len())/float64(len(t.data)))
			speed := make([]float64, len(ds))
			for i := range ds {
				slices.Sort(took[i])
				speed[i] = float64(len(t.data)) / 1e6 / took[i][rounds/2].Seconds()
				fmt.Printf(" %10.0f", speed[i])
			}
			fmt.Printf(" %10.2f %10.2f\n", speed[2]/speed[0], speed[2]/speed[1])
		}
	}
	return nil
}

// user is the processor time of this process so far: other work on the machine disturbs it less than it does the clock.
func user() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano())
}
