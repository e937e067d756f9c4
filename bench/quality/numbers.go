package main

import (
	"os"
	"strings"

	"github.com/seed-4750cad8/assay/detectors"
)

// schemes maps the schemes of the identifiers that the catalogue covers to the infoType and a word to stand before them.
var schemes = map[string]struct {
	infoType detectors.InfoType
	keyword  string
}{
	"bic": {"SWIFT_BIC", "SWIFT"}, "iban": {"IBAN", "IBAN"}, "es.iban": {"IBAN", "IBAN"}, "me.iban": {"IBAN", "IBAN"}, "no.iban": {"IBAN", "IBAN"},
	"us.ssn": {"US_SSN", "SSN"}, "us.itin": {"US_ITIN", "ITIN"}, "us.rtn": {"US_BANK_ROUTING", "routing number"}, "ca.sin": {"CA_SIN", "SIN"},
	"gb.nhs": {"UK_NHS_NUMBER", "NHS"}, "de.idnr": {"DE_TAX_ID", "IdNr"}, "fr.nir": {"FR_INSEE", "NIR"}, "es.nif": {"ES_NIF", "NIF"}, "es.dni": {"ES_NIF", "DNI"},
	"es.nie": {"ES_NIF", "NIE"}, "es.cif": {"ES_NIF", "CIF"}, "it.codicefiscale": {"IT_FISCAL_CODE", "codice fiscale"}, "pl.pesel": {"PL_PESEL", "PESEL"},
	"in_.aadhaar": {"IN_AADHAAR", "Aadhaar"}, "in.pan": {"IN_PAN", "PAN"}, "in_.pan": {"IN_PAN", "PAN"}, "br.cpf": {"BR_CPF", "CPF"}, "au.tfn": {"AU_TFN", "TFN"},
	"bitcoin": {"BITCOIN_ADDRESS", "bitcoin"},
}

// identifiers scores a table of scheme, verdict and number: valid ones must be found behind a keyword, invalid ones not.
func (b *bench) identifiers(path string) error {
	rows, err := table(path)
	if err != nil {
		return err
	}
	result := scores{}
	for _, row := range rows {
		scheme, covered := schemes[row[0]]
		if !covered {
			continue
		}
		text := scheme.keyword + ": " + row[2]
		found := has(b.find([]byte(text)), scheme.infoType)
		switch valid := row[1] == "valid"; {
		case valid && found:
			result.of(string(scheme.infoType)).hit++
		case valid:
			result.of(string(scheme.infoType)).miss++
			b.show("miss", row[0], row[2], text)
		case found:
			result.of(string(scheme.infoType)).wrong++
			b.show("wrong", row[0], row[2], text)
		}
	}
	result.print("identifiers behind a keyword")
	return nil
}

// phones scores a table of region, calling code, kind and national number, in international form and alone.
func (b *bench) phones(path string) error {
	rows, err := table(path)
	if err != nil {
		return err
	}
	result := scores{}
	for _, row := range rows {
		for kind, text := range map[string]string{"international": "+" + row[1] + " " + row[3], "national, keyword": "phone: " + row[3]} {
			if has(b.find([]byte(text)), "PHONE_NUMBER") {
				result.of(kind).hit++
			} else {
				result.of(kind).miss++
				b.show("miss", row[2], row[3], text)
			}
		}
	}
	result.print("phone numbers by region and kind")
	return nil
}

// table reads tab-separated rows without their header.
func table(path string) ([][]string, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var rows [][]string
	for line := range strings.Lines(string(data)) {
		rows = append(rows, strings.Split(strings.TrimSuffix(line, "\n"), "\t"))
	}
	return rows[min(1, len(rows)):], nil
}
