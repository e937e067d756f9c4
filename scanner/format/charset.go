package format

import (
	"bytes"
	"cmp"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/saintfish/chardet"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

var utf8BOM = []byte("\ufeff")

// A legacyCharset is a charset that the detector knows.
type legacyCharset struct {
	name     string
	encoding encoding.Encoding
	wide     bool // some characters are of more than one byte
}

// legacy lists the charsets that a text may have when it is not Unicode, by the names of the detector, as the WHATWG
// Encoding Standard decodes them (https://encoding.spec.whatwg.org/#names-and-labels). Of two that fit a text equally
// well, the first is taken.
var legacy = []legacyCharset{
	{"Shift_JIS", japanese.ShiftJIS, true},
	{"EUC-JP", japanese.EUCJP, true},
	{"GB-18030", simplifiedchinese.GB18030, true},
	{"EUC-KR", korean.EUCKR, true},
	{"Big5", traditionalchinese.Big5, true},
	{"windows-1252", charmap.Windows1252, false},
	{"ISO-8859-1", charmap.Windows1252, false},
	{"windows-1251", charmap.Windows1251, false},
	{"KOI8-R", charmap.KOI8R, false},
	{"windows-1250", charmap.Windows1250, false},
	{"ISO-8859-2", charmap.ISO8859_2, false},
	{"ISO-8859-5", charmap.ISO8859_5, false},
	{"windows-1253", charmap.Windows1253, false},
	{"ISO-8859-7", charmap.ISO8859_7, false},
	{"windows-1254", charmap.Windows1254, false},
	{"ISO-8859-9", charmap.Windows1254, false},
	{"windows-1255", charmap.Windows1255, false},
	{"ISO-8859-8", charmap.ISO8859_8, false},
	{"ISO-8859-8-I", charmap.ISO8859_8I, false},
	{"windows-1256", charmap.Windows1256, false},
	{"ISO-8859-6", charmap.ISO8859_6, false},
}

// isText reports whether bytes that begin with head are text in some charset. A few odd bytes do not make a text binary,
// unless they are among the first: many binary formats begin with a word and go on with a number.
func isText(head []byte) bool {
	switch {
	case len(head) == 0, unicodeOf(head) != nil, isEBCDIC(head):
		return true
	case bytes.HasPrefix(head, []byte("%PDF-")): // its text is compressed, its first lines are not
		return false
	}
	first := bytes.TrimLeft(head, "\x00")
	if len(head)-len(first) < hole {
		first = head
	}
	return len(first) > 0 && controls(first[:min(16, len(first))]) == 0 && !isBinary(head)
}

// hole is how many NULs in a row are a hole: a log that was truncated while it was written has such, and nothing in them.
const hole = 512

// isBinary reports whether more than 2 % of the bytes are control characters, which are 11 % of random and compressed
// bytes. Holes do not count.
func isBinary(text []byte) bool {
	n, size := controls(text), len(text)
	for rest := text; ; {
		i := bytes.IndexByte(rest, 0)
		if i < 0 {
			break
		}
		run := len(rest) - i - len(bytes.TrimLeft(rest[i:], "\x00"))
		if run >= hole {
			n, size = n-run, size-run
		}
		rest = rest[i+run:]
	}
	return n*50 > size
}

// binaryWindow is how many bytes around a NUL are judged: less than most files within files have.
const binaryWindow = 4 << 10

// hasBinary reports whether some stretch of text, at a NUL between from and to, is binary: the rest may be ever so much text.
func hasBinary(text []byte, from, to int) bool {
	for at := from; at < to; {
		i := bytes.IndexByte(text[at:to], 0)
		if i < 0 {
			return false
		}
		at += i
		begin, end := at, min(len(text), at+binaryWindow)
		if end-begin < binaryWindow {
			begin = max(0, end-binaryWindow)
		}
		for begin > 0 && text[begin-1] == 0 { // a hole is seen whole
			begin--
		}
		for end < len(text) && text[end] == 0 {
			end++
		}
		if isBinary(text[begin:end]) {
			return true
		}
		at = end
	}
	return false
}

// controls counts the bytes that no text in an ASCII-like charset has: controls other than white space, backspace (of
// manual pages) and escape (of terminals and ISO-2022-JP).
func controls(text []byte) (n int) {
	for _, b := range text {
		// Of the bits 0 to 31, those of the controls that text has are zero. A shift by more gives zero.
		n += int(uint32(0xf7ffc0ff) >> b & 1)
	}
	return n
}

// unicodeOf returns how to read text in UTF-16 or UTF-32, and nil for anything else. Without a byte order mark only UTF-16 is
// recognised, and only when it holds some ASCII, if but spaces or digits.
func unicodeOf(head []byte) *wide {
	switch {
	case bytes.HasPrefix(head, []byte{0xff, 0xfe, 0, 0}):
		return &wide{size: 4, bom: 4}
	case bytes.HasPrefix(head, []byte{0, 0, 0xfe, 0xff}):
		return &wide{size: 4, bom: 4, big: true}
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}):
		return &wide{size: 2, bom: 2}
	case bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		return &wide{size: 2, bom: 2, big: true}
	case bytes.IndexByte(head, 0) < 0:
		return nil
	case isUTF16(head, false):
		return &wide{size: 2}
	case isUTF16(head, true):
		return &wide{size: 2, big: true}
	}
	return nil
}

