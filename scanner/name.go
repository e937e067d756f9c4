package scanner

import (
	"hash/maphash"
	"slices"
	"strings"

	"github.com/seed-4750cad8/assay/detectors"
)

// This file makes the names of members and fields fit for a report. Names come from the object: a table without a header has data
// in its first row, a map may be keyed by e-mail address or password, an archive may hold "jane.doe@example.com.txt". So each is
// searched like any text, and in the end also compared with what matched anywhere in the object; what is found is replaced by its
// infoType.

const (
	// maxName is the most bytes of a name that a report holds.
	maxName = 256
	// maxRead is the most bytes of a name that are looked at, and of a path that is made. Nothing is told of the second half of as
	// many: there a match could be cut off.
	maxRead = 2 * detectors.MaxLen
	// maxNames bounds the names that are remembered for one object, and maxRemembered their length in bytes: JSON paths can be endless.
	maxNames, maxRemembered = 4096, 1024
	// maxValues bounds the values that are remembered, as hashes, for one object.
	maxValues = 1 << 14
	// maxParts bounds the parts of a name that are compared with values.
	maxParts = 32
)

// join makes the path of a member.
func join(path, name string) string {
	name = name[:min(len(name), maxRead)]
	if path == "" {
		return name
	}
	path = path[:min(len(path), maxRead)]
	return path + "!/" + name
}

// plainTypes returns the infoTypes that set finds in whatever text, without a keyword or the name of a field: so in names, too, and
// their values need not be remembered.
func plainTypes(set *detectors.Set) map[detectors.InfoType]bool {
	plain := make(map[detectors.InfoType]bool)
	for _, d := range set.Detectors() {
		always, known := plain[d.InfoType]
		plain[d.InfoType] = (always || !known) && d.Alone > 0 && len(d.FieldNames) == 0
	}
	return plain
}

// naming is what is known of the names in one object, and of the values that no name may tell. The zero value is ready for use.
type naming struct {
	known  map[string]string // as the format calls them, and as they may be reported
	values map[uint64]detectors.InfoType
}

// matched remembers that a value of a hash matched.
func (n *naming) matched(value uint64, m detectors.Match) {
	if m.End-m.Start > maxName || len(n.values) >= maxValues {
		return
	}
	if n.values == nil {
		n.values = make(map[uint64]detectors.InfoType)
	}
	n.values[value] = m.InfoType
}

// safe returns a name with what set finds in it replaced.
func (n *naming) safe(set *detectors.Set, name string) string {
	if name == "" {
		return ""
	}
	if safe, ok := n.known[name]; ok {
		return safe
	}
	text := []byte(name[:min(len(name), maxRead)])
	matches := set.Find(nil, detectors.Fields{}, text)
	slices.SortFunc(matches, func(a, b detectors.Match) int { return a.Start - b.Start })
	end := len(text)
	if end < len(name) {
		end /= 2
	}
	var out []byte
	from := 0
	for _, m := range matches {
		if m.Start < from || m.Start >= end {
			continue
		}
		out = append(out, text[from:m.Start]...)
		out = appendInfoType(out, m.InfoType)
		from = m.End
	}
	out = append(out, text[min(from, end):end]...)
	if len(out) > maxName || end < len(name) {
		out = append(out[:min(len(out), maxName)], "…"...)
	}
	safe := string(out)
	if len(n.known) < maxNames && len(name) <= maxRemembered {
		if n.known == nil {
			n.known = make(map[string]string)
		}
		n.known[name] = safe
	}
	return safe
}

// withhold returns a safe name with what is a value that matched replaced: all of it, or some of its parts. Values past the first
// maxValues are not known. The seed is that of their hashes.
func (n *naming) withhold(seed maphash.Seed, name string) string {
	if name == "" || len(n.values) == 0 {
		return name
	}
	type part struct{ start, end int }
	var parts []part
	for at := 0; at <= len(name) && len(parts) < maxParts; {
		end := strings.IndexAny(name[at:], "./!")
		if end < 0 {
			end = len(name) - at
		}
		parts = append(parts, part{at, at + end})
		at += end + 1
	}
	if len(parts) == maxParts {
		parts[maxParts-1].end = len(name)
	}
	var out []byte
	from := 0
	for i := 0; i < len(parts); i++ {
		for k := len(parts) - 1; k >= i; k-- { // the longest first: a value may hold what parts are told by
			start, end := parts[i].start, parts[k].end
			infoType, ok := n.values[maphash.String(seed, name[start:end])]
			if !ok || start == end {
				continue
			}
			out = append(out, name[from:start]...)
			out = appendInfoType(out, infoType)
			from, i = end, k
			break
		}
	}
	if from == 0 {
		return name
	}
	return string(append(out, name[from:]...))
}

func appendInfoType(dst []byte, infoType detectors.InfoType) []byte {
	dst = append(dst, '<')
	dst = append(dst, infoType...)
	return append(dst, '>')
}
