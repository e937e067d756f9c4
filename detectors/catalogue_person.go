package detectors

// months is the names of the months, and their short forms, in English, German, French, Spanish, Italian, Portuguese, Dutch and
// Polish.
const months = `(?:[Jj]an(?:uar[yi]?|vier|eiro)?|[Ff]eb(?:ruar[yi]?|braio)?|[Ff]évrier|[Ff]evereiro|[Mm]ar(?:ch|s|zo|ço)?|[Mm]ärz|[Mm]aart|[Aa]pr(?:il|ile)?|[Aa]vril|[Aa]br(?:il)?|` +
	`[Mm]a[yi]|[Mm]ayo|[Mm]aio|[Mm]aggio|[Mm]ei|[Jj]un[ie]?|[Jj]uin|[Jj]unio|[Jj]unho|[Gg]iugno|[Jj]ul[yi]?|[Jj]uillet|[Jj]ulio|[Jj]ulho|[Ll]uglio|` +
	`[Aa]ug(?:ust|ustus)?|[Aa]oût|[Aa]gosto|[Ss]ep(?:t|tember|tembre|tiembre)?|[Ss]ettembre|[Ss]etembro|[Oo][ck]t(?:ober|obre|ubre)?|[Oo]ttobre|[Oo]utubro|` +
	`[Nn]ov(?:ember|embre|iembre|embro)?|[Dd]e[cz](?:ember|embre|embro)?|[Dd]écembre|[Dd]iciembre|[Dd]icembre|[Ee]nero|[Ff]ebrero|[Gg]ennaio|` +
	`stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|października|listopada|grudnia)`

var birthKeywords = []string{
	"dob", "d o b", "date of birth", "dateofbirth", "birth date", "birthdate", "birthday", "born", "birth",
	"geburtsdatum", "geburtstag", "geboren", "geb", "geb am", "date de naissance", "naissance", "né le", "née le", "né", "née",
	"fecha de nacimiento", "fecha nacimiento", "nacimiento", "nacido", "nacida", "f nac", "fec nac", "data di nascita", "nascita", "nato il", "nata il", "nato a", "nata a",
	"data de nascimento", "nascimento", "nascido", "nascida", "geboortedatum", "geboorte", "data urodzenia", "urodzony", "urodzona", "urodzenia",
	"födelsedatum", "född", "fødselsdato", "født", "syntymäaika", "születési idő", "datum narození", "дата рождения", "生年月日", "出生日期", "생년월일",
}

