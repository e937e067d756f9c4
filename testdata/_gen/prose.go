package main

import (
	"fmt"
	"strings"
)

// prose is running text: some with people in it, and some without.
func prose() []object {
	return []object{
		{
			Key: "office/letter-2026-06-02.txt", Level: "confidential", Coverage: "full", Must: "PERSON_NAME STREET_ADDRESS", Also: "DATE_OF_BIRTH",
			What: "a letter in English: names and addresses in prose", Data: fixed(fmt.Sprintf(letter, canary.Name(), canary.Street, canary.Zip, canary.City, canary.First)),
		},
		{
			Key: "office/meetings/2026-06-11.md", Level: "confidential", Coverage: "full", Must: "PERSON_NAME", Also: "STREET_ADDRESS",
			What: "notes of a meeting, Markdown: who does what", Data: fixed(fmt.Sprintf(meeting, canary.Name())),
		},
		{
			Key: "office/handbook.md", Level: "public", Coverage: "full",
			What: "a trap: prose full of capitals (places, products, weekdays); nothing personal", Data: fixed(handbook),
		},
		{
			Key: "marketing/blog-2026.md", Level: "public", Coverage: "full", What: "pages of English prose with many places and no person", Data: blog,
		},
		{
			Key: "support/tickets/1057-es.txt", Level: "internal", Coverage: "full", Must: "PERSON_NAME PHONE_NUMBER STREET_ADDRESS",
			What: "a support ticket in Spanish", Data: fixed(ticketSpanish),
		},
		{
			Key: "support/tickets/1063-pl.txt", Level: "internal", Coverage: "full", Must: "PERSON_NAME PHONE_NUMBER STREET_ADDRESS",
			What: "a support ticket in Polish, with names inflected", Data: fixed(ticketPolish),
		},
		{
			Key: "support/calls-2026-06.csv", Level: "confidential", Coverage: "full", Must: "PERSON_NAME", Also: "STREET_ADDRESS",
			What: "a list of calls; the names stand in the notes only", Data: fixed(calls),
		},
	}
}

const letter = `Nordlicht Outdoor GmbH
Am Leuchtfeuer 1
23552 Lübeck

2 June 2026

Mr Oliver Penhallow
14 Harbour Lane
Whitby YO21 3PU

Dear Mr Penhallow,

thank you for your letter of last week. I am sorry that the tent which you
bought in our shop did not stand up to the wind on your walk, and that your
daughter Margaret had to spend the night in the car.

I have passed the matter on to my colleague Benedict Thornbury, who looks after
our suppliers, and to Frances Ashdown in the workshop. Frances would like to
see the poles. Please send them to her at 27 Sailmaker Street, Lübeck, and we
will pay for the parcel.

If you would rather talk to somebody, ask for %s, who runs the shop; her
own address is %s, %s %s, should you wish to write to her. You will find
that %s knows every seam of that tent.

Yours sincerely,

Eleanor Whitcombe
Customer relations
`

const meeting = `# Meeting of 11 June 2026

Present: Eleanor Whitcombe, Benedict Thornbury, Frances Ashdown, Henrik Lindqvist

- Eleanor Whitcombe said that the letters of last month are answered, but for
  the one of Mr Penhallow, which is with Frances Ashdown.
- Benedict Thornbury has talked to the mill. They will deliver the new fabric at
  the end of July, and not before.
- Henrik Lindqvist would like to move the photographs to the new bucket. %s
  will show him how it is done.
- It was agreed that nobody works on the Friday after the fair.

Next meeting on 25 June, at ten.
`

const handbook = `# How we work

The shop is open from Monday to Saturday, and in July on Sunday too. In the week
before Midsummer we close at noon, since most of us are on the way to the north.

We make three tents. The Heidelerche is the light one, for walks on the
Hardangervidda or along Lake Inari; the Sturmvogel is for winter; and the Big
Dome is what schools and scout groups rent for a week. All of them are sewn in
the hall behind the Old Customs House, from fabric that comes by ship from
Gothenburg.

If a customer brings a tent back, write down what is broken and when it was
bought, and give it to the Repair Desk. Do not promise a new one: the Board
decides about that on the first Tuesday of the month, by the rules of the
Consumer Goods Directive.

Questions about pay and leave go to People and Culture. The Works Council meets
in the Blue Room.
`

