package format

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/seed-4750cad8/assay/scanner"
)

const address = "jane.doe@example.com"

// inUTF16 is text in UTF-16.
func inUTF16(t testing.TB, s string, order binary.ByteOrder) (b string) {
	t.Helper()
	for _, r := range s {
		var two [2]byte
		order.PutUint16(two[:], uint16(r))
		b += string(two[:])
	}
	return b
}

// A type is honoured only where it can be, and what is no text is said to be not read: what the schema calls a column hides
// nothing.
func TestParquetMeanings(t *testing.T) {
	const unsupported = "unsupported "
	packed := string(gzipped(t, "", strings.Repeat(address+" says nothing new\n", 9)))
	fixed := func(converted, width int64, value string) parquetTable {
		return parquetTable{name: "note", physical: parquetFixed, width: width, converted: converted, values: 1, pages: page(encodePlain, 1, []byte(value))}
	}
	number := func(physical, converted int64, value string) parquetTable {
		return parquetTable{name: "note", physical: physical, converted: converted, values: 1, pages: page(encodePlain, 1, []byte(value))}
	}
	bson := binary.LittleEndian.AppendUint32(nil, uint32(4+len(packed)))
	card := string(binary.LittleEndian.AppendUint64(nil, 4539148803436467))
	for _, test := range []struct {
		name    string
		table   parquetTable
		want    []string // cells
		problem string
	}{
		{"text", texts(0, address, address), []string{address, address}, ""},
		{"nothing said", texts(-1, address), []string{address}, ""},
		{"INTERVAL of bytes", texts(21, address), []string{address}, ""},
		{"DATE of bytes", texts(6, address), []string{address}, ""},
		{"LIST of bytes", texts(3, address), []string{address}, ""},
		{"DECIMAL of a long value", texts(5, strings.Repeat(address, 2)), []string{strings.Repeat(address, 2)}, ""},
		{"DECIMAL of a text", texts(5, address), []string{address}, ""},
		{"DECIMAL", texts(5, "\x01\x00"), []string{"256"}, ""},
		{"DECIMAL of 16 bytes", fixed(5, 16, "\x00\x00\x00\x00\x00\x00\x00\x01"+"\x00\x00\x00\x00\x00\x00\x00\x00"), []string{"18446744073709551616"}, ""},
		{"INTERVAL", fixed(21, 12, address[:12]), nil, ""},
		{"INTERVAL of another width", fixed(21, 20, address), []string{address}, ""},
		{"DECIMAL too wide", fixed(5, 40, strings.Repeat(address, 2)), []string{strings.Repeat(address, 2)}, ""},
		{"UTF8 of a number", number(parquetInt64, 0, card), []string{"4539148803436467"}, ""},
		{"DATE of a long number", number(parquetInt64, 6, card), []string{"4539148803436467"}, ""},
		{"TIMESTAMP of a short number", number(parquetInt32, 9, card[:4]), []string{fmt.Sprint(int32(binary.LittleEndian.Uint32([]byte(card))))}, ""},

		{"gzip in text", texts(0, packed), []string{packed}, unsupported},
		{"gzip", texts(-1, packed), []string{packed}, unsupported},
		{"gzip in a later value of many", texts(0, address, "", packed, address), []string{address, packed, address}, unsupported},
		{"gzip in ENUM", texts(4, packed), []string{packed}, unsupported},
		{"gzip in BSON", texts(20, packed), []string{packed}, unsupported},
		{"BSON", texts(20, string(bson)+packed), []string{string(bson) + packed}, ""},
		{"UTF-16", texts(-1, inUTF16(t, address, binary.LittleEndian)), []string{inUTF16(t, address, binary.LittleEndian)}, unsupported},
		{"UTF-16 in text, big end first", texts(0, inUTF16(t, address, binary.BigEndian)), []string{inUTF16(t, address, binary.BigEndian)}, unsupported},
		{"UTF-16 padded with zeros", fixed(-1, 64, inUTF16(t, address+strings.Repeat("\x00", 12), binary.LittleEndian)), []string{inUTF16(t, address+strings.Repeat("\x00", 12), binary.LittleEndian)}, unsupported},
		{"UTF-16 behind text", texts(0, address+inUTF16(t, address+address, binary.LittleEndian)), []string{address + inUTF16(t, address+address, binary.LittleEndian)}, unsupported},
		{"text in a legacy charset", texts(0, "M\xfcller in K\xf6ln sagt nichts"), []string{"M\xfcller in K\xf6ln sagt nichts"}, ""},
		{"text padded with zeros", fixed(-1, 20, "code\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"), []string{"code\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"}, ""},
		{"a long number, big end first", fixed(-1, 8, "\x00\x00\x00\x00\x07\x5b\xcd\x15"), []string{"\x00\x00\x00\x00\x07\x5b\xcd\x15"}, ""},
		{"a hash", fixed(-1, 32, "\x1f\x8b\x00\x01\xff\xfe\x80\x90\x1f\x8b\x00\x01\xff\xfe\x80\x90\x1f\x8b\x00\x01\xff\xfe\x80\x90\x1f\x8b\x00\x01\xff\xfe\x80\x90"), []string{"\x1f\x8b\x00\x01\xff\xfe\x80\x90\x1f\x8b\x00\x01\xff\xfe\x80\x90\x1f\x8b\x00\x01\xff\xfe\x80\x90\x1f\x8b\x00\x01\xff\xfe\x80\x90"}, ""},
	} {
		got, err := play(parquetFormat, "", test.table.file(), false)
		var values []string
		for _, c := range got.cells {
			if c.Field == "note" {
				values = append(values, c.Value)
			}
		}
		if problems := strings.Join(got.problems, ", "); err != nil || problems != test.problem || !slices.Equal(values, test.want) {
			t.Errorf("%s: cells %q, problems %q, error %v; want %q, %q", test.name, values, problems, err, test.want, test.problem)
		}
	}
}