// isUTF16 reports whether head is UTF-16 in that byte order. It looks at the first KiB: enough to see spaces and newlines, which
// any text has.
func isUTF16(head []byte, big bool) bool {
	t := wide{size: 2, big: big}
	head = head[:min(1024, len(head))&^1]
	zeros, lows, pairs := 0, 0, 0
	for i := 0; i < len(head); i += 2 {
		r := rune(t.unit(head[i:]))
		low, high := byte(r), byte(r>>8)
		switch {
		case high == 0:
			zeros++
		case low == 0:
			lows++
		case isPrintable(low) && isPrintable(high) && !isFrequent(r):
			pairs++
		}
		switch {
		case r < ' ' && !(r >= '\t' && r <= '\r'), r >= 0x7f && r < 0xa0, r >= 0xfffe:
			return false
		case utf16.IsSurrogate(r):
			if i+4 > len(head) {
				return zeros > 1
			}
			if utf16.DecodeRune(r, rune(t.unit(head[i+2:]))) == unicode.ReplacementChar {
				return false
			}
			i += 2
		}
	}
	// Words in ASCII with a NUL behind each are pairs of letters.
	return zeros > 1 && zeros*40 >= len(head) && lows*8 <= zeros && pairs*2 <= max(len(head)/2-zeros, 16)
}

// isEBCDIC reports whether head is text of a mainframe: EBCDIC letters, digits and spaces, and none of ASCII's.
func isEBCDIC(head []byte) bool {
	head = head[:min(512, len(head))]
	var mark, ascii int
	for _, b := range head {
		switch {
		case b == 0x40, b >= 0x81 && b <= 0x89, b >= 0x91 && b <= 0x99, b >= 0xa2 && b <= 0xa9,
			b >= 0xc1 && b <= 0xc9, b >= 0xd1 && b <= 0xd9, b >= 0xe2 && b <= 0xe9, b >= 0xf0 && b <= 0xf9:
			mark++
		case b == ' ', b == '\n', b >= '0' && b <= '9', b < 0x05:
			ascii++
		}
	}
	return len(head) >= 16 && mark*10 >= len(head)*8 && ascii*50 <= len(head) && bytes.IndexByte(head, 0x40) >= 0
}

// charsetOf returns the encoding of a text that begins with head and is not wide, and nil when it is to be searched as it is:
// ASCII, UTF-8, and what is neither but cannot be told.
func charsetOf(head []byte) encoding.Encoding {
	if isEBCDIC(head) {
		return charmap.CodePage037
	}
	if bytes.Contains(head, []byte("\x1b$B")) || bytes.Contains(head, []byte("\x1b$@")) {
		return japanese.ISO2022JP
	}
	if isUTF8(head) {
		return nil
	}
	return legacyOf(head)
}

// isUTF8 reports whether text is UTF-8 for the most part. A character cut off at the end is no fault.
func isUTF8(text []byte) bool {
	if utf8.Valid(text) {
		return true
	}
	var good, bad int
	for len(text) > 0 {
		if text[0] < utf8.RuneSelf {
			text = text[1:]
			continue
		}
		r, n := utf8.DecodeRune(text)
		switch {
		case r != utf8.RuneError || n > 1:
			good++
		case utf8.FullRune(text):
			bad++
		}
		text = text[n:]
	}
	return bad == 0 || good >= 4*bad
}

// legacyOf asks the charset detector about the first lines of text with bytes above ASCII.
func legacyOf(text []byte) encoding.Encoding {
	const most = 4 << 10
	var sample []byte
	for len(text) > 0 && len(sample) < most {
		first := slices.IndexFunc(text, func(b byte) bool { return b >= utf8.RuneSelf })
		if first < 0 {
			break
		}
		text = text[first:]
		line := text
		if i := bytes.IndexByte(text, '\n'); i >= 0 {
			line = text[:i+1]
		}
		sample = append(sample, line[:min(len(line), most-len(sample))]...)
		text = text[len(line):]
	}
	text = sample
	results, err := chardet.NewTextDetector().DetectAll(text)
	if err != nil {
		return charmap.Windows1252
	}
	rank := func(r chardet.Result) int {
		return slices.IndexFunc(legacy, func(c legacyCharset) bool { return c.name == r.Charset })
	}
	// The detector's order is not stable.
	slices.SortFunc(results, func(a, b chardet.Result) int {
		return cmp.Or(cmp.Compare(b.Confidence, a.Confidence), cmp.Compare(rank(a), rank(b)))
	})
	european := isEuropean(text)
	for _, r := range results {
		i := rank(r)
		if i < 0 || european && (legacy[i].wide || r.Confidence < 25) || !fits(legacy[i].encoding, text) {
			continue
		}
		if e := legacy[i].encoding; e != charmap.Windows1252 {
			return e
		}
		break
	}
	return latinOf(text)
}

