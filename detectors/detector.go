// Package detectors finds personal data and secrets in text.
//
// It owns what an infoType is, how each is recognised (the catalogue, [All]), and the one-pass search over a block of
// text ([Set.Find]). It knows nothing of objects, files, formats, labels or AWS: it is given bytes and the names of the
// fields that hold them, and answers with offsets. It never copies, logs or returns the text that it was given.
//
// To add a detector, add a literal to a family in a file named catalogue_*.go. Its tests, its fuzz target, its line in
// the documentation and in "assay detectors" follow from the list.
package detectors

import "fmt"

// An InfoType names a kind of personal data or secret, such as "US_SSN". It is upper-case ASCII letters, digits and
// underscores, at most 40 bytes, so that it is safe in an S3 tag, a file name and a column. Several detectors may find
// one infoType.
type InfoType string

// A Likelihood says how sure a detector is that a match is what its infoType says. There are four on purpose: a float
// would promise a precision that no detector has. The zero value is not a likelihood.
type Likelihood uint8

// The likelihoods, in ascending order.
const (
	Unlikely   Likelihood = 1 + iota // fits the pattern; more often something else
	Possible                         // fits, with a weak check or weak context
	Likely                           // a strong check, or a weak one beside a keyword
	VeryLikely                       // a strong check beside a keyword, or a shape that nothing else has
)

var likelihoodNames = [...]string{Unlikely: "unlikely", Possible: "possible", Likely: "likely", VeryLikely: "very-likely"}

// String returns the likelihood's name: "unlikely", "possible", "likely" or "very-likely".
func (l Likelihood) String() string {
	if l < Unlikely || l > VeryLikely {
		return fmt.Sprintf("Likelihood(%d)", uint8(l))
	}
	return likelihoodNames[l]
}

// ParseLikelihood is the inverse of [Likelihood.String].
func ParseLikelihood(s string) (Likelihood, error) {
	for l := Unlikely; l <= VeryLikely; l++ {
		if likelihoodNames[l] == s {
			return l, nil
		}
	}
	return 0, fmt.Errorf("unknown likelihood %q: want unlikely, possible, likely or very-likely", s)
}

// MarshalText implements [encoding.TextMarshaler].
func (l Likelihood) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (l *Likelihood) UnmarshalText(text []byte) (err error) {
	*l, err = ParseLikelihood(string(text))
	return err
}

// Limits of a detector's reach, in bytes. They bound what a seam between two blocks of one text must carry over:
// a block that shares [Reach] bytes with its neighbour on either side loses nothing.
const (
	MaxLen        = 2048 // longest candidate of any detector
	KeywordBefore = 64   // how far before a candidate a keyword still counts, in text without fields
	KeywordAfter  = 32   // how far after it
	Reach         = 4096 // ≥ MaxLen + KeywordBefore + KeywordAfter, with room for a boundary
)

