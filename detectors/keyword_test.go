package detectors

import (
	"fmt"
	"strings"
	"testing"
)

func TestKeywords(t *testing.T) {
	tests := []struct {
		keyword, text string
		want          string // the text that is the keyword; "" for none
	}{
		{"ssn", "ssn", "ssn"},
		{"ssn", "my SSN: ", "SSN"},
		{"ssn", "customerSSN", "SSN"},
		{"ssn", "SSNNumber", "SSN"},
		{"ssn", "ssn2", "ssn"},
		{"ssn", "2ssn", ""},
		{"ssn", "ssns", ""},
		{"ssn", "xssn", ""},
		{"ssn", "SSNs", ""}, // SS and Ns, as camelCase reads
		{"ssn", "user_ssn_1", "ssn"},
		{"sin", "it's in", ""},
		{"github", "GitHub", "GitHub"},
		{"social security number", "social_security_number", "social_security_number"},
		{"social security number", "socialSecurityNumber", "socialSecurityNumber"},
		{"social security number", "SOCIAL-SECURITY NUMBER", "SOCIAL-SECURITY NUMBER"},
		{"social security number", "socialsecuritynumber", "socialsecuritynumber"},
		{"social security number", "social  -._security\tnumber.", "social  -._security\tnumber"},
		{"social security number", "social\nsecurity number", ""},
		{"social security number", "social security", ""},
		{"driver's license", "Driver's License", "Driver's License"},
		{"driver's license", "drivers_license", "drivers_license"},
		{"número", "NÚMERO", "NÚMERO"},
		{"número", "numero", "numero"},
		{"numero", "número.", "número"},
		{"numéro de sécurité sociale", "Numero de Securite Sociale", "Numero de Securite Sociale"},
		{"straße", "STRAßE", "STRAßE"},
		{"телефон", "ТЕЛЕФОН:", "ТЕЛЕФОН"},
		{"身份证", "我的身份证号码", "身份证"},
		{"w 9", "W-9", "W-9"},
		{"w9", "form W9 is", "W9"},
		{"a b", "a" + strings.Repeat(" ", maxPhrase-2) + "b", "a" + strings.Repeat(" ", maxPhrase-2) + "b"},
		{"a b", "a" + strings.Repeat(" ", maxPhrase-1) + "b", ""},
		{"ssn", "\xffssn\xff", "ssn"},
		{"ssn", "\xc3ssn", "ssn"},
		{"ssn", "éssn", ""},
	}
	for _, test := range tests {
		trie, err := newTrie([][]string{{test.keyword}}, false)
		if err != nil {
			t.Fatal(err)
		}
		index := keywordIndex{trie, newWordFilter(trie)}
		text := []byte(test.text)
		got := ""
		for _, h := range index.startingIn(nil, text, 0, len(text)) {
			got = test.text[h.start:h.end]
		}
		if got != test.want {
			t.Errorf("%q in %q: got %q, want %q", test.keyword, test.text, got, test.want)
		}
		if at := refPhrases([]string{test.keyword}, text); len(at) > 0 != (test.want != "") {
			t.Errorf("reference: %q in %q: got %v, want %q", test.keyword, test.text, at, test.want)
		}
	}
}

// A keyword counts up to KeywordBefore bytes before a candidate and KeywordAfter bytes after it, on its line.
func TestKeywordNear(t *testing.T) {
	set := mustCompile(t, testDetectors)
	tests := []struct {
		text string
		want bool
	}{
		{"account" + strings.Repeat(" ", KeywordBefore-7) + "12345678", true},
		{"account" + strings.Repeat(" ", KeywordBefore-6) + "12345678", false},
		{"12345678" + strings.Repeat(" ", KeywordAfter-7) + "account", true},
		{"12345678" + strings.Repeat(" ", KeywordAfter-6) + "account", false},
		{"account\n\n12345678", true},
		{"12345678\naccount", false},
		{"12345678\raccount", false},
		{"12345678 account\n", true},
		{"12345678.account 87654321", true},
	}
	for _, test := range tests {
		got := set.Find(nil, Fields{}, []byte(test.text))
		if (len(got) > 0) != test.want {
			t.Errorf("%q: got %v, want a match: %v", test.text, got, test.want)
		}
	}
}

func TestKeywordInField(t *testing.T) {
	set := mustCompile(t, testDetectors)
	find := func(names []string, text string) string {
		return fmt.Sprint(set.Find(nil, testColumns([]byte(text), names), []byte(text)))
	}
	tests := []struct {
		names []string
		text  string
		want  string
	}{
		{[]string{"id", "accountNumber"}, "x,12345678", "[{ACCOUNT likely 2 10}]"},
		{[]string{"accountNumber", "id"}, "x,12345678", "[]"},
		{[]string{"id", "note"}, "account,12345678", "[]"},                         // the keyword is in another field
		{[]string{"id", "note"}, "x,account 12345678", "[{ACCOUNT likely 10 18}]"}, // in its own value
		{[]string{"id", "note"}, "x,y,account 12345678", "[]"},                     // no field holds it
		{[]string{"id", "user_ssn"}, "x,123-45-6789", "[{SHAPE very-likely 2 13}]"},
		{[]string{"id", "note"}, "x,123-45-6789", "[{SHAPE possible 2 13}]"},
	}
	for _, test := range tests {
		if got := find(test.names, test.text); got != test.want {
			t.Errorf("%q in %q: got %s, want %s", test.text, test.names, got, test.want)
		}
	}

	// Columns without a keyword are not looked up.
	text := []byte("12345678,87654321\n")
	fields := testColumns(text, []string{"a", "b"})
	fields.At = func(offset int) Field { t.Errorf("At(%d) was called", offset); return Field{} }
	if got := set.Find(nil, fields, text); len(got) != 0 {
		t.Errorf("got %v", got)
	}
}
