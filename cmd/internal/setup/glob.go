package setup

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// A Filter chooses objects by their keys.
type Filter struct {
	include, exclude []*regexp.Regexp
}

// NewFilter compiles globs. Without includes every key is included.
//
// A glob matches a whole key. In it
//
//	?        is one character but '/'
//	*        is any characters but '/'
//	**       is any characters; "**/" is also nothing, so that "**/a" matches "a" and "x/y/a"
//	[ab0-9]  is one character of a set, [^ab] or [!ab] one outside of it and not '/'
//	{x,y}    is either of the globs x and y
//	\c       is the character c
//
// which are the rules of doublestar globs as git, rsync and CI systems have them. The globs are the user's but the keys
// are not: a glob becomes one regular expression, which matches in time linear in the key's length.
func NewFilter(include, exclude []string) (Filter, error) {
	var f Filter
	var err error
	if f.include, err = compileGlobs(include); err != nil {
		return f, err
	}
	f.exclude, err = compileGlobs(exclude)
	return f, err
}

// Match reports whether the object of that key is to be scanned.
func (f Filter) Match(key string) bool {
	return (len(f.include) == 0 || matchAny(f.include, key)) && !matchAny(f.exclude, key)
}

func matchAny(globs []*regexp.Regexp, key string) bool {
	for _, g := range globs {
		if g.MatchString(key) {
			return true
		}
	}
	return false
}

func compileGlobs(globs []string) ([]*regexp.Regexp, error) {
	compiled := make([]*regexp.Regexp, len(globs))
	for i, g := range globs {
		re, err := compileGlob(g)
		if err != nil {
			return nil, fmt.Errorf("glob %q: %w", g, err)
		}
		compiled[i] = re
	}
	return compiled, nil
}

func compileGlob(glob string) (*regexp.Regexp, error) {
	var re strings.Builder
	re.WriteString(`(?s)\A`)
	braces := 0
	for rest := glob; rest != ""; {
		n := 1
		step := len(rest) == len(glob) || glob[len(glob)-len(rest)-1] == '/' // a step of the key begins here
		switch c := rest[0]; {
		case step && strings.HasPrefix(rest, "**/"):
			n = len("**/")
			re.WriteString(`(?:.*/)?`)
		case strings.HasPrefix(rest, "**"):
			n = len(rest) - len(strings.TrimLeft(rest, "*"))
			re.WriteString(`.*`)
		case c == '*':
			re.WriteString(`[^/]*`)
		case c == '?':
			re.WriteString(`[^/]`)
		case c == '[':
			class, size, err := globClass(rest)
			if err != nil {
				return nil, err
			}
			n = size
			re.WriteString(class)
		case c == '{':
			braces++
			re.WriteString(`(?:`)
		case c == ',' && braces > 0:
			re.WriteString(`|`)
		case c == '}' && braces > 0:
			braces--
			re.WriteString(`)`)
		case c == '\\':
			_, size := utf8.DecodeRuneInString(rest[1:])
			if size == 0 {
				return nil, fmt.Errorf("nothing follows the last \\")
			}
			n = 1 + size
			re.WriteString(regexp.QuoteMeta(rest[1:n]))
		default:
			n = strings.IndexAny(rest[1:], `*?[{,}\`) + 1
			if n == 0 {
				n = len(rest)
			}
			re.WriteString(regexp.QuoteMeta(rest[:n]))
		}
		rest = rest[n:]
	}
	if braces > 0 {
		return nil, fmt.Errorf("a { is not closed")
	}
	re.WriteString(`\z`)
	compiled, err := regexp.Compile(re.String())
	if err != nil {
		return nil, fmt.Errorf("not a glob that can be matched")
	}
	return compiled, nil
}

// globClass translates the set at the beginning of glob and returns how long it is.
func globClass(glob string) (class string, size int, err error) {
	body := glob[1:]
	negated := strings.HasPrefix(body, "^") || strings.HasPrefix(body, "!")
	if negated {
		body = body[1:]
	}
	end := strings.IndexByte(body, ']')
	if end == 0 { // a ] that comes first belongs to the set
		if end = strings.IndexByte(body[1:], ']'); end >= 0 {
			end++
		}
	}
	if end < 0 {
		return "", 0, fmt.Errorf("a [ is not closed")
	}
	var set strings.Builder
	for _, r := range body[:end] {
		if strings.ContainsRune(`\[]^&~`, r) {
			set.WriteByte('\\')
		}
		set.WriteRune(r)
	}
	size = len(glob) - len(body) + end + 1
	if negated {
		return `[^/` + set.String() + `]`, size, nil
	}
	return `[` + set.String() + `]`, size, nil
}
