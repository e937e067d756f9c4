package main

import (
	"fmt"
	"strings"
)

// containers are compressed and packed objects, whole and broken ones.
func containers() []object {
	return []object{
		{
			Key: "logs/web/access.log.1.gz", Level: "internal", Coverage: "full", Must: "IP_ADDRESS",
			What: "the log of nginx, gzip", Data: func(s source) []byte { return gz("access.log.1", accessLog(s)) },
		},
		{
			Key: "dumps/shop-2026-06-14.sql.zst", Level: "restricted", Coverage: "full", Must: "EMAIL_ADDRESS PHONE_NUMBER STRIPE_KEY",
			Also: "PERSON_NAME STREET_ADDRESS DATE_OF_BIRTH", What: "a dump of a database, zstd, with a payment key among the settings",
			Data: func(s source) []byte {
				return zst([]byte(sql(s, 60, fmt.Sprintf("INSERT INTO setting (key, value) VALUES\n  ('currency', 'EUR'),\n  ('stripe', '%s');\n", canary.Stripe))))
			},
		},
		{
			Key: "dumps/settings.json.gz", Level: "restricted", Coverage: "full", Must: "SLACK_TOKEN GOOGLE_API_KEY",
			What: "settings of the shop with tokens of two services, JSON in gzip",
			Data: func(source) []byte {
				return gz("settings.json", []byte(marshal(map[string]any{"locale": "de-DE", "maps": map[string]any{"key": canary.Google, "zoom": 11},
					"alerts": map[string]any{"channel": "#shop", "bot": canary.Slack}})))
			},
		},
		{
			Key: "backups/laptop-2026-06.tar.gz", Level: "restricted", Coverage: "full",
			Must: "AWS_ACCESS_KEY AWS_SECRET_KEY GITHUB_TOKEN EMAIL_ADDRESS PHONE_NUMBER PERSON_NAME IBAN CREDIT_CARD_NUMBER", Also: "PASSWORD",
			What: "the backup of a laptop: a zip file in a tar file in gzip", Data: laptop,
		},
		{
			Key: "backups/site.tar", Level: "public", Coverage: "full", What: "two clean files in a tar file",
			Data: func(source) []byte {
				return tarOf(file{"site/robots.txt", []byte("User-agent: *\nDisallow: /cart\n")}, file{"site/about.txt", []byte("Made in the north since 1987.\n")})
			},
		},
		{
			Key: "backups/photos.zip", Level: "unknown", Coverage: "partial", Problem: "unsupported",
			What: "pictures and a clean text in a zip file: nothing found, not all read",
			Data: func(source) []byte {
				return zipOf("", file{"photos/dunes.png", png(96, 64)}, file{"photos/fjord.png", png(80, 80)}, file{"photos/captions.txt", []byte("Dunes at dusk.\nThe fjord from the pass.\n")})
			},
		},
		{
			Key: "backups/contracts-encrypted.zip", Level: "unknown", Coverage: "none", Problem: "encrypted", Also: "PERSON_NAME EMAIL_ADDRESS PHONE_NUMBER",
			What: "a zip file whose members are encrypted",
			Data: func(s source) []byte {
				return zipOf("Moor-Eule-31", file{"contracts/dealers.csv", contactsAs(s, ',', 8)}, file{"contracts/notes.txt", []byte("Renew in autumn. " + canary.Email + "\n")})
			},
		},
		{
			Key: "backups/mailbox.mbox.gz", Level: "confidential", Coverage: "partial", Problem: "corrupt", Must: "EMAIL_ADDRESS PERSON_NAME",
			Also: "PHONE_NUMBER", What: "a mailbox in gzip, cut off: what was read counts, and the label says partial",
			Data: func(s source) []byte {
				whole := gz("mailbox.mbox", mailbox(s))
				return whole[:len(whole)*3/5]
			},
		},
		{
			Key: "backups/empty.bak", Level: "public", Coverage: "full", What: "an object of no bytes", Data: fixed(""),
		},
	}
}

func accessLog(s source) []byte {
	var b strings.Builder
	for i := range 160 {
		fmt.Fprintf(&b, "%s - - [14/Jun/2026:%02d:%02d:%02d +0000] \"GET /product/NO-%s HTTP/2.0\" 200 %d \"-\" \"Mozilla/5.0 (X11; Linux x86_64; rv:139.0) Gecko/20100101 Firefox/139.0\"\n",
			s.ip(), i/7, s.IntN(60), s.IntN(60), s.digits(4), 900+s.IntN(90000))
	}
	return []byte(b.String())
}

func laptop(s source) []byte {
	c := canary
	work := zipOf("",
		file{"work/.aws/credentials", fmt.Appendf(nil, "[nordlicht-prod]\naws_access_key_id = %s\naws_secret_access_key = %s\nregion = eu-central-1\n", c.AWSAccess, c.AWSSecret)},
		file{"work/.netrc", fmt.Appendf(nil, "machine github.com\nlogin jarlskov\npassword %s\n", c.GitHub)},
		file{"work/refunds.csv", fmt.Appendf(nil, "full_name,iban,credit_card,amount\n%s,%s,%s,38.90\n", c.Name(), c.IBAN, grouped(c.Card, "-", 4, 4, 4))},
		file{"work/plan.txt", []byte("Move the stock export to Parquet. Ask logistics about the batch numbers.\n")},
	)
	return gz("laptop.tar", tarOf(
		file{"home/notes.txt", fmt.Appendf(nil, "Call back: %s, mobile %s\nBuy pegs.\n", c.Email, c.Phone)},
		file{"home/work.zip", work},
		file{"home/dealers.csv", contactsAs(s, ',', 6)},
	))
}

func mailbox(s source) []byte {
	people := s.people(30)
	var b strings.Builder
	for i := range 60 {
		from, to := people[i%len(people)], people[(i*7+3)%len(people)]
		fmt.Fprintf(&b, "From %s Sun Jun 14 %02d:%02d:00 2026\nFrom: %s <%s>\nTo: %s <%s>\nSubject: %s\n\n%s\nTel. %s\n\n", from.Email, i/4, s.IntN(60), from.Name(), from.Email, to.Name(), to.Email,
			pick(s, []string{"Zelte", "Termin am Dienstag", "Re: Lieferung", "Fotos vom Pass"}),
			pick(s, []string{"Passt, ich bringe die Muster mit.", "Können wir das auf nächste Woche schieben?", "Die Ware ist da, zwei Kartons fehlen.", "Schöne Grüße von der Küste!"}), from.Phone)
	}
	return []byte(b.String())
}
