package scanner

import (
	"cmp"
	"context"
	"errors"
	"hash/maphash"
	"io"
	"slices"
	"time"

	"github.com/seed-4750cad8/assay/detectors"
)

// Limits bound what one object may cost. A limit that was met is a [Problem] of the report, never silence.
type Limits struct {
	Depth       int   // members within members; the object itself is at depth 0
	Members     int64 // members of one object, over all depths
	Decoded     int64 // bytes that members of one object may expand to, over all depths
	Ratio       int64 // the same per byte of the object; the first RatioFloor bytes are free
	Findings    int   // findings of one report; what comes after counts under the field "(other)"
	Occurrences int   // locations kept of one finding
	Problems    int   // problems of one report; what comes after counts under one problem without a member
	Memory      int64 // bytes that one object's decoders may reserve together
	Reserving   int   // objects that may hold reserved memory at once: their product is the memory that all scans share
}

// RatioFloor is how many bytes any object may expand to before [Limits.Ratio] counts: small files compress well.
const RatioFloor = 64 << 20

// DefaultLimits returns limits that let real archives through and stop bombs: deflate cannot exceed 1032:1 and real data
// seldom exceeds 100:1; Macie opens ten levels of archives (AWS, "Quotas for Macie").
func DefaultLimits() Limits {
	return Limits{
		Depth:       10,
		Members:     1_000_000,
		Decoded:     1 << 40,
		Ratio:       250,
		Findings:    500,
		Occurrences: 5,
		Problems:    50,
		Memory:      48 << 20,
		Reserving:   2,
	}
}

// A Scanner scans objects. It is safe for concurrent use; all scans of one Scanner share its reserve of memory.
type Scanner struct {
	set     *detectors.Set
	nameSet *detectors.Set // by which names are searched
	formats []Format
	min     detectors.Likelihood
	limits  Limits
	readers []Reader
	prover  prover       // of what recognizers claim
	seed    maphash.Seed // of distinct counts: fresh for each Scanner and never written anywhere
	reserve chan struct{}
}

// New returns a Scanner that searches with set in what formats decode. Formats are tried in order. Matches below the
// likelihood min are not reported. Readers, at most 32, are asked about free text in order, so those that cost nothing come first:
// each is told what was found before it.
func New(set *detectors.Set, formats []Format, min detectors.Likelihood, limits Limits, readers ...Reader) *Scanner {
	s := &Scanner{
		set:     set,
		nameSet: set,
		formats: formats,
		min:     min,
		limits:  limits,
		readers: readers,
		seed:    maphash.MakeSeed(),
		reserve: make(chan struct{}, max(limits.Reserving, 1)),
	}
	if len(readers) > 0 {
		s.prover = newProver(set.Detectors())
	}
	return s
}

// SearchNames makes the scanner search the names of fields and members by another set than the texts: what must not stand in a report is
// more than what is looked for, where that is only some infoTypes. It must be called before Scan.
func (s *Scanner) SearchNames(set *detectors.Set) { s.nameSet = set }

// Scan reads one object and reports on it. The error, if any, is why the object could not be read: of ctx, or of in's Body
// or At. A bad, locked or hostile object is not an error but a Problem of the report.
func (s *Scanner) Scan(ctx context.Context, in Input) (Report, error) {
	w := &walk{
		scanner:  s,
		ctx:      ctx,
		size:     in.Size,
		until:    in.Until,
		findings: make(map[findingKey]*counter),
	}
	src := &source{walk: w, body: in.Body, at: in.At}
	in.Body = src
	if in.At != nil {
		in.At = (*sourceAt)(src)
	}
	w.report.Format = w.decode(in, &sink{walk: w})
	if w.readErr != nil {
		return Report{}, w.readErr
	}
	if err := ctx.Err(); err != nil {
		return Report{}, context.Cause(ctx)
	}
	return w.finish(), nil
}

// A walk is the scan of one object: the state that all its members share.
type walk struct {
	scanner *Scanner
	ctx     context.Context // a walk lives as long as one call of Scan
	size    int64           // of the object, -1 when not known
	until   time.Time       // when it ends unfinished; zero is never

	report   Report
	findings map[findingKey]*counter
	recent   [4]recent // of findings
	naming   naming
	matches  []detectors.Match // reused
	others   []detectors.Match // reused: of the block's other reading
	again    []reread          // reused
	reading  reading

	members  int64
	decoded  int64 // bytes read from members
	reserved int64 // bytes, while holding one place in scanner.reserve

	stopped error // the whole object must end: a limit, a read error, ctx
	readErr error // of the object's own bytes
}

// errStop is what sinks return once a limit ended the scan of an object. It does not leave the package.
var errStop = errors.New("scan of this object ended")

func (w *walk) stop(err error) error {
	if w.stopped == nil {
		w.stopped = err
	}
	return w.stopped
}

