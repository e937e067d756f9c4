package names

import "bytes"

// The parts of an address that stand around its street.

// number reads a house number at i: up to six digits with a letter or a range behind them, "s/n" for none, and what
// announces one. It returns the end, or -1.
func (p *phrase) number(i int) int {
	text := p.text
	if i < len(text) && text[i] == ',' {
		i = blanks(text, i+1)
	}
	if i+3 <= len(text) && text[i]|0x20 == 's' && text[i+1] == '/' && text[i+2]|0x20 == 'n' {
		return i + 3
	}
	for _, sign := range [...]string{"nº", "n°", "Nº", "N°", "núm.", "num.", "No.", "no.", "n.", "nr.", "Nr.", "nr", "Nr", "Km", "km", "#"} {
		if bytes.HasPrefix(text[min(i, len(text)):], []byte(sign)) {
			i = blanks(text, i+len(sign))
			break
		}
	}
	start := i
	for i < len(text) && isDigit(text[i]) {
		i++
	}
	if i == start || i-start > 6 {
		return -1
	}
	for i+1 < len(text) && (text[i] == '-' || text[i] == '/') && isDigit(text[i+1]) { // 12-14, 12/5
		from := i + 1
		for i++; i < len(text) && isDigit(text[i]); i++ {
		}
		if i-from > 5 {
			return -1
		}
	}
	if i < len(text) && isAlpha(text[i]) && (i+1 == len(text) || !isWord(text[i+1])) { // 12b
		i++
	}
	if i < len(text) && (isWord(text[i]) || i+1 < len(text) && (text[i] == '.' || text[i] == ':') && isDigit(text[i+1])) {
		return -1 // an identifier, a decimal, a time
	}
	return i
}

// numberAfter reads a house number behind blanks, and a comma, after the offset at.
func (p *phrase) numberAfter(at int) int {
	if at < len(p.text) && p.text[at] == '.' {
		at++
	}
	i := blanks(p.text, at)
	if i == at || i == len(p.text) || !isDigit(p.text[i]) {
		return -1
	}
	return p.number(i)
}

// numberBefore returns the start of the house number that stands before the offset at, or -1.
func (p *phrase) numberBefore(at int) int {
	i := at
	for i > 0 && p.text[i-1] == ' ' {
		i--
	}
	if i == at || i == 0 || at-i > 3 {
		return -1
	}
	if p.text[i-1] == ',' { // 12, rue de la Paix
		i--
	}
	end := i
	if i > 1 && isAlpha(p.text[i-1]) && isDigit(p.text[i-2]) { // 12b
		i--
	} else if i > 2 && isAlpha(p.text[i-1]) && isAlpha(p.text[i-2]) && isDigit(p.text[i-3]) { // 5th
		i -= 2
	}
	last := i
	for i > 0 && isDigit(p.text[i-1]) {
		i--
	}
	if i == last || last-i > 6 {
		return -1
	}
	if i > 1 && (p.text[i-1] == '-' || p.text[i-1] == '/') && isDigit(p.text[i-2]) {
		for i > 0 && end-i < 12 && (isDigit(p.text[i-1]) || p.text[i-1] == '-' || p.text[i-1] == '/') {
			i--
		}
	}
	if i > 0 {
		switch c := p.text[i-1]; {
		case isWord(c), c == '.', c == '$', c == '#', c == '-', c == '/', c == '@', c == '%', c == ',' && i > 1 && isDigit(p.text[i-2]):
			return -1
		case c >= 0x80 && !bytes.HasSuffix(p.text[:i], []byte("\u00a0")): // a currency, or the end of a word
			return -1
		}
	}
	return i
}

// ordinal reports whether the number at i is one of a series: 42nd.
func (p *phrase) ordinal(i int) bool {
	for i < len(p.text) && isDigit(p.text[i]) {
		i++
	}
	return i+1 < len(p.text) && isAlpha(p.text[i]) && isAlpha(p.text[i+1])
}

// year reports whether the number at i may be a year of the present or the last century.
func (p *phrase) year(i int) bool {
	n := p.text[i:min(len(p.text), i+5)]
	return len(n) > 4 && !isWord(n[4]) && (n[0] == '1' && n[1] == '9' || n[0] == '2' && n[1] == '0' && n[2] < '4')
}

