package detectors

import "slices"

var (
	ssnKeywords = []string{
		"ssn", "ss no", "social security", "social security number", "social security no", "socialsecurity", "socialsecuritynumber", "soc sec", "ssn4", "ss number", "tax id", "taxpayer id",
		"seguro social", "número de seguro social", "numero de seguro social",
	}
	itinKeywords = []string{"itin", "individual taxpayer", "individual taxpayer identification number", "taxpayer id", "taxpayer identification number", "tax id", "tin"}
	sinKeywords  = []string{"sin number", "sin no", "social insurance", "social insurance number", "socialinsurancenumber", "numéro d'assurance sociale", "assurance sociale"}
	sinShort     = []string{"sin", "nas"} // words of Spanish, Portuguese and trigonometry as well
	cpfKeywords  = []string{"cpf", "cadastro de pessoas físicas", "cadastro de pessoas fisicas", "cadastro", "contribuinte", "documento", "cpf cnpj"}
)

// northAmerica is identifiers of the United States and Canada.
var northAmerica = []Detector{
	{
		InfoType: "US_SSN", Group: "Government: Americas",
		Doc:     "US social security number, 3-2-4, in ranges that can be assigned (SSA, POMS RM 10201.030)",
		Pattern: `\d{3}-\d{2}-\d{4}`, MaxLen: 11, Scan: groups("-", 3, 2, 4), Validate: validSSN,
		Keywords: ssnKeywords, Alone: Possible, Near: VeryLikely, OtherNames: recordNumbers,
		Examples:        []string{"536-22-8145", "SSN: 212-09-7694.", "ssn,401-55-1823"},
		Counterexamples: []string{"000-12-3456", "666-12-3456", "912-12-3456", "536-00-8145", "536-22-0000", "078-05-1120", "123-45-6789", "536-22-81455", "1-536-22-8145", "AB-536-22-8145-7"},
	},
	{
		InfoType: "US_SSN", Group: "Government: Americas",
		Doc:     "without dashes, near a keyword",
		Pattern: `\d{9}|\d{3} \d{2} \d{4}`, MaxLen: 11, Validate: validSSN,
		Keywords: ssnKeywords, Near: Likely,
		Examples:        []string{"SSN 536228145", "social security number: 536 22 8145", `{"ssn":"401551823"}`},
		Counterexamples: []string{"536228145", "order 536228145", "SSN 900228145", "SSN 5362281455"},
	},
	{
		InfoType: "US_ITIN", Group: "Government: Americas",
		Doc:     "US individual taxpayer identification number in ranges that are assigned (IRS, IRM 3.21.263)",
		Pattern: `9\d{2}-\d{2}-\d{4}`, MaxLen: 11, Scan: nil, Validate: validITIN,
		Keywords: itinKeywords, Alone: Possible, Near: VeryLikely, OtherNames: recordNumbers,
		Examples:        []string{"912-70-1234", "ITIN 987-91-4321", "taxpayer id: 900-55-1212"},
		Counterexamples: []string{"912-69-1234", "912-93-1234", "812-70-1234", "912-70-12345"},
	},
	{
		InfoType: "US_ITIN", Group: "Government: Americas",
		Doc:     "without dashes, near a keyword",
		Pattern: `9\d{8}|9\d{2} \d{2} \d{4}`, MaxLen: 11, Validate: validITIN,
		Keywords: itinKeywords, Near: Likely,
		Examples:        []string{"ITIN 912701234", "itin: 912 70 1234", "tax id 900551212"},
		Counterexamples: []string{"912701234", "ITIN 912691234", "order 912701234"},
	},
	{
		InfoType: "CA_SIN", Group: "Government: Americas",
		Doc:     "Canadian social insurance number in threes, Luhn digit (Service Canada)",
		Pattern: `\d{3}-\d{3}-\d{3}`, MaxLen: 11, Scan: groups("-", 3, 3, 3), Validate: validSIN,
		Keywords: slices.Concat(sinShort, sinKeywords), Alone: Possible, Near: VeryLikely, OtherNames: recordNumbers,
		Examples:        []string{"130-692-544", "SIN: 123-456-782", "sin=931-402-101"},
		Counterexamples: []string{"130-692-545", "046-454-286", "830-692-547", "130-692-5440", "1-130-692-544"},
	},
	{
		InfoType: "CA_SIN", Group: "Government: Americas",
		Doc:     "with spaces or without, near a keyword",
		Pattern: `\d{9}|\d{3} \d{3} \d{3}`, MaxLen: 11, Validate: validSIN,
		Keywords: sinKeywords, Near: Likely,
		Examples:        []string{"SIN number 130 692 544", "social insurance number 130692544", "assurance sociale : 130 692 544"},
		Counterexamples: []string{"130692544", "130 692 544", "social insurance 130692545", "order 130692544"},
	},
	{
		InfoType: "CA_SIN", Group: "Government: Americas",
		Doc:     "or near its abbreviation, which is a word in other languages",
		Pattern: `\d{9}|\d{3} \d{3} \d{3}`, MaxLen: 11, Validate: validSIN,
		Keywords: sinShort, Near: Possible,
		Examples:        []string{"SIN 130 692 544", "sin=130692544", "NAS : 130 692 544"},
		Counterexamples: []string{"130692544", "SIN 130692545", "sinus 130692544"},
	},
}

// southAmerica is identifiers of South America.
var southAmerica = []Detector{
	{
		InfoType: "BR_CPF", Group: "Government: Americas",
		Doc:     "Brazilian taxpayer number, two check digits modulo 11 (Receita Federal)",
		Pattern: `\d{3}\.\d{3}\.\d{3}-\d{2}`, MaxLen: 14, Validate: validCPF,
		Keywords: cpfKeywords, Alone: Likely, Near: VeryLikely, OtherNames: recordNumbers,
		Examples:        []string{"529.982.247-25", "CPF: 390.533.447-05", "cpf 111.444.777-35."},
		Counterexamples: []string{"529.982.247-26", "111.111.111-11", "529.982.247.25", "1529.982.247-25"},
	},
	{
		InfoType: "BR_CPF", Group: "Government: Americas",
		Doc:     "without punctuation",
		Pattern: `\d{11}|\d{9}-\d{2}`, MaxLen: 12, Validate: validCPF,
		Keywords: cpfKeywords, Alone: Unlikely, Near: Likely,
		Examples:        []string{"52998224725", "CPF 390533447-05", "cpf=11144477735"},
		Counterexamples: []string{"52998224726", "CPF 00000000000", "529982247250"},
	},
}
