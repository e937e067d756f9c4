package scanner

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-4750cad8/assay/detectors"
)

const ticket detectors.InfoType = "TICKET"

// testSet finds "TKT-" and four digits.
func testSet(t *testing.T) *detectors.Set {
	t.Helper()
	set, err := detectors.Compile([]detectors.Detector{{
		InfoType: ticket, Group: "Test", Doc: "A ticket of these tests.", Pattern: `TKT-[0-9]{4}`, MaxLen: 8,
		Alone: detectors.Likely, Near: detectors.VeryLikely, Keywords: []string{"ticket"},
		Examples: []string{"TKT-1234"}, Counterexamples: []string{"TKT-12"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// The formats of these tests. "lines" is text; "bag" holds members, one a line, each "name=content" with '~' for a newline.
func testFormats() []Format {
	prefix := func(p string) func(string, []byte) bool {
		return func(_ string, head []byte) bool { return bytes.HasPrefix(head, []byte(p)) }
	}
	return []Format{
		{Name: "panics", Sniff: prefix("#panic"), Decode: func(in Input, out Sink) error {
			if _, err := out.Reserve(1 << 20); err != nil {
				return err
			}
			b, _ := io.ReadAll(in.Body)
			panic("hostile content: " + string(b))
		}},
		{Name: "sniff-panics", Sniff: func(name string, head []byte) bool { return head[1<<20] == 0 }},
		{Name: "locked", Sniff: prefix("#locked"), Decode: func(Input, Sink) error { return fmt.Errorf("no key: %w", Encrypted) }},
		{Name: "bag", Sniff: prefix("#bag\n"), Decode: func(in Input, out Sink) error {
			b, err := io.ReadAll(in.Body)
			if err != nil {
				return err
			}
			for line := range strings.Lines(strings.TrimPrefix(string(b), "#bag\n")) {
				name, content, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
				if err := out.Member(name, strings.NewReader(strings.ReplaceAll(content, "~", "\n"))); err != nil {
					return err
				}
			}
			return nil
		}},
		{Name: "lines", Sniff: func(string, []byte) bool { return true }, Decode: func(in Input, out Sink) error {
			b, err := io.ReadAll(in.Body)
			if err != nil {
				return err
			}
			if len(b) == 0 {
				return nil
			}
			return out.Block(Block{Text: b, Locate: func(start int) Location {
				return Location{Line: int64(bytes.Count(b[:start], []byte("\n"))) + 1, Offset: int64(start)}
			}})
		}},
	}
}

func input(s string) Input {
	return Input{Name: "test", Size: int64(len(s)), Body: strings.NewReader(s), At: strings.NewReader(s)}
}

func TestScan(t *testing.T) {
	small := DefaultLimits()
	small.Depth, small.Members, small.Occurrences, small.Problems = 2, 4, 2, 2
	found := func(f Finding) []Finding { f.InfoType = ticket; return []Finding{f} }
	tests := []struct {
		name, text string
		want       Report
	}{
		{"empty", "", Report{Format: "lines", Coverage: Full}},
		{"nothing", "all is well", Report{Format: "lines", Coverage: Full, Bytes: 11, Blocks: 1}},
		{"count, distinct, first locations", "TKT-1111\nTKT-2222\nTKT-1111", Report{
			Format: "lines", Coverage: Full, Bytes: 26, Blocks: 1,
			Findings: found(Finding{Likelihood: detectors.Likely, Count: 3, Distinct: 2, Occurrences: []Location{{Line: 1}, {Line: 2, Offset: 9}}}),
		}},
		{"member of a member", "#bag\na=#bag~b=TKT-1234", Report{
			Format: "bag", Coverage: Full, Bytes: 8, Blocks: 1,
			Findings: found(Finding{Likelihood: detectors.Likely, Count: 1, Distinct: 1, Occurrences: []Location{{Member: "a!/b", Line: 1}}}),
		}},
		{"a panic costs its member only and says nothing of it", "#bag\na=#panic TKT-1234\nb=TKT-9999", Report{
			Format: "bag", Coverage: Partial, Bytes: 8, Blocks: 1, Problems: []Problem{{DecoderCrashed, "a", 1}},
			Findings: found(Finding{Likelihood: detectors.Likely, Count: 1, Distinct: 1, Occurrences: []Location{{Member: "b", Line: 1}}}),
		}},
		{"nothing searched", "#locked", Report{Format: "locked", Coverage: None, Problems: []Problem{{Encrypted, "", 1}}}},
		{"too many members", "#bag\na=\nb=\nc=\nd=\ne=TKT-1234", Report{Format: "bag", Coverage: None, Problems: []Problem{{TooLarge, "", 1}}}},
		{"problems are bounded", "#bag\na=#locked\nb=#locked\nc=#locked\nd=#locked", Report{
			Format: "bag", Coverage: None, Problems: []Problem{{Encrypted, "", 2}, {Encrypted, "a", 1}, {Encrypted, "b", 1}},
		}},
		{"member names that match", "#bag\nmail TKT-1234.txt=TKT-9999\nTKT-5678=#locked", Report{
			Format: "bag", Coverage: Partial, Bytes: 8, Blocks: 1, Problems: []Problem{{Encrypted, "<TICKET>", 1}},
			Findings: found(Finding{Likelihood: detectors.Likely, Count: 1, Distinct: 1, Occurrences: []Location{{Member: "mail <TICKET>.txt", Line: 1}}}),
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := New(testSet(t), testFormats(), detectors.Possible, small)
			got, err := s.Scan(context.Background(), input(test.text))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("report (-want +got):\n%s", diff)
			}
		})
	}
}

// A copy of what another block holds adds to no count, and still is found when no other block holds it.
func TestScanCopies(t *testing.T) {
	at := func(row int64) func(int) Location { return func(int) Location { return Location{Row: row} } }
	value := Block{Text: []byte("TKT-1111 TKT-2222"), Locate: at(7)}
	copied := Block{Text: []byte("TKT-2222 TKT-3333"), Locate: at(0), Copy: true}
	counted := Block{Text: []byte("TKT-3333"), Locate: at(9), Count: func(int) int64 { return 5 }}
	for _, test := range []struct {
		name   string
		blocks []Block
		want   Finding
	}{
		{"alone", []Block{copied}, Finding{Count: 1, Distinct: 1, Occurrences: []Location{{}}}},
		{"behind its value", []Block{value, copied}, Finding{Count: 2, Distinct: 2, Occurrences: []Location{{Row: 7}, {Row: 7}}}},
		{"before it", []Block{copied, counted}, Finding{Count: 5, Distinct: 2, Occurrences: []Location{{Row: 9}}}},
	} {
		formats := []Format{{Name: "table", Sniff: func(string, []byte) bool { return true }, Decode: func(_ Input, out Sink) error {
			for _, b := range test.blocks {
				if err := out.Block(b); err != nil {
					return err
				}
			}
			return nil
		}}}
		test.want.InfoType, test.want.Likelihood = ticket, detectors.Likely
		got, err := New(testSet(t), formats, detectors.Possible, DefaultLimits()).Scan(t.Context(), input("x"))
		if diff := cmp.Diff([]Finding{test.want}, got.Findings); diff != "" || err != nil {
			t.Errorf("%s: findings (-want +got):\n%s err %v", test.name, diff, err)
		}
	}
}

func TestScanTooDeep(t *testing.T) {
	limits := DefaultLimits()
	limits.Depth = 1
	formats := []Format{{Name: "russian doll", Sniff: func(string, []byte) bool { return true }, Decode: func(in Input, out Sink) error {
		return out.Member("doll", in.Body)
	}}}
	got, err := New(testSet(t), formats, detectors.Possible, limits).Scan(context.Background(), input("x"))
	want := Report{Format: "russian doll", Coverage: None, Problems: []Problem{{TooDeep, "doll!/doll", 1}}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("report (-want +got):\n%s err %v", diff, err)
	}
}

type zeros struct{ n int64 }

func (z *zeros) Read(p []byte) (int, error) {
	if z.n <= 0 {
		return 0, io.EOF
	}
	n := min(int64(len(p)), z.n)
	z.n -= n
	return int(n), nil
}

func TestScanBomb(t *testing.T) {
	formats := []Format{{Name: "bomb", Sniff: func(name string, _ []byte) bool { return name == "test" }, Decode: func(in Input, out Sink) error {
		out.Member("first", &zeros{1 << 40})
		return nil // hides the sink's error
	}}, {Name: "drain", Sniff: func(string, []byte) bool { return true }, Decode: func(in Input, out Sink) error {
		_, err := io.Copy(io.Discard, in.Body)
		return err
	}}}
	tests := []struct {
		name   string
		limits func(*Limits)
		want   Kind
	}{
		{"ratio", func(*Limits) {}, Bomb},
		{"decoded", func(l *Limits) { l.Decoded = 1 << 20 }, TooLarge},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			limits := DefaultLimits()
			test.limits(&limits)
			got, err := New(testSet(t), formats, detectors.Possible, limits).Scan(context.Background(), input("x"))
			want := Report{Format: "bomb", Coverage: None, Problems: []Problem{{test.want, "first", 1}}}
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Errorf("report (-want +got):\n%s err %v", diff, err)
			}
		})
	}
}

// A member that is cut off within its first bytes is not one that ends there.
func TestScanTruncatedMember(t *testing.T) {
	formats := append([]Format{{Name: "cut", Sniff: func(name string, _ []byte) bool { return name == "test" }, Decode: func(in Input, out Sink) error {
		return out.Member("short", io.MultiReader(strings.NewReader("TKT-1234"), iotest.ErrReader(io.ErrUnexpectedEOF)))
	}}}, testFormats()[4])
	got, err := New(testSet(t), formats, detectors.Possible, DefaultLimits()).Scan(context.Background(), input("x"))
	want := Report{Format: "cut", Coverage: None, Problems: []Problem{{Corrupt, "short", 1}}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("report (-want +got):\n%s err %v", diff, err)
	}
}

func TestScanReadErrors(t *testing.T) {
	broken := errors.New("connection reset")
	canceled, cancel := context.WithCancel(context.Background())
	cancel()
	tests := []struct {
		name string
		ctx  context.Context
		in   Input
		want error
	}{
		{"at once", context.Background(), Input{Size: 9, Body: iotest.ErrReader(broken)}, broken},
		{"after some bytes", context.Background(), Input{Size: 9, Body: io.MultiReader(strings.NewReader("TKT-1234"), iotest.ErrReader(broken))}, broken},
		{"behind a container", context.Background(), Input{Size: 1 << 20, Body: io.MultiReader(strings.NewReader("#bag\n"+strings.Repeat("a=b\n", SniffLen)), iotest.ErrReader(broken))}, broken},
		{"cancelled", canceled, input("TKT-1234"), context.Canceled},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := New(testSet(t), testFormats(), detectors.Possible, DefaultLimits()).Scan(test.ctx, test.in)
			if !errors.Is(err, test.want) {
				t.Errorf("error = %v, want %v", err, test.want)
			}
			if diff := cmp.Diff(Report{}, got); diff != "" {
				t.Errorf("a report beside an error (-want +got):\n%s", diff)
			}
		})
	}
}

