// Command shapes measures what a scan costs beside what it reads from: it scans texts that are in memory, one after the other,
// shape by shape, and prints how much of each a second of CPU time reads. No server, no network, no tags, no inventory.
//
//	go run ./bench/shapes                            # all shapes
//	go run ./bench/shapes -shape csv -cpuprofile p   # one, with a CPU profile
package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime/pprof"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/seed-4750cad8/assay/bench/corpus"
	"github.com/seed-4750cad8/assay/detectors"
	"github.com/seed-4750cad8/assay/detectors/names"
	"github.com/seed-4750cad8/assay/scanner"
	"github.com/seed-4750cad8/assay/scanner/format"
)

func main() {
	shape := flag.String("shape", "", "only these shapes, by name, joined by commas")
	size := flag.Int64("size", 32, "of each text, in MiB; of a gzip, unpacked")
	rounds := flag.Int("rounds", 7, "how often each is scanned; the median is printed")
	people := flag.Bool("names", true, "look for names and addresses in prose, too")
	profile := flag.String("cpuprofile", "", "write a CPU profile to this file")
	flag.Parse()
	if err := run(*shape, *size<<20, *rounds, *people, *profile); err != nil {
		fmt.Fprintln(os.Stderr, "shapes:", err)
		os.Exit(1)
	}
}

// A text is one shape in memory.
type text struct {
	name  string
	bytes []byte
	size  int64 // unpacked
}

func run(shape string, size int64, rounds int, people bool, profile string) error {
	texts, err := write(shape, size)
	if err != nil {
		return err
	}
	set, err := detectors.Compile(detectors.All())
	if err != nil {
		return err
	}
	var readers []scanner.Reader
	if people {
		readers = append(readers, scanner.Reader{Recognizer: names.New()})
	}
	s := scanner.New(set, format.All(), detectors.Possible, scanner.DefaultLimits(), readers...)
	if profile != "" {
		f, err := os.Create(profile)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	took := make([][]time.Duration, len(texts))
	for range rounds {
		for i, t := range texts { // in turn, so that all meet the same noise
			start, err := cpuTime()
			if err != nil {
				return err
			}
			if err := scan(s, t); err != nil {
				return fmt.Errorf("%s: %w", t.name, err)
			}
			end, err := cpuTime()
			if err != nil {
				return err
			}
			took[i] = append(took[i], end-start)
		}
	}
	fmt.Printf("%-12s %9s %12s\n", "", "MB/s", "unpacked MB")
	for i, t := range texts {
		slices.Sort(took[i])
		fmt.Printf("%-12s %9.0f %12.0f\n", t.name, float64(t.size)/1e6/took[i][rounds/2].Seconds(), float64(t.size)/1e6)
	}
	return nil
}

// cpuTime is what this process has used so far: unlike the clock, it does not count the work of others.
func cpuTime() (time.Duration, error) {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return 0, err
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano()), nil
}

func scan(s *scanner.Scanner, t text) error {
	report, err := s.Scan(context.Background(), scanner.Input{
		Name: "object", Size: int64(len(t.bytes)), Body: bytes.NewReader(t.bytes), At: bytes.NewReader(t.bytes),
	})
	if err == nil && report.Coverage != scanner.Full {
		err = fmt.Errorf("coverage is %v", report.Coverage)
	}
	return err
}

// write makes the texts of the shapes that only names: plain, those in gzip, and Parquet.
func write(only string, size int64) (texts []text, err error) {
	add := func(name string, write func(io.Writer) error) {
		if err != nil || only != "" && !slices.Contains(strings.Split(only, ","), name) {
			return
		}
		var b bytes.Buffer
		if err = write(&b); err == nil {
			texts = append(texts, text{name, b.Bytes(), int64(b.Len())})
		}
	}
	for _, s := range corpus.Shapes() {
		add(s.Name, func(w io.Writer) error { return s.Write(w, size, 1) })
	}
	for _, s := range corpus.Shapes() {
		before := len(texts)
		add(s.Name+".gz", func(w io.Writer) error {
			z := gzip.NewWriter(w)
			if err := s.Write(z, size, 1); err != nil {
				return err
			}
			return z.Close()
		})
		if len(texts) > before {
			texts[before].size = size
		}
	}
	add("parquet", func(w io.Writer) error { return corpus.Parquet(w, int(size/120)+1, 1) })
	return texts, err
}
