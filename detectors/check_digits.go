package detectors

// A number holds the digits of a candidate as values 0 to 9. It lives on the stack: validators allocate nothing.
type number [32]byte

// digits fills n with the digits of c, whatever stands between them, and returns them. Digits past the 32nd are dropped:
// no identifier has as many.
func (n *number) digits(c []byte) []byte {
	k := 0
	for _, b := range c {
		if isDigit(b) && k < len(n) {
			n[k] = b - '0'
			k++
		}
	}
	return n[:k]
}

func isUpper(b byte) bool { return 'A' <= b && b <= 'Z' }

func isLower(b byte) bool { return 'a' <= b && b <= 'z' }

func isLetter(b byte) bool { return isUpper(b) || isLower(b) }

func isHex(b byte) bool { return isDigit(b) || 'a' <= b|0x20 && b|0x20 <= 'f' }

// upper returns the capital of an ASCII letter, and any other byte as it is.
func upper(b byte) byte {
	if isLower(b) {
		return b - 'a' + 'A'
	}
	return b
}

// lower returns the small letter of an ASCII capital, and any other byte as it is.
func lower(b byte) byte {
	if isUpper(b) {
		return b + 'a' - 'A'
	}
	return b
}

// value is the decimal value of at most 18 digits, or of 19 that begin with less than 9.
func value(d []byte) int {
	v := 0
	for _, x := range d {
		v = v*10 + int(x)
	}
	return v
}

// repeated says that all digits are the same: a filler, whatever its checksum says.
func repeated(d []byte) bool {
	for _, x := range d {
		if x != d[0] {
			return false
		}
	}
	return true
}

// luhn checks the last digit by the Luhn formula (ISO/IEC 7812-1, annex B).
func luhn(d []byte) bool {
	sum := 0
	for i, x := range d {
		if (len(d)-i)%2 == 0 {
			if x *= 2; x > 9 {
				x -= 9
			}
		}
		sum += int(x)
	}
	return len(d) > 1 && sum%10 == 0
}

// weighted sums the digits, each times its weight. The digits past the weights do not count.
func weighted(d []byte, weights ...int) int {
	sum := 0
	for i, w := range weights {
		sum += w * int(d[i])
	}
	return sum
}

// mod11and10 checks the last digit by ISO/IEC 7064, MOD 11,10.
func mod11and10(d []byte) bool {
	p := 10
	for _, x := range d[:len(d)-1] {
		p = (p + int(x)) % 10
		if p == 0 {
			p = 10
		}
		p = p * 2 % 11
	}
	return (p+int(d[len(d)-1]))%10 == 1
}

// verhoeff checks the last digit by Verhoeff's dihedral scheme (J. Verhoeff, Error Detecting Decimal Codes, 1969).
func verhoeff(d []byte) bool {
	var c byte
	for i := range d {
		c = verhoeffProduct[c][verhoeffPermutation[i%8][d[len(d)-1-i]]]
	}
	return len(d) > 1 && c == 0
}

// verhoeffProduct is the multiplication table of the dihedral group D5.
var verhoeffProduct = [10][10]byte{
	{0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
	{1, 2, 3, 4, 0, 6, 7, 8, 9, 5},
	{2, 3, 4, 0, 1, 7, 8, 9, 5, 6},
	{3, 4, 0, 1, 2, 8, 9, 5, 6, 7},
	{4, 0, 1, 2, 3, 9, 5, 6, 7, 8},
	{5, 9, 8, 7, 6, 0, 4, 3, 2, 1},
	{6, 5, 9, 8, 7, 1, 0, 4, 3, 2},
	{7, 6, 5, 9, 8, 2, 1, 0, 4, 3},
	{8, 7, 6, 5, 9, 3, 2, 1, 0, 4},
	{9, 8, 7, 6, 5, 4, 3, 2, 1, 0},
}

// verhoeffPermutation holds the powers of the scheme's permutation; the eighth is the identity.
var verhoeffPermutation = [8][10]byte{
	{0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
	{1, 5, 7, 6, 2, 8, 3, 0, 9, 4},
	{5, 8, 0, 3, 7, 9, 6, 1, 4, 2},
	{8, 9, 1, 6, 0, 4, 3, 5, 2, 7},
	{9, 4, 5, 3, 1, 2, 6, 8, 7, 0},
	{4, 2, 8, 6, 5, 7, 3, 9, 0, 1},
	{2, 7, 9, 3, 8, 0, 6, 4, 1, 5},
	{7, 0, 4, 6, 9, 1, 3, 2, 5, 8},
}
