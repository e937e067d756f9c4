package scanner

import (
	"encoding/binary"
	"math/bits"
	"strings"
)

// functionWords are the words that a language cannot do without: short, closed classes that make up a quarter to a half of
// any prose, and little of a log, a table or code. The words by which people turn to each other are with them. Each has at
// most eight bytes. Words that are as common in logs ("for", "in", "not") count like the rest: a line needs several.
const functionWords = `
the and of to a in is that it was for on are as with his they at be this from have or by had not but what all were we when there
can an your which their said if do will each about how up out them then she many some so would other her him has who my our i me
you he no been its than only could into any us am please dear hello hi thanks thank did does after also because should sincerel
regards kind just very let here where last next never today both while call called know lives live tell say says going
over against through during between without within being such most those these own same under while until whether whose
de la que el en y los se del las un por con una su para es al lo como más o pero sus le ya fue este ha sí porque esta son entre
cuando muy sin sobre también me hasta hay donde quien desde todo nos durante ni ese eso mi estimado gracias hola usted años días
der die das und ist nicht den von zu mit sich des auf für im dem ein eine einen einer als auch es an er hat aus bei war dass sie
nach wird noch wie haben nur oder aber vor zur bis mehr durch wurde sind ich wir ihr ihre ihren ihnen mich mir uns bitte liebe
lieber geehrte danke grüßen habe sehr wenn kann keine
le les et des est dans une pour qui au pas sur plus par je avec tout faire il ce cette mais nous vous leur bien où être avoir elle
ne sont ses aux été lui votre notre mon merci bonjour madame monsieur ou
di che il non per sono una gli ma con dei della nel più anche si della questo delle ho alla mio grazie gentile dal come
lei suo sua ha è nella degli
não uma os das dos em mais foi ao ele seu sua quando muito nos já também pelo pela até isso ela às eu você obrigado olá senhor à são
het een van dat niet zijn op te aan met voor er maar om dan zou wat mijn deze bij ook naar heb hij ze wij jullie geachte groet
beste wordt werd nog geen kan uw ik
w i na się z że do jest nie o jak za od po przez dla tym który która przy są był była jego jej oraz lub ale czy tak już tylko mnie
mi moje mam proszę dzień dobry pani pan pana panu panią mój
och att det som en på är av med jag han inte den har till om så var men ett vi kan från hon du hej tack mvh
at og det er som ikke af jeg har til han var med hun os ved kære hilsen
že se na je to v s do za by ale jsem jako pro při nebo byl dobrý děkuji
și este nu din cu la pe care mai dar ca fi sau bună`

// wordTable is functionWords by their packed bytes, for one probe or two a word. It is written once and then only read.
var wordTable = newWordTable()

// wordTableBits makes the table four times as large as its words.
const wordTableBits = 11

// A wordSet holds words by their packed bytes: open addressing.
type wordSet [1 << wordTableBits]uint64

func newWordTable() *wordSet {
	t := new(wordSet)
	for _, w := range strings.Fields(functionWords) {
		key := lowerWord(eight([]byte(w), 0), len(w))
		i := wordSlot(key)
		for t[i] != 0 && t[i] != key {
			i = (i + 1) & (len(t) - 1)
		}
		t[i] = key
	}
	return t
}

func wordSlot(key uint64) int { return int(key * 0x9E3779B97F4A7C15 >> (64 - wordTableBits)) }

// lowerWord returns the first n bytes of eight, a word, with ASCII in lower case. A word has letters of ASCII and bytes beyond it.
func lowerWord(eight uint64, n int) uint64 {
	return (eight | 0x20*ones&^(eight&high>>2)) & (1<<(8*n) - 1)
}

func (t *wordSet) has(key uint64) bool {
	for i := wordSlot(key); t[i] != 0; i = (i + 1) & (len(t) - 1) {
		if t[i] == key {
			return true
		}
	}
	return false
}

// countWords returns how many words text[from:to], which is marked, begins with, at most countedWords, and how many of them are
// functionWords. A word is a run of ASCII letters and bytes beyond ASCII. Once there are wholeWords, it ends at so many of function
// as are enough.
func (m *marks) countWords(from, to, enough int) (words, function int) {
	before := uint64(0) // 1 if the byte before is of a word
	for i := from; i < to; i = i&^63 + 64 {
		base, in := i&^63, m.wordBytes(i, from, to)
		next := uint64(0)
		if base+64 < to {
			next = m.wordBytes(base+64, from, to)
		}
		for begins := in &^ (in<<1 | before); begins != 0; begins &= begins - 1 {
			if words >= wholeWords && (function >= enough || words == countedWords) {
				return words, function
			}
			k := bits.TrailingZeros64(begins)
			words++
			n := bits.TrailingZeros64(^(in>>k | next<<(64-k)))
			if n <= 8 && wordTable.has(lowerWord(eight(m.text, base+k), n)) {
				function++
			}
		}
		before = in >> 63
	}
	return words, function
}

// wordBytes returns which of the 64 bytes with the offset i are of text[from:to] and of a word.
func (m *marks) wordBytes(i, from, to int) uint64 {
	p := m.at(i)
	return (p[letterPlane] | p[beyondPlane]) & within(i, from, to)
}

// eight returns the eight bytes at offset at, of which those behind the end of text are 0.
func eight(text []byte, at int) uint64 {
	if at+8 <= len(text) {
		return binary.LittleEndian.Uint64(text[at:])
	}
	return lastBytes(text[at:])
}

// lastBytes returns less than eight bytes as a number, the first byte lowest.
func lastBytes(text []byte) (x uint64) {
	for i, c := range text {
		x |= uint64(c) << (8 * i)
	}
	return x
}

// wordByte has the bytes of words.
var wordByte = func() (t [256]bool) {
	for c := range t {
		t[c] = 'a' <= c|0x20 && c|0x20 <= 'z' || c >= 0x80
	}
	return t
}()
