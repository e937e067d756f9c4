package checkout

import "testing"

// Numbers that card schemes publish for tests.
var testCards = []string{
	"4111 1111 1111 1111",
	"4242424242424242",
	"5555-5555-5555-4444",
	"378282246310005",
}

// From the AWS documentation.
const (
	exampleKeyID  = "AKIAIOSFODNN7EXAMPLE"
	exampleSecret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
)

func TestPay(t *testing.T) {
	for _, number := range testCards {
		if err := Pay(number, 1999); err != nil {
			t.Errorf("card ending in %s: %v", number[len(number)-4:], err)
		}
	}
	password := "${SHOP_TEST_PASSWORD}"
	if password == "" {
		t.Fatal("set SHOP_TEST_PASSWORD")
	}
}
