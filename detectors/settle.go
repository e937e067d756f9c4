package detectors

import (
	"cmp"
	"slices"
)

// A found is a match before overlaps are settled.
type found struct {
	Match
	detector int // index in the list
	reach    int // the greatest End of this and all before it, in the order of starts
	dropped  bool
	kept     bool
}

// better says that a wins where a and b overlap: the likelier, then the longer, then the earlier in the list, then in text.
func (a *found) compare(b *found) int {
	return cmp.Or(
		-cmp.Compare(a.Likelihood, b.Likelihood),
		-cmp.Compare(a.End-a.Start, b.End-b.Start),
		cmp.Compare(a.detector, b.detector),
		cmp.Compare(a.Start, b.Start),
	)
}

// sortFound sorts all, which is nearly sorted, by Start and then from the best to the worst.
func sortFound(all []found) {
	moves := 4 * len(all) // more would be slower than to sort it as if it were not
	for i := 1; i < len(all); i++ {
		if !all[i].before(&all[i-1]) {
			continue
		}
		at := all[i]
		k := i
		for ; k > 0 && at.before(&all[k-1]); k-- {
			all[k] = all[k-1]
			moves--
		}
		all[k] = at
		if moves < 0 {
			slices.SortFunc(all, func(a, b found) int { return cmp.Or(cmp.Compare(a.Start, b.Start), a.compare(&b)) })
			return
		}
	}
}

// mergeFound sorts all and more, each of which is nearly sorted, and returns them as one, in the array of all.
func mergeFound(all, more []found) []found {
	sortFound(all)
	sortFound(more)
	a, b := len(all)-1, len(more)-1
	all = append(all, more...)
	for to := len(all) - 1; b >= 0; to-- {
		if a >= 0 && more[b].before(&all[a]) {
			all[to] = all[a]
			a--
		} else {
			all[to] = more[b]
			b--
		}
	}
	return all
}

// before says whether a is sorted before b.
func (a *found) before(b *found) bool {
	return a.Start < b.Start || a.Start == b.Start && a.compare(b) < 0
}

// settle appends to dst the matches of all that win against each other they overlap and that was not dropped itself: from
// the best to the worst, a match is kept if it overlaps none that was kept before. The result ascends by Start. It reorders
// all, and uses order as scratch, which it returns.
func settle(dst []Match, all []found, order []int32) ([]Match, []int32) {
	sortFound(all)
	for lo := 0; lo < len(all); {
		// A cluster: matches that hang together by overlaps.
		hi, reach := lo, all[lo].End
		for ; hi < len(all) && (hi == lo || all[hi].Start < reach); hi++ {
			reach = max(reach, all[hi].End)
			all[hi].reach = reach
		}
		if hi-lo > 1 {
			order = settleCluster(all[lo:hi], order[:0])
		} else {
			all[lo].kept = true
		}
		lo = hi
	}
	for i := range all {
		if all[i].kept {
			dst = append(dst, all[i].Match)
		}
	}
	return dst, order
}

func settleCluster(cluster []found, order []int32) []int32 {
	for i := range cluster {
		order = append(order, int32(i))
	}
	slices.SortFunc(order, func(i, j int32) int { return cluster[i].compare(&cluster[j]) })
	for _, i := range order {
		m := &cluster[i]
		if m.dropped {
			continue
		}
		m.kept = true
		for j := int(i) + 1; j < len(cluster) && cluster[j].Start < m.End; j++ {
			cluster[j].dropped = true
		}
		for j := int(i) - 1; j >= 0 && cluster[j].reach > m.Start; j-- {
			if cluster[j].End > m.Start {
				cluster[j].dropped = true
			}
		}
	}
	return order
}
