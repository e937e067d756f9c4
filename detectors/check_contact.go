package detectors

import (
	"bytes"
	"math/bits"
	"unicode/utf8"
)

// validEmail accepts an address whose local part has its dots between other characters and whose domain is a host name with
// a delegated or special-use top-level domain (RFC 5321, RFC 1035, IANA root zone, RFC 2606, RFC 6762). The
// user of a git remote, git@host, is no mailbox.
func validEmail(c []byte) bool {
	at := bytes.LastIndexByte(c, '@')
	local, domain := c[:at], c[at+1:]
	if len(local) > 64 || len(domain) > 253 || string(local) == "git" || local[len(local)-1] == '.' || bytes.Contains(local, dotDot) {
		return false
	}
	numeric, start, digits := 0, 0, 0 // labels of digits; the current label, and how many digits are in it
	for i, b := range domain {
		switch {
		case b == '.':
			if !validLabel(domain[start:i]) {
				return false
			}
			if digits == i-start {
				numeric++ // package@1.0.0.dev
			}
			start, digits = i+1, 0
		case isDigit(b):
			digits++
		}
	}
	return numeric < 2 && validLabel(domain[start:]) && validTLD(domain[start:])
}

// validLabel says whether a label of a host name has a length that it may have, and no hyphen at its begin or end.
func validLabel(label []byte) bool {
	return len(label) > 0 && len(label) <= 63 && label[0] != '-' && label[len(label)-1] != '-'
}

var (
	dot    = []byte{'.'}
	dotDot = []byte{'.', '.'}
)

// validTLD says whether a label is a top-level domain, by the registry, or looks like an internationalized one.
func validTLD(label []byte) bool {
	var low [63]byte
	for i, b := range label {
		if b >= 0x80 {
			return true
		}
		if isUpper(b) {
			b |= 0x20
		}
		low[i] = b
	}
	name := low[:len(label)]
	switch string(name) {
	case "test", "example", "invalid", "local", "localhost", "internal", "intranet", "corp", "home", "lan":
		return true
	}
	list := topLevelDomains[topLevelBy[name[0]]:topLevelBy[name[0]+1]]
	i := search(list, name)
	return i < len(list) && list[i] == string(name)
}

// topLevelBy says where in topLevelDomains those begin that begin with a byte or a later one. It is read only.
var topLevelBy = func() (by [utf8.RuneSelf + 1]uint16) {
	for c := range by {
		by[c] = uint16(search(topLevelDomains, []byte{byte(c)}))
	}
	return by
}()

