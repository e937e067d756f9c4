package format

import (
	"bytes"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/seed-4750cad8/assay/detectors/planes"
)

// A csvDialect is how a table is written.
type csvDialect struct {
	delimiter byte
	columns   int   // cells of most lines
	header    int64 // number of the line that holds the names of the columns, from 1; 0: none does
}

// csvDelimiters lists what may stand between cells, in the order in which they are tried, and the extension that says so.
var csvDelimiters = []struct {
	delimiter  byte
	planes     *planes.Table
	extensions []string
}{
	{'\t', newCSVPlanes("\t"), []string{".tsv", ".tab"}},
	{',', newCSVPlanes(","), []string{".csv"}},
	{';', newCSVPlanes(";"), []string{".csv"}},
	{'|', newCSVPlanes("|"), []string{".psv", ".csv"}},
}

// sniffCSV tells the dialect of a text that begins with head, or is head when whole, and whether it is a table at all.
//
// A text is a table when nearly all its lines have as many cells as each other, and these look like cells: brackets do
// not span them, and there is a header, or a column of numbers, dates or the like and no column of prose. So prose, code
// and logs, which have commas and semicolons too, stay text. A name with an extension of tables makes up for what the
// content leaves open, but not for a content that says otherwise.
func sniffCSV(name string, head []byte, whole bool) (csvDialect, bool) {
	head = bytes.TrimPrefix(head, utf8BOM)
	var best csvSample
	lines := bytes.Count(head, newline)
	for _, d := range csvDelimiters {
		hinted := hasExtension(name, d.extensions...)
		if n := bytes.Count(head, []byte{d.delimiter}); n == 0 || n < lines/2 && !hinted {
			continue
		}
		s := sampleCSV(head, whole, d.delimiter)
		if (hinted && s.likely() || s.certain()) && s.score() > best.score() {
			best = s
		}
	}
	if best.columns == 0 && hasExtension(name, ".csv", ".tsv", ".tab", ".psv") { // a table of one column
		if s := sampleCSV(head, whole, ','); len(s.rows) > 1 && s.columns == 1 && s.share >= 90 {
			best = s
		}
	}
	return csvDialect{delimiter: best.delimiter, columns: best.columns, header: best.header()}, best.columns > 0
}

// hasExtension reports whether name ends in one of the extensions, in whatever case.
func hasExtension(name string, extensions ...string) bool {
	return slices.Contains(extensions, strings.ToLower(path.Ext(name)))
}

// A csvSample is the first lines of what may be a table.
type csvSample struct {
	delimiter byte
	rows      [][]string // no comments and blank lines
	lines     []int64    // of rows
	columns   int        // cells of most rows
	share     int        // percent of rows that have them
	torn      int        // percent of rows with a bracket that spans cells
}

// sampleCSV reads the first lines of head with a delimiter.
func sampleCSV(head []byte, whole bool, delimiter byte) csvSample {
	const most = 200 // rows
	s := csvSample{delimiter: delimiter}
	x := newCSVIndex(csvDialect{delimiter: delimiter})
	defer x.free()
	x.enter(head, whole)
	x.build()
	counts := make(map[int]int)
	torn := 0
	for line, next := range x.rows[1:] {
		if len(s.rows) == most || int(next)+1 == len(x.cells) && !whole {
			break
		}
		first := int(x.rows[line])
		row := make([]string, 0, int(next)-first)
		for cell := first; cell < int(next); cell++ {
			start, end := x.value(cell)
			row = append(row, string(head[start:max(start, end)]))
		}
		if len(row) == 1 && row[0] == "" || strings.HasPrefix(row[0], "#") {
			continue
		}
		s.rows = append(s.rows, row)
		s.lines = append(s.lines, int64(line)+1)
		counts[len(row)]++
		if slices.ContainsFunc(row, unbalanced) {
			torn++
		}
	}
	for n, count := range counts {
		if count > counts[s.columns] || count == counts[s.columns] && n > s.columns {
			s.columns = n
		}
	}
	if n := len(s.rows); n > 0 {
		s.share = counts[s.columns] * 100 / n
		s.torn = torn * 100 / n
	}
	return s
}

// likely reports whether a name with a fitting extension is enough to call s a table. Where the rows differ in their
// cells, the first one counts, if it is a header.
func (s *csvSample) likely() bool {
	if s.share < 90 && len(s.rows) > 0 {
		first := *s
		if first.columns = len(s.rows[0]); first.columns > 1 && first.header() > 0 {
			*s = first
			return true
		}
	}
	return s.columns > 1 && s.share >= 50
}

// certain reports whether s is a table whatever its name.
func (s *csvSample) certain() bool {
	if s.columns < 2 || s.share < 90 || s.torn > 10 || len(s.rows) < 2 || s.columns == 2 && len(s.rows) < 3 {
		return false
	}
	if s.prose() {
		return false
	}
	return s.header() > 0 || s.typed() && !s.log()
}

// score orders samples with different delimiters.
func (s *csvSample) score() int {
	return s.share * min(s.columns, 50) * (100 - s.torn)
}