func TestScanHostileOffset(t *testing.T) {
	formats := []Format{{Name: "jumps", Sniff: func(string, []byte) bool { return true }, Decode: func(in Input, out Sink) error {
		_, err := in.At.ReadAt(make([]byte, 8), 1<<50)
		return err
	}}}
	got, err := New(testSet(t), formats, detectors.Possible, DefaultLimits()).Scan(context.Background(), input("x"))
	want := Report{Format: "jumps", Coverage: None, Problems: []Problem{{Corrupt, "", 1}}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("report (-want +got):\n%s err %v", diff, err)
	}
}

func TestBlockCountsWhatItOwns(t *testing.T) {
	text := []byte("TKT-1111 TKT-2222 TKT-3333 TKT-4444")
	formats := []Format{{Name: "one block", Sniff: func(string, []byte) bool { return true }, Decode: func(in Input, out Sink) error {
		return out.Block(Block{
			Text: text, From: 9, To: 27,
			Fields: detectors.Fields{Names: []string{"id"}, At: func(int) detectors.Field { return detectors.Field{Name: "id", Start: 0, End: len(text)} }},
			Count:  func(start int) int64 { return int64(start) },
		})
	}}}
	got, err := New(testSet(t), formats, detectors.Possible, DefaultLimits()).Scan(context.Background(), input("x"))
	want := Report{Format: "one block", Coverage: Full, Bytes: 18, Blocks: 1, Findings: []Finding{{
		InfoType: ticket, Likelihood: detectors.Likely, Field: "id", Count: 9 + 18, Distinct: 2, Occurrences: []Location{{}, {}},
	}}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("report (-want +got):\n%s err %v", diff, err)
	}
}

