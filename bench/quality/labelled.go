package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"unicode/utf8"

	"github.com/seed-4750cad8/assay/detectors"
)

// labels maps the labels of the data sets to infoTypes. A label that is not here is of no infoType of the catalogue.
var labels = map[string]detectors.InfoType{
	"CREDIT_CARD": "CREDIT_CARD_NUMBER", "US_SSN": "US_SSN", "IBAN_CODE": "IBAN", "IBAN": "IBAN", "PHONE_NUMBER": "PHONE_NUMBER", "EMAIL_ADDRESS": "EMAIL_ADDRESS",
	"IP_ADDRESS": "IP_ADDRESS", "US_DRIVER_LICENSE": "US_DRIVER_LICENSE", "PERSON": "PERSON_NAME", "ADDRESS": "STREET_ADDRESS", "STREET_ADDRESS": "STREET_ADDRESS",
	"CORREO_ELECTRONICO": "EMAIL_ADDRESS", "NUMERO_TELEFONO": "PHONE_NUMBER", "NUMERO_FAX": "PHONE_NUMBER", "CALLE": "STREET_ADDRESS",
	"NOMBRE_SUJETO_ASISTENCIA": "PERSON_NAME", "NOMBRE_PERSONAL_SANITARIO": "PERSON_NAME", "PESEL": "PL_PESEL", "DOB": "DATE_OF_BIRTH",
}

// A document is one text of a data set. Offsets of entities count code points.
type document struct {
	Text     string
	Entities []struct {
		Type       string
		Start, End int
	}
}

// labelled scores one file of documents. A match is a hit if it overlaps an entity of its infoType; a match of an infoType
// that the file never labels is counted apart, since the data does not say that it is wrong.
func (b *bench) labelled(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	var docs []document
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 8<<20)
	known := map[detectors.InfoType]bool{}
	for lines.Scan() {
		var d document
		if err := json.Unmarshal(lines.Bytes(), &d); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		docs = append(docs, d)
		for _, e := range d.Entities {
			known[labels[e.Type]] = true
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	delete(known, "")

	result, others := scores{}, scores{}
	for _, d := range docs {
		offsets := make([]int, 0, len(d.Text)+1) // byte offsets of code points
		for i := range d.Text {
			offsets = append(offsets, i)
		}
		offsets = append(offsets, len(d.Text))
		matches := b.find([]byte(d.Text))
		used := make([]bool, len(matches))
		for _, e := range d.Entities {
			infoType, start, end := labels[e.Type], offsets[e.Start], offsets[e.End]
			if infoType == "" {
				continue
			}
			found := false
			for i, m := range matches {
				if m.InfoType == infoType && m.Start < end && start < m.End {
					found, used[i] = true, true
				}
			}
			if found {
				result.of(string(infoType)).hit++
			} else {
				result.of(string(infoType)).miss++
				b.show("miss", string(infoType), d.Text[start:end], around(d.Text, start, end))
			}
		}
		for i, m := range matches {
			if used[i] {
				continue
			}
			b.show("wrong", string(m.InfoType), d.Text[m.Start:m.End], around(d.Text, m.Start, m.End))
			if known[m.InfoType] {
				result.of(string(m.InfoType)).wrong++
			} else {
				others.of(string(m.InfoType)).wrong++
			}
		}
	}
	result.print(filepath.Base(path))
	if len(others) > 0 {
		others.print(filepath.Base(path) + ", infoTypes that it does not label")
	}
	return nil
}

// around is a part of text with some of what stands on either side.
func around(text string, start, end int) string {
	const reach = 40
	lo, hi := max(0, start-reach), min(len(text), end+reach)
	for lo > 0 && !utf8.RuneStart(text[lo]) {
		lo--
	}
	for hi < len(text) && !utf8.RuneStart(text[hi]) {
		hi++
	}
	return text[lo:hi]
}

// has says whether some match is of the infoType.
func has(matches []detectors.Match, infoType detectors.InfoType) bool {
	return slices.ContainsFunc(matches, func(m detectors.Match) bool { return m.InfoType == infoType })
}
