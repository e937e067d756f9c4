package format

import (
	"bytes"
	"io"
	"slices"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/transform"
)

// This file reads texts that are not in one charset from the first byte to the last: a log in ASCII that a shell went on in
// UTF-16, a file whose byte order mark says what the rest of it is not. What the head of a text says of its charset is a
// guess, and it holds as long as the bytes bear it out.

// A recode appends the UTF-8 of the first n bytes of raw to dst. Of recodeEnough bytes, and of the last ones, it takes some.
type recode func(dst, raw []byte, last bool) (text []byte, n int)

const recodeEnough = 4 << 10

// A recoder reads a stream in UTF-8.
type recoder struct {
	src    io.Reader
	decode recode
	direct bool   // what has no NUL passes as it is, without a copy
	zeros  *bool  // set when some NUL was read
	buf    []byte // whose end is raw
	raw    []byte // was read and not decoded
	out    []byte // whose end is text
	text   []byte // was decoded and not given
	err    error  // why nothing follows raw
}

func (r *recoder) Read(p []byte) (int, error) {
	for len(r.text) == 0 {
		switch {
		case len(r.raw) >= recodeEnough, len(r.raw) > 0 && r.err != nil:
			var n int
			r.out, n = r.decode(r.out[:0], r.raw, r.err != nil)
			r.text, r.raw = r.out, r.raw[n:]
		case r.err != nil:
			return 0, r.err
		case r.direct && len(r.raw) == 0:
			n, err := r.src.Read(p)
			at := bytes.IndexByte(p[:n], 0)
			if at < 0 {
				return n, err
			}
			*r.zeros = true
			at = max(at-1, 0) // it may be half of the character before it
			r.buf = append(r.buf[:0], p[at:n]...)
			r.raw, r.err = r.buf, err
			if at > 0 {
				return at, nil
			}
		default:
			if cap(r.buf) < 2*recodeEnough {
				r.buf = make([]byte, 0, 4*recodeEnough)
			}
			n := copy(r.buf[:cap(r.buf)], r.raw)
			m, err := r.src.Read(r.buf[n:cap(r.buf)])
			r.buf = r.buf[:n+m]
			r.raw, r.err = r.buf, err
			if m == 0 && err == nil {
				return 0, nil
			}
		}
	}
	n := copy(p, r.text)
	r.text = r.text[n:]
	return n, nil
}

// A narrow is text in bytes, in a charset that has ASCII, parts of which may be in UTF-16.
type narrow struct {
	legacy transform.Transformer // to UTF-8; nil when it is that
	within *wide                 // the part at hand, or nil
}

// keep appends the UTF-8 of the first n bytes of part, which is not in UTF-16: of all, but for a character that may go on.
func (t *narrow) keep(dst, part []byte, last bool) (text []byte, n int) {
	if t.legacy == nil {
		return append(dst, part...), len(part)
	}
	for {
		dst = slices.Grow(dst, len(part)-n+utf8.UTFMax)
		free := dst[len(dst):cap(dst)]
		written, read, err := t.legacy.Transform(free, part[n:], last)
		dst, n = dst[:len(dst)+written], n+read
		if err != transform.ErrShortDst {
			return dst, n
		}
	}
}

func (t *narrow) decode(dst, raw []byte, last bool) ([]byte, int) {
	at, next := 0, 0 // next is where it is worth to look for letters of no ASCII again
	for at < len(raw) {
		if t.within != nil {
			text, n, turn := t.within.step(dst, raw[at:], last)
			dst, at = text, at+n
			if turn != 0 {
				t.within = nil
			} else if n == 0 {
				break
			}
			continue
		}
		i := bytes.IndexByte(raw[at:], 0)
		if i < 0 {
			text, n := t.keep(dst, raw[at:], last)
			return text, at + n
		}
		zero := at + i
		if len(raw)-zero < wideStep && !last {
			text, n := t.keep(dst, raw[at:max(zero-1, at)], false)
			return text, at + n
		}
		begin, long := zero+1, zero >= next
		if zero > at && startsUTF16(raw[zero-1:], false, long) {
			begin, t.within = zero-1, &wide{size: 2}
		} else if startsUTF16(raw[zero:], true, long) {
			begin, t.within = zero, &wide{size: 2, big: true}
		} else if long {
			next = zero + wideStep/4
		}
		dst, _ = t.keep(dst, raw[at:begin], true)
		at = begin
	}
	return dst, at
}

// startsUTF16 reports whether a part in UTF-16 begins with text: four letters of ASCII are enough. If they are not there, it looks
// at a longer piece of text when it is told to.
func startsUTF16(text []byte, big, long bool) bool {
	const few = 8
	if len(text) < few {
		return false
	}
	letters := 0
	for i := 0; i < few; i += 2 {
		low, high := text[i], text[i+1]
		if big {
			low, high = high, low
		}
		if high == 0 && isPrintable(low) {
			letters++
		}
	}
	return letters == few/2 || long && len(text) >= 64 && isUTF16(text, big)
}

// isPrintable reports whether b is ASCII that any text may have.
func isPrintable(b byte) bool { return b >= ' ' && b < 0x7f || b >= '\t' && b <= '\r' }

// printableRun returns how many bytes at the begin of text are printable ASCII or UTF-8. A character that is cut off is not.
func printableRun(text []byte) int {
	for at := 0; ; {
		switch {
		case at == len(text):
			return at
		case isPrintable(text[at]):
			at++
		case text[at] < utf8.RuneSelf:
			return at
		default:
			r, n := utf8.DecodeRune(text[at:])
			if r == utf8.RuneError && n <= 1 {
				return at
			}
			at += n
		}
	}
}

