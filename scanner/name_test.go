package scanner

import (
	"fmt"
	"hash/maphash"
	"runtime"
	"strings"
	"testing"

	"github.com/seed-4750cad8/assay/detectors"
)

func TestSafeNames(t *testing.T) {
	set := testSet(t)
	long := strings.Repeat("a ", maxRead)
	tests := []struct{ name, want string }{
		{"", ""},
		{"user.email", "user.email"},
		{"mail TKT-1234.txt", "mail <TICKET>.txt"},
		{"TKT-1234 TKT-5678", "<TICKET> <TICKET>"},
		{long[:maxName], long[:maxName]},
		{long[:maxName+2], long[:maxName] + "…"},
		{strings.Repeat("TKT-1234 ", maxRead), strings.Repeat("<TICKET> ", maxRead)[:maxName] + "…"},
		{long[:maxRead-4] + "TKT-1234", long[:maxName] + "…"},
	}
	for _, test := range tests {
		var n naming
		for range 2 { // the second time it may be remembered
			if got := n.safe(set, test.name); got != test.want {
				t.Errorf("%.40q of %d bytes: got %q, want %q", test.name, len(test.name), got, test.want)
			}
		}
	}
}

func TestWithhold(t *testing.T) {
	seed := maphash.MakeSeed()
	var n naming
	for _, value := range []string{"Tr0ub4dor&3x", "p.q/r", "Miller", "!secret!", "4111"} {
		n.matched(maphash.String(seed, value), detectors.Match{InfoType: "PASSWORD", End: len(value)})
	}
	tests := []struct{ name, want string }{
		{"", ""},
		{"user.email", "user.email"},
		{"by_password.Tr0ub4dor&3x.email", "by_password.<PASSWORD>.email"},
		{"Miller", "<PASSWORD>"},
		{"Millers", "Millers"},
		{"by.p.q/r", "by.<PASSWORD>"},
		{"p.q/r.Miller", "<PASSWORD>.<PASSWORD>"},
		{"a!/b/Miller.txt", "a!/b/<PASSWORD>.txt"},
		{"pw_Tr0ub4dor&3x", "pw_<PASSWORD>"},
		{"a1.4111.txt", "a1.<PASSWORD>.txt"},
		{"x_4111-Miller b", "x_<PASSWORD>-<PASSWORD> b"},
		{"x!secret!4111", "x<PASSWORD><PASSWORD>"},
		{"x4111", "x4111"},
		{"éMiller", "é<PASSWORD>"},
		{strings.Repeat("a.", maxEdges) + "Miller", strings.Repeat("a.", (maxEdges-2)/2) + "a…"},
		{"..//!!", "..//!!"},
	}
	for _, test := range tests {
		if got := n.withhold(seed, test.name); got != test.want {
			t.Errorf("%q: got %q, want %q", test.name, got, test.want)
		}
	}
}

// TestNamesThatAreValues scans maps that are keyed by what matches elsewhere in the object, before and behind.
func TestNamesThatAreValues(t *testing.T) {
	fields := Format{Name: "fields", Sniff: func(string, []byte) bool { return true }, Decode: func(in Input, out Sink) error {
		for _, field := range []string{"by.TKT+1111.mail", "plain", "by.TKT+2222.mail"} {
			err := out.Block(Block{Text: []byte("TKT-1234"), Fields: detectors.Fields{At: func(int) detectors.Field {
				return detectors.Field{Name: field, End: 8}
			}}})
			if err != nil {
				return err
			}
		}
		return out.Block(Block{Text: []byte("secret TKT+1111, secret TKT+2222")})
	}}
	set, err := detectors.Compile([]detectors.Detector{
		{InfoType: "TICKET", Group: "Test", Doc: "a ticket", Pattern: `TKT-\d{4}`, MaxLen: 8, Alone: detectors.Likely, Near: detectors.Likely,
			Examples: []string{"TKT-1234"}, Counterexamples: []string{"TKT"}},
		{InfoType: "SECRET", Group: "Test", Doc: "a secret, only near a keyword", Pattern: `TKT\+\d{4}`, MaxLen: 8, Keywords: []string{"secret"}, Near: detectors.Likely,
			Examples: []string{"TKT+1234"}, Counterexamples: []string{"TKT"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	s := New(set, []Format{fields}, detectors.Unlikely, DefaultLimits())
	report, err := s.Scan(t.Context(), input("x"))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]int64{"TICKET by.<SECRET>.mail": 2, "TICKET plain": 1, "SECRET ": 2}
	got := make(map[string]int64)
	for _, f := range report.Findings {
		got[string(f.InfoType)+" "+f.Field] += f.Count
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestLongNames nests many members without a format in one whose name is of a megabyte: the names must not be kept as often.
func TestLongNames(t *testing.T) {
	name := strings.Repeat("a", 1<<20)
	nest := Format{Name: "nest", Sniff: func(_ string, head []byte) bool { return string(head) == "nest" }, Decode: func(in Input, out Sink) error {
		return out.Member(name, strings.NewReader("many"))
	}}
	many := Format{Name: "many", Sniff: func(_ string, head []byte) bool { return string(head) == "many" }, Decode: func(in Input, out Sink) error {
		for i := range 1000 {
			if err := out.Member(name[i:], strings.NewReader("?")); err != nil {
				return err
			}
		}
		return nil
	}}
	s := New(testSet(t), []Format{nest, many}, detectors.Unlikely, DefaultLimits())
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	report, err := s.Scan(t.Context(), input("nest"))
	if err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if got, most := after.TotalAlloc-before.TotalAlloc, uint64(1000<<16); got > most {
		t.Errorf("allocated %d MiB, want at most %d", got>>20, most>>20)
	}
	for _, p := range report.Problems {
		if len(p.Member) > maxName+len("…") {
			t.Errorf("a problem's member has %d bytes", len(p.Member))
		}
	}
}
