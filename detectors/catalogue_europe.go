package detectors

// europe is identifiers of the United Kingdom and the European Union.
var europe = []Detector{
	{
		InfoType: "UK_NINO", Group: "Government: Europe",
		Doc:     "UK national insurance number with a prefix in use (HMRC, NIM39110)",
		Pattern: `[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?:\d{6}| \d{2} \d{2} \d{2} ?| \d{6} ?)[A-D]`, MaxLen: 13, Validate: validNINO,
		Keywords: []string{"ni number", "ni no", "nino", "national insurance", "national insurance number", "nationalinsurance", "nin", "ni", "hmrc", "paye"},
		Alone:    Possible, Near: VeryLikely,
		Examples:        []string{"AB123456C", "NI number: JG 10 37 59 A", "NINO JG103759A"},
		Counterexamples: []string{"QQ123456C", "BG123456A", "AB123456E", "AB1234567C", "xAB123456C", "AO123456C"},
	},
	{
		InfoType: "UK_NHS_NUMBER", Group: "Government: Europe",
		Doc:     "UK NHS number, 3-3-4, check digit modulo 11 (NHS Data Dictionary)",
		Pattern: `\d{3} \d{3} \d{4}|\d{3}-\d{3}-\d{4}`, MaxLen: 12, Scan: groups(" -", 3, 3, 4), Validate: validNHS,
		Keywords: nhsKeywords, Alone: Unlikely, Near: VeryLikely,
		Examples:        []string{"401 023 2137", "NHS number: 943-476-5919", "NHS no 450 557 7104"},
		Counterexamples: []string{"943 476 5918", "943 476-5919", "999 000 0018", "943 476 59190"},
	},
	{
		InfoType: "UK_NHS_NUMBER", Group: "Government: Europe",
		Doc:     "without spaces, near a keyword",
		Pattern: `\d{10}`, MaxLen: 10, Scan: digitRun(10, 10), Validate: validNHS,
		Keywords: nhsKeywords, Near: Likely,
		Examples:        []string{"NHS 9434765919", "nhs_number=4010232137", `{"nhsNumber":"4505577104"}`},
		Counterexamples: []string{"9434765919", "NHS 9434765918", "order 9434765919", "NHS 94347659190"},
	},
	{
		InfoType: "DE_TAX_ID", Group: "Government: Europe",
		Doc:     "German tax identification number: distribution of digits, MOD 11,10 (§ 139b AO; BZSt)",
		Pattern: `[1-9]\d{10}|[1-9]\d \d{3} \d{3} \d{3}`, MaxLen: 14, Validate: validTaxIDDE,
		Keywords: []string{
			"steuer id", "steuerid", "steuer idnr", "steueridentifikationsnummer", "steuerliche identifikationsnummer", "identifikationsnummer", "idnr", "tin", "tax id", "steuernummer", "idno", "tax identification number",
		},
		Alone: Possible, Near: VeryLikely,
		OtherNames:      recordNumbers,
		Examples:        []string{"36574261809", "Steuer-ID: 86 095 742 719", "IdNr 65929970489"},
		Counterexamples: []string{"36574261890", "12345678901", "06574261809", "365742618090", "11111111111"},
	},
	{
		InfoType: "FR_INSEE", Group: "Government: Europe",
		Doc:     "French social security number (NIR): month and department in range, key modulo 97, Corsica's 2A and 2B (INSEE)",
		Pattern: `[1-478]\d{4}(?:\d{2}|2[AB])\d{8}|[1-478] \d{2} \d{2} (?:\d{2}|2[AB]) \d{3} \d{3} \d{2}`, MaxLen: 21, Validate: validINSEE,
		Keywords: []string{
			"nir", "insee", "sécurité sociale", "securite sociale", "numéro de sécurité sociale", "numero de securite sociale", "sécu", "secu", "num secu", "n ss", "nss", "carte vitale", "assuré", "immatriculation",
		},
		Alone: Likely, Near: VeryLikely,
		Examples:        []string{"255081416802538", "NIR 1 84 12 76 451 089 46", "n° de sécurité sociale : 253072A07300443"},
		Counterexamples: []string{"255081416802539", "255131416802538", "553072A07300443", "1 84 12 76 451 089 47", "2550814168025380"},
	},
	{
		InfoType: "ES_NIF", Group: "Government: Europe",
		Doc:     "Spanish identity number, DNI or NIE, letter modulo 23 (Real Decreto 1553/2005)",
		Pattern: `(?:\d{8}|[XYZxyz]-?\d{7}|\d{2}\.\d{3}\.\d{3})[ \-]?[A-HJ-NP-TV-Za-hj-np-tv-z]`, MaxLen: 12, Validate: validDNI,
		Keywords: nifKeywords, Alone: Possible, Near: VeryLikely,
		Examples:        []string{"12345678Z", "DNI 54362315-K", "NIE: X2482300W", "nif 12.345.678-Z"},
		Counterexamples: []string{"12345678A", "54362315Z", "X2482300A", "00000000T", "112345678Z", "12345678Zx"},
	},
	{
		InfoType: "ES_NIF", Group: "Government: Europe",
		Doc:     "Spanish tax number of a company, CIF, check character (Orden EHA/451/2008)",
		Pattern: `[ABCDEFGHJKLMNPQRSUVW]-?\d{7}-?[0-9A-J]`, MaxLen: 11, Validate: validCIF,
		Keywords: nifKeywords, Alone: 0, Near: Likely,
		Examples:        []string{"CIF B64717838", "NIF: A58818501", "cif J99216582"},
		Counterexamples: []string{"B64717838", "CIF B64717839", "CIF J992165831", "CIF I64717838"},
	},
	{
		InfoType: "IT_FISCAL_CODE", Group: "Government: Europe",
		Doc:     "Italian fiscal code: check letter, day of birth in range, omocodia (D.M. 23 December 1976)",
		Pattern: `[A-Za-z]{6}[0-9LMNPQRSTUVlmnpqrstuv]{2}[ABCDEHLMPRSTabcdehlmprst][0-9LMNPQRSTUVlmnpqrstuv]{2}[A-Za-z][0-9LMNPQRSTUVlmnpqrstuv]{3}[A-Za-z]`, MaxLen: 16, Validate: validFiscalCodeIT,
		Keywords: []string{"codice fiscale", "codicefiscale", "cod fisc", "cod fiscale", "c f", "cf", "fiscal code", "tax code", "tessera sanitaria"},
		Alone:    Likely, Near: VeryLikely,
		Examples:        []string{"RSSMRA85T10A562S", "codice fiscale: rccmnl83s18d969h", "C.F. RSSMRAQRCMNFNLRG"},
		Counterexamples: []string{"RSSMRA85T10A562T", "RSSMRA85T72A562S", "RSSMRA85I10A562S", "RSSMRA85T10A562SX"},
	},
	{
		InfoType: "PL_PESEL", Group: "Government: Europe",
		Doc:     "Polish PESEL number: date of birth and check digit (Ustawa o ewidencji ludności)",
		Pattern: `\d{11}`, MaxLen: 11, Scan: digitRun(11, 11), Validate: validPESEL,
		Keywords: []string{"pesel", "numer pesel", "nr pesel", "pesel number", "ewidencyjny", "numer ewidencyjny"},
		Alone:    Possible, Near: VeryLikely,
		OtherNames:      recordNumbers,
		Examples:        []string{"44051401359", "PESEL: 02070803628", "nr PESEL 02270803624"},
		Counterexamples: []string{"44051401358", "44131401359", "44053301350", "440514013590", "00000000000"},
	},
}

var (
	nhsKeywords = []string{"nhs", "nhs number", "nhs no", "nhsnumber", "national health service", "chi number", "health and care number"}
	nifKeywords = []string{
		"dni", "nif", "nie", "cif", "n i f", "d n i", "documento nacional de identidad", "documento de identidad", "número de identificación fiscal", "numero de identificacion fiscal", "número de identidad de extranjero", "identificación fiscal",
	}
)
