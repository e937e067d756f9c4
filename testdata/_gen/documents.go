package main

import (
	"fmt"
	"strings"
)

// documents are what people write for people.
func documents() []object {
	return []object{
		{
			Key: "README.md", Level: "public", Coverage: "full", What: "a read-me; nothing personal",
			Data: fixed("# Nordlicht data lake\n\nRaw exports of the shop, the warehouse and the offices. Every folder has an owner:\n\n| folder | owner |\n|---|---|\n" +
				"| `crm/` | sales |\n| `hr/` | people and culture |\n| `infra/` | platform |\n| `warehouse/` | logistics |\n\n" +
				"Nothing here is deleted before its retention ends. Exports are written at 22:30 UTC and take about 40 minutes.\n"),
		},
		{
			Key: "marketing/newsletter-2026-05.txt", Level: "public", Coverage: "full", What: "prose, UTF-8; nothing personal",
			Data: fixed("Der Sommer kommt, und mit ihm die langen Tage im Fjell.\n\nUnser neues Zelt \u201eHeidelerche\u201c wiegt 2,1 kg, steht in drei Minuten und hat im Windkanal 110 km/h ausgehalten. " +
				"Es kostet bis zum 30. Juni 389 \u20ac statt 449 \u20ac.\n\nWer lieber leicht geht: Der Rucksack \u201eLuchs 38\u201c fasst 38 Liter und wiegt 870 g. Größen S bis XL, in Moos und Schiefer.\n\nGute Wege wünscht\ndas Nordlicht\n"),
		},
		{
			Key: "marketing/отзывы.txt", Level: "public", Coverage: "full", What: "reviews in Russian; a key in Cyrillic letters",
			Data: fixed("Палатка держит ветер, швы не текут. Ставится за три минуты.\nРюкзак лёгкий, но карманы маловаты.\nСпальник тёплый: ночевали при минус восьми.\n"),
		},
		{
			Key: "web/assets/50% off + free shipping.txt", Level: "public", Coverage: "full", What: "one line; a key with a space, a plus and a percent sign",
			Data: fixed("Until Sunday: 50 % off last year's tents, and free shipping from 60 \u20ac.\n"),
		},
		{
			Key: "web/index.html", Level: "internal", Coverage: "full", Must: "EMAIL_ADDRESS PHONE_NUMBER", Also: "STREET_ADDRESS",
			What: "a page with the firm's own contact, and somebody's in a comment", Data: fixed(fmt.Sprintf(page, canary.Email)),
		},
		{
			Key: "hr/applications/Bewerbung größe XL + Anhang.txt", Level: "confidential", Coverage: "full",
			Must: "DATE_OF_BIRTH EMAIL_ADDRESS PERSON_NAME PHONE_NUMBER STREET_ADDRESS", What: "an application in Latin-1; a key with umlauts, spaces and a plus", Data: application,
		},
		{
			Key: "hr/contracts/employment contract.pdf", Level: "unknown", Coverage: "none", Problem: "unsupported",
			Also: "PERSON_NAME STREET_ADDRESS DATE_OF_BIRTH IBAN EMAIL_ADDRESS", What: "a PDF: not read yet, and so not clean", Data: contract,
		},
		{
			Key: "finance/invoice-4711.txt", Level: "confidential", Coverage: "full", Must: "IBAN SWIFT_BIC EMAIL_ADDRESS PHONE_NUMBER", Also: "PERSON_NAME STREET_ADDRESS",
			What: "an invoice with the account of the firm", Data: invoice,
		},
		{
			Key: "finance/sepa-2026-06.xml", Level: "restricted", Coverage: "full", Must: "IBAN SWIFT_BIC", Also: "PERSON_NAME",
			What: "a SEPA direct debit file (pain.008), XML", Data: sepa,
		},
		{
			Key: "support/tickets/тикет 1042.txt", Level: "restricted", Coverage: "full", Must: "US_PASSPORT US_DRIVER_LICENSE EMAIL_ADDRESS PHONE_NUMBER",
			Also: "PERSON_NAME STREET_ADDRESS DATE_OF_BIRTH", What: "a support ticket with numbers of identity papers; a key in Cyrillic letters", Data: ticket,
		},
		{
			Key: "marketing/logo.png", Level: "unknown", Coverage: "none", Problem: "unsupported", What: "a picture: not read, and so not clean",
			Data: func(source) []byte { return png(160, 90) },
		},
	}
}

func fixed(text string) func(source) []byte { return func(source) []byte { return []byte(text) } }

