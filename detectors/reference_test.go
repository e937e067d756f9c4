package detectors

import (
	"bytes"
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// This file is the meaning of Find: slow, obvious, and with no code of the engine in it. It is written from the comments on
// [Detector], [Fields] and [Set.Find], by package regexp and scans of the whole text.

// A reference finds what a list of detectors means.
type reference struct {
	list     []Detector
	patterns []*regexp.Regexp

	// How many candidates of the detector at hand Validate refused within the first of them, which ends at refusedEnd.
	refused, refusedEnd int
}

func newReference(list []Detector) *reference {
	r := &reference{list: list}
	for _, d := range list {
		re := regexp.MustCompile(`^(?:` + d.Pattern + `)`)
		re.Longest()
		r.patterns = append(r.patterns, re)
	}
	return r
}

func (r *reference) find(fields Fields, text []byte) []Match {
	var all []refMatch
	for i := range r.list {
		r.refusedEnd, r.refused = 0, 0
		if len(r.list[i].FieldNames) > 0 {
			all = append(all, r.byName(i, fields, text)...)
			continue
		}
		for start := 0; start < len(text); {
			end := r.matchAt(i, text, start, len(text), true)
			likelihood := Likelihood(0)
			if end > 0 {
				likelihood = r.likelihood(i, fields, text, start, end)
			}
			if likelihood == 0 {
				start++
				continue
			}
			all = append(all, refMatch{Match{r.list[i].InfoType, likelihood, start, end}, i})
			start = end
		}
	}
	return refSettle(all)
}

// matchAt returns the end of the match of a detector at start, or 0.
func (r *reference) matchAt(i int, text []byte, start, limit int, atToken bool) int {
	d := &r.list[i]
	if atToken && !refStarts(text, start) {
		return 0
	}
	if start < r.refusedEnd && r.refused == 8 {
		return 0
	}
	limit = min(limit, start+d.MaxLen)
	for range 8 {
		c := r.patterns[i].Find(text[start:limit])
		if len(c) == 0 {
			return 0
		}
		end := start + len(c)
		if refEnds(text, end) {
			if d.Validate == nil || d.Validate(slices.Clone(c)) {
				return end
			}
			if d.Alone > 0 || len(d.FieldNames) > 0 || len(d.Keywords) == 0 {
				if start >= r.refusedEnd {
					r.refusedEnd, r.refused = end, 0
				}
				if r.refused++; r.refused == 8 {
					return 0
				}
			}
		}
		limit = end - 1
		for limit > start && limit < len(text) && refWord(text[limit-1]) && refWord(text[limit]) {
			limit--
		}
	}
	return 0
}

func refWord(c byte) bool {
	return strings.IndexByte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_", c) >= 0
}
func refDigit(c byte) bool { return '0' <= c && c <= '9' }

var (
	refNumber       = regexp.MustCompile(`[ \t_.'-]{0,16}[0-9]{1,16}$`)
	refNameEnd      = regexp.MustCompile("[\"'`]?[ \t]{0,16}$")
	refTrimmed      = regexp.MustCompile("(?s)^[ \t]*(.*?)[ \t]*$")
	refJoinedBefore = regexp.MustCompile(`([A-Za-z0-9_]*)[-.]$`)
	refJoinedAfter  = regexp.MustCompile(`^[-.]([A-Za-z0-9_]*)`)
)

func refStarts(text []byte, i int) bool {
	if i == 0 || !refWord(text[i]) {
		return true
	}
	if refWord(text[i-1]) {
		return false
	}
	if m := refJoinedBefore.FindSubmatch(text[max(0, i-300):i]); m != nil && refDigit(text[i]) {
		return !bytes.ContainsAny(m[1][max(0, len(m[1])-32):], "0123456789")
	}
	return true
}

var (
	refWhole = regexp.MustCompile(`^\.0(?:[^0-9A-Za-z_.\-]|$)`)
	refLong  = regexp.MustCompile(`[0-9]{8}$`)
)

func refEnds(text []byte, i int) bool {
	if i == len(text) {
		return true
	}
	if refWord(text[i-1]) && refWord(text[i]) {
		return false
	}
	if refWhole.Match(text[i:]) && refLong.Match(text[:i]) {
		return true
	}
	if m := refJoinedAfter.FindSubmatch(text[i:]); m != nil && refDigit(text[i-1]) {
		return !bytes.ContainsAny(m[1][:min(32, len(m[1]))], "0123456789")
	}
	return true
}

func (r *reference) likelihood(i int, fields Fields, text []byte, start, end int) Likelihood {
	d := &r.list[i]
	if fields.At == nil {
		if refNear(d.Keywords, text, start, end, 0, len(text)) {
			return d.Near
		}
		return d.Alone
	}
	possible := refNear(d.Keywords, text, start, end, 0, len(text))
	for _, name := range fields.Names {
		possible = possible || len(refPhrases(d.Keywords, []byte(name))) > 0
	}
	if fields.Names == nil {
		possible = possible || len(refPhrases(d.Keywords, text)) > 0
	}
	f := fields.At(start)
	if start < f.Start || start >= f.End {
		return d.Alone
	}
	alone := d.Alone
	if len(refPhrases(d.OtherNames, []byte(f.Name))) > 0 && alone > Unlikely {
		alone--
	}
	if !possible {
		return alone
	}
	inNames := fields.Names == nil && len(refPhrases(d.Keywords, text)) > 0
	for _, name := range fields.Names {
		inNames = inNames || len(refPhrases(d.Keywords, []byte(name))) > 0
	}
	if inNames && len(refPhrases(d.Keywords, []byte(f.Name))) > 0 || refNear(d.Keywords, text, start, end, f.Start, f.End) {
		return d.Near
	}
	return alone
}

// refNear says whether a keyword stands near text[start:end] and within text[lo:hi].
func refNear(keywords []string, text []byte, start, end, lo, hi int) bool {
	lineEnd := len(text)
	if i := bytes.IndexAny(text[end:], "\r\n"); i >= 0 {
		lineEnd = end + i
	}
	for _, p := range refPhrases(keywords, text) {
		before := p[0] >= max(lo, start-64) && p[1] <= start
		after := p[0] >= end && p[1] <= min(hi, end+32, lineEnd)
		if before || after {
			return true
		}
	}
	return false
}

// A refUnit is a unit of text, as keyword_words.go describes them.
type refUnit struct {
	start, end int
	kind       byte // 'a' small letter, 'A' capital, '0' digit, ' ' separator, '!' other, '#' byte of a long sequence
	letter     string
}

func refUnits(text []byte) (units []refUnit) {
	for i := 0; i < len(text); {
		c := text[i]
		u := refUnit{start: i, end: i + 1, letter: string(c)}
		switch {
		case c >= 0x80 && i+1 < len(text) && []rune(string(text[i : i+2]))[0] != unicode.ReplacementChar && len([]rune(string(text[i:i+2]))) == 1:
			u.end = i + 2
			r := []rune(string(text[i : i+2]))[0]
			u.letter = refFold(r)
			switch {
			case r == 0xA0:
				u.kind = ' '
			case unicode.IsUpper(r):
				u.kind = 'A'
			case unicode.IsLetter(r):
				u.kind = 'a'
			default:
				u.kind = '!'
			}
		case c >= 0x80:
			u.kind, u.letter = '#', string([]byte{c})
		case 'a' <= c && c <= 'z':
			u.kind = 'a'
		case 'A' <= c && c <= 'Z':
			u.kind, u.letter = 'A', strings.ToLower(u.letter)
		case '0' <= c && c <= '9':
			u.kind = '0'
		case strings.ContainsRune(" \t_-.'", rune(c)):
			u.kind = ' '
		default:
			u.kind = '!'
		}
		i = u.end
		units = append(units, u)
	}
	return units
}

// refFold folds a letter of two bytes: small, and without the accents of the languages that keywords are written in.
func refFold(r rune) string {
	if r == 'İ' {
		return "i"
	}
	r = unicode.ToLower(r)
	for _, same := range strings.Fields("aàáâãäåāăą cçćĉċč dďđ eèéêëēĕėęě gĝğġģ hĥħ iìíîïĩīĭįı jĵ kķ lĺļľŀł nñńņňŉ oòóôõöøōŏő rŕŗř sśŝşšș tţťŧț uùúûüũūŭůűų wŵ yýÿŷ zźżž") {
		if strings.ContainsRune(same, r) {
			return same[:1]
		}
	}
	return string(r)
}

// refPhrases returns where in text one of the phrases stands.
func refPhrases(phrases []string, text []byte) (at [][2]int) {
	units := refUnits(text)
	letter := func(u refUnit) bool { return u.kind == 'a' || u.kind == 'A' }
	edge := func(i int) bool { // before units[i]
		if i == 0 || i == len(units) {
			return true
		}
		a, b := units[i-1], units[i]
		switch {
		case a.kind == 'a' && b.kind == 'A':
			return true
		case a.kind == 'A' && b.kind == 'A':
			return i+1 < len(units) && units[i+1].kind == 'a'
		case letter(a) && letter(b), a.kind == '0' && (b.kind == '0' || letter(b)):
			return false
		}
		return true
	}
	for _, phrase := range phrases {
		want := refUnits([]byte(phrase))
		for i := range units {
			if !edge(i) {
				continue
			}
			// match returns whether want[w:] stands at units[u:], trying both readings of a space.
			var match func(w, u int)
			match = func(w, u int) {
				if w == len(want) {
					if edge(u) && units[u-1].end-units[i].start <= 64 && !slices.Contains(at, [2]int{units[i].start, units[u-1].end}) {
						at = append(at, [2]int{units[i].start, units[u-1].end})
					}
					return
				}
				if want[w].kind == ' ' {
					for w < len(want) && want[w].kind == ' ' {
						w++
					}
					match(w, u)
					if u < len(units) && units[u].kind == ' ' {
						for u < len(units) && units[u].kind == ' ' {
							u++
						}
						match(w, u)
					}
					return
				}
				if u < len(units) && units[u].kind != ' ' && units[u].kind != '!' && units[u].letter == want[w].letter {
					match(w+1, u+1)
				}
			}
			match(0, i)
		}
	}
	return at
}

// refNamed says whether a whole name ends with one of the FieldNames, a number at its end aside, and where that begins.
func refNamed(names []string, name []byte) (start int, ok bool) {
	end := len(name)
	if m := refNumber.FindIndex(name); m != nil && m[0] > 0 {
		end = m[0]
	}
	for _, ends := range []int{end, len(name)} {
		for _, p := range refPhrases(names, name) {
			if p[1] == ends && (!ok || p[0] < start) {
				start, ok = p[0], true
			}
		}
		if ok {
			return start, true
		}
	}
	return 0, false
}

// A name, with or without quotes, a separator, and what follows on the line.
var refAssignment = regexp.MustCompile("[\"'`]?[ \t]{0,16}(:=|=>|[:=])[ \t]{0,16}([\"'`]?)")

func (r *reference) byName(i int, fields Fields, text []byte) (all []refMatch) {
	d := &r.list[i]
	done := 0
	whole := func(start, end int) bool {
		m := refTrimmed.FindSubmatchIndex(text[start:end])
		start, end = start+m[2], start+m[3]
		if q := text[start:end]; len(q) >= 2 && strings.IndexByte("\"'`", q[0]) >= 0 && q[0] == q[len(q)-1] {
			start, end = start+1, end-1
		}
		c := text[start:end]
		if len(c) == 0 || start < done || len(c) > d.MaxLen || len(r.patterns[i].Find(c)) != len(c) || d.Validate != nil && !d.Validate(slices.Clone(c)) {
			return false
		}
		all = append(all, refMatch{Match{d.InfoType, d.Near, start, end}, i})
		return true
	}
	if fields.Each != nil {
		fields.Each(
			func(name int) bool { _, ok := refNamed(d.FieldNames, []byte(fields.Names[name])); return ok },
			func(_, start, end int) bool { whole(start, end); return true })
	}
	for p := range text {
		if text[p] != ':' && text[p] != '=' {
			continue
		}
		before := refNameEnd.FindIndex(text[:p])[0]
		name, ok := refNamed(d.FieldNames, text[:before])
		if !ok {
			continue
		}
		after := refAssignment.FindSubmatchIndex(text[p:])
		if after[0] != 0 {
			continue
		}
		if sep := text[p+after[2] : p+after[3]]; len(sep) == 1 && p+1 < len(text) && (text[p+1] == ':' || text[p+1] == '=') {
			continue
		}
		start := p + after[1]
		line := text[start:min(len(text), start+MaxLen+1)]
		if n := bytes.IndexAny(line, "\r\n"); n >= 0 {
			line = line[:n]
		}
		closed := false
		if after[4] < after[5] {
			q := regexp.QuoteMeta(string(text[start-1]))
			if m := regexp.MustCompile(`(?s)^((?:[^\\` + q + `]|\\.)*)` + q).FindSubmatch(line); m != nil {
				line, closed = m[1], true
			}
		}
		if !closed {
			if n := bytes.IndexAny(line, `",`); n >= 0 {
				line = line[:n]
			}
			line = bytes.TrimRight(line, " \t")
		}
		if len(line) == 0 {
			continue
		}
		stop := start + len(line)
		if fields.At != nil {
			f := fields.At(start)
			if start < f.Start || start >= f.End {
				continue
			}
			if name < f.Start {
				if _, ok := refNamed(d.FieldNames, []byte(f.Name)); ok && whole(f.Start, f.End) {
					done = all[len(all)-1].End
				}
				continue
			}
			stop = min(stop, f.End)
		}
		if closed {
			if whole(start, stop) {
				done = all[len(all)-1].End
			}
		} else if end := r.matchAt(i, text, start, stop, false); end > 0 && start >= done {
			all = append(all, refMatch{Match{d.InfoType, d.Near, start, end}, i})
			done = end
		}
	}
	return all
}

type refMatch struct {
	Match
	detector int
}

// refSettle keeps, from the best match to the worst, those that overlap none that was kept.
func refSettle(all []refMatch) (kept []Match) {
	slices.SortStableFunc(all, func(a, b refMatch) int {
		return cmp.Or(
			cmp.Compare(b.Likelihood, a.Likelihood),
			cmp.Compare(b.End-b.Start, a.End-a.Start),
			cmp.Compare(a.detector, b.detector),
			cmp.Compare(a.Start, b.Start))
	})
	for _, m := range all {
		if !slices.ContainsFunc(kept, func(k Match) bool { return m.Start < k.End && k.Start < m.End }) {
			kept = append(kept, m.Match)
		}
	}
	slices.SortFunc(kept, func(a, b Match) int { return cmp.Compare(a.Start, b.Start) })
	return kept
}
