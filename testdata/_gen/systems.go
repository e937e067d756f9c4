package main

import (
	"encoding/base64"
	"fmt"
	"strings"
)

// systems are what programs read and write: logs, configuration, state, dumps, source.
func systems() []object {
	return []object{
		{
			Key: "logs/app/shop-2026-06-14.log", Level: "internal", Coverage: "full", Must: "EMAIL_ADDRESS IP_ADDRESS",
			What: "an application log with one e-mail address and IP addresses", Data: appLog,
		},
		{
			Key: "logs/app/debug-2026-06-14.log", Level: "restricted", Coverage: "full", Must: "JWT",
			What: "a log at debug level, with a session token in a header", Data: debugLog,
		},
		{
			Key: "infra/terraform/prod.tfstate", Level: "restricted", Coverage: "full", Must: "PASSWORD URL_WITH_CREDENTIALS", Also: "IP_ADDRESS",
			What: "Terraform state, JSON, with the database's password", Data: terraform,
		},
		{
			Key: "infra/.env", Level: "restricted", Coverage: "full", Must: "PASSWORD URL_WITH_CREDENTIALS",
			What: "an environment file", Data: environment,
		},
		{
			Key: "infra/k8s/payment-secret.yaml", Level: "restricted", Coverage: "full", Must: "PASSWORD",
			What: "a Kubernetes secret, once in base64 and once as text", Data: kubernetes,
		},
		{
			Key: "infra/keys/deploy_ed25519", Level: "restricted", Coverage: "full", Must: "PRIVATE_KEY",
			What: "a private key", Data: func(source) []byte { return privateKeyPEM() },
		},
		{
			Key: "infra/keys/deploy_ed25519.pub", Level: "public", Coverage: "full",
			What: "its public key; the comment is no e-mail address", Data: func(source) []byte { return publicKeyLine("deploy@build01") },
		},
		{
			Key: "events/checkout-debug.json", Level: "restricted", Coverage: "full", Must: "CREDIT_CARD_NUMBER EMAIL_ADDRESS PERSON_NAME",
			What: "one JSON document with a card number deep inside", Data: checkout,
		},
		{
			Key: "dumps/legacy-crm.sql", Level: "confidential", Coverage: "full", Must: "EMAIL_ADDRESS PHONE_NUMBER", Also: "PERSON_NAME STREET_ADDRESS DATE_OF_BIRTH",
			What: "a dump of a database, SQL", Data: func(s source) []byte { return []byte(sql(s, 20, "")) },
		},
		{
			Key: "src/checkout_test.go", Level: "public", Coverage: "full",
			What: "a trap: source with card numbers published for tests and AWS's example key; nothing that works", Data: fixed(sourceFile),
		},
		{
			Key: "src/release-notes.txt", Level: "public", Coverage: "full",
			What: "a trap: versions of four numbers, which look like IP addresses, and hashes", Data: releaseNotes,
		},
		{
			Key: "data/cache.bin", Level: "unknown", Coverage: "none", Problem: "unsupported", What: "noise of no format that is known",
			Data: func(s source) []byte {
				b := []byte{0x00, 0x01, 0xfe, 0xff}
				for range 4092 {
					b = append(b, byte(s.IntN(256)))
				}
				return b
			},
		},
	}
}

func appLog(s source) []byte {
	var b strings.Builder
	for i := range 110 {
		fmt.Fprintf(&b, "2026-06-14T%02d:%02d:%02d.%03dZ ", i/5, s.IntN(60), s.IntN(60), s.IntN(1000))
		switch {
		case i == 61:
			fmt.Fprintf(&b, "WARN  mailer: bounce from %s, will retry in 900s\n", canary.Email)
		case i%4 == 0:
			fmt.Fprintf(&b, "INFO  http: GET /cart 200 %dms client=%s\n", 3+s.IntN(200), s.ip())
		case i%4 == 1:
			fmt.Fprintf(&b, "DEBUG cache: hit ratio 0.%d, %d entries, generation %d\n", 700+s.IntN(299), s.IntN(90000), 1781400000+s.IntN(80000))
		case i%4 == 2:
			fmt.Fprintf(&b, "INFO  stock: NO-%s reserved, batch %s, order %d\n", s.digits(4), s.from("0123456789abcdef", 12), 880100+s.IntN(40))
		default:
			fmt.Fprintf(&b, "INFO  job: reindex done in %d.%03ds\n", s.IntN(9), s.IntN(1000))
		}
	}
	return []byte(b.String())
}

func debugLog(s source) []byte {
	var b strings.Builder
	for i := range 30 {
		fmt.Fprintf(&b, "2026-06-14T21:%02d:%02d DEBUG http.client > GET /v2/stock/NO-%s HTTP/1.1\n", i, s.IntN(60), s.digits(4))
		if i == 17 {
			fmt.Fprintf(&b, "2026-06-14T21:%02d:59 DEBUG http.client > Authorization: Bearer %s\n", i, canary.JWT)
		}
		fmt.Fprintf(&b, "2026-06-14T21:%02d:59 DEBUG http.client < 200 OK, %d bytes, trace %s\n", i, s.IntN(9000), s.from("0123456789abcdef", 32))
	}
	return []byte(b.String())
}

