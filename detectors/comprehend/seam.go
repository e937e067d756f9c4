package comprehend

import (
	"cmp"
	"slices"
	"sort"
)

// A place is an entity without its score.
type place struct {
	kind       kind
	start, end int32
}

func (e entity) place() place { return place{e.kind, e.start, e.end} }

// merge joins what was found in two parts of a text that share seam: an entity in it is found twice and counted once. One
// that only one part found, inside of one of the same kind that only the other part found, was cut off by its part's end:
// it is dropped.
func merge(first, second []entity, seam span) []entity {
	inFirst, inSecond := placesIn(first, seam), placesIn(second, seam)
	onlyFirst, onlySecond := coverOf(inFirst, inSecond), coverOf(inSecond, inFirst)
	merged := make([]entity, 0, len(first)+len(second))
	for _, e := range first {
		p := e.place()
		if inFirst[p] && !inSecond[p] && onlySecond.has(p) {
			continue
		}
		merged = append(merged, e)
	}
	for _, e := range second {
		p := e.place()
		if inFirst[p] || inSecond[p] && onlyFirst.has(p) {
			continue
		}
		merged = append(merged, e)
	}
	return merged
}

// placesIn returns where entities touch seam.
func placesIn(entities []entity, seam span) map[place]bool {
	set := make(map[place]bool)
	for _, e := range entities {
		if int(e.end) > seam.start && int(e.start) < seam.end {
			set[e.place()] = true
		}
	}
	return set
}

// A cover is places by kind and start, each with the furthest end of those before it of its kind: what tells in
// logarithmic time whether one of them holds another place.
type cover []place

// coverOf returns the cover of the places that are in own and not in other.
func coverOf(own, other map[place]bool) cover {
	var c cover
	for p := range own {
		if !other[p] {
			c = append(c, p)
		}
	}
	slices.SortFunc(c, func(a, b place) int { return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.start, b.start)) })
	for i := 1; i < len(c); i++ {
		if c[i].kind == c[i-1].kind {
			c[i].end = max(c[i].end, c[i-1].end)
		}
	}
	return c
}

// has says whether p lies within one place of its kind.
func (c cover) has(p place) bool {
	i := sort.Search(len(c), func(i int) bool {
		return cmp.Or(cmp.Compare(c[i].kind, p.kind), cmp.Compare(c[i].start, p.start)) > 0
	})
	return i > 0 && c[i-1].kind == p.kind && c[i-1].end >= p.end
}
