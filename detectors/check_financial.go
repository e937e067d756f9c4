package detectors

import (
	"crypto/sha256"
	"slices"
	"strings"
)

// validCard accepts a payment card number: issuer, length and Luhn digit are right (ISO/IEC 7812-1), and it is not one that
// is published for tests.
func validCard(c []byte) bool {
	var n number
	d := n.digits(c)
	return luhn(d) && issued(d) && !testCard(d)
}

// validCardByName is validCard for a number that something else calls a card: any number of Maestro's range, 50, 56 to 58 and
// 6, will do, of which a part is in use.
func validCardByName(c []byte) bool {
	var n number
	d := n.digits(c)
	prefix := value(d[:2])
	maestro := prefix == 50 || 56 <= prefix && prefix <= 58 || 60 <= prefix && prefix <= 69
	return luhn(d) && (maestro || issued(d)) && !testCard(d)
}

// issued says whether an issuer numbers cards of this length with these first digits.
func issued(d []byte) bool {
	if len(d) < 12 {
		return false
	}
	first6 := value(d[:6])
	i, found := slices.BinarySearchFunc(cardIssuers, first6, func(r cardRange, n int) int { return r.first - n })
	if !found {
		i--
	}
	return i >= 0 && first6 <= cardIssuers[i].last && cardIssuers[i].lengths>>len(d)&1 == 1
}

// testCard says whether the number is published for tests. Most published ones are left out by a rule, that a number
// of at most three different digits, or with seven zeros in a row, is made up; the rest are listed.
func testCard(d []byte) bool {
	var seen uint16
	zeros := 0
	for _, x := range d {
		seen |= 1 << x
		if zeros++; x != 0 {
			zeros = 0
		}
		if zeros == 7 {
			return true
		}
	}
	different := 0
	for ; seen != 0; seen &= seen - 1 {
		different++
	}
	_, listed := slices.BinarySearch(testCards, value(d))
	return different <= 3 || listed
}

// validIBAN accepts an IBAN of a registered country, with that country's length and structure and the right check digits
// (ISO 13616, ISO/IEC 7064 MOD 97-10).
func validIBAN(c []byte) bool {
	var compact [34]byte
	n := 0
	for _, b := range c {
		if b == ' ' {
			continue
		}
		if n == len(compact) {
			return false
		}
		compact[n] = b
		n++
	}
	if n < 15 {
		return false
	}
	i := search(ibanCountries, compact[:2])
	if i == len(ibanCountries) || ibanCountries[i][:2] != string(compact[:2]) || !ibanStructure(ibanCountries[i][3:], compact[4:n]) {
		return false
	}
	check := int(compact[2]-'0')*10 + int(compact[3]-'0')
	return 2 <= check && check <= 98 && mod97(compact[4:n], compact[:4]) == 1
}

// ibanStructure says whether a BBAN has a structure of the registry, such as "4a6n8n": n digits, a capitals, c either.
func ibanStructure(structure string, bban []byte) bool {
	for structure != "" {
		k := 0
		for isDigit(structure[0]) {
			k = k*10 + int(structure[0]-'0')
			structure = structure[1:]
		}
		class := structure[0]
		structure = structure[1:]
		if k > len(bban) {
			return false
		}
		for _, b := range bban[:k] {
			if !(isDigit(b) && class != 'a' || isUpper(b) && class != 'n') {
				return false
			}
		}
		bban = bban[k:]
	}
	return len(bban) == 0
}

// mod97 is the remainder by 97 of the parts one after another, where A to Z stand for 10 to 35.
func mod97(parts ...[]byte) int {
	r := 0
	for _, part := range parts {
		for _, b := range part {
			if isDigit(b) {
				r = (r*10 + int(b-'0')) % 97
			} else {
				r = (r*100 + int(b-'A') + 10) % 97
			}
		}
	}
	return r
}

// validBIC accepts a business identifier code (ISO 9362): its fifth and sixth letter are a country, and its location code
// is not of a test BIC (which ends in 0).
func validBIC(c []byte) bool { return country(c[4], c[5]) && c[7] != '0' }

