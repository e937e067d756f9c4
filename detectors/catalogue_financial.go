package detectors

var cardKeywords = []string{
	"card", "cards", "cc number", "cc no", "ccnum", "cardnumber", "card number", "card no", "pan", "credit card", "creditcard", "debit card", "visa", "mastercard", "amex", "american express", "diners", "jcb", "maestro", "unionpay",
	"payment card", "kreditkarte", "kartennummer", "kreditkartennummer", "carte", "carte bancaire", "carte de crédit", "carte bleue", "tarjeta", "tarjeta de crédito", "tarjeta de credito", "número de tarjeta",
	"carta di credito", "numero carta", "cartão", "cartão de crédito", "cartao", "creditcardnummer", "karta", "numer karty", "karty", "kortnummer", "cvv", "cvc", "信用卡", "クレジットカード",
}

// cards is payment cards. Published test numbers, such as 4111 1111 1111 1111, are not reported.
var cards = []Detector{
	{
		InfoType: "CREDIT_CARD_NUMBER", Group: "Financial",
		Doc:     "Payment card number: issuer's range and length, Luhn digit (ISO/IEC 7812-1); published test numbers are not reported",
		Pattern: `\d{14,16}`, MaxLen: 16, Scan: digitRun(14, 16), Validate: validCard,
		Keywords: cardKeywords, Alone: Likely, Near: VeryLikely, OtherNames: recordNumbers,
		Examples:        []string{"4539578763621486", "paid with 5425230000004415.", "card=347415977307943", "30288610434735"},
		Counterexamples: []string{"4111111111111111", "4539578763621487", "4242424242424242", "378282246310005", "9539578763621484", "45395787636214860", "id_4539578763621486", "0000000000000000"},
	},
	{
		InfoType: "CREDIT_CARD_NUMBER", Group: "Financial",
		Doc:     "in groups of four",
		Pattern: `\d{4} \d{4} \d{4} \d{4}|\d{4}-\d{4}-\d{4}-\d{4}`, MaxLen: 19, Scan: groups(" -", 4, 4, 4, 4), Validate: validCard,
		Keywords: cardKeywords, Alone: Likely, Near: VeryLikely, OtherNames: recordNumbers,
		Examples:        []string{"4539 5787 6362 1486", "5425-2300-0000-4415", "Visa 4539 5787 6362 1486 exp 12/27"},
		Counterexamples: []string{"4111 1111 1111 1111", "5555 5555 5555 4444", "4539 5787 6362 1487", "4539 5787-6362 1486", "4539-5787-6362-1486-12"},
	},
	{
		InfoType: "CREDIT_CARD_NUMBER", Group: "Financial",
		Doc:     "in groups of 4-6-5 or 4-6-4 (American Express, Diners Club)",
		Pattern: `\d{4} \d{6} \d{4,5}|\d{4}-\d{6}-\d{4,5}`, MaxLen: 17, Scan: scanAmex, Validate: validCard,
		Keywords: cardKeywords, Alone: Likely, Near: VeryLikely, OtherNames: recordNumbers,
		Examples:        []string{"3474 159773 07943", "Amex 3474-159773-07943", "3028 861043 4735"},
		Counterexamples: []string{"3782 822463 10005", "3474 159773 07944", "3474 159773-07943", "3714 496353 98431"},
	},
	{
		InfoType: "CREDIT_CARD_NUMBER", Group: "Financial",
		Doc:     "of any length from 12 to 19 digits, Maestro's whole range, near a keyword",
		Pattern: `\d{12,19}|\d{4} \d{4} \d{4} \d{4} \d{3}|\d{4}-\d{4}-\d{4}-\d{4}-\d{3}`, MaxLen: 23, Validate: validCardByName,
		Keywords: cardKeywords, Alone: 0, Near: Likely,
		Examples:        []string{"card 4131034282458809939", "Visa: 4532818103457", "Maestro card 630427373398"},
		Counterexamples: []string{"4131034282458809939", "card 4131034282458809938", "4532818103457", "timestamp 1700000000000000000"},
	},
}

