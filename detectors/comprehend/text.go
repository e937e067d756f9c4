package comprehend

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A span is a part of a text, by byte offsets.
type span struct{ start, end int }

// A cleanText is a text in valid UTF-8, and the way back to the bytes that it was made of. Comprehend is given the text
// only; a byte that is no part of a character would be replaced on the way to it, and every offset after it be wrong.
type cleanText struct {
	text     string
	replaced []int // offsets in text of the replacement characters that stand for one byte each, ascending
}

// replacementGrowth is how many bytes a replaced byte adds.
const replacementGrowth = len(string(utf8.RuneError)) - 1

// clean replaces each byte that is not part of valid UTF-8 by U+FFFD.
func clean(b []byte) cleanText {
	if utf8.Valid(b) {
		return cleanText{text: string(b)}
	}
	var c cleanText
	var out strings.Builder
	out.Grow(len(b) + len(b)/8)
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		if r == utf8.RuneError && size == 1 {
			c.replaced = append(c.replaced, out.Len())
		}
		out.WriteRune(r)
		b = b[size:]
	}
	c.text = out.String()
	return c
}

// original turns an offset in c.text, at the begin of a character or the end of the text, into one in the bytes.
func (c *cleanText) original(offset int) int {
	return offset - replacementGrowth*sort.SearchInts(c.replaced, offset)
}

// cleaned turns an offset in the bytes into one in c.text.
func (c *cleanText) cleaned(offset int) int {
	before := sort.Search(len(c.replaced), func(i int) bool { return c.replaced[i]-replacementGrowth*i >= offset })
	return offset + replacementGrowth*before
}

// breaks returns where sentences and lines end in text, ascending; the last is len(text). An end is after the white space
// that follows a sentence, so that the next begins with its first letter.
func breaks(text string) []int {
	var ends []int
	for i := 0; i < len(text); {
		c := text[i]
		i++
		switch {
		case c == '\n':
		case c == '.' || c == '!' || c == '?':
			j := i
			for j < len(text) && strings.IndexByte(`.!?"')]`, text[j]) >= 0 {
				j++
			}
			if j < len(text) && text[j] != ' ' && text[j] != '\t' {
				i = j
				continue
			}
			for j < len(text) && (text[j] == ' ' || text[j] == '\t') {
				j++
			}
			i = j
			// "e.g. this", "approx. three", and the initial of a name end no sentence.
			if r, _ := utf8.DecodeRuneInString(text[j:]); j < len(text) && unicode.IsLower(r) || c == '.' && initial(text[:j]) {
				continue
			}
		default:
			continue
		}
		if i < len(text) {
			ends = append(ends, i)
		}
	}
	return append(ends, len(text))
}

// initial says whether text, which ends with a full stop and blanks, ends with a single capital letter or a title before
// them: "J. " or "Dr. ".
func initial(text string) bool {
	text = strings.TrimRight(text, " \t")
	text = strings.TrimSuffix(text, ".")
	word := text[max(0, len(text)-8):]
	if i := strings.LastIndexAny(word, " \t\n.(\""); i >= 0 {
		word = word[i+1:]
	}
	switch word {
	case "Dr", "Mr", "Mrs", "Ms", "Prof", "St", "Sr", "Sra", "Srta", "Dra", "Jr", "No", "Av", "Avda":
		return true
	}
	r, size := utf8.DecodeRuneInString(word)
	return size == len(word) && unicode.IsUpper(r)
}

// cut cuts text[whole.start:whole.end] into spans of at most limit bytes that cover it. Neighbours share about overlap
// bytes. A span ends where a sentence or line does (ends, as breaks returns them), else at a blank, else between two
// characters, and never between a character and the marks that combine with it, unless those alone are too many.
// limit is at least 64 and overlap at most a quarter of it.
func cut(text string, ends []int, whole span, limit, overlap int) []span {
	var spans []span
	for from := whole.start; ; {
		if whole.end-from <= limit {
			return append(spans, span{from, whole.end})
		}
		to := lastEnd(text, ends, from+limit/2, from+limit)
		spans = append(spans, span{from, to})
		from = to
		if overlap > 0 {
			from = firstEnd(text, ends, to-overlap, to-overlap/2)
		}
	}
}

// lastEnd returns the best place to end a span: in (low, high], the last sentence's end, else the last blank's, else the
// last between two characters.
func lastEnd(text string, ends []int, low, high int) int {
	if i := sort.SearchInts(ends, high+1); i > 0 && ends[i-1] > low {
		return ends[i-1]
	}
	if i := strings.LastIndexAny(text[low:high], " \t\n"); i >= 0 {
		return low + i + 1
	}
	for at := high; at > low; at-- {
		if separate(text, at) {
			return at
		}
	}
	for !utf8.RuneStart(text[high]) {
		high--
	}
	return high
}

// firstEnd returns the best place to begin a span: in [low, high), the first after a sentence's end, else after a blank,
// else between two characters.
func firstEnd(text string, ends []int, low, high int) int {
	if i := sort.SearchInts(ends, low); i < len(ends) && ends[i] < high {
		return ends[i]
	}
	if i := strings.IndexAny(text[low:high], " \t\n"); i >= 0 && low+i+1 < high {
		return low + i + 1
	}
	for at := low; at < high; at++ {
		if separate(text, at) {
			return at
		}
	}
	for !utf8.RuneStart(text[low]) {
		low--
	}
	return low
}

// separate says whether text may be cut at offset: between two characters that do not combine.
func separate(text string, offset int) bool {
	if !utf8.RuneStart(text[offset]) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(text[offset:])
	last, _ := utf8.DecodeLastRuneInString(text[:offset])
	const joiner = '\u200d'
	return !unicode.Is(unicode.M, r) && r != joiner && last != joiner && !(0x1f3fb <= r && r <= 0x1f3ff)
}

// runeStarts returns the byte offset of each character of text, and its length: what turns offsets by character into
// offsets by byte. It returns nil for ASCII, where they are the same.
func runeStarts(text string) []int32 {
	chars := utf8.RuneCountInString(text)
	if chars == len(text) {
		return nil
	}
	starts := make([]int32, 0, chars+1)
	for i := range text {
		starts = append(starts, int32(i))
	}
	return append(starts, int32(len(text)))
}
