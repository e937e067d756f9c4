package detectors

// A cardRange is a range of the first six digits of card numbers, and the lengths that its issuers use: bit n for n digits.
type cardRange struct{ first, last, lengths int }

const (
	len14      = 1 << 14
	len15      = 1 << 15
	len16      = 1 << 16
	len16to19  = 1<<16 | 1<<17 | 1<<18 | 1<<19
	len14to19  = 1<<14 | 1<<15 | len16to19
	lenVisa    = 1<<13 | 1<<16 | 1<<19
	lenMaestro = 1<<12 | 1<<13 | 1<<14 | 1<<15 | len16to19
)

// cardIssuers lists the ranges in use, by their first six digits, sorted and apart. Sources: ISO/IEC 7812-1 and the ranges that
// the networks publish (Visa, Mastercard, American Express, Discover and its partners, JCB, UnionPay, Mir, RuPay, Elo).
var cardIssuers = []cardRange{
	{180000, 180099, len15},      // JCB, old
	{213100, 213199, len15},      // JCB, old
	{220000, 220499, len16to19},  // Mir
	{222100, 272099, len16},      // Mastercard
	{300000, 305999, len14to19},  // Diners Club
	{309500, 309599, len14to19},  // Diners Club
	{340000, 349999, len15},      // American Express
	{352800, 358999, len16to19},  // JCB
	{360000, 369999, len14to19},  // Diners Club
	{370000, 379999, len15},      // American Express
	{380000, 399999, len14to19},  // Diners Club
	{400000, 499999, lenVisa},    // Visa
	{500000, 509999, lenMaestro}, // Maestro, Elo, RuPay, Verve
	{510000, 559999, len16},      // Mastercard
	{561000, 561299, len16},      // Bankcard
	{564100, 564199, lenMaestro}, // Switch
	{589300, 589399, lenMaestro},
	{601100, 601199, len16to19},  // Discover
	{603000, 603999, lenMaestro}, // store and regional cards
	{606000, 608999, lenMaestro}, // Hipercard, RuPay
	{622000, 629999, len16to19},  // UnionPay, with Discover; Elo
	{630400, 630499, lenMaestro},
	{633100, 633499, lenMaestro}, // Switch, Solo
	{636200, 636399, len16to19},  // Elo
	{637000, 639999, lenMaestro}, // InstaPayment, Maestro
	{644000, 659999, len16to19},  // Discover, RuPay, Elo, Troy
	{670000, 679999, lenMaestro}, // Bancontact, Maestro
	{810000, 819999, len16to19},  // UnionPay, RuPay
}

// testCards lists card numbers that payment processors publish for tests, sorted. Sources: the testing pages of Stripe,
// Adyen, Braintree, PayPal, Authorize.net and Worldpay.
var testCards = []int{
	4911830000000,
	30569309025904,
	36006666333344,
	36148900647913,
	36227206271667,
	36259600000004,
	36700102000000,
	38000000000006,
	38520000023237,
	340000000000009,
	346827630435344,
	370000000000002,
	371144371144376,
	371449635398431,
	374251018720018,
	374251021090003,
	378282246310005,
	378734493671000,
	2222400010000008,
	2222400030000004,
	2222400050000009,
	2222400060000007,
	2222400070000005,
	2223000048400011,
	2223003122003222,
	2223016768739313,
	2223520043560014,
	3530111333300000,
	3566000020000410,
	3566002020360505,
	3566111111111113,
	3569990010095841,
	4000056655665556,
	4000160000000004,
	4000180000000002,
	4000620000000007,
	4001020000000009,
	4001590000000001,
	4005519200000004,
	4009348888881881,
	4012000033330026,
	4012000077777777,
	4012888888881881,
	4017340000000003,
	4035501000000008,
	4111112014267661,
	4131840000000003,
	4151500000000008,
	4166676667666746,
	4199350000000002,
	4217651111111119,
	4293189100000008,
	4444333322221111,
	4462030000000000,
	4484070000000000,
	4500600000000061,
	4571000000000001,
	4607000000000009,
	4871049999999910,
	4917300800000000,
	4917484589897107,
	4917610000000000,
	4988080000000000,
	4988438843884305,
	5000550000000029,
	5001650000000000,
	5019555544445555,
	5066991111111118,
	5067310000000010,
	5100060000000002,
	5100290029002909,
	5101180000000007,
	5103221911199245,
	5104060000000008,
	5106040000000008,
	5136333333333335,
	5200828282828210,
	5204740000001002,
	5204740000002745,
	5424000000000015,
	5425233430109903,
	5506922400634930,
	5555341244441115,
	5555444433331111,
	5577000055770004,
	6011000400000000,
	6011000990139424,
	6011000991300009,
	6011111111111117,
	6011981111111113,
	6221261111113245,
	6243030000000001,
	6250941006528599,
	6304000000000000,
	6331101999990016,
	6362970000457013,
	6703444444444449,
	6731012345678906,
	6759649826438453,
	6771798021000008,
	6205500000000000004,
}

