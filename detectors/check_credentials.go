package detectors

import (
	"bytes"
	"encoding/base64"
	"hash/crc32"
	"math"
)

// entropy is the Shannon entropy of the bytes of c, in bits a byte.
func entropy(c []byte) float64 {
	var count [256]uint16
	for _, b := range c {
		count[b]++
	}
	bits := 0.0
	for _, k := range count {
		if k > 0 {
			p := float64(k) / float64(len(c))
			bits -= p * math.Log2(p)
		}
	}
	return bits
}

// A class is a kind of character of a password.
type class uint8

const (
	lowerClass class = 1 << iota
	upperClass
	digitClass
	otherClass
)

// classes returns the classes of characters in c.
func classes(c []byte) class {
	var k class
	for _, b := range c {
		switch {
		case isLower(b):
			k |= lowerClass
		case isUpper(b):
			k |= upperClass
		case isDigit(b):
			k |= digitClass
		default:
			k |= otherClass
		}
	}
	return k
}

// placeholder says whether a value stands for a secret and is none: empty, masked, a template, a variable, or a word that
// documentation uses.
func placeholder(c []byte) bool {
	c = bytes.TrimSpace(c)
	for _, b := range c {
		if b < ' ' || b == 0x7f {
			return true // not text
		}
	}
	if len(c) < 3 || c[0] == '{' || contains("$<{%[@#&*", c[0]) && isReference(c) {
		return true
	}
	var seen [256]bool
	different := 0
	for _, b := range c {
		if !seen[b] {
			seen[b] = true
			different++
		}
	}
	if different < 3 {
		return true
	}
	for i, b := range c {
		for _, part := range placeholderByFirst[lower(b)] {
			if hasPrefixFold(c[i:], part) {
				return true
			}
		}
	}
	for _, word := range placeholderWords {
		if equalFold(c, word) {
			return true
		}
	}
	return false
}

// isReference says whether a value that begins with a sign is a variable or template: $VAR, ${var}, <name>, {{ value }}, %VAR%,
// @var@, [name], &anchor, *alias.
func isReference(c []byte) bool {
	last := c[len(c)-1]
	switch c[0] {
	case '$':
		return len(c) > 1 && (contains("{($/", c[1]) || isName(c[1:]) || isUpperName(c[1:1+nameLen(c[1:])]))
	case '<':
		return last == '>'
	case '{':
		return last == '}'
	case '[':
		return last == ']'
	case '%', '@', '#', '*':
		return last == c[0] || c[0] == '%' && len(c) > 1 && contains("({<", c[1])
	case '&':
		return isName(c[1:])
	}
	return false
}

// isName says whether c is an identifier: letters, digits and underscores, no digit first.
func isName(c []byte) bool {
	for _, b := range c {
		if !isWord(b) {
			return false
		}
	}
	return len(c) > 0 && !isDigit(c[0])
}

// nameLen is the length of the identifier that c begins with.
func nameLen(c []byte) int {
	n := 0
	for n < len(c) && isWord(c[n]) {
		n++
	}
	return n
}

// containsFold says whether c contains a word in lower case, in whatever case.
func containsFold(c []byte, word string) bool {
	for i := range c {
		if hasPrefixFold(c[i:], word) {
			return true
		}
	}
	return false
}

// hasPrefixFold says whether c begins with a word in lower case, in whatever case.
func hasPrefixFold(c []byte, word string) bool {
	if len(c) < len(word) {
		return false
	}
	for k := range len(word) {
		if lower(c[k]) != word[k] {
			return false
		}
	}
	return true
}

// equalFold says whether c is a word in lower case, in whatever case.
func equalFold(c []byte, word string) bool { return len(c) == len(word) && hasPrefixFold(c, word) }

var placeholderParts = []string{
	"${", "{{", "}}", "<%", "#{", "$(", "$_", "****", "...", "xxxx",
	"example", "placeholder", "changeme", "change_me", "change-me", "redacted", "your_",
	"your-", "yourpass", "yoursecret", "yourtoken", "yourapi", "insert_", "replace_",
	"replaceme", "dummy", "notreal", "not-real", "123456789", "abcdefgh", "getenv",
	"environ", "process.env", "secretref", "secretkeyref", "secretsmanager:", "ssm:/", "vault:", "enc[", "<your",
}

// placeholderByFirst is placeholderParts by their first byte.
var placeholderByFirst = func() (parts [256][]string) {
	for _, part := range placeholderParts {
		parts[part[0]] = append(parts[part[0]], part)
	}
	return parts
}()

