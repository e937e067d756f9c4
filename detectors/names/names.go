// Package names finds the names of people and postal addresses in prose, without a model and without a network: by lists of
// names, by the shape of what is capitalised, and by the words around it. It reads English, Spanish, German, French,
// Italian, Portuguese, Polish and Dutch.
//
// It owns the lists and the rules, and is a [scanner.Recognizer]. It knows nothing of formats, objects or AWS, and does not
// decide what prose is: given a table or a log it answers, but with more false names than a reader would like.
//
// It goes from capital to capital: what is written in lower case alone is not found, and a street needs a number. Names of
// other scripts than the Latin are found behind a form of address or a label only. Bench/names measures what is found.
package names

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/seed-4750cad8/assay/detectors"
	"github.com/seed-4750cad8/assay/detectors/names/internal/words"
	"github.com/seed-4750cad8/assay/scanner"
)

// The infoTypes that are found.
const (
	PersonName    detectors.InfoType = "PERSON_NAME"
	StreetAddress detectors.InfoType = "STREET_ADDRESS"
)

// data is the table of words: written by _gen, which says how. Its sources and their licences are in data/LICENSES.
//
//go:embed data/words.bin
var data string

// A Recognizer finds names and addresses. It is immutable and safe for concurrent use.
type Recognizer struct {
	table   words.Table
	lexicon lexicon
	endings *endings
}

// New returns a Recognizer. It takes well under a millisecond: the large table is used as it is embedded.
func New() *Recognizer {
	table, err := words.Open(data)
	if err != nil {
		panic(fmt.Sprintf("names: the embedded table is damaged: %v", err)) // it is part of the program
	}
	return &Recognizer{table: table, lexicon: newLexicon(), endings: newEndings()}
}

// Recognize implements [scanner.Recognizer]. It costs nothing and withholds nothing, and fails only when ctx ends.
func (r *Recognizer) Recognize(ctx context.Context, texts []scanner.Text) ([]scanner.Recognition, error) {
	out := make([]scanner.Recognition, len(texts))
	var matches []detectors.Match // of all texts, one behind the other
	for i, t := range texts {
		if err := ctx.Err(); err != nil {
			return nil, context.Cause(ctx)
		}
		first := len(matches)
		matches = r.Find(matches, t.Bytes)
		if last := len(matches); last > first {
			out[i].Matches = matches[first:last:last]
		}
	}
	return out, nil
}

// Find appends the names and addresses in text to dst, in ascending order. They do not overlap, and begin and end where
// characters of UTF-8 do. Text may be any bytes; the time is linear in its length, and nothing but dst is allocated.
//
// A likelihood says how strong the evidence is: Likely for a given name and a surname, or one word behind a form of
// address; Possible for less, such as a given name that nothing but a verb of saying supports.
func (r *Recognizer) Find(dst []detectors.Match, text []byte) []detectors.Match {
	p := phrase{Recognizer: r, text: text}
	own := len(dst)
	done := 0 // the end of the last match
	m := marks{text: text}
	for at := m.nextCapital(0); at < len(text); at = m.nextCapital(at) {
		at = p.parse(at)
		if t := &p.tokens[0]; p.n == 1 && t.role&(stop|mayStand) == stop && t.class.Given() < 2 {
			continue // most sentences begin so
		}
		a, first := p.address()
		dst = p.people(dst, first)
		if a.likelihood == 0 {
			continue
		}
		if n := len(dst); n > own {
			done = max(done, dst[n-1].End)
		}
		if a.start >= done {
			dst = append(dst, detectors.Match{InfoType: StreetAddress, Likelihood: a.likelihood, Start: a.start, End: a.end})
		}
		at = max(a.end, p.tokens[min(first, p.n-1)].end)
	}
	return dst
}
