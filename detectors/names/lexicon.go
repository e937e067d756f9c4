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
	unit                          // a part of a building: Apt, Suite
	box                           // a post office box, military or civil
	state                         // an abbreviation of a state of the United States, a province of Canada or a military one
	ordinalWord                   // North, Old, New: part of the names of streets and places
	addressLabel                  // says that what follows a colon is an address
)

// A lexicon holds the roles of words, by the hash of their key: open addressing, written once.
type lexicon struct {
	slots []lexiconSlot
	mask  uint64
}

type lexiconSlot struct {
	hash  uint64
	roles role
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
				if k.Set([]byte(strings.ReplaceAll(word, "+", " "))) {
					l.add(k.Hash(), list.role)
				}
			}
		}
	}
	return l
}

func (l lexicon) add(hash uint64, r role) {
	for i := hash >> 20; ; i++ {
		switch s := &l.slots[i&l.mask]; s.hash {
		case 0, hash:
			s.hash = hash
			s.roles |= r
			return
		}
	}
}

// lookup returns the roles of the word with a hash.
func (l lexicon) lookup(hash uint64) role {
	for i := hash >> 20; ; i++ {
		switch s := &l.slots[i&l.mask]; s.hash {
		case hash:
			return s.roles
		case 0:
			return 0
		}
	}
}
