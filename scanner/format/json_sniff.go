package format

import (
	"bytes"
	"errors"
	"strconv"
)

// A jsonSample is what the first bytes of a text say about it.
type jsonSample struct {
	ok        bool // it is JSON
	members   int  // of its objects
	documents int  // that begin in the sample
	lines     bool // none of them spans lines, or shares one
}

// sampleJSON reads head by the grammar of JSON (RFC 8259; comments and trailing commas pass). It is JSON when it begins
// with an object or array, and has at least as many of these as lines where the grammar is broken.
func sampleJSON(head []byte) jsonSample {
	g := jsonGrammar{rest: bytes.TrimPrefix(head, utf8BOM), lines: true}
	broken := 0
	for !g.read() {
		if g.members == 0 || len(g.open) == 0 && !g.fresh {
			return jsonSample{}
		}
		broken++
		i := bytes.IndexByte(g.rest, '\n')
		if i < 0 {
			break
		}
		g.rest, g.open = g.rest[i:], g.open[:0]
	}
	return jsonSample{ok: g.documents > 0 && g.documents >= broken, members: g.members, documents: g.documents, lines: g.lines}
}

// A jsonGrammar reads JSON and keeps nothing of it but the open brackets.
type jsonGrammar struct {
	rest      []byte
	open      []byte
	fresh     bool // nothing but space was met on this line
	documents int
	members   int // of objects, as far as their value
	lines     bool
}

// What the grammar lets follow.
type jsonNext uint8

const (
	jsonDocument jsonNext = iota // an object or array, or the end
	jsonKeyNext                  // a key, or the end of the object
	jsonColon
	jsonValue
	jsonElement // a value, or the end of the array
	jsonComma   // a comma, or the end of the object or array
)

// read reads documents from the begin of a line on. It returns true at the end of what there is, and false where the
// grammar is broken.
func (g *jsonGrammar) read() bool {
	next := jsonDocument
	g.fresh = true
	for {
		g.space()
		if len(g.rest) == 0 {
			return true
		}
		b := g.rest[0]
		switch {
		case (b == '{' || b == '[') && (next == jsonDocument || next == jsonValue || next == jsonElement):
			if next == jsonDocument {
				g.documents++
				g.lines = g.lines && g.fresh
			}
			g.open = append(g.open, b)
			g.rest = g.rest[1:]
			next = jsonElement
			if b == '{' {
				next = jsonKeyNext
			}
		case b == '}' && (next == jsonKeyNext || next == jsonComma) && g.in('{'),
			b == ']' && (next == jsonElement || next == jsonComma) && g.in('['):
			g.open = g.open[:len(g.open)-1]
			g.rest = g.rest[1:]
			next = jsonComma
			if len(g.open) == 0 {
				next = jsonDocument
			}
		case b == ',' && next == jsonComma:
			g.rest = g.rest[1:]
			next = jsonElement
			if g.in('{') {
				next = jsonKeyNext
			}
		case b == ':' && next == jsonColon:
			g.rest = g.rest[1:]
			next = jsonValue
		case b == '"' && next == jsonKeyNext:
			if !g.text() {
				return false
			}
			next = jsonColon
		case next == jsonValue, next == jsonElement:
			if b == '"' && !g.text() || b != '"' && !g.scalar() {
				return false
			}
			if next == jsonValue {
				g.members++
			}
			next = jsonComma
		default:
			return false
		}
		g.fresh = false
	}
}

// in reports whether the innermost open bracket is b.
func (g *jsonGrammar) in(b byte) bool {
	return len(g.open) > 0 && g.open[len(g.open)-1] == b
}

// space skips white space, and comments in objects and arrays.
func (g *jsonGrammar) space() {
	for len(g.rest) > 0 {
		switch b := g.rest[0]; {
		case b == '\n':
			g.fresh = true
			g.lines = g.lines && len(g.open) == 0
			fallthrough
		case b == ' ', b == '\t', b == '\r':
			g.rest = g.rest[1:]
		case len(g.open) > 0 && bytes.HasPrefix(g.rest, []byte("//")):
			_, g.rest, _ = bytes.Cut(g.rest, newline)
			g.lines = false
		case len(g.open) > 0 && bytes.HasPrefix(g.rest, []byte("/*")):
			_, g.rest, _ = bytes.Cut(g.rest, []byte("*/"))
		default:
			return
		}
	}
}

// text skips a string. It returns false when the line ends first.
func (g *jsonGrammar) text() bool {
	end := stringEnd(g.rest, 1)
	if end >= len(g.rest) {
		g.rest = nil
		return true
	}
	if g.rest[end] != '"' {
		return false
	}
	g.rest = g.rest[end+1:]
	return true
}

// scalar skips a number or literal.
func (g *jsonGrammar) scalar() bool {
	n := 0
	for n < len(g.rest) && isJSONToken(g.rest[n]) {
		n++
	}
	token := string(g.rest[:min(n, 64)])
	switch token {
	case "true", "false", "null":
	default:
		_, err := strconv.ParseFloat(token, 64)
		if err != nil && !errors.Is(err, strconv.ErrRange) && n < len(g.rest) {
			return false
		}
	}
	g.rest = g.rest[n:]
	return true
}
