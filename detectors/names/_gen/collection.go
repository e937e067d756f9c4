package main

import (
	"math"
	"strings"

	"github.com/seed-4750cad8/assay/detectors/names/internal/words"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// A tally is what the sources say of one word. Frequencies are those of the source where it is most frequent, for each
// million of the people counted.
type tally struct {
	given, surname float64
	common         int // level of words.Class
	place          int // level of words.Class
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

func (c collection) given(name string, perMillion float64) {
	if t := c.add(name); t != nil {
		t.given = max(t.given, perMillion)
	}
}

func (c collection) surname(name string, perMillion float64) {
	if t := c.add(name); t != nil {
		t.surname = max(t.surname, perMillion)
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
		class := words.Pack(level(t.given, rare, 5, 60), level(t.surname, rare, 6, 60), t.common, t.place)
		if class != 0 {
			out[word] = class
		}
	}
	return out
}

// level is 1, 2 or 3 from the frequencies that begin them.
func level(perMillion, rare, known, frequent float64) int {
	switch {
	case math.IsNaN(perMillion) || perMillion < rare:
		return 0
	case perMillion < known:
		return 1
	case perMillion < frequent:
		return 2
	default:
		return 3
	}
}
