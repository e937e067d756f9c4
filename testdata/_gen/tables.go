package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/parquet-go/parquet-go"
)

// tables are rows of fields: CSV, TSV, JSON lines, Parquet.
func tables() []object {
	return []object{
		{
			Key: "crm/exports/customers-2026-06.csv", Level: "restricted", Coverage: "full",
			Must: "EMAIL_ADDRESS PHONE_NUMBER PERSON_NAME STREET_ADDRESS DATE_OF_BIRTH IBAN",
			What: "export of the CRM: UTF-8 with a byte order mark, semicolons, CRLF, quoted line breaks and doubled quotes", Data: customers,
		},
		{
			Key: "crm/contacts.tsv", Level: "confidential", Coverage: "full", Must: "EMAIL_ADDRESS PHONE_NUMBER PERSON_NAME",
			What: "contacts at dealers, tab-separated", Data: contacts,
		},
		{
			Key: "hr/payroll 2026-06.csv", Level: "restricted", Coverage: "full",
			Must: "US_SSN US_BANK_ACCOUNT US_BANK_ROUTING PERSON_NAME",
			What: "payroll of the US branch; a key with a space", Data: payroll,
		},
		{
			Key: "hr/international-staff.csv", Level: "restricted", Coverage: "full",
			Must: "UK_NINO UK_NHS_NUMBER CA_SIN DE_TAX_ID FR_INSEE ES_NIF IT_FISCAL_CODE PL_PESEL IN_AADHAAR IN_PAN BR_CPF AU_TFN US_ITIN PERSON_NAME",
			What: "national identifiers of a dozen countries, sparse columns", Data: internationalStaff,
		},
		{
			Key: "hr/personnel-export.txt", Level: "restricted", Coverage: "full", Must: "DE_TAX_ID DATE_OF_BIRTH PERSON_NAME EMAIL_ADDRESS",
			What: "export in UTF-16 (little-endian), tab-separated, German headers", Data: personnel,
		},
		{
			Key: "inbox/scan0001.jpg", Level: "confidential", Coverage: "full", Must: "EMAIL_ADDRESS PHONE_NUMBER PERSON_NAME",
			What: "a CSV file that calls itself a picture", Data: func(s source) []byte { return contactsAs(s, ',', 14) },
		},
		{
			Key: "orders/orders-2026-06.csv", Level: "public", Coverage: "full",
			What: "a trap: order numbers shaped like social security numbers, parcel, article and reference numbers, dates; nothing personal", Data: orders,
		},
		{
			Key: "finance/crypto-payouts.csv", Level: "confidential", Coverage: "full", Must: "BITCOIN_ADDRESS",
			What: "payouts to affiliates", Data: payouts,
		},
		{
			Key: "events/2026/06/14/orders.jsonl", Level: "confidential", Coverage: "full",
			Must: "EMAIL_ADDRESS PHONE_NUMBER PERSON_NAME STREET_ADDRESS IP_ADDRESS",
			What: "JSON lines; e-mail addresses with the @ escaped as \\u0040 in every other line", Data: orderEvents,
		},
		{
			Key: "iot/trackers.jsonl", Level: "confidential", Coverage: "full", Must: "GPS_COORDINATES VIN MAC_ADDRESS IP_ADDRESS",
			What: "positions of rental vans, JSON lines", Data: trackers,
		},
		{
			Key: "support/chat.jsonl", Level: "restricted", Coverage: "full", Must: "US_SSN US_ITIN CREDIT_CARD_NUMBER EMAIL_ADDRESS",
			Also: "PERSON_NAME PHONE_NUMBER", What: "chats, JSON lines: what people type into free text", Data: chat,
		},
		{
			Key: "warehouse/customers.parquet", Level: "confidential", Coverage: "full", Must: "EMAIL_ADDRESS PHONE_NUMBER PERSON_NAME",
			What: "Parquet with nested and dictionary-encoded columns, zstd", Data: customersParquet,
		},
		{
			Key: "warehouse/payments.parquet", Level: "restricted", Coverage: "full", Must: "CREDIT_CARD_NUMBER IBAN US_SSN PHONE_NUMBER",
			What: "Parquet, not compressed: card numbers and accounts in dictionary-encoded columns, with empty values", Data: paymentsParquet,
		},
		{
			Key: "warehouse/stock.parquet", Level: "public", Coverage: "full",
			What: "Parquet of numbers, snappy; nothing personal", Data: stockParquet,
		},
	}
}