// banking is bank accounts and those who keep them.
var banking = []Detector{
	{
		InfoType: "IBAN", Group: "Financial",
		Doc:     "International bank account number: the country's length and structure (SWIFT IBAN Registry), MOD 97-10 (ISO 13616)",
		Pattern: `[A-Z]{2}\d{2}(?:[A-Z0-9]{11,30}|(?: [A-Z0-9]{4}){2,7}(?: [A-Z0-9]{1,3})?)`, MaxLen: 43, Scan: scanIBAN, Validate: validIBAN,
		Keywords: []string{"iban", "bank", "account", "konto", "kontonummer", "bankverbindung", "compte", "cuenta", "conto", "conta", "rachunek", "rekening", "sepa", "bic", "swift"},
		Alone:    Likely, Near: VeryLikely,
		Examples:        []string{"DE75512108001245126199", "IBAN: GB33 BUKB 2020 1555 5555 55 BIC", "FR7630006000011234567890189", "NO8330001234567", "BE71 0961 2345 6769 please"},
		Counterexamples: []string{"DE75512108001245126198", "de75512108001245126199", "GB33 BUKB 2020 1555 5555 56", "XX75512108001245126199", "DE7551210800124512619", "XDE75512108001245126199"},
	},
	{
		InfoType: "SWIFT_BIC", Group: "Financial",
		Doc:     "Business identifier code of a bank (ISO 9362) with an ISO 3166-1 country, near a keyword",
		Pattern: `[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?`, MaxLen: 11, Validate: validBIC,
		Keywords:        []string{"swift", "bic", "bicfi", "swift code", "bic code", "swiftcode", "bank identifier code", "business identifier code", "code swift", "codice bic", "código swift", "kod swift", "iban"},
		Near:            Likely,
		Examples:        []string{"SWIFT: DEUTDEFF", "BIC NEDSZAJJXXX", "bank BIC/SWIFT code: BARCGB22"},
		Counterexamples: []string{"DEUTDEFF", "SWIFT: DEUTXXFF", "BIC DEUTDEF0X", "SWIFT DEUTDE00", "swift code: deutdeff"},
	},
	{
		InfoType: "US_BANK_ROUTING", Group: "Financial",
		Doc:     "ABA routing number: Federal Reserve prefix and check digit 3-7-1 (ABA), near a keyword",
		Pattern: `\d{9}|\d{4}-\d{4}-\d`, MaxLen: 11, Validate: validABA,
		Keywords:        []string{"routing", "routing number", "routing no", "routing transit number", "rtn", "aba", "aba number", "aba routing", "bank routing", "routingnumber", "fedwire", "ach routing"},
		Near:            Likely,
		Examples:        []string{"routing number 021000021", "ABA: 122105155", "RTN 0110-0001-5"},
		Counterexamples: []string{"021000021", "routing number 021000022", "routing number 991000021", "ABA 02100002"},
	},
}

// crypto is addresses of cryptocurrencies.
var crypto = []Detector{
	{
		InfoType: "BITCOIN_ADDRESS", Group: "Financial",
		Doc:     "Bitcoin mainnet address by its checksum: Base58Check",
		Pattern: `[13][1-9A-HJ-NP-Za-km-z]{25,33}`, MaxLen: 34, Scan: scanBase58, Validate: validBitcoin,
		Alone: VeryLikely, Near: VeryLikely,
		Examples:        []string{"1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", "pay to 3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy!", "1P2c1W3x1TCUFvyDmVyVmUxrRqFtuF2w6"},
		Counterexamples: []string{"1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3", "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN22", "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy_x", "1111111111111111111111111111"},
	},
	{
		InfoType: "BITCOIN_ADDRESS", Group: "Financial",
		Doc:     "Bech32 or Bech32m (BIP 173, BIP 350)",
		Pattern: `bc1[02-9ac-hj-np-z]{11,71}|BC1[02-9AC-HJ-NP-Z]{11,71}`, MaxLen: 74, Validate: validBitcoin,
		Alone: VeryLikely, Near: VeryLikely,
		Examples:        []string{"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"},
		Counterexamples: []string{"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", "bc1Qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx"},
	},
}
