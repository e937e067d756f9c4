// Command quality measures what the catalogue finds against labelled data that this project did not write, and prints
// precision, recall and F1 for each infoType:
//
//	go run ./bench/quality -data DIR [-min LIKELIHOOD] [-v]
//
// DIR holds labelled/*.jsonl (text with entities by code point), numbers/*.tsv (identifiers by scheme, phone numbers by
// region) and secrets/ (texts and files that hold a secret, or none). With -v it prints every miss and every false match;
// the data is public.
package main

import (
	"cmp"
	"flag"
	"fmt"
	"log"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/seed-4750cad8/assay/detectors"
)

func main() {
	log.SetFlags(0)
	dir := flag.String("data", os.Getenv("ASSAY_DATA"), "directory of the data sets")
	least := flag.String("min", "possible", "least likelihood that counts")
	verbose := flag.Bool("v", false, "print misses and false matches")
	flag.Parse()
	if err := run(*dir, *least, *verbose); err != nil {
		log.Fatal("quality: ", err)
	}
}

func run(dir, least string, verbose bool) error {
	if dir == "" {
		return fmt.Errorf("no data: set -data or ASSAY_DATA to the directory of the data sets")
	}
	likelihood, err := detectors.ParseLikelihood(least)
	if err != nil {
		return err
	}
	set, err := detectors.Compile(detectors.All())
	if err != nil {
		return err
	}
	b := bench{set: set, least: likelihood, verbose: verbose}
	labelled, err := filepath.Glob(filepath.Join(dir, "labelled", "*.jsonl"))
	if err != nil {
		return err
	}
	for _, path := range labelled {
		if err := b.labelled(path); err != nil {
			return err
		}
	}
	return cmp.Or(
		b.identifiers(filepath.Join(dir, "numbers", "identifiers.tsv")),
		b.phones(filepath.Join(dir, "numbers", "phone-examples.tsv")),
		b.examples(filepath.Join(dir, "secrets", "examples.jsonl.gz")),
		b.leaks(filepath.Join(dir, "secrets", "fake-leaks.tar.gz")),
	)
}

// A bench searches texts with one set.
type bench struct {
	set     *detectors.Set
	least   detectors.Likelihood
	verbose bool
	matches []detectors.Match
}

// find returns the matches in text that are likely enough.
func (b *bench) find(text []byte) []detectors.Match {
	b.matches = b.set.Find(b.matches[:0], detectors.Fields{}, text)
	return slices.DeleteFunc(b.matches, func(m detectors.Match) bool { return m.Likelihood < b.least })
}

// A score counts what was found.
type score struct{ hit, miss, wrong int }

// Scores by name.
type scores map[string]*score

func (s scores) of(name string) *score {
	if s[name] == nil {
		s[name] = &score{}
	}
	return s[name]
}

// print writes one table of scores.
func (s scores) print(title string) {
	fmt.Printf("\n%s\n%-24s %6s %6s %6s %10s %7s %6s\n", title, "infoType", "hit", "miss", "wrong", "precision", "recall", "F1")
	for _, name := range slices.Sorted(maps.Keys(s)) {
		c := *s[name]
		fmt.Printf("%-24s %6d %6d %6d %10s %7s %6s\n", name, c.hit, c.miss, c.wrong,
			ratio(c.hit, c.hit+c.wrong), ratio(c.hit, c.hit+c.miss), ratio(2*c.hit, 2*c.hit+c.miss+c.wrong))
	}
}

func ratio(a, b int) string {
	if b == 0 {
		return "–"
	}
	return fmt.Sprintf("%.3f", float64(a)/float64(b))
}

// show prints one miss or false match.
func (b *bench) show(kind, name string, value any, context string) {
	if b.verbose {
		fmt.Printf("%-6s %-20s %q in %q\n", kind, name, value, context)
	}
}
