package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/seed-4750cad8/assay/detectors"
	"github.com/seed-4750cad8/assay/detectors/comprehend"
	"github.com/seed-4750cad8/assay/detectors/comprehend/comprehendtest"
	"github.com/seed-4750cad8/assay/detectors/names"
	"github.com/seed-4750cad8/assay/scanner"
	"github.com/seed-4750cad8/assay/scanner/format"
)

// known are the people of the sample bucket's prose and what is told of them, as Comprehend would call it. They are made up.
var known = map[string][]string{
	"NAME": {
		"Oliver Penhallow", "Penhallow", "Margaret", "Margaret Penhallow", "Benedict Thornbury", "Frances Ashdown", "Frances",
		"Wilhelmina Kanarek", "Wilhelmina", "Eleanor Whitcombe", "Henrik Lindqvist", "Lucía Fernández Ortega", "Lucía Fernández", "Javier Morales",
	},
	"ADDRESS": {
		"Am Leuchtfeuer 1\n23552 Lübeck", "14 Harbour Lane\nWhitby YO21 3PU", "27 Sailmaker Street, Lübeck", "Dompfaffweg 17, 23552 Lübeck",
		"calle Mayor 48, 28013 Madrid",
	},
	"SSN": {"734-32-5042"}, "US_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER": {"985-84-7433"}, "CREDIT_DEBIT_NUMBER": {"4539 0403 8234 2457"},
	"EMAIL": {"wilhelmina.kanarek@post.example"}, "PHONE": {"+49 171 3920047", "+49 171 3920058"},
	"PASSPORT_NUMBER": {"505798959"}, "DRIVER_ID": {"F3832240"},
	"DATE_TIME": {
		"2 June 2026", "11 June 2026", "25 June", "22:30 UTC", "Monday", "Saturday", "Sunday", "Friday", "July", "Midsummer", "last week", "last month",
		"next week", "9 de junio de 2026", "2026-06-11",
	},
}

// A bucket is objects, and a server that knows what is in them.
type bucket struct {
	server  func() *comprehendtest.Server
	objects func(scan func(scanner.Input) error) error
}

// sample is the sample bucket.
func sample(dir string) bucket {
	return bucket{
		server: func() *comprehendtest.Server {
			server := &comprehendtest.Server{}
			for typ, values := range known {
				server.Words(typ, values...)
			}
			return server
		},
		objects: func(scan func(scanner.Input) error) error {
			return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
				if err != nil || d.IsDir() {
					return err
				}
				file, err := os.Open(path)
				if err != nil {
					return err
				}
				defer file.Close()
				info, err := file.Stat()
				if err != nil {
					return err
				}
				return scan(scanner.Input{Name: path, Size: info.Size(), Body: file, At: file})
			})
		},
	}
}

// labelled is a file of the labelled sets, twenty texts to an object. The server knows the values that are labelled, wherever
// they stand: screen does not ask about whole texts. Labels that are no entity type are left out.
func labelled(path string) (bucket, error) {
	docs, err := load(path)
	if err != nil {
		return bucket{}, err
	}
	values := map[string][]string{}
	seen := map[string]bool{}
	for _, d := range docs {
		runes := []rune(d.Text)
		for _, e := range d.Entities {
			value := string(runes[e.Start:e.End])
			if _, ok := infoTypes[e.Type]; ok && len(value) > 2 && !seen[value] {
				seen[value] = true
				values[e.Type] = append(values[e.Type], value)
			}
		}
	}
	return bucket{
		server: func() *comprehendtest.Server {
			server := &comprehendtest.Server{}
			for typ, list := range values {
				server.Words(typ, list...)
			}
			return server
		},
		objects: func(scan func(scanner.Input) error) error {
			for group := range slices.Chunk(docs, 20) {
				text := concat(group).Text
				if err := scan(scanner.Input{Name: "texts.txt", Size: int64(len(text)), Body: strings.NewReader(text)}); err != nil {
					return err
				}
			}
			return nil
		},
	}, nil
}

