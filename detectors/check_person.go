package detectors

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// Dates of birth are of people who may be alive, or were within the keeping of records. The upper bound is fixed, so that the
// same bytes always give the same report.
const (
	firstBirthYear = 1900
	lastBirthYear  = 2035
)

// validDate says whether a day exists in the Gregorian calendar and can be one of birth.
func validDate(year, month, day int) bool {
	if year < firstBirthYear || year > lastBirthYear || month < 1 || month > 12 || day < 1 {
		return false
	}
	days := int("\x1f\x1c\x1f\x1e\x1f\x1e\x1f\x1f\x1e\x1f\x1e\x1f"[month-1])
	if month == 2 && year%4 == 0 && (year%100 != 0 || year%400 == 0) {
		days++
	}
	return day <= days
}

// validNumericDate accepts year, month, day (ISO 8601) and day, month, year or month, day, year, the year with two digits or
// four; a time may follow.
func validNumericDate(c []byte) bool {
	var parts [3]int
	var sizes [3]int
	k := 0
	var sep byte
	for i, b := range c {
		if isDigit(b) {
			parts[k] = parts[k]*10 + int(b-'0')
			sizes[k]++
			continue
		}
		if k == 2 {
			break // the time
		}
		if k == 1 && b != sep {
			return false
		}
		sep = c[i]
		k++
	}
	switch {
	case k == 0 && sizes[0] == 8:
		return validDate(parts[0]/10000, parts[0]/100%100, parts[0]%100)
	case k != 2:
		return false
	case sizes[0] == 4:
		return validDate(parts[0], parts[1], parts[2])
	}
	year := parts[2]
	if sizes[2] == 2 {
		year += 1900
		if year < 1936 {
			year += 100
		}
	}
	return validDate(year, parts[1], parts[0]) || validDate(year, parts[0], parts[1])
}

// validTextDate accepts a date with the name of its month: the year in range, the day 1 to 31.
func validTextDate(c []byte) bool {
	day, at := 0, 0
	for at < len(c) && !isDigit(c[at]) {
		at++
	}
	for at < len(c) && isDigit(c[at]) {
		day = day*10 + int(c[at]-'0')
		at++
	}
	var n number
	d := n.digits(c[len(c)-4:])
	year := value(d)
	return firstBirthYear <= year && year <= lastBirthYear && 1 <= day && day <= 31
}

// validName accepts what may be a person's name: letters, in words that are not fillers.
func validName(c []byte) bool {
	letters := 0
	for i := 0; i < len(c) && letters < 2; {
		if c[i] < utf8.RuneSelf {
			letters += btoi(isLetter(c[i]))
			i++
			continue
		}
		r, size := utf8.DecodeRune(c[i:])
		letters += btoi(unicode.IsLetter(r))
		i += size
	}
	return letters >= 2 && !filler(c)
}

// validFullName accepts two words or more that are each written as names are, Jane McDonald, or all in capitals.
func validFullName(c []byte) bool {
	inner, low := 0, 0 // capitals within words, small letters
	for i := 1; i < len(c); i++ {
		if isLower(c[i]) {
			low++
		}
		if isUpper(c[i]) && isLetter(c[i-1]) {
			inner++
		}
	}
	return (inner <= 1 || low == 0) && validName(c)
}

// validAddress accepts what may be a postal address: a house number and a word with a capital, or a word for street.
func validAddress(c []byte) bool {
	number, capital, space, letters := false, false, false, 0
	for i := 0; i < len(c); {
		start := i
		for i < len(c) && (isWord(c[i]) || c[i] >= 0x80) {
			i++
		}
		switch token := c[start:i]; {
		case len(token) == 0:
			space = space || c[i] == ' ' || c[i] == '\n'
			i++
		case isDigit(token[0]):
			digits := countDigits(token, 7)
			number = number || digits <= 6 && len(token)-digits <= 1
		default:
			capital = capital || isUpper(token[0]) || token[0] >= 0x80
			letters = max(letters, len(token))
		}
	}
	return space && letters >= 2 && (number && capital || streetWord(c)) && !code(c) && !filler(c)
}

// code says whether there is a parenthesis right behind a letter or digit, or a comment, as hardly ever in an address.
func code(c []byte) bool {
	for i := 1; i < len(c); i++ {
		if c[i] == '(' && isWord(c[i-1]) || c[i] == ' ' && c[i-1] == '#' || c[i] == '/' && c[i-1] == '/' {
			return true
		}
	}
	return false
}