// search returns the index of the first string of a sorted list that is not less than word. Unlike [slices.BinarySearch] it
// does not make word escape to the heap.
func search(list []string, word []byte) int {
	lo, hi := 0, len(list)
	for lo < hi {
		if mid := int(uint(lo+hi) / 2); list[mid] < string(word) {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

func allDigits(c []byte) bool {
	for _, b := range c {
		if !isDigit(b) {
			return false
		}
	}
	return len(c) > 0
}

// A phonePlan is the national numbers of one length behind one calling code: bit n of prefixes is the two digits n.
type phonePlan struct {
	code, length uint16
	prefixes     [2]uint64
}

// withoutExtension cuts the extension off a phone number.
func withoutExtension(c []byte) []byte {
	for i, b := range c {
		if b == ',' || b == 'e' || b == 'x' {
			return c[:i]
		}
	}
	return c
}

// validInternational accepts a number in international form, behind '+' or 00: a calling code, and a national number of a
// length and first digits that its plan has (ITU-T E.164). A trunk zero, as in "+44 (0)20", does not count.
func validInternational(c []byte) bool {
	var n number
	d := n.digits(withoutExtension(c))
	if c[0] == '0' {
		d = d[2:]
	}
	if end := len(c) - 1; c[end-1] == '.' && isDigit(c[end]) {
		return false // a decimal number with its sign
	}
	for k := 1; k <= 3 && k < len(d) && d[0] != 0; k++ {
		code, national := value(d[:k]), d[k:]
		if planned(code, national) || national[0] == 0 && planned(code, national[1:]) {
			return !repeated(national)
		}
	}
	return false
}

// planned says whether a national number fits the plan of its calling code.
func planned(code int, national []byte) bool {
	if len(national) < 4 || len(national) > 15 {
		return false
	}
	if code == 1 {
		return validNANPDigits(national)
	}
	plans := phonePlansOf[code]
	length := uint16(1) << len(national)
	if plans.lengths&length == 0 {
		return false
	}
	plan := &phonePlans[int(plans.first)+bits.OnesCount16(plans.lengths&(length-1))]
	prefix := value(national[:2])
	return plan.prefixes[prefix>>6]>>(prefix&63)&1 == 1
}

// phonePlansOf says where in phonePlans those of a calling code are: from first on, one for each length that is a bit of
// lengths. It is read only.
var phonePlansOf = func() (of [1000]struct{ first, lengths uint16 }) {
	for i, plan := range phonePlans {
		p := &of[plan.code]
		if p.lengths == 0 {
			p.first = uint16(i)
		}
		p.lengths |= 1 << plan.length
	}
	return of
}()

// validNANP accepts a number of the North American Numbering Plan, with or without a leading 1.
func validNANP(c []byte) bool {
	var n number
	d := n.digits(withoutExtension(c))
	if len(d) == 11 && d[0] == 1 {
		d = d[1:]
	}
	return validNANPDigits(d)
}

// validNANPDigits accepts an area code in use and an exchange from 200 on that is not a service code such as 911.
func validNANPDigits(d []byte) bool {
	if len(d) != 10 {
		return false
	}
	area := value(d[:3])
	return nanpAreas[area>>6]>>(area&63)&1 == 1 && d[3] >= 2 && !(d[4] == 1 && d[5] == 1) && !repeated(d)
}

// validNational accepts a number as it is written within a country, which only a keyword can make likely: 7 to 12 digits in
// groups that are not those of a date, an IP address or a social security number.
func validNational(c []byte) bool {
	c = withoutExtension(c)
	var n number
	d := n.digits(c)
	if len(d) < 7 || len(d) > 12 || repeated(d) {
		return false
	}
	var sizes [13]int // of groups of digits
	groups, open := 0, 0
	last := byte(0)
	for _, b := range c {
		switch {
		case isDigit(b):
			if !isDigit(last) {
				groups++
			}
			sizes[groups-1]++
		case b == '(':
			open++
		case b == ')':
			open--
		case b == ' ' && last == '.':
			return false
		}
		last = b
	}
	if open != 0 {
		return false
	}
	switch s := sizes[:groups]; {
	case groups == 1:
		return len(d) >= 7 && len(d) <= 11 && !validDate(value(d[:len(d)-4]), value(d[len(d)-4:len(d)-2]), value(d[len(d)-2:]))
	case groups == 3 && (s[0] == 4 && s[1] <= 2 && s[2] <= 2 || s[0] <= 2 && s[1] <= 2 && s[2] == 4):
		return false // a date
	case groups == 3 && s[0] == 3 && s[1] == 2 && s[2] == 4:
		return false // a social security number
	case groups == 2 && s[0] == 4 && s[1] == 4 && c[4] == '-' && year(c) && year(c[5:]):
		return false // a range of years
	case groups == 2 && s[0] <= 3 && s[1] == 5 && bytes.IndexByte(c, ' ') >= 0:
		return false // a house number and a postal code
	case groups == 4 && bytes.IndexByte(c, '.') >= 0 && bytes.IndexByte(c, ' ') < 0:
		return false // an IP address
	case groups > 6:
		return false
	}
	return true
}

// year says whether c begins with a year of the last or this century.
func year(c []byte) bool {
	return len(c) >= 4 && (c[0] == '1' && c[1] == '9' || c[0] == '2' && c[1] == '0')
}