func TestFindingsAreBounded(t *testing.T) {
	limits := DefaultLimits()
	limits.Findings = 3
	formats := []Format{{Name: "many fields", Sniff: func(string, []byte) bool { return true }, Decode: func(in Input, out Sink) error {
		for i := range 10 {
			name := fmt.Sprintf("field%d", i)
			block := Block{Text: []byte("TKT-1111"), Fields: detectors.Fields{At: func(int) detectors.Field { return detectors.Field{Name: name, End: 8} }}}
			if err := out.Block(block); err != nil {
				return err
			}
		}
		return nil
	}}}
	got, err := New(testSet(t), formats, detectors.Possible, limits).Scan(context.Background(), input("x"))
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int64{}
	for _, f := range got.Findings {
		counts[f.Field] = f.Count
	}
	want := map[string]int64{"field0": 1, "field1": 1, "field2": 1, "(other)": 7}
	if diff := cmp.Diff(want, counts); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
}

func TestReserve(t *testing.T) {
	limits := DefaultLimits()
	limits.Memory, limits.Reserving = 100, 1
	var mu sync.Mutex
	held, most := int64(0), int64(0)
	hold := func(out Sink, n int64) (func(), error) {
		release, err := out.Reserve(n)
		if err != nil {
			return nil, err
		}
		mu.Lock()
		held += n
		most = max(most, held)
		mu.Unlock()
		return func() { mu.Lock(); held -= n; mu.Unlock(); release(); release() }, nil
	}
	formats := []Format{{Name: "hungry", Sniff: func(string, []byte) bool { return true }, Decode: func(in Input, out Sink) error {
		if _, err := out.Reserve(101); !errors.Is(err, TooLarge) {
			return fmt.Errorf("101 of 100: got %v", err)
		}
		outer, err := hold(out, 60)
		if err != nil {
			return err
		}
		defer outer()
		inner, err := hold(out, 40)
		if err != nil {
			return err
		}
		time.Sleep(time.Millisecond)
		inner()
		if _, err := out.Reserve(41); !errors.Is(err, TooLarge) {
			return fmt.Errorf("60 + 41 of 100: got %v", err)
		}
		return nil
	}}}
	s := New(testSet(t), formats, detectors.Possible, limits)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if got, err := s.Scan(context.Background(), input("x")); err != nil || got.Coverage != Full {
				t.Errorf("coverage %v, problems %v, err %v", got.Coverage, got.Problems, err)
			}
		})
	}
	wg.Wait()
	if most > 100 {
		t.Errorf("%d bytes were held at once, want at most 100", most)
	}

	t.Run("waiting ends with ctx", func(t *testing.T) {
		s.reserve <- struct{}{}
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
		defer cancel()
		if _, err := s.Scan(ctx, input("x")); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error = %v, want %v", err, context.DeadlineExceeded)
		}
		<-s.reserve
	})
	t.Run("a crashed decoder gives back", func(t *testing.T) {
		limits.Memory = 1 << 20
		s := New(testSet(t), testFormats(), detectors.Possible, limits)
		for range 3 {
			if _, err := s.Scan(context.Background(), input("#panic")); err != nil {
				t.Fatal(err)
			}
		}
		if got := len(s.reserve); got != 0 {
			t.Errorf("%d places still taken", got)
		}
	})
}

