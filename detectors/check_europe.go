package detectors

import "bytes"

// validNINO accepts a UK national insurance number: a prefix in use and a suffix A to D (HMRC, NIM39110).
func validNINO(c []byte) bool {
	switch string(c[:2]) {
	case "BG", "GB", "KN", "NK", "NT", "TN", "ZZ":
		return false
	}
	var n number
	return !repeated(n.digits(c))
}

// validNHS accepts an NHS number: the last of ten digits is a check digit modulo 11 (NHS Data Dictionary). Numbers from
// 999 on are for tests.
func validNHS(c []byte) bool {
	var n number
	d := n.digits(c)
	return weighted(d, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1)%11 == 0 && !repeated(d) && value(d[:3]) != 999
}

// validTaxIDDE accepts a German tax identification number: among its first ten digits exactly one occurs twice or three times, not
// three in a row, and the eleventh is a check digit by ISO/IEC 7064 MOD 11,10 (§ 139b AO; BZSt).
func validTaxIDDE(c []byte) bool {
	var n number
	d := n.digits(c)
	var count [10]int
	for _, x := range d[:10] {
		count[x]++
	}
	several := 0
	for _, k := range count {
		if k > 3 {
			return false
		}
		if k > 1 {
			several++
		}
	}
	for i := range 8 {
		if d[i] == d[i+1] && d[i] == d[i+2] {
			return false
		}
	}
	return d[0] != 0 && several == 1 && mod11and10(d)
}

// validINSEE accepts a French social security number (NIR) with its key: sex, month and department in range, and the key 97
// minus the rest by 97, where 2A and 2B (Corsica) count as 19 and 18 (INSEE).
func validINSEE(c []byte) bool {
	var s [15]byte
	k := 0
	for _, b := range c {
		if b != ' ' && k < len(s) {
			s[k] = b
			k++
		}
	}
	if k != len(s) {
		return false
	}
	switch string(s[5:7]) {
	case "2A":
		s[5], s[6] = '1', '9'
	case "2B":
		s[5], s[6] = '1', '8'
	}
	if !allDigits(s[:]) {
		return false
	}
	var n number
	d := n.digits(s[:])
	month, department := value(d[3:5]), value(d[5:7])
	if !(1 <= month && month <= 12 || 20 <= month && month <= 42 || month >= 50) || department == 0 {
		return false
	}
	return 97-value(d[:13])%97 == value(d[13:])
}

const dniLetters = "TRWAGMYFPDXBNJZSQVHLCKE"

// validDNI accepts a Spanish identity number, DNI or NIE, by its letter: the number modulo 23 (Real Decreto 1553/2005).
// X, Y and Z at the head of an NIE count as 0, 1 and 2.
func validDNI(c []byte) bool {
	var n number
	d := n.digits(c)
	v := value(d)
	switch upper(c[0]) {
	case 'Y':
		v += 10_000_000
	case 'Z':
		v += 20_000_000
	}
	return dniLetters[v%23] == upper(c[len(c)-1]) && !repeated(d)
}

// validCIF accepts the tax number of a Spanish company or of a natural person without DNI (K, L, M) by its check character,
// which some letters at the head require to be a digit and some a letter (Orden EHA/451/2008).
func validCIF(c []byte) bool {
	head, last := upper(c[0]), upper(c[len(c)-1])
	var n number
	d := n.digits(c[1 : len(c)-1])
	sum := 0
	for i, x := range d {
		if i%2 == 0 {
			x *= 2
			x = x/10 + x%10
		}
		sum += int(x)
	}
	check := byte((10 - sum%10) % 10)
	letter := "JABCDEFGHI"[check]
	switch {
	case bytes.IndexByte([]byte("KLMNPQRSW"), head) >= 0:
		return last == letter
	case bytes.IndexByte([]byte("ABEH"), head) >= 0:
		return last == '0'+check
	}
	return last == letter || last == '0'+check
}

// validFiscalCodeIT accepts an Italian fiscal code: day of birth in range and check letter right. Digits replaced by letters
// to tell namesakes apart (omocodia) count as what they stand for (D.M. 23 December 1976).
func validFiscalCodeIT(c []byte) bool {
	sum := 0
	for i, b := range c[:15] {
		b = upper(b)
		v := int(b - 'A')
		if isDigit(b) {
			v = int(b - '0')
		}
		if i%2 == 0 {
			v = fiscalOdd[v]
		}
		sum += v
	}
	day := fiscalDigit(c[9])*10 + fiscalDigit(c[10])
	return (1 <= day && day <= 31 || 41 <= day && day <= 71) && upper(c[15]) == byte('A'+sum%26)
}

// fiscalOdd is what letters, and digits as the letters A to J, count in the odd places of a fiscal code.
var fiscalOdd = [26]int{1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23}

// fiscalDigit is the value of a digit of a fiscal code, or of the letter that stands for it.
func fiscalDigit(b byte) int {
	if isDigit(b) {
		return int(b - '0')
	}
	return bytes.IndexByte([]byte("LMNPQRSTUV"), upper(b))
}

// validPESEL accepts a Polish PESEL number: a date of birth of the 20th or 21st century and the check digit (Ustawa o
// ewidencji ludności; weights 1, 3, 7, 9).
func validPESEL(c []byte) bool {
	var n number
	d := n.digits(c)
	month := value(d[2:4])
	year := 1900 + value(d[:2])
	if month > 20 {
		month, year = month-20, year+100
	}
	return validDate(year, month, value(d[4:6])) && weighted(d, 1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)%10 == 0
}
