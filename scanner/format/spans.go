package format

import (
	"cmp"
	"iter"
	"slices"
)

// A span is the bytes of a file from start to before end. One that ends where it begins is none.
type span struct{ start, end int64 }

// size sets how many bytes s has.
func (s *span) size(n int64) { s.end = s.start + n }

// Spans are those parts of a file that were seen. Entries mostly follow each other, and then are one span. Their number is
// bounded: an archive whose entries are in disorder may be of more than that, and is lost.
type spans struct {
	list []span
	lost bool
}

const maxSpans = 16 << 10

func (s *spans) add(start, end int64) {
	if n := len(s.list); n > 0 && s.list[n-1].start <= start && start <= s.list[n-1].end {
		s.list[n-1].end = max(s.list[n-1].end, end)
		return
	}
	s.list = append(s.list, span{start, end})
	if len(s.list) == maxSpans {
		s.merge()
		if len(s.list) > maxSpans/2 {
			s.list, s.lost = s.list[:0], true
		}
	}
}

// merge puts the spans in order and joins those that touch.
func (s *spans) merge() {
	slices.SortFunc(s.list, func(a, b span) int { return cmp.Compare(a.start, b.start) })
	kept := s.list[:0]
	for _, p := range s.list {
		if n := len(kept); n > 0 && p.start <= kept[n-1].end {
			kept[n-1].end = max(kept[n-1].end, p.end)
		} else {
			kept = append(kept, p)
		}
	}
	s.list = kept
}

// gaps yields what no span holds of a file of that size, in ascending order.
func (s *spans) gaps(size int64) iter.Seq[span] {
	return func(yield func(span) bool) {
		s.merge()
		at := int64(0)
		for _, p := range s.list {
			if at < p.start && !yield(span{at, p.start}) {
				return
			}
			at = p.end
		}
		if at < size {
			yield(span{at, size})
		}
	}
}
