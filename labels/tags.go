package labels

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Limits of S3 object tags, in UTF-16 units, and what all tag-aware AWS services accept in them: see safeByte.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html
const (
	maxTagKey   = 128
	maxTagValue = 256
)

// Keys are the keys of the tags that a label is written as.
type Keys struct {
	Classification string // the level
	Types          string // the infoTypes
	By             string // the [Stamp]
}

// DefaultKeys returns data-classification, data-types and data-classified-by.
func DefaultKeys() Keys {
	return Keys{Classification: "data-classification", Types: "data-types", By: "data-classified-by"}
}

// List returns the keys in the order of the fields.
func (k Keys) List() []string { return []string{k.Classification, k.Types, k.By} }

// Check says what is wrong with the keys, or nil: each has 1 to 128 of the characters that are safe everywhere, does not
// begin with "aws:", and no two are equal. Case does not tell keys apart here, because IAM ignores it in the names of
// condition keys such as s3:ExistingObjectTag/key.
func (k Keys) Check() error {
	var errs []error
	seen := make(map[string]bool)
	for _, key := range k.List() {
		lower := strings.ToLower(key)
		switch {
		case key == "":
			errs = append(errs, errors.New("a tag key is empty"))
		case len(key) > maxTagKey:
			errs = append(errs, fmt.Errorf("tag key of %d characters: S3 takes %d", len(key), maxTagKey))
		case !isSafe(key):
			errs = append(errs, fmt.Errorf("tag key %q: want letters, digits, + - = . _ : / @ and inner spaces", key))
		case strings.HasPrefix(lower, "aws:"):
			errs = append(errs, fmt.Errorf("tag key %q: AWS reserves keys that begin so", key))
		case seen[lower]:
			errs = append(errs, fmt.Errorf("tag key %q is there twice", key))
		}
		seen[lower] = true
	}
	return oneLine(errs)
}

// A Stamp says what a label was made by and from, so that a reader can tell a label that is out of date.
type Stamp struct {
	Scanner string // name and version: "assay/0.1.0"
	Ruleset string // digest of detectors and scheme
	ETag    string // of the bytes that were read, without quotes; "" when not known
}

// The longest parts of a written stamp. With their names between them they fit in a tag's value.
const (
	maxScanner = 64
	maxRuleset = 64
	maxETag    = 88
)

// Written returns the stamp as tags carry it: compare a stamp that was read back with this. Parts that a tag cannot
// carry as they are, which AWS never makes, are replaced by a digest.
func (s Stamp) Written() Stamp {
	part := func(s string, limit int) string {
		if len(s) <= limit && isSafe(s) && !strings.ContainsRune(s, ' ') {
			return s
		}
		sum := sha256.Sum256([]byte(s))
		return "sha256:" + hex.EncodeToString(sum[:16])
	}
	w := Stamp{Scanner: part(s.Scanner, maxScanner), Ruleset: part(s.Ruleset, maxRuleset)}
	if s.ETag != "" {
		w.ETag = part(s.ETag, maxETag)
	}
	return w
}

// The parts of a stamp's value.
const (
	rulesetPart = "ruleset/"
	etagPart    = "etag/"
	partialPart = "partial"
)

// Tags returns the label as tags, three always, with values of at most 256 characters that are safe everywhere:
//
//	data-classification  restricted
//	data-types           US_SSN EMAIL_ADDRESS
//	data-classified-by   assay/0.1.0 ruleset/1a2b3c4d etag/9b2cf535f27731c974343645a3985328 partial
//
// The infoTypes are those of the label in its order, with one space between two, so that a policy can match
// "*US_SSN*"; if they do not fit, the last word is "+N" for the N that are missing (and "*+*" matches that). The word
// "partial" says that the label is not Complete.
func (l Label) Tags(k Keys, s Stamp) map[string]string {
	s = s.Written()
	by := s.Scanner + " " + rulesetPart + s.Ruleset
	if s.ETag != "" {
		by += " " + etagPart + s.ETag
	}
	if !l.Complete {
		by += " " + partialPart
	}
	return map[string]string{k.Classification: l.Level.String(), k.Types: l.types(), k.By: by}
}

// types returns as many infoTypes as fit in a tag's value.
func (l Label) types() string {
	var b strings.Builder
	for i, t := range l.InfoTypes {
		word := safeWord(string(t))
		if i > 0 {
			word = " " + word
		}
		more := "" // what must still fit behind this word
		if n := len(l.InfoTypes) - i - 1; n > 0 {
			more = " +" + strconv.Itoa(n)
		}
		if b.Len()+len(word)+len(more) > maxTagValue {
			rest := " +" + strconv.Itoa(len(l.InfoTypes)-i)
			if i == 0 {
				rest = rest[1:]
			}
			b.WriteString(rest)
			break
		}
		b.WriteString(word)
	}
	return b.String()
}

// ParseTags reads a label back from an object's tags: its level and stamp. It is false, with Unknown, unless the tags
// are what [Label.Tags] could have written. Anyone who may tag an object can write such tags too: what it returns is a
// hint, as for the level an object had before, and never a reason to leave an object unread.
func ParseTags(k Keys, tags map[string]string) (Level, Stamp, bool) {
	level, err := ParseLevel(tags[k.Classification])
	if err != nil {
		return Unknown, Stamp{}, false
	}
	by := tags[k.By]
	if len(by) > maxTagValue {
		return Unknown, Stamp{}, false
	}
	words := strings.Split(by, " ")
	partial := false
	if last := len(words) - 1; words[last] == partialPart {
		partial, words = true, words[:last]
	}
	if len(words) < 2 || len(words) > 3 {
		return Unknown, Stamp{}, false
	}
	s := Stamp{Scanner: words[0]}
	ruleset, ok := strings.CutPrefix(words[1], rulesetPart)
	if !ok {
		return Unknown, Stamp{}, false
	}
	s.Ruleset = ruleset
	if len(words) == 3 {
		if s.ETag, ok = strings.CutPrefix(words[2], etagPart); !ok || s.ETag == "" {
			return Unknown, Stamp{}, false
		}
	}
	// A level that contradicts its own stamp, or parts that are never written so, are not a label of ours.
	if s != s.Written() || partial && level == Public || !partial && level == Unknown {
		return Unknown, Stamp{}, false
	}
	return level, s, true
}

// safeByte says whether every tag-aware service takes c: letters, digits, space and + - = . _ : / @
func safeByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte(" +-=._:/@", c) >= 0
}

// isSafe says whether s is safe bytes, not empty, without a space at either end.
func isSafe(s string) bool {
	for i := range len(s) {
		if !safeByte(s[i]) {
			return false
		}
	}
	return s != "" && s[0] != ' ' && s[len(s)-1] != ' '
}

// safeWord replaces what is not safe in s, spaces among it, by '_', so that a badly named infoType stays one word.
func safeWord(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c == ' ' || c == '+' || !safeByte(c) {
			b[i] = '_'
		}
	}
	return string(b)
}
