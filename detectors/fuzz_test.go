package detectors

import (
	"bytes"
	"math/rand/v2"
	"regexp"
	"slices"
	"testing"
)

// separators stand between examples in the texts that are compared with the reference.
var separators = []string{
	"", " ", "\n", ", ", ",", "-", ".", "_", ":", "=", "\"", "/", "@", "\x00", "\xff", "é", "漢", "  ", "\t", "'", "name: ", "password=", "\"name\":\"", "ssn ", "Account", "tel", "1", "a", "A",
	"://", "--", "..", " = ", "=>", ":=", "\\", "\r\n", "2024-01-01", "e8400-", "0x",
}

// A mix makes texts from examples: joined, cut, repeated and with bytes changed.
type mix struct {
	rand  *rand.Rand
	parts []string
}

func newMix(seed uint64, list []Detector) *mix {
	m := &mix{rand: rand.New(rand.NewPCG(seed, 1)), parts: separators}
	for _, d := range list {
		m.parts = slices.Concat(m.parts, d.Examples, d.Counterexamples, d.Keywords, d.FieldNames)
	}
	return m
}

func (m *mix) text(most int) []byte {
	var text []byte
	for n := 1 + m.rand.IntN(8); n > 0; n-- {
		part := m.parts[m.rand.IntN(len(m.parts))]
		switch m.rand.IntN(8) {
		case 0:
			part = part[:m.rand.IntN(len(part)+1)]
		case 1:
			part = part[m.rand.IntN(len(part)+1):]
		case 2:
			part += part
		}
		text = append(text, part...)
		text = append(text, separators[m.rand.IntN(len(separators))]...)
	}
	for n := m.rand.IntN(4); n > 0 && len(text) > 0; n-- {
		switch i := m.rand.IntN(len(text)); m.rand.IntN(4) {
		case 0:
			text[i] = byte(m.rand.IntN(256))
		case 1:
			text[i] = "0123456789abzAZ_-. ,:=@\"\n"[m.rand.IntN(25)]
		case 2:
			text = slices.Delete(text, i, i+1)
		case 3:
			text[i] ^= 0x20
		}
	}
	return text[:min(len(text), most)]
}

// shapes are the ways in which a text can have fields.
var shapes = []func(text []byte) Fields{
	func([]byte) Fields { return Fields{} },
	func(text []byte) Fields { return testColumns(text, []string{"order id", "ssn", "x"}) },
	func(text []byte) Fields {
		return testColumns(text, []string{"customerFirstName", "Account-Number", "first_name_source", "", "user.password 2"})
	},
	func(text []byte) Fields { return testColumns(text, []string{"a"}) },
	testObject,
}

// testColumns reads a text as lines of cells without quotes. Cells past the names have none.
func testColumns(text []byte, names []string) Fields {
	all := func(yield func(name, start, end int) bool) {
		start, name := 0, 0
		for i := 0; i <= len(text); i++ {
			if i < len(text) && text[i] != ',' && text[i] != '\n' {
				continue
			}
			if name < len(names) && !yield(name, start, i) {
				return
			}
			start, name = i+1, name+1
			if i < len(text) && text[i] == '\n' {
				name = 0
			}
		}
	}
	return Fields{
		Names: names,
		At: func(offset int) (f Field) {
			all(func(name, start, end int) bool {
				if start <= offset && offset < end {
					f = Field{names[name], start, end}
				}
				return true
			})
			return f
		},
		Each: func(want func(int) bool, yield func(name, start, end int) bool) {
			all(func(name, start, end int) bool { return !want(name) || yield(name, start, end) })
		},
	}
}

var testMember = regexp.MustCompile(`"([^"\n]*)" ?: ?(?:"([^"\n]*)"|([^ ,\n"]+))`)

// testObject reads what in a text looks like members of JSON objects.
func testObject(text []byte) Fields {
	members := testMember.FindAllSubmatchIndex(text, -1)
	return Fields{At: func(offset int) Field {
		for _, m := range members {
			for _, at := range [][]int{m[4:6], m[6:8]} {
				if at[0] <= offset && offset < at[1] {
					return Field{"record." + string(text[m[2]:m[3]]), at[0], at[1]}
				}
			}
		}
		return Field{}
	}}
}

func TestRandomTexts(t *testing.T)          { randomTexts(t, testDetectors, 3000) }
func TestCatalogueRandomTexts(t *testing.T) { randomTexts(t, All(), 200) }

// randomTexts compares Find with the reference on texts mixed from a list's examples.
func randomTexts(t *testing.T, list []Detector, n int) {
	set, ref := mustCompile(t, list), newReference(list)
	m := newMix(1, list)
	for range n {
		text := m.text(400)
		compare(t, set, ref, shapes[m.rand.IntN(len(shapes))](text), text)
		if t.Failed() {
			return
		}
	}
}

func FuzzFind(f *testing.F)          { fuzzFind(f, testDetectors, 500) }
func FuzzFindCatalogue(f *testing.F) { fuzzFind(f, All(), 300) }

func fuzzFind(f *testing.F, list []Detector, seeds int) {
	set, ref := mustCompile(f, list), newReference(list)
	m := newMix(2, list)
	for i := range seeds {
		f.Add(uint8(i), m.text(200))
	}
	f.Fuzz(func(t *testing.T, shape uint8, text []byte) {
		text = text[:min(len(text), 1000)]
		compare(t, set, ref, shapes[int(shape)%len(shapes)](text), text)
	})
}

func FuzzScan(f *testing.F) {
	list := slices.Concat(testDetectors, All())
	ref := newReference(list)
	for _, d := range list {
		for _, text := range slices.Concat(d.Examples, d.Counterexamples) {
			f.Add([]byte(text))
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) { scanEqualsPattern(t, ref, text[:min(len(text), 300)]) })
}

// scanEqualsPattern holds the hand-written Scan of each detector equal to its Pattern at every offset of text.
func scanEqualsPattern(t *testing.T, ref *reference, text []byte) {
	for i, d := range ref.list {
		if d.Scan == nil {
			continue
		}
		for at := range text {
			c := text[at:min(len(text), at+d.MaxLen)]
			if got, want := d.Scan(bytes.Clone(c)), len(ref.patterns[i].Find(c)); got != want {
				t.Errorf("%s: Scan(%q) = %d, want %d by %s", d.InfoType, c, got, want, d.Pattern)
			}
		}
	}
}
