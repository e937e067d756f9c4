package format

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"testing"
)

// TestUnescapeJSON compares with encoding/json, and holds the map exact: every byte of the text comes from where the map
// says, and goes back there.
func TestUnescapeJSON(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	parts := []string{`a`, `é`, `\"`, `\\`, `\/`, `\b`, `\f`, `\n`, `\r`, `\t`, `\u0040`, `\u00e9`, `\u20AC`, `\ud83d\ude00`, `\ud83d`, `\ude00x`, `4111`, ` `}
	for range 5000 {
		var raw []byte
		for range rng.IntN(20) {
			raw = append(raw, parts[rng.IntN(len(parts))]...)
		}
		var want string
		if err := json.Unmarshal([]byte(`"`+string(raw)+`"`), &want); err != nil {
			t.Fatal(err)
		}
		var u unescaped
		if !u.unescapeJSON(raw) {
			u.keep(raw, len(raw))
		}
		if string(u.text) != want {
			t.Fatalf("%s: %q, want %q", raw, u.text, want)
		}
		checkMap(t, &u, raw)
	}
	for _, raw := range []string{`\`, `\u`, `\u12`, `\u12G4`, `\x`, `\d+`} {
		var u unescaped
		if u.unescapeJSON([]byte(raw)) {
			t.Errorf("%s: %q, want it as it is", raw, u.text)
		}
	}
}

func TestUndouble(t *testing.T) {
	for raw, want := range map[string]string{``: ``, `""`: `"`, `a""b`: `a"b`, `""""`: `""`, `"""`: `""`, `a`: `a`} {
		var u unescaped
		u.undouble([]byte(raw), len(raw))
		if string(u.text) != want {
			t.Errorf("%s: %s, want %s", raw, u.text, want)
		}
		checkMap(t, &u, []byte(raw))
	}
}

// checkMap holds the maps of u inverse to each other, ascending, and exact for every byte that is a copy.
func checkMap(t *testing.T, u *unescaped, raw []byte) {
	t.Helper()
	last := -1
	for at := range len(u.text) {
		r := u.toRaw(at)
		if r <= last || r >= len(raw) {
			t.Fatalf("%q: byte %d comes from %d, the one before from %d", raw, at, r, last)
		}
		last = r
		if back := u.toText(r); back != at {
			t.Fatalf("%q: byte %d comes from %d, which goes to %d", raw, at, r, back)
		}
	}
	for r, before := 0, 0; r <= len(raw); r++ {
		at := u.toText(r)
		if at < before || at > len(u.text) {
			t.Fatalf("%q: %d goes to %d, what is before it to %d", raw, r, at, before)
		}
		before = at
	}
	if got := u.toText(len(raw)); got != len(u.text) {
		t.Fatalf("%q: its end goes to %d, want %d", raw, got, len(u.text))
	}
	if i := bytes.IndexByte(raw, 'a'); i >= 0 && u.text[u.toText(i)] != 'a' {
		t.Fatalf("%q: the first a is not where the map says", raw)
	}
}
