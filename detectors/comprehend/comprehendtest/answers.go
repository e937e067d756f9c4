package comprehendtest

import (
	"cmp"
	"encoding/json"
	"index/suffixarray"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// An Entity is what the server finds in a document: Type in the characters (code points) from Start to End.
type Entity struct {
	Type       string
	Score      float32 // 0.99 where it is zero
	Start, End int
}

// A Document is a text whose entities are known.
type Document struct {
	Text     string
	Entities []Entity
}

// Add makes documents known. A request's text, or a run of its paragraphs, that is part of a document has the entities
// that lie within that part; of several documents the one that is the same text comes first, then the earliest.
func (s *Server) Add(docs ...Document) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers.docs = append(s.answers.docs, docs...)
	s.answers.index = nil
}

// Words makes values known that have a type in whatever text they stand as whole words. Where two overlap the longer counts.
func (s *Server) Words(typ string, values ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, v := range values {
		s.answers.words = append(s.answers.words, word{typ, v})
	}
	slices.SortStableFunc(s.answers.words, func(a, b word) int { return len(b.value) - len(a.value) })
}

// Read returns how often the i-th document, in the order of Add, was in a request to Detect that was billed.
func (s *Server) Read(i int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.answers.read[i]
}

// Find returns what a request with text is answered, by characters.
func (s *Server) Find(text string) []Entity {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.answers.find(text, false)
}

type word struct{ typ, value string }

type answers struct {
	docs  []Document
	words []word
	read  map[int]int

	index  *suffixarray.Index // of all documents, joined by seam
	starts []int              // of each document in it
	whole  map[string]int     // the first document of a text
}

// seam is no byte of UTF-8, so that no text goes over it.
const seam = "\xff"

func (a *answers) build() {
	var all strings.Builder
	a.starts, a.whole = nil, make(map[string]int)
	for i, d := range a.docs {
		a.starts = append(a.starts, all.Len())
		all.WriteString(d.Text)
		all.WriteString(seam)
		if _, ok := a.whole[d.Text]; !ok {
			a.whole[d.Text] = i
		}
	}
	a.index = suffixarray.New([]byte(all.String()))
	if a.read == nil {
		a.read = make(map[int]int)
	}
}

// locate returns a document that text is part of, and at which byte of it.
func (a *answers) locate(text string) (doc, at int, ok bool) {
	if i, ok := a.whole[text]; ok {
		return i, 0, true
	}
	if text == "" {
		return 0, 0, false
	}
	offsets := a.index.Lookup([]byte(text), -1)
	if len(offsets) == 0 {
		return 0, 0, false
	}
	offset := slices.Min(offsets)
	doc = sort.SearchInts(a.starts, offset+1) - 1
	return doc, offset - a.starts[doc], true
}

// find returns the entities of text, in the order of their begin.
func (a *answers) find(text string, count bool) []Entity {
	if a.index == nil {
		a.build()
	}
	var found []Entity
	chars := charCounter{text: text}
	for from := 0; from < len(text); {
		if from += len(text[from:]) - len(strings.TrimLeft(text[from:], "\n")); from == len(text) {
			break
		}
		// The longest run of paragraphs from here on that is part of a document: most often all.
		end, doc, at := 0, -1, 0
		next := from
		if d, offset, ok := a.locate(strings.TrimRight(text[from:], "\n")); ok {
			end, doc, at, next = len(strings.TrimRight(text, "\n")), d, offset, len(text)
		}
		for next < len(text) {
			if i := strings.Index(text[next:], "\n\n"); i >= 0 {
				next += i
			} else {
				next = len(text)
			}
			d, offset, ok := a.locate(text[from:next])
			if !ok {
				if trimmed := strings.TrimRight(text[from:next], "\n"); trimmed != text[from:next] {
					d, offset, ok = a.locate(trimmed)
				}
			}
			if !ok {
				break
			}
			end, doc, at = next, d, offset
			for next < len(text) && text[next] == '\n' {
				next++
			}
		}
		if doc < 0 { // of no document: on to the next paragraph
			i := strings.Index(text[from:], "\n\n")
			if i < 0 {
				break
			}
			from += i
			continue
		}
		if count {
			a.read[doc]++
		}
		d := a.docs[doc]
		first := utf8.RuneCountInString(d.Text[:at])
		last := first + utf8.RuneCountInString(text[from:end])
		shift := chars.at(from) - first
		for _, e := range d.Entities {
			if first <= e.Start && e.End <= last {
				e.Start, e.End = e.Start+shift, e.End+shift
				found = append(found, e)
			}
		}
		from = end
	}
	var taken [][2]int // by words, in bytes
	for _, w := range a.words {
		for from := 0; ; {
			i := strings.Index(text[from:], w.value)
			if i < 0 {
				break
			}
			start, end := from+i, from+i+len(w.value)
			from = end
			if !isWord(text, start, end) || slices.ContainsFunc(taken, func(t [2]int) bool { return start < t[1] && t[0] < end }) {
				continue
			}
			taken = append(taken, [2]int{start, end})
			begin := utf8.RuneCountInString(text[:start])
			found = append(found, Entity{Type: w.typ, Start: begin, End: begin + utf8.RuneCountInString(w.value)})
		}
	}
	slices.SortStableFunc(found, func(a, b Entity) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End)) })
	for i := range found {
		if found[i].Score == 0 {
			found[i].Score = 0.99
		}
	}
	return found
}

// isWord says whether no letter or digit is joined to text[start:end].
func isWord(text string, start, end int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:start])
	after, _ := utf8.DecodeRuneInString(text[end:])
	in := func(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }
	return !in(before) && !in(after)
}

// A charCounter counts characters up to ascending byte offsets.
type charCounter struct {
	text         string
	offset, seen int
}

func (c *charCounter) at(offset int) int {
	c.seen += utf8.RuneCountInString(c.text[c.offset:offset])
	c.offset = offset
	return c.seen
}

// entitiesBody and labelsBody write replies as the service does.
func entitiesBody(found []Entity) []byte {
	type entity struct {
		BeginOffset, EndOffset int
		Score                  float32
		Type                   string
	}
	out := struct{ Entities []entity }{make([]entity, 0, len(found))}
	for _, e := range found {
		out.Entities = append(out.Entities, entity{e.Start, e.End, e.Score, e.Type})
	}
	body, _ := json.Marshal(out) // of strings and numbers only
	return body
}

func labelsBody(found []Entity) []byte {
	type label struct {
		Name  string
		Score float32
	}
	out := struct{ Labels []label }{Labels: []label{}}
	for _, e := range found {
		i := slices.IndexFunc(out.Labels, func(l label) bool { return l.Name == e.Type })
		if i < 0 {
			out.Labels = append(out.Labels, label{e.Type, e.Score})
		} else {
			out.Labels[i].Score = max(out.Labels[i].Score, e.Score)
		}
	}
	body, _ := json.Marshal(out)
	return body
}
