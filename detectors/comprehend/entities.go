package comprehend

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/comprehend/types"

	"github.com/seed-4750cad8/assay/detectors"
)

// A Mapping says what one entity type of Comprehend is called here.
type Mapping struct {
	// Entity is Comprehend's type (Amazon Comprehend Developer Guide, "PII universal entity types" and "PII country-specific
	// entity types"); "" stands for every type that is not in the table.
	Entity types.PiiEntityType
	// InfoType is the same in the words of package detectors, or a new one where no detector has it.
	InfoType detectors.InfoType
	// Most is the highest likelihood that an entity gets from its score.
	Most detectors.Likelihood
}

// A Threshold says from which score an entity has a likelihood.
type Threshold struct {
	Score      float32 // 0 to 1, the least
	Likelihood detectors.Likelihood
}

// mappings is the table of entity types. A date or a web address by itself tells nothing of a person, so that it never is
// more than unlikely; neither an age nor a user's name tells who it is.
//
// DRIVER_ID is any country's licence and PASSPORT_NUMBER, for Comprehend, that of the US. One thing has one infoType: so
// both have those of the catalogue, and agree with its matches.
var mappings = []Mapping{
	{types.PiiEntityTypeAddress, "STREET_ADDRESS", detectors.Likely},
	{types.PiiEntityTypeAge, "AGE", detectors.Possible},
	{types.PiiEntityTypeAwsAccessKey, "AWS_ACCESS_KEY", detectors.Likely},
	{types.PiiEntityTypeAwsSecretKey, "AWS_SECRET_KEY", detectors.Likely},
	{types.PiiEntityTypeBankAccountNumber, "US_BANK_ACCOUNT", detectors.Likely},
	{types.PiiEntityTypeBankRouting, "US_BANK_ROUTING", detectors.Likely},
	{types.PiiEntityTypeCaHealthNumber, "CA_HEALTH_NUMBER", detectors.Likely},
	{types.PiiEntityTypeCaSocialInsuranceNumber, "CA_SIN", detectors.Likely},
	{types.PiiEntityTypeCreditDebitCvv, "CREDIT_CARD_CVV", detectors.Likely},
	{types.PiiEntityTypeCreditDebitExpiry, "CREDIT_CARD_EXPIRY", detectors.Possible},
	{types.PiiEntityTypeCreditDebitNumber, "CREDIT_CARD_NUMBER", detectors.Likely},
	{types.PiiEntityTypeDateTime, "DATE_TIME", detectors.Unlikely},
	{types.PiiEntityTypeDriverId, "US_DRIVER_LICENSE", detectors.Likely},
	{types.PiiEntityTypeEmail, "EMAIL_ADDRESS", detectors.Likely},
	{types.PiiEntityTypeInAadhaar, "IN_AADHAAR", detectors.Likely},
	{types.PiiEntityTypeInNrega, "IN_NREGA", detectors.Likely},
	{types.PiiEntityTypeInPermanentAccountNumber, "IN_PAN", detectors.Likely},
	{types.PiiEntityTypeInVoterNumber, "IN_VOTER_NUMBER", detectors.Likely},
	{types.PiiEntityTypeInternationalBankAccountNumber, "IBAN", detectors.Likely},
	{types.PiiEntityTypeIpAddress, "IP_ADDRESS", detectors.Likely},
	{types.PiiEntityTypeLicensePlate, "LICENSE_PLATE", detectors.Likely},
	{types.PiiEntityTypeMacAddress, "MAC_ADDRESS", detectors.Likely},
	{types.PiiEntityTypeName, "PERSON_NAME", detectors.Likely},
	{types.PiiEntityTypePassportNumber, "US_PASSPORT", detectors.Likely},
	{types.PiiEntityTypePassword, "PASSWORD", detectors.Likely},
	{types.PiiEntityTypePhone, "PHONE_NUMBER", detectors.Likely},
	{types.PiiEntityTypePin, "PIN", detectors.Likely},
	{types.PiiEntityTypeSsn, "US_SSN", detectors.Likely},
	{types.PiiEntityTypeSwiftCode, "SWIFT_BIC", detectors.Likely},
	{types.PiiEntityTypeUkNationalHealthServiceNumber, "UK_NHS_NUMBER", detectors.Likely},
	{types.PiiEntityTypeUkNationalInsuranceNumber, "UK_NINO", detectors.Likely},
	{types.PiiEntityTypeUkUniqueTaxpayerReferenceNumber, "UK_UTR", detectors.Likely},
	{types.PiiEntityTypeUrl, "WEB_ADDRESS", detectors.Unlikely},
	{types.PiiEntityTypeUsIndividualTaxIdentificationNumber, "US_ITIN", detectors.Likely},
	{types.PiiEntityTypeUsername, "USERNAME", detectors.Possible},
	{types.PiiEntityTypeVehicleIdentificationNumber, "VIN", detectors.Likely},
	{"", "OTHER_PII", detectors.Possible}, // the last: a type that Comprehend learned after this table was written
}

// thresholds turn scores into likelihoods, the highest first. A model that checks nothing is never very likely: that takes a
// detector that agrees with it.
var thresholds = []Threshold{
	{0.90, detectors.Likely},
	{0.50, detectors.Possible},
	{0, detectors.Unlikely},
}

// Mappings returns the table of entity types: all that Comprehend documents, in alphabetical order, and last the row for
// those that it does not. Documentation is rendered from it.
func Mappings() []Mapping { return slices.Clone(mappings) }

// Thresholds returns the table of scores, the highest first.
func Thresholds() []Threshold { return slices.Clone(thresholds) }

// A kind is an index into mappings.
type kind uint8

// otherKind is the row for types that are not in the table.
var otherKind = kind(len(mappings) - 1)

// kinds finds the row of a type.
var kinds = func() map[types.PiiEntityType]kind {
	m := make(map[types.PiiEntityType]kind, len(mappings))
	for i := range mappings {
		m[mappings[i].Entity] = kind(i)
	}
	return m
}()

// kindOf returns the row of a type that a server named.
func kindOf(t types.PiiEntityType) kind {
	if k, ok := kinds[t]; ok {
		return k
	}
	return otherKind
}

// knows says whether Comprehend has an entity type for infoType: whether it can confirm or deny one.
func knows(infoType detectors.InfoType) bool {
	return slices.ContainsFunc(mappings[:otherKind], func(m Mapping) bool { return m.InfoType == infoType })
}

// likelihoodOf turns a score into the likelihood of an entity of kind k. A score that is no number is the least.
func likelihoodOf(k kind, score float32) detectors.Likelihood {
	for _, t := range thresholds {
		if score >= t.Score {
			return min(t.Likelihood, mappings[k].Most)
		}
	}
	return detectors.Unlikely
}

// A kindSet is a set of kinds, one bit each.
type kindSet uint64

func (s kindSet) with(k kind) kindSet { return s | 1<<k }
