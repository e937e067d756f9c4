package scanner

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-4750cad8/assay/detectors"
)

// A slowBody gives one line, and the next only once the time is past.
type slowBody struct {
	lines []string
	until time.Time
}

func (b *slowBody) Read(p []byte) (int, error) {
	if len(b.lines) == 0 {
		return 0, io.EOF
	}
	if len(b.lines) == 1 {
		time.Sleep(time.Until(b.until))
	}
	n := copy(p, b.lines[0])
	b.lines = b.lines[1:]
	return n, nil
}

// A scan that is out of time reports what it has searched, and never that it has searched all.
func TestScanUntil(t *testing.T) {
	byLine := []Format{{Name: "by-line", Sniff: func(string, []byte) bool { return true }, Decode: func(in Input, out Sink) error {
		buf := make([]byte, 1<<10)
		for {
			n, err := in.Body.Read(buf)
			if n > 0 {
				if err := out.Block(Block{Text: buf[:n]}); err != nil {
					return err
				}
			}
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return err
			}
		}
	}}}
	const head = SniffLen
	for _, test := range []struct {
		name     string
		until    func() time.Time
		coverage Coverage
		problems []Problem
		findings int
	}{
		{"never", func() time.Time { return time.Time{} }, Full, nil, 1},
		{"past before it begins", func() time.Time { return time.Now().Add(-time.Second) }, None, []Problem{{OutOfTime, "", 1}}, 0},
		{"past on the way", func() time.Time { return time.Now().Add(time.Second) }, Partial, []Problem{{OutOfTime, "", 1}}, 1},
	} {
		until := test.until()
		body := &slowBody{lines: []string{"TKT-1234\n" + strings.Repeat(".\n", head/2), "late\n", "later\n"}, until: until}
		report, err := New(testSet(t), byLine, detectors.Possible, DefaultLimits()).Scan(t.Context(), Input{Size: -1, Body: body, Until: until})
		if err != nil {
			t.Fatalf("%s: %v", test.name, err)
		}
		if report.Coverage != test.coverage || !slices.Equal(report.Problems, test.problems) || len(report.Findings) != test.findings {
			t.Errorf("%s: got %v, %v, %d findings; want %v, %v, %d", test.name, report.Coverage, report.Problems, len(report.Findings), test.coverage, test.problems, test.findings)
		}
	}
}