// ibanCountries lists the countries of the IBAN registry with the structure of the BBAN, sorted. Source: SWIFT, IBAN
// Registry (ISO 13616).
var ibanCountries = []string{
	"AD 8n12c", "AE 19n", "AL 8n16c", "AT 16n", "AZ 4a20c",
	"BA 16n", "BE 12n", "BG 4a6n8c", "BH 4a14c", "BI 23n", "BR 23n1a1c", "BY 4c4n16c",
	"CH 5n12c", "CR 18n", "CY 8n16c", "CZ 20n",
	"DE 18n", "DJ 23n", "DK 14n", "DO 4c20n",
	"EE 16n", "EG 25n", "ES 20n",
	"FI 14n", "FK 2a12n", "FO 14n", "FR 10n11c2n",
	"GB 4a14n", "GE 2a16n", "GI 4a15c", "GL 14n", "GR 7n16c", "GT 4c20c",
	"HN 4a20n", "HR 17n", "HU 24n",
	"IE 4a14n", "IL 19n", "IQ 4a15n", "IS 22n", "IT 1a10n12c",
	"JO 4a4n18c", "KW 4a22c", "KZ 3n13c",
	"LB 4n20c", "LC 4a24c", "LI 5n12c", "LT 16n", "LU 3n13c", "LV 4a13c", "LY 21n",
	"MC 10n11c2n", "MD 2c18c", "ME 18n", "MK 3n10c2n", "MN 16n", "MR 23n", "MT 4a5n18c", "MU 4a19n3a",
	"NI 4a20n", "NL 4a10n", "NO 11n",
	"OM 3n16c", "PK 4a16c", "PL 24n", "PS 4a21c", "PT 21n", "QA 4a21c",
	"RO 4a16c", "RS 18n", "RU 14n15c",
	"SA 2n18c", "SC 4a20n3a", "SD 14n", "SE 20n", "SI 15n", "SK 20n", "SM 1a10n12c", "SO 19n", "ST 21n", "SV 4a20n",
	"TL 19n", "TN 20n", "TR 5n1n16c",
	"UA 6n19c", "VA 18n", "VG 4a16n", "XK 16n", "YE 4a4n18c",
}

// countries has a bit for each ISO 3166-1 alpha-2 code, by its two letters; and XK, which ISO 9362 and 13616 use for Kosovo.
var countries = [26]uint32{
	0:         letters("DEFGILMOQRSTUWXZ"),
	'B' - 'A': letters("ABDEFGHIJLMNOQRSTVWYZ"),
	'C' - 'A': letters("ACDFGHIKLMNORUVWXYZ"),
	'D' - 'A': letters("EJKMOZ"),
	'E' - 'A': letters("CEGHRST"),
	'F' - 'A': letters("IJKMOR"),
	'G' - 'A': letters("ABDEFGHILMNPQRSTUWY"),
	'H' - 'A': letters("KMNRTU"),
	'I' - 'A': letters("DELMNOQRST"),
	'J' - 'A': letters("EMOP"),
	'K' - 'A': letters("EGHIMNPRWYZ"),
	'L' - 'A': letters("ABCIKRSTUVY"),
	'M' - 'A': letters("ACDEFGHKLMNOPQRSTUVWXYZ"),
	'N' - 'A': letters("ACEFGILOPRUZ"),
	'O' - 'A': letters("M"),
	'P' - 'A': letters("AEFGHKLMNRSTWY"),
	'Q' - 'A': letters("A"),
	'R' - 'A': letters("EOSUW"),
	'S' - 'A': letters("ABCDEGHIJKLMNORSTVXYZ"),
	'T' - 'A': letters("CDFGHJKLMNORTVWZ"),
	'U' - 'A': letters("AGMSYZ"),
	'V' - 'A': letters("ACEGINU"),
	'W' - 'A': letters("FS"),
	'X' - 'A': letters("K"),
	'Y' - 'A': letters("ET"),
	'Z' - 'A': letters("AMW"),
}

// letters returns a bit for each of the capitals in s.
func letters(s string) uint32 {
	var bits uint32
	for i := range len(s) {
		bits |= 1 << (s[i] - 'A')
	}
	return bits
}
