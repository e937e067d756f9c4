package comprehend

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// An Operation is one of the two calls that this package makes.
type Operation uint8

// The operations.
const (
	DetectPii   Operation = iota // DetectPiiEntities: types and offsets
	ContainsPii                  // ContainsPiiEntities: only which types there are, at a fiftieth of the price
)

// String returns the operation's name in the API.
func (op Operation) String() string {
	if op == ContainsPii {
		return "ContainsPiiEntities"
	}
	return "DetectPiiEntities"
}

// How Comprehend bills (Amazon Comprehend pricing): units of 100 characters, begun ones whole, and at least 3 units a request.
const (
	UnitChars = 100
	MinUnits  = 3
)

// A Cost is money, in millionths of a US dollar.
type Cost int64

// Dollar is one dollar, and NoLimit a budget that is never spent.
const (
	Dollar  Cost = 1_000_000
	NoLimit Cost = math.MaxInt64
)

// String returns the cost in dollars, "$0.0123": with four decimals, or all six where they say more.
func (c Cost) String() string {
	if c%100 == 0 {
		return fmt.Sprintf("$%.4f", float64(c)/float64(Dollar))
	}
	return fmt.Sprintf("$%.6f", float64(c)/float64(Dollar))
}

// UnitPrice is what one unit of op costs: the list price of the first tier, up to 10 million units a month, which is the
// highest (Amazon Comprehend pricing, "Detect PII" and "Contains PII"). Accounts with volume or agreements pay less.
func UnitPrice(op Operation) Cost {
	if op == ContainsPii {
		return 2 // $0.000002
	}
	return 100 // $0.0001
}

// Units is how many units one request with a text of so many characters (code points) is billed.
func Units(chars int) int64 {
	return max(MinUnits, (int64(chars)+UnitChars-1)/UnitChars)
}

// Price is what one request with a text of so many characters costs.
func Price(op Operation, chars int) Cost { return Cost(Units(chars)) * UnitPrice(op) }

// errBudget says how a budget is written. It does not quote what was given.
var errBudget = errors.New(`a budget is dollars, as in "5.00" or "$5", or units of 100 characters, as in "50000 units"`)

// ParseBudget reads a budget: dollars with at most six decimals ("5.00", "$5"), or units of DetectPiiEntities ("50000 units").
func ParseBudget(s string) (Cost, error) {
	s = strings.TrimSpace(s)
	if number, ok := strings.CutSuffix(s, "units"); ok {
		n, err := strconv.ParseInt(strings.TrimSpace(number), 10, 64)
		if err != nil || n < 0 || n > int64(NoLimit/UnitPrice(DetectPii)) {
			return 0, errBudget
		}
		return Cost(n) * UnitPrice(DetectPii), nil
	}
	whole, decimals, _ := strings.Cut(strings.TrimPrefix(s, "$"), ".")
	if len(decimals) > 6 {
		return 0, errBudget
	}
	// Digits are joined and read as one whole number of millionths, so that no float rounds somebody's money.
	digits := whole + decimals + strings.Repeat("0", 6-len(decimals))
	n, err := strconv.ParseUint(digits, 10, 63)
	if err != nil || whole == "" {
		return 0, errBudget
	}
	return Cost(n), nil
}
