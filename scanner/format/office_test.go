package format

import "testing"

func TestIsOffice(t *testing.T) {
	const word, odf = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`, `xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"`
	tests := []struct {
		head string
		want bool
	}{
		{``, false},
		{`<`, false},
		{`<w:document ` + word + `><w:body>`, true},
		{"\ufeff<?xml version=\"1.0\"?>\n<!-- made by hand -->\r\n<w:hdr " + word + ">", true},
		{`<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/>`, true},
		{`<x:sst xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main" count="1">`, true},
		{`<office:document-content ` + odf + `>`, true},
		{`<office:document-meta ` + odf + `>`, false},
		{`<w:styles ` + word + `>`, false},
		{`<document xmlns="urn:mine"><p>text</p></document>`, false},
		{`see http://schemas.openxmlformats.org/ for more`, false},
		{`<html><body>http://schemas.openxmlformats.org/ <document></html>`, false},
	}
	for _, test := range tests {
		if got := isOffice([]byte(test.head)); got != test.want {
			t.Errorf("%q: got %v, want %v", test.head, got, test.want)
		}
	}
}