// modes scans a bucket in each mode, prints what it spent and found, and returns the parts of what prose spends that screen
// and verify do.
func modes(ctx context.Context, what string, b bucket) (screen, verify float64, err error) {
	fmt.Printf("%-36s %9s %11s %8s %6s %9s  %s\n", what, "units", "cost", "of prose", "sent", "withheld", "recall")
	cost := map[comprehend.Mode]float64{}
	for _, mode := range []comprehend.Mode{comprehend.Prose, comprehend.All, comprehend.Screen, comprehend.Verify, 0} {
		usage, j, err := scanAll(ctx, b, mode)
		if err != nil {
			return 0, 0, err
		}
		name := "off"
		if mode != 0 {
			name = mode.String()
		}
		cost[mode] = float64(usage.Cost)
		fmt.Printf("  %-34s %9d %11v %7.1f%% %6d %9d  %.3f (%d of %d)\n", name, usage.Units, comprehend.Cost(usage.Cost),
			100*cost[mode]/cost[comprehend.Prose], usage.Sent, usage.Withheld, float64(j.found)/float64(j.known), j.found, j.known)
	}
	return cost[comprehend.Screen] / cost[comprehend.Prose], cost[comprehend.Verify] / cost[comprehend.Prose], nil
}

// scanAll scans a bucket with the detectors, the local names, and Comprehend in a mode; 0 is without.
func scanAll(ctx context.Context, b bucket, mode comprehend.Mode) (usage scanner.Usage, j *judge, err error) {
	set, err := detectors.Compile(detectors.All())
	if err != nil {
		return usage, nil, err
	}
	server := b.server()
	j = &judge{server: server}
	readers := []scanner.Reader{{Recognizer: names.New()}}
	if mode != 0 {
		r, stop, err := serve(server, comprehend.Options{Mode: mode, Budget: comprehend.NoLimit})
		if err != nil {
			return usage, nil, err
		}
		defer stop()
		readers = append(readers, scanner.Reader{Recognizer: r, Everything: mode == comprehend.All})
	}
	s := scanner.New(set, format.All(), detectors.Possible, scanner.DefaultLimits(), append(readers, scanner.Reader{Recognizer: j})...)
	err = b.objects(func(in scanner.Input) error {
		report, err := s.Scan(ctx, in)
		usage.Add(report.Usage)
		return err
	})
	if bill := server.Counts().Micros(); err == nil && bill != usage.Cost {
		err = fmt.Errorf("the reports say %v, the bill %v", comprehend.Cost(usage.Cost), comprehend.Cost(bill))
	}
	return usage, j, err
}

// A judge is asked last, about the same prose in every mode, with the matches that were settled before it. It counts what
// of the server's knowledge is among them, dates aside: a date alone is nobody's.
type judge struct {
	server *comprehendtest.Server

	mu           sync.Mutex
	known, found int
}

// Recognize implements [scanner.Recognizer].
func (j *judge) Recognize(_ context.Context, texts []scanner.Text) ([]scanner.Recognition, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, t := range texts {
		if !utf8.Valid(t.Bytes) {
			continue
		}
		offsets := make([]int, 0, len(t.Bytes)+1)
		for i := range string(t.Bytes) {
			offsets = append(offsets, i)
		}
		offsets = append(offsets, len(t.Bytes))
		for _, e := range j.server.Find(string(t.Bytes)) {
			if e.Type == "DATE_TIME" {
				continue
			}
			j.known++
			for _, m := range t.Matches {
				if m.InfoType == infoTypes[e.Type] && m.Likelihood >= detectors.Possible && m.Start < offsets[e.End] && offsets[e.Start] < m.End {
					j.found++
					break
				}
			}
		}
	}
	return make([]scanner.Recognition, len(texts)), nil
}
