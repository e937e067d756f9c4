// The command _gen writes testdata/bucket, the sample bucket, and what is to be known of it: canaries.txt, expected.tsv
// and README.md beside it. It writes every file byte for byte the same, so that CI runs it and wants a clean tree.
//
//	go run -C testdata/_gen .
package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// An object is one object of the bucket, and what is true of it. The expectations are written from the data: what a
// careful person says of it who knows what is inside, given the default scheme. They are not what assay printed.
type object struct {
	Key      string
	Level    string // of the label
	Coverage string // full, partial or none
	Problem  string // the kind of problem that explains a coverage below full
	// Must lists the infoTypes that must be found, and Also those that are in the data and that assay need not find: in parts
	// that cannot be read, or names and addresses that neither a field's name nor a sentence tells. No others may count towards
	// the label.
	Must, Also string
	What       string // for people
	Data       func(source) []byte
}

// maxBucket bounds the bucket, in bytes: it is part of every clone.
const maxBucket = 300 << 10

func main() {
	if err := run(".."); err != nil {
		fmt.Fprintln(os.Stderr, "_gen:", err)
		os.Exit(1)
	}
}

func run(testdata string) error {
	list := objects()
	slices.SortFunc(list, func(a, b object) int { return strings.Compare(a.Key, b.Key) })

	bucket := filepath.Join(testdata, "bucket")
	if err := os.RemoveAll(bucket); err != nil {
		return err
	}
	var expected, table bytes.Buffer
	expected.WriteString("key\tlevel\tcoverage\tproblem\tmust\talso\n")
	total := 0
	for _, o := range list {
		data := o.Data(newSource(o.Key))
		total += len(data)
		path := filepath.Join(bucket, filepath.FromSlash(o.Key))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			return err
		}
		fmt.Fprintf(&expected, "%s\t%s\t%s\t%s\t%s\t%s\n", o.Key, o.Level, o.Coverage, dash(o.Problem), dash(sorted(o.Must)), dash(sorted(o.Also)))
		fmt.Fprintf(&table, "| `%s` | %s | %s | %s |\n", o.Key, o.What, o.Level, strings.TrimSpace(o.Coverage+" "+o.Problem))
	}
	if total > maxBucket {
		return fmt.Errorf("the bucket has %d bytes, more than %d", total, maxBucket)
	}
	readme := fmt.Sprintf(readmeHead, len(list), total>>10) + table.String()
	for name, data := range map[string]string{
		"expected.tsv": expected.String(),
		"canaries.txt": strings.Join(canaries(), "\n") + "\n",
		"README.md":    readme,
	} {
		if err := os.WriteFile(filepath.Join(testdata, name), []byte(data), 0o644); err != nil {
			return err
		}
	}
	return nil
}

func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

func sorted(words string) string {
	list := strings.Fields(words)
	slices.Sort(list)
	return strings.Join(list, " ")
}

const readmeHead = `<!-- Written by testdata/_gen; do not edit. -->
# The sample bucket

` + "`bucket/`" + ` is the bucket of a firm that does not exist, Nordlicht Outdoor: %d objects, %d KiB, in every format that assay
reads and some that it does not. ` + "`assay scan testdata/bucket`" + ` scans it.

Everything in it is made up by ` + "`_gen`" + ` (` + "`go run -C testdata/_gen .`" + `, always the same bytes). Numbers are right by their
checksums where they should be found. Domains are those that RFC 2606 reserves, German phone numbers those that the
Bundesnetzagentur keeps for films, IP addresses those for documentation and of public name servers. Tokens of vendors
open nothing, and stand in compressed objects only, so that no publisher of this repository takes them for a leak.

| file | holds |
|---|---|
| ` + "`expected.tsv`" + ` | for each key the level, coverage and problem, the infoTypes that must be found, and those that are there too but need not be. Written from the data, not from a run |
| ` + "`canaries.txt`" + ` | values planted in the objects, one a line, that must stand in no report, row, tag, log line or error |

Three kinds of objects are traps: those whose content is not what the name says (` + "`inbox/scan0001.jpg`" + `), those that cannot
be read in full and must not look clean (` + "`backups/`" + `), and those that are full of numbers and clean (` + "`orders/`" + `, ` + "`src/`" + `).

| object | what it is | level | coverage |
|---|---|---|---|
`