// An ebcdic is text in EBCDIC, in which runs of ASCII stand as they are. Its letters and digits are beyond ASCII, so between two of
// them are but punctuation and spaces.
type ebcdic struct {
	run bool // it is within a run of ASCII
}

func (t *ebcdic) decode(dst, raw []byte, last bool) ([]byte, int) {
	for at := 0; at < len(raw); {
		run := at
		for run < len(raw) && !isPrintable(raw[run]) {
			run++
		}
		end := run
		for end < len(raw) && isPrintable(raw[end]) {
			end++
		}
		begin, stop := asciiWithin(raw[run:end])
		begin, stop = run+begin, run+stop
		if t.run && run == at {
			begin, stop = at, end
		}
		if end == len(raw) && !last && begin == stop && end-run < recodeEnough/2 { // it goes on, and may become one
			if begin, stop, end = run, run, run; run == at {
				return dst, at
			}
		}
		dst = appendEBCDIC(dst, raw[at:begin])
		dst = append(dst, raw[begin:stop]...)
		dst = appendEBCDIC(dst, raw[stop:end])
		t.run = begin < stop && stop == len(raw)
		at = end
	}
	return dst, len(raw)
}

func appendEBCDIC(dst, text []byte) []byte {
	for _, b := range text {
		dst = utf8.AppendRune(dst, charmap.CodePage037.DecodeByte(b))
	}
	return dst
}

// asciiWithin returns what of run, printable bytes between letters of EBCDIC, is ASCII, if anything is: from the first letter or space
// that only ASCII has to the last, and a few bytes more. Such must be a quarter of what is between them, or half of it somewhere.
func asciiWithin(run []byte) (begin, end int) {
	const least, more, few = 6, 32, 8
	var at [few]int // of the last ones
	evidence, dense := 0, false
	for i, b := range run {
		if isASCIIOnly(b) {
			if evidence == 0 {
				begin = i
			}
			dense = dense || evidence >= few && i-at[evidence%few] <= 2*few
			at[evidence%few] = i
			evidence++
			end = i + 1
		}
	}
	if end-begin < least || evidence*4 < end-begin && !dense {
		return 0, 0
	}
	for n := 0; n < more && begin > 0 && run[begin-1] > ' ' && run[begin-1] != '@'; n++ {
		begin--
	}
	return begin, min(end+more, len(run))
}

// isASCIIOnly reports whether b is a letter, digit or space of ASCII, and neither a space nor common punctuation of EBCDIC.
func isASCIIOnly(b byte) bool {
	switch {
	case b == ' ', b == '\n', b >= '0' && b <= '9', b >= 'A' && b <= 'I', b >= 'Q' && b <= 'Y', b >= 'b' && b <= 'j', b >= 'p' && b <= 'y':
		return true
	}
	return false
}

// An iso2022JP is text in ISO-2022-JP: ASCII but for parts between escapes, which end before the line does (RFC 1468). A
// part that does not end, or has no meaning, stands as it is.
type iso2022JP struct {
	decoder *encoding.Decoder
	odd     *bool // set when there was such a part
}

func (t iso2022JP) decode(dst, raw []byte, last bool) ([]byte, int) {
	for at := 0; ; {
		i := bytes.IndexByte(raw[at:], 0x1b)
		if i < 0 {
			return append(dst, raw[at:]...), len(raw)
		}
		dst, at = append(dst, raw[at:at+i]...), at+i
		part, ok := t.part(raw[at:])
		if part == len(raw)-at && !ok && !last && part < recodeEnough {
			return dst, at // it goes on
		}
		if part == 1 { // an escape of another kind
			dst = append(dst, raw[at])
		} else if text := t.text(raw[at:at+part], ok); text != nil {
			dst = append(dst, text...)
		} else {
			dst = append(dst, raw[at:at+part]...)
			*t.odd = true
		}
		at += part
	}
}

// text returns what a part says, or nil if it does not end as it must, has no meaning, or has one as it stands.
func (t iso2022JP) text(part []byte, ends bool) []byte {
	if !ends || isASCIIWords(part) {
		return nil
	}
	text, err := t.decoder.Bytes(part)
	if err != nil || bytes.ContainsRune(text, utf8.RuneError) {
		return nil
	}
	return text
}

// part returns the length of the part that raw begins with, and whether it ends as it must.
func (iso2022JP) part(raw []byte) (n int, ok bool) {
	switch {
	case len(raw) < 3:
		return len(raw), false
	case raw[1] != '$' && (raw[1] != '(' || raw[2] != 'I'):
		return 1, false
	}
	for n = 3; n < len(raw) && raw[n] != '\n'; n++ {
		if raw[n] == 0x1b && n+3 <= len(raw) && raw[n+1] == '(' && (raw[n+2] == 'B' || raw[n+2] == 'J') {
			return n + 3, true
		}
	}
	return n, false
}

// isASCIIWords reports whether a part between escapes, had it none, would be words or numbers: for the most part small letters,
// which begin but rare characters, or nothing but digits.
func isASCIIWords(part []byte) bool {
	part = part[3 : len(part)-3]
	letters, digits := 0, 0
	for _, b := range part {
		switch {
		case b >= 'a' && b <= 'z':
			letters++
		case b >= '0' && b <= '9', b == '-':
			digits++
		}
	}
	return letters*10 > len(part)*6 || len(part) >= 8 && digits == len(part)
}
