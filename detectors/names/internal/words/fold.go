package words

import (
	"unicode"
	"unicode/utf8"
)

// The letters from U+00C0 and from U+1E00 without their accents (Unicode Character Database, decompositions; letters with
// a stroke or a hook by their names), in their own case; '!' and '?' are upper and lower case letters that have no such
// base, '.' is not a letter.
const (
	latin = "AAAAAAACEEEEIIIIDNOOOOO.OUUUUYTsaaaaaaaceeeeiiiidnooooo.ouuuuytyAaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGg" +
		"GgGgHhHhIiIiIiIiIiIiJjKkkLlLlLlLlLlNnNnNnnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs" +
		"bBBb!?!Cc!DDd?!A!FfG!?!IKkl?!NnOOo!?Pp!!?!?tTtTUu!VYyZz!!???!???????DDdLLlNNnAaIiOoUuUuUuUuUu?Aa" +
		"Aa!?GgGgKkOoOo!?jDDdGg!!NnAa!?OoAaAaEeEeIiIiOoOoRrRrUuUuSsTt!?HhNd!?ZzAaEeOoOoOoOoYylnt???ACcLTs" +
		"z!?BU!EeJj!qRrYy"
	latinAdditional = "AaBbBbBbCcDdDdDdDdDdEeEeEeEeEeFfGgHhHhHhHhHhIiIiKkKkKkLlLlLlLlMmMmMmNnNnNnNnOoOoOoOoPpPpRrRrRrRr" +
		"SsSsSsSsSsTtTtTtTtUuUuUuUuUuVvVvWwWwWwWwWwXxXxYyZzZzZzhtwyas??!?AaAaAaAaAaAaAaAaAaAaAaAaEeEeEeEe" +
		"EeEeEeEeIiIiOoOoOoOoOoOoOoOoOoOoOoOoUuUuUuUuUuUuUuYyYyYyYy!?!?Yy"
)

// Decode is utf8.DecodeRune, quick for the runes of two bytes that most accented letters are.
func Decode(b []byte) (rune, int) {
	if len(b) >= 2 && b[0] >= 0xc3 && b[0] < 0xe0 && b[1]&0xc0 == 0x80 {
		return rune(b[0]&0x1f)<<6 | rune(b[1]&0x3f), 2
	}
	return utf8.DecodeRune(b)
}

func letter(r rune) byte {
	switch {
	case r >= 0xc0 && r < 0xc0+rune(len(latin)):
		return latin[r-0xc0]
	case r >= 0x1e00 && r < 0x1e00+rune(len(latinAdditional)):
		return latinAdditional[r-0x1e00]
	}
	return 0
}

// Base returns the ASCII letter that a letter with an accent is in its own case, or 0.
func Base(r rune) byte {
	if c := letter(r); c|0x20 >= 'a' && c|0x20 <= 'z' {
		return c
	}
	return 0
}

// IsUpper reports whether r, beyond ASCII, is an upper-case letter.
func IsUpper(r rune) bool {
	switch c := letter(r); {
	case c == 0:
		return unicode.IsUpper(r)
	default:
		return c == '!' || c >= 'A' && c <= 'Z'
	}
}

// IsLetter reports whether r, beyond ASCII, is a letter. The signs of ordinals, which Unicode takes for letters, are none:
// nº, 3ª.
func IsLetter(r rune) bool {
	if c := letter(r); c != 0 {
		return c != '.'
	}
	return r != 'º' && r != 'ª' && unicode.IsLetter(r)
}

// IsMark reports whether r is a combining mark of the blocks that Latin letters use, as in text of the form NFD.
func IsMark(r rune) bool { return r >= 0x300 && r < 0x370 }
