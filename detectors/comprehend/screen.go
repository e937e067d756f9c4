package comprehend

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/seed-4750cad8/assay/detectors"
)

// screenBytes are the sizes of what is screened: coarse first, since requests a second are few, then what a hit may be
// narrowed to without paying for more than there is (MinUnits).
var screenBytes = [...]int{5_000, MinUnits * UnitChars}

// screen narrows what is read of each job to where ContainsPii says that there is something beside what is known.
func (r *Recognizer) screen(ctx context.Context, jobs []*job) error {
	for level, size := range screenBytes {
		var parts []*part
		for _, j := range jobs {
			for _, p := range j.cutParts(size, 0) {
				if p.leaveOut(); strings.Trim(p.text, leftOut+" \t\r\n") != "" {
					parts = append(parts, p)
				}
			}
			j.windows = nil
		}
		if err := r.askAll(ctx, ContainsPii, level, size, parts); err != nil {
			return err
		}
		hits := make(map[*job][]span)
		for _, p := range parts {
			p.job.note(p.failure)
			if p.failure == ok && p.answer.kinds&worthwhile != 0 {
				hits[p.job] = append(hits[p.job], p.at)
			}
		}
		for j, spans := range hits {
			j.windows = join(j.clean.text, spans)
		}
	}
	return nil
}

// leftOut stands for what is left out of a text.
const leftOut = "…"

// leaveOut takes out of what is asked what the detectors are sure of: what ContainsPii finds then is something else, and
// nothing is sent that need not be.
func (p *part) leaveOut() {
	known := within(p.job.sure, p.at)
	if len(known) == 0 {
		return
	}
	var text strings.Builder
	from := p.at.start
	for _, m := range known {
		text.WriteString(p.job.clean.text[from:max(from, m.start)])
		text.WriteString(leftOut)
		from = min(m.end, p.at.end)
	}
	text.WriteString(p.job.clean.text[from:p.at.end])
	p.text = text.String()
	p.chars = utf8.RuneCountInString(p.text)
}

// worthwhile are the kinds that can be likely: only these are worth paying to know where they are.
var worthwhile = func() (s kindSet) {
	for i, m := range mappings {
		if m.Most >= detectors.Likely {
			s = s.with(kind(i))
		}
	}
	return s
}()