var placeholderWords = []string{
	"password", "passwd", "passwort", "passphrase", "pass", "pwd", "secret", "token",
	"api_key", "apikey", "api-key", "key", "username", "user", "mypassword", "mysecret", "mytoken",
	"my_password", "my_secret", "my-password", "my-secret", "null", "none", "nil", "true", "false",
	"undefined", "string", "str", "text", "bool", "int", "any", "required",
	"optional", "hidden", "masked", "empty", "todo", "tbd", "fixme", "n/a",
	"default", "test", "testing", "foo", "bar", "foobar", "bearer", "basic", "postgres_password",
	"prompt", "encrypted", "disabled", "enabled", "invalid", "unknown", "varchar",
	"p@ssw0rd_here", "secret_key", "access_key", "access_token", "client_secret", "refresh_token",
}

// validAccessKey accepts an AWS access key id that is not from documentation: AWS ends those with EXAMPLE.
func validAccessKey(c []byte) bool {
	return entropy(c[4:]) >= 1.5 && !bytes.Contains(c, []byte("EXAMPLE")) && !bytes.Contains(c, []byte("XXXX")) && !bytes.Contains(c, []byte("0123456789"))
}

// validSecretKey accepts 40 characters of base64 that are random: not a SHA-1 in hexadecimal, a path or a word. 40 random
// characters have 4.8 bits each on average and hardly ever less than 4.2.
func validSecretKey(c []byte) bool {
	k := classes(c)
	return k&lowerClass != 0 && k&upperClass != 0 && k&digitClass != 0 && entropy(c) >= 4.2 && !bytes.Contains(c, []byte("EXAMPLE")) &&
		bytes.Count(c, []byte{'/'}) <= 5
}

// validGitHubChecksum accepts a token whose last six characters are the CRC-32 of the thirty before, in base 62 (GitHub,
// "Behind GitHub's new authentication token formats", 2021).
func validGitHubChecksum(c []byte) bool {
	const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	body, check := c[4:len(c)-6], c[len(c)-6:]
	sum := crc32.ChecksumIEEE(body)
	for i := 5; i >= 0; i-- {
		if check[i] != alphabet[sum%62] {
			return false
		}
		sum /= 62
	}
	return true
}

// validToken accepts what follows a vendor's prefix when it is random and not a filler. The prefix ends at the last '_' or
// '-' within the first 12 bytes, or is four bytes long.
func validToken(c []byte) bool {
	body := c[min(4, len(c)):]
	if i := bytes.LastIndexAny(c[:min(len(c), 12)], "_-"); i >= 0 {
		body = c[i+1:]
	}
	return len(body) > 0 && entropy(body) >= 2.8 && !masked(body)
}

// masked says whether a token is a specimen: its vendor's prefix and then a filler.
func masked(c []byte) bool {
	for _, part := range [...]string{"xxxx", "****", "example", "your", "redacted", "placeholder", "changeme"} {
		if containsFold(c, part) {
			return true
		}
	}
	return false
}

// validGitHub accepts a token that is random and not the one of GitHub's documentation.
func validGitHub(c []byte) bool {
	return string(c[4:]) != "16C7e42F292c6912E7710c838347Ae178B4a" && validToken(c)
}

// validSlack accepts a token whose last part is random. Slack's documentation masks it with X.
func validSlack(c []byte) bool {
	secret := c[bytes.LastIndexAny(c, "-/")+1:]
	return len(secret) >= 16 && entropy(secret) >= 2.8 && !masked(secret)
}

// validStripe accepts a Stripe key that is not one of those in its documentation.
func validStripe(c []byte) bool {
	switch string(c) {
	case "sk_test_4eC39HqLyjWDarjtT1zdp7dc", "sk_test_BQokikJOvBiI2HlWgH4olfQ2", "sk_test_26PHem9AhJZvU623DfE1x4sd":
		return false
	}
	return validToken(c)
}

// validJWT accepts a JSON web token whose header is JSON that names an algorithm (RFC 7515, section 4.1.1; RFC 7516).
func validJWT(c []byte) bool {
	var header [384]byte
	encoded := c[:bytes.IndexByte(c, '.')]
	encoded = encoded[:min(len(encoded), base64.RawURLEncoding.EncodedLen(len(header)))]
	n, err := base64.RawURLEncoding.Decode(header[:], encoded)
	if err != nil {
		return false
	}
	name := []byte(`"alg"`)
	i := bytes.Index(header[:n], name)
	if i < 0 || header[0] != '{' {
		return false
	}
	after := bytes.TrimLeft(header[i+len(name):n], " \t\r\n")
	if len(after) == 0 || after[0] != ':' {
		return false
	}
	after = bytes.TrimLeft(after[1:], " \t\r\n")
	return len(after) > 1 && after[0] == '"'
}

// validPrivateKey accepts a block whose body begins with base64 that could be a key: not one character over and over.
func validPrivateKey(c []byte) bool {
	end := len(c)
	start := end
	for start > 0 && (isLetter(c[start-1]) || isDigit(c[start-1]) || contains("+/=", c[start-1])) {
		start--
	}
	body := c[start:end]
	k := classes(body)
	return k&upperClass != 0 && k&lowerClass != 0 && entropy(body[:min(len(body), 64)]) >= 3 && !containsFold(body, "xxxx")
}

