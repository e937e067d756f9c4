package format

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/seed-4750cad8/assay/scanner"
)

// TestCutterOwnsEveryByteOnce is the property that nothing is searched twice or not at all: what the blocks own is the
// stream, and around it each has its overlap.
func TestCutterOwnsEveryByteOnce(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		k := cut{overlap: rng.IntN(6)}
		k.size = 2*k.overlap + 1 + rng.IntN(20)
		text := make([]byte, rng.IntN(200))
		for i := range text {
			text[i] = "ab\n\""[rng.IntN(4)]
		}
		var r io.Reader = bytes.NewReader(text)
		switch rng.IntN(3) {
		case 0:
			r = iotest.OneByteReader(r)
		case 1:
			r = iotest.DataErrReader(r)
		}
		c := newCutter(r, k)
		if rng.IntN(2) == 0 {
			c.start()
		}
		var owned []byte
		drop := 0
		for {
			more, err := c.next(drop)
			if err != nil {
				t.Fatal(err)
			}
			if !more {
				break
			}
			before := int(c.offset) + c.from
			if before != len(owned) {
				t.Fatalf("%+v: owns from %d, want %d", k, before, len(owned))
			}
			owned = append(owned, c.text[c.from:c.to]...)
			if want := min(k.overlap, before); c.from < want {
				t.Fatalf("%+v: %d bytes before what it owns, want %d", k, c.from, want)
			}
			if want := min(k.overlap, len(text)-len(owned)); len(c.text)-c.to < want {
				t.Fatalf("%+v: %d bytes behind what it owns, want %d", k, len(c.text)-c.to, want)
			}
			if got, want := c.line, int64(1+bytes.Count(text[:c.offset], newline)); got != want {
				t.Fatalf("%+v: line %d at offset %d, want %d", k, got, c.offset, want)
			}
			drop = c.spare() - rng.IntN(c.spare()/2+1)
		}
		c.free()
		if !bytes.Equal(owned, text) {
			t.Fatalf("%+v: owned %q, want %q", k, owned, text)
		}
	}
}

// TestReadError holds that an error of the stream is returned as it is, after what was read before it was searched.
func TestReadError(t *testing.T) {
	broken := io.ErrUnexpectedEOF // as a truncated archive says
	for _, f := range []scanner.Format{textFormat, csvFormat, jsonFormat, jsonlFormat} {
		for _, text := range []string{"", "a,b\n1,2\n", `{"a": "caf` + "\xe9" + `"}`, "\xff\xfea\x00"} {
			r := &recorder{t: t}
			err := f.Decode(scanner.Input{Body: io.MultiReader(strings.NewReader(text), iotest.ErrReader(broken))}, r)
			if !errors.Is(err, broken) {
				t.Errorf("%s of %q: error %v, want %v", f.Name, text, err, broken)
			}
			if r.owned.Len() == 0 && text != "" {
				t.Errorf("%s of %q: nothing was searched", f.Name, text)
			}
		}
	}
	silent := readerFunc(func([]byte) (int, error) { return 0, nil })
	if err := textFormat.Decode(scanner.Input{Body: silent}, &recorder{t: t}); !errors.Is(err, io.ErrNoProgress) {
		t.Errorf("a reader without progress: error %v, want %v", err, io.ErrNoProgress)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// TestSinkErrorEnds holds that the sink's error ends the decoder and is returned as it is.
func TestSinkErrorEnds(t *testing.T) {
	want := errors.New("limit")
	for _, f := range []scanner.Format{textFormat, csvFormat, jsonFormat, jsonlFormat} {
		got := f.Decode(scanner.Input{Body: strings.NewReader("a,b\n")}, full{want})
		if got != want {
			t.Errorf("%s: error %v, want %v", f.Name, got, want)
		}
	}
}

// full is a sink that takes nothing.
type full struct{ err error }

func (f full) Block(scanner.Block) error      { return f.err }
func (f full) Member(string, io.Reader) error { return f.err }
func (f full) Problem(scanner.Kind, string)   {}
func (f full) Reserve(int64) (func(), error)  { return nil, f.err }

// TestSeams places a needle at every position around the seams of blocks: it is found once, with its place.
func TestSeams(t *testing.T) {
	const needle = "NEEDLE"
	k := cut{size: 64, overlap: 16}
	for pad := range 200 {
		fill := strings.Repeat("x", pad)
		tests := []struct {
			name   string
			decode func(scanner.Input, scanner.Sink) error
			text   string
			want   hit
		}{
			{"one line", k.text, fill + needle + fill, hit{Line: 1}},
			{"lines", k.text, strings.Repeat("x\n", pad/2) + needle + "\n" + fill, hit{Line: int64(pad/2) + 1}},
			{"csv", k.csv, "name,id,note\n" + strings.Repeat("a,b,c\n", pad/6) + "a,b" + fill[:pad%6] + "," + needle + "\nd,e,f\n",
				hit{Name: "note", Value: needle, Row: int64(pad/6) + 1, Line: int64(pad/6) + 2}},
			{"quoted csv", k.csv, "name,id,note\n" + strings.Repeat("\"a\n\",\"b,\",c\n", pad/12) + "\"a,\",\"b" + fill[:pad%12] + "\"," + needle + "\nd,e,f\n",
				hit{Name: "note", Value: needle, Row: int64(pad/12) + 1, Line: int64(pad/12)*2 + 2}},
			{"escaped csv", k.csv, "name,id,note\n" + strings.Repeat("\"\"\"a\"\n", pad/6) + "\"\"\"" + fill[:pad%6] + "\",\"\"\"\"," + needle + "\n",
				hit{Name: "note", Value: needle, Row: int64(pad/6) + 1, Line: int64(pad/6) + 2}},
			{"json", k.json, `{"x": [{"a":"` + fill + `", "b": {"c": 1, "d":"` + needle + `"}}]}`, hit{Name: "x.b.d", Value: needle, Line: 1}},
			{"json escapes", k.json, `{"x\u0079": {"a": "` + strings.Repeat(`\"`, pad/2) + `", "d":"` + needle + `\n"}}`,
				hit{Name: "xy.d", Value: needle + "\n", Line: 1}},
			{"jsonl", k.jsonl, strings.Repeat("{\"a\":{\"b\":[]}}\n", pad/15) + `{"c": "` + fill[:pad%15] + `", "d":"` + needle + `"}`,
				hit{Name: "d", Value: needle, Row: int64(pad/15) + 1, Line: int64(pad/15) + 1}},
			{"documents", k.jsonl, strings.Repeat(`{"a":{"b":[]}} `, pad/15) + `{"c": "` + fill[:pad%15] + `", "d":"` + needle + `"}`,
				hit{Name: "d", Value: needle, Row: int64(pad/15) + 1, Line: 1}},
		}
		for _, tt := range tests {
			r := find(t, tt.decode, "a.csv", tt.text, needle)
			tt.want.Offset = int64(strings.Index(tt.text, needle))
			if len(r.hits) != 1 || r.hits[0] != tt.want {
				t.Fatalf("%s, pad %d: %+v, want %+v\n%s", tt.name, pad, r.hits, tt.want, tt.text)
			}
		}
	}
}
