package detectors

// A byteKind is what a byte is to boundaries: bits that may be combined.
type byteKind uint8

const (
	wordByte  byteKind = 1 << iota // ASCII letter, digit or underscore
	digitByte                      // ASCII digit
	lowerByte                      // ASCII letter, small
	upperByte                      // ASCII letter, capital
	underByte                      // underscore
)

// byteKinds is read only. Bytes from 0x80 are not word bytes: text in Chinese or Arabic touches digits without a space.
var byteKinds = func() (kinds [256]byteKind) {
	for c := range kinds {
		switch {
		case '0' <= c && c <= '9':
			kinds[c] = wordByte | digitByte
		case 'a' <= c && c <= 'z':
			kinds[c] = wordByte | lowerByte
		case 'A' <= c && c <= 'Z':
			kinds[c] = wordByte | upperByte
		case c == '_':
			kinds[c] = wordByte | underByte
		}
	}
	return kinds
}()

func isWord(c byte) bool  { return byteKinds[c]&wordByte != 0 }
func isDigit(c byte) bool { return byteKinds[c]&digitByte != 0 }

// joinReach is how much of an identifier that is joined to a digit is looked at, in bytes: a bound on time.
const joinReach = 32

// startsToken says whether a whole token may start at text[i], which must exist.
//
// Within a run of word bytes none may. A digit moreover may not follow a '-' or '.' that joins it to a digit or to an
// identifier with a digit in it: no number starts inside 2024-01-01, 1.2.3.4, 0.125 or a UUID, but one does in
// SSN-123-45-6789. A sign joins nothing. Nor do ',' and ':', which separate cells and the columns of logs.
func startsToken(text []byte, i int) bool {
	if i == 0 || !isWord(text[i]) {
		return true
	}
	if isWord(text[i-1]) {
		return false
	}
	if !isDigit(text[i]) || !isJoiner(text[i-1]) {
		return true
	}
	for k := i - 2; k >= 0 && k >= i-1-joinReach && isWord(text[k]); k-- {
		if isDigit(text[k]) {
			return false
		}
	}
	return true
}

// endsToken says whether a whole token that began earlier may end before text[i], by the same rule mirrored:
// "123-45-6789." at the end of a sentence and "123-45-6789.txt" end one, "123-45-6789-01" and "1.2.3.4.5" do not. But
// "123456789.0" does: see isWhole.
func endsToken(text []byte, i int) bool {
	if !endsWord(text, i) {
		return false
	}
	if i == len(text) || !isDigit(text[i-1]) || !isJoiner(text[i]) || isWhole(text, i) {
		return true
	}
	for k := i + 1; k < len(text) && k <= i+joinReach && isWord(text[k]); k++ {
		if isDigit(text[k]) {
			return false
		}
	}
	return true
}

// wholeDigits is how many digits a whole number has at least that isWhole knows: few numbers of anything else are as long.
const wholeDigits = 8

// isWhole says whether text[i:] is the ".0" behind a long whole number that something took for a fraction: so pandas writes a column of
// numbers that lacks some.
func isWhole(text []byte, i int) bool {
	if i < wholeDigits || i+1 >= len(text) || text[i] != '.' || text[i+1] != '0' || i+2 < len(text) && (isWord(text[i+2]) || isJoiner(text[i+2])) {
		return false
	}
	return countDigits(text[i-wholeDigits:], wholeDigits) == wholeDigits
}

// endsWord says whether text[i-1] and text[i] are not both word bytes: the part of endsToken that looks at two bytes.
func endsWord(text []byte, i int) bool {
	return i == len(text) || !isWord(text[i]) || !isWord(text[i-1])
}

func isJoiner(c byte) bool { return c == '-' || c == '.' }
