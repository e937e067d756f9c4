// Command names measures the local recognizer of names and addresses against labelled data that this project did not
// write, and prints precision, recall and F1 by overlap and by exact span, and its speed:
//
//	go run ./bench/names -data DIR [-set NAME] [-min LIKELIHOOD] [-half even|odd] [-v]
//
// DIR holds labelled/*.jsonl (text with entities by code point). With -v it prints every miss and every false match; the
// data is public. The halves tell what was looked at while the rules were written (lines 0, 2, 4 and so on of each file:
// even) from what was not (odd). The lists of names come from registries and censuses, none from these data or from the
// generators of fake names that filled some of them.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	"github.com/seed-4750cad8/assay/detectors"
	"github.com/seed-4750cad8/assay/detectors/names"
)

// A set is one file of labelled texts, and which of its labels are what infoType.
type set struct {
	file   string
	labels map[string]detectors.InfoType
}

var sets = []set{
	{"presidio-research-large", map[string]detectors.InfoType{"PERSON": names.PersonName, "ADDRESS": names.StreetAddress}},
	{"presidio-research-v2", map[string]detectors.InfoType{"PERSON": names.PersonName, "STREET_ADDRESS": names.StreetAddress}},
	{"meddocan-dev", map[string]detectors.InfoType{
		"NOMBRE_SUJETO_ASISTENCIA": names.PersonName, "NOMBRE_PERSONAL_SANITARIO": names.PersonName, "CALLE": names.StreetAddress,
	}},
	{"meddocan-train", map[string]detectors.InfoType{
		"NOMBRE_SUJETO_ASISTENCIA": names.PersonName, "NOMBRE_PERSONAL_SANITARIO": names.PersonName, "CALLE": names.StreetAddress,
	}},
	{"pl-pii-bench-core", map[string]detectors.InfoType{"PERSON": names.PersonName}},
	{"pl-pii-bench-inflection", map[string]detectors.InfoType{"PERSON": names.PersonName}},
	{"pl-pii-bench-robustness", map[string]detectors.InfoType{"PERSON": names.PersonName}},
}

// A document is one text of a set. Offsets of entities count code points.
type document struct {
	Text     string
	Entities []entity
}

type entity struct {
	Type       string
	Start, End int
}

func main() {
	log.SetFlags(0)
	dir := flag.String("data", os.Getenv("ASSAY_DATA"), "directory of the data sets")
	least := flag.String("min", "possible", "least likelihood that counts")
	half := flag.String("half", "", "count even or odd lines only")
	verbose := flag.Bool("v", false, "print misses and false matches")
	only := flag.String("set", "", "one set only")
	flag.Parse()
	likelihood, err := detectors.ParseLikelihood(*least)
	if err != nil {
		log.Fatal(err)
	}
	b := &bench{recognizer: names.New(), least: likelihood, verbose: *verbose}
	fmt.Printf("%-24s %-15s %6s %6s %6s | %9s %9s %9s | %9s %9s %9s\n", "set", "infoType", "hit", "miss", "wrong",
		"precision", "recall", "F1", "exact: p", "r", "F1")
	for _, s := range sets {
		if *only != "" && s.file != *only {
			continue
		}
		docs, err := read(filepath.Join(*dir, "labelled", s.file+".jsonl"), *half)
		if err != nil {
			log.Fatal(err)
		}
		b.score(s, docs)
		b.speed(s, docs)
	}
}

// read returns the documents of a file, or those of its even or odd lines.
func read(path, half string) (docs []document, err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 8<<20)
	for i := 0; lines.Scan(); i++ {
		if half == "even" && i%2 == 1 || half == "odd" && i%2 == 0 {
			continue
		}
		var d document
		if err := json.Unmarshal(lines.Bytes(), &d); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		docs = append(docs, d)
	}
	return docs, lines.Err()
}

type bench struct {
	recognizer *names.Recognizer
	least      detectors.Likelihood
	verbose    bool
}

