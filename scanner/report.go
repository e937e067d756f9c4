// Package scanner turns the bytes of one object into one [Report]: what was found, where, and how much was read.
//
// It owns the report's words (finding, location, coverage, problem), the limits on what one object may cost, the walk
// through members of members, the frames that formats plug into ([Format], [Sink]) and recognizers ([Recognizer]), which text is
// prose, and how the words of detectors and recognizers are settled. It knows nothing of where bytes come from, of labels, tags or inventories, and it never keeps, logs or returns text that was matched.
package scanner

import (
	"github.com/seed-4750cad8/assay/detectors"
)

// Coverage says how much of an object was searched. Less than Full is always explained by a [Problem].
type Coverage uint8

// The coverages, in ascending order. The zero value is None: nothing is clean until it was read.
const (
	None    Coverage = iota // no byte of content was searched
	Partial                 // some was
	Full                    // all of it was
)

var coverageNames = [...]string{None: "none", Partial: "partial", Full: "full"}

// String returns "none", "partial" or "full".
func (c Coverage) String() string {
	if c > Full {
		return "none"
	}
	return coverageNames[c]
}

// A Kind is why something was not searched, or not in full. It is also an error, so that a [Format] can return one,
// wrapped with %w or bare. The set is closed: a kind never carries content.
type Kind string

// The kinds of problems.
const (
	Corrupt        Kind = "corrupt"         // the bytes do not follow their format
	Encrypted      Kind = "encrypted"       // a password or key is needed
	Unsupported    Kind = "unsupported"     // a format, or a feature of one, that no decoder here reads
	TooLarge       Kind = "too-large"       // past a limit on bytes, members or memory
	TooDeep        Kind = "too-deep"        // members within members past the limit
	Bomb           Kind = "bomb"            // expands past the ratio limit
	DecoderCrashed Kind = "decoder-crashed" // a decoder panicked; the rest of that member was not read
	Sampled        Kind = "sampled"         // only a part was read, as configured
	OutOfTime      Kind = "out-of-time"     // past Input.Until; whoever has more time can read the rest

	// Of text that was searched, and that a recognizer should have read too:
	RecognizerFailed Kind = "recognizer-failed" // it did not answer, or not with sense
	OverBudget       Kind = "over-budget"       // it was withheld, since the budget is spent
	OtherLanguage    Kind = "other-language"    // it was withheld, since the recognizer does not know its language
)

// Kinds lists every kind, for documentation and schemas.
func Kinds() []Kind {
	return []Kind{Corrupt, Encrypted, Unsupported, TooLarge, TooDeep, Bomb, DecoderCrashed, Sampled, OutOfTime,
		RecognizerFailed, OverBudget, OtherLanguage}
}

// Error returns the kind's name.
func (k Kind) Error() string { return string(k) }

// A Problem says why coverage is not Full.
type Problem struct {
	Kind   Kind
	Member string // path of the member inside the object, steps joined by "!/"; "" for the object itself
	Count  int64  // how many times this kind was met in members of the same parent, ≥ 1
}

// A Location is where in an object something was found. Fields that do not apply are zero.
type Location struct {
	Member string // path of the member inside the object, steps joined by "!/"; "" for the object itself
	Line   int64  // 1-based line of text
	Row    int64  // 1-based record of a table; the header is not counted
	Page   int64  // 1-based page of a document
	Offset int64  // 0-based byte offset in the decoded text of the member; for a Parquet column -1
}

// A Finding is one infoType in one field of one object. It has no room for the bytes that were matched.
type Finding struct {
	InfoType    detectors.InfoType
	Likelihood  detectors.Likelihood // the highest of its matches
	Field       string               // column header or JSON path without array indexes; "" where there is none
	Count       int64                // matches
	Distinct    int64                // estimate of how many different values matched, 1 ≤ Distinct ≤ Count
	Occurrences []Location           // the first few, in the order of the object
}

// A Report is the result of scanning one object.
type Report struct {
	Format   string    // name of the outermost format, "" when nothing was read
	Findings []Finding // by infoType, then field; bounded by Limits.Findings
	Coverage Coverage
	Problems []Problem // empty if and only if Coverage is Full
	Bytes    int64     // of decoded text that was searched
	Blocks   int64     // that were searched
	Usage    Usage     // of recognizers
}
