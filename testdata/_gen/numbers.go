package main

import (
	"crypto/sha256"
	"fmt"
	"hash/crc32"
	"math/big"
	"math/rand/v2"
	"strings"
)

// This file makes identifiers that are right by their checksum and belong to nobody that we know of. Phone numbers are
// from the ranges that regulators keep for fiction; domains are those of RFC 2606.

// A source is the randomness of one object: it depends on the seed and the object's key only, so that a change to one
// object leaves all others as they are.
type source struct{ *rand.Rand }

func newSource(key string) source {
	sum := sha256.Sum256([]byte("assay sample bucket 1\n" + key))
	var a, b uint64
	for i := range 8 {
		a, b = a<<8|uint64(sum[i]), b<<8|uint64(sum[8+i])
	}
	return source{rand.New(rand.NewPCG(a, b))}
}

func pick[T any](s source, from []T) T { return from[s.IntN(len(from))] }

// from returns n characters of an alphabet.
func (s source) from(alphabet string, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = alphabet[s.IntN(len(alphabet))]
	}
	return string(b)
}

const (
	decimal  = "0123456789"
	letters  = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	alphanum = decimal + letters + "abcdefghijklmnopqrstuvwxyz"
)

func (s source) digits(n int) string { return s.from(decimal, n) }

// until draws until ok accepts.
func until(draw func() string, ok func(string) bool) string {
	for {
		if v := draw(); ok(v) {
			return v
		}
	}
}

func sum(digits string, weights ...int) int {
	total := 0
	for i, w := range weights {
		total += w * int(digits[i]-'0')
	}
	return total
}

func luhn(digits string) bool {
	total := 0
	for i := range len(digits) {
		d := int(digits[i] - '0')
		if (len(digits)-i)%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		total += d
	}
	return total%10 == 0
}

// grouped puts a separator between groups of the given sizes.
func grouped(v, sep string, sizes ...int) string {
	var parts []string
	for _, n := range sizes {
		parts = append(parts, v[:n])
		v = v[n:]
	}
	if v != "" {
		parts = append(parts, v)
	}
	return strings.Join(parts, sep)
}

// card returns a number of 16 digits that an issuer of these first digits could give.
func (s source) card(prefix string) string {
	return until(func() string { return prefix + s.digits(16-len(prefix)) }, luhn)
}

// iban returns a German account of a bank code that no bank has: it begins with 9.
func (s source) iban() string {
	bban := "9" + s.digits(17)
	n, _ := new(big.Int).SetString(bban+"131400", 10) // D is 13, E is 14, and 00 for the check digits
	check := 98 - new(big.Int).Mod(n, big.NewInt(97)).Int64()
	return fmt.Sprintf("DE%02d%s", check, bban)
}

// ssn is of an area that was given out after the year 2011 only.
func (s source) ssn() string {
	return fmt.Sprintf("73%d-%02d-%04d", 4+s.IntN(6), 1+s.IntN(99), 1+s.IntN(9999))
}

func (s source) itin() string {
	return fmt.Sprintf("9%02d-%02d-%04d", s.IntN(100), 70+s.IntN(19), 1+s.IntN(9999))
}

// aba is a routing number behind the prefix of the Boston district, with its check digit.
func (s source) aba() string {
	return until(func() string { return "01" + s.digits(7) }, func(v string) bool { return sum(v, 3, 7, 1, 3, 7, 1, 3, 7, 1)%10 == 0 })
}

func (s source) nino() string {
	return pick(s, []string{"AB", "CE", "HJ", "JX", "PW", "SR"}) + s.digits(6) + s.from("ABCD", 1)
}

func (s source) nhs() string {
	v := until(func() string { return "4" + s.digits(9) }, func(v string) bool { return sum(v, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1)%11 == 0 })
	return grouped(v, " ", 3, 3)
}

func (s source) sin() string {
	return grouped(until(func() string { return "7" + s.digits(8) }, luhn), " ", 3, 3)
}

// steuerID has one digit twice among the first ten, one not at all, and a check digit by ISO/IEC 7064 MOD 11,10.
func (s source) steuerID() string {
	return until(func() string {
		p := s.Perm(10)
		p[s.IntN(9)+1] = p[0]
		if p[0] == 0 {
			return ""
		}
		check := 10
		v := ""
		for _, d := range p {
			v += string(decimal[d])
			t := (check + d) % 10
			if t == 0 {
				t = 10
			}
			check = t * 2 % 11
		}
		return v + string(decimal[(11-check)%10])
	}, func(v string) bool { return len(v) == 11 })
}

func (s source) insee() string {
	v := fmt.Sprintf("%d%02d%02d%02d%03d%03d", 1+s.IntN(2), 60+s.IntN(40), 1+s.IntN(12), 1+s.IntN(19), 1+s.IntN(900), 1+s.IntN(900))
	n, _ := new(big.Int).SetString(v, 10)
	v += fmt.Sprintf("%02d", 97-new(big.Int).Mod(n, big.NewInt(97)).Int64())
	return grouped(v, " ", 1, 2, 2, 2, 3, 3)
}

func (s source) dni() string {
	n := 10_000_000 + s.IntN(89_999_999)
	return fmt.Sprintf("%08d%c", n, "TRWAGMYFPDXBNJZSQVHLCKE"[n%23])
}