func TestSniffSize(t *testing.T) {
	lines, line := []byte(strings.Repeat("a line\n", MaxSniffLen)), []byte(strings.Repeat("no line", MaxSniffLen))
	tests := []struct {
		name string
		head []byte
		want int
		all  bool
	}{
		{"empty", nil, 0, true},
		{"short", line[:100], 100, true},
		{"lines", lines, SniffLen, false},
		{"one line", line, MaxSniffLen, false},
		{"one line that ends", line[:SniffLen+1], SniffLen + 1, true},
	}
	for _, test := range tests {
		if got := SniffSize(test.head); got != test.want || SniffedAll(test.head[:got]) != test.all {
			t.Errorf("%s: got %d, all %v; want %d, %v", test.name, got, SniffedAll(test.head[:got]), test.want, test.all)
		}
		p := newPeeker(iotest.OneByteReader(bytes.NewReader(test.head)))
		if head, err := p.peek(); len(head) != test.want || err != nil {
			t.Errorf("%s: peek: got %d, %v; want %d", test.name, len(head), err, test.want)
		}
		if got, err := io.ReadAll(p); !bytes.Equal(got, test.head) || err != nil {
			t.Errorf("%s: read %d bytes, %v; want %d", test.name, len(got), err, len(test.head))
		}
		p.free()
	}
}

