package main

import (
	"encoding/base64"
	"fmt"
	"strings"
)

// A person is somebody who does not exist.
type person struct {
	First, Last, Email, Phone, Street, Zip, City, Born string // Born as ISO 8601
}

func (p person) Name() string { return p.First + " " + p.Last }

var (
	firstNames = []string{"Jorun", "Aleko", "Mirabell", "Tjark", "Solvei", "Benedek", "Ylva", "Caspian", "Nerea", "Osric", "Perpetua", "Ruvim", "Sunniva", "Tancred", "Ulrike", "Vasco", "Wenzel", "Xenia", "Yorick", "Zdenka"}
	lastNames  = []string{"Abendroth-Falk", "Brackwater", "Cromwick", "Dunkelmoor", "Eisvogel", "Fennhagen", "Grünspecht", "Harrowgate", "Immenstein", "Jarlskov", "Krähenbühl", "Lindwurm", "Mosskirk", "Nebelhorn", "Ottersund", "Pfefferkuchen", "Quellmann", "Rabenschlag", "Sturmfels", "Thornquist"}
	streets    = []string{"Birkhahnweg", "Zeisigstraße", "Otterngasse", "Kranichallee", "Am Steinpilz", "Heidelerchenweg", "Luchsplatz", "Moorfroschring"}
	cities     = [][2]string{{"23552", "Lübeck"}, {"24103", "Kiel"}, {"18055", "Rostock"}, {"20095", "Hamburg"}, {"28195", "Bremen"}}
)

// people returns n persons, no two of one name, the first of which is the canary.
func (s source) people(n int) []person {
	out := []person{canary.person}
	seen := map[string]bool{}
	for len(out) < n {
		p := person{First: pick(s, firstNames), Last: pick(s, lastNames)}
		if seen[p.Name()] {
			continue
		}
		seen[p.Name()] = true
		p.Email = ascii(strings.ToLower(p.First+"."+p.Last)) + "@" + pick(s, []string{"post.example", "mailbox.example", "fjordmail.example"})
		// 0171 39200xx: kept for films by the Bundesnetzagentur.
		p.Phone = fmt.Sprintf("+49 171 39200%02d", s.IntN(100))
		p.Street = fmt.Sprintf("%s %d", pick(s, streets), 1+s.IntN(120))
		city := pick(s, cities)
		p.Zip, p.City = city[0], city[1]
		p.Born = fmt.Sprintf("%d-%02d-%02d", 1950+s.IntN(54), 1+s.IntN(12), 1+s.IntN(28))
		out = append(out, p)
	}
	return out
}

var ascii = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss").Replace

// canary is one fixed value for each main infoType. The person stands in every format that can hold personal data, and
// no output of assay may ever show one of the values: canaries.txt lists them for the test.
var canary = func() (c struct {
	person
	Card, IBAN, BIC, Account, Routing, SSN, ITIN, Passport, License                 string
	NINO, NHS, SIN, SteuerID, INSEE, DNI, CodiceFiscale, PESEL, Aadhaar, PAN, CPF   string
	TFN, VIN, Bitcoin, MAC, IP, Lat, Lon                                            string
	Password, URLPassword, JWT, AWSAccess, AWSSecret, GitHub, Slack, Stripe, Google string
}) {
	s := newSource("canary")
	c.person = person{
		First: "Wilhelmina", Last: "Kanarek", Email: "wilhelmina.kanarek@post.example", Phone: "+49 171 3920047",
		Street: "Dompfaffweg 17", Zip: "23552", City: "Lübeck", Born: "1979-11-23",
	}
	c.Card, c.IBAN, c.BIC = s.card("453904"), s.iban(), "NORLDEHHXXX" // of no bank
	c.Account, c.Routing, c.SSN, c.ITIN = s.digits(10), s.aba(), s.ssn(), s.itin()
	c.Passport, c.License = "5"+s.digits(8), "F"+s.digits(7)
	c.NINO, c.NHS, c.SIN, c.SteuerID, c.INSEE, c.DNI = s.nino(), s.nhs(), s.sin(), s.steuerID(), s.insee(), s.dni()
	c.CodiceFiscale, c.PESEL, c.Aadhaar, c.PAN, c.CPF, c.TFN = s.codiceFiscale(), s.pesel(), s.aadhaar(), s.pan(), s.cpf(), s.tfn()
	c.VIN, c.Bitcoin = s.vin(), s.bitcoin()
	c.MAC, c.IP, c.Lat, c.Lon = "02:4e:6f:72:64:7a", "203.0.113.77", "53.871204", "10.688317"
	c.Password, c.URLPassword = "Zaunk0nig-Schwalbe!47", "Wiedehopf-92-Pirol"
	c.JWT = jwt(`{"alg":"HS256","typ":"JWT"}`, `{"sub":"48213","iss":"nordlicht","exp":1781440000}`, s.from(alphanum+"-_", 43))
	c.AWSAccess, c.AWSSecret, c.GitHub = s.awsAccessKey(), s.awsSecretKey(), s.githubToken()
	c.Slack, c.Stripe, c.Google = s.slackToken(), s.stripeKey(), s.googleKey()
	return c
}()

// canaries lists the values that no output may show, and the forms in which objects write them. Tokens of vendors are
// listed without their first 12 characters, by which publishers recognise them.
func canaries() []string {
	c := canary
	list := []string{c.First, c.Last, c.Email, ascii(strings.ToLower(c.Last)), c.Phone, strings.ReplaceAll(c.Phone, " ", ""), "171 3920047", c.Street, strings.Fields(c.Street)[0],
		c.Born, germanDate(c.Born), c.Card, grouped(c.Card, " ", 4, 4, 4), grouped(c.Card, "-", 4, 4, 4), c.IBAN, grouped(c.IBAN, " ", 4, 4, 4, 4, 4), c.BIC}
	list = append(list, c.Account, c.Routing, c.SSN, c.ITIN, c.Passport, c.License, c.NINO, c.NHS, c.SIN, c.SteuerID, c.INSEE, c.DNI,
		c.CodiceFiscale, c.PESEL, c.Aadhaar, c.PAN, c.CPF, c.TFN, c.VIN, c.Bitcoin, c.MAC, c.IP, c.Lat, c.Lon, c.Password, c.URLPassword)
	list = append(list, base64.StdEncoding.EncodeToString([]byte(c.Password)))
	list = append(list, strings.Split(c.JWT, ".")...)
	for _, v := range []string{c.AWSAccess, c.AWSSecret, c.GitHub, c.Slack, c.Stripe, c.Google} {
		list = append(list, v[12:])
	}
	return append(list, privateKeyBody())
}

func germanDate(iso string) string { return iso[8:] + "." + iso[5:7] + "." + iso[:4] }
