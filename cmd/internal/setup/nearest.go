package setup

import (
	"cmp"
	"slices"
	"strings"
)

// nearest returns up to three of names that a user who wrote name may have meant: those at the smallest edit distance, if
// it is small beside the length, and else those that hold name or a word of it.
func nearest(name string, names []string) []string {
	if name == "" || len(name) > 64 {
		return nil
	}
	type candidate struct {
		name     string
		distance int
	}
	fold := strings.ToLower(name)
	var near []candidate
	for _, n := range names {
		lower := strings.ToLower(n)
		d := distance(fold, lower)
		switch {
		case d <= 1+len(name)/4:
		case len(fold) >= 3 && strings.Contains(lower, fold):
			d = 100
		default:
			continue
		}
		near = append(near, candidate{n, d})
	}
	slices.SortStableFunc(near, func(a, b candidate) int { return cmp.Compare(a.distance, b.distance) })
	var out []string
	for _, c := range near[:min(len(near), 3)] {
		if len(out) > 0 && c.distance > near[0].distance+1 {
			break
		}
		out = append(out, c.name)
	}
	return out
}

// distance is the Levenshtein distance between two short strings, in bytes.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)]
}