func (s source) codiceFiscale() string {
	v := s.from("BCDFGLMNPRST", 6) + fmt.Sprintf("%02d%s%02d", 60+s.IntN(40), s.from("ABCDEHLMPRST", 1), 1+s.IntN(28)) +
		s.from("ABCDEFGHIL", 1) + fmt.Sprintf("%03d", 1+s.IntN(900))
	odd := [...]int{1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23}
	total := 0
	for i := range 15 {
		d := int(v[i] - 'A')
		if v[i] <= '9' {
			d = int(v[i] - '0')
		}
		if i%2 == 0 {
			d = odd[d]
		}
		total += d
	}
	return v + string(letters[total%26])
}

func (s source) pesel() string {
	return until(func() string {
		return fmt.Sprintf("%02d%02d%02d", 60+s.IntN(40), 1+s.IntN(12), 1+s.IntN(28)) + s.digits(5)
	},
		func(v string) bool { return sum(v, 1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)%10 == 0 })
}

// aadhaar has a check digit by Verhoeff's scheme, here written as arithmetic in the dihedral group of ten elements.
func (s source) aadhaar() string {
	product := func(a, b int) int {
		switch {
		case a < 5 && b < 5:
			return (a + b) % 5
		case a < 5:
			return 5 + (a+b-5)%5
		case b < 5:
			return 5 + (a-5-b+5)%5
		}
		return (a - b + 5) % 5
	}
	permute := func(d, times int) int {
		for range times {
			d = [...]int{1, 5, 7, 6, 2, 8, 3, 0, 9, 4}[d]
		}
		return d
	}
	v := until(func() string { return s.from("23456789", 1) + s.digits(11) }, func(v string) bool {
		c := 0
		for i := range len(v) {
			c = product(c, permute(int(v[len(v)-1-i]-'0'), i%8))
		}
		return c == 0
	})
	return grouped(v, " ", 4, 4)
}

func (s source) pan() string {
	return s.from(letters, 3) + "P" + s.from(letters, 1) + fmt.Sprintf("%04d", 1+s.IntN(9998)) + s.from(letters, 1)
}

func (s source) cpf() string {
	v := s.digits(9)
	for range 2 {
		total := 0
		for i := range len(v) {
			total += int(v[i]-'0') * (len(v) + 1 - i)
		}
		v += string(decimal[total*10%11%10])
	}
	return v[:3] + "." + v[3:6] + "." + v[6:9] + "-" + v[9:]
}

func (s source) tfn() string {
	v := until(func() string { return s.from("123456789", 1) + s.digits(8) }, func(v string) bool { return sum(v, 1, 4, 3, 7, 5, 8, 6, 9, 10)%11 == 0 })
	return grouped(v, " ", 3, 3)
}

// vin is a vehicle of a maker of a few vehicles a year (the 9), with the check digit of 49 CFR 565.
func (s source) vin() string {
	v := "1N9" + s.from("ABCDEFGHJKLMNPRSTUVWXYZ", 1) + s.from(decimal, 4) + "0" + s.from("HJKLMNPRST", 1) + s.from("ABCDEFGHJKLMNPRSTUVWXYZ", 1) + s.digits(6)
	values := map[byte]int{}
	for i, c := range []byte("ABCDEFGH") {
		values[c] = i + 1
	}
	for i, c := range []byte("JKLMN") {
		values[c] = i + 1
	}
	values['P'], values['R'] = 7, 9
	for i, c := range []byte("STUVWXYZ") {
		values[c] = i + 2
	}
	total := 0
	for i, w := range []int{8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2} {
		d, ok := values[v[i]]
		if !ok {
			d = int(v[i] - '0')
		}
		total += d * w
	}
	return v[:8] + string("0123456789X"[total%11]) + v[9:]
}

// bitcoin is the address of a hash that nobody has the key of.
func (s source) bitcoin() string {
	payload := make([]byte, 21)
	for i := range payload[1:] {
		payload[i+1] = byte(s.IntN(256))
	}
	first := sha256.Sum256(payload)
	second := sha256.Sum256(first[:])
	n := new(big.Int).SetBytes(append(payload, second[:4]...))
	out := ""
	for zero, base, rest := new(big.Int), big.NewInt(58), new(big.Int); n.Cmp(zero) > 0; {
		n.DivMod(n, base, rest)
		out = string("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"[rest.Int64()]) + out
	}
	return "1" + out
}

// The tokens of vendors are put together here from parts, so that no publisher takes this file for a leak; in the bucket
// they stand in compressed objects only.

func (s source) awsAccessKey() string { return "AK" + "IA" + s.from("234567"+letters, 16) }

func (s source) awsSecretKey() string { return s.from(alphanum+"+", 40) }

func (s source) githubToken() string {
	const base62 = decimal + letters + "abcdefghijklmnopqrstuvwxyz"
	body := s.from(alphanum, 30)
	check, n := "", crc32.ChecksumIEEE([]byte(body))
	for range 6 {
		check = string(base62[n%62]) + check
		n /= 62
	}
	return "gh" + "p_" + body + check
}

func (s source) slackToken() string {
	return "xo" + "xb-" + s.digits(12) + "-" + s.digits(12) + "-" + s.from(alphanum, 24)
}

func (s source) stripeKey() string { return "sk_" + "live_" + s.from(alphanum, 24) }

func (s source) googleKey() string { return "AI" + "za" + s.from(alphanum+"-_", 35) }