// lowerBefore reports whether a word in lower case stands directly before at, so that it might be one for a street.
func (p *phrase) lowerBefore(at int) bool {
	if at < 2 || p.text[at-1] != ' ' && p.text[at-1] != '/' {
		return false
	}
	switch c := p.text[at-2]; {
	case c == '.': // of an abbreviation: a longer word ends a sentence
		const most = 5
		i := at - 2
		for i > 0 && at-2-i <= most && isAlpha(p.text[i-1]) {
			i--
		}
		return at-2-i <= most
	default:
		return c-'a' < 26 || c == '/' || c >= 0x80
	}
}

// lowerAfter reports whether a word in lower case stands behind the offset at that might be one for a street.
func (p *phrase) lowerAfter(at int) bool {
	return at+2 < len(p.text) && p.text[at] == ' ' && p.text[at+1]-'a' < 26 && p.lexicon.kinds.begin(p.text[at+1:])
}

// A proof is a part of an address that few other things have.
type proof uint8

const (
	partOfBuilding proof = 1 << iota // Apt 5
	postcode
	anyProof = partOfBuilding | postcode
)

// extend goes on from the end of a street over units, cities and postcodes, and says which it found. Words that might be a
// city count only if one of them, or a postcode, follows.
func (p *phrase) extend(end int) (int, proof) {
	var found proof
	words, lines := 0, 0
	for i := end; ; {
		at, newline := p.separator(i)
		if newline {
			lines++
		}
		if at == len(p.text) || at == i || lines > 4 {
			return end, found
		}
		if e := p.unit(at); e > 0 {
			end, i = e, e
			found |= partOfBuilding
			words = 0
			continue
		}
		if e, city := p.postcode(at); e > 0 {
			end, i = e, e
			found |= postcode
			words = 3 // nothing follows but a country
			if !city {
				continue
			}
			if next, e := blanks(p.text, e), 0; next < len(p.text) {
				if e = p.capitalised(next); e > 0 {
					end, i = e, e
				}
			}
			return end, found
		}
		words++
		if words > 3 {
			return end, found
		}
		if i = p.capitalised(at); i < 0 {
			return end, found
		}
	}
}

// separator skips what stands between two parts of an address: blanks, commas, and the end of one line with the marks of
// quoting that begin the next.
func (p *phrase) separator(i int) (at int, newline bool) {
	for i < len(p.text) {
		switch p.text[i] {
		case ' ', '\t', ',', '\r', '-', '>', '|', '?', '*', '.', ';':
			i++
		case '\n':
			if newline {
				return len(p.text), true
			}
			newline = true
			i++
		default:
			if next := blanks(p.text, i); next > i {
				i = next
				continue
			}
			return i, newline
		}
	}
	return i, newline
}

// unit reads a part of a building at i: Apt. 5B, Suite 300, #12, 3º B. It returns the end, or -1.
func (p *phrase) unit(i int) int {
	text := p.text
	if text[i] == '#' {
		return p.unitNumber(i + 1)
	}
	if isDigit(text[i]) { // 3º izda., 2ª B
		end := i
		for end < len(text) && isDigit(text[end]) && end-i < 3 {
			end++
		}
		if end+1 < len(text) && text[end] == 0xc2 && (text[end+1] == 0xba || text[end+1] == 0xaa || text[end+1] == 0xb0) {
			end += 2
			if next := blanks(text, end); next < len(text) && isAlpha(text[next]) && (next+1 == len(text) || !isWord(text[next+1])) {
				end = next + 1
			}
			return end
		}
		if letter := blanks(text, end); i > 1 && (text[i-1] == ',' || text[i-2] == ',') && end-i < 3 &&
			letter < len(text) && text[letter]-'A' < 26 && (letter+1 == len(text) || !isWord(text[letter+1])) { // , 3 D
			return letter + 1
		}
		return -1
	}
	end, digits := wordEnd(text, i)
	if end == i || digits || p.roles(i, end)&unit == 0 {
		return -1
	}
	if end < len(text) && text[end] == '.' {
		end++
	}
	return p.unitNumber(blanks(text, end))
}

// unitNumber reads the number of a part of a building: digits with or without a letter, or a letter.
func (p *phrase) unitNumber(i int) int {
	if i < len(p.text) && p.text[i] == '#' {
		i++
	}
	start := i
	for i < len(p.text) && (isWord(p.text[i]) || p.text[i] == '-' && i > start && i+1 < len(p.text) && isWord(p.text[i+1])) {
		i++
	}
	if i == start || i-start > 6 || !isDigit(p.text[start]) && !isDigit(p.text[i-1]) && i-start > 1 {
		return -1
	}
	return i
}