// validEncodedKey accepts base64 of a text that begins with the header of a private key.
func validEncodedKey(c []byte) bool {
	var text [48]byte
	n, err := base64.StdEncoding.Decode(text[:], c[:64])
	return err == nil && bytes.Contains(text[:n], []byte("PRIVATE KEY"))
}

// validPassword accepts a value that could be a password that somebody chose: letters with a digit or a sign, no
// identifier, path or URL.
func validPassword(c []byte) bool {
	k := classes(c)
	if k&(lowerClass|upperClass) == 0 {
		return false
	}
	if k&digitClass == 0 && (!bytes.ContainsAny(c[1:len(c)-1], "!@#$%^&*+~|") || slug(bytes.TrimLeft(c, "#"))) {
		return false
	}
	return len(c) >= 6 && !expression(c) && !placeholder(c)
}

// validSecretValue accepts a value that a machine made: long, of several classes, random.
func validSecretValue(c []byte) bool {
	digits := 0
	for _, b := range c {
		if isDigit(b) {
			digits++
		}
	}
	return digits >= 2 && digits < len(c) && !slug(c) && !expression(c) && entropy(c) >= 3 && !placeholder(c)
}

// expression says whether a value is code, a path or an address rather than a literal: user.name, args[0], /run/secrets/x,
// https://host, arn:aws:….
func expression(c []byte) bool {
	if c[0] == '/' || c[0] == '.' || bytes.HasPrefix(c, []byte("arn:")) || bytes.Contains(c, slashes) {
		return bytes.IndexByte(c, '/') >= 0 || bytes.IndexByte(c, ':') >= 0
	}
	if i := bytes.IndexByte(c, '['); i > 0 && isName(c[:i]) {
		return true
	}
	if len(c) > 5 && (bytes.HasPrefix(c, []byte("Test")) && isUpper(c[4]) || bytes.HasPrefix(c, []byte("test_"))) {
		return true // "PASS: TestName"
	}
	if c[len(c)-1] == '.' {
		c = c[:len(c)-1]
	}
	dots := 0
	for rest := c; ; dots++ {
		part, tail, more := bytes.Cut(rest, dot)
		if !isName(part) {
			return false
		}
		if !more {
			return dots > 0
		}
		rest = tail
	}
}

// slug says whether a value is words and numbers joined by signs, as names of things are: db-secret-01, Release.v2. A word is
// of one case but for its first letter, and a short number may end it.
func slug(c []byte) bool {
	start := 0
	for i := 0; i <= len(c); i++ {
		if i < len(c) && (isLetter(c[i]) || isDigit(c[i])) {
			continue
		}
		if i < len(c) && !contains("-_./:#", c[i]) {
			return false
		}
		word := c[start:i]
		start = i + 1
		k := len(word)
		for k > 0 && isDigit(word[k-1]) {
			k--
		}
		if len(word)-k > 4 || k > 0 && len(word)-k > 2 {
			return false
		}
		if word = word[:k]; len(word) > 1 {
			if kinds := classes(word[1:]); kinds != lowerClass && kinds != upperClass {
				return false
			}
		}
	}
	return true
}

// validAuthorization accepts credentials of an authorization header that are no placeholder.
func validAuthorization(c []byte) bool {
	scheme := bytes.IndexByte(c, ' ')
	token := c[scheme+1:]
	if scheme < 0 && !validSecretValue(c) {
		return false
	}
	return len(token) >= 12 && !placeholder(token) && entropy(token) >= 3 && classes(token)&(digitClass|otherClass) != 0 && !isUpperName(token)
}

// isUpperName says whether c is a constant's name: capitals, digits and underscores.
func isUpperName(c []byte) bool {
	return classes(c)&lowerClass == 0 && isName(c) && bytes.IndexByte(c, '_') > 0
}

// validOption accepts the value of an XML element, an attribute or a command option named password, or like it: what follows
// the last quote, bracket, blank or sign of equality that is not in the value itself.
func validOption(c []byte) bool {
	v := c
	switch c[0] {
	case '<':
		v = c[bytes.IndexByte(c, '>')+1:]
	case '-':
		v = bytes.TrimLeft(c[bytes.IndexAny(c, " =")+1:], " '\"")
	default:
		v = c[bytes.LastIndexAny(c, " '\"")+1:]
	}
	return len(v) >= 8 && validPassword(v) && !isUpperName(v)
}

// validDSN accepts a data source name whose password could be one.
func validDSN(c []byte) bool {
	_, rest, _ := bytes.Cut(c, colon)
	password, _, _ := bytes.Cut(rest, []byte{'@'})
	return !placeholder(password)
}

// validNetrc accepts an entry whose last word could be a password.
func validNetrc(c []byte) bool { return validPassword(c[bytes.LastIndexAny(c, " \t\r\n")+1:]) }