// latinOf returns the charset of a text in Latin letters. The detector takes Central European for Western; but then letters
// such as ą, ł and ż would be symbols (¹ ³ ¿), and these do not stand within words.
func latinOf(text []byte) encoding.Encoding {
	const symbols = "\xa3\xa5\xa6\xa9\xac\xae\xaf\xb1\xb3\xb6\xb9\xbc\xbe\xbf"
	isLetter := func(b byte) bool { return b >= 0xc0 || b|0x20 >= 'a' && b|0x20 <= 'z' }
	high, within, c1 := 0, 0, false
	for i, b := range text {
		if b < utf8.RuneSelf {
			continue
		}
		high++
		c1 = c1 || b < 0xa0
		if i > 0 && i+1 < len(text) && isLetter(text[i-1]) && isLetter(text[i+1]) && strings.IndexByte(symbols, b) >= 0 {
			within++
		}
	}
	switch {
	case within*16 < high || within == 0:
		return charmap.Windows1252
	case c1:
		return charmap.Windows1250
	}
	return charmap.ISO8859_2
}

// isEuropean reports whether text is in an alphabet of one byte a letter that has ASCII's letters too: its other letters
// stand alone between them. The detector knows too little of short texts to tell.
func isEuropean(text []byte) bool {
	high, alone := 0, 0
	for i, b := range text {
		if b < utf8.RuneSelf {
			continue
		}
		high++
		if b >= 0xc0 && (i == 0 || text[i-1] < utf8.RuneSelf) && (i+1 == len(text) || text[i+1] < utf8.RuneSelf) {
			alone++
		}
	}
	return alone*2 > high
}

// fits reports whether text, whose end may be cut off, decodes without a fault.
func fits(e encoding.Encoding, text []byte) bool {
	decoded, err := e.NewDecoder().Bytes(text)
	decoded = bytes.TrimSuffix(decoded, []byte("\ufffd"))
	return err == nil && !bytes.ContainsRune(decoded, unicode.ReplacementChar)
}

// textHead returns the first bytes of a text as far as sniffing for structure needs it: ASCII stands for itself.
func textHead(head []byte) []byte {
	if t := unicodeOf(head); t != nil {
		head, _ = t.decode(nil, head[t.bom:], true)
	} else if isEBCDIC(head) {
		head, _ = new(ebcdic).decode(nil, head, true)
	}
	if endsInCR(head) {
		head = bytes.Clone(head)
		crToLF(head)
	}
	return head
}

// decodeCharset makes c, which is new, read UTF-8 whatever the charset of its stream. Bytes of UTF-8 and ASCII pass as they
// are, without a copy, and with the byte order mark if there is one: so offsets are those of the stream.
func (c *cutter) decodeCharset() {
	head := c.start()
	r := &recoder{src: c.src, zeros: &c.zeros}
	if t := unicodeOf(head); t != nil {
		r.decode, head = t.decode, head[t.bom:]
	} else {
		switch e := charsetOf(head); e {
		case nil:
			r.direct, r.decode = true, new(narrow).decode
			if bytes.IndexByte(head, 0) < 0 {
				c.src = r
				c.decodeCR()
				return
			}
		case charmap.CodePage037:
			r.decode = new(ebcdic).decode
		case japanese.ISO2022JP:
			r.decode = iso2022JP{e.NewDecoder(), &c.odd}.decode
		default:
			r.decode = (&narrow{legacy: e.NewDecoder()}).decode
		}
	}
	c.zeros = true // or there may be some
	r.src = c.again(head)
	c.src = r
	c.decodeCR()
}

// again returns the stream anew: head, which was read from it, and what follows. The cutter is as new.
func (c *cutter) again(head []byte) io.Reader {
	rest := c.src
	if c.end {
		rest = failed{cmp.Or(c.err, io.EOF)}
	}
	c.text, c.end, c.err = nil, false, nil
	return io.MultiReader(bytes.NewReader(bytes.Clone(head)), rest)
}

// failed is a reader whose end was met before.
type failed struct{ err error }

func (f failed) Read([]byte) (int, error) { return 0, f.err }