const ticketSpanish = `Ticket 1057, abierto el 9 de junio de 2026

Buenos días:

me llamo Lucía Fernández Ortega y compré una mochila en su tienda el mes pasado.
La correa se ha roto después de dos semanas y me gustaría cambiarla. Pueden
enviarme la nueva a la calle Mayor 48, 28013 Madrid, o llamarme al teléfono
+49 171 3920058 por las tardes.

Si no estoy en casa, pregunten por mi marido, Javier Morales, que trabaja cerca
y puede recoger el paquete.

Muchas gracias y un saludo,
Lucía Fernández
`

const ticketPolish = `Zgłoszenie 1063 z dnia 10 czerwca 2026

Dzień dobry,

nazywam się Katarzyna Wiśniewska. W maju kupiłam w Państwa sklepie śpiwór, ale
do dziś go nie otrzymałam. Proszę o wysłanie przesyłki na adres ul. Długa 15/4,
31-147 Kraków, albo o telefon pod numer +49 171 3920063.

W sprawie zwrotu pieniędzy rozmawiałam już z panem Tomaszem Zielińskim, który
obiecał mi odpowiedź do końca tygodnia.

Z poważaniem
Katarzyna Wiśniewska
`

const calls = `call,date,queue,minutes,notes
8101,2026-06-01,repairs,4,"Wanted to know when the poles are back. Told her that Frances Ashdown will call on Monday."
8102,2026-06-01,orders,2,no answer
8103,2026-06-02,orders,7,"Spoke to Mr Penhallow about the parcel; his daughter Margaret Penhallow will pick it up at the shop."
8104,2026-06-02,rentals,3,wrong number
8105,2026-06-03,repairs,11,"Was angry that nobody had written. I have asked Henrik Lindqvist to look into it and to call him back."
8106,2026-06-04,orders,5,"Moved the delivery to next week, since Eleanor Whitcombe is away until then."
8107,2026-06-05,orders,1,no answer
8108,2026-06-05,rentals,6,"Benedict Thornbury rang from the fair, and needs two more of the big tents by Friday."
`

// blog writes posts about walks in the north: prose for pages, and not a person in it.
func blog(s source) []byte {
	var b strings.Builder
	b.WriteString("# The blog of 2026\n")
	for month := range 6 {
		fmt.Fprintf(&b, "\n## %s\n", []string{"January", "February", "March", "April", "May", "June"}[month])
		for range 4 {
			b.WriteByte('\n')
			for range 5 {
				fmt.Fprintf(&b, pick(s, blogSentences), pick(s, blogPlaces))
				b.WriteByte('\n')
			}
		}
	}
	return []byte(b.String())
}

var (
	blogPlaces    = []string{"Lake Inari", "the Hardangervidda", "Saltfjellet", "the King's Trail", "Finse", "the Sarek plateau", "Bergen", "the old mine road", "Cape Kanin", "the Faroe Islands"}
	blogSentences = []string{
		"We left the car at the last farm and walked towards %s until it was too dark to read the map.",
		"It had rained for three days when we came to %s, and nobody had a dry pair of socks left.",
		"There is a hut near %s which has a stove, two bunks and a shelf of books without their last pages.",
		"The wind at %s tears at everything that is not tied down, and it does not ask whether you have slept.",
		"If you go to %s in the first weeks of the season, take snowshoes and one more day than you think you need.",
		"On the way back from %s we met a herd of reindeer, and waited for an hour until they had made up their minds.",
		"What you can leave at home for a walk to %s: the second pan, the third shirt, and the camp chair.",
		"The bus to %s runs twice a week, but only if the driver has seen somebody at the stop.",
		"We tested four stoves at %s, and the cheapest of them boiled the water first.",
		"Somebody had left a bag of flour in the hut at %s, and so there were pancakes on the longest night of the year.",
		"From the pass above %s you see both seas on a clear day, and your own breath on all the others.",
		"Most of those who turn back before %s do so because of their boots and not because of the weather.",
	}
)
