package comprehend

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/service/comprehend/types"
)

// A language is one that Comprehend finds personal data in, or none of them.
type language = types.LanguageCode

const (
	english       = types.LanguageCodeEn
	spanish       = types.LanguageCodeEs
	otherLanguage = language("other")
	unsure        = language("")
)

// stopWords are words without content that are frequent in one language and, as far as can be, in none of the others that
// are written with Latin letters here.
var stopWords = func() map[string]language {
	words := make(map[string]language)
	add := func(l language, list string) {
		for w := range strings.FieldsSeq(list) {
			if had, ok := words[w]; ok && had != l {
				words[w] = unsure // frequent in both, so it tells nothing
			} else {
				words[w] = l
			}
		}
	}
	add(english, `the and of to is that it for was with his he this have from they she which you were are would there their
		what about if your my has been when who him her than then its our can could should did does not but by at as be
		an or we us i all any some please thank thanks hello dear how where why these those into after before only other`)
	add(spanish, `el los las una unos unas y que del al por con para como pero sus está están fue fueron ser más muy también
		hay desde hasta donde cuando quien porque este esta estos estas ese esa eso su lo le les nos usted ustedes años sin
		sobre entre ha han había después hola gracias señor señora yo él ella ellos sí según paciente tras sido mi tiene`)
	add(otherLanguage, `der die das und ist nicht mit von dem den ein eine einen einer für auf sich auch wird sind wir sie ich
		bei nach oder aus wie wenn zum zur über noch ihr ihre unser werden haben hat
		le les des et est une dans que pour qui sur pas avec sont vous nous ce cette aux du au être ne par plus mais ont
		il che di è non per una con sono della del dei delle nel alla gli ma anche come più questo questa ho ha
		o os um uma não com para do da dos das em no na se por mais foi são ele ela você seu sua também até
		de het een en van niet dat op zijn voor met aan ook er maar om bij naar wordt heeft deze hij ik je
		w i się na jest nie do że z o od po jak dla przez są oraz był była przy już tylko jego jej pan pani
		och att det som en på är av för med inte han hon ett om til og ikke der jeg har fra denne
		ja on ei se että mutta kun ovat hän mitä ve bir bu için ile da de çok olarak
		je se na že to v s z do pro jako ale by jsem jsou az és nem egy hogy meg van`)
	return words
}()

// sampleBytes is how much of a text is looked at: enough for hundreds of words.
const sampleBytes = 8 << 10

// detectLanguage says what language a text is in, by its stop words and its letters. It is unsure about texts too short to
// tell, of Latin letters without accents.
func detectLanguage(text string) language {
	if len(text) > sampleBytes {
		end := sampleBytes
		for !utf8.RuneStart(text[end]) {
			end--
		}
		text = text[:end]
	}
	count := make(map[language]int, 3)
	letters, foreign := 0, 0
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }) {
		for _, r := range word {
			letters++
			if r >= utf8.RuneSelf && !strings.ContainsRune("áéíóúüñÁÉÍÓÚÜÑ", r) {
				foreign++
			}
		}
		if len(word) <= 12 {
			if l, ok := stopWords[strings.ToLower(word)]; ok {
				count[l]++
			}
		}
	}
	en, es, other := count[english], count[spanish], count[otherLanguage]
	switch {
	case letters == 0:
		return unsure
	case foreign*4 > letters: // another script
		return otherLanguage
	case en > es && en > other:
		return english
	case es > en && es > other:
		return spanish
	case other > 0 || foreign*20 > letters:
		return otherLanguage
	}
	return unsure
}
