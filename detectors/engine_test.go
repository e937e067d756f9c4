package detectors

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// testDetectors go every way through the engine; the catalogue need not.
var testDetectors = documented([]Detector{
	{ // digits in groups, a checksum, a keyword that raises
		InfoType: "SHAPE", Pattern: `\d{3}-\d{2}-\d{4}`, MaxLen: 11, Keywords: []string{"ssn", "social security number"}, Alone: Possible, Near: VeryLikely,
		OtherNames: []string{"order", "part number"},
		Validate:   func(c []byte) bool { return c[0] != '9' },
		Examples:   []string{"123-45-6789", "SSN-123-45-6789.", "social_security_number: 123-45-6789", "socialSecurityNumber=123-45-6789"},
		Counterexamples: []string{
			"923-45-6789", "1123-45-6789", "123-45-67890", "A12-123-45-6789", "123-45-6789-1", "2024-01-01-123-45-6789", "0.123-45-6789", "x_123-45-6789",
		},
	},
	{ // only with a keyword; digit runs of several lengths
		InfoType: "ACCOUNT", Pattern: `\d{8,17}`, MaxLen: 17, Keywords: []string{"account", "account number", "konto", "número", "口座"}, Near: Likely,
		Examples:        []string{"account 12345678", "Account Number: 12345678901234567", "12345678 accountNumber", "NUMERO\n12345678", "NÚMERO 12345678", "日本の口座は12345678"},
		Counterexamples: []string{"12345678", "accounts 12345678", "account 123456789012345678", "account 1234567", "12345678\naccount", "account 0x12345678"},
	},
	{ // a prefix shorter than the pattern allows
		InfoType: "CARD", Pattern: `\d(?:[ -]?\d){12,18}`, MaxLen: 37, Alone: Likely, Near: Likely,
		Validate:        func(c []byte) bool { return testDigits(c)%5 == 0 },
		Examples:        []string{"4111 1111 1111 111", "4111 1111 1111 111 2. In", "4111-1111-1111-111, 17", "411111111111111"},
		Counterexamples: []string{"4111 1111 1111 11112", "4111 1111 1111"},
	},
	{ // a literal prefix
		InfoType: "KEY", Pattern: `AKIA[A-Z0-9]{16}`, MaxLen: 20, Alone: VeryLikely, Near: VeryLikely,
		Examples:        []string{"AKIAIOSFODNN7EXAMPLE", "id=AKIAIOSFODNN7EXAMPLE;", "漢AKIAIOSFODNN7EXAMPLE漢"},
		Counterexamples: []string{"xAKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPL", "AKIAIOSFODNN7EXAMPLES"},
	},
	{ // a broad class up to the filter's depth, and bytes that are no word bytes at either end
		InfoType: "SECRET", Pattern: `[A-Za-z0-9+/]{44}=?`, MaxLen: 45, Keywords: []string{"secret", "secret key"}, Near: Likely,
		Examples:        []string{"secretKey: abcdefghijklmnopqrstuvwxyzABCDEFGH0123456789=", "secret /bcdefghijklmnopqrstuvwxyzABCDEFGH0123456789+"},
		Counterexamples: []string{"abcdefghijklmnopqrstuvwxyzABCDEFGH0123456789=", "secret abcdefghijklmnopqrstuvwxyzABCDEFGH01234567890"},
	},
	{ // an anchor
		InfoType: "MAIL", Pattern: `[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@(?:[a-z0-9-]+\.)+[a-z]{2,}`, MaxLen: 120, Keywords: []string{"e mail"}, Alone: Likely, Near: VeryLikely,
		Examples:        []string{"a@b.cc", "x.y-z+1@mail.example.com.", "<jane@example.org>", "e-mail: jane@example.org", "%%a@b.cc", "a@b.cc_ d@e.ff"},
		Counterexamples: []string{"a@b", "@b.cc", "a@@b.cc", "a@b.c1"},
	},
	{ // an anchor of several bytes, a class of any rune
		InfoType: "URL", Pattern: `[a-zA-Z][a-zA-Z0-9+.-]{1,30}://[^\s/@:]+:[^\s/@]+@[a-z0-9.-]+`, MaxLen: 300, Alone: Likely, Near: Likely,
		Examples:        []string{"https://user:pässword@example.com/", "git+ssh://a:b@host", "(ftp://u:p@h)", "https://\xff:\xff@h"},
		Counterexamples: []string{"https://example.com", "https://user@example.com", "https:/user:p@h", "1://a:b@h"},
	},
	{ // any case, folded: k and s have siblings beyond ASCII
		InfoType: "FOLDED", Pattern: `(?i)sk_live_[0-9a-f]{8}`, MaxLen: 19, Alone: Likely, Near: Likely,
		Examples:        []string{"sk_live_0123abcd", "SK_LIVE_0123ABCD", "ſK_live_0123abcd", "S\u212A_live_0123abcd"},
		Counterexamples: []string{"sk_live_0123abcg", "sk_live_0123abcde"},
	},
	{ // letters of any script
		InfoType: "LETTERS", Pattern: `№\p{L}{3,6}\d`, MaxLen: 28, Alone: Possible, Near: Possible,
		Examples:        []string{"№яблок1", "№abc1", "x№漢字漢1."},
		Counterexamples: []string{"№ab1", "яблок1", "№abc12"},
	},
	{ // first byte is punctuation
		InfoType: "PHONE", Pattern: `\+\d(?:[ -]?\d){6,13}`, MaxLen: 28, Keywords: []string{"tel", "phone"}, Alone: Possible, Near: Likely,
		Examples:        []string{"+49 30 1234567", "tel:+49301234567", "call +49-30-123456-7 now", "++49301234567"},
		Counterexamples: []string{"+1234", "49301234567", "+4930123456789012345"},
	},
	{ // a hand scanner
		InfoType: "BLOCK", Pattern: `-----BEGIN [A-Z ]{1,40}-----`, MaxLen: 56, Alone: VeryLikely, Near: VeryLikely,
		Scan: func(text []byte) int {
			rest, ok := bytes.CutPrefix(text, []byte("-----BEGIN "))
			if !ok {
				return 0
			}
			n := 0
			for n < len(rest) && n < 40 && (rest[n] == ' ' || 'A' <= rest[n] && rest[n] <= 'Z') {
				n++
			}
			if n == 0 || !bytes.HasPrefix(rest[n:], []byte("-----")) {
				return 0
			}
			return len("-----BEGIN ") + n + len("-----")
		},
		Examples:        []string{"-----BEGIN PRIVATE KEY-----", "x-----BEGIN A-----y"},
		Counterexamples: []string{"-----BEGIN -----", "----BEGIN A-----"},
	},
	{ // dotted
		InfoType: "ADDRESS", Pattern: `\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}`, MaxLen: 15, Alone: Possible, Near: Possible,
		Examples:        []string{"10.0.0.1", "10.0.0.1.", "a 10.0.0.1:80"},
		Counterexamples: []string{"1.2.3.4.5", "1.2.3", "v1.2.3.4", "1.2.3.4-5"},
	},
	{ // one infoType by two detectors
		InfoType: "ADDRESS", Pattern: `(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}|::1`, MaxLen: 39, Alone: Likely, Near: Likely,
		Examples:        []string{"2001:db8:0:0:0:0:0:1", "[::1]"},
		Counterexamples: []string{"2001:db8:0:0:0:0:1", "::11"},
	},
	{ // by field name
		InfoType: "NAME", Pattern: `\p{L}+(?:[ '-]\p{L}+){0,3}`, MaxLen: 80, FieldNames: []string{"first name", "last name", "name"}, Alone: 0, Near: Likely,
		Examples:        []string{"first_name: Zoë", "customerLastName=O'Brien", "name: 'Jane Doe', x", `"name" : "Jane"`, "export NAME=jane", "name2 = x,y"},
		Counterexamples: []string{"first_name_source: Jane", "name Jane", "name: 12", "name == Jane", "filename: jane", "name::jane", "Jane"},
	},
	{ // a secret by field name, shorter prefixes
		InfoType: "PASSWORD", Pattern: `[^\s"']{6,40}`, MaxLen: 160, FieldNames: []string{"password", "pass word", "token 2"}, Alone: Possible, Near: Likely,
		Validate:        func(c []byte) bool { return !bytes.Contains(c, []byte("xxx")) },
		Examples:        []string{"password=hunter22", `DB_PASSWORD="hun,ter\\22"`, "passWord := hunter22 # x", "token2: abcdef", "pass-word:`abcdef`"},
		Counterexamples: []string{"password=", "password: short", "password: \"hunter 22\"", "password=xxxxxxxxx", "password\n=hunter22", "password:\nhunter22"},
	},
})

