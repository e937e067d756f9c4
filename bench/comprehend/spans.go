package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/seed-4750cad8/assay/detectors"
	"github.com/seed-4750cad8/assay/detectors/comprehend"
	"github.com/seed-4750cad8/assay/detectors/comprehend/comprehendtest"
	"github.com/seed-4750cad8/assay/scanner"
)

// entityTypes are what Comprehend would call some labels of the data sets. Other labels are sent as they are, as types that
// the recognizer does not know.
var entityTypes = map[string]string{
	"PERSON": "NAME", "NOMBRE_SUJETO_ASISTENCIA": "NAME", "NOMBRE_PERSONAL_SANITARIO": "NAME", "STREET_ADDRESS": "ADDRESS", "ADDRESS": "ADDRESS",
	"CALLE": "ADDRESS", "EMAIL_ADDRESS": "EMAIL", "CORREO_ELECTRONICO": "EMAIL", "PHONE_NUMBER": "PHONE", "NUMERO_TELEFONO": "PHONE",
	"DATE_TIME": "DATE_TIME", "FECHAS": "DATE_TIME", "AGE": "AGE", "EDAD_SUJETO_ASISTENCIA": "AGE", "CREDIT_CARD": "CREDIT_DEBIT_NUMBER",
	"US_SSN": "SSN", "IBAN": "INTERNATIONAL_BANK_ACCOUNT_NUMBER", "IBAN_CODE": "INTERNATIONAL_BANK_ACCOUNT_NUMBER", "IP_ADDRESS": "IP_ADDRESS",
	"US_DRIVER_LICENSE": "DRIVER_ID",
}

// infoTypes are what entity types are called here.
var infoTypes = func() map[string]detectors.InfoType {
	m := make(map[string]detectors.InfoType)
	for _, row := range comprehend.Mappings() {
		m[string(row.Entity)] = row.InfoType
	}
	return m
}()

// spans compares what comes out with what the server knows, for each file of the labelled sets.
func spans(ctx context.Context, data string) error {
	files, err := filepath.Glob(filepath.Join(data, "labelled", "*.jsonl"))
	if err != nil || len(files) == 0 {
		return cmp.Or(err, fmt.Errorf("no labelled/*.jsonl in the data directory"))
	}
	fmt.Printf("%-44s %8s %8s %9s %9s %9s\n", "spans", "texts", "spans", "differ", "requests", "units")
	differ := 0
	for _, path := range files {
		docs, err := load(path)
		if err != nil {
			return err
		}
		language := "en"
		if strings.HasPrefix(filepath.Base(path), "meddocan") {
			language = "es"
		}
		n, err := compare(ctx, filepath.Base(path), docs, 20, language)
		if err != nil {
			return err
		}
		differ += n
		if n, err = compare(ctx, filepath.Base(path)+", as one text", []comprehendtest.Document{concat(docs)}, 1, language); err != nil {
			return err
		}
		differ += n
	}
	if differ > 0 {
		return fmt.Errorf("%d spans differ", differ)
	}
	fmt.Println()
	return nil
}

// load reads the documents of a file, each text once: with two sets of labels it would be two answers to one question.
func load(path string) ([]comprehendtest.Document, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var docs []comprehendtest.Document
	seen := map[string]bool{}
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 8<<20)
	for lines.Scan() {
		var d comprehendtest.Document
		if err := json.Unmarshal(lines.Bytes(), &d); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		for i := range d.Entities {
			d.Entities[i].Type = cmp.Or(entityTypes[d.Entities[i].Type], d.Entities[i].Type)
		}
		if !seen[d.Text] {
			seen[d.Text] = true
			docs = append(docs, d)
		}
	}
	return docs, lines.Err()
}

// concat is all documents as one.
func concat(docs []comprehendtest.Document) (whole comprehendtest.Document) {
	var text strings.Builder
	chars := 0
	for _, d := range docs {
		for _, e := range d.Entities {
			e.Start, e.End = e.Start+chars, e.End+chars
			whole.Entities = append(whole.Entities, e)
		}
		text.WriteString(d.Text + "\n")
		chars += utf8.RuneCountInString(d.Text) + 1
	}
	whole.Text = text.String()
	return whole
}

// A placed is an infoType and where it is, in bytes.
type placed struct {
	infoType   detectors.InfoType
	start, end int
}

func order(a, b placed) int {
	return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end), cmp.Compare(a.infoType, b.infoType))
}

// compare sends documents, several at once, prints a line, and returns how many spans are missing or should not be there.
func compare(ctx context.Context, what string, docs []comprehendtest.Document, at int, language string) (differ int, err error) {
	server := &comprehendtest.Server{}
	server.Add(docs...)
	r, stop, err := serve(server, comprehend.Options{Mode: comprehend.All, Budget: comprehend.NoLimit, Language: language})
	if err != nil {
		return 0, err
	}
	defer stop()
	total, units := 0, int64(0)
	for group := range slices.Chunk(docs, at) {
		texts := make([]scanner.Text, len(group))
		for i, d := range group {
			texts[i] = scanner.Text{Bytes: []byte(d.Text)}
		}
		out, err := r.Recognize(ctx, texts)
		if err != nil {
			return 0, err
		}
		for i, d := range group {
			if out[i].Problem != "" {
				return 0, fmt.Errorf("%s: %w", what, out[i].Problem)
			}
			units += out[i].Units
			var got, want []placed
			for _, m := range out[i].Matches {
				got = append(got, placed{m.InfoType, m.Start, m.End})
			}
			offsets := make([]int, 0, len(d.Text)+1)
			for i := range d.Text {
				offsets = append(offsets, i)
			}
			offsets = append(offsets, len(d.Text))
			for _, e := range d.Entities {
				infoType, ok := infoTypes[e.Type]
				if !ok {
					infoType = infoTypes[""]
				}
				want = append(want, placed{infoType, offsets[e.Start], offsets[e.End]})
			}
			slices.SortFunc(want, order)
			want = slices.Compact(want) // labelled twice
			slices.SortFunc(got, order)
			total += len(want)
			differ += difference(got, want)
		}
	}
	c := server.Counts()
	fmt.Printf("%-44s %8d %8d %9d %9d %9d\n", what, len(docs), total, differ, c.Requests, units)
	if billed := c.Units[comprehendtest.Detect]; billed != units {
		return 0, fmt.Errorf("%s: %d units were billed, %d counted", what, billed, units)
	}
	return differ, nil
}

// difference counts what is in one of two sorted lists only.
func difference(a, b []placed) (n int) {
	for len(a) > 0 && len(b) > 0 {
		switch c := order(a[0], b[0]); {
		case c < 0:
			n, a = n+1, a[1:]
		case c > 0:
			n, b = n+1, b[1:]
		default:
			a, b = a[1:], b[1:]
		}
	}
	return n + len(a) + len(b)
}
