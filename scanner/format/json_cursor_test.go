package format

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// FuzzJSONCursor holds advance equal to creep, whatever the text and the stops on the way.
func FuzzJSONCursor(f *testing.F) {
	long := `{"event": "a", "props": {"page": "/b/c", "tags": ["d", "e\"}"], "ms": 12}, "user": {"email": "ada@example.org"}}` + "\n"
	for _, text := range []string{
		long, strings.Repeat(long, 20), `{"a\\": "\\\"", "b": "\\"}`, "{\"a\n\": \"b", `\"a": \{"b\n"}`, strings.Repeat(`\`, 200),
		`{"` + strings.Repeat(`\\`, 40) + `": "` + strings.Repeat(`\"`, 70) + `"}`, strings.Repeat(`[`, 100) + strings.Repeat(`}`, 200),
		`{"a": {"b":1}, "c" : "d" : [{"e": "f"}], "g"`, strings.Repeat(" ", 62) + `"\` + "\n\":{\"" + strings.Repeat("k", 200) + `":{`,
	} {
		f.Add(text, uint64(1))
		f.Add(text, uint64(2))
	}
	f.Fuzz(func(t *testing.T, text string, seed uint64) {
		marks := new([jsonStep / 64 * jsonWidth]uint64)
		got := jsonCursor{text: []byte(text), marks: marks, lines: seed%3 == 0}
		want := got
		for rng := rand.New(rand.NewPCG(seed, 1)); got.at < len(text); {
			to := min(got.at+1+rng.IntN(1<<(1+rng.IntN(12))), len(text))
			got.advance(to)
			if want.lines {
				want.nextLine(to)
			}
			want.creep(to)
			if want.quoted {
				got.last.end = want.last.end // nobody asks
			}
			if d := cmp.Diff(want, got, cmp.AllowUnexported(jsonCursor{}, jsonKey{})); d != "" {
				t.Fatalf("%q at %d: (-want +got)\n%s", text, to, d)
			}
		}
	})
}

func TestLineBegin(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for n := range 2000 {
		text := make([]byte, rng.IntN(40))
		for i := range text {
			text[i] = "ab\n\x0b\x8a\x8b\x00\xff"[rng.IntN(2+n%7)]
		}
		if got, want := lineBegin(text), bytes.LastIndexByte(text, '\n')+1; got != want {
			t.Fatalf("%q: %d, want %d", text, got, want)
		}
	}
}
