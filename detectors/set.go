package detectors

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// engineVersion is part of [Set.Digest]. It changes whenever the engine finds something else in the same text by the same
// detectors.
const engineVersion = "2"

// A Set is a list of detectors, compiled. It is safe for concurrent use.
type Set struct {
	list     []Detector
	matchers []matcher // by index in list

	planes     *planeTable
	rules      planeRules
	starts     dispatch // of those that may start at any token
	keyed      dispatch // of those that are nothing without a keyword
	keyedOnly  bitset   // those
	keyedReach int      // the longest candidate of those
	anchors    [256][]anchored
	// The bytes that may follow each anchor, as bits, and 0, which stands for the text's end.
	afterAnchor [256][4]uint64

	keywords  keywordIndex
	keyedHits []uint64     // by the number of a phraseHit's set, less one: the bits in keyed of those whom it is a keyword of
	names     keywordIndex // of FieldNames, backwards
	hasNames  bool         // there are some
	others    keywordIndex // of OtherNames

	digest string
	pool   sync.Pool // of *finder
}

// A matcher is what Find needs of one detector.
type matcher struct {
	infoType    InfoType
	longest     func(text []byte) int // length of the longest match of Pattern at text[0]; text is at most maxLen bytes
	validate    func(candidate []byte) bool
	minLen      int // no match of Pattern is shorter
	maxLen      int
	alone, near Likelihood
	keywordOnly bool    // no match without a keyword
	contextual  bool    // a keyword changes the likelihood
	hasOthers   bool    // a field's name may lower it
	fields      bool    // candidates are values of fields
	begins      byteSet // where they are: the bytes that one may begin with
}

// Detectors returns the list that the Set was compiled from. The caller must not change it.
func (s *Set) Detectors() []Detector { return s.list }

// Digest returns a hash, in hex, of everything that decides what Find returns, except the code of Scan and Validate: two
// Sets of one digest, of one version of the program, find the same.
func (s *Set) Digest() string { return s.digest }

// Compile checks the detectors and makes the tables to find them. The error names every literal that is wrong, and how.
func Compile(list []Detector) (*Set, error) {
	s := &Set{list: slices.Clone(list), matchers: make([]matcher, len(list))}
	var (
		errs          []error
		starts, keyed dispatchMaker
		keywords      = make([][]string, len(list))
		names         = make([][]string, len(list))
		others        = make([][]string, len(list))
	)
	for i := range s.list {
		d := &s.list[i]
		fail := func(err error) { errs = append(errs, fmt.Errorf("detector %d (%.40q): %w", i, d.InfoType, err)) }
		if err := d.check(); err != nil {
			fail(err)
			continue
		}
		re, prog, shortest, err := compilePattern(d)
		if err != nil {
			fail(err)
			continue
		}
		m := &s.matchers[i]
		*m = matcher{
			infoType: d.InfoType, longest: d.Scan, validate: d.Validate, minLen: shortest, maxLen: d.MaxLen, alone: d.Alone, near: d.Near,
			fields: len(d.FieldNames) > 0,
		}
		m.contextual = !m.fields && len(d.Keywords) > 0 && d.Near != d.Alone
		m.keywordOnly = m.contextual && d.Alone == 0
		if m.longest == nil {
			// Made when first needed: most texts need few, and a function that is started for one object has no time for all.
			machine := sync.OnceValue(func() *machine { return newMachine(d.Pattern, prog) })
			m.longest = func(text []byte) int { return machine().longest(text) }
		}
		if m.contextual {
			keywords[i] = d.Keywords
		}
		if m.hasOthers = len(d.OtherNames) > 0; m.hasOthers {
			others[i] = d.OtherNames
			keywords[i] = d.Keywords
		}
		if m.fields {
			names[i], m.begins = d.FieldNames, beginsOf(prog)
		} else if m.keywordOnly {
			keyed.add(prog, i)
			s.keyedReach = max(s.keyedReach, m.maxLen)
		} else if a, ok := newAnchored(i, d, re); ok {
			s.anchors[a.byte] = append(s.anchors[a.byte], a)
		} else {
			starts.add(prog, i)
		}
	}
	if len(errs) > 0 {
		return nil, fmt.Errorf("compile detectors: %w", errors.Join(errs...))
	}

	var err error
	if s.starts, err = starts.make(); err != nil {
		return nil, fmt.Errorf("compile detectors: %w", err)
	}
	if s.keyed, err = keyed.make(); err != nil {
		return nil, fmt.Errorf("compile detectors: %w", err)
	}
	if s.keywords.trie, err = newTrie(keywords, false); err != nil {
		return nil, fmt.Errorf("compile detectors: keywords: %w", err)
	}
	s.keywords.words = newWordFilter(s.keywords.trie)
	for _, codes := range s.starts.table.sieve.beginning {
		s.keywords.words.add(codes)
	}
	if s.others.trie, err = newTrie(others, false); err != nil {
		return nil, fmt.Errorf("compile detectors: other names: %w", err)
	}
	s.others.words = newWordFilter(s.others.trie)
	if s.names.trie, err = newTrie(names, true); err != nil {
		return nil, fmt.Errorf("compile detectors: field names: %w", err)
	}
	s.names.words = newWordFilter(s.names.trie)
	s.hasNames = slices.ContainsFunc(s.matchers, func(m matcher) bool { return m.fields })
	for _, owners := range s.keywords.trie.owners {
		s.keyedHits = append(s.keyedHits, s.keyed.table.bitsOf(owners))
	}
	s.keyedOnly = newBitset(len(list))
	for i, m := range s.matchers {
		if m.keywordOnly {
			s.keyedOnly.add(i)
		}
	}
	sieve := &s.starts.table.sieve
	s.rules = planeRules{numbers: sieve.numbers, long: sieve.long, dashes: sieve.dashes, shorts: sieve.shorts}
	if s.keywords.words.digits {
		s.rules.digits = ^uint64(0)
	}
	isNumber := func(name string) bool { return strings.Trim(name, "0123456789 \t_-.'") == "" }
	if !slices.ContainsFunc(names, func(list []string) bool { return slices.ContainsFunc(list, isNumber) }) {
		s.rules.times = ^uint64(0)
	}
	for c := range s.anchors {
		s.fillStop(byte(c))
	}
	s.planes = newPlaneTable(s.starts.table, &s.anchors)
	s.digest = digestOf(s.list)
	s.pool.New = func() any { return newFinder(s) }
	return s, nil
}

