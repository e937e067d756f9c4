package comprehend

import (
	"slices"
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

// frequent are the words of a language without content: few dozens of them make up a third of any text. Words of one letter
// are left out: they are initials and units as often. Those of English and Spanish come first.
var frequent = []string{
	`the and of to is in it that was for on with his he this have from they she which you are were be been there their what about if
		your my has had when who him her than then its our can could should did does not no but by at as an or we us me all any
		some here how where why these those into after before only other under over out up so do don't`, // English
	`de la el en que los se del las un por con no una su para es al lo como más pero sus le ya este entre porque esta son está también fue había
		muy hasta desde nos uno ni contra ese eso ante ella ellos tras sin sobre hay donde cuando quien ser tiene años mi me te yo usted`, // Spanish
	`der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer
		um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis ich wir`, // German
	`de la le et les des en un du une que est pour qui dans par plus pas au sur ne se ce il sont avec mais comme ou son lui nous vous cette été
		aux leur elle ils je fait être`, // French
	`di che la il un per in una sono mi ho non lo ma le si da ha con come io questo qui bene del della dei delle nel alla gli al anche più sua suo
		loro stato cui era essere`, // Italian
	`de que não do da em um para com uma os no se na por mais as dos como mas ao ele das seu sua ou quando muito nos já eu também só pelo pela até
		isso ela entre depois sem mesmo aos são foi você`, // Portuguese
	`de het een en van ik te dat die in je niet zijn is op aan met als voor er maar om hem dan of wat mijn men dit zo door over ze zich bij ook tot
		mij uit der daar naar heeft deze wordt hij`, // Dutch
	`nie to się na co że jest do jak tak mnie za ja ci tu ty czy tym go tylko po jestem ma może mam przez dla są od przy był była było już pan
		pani oraz jego jej lub pod ten tej`, // Polish
	`och det att en jag hon som han på den med var sig för så till är men ett om hade de av icke mig du henne då sin nu har inte hans honom skulle
		hennes där min man ej vid kunde og ikke jeg det der til fra denne eller blev skal`, // Swedish, Danish, Norwegian
	`on ja ei se että oli hän mutta mitä niin kun ovat joka sen tai vain jos myös kuin minä sinä`,                // Finnish
	`je se na že to si ve do pro jako ale by jsem jsou tak za po od jeho jen při nebo byl bylo byla který která`, // Czech
	`az és nem egy hogy van ez is meg volt csak már mint ha de el vagy lesz azt még`,                             // Hungarian
	`bir ve bu için da de ne çok ile mi ben olarak daha var gibi ama sonra kadar olan`,                           // Turkish
	`de la și în cu nu pe un o să din este care mai ce au fost sau pentru ca ale lui`,                            // Romanian
}

// stopWords are the frequent words, and in which lists of frequent they stand, one bit each.
var stopWords = func() map[string]uint16 {
	words := make(map[string]uint16)
	for i, list := range frequent {
		for w := range strings.FieldsSeq(list) {
			words[w] |= 1 << i
		}
	}
	return words
}()

// isStopWord says whether a word, in lower case, is frequent in English or Spanish.
func isStopWord(word string) bool { return stopWords[word]&(1<<0|1<<1) != 0 }

// sampleBytes is how much of a text is looked at: enough for hundreds of words.
const sampleBytes = 8 << 10

// detectLanguage says what language a text is in, by its frequent words and its letters. It is unsure about texts too short
// to tell, of Latin letters.
func detectLanguage(text string) language {
	if len(text) > sampleBytes {
		end := sampleBytes
		for !utf8.RuneStart(text[end]) {
			end--
		}
		text = text[:end]
	}
	counts := make([]int, len(frequent))
	letters, accented, foreign := 0, 0, 0
	between := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }
	for word := range strings.FieldsFuncSeq(text, between) {
		for _, r := range word {
			letters++
			switch {
			case r < utf8.RuneSelf || strings.ContainsRune("áéíóúüñÁÉÍÓÚÜÑ", r):
			case unicode.Is(unicode.Latin, r):
				accented++
			default:
				foreign++
			}
		}
		if len(word) == 1 || len(word) > 10 {
			continue
		}
		in, ok := stopWords[word]
		if !ok {
			in = stopWords[strings.ToLower(word)]
		}
		for i := range counts {
			counts[i] += int(in >> i & 1)
		}
	}
	most := slices.Max(counts)
	first := slices.Index(counts, most)
	alone := !slices.Contains(counts[first+1:], most)
	switch {
	case foreign*2 > letters: // another script
		return otherLanguage
	case most > 0 && alone && first == 0:
		return english
	case most > 0 && alone && first == 1:
		return spanish
	case most > 0 && first > 1, (accented+foreign)*20 > letters:
		return otherLanguage
	}
	return unsure
}
