package detectors

var bankKeywords = []string{
	"bank account", "bank account number", "account number", "account no", "acct", "acct no", "acct number", "accountnumber", "bankaccount", "a c no", "checking account", "savings account",
	"deposit account", "direct deposit", "dda", "bank acct",
}

var (
	passportUS      = []string{"passport", "passport number", "passport no", "passportnumber", "us passport", "passports", "travel document"}
	licenseKeywords = []string{
		"driver license", "drivers license", "driver s license", "driver licence", "drivers licence", "driver's license", "driver's licence", "driving licence", "driving license", "driverlicense", "driverslicense",
		"driver license number", "driver s license number", "driving licence number", "dl number", "dl no", "dln", "permis de conduire", "licencia de conducir", "licencia de manejo",
	}
)

// unchecked is numbers whose form says little and which have no check digit. They come last in the catalogue, so that where
// keywords of several kinds stand near a number the one with a check wins.
var unchecked = []Detector{
	{
		InfoType: "US_PASSPORT", Group: "Government: Americas",
		Doc:     "US passport number: nine digits, or a letter and eight (US Department of State), near a keyword",
		Pattern: `[A-Z]\d{8}|\d{9}`, MaxLen: 9, Validate: validPassportUS,
		Keywords: passportUS, Near: Likely,
		Examples:        []string{"passport 512345678", "Passport No: A12345678", "passport_number=C03005988"},
		Counterexamples: []string{"A12345678", "512345678", "passport 51234567", "passport AB1234567", "passport 000000000"},
	},
	{
		InfoType: "US_DRIVER_LICENSE", Group: "Government: Americas",
		Doc:     "US driver's licence number in the form of some state (AAMVA), near a keyword",
		Pattern: `[A-Za-z]{0,3}\d(?:-?[A-Za-z0-9]){5,19}`, MaxLen: 42, Validate: validLicenseUS,
		Keywords: licenseKeywords, Near: Likely,
		Examples:        []string{"driver's license D1234562", "DL No. S514-7786-1730-05", "drivers license: 94820177", "driver license number F162823540116"},
		Counterexamples: []string{"D1234562", "driver license 12345", "driver license ABCD1234567", "driver license 00000000", "public key D1234562"},
	},
	{
		InfoType: "US_BANK_ACCOUNT", Group: "Financial",
		Doc:     "US bank account number: 8 to 17 digits (Nacha), near a keyword; there is no check digit",
		Pattern: `\d{8,17}`, MaxLen: 17, Scan: digitRun(8, 17), Validate: validAccountUS,
		Keywords: bankKeywords, Near: Likely,
		Examples:        []string{"account number: 004528771903", "bank account 4528771903", "Acct no. 98120044"},
		Counterexamples: []string{"004528771903", "account number: 00000000", "account number 1234567", "order 4528771903", "account number A98120044"},
	},
	{
		InfoType: "PHONE_NUMBER", Group: "Contact",
		Doc:      "any national form near a keyword",
		Pattern:  `\(?\d(?:[ .\-/()]{0,2}\d){6,12}(?:(?: ?x|,? ?ext\.?) ?\d{1,6})?`,
		MaxLen:   54,
		Scan:     scanNational,
		Validate: validNational,
		Keywords: phoneKeywords, Near: Likely,
		Examples: []string{
			"phone: 2125550123", "Tel. 030 901820", "mobile 07700 900123", "téléphone : 01 23 45 67 89", "Teléfono 912 345 678", "tel. 601 234 567", "fax (030) 90 18 20",
		},
		Counterexamples: []string{"2125550123", "phone call on 2024-01-15", "phone call on 15.01.2024", "tel 10.20.30.40", "telephone 20240115", "mobile 123-45-6789", "phone 1234", "phone 0000000", "fax 2008-2019"},
	},
}