// documented fills in what Compile asks for and nothing here is about.
func documented(list []Detector) []Detector {
	for i := range list {
		list[i].Group, list[i].Doc = "Test", "test"
	}
	return list
}

func testDigits(c []byte) (n int) {
	for _, b := range c {
		n += btoi(isDigit(b))
	}
	return n
}

func mustCompile(t testing.TB, list []Detector) *Set {
	t.Helper()
	s, err := Compile(list)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestEngine(t *testing.T)              { acceptance(t, testDetectors) }
func TestEngineReference(t *testing.T)     { sameAsReference(t, testDetectors) }
func TestCatalogueAcceptance(t *testing.T) { acceptance(t, All()) }
func TestCatalogueReference(t *testing.T)  { sameAsReference(t, All()) }

// padding is text in which nothing is found, with no keyword.
func padding(n int) string {
	return strings.Repeat("qqq zzz, yxy.\n", n/14+1)[:n]
}

// acceptance holds a list to what every detector must do. Its examples are shown at every place of a text.
func acceptance(t *testing.T, list []Detector) {
	set := mustCompile(t, list)
	if got := set.Find(nil, Fields{}, nil); len(got) != 0 {
		t.Errorf("empty text: got %v", got)
	}
	if got := set.Find(nil, Fields{}, []byte(padding(5000))); len(got) != 0 {
		t.Errorf("padding: got %v", got)
	}
	for i, d := range list {
		t.Run(fmt.Sprintf("%s/%d", d.InfoType, i), func(t *testing.T) {
			one := mustCompile(t, []Detector{d})
			for _, text := range d.Counterexamples {
				if got := one.Find(nil, Fields{}, []byte(text)); len(got) > 0 {
					t.Errorf("counterexample %q: got %v", text, got)
				}
			}
			for _, text := range d.Examples {
				if len(one.Find(nil, Fields{}, []byte(text))) == 0 {
					t.Errorf("example %q: not found by its detector alone", text)
				}
				acceptExample(t, set, d, text)
			}
		})
	}
}

func acceptExample(t *testing.T, set *Set, d Detector, example string) {
	want := ofType(set.Find(nil, Fields{}, []byte(example)), d.InfoType)
	if len(want) == 0 {
		t.Errorf("example %q: not found", example)
		return
	}
	pad := padding(500)
	places := map[string]struct {
		text string
		at   []int // where the example begins
	}{
		"at the start":  {example + "\n" + pad, []int{0}},
		"in the middle": {pad + "\n" + example + "\n" + pad, []int{len(pad) + 1}},
		"at the end":    {pad + "\n" + example, []int{len(pad) + 1}},
		"twice":         {example + "\n" + pad + "\n" + example, []int{0, len(example) + len(pad) + 2}},
		"after much":    {padding(256<<10) + "\n" + example, []int{256<<10 + 1}},
		"after nul":     {"\x00\xff\n" + example + "\n\xc3\x00", []int{3}},
	}
	for place, p := range places {
		got := ofType(set.Find(nil, Fields{}, []byte(p.text)), d.InfoType)
		for _, at := range p.at {
			for _, m := range want {
				if !slices.Contains(got, Match{m.InfoType, m.Likelihood, m.Start + at, m.End + at}) {
					t.Errorf("example %q %s: got %v, want it at %d", example, place, got, m.Start+at)
				}
			}
		}
	}
	for _, separator := range []string{"\n", "\n\n", "\r\n"} { // back to back; keywords may then reach the neighbour
		text := example + separator + example + separator + example
		got := ofType(set.Find(nil, Fields{}, []byte(text)), d.InfoType)
		for k := range 3 {
			for _, m := range want {
				at := k * (len(example) + len(separator))
				if !slices.ContainsFunc(got, func(g Match) bool { return g.Start == m.Start+at && g.End == m.End+at }) {
					t.Errorf("example %q back to back by %q: got %v, want it at %d", example, separator, got, m.Start+at)
				}
			}
		}
	}
	acceptSeams(t, set, example)
}

// acceptSeams cuts a text around an example in two blocks that share Reach bytes on each side of the cut, at every place.
func acceptSeams(t *testing.T, set *Set, example string) {
	text := []byte(padding(Reach) + "\n" + example + "\n" + padding(Reach))
	want := set.Find(nil, Fields{}, text)
	var got, block []Match
	for cut := Reach - 4; cut <= Reach+len(example)+4; cut++ {
		got = got[:0]
		block = set.Find(block[:0], Fields{}, text[:min(len(text), cut+Reach)])
		for _, m := range block {
			if m.Start < cut {
				got = append(got, m)
			}
		}
		from := max(0, cut-Reach)
		block = set.Find(block[:0], Fields{}, text[from:])
		for _, m := range block {
			m.Start, m.End = m.Start+from, m.End+from
			if m.Start >= cut {
				got = append(got, m)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("example %q cut at %d: got %v, want %v", example, cut-Reach-1, got, want)
			return
		}
	}
}

func ofType(matches []Match, infoType InfoType) []Match {
	return slices.DeleteFunc(matches, func(m Match) bool { return m.InfoType != infoType })
}

// sameAsReference compares Find with the reference on all examples, alone and joined.
func sameAsReference(t *testing.T, list []Detector) {
	set, ref := mustCompile(t, list), newReference(list)
	var all []string
	for _, d := range list {
		for _, text := range slices.Concat(d.Examples, d.Counterexamples) {
			all = append(all, text)
			compare(t, set, ref, Fields{}, []byte(text))
		}
	}
	for i := 1; i < len(all); i++ {
		compare(t, set, ref, Fields{}, []byte(all[i-1]+" "+all[i]))
		compare(t, set, ref, Fields{}, []byte(all[i-1]+all[i]))
	}
}

func compare(t *testing.T, set *Set, ref *reference, fields Fields, text []byte) {
	t.Helper()
	before := bytes.Clone(text)
	got := set.Find(nil, fields, text)
	if want := ref.find(fields, text); !slices.Equal(got, want) {
		t.Errorf("%q:\n got %v\nwant %v", text, got, want)
	}
	if !bytes.Equal(before, text) {
		t.Errorf("%q was changed", before)
	}
}
