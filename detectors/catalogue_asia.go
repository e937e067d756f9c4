package detectors

var (
	aadhaarKeywords = []string{"aadhaar", "aadhar", "adhaar", "uidai", "aadhaar number", "aadhaar no", "aadhaarnumber", "आधार", "आधार संख्या"}
	tfnKeywords     = []string{"tfn", "tax file number", "tax file no", "taxfilenumber", "tax file"}
)

// asiaPacific is identifiers of India and Australia.
var asiaPacific = []Detector{
	{
		InfoType: "IN_AADHAAR", Group: "Government: Asia-Pacific",
		Doc:     "Indian Aadhaar number in fours, Verhoeff's check digit (UIDAI)",
		Pattern: `[2-9]\d{3}(?: \d{4} |-\d{4}-)\d{4}`, MaxLen: 14, Validate: validAadhaar,
		Keywords: aadhaarKeywords, Alone: Possible, Near: VeryLikely, OtherNames: recordNumbers,
		Examples:        []string{"2341 2341 2346", "Aadhaar: 4991-1866-5246", "Aadhar 2363 5843 0013"},
		Counterexamples: []string{"2341 2341 2347", "1234 1234 1234", "2341 2341 23461", "12341 2341 2346", "2222 2222 2222"},
	},
	{
		InfoType: "IN_AADHAAR", Group: "Government: Asia-Pacific",
		Doc:     "without spaces, near a keyword",
		Pattern: `[2-9]\d{11}`, MaxLen: 12, Validate: validAadhaar,
		Keywords: aadhaarKeywords, Near: Likely,
		Examples:        []string{"Aadhaar 234123412346", "aadhaar_number=499118665246", "UIDAI no 236358430013"},
		Counterexamples: []string{"234123412346", "aadhaar 234123412347", "order 234123412346", "aadhaar 134123412346"},
	},
	{
		InfoType: "IN_PAN", Group: "Government: Asia-Pacific",
		Doc:     "Indian permanent account number: kind of holder in the fourth letter (Income Tax Department); its check letter is not public",
		Pattern: `[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z]`, MaxLen: 10, Validate: validPAN,
		Keywords: []string{"pan", "pan card", "pan no", "pan number", "permanent account number", "income tax", "pancard", "पैन"},
		Alone:    Possible, Near: VeryLikely,
		Examples:        []string{"ACUPA7085R", "PAN: AAKFD7113K", "pan card no BNZPM2501F"},
		Counterexamples: []string{"ABCDE1234F", "ACUPA0000R", "ACUPA70851", "XACUPA7085R", "acupa7085r"},
	},
	{
		InfoType: "AU_TFN", Group: "Government: Asia-Pacific",
		Doc:     "Australian tax file number, weighted sum modulo 11 (Australian Taxation Office), near a keyword",
		Pattern: `\d{8,9}|\d{3} \d{3} \d{3}|\d{3}-\d{3}-\d{3}|\d{2} \d{3} \d{3}`, MaxLen: 11, Validate: validTFN,
		Keywords: tfnKeywords, Near: Likely,
		Examples:        []string{"TFN 123 456 782", "tax file number: 459599230", "tfn=112474082"},
		Counterexamples: []string{"123 456 782", "459599230", "TFN 123 456 789", "TFN 000 000 000", "TFN 4595992300"},
	},
}
