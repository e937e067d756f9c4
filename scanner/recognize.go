package scanner

import (
	"bytes"
	"unicode/utf8"

	"github.com/seed-4750cad8/assay/detectors"
)

// A reading is the scratch of asking recognizers about a block.
type reading struct {
	gate     gate
	evidence evidence
	texts    []Text
	matches  []detectors.Match // of the texts, one behind the other
	starts   []int             // of the texts in the block
	whole    [1]span
}

// seam moves an end of what a block owns back to where a text may be cut: behind a line or a sentence, else a word. Both
// blocks at a seam see the same bytes before it, and so find the same place: every byte is offered to recognizers by exactly
// one of them, and every match is counted once. What that leaves of the context before it is more than a match needs.
func seam(text []byte, at int) int {
	if at <= 0 || at >= len(text) {
		return at
	}
	const reach = Overlap / 4
	from := max(0, at-reach)
	near := text[from:at]
	if i := bytes.LastIndexByte(near, '\n'); i >= 0 {
		return from + i + 1
	}
	if i := bytes.LastIndex(near, []byte(". ")); i >= 0 {
		return from + i + 2
	}
	if i := bytes.LastIndexByte(near, ' '); i >= 0 {
		return from + i + 1
	}
	for back := at; back > from && back > at-utf8.UTFMax; back-- {
		if utf8.RuneStart(text[back]) {
			return back
		}
	}
	return at
}

// recognize offers text[from:to] of a block to all readers, one after the other, and makes w.matches what follows from the
// detectors' matches and theirs. The error is why the whole scan must end.
func (s *sink) recognize(b *Block, from, to int) error {
	w := s.walk
	r := &w.reading
	prose, looked := []span(nil), false
	r.evidence.reset()
	proven := func(m detectors.Match) bool { return w.scanner.prover.proves(m.InfoType, b.Text[m.Start:m.End]) }
	for i, reader := range w.scanner.readers {
		spans := prose
		if reader.Everything {
			r.whole[0] = span{from, to}
			spans = r.whole[:]
		} else if !looked {
			prose, looked = clip(r.gate.prose(b.Text, b.Fields), from, to), true
			spans = prose
		}
		if len(spans) == 0 || from == to {
			continue
		}
		if len(r.evidence.claims) == 0 {
			for _, m := range w.matches {
				r.evidence.claims = append(r.evidence.claims, claim{m, byDetectors})
			}
		}
		r.take(b.Text, spans, w.matches)
		recognitions, err := w.ask(reader.Recognizer, r.texts)
		if err != nil {
			if live := w.live(); live != nil {
				return live
			}
			w.problem(RecognizerFailed, s.path)
			continue
		}
		heard := len(r.evidence.claims) + len(r.evidence.denied)
		for k, found := range recognitions {
			w.report.Usage.Add(Usage{found.Units, found.Cost, found.Sent, found.Withheld})
			if !r.hear(r.texts[k], r.starts[k], found, 1<<(i+1)) {
				w.problem(RecognizerFailed, s.path)
			}
			if found.Problem != "" {
				w.problem(found.Problem, s.path)
			}
		}
		if len(r.evidence.claims)+len(r.evidence.denied) == heard {
			continue
		}
		w.matches = r.evidence.settle(w.matches[:0], proven)
	}
	clear(r.texts) // they hold the block
	return nil
}

// clip returns the parts of spans that lie in text[from:to]. It reuses spans.
func clip(spans []span, from, to int) []span {
	kept := spans[:0]
	for _, p := range spans {
		if p.start, p.end = max(p.start, from), min(p.end, to); p.start < p.end {
			kept = append(kept, p)
		}
	}
	return kept
}

// take makes texts of spans. Each has the matches that lie wholly in it.
func (r *reading) take(text []byte, spans []span, matches []detectors.Match) {
	r.texts, r.matches, r.starts = r.texts[:0], r.matches[:0], r.starts[:0]
	next := 0
	for _, p := range spans {
		first := len(r.matches)
		for next < len(matches) && matches[next].Start < p.start {
			next++
		}
		for ; next < len(matches) && matches[next].Start < p.end; next++ {
			if m := matches[next]; m.End <= p.end {
				m.Start, m.End = m.Start-p.start, m.End-p.start
				r.matches = append(r.matches, m)
			}
		}
		own := len(r.matches)
		r.texts = append(r.texts, Text{Bytes: text[p.start:p.end:p.end], Matches: r.matches[first:own:own]})
		r.starts = append(r.starts, p.start)
	}
}

// ask calls a recognizer. One that panics, or answers for other texts than were asked about, has failed; what it panicked with
// may hold content and is dropped.
func (w *walk) ask(recognizer Recognizer, texts []Text) (found []Recognition, err error) {
	defer func() {
		if recover() != nil {
			err = RecognizerFailed
		}
	}()
	found, err = recognizer.Recognize(w.ctx, texts)
	if err == nil && len(found) != len(texts) {
		err = RecognizerFailed
	}
	return found, err
}

// hear adds what a recognizer found in a text that begins at start to the evidence. It returns false if that makes no sense; then
// the rest is taken all the same.
func (r *reading) hear(t Text, start int, found Recognition, source uint64) (sense bool) {
	sense = true
	for _, m := range found.Matches {
		if m.Start < 0 || m.Start >= m.End || m.End > len(t.Bytes) || m.Likelihood < detectors.Unlikely || m.Likelihood > detectors.VeryLikely {
			sense = false
			continue
		}
		m.Start, m.End = m.Start+start, m.End+start
		r.evidence.claims = append(r.evidence.claims, claim{m, source})
	}
	for _, i := range found.Denied {
		if i < 0 || i >= len(t.Matches) {
			sense = false
			continue
		}
		m := t.Matches[i]
		m.Start, m.End = m.Start+start, m.End+start
		r.evidence.denied = append(r.evidence.denied, m)
	}
	return sense
}
