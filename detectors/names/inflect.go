package names

import "github.com/seed-4750cad8/assay/detectors/names/internal/words"

// endings are those that Polish names take in the oblique cases, and what the name ends in without them. The longest that
// fits is first. "Kowalskiemu" is of Kowalski, "Anny" of Anna, "Marka" of Marek.
var endings = []struct{ ending, base string }{
	{"skiego", "ski"}, {"skiemu", "ski"}, {"ckiego", "cki"}, {"ckiemu", "cki"}, {"dzkiego", "dzki"}, {"dzkiemu", "dzki"},
	{"skiej", "ski"}, {"ckiej", "cki"}, {"dzkiej", "dzki"}, {"skich", "ski"}, {"ckich", "cki"}, {"skim", "ski"}, {"ckim", "cki"},
	{"ska", "ski"}, {"cka", "cki"}, {"dzka", "dzki"}, {"owie", ""}, {"owi", ""}, {"iem", ""}, {"em", ""}, {"kiem", "ek"},
	{"ka", "ek"}, {"ku", "ek"}, {"kowi", "ek"}, {"la", "el"}, {"lowi", "el"}, {"lem", "el"}, {"ra", "er"}, {"rem", "er"}, {"rowi", "er"},
	{"ca", "ec"}, {"cem", "ec"}, {"cowi", "ec"}, {"trze", "tr"}, {"rze", "ra"}, {"dzie", "da"}, {"cie", "ta"}, {"ce", "ka"},
	{"ie", "a"}, {"y", "a"}, {"e", "a"}, {"o", "a"}, {"i", "a"}, {"u", ""}, {"a", ""},
}

// inflected returns the class of the name whose inflected form is the key, which is in no list, or 0. What it finds is one
// level less sure than the name itself.
func (p *phrase) inflected() words.Class {
	word := p.key.Bytes()
	var buf [words.MaxLen + 8]byte
	for _, e := range endings {
		stem := len(word) - len(e.ending)
		if stem < 3 || string(word[stem:]) != e.ending {
			continue
		}
		n := copy(buf[:], word[:stem])
		n += copy(buf[n:], e.base)
		if c := p.base(buf[:n]); c.Given() > 1 || c.Surname() > 1 {
			return words.Pack(max(c.Given()-1, 0), max(c.Surname()-1, 0), c.Common(), 0)
		}
	}
	return 0
}

// base returns the class of a word that is folded already.
func (p *phrase) base(word []byte) words.Class {
	var k words.Key
	if !k.Set(word) {
		return 0
	}
	return p.table.Lookup(k.Hash())
}