// TestOtherReading holds that what a block says in its other reading is reported where it comes from, in the order of the object,
// and once if the block itself says it.
func TestOtherReading(t *testing.T) {
	const text = "a TKT%2D1111 b TKT-2222 c %54KT-3333 TKT-4444 ticket%3A %20TKT-5555"
	parts := []struct{ from, to int }{{0, 13}, {25, 37}, {45, 67}}
	reading := func() *Reading {
		var other []byte
		var from []int // of each byte
		for _, p := range parts {
			for at := p.from; at < p.to; at++ {
				c, n := text[at], 1
				if c == '%' {
					b, _ := hex.DecodeString(text[at+1 : at+3])
					c, n = b[0], 3
				}
				other, from = append(other, c), append(from, at)
				at += n - 1
			}
		}
		return &Reading{Text: other, Place: func(start, end int) (int, int, bool) {
			return from[start], from[end-1] + 1, true
		}}
	}
	format := Format{Name: "other", Sniff: func(string, []byte) bool { return true }, Decode: func(_ Input, out Sink) error {
		return out.Block(Block{Text: []byte(text), Other: reading(), Locate: func(start int) Location { return Location{Offset: int64(start)} }})
	}}
	s := New(testSet(t), []Format{format}, detectors.Possible, DefaultLimits())
	got, err := s.Scan(context.Background(), Input{Body: strings.NewReader("x"), Size: 1})
	if err != nil {
		t.Fatal(err)
	}
	want := []Finding{{InfoType: ticket, Likelihood: detectors.VeryLikely, Count: 5, Distinct: 5, Occurrences: []Location{
		{Offset: 2}, {Offset: 15}, {Offset: 26}, {Offset: 37}, {Offset: 59},
	}}}
	if d := cmp.Diff(want, got.Findings); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}
