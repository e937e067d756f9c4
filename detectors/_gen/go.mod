module github.com/seed-4750cad8/assay/detectors/_gen

go 1.26.0

require (
	github.com/nyaruka/phonenumbers v1.8.1
	github.com/weppos/publicsuffix-go v0.50.3
)

require (
	golang.org/x/net v0.50.0 // indirect
	golang.org/x/text v0.34.0 // indirect
	google.golang.org/protobuf v1.36.11 // indirect
)
