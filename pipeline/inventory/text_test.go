package inventory

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestEscape(t *testing.T) {
	tests := []struct{ in, want string }{
		{"", ""},
		{"a b/ü%20+\n日本", "a b/ü%20+\n日本"},
		{"caf\xe9", "caf�E9"},
		{"\x00", "�00"},
		{"\xff\xfe", "�FF�FE"},
		{"\xe2\x82", "�E2�82"},
		{"�", "�EF�BF�BD"},
		{"�41", "�EF�BF�BD41"},
		{"\xed\xa0\x80", "�ED�A0�80"}, // a surrogate
	}
	for _, test := range tests {
		if got := escape(test.in); got != test.want {
			t.Errorf("escape(%q) = %q, want %q", test.in, got, test.want)
		}
		if got := unescape(test.want); got != test.in {
			t.Errorf("unescape(%q) = %q, want %q", test.want, got, test.in)
		}
	}
}

func TestUnescapeForeign(t *testing.T) {
	for in, want := range map[string]string{"a�": "a�", "�4": "�4", "�zz": "�zz", "�e9": "�e9", "��41": "�A"} {
		if got := unescape(in); got != want {
			t.Errorf("unescape(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestBounded(t *testing.T) {
	a := strings.Repeat
	tests := []struct{ name, in, want string }{
		{"as long as may be", a("x", 1024), a("x", 1024)},
		{"one more", a("x", 1025), a("x", 1021) + "…"},
		{"between characters", a("x", 1020) + "ääää", a("x", 1020) + "…"},
		{"not within an escape", a("x", 1018) + "\xff\xff", a("x", 1018) + "…"},
		{"escapes count", a("\xff", 1024), a("�FF", 204) + "…"},
		{"escape at the end", a("x", 1016) + "\xff" + "yyyy", a("x", 1016) + "�FF…"},
		{"very long", a("日", 1<<20), a("日", 340) + "…"},
	}
	for _, test := range tests {
		got := bounded(test.in)
		if got != test.want {
			t.Errorf("%s: got …%q, want …%q", test.name, got[max(0, len(got)-20):], test.want[max(0, len(test.want)-20):])
		}
	}
}

func FuzzEscape(f *testing.F) {
	for _, s := range []string{"", "a", "\xff\x00�FF", "��41\xf0\x9f", strings.Repeat("\xf0\x9f\x99\x82", 300)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		e := escape(s)
		if !utf8.ValidString(e) || strings.Contains(e, "\x00") {
			t.Errorf("escape(%q) = %q", s, e)
		}
		if got := unescape(e); got != s {
			t.Errorf("unescape(escape(%q)) = %q", s, got)
		}
		b := bounded(s)
		if len(b) > maxText || !utf8.ValidString(b) {
			t.Errorf("bounded(%q) = %q", s, b)
		}
		if len(e) <= maxText && b != e {
			t.Errorf("bounded(%q) = %q, want %q", s, b, e)
		}
		if cut, ok := strings.CutSuffix(b, cutMark); len(e) > maxText && (!ok || !strings.HasPrefix(s, unescape(cut))) {
			t.Errorf("bounded(%q) = %q, not a beginning of it", s, b)
		}
	})
}