// header returns the number of the line with the columns' names, or 0. It is the first line of as many cells as the table
// has, when these are short and mostly different words, and a column below holds numbers or the like, or one of the words
// is usual for the name of a column.
func (s *csvSample) header() int64 {
	i := slices.IndexFunc(s.rows, func(row []string) bool { return len(row) == s.columns })
	if i < 0 {
		return 0
	}
	names := make(map[string]bool, s.columns)
	usual, filled := false, 0
	for _, cell := range s.rows[i] {
		cell = strings.TrimSpace(cell)
		if cell == "" {
			continue
		}
		if !isColumnName(cell) {
			return 0
		}
		filled++
		names[cell] = true
		usual = usual || isUsualName(cell)
	}
	if filled < s.columns-s.columns/4-1 || len(names)*2 < filled || filled == 0 || len(s.rows) > i+1 && !usual && !s.typed() {
		return 0
	}
	return s.lines[i]
}

// isColumnName reports whether cell may be the name of a column: short, and no value such as a number, date or address.
func isColumnName(cell string) bool {
	if len(cell) > 80 || strings.Count(cell, " ") > 6 || strings.ContainsAny(cell, "@={}<>\"\n") {
		return false
	}
	letters, digits := 0, 0
	for _, r := range cell {
		switch {
		case unicode.IsLetter(r), r == utf8.RuneError:
			letters++
		case unicode.IsDigit(r):
			digits++
		case r < ' ':
			return false
		}
	}
	return letters > 0 && digits <= 4 && digits <= letters*2 || letters == 0 && digits == 0
}

// isUsualName reports whether a name of a column holds a word that such names have, or is written as one: user_id.
func isUsualName(cell string) bool {
	if strings.Contains(cell, "_") {
		return true
	}
	lower := strings.ToLower(cell)
	for word := range strings.FieldsFuncSeq(lower, func(r rune) bool { return !unicode.IsLetter(r) }) {
		if strings.Contains(usualNames, " "+word+" ") {
			return true
		}
	}
	for i := 1; i < len(cell); i++ { // camelCase
		if cell[i-1] >= 'a' && cell[i-1] <= 'z' && cell[i] >= 'A' && cell[i] <= 'Z' {
			return true
		}
	}
	return false
}

// usualNames are words of names of columns, in the languages that tables of personal data are most often written in.
const usualNames = ` id uid uuid guid key ref no nr num number name firstname lastname surname fullname username user login
 forename first last middle maiden email mail phone telephone tel mobile cell fax address street city town state province
 region county country zip zipcode postcode postal date dob birth birthdate birthday age sex gender ssn sin nin tax passport
 iban bic account acct card password passwd secret token amount total price cost value currency balance salary qty quantity
 count type status code category description desc comment comments note notes message text title subject label url link
 ip host time timestamp created updated company organization department job role position employee customer client patient
 lat lon latitude longitude language locale
 nom prenom prénom adresse ville courriel téléphone pays naissance
 vorname nachname geburtsdatum straße strasse ort plz telefon land konto betrag
 nombre apellido apellidos correo dirección direccion teléfono telefono ciudad país fecha nacimiento
 cognome indirizzo città citta telefono data nascita nome sobrenome endereço endereco cidade imię imie nazwisko
`

// typed reports whether a column holds numbers, dates, addresses of mail or the like in nearly all rows but the first.
func (s *csvSample) typed() bool {
	rows := s.rows[min(1, len(s.rows)-1):]
	for column := range s.columns {
		filled, values := 0, 0
		for _, row := range rows {
			if len(row) != s.columns || strings.TrimSpace(row[column]) == "" {
				continue
			}
			filled++
			if isTyped(row[column]) {
				values++
			}
		}
		if filled*2 >= len(rows) && values*10 >= filled*9 && filled > 0 {
			return true
		}
	}
	return false
}

// isTyped reports whether cell is a number, date, time, amount, identifier or address of mail: mostly digits, or one word
// with an '@'.
func isTyped(cell string) bool {
	cell = strings.TrimSpace(cell)
	if strings.Count(cell, "@") == 1 && !strings.Contains(cell, " ") {
		return true
	}
	digits := 0
	for _, b := range []byte(cell) {
		if b >= '0' && b <= '9' {
			digits++
		}
	}
	return digits > 0 && digits*2 >= len(cell)
}

// log reports whether the rows are lines of a log: each begins with a time and ends in free text, or the delimiter only
// stands between seconds and their fraction.
func (s *csvSample) log() bool {
	timed, prose, fraction := 0, 0, 0
	for _, row := range s.rows {
		first, last := row[0], row[len(row)-1]
		if strings.Count(first, ":") >= 2 || strings.Contains(first, "[") {
			timed++
		}
		if strings.Count(strings.TrimSpace(last), " ") >= 2 {
			prose++
		}
		if len(row) > 1 && len(row[1]) > 3 && isTyped(row[1][:3]) && row[1][3] == ' ' {
			fraction++
		}
	}
	n := len(s.rows)
	return timed*2 > n && (prose*2 > n || fraction*2 > n)
}

// prose reports whether cells are sentences: of many words, or nothing after a delimiter that only ends lines.
func (s *csvSample) prose() bool {
	words, cells, ends := 0, 0, 0
	for _, row := range s.rows {
		for _, cell := range row {
			words += strings.Count(strings.TrimSpace(cell), " ")
			cells++
		}
		if len(row) == 2 && strings.TrimSpace(row[1]) == "" {
			ends++
		}
	}
	return words > 5*cells || ends*2 > len(s.rows)
}

// unbalanced reports whether a bracket opens or closes in cell without its other half.
func unbalanced(cell string) bool {
	depth := 0
	for _, b := range []byte(cell) {
		switch b {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			if depth--; depth < 0 {
				return true
			}
		}
	}
	return depth != 0
}
