package scanner

import (
	"hash/maphash"
	"slices"

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
	// maxEdges bounds the places in a name at which a value may begin or end. Each pair of them is looked up.
	maxEdges = 96
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

// withhold returns a safe name with what is a value that matched replaced, all of it or some of it: a value may begin and end
// wherever letters and digits do, for in a name it may be joined to what keeps a search from seeing it. Of a name with more such places
// than maxEdges the rest is left out. Values past the first maxValues are not known. The seed is that of their hashes.
func (n *naming) withhold(seed maphash.Seed, name string) string {
	if name == "" || len(n.values) == 0 {
		return name
	}
	edges := edgesOf(name)
	end, cut := len(name), ""
	if last := edges[len(edges)-1]; last < end {
		end, cut = last, "…"
	}
	var out []byte
	from := 0
	for i := 0; i < len(edges); i++ {
		for k := len(edges) - 1; k > i; k-- { // the longest first
			infoType, ok := n.values[maphash.String(seed, name[edges[i]:edges[k]])]
			if !ok {
				continue
			}
			out = append(out, name[from:edges[i]]...)
			out = appendInfoType(out, infoType)
			from, i = edges[k], k-1 // the next value may begin where this one ends
			break
		}
	}
	if from == 0 && cut == "" {
		return name
	}
	return string(append(append(out, name[from:end]...), cut...))
}

// edgesOf returns the offsets in a name before and behind each byte that is no ASCII letter or digit, and its begin and end: at most
// maxEdges, in ascending order.
func edgesOf(name string) (edges []int) {
	add := func(at int) {
		if n := len(edges); n < maxEdges && (n == 0 || edges[n-1] < at) {
			edges = append(edges, at)
		}
	}
	add(0)
	for i := range len(name) {
		if c := name[i]; c < '0' || c > '9' && c|0x20 < 'a' || c|0x20 > 'z' {
			add(i)
			add(i + 1)
		}
	}
	add(len(name))
	return edges
}

func appendInfoType(dst []byte, infoType detectors.InfoType) []byte {
	dst = append(dst, '<')
	dst = append(dst, infoType...)
	return append(dst, '>')
}