// A Detector describes how one infoType is found. It is a constant: a value that is only read.
//
// # What a match is
//
// At an offset s the detector's match is the longest prefix c of text[s:], of at most MaxLen bytes, such that
//
//   - Pattern matches all of c;
//   - c is a whole token: if c begins with a word byte (ASCII letter, digit or underscore) the byte before it is not
//     one, and likewise at its end; a digit at its begin or end is moreover not joined by '-' or '.' to a digit or to
//     an identifier with a digit in it (see startsToken and endsToken);
//   - Validate accepts c, where there is a Validate.
//
// To bound the work, shorter prefixes are tried only where a word ends (where not both bytes are word bytes), and at most
// eight prefixes in all: if the longest that Pattern matches is refused, the longest that Pattern matches within what is
// left before the last such place in it is next. And once Validate has refused one of a detector's candidates, it refuses
// at most seven more that start within it; then none is tried before its end. (That does not count where Alone is zero
// and a keyword decides, except by field name.)
//
// Matches of one detector are found from left to right and do not overlap; where likelihood is zero there is no match.
// This section is the meaning; the reference implementation in the tests says it in code, and a fuzz test holds [Set.Find]
// equal to it. Where matches of different detectors overlap, see [Set.Find].
//
// # What a keyword near is
//
// One of Keywords that lies wholly in the KeywordBefore bytes before c, or in the KeywordAfter bytes after it and before
// the end of its line. In a text with fields: one in the name of c's field, or near c as before and wholly within the value.
type Detector struct {
	// InfoType is what is found.
	InfoType InfoType
	// Group is the heading under which documentation lists it: "Financial", "Credentials", "Government: Europe", …
	Group string
	// Doc is one line that names the standard followed, with its source.
	Doc string
	// Pattern is the RE2 specification of a candidate, without boundaries, anchors or look-around.
	Pattern string
	// MaxLen is the length of the longest candidate, in bytes, at most the package's MaxLen.
	MaxLen int
	// Scan is Pattern by hand: the length of the longest match of Pattern that starts at text[0], or 0. It must not look at
	// more than the detector's MaxLen bytes. Optional; a fuzz test holds the two equal.
	Scan func(text []byte) int
	// Validate accepts or refuses a candidate by checksum, range or registry. It must not retain or change it. Nil accepts.
	Validate func(candidate []byte) bool
	// Keywords are words or phrases, in lower case and in the languages of those who use the identifier, that make the
	// candidate likelier when they stand near it or in the name of its field. They match whole words, without regard to case
	// and to the accents of Latin letters. A word ends where letters do, and within them at a change of case: camelCase,
	// SSNNumber; a letter after a digit begins none (keyword_words.go says all of it). A space in a phrase stands for nothing
	// or for any run of spaces, '_', '-', '.' and '\'': "social security number" is in social_security_number,
	// socialSecurityNumber and SOCIALSECURITY-NUMBER. A phrase in text is at most KeywordBefore bytes.
	Keywords []string
	// OtherNames are words or phrases, written and matched as Keywords are, that say in the name of a field that its values are
	// something else: orders, parts, tracking numbers. Without a keyword, a match there is one step less likely than Alone, but
	// Unlikely at least.
	OtherNames []string
	// FieldNames, when not empty, makes this a detector of fields: the candidates are the values of fields whose name is one
	// of these. They match as Keywords do, but as the whole name or its last words, a number at its end aside: the fields
	// customer_first_name and firstName2 are a "first name", first_name_source is not. The likelihood is always Near, since
	// the name is the keyword; Alone and Keywords count for nothing. The values are:
	//
	//   - Every value of a column of such a name (Fields.Each). Pattern must match all of it.
	//   - In any text, what follows such a name and ':', '=', ":=" or "=>". The name may stand in quotes, and up to 16 blanks
	//     on each side of the separator. If the value stands in quotes (", ' or `; a backslash hides the byte after it) that
	//     close on its line, Pattern must match all of it. Else the candidate is at the value's begin, as for any detector, in
	//     what is left of the line up to a double quote or a comma.
	//   - Where Fields.At says that the value is in a field and the name is not, as in JSON: that field, if it has such a name.
	//     Pattern must match all of it.
	//
	// "All of it" leaves out blanks and a pair of quotes around a value, and needs not be a token. Scalars in a JSON array
	// follow no name.
	FieldNames []string
	// Alone and Near are the likelihoods without and with a keyword. Alone zero: not a match without a keyword.
	Alone, Near Likelihood
	// Examples must be found, Counterexamples must not, each as a whole text of its own. All of them are made up.
	Examples, Counterexamples []string
}

// A Match is where a detector found something: text[Start:End].
type Match struct {
	InfoType   InfoType
	Likelihood Likelihood
	Start, End int
}

// A Field is one value of structured text and its name.
type Field struct {
	Name       string // column header or JSON path with '.' between steps; "" when it has none
	Start, End int    // the value is text[Start:End]
}

// Fields describes the structure of a text to [Set.Find], as far as its format knows it. The zero value says that the
// text has none, and that context is what stands near a candidate. A field's name is context exactly as a keyword near
// is, and in a text with fields nothing outside a candidate's own field is.
//
// The functions are called by the goroutine of Find, during it. Strings they return are not kept after it.
type Fields struct {
	// Names lists every name that the text's fields may have, where it is known before the text is parsed (columns).
	// Find uses it to drop at once what only a keyword could make a match, so a keyword in a name that is not listed does not
	// count. Nil when the names stand in the text itself, in double quotes and before a colon (JSON); then a keyword that is in no
	// such name does not count as one of a field.
	Names []string
	// At returns the field that holds the byte at offset. Find calls it rarely, and with offsets that mostly ascend, so
	// that a parser may go on from its last answer. A Field that does not hold offset says that no field does: then there is
	// no context. Nil when the text has no fields.
	At func(offset int) Field
	// Each calls yield for every value of the fields (by their index in Names) for which want is true, in ascending order,
	// until yield returns false; a value's bounds and name are those that At gives for the bytes in it. It is called before At. Nil
	// when Names is nil.
	Each func(want func(name int) bool, yield func(name, start, end int) bool)
}
