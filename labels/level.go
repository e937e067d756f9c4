// Package labels turns a scanner's report into a label: how sensitive an object is, and why.
//
// It owns the sensitivity levels, the scheme of rules that decides between them, and how a label is written as tags. It
// knows nothing of S3, policies or inventories.
package labels

import "fmt"

// A Level is a sensitivity level. The zero value, Unknown, is not the lowest level: it says that nothing is known, and
// policies must treat it like the highest.
type Level uint8

// The levels, in ascending order.
const (
	Unknown      Level = iota // not read, or not in full and nothing found
	Public                    // read in full, and nothing found
	Internal                  // weak or few findings
	Confidential              // personal data
	Restricted                // secrets, or personal data that does harm when it leaks
)

var levelNames = [...]string{Unknown: "unknown", Public: "public", Internal: "internal", Confidential: "confidential", Restricted: "restricted"}

// String returns the level's name as it stands in tags, rows and schemes.
func (l Level) String() string {
	if l > Restricted {
		return levelNames[Unknown]
	}
	return levelNames[l]
}

// ParseLevel is the inverse of [Level.String].
func ParseLevel(s string) (Level, error) {
	for l, name := range levelNames {
		if name == s {
			return Level(l), nil
		}
	}
	return Unknown, fmt.Errorf("unknown level %q: want unknown, public, internal, confidential or restricted", s)
}

// MarshalText implements [encoding.TextMarshaler].
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (l *Level) UnmarshalText(text []byte) (err error) {
	*l, err = ParseLevel(string(text))
	return err
}
