package scanner

import (
	"context"

	"github.com/seed-4750cad8/assay/detectors"
)

// A Recognizer finds in free text what no pattern can, such as the names of people. One may be local and free, another
// remote and billed. A Scanner asks it only about text that looks like prose, and settles what it says with what the
// detectors found. Its methods are safe for concurrent use.
type Recognizer interface {
	// Recognize reads texts and returns one Recognition for each, in order. The error is ctx's only: what else fails is the
	// Problem of a Recognition. It does not change or keep the texts. One that panics, or whose answers make no sense, has failed.
	Recognize(ctx context.Context, texts []Text) ([]Recognition, error)
}

// A Text is a run of free text of one block, offered to recognizers.
type Text struct {
	Bytes   []byte            // nearly always UTF-8; not kept after Recognize
	Matches []detectors.Match // what the detectors found in it: ascending, offsets in Bytes; not kept either
}

// A Recognition is what a Recognizer found in one Text, and what that cost.
type Recognition struct {
	Matches  []detectors.Match // ascending by Start, offsets in Text.Bytes; may overlap Text.Matches
	Denied   []int             // indexes in Text.Matches that the recognizer looked for and did not find; may be nil
	Units    int64             // billed units spent on it: 0 for local and cached
	Cost     int64             // list price of Units, in millionths of a US dollar: units of two calls may differ in price
	Sent     int64             // texts (or parts of one) that were really sent
	Withheld int64             // texts (or parts of one) that should have been read and were not, for budget or language
	Problem  Kind              // why it was not read in full: OverBudget, OtherLanguage or RecognizerFailed; "" if it was
}

// A Reader is a Recognizer and what it is asked about.
type Reader struct {
	Recognizer Recognizer
	Everything bool // every text, tables, logs and code too, and not only what looks like prose
}

// Usage is what recognizers were asked about one object, and what that cost.
type Usage struct {
	Units    int64 // billed units
	Cost     int64 // their list price, in millionths of a US dollar
	Sent     int64 // texts (or parts of one) that were sent away
	Withheld int64 // texts (or parts of one) that should have been read and were not, for budget or language
}

// Add adds v to u.
func (u *Usage) Add(v Usage) {
	u.Units += v.Units
	u.Cost += v.Cost
	u.Sent += v.Sent
	u.Withheld += v.Withheld
}
