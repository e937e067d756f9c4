package detectors

import (
	"bytes"
	"cmp"
	"slices"
	"testing"
	"unicode"
	"unicode/utf8"
)

// This file says in the plainest way what some checks accept, and holds the fast ones to it.

func refValidEmail(c []byte) bool {
	at := bytes.LastIndexByte(c, '@')
	local, domain := c[:at], c[at+1:]
	if len(local) > 64 || len(domain) > 253 || string(local) == "git" || local[len(local)-1] == '.' || bytes.Contains(local, []byte("..")) {
		return false
	}
	numeric := 0
	for {
		label, rest, more := bytes.Cut(domain, []byte{'.'})
		if len(label) == 0 || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		if !more {
			return numeric < 2 && refValidTLD(label)
		}
		if allDigits(label) {
			numeric++ // package@1.0.0.dev
		}
		domain = rest
	}
}

func refValidTLD(label []byte) bool {
	var low [63]byte
	for i, b := range label {
		if b >= 0x80 {
			return true
		}
		if isUpper(b) {
			b |= 0x20
		}
		low[i] = b
	}
	name := low[:len(label)]
	switch string(name) {
	case "test", "example", "invalid", "local", "localhost", "internal", "intranet", "corp", "home", "lan":
		return true
	}
	i := search(topLevelDomains, name)
	return i < len(topLevelDomains) && topLevelDomains[i] == string(name)
}

func refWithoutExtension(c []byte) []byte {
	if i := bytes.IndexAny(c, ",ex"); i >= 0 {
		return c[:i]
	}
	return c
}

func refPlanned(code int, national []byte) bool {
	if len(national) < 4 || len(national) > 15 {
		return false
	}
	if code == 1 {
		return validNANPDigits(national)
	}
	i, found := slices.BinarySearchFunc(phonePlans, phonePlan{code: uint16(code), length: uint16(len(national))}, func(a, b phonePlan) int {
		return cmp.Or(int(a.code)-int(b.code), int(a.length)-int(b.length))
	})
	prefix := value(national[:2])
	return found && phonePlans[i].prefixes[prefix>>6]>>(prefix&63)&1 == 1
}

func refValidNational(c []byte) bool {
	c = refWithoutExtension(c)
	var n number
	d := n.digits(c)
	if len(d) < 7 || len(d) > 12 || repeated(d) {
		return false
	}
	var sizes [13]int
	groups, in := 0, false
	for _, b := range c {
		if isDigit(b) {
			if !in {
				groups++
			}
			sizes[groups-1]++
		}
		in = isDigit(b)
	}
	if refBalanced(c) != 0 || bytes.Contains(c, []byte{'.', ' '}) {
		return false
	}
	switch s := sizes[:groups]; {
	case groups == 1:
		return len(d) >= 7 && len(d) <= 11 && !validDate(value(d[:len(d)-4]), value(d[len(d)-4:len(d)-2]), value(d[len(d)-2:]))
	case groups == 3 && (s[0] == 4 && s[1] <= 2 && s[2] <= 2 || s[0] <= 2 && s[1] <= 2 && s[2] == 4):
		return false // a date
	case groups == 3 && s[0] == 3 && s[1] == 2 && s[2] == 4:
		return false // a social security number
	case groups == 2 && s[0] == 4 && s[1] == 4 && c[4] == '-' && year(c) && year(c[5:]):
		return false // a range of years
	case groups == 2 && s[0] <= 3 && s[1] == 5 && bytes.IndexByte(c, ' ') >= 0:
		return false // a house number and a postal code
	case groups == 4 && bytes.IndexByte(c, '.') >= 0 && bytes.IndexByte(c, ' ') < 0:
		return false // an IP address
	case groups > 6:
		return false
	}
	return true
}

func refValidName(c []byte) bool {
	letters := 0
	for i := 0; i < len(c); {
		r, size := utf8.DecodeRune(c[i:])
		if unicode.IsLetter(r) {
			letters++
		}
		i += size
	}
	return letters >= 2 && !refFiller(c)
}

func refFiller(c []byte) bool {
	for _, word := range refFillers {
		if equalFold(c, word) {
			return true
		}
	}
	return false
}

func refBalanced(c []byte) int {
	open := 0
	for _, b := range c {
		switch b {
		case '(':
			open++
		case ')':
			open--
		}
	}
	return open
}

var refFillers = []string{
	"n/a", "na", "nan", "null", "nil", "none", "unknown", "undefined",
	"anonymous", "deleted", "redacted", "test", "string", "str", "text", "varchar",
	"true", "false", "yes", "no", "admin", "user", "name", "system", "default",
	"optional", "first name", "last name", "full name",
}

// compareChecks holds the checks to the reference on a candidate of whatever detector.
func compareChecks(t *testing.T, c []byte) {
	t.Helper()
	same := func(name string, got, want bool) {
		if got != want {
			t.Errorf("%s of %q: got %v, want %v", name, c, got, want)
		}
	}
	if i := bytes.LastIndexByte(c, '@'); i > 0 {
		same("validEmail", validEmail(c), refValidEmail(c))
	}
	same("validNational", validNational(c), refValidNational(c))
	same("validName", validName(c), refValidName(c))
}

// Every calling code with every length and every two first digits is as the list of plans says.
func TestPlanned(t *testing.T) {
	for code := range 1000 {
		for length := range 18 {
			national := make([]byte, length)
			for first := range 100 {
				for i := range national {
					national[i] = byte(i*7+first) % 10
				}
				if length >= 2 {
					national[0], national[1] = byte(first/10), byte(first%10)
				}
				if got, want := planned(code, national), refPlanned(code, national); got != want {
					t.Fatalf("%d %v: got %v, want %v", code, national, got, want)
				}
			}
		}
	}
}

// FuzzChecks compares checks with the reference.
func FuzzChecks(f *testing.F) {
	for _, list := range [][]Detector{contact, people} {
		for _, d := range list {
			for _, example := range slices.Concat(d.Examples, d.Counterexamples) {
				f.Add([]byte(example))
			}
		}
	}
	for _, tld := range topLevelDomains {
		f.Add([]byte("a@b." + tld))
		f.Add([]byte("a@b." + tld + "x"))
	}
	for _, filler := range refFillers {
		f.Add([]byte(filler))
		f.Add(bytes.ToUpper([]byte(filler)))
	}
	f.Fuzz(func(t *testing.T, c []byte) {
		if len(c) <= MaxLen {
			compareChecks(t, c)
		}
	})
}