// fillStop fills rules.beyond and afterAnchor for one byte.
func (s *Set) fillStop(c byte) {
	if c >= utf8.RuneSelf {
		if s.starts.table.places[0][c] != 0 {
			s.rules.beyond = ^uint64(0)
		}
	}
	for k := range s.anchors[c] {
		s.anchors[c][k].addNext(s.afterAnchor[c][:])
		s.afterAnchor[c][0] |= 1
	}
}

var infoTypeSyntax = regexp.MustCompile(`^[A-Z][A-Z0-9_]{0,39}$`)

// check returns what is wrong with the literal as far as it can be seen without its Pattern.
func (d *Detector) check() error {
	switch {
	case !infoTypeSyntax.MatchString(string(d.InfoType)):
		return errors.New("bad InfoType: want upper-case letters, digits and underscores, at most 40, a letter first")
	case d.Group == "" || strings.ContainsAny(d.Group, "\n\r|"):
		return errors.New("bad Group: want one line of text")
	case d.Doc == "" || strings.ContainsAny(d.Doc, "\n\r"):
		return errors.New("bad Doc: want one line of text")
	case d.MaxLen < 1 || d.MaxLen > MaxLen:
		return fmt.Errorf("bad MaxLen: it is %d: want 1 to %d", d.MaxLen, MaxLen)
	case d.Near < Unlikely || d.Near > VeryLikely:
		return fmt.Errorf("bad Near: it is %d: want a likelihood", d.Near)
	case d.Alone > d.Near:
		return fmt.Errorf("bad Alone: it is %v: want at most Near, which is %v", d.Alone, d.Near)
	case d.Alone == 0 && len(d.Keywords) == 0 && len(d.FieldNames) == 0:
		return errors.New("bad Alone: it is zero, and there are no Keywords: it could never match")
	case len(d.Examples) == 0 || len(d.Counterexamples) == 0:
		return errors.New("want at least one of Examples and one of Counterexamples")
	}
	for _, list := range [...][]string{d.Keywords, d.FieldNames, d.OtherNames} {
		for i, phrase := range list {
			if _, err := spell(phrase); err != nil {
				return fmt.Errorf("keyword or field name %w", err)
			}
			if slices.Contains(list[:i], phrase) {
				return fmt.Errorf("keyword or field name %q is there twice", phrase)
			}
		}
	}
	return nil
}

