package names

import (
	"strings"

	"github.com/seed-4750cad8/assay/detectors/names/internal/words"
)

// A role is what a word does for the words beside it. A word may have several.
type role uint32

const (
	stop         role = 1 << iota // never part of a name: articles, pronouns, conjunctions, days and months, nationalities
	brand                         // a product, a company or a thing that is written as a name is
	title                         // a form of address: the next word is a name
	capitalTitle                  // a form of address in title case, and something else in lower case: Ms, 5 ms
	rank                          // an office or a relative, which may stand before a name
	suffix                        // follows a name: Jr, PhD
	particle                      // within a name, in lower case: de, van
	label                         // says that what follows a colon is a name
	person                        // a noun for one person: patient, wife, colleague
	greeting                      // opens a letter
	closing                       // closes a letter
	say                           // a verb of saying, feeling or doing that people are the subject of
	act                           // a verb that other things are the subject of as well
	introduce                     // the next word is a name: named, called
	copula                        // is, in "my name is"
	near                          // a preposition or conjunction that often stands before a person
	locative                      // a preposition that often stands before a place
	article                       // the, before what is seldom a person
	org                           // ends the name of an organisation or a thing: Inc, University
	orgBefore                     // begins one: University of, Hospital, Lake
	streetAfter                   // ends the name of a street: Street, Road
	streetBefore                  // begins one: Calle, Rue
	streetSure                    // of streetAfter: means a street and nothing else between a name and a number
	streetLoose                   // of streetBefore: names in lower case may follow it, as in Spanish
	streetBrief                   // of streetBefore: so short that it needs a period or a slash
	unit                          // a part of a building: Apt, Suite
	box                           // a post office box, military or civil
	state                         // an abbreviation of a state of the United States, a province of Canada or a military one
	ordinalWord                   // North, Old, New: part of the names of streets and places
	means                         // introduces another way to reach somebody: phone, email
	addressLabel                  // says that what follows a colon is an address
)

// mayStand are the roles of words that may be a match, or begin one, though they are no name.
const mayStand = title | capitalTitle | streetAfter | streetBefore | unit | box

// A lexicon holds the roles of words, by the hash of their key: open addressing, written once. A word that is in no list is
// taken for one that is once in a billion times.
type lexicon struct {
	slots []lexiconSlot
	mask  uint64
	// For the roles that are asked of nearly every word before or after a phrase: which pairs of first letters occur.
	particles, streets, kinds letterPairs
}

type lexiconSlot struct {
	hash  uint32 // its upper half
	roles role
}

// letterPairs holds pairs of letters: the bit of the second in the word of the first.
type letterPairs [32]uint32

func (l *letterPairs) add(word []byte) {
	if len(word) == 1 {
		l[word[0]&31] = 1<<32 - 1
	} else {
		l[word[0]&31] |= 1 << (word[1] & 31)
	}
}

// begin reports whether some word begins with the letters that text begins with. Beyond ASCII it does not know.
func (l *letterPairs) begin(text []byte) bool {
	return len(text) < 2 || (text[0]|text[1])&0x80 != 0 || l[text[0]&31]&(1<<(text[1]&31)) != 0
}

// newLexicon returns the lexicon of the lists in this package. A list has words between blanks; '+' stands for a blank in
// one that is more than a word.
func newLexicon() lexicon {
	const slots = 1 << 13 // more than twice the words of the lists, which a test holds
	l := lexicon{slots: make([]lexiconSlot, slots), mask: slots - 1}
	var k words.Key
	for _, family := range lists {
		for _, list := range family {
			for word := range strings.FieldsSeq(list.words) {
				if !k.Set([]byte(strings.ReplaceAll(word, "+", " "))) {
					continue
				}
				l.add(k.Hash(), list.role)
				switch list.role {
				case particle, article:
					l.particles.add(k.Bytes())
				case streetBefore:
					l.streets.add(k.Bytes())
				case streetAfter:
					l.kinds.add(k.Bytes())
				}
			}
		}
	}
	return l
}

func (l *lexicon) add(hash uint64, r role) {
	print := uint32(hash >> 32)
	for i := hash; ; i++ {
		if s := &l.slots[i&l.mask]; s.roles == 0 || s.hash == print {
			s.hash = print
			s.roles |= r
			return
		}
	}
}

// lookup returns the roles of the word with a hash.
func (l *lexicon) lookup(hash uint64) role {
	print := uint32(hash >> 32)
	for i := hash; ; i++ {
		s := &l.slots[i&l.mask]
		if s.roles == 0 || s.hash == print {
			return s.roles
		}
	}
}