func customers(s source) []byte {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.Comma, w.UseCRLF = ';', true
	check(w.Write([]string{"Kundennummer", "Vorname", "Nachname", "E-Mail", "Telefon", "Straße", "PLZ", "Ort", "Geburtsdatum", "IBAN", "Bemerkung"}))
	remarks := []string{"", "", "Newsletter", "Stammkunde seit 2014", "Möchte nur\nper Post angeschrieben werden", `Nennt sich "der Wanderer"`, "Größe 46; weite Leisten"}
	for i, p := range s.people(90) {
		iban := canary.IBAN
		if i > 0 {
			iban = s.iban()
		}
		if i%3 == 0 {
			iban = grouped(iban, " ", 4, 4, 4, 4, 4)
		}
		check(w.Write([]string{fmt.Sprintf("K-%d", 104200+i), p.First, p.Last, p.Email, p.Phone, p.Street, p.Zip, p.City, germanDate(p.Born), iban, pick(s, remarks)}))
	}
	w.Flush()
	check(w.Error())
	return b.Bytes()
}

func contacts(s source) []byte { return contactsAs(s, '\t', 12) }

func contactsAs(s source, comma rune, n int) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Comma = comma
	check(w.Write([]string{"dealer", "contact_name", "email", "phone", "region"}))
	for _, p := range s.people(n) {
		check(w.Write([]string{pick(s, []string{"Fjell & Fels", "Basislager", "Wanderlust Nord", "Trekking-Treff"}), p.Name(), p.Email, p.Phone, pick(s, []string{"north", "east", "coast"})}))
	}
	w.Flush()
	check(w.Error())
	return b.Bytes()
}

func payroll(s source) []byte {
	var b bytes.Buffer
	b.WriteString("Employee ID,Employee Name,SSN,Pay Date,Gross Pay,Net Pay,Bank Routing Number,Bank Account Number\n")
	for i, p := range s.people(24) {
		ssn, routing, account := canary.SSN, canary.Routing, canary.Account
		if i > 0 {
			ssn, routing, account = s.ssn(), s.aba(), s.digits(9+s.IntN(3))
		}
		gross := 310000 + s.IntN(400000)
		fmt.Fprintf(&b, "E%04d,\"%s, %s\",%s,2026-06-30,%d.%02d,%d.%02d,%s,%s\n", 1001+i, p.Last, p.First, ssn,
			gross/100, gross%100, gross*7/1000, gross%97, routing, account)
	}
	return b.Bytes()
}

