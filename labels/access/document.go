// Package access writes access policies: the documents that let a principal do exactly what its part of the work needs.
//
// It owns the shape of a policy document and how names become the patterns of one. It calls no AWS service and knows
// nothing of credentials: a document is a value, to be printed, compared, attached or passed as a session policy.
package access

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode/utf16"
	"unicode/utf8"
)

// A Document is an IAM policy.
type Document struct {
	Version   string
	Statement []Statement
}

// A Statement is one grant of a [Document]. Lists are sorted, so that equal grants are equal text.
type Statement struct {
	Sid       string
	Effect    string
	Action    []string
	Resource  []string
	Condition map[string]map[string][]string `json:",omitempty"` // operator → key → values
}

// version2012 is the version in which policy variables, and so escapes, work.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html
const version2012 = "2012-10-17"

// JSON returns the document as indented JSON that ends in a newline. The same document is always the same bytes. They are
// ASCII: IAM takes no character past U+00FF as it is.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html
func (d Document) JSON() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(d); err != nil {
		return nil, fmt.Errorf("policy document: %w", err)
	}
	return toASCII(b.Bytes()), nil
}

// Size returns the document's size as IAM counts it against its quotas, which is without white space between tokens:
// 6,144 characters for a managed policy, 10,240 for all the policies in a role, 2,048 for a session policy.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
func (d Document) Size() (int, error) {
	data, err := d.JSON()
	if err != nil {
		return 0, err
	}
	var b bytes.Buffer
	if err := json.Compact(&b, data); err != nil {
		return 0, fmt.Errorf("policy document: %w", err)
	}
	return b.Len(), nil
}

// toASCII writes every other character of JSON as an escape. Such characters occur in JSON's strings only.
func toASCII(data []byte) []byte {
	out := make([]byte, 0, len(data))
	for len(data) > 0 {
		r, n := utf8.DecodeRune(data)
		switch {
		case r < utf8.RuneSelf:
			out = append(out, byte(r))
		case r < 0x10000:
			out = fmt.Appendf(out, `\u%04x`, r)
		default:
			hi, lo := utf16.EncodeRune(r)
			out = fmt.Appendf(out, `\u%04x\u%04x`, hi, lo)
		}
		data = data[n:]
	}
	return out
}