// checkouts and states are written as text, so that their order and layout are those of the programs that write such files.

func terraform(source) []byte {
	return fmt.Appendf(nil, `{
  "version": 4,
  "terraform_version": "1.11.4",
  "serial": 218,
  "lineage": "5d1c9f0e-6a57-4f0b-9f35-0c1f7a2b8e44",
  "outputs": {
    "database_url": {
      "value": "postgres://shop:%[2]s@shop-prod.db.nordlicht.example:5432/shop",
      "type": "string",
      "sensitive": true
    }
  },
  "resources": [
    {
      "mode": "managed",
      "type": "aws_vpc",
      "name": "main",
      "instances": [{"schema_version": 1, "attributes": {"cidr_block": "10.20.0.0/16", "id": "vpc-0b1d4c77e0a2f9a31"}}]
    },
    {
      "mode": "managed",
      "type": "aws_db_instance",
      "name": "shop",
      "instances": [
        {
          "schema_version": 2,
          "attributes": {
            "allocated_storage": 200,
            "engine": "postgres",
            "engine_version": "17.4",
            "identifier": "shop-prod",
            "instance_class": "db.r7g.large",
            "password": "%[1]s",
            "port": 5432,
            "username": "shop"
          }
        }
      ]
    }
  ]
}
`, canary.Password, canary.URLPassword)
}

func environment(source) []byte {
	return fmt.Appendf(nil, `# production, do not commit
SHOP_ENV=production
SHOP_WORKERS=8
SHOP_BASE_URL=https://www.nordlicht.example/
DATABASE_URL=postgres://shop:%s@shop-prod.db.nordlicht.example:5432/shop
SMTP_HOST=mail.nordlicht.example
SMTP_USER=shop
SMTP_PASSWORD=%s
API_TOKEN=${VAULT_API_TOKEN}
FEATURE_FLAGS=new_checkout,moss_theme
`, canary.URLPassword, canary.Password)
}

func kubernetes(source) []byte {
	return fmt.Appendf(nil, `apiVersion: v1
kind: Secret
metadata:
  name: payment
  namespace: shop
type: Opaque
data:
  username: %s
  password: %s
---
apiVersion: v1
kind: Secret
metadata:
  name: payment-legacy
  namespace: shop
stringData:
  username: payment
  password: "%s"
`, base64.StdEncoding.EncodeToString([]byte("payment")), base64.StdEncoding.EncodeToString([]byte(canary.Password)), canary.Password)
}

func checkout(source) []byte {
	c := canary
	return fmt.Appendf(nil, `{
  "captured_at": "2026-06-14T18:02:11Z",
  "build": "4.12.0",
  "request": {
    "method": "POST",
    "path": "/checkout/880123",
    "body": {
      "buyer": {"full_name": "%s", "email": "%s"},
      "items": [{"sku": "NO-1187", "qty": 1, "cents": 38900}],
      "payment": {"method": "card", "card": {"number": "%s", "expiry": "09/28", "holder": "%s"}}
    }
  },
  "response": {"status": 502, "retry_after": 30, "gateway_reference": "7301940028116350"}
}
`, c.Name(), strings.Replace(c.Email, "@", `\u0040`, 1), grouped(c.Card, " ", 4, 4, 4), c.Name())
}

// sql is a dump of customers, and of settings where there are some.
func sql(s source, n int, settings string) string {
	var b strings.Builder
	b.WriteString("-- Dump of shop, 2026-06-14 22:30 UTC\nBEGIN;\nCREATE TABLE customer (\n  id integer PRIMARY KEY,\n  name text NOT NULL,\n  email text NOT NULL,\n  phone text,\n  street text,\n  city text,\n  born date\n);\n")
	b.WriteString("INSERT INTO customer (id, name, email, phone, street, city, born) VALUES\n")
	for i, p := range s.people(n) {
		end := ","
		if i == n-1 {
			end = ";"
		}
		fmt.Fprintf(&b, "  (%d, '%s', '%s', '%s', '%s', '%s', '%s')%s\n", 104200+i, strings.ReplaceAll(p.Name(), "'", "''"), p.Email, p.Phone, p.Street, p.City, p.Born, end)
	}
	b.WriteString(settings)
	b.WriteString("COMMIT;\n")
	return b.String()
}

const sourceFile = `package checkout

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
`

func releaseNotes(s source) []byte {
	var b strings.Builder
	b.WriteString("Release notes of the shop\n\n")
	for i := range 12 {
		fmt.Fprintf(&b, "Version 4.%d.0.%d\n  built from commit %s\n  uses image library %d.%d.%d.%d and runtime 1.26.%d\n\n", 12-i, 90-i,
			s.from("0123456789abcdef", 40), 1+s.IntN(9), 1+s.IntN(12), s.IntN(20), 1+s.IntN(60), s.IntN(9))
	}
	return []byte(b.String())
}
