package detectors

// validSSN accepts a US social security number that the Social Security Administration can have assigned: no area 000, 666 or
// 900 to 999, no group 00, no serial 0000 (POMS RM 10201.030). Numbers that it published as examples or withdrew, and the
// ascending digits that forms show, are nobody's.
func validSSN(c []byte) bool {
	var n number
	d := n.digits(c)
	area, group, serial := value(d[:3]), value(d[3:5]), value(d[5:])
	if area == 0 || area == 666 || area >= 900 || group == 0 || serial == 0 {
		return false
	}
	switch value(d) {
	case 78_05_1120, 219_09_9999, 123_45_6789:
		return false
	}
	return !repeated(d)
}

// validITIN accepts a US individual taxpayer identification number: it begins with 9, and its fourth and fifth digit are in
// the ranges of the Internal Revenue Service (IRM 3.21.263).
func validITIN(c []byte) bool {
	var n number
	d := n.digits(c)
	group := value(d[3:5])
	return d[0] == 9 && !repeated(d) &&
		(50 <= group && group <= 65 || 70 <= group && group <= 88 || 90 <= group && group <= 92 || 94 <= group && group <= 99)
}

// validPassportUS accepts nine digits, or a letter and eight digits (US Department of State, next generation passport).
func validPassportUS(c []byte) bool {
	var n number
	return !repeated(n.digits(c))
}

// validLicenseUS accepts a driver's licence number in the form of some state. Separators do not count.
func validLicenseUS(c []byte) bool {
	var form [8]byte // runs of letters and digits: 'A' and a length, '9' and a length
	k := 0
	for _, b := range c {
		var class byte
		switch {
		case isLetter(b):
			class = 'A'
		case isDigit(b):
			class = '9'
		default:
			continue
		}
		if k > 0 && form[k-2] == class {
			form[k-1]++
			continue
		}
		if k == len(form) {
			return false
		}
		form[k], form[k+1] = class, 1
		k += 2
	}
	if k == 2 && form[0] == '9' {
		var n number
		return form[1] >= 7 && form[1] <= 14 && !repeated(n.digits(c))
	}
	for _, f := range licenseForms {
		if f.match(form[:k]) {
			return true
		}
	}
	return false
}

// A licenseForm is a run of letters, one of digits and again one of letters, the digits within bounds.
type licenseForm struct{ head, least, most, tail byte }

// licenseForms lists the forms that mix letters and digits, by the states that use them. Forms of digits alone have 7 to
// 14. Source: the licence formats that the states publish for the AAMVA's DL/ID card design standard.
var licenseForms = []licenseForm{
	{1, 3, 14, 0}, // AZ CA CO FL HI IL IN KS KY MD MA MI MN MO MT NE NJ NY OH OK OR VA WI
	{1, 18, 18, 0},
	{2, 3, 7, 0}, // AZ CO OH OR WV
	{3, 6, 6, 0}, // ND
	{2, 6, 6, 1}, // ID
	{0, 7, 9, 1}, // ME MO VT
	{0, 8, 8, 2}, // MO
	{1, 6, 6, 1}, // MO
	{0, 7, 7, 2}, // VT
}

func (f licenseForm) match(form []byte) bool {
	if f.head > 0 {
		if len(form) < 2 || form[0] != 'A' || form[1] != f.head {
			return false
		}
		form = form[2:]
	}
	if len(form) < 2 || form[0] != '9' || form[1] < f.least || form[1] > f.most {
		return false
	}
	form = form[2:]
	return f.tail == 0 && len(form) == 0 || f.tail > 0 && len(form) == 2 && form[1] == f.tail
}

// validSIN accepts a Canadian social insurance number: Luhn digit, and a first digit in use (0 and 8 are not assigned).
func validSIN(c []byte) bool {
	var n number
	d := n.digits(c)
	return d[0] != 0 && d[0] != 8 && luhn(d) && !repeated(d)
}

// validCPF accepts a Brazilian taxpayer number: two check digits modulo 11 (Receita Federal). Eleven equal digits pass the
// sums and are never issued.
func validCPF(c []byte) bool {
	var n number
	d := n.digits(c)
	first := weighted(d, 10, 9, 8, 7, 6, 5, 4, 3, 2) * 10 % 11 % 10
	second := weighted(d, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2) * 10 % 11 % 10
	return int(d[9]) == first && int(d[10]) == second && !repeated(d)
}

// validVIN accepts a vehicle identification number with the check digit of North America in its ninth place
// (ISO 3779; 49 CFR 565.15): 17 letters and digits without I, O and Q, the last four of them digits.
func validVIN(c []byte) bool {
	sum := 0
	for i, b := range c {
		sum += vinWeights[i] * vinValue(b)
	}
	want := byte('0' + sum%11)
	if sum%11 == 10 {
		want = 'X'
	}
	return c[8] == want && plausibleVIN(c)
}

// plausibleVIN accepts a VIN of any maker, with or without a check digit: letters and digits mixed, and a serial number in
// the last four places.
func plausibleVIN(c []byte) bool {
	letters, digits := 0, 0
	for i, b := range c {
		switch {
		case isDigit(b):
			digits++
		case i >= 13:
			return false
		default:
			letters++
		}
	}
	return letters >= 3 && digits >= 6 && c[0] != '0'
}

var vinWeights = [17]int{8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2}

// vinValue is the value of a character of a VIN: letters count 1 to 9 in three rows that leave out I, O and Q.
func vinValue(b byte) int {
	if isDigit(b) {
		return int(b - '0')
	}
	return int("12345678.12345.7.923456789"[b-'A'] - '0')
}
