// Package format reads objects: it turns the bytes of each format into blocks of text, with the structure that is needed
// around a match, and into members.
//
// It owns what a format looks like (its Sniff), how its bytes become text, and how an offset in that text becomes a field
// and a location. It knows nothing of detectors' rules, findings, limits over members, labels or AWS, and keeps nothing of
// what it read.
//
// To add a format, add a [scanner.Format] in a file of its own and put it into [All] where its sniffing belongs. Its line
// in the documentation, its fuzz target's seeds and the truncation test follow from the list.
package format

import "github.com/seed-4750cad8/assay/scanner"

// All returns every format, in the order that sniffing needs: first what begins with magic bytes, then text with structure,
// then text, and last what is known to be nothing that can be searched. The slice is the caller's.
func All() []scanner.Format {
	list := []scanner.Format{
		emptyFormat,
		gzipFormat,
		zstdFormat,
		zipFormat,
		tarFormat,
		parquetFormat,
	}
	list = append(list, opaqueFormats...)
	return append(list,
		jsonlFormat,
		jsonFormat,
		csvFormat,
		textFormat,
		binaryFormat,
	)
}