// Values that give no text and take no bytes end with the scan's time, and with the file's budget.
func TestParquetManyEmptyValues(t *testing.T) {
	const block = maxDeltaBlock
	deltas := func(first int64, blocks int) []byte {
		b := binary.AppendUvarint(nil, block)
		b = binary.AppendUvarint(b, 1)
		b = binary.AppendUvarint(b, uint64(blocks*block))
		return append(binary.AppendVarint(b, first), make([]byte, 2*blocks)...)
	}
	const blocks = 32 << 10 // 2^30 values
	packer, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	of := func(encoding, physical, converted int64, data []byte) []byte {
		c := parquetTable{name: "note", physical: physical, converted: converted, values: blocks * block, codec: codecZstd}
		c.pages = pageWith(encoding, c.values, len(data), packer.EncodeAll(data, nil), nil)
		return c.file()
	}
	for _, test := range []struct {
		name string
		file []byte
	}{
		{"dates out of range", of(encodeDelta, parquetInt32, 6, deltas(2e9, blocks))},
		{"empty strings", of(encodeDeltaLength, parquetBytes, 0, deltas(0, blocks))},
	} {
		if len(test.file) > 1<<10 {
			t.Fatalf("%s: a file of %d bytes", test.name, len(test.file))
		}
		read := func(s scanner.Sink) (time.Duration, error) {
			start := time.Now()
			err := parquetFormat.Decode(scanner.Input{Size: int64(len(test.file)), At: bytes.NewReader(test.file)}, s)
			return time.Since(start), err
		}
		ended := &impatient{left: 100}
		if _, err := read(ended); err != context.DeadlineExceeded || ended.left != 0 {
			t.Errorf("%s: error %v, asked %d times of 100", test.name, err, 100-ended.left)
		}
		if took, err := read(&tape{}); !errors.Is(err, scanner.Bomb) || took > 30*time.Second {
			t.Errorf("%s: error %v after %v", test.name, err, took)
		}
	}
}

// So do pages without values.
func TestParquetManyEmptyPages(t *testing.T) {
	c := texts(0)
	c.pages = bytes.Repeat(page(encodePlain, 0, nil), 50*aWhile)
	for _, physical := range []int64{parquetBytes, parquetFloat} {
		c.physical = physical
		file, ended := c.file(), &impatient{left: 20}
		if err := parquetFormat.Decode(scanner.Input{Size: int64(len(file)), At: bytes.NewReader(file)}, ended); err != context.DeadlineExceeded {
			t.Errorf("type %d: error %v, asked %d times of 20", physical, err, 20-ended.left)
		}
	}
}

// An impatient sink ends the scan when it is asked often enough.
type impatient struct {
	tape
	left int
}

func (i *impatient) Reserve(n int64) (func(), error) {
	if i.left--; i.left <= 0 {
		return nil, context.DeadlineExceeded
	}
	return i.tape.Reserve(n)
}

// A page has no more values than its chunk.
func TestParquetTooManyValues(t *testing.T) {
	c := texts(0, address, address, address)
	c.values = 2
	got, err := play(parquetFormat, "", c.file(), false)
	if err != nil || !slices.Equal(got.problems, []string{"corrupt "}) {
		t.Errorf("error %v, problems %q", err, got.problems)
	}
}
