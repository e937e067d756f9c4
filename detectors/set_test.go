package detectors

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

func TestCompileErrors(t *testing.T) {
	good := Detector{
		InfoType: "A", Group: "G", Doc: "D", Pattern: `\d{3}`, MaxLen: 3, Alone: Likely, Near: Likely, Examples: []string{"1"}, Counterexamples: []string{"2"},
	}
	if _, err := Compile([]Detector{good}); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		change func(d *Detector)
		want   string
	}{
		{func(d *Detector) { d.InfoType = "" }, "InfoType"},
		{func(d *Detector) { d.InfoType = "a" }, "InfoType"},
		{func(d *Detector) { d.InfoType = InfoType(strings.Repeat("A", 41)) }, "InfoType"},
		{func(d *Detector) { d.Group = "" }, "Group"},
		{func(d *Detector) { d.Doc = "two\nlines" }, "Doc"},
		{func(d *Detector) { d.Pattern = `(` }, "Pattern"},
		{func(d *Detector) { d.Pattern = `\bx` }, "no anchor"},
		{func(d *Detector) { d.Pattern = `^x` }, "no anchor"},
		{func(d *Detector) { d.Pattern = `x*` }, "empty"},
		{func(d *Detector) { d.Pattern = `\d{4}` }, "up to 4 bytes, MaxLen is 3"},
		{func(d *Detector) { d.Pattern = `é{2}` }, "up to 4 bytes, MaxLen is 3"},
		{func(d *Detector) { d.Pattern = `\d{4,}` }, "at least 4 bytes"},
		{func(d *Detector) { d.MaxLen = 0 }, "MaxLen"},
		{func(d *Detector) { d.MaxLen = MaxLen + 1 }, "MaxLen"},
		{func(d *Detector) { d.Near = 0 }, "Near"},
		{func(d *Detector) { d.Near = VeryLikely + 1 }, "Near"},
		{func(d *Detector) { d.Alone = VeryLikely }, "Alone"},
		{func(d *Detector) { d.Alone = 0 }, "never match"},
		{func(d *Detector) { d.Keywords = []string{"Upper"} }, "lower-case"},
		{func(d *Detector) { d.Keywords = []string{"a/b"} }, "lower-case"},
		{func(d *Detector) { d.Keywords = []string{" a"} }, "separator"},
		{func(d *Detector) { d.Keywords = []string{""} }, "words"},
		{func(d *Detector) { d.Keywords = []string{"a", "a"} }, "twice"},
		{func(d *Detector) { d.FieldNames = []string{strings.Repeat("a", 65)} }, "bytes"},
		{func(d *Detector) { d.OtherNames = []string{"a", "a"} }, "twice"},
		{func(d *Detector) { d.Examples = nil }, "Examples"},
		{func(d *Detector) { d.Counterexamples = nil }, "Counterexamples"},
	}
	for _, test := range tests {
		bad := good
		test.change(&bad)
		_, err := Compile([]Detector{good, bad})
		if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "detector 1") {
			t.Errorf("%+v: got %v, want %q", bad, err, test.want)
		}
	}
}

func TestDigest(t *testing.T) {
	digest := func(change func(d *Detector)) string {
		list := slices.Clone(testDetectors)
		change(&list[0])
		return mustCompile(t, list).Digest()
	}
	same := digest(func(*Detector) {})
	if !regexp.MustCompile(`^[0-9a-f]{32}$`).MatchString(same) {
		t.Errorf("got %q", same)
	}
	if got := digest(func(d *Detector) { d.Doc = "changed" }); got != same {
		t.Error("changed with what changes no result")
	}
	for name, change := range map[string]func(d *Detector){
		"InfoType":   func(d *Detector) { d.InfoType = "CHANGED" },
		"Pattern":    func(d *Detector) { d.Pattern = `\d{3}-\d{2}-\d{3}` },
		"Keywords":   func(d *Detector) { d.Keywords = d.Keywords[:1] },
		"OtherNames": func(d *Detector) { d.OtherNames = nil },
		"Alone":      func(d *Detector) { d.Alone = Unlikely },
		"Near":       func(d *Detector) { d.Near = Likely },
	} {
		if digest(change) == same {
			t.Errorf("%s: did not change", name)
		}
	}
}

// A machine matches as package regexp does, also beyond ASCII and on what is not UTF-8.
func TestMachine(t *testing.T) {
	texts := []string{
		"", "a", "abc", "aé漢x", "\xff\xfe", "a\xc3", "é\xa9", "漢", "\xe6\xbc", "aK\u212AkſsS", "\u2028\U0001F600x", "a-b-c", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\uFFFDa", "xx\nyy", "ab@cd.ef",
	}
	for _, pattern := range []string{
		`a`, `a+`, `[^b]+`, `.{2,3}`, `(?s).{1,4}x`, `(?i)aks?k*s`, `\p{L}+`, `\p{Lu}|\p{Ll}{2}`, `[\x{80}-\x{10FFFF}]+`, `é|漢`, `(?:a-)+b?`, `\x{1F600}`, `[^\x00-\x7F]`, `\PL+`, `a*@?b*[^@]*@[a-z.]+`,
	} {
		_, prog, _, err := compilePattern(&Detector{Pattern: `(?:` + pattern + `)x?|zzz`, MaxLen: MaxLen})
		if err != nil {
			t.Fatal(err)
		}
		m := newMachine(`(?:`+pattern+`)x?|zzz`, prog)
		re := regexp.MustCompile(`^(?:(?:` + pattern + `)x?|zzz)`)
		re.Longest()
		for _, a := range texts {
			for _, b := range texts {
				text := []byte(a + b)
				if got, want := m.longest(text), len(re.Find(text)); got != want {
					t.Errorf("%s in %q: got %d, want %d", pattern, text, got, want)
				} else if want > 0 && !m.possible(text) {
					t.Errorf("%s in %q: not possible", pattern, text)
				}
			}
		}
	}
}

// Find may be called by many goroutines at once, and its scratch carries nothing from one text to another.
func TestFindConcurrently(t *testing.T) {
	set := mustCompile(t, testDetectors)
	m := newMix(9, testDetectors)
	texts := make([][]byte, 200)
	want := make([][]Match, len(texts))
	for i := range texts {
		texts[i] = m.text(400)
		want[i] = set.Find(nil, shapes[i%len(shapes)](texts[i]), texts[i])
	}
	var group sync.WaitGroup
	for g := range 4 {
		group.Go(func() {
			for i := range texts {
				i = (i*7 + g) % len(texts)
				if got := set.Find(nil, shapes[i%len(shapes)](texts[i]), texts[i]); !slices.Equal(got, want[i]) {
					t.Errorf("%q: got %v, want %v", texts[i], got, want[i])
				}
			}
		})
	}
	group.Wait()
}

// Hostile texts give matches in order and within the text. What they cost is measured by BenchmarkFindHostile.
func TestFindHostile(t *testing.T) {
	set := mustCompile(t, All())
	for _, h := range hostileTexts {
		text := []byte(strings.Repeat(h.unit, 64<<10/len(h.unit)))
		for _, fields := range []Fields{{}, benchObject(text), benchColumns(text, []string{"name", "ssn"})} {
			last := 0
			for _, m := range set.Find(nil, fields, text) {
				if m.Start < last || m.End <= m.Start || m.End > len(text) {
					t.Fatalf("%s: %v after %d", h.name, m, last)
				}
				last = m.End
			}
		}
	}
}
