package setup

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// A Setting is the effective value of one option, and where it came from.
type Setting struct {
	Option Option
	Values []string // as they were written; empty when nothing set the option
	Origin string   // "--workers", "ASSAY_WORKERS", "assay.yaml:3", or "" for the default
}

// List returns the values of the setting: the items of a list, or at most one.
func (s Setting) List() []string {
	if !s.Option.List {
		return s.Values[max(len(s.Values)-1, 0):]
	}
	return splitItems(s.Values)
}

// Resolve gives every option its value: the flag's where flags has one by the option's name, else the environment's, else
// the file's, else the default. This function is the only place that knows this order. env looks a variable up and
// returns "" where there is none; an empty variable counts as not set. file is the path of a YAML configuration file, ""
// for none. Errors are of type [*UsageError] and name the flag, the variable, or the line of the file at fault.
func Resolve(flags map[string][]string, env func(string) string, file string) (Config, []Setting, error) {
	fields, err := readFile(file)
	if err != nil {
		return Config{}, nil, &UsageError{err}
	}
	return resolve(flags, env, fields)
}

// resolve is Resolve with the fields of a file that was read.
func resolve(flags map[string][]string, env func(string) string, fields map[string]field) (Config, []Setting, error) {
	var c Config
	settings := make([]Setting, len(options))
	for i, o := range options {
		s := Setting{Option: o}
		if o.Default != "" {
			s.Values = []string{o.Default}
		}
		if f, ok := fields[o.Name]; ok {
			s.Values, s.Origin = f.values, f.origin
		}
		if v := env(o.Env()); v != "" {
			s.Values, s.Origin = []string{v}, o.Env()
		}
		if v, ok := flags[o.Name]; ok {
			s.Values, s.Origin = v, "--"+o.Name
		}
		if len(s.Values) > 0 {
			if err := o.set(&c, s.Values); err != nil {
				return Config{}, nil, Usagef("%s: %w", s.Origin, err)
			}
		}
		settings[i] = s
	}
	return c, settings, nil
}

// A field is a value of the configuration file.
type field struct {
	values []string
	origin string // file:line
}

// maxConfigFile bounds what is read of a configuration file, in bytes.
const maxConfigFile = 1 << 20

func readFile(path string) (map[string]field, error) {
	if path == "" {
		return nil, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("configuration file: %w", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxConfigFile+1))
	if err != nil {
		return nil, fmt.Errorf("configuration file: %w", err)
	}
	if len(data) > maxConfigFile {
		return nil, fmt.Errorf("%s: larger than %s; is this a configuration file?", path, FormatSize(maxConfigFile))
	}
	return parseFields(path, data)
}

// parseFields reads a YAML mapping of option names to scalars or, for lists, sequences of scalars. It walks the syntax tree
// rather than decoding into a struct, so that the table of options is the only list of fields there is.
func parseFields(path string, data []byte) (map[string]field, error) {
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		var y yaml.Error
		if errors.As(err, &y) && y.GetToken() != nil {
			return nil, fmt.Errorf("%s:%d: not valid YAML: %s", path, y.GetToken().Position.Line, y.GetMessage())
		}
		return nil, fmt.Errorf("%s: not valid YAML", path)
	}
	fields := make(map[string]field)
	if len(file.Docs) > 1 {
		return nil, fmt.Errorf("%s: holds several YAML documents; want one", path)
	}
	if len(file.Docs) == 0 || file.Docs[0].Body == nil {
		return fields, nil // empty, or only comments
	}
	at := func(n ast.Node) string { return path + ":" + strconv.Itoa(n.GetToken().Position.Line) }
	body := file.Docs[0].Body
	if _, ok := body.(*ast.CommentGroupNode); ok {
		return fields, nil
	}
	mapping, ok := body.(ast.MapNode)
	if !ok {
		return nil, fmt.Errorf("%s: want fields such as \"workers: 8\"", at(body))
	}
	for it := mapping.MapRange(); it.Next(); {
		origin, name := at(it.Key()), ""
		if key, ok := it.Key().(*ast.StringNode); ok {
			name = key.Value
		}
		option, ok := optionNamed(name)
		if !ok {
			return nil, fmt.Errorf("%s: unknown field %q%s", origin, name, DidYouMean(name, optionNames()))
		}
		if first, twice := fields[name]; twice {
			return nil, fmt.Errorf("%s: field %q is already set at %s", origin, name, first.origin)
		}
		values, err := fieldValues(option, it.Value())
		if err != nil {
			return nil, fmt.Errorf("%s: field %q: %w", origin, name, err)
		}
		fields[name] = field{values, origin}
	}
	return fields, nil
}

func fieldValues(o Option, n ast.Node) ([]string, error) {
	seq, ok := n.(*ast.SequenceNode)
	if !ok {
		v, err := scalar(n)
		return []string{v}, err
	}
	if !o.List {
		return nil, fmt.Errorf("want one value, not a list")
	}
	values := []string{""} // a list that is empty still replaces the default
	for _, item := range seq.Values {
		v, err := scalar(item)
		if err != nil {
			return nil, err
		}
		values = append(values, v)
	}
	return values, nil
}

// scalar returns a scalar as it was written, without its quotes: "512MiB", "8", "true".
func scalar(n ast.Node) (string, error) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, nil
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return n.GetToken().Value, nil
	}
	return "", fmt.Errorf("want a plain value")
}

func optionNamed(name string) (Option, bool) {
	for _, o := range options {
		if o.Name == name {
			return o, true
		}
	}
	return Option{}, false
}

func optionNames() []string {
	names := make([]string, len(options))
	for i, o := range options {
		names[i] = o.Name
	}
	return names
}

// DidYouMean returns a suggestion such as `; did you mean "workers"?` for the names nearest to name, or "".
func DidYouMean(name string, names []string) string {
	near := nearest(name, names)
	if len(near) == 0 {
		return ""
	}
	for i, n := range near {
		near[i] = strconv.Quote(n)
	}
	return "; did you mean " + strings.Join(near, " or ") + "?"
}