const page = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Nordlicht Outdoor</title><link rel="stylesheet" href="/assets/main.4f2a19.css"></head>
<body>
<h1>Gear for the north</h1>
<p>Tents, packs and sleeping bags, made in Lübeck since 1987.</p>
<!-- text approved by %s -->
<footer>
  <address>Nordlicht Outdoor GmbH, Am Leuchtfeuer 1, 23552 Lübeck</address>
  <p>Phone <a href="tel:+493023125014">+49 30 23125 014</a>, e-mail <a href="mailto:hello@nordlicht.example">hello@nordlicht.example</a></p>
  <p>Commercial register: HRB 99187 HL. Site version 4.12.0.</p>
</footer>
</body>
</html>
`

func application(source) []byte {
	c := canary
	return latin1(fmt.Sprintf(`Bewerbung als Schneiderin für Zelte (m/w/d), Kennziffer 2026-117

Name: %s
Straße: %s
Ort: %s %s
Telefon: %s
E-Mail: %s
Geburtsdatum: %s

Sehr geehrte Damen und Herren,

seit zwölf Jahren nähe ich Segel, Gurte und schwere Stoffe. Ihre Größen
für Übermaß-Schlafsäcke haben mich überzeugt, dass Qualität bei Ihnen
mehr zählt als Stückzahl. Gern führe ich Ihnen meine Arbeit vor.

Mit freundlichen Grüßen
`, c.Name(), c.Street, c.Zip, c.City, c.Phone, c.Email, germanDate(c.Born)))
}

func contract(source) []byte {
	c := canary
	return pdf("Employment contract", "", "between Nordlicht Outdoor GmbH and "+c.Name()+",", c.Street+", "+c.Zip+" "+ascii(c.City)+", born "+c.Born+",",
		"e-mail "+c.Email+". The salary is paid to "+grouped(c.IBAN, " ", 4, 4, 4, 4, 4)+".")
}

func invoice(s source) []byte {
	return fmt.Appendf(nil, `NORDLICHT OUTDOOR GMBH                                   Invoice 4711
Am Leuchtfeuer 1, 23552 Lübeck                          14 June 2026

To: Basislager Kiel

  Pos  Article                       Qty      Price      Total
  1    Tent "Heidelerche", moss        4     389.00   1,556.00
  2    Pack "Luchs 38", slate         10     142.50   1,425.00
  3    Pegs, set of 12                20       9.80     196.00
                                                     ---------
  Total net                                           3,177.00
  VAT 19 %%                                              603.63
  Total                                               3,780.63

Please pay within 14 days to
  IBAN %s
  BIC  %s

Questions: Tel. +49 30 23125 027, invoices@nordlicht.example
`, grouped(canary.IBAN, " ", 4, 4, 4, 4, 4), canary.BIC)
}

func sepa(s source) []byte {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.008.001.08">
  <CstmrDrctDbtInitn>
    <GrpHdr><MsgId>NO-2026-06</MsgId><CreDtTm>2026-06-14T22:30:00Z</CreDtTm><NbOfTxs>14</NbOfTxs></GrpHdr>
    <PmtInf>
      <PmtMtd>DD</PmtMtd>
`)
	for i, p := range s.people(14) {
		iban := canary.IBAN
		if i > 0 {
			iban = s.iban()
		}
		fmt.Fprintf(&b, `      <DrctDbtTxInf>
        <InstdAmt Ccy="EUR">%d.%02d</InstdAmt>
        <DbtrAgt><FinInstnId><BICFI>%s</BICFI></FinInstnId></DbtrAgt>
        <Dbtr><Nm>%s</Nm></Dbtr>
        <DbtrAcct><Id><IBAN>%s</IBAN></Id></DbtrAcct>
      </DrctDbtTxInf>
`, 9+s.IntN(200), s.IntN(100), canary.BIC, p.Name(), iban)
	}
	b.WriteString("    </PmtInf>\n  </CstmrDrctDbtInitn>\n</Document>\n")
	return []byte(b.String())
}

func ticket(source) []byte {
	c := canary
	return fmt.Appendf(nil, `Ticket 1042: rental refused at the Portland store
Opened 2026-06-11, queue: US rentals

Customer writes:
> Your colleague wanted a copy of my papers to rent a kayak. For the record, so
> that I need not come again:
> US passport number: %s
> Driver's license number: %s (California)
> You reach me at %s or by phone, %s.

Note of agent: we must not store these. Asked for deletion.
`, c.Passport, c.License, c.Email, c.Phone)
}
