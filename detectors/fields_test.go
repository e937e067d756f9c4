package detectors

import (
	"fmt"
	"testing"
)

// The name of a field can say that its values are something else.
func TestOtherNames(t *testing.T) {
	set := mustCompile(t, testDetectors)
	for _, test := range []struct {
		names []string
		text  string
		want  Likelihood
	}{
		{[]string{"x"}, "123-45-6789", Possible},
		{[]string{"order_no"}, "123-45-6789", Unlikely},
		{[]string{"partNumber"}, "123-45-6789", Unlikely},
		{[]string{"border"}, "123-45-6789", Possible},
		{[]string{"order_ssn"}, "123-45-6789", VeryLikely},
		{[]string{"order"}, "ssn 123-45-6789", VeryLikely},
	} {
		text := []byte(test.text)
		got := set.Find(nil, testColumns(text, test.names), text)
		if len(got) != 1 || got[0].Likelihood != test.want {
			t.Errorf("%s in %q: got %v, want %v", test.text, test.names, got, test.want)
		}
	}
	text := []byte("order 123-45-6789")
	if got := set.Find(nil, Fields{}, text); len(got) != 1 || got[0].Likelihood != Possible {
		t.Errorf("without fields: got %v", got)
	}
}

func TestFieldNames(t *testing.T) {
	set := mustCompile(t, testDetectors)
	columns := func(names ...string) func([]byte) Fields {
		return func(text []byte) Fields { return testColumns(text, names) }
	}
	tests := []struct {
		fields func([]byte) Fields
		text   string
		want   string // what is found, by its text
	}{
		{columns("id", "customer_first_name"), "1,Ann\n2,Bob Lee\n3,x9\n4,\n", "Ann|Bob Lee"},
		{columns("id", "first_name_source"), "1,Ann\n", ""},
		{columns("LASTNAME2"), " 'Ann' \n\"Bob\"\n", "Ann|Bob"},
		{columns("note"), "name: Ann\nx\n", "Ann"}, // within a value
		{columns("note", "x"), "name:,Ann\n", ""},  // the value is another field
		{testObject, `{"first_name": "Ann"}`, "Ann"},
		{testObject, `{"first_name": "Ann1"}`, ""}, // all of the value must match
		{testObject, `{"last name" : "Ann", "x": "Bob"}`, "Ann"},
		{testObject, `{"password": 1234567 }`, "1234567"},
		{testObject, `{"log": "password=hunter22 ok"}`, "hunter22"},
		{nil, `{"first_name": "Ann"}`, "Ann"},
		{nil, "password=hunter22", "hunter22"},
		{nil, "password = hunter22 # rotate", "hunter22"},
		{nil, "export DB_PASSWORD='hunter22'", "hunter22"},
		{nil, "password => `hunter22`", "hunter22"},
		{nil, "password := hunter22", "hunter22"},
		{nil, "password == hunter22", ""},
		{nil, "password::hunter22", ""},
		{nil, "password: \"hunter 22\"", ""},      // Pattern must match all of what is in quotes
		{nil, "password: \"hunter22", "hunter22"}, // not closed
		{nil, `password="hunter\"22"`, ""},
		{nil, "name: Ann Lee, Bob", "Ann Lee"},
		{nil, "name: Ann Lee 7", "Ann Lee"}, // a shorter prefix
		{nil, "name:\nAnn", ""},
		{nil, "name=Ann name=Bob", "Ann name|Bob"},
		{nil, "names: Ann", ""},
		{nil, "address1name: Ann", ""},
		{nil, "name_12: Ann", "Ann"},
		{nil, "token 2: abcdef", "abcdef"},
		{nil, "token 3: abcdef", ""},
		{nil, ": Ann", ""},
		{nil, "name:", ""},
		{nil, "name: ", ""},
		{nil, "name: '", ""},
	}
	for _, test := range tests {
		text := []byte(test.text)
		var fields Fields
		if test.fields != nil {
			fields = test.fields(text)
		}
		got := ""
		for i, m := range set.Find(nil, fields, text) {
			if i > 0 {
				got += "|"
			}
			got += test.text[m.Start:m.End]
			if m.Likelihood != Likely {
				t.Errorf("%q: %v", test.text, m)
			}
		}
		if got != test.want {
			t.Errorf("%q: got %q, want %q", test.text, got, test.want)
		}
		compare(t, set, newReference(testDetectors), fields, text)
	}
}

// Fields.At is asked in ascending order, whatever asks.
func TestAtAscends(t *testing.T) {
	set := mustCompile(t, testDetectors)
	text := []byte(`{"account": "12345678", "name": "Ann", "x": "a@b.cc", "ssn": "123-45-6789", "first name": "Bob", "e-mail": "c@d.ee"}`)
	fields := testObject(text)
	at, last := fields.At, -1
	fields.At = func(offset int) Field {
		if offset < last {
			t.Errorf("At(%d) after At(%d)", offset, last)
		}
		last = offset
		return at(offset)
	}
	got := fmt.Sprint(set.Find(nil, fields, text))
	want := "[{ACCOUNT likely 13 21} {NAME likely 33 36} {MAIL likely 45 51} {SHAPE very-likely 62 73} {NAME likely 91 94} {MAIL very-likely 108 114}]"
	if got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}
