package labels

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// Table writes the scheme as documentation in Markdown: a table of the rules, the highest level first, and one of the
// groups.
func (s Scheme) Table(w io.Writer) error {
	var b bytes.Buffer
	cell := strings.NewReplacer("|", "\\|", "\n", " ", "\r", " ")

	b.WriteString("| level | infoTypes | likelihood, at least | different values, at least | why |\n|---|---|---|--:|---|\n")
	rules := slices.Clone(s.Rules)
	slices.SortStableFunc(rules, func(a, b Rule) int { return int(b.Level) - int(a.Level) })
	for _, r := range rules {
		var names []string
		for _, n := range r.InfoTypes {
			switch _, group := s.Groups[n]; {
			case n == Rest:
				names = append(names, "every other infoType")
			case group:
				names = append(names, cell.Replace(n))
			default:
				names = append(names, "`"+cell.Replace(n)+"`")
			}
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %d | %s |\n", r.Level, strings.Join(names, ", "), r.likelihood(), r.distinct(), cell.Replace(r.Why))
	}

	if len(s.Groups) > 0 {
		b.WriteString("\n| group | infoTypes |\n|---|---|\n")
	}
	for _, name := range slices.Sorted(maps.Keys(s.Groups)) {
		var types []string
		for _, t := range s.Groups[name] {
			types = append(types, "`"+cell.Replace(string(t))+"`")
		}
		fmt.Fprintf(&b, "| %s | %s |\n", cell.Replace(name), strings.Join(types, " "))
	}
	_, err := w.Write(b.Bytes())
	return err
}
