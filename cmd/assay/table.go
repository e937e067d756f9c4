package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/rivo/uniseg"
	"golang.org/x/term"
)

// A column of a [table].
type column struct {
	head  string
	right bool // numbers
	flex  int  // width that the column may be cut to when the terminal is narrow; 0: never cut
}

// A table lines up cells for people. Cells are safe to print already: see quote.
type table struct {
	columns []column
	rows    [][]string
}

func (t *table) add(cells ...string) { t.rows = append(t.rows, cells) }

const gap = "  "

// write writes the table at most width cells wide, where its columns allow it; 0 sets no bound. paint, if not nil, colours a
// padded cell by its column and text.
func (t *table) write(w io.Writer, width int, paint func(column int, cell, padded string) string) error {
	widths := t.widths(width)
	var b strings.Builder
	line := func(cells []string, paint func(int, string, string) string) {
		var line strings.Builder
		for i, cell := range cells {
			if i > 0 {
				line.WriteString(gap)
			}
			padded := pad(cut(cell, widths[i]), widths[i], t.columns[i].right)
			if paint != nil {
				padded = paint(i, cell, padded)
			}
			line.WriteString(padded)
		}
		b.WriteString(strings.TrimRight(line.String(), " "))
		b.WriteByte('\n')
	}
	heads := make([]string, len(t.columns))
	for i, c := range t.columns {
		heads[i] = c.head
	}
	line(heads, nil)
	for _, row := range t.rows {
		line(row, paint)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// widths gives each column the width of its widest cell, and takes what is too much from the widest flexible columns.
func (t *table) widths(width int) []int {
	widths := make([]int, len(t.columns))
	total := len(gap) * (len(t.columns) - 1)
	for i, c := range t.columns {
		widths[i] = uniseg.StringWidth(c.head)
		for _, row := range t.rows {
			widths[i] = max(widths[i], uniseg.StringWidth(row[i]))
		}
		total += widths[i]
	}
	for width > 0 && total > width {
		widest := -1
		for i, c := range t.columns {
			if c.flex > 0 && widths[i] > max(c.flex, len(c.head)) && (widest < 0 || widths[i] > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			break
		}
		widths[widest]--
		total--
	}
	return widths
}

func pad(s string, width int, right bool) string {
	space := strings.Repeat(" ", max(0, width-uniseg.StringWidth(s)))
	if right {
		return space + s
	}
	return s + space
}

// cut shortens s to a width by taking characters out of its middle: both ends of a key tell more than that.
func cut(s string, width int) string {
	if uniseg.StringWidth(s) <= width {
		return s
	}
	if width < 3 {
		return strings.Repeat(".", width)
	}
	var clusters []string
	for state, rest := -1, s; rest != ""; {
		var c string
		c, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		clusters = append(clusters, c)
	}
	head, tail, left := 0, len(clusters), width-1
	for fromTail := false; head < tail; fromTail = !fromTail {
		next := head
		if fromTail {
			next = tail - 1
		}
		if left -= uniseg.StringWidth(clusters[next]); left < 0 {
			break
		}
		if fromTail {
			tail--
		} else {
			head++
		}
	}
	return strings.Join(clusters[:head], "") + "…" + strings.Join(clusters[tail:], "")
}

// terminalWidth returns the width of the terminal that w is, or 0 where it is none.
func terminalWidth(w io.Writer) int {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return 0
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil || width < 40 {
		return 80
	}
	return width
}

// colour reports whether w may be sent colours: a terminal, and nobody objects (https://no-color.org).
func (p *program) colour(w io.Writer) bool {
	return terminalWidth(w) > 0 && p.env("NO_COLOR") == "" && p.env("TERM") != "dumb"
}

// count writes a number with thousands separated: 1,234,567.
func count(n int64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// counted writes a number and what it counts: "1 object", "2,000 objects".
func counted(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return count(n) + " " + noun + "s"
}