// people is what is known of a person.
var people = []Detector{
	{
		InfoType: "DATE_OF_BIRTH", Group: "Person",
		Doc:     "Date of birth near a keyword: ISO 8601 and day, month, year in digits, 1900 to 2035",
		Pattern: `\d{8}|(?:\d{4}-\d{1,2}-\d{1,2}|\d{4}/\d{1,2}/\d{1,2}|\d{4}\.\d{1,2}\.\d{1,2}|\d{1,2}-\d{1,2}-(?:\d{4}|\d{2})|\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})|\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2}))(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+\-]\d{2}:?\d{2})?)?`,
		MaxLen:  41, Validate: validNumericDate,
		Keywords: birthKeywords, Near: Likely,
		Examples: []string{
			"DOB: 1984-07-19", "date of birth 07/19/1984", "geboren am 19.07.1984", `{"birthDate":"1984-07-19T00:00:00Z"}`, "fecha de nacimiento: 19/7/84", "dob=19840719",
		},
		Counterexamples: []string{"1984-07-19", "DOB: 1984-13-19", "born 1884-07-19", "DOB: 2084-07-19", "dob 31/31/1984", "DOB: 30.02.1984", "dob 1984-07/19"},
	},
	{
		InfoType: "DATE_OF_BIRTH", Group: "Person",
		Doc:     "with the name of the month, in eight languages",
		Pattern: `(?:\d{1,2}(?:st|nd|rd|th|er|º|ª)?\.?[ \-](?:of |de )?` + months + `\.?,?[ \-](?:de |of )?|` + months + `\.? \d{1,2}(?:st|nd|rd|th)?,? )\d{4}`,
		MaxLen:  48, Validate: validTextDate,
		Keywords: birthKeywords, Near: Likely,
		Examples:        []string{"born on July 19, 1984", "Geburtsdatum: 19. März 1984", "né le 1er avril 1979", "nacido el 3 de octubre de 1991", "data urodzenia: 19 lipca 1984"},
		Counterexamples: []string{"July 19, 1984", "born on July 49, 1984", "born in July 1984", "born 19 July 1784"},
	},
	{
		InfoType: "PERSON_NAME", Group: "Person",
		Doc:     "Name of a person, in a field that is named so",
		Pattern: namePattern, MaxLen: 120, Scan: scanName, Validate: validName,
		FieldNames: []string{
			"first name", "firstname", "fname", "given name", "givenname", "forename", "middle name", "middlename", "last name", "lastname", "lname", "surname", "family name", "familyname", "maiden name", "birth name",
			"full name", "fullname", "legal name", "preferred name", "customer name", "client name", "patient name", "employee name", "contact name", "person name", "account holder", "card holder", "cardholder", "cardholder name", "name on card",
			"holder name", "beneficiary name", "recipient name", "owner name", "member name", "student name", "author name", "emergency contact", "next of kin", "spouse", "mother s maiden name",
			"vorname", "nachname", "familienname", "geburtsname", "rufname", "vollständiger name", "kundenname", "ansprechpartner", "kontoinhaber",
			"prénom", "prenom", "nom de famille", "nom complet", "nom de naissance", "titulaire",
			"nombre completo", "nombres", "apellido", "apellidos", "primer apellido", "segundo apellido", "nombre y apellidos", "nombre del cliente", "paciente",
			"nome completo", "cognome", "sobrenome", "apelido", "intestatario",
			"voornaam", "achternaam", "imię", "imie", "nazwisko", "imię i nazwisko", "imie i nazwisko", "förnamn", "efternamn", "fornavn", "etternavn", "efternavn", "etunimi", "sukunimi", "jméno", "příjmení", "keresztnév", "vezetéknév",
			"имя", "фамилия", "отчество", "фио", "姓名", "氏名", "名前", "성명", "이름",
		},
		Alone: Likely, Near: Likely,
		Examples:        []string{"first_name: Jane", `{"lastName":"O'Neil-Müller"}`, "Nachname = Großmann", "Customer name: Ludwig van der Berg", `"apellidos": "García Núñez"`},
		Counterexamples: []string{"file_name: Report", "first_name: null", "lastName: 42", "Jane Doe", "first_name: N/A", "surname: <surname>", "first_name: request.name"},
	},
	{
		InfoType: "PERSON_NAME", Group: "Person",
		Doc:     "two or more capitalised words in a field named name",
		Pattern: fullNamePattern, MaxLen: 120, Scan: scanFullName, Validate: validFullName,
		FieldNames: []string{"name", "nombre", "nome", "nom", "naam", "navn", "namn", "nazwa", "user name", "contact", "employee", "customer", "patient", "author", "manager", "assignee"},
		Alone:      Possible, Near: Possible,
		Examples:        []string{"name: Jane Doe", `{"name":"Maria del Carmen Ruiz"}`, "Patient: Jean-Luc Moreau"},
		Counterexamples: []string{"name: Jane", "name: web-1", "name: eu west", "rename: Jane Doe", "name: Release 2", "name: LookupHost NXDOMAIN"},
	},
	{
		InfoType: "STREET_ADDRESS", Group: "Person",
		Doc:     "Postal address, a number and a street or place, in a field that is named so",
		Pattern: `[\p{L}\p{N}#][\p{L}\p{M}\p{N} \n,.'’#/\-ºª°&()]*[\p{L}\p{M}\p{N}.)ºª]`, MaxLen: 200, Validate: validAddress,
		FieldNames: []string{
			"address", "addr", "street", "street address", "streetaddress", "street name", "address line", "addressline", "address line 1", "home address", "mailing address", "postal address", "billing address",
			"shipping address", "delivery address", "residence", "residential address", "place of residence", "street line", "address1", "address2",
			"adresse", "anschrift", "straße", "strasse", "hausanschrift", "wohnort", "lieferadresse", "rechnungsadresse", "straße und hausnummer",
			"rue", "adresse postale", "domicile", "dirección", "direccion", "domicilio", "calle", "indirizzo", "residenza", "endereço", "endereco", "logradouro", "rua", "morada",
			"adres", "straat", "adres zamieszkania", "ulica", "adress", "gatuadress", "gateadresse", "osoite", "katuosoite", "lakcím", "адрес", "地址", "住所", "주소",
		},
		Alone: Likely, Near: Likely,
		Examples:        []string{"address: 12 Rose Lane, Springfield", `{"street":"Hauptstraße 7b"}`, "Dirección: Calle Mayor 12", "ship_to_address1: 400 Elm St Apt 5"},
		Counterexamples: []string{"address: 10.0.0.1", "email_address: jane@example.com", "address: 0x7fff5fbff8c0", "address: unknown", "12 Rose Lane, Springfield", "street: null", "addr := uint32(x.Base) - Size", "address: We use IPv4 only", "addr = 40 byte header", "address: 02:42:ac:11:00:02"},
	},
}

// A name is words with a capital, or letters of a script without capitals, and the small words between them.
const (
	nameWord        = `[\p{Lu}\p{Lt}\p{Lo}][\p{L}\p{M}'’.\-]*`
	nameParticle    = `(?:d[aeiou]s?|del|della|di|van|von|vom|zu|zur|der|den|ter|ten|la|le|las|los|bin|ibn|al|el|y|e|af|av)`
	namePattern     = nameWord + `(?:,? (?:` + nameParticle + ` ){0,2}` + nameWord + `){0,4}`
	fullNamePattern = nameWord + `(?:,? (?:` + nameParticle + ` ){0,2}` + nameWord + `){1,4}`
)
