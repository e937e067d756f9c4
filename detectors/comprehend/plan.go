package comprehend

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/seed-4750cad8/assay/detectors"
	"github.com/seed-4750cad8/assay/scanner"
)

// What is sent of a text, in bytes of UTF-8.
const (
	maxBytes    = 100_000 // of one request: the strict reading of "100 KB" (Comprehend, guidelines and quotas)
	overlap     = 1_000   // of the parts of a longer text: no name or address is that long
	verifyReach = 140     // what is sent of the sentences around a match to verify, on either side: with it, about MinUnits
)

// A job is one text being read.
type job struct {
	text    *scanner.Text
	clean   cleanText
	ends    []int  // of its sentences and lines
	sure    []span // where the detectors are sure of what they found
	lang    language
	windows []span // what is to be read, ascending and apart
	parts   []*part
	out     scanner.Recognition
}

// plan says what of a text is to be read.
func plan(mode Mode, text *scanner.Text) *job {
	j := &job{text: text, clean: clean(text.Bytes)}
	s := j.clean.text
	if strings.TrimSpace(s) == "" {
		return j
	}
	j.ends, j.sure = breaks(s), j.sureSpans()
	switch mode {
	case All:
		j.windows = []span{{0, len(s)}}
	case Prose, Screen:
		j.windows = join(s, j.unexplained())
	case Verify:
		j.windows = join(s, j.doubtful())
	}
	return j
}

// sureSpans returns where the detectors are sure of what they found, apart from each other and ascending.
func (j *job) sureSpans() []span {
	var spans []span
	for _, m := range j.text.Matches {
		if m.Likelihood < detectors.Likely {
			continue
		}
		s := span{j.clean.cleaned(m.Start), j.clean.cleaned(m.End)}
		if n := len(spans); n > 0 && s.start <= spans[n-1].end {
			spans[n-1].end = max(spans[n-1].end, s.end)
		} else {
			spans = append(spans, s)
		}
	}
	return spans
}

// within returns those of spans, which are apart and ascending, that touch at.
func within(spans []span, at span) []span {
	first := sort.Search(len(spans), func(i int) bool { return spans[i].end > at.start })
	last := sort.Search(len(spans), func(i int) bool { return spans[i].start >= at.end })
	return spans[first:max(first, last)]
}

// unexplained returns the sentences that may hold something that the detectors did not find.
func (j *job) unexplained() []span {
	var spans []span
	from := 0
	for _, end := range j.ends {
		if !j.explained(span{from, end}) {
			spans = append(spans, span{from, end})
		}
		from = end
	}
	return spans
}

// explained says whether what the detectors are sure of leaves nothing of a sentence that a recognizer could find: no
// digit, no letter beyond ASCII, and no capital but in stop words and in labels ("E-mail:").
func (j *job) explained(sentence span) bool {
	known := within(j.sure, sentence)
	from := sentence.start
	for _, m := range known {
		if from < m.start && !plain(j.clean.text[from:m.start]) {
			return false
		}
		from = m.end
	}
	return len(known) > 0 && (from >= sentence.end || plain(j.clean.text[from:sentence.end]))
}

// plain says whether text has nothing in it that could be personal data.
func plain(text string) bool {
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c >= utf8.RuneSelf, '0' <= c && c <= '9':
			return false
		case 'A' <= c && c <= 'Z':
			end := i
			for end < len(text) && (isLetter(text[end]) || text[end] == '-') {
				end++
			}
			label := strings.HasPrefix(strings.TrimLeft(text[end:], " "), ":")
			if !label && !isStopWord(strings.ToLower(text[i:end])) {
				return false
			}
			i = end
		default:
			i++
		}
	}
	return true
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// verifiable says whether Comprehend may confirm or deny m.
func verifiable(m detectors.Match) bool {
	return m.Likelihood == detectors.Possible && knows(m.InfoType)
}

// doubtful returns the neighbourhood of each match that is to be verified: its sentence, or what is near of a long one.
func (j *job) doubtful() []span {
	var spans []span
	s := j.clean.text
	for _, m := range j.text.Matches {
		if !verifiable(m) {
			continue
		}
		start, end := j.clean.cleaned(m.Start), j.clean.cleaned(m.End)
		// The sentence begins after the last end before the match, and ends at the first after it.
		first := sort.SearchInts(j.ends, start+1)
		low := 0
		if first > 0 {
			low = j.ends[first-1]
		}
		high := j.ends[min(sort.SearchInts(j.ends, end), len(j.ends)-1)]
		if near := start - verifyReach; low < near {
			low = firstEnd(s, j.ends, near, start)
		}
		if near := end + verifyReach; high > near {
			high = max(end, lastEnd(s, j.ends, end, near))
		}
		spans = append(spans, span{low, high})
	}
	sort.Slice(spans, func(a, b int) bool { return spans[a].start < spans[b].start })
	return spans
}

// join joins spans (ascending by start) that cost no more together than apart: since a request costs MinUnits at least,
// and since they are understood better together. Blank ones are left out.
func join(text string, spans []span) []span {
	var joined []span
	chars := 0 // of the last of joined
	for _, s := range spans {
		if len(joined) > 0 {
			last := &joined[len(joined)-1]
			if s.end <= last.end {
				continue
			}
			if s.start <= last.end {
				chars += utf8.RuneCountInString(text[last.end:s.end])
				last.end = s.end
				continue
			}
			gap, own := utf8.RuneCountInString(text[last.end:s.start]), utf8.RuneCountInString(text[s.start:s.end])
			if Units(chars+gap+own) <= Units(chars)+Units(own) {
				chars += gap + own
				last.end = s.end
				continue
			}
		}
		if strings.IndexFunc(text[s.start:s.end], func(r rune) bool { return !unicode.IsSpace(r) }) < 0 {
			continue
		}
		joined = append(joined, s)
		chars = utf8.RuneCountInString(text[s.start:s.end])
	}
	return joined
}