// A tally counts entities and matches of one infoType.
type tally struct {
	hit, miss, right, wrong int // entities overlapped and not, matches that overlap and that do not
	exact                   int // entities with a match of the same span
}

func (t *tally) print(set string, infoType detectors.InfoType) {
	ratio := func(a, b int) float64 { return float64(a) / float64(max(a+b, 1)) }
	f1 := func(p, r float64) float64 { return 2 * p * r / max(p+r, 1e-9) }
	p, r := ratio(t.right, t.wrong), ratio(t.hit, t.miss)
	ep, er := ratio(t.exact, t.right+t.wrong-t.exact), ratio(t.exact, t.hit+t.miss-t.exact)
	fmt.Printf("%-24s %-15s %6d %6d %6d | %9.3f %9.3f %9.3f | %9.3f %9.3f %9.3f\n",
		set, infoType, t.hit, t.miss, t.wrong, p, r, f1(p, r), ep, er, f1(ep, er))
}

// score prints how well a set's entities are found. A match is right if it overlaps an entity of its infoType, an entity is
// hit if a match of its infoType overlaps it.
func (b *bench) score(s set, docs []document) {
	tallies := map[detectors.InfoType]*tally{}
	for _, infoType := range s.labels {
		tallies[infoType] = new(tally)
	}
	for _, d := range docs {
		offsets := make([]int, 0, len(d.Text)+1) // byte offsets of code points
		for i := range d.Text {
			offsets = append(offsets, i)
		}
		offsets = append(offsets, len(d.Text))
		var matches []detectors.Match
		for _, m := range b.recognizer.Find(nil, []byte(d.Text)) {
			if m.Likelihood >= b.least {
				matches = append(matches, m)
			}
		}
		right := make([]bool, len(matches))
		for _, e := range d.Entities {
			t := tallies[s.labels[e.Type]]
			if t == nil {
				continue
			}
			start, end, found, exact := offsets[e.Start], offsets[e.End], false, false
			for i, m := range matches {
				if m.InfoType == s.labels[e.Type] && m.Start < end && start < m.End {
					found, right[i] = true, true
					exact = exact || m.Start == start && m.End == end
				}
			}
			if exact {
				t.exact++
			}
			if found {
				t.hit++
				continue
			}
			t.miss++
			b.show("miss", s.labels[e.Type], d.Text, start, end)
		}
		for i, m := range matches {
			t := tallies[m.InfoType]
			switch {
			case t == nil:
			case right[i]:
				t.right++
			default:
				t.wrong++
				b.show("wrong", m.InfoType, d.Text, m.Start, m.End)
			}
		}
	}
	for _, infoType := range []detectors.InfoType{names.PersonName, names.StreetAddress} {
		if t := tallies[infoType]; t != nil {
			t.print(s.file, infoType)
		}
	}
}

func (b *bench) show(what string, infoType detectors.InfoType, text string, start, end int) {
	if b.verbose {
		lo, hi := max(0, start-50), min(len(text), end+40)
		fmt.Printf("%s\t%s\t%q\t%q\n", what, infoType, text[start:end], text[lo:hi])
	}
}

// speed prints how fast a set is read on one core: the best of many passes, since other work on the machine only slows.
func (b *bench) speed(s set, docs []document) {
	bytes, texts := 0, make([][]byte, len(docs))
	for i, d := range docs {
		texts[i] = []byte(d.Text)
		bytes += len(d.Text)
	}
	var dst []detectors.Match
	best := time.Hour
	for begin := time.Now(); time.Since(begin) < 500*time.Millisecond; {
		pass := time.Now()
		for _, t := range texts {
			dst = b.recognizer.Find(dst[:0], t)
		}
		best = min(best, time.Since(pass))
	}
	fmt.Printf("%-24s %.0f MB/s in texts of %d bytes\n", s.file, float64(bytes)/1e6/best.Seconds(), bytes/max(len(docs), 1))
}