// streetWord says whether an address begins with the word for street that comes first in many languages, or ends with one
// that comes last, so that it may lack a number.
func streetWord(c []byte) bool {
	for _, word := range streetHeads {
		if len(c) > len(word) && bytes.EqualFold(c[:len(word)], word) && (c[len(word)] == ' ' || c[len(word)] == '.') {
			return true
		}
	}
	for _, word := range streetTails {
		if i := len(c) - len(word); i > 0 && bytes.EqualFold(c[i:], word) {
			return true
		}
	}
	return false
}

var (
	streetHeads = [][]byte{
		[]byte("calle"), []byte("c/"), []byte("avenida"), []byte("avda"), []byte("av"), []byte("plaza"), []byte("paseo"), []byte("carretera"), []byte("ctra"), []byte("camino"), []byte("ronda"), []byte("rue"), []byte("avenue"), []byte("boulevard"), []byte("chemin"), []byte("place"), []byte("impasse"),
		[]byte("via"), []byte("viale"), []byte("piazza"), []byte("corso"), []byte("rua"), []byte("travessa"), []byte("praça"), []byte("largo"), []byte("ul"), []byte("ulica"), []byte("al"), []byte("aleja"), []byte("plac"), []byte("улица"), []byte("ул"),
	}
	streetTails = [][]byte{
		[]byte(" street"), []byte(" st"), []byte(" st."), []byte(" road"), []byte(" rd"), []byte(" avenue"), []byte(" ave"), []byte(" lane"), []byte(" drive"), []byte(" boulevard"), []byte(" blvd"), []byte(" court"), []byte(" square"), []byte(" terrace"), []byte(" crescent"), []byte(" highway"),
		[]byte("straße"), []byte("strasse"), []byte("weg"), []byte("platz"), []byte("allee"), []byte("gasse"), []byte("straat"), []byte("laan"), []byte("gatan"), []byte("vägen"), []byte("gade"), []byte("vej"), []byte("katu"),
	}
)

// filler says whether a value only says that there is none.
func filler(c []byte) bool {
	var low [len("first name")]byte // the longest
	if len(c) > len(low) {
		return false
	}
	for i, b := range c {
		low[i] = lower(b)
	}
	switch string(low[:len(c)]) {
	case "n/a", "na", "nan", "null", "nil", "none", "unknown", "undefined",
		"anonymous", "deleted", "redacted", "test", "string", "str", "text", "varchar",
		"true", "false", "yes", "no", "admin", "user", "name", "system", "default",
		"optional", "first name", "last name", "full name":
		return true
	}
	return false
}

// validCoordinates accepts latitude and longitude in degrees (ISO 6709): within range and not zero, at a precision that
// tells a house from the next.
func validCoordinates(c []byte) bool {
	i := bytes.IndexByte(c, ',')
	lat, lon := bytes.TrimRight(c[:i], " "), bytes.TrimLeft(c[i+1:], " ")
	return validDegrees(lat, 90) && validDegrees(lon, 180) && (degrees(lat) > 0 || degrees(lon) > 0)
}

// validDegrees says whether a decimal number is at most most, either way.
func validDegrees(c []byte, most int) bool {
	d := degrees(c)
	return d < most || d == most && len(bytes.TrimRight(bytes.TrimLeft(c, "-+0123456789"), ".0")) == 0
}

// degrees is the whole part of a decimal number, without its sign.
func degrees(c []byte) int {
	v := 0
	for _, b := range c {
		switch {
		case b == '.':
			return v
		case isDigit(b):
			v = v*10 + int(b-'0')
		}
	}
	return v
}

// validLatLon accepts one coordinate in a field of that name.
func validLatLon(c []byte) bool { return validDegrees(c, 180) && degrees(c) > 0 }

// validDMS accepts degrees with a hemisphere that are within range, and say where to a minute or a thousandth of a degree.
func validDMS(c []byte) bool {
	sign := []byte("°")
	first, rest, _ := bytes.Cut(c, sign)
	i := bytes.LastIndex(rest, sign)
	if i < 0 {
		return false
	}
	second := rest[:i]
	for k := len(second); k > 0; k-- {
		if !isDigit(second[k-1]) && second[k-1] != '.' {
			second = second[k:]
			break
		}
	}
	precise := bytes.IndexByte(first, '.') >= 0 || bytes.ContainsAny(rest[:i], "'′’")
	return precise && degrees(first) < 90 && degrees(second) < 180
}
