package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"encoding/pem"
	"fmt"
	"hash/crc32"
	"io"
	"math/rand/v2"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go"
)

// This file packs bytes into containers, always to the same bytes: fixed times, and the compressors of one module version
// and not of the Go release at hand.

var written = time.Date(2026, 6, 14, 22, 30, 0, 0, time.UTC)

// A file is a member of an archive.
type file struct {
	name string
	data []byte
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func gz(name string, data []byte) []byte {
	var b bytes.Buffer
	w := must(gzip.NewWriterLevel(&b, 9))
	w.Name, w.ModTime = name, written
	must(w.Write(data))
	check(w.Close())
	return b.Bytes()
}

func zst(data []byte) []byte {
	w := must(zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedBetterCompression)))
	return w.EncodeAll(data, nil)
}

func tarOf(files ...file) []byte {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, f := range files {
		check(w.WriteHeader(&tar.Header{Name: f.name, Size: int64(len(f.data)), Mode: 0o644, ModTime: written, Format: tar.FormatUSTAR}))
		must(w.Write(f.data))
	}
	check(w.Close())
	return b.Bytes()
}

func deflate(data []byte) []byte {
	var b bytes.Buffer
	w := must(flate.NewWriter(&b, 9))
	must(w.Write(data))
	check(w.Close())
	return b.Bytes()
}

// zipOf packs files; with a password, by the encryption of PKWARE's APPNOTE 6.1 ("ZipCrypto"), which nobody should use and
// everybody meets.
func zipOf(password string, files ...file) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range files {
		h := &zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: written, CRC32: crc32.ChecksumIEEE(f.data), UncompressedSize64: uint64(len(f.data))}
		body := deflate(f.data)
		if password != "" {
			h.Flags |= 1
			body = zipCrypto(password, h.CRC32, body)
		}
		h.CompressedSize64 = uint64(len(body))
		must(must(w.CreateRaw(h)).Write(body))
	}
	check(w.Close())
	return b.Bytes()
}

func zipCrypto(password string, crc uint32, data []byte) []byte {
	k := [3]uint32{0x12345678, 0x23456789, 0x34567890}
	update := func(c byte) {
		k[0] = crc32.IEEETable[byte(k[0])^c] ^ k[0]>>8
		k[1] = (k[1]+k[0]&0xff)*134775813 + 1
		k[2] = crc32.IEEETable[byte(k[2])^byte(k[1]>>24)] ^ k[2]>>8
	}
	for i := range len(password) {
		update(password[i])
	}
	header := make([]byte, 12, 12+len(data))
	rng := rand.New(rand.NewPCG(uint64(crc), 12))
	for i := range 11 {
		header[i] = byte(rng.Uint32())
	}
	header[11] = byte(crc >> 24)
	out := append(header, data...)
	for i, c := range out {
		t := k[2] | 2
		out[i] = c ^ byte(t*(t^1)>>8)
		update(c)
	}
	return out
}

func utf16le(s string) []byte {
	out := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(s)) {
		out = binary.LittleEndian.AppendUint16(out, u)
	}
	return out
}

func latin1(s string) []byte {
	var out []byte
	for _, r := range s {
		if r > 0xff {
			panic(fmt.Sprintf("%q is not in Latin-1", r))
		}
		out = append(out, byte(r))
	}
	return out
}

// png draws three hills before a sky.
func png(width, height int) []byte {
	var pixels bytes.Buffer
	for y := range height {
		pixels.WriteByte(0)
		for x := range width {
			ridge := height/2 + (x*7%height)/6 - abs(x-width/2)/3
			if y > ridge {
				pixels.Write([]byte{30, byte(90 + y), 60})
			} else {
				pixels.Write([]byte{byte(120 + y), 180, 230})
			}
		}
	}
	var packed bytes.Buffer
	w := must(zlib.NewWriterLevel(&packed, 9))
	must(io.Copy(w, &pixels))
	check(w.Close())

	out := []byte("\x89PNG\r\n\x1a\n")
	chunk := func(kind string, data []byte) {
		out = binary.BigEndian.AppendUint32(out, uint32(len(data)))
		start := len(out)
		out = append(append(out, kind...), data...)
		out = binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[start:]))
	}
	head := binary.BigEndian.AppendUint32(nil, uint32(width))
	head = binary.BigEndian.AppendUint32(head, uint32(height))
	chunk("IHDR", append(head, 8, 2, 0, 0, 0))
	chunk("IDAT", packed.Bytes())
	chunk("IEND", nil)
	return out
}

func abs(x int) int { return max(x, -x) }

// pdf is one page of lines of text.
func pdf(lines ...string) []byte {
	var text strings.Builder
	text.WriteString("BT /F1 11 Tf 72 760 Td 16 TL\n")
	for _, l := range lines {
		fmt.Fprintf(&text, "(%s) Tj T*\n", strings.NewReplacer("\\", "\\\\", "(", "\\(", ")", "\\)").Replace(l))
	}
	text.WriteString("ET\n")
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >> /Contents 4 0 R >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%sendstream", text.Len(), text.String()),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
	}
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
	var offsets []int
	for i, o := range objects {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, start)
	return b.Bytes()
}

func parquetOf[T any](rows []T, codec parquet.WriterOption) []byte {
	var b bytes.Buffer
	w := parquet.NewGenericWriter[T](&b, codec, parquet.CreatedBy("nordlicht-etl", "3.1.0", "0"))
	must(w.Write(rows))
	check(w.Close())
	return b.Bytes()
}

func jwt(header, payload, signature string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(header)) + "." + base64.RawURLEncoding.EncodeToString([]byte(payload)) + "." + signature
}

// deployKey is a real key, made from a seed that stands here: it opens nothing.
func deployKey() ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed([]byte("assay sample bucket: opens nil.."))
}

func privateKeyPEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: must(x509.MarshalPKCS8PrivateKey(deployKey()))})
}

// privateKeyBody is the part of the key's block that must not be shown.
func privateKeyBody() string { return strings.Split(string(privateKeyPEM()), "\n")[1][24:] }

func publicKeyLine(comment string) []byte {
	field := func(b []byte) []byte { return append(binary.BigEndian.AppendUint32(nil, uint32(len(b))), b...) }
	wire := append(field([]byte("ssh-ed25519")), field(deployKey().Public().(ed25519.PublicKey))...)
	return []byte("ssh-ed25519 " + base64.StdEncoding.EncodeToString(wire) + " " + comment + "\n")
}
