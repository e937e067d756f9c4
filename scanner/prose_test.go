package scanner

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/seed-4750cad8/assay/detectors"
)

// gateTexts are texts as a whole, and whether they are prose. All of them are made up.
var gateTexts = []struct {
	name, text string
	prose      bool
}{
	{"English letter", "Dear Mr Quellmann,\n\nthank you for your letter of last week. I have passed it on to my colleague Ylva\nKrähenbühl, who will call you on Monday.\n\nKind regards\nBenedek Lindwurm\n12 Rose Lane\nSpringfield\n", true},
	{"English sentence", "My name is Zdenka Eisvogel and I live at 12 Rose Lane.", true},
	{"Spanish", "El paciente vive en la calle Mayor 12 con su mujer y sus dos hijos, y no toma medicamentos.", true},
	{"German", "Sehr geehrte Frau Eisvogel, wir haben Ihre Bewerbung erhalten und melden uns bis zum Ende der Woche.", true},
	{"French", "Madame, nous avons bien reçu votre lettre et nous vous remercions de la confiance que vous nous faites.", true},
	{"Italian", "Gentile signora, le scrivo per il contratto della casa che abbiamo visto con mio fratello.", true},
	{"Portuguese", "Não recebi a encomenda que fiz no mês passado, e já liguei para a loja mais de uma vez.", true},
	{"Dutch", "Ik heb het pakket niet ontvangen, en ik wil graag weten wanneer het bij mij wordt bezorgd.", true},
	{"Polish", "Proszę o kontakt z panią Anną Nowak, która mieszka na ulicy Długiej w Krakowie i czeka na odpowiedź.", true},
	{"Swedish", "Jag har inte fått mitt paket och det är nu mer än en vecka sedan ni skickade det till mig.", true},
	{"Czech", "Dobrý den, prosím o zprávu, kdy bude zboží na skladě, protože je potřebuji do konce týdne.", true},
	{"Russian", "Палатка держит ветер, швы не текут. Ставится за три минуты.", true},
	{"Greek", "Η σκηνή αντέχει στον άνεμο και στήνεται μέσα σε τρία λεπτά.", true},
	{"Chinese", "帐篷抗风，接缝不漏水。三分钟就能搭好，我们都很满意。", true},
	{"visiting card", "Benedek Lindwurm\nNordlicht Outdoor\n12 Rose Lane\nSpringfield 62701\n", true},
	{"chat", "[14/06/2026, 12:33] Ylva: hi, can you tell me when it is on its way to us?\n", true},
	{"meeting notes", "Notes of 14 June\n\n- Ylva to send the budget to all of us by Friday\n- Benedek will talk to the landlord about the roof\n", true},
	{"paragraph in mark-up", "<p>We make tents and packs in the north, and have done so since our father's days.</p>\n", true},
	{"quoted mail", "> I have not had an answer to my letter, and would like\n> to know when you will send it.\n", true},

	{"log", "2026-06-14T12:33:01.123Z INFO [worker-3] com.example.Handler the request was handled in 12 ms and is done\n2026-06-14T12:33:02.123Z WARN [worker-1] com.example.Pool waiting for a connection to the database\n", false},
	{"syslog", "Jun 14 12:33:01 host sshd[123]: Accepted publickey for deploy from 198.51.100.7 port 22\n", false},
	{"access log", `198.51.100.7 - - [14/Jun/2026:12:33:01 +0200] "GET /the/and/of HTTP/1.1" 200 512 "-" "Mozilla/5.0 (X11; Linux)"` + "\n", false},
	{"logfmt", "level=info msg=\"the server is up and is listening on the port\" port=8080 at=12:33:01\n", false},
	{"table", "id,created,product,region,quantity\n1,2026-06-14,water-open,eu-west-1,12\n2,2026-06-15,tent-red,eu-west-1,1\n", false},
	{"SQL", "-- Dump of the shop, as it was in the night\nCREATE TABLE customer (\n  id integer PRIMARY KEY,\n  name text NOT NULL\n);\nINSERT INTO customer VALUES (1, 'Ylva and Benedek, who are in the north');\n", false},
	{"Go", "// New returns what is there for the caller, or an error if it is not.\nfunc New(a, b int) (*Thing, error) {\n\tif a == b { // as in the other case\n\t\treturn nil, errors.New(\"a is the same as b\")\n\t}\n\treturn &Thing{}, nil\n}\n", false},
	{"Python", "# This is for all of you who have not seen it.\ndef main(argv):\n    for a in argv:\n        print('it is', a)\n", false},
	{"C", "/* This is the end of it all. */\nint main(void) { return 0; }\n", false},
	{"JavaScript", `!function(e,t){"object"==typeof exports&&"undefined"!=typeof module?module.exports=t():e.Vue=t()}(this,function(){"use strict";var e=Object.freeze({});return e});` + "\n", false},
	{"base64", strings.Repeat("QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ejAx\n", 4), false},
	{"hex", "00000000  54 68 65 20 61 6e 64 20  6f 66 20 74 6f 20 69 6e  |The and of to in|\n", false},
	{"YAML", "services:\n  web:\n    image: registry.example.com/shop/web:1.2.3\n    ports: [\"8080:80\"]\n    restart: always\n", false},
	{"INI", "[server]\nhost = 0.0.0.0\nport = 8080\nworkers = 4\n", false},
	{"environment", "SHOP_ENV=production\nDATABASE_HOST=db.internal\n", false},
	{"list of words", "tent\npack\nmat\nstove\n", false},
	{"digits", strings.Repeat("4711 0815 1234 5678\n", 8), false},
	{"stack trace", "goroutine 1 [running]:\nmain.main()\n\t/src/main.go:12 +0x1d\nruntime.main()\n\t/src/proc.go:250\n", false},
	{"nothing", "", false},
}

