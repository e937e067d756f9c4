package names

import (
	"math/rand/v2"
	"testing"
)

// TestNextCapital holds the search by eight bytes equal to the one by one.
func TestNextCapital(t *testing.T) {
	letters := []string{"a", "z", "A", "Z", "@", "[", "`", "{", " ", " ", "é", "É", "Ż", "ż", "Ж", "ж", "\xc3", "\xff", "1", "_", "/", "-", "'", ".", "\n", "\u0301", "’"}
	random := rand.New(rand.NewPCG(3, 4))
	for range 5000 {
		var text []byte
		for range random.IntN(40) {
			text = append(text, letters[random.IntN(len(letters))]...)
		}
		for at := range len(text) + 1 {
			want := at
			for want < len(text) && !startsCapital(text, want) {
				want++
			}
			if got := nextCapital(text, at); got != want {
				t.Fatalf("%q: the capital after %d is at %d, want %d", text, at, got, want)
			}
		}
	}
}

func TestStartsCapital(t *testing.T) {
	for _, c := range []struct {
		text string
		want int // offset of the first capital, or the length
	}{
		{"ab Cd", 3},
		{"ab É", 3},
		{"\"Éa", 1},
		{"aB", 2},
		{"éB", 3},
		{"e\u0301B", 4},
		{"x.B", 3},
		{"x. B", 3},
		{"x-B", 3},
		{"a_B", 3},
		{"/B @B #B", 8},
		{"key:B", 4},
		{"key=B", 4},
		{"(B)", 1},
	} {
		if got := nextCapital([]byte(c.text), 0); got != c.want {
			t.Errorf("%q: the first capital is at %d, want %d", c.text, got, c.want)
		}
	}
}
