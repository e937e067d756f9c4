package detectors

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// checkVectors holds each check to numbers that its standard or registry publishes, and to near misses. Where one is set, the
// check must refuse every change of one digit of every valid number: what a checksum is for.
var checkVectors = []struct {
	name     string
	check    func([]byte) bool
	one      bool
	valid    []string
	notValid []string
}{
	{"card", validCard, true,
		[]string{"4539578763621486", "4539 5787 6362 1486", "5425230000004415", "2720992593319364", "347415977307943", "30288610434735", "6011458790362143", "3528741903650212", "4532818103457"},
		[]string{"4111111111111111", "5555555555554444", "378282246310005", "4242424242424242", "9999999999999995", "0000000000000000", "1234567890123452"}},
	{"IBAN", validIBAN, true, // examples of the SWIFT registry
		[]string{
			"GB29NWBK60161331926819", "DE89370400440532013000", "FR1420041010050500013M02606", "CH9300762011623852957", "NO9386011117947", "MT84MALT011000012345MTLCAST001S", "SE4550000000058398257466",
			"SA0380000000608010167519", "BE68 5390 0754 7034", "NL91 ABNA 0417 1643 00", "BR1800360305000010009795493C1", "LC55HEMM000100010012001200023015", "PL61109010140000071219812874", "IT60X0542811101000000123456",
		},
		[]string{"GB29NWBK6016133192681", "GB29NWBK601613319268190", "XX29NWBK60161331926819", "GB2960161331926819NWBK", "DE00370400440532013000"}},
	{"ABA", validABA, true, []string{"021000021", "011000015", "122105155", "322271627", "111000025"}, []string{"991000021", "000000000", "500000005"}},
	{"SSN", validSSN, false, []string{"536-22-8145", "001-01-0001", "899-99-9999", "772-99-9999"}, []string{"000-22-8145", "666-22-8145", "900-22-8145", "536-00-8145", "536-22-0000", "078-05-1120", "219-09-9999", "111-11-1111"}},
	{"ITIN", validITIN, false, []string{"900-50-0000", "912-65-1234", "912-70-1234", "912-88-1234", "912-90-1234", "912-94-1234", "999-99-9998"}, []string{"912-49-1234", "912-66-1234", "912-69-1234", "912-89-1234", "912-93-1234", "812-70-1234", "999-99-9999"}},
	{"SIN", validSIN, true, []string{"130-692-544", "123 456 782", "931402101"}, []string{"046454286", "823456784"}},
	{"CPF", validCPF, false, // the check digit 0 stands for two remainders, so that one change in a hundred passes
		[]string{"529.982.247-25", "111.444.777-35", "390.533.447-05"}, []string{"111.111.111-11", "000.000.000-00"}},
	{"VIN", validVIN, false, []string{"1M8GDM9AXKP042788", "1HGCM82633A004352", "5GZCZ43D13S812715"}, []string{"11111111111111111", "1M8GDM9A1KP042788", "1M8GDM9AXKP04278A"}},
	{"NINO", validNINO, false, []string{"AB123456C", "JG 10 37 59 A"}, []string{"BG123456A", "ZZ123456A", "AB111111A"}},
	{"NHS", validNHS, true, []string{"943 476 5919", "943-476-5870", "4010232137", "4505577104"}, []string{"0000000000", "9990000018"}},
	{"tax id", validTaxIDDE, true, []string{"36574261809", "86095742719", "65929970489", "47036892816"}, []string{"12345678903", "11145678901", "00574261809"}},
	{"NIR", validINSEE, true, []string{"255081416802538", "2 53 07 2A 073 004 43", "184127645108946"}, []string{"253072B07300443", "255131416802538", "2 53 07 1A 073 004 43"}},
	{"DNI", validDNI, true, []string{"12345678Z", "54362315K", "X2482300W", "x-2482300w", "12.345.678-Z"}, []string{"00000000T", "Y2482300W", "12345678A"}},
	{"CIF", validCIF, true, []string{"B64717838", "A58818501", "J99216582", "P2807900B", "Q2816003D"}, []string{"P28079002", "B6471783H", "A5881850A"}},
	{"codice fiscale", validFiscalCodeIT, true, []string{"RSSMRA85T10A562S", "rccmnl83s18d969h", "RSSMRA45C12F2LRI", "RSSMRAQRCMNFNLRG", "FOXDRA26C24H872Y"}, []string{"RSSMRA85T10A562T", "RSSMRA85T00A562S"}},
	{"PESEL", validPESEL, true, []string{"44051401359", "02070803628", "02270803624", "79030835344"}, []string{"44131401353", "44053301352"}},
	{"Aadhaar", validAadhaar, true, []string{"234123412346", "4991-1866-5246", "2363 5843 0013"}, []string{"123412341234", "222222222222", "234432234432"}},
	{"PAN", validPAN, false, []string{"ACUPA7085R", "AAKFD7113K"}, []string{"ACUPA0000R"}},
	{"TFN", validTFN, true, []string{"123 456 782", "459599230", "112474082", "37118629"}, []string{"000000000", "123456789"}},
	{"BIC", validBIC, false, []string{"DEUTDEFF", "NEDSZAJJXXX", "ABNANL2A", "BARCGB22"}, []string{"DEUTXXFF", "DEUTDEF0"}},
	{"bitcoin", validBitcoin, true, // BIP 173, BIP 350 and well-known addresses
		[]string{
			"1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", "1P2c1W3x1TCUFvyDmVyVmUxrRqFtuF2w6", "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
			"bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y", "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", "BC1SW50QGDZ25J", "bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs",
		},
		[]string{
			"bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd", "bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4", "BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P", "bc1pw5dgrnzv",
			"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh", "bc1gmk9yu", "mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn",
		}},
	{"international phone", validInternational, false,
		[]string{"+1 212 555 0123", "+442079460958", "+44 (0)20 7946 0958", "+49 30 901820", "+33 6 12 34 56 78", "+39 06 6982", "+358 40 1234567", "+800 1234 5678", "0044 20 7946 0958"},
		[]string{"+1 123 456 7890", "+1 212 055 0123", "+1 212 911 0123", "+999 123 456 789", "+44 20 7946", "+210 123 4567", "+33 6 12 34 56 7"}},
	{"NANP", validNANP, false, []string{"(212) 555-0123", "1-800-555-0123", "415.555.0134 x12", "9026312345"}, []string{"(211) 555-0123", "(212) 411-0123", "2222222222", "212555012"}},
	{"national phone", validNational, false, []string{"030 901820", "01 23 45 67 89", "912 345 678", "(0)30 90 18 20", "601234567"}, []string{"2024-01-15", "15.01.2024", "20240115", "10.20.30.40", "123-45-6789", "123456", "0000000", "36. 31080", "44 25006", "2008-2019"}},
	{"e-mail", validEmail, false,
		[]string{"jane@example.com", "a@b.co", "x@163.com", "o'neil+tag@mail.example.co.uk", "info@bücher.example", "j@xn--bcher-kva.example", "root@host.internal"},
		[]string{"git@github.com", "jane.@example.com", "a..b@example.com", "a@-b.com", "a@b-.com", "a@b.nosuchtld", "logo@2x.png", "x@1.0.0.dev", "a@" + strings.Repeat("b", 64) + ".com"}},
	{"public IPv4", validPublicIPv4, false, []string{"81.169.145.156", "8.8.8.100", "172.32.0.1", "192.167.255.255"}, []string{"256.1.1.1", "10.0.0.200", "172.16.0.200", "192.168.1.100", "127.0.0.200", "224.0.0.251", "255.255.255.0", "100.64.0.1", "169.254.1.1", "8.8.8.8", "01.2.3.200"}},
	{"internal IPv4", validInternalIPv4, false, []string{"10.1.2.3", "172.31.255.254", "192.168.0.1", "169.254.10.20", "100.127.0.1", "192.0.2.7", "198.51.100.7", "203.0.113.7", "198.18.0.1"}, []string{"11.1.2.3", "172.32.0.1", "127.0.0.1", "0.0.0.0", "10.0.0.0", "224.0.0.1", "300.0.113.7"}},
	{"public IPv6", validPublicIPv6, false, []string{"2a00:1450:4001:81b::200e", "2003:e7:1f2a:9c00:f1a2:b3c:4d5e:6f70", "2606:4700:4700::1111"}, []string{"2001:db8::1", "fe80::1", "::1", "1:2:3:4:5:6:7:8:9", "2a00::1450::1", "2a00:1450:4001:81b:1:2:3", "2a00:1450:", "ff02::1", "2fad::be"}},
	{"internal IPv6", validInternalIPv6, false, []string{"2001:db8::1", "fe80::1ff:fe23:4567:890a", "fd12:3456:789a::1", "4f8a:c99e:dc86:faf9:5988:5f63:375e:8a2a"}, []string{"::1", "2a00:1450:4001:81b::200e", "ff02::1", "feed::beef", "12:34:56"}},
	{"MAC", validMAC, false, []string{"3c:22:fb:9a:10:4e", "00-1B-63-84-45-E6", "001b.6384.45e6"}, []string{"00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff", "01:00:5e:00:00:fb", "33:33:00:00:00:01"}},
	{"date", validNumericDate, false, []string{"1984-07-19", "19/07/1984", "07/19/1984", "19.7.84", "2000-02-29", "19840719", "1984-07-19T10:20:30Z"}, []string{"1984-13-19", "1900-02-29", "31.04.1984", "1884-07-19", "2084-07-19", "1984-07/19", "00.07.1984"}},
	{"coordinates", validCoordinates, false, []string{"52.520008, 13.404954", "-90.0000,180.0000", "0.1234,13.4049"}, []string{"90.0001, 13.404954", "52.520008,180.0001", "0.520008,0.404954"}},
	{"GitHub checksum", validGitHubChecksum, false, nil, []string{"ghp_k3Zp9QxT7vLw2NfR8sBd6HyJ4mCgA1uEoViX"}},
	{"secret key", validSecretKey, false, []string{"kT7vLq2ZpX9dRw4sBn8yHf3mJc6gAe1uQoVi5tWx"}, []string{"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "da39a3ee5e6b4b0d3255bfef95601890afd80709", "usr/Local/share/Fonts/truetype/dejavu/A1"}},
	{"password", validPassword, false, []string{"hunter2", "Tr0ub4dor&3", "super$ecret", "p4ssw0rd-9x", "Sommer2023!", "1qaz2wsx"}, []string{"password", "${PASSWORD1}", "$DB_PASS1", "<password1>", "********", "changeme1", "user.password1", "args[0]", "/run/secrets/db1", "https://host/a1", "String?", "TestName/case1", "12345", "xxxxxxx1x"}},
	{"secret value", validSecretValue, false, []string{"9f3c1a7b5e2d8046c1f7a3b9", "3~K7Q~yxHSpLEt8z5YsP~pMcmAMOPlwxG4JcXbT", "6387829c-5628-4331-a7ac-4196fdf16631"}, []string{"my-app-secret-01", "refresh-token-v2", "db_secret_2024", "YOUR_API_KEY_12", "aaaaaaaaaaaaaaaa1111", "config.auth.secret1", "arn:aws:kms:eu-west-1:1234:key/1"}},
}

func TestCheckVectors(t *testing.T) {
	for _, v := range checkVectors {
		t.Run(v.name, func(t *testing.T) {
			for _, s := range v.valid {
				if !v.check([]byte(s)) {
					t.Errorf("%q: got refused, want accepted", s)
				}
				if !v.one {
					continue
				}
				for changed := range oneDigitChanges(s) {
					if v.check([]byte(changed)) {
						t.Errorf("%q, one digit from %q: got accepted, want refused", changed, s)
					}
				}
			}
			for _, s := range v.notValid {
				if v.check([]byte(s)) {
					t.Errorf("%q: got accepted, want refused", s)
				}
			}
		})
	}
}

// oneDigitChanges yields s with each of its digits replaced by each of the other nine.
func oneDigitChanges(s string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for i := range len(s) {
			for d := byte('0'); isDigit(s[i]) && d <= '9'; d++ {
				if d != s[i] && !yield(s[:i]+string(d)+s[i+1:]) {
					return
				}
			}
		}
	}
}

// TestCheckDigits holds that of all check characters exactly one is right for a random body, where a scheme has one for each.
func TestCheckDigits(t *testing.T) {
	const decimal = "0123456789"
	pairs := func(lo, hi int) (all []string) {
		for n := lo; n <= hi; n++ {
			all = append(all, fmt.Sprintf("%02d", n))
		}
		return all
	}
	schemes := []struct {
		name   string
		check  func([]byte) bool
		body   string // 'd' a digit, 'n' one from 1 to 7, 'A' a capital, others stand for themselves; '*' is where the check goes
		checks []string
	}{
		{"card", validCard, "4dddddddddddddd*", strings.Split(decimal, "")},
		{"SIN", validSIN, "ndddddddd"[:8] + "*", strings.Split(decimal, "")},
		{"ABA", validABA, "12dddddd*", strings.Split(decimal, "")},
		{"Aadhaar", validAadhaar, "3dddddddddd*", strings.Split(decimal, "")},
		{"PESEL", validPESEL, "nn0n1ndddd*", strings.Split(decimal, "")},
		{"DNI", validDNI, "dddddddd*", strings.Split(dniLetters, "")},
		{"NIE", validDNI, "Yddddddd*", strings.Split(dniLetters, "")},
		{"CPF", validCPF, "ddddddddd*", pairs(0, 99)},
		{"NIR", validINSEE, "1dd0nnndddddd"[:13] + "*", pairs(1, 97)},
		{"NIR of Corsica", validINSEE, "1dd0n2Bdddddd"[:13] + "*", pairs(1, 97)},
		{"IBAN", validIBAN, "DE*dddddddddddddddddd", pairs(2, 98)},
		{"IBAN with letters", validIBAN, "GB*AAAAdddddddddddddd", pairs(2, 98)},
		{"codice fiscale", validFiscalCodeIT, "AAAAAAddT1nAddd*", strings.Split("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "")},
	}
	r := rand.New(rand.NewPCG(1, 2))
	for _, s := range schemes {
		for range 300 {
			body := []byte(s.body)
			for i, b := range body {
				switch b {
				case 'd':
					body[i] = byte('0' + r.IntN(10))
				case 'n':
					body[i] = byte('1' + r.IntN(7))
				case 'A':
					body[i] = byte('A' + r.IntN(26))
				}
			}
			right := 0
			for _, check := range s.checks {
				if s.check([]byte(strings.Replace(string(body), "*", check, 1))) {
					right++
				}
			}
			if right != 1 {
				t.Errorf("%s: %d check characters fit %s, want 1", s.name, right, body)
			}
		}
	}
}

// TestTables holds that tables which are searched by halves are sorted, and that the cards published for tests could be cards.
func TestTables(t *testing.T) {
	for i := 1; i < len(cardIssuers); i++ {
		if cardIssuers[i].first <= cardIssuers[i-1].last {
			t.Errorf("card issuers: %d does not come after %d", cardIssuers[i].first, cardIssuers[i-1].last)
		}
	}
	for i, n := range testCards {
		var d number
		if i > 0 && testCards[i-1] >= n {
			t.Errorf("test cards: %d does not come after %d", n, testCards[i-1])
		}
		if !luhn(d.digits(fmt.Append(nil, n))) {
			t.Errorf("test cards: %d is no card number", n)
		}
	}
	for _, list := range [][]string{ibanCountries, topLevelDomains} {
		for i := 1; i < len(list); i++ {
			if list[i-1] >= list[i] {
				t.Errorf("%q does not come after %q", list[i], list[i-1])
			}
		}
	}
	for i := 1; i < len(phonePlans); i++ {
		a, b := phonePlans[i-1], phonePlans[i]
		if a.code > b.code || a.code == b.code && a.length >= b.length {
			t.Errorf("phone plans: %d/%d does not come after %d/%d", b.code, b.length, a.code, a.length)
		}
	}
}
