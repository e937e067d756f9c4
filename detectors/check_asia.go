package detectors

// validAadhaar accepts an Indian Aadhaar number: twelve digits, the first 2 to 9, with Verhoeff's check digit (UIDAI).
// Palindromes are not issued.
func validAadhaar(c []byte) bool {
	var n number
	d := n.digits(c)
	for i := range d[:6] {
		if d[i] != d[11-i] {
			return d[0] >= 2 && verhoeff(d)
		}
	}
	return false
}

// validPAN accepts an Indian permanent account number: the fourth letter names a kind of holder, and the serial number is
// not 0000 (Income Tax Department). Its check letter is not public.
func validPAN(c []byte) bool { return string(c[5:9]) != "0000" }

// validTFN accepts an Australian tax file number: nine digits, or eight of the old ones, whose weighted sum is a multiple of 11
// (Australian Taxation Office).
func validTFN(c []byte) bool {
	var n number
	d := n.digits(c)
	if repeated(d) {
		return false
	}
	if len(d) == 8 {
		return weighted(d, 10, 7, 8, 4, 6, 3, 5, 1)%11 == 0
	}
	return weighted(d, 1, 4, 3, 7, 5, 8, 6, 9, 10)%11 == 0
}
