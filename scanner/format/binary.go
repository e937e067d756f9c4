package format

import (
	"bytes"

	"github.com/seed-4750cad8/assay/scanner"
)

// emptyFormat is an object of no bytes: there is nothing in it to search, and so all of it was.
var emptyFormat = scanner.Format{
	Name:   "empty",
	Doc:    "no bytes at all",
	Sniff:  func(_ string, head []byte) bool { return len(head) == 0 },
	Decode: func(scanner.Input, scanner.Sink) error { return nil },
}

// binaryFormat is what no other format knows. It stands last in the list.
var binaryFormat = scanner.Format{
	Name:   "binary",
	Doc:    "bytes of no format that is known; not searched",
	Sniff:  func(string, []byte) bool { return true },
	Decode: refuse(scanner.Unsupported),
}

// opaqueFormats are the formats that are known by name and not read, so that a report says what an object is and not only
// that it was not searched. They stand before the formats that take any text.
var opaqueFormats = opaque()

// A magic is how files of an opaque format begin.
type magic struct {
	name  string
	doc   string
	off   int
	bytes string
	kind  scanner.Kind
}

// Each magic is from the format's specification, or from file(1) where there is none.
var magics = []magic{
	{"7z", "archive of 7-Zip", 0, "7z\xbc\xaf\x27\x1c", scanner.Unsupported},
	{"age", "file encrypted by age", 0, "age-encryption.org/", scanner.Encrypted},
	{"ar", "archive of ar, Debian packages among them", 0, "!<arch>\n", scanner.Unsupported},
	{"arrow", "Arrow IPC file", 0, "ARROW1\x00\x00", scanner.Unsupported},
	{"avro", "Avro object container", 0, "Obj\x01", scanner.Unsupported},
	{"bmp", "image", 0, "BM", scanner.Unsupported},
	{"bzip2", "one compressed file", 0, "BZh", scanner.Unsupported},
	{"cab", "archive of Microsoft Cabinet", 0, "MSCF\x00\x00\x00\x00", scanner.Unsupported},
	{"class", "Java class, or Mach-O of several machines", 0, "\xca\xfe\xba\xbe", scanner.Unsupported},
	{"compress", "one file compressed by compress(1)", 0, "\x1f\x9d", scanner.Unsupported},
	{"cpio", "archive of cpio", 0, "070701", scanner.Unsupported},
	{"dicom", "medical image", 128, "DICM", scanner.Unsupported},
	{"elf", "program", 0, "\x7fELF", scanner.Unsupported},
	{"exe", "Windows program", 0, "MZ", scanner.Unsupported},
	{"feather", "Feather table, version 1", 0, "FEA1", scanner.Unsupported},
	{"flac", "sound", 0, "fLaC", scanner.Unsupported},
	{"gif", "image", 0, "GIF8", scanner.Unsupported},
	{"git-pack", "objects of git", 0, "PACK\x00\x00\x00", scanner.Unsupported},
	{"hdf5", "HDF5 data", 0, "\x89HDF\r\n\x1a\n", scanner.Unsupported},
	{"ico", "image", 0, "\x00\x00\x01\x00", scanner.Unsupported},
	{"java-object", "serialized Java objects", 0, "\xac\xed\x00\x05", scanner.Unsupported},
	{"jks", "Java key store", 0, "\xfe\xed\xfe\xed", scanner.Encrypted},
	{"jpeg", "image", 0, "\xff\xd8\xff", scanner.Unsupported},
	{"jpeg2000", "image", 0, "\x00\x00\x00\x0cjP  \r\n", scanner.Unsupported},
	{"luks", "encrypted disk", 0, "LUKS\xba\xbe", scanner.Encrypted},
	{"lz4", "one compressed file", 0, "\x04\x22\x4d\x18", scanner.Unsupported},
	{"lzip", "one compressed file", 0, "LZIP\x01", scanner.Unsupported},
	{"lzop", "one compressed file", 0, "\x89LZO\x00\r\n\x1a\n", scanner.Unsupported},
	{"mach-o", "program", 0, "\xcf\xfa\xed\xfe", scanner.Unsupported},
	{"matroska", "film", 0, "\x1a\x45\xdf\xa3", scanner.Unsupported},
	{"mp3", "sound", 0, "ID3", scanner.Unsupported},
	{"mp4", "film, or image of the same container", 4, "ftyp", scanner.Unsupported},
	{"numpy", "array of numbers", 0, "\x93NUMPY", scanner.Unsupported},
	{"ogg", "sound or film", 0, "OggS\x00", scanner.Unsupported},
	{"ole2", "Microsoft Office document of before 2007, or mail message", 0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", scanner.Unsupported},
	{"openssl", "file encrypted by openssl enc", 0, "Salted__", scanner.Encrypted},
	{"orc", "ORC table", 0, "ORC", scanner.Unsupported},
	{"pcap", "captured packets", 0, "\xd4\xc3\xb2\xa1", scanner.Unsupported},
	{"pcapng", "captured packets", 0, "\x0a\x0d\x0d\x0a", scanner.Unsupported},
	{"pdf", "document", 0, "%PDF-", scanner.Unsupported},
	{"pgdump", "dump of PostgreSQL, custom format", 0, "PGDMP", scanner.Unsupported},
	{"png", "image", 0, "\x89PNG\r\n\x1a\n", scanner.Unsupported},
	{"pst", "mail store of Outlook", 0, "!BDN", scanner.Unsupported},
	{"qcow", "disk of a virtual machine", 0, "QFI\xfb", scanner.Unsupported},
	{"rar", "archive of RAR", 0, "Rar!\x1a\x07", scanner.Unsupported},
	{"redis", "dump of Redis", 0, "REDIS0", scanner.Unsupported},
	{"riff", "image, sound or film: WebP, WAV, AVI", 0, "RIFF", scanner.Unsupported},
	{"rpm", "package of RPM", 0, "\xed\xab\xee\xdb", scanner.Unsupported},
	{"snappy", "one compressed file, framed", 0, "\xff\x06\x00\x00sNaPpY", scanner.Unsupported},
	{"sqlite", "database", 0, "SQLite format 3\x00", scanner.Unsupported},
	{"tiff", "image", 0, "II*\x00", scanner.Unsupported},
	{"tiff", "image", 0, "MM\x00*", scanner.Unsupported},
	{"vmdk", "disk of a virtual machine", 0, "KDMV", scanner.Unsupported},
	{"wasm", "program", 0, "\x00asm", scanner.Unsupported},
	{"woff", "font", 0, "wOFF\x00\x01", scanner.Unsupported},
	{"woff2", "font", 0, "wOF2\x00\x01", scanner.Unsupported},
	{"xz", "one compressed file", 0, "\xfd7zXZ\x00", scanner.Unsupported},
}

// opaque makes one format of each name in magics.
func opaque() []scanner.Format {
	var list []scanner.Format
	for i, m := range magics {
		if i > 0 && magics[i-1].name == m.name {
			sniff := list[len(list)-1].Sniff
			list[len(list)-1].Sniff = func(name string, head []byte) bool { return sniff(name, head) || m.begins(head) }
			continue
		}
		list = append(list, scanner.Format{
			Name:   m.name,
			Doc:    m.doc + "; not searched",
			Sniff:  func(_ string, head []byte) bool { return m.begins(head) },
			Decode: refuse(m.kind),
		})
	}
	return list
}

// begins reports whether a file that begins with head has the magic. One of few letters may begin a text as well, so that
// it counts only when a NUL byte follows.
func (m magic) begins(head []byte) bool {
	if len(head) < m.off+len(m.bytes) || string(head[m.off:m.off+len(m.bytes)]) != m.bytes {
		return false
	}
	return len(m.bytes) > 4 || !printable(m.bytes) || bytes.IndexByte(head, 0) >= 0
}

func printable(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// refuse is the Decode of a format that is not read.
func refuse(kind scanner.Kind) func(scanner.Input, scanner.Sink) error {
	return func(scanner.Input, scanner.Sink) error { return kind }
}
