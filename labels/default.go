package labels

import "github.com/seed-4750cad8/assay/detectors"

// Default returns the scheme that is used when none is given. Each rule says why it is as it is.
//
// Its line between Confidential and Restricted is that of the laws on data breaches: what lets somebody else act as the
// person or the firm is Restricted; what tells about a person is Confidential. Article 34 of the GDPR asks for "high risk"
// to the person, and the laws of the US states name social security, licence, account and card numbers, and credentials
// (for instance California Civil Code 1798.82(h)).
func Default() Scheme {
	return Scheme{
		Groups: map[string][]detectors.InfoType{
			"secrets": {
				"AWS_ACCESS_KEY", "AWS_SECRET_KEY", "GITHUB_TOKEN", "GOOGLE_API_KEY", "JWT", "PASSWORD", "PIN", "PRIVATE_KEY",
				"SLACK_TOKEN", "STRIPE_KEY", "URL_WITH_CREDENTIALS",
			},
			"identity": {
				"AU_TFN", "BR_CPF", "CA_HEALTH_NUMBER", "CA_SIN", "DE_TAX_ID", "ES_NIF", "FR_INSEE", "IN_AADHAAR", "IN_NREGA", "IN_PAN",
				"IN_VOTER_NUMBER", "IT_FISCAL_CODE", "PL_PESEL", "UK_NHS_NUMBER", "UK_NINO", "UK_UTR", "US_DRIVER_LICENSE", "US_ITIN",
				"US_PASSPORT", "US_SSN",
			},
			"cards":    {"CREDIT_CARD_CVV", "CREDIT_CARD_NUMBER"},
			"accounts": {"IBAN", "US_BANK_ACCOUNT"},
			"people":   {"EMAIL_ADDRESS", "PERSON_NAME", "PHONE_NUMBER", "STREET_ADDRESS"},
			"birth":    {"DATE_OF_BIRTH"},
			"traces":   {"BITCOIN_ADDRESS", "GPS_COORDINATES", "LICENSE_PLATE", "VIN"},
			"details":  {"AGE", "CREDIT_CARD_EXPIRY", "DATE_TIME", "USERNAME", "WEB_ADDRESS"},
			"devices":  {"IP_ADDRESS", "MAC_ADDRESS"},
			"banks":    {"SWIFT_BIC", "US_BANK_ROUTING"},
		},
		Rules: []Rule{
			{Name: "secrets", InfoTypes: []string{"secrets"}, Likelihood: detectors.Likely, Level: Restricted,
				Why: "One key or password opens a system to whoever reads it, at once and without a trace."},
			{Name: "secrets-possible", InfoTypes: []string{"secrets"}, Likelihood: detectors.Possible, Level: Confidential,
				Why: "A weak password in a configuration is a password all the same: keep it close until somebody has looked."},

			{Name: "identity", InfoTypes: []string{"identity"}, Likelihood: detectors.Likely, Level: Restricted,
				Why: "A national identifier lets others act as the person, and cannot be changed when it has leaked."},
			{Name: "identity-possible", InfoTypes: []string{"identity", "cards"}, Likelihood: detectors.Possible, Level: Internal,
				Why: "A number that fits, and no word that says so, is more often an order's or a part's; then a whole list fits, so many are no surer than one."},

			{Name: "cards", InfoTypes: []string{"cards"}, Likelihood: detectors.Likely, Level: Restricted,
				Why: "PCI DSS wants every stored card number protected: one is enough."},
			{Name: "accounts-many", InfoTypes: []string{"accounts"}, Likelihood: detectors.Likely, Distinct: 10, Level: Restricted,
				Why: "Ten different bank accounts are a payroll or a list of customers."},
			{Name: "accounts", InfoTypes: []string{"accounts"}, Likelihood: detectors.Likely, Level: Confidential,
				Why: "An account or two stands on every invoice; it may be a person's."},
			{Name: "accounts-possible", InfoTypes: []string{"accounts"}, Likelihood: detectors.Possible, Level: Internal,
				Why: "A number that fits and no word that says so."},

			{Name: "people-bulk", InfoTypes: []string{"people", "birth"}, Likelihood: detectors.Likely, Distinct: 1000, Level: Restricted,
				Why: "The contacts of a thousand people are a customer base: its loss is a breach that must be reported."},
			{Name: "people", InfoTypes: []string{"people", "traces"}, Likelihood: detectors.Likely, Distinct: 5, Level: Confidential,
				Why: "Five different people's data are a list of people."},
			{Name: "people-few", InfoTypes: []string{"people", "traces"}, Likelihood: detectors.Possible, Level: Internal,
				Why: "A contact or two stands in every letterhead, log and read-me."},
			{Name: "birth", InfoTypes: []string{"birth"}, Likelihood: detectors.Likely, Level: Confidential,
				Why: "Only people have one, and nobody prints it on a letterhead: a single one is about a person."},
			{Name: "birth-possible", InfoTypes: []string{"birth"}, Likelihood: detectors.Possible, Level: Internal,
				Why: "It may be any other date."},

			{Name: "devices", InfoTypes: []string{"devices"}, Likelihood: detectors.Possible, Level: Internal,
				Why: "Addresses of devices describe a network, and with a provider's help a person; every log is full of them."},
			{Name: "banks", InfoTypes: []string{"banks"}, Likelihood: detectors.Possible, Level: Internal,
				Why: "The code of a bank is public; it shows that payments are not far."},

			{Name: "details", InfoTypes: []string{"details"}, Likelihood: detectors.Likely, Level: Internal,
				Why: "By itself it tells about nobody; beside a name or a card it is those that count."},

			{Name: "rest", InfoTypes: []string{Rest}, Likelihood: detectors.Likely, Level: Confidential,
				Why: "Somebody wrote a detector for it, so it matters to them."},
			{Name: "rest-possible", InfoTypes: []string{Rest}, Likelihood: detectors.Possible, Level: Internal,
				Why: "It may be something else."},
		},
	}
}
