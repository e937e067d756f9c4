package scanner

import "github.com/seed-4750cad8/assay/detectors"

// A Reading is what parts of a block's text say once their escapes are undone that are not the format's own: the
// jane%40example.org of a URL in a log. The block's text is searched as it is, too, since what looks like an escape may be
// none; what both readings say is reported once.
type Reading struct {
	Text   []byte
	Fields detectors.Fields // of this text, as those of the block
	// Place returns where in the block's text the match text[start:end] comes from. It returns false for a match without an
	// escape in it or beside it: that is the block's text's own affair.
	Place func(start, end int) (from, to int, ok bool)
}

// A reread is a match that only the other reading of a block has: its place in the block's text, and what it is.
type reread struct {
	detectors.Match
	value []byte
}

// readAgain searches the other reading of b, if there is one, and returns what it has that the block's own matches, which are
// in w.matches, have not, in ascending order. Where both have an infoType they are one match, as likely as the likelier.
func (w *walk) readAgain(b *Block) []reread {
	w.again = w.again[:0]
	if b.Other == nil {
		return nil
	}
	w.others = w.scanner.set.Find(w.others[:0], b.Other.Fields, b.Other.Text)
	first := 0 // of the matches that end behind the one at hand
	for _, m := range w.others {
		value := b.Other.Text[m.Start:m.End]
		var ok bool
		if m.Start, m.End, ok = b.Other.Place(m.Start, m.End); !ok {
			continue
		}
		for first < len(w.matches) && w.matches[first].End <= m.Start {
			first++
		}
		known := false
		for i := first; i < len(w.matches) && w.matches[i].Start < m.End; i++ {
			if own := &w.matches[i]; own.InfoType == m.InfoType {
				own.Likelihood = max(own.Likelihood, m.Likelihood)
				known = true
			}
		}
		if !known {
			w.again = append(w.again, reread{m, value})
		}
	}
	return w.again
}
