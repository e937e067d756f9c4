package comprehend

import (
	"context"
	"sort"
	"strings"
	"unicode/utf8"
)

// A part is one question: a run of a job's text that is asked in one piece.
type part struct {
	job   *job
	at    span   // in job.clean.text
	text  string // what is asked: that run, or the same with what is known left out
	chars int    // of text

	key     key
	answer  answer // entities by bytes of the part
	failure failure
}

// cutParts cuts the windows of a job into parts of at most limit bytes that share overlap bytes.
func (j *job) cutParts(limit, overlap int) []*part {
	var parts []*part
	for _, w := range j.windows {
		for _, at := range cut(j.clean.text, j.ends, w, limit, overlap) {
			text := j.clean.text[at.start:at.end]
			parts = append(parts, &part{job: j, at: at, text: text, chars: utf8.RuneCountInString(text)})
		}
	}
	return parts
}

// separator stands between parts of one request: a new paragraph.
const separator = "\n\n"

// askAll answers parts: from the cache, by waiting for another worker that asks the same, or by asking. Parts are asked
// together, up to limit bytes in a request, since each request costs MinUnits. The error is ctx's.
//
// A worker that waits for others owns no flight that they could wait for: so none wait for each other in a circle.
func (r *Recognizer) askAll(ctx context.Context, op Operation, level, limit int, parts []*part) error {
	for _, p := range parts {
		p.key = r.cache.keyOf(op, level, p.job.lang, p.text)
	}
	for len(parts) > 0 {
		var owned, waiting []*part
		flights := make(map[*part]*flight)
		for _, p := range parts {
			a, hit, f, own := r.cache.claim(p.key)
			switch {
			case hit:
				p.answer, p.failure = a, ok
			case own:
				owned, flights[p] = append(owned, p), f
			default:
				waiting, flights[p] = append(waiting, p), f
			}
		}
		r.askOwned(ctx, op, limit, owned, flights)
		parts = parts[:0:0]
		for _, p := range waiting {
			f := flights[p]
			select {
			case <-f.done:
			case <-ctx.Done():
				return ctx.Err()
			}
			p.answer, p.failure = f.answer, f.failure
			if f.failure == cancelled {
				parts = append(parts, p) // the asker was; this worker asks for itself
			}
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}

// askOwned asks parts and lands their flights, whatever happens.
func (r *Recognizer) askOwned(ctx context.Context, op Operation, limit int, parts []*part, flights map[*part]*flight) {
	landed := 0
	defer func() { // a panic below must not leave others waiting
		for _, p := range parts[landed:] {
			r.cache.land(p.key, flights[p], answer{}, cancelled)
		}
	}()
	for landed < len(parts) {
		group := parts[landed : landed+groupLen(parts[landed:], limit)]
		r.askGroup(ctx, op, group)
		for _, p := range group {
			r.cache.land(p.key, flights[p], p.answer, p.failure)
			landed++
		}
	}
}

// groupLen returns how many of parts go into one request: of one language, at most limit bytes, one at least.
func groupLen(parts []*part, limit int) int {
	size := 0
	for n, p := range parts {
		if n > 0 {
			size += len(separator)
		}
		size += len(p.text)
		if n > 0 && (size > limit || p.job.lang != parts[0].job.lang) {
			return n
		}
	}
	return len(parts)
}

// askGroup asks parts in one request. If there is too little money for all, or the service does not take them, each half is
// asked for itself: one text does not keep others from being read.
func (r *Recognizer) askGroup(ctx context.Context, op Operation, parts []*part) {
	var text strings.Builder
	starts := make([]int, len(parts))
	chars := len(separator) * (len(parts) - 1)
	for i, p := range parts {
		if i > 0 {
			text.WriteString(separator)
		}
		starts[i] = text.Len()
		text.WriteString(p.text)
		chars += p.chars
	}
	a, bill, failed := r.ask(ctx, op, parts[0].job.lang, text.String(), chars)
	share(bill, parts)
	if (failed == noBudget || failed == refused) && len(parts) > 1 {
		r.askGroup(ctx, op, parts[:len(parts)/2])
		r.askGroup(ctx, op, parts[len(parts)/2:])
		return
	}
	for _, p := range parts {
		p.failure, p.answer = failed, answer{kinds: a.kinds}
	}
	if failed == ok && !deal(a.entities, parts, starts) {
		for _, p := range parts {
			p.failure, p.answer = broken, answer{}
		}
	}
}

// ask asks the service; a dry run answers itself that there may be anything, and what asking would cost.
func (r *Recognizer) ask(ctx context.Context, op Operation, lang language, text string, chars int) (answer, tally, failure) {
	if !r.dry {
		return r.client.ask(ctx, op, lang, text, chars)
	}
	bill := tally{sent: true, units: Units(chars), cost: Price(op, chars)}
	return answer{kinds: worthwhile}, bill, ok
}

// deal gives each part the entities within it. One that goes over the seam of two parts is found in both. One that goes over
// two seams makes no sense: then deal returns false.
func deal(entities []entity, parts []*part, starts []int) bool {
	for _, e := range entities {
		i := sort.SearchInts(starts, int(e.start)+1) - 1
		for last := min(i+1, len(parts)-1); i <= last; i++ {
			start, size := starts[i], len(parts[i].text)
			own := e
			own.start, own.end = max(e.start-int32(start), 0), min(e.end-int32(start), int32(size))
			if own.start < own.end {
				parts[i].answer.entities = append(parts[i].answer.entities, own)
			}
		}
		if i < len(parts) && int(e.end) > starts[i] {
			return false
		}
	}
	return true
}

// share charges the jobs of parts with what a request was billed, by their length. The shares sum to the bill.
func share(bill tally, parts []*part) {
	total, before := int64(0), int64(0)
	for _, p := range parts {
		total += int64(p.chars)
	}
	for _, p := range parts {
		after := before + int64(p.chars)
		out := &p.job.out
		out.Units += bill.units*after/total - bill.units*before/total
		out.Cost += int64(bill.cost)*after/total - int64(bill.cost)*before/total
		if bill.sent {
			out.Sent++
		}
		before = after
	}
}