// compilePattern parses Pattern and checks it against MaxLen. Its shortest match has at least as many bytes as it returns.
func compilePattern(d *Detector) (re *syntax.Regexp, prog *syntax.Prog, shortest int, err error) {
	if re, err = syntax.Parse(d.Pattern, syntax.Perl); err != nil {
		return nil, nil, 0, fmt.Errorf("bad Pattern: %w", err)
	}
	shortest, longest := patternLengths(re)
	if prog, err = syntax.Compile(re.Simplify()); err != nil {
		return nil, nil, 0, fmt.Errorf("bad Pattern: %w", err)
	}
	if _, err := syntax.Parse(anchoredAtStart(d.Pattern), syntax.Perl); err != nil { // as newMachine needs it
		return nil, nil, 0, fmt.Errorf("bad Pattern: %w", err)
	}
	for _, in := range prog.Inst {
		if in.Op == syntax.InstEmptyWidth {
			return nil, nil, 0, errors.New("bad Pattern: want no anchor, boundary or look-around")
		}
	}
	switch {
	case shortest == 0:
		return nil, nil, 0, errors.New("bad Pattern: it matches the empty text")
	case longest != unbounded && longest > d.MaxLen:
		return nil, nil, 0, fmt.Errorf("bad Pattern: it matches up to %d bytes, MaxLen is %d", longest, d.MaxLen)
	case shortest > d.MaxLen:
		return nil, nil, 0, fmt.Errorf("bad Pattern: it matches at least %d bytes, MaxLen is %d", shortest, d.MaxLen)
	}
	return re, prog, shortest, nil
}

// unbounded is the longest length of a Pattern without one.
const unbounded = -1

// patternLengths returns the lengths of the shortest and the longest match, in bytes, as far as they can be told from the
// syntax: no match is shorter or longer.
func patternLengths(re *syntax.Regexp) (shortest, longest int) {
	repeat := func(least, most int) (int, int) {
		s, l := patternLengths(re.Sub[0])
		switch {
		case l == 0 || most == 0:
			l = 0
		case l == unbounded || most == unbounded:
			l = unbounded
		default:
			l *= most
		}
		return s * least, l
	}
	switch re.Op {
	case syntax.OpLiteral:
		for _, r := range re.Rune {
			least, most := utf8.RuneLen(r), utf8.RuneLen(r)
			if re.Flags&syntax.FoldCase != 0 {
				ranges := runeRanges(&syntax.Inst{Op: syntax.InstRune, Rune: []rune{r}, Arg: uint32(syntax.FoldCase)})
				for _, f := range ranges {
					least, most = min(least, utf8.RuneLen(f)), max(most, utf8.RuneLen(f))
				}
			}
			if r == utf8.RuneError {
				least = 1 // that is how regexp reads a byte that is not UTF-8
			}
			shortest, longest = shortest+least, longest+most
		}
		return shortest, longest
	case syntax.OpCharClass:
		if len(re.Rune) == 0 {
			return 0, 0
		}
		return 1, utf8.RuneLen(min(re.Rune[len(re.Rune)-1], utf8.MaxRune))
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return 1, utf8.UTFMax
	case syntax.OpCapture:
		return patternLengths(re.Sub[0])
	case syntax.OpStar:
		return repeat(0, unbounded)
	case syntax.OpPlus:
		return repeat(1, unbounded)
	case syntax.OpQuest:
		return repeat(0, 1)
	case syntax.OpRepeat:
		return repeat(re.Min, re.Max)
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			s, l := patternLengths(sub)
			shortest += s
			if longest = longest + l; l == unbounded || longest-l == unbounded {
				longest = unbounded
			}
		}
		return shortest, longest
	case syntax.OpAlternate:
		for i, sub := range re.Sub {
			s, l := patternLengths(sub)
			if i == 0 || s < shortest {
				shortest = s
			}
			if l == unbounded || longest == unbounded {
				longest = unbounded
			} else {
				longest = max(longest, l)
			}
		}
		return shortest, longest
	}
	return 0, 0
}

func digestOf(list []Detector) string {
	type results struct { // what of a Detector decides results
		InfoType                         InfoType
		Pattern                          string
		MaxLen                           int
		Keywords, FieldNames, OtherNames []string
		Alone, Near                      int
	}
	all := make([]results, len(list))
	for i, d := range list {
		all[i] = results{d.InfoType, d.Pattern, d.MaxLen, d.Keywords, d.FieldNames, d.OtherNames, int(d.Alone), int(d.Near)}
	}
	encoded, err := json.Marshal(all)
	if err != nil {
		panic("detectors: " + err.Error()) // strings and numbers always marshal
	}
	sum := sha256.Sum256(append([]byte("assay engine "+engineVersion+"\n"), encoded...))
	return hex.EncodeToString(sum[:16])
}