// country says whether two capitals are an ISO 3166-1 alpha-2 code, or XK for Kosovo.
func country(a, b byte) bool {
	return isUpper(a) && isUpper(b) && countries[a-'A']>>(b-'A')&1 == 1
}

// validABA accepts a routing number of the American Bankers Association: a Federal Reserve prefix and the weighted check
// digit (ABA Routing Number Policy; 3-7-1).
func validABA(c []byte) bool {
	var n number
	d := n.digits(c)
	prefix := value(d[:2])
	district := prefix <= 12 || 21 <= prefix && prefix <= 32 || 61 <= prefix && prefix <= 72 || prefix == 80
	return district && weighted(d, 3, 7, 1, 3, 7, 1, 3, 7, 1)%10 == 0 && !repeated(d)
}

// validBitcoin accepts a mainnet address: Base58Check (P2PKH, P2SH), Bech32 or Bech32m (BIP 173, BIP 350).
func validBitcoin(c []byte) bool {
	if c[0]|0x20 == 'b' {
		return validSegwit(c)
	}
	payload, ok := base58check(c)
	return ok && (payload[0] == 0x00 || payload[0] == 0x05)
}

const base58Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

// base58check decodes a version byte and 20 bytes of payload and compares the four bytes of their double SHA-256.
func base58check(c []byte) (payload [21]byte, ok bool) {
	var raw [25]byte // big-endian
	for _, b := range c {
		carry := strings.IndexByte(base58Alphabet, b)
		if carry < 0 {
			return payload, false
		}
		for i := len(raw) - 1; i >= 0; i-- {
			carry += 58 * int(raw[i])
			raw[i] = byte(carry)
			carry >>= 8
		}
		if carry != 0 {
			return payload, false
		}
	}
	// Each leading zero byte is written as one '1', and no other is.
	for i := range len(c) + 1 {
		one, zero := i < len(c) && c[i] == '1', i < len(raw) && raw[i] == 0
		if one != zero {
			return payload, false
		}
		if !one {
			break
		}
	}
	copy(payload[:], raw[:])
	sum := sha256.Sum256(payload[:])
	sum = sha256.Sum256(sum[:])
	return payload, [4]byte(sum[:]) == [4]byte(raw[21:])
}

const bech32Alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

// validSegwit accepts a native segregated-witness address of human-readable part "bc": version 0 by Bech32, 1 to 16 by Bech32m.
func validSegwit(c []byte) bool {
	const hrp = "bc"
	if len(c) < len(hrp)+1+8 || len(c) > 90 {
		return false
	}
	up, low := false, false
	for _, b := range c {
		up = up || isUpper(b)
		low = low || isLower(b)
	}
	if up && low || c[0]|0x20 != 'b' || c[1]|0x20 != 'c' || c[2] != '1' {
		return false
	}
	data := c[3:]
	check := uint32(1)
	step := func(v byte) {
		top := check >> 25
		check = check&0x1ffffff<<5 ^ uint32(v)
		for i, g := range [5]uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3} {
			if top>>i&1 == 1 {
				check ^= g
			}
		}
	}
	for i := range len(hrp) {
		step(hrp[i] >> 5)
	}
	step(0)
	for i := range len(hrp) {
		step(hrp[i] & 31)
	}
	version := -1
	for _, b := range data {
		if isUpper(b) {
			b |= 0x20
		}
		v := strings.IndexByte(bech32Alphabet, b)
		if v < 0 {
			return false
		}
		if version < 0 {
			version = v
		}
		step(byte(v))
	}
	bits := (len(data) - 7) * 5 // of the witness program: all but the version and six of checksum
	size := bits / 8
	if version > 16 || size < 2 || size > 40 || bits%8 >= 5 || version == 0 && size != 20 && size != 32 {
		return false
	}
	if version == 0 {
		return check == 1
	}
	return check == 0x2bc830a3
}

// validAccountUS refuses fillers. US bank account numbers have no check digit.
func validAccountUS(c []byte) bool {
	var n number
	return !repeated(n.digits(c))
}
