package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/weppos/publicsuffix-go/publicsuffix"
)

// writeTLD writes the last label of every rule of the Public Suffix List, which names every delegated top-level domain.
func writeTLD(out *bytes.Buffer) error {
	var labels []string
	for _, rule := range publicsuffix.DefaultRules() {
		label := rule.Value[strings.LastIndexByte(rule.Value, '.')+1:]
		if i, found := slices.BinarySearch(labels, label); !found {
			labels = slices.Insert(labels, i, label)
		}
	}
	fmt.Fprintf(out, header, "the Public Suffix List, "+publicsuffix.ListVersion)
	out.WriteString("// topLevelDomains lists the delegated top-level domains (IANA root zone), in lower case, sorted; internationalized ones\n// in their ASCII form (RFC 3492).\nvar topLevelDomains = []string{\n")
	for _, label := range labels {
		fmt.Fprintf(out, "%q,\n", label)
	}
	out.WriteString("}\n")
	return nil
}
