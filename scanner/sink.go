package scanner

import (
	"cmp"
	"hash/maphash"
	"io"
	"slices"

	"github.com/seed-4750cad8/assay/detectors"
)

// sink is what one decoder pushes to: it knows the path of the member being decoded.
type sink struct {
	walk     *walk
	path     string // of this member, "" for the object itself
	depth    int
	reserved []*reservation
}

func (s *sink) Problem(kind Kind, member string) {
	if member != "" {
		member = join(s.path, member)
	} else {
		member = s.path
	}
	s.walk.problem(kind, member)
}

func (s *sink) Member(name string, r io.Reader) error {
	w := s.walk
	if err := w.live(); err != nil {
		return err
	}
	limits := &w.scanner.limits
	child := &sink{walk: w, path: join(s.path, name), depth: s.depth + 1}
	if child.depth > limits.Depth {
		w.problem(TooDeep, child.path)
		return nil
	}
	if w.members++; w.members > limits.Members {
		w.problem(TooLarge, s.path)
		return w.stop(errStop)
	}
	w.decode(Input{Name: name, Size: -1, Body: &memberReader{walk: w, r: r, path: child.path}}, child)
	return w.stopped
}

// memberReader counts what members expand to. Its errors are the member's, not the object's.
type memberReader struct {
	walk *walk
	r    io.Reader
	path string
}

func (m *memberReader) Read(p []byte) (int, error) {
	w := m.walk
	if err := w.live(); err != nil {
		return 0, err
	}
	n, err := m.r.Read(p)
	w.decoded += int64(n)
	limits := &w.scanner.limits
	switch {
	case w.size >= 0 && w.decoded > RatioFloor && (w.decoded-RatioFloor)/limits.Ratio > w.size:
		w.problem(Bomb, m.path)
		return n, w.stop(errStop)
	case w.decoded > limits.Decoded:
		w.problem(TooLarge, m.path)
		return n, w.stop(errStop)
	}
	return n, err
}

// A reservation is memory that a decoder holds.
type reservation struct {
	walk *walk
	n    int64
}

func (r *reservation) release() {
	n := r.n
	r.n = 0
	if n == 0 {
		return
	}
	if r.walk.reserved -= n; r.walk.reserved == 0 {
		<-r.walk.scanner.reserve
	}
}

// Reserve takes from the object's own allowance. An object that holds any has one of the scanner's few places for such
// objects, and keeps it until all is released: so members of one object never wait for each other, and what one object may
// have does not depend on the others.
func (s *sink) Reserve(n int64) (func(), error) {
	w := s.walk
	if err := w.live(); err != nil {
		return nil, err
	}
	if n <= 0 {
		return func() {}, nil
	}
	if n > w.scanner.limits.Memory-w.reserved {
		return nil, TooLarge
	}
	if w.reserved == 0 {
		select {
		case w.scanner.reserve <- struct{}{}:
		case <-w.ctx.Done():
			return nil, w.stop(w.ctx.Err())
		}
	}
	w.reserved += n
	r := &reservation{walk: w, n: n}
	s.reserved = append(s.reserved, r)
	return r.release, nil
}

// releaseAll gives back what a decoder that crashed still holds.
func (s *sink) releaseAll() {
	for _, r := range s.reserved {
		r.release()
	}
	s.reserved = nil
}

func (s *sink) Block(b Block) error {
	w := s.walk
	if err := w.live(); err != nil {
		return err
	}
	to := b.To
	if to == 0 {
		to = len(b.Text)
	}
	if !b.Aside {
		w.report.Blocks++
		w.report.Bytes += int64(to - b.From)
	}
	w.matches = w.scanner.set.Find(w.matches[:0], b.Fields, b.Text)
	from := b.From
	if len(w.scanner.readers) > 0 && !b.Aside && !b.Copy {
		from, to = seam(b.Text, from), seam(b.Text, to)
		if err := s.recognize(&b, from, to); err != nil {
			return err
		}
	}
	again := w.readAgain(&b)
	report := func(m detectors.Match, value []byte) {
		if m.Start >= from && m.Start < to && m.Likelihood >= w.scanner.min {
			s.match(&b, m, value)
		}
	}
	for _, m := range w.matches {
		for ; len(again) > 0 && again[0].Start < m.Start; again = again[1:] {
			report(again[0].Match, again[0].value)
		}
		report(m, b.Text[m.Start:m.End])
	}
	for _, m := range again {
		report(m.Match, m.value)
	}
	return nil
}

type findingKey struct {
	infoType detectors.InfoType
	field    string
}

// A counter is a finding being counted.
type counter struct {
	finding  Finding
	distinct sketch
}

// join adds what other counted. The first occurrences stay, at most so many.
func (c *counter) join(other *counter, occurrences int) {
	f, o := &c.finding, &other.finding
	f.Likelihood = max(f.Likelihood, o.Likelihood)
	f.Count += o.Count
	f.Occurrences = append(f.Occurrences, o.Occurrences...)
	slices.SortStableFunc(f.Occurrences, func(a, b Location) int {
		return cmp.Or(cmp.Compare(a.Member, b.Member), cmp.Compare(a.Offset, b.Offset))
	})
	f.Occurrences = f.Occurrences[:min(len(f.Occurrences), occurrences)]
	c.distinct.join(&other.distinct)
}

// otherFields is the field of findings past Limits.Findings.
const otherFields = "(other)"

// match counts the match m of b, whose text says value there.
func (s *sink) match(b *Block, m detectors.Match, value []byte) {
	w := s.walk
	key := findingKey{infoType: m.InfoType}
	if b.Fields.At != nil {
		key.field = b.Fields.At(m.Start).Name
	}
	c := w.counter(key)
	f := &c.finding
	f.Likelihood = max(f.Likelihood, m.Likelihood)
	count := int64(1)
	switch {
	case b.Copy && len(f.Occurrences) > 0:
		return
	case b.Copy:
		count = 0
	case b.Count != nil:
		count = max(1, b.Count(m.Start))
	}
	if f.Count == 0 {
		f.Occurrences = f.Occurrences[:0] // those of copies, if any
	}
	f.Count += count
	hash := maphash.Bytes(w.scanner.seed, value)
	c.distinct.add(hash)
	w.naming.matched(hash, m)
	if len(f.Occurrences) < w.scanner.limits.Occurrences {
		var l Location
		if b.Locate != nil {
			l = b.Locate(m.Start)
		}
		l.Member = w.naming.safe(w.scanner.nameSet, s.path)
		f.Occurrences = append(f.Occurrences, l)
	}
}

// counter returns the counter of key, whose field is as its format calls it.
func (w *walk) counter(key findingKey) *counter {
	for _, r := range w.recent {
		if r.counter != nil && r.key == key {
			return r.counter
		}
	}
	r := recent{key: key}
	key.field = w.naming.safe(w.scanner.nameSet, key.field)
	c := w.findings[key]
	if c == nil && len(w.findings) >= w.scanner.limits.Findings {
		key.field = otherFields
		c = w.findings[key]
	}
	if c == nil {
		c = &counter{}
		w.findings[key] = c
	}
	r.counter = c
	copy(w.recent[1:], w.recent[:])
	w.recent[0] = r
	return c
}

// A recent is a counter that was asked for not long ago: few fields have most matches, and maps need the hashes of two strings.
type recent struct {
	key findingKey // its field as its format calls it
	*counter
}
