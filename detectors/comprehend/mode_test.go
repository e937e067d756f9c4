package comprehend_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-4750cad8/assay/detectors"
	"github.com/seed-4750cad8/assay/detectors/comprehend"
	"github.com/seed-4750cad8/assay/detectors/comprehend/comprehendtest"
	"github.com/seed-4750cad8/assay/scanner"
)

// matchOf is the match of value in text.
func matchOf(text, value string, infoType detectors.InfoType, l detectors.Likelihood) detectors.Match {
	i := strings.Index(text, value)
	return detectors.Match{InfoType: infoType, Likelihood: l, Start: i, End: i + len(value)}
}

func recognize(t *testing.T, r scanner.Recognizer, texts ...scanner.Text) []scanner.Recognition {
	t.Helper()
	out, err := r.Recognize(t.Context(), texts)
	if err != nil {
		t.Fatal(err)
	}
	if len(out) != len(texts) {
		t.Fatalf("%d recognitions of %d texts", len(out), len(texts))
	}
	return out
}

// filler is English without anything to find, in sentences.
func filler(sentences int) string {
	return strings.Repeat("The tent is light, and it has been out in the rain for a week without a drop. ", sentences)
}

// TestVerify confirms one match, denies another, and sends nothing but what is around them.
func TestVerify(t *testing.T) {
	text := filler(40) + "His number is 734-32-5042, he said. " + filler(40) + "The part is 4006-38-1120 on the list. " + filler(40)
	matches := []detectors.Match{
		matchOf(text, "734-32-5042", "US_SSN", detectors.Possible),
		matchOf(text, "4006-38-1120", "US_SSN", detectors.Possible),
		{InfoType: "DE_TAX_ID", Likelihood: detectors.Possible, Start: 10, End: 20}, // which Comprehend does not know
		{InfoType: "US_SSN", Likelihood: detectors.Likely, Start: 30, End: 40},      // which is sure already
	}
	matches = []detectors.Match{matches[2], matches[3], matches[0], matches[1]}
	server := &comprehendtest.Server{}
	server.Words("SSN", "734-32-5042")
	r := newRecognizer(t, server, comprehend.Options{Mode: comprehend.Verify, Budget: comprehend.Dollar})
	got := recognize(t, r, scanner.Text{Bytes: []byte(text), Matches: matches})[0]
	want := scanner.Recognition{
		Matches: []detectors.Match{matchOf(text, "734-32-5042", "US_SSN", detectors.Likely)},
		Denied:  []int{3}, Units: got.Units, Cost: got.Units * 100, Sent: 2,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if whole := comprehend.Units(len(text)); got.Units > 6 || got.Units*10 > whole {
		t.Errorf("%d units of %d", got.Units, whole)
	}

	none := recognize(t, r, scanner.Text{Bytes: []byte(text), Matches: matches[:2]}, scanner.Text{Bytes: []byte("Сколько стоит?")}, scanner.Text{})
	if diff := cmp.Diff(make([]scanner.Recognition, 3), none); diff != "" {
		t.Errorf("nothing to verify: %s", diff)
	}
}

// TestVerifyUnread denies nothing that was not read.
func TestVerifyUnread(t *testing.T) {
	text := "Die Nummer ist 734-32-5042, und das ist nicht die Nummer von der Bank."
	doubt := []detectors.Match{matchOf(text, "734-32-5042", "US_SSN", detectors.Possible)}
	server := &comprehendtest.Server{}
	for _, c := range []struct {
		o       comprehend.Options
		problem scanner.Kind
	}{
		{comprehend.Options{Budget: comprehend.Dollar}, scanner.OtherLanguage},
		{comprehend.Options{Budget: 299, Language: "en"}, scanner.OverBudget},
	} {
		c.o.Mode = comprehend.Verify
		got := recognize(t, newRecognizer(t, server, c.o), scanner.Text{Bytes: []byte(text), Matches: doubt})[0]
		if diff := cmp.Diff(scanner.Recognition{Withheld: 1, Problem: c.problem}, got); diff != "" {
			t.Error(diff)
		}
	}
	if n := server.Counts().Requests; n != 0 {
		t.Errorf("%d requests", n)
	}
}

// TestScreen pays for details only where there is something new.
func TestScreen(t *testing.T) {
	name, mail := "Wilhelmina Kanarek", "wilhelmina@post.example"
	text := filler(300) + "We spoke to " + name + " about it. " + filler(300) + "Write to " + mail + " on the 14th. " + filler(300)
	server := &comprehendtest.Server{}
	server.Words("NAME", name)
	server.Words("EMAIL", mail)
	server.Words("DATE_TIME", "14th", "a week")
	o := comprehend.Options{Mode: comprehend.Screen, Budget: comprehend.Dollar}
	got := recognize(t, newRecognizer(t, server, o), scanner.Text{
		Bytes: []byte(text), Matches: []detectors.Match{matchOf(text, mail, "EMAIL_ADDRESS", detectors.Likely)},
	})[0]
	if got.Problem != "" {
		t.Fatal(got.Problem)
	}
	likely := []found{}
	for _, m := range got.Matches {
		if m.Likelihood >= detectors.Likely {
			likely = append(likely, found{m.InfoType, m.Start, m.End})
		}
	}
	if diff := cmp.Diff([]found{{"PERSON_NAME", strings.Index(text, name), strings.Index(text, name) + len(name)}}, likely); diff != "" {
		t.Error(diff)
	}
	o.Mode = comprehend.Prose
	prose := recognize(t, newRecognizer(t, &comprehendtest.Server{}, o), scanner.Text{Bytes: []byte(text)})[0]
	if got.Cost*10 > prose.Cost {
		t.Errorf("screen cost %d, prose %d", got.Cost, prose.Cost)
	}
	if c := server.Counts(); got.Cost != c.Micros() || got.Units != c.Units[comprehendtest.Detect]+c.Units[comprehendtest.Contains] {
		t.Errorf("%+v, server %+v", got, c)
	}
}

// TestScreenLeavesOut screens texts without what is known of them, so that a second name in a sentence is found, and one that
// is known already costs nothing more.
func TestScreenLeavesOut(t *testing.T) {
	known, other := "Wilhelmina Kanarek", "Osric Dunkelmoor"
	server := &comprehendtest.Server{}
	server.Words("NAME", known, other)
	r := newRecognizer(t, server, comprehend.Options{Mode: comprehend.Screen, Budget: comprehend.Dollar})
	text := filler(3) + "Today " + known + " went there. " + filler(3)
	got := recognize(t, r, scanner.Text{Bytes: []byte(text), Matches: []detectors.Match{matchOf(text, known, "PERSON_NAME", detectors.Likely)}})[0]
	if got.Matches != nil || server.Counts().Billed[comprehendtest.Detect] != 0 {
		t.Errorf("known: %+v", got)
	}
	text = filler(3) + "Today " + known + " went there with " + other + ". " + filler(3)
	got = recognize(t, r, scanner.Text{Bytes: []byte(text), Matches: []detectors.Match{matchOf(text, known, "PERSON_NAME", detectors.Likely)}})[0]
	want := []found{}
	for _, name := range []string{known, other} {
		m := matchOf(text, name, "PERSON_NAME", detectors.Likely)
		want = append(want, found{m.InfoType, m.Start, m.End})
	}
	if diff := cmp.Diff(want, foundOf(got.Matches)); diff != "" {
		t.Error(diff)
	}
}

// TestExplained does not send what the detectors' matches leave nothing to find in.
func TestExplained(t *testing.T) {
	mail := "wilhelmina@post.example"
	sure := func(text string) []detectors.Match {
		return []detectors.Match{matchOf(text, mail, "EMAIL_ADDRESS", detectors.Likely)}
	}
	for text, sent := range map[string]bool{
		"E-mail: " + mail + "\n":                        false,
		"You may write to " + mail + " at any time.":    false,
		"please write to " + mail + " for all of it.":   false,
		"please ask Wilhelmina, " + mail:                true,
		"please write to " + mail + ", or call 5550100": true,
		"please write to zoë, " + mail:                  true,
	} {
		for mode, want := range map[comprehend.Mode]bool{comprehend.Prose: sent, comprehend.All: true} {
			r := newRecognizer(t, &comprehendtest.Server{}, comprehend.Options{Mode: mode, Budget: comprehend.Dollar, Language: "en"})
			got := recognize(t, r, scanner.Text{Bytes: []byte(text), Matches: sure(text)})[0]
			if (got.Sent > 0) != want {
				t.Errorf("%v, %q: sent %d", mode, text, got.Sent)
			}
		}
	}
}

// TestShared sends short texts together: three of them cost what one would.
func TestShared(t *testing.T) {
	var texts []scanner.Text
	for _, s := range scripts[9:13] {
		texts = append(texts, scanner.Text{Bytes: []byte(marked(s).Text)})
	}
	server := &comprehendtest.Server{}
	r := newRecognizer(t, server, comprehend.Options{Budget: comprehend.Dollar, Language: "en"})
	sum := total(recognize(t, r, texts...))
	if sum.Units != comprehend.MinUnits || sum.Cost != 300 || sum.Sent != 4 {
		t.Errorf("%+v", sum)
	}
	// With money for one request and no more, texts that do not fit together are tried apart.
	texts = nil
	for i := range 8 {
		texts = append(texts, scanner.Text{Bytes: []byte(strings.Repeat(string(rune('a'+i))+"b c ", 100))})
	}
	r = newRecognizer(t, server, comprehend.Options{Budget: 1700, Language: "en"})
	sum = total(recognize(t, r, texts...))
	if sum.Sent != 3 || sum.Withheld != 5 || sum.Cost != 1600 { // two together, and one
		t.Errorf("%+v", sum)
	}
}

// TestRefused has one text that the service does not take: the others are read.
func TestRefused(t *testing.T) {
	server := &comprehendtest.Server{}
	server.Words("NAME", "Mo Sand")
	r := newRecognizer(t, server, comprehend.Options{Mode: comprehend.All, Budget: comprehend.Dollar, Language: "en"})
	got := recognize(t, r, scanner.Text{Bytes: []byte("\u00ad\u200b\u2060")}, scanner.Text{Bytes: []byte("It is Mo Sand.")}, scanner.Text{Bytes: []byte(" \n")})
	if len(got[1].Matches) != 1 || got[1].Problem != "" || got[2].Problem != "" || got[2].Sent != 0 {
		t.Errorf("%+v", got)
	}
}

// TestDryRun prices a scan as it will cost, and sends nothing.
func TestDryRun(t *testing.T) {
	docs := letters(20)
	var texts []scanner.Text
	for _, d := range docs {
		texts = append(texts, scanner.Text{Bytes: []byte(d.Text)}, scanner.Text{Bytes: []byte(d.Text)})
	}
	for _, mode := range []comprehend.Mode{comprehend.Verify, comprehend.Screen, comprehend.Prose, comprehend.All} {
		server := &comprehendtest.Server{}
		server.Add(docs...)
		o := comprehend.Options{Mode: mode, Budget: comprehend.NoLimit}
		real := total(recognize(t, newRecognizer(t, server, o), texts...))
		requests := server.Counts().Requests
		o.DryRun, o.Budget = true, 0
		dry := total(recognize(t, newRecognizer(t, server, o), texts...))
		if server.Counts().Requests != requests {
			t.Errorf("%v: sent", mode)
		}
		if diff := cmp.Diff(real, dry); diff != "" {
			t.Errorf("%v: was - expected +\n%s", mode, diff)
		}
	}
}

func TestLanguage(t *testing.T) {
	for text, want := range map[string]scanner.Kind{
		"The parcel went to the neighbours, and they say that they never saw it.":       "",
		"El paquete fue entregado a los vecinos, y ellos dicen que no lo han visto.":    "",
		"Das Paket ging an die Nachbarn, und die sagen, dass sie es nie gesehen haben.": scanner.OtherLanguage,
		"Le colis est allé chez les voisins, et ils disent que non.":                    scanner.OtherLanguage,
		"O pacote foi entregue aos vizinhos, mas eles dizem que não.":                   scanner.OtherLanguage,
		"Il pacco è andato ai vicini, ma non è stato visto da nessuno di loro.":         scanner.OtherLanguage,
		"Sprawę prowadzi Jan, a nie jest to jego sprawa.":                               scanner.OtherLanguage,
		"Посылка ушла к соседям.":                                                       scanner.OtherLanguage,
		"包裹送到了邻居家。":                                                                     scanner.OtherLanguage,
		"Wilhelmina Kanarek":                                                            "",
		"12345":                                                                         "",
	} {
		r := newRecognizer(t, &comprehendtest.Server{}, comprehend.Options{Mode: comprehend.All, Budget: comprehend.Dollar})
		if got := recognize(t, r, scanner.Text{Bytes: []byte(text)})[0]; got.Problem != want || (want != "") != (got.Withheld == 1) {
			t.Errorf("%q: %+v, want %q", text, got, want)
		}
	}
	// What is too short to tell follows what stands beside it.
	r := newRecognizer(t, &comprehendtest.Server{}, comprehend.Options{Mode: comprehend.All, Budget: comprehend.Dollar})
	got := recognize(t, r, scanner.Text{Bytes: []byte("Anna Schmidt")}, scanner.Text{Bytes: []byte("Das ist nicht die Nachbarin, und das ist gut.")})
	if got[0].Problem != scanner.OtherLanguage {
		t.Errorf("%+v", got)
	}
}

func TestTables(t *testing.T) {
	if n := len(comprehend.Mappings()); n != 37 {
		t.Errorf("%d rows", n)
	}
	known := map[detectors.InfoType]bool{}
	for _, d := range detectors.All() {
		known[d.InfoType] = true
	}
	seen := map[detectors.InfoType]bool{}
	var own []string
	for _, m := range comprehend.Mappings() {
		if seen[m.InfoType] || m.Most < detectors.Unlikely || m.Most > detectors.Likely {
			t.Errorf("%+v", m)
		}
		seen[m.InfoType] = true
		if !known[m.InfoType] {
			own = append(own, string(m.InfoType))
		}
	}
	// InfoTypes that no detector has: a typing error would be one more.
	want := "AGE CA_HEALTH_NUMBER CREDIT_CARD_CVV CREDIT_CARD_EXPIRY DATE_TIME IN_NREGA IN_VOTER_NUMBER LICENSE_PLATE PIN UK_UTR WEB_ADDRESS USERNAME OTHER_PII"
	if got := strings.Join(own, " "); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

func TestNew(t *testing.T) {
	cfg := (&comprehendtest.Server{}).LocalConfig()
	for _, o := range []comprehend.Options{{Mode: 9}, {Language: "de"}, {Budget: -1}} {
		if _, err := comprehend.New(cfg, o); err == nil {
			t.Errorf("%+v is accepted", o)
		}
	}
	for m := comprehend.Verify; m <= comprehend.All; m++ {
		if got, err := comprehend.ParseMode(m.String()); err != nil || got != m {
			t.Errorf("%v: %v, %v", m, got, err)
		}
	}
	if _, err := comprehend.ParseMode("off"); err == nil {
		t.Error("off is a mode")
	}
}
