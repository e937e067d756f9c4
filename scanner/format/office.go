package format

import (
	"bytes"
	"slices"
)

// This file tells the parts of office documents that hold their text: of Office Open XML (ECMA-376: DOCX, XLSX, PPTX) and of
// OpenDocument (ISO/IEC 26300). They are XML in which a value may be cut by the mark-up of its letters, and whose cells know nothing
// of their columns. They are searched as the text they are, and not as the document that a reader sees: so not in full.

// officeSpaces are in the names of the namespaces of such documents.
var officeSpaces = [][]byte{
	[]byte("://schemas.openxmlformats.org/"), []byte("://purl.oclc.org/ooxml/"), []byte("urn:oasis:names:tc:opendocument:xmlns:office"),
}

// officeRoots are the elements that such parts begin with: of texts, sheets and slides, and of what stands beside these.
var officeRoots = []string{
	"document", "hdr", "ftr", "comments", "footnotes", "endnotes", "worksheet", "sst", "sld", "notes", "cmLst",
	"document-content", "document-styles",
}

// isOffice reports whether a text that begins with head is such a part.
func isOffice(head []byte) bool {
	head = head[:min(len(head), 4<<10)]
	if !slices.ContainsFunc(officeSpaces, func(space []byte) bool { return bytes.Contains(head, space) }) {
		return false
	}
	for {
		_, after, found := bytes.Cut(head, []byte("<"))
		if !found || len(after) == 0 {
			return false
		}
		if head = after; after[0] == '?' || after[0] == '!' {
			continue
		}
		name := after[:max(0, bytes.IndexAny(after, " \t\r\n/>"))]
		if i := bytes.IndexByte(name, ':'); i >= 0 {
			name = name[i+1:]
		}
		return slices.Contains(officeRoots, string(name))
	}
}