func TestGate(t *testing.T) {
	var g gate
	for _, test := range gateTexts {
		if got := len(g.prose([]byte(test.text), detectors.Fields{})) > 0; got != test.prose {
			t.Errorf("%s: prose is %v, want %v", test.name, got, test.prose)
		}
	}
}

// In a large block each kind of text is told as it is alone, whether a sample or a whole reading does it.
func TestGateLarge(t *testing.T) {
	var g gate
	for _, test := range gateTexts {
		if test.text == "" || test.name == "visiting card" { // many cards are a list
			continue
		}
		text := []byte(strings.Repeat(strings.TrimSuffix(test.text, "\n")+"\n", 200<<10/len(test.text)))
		got := 0
		for _, p := range g.prose(text, detectors.Fields{}) {
			got += p.end - p.start
		}
		if share := float64(got) / float64(len(text)); test.prose && share < 0.9 || !test.prose && share > 0 {
			t.Errorf("%s: %.0f %% is prose", test.name, 100*share)
		}
	}
}

func TestGateRuns(t *testing.T) {
	const log = "2026-06-14T12:33:01.123Z INFO [worker-3] com.example.Handler id=4711 status=200 path=/a/b\n"
	tests := []struct {
		name, text string
		want       []string
	}{
		{
			"what is near prose is of it", log + "Ylva Krähenbühl\n12 Rose Lane\n\nDear all,\nthis is to let you know that we are well.\n\nYours\nYlva\n\n" + log,
			[]string{"Ylva Krähenbühl\n12 Rose Lane\n\nDear all,\nthis is to let you know that we are well.\n\nYours\nYlva"},
		},
		{
			"two runs", "This is the first of the two that are here.\n" + log + log + "And that is the second one of them.\n",
			[]string{"This is the first of the two that are here.", "And that is the second one of them."},
		},
		{
			"neutral lines far from prose", strings.Repeat("Tent\n", 30) + "This is the only line that is of interest to us.\n" + strings.Repeat("Pack\n", 30),
			[]string{strings.Repeat("Tent\n", 12) + "This is the only line that is of interest to us.\n" + strings.TrimSpace(strings.Repeat("Pack\n", 12))},
		},
	}
	var g gate
	for _, test := range tests {
		var got []string
		for _, p := range g.prose([]byte(test.text), detectors.Fields{}) {
			got = append(got, test.text[p.start:p.end])
		}
		if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", test.want) {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

// cellsOf is the structure of a text of cells between semicolons and newlines.
func cellsOf(text []byte) detectors.Fields {
	return detectors.Fields{At: func(offset int) detectors.Field {
		start, end := offset, offset
		for start > 0 && text[start-1] != ';' && text[start-1] != '\n' {
			start--
		}
		for end < len(text) && text[end] != ';' && text[end] != '\n' {
			end++
		}
		return detectors.Field{Name: "cell", Start: start, End: end}
	}}
}

func TestGateValues(t *testing.T) {
	const note = "Called on Monday, and was told by her brother that she is away until the end of the month."
	rows := strings.Repeat("4711;2026-06-14;water-open;eu-west-1;12\n", 5)
	for _, pad := range []string{"", strings.Repeat(rows, 400)} { // read whole, and sampled
		text := []byte(strings.Repeat(pad+rows+"4712;"+note+";open;2026-06-14\n", 20))
		var g gate
		spans := g.prose(text, cellsOf(text))
		for _, p := range spans {
			if got := string(text[p.start:p.end]); got != note {
				t.Errorf("got %q", got)
			}
		}
		if want := bytes.Count(text, []byte(note)); pad == "" && len(spans) != want {
			t.Errorf("%d values, want %d", len(spans), want)
		}
	}
	long := strings.Repeat(note+"\n\n", 40)
	text := []byte("4711;" + strings.ReplaceAll(long, "\n", " ") + ";x\n")
	var g gate
	if spans := g.prose(text, cellsOf(text)); len(spans) != 1 || spans[0].end-spans[0].start < len(long)*9/10 {
		t.Errorf("a long value: %v", spans)
	}
}

func FuzzGate(f *testing.F) {
	for _, test := range gateTexts {
		f.Add([]byte(test.text), false)
	}
	f.Add([]byte("1;This is what she said of the two of them, and it was not much.;2\n"), true)
	f.Fuzz(func(t *testing.T, text []byte, values bool) {
		for _, repeat := range []int{1, 1 + 20<<10/(len(text)+1)} { // and large enough to be sampled
			text := bytes.Repeat(text, repeat)
			var fields detectors.Fields
			if values {
				fields = cellsOf(text)
			}
			var g gate
			last := 0
			for _, p := range g.prose(text, fields) {
				if p.start < last || p.end <= p.start || p.end > len(text) {
					t.Fatalf("span %v after %d in %d bytes", p, last, len(text))
				}
				if isBlank(text[p.start]) || isBlank(text[p.end-1]) {
					t.Fatalf("span %v has blanks around it", p)
				}
				last = p.end
			}
		}
	})
}
