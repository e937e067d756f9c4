package detectors

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
)

//go:generate go run -C _gen .

// All returns the catalogue: every detector, family by family. The slice is the caller's; what the detectors refer to is
// shared and only read.
//
// How sure a detector is follows one rule. A check that a random candidate passes once in a hundred times or less is strong: alone
// it is Likely, beside a keyword VeryLikely. A weaker check is Possible or Unlikely alone, by how often other things have the shape,
// and Likely beside a keyword. Bare digits with a weak check are nothing without one.
//
// Where two detectors fit the same bytes equally well the earlier wins: those with a better check come first. A Doc in small letters goes on from the one before: another form of the same.
func All() []Detector {
	return slices.Concat(
		contact, cards, banking, crypto,
		northAmerica, southAmerica, europe, asiaPacific, unchecked,
		vehicles, people, locations, network,
		cloudKeys, vendorTokens, secrets,
	)
}

// recordNumbers are names of fields that hold numbers of things and not of people. A column of order numbers fits the shape of
// some identifier by chance, and a tenth of it a check digit: that is the first complaint about tools of this kind.
var recordNumbers = []string{
	"order", "invoice", "receipt", "purchase", "parcel", "shipment", "tracking", "consignment", "sku", "article", "product", "item", "part",
	"serial", "batch", "lot", "ticket", "transaction", "txn", "reference", "ref", "barcode", "ean", "gtin", "upc", "isbn", "version", "build",
	"revision", "checksum", "hash", "uuid", "guid", "trace", "span", "timestamp", "epoch", "bestellung", "bestellnummer", "auftrag", "auftragsnummer",
	"rechnung", "rechnungsnummer", "artikel", "artikelnummer", "commande", "facture", "colis", "pedido", "factura", "ordine", "fattura",
	"zamówienie", "faktura",
}

// Table writes a list of detectors as a Markdown table, one row for each infoType, group by group as they first occur. Its
// columns are what is found, how it is checked, and how likely it is without and with a keyword. Its errors are those of w.
func Table(w io.Writer, list []Detector) error {
	type row struct {
		first       Detector
		docs        []string
		alone, near Likelihood
		fieldsOnly  bool
	}
	var rows []row
	for _, d := range list {
		i := slices.IndexFunc(rows, func(r row) bool { return r.first.InfoType == d.InfoType })
		if i < 0 {
			rows = append(rows, row{first: d, fieldsOnly: true})
			i = len(rows) - 1
		}
		r := &rows[i]
		if !slices.Contains(r.docs, d.Doc) {
			r.docs = append(r.docs, d.Doc)
		}
		if len(d.FieldNames) == 0 {
			r.alone, r.fieldsOnly = max(r.alone, d.Alone), false
		}
		r.near = max(r.near, d.Near)
	}
	group := func(r row) int {
		return slices.IndexFunc(list, func(d Detector) bool { return d.Group == r.first.Group })
	}
	slices.SortStableFunc(rows, func(a, b row) int { return group(a) - group(b) })
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "| infoType | group | what is found | alone | near a keyword |\n|---|---|---|---|---|\n")
	for _, r := range rows {
		alone := "–"
		switch {
		case r.fieldsOnly:
			alone = "by field name"
		case r.alone > 0:
			alone = r.alone.String()
		}
		docs := strings.ReplaceAll(strings.Join(r.docs, "; "), "|", `\|`)
		fmt.Fprintf(out, "| `%s` | %s | %s | %s | %s |\n", r.first.InfoType, r.first.Group, docs, alone, r.near)
	}
	return out.Flush()
}
