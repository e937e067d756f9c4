package names

import (
	"math/rand/v2"
	"testing"
)

// TestCapitals holds the search by planes equal to the one by one.
func TestCapitals(t *testing.T) {
	letters := []string{"a", "z", "A", "Z", "@", "[", "`", "{", " ", " ", "é", "É", "Ż", "ż", "Ж", "ж", "\xc3", "\xff", "1", "_", "/", "-", "'", ".", "\n", "\u0301", "’"}
	random := rand.New(rand.NewPCG(3, 4))
	for range 2000 {
		var text []byte
		for range random.IntN(100) {
			text = append(text, letters[random.IntN(len(letters))]...)
		}
		for at := range len(text) + 1 {
			want := at
			for want < len(text) && !startsCapital(text, want) {
				want++
			}
			m := marks{text: text}
			if got := m.nextCapital(at); got != want {
				t.Fatalf("%q: the capital after %d is at %d, want %d", text, at, got, want)
			}
		}
	}
}

// TestCapitalsOfLongTexts goes through texts that are marked in parts, and back, too.
func TestCapitalsOfLongTexts(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	text := make([]byte, 5*markedBytes+100)
	for i := range text {
		text[i] = " abcdefgh."[random.IntN(10)]
		if random.IntN(200) == 0 {
			text[i] = 'A'
		}
	}
	m := marks{text: text}
	for range 5000 {
		at := random.IntN(len(text) + 1)
		want := at
		for want < len(text) && !startsCapital(text, want) {
			want++
		}
		if got := m.nextCapital(at); got != want {
			t.Fatalf("the capital after %d is at %d, want %d", at, got, want)
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
		m := marks{text: []byte(c.text)}
		if got := m.nextCapital(0); got != c.want {
			t.Errorf("%q: the first capital is at %d, want %d", c.text, got, c.want)
		}
	}
}
