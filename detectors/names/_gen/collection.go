package main

import (
	"math/bits"
	"strings"

	"github.com/seed-4750cad8/assay/detectors/names/internal/words"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// A tally is what the sources say of one word.
type tally struct {
	given, surname frequency
	common         int // level of words.Class
	place          int // level of words.Class
}

// A frequency is how many of a million bear a name, in the source where that is most, and in which countries it is borne.
type frequency struct {
	perMillion float64
	countries  country // as bits
}

type country uint8

const (
	unitedStates country = 1 << iota
	france
	brazil
)

func (f *frequency) add(perMillion float64, in country) {
	f.perMillion = max(f.perMillion, perMillion)
	f.countries |= in
}

// level is 1, 2 or 3 from the frequencies that begin them. What is borne in two countries is known: most names of other
// countries are rare in those that the sources count, and are in more than one of them all the same.
func (f frequency) level(known, frequent float64) int {
	switch {
	case f.perMillion >= frequent:
		return 3
	case f.perMillion >= known, bits.OnesCount8(uint8(f.countries)) > 1:
		return 2
	case f.perMillion >= rare:
		return 1
	}
	return 0
}

// A collection is the tally of each word, by its key.
type collection map[string]*tally

// add returns the tally of a word or of a name of up to three, or nil for anything else.
func (c collection) add(word string) *tally {
	if strings.ContainsAny(word, "\t0123456789(),/") || strings.Count(word, " ") > 2 {
		return nil
	}
	var k words.Key
	if !k.Set([]byte(word)) || len(k.Bytes()) < 2 {
		return nil
	}
	t := c[string(k.Bytes())]
	if t == nil {
		t = new(tally)
		c[string(k.Bytes())] = t
	}
	return t
}

func (c collection) given(name string, perMillion float64, in country) {
	if t := c.add(name); t != nil {
		t.given.add(perMillion, in)
	}
}

func (c collection) surname(name string, perMillion float64, in country) {
	if t := c.add(name); t != nil {
		t.surname.add(perMillion, in)
	}
}

func (c collection) common(word string, level int) {
	if t := c.add(word); t != nil {
		t.common = max(t.common, level)
	}
}

func (c collection) place(name string, level int) {
	if t := c.add(name); t != nil {
		t.place = max(t.place, level)
	}
}

// regions adds the names of countries in the languages that package names reads (Unicode CLDR, by way of x/text).
func regions(c collection) {
	for _, tag := range []language.Tag{
		language.English, language.Spanish, language.German, language.French, language.Italian, language.Portuguese,
		language.Polish, language.Dutch,
	} {
		namer := display.Regions(tag)
		for a := 'A'; a <= 'Z'; a++ {
			for b := 'A'; b <= 'Z'; b++ {
				if r, err := language.ParseRegion(string([]rune{a, b})); err == nil && r.IsCountry() {
					c.place(namer.Name(r), 3)
				}
			}
		}
	}
}

// rare is the frequency of what a source is to keep, however few bear it: for each million.
const rare = 0.1

// classes settles the levels of each word.
func (c collection) classes() map[string]words.Class {
	out := make(map[string]words.Class, len(c))
	for word, t := range c {
		class := words.Pack(t.given.level(5, 60), t.surname.level(6, 60), t.common, t.place)
		if class != 0 {
			out[word] = class
		}
	}
	return out
}