func internationalStaff(s source) []byte {
	kinds := []struct {
		header, canary string
		draw           func() string
	}{
		{"NI number", canary.NINO, s.nino}, {"NHS number", canary.NHS, s.nhs}, {"Social Insurance Number", canary.SIN, s.sin},
		{"Steuer-ID", canary.SteuerID, s.steuerID}, {"Numéro de sécurité sociale", canary.INSEE, s.insee}, {"DNI", canary.DNI, s.dni},
		{"Codice fiscale", canary.CodiceFiscale, s.codiceFiscale}, {"PESEL", canary.PESEL, s.pesel}, {"Aadhaar number", canary.Aadhaar, s.aadhaar},
		{"PAN number", canary.PAN, s.pan}, {"CPF", canary.CPF, s.cpf}, {"Tax file number", canary.TFN, s.tfn}, {"ITIN", canary.ITIN, s.itin},
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	header := []string{"First name", "Last name"}
	for _, k := range kinds {
		header = append(header, k.header)
	}
	check(w.Write(header))
	for i, p := range s.people(3 * len(kinds)) {
		row := make([]string, len(header))
		row[0], row[1] = p.First, p.Last
		k := i % len(kinds)
		row[2+k] = kinds[k].canary
		if i >= len(kinds) {
			row[2+k] = kinds[k].draw()
		}
		check(w.Write(row))
	}
	w.Flush()
	check(w.Error())
	return b.Bytes()
}

func personnel(s source) []byte {
	var b strings.Builder
	b.WriteString("Personalnummer\tVorname\tNachname\tGeburtsdatum\tSteuer-ID\tE-Mail\tKrankenkasse\r\n")
	for i, p := range s.people(15) {
		id := canary.SteuerID
		if i > 0 {
			id = s.steuerID()
		}
		fmt.Fprintf(&b, "%d\t%s\t%s\t%s\t%s\t%s\t%s\r\n", 5001+i, p.First, p.Last, germanDate(p.Born), id, p.Email, pick(s, []string{"Küsten-BKK", "Förde Kasse"}))
	}
	return utf16le(b.String())
}

func orders(s source) []byte {
	var b bytes.Buffer
	b.WriteString("order_no,placed_on,sku,parcel_no,reference,qty,amount_cents,shop_version\n")
	for range 120 {
		fmt.Fprintf(&b, "%03d-%02d-%04d,2026-06-%02d,NO-%s-%s,00%s,%s,%d,%d,4.%d.%d\n", 100+s.IntN(500), 10+s.IntN(80), 1000+s.IntN(9000), 1+s.IntN(28),
			s.digits(4), s.from("SMLX", 1), s.digits(18), until(func() string { return "7" + s.digits(15) }, func(v string) bool { return !luhn(v) }),
			1+s.IntN(5), 1900+s.IntN(30000), 10+s.IntN(5), s.IntN(30))
	}
	return b.Bytes()
}

func payouts(s source) []byte {
	var b bytes.Buffer
	b.WriteString("affiliate,bitcoin_address,amount_btc,paid_on\n")
	for i := range 9 {
		address := canary.Bitcoin
		if i > 0 {
			address = s.bitcoin()
		}
		fmt.Fprintf(&b, "A-%03d,%s,0.00%d,2026-06-%02d\n", 1+i, address, 10000+s.IntN(80000), 1+s.IntN(28))
	}
	return b.Bytes()
}

// marshal writes JSON without the escapes for HTML.
func marshal(v any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	check(e.Encode(v))
	return b.String()
}

func orderEvents(s source) []byte {
	type address struct {
		Street string `json:"street"`
		Zip    string `json:"zip"`
		City   string `json:"city"`
	}
	type customer struct {
		FirstName string  `json:"first_name"`
		LastName  string  `json:"last_name"`
		Email     string  `json:"email"`
		Phone     string  `json:"phone"`
		Address   address `json:"address"`
	}
	type item struct {
		SKU   string `json:"sku"`
		Qty   int    `json:"qty"`
		Cents int    `json:"cents"`
	}
	type event struct {
		Type     string   `json:"type"`
		At       string   `json:"at"`
		Order    int      `json:"order"`
		ClientIP string   `json:"client_ip"`
		Customer customer `json:"customer"`
		Items    []item   `json:"items"`
	}
	people := s.people(25)
	var b strings.Builder
	for i := range 40 {
		p := people[i%len(people)]
		e := event{"order.placed", fmt.Sprintf("2026-06-14T%02d:%02d:%02dZ", i/2, s.IntN(60), s.IntN(60)), 880100 + i, s.ip(),
			customer{p.First, p.Last, p.Email, p.Phone, address{p.Street, p.Zip, p.City}}, nil}
		for range 1 + s.IntN(3) {
			e.Items = append(e.Items, item{"NO-" + s.digits(4), 1 + s.IntN(3), 1900 + s.IntN(20000)})
		}
		line := marshal(e)
		if i%2 == 0 {
			line = strings.Replace(line, "@", `\u0040`, 1)
		}
		b.WriteString(line)
	}
	return []byte(b.String())
}

// ip is an address for documentation (RFC 5737), or that of a public name server.
func (s source) ip() string {
	switch s.IntN(4) {
	case 0:
		return pick(s, []string{"149.112.112.112", "208.67.222.222", "185.228.168.9"})
	case 1:
		return fmt.Sprintf("198.51.100.%d", 1+s.IntN(250))
	case 2:
		return canary.IP
	}
	return fmt.Sprintf("203.0.113.%d", 1+s.IntN(250))
}

func trackers(s source) []byte {
	type position struct {
		Latitude  json.Number `json:"latitude"`
		Longitude json.Number `json:"longitude"`
	}
	type ping struct {
		Device   string   `json:"device"`
		MAC      string   `json:"mac_address"`
		IP       string   `json:"ip_address"`
		VIN      string   `json:"vin"`
		Position position `json:"position"`
		Battery  int      `json:"battery"`
	}
	var b strings.Builder
	for i := range 8 {
		mac, vin := canary.MAC, canary.VIN
		if i > 0 {
			mac, vin = fmt.Sprintf("02:4e:6f:72:%02x:%02x", s.IntN(256), s.IntN(256)), s.vin()
		}
		for k := range 6 {
			lat, lon := canary.Lat, canary.Lon
			if i+k > 0 {
				lat, lon = fmt.Sprintf("53.%06d", 700000+s.IntN(250000)), fmt.Sprintf("10.%06d", 600000+s.IntN(250000))
			}
			b.WriteString(marshal(ping{fmt.Sprintf("van-%02d", i+1), mac, s.ip(), vin, position{json.Number(lat), json.Number(lon)}, 20 + s.IntN(80)}))
		}
	}
	return []byte(b.String())
}

func chat(s source) []byte {
	type message struct {
		Chat int    `json:"chat"`
		From string `json:"from"`
		Text string `json:"text"`
	}
	c := canary
	var b strings.Builder
	for i, text := range []string{
		"Hi, my parcel went to the neighbours and they say they never saw it.",
		"I'm sorry to hear that! Could you give me the order number?",
		"It is 880117. My e-mail is " + c.Email + " if you need it.",
		"Thank you. We can refund it. For the US tax form I would need your details.",
		"My social security number is " + c.SSN + ", is that enough?",
		"And my husband has an ITIN: " + c.ITIN + ".",
		"Please don't send such numbers here! Use the form in your account.",
		"Then take it off my credit card again, the visa " + grouped(c.Card, " ", 4, 4, 4) + ". In future I pay by invoice.",
		"Is the tent in article 4006-381 the one with 3 kg?",
		"No, that is 4006-333. It has 2,950 g and the colour \"moss\" \u2014 see the page.",
	} {
		b.WriteString(marshal(message{7001 + i/8, []string{"customer", "agent"}[i%2], text}))
	}
	return []byte(b.String())
}

type parquetName struct {
	First string `parquet:"first_name"`
	Last  string `parquet:"last_name"`
}

type parquetContact struct {
	Email string  `parquet:"email"`
	Phone *string `parquet:"phone,optional"`
}

type parquetOrder struct {
	SKU   string `parquet:"sku,dict"`
	Cents int64  `parquet:"cents"`
}

type parquetCustomer struct {
	ID      int64          `parquet:"customer_id,delta"`
	Name    parquetName    `parquet:"name"`
	Contact parquetContact `parquet:"contact"`
	Country string         `parquet:"country,dict"`
	Manager string         `parquet:"account_manager_email,dict"`
	Orders  []parquetOrder `parquet:"orders,list"`
}

func customersParquet(s source) []byte {
	managers := []string{"tjark.lindwurm@nordlicht.example", "ylva.eisvogel@nordlicht.example", "osric.mosskirk@nordlicht.example"}
	var rows []parquetCustomer
	for i, p := range s.people(200) {
		r := parquetCustomer{ID: int64(104200 + i), Name: parquetName{p.First, p.Last}, Contact: parquetContact{Email: p.Email},
			Country: pick(s, []string{"DE", "DK", "SE", "NL"}), Manager: pick(s, managers)}
		if i%4 != 1 {
			r.Contact.Phone = &p.Phone
		}
		for range s.IntN(4) {
			r.Orders = append(r.Orders, parquetOrder{"NO-" + s.from("1234", 2), int64(1900 + s.IntN(20000))})
		}
		rows = append(rows, r)
	}
	return parquetOf(rows, parquet.Compression(&parquet.Zstd))
}

type parquetPayment struct {
	ID    int64   `parquet:"payment_id"`
	Cents int64   `parquet:"cents"`
	Card  *string `parquet:"credit_card,optional,dict"`
	IBAN  *string `parquet:"iban,optional,dict"`
	Payer struct {
		SSN   *string `parquet:"ssn,optional"`
		Phone string  `parquet:"mobile"`
	} `parquet:"payer"`
}

func paymentsParquet(s source) []byte {
	cards, accounts := []string{canary.Card}, []string{canary.IBAN}
	for range 11 {
		cards, accounts = append(cards, s.card("516731")), append(accounts, s.iban())
	}
	var rows []parquetPayment
	for i := range 80 {
		r := parquetPayment{ID: int64(990100 + i), Cents: int64(1900 + s.IntN(40000))}
		r.Payer.Phone = strings.ReplaceAll(canary.Phone, " ", "")
		switch i % 4 {
		case 0:
			r.Card = &cards[i/4%len(cards)]
		case 1:
			r.IBAN = &accounts[i/4%len(accounts)]
		case 2:
			ssn := canary.SSN
			if i > 2 {
				ssn = s.ssn()
			}
			r.Payer.SSN = &ssn
		}
		rows = append(rows, r)
	}
	return parquetOf(rows, parquet.Compression(&parquet.Uncompressed))
}

type parquetStock struct {
	SKU      string  `parquet:"sku"`
	Site     string  `parquet:"site,dict"`
	Units    int32   `parquet:"units"`
	Weight   float64 `parquet:"weight_kg"`
	Serial   int64   `parquet:"batch_serial"`
	Reserved bool    `parquet:"reserved"`
}

func stockParquet(s source) []byte {
	var rows []parquetStock
	for i := range 300 {
		rows = append(rows, parquetStock{fmt.Sprintf("NO-%04d", i), pick(s, []string{"Lübeck", "Kiel", "Portland"}), int32(s.IntN(400)),
			float64(s.IntN(9000)) / 1000, 100_000_000 + int64(s.IntN(800_000_000)), i%7 == 0})
	}
	return parquetOf(rows, parquet.Compression(&parquet.Snappy))
}