// live returns why the walk must end, or nil.
func (w *walk) live() error {
	if w.stopped != nil {
		return w.stopped
	}
	if err := w.ctx.Err(); err != nil {
		return w.stop(err)
	}
	if !w.until.IsZero() && !time.Now().Before(w.until) {
		w.problem(OutOfTime, "")
		return w.stop(errStop)
	}
	return nil
}

// decode picks the format of in and decodes it into out. It returns the format's name.
func (w *walk) decode(in Input, out *sink) (name string) {
	head := newPeeker(in.Body)
	defer head.free()
	first, err := head.peek()
	if w.live() != nil {
		return ""
	}
	if err != nil && len(first) == 0 {
		w.problem(kindOf(err), out.path)
		return ""
	}
	in.Body = head
	for _, f := range w.scanner.formats {
		if !w.sniff(f, in.Name, first) {
			continue
		}
		switch err := w.run(f, in, out); {
		case w.stopped != nil, err == nil:
		default:
			w.problem(kindOf(err), out.path)
		}
		return f.Name
	}
	w.problem(Unsupported, out.path)
	return ""
}

// sniff and run call into a format, which may panic on hostile bytes. The panic's value may hold content and is dropped.
func (w *walk) sniff(f Format, name string, head []byte) (yes bool) {
	defer func() {
		if recover() != nil {
			yes = false
		}
	}()
	return f.Sniff(name, head)
}

func (w *walk) run(f Format, in Input, out *sink) (err error) {
	defer func() {
		if recover() != nil {
			err = DecoderCrashed
		}
		out.releaseAll()
	}()
	return f.Decode(in, out)
}

// kindOf maps a decoder's error to a kind. What is not a Kind is the decoder's way to say that the bytes are wrong: errors
// of the object's own reader never come here.
func kindOf(err error) Kind {
	var k Kind
	if errors.As(err, &k) {
		return k
	}
	return Corrupt
}

func (w *walk) problem(k Kind, member string) {
	member = w.naming.safe(w.scanner.nameSet, member)
	for i := range w.report.Problems {
		if p := &w.report.Problems[i]; p.Kind == k && p.Member == member {
			p.Count++
			return
		}
	}
	if member != "" && len(w.report.Problems) >= w.scanner.limits.Problems {
		w.problem(k, "")
		return
	}
	w.report.Problems = append(w.report.Problems, Problem{Kind: k, Member: member, Count: 1})
}

// finish settles the report.
func (w *walk) finish() Report {
	r := w.report
	switch {
	case len(r.Problems) == 0:
		r.Coverage = Full
	case r.Bytes > 0:
		r.Coverage = Partial
	default:
		r.Coverage = None
	}
	for key, c := range w.settled() {
		f := c.finding
		f.InfoType, f.Field = key.infoType, key.field
		f.Count = max(1, f.Count)
		f.Distinct = max(1, min(c.distinct.estimate(), f.Count))
		r.Findings = append(r.Findings, f)
	}
	slices.SortFunc(r.Findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.InfoType, b.InfoType), cmp.Compare(a.Field, b.Field))
	})
	for i := range r.Problems {
		p := &r.Problems[i]
		p.Member = w.naming.withhold(w.scanner.seed, p.Member)
	}
	slices.SortFunc(r.Problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Member, b.Member))
	})
	return r
}

// settled returns the findings with names that tell no value. Those that are of one field then are one.
func (w *walk) settled() map[findingKey]*counter {
	settled := make(map[findingKey]*counter, len(w.findings))
	for key, c := range w.findings {
		for i := range c.finding.Occurrences {
			l := &c.finding.Occurrences[i]
			l.Member = w.naming.withhold(w.scanner.seed, l.Member)
		}
		key.field = w.naming.withhold(w.scanner.seed, key.field)
		if other := settled[key]; other != nil {
			c.join(other, w.scanner.limits.Occurrences)
		}
		settled[key] = c
	}
	return settled
}

// source is the object's own bytes. It tells errors of reading from errors of decoding, and ends with ctx.
type source struct {
	walk *walk
	body io.Reader
	at   io.ReaderAt
}

func (s *source) fail(err error) error {
	if err != nil && err != io.EOF && s.walk.readErr == nil {
		s.walk.readErr = err
		s.walk.stop(err)
	}
	return err
}

func (s *source) Read(p []byte) (int, error) {
	if err := s.walk.live(); err != nil {
		return 0, err
	}
	n, err := s.body.Read(p)
	return n, s.fail(err)
}

// sourceAt is a source's random access. Decoders may call it from goroutines of their own only if they wait for them.
type sourceAt source

func (s *sourceAt) ReadAt(p []byte, off int64) (int, error) {
	if err := s.walk.live(); err != nil {
		return 0, err
	}
	if off < 0 || off > s.walk.size {
		return 0, Corrupt // a hostile offset inside a file is not a failure to read it
	}
	n, err := s.at.ReadAt(p, off)
	return n, (*source)(s).fail(err)
}