// postcode reads a postcode at i, with the state before it in the United States, and says whether a city follows it, as it
// does in most of Europe. It returns the end, or -1.
func (p *phrase) postcode(i int) (end int, city bool) {
	text := p.text
	if text[i]-'A' < 26 {
		if i+2 < len(text) && text[i+1]-'A' < 26 && text[i+2] == ' ' {
			if end := p.digits(blanks(text, i+2)); end > 0 {
				return end, false
			}
		}
		return p.postcodeLetters(i), false
	}
	if end = p.digits(i); end < 0 {
		return -1, false
	}
	if end-i < 5 && i > 0 && (text[i-1] == ' ' && i > 1 && text[i-2] != ',' && text[i-2] != '\n') {
		return -1, false // four digits alone
	}
	return end, true
}

// digits reads a postcode of digits: 5 (with 4 or 3 more in the United States and Brazil), 4 (with 3 more in Portugal, two
// letters in the Netherlands), 2-3 in Poland, 6.
func (p *phrase) digits(i int) int {
	text := p.text
	start := i
	for i < len(text) && isDigit(text[i]) {
		i++
	}
	n := i - start
	more := 0
	if i < len(text) && text[i] == '-' {
		for more = 0; i+1+more < len(text) && isDigit(text[i+1+more]); more++ {
		}
	}
	switch {
	case n == 5 && (more == 4 || more == 3), n == 4 && more == 3, n == 2 && more == 3:
		i += 1 + more
	case n == 4 && i+3 <= len(text) && text[i] == ' ' && text[i+1]-'A' < 26 && text[i+2]-'A' < 26 && (i+3 == len(text) || !isWord(text[i+3])):
		i += 3
	case n < 4 || n > 6:
		return -1
	}
	if i < len(text) && (isWord(text[i]) || text[i] == '.' && i+1 < len(text) && isDigit(text[i+1])) {
		return -1
	}
	return i
}

// postcodeLetters reads a postcode of the United Kingdom (SW1A 1AA) or Canada (K1A 0B1).
func (p *phrase) postcodeLetters(i int) int {
	text := p.text
	start := i
	var shape [8]byte
	n := 0
	for ; i < len(text) && n < len(shape); i++ {
		c := text[i]
		switch {
		case c-'A' < 26:
			shape[n] = 'A'
		case isDigit(c):
			shape[n] = '9'
		case c == ' ' && i > start && text[i-1] != ' ':
			shape[n] = ' '
		default:
			if isWord(c) {
				return -1
			}
			c = 0
		}
		if shape[n] == 0 {
			break
		}
		n++
	}
	s := shape[:n]
	for len(s) > 0 && s[len(s)-1] == ' ' {
		s = s[:len(s)-1]
	}
	for _, known := range [...]string{"AA9A 9AA", "AA99 9AA", "A9A 9AA", "AA9 9AA", "A99 9AA", "A9 9AA", "A9A 9A9"} {
		if len(s) >= len(known) && string(s[:len(known)]) == known && (len(s) == len(known) || s[len(known)] == ' ') {
			return start + len(known)
		}
	}
	return -1
}

// capitalised reads up to five capitalised words and the particles between them, as of a city or a country. It returns the
// end, or -1.
func (p *phrase) capitalised(i int) int {
	end := -1
	for range 5 {
		if i >= len(p.text) {
			break
		}
		start := i
		upper := startsUpper(p.text[i:])
		var digits bool
		i, digits = wordEnd(p.text, i)
		if i == start || digits || upper && p.roles(start, i)&means != 0 || !upper && p.roles(start, i)&(particle|article|stop) == 0 {
			break
		}
		for i < len(p.text) && (joiner(p.text[i:]) > 0 || p.text[i] == '.') {
			n := max(joiner(p.text[i:]), 1)
			next, _ := wordEnd(p.text, i+n)
			if next == i+n {
				break
			}
			i = next
		}
		if upper {
			end = i
		}
		if i < len(p.text) && p.text[i] == '.' {
			if i-start > 3 {
				break // the end of a sentence, not St.
			}
			i++
		}
		next := blanks(p.text, i)
		if next == i || next-i > 3 {
			break
		}
		i = next
	}
	return end
}
