package names

import "github.com/seed-4750cad8/assay/detectors/names/internal/words"

// Names that are in no list are known by their endings: surnames of many languages are made by one, and those of Polish
// change theirs by case.

// surnameEndings are endings of surnames that few other words have, folded.
var surnameEndings = [...]string{
	"ov", "ova", "ev", "eva", "off", "eff", "sky", "skaya", "skyi", "enko", "chuk", "shvili", "dze", "yan", "ian", // East Slavic, Caucasian
	"ski", "ska", "cki", "cka", "dzki", "dzka", "wicz", "czyk", "czak", "owna", "ovic", "evic", "vic", // Polish, South Slavic
	"sson", "ssen", "nsen", "rsen", "lsen", "dsen", "ksen", "dottir", "strom", "qvist", "kvist", "lund", "gren", "gaard", "gard", "stad", "nen", "berg", // Nordic
	"mann", "meier", "mayer", "meyer", "bauer", "hoffer", "stein", "bach", "huber", // German
	"ini", "etti", "elli", "ucci", "acci", "ello", "ieri", // Italian
	"escu", "eanu", "poulos", "idis", "akis", "opoulou", // Romanian, Greek
	"oglu", "lu", "zade", // Turkish
	"ez", "guez", // Spanish
	"moto", "mura", "yama", "kawa", "saki", "shima", "gawa", // Japanese
	"ova", "cek", "icek", "anek", // Czech
}

// madeSurname reports whether the key, which is in no list, is made as surnames are.
func (p *phrase) madeSurname() bool {
	word := p.key.Bytes()
	if len(word) < 6 {
		return false
	}
	for _, e := range p.endings.surname[word[len(word)-1]&31] {
		if n := len(word) - len(e); n >= 3 && string(word[n:]) == e {
			return true
		}
	}
	return false
}

// endings are the lists of this file by the last letter, so that only few are compared.
type endings struct {
	surname [32][]string
	cases   [32][]caseEnding
}

func newEndings() *endings {
	var e endings
	for _, s := range surnameEndings {
		last := s[len(s)-1] & 31
		e.surname[last] = append(e.surname[last], s)
	}
	for _, c := range cases {
		last := c.ending[len(c.ending)-1] & 31
		e.cases[last] = append(e.cases[last], c)
	}
	return &e
}

type caseEnding struct{ ending, base string }

// cases are the endings that Polish names take in the oblique cases, and what the name ends in without them: Kowalskiemu is of
// Kowalski, Anny of Anna, Marka of Marek. Longer ones come before those that they end in.
var cases = [...]caseEnding{
	{"skiego", "ski"}, {"skiemu", "ski"}, {"ckiego", "cki"}, {"ckiemu", "cki"}, {"dzkiego", "dzki"}, {"dzkiemu", "dzki"},
	{"skiej", "ski"}, {"ckiej", "cki"}, {"dzkiej", "dzki"}, {"skich", "ski"}, {"ckich", "cki"}, {"skim", "ski"}, {"ckim", "cki"},
	{"ska", "ski"}, {"cka", "cki"}, {"dzka", "dzki"}, {"owie", ""}, {"kiem", "ek"}, {"kowi", "ek"}, {"lowi", "el"}, {"rowi", "er"},
	{"cowi", "ec"}, {"owi", ""}, {"iem", ""}, {"lem", "el"}, {"rem", "er"}, {"cem", "ec"}, {"em", ""},
	{"ka", "ek"}, {"ku", "ek"}, {"la", "el"}, {"ra", "er"}, {"ca", "ec"}, {"trze", "tr"}, {"rze", "ra"}, {"dzie", "da"}, {"cie", "ta"},
	{"ce", "ka"}, {"ie", "a"}, {"y", "a"}, {"e", "a"}, {"o", "a"}, {"i", "a"}, {"u", ""}, {"a", ""},
}

// inflected returns the class of the key, which is in no list, by its ending, or 0. What it finds of a name in another case is
// one level less sure than the name itself.
func (p *phrase) inflected() words.Class {
	word := p.key.Bytes()
	if len(word) < 4 {
		return 0
	}
	for _, c := range p.endings.cases[word[len(word)-1]&31] {
		stem := len(word) - len(c.ending)
		if stem < 3 || string(word[stem:]) != c.ending {
			continue
		}
		var base [words.MaxLen + 8]byte
		n := copy(base[:], word[:stem])
		n += copy(base[n:], c.base)
		var k words.Key
		if !k.Set(base[:n]) {
			continue
		}
		if class := p.table.Lookup(k.Hash()); class.Given() > 0 && len(c.ending) > 1 || class.Given() > 1 || class.Surname() > 1 {
			return words.Pack(lower(class.Given()), lower(class.Surname()), class.Common(), 0)
		}
	}
	if p.madeSurname() {
		return words.Pack(0, 2, 0, 0)
	}
	return 0
}

// lower is a level less, and 1 at least of what is there at all.
func lower(level int) int { return min(level, max(level-1, 1)) }
