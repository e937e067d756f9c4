package words

import (
	"math/rand/v2"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

func TestKey(t *testing.T) {
	for _, c := range []struct{ word, want string }{
		{"Smith", "smith"},
		{"O'Brien", "obrien"},
		{"O’Brien", "obrien"},
		{"Łukasz", "lukasz"},
		{"Zając", "zajac"},
		{"Zaja\u0328c", "zajac"}, // NFD
		{"Müller", "muller"},
		{"Weiß", "weiss"},
		{"NGUYỄN", "nguyen"},
		{"Jean-Pierre", "jean-pierre"},
		{"De Luca", "deluca"},
		{"Иван", "Иван"},
		{"St.", "st"},
		{"a234567890123456789012345678901", "a234567890123456789012345678901"},
		{"a23456789012345678901234567890123", ""},
		{"\xff\xfe", "\xff\xfe"},
	} {
		var k Key
		if got := k.Set([]byte(c.word)); got != (c.want != "") || string(k.Bytes()) != c.want {
			t.Errorf("key of %q is %q, want %q", c.word, k.Bytes(), c.want)
		}
	}
}

// TestLetters holds the quick way to fold equal to the slow one.
func TestLetters(t *testing.T) {
	word := []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
	for n := range len(word) {
		for _, w := range [][]byte{word[:n], word[len(word)-n:]} {
			var quick, slow Key
			quick.buf[MaxLen-1] = 'x'
			if got, want := quick.Set(w), slow.set(w); got != want || got && (string(quick.Bytes()) != string(slow.Bytes()) || quick.Hash() != slow.Hash()) {
				t.Errorf("key of %q is %q (%v), want %q (%v)", w, quick.Bytes(), got, slow.Bytes(), want)
			}
			for i := range w {
				for _, c := range []byte{'@', '[', '`', '{', '\'', '-', '0', 0x80, 0xe1, 0xff, 0} {
					odd := append([]byte(nil), w...)
					odd[i] = c
					if new(Key).setLetters(odd) {
						t.Errorf("%q is taken for letters", odd)
					}
				}
			}
		}
	}
}

// TestHashLetters holds the hash without a key equal to that of the key.
func TestHashLetters(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 200_000 {
		text := make([]byte, random.IntN(20))
		for i := range text {
			text[i] = "aZzAmM"[random.IntN(6)]
			if random.IntN(30) == 0 {
				text[i] = byte(random.Uint32())
			}
		}
		start := random.IntN(len(text) + 1)
		end := start + random.IntN(len(text)-start+1)
		got, ok := HashLetters(text, start, end)
		var k Key
		if has := k.setLetters(text[start:end]); ok && (!has || got != k.Hash()) {
			t.Fatalf("hash of %q in %q is %x (a key of letters: %v), want %x", text[start:end], text, got, has, k.Hash())
		} else if !ok && has && end-start <= 8 && start+8 <= len(text) {
			t.Fatalf("%q in %q has no hash", text[start:end], text)
		}
	}
}

// TestBase holds the table of letters equal to what the Unicode Character Database says of those that it decomposes.
func TestBase(t *testing.T) {
	seen := 0
	for r := rune(0x80); r < 0x2000; r++ {
		if d := norm.NFD.String(string(r)); len(d) > 1 && d[0] < 0x80 && unicode.IsLetter(rune(d[0])) {
			seen++
			if r >= 0x1f00 {
				t.Errorf("%U is a Latin letter that the table does not reach", r)
			}
			if got := Base(r); got != d[0] {
				t.Errorf("base of %U is %q, want %q", r, got, d[0])
			}
		}
		if Base(r) != 0 && !unicode.IsLetter(r) {
			t.Errorf("%U has a base and is no letter", r)
		}
		if letter(r) != 0 && (IsUpper(r) != unicode.IsUpper(r) && !unicode.IsTitle(r) || IsLetter(r) != unicode.IsLetter(r)) {
			t.Errorf("%U: upper %v, letter %v", r, IsUpper(r), IsLetter(r))
		}
	}
	if seen < 400 {
		t.Errorf("only %d letters were compared", seen)
	}
}

func TestTable(t *testing.T) {
	classes := map[string]Class{}
	for i := range 5000 {
		classes[string([]byte{'a' + byte(i%26), 'a' + byte(i/26%26), 'a' + byte(i/676)})] = Pack(i&3, 1, i>>2&3, i>>4&3)
	}
	data, err := Build(classes)
	if err != nil {
		t.Fatal(err)
	}
	table, err := Open(string(data))
	if err != nil {
		t.Fatal(err)
	}
	var k Key
	for word, want := range classes {
		k.Set([]byte(word))
		if got := table.Lookup(k.Hash()); got != want {
			t.Errorf("class of %q is %08b, want %08b", word, got, want)
		}
		k.Set([]byte(word + "x"))
		if got := table.Lookup(k.Hash()); got != 0 {
			t.Errorf("%qx has the class %08b, want none", word, got)
		}
	}
	if c := Pack(1, 2, 3, 1); c.Given() != 1 || c.Surname() != 2 || c.Common() != 3 || c.Place() != 1 {
		t.Errorf("%08b does not hold what was packed", c)
	}
}

func TestOpenRefusesOtherSizes(t *testing.T) {
	for _, data := range []string{"", "abc", "abcdefghijkl"} {
		if _, err := Open(data); err == nil {
			t.Errorf("a table of %d bytes was opened", len(data))
		}
	}
}
