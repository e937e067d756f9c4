package detectors

var emailKeywords = []string{
	"email", "e mail", "mail", "email address", "courriel", "correo", "correo electronico", "correo electrónico", "posta elettronica", "mailto", "contact", "contacto", "kontakt",
}

var phoneKeywords = []string{
	"phone", "phones", "phone number", "phonenumber", "telephone", "tel", "mobile", "cell", "cellphone", "cell phone", "fax", "msisdn", "whatsapp", "sms", "call me", "call us", "can call", "please call", "call at", "reach me at", "reach us at",
	"telefon", "telefonnummer", "handynummer", "handy nr", "mobil", "mobilnummer", "rufnummer", "festnetz",
	"téléphone", "tél", "tél portable", "numéro de portable", "mobilephone",
	"telefono", "teléfono", "móvil", "movil", "celular", "tlf", "tlfno", "tfno", "telf", "telef", "cellulare",
	"telefone", "telemóvel", "telemovel",
	"telefoon", "telefoonnummer", "gsm", "komórka", "numer telefonu", "telefonu", "puhelin", "telefonszám", "телефон", "电话", "手机", "電話", "전화",
}

// contact is how a person is reached.
var contact = []Detector{
	{
		InfoType: "EMAIL_ADDRESS", Group: "Contact",
		Doc:      "E-mail address (RFC 5321, RFC 6531) with a delegated or special-use top-level domain (IANA root zone)",
		Pattern:  `[A-Za-z0-9_](?:[A-Za-z0-9_.%+'\-]|\p{Latin}|\p{Greek}|\p{Cyrillic}){0,63}@(?:[A-Za-z0-9\-\p{L}\p{M}\p{N}]+\.)+[A-Za-z0-9\-\p{L}\p{M}\p{N}]+`,
		MaxLen:   320,
		Scan:     scanEmail,
		Validate: validEmail,
		Keywords: emailKeywords, Alone: Likely, Near: VeryLikely,
		Examples: []string{
			"jane.doe@example.com", "write to o'neil+news@mail.example.co.uk.", "<r_kowalska@poczta.example.pl>", "mailto:info@bücher.example?subject=x", "josé.núñez@correo.example.es",
		},
		Counterexamples: []string{
			"logo@2x.png", "git@github.com:org/repo.git", "npm i lodash@4.17.21", "a@b", "jane.@example.com", "core@1.0.0.dev", "user@host", "@example.com", "jane@example.nosuchtld", "x@-example.com",
		},
	},
	{
		InfoType: "PHONE_NUMBER", Group: "Contact",
		Doc:      "Phone number in international form: calling code, length and first digits by the national plan (ITU-T E.164)",
		Pattern:  `\+\(?\d(?:[ .\-/()]{0,2}\d){6,16}(?:(?: ?x|,? ?ext\.?) ?\d{1,6})?`,
		MaxLen:   66,
		Scan:     scanInternational,
		Validate: validInternational,
		Keywords: phoneKeywords, Alone: Likely, Near: VeryLikely,
		Examples:        []string{"+1 212 555 0123", "call +44 (0)20 7946 0958 now", "+49-30-901820", "tel:+33612345678", "+48 601 234 567", "+46 (0)8 123 456 78"},
		Counterexamples: []string{"+999 123 456 789", "+1 123 456 7890", "+44 20 7946", "+00 49 30 901820", "+35236450.6", "2+12345678901234567890", "+1 212 911 0123"},
	},
	{
		InfoType: "PHONE_NUMBER", Group: "Contact",
		Doc:      "behind 00, near a keyword",
		Pattern:  `00(?:[ .\-/()]{0,2}\d){8,16}(?:(?: ?x|,? ?ext\.?) ?\d{1,6})?`,
		MaxLen:   66,
		Validate: validInternational,
		Keywords: phoneKeywords, Near: Likely,
		Examples:        []string{"Tel. 0044 20 7946 0958", "phone 001-212-555-0123x77", "Telefon: 0049 30 901820"},
		Counterexamples: []string{"0044 20 7946 0958", "phone 0099", "invoice 00123456789012"},
	},
	{
		InfoType: "PHONE_NUMBER", Group: "Contact",
		Doc:      "North American number with an area code in parentheses (NANP; NANPA's area codes)",
		Pattern:  `(?:1[ .\-]?)?\(\d{3}\)[ .\-]?\d{3}[ .\-]?\d{4}(?:(?: ?x|,? ?ext\.?) ?\d{1,6})?`,
		MaxLen:   30,
		Validate: validNANP,
		Keywords: phoneKeywords, Alone: Likely, Near: VeryLikely,
		Examples:        []string{"(212) 555-0123", "call 1 (415)555-0134 today", "(305) 555.0199 ext. 12", "(978)645-0140x11144"},
		Counterexamples: []string{"(123) 456-7890", "(212) 155-0123", "(212) 911-0123", "f(212) 55-0123", "(000) 555-0123"},
	},
	{
		InfoType: "PHONE_NUMBER", Group: "Contact",
		Doc:      "North American number in groups",
		Pattern:  `(?:1[ .\-])?\d{3}(?:-\d{3}-|\.\d{3}\.| \d{3} | \d{3}-)\d{4}(?:(?: ?x|,? ?ext\.?) ?\d{1,6})?`,
		MaxLen:   30,
		Validate: validNANP,
		Keywords: phoneKeywords, Alone: Possible, Near: VeryLikely,
		Examples:        []string{"212-555-0123", "phone 415.555.0134", "1-800-555-0123 is toll-free", "305 555-0199 x12"},
		Counterexamples: []string{"123-456-7890", "212-055-0123", "order 3-212-555-0123-9", "212-555-01234", "2125550123"},
	},
}
