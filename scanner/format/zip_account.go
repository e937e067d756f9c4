package format

import (
	"bytes"
	"encoding/binary"
	"iter"

	"github.com/seed-4750cad8/assay/scanner"
)

// This file accounts for the bytes of a zip that are not the content of its entries. Only the directory says what belongs to
// an archive, so anything may stand before, between and behind what it lists: text that was never meant to be an entry, entries
// that were removed from the directory, the program of an archive that unpacks itself, signatures.

// describe searches what the directory says of an entry.
func (z *unzipper) describe(e entry) error {
	if err := z.notes.member([]byte(e.name)); err != nil {
		return err
	}
	if len(e.comment) > 0 {
		if err := z.notes.search(noteComment, bytes.NewReader(e.comment)); err != nil {
			return err
		}
	}
	return z.extras(e.name, e.extra)
}

// redescribe searches what the local header says of an entry, where that is not what the directory says.
func (z *unzipper) redescribe(e entry, fixed, name, extra []byte) error {
	for i, want := range []uint64{uint64(e.crc), e.packed, e.size} {
		got := binary.LittleEndian.Uint32(fixed[14+4*i:])
		if got == uint32(want) || got == 0 || got == 1<<32-1 { // 0: it stands behind the data; all ones: in the extra fields
			continue
		}
		if err := z.notes.numbers(fixed); err != nil {
			return err
		}
		break
	}
	if string(name) != e.name {
		if err := z.notes.member(name); err != nil {
			return err
		}
	}
	if bytes.Equal(extra, e.extra) {
		return nil
	}
	return z.extras(e.name, extra)
}

// Ids of extra fields (APPNOTE 4.5.2 and the list of Info-ZIP, proginfo/extrafld.txt).
const (
	extraZip64     = 0x0001
	extraNTFS      = 0x000a // times
	extraTimes     = 0x5455
	extraUnix      = 0x5855 // times and owner
	extraOwner     = 0x7855
	extraOwner32   = 0x7875
	extraName      = 0x7075 // in UTF-8
	extraComment   = 0x6375 // in UTF-8
	extraAES       = 0x9901
	extraGrowth    = 0xa220 // room that Office leaves
	extraAlignment = 0xd935 // of Android's zipalign
)

// extraFields yields the fields of an extra, and what is no field under the id 0.
func extraFields(extra []byte) iter.Seq2[uint16, []byte] {
	return func(yield func(uint16, []byte) bool) {
		for len(extra) >= 4 {
			id, n := binary.LittleEndian.Uint16(extra), int(binary.LittleEndian.Uint16(extra[2:]))
			if n > len(extra)-4 {
				break
			}
			if !yield(id, extra[4:4+n]) {
				return
			}
			extra = extra[4+n:]
		}
		if len(extra) > 0 {
			yield(0, extra)
		}
	}
}

// extras searches the extra fields of an entry, but for padding.
func (z *unzipper) extras(name string, extra []byte) error {
	for id, field := range extraFields(extra) {
		as := noteExtra
		switch id {
		case extraZip64, extraNTFS, extraTimes, extraUnix, extraOwner, extraOwner32, extraAES:
			if len(field) <= shortNote {
				if err := z.notes.numbers(field); err != nil {
					return err
				}
				continue
			}
		case extraName, extraComment:
			field = field[min(5, len(field)):] // version, and checksum of what the field stands for
			if as = noteComment; id == extraName {
				as = noteMember
			}
			if string(field) == name {
				continue
			}
		case extraGrowth:
			if len(field) >= 4 && zeros(field[4:]) {
				continue
			}
		case extraAlignment:
			if len(field) >= 2 && zeros(field[2:]) {
				continue
			}
		}
		if zeros(field) {
			continue
		}
		if err := z.notes.search(as, bytes.NewReader(field)); err != nil {
			return err
		}
	}
	return nil
}

// close notes that an entry was seen, whose local header is at start and whose data ends at end, together with what may
// follow the data: its checksum and sizes once more (APPNOTE 4.3.9), with 32 or 64 bits, with or without a signature. They
// are known by their values: whether they are there, tools say wrongly.
func (z *unzipper) close(e entry, start, end int64) error {
	var buf [24]byte
	have, err := z.data.ReadAt(buf[:min(int64(len(buf)), z.data.size-end)], end)
	if err != nil {
		return zipFault(z.data)
	}
	rest := bytes.TrimPrefix(buf[:have], []byte(zipSpan))
	sign := have - len(rest)
	le := binary.LittleEndian
	var want [2][20]byte
	small := le.AppendUint32(le.AppendUint32(le.AppendUint32(want[0][:0], e.crc), uint32(e.packed)), uint32(e.size))
	large := le.AppendUint64(le.AppendUint64(le.AppendUint32(want[1][:0], e.crc), e.packed), e.size)
	switch {
	case bytes.HasPrefix(rest, large):
		end += int64(sign + len(large))
	case bytes.HasPrefix(rest, small):
		end += int64(sign + len(small))
	}
	z.seen.add(start, end)
	return nil
}

// account says whether any byte was not seen. The directory, of n entries, has been read up to at.
func (z *unzipper) account(d directory, at int64, n uint64) error {
	if z.blind {
		return nil // a problem says so already, and what was not found cannot be told from what is no entry's
	}
	const end, end64, find64 = 22, 56, 20
	z.seen.add(d.mark, d.mark+end+int64(len(d.comment)))
	var h [end64]byte
	if at+end64+find64 <= d.mark {
		if _, err := z.data.ReadAt(h[:], at); err != nil {
			return zipFault(z.data)
		}
		le := binary.LittleEndian
		if string(h[:4]) == zip64End && le.Uint64(h[4:]) == end64-12 && le.Uint64(h[32:]) == n && le.Uint64(h[40:]) == uint64(at-d.start) {
			z.seen.add(at, at+end64)
			at += end64
		}
		if _, err := z.data.ReadAt(h[:find64], at); err != nil {
			return zipFault(z.data)
		}
		if string(h[:4]) == zip64Find && int64(le.Uint64(h[8:])) == at-end64-d.base {
			z.seen.add(at, at+find64)
		}
	}
	clean, err := z.zeros()
	if err == nil && !clean {
		z.out.Problem(scanner.Unsupported, "")
	}
	return err
}

// zeros reports whether nothing but zeros stands where nothing was seen.
func (z *unzipper) zeros() (bool, error) {
	if z.seen.lost {
		return false, nil
	}
	buf := make([]byte, 4<<10)
	for gap := range z.seen.gaps(z.data.size) {
		for at := gap.start; at < gap.end; at += int64(len(buf)) {
			part := buf[:min(int64(len(buf)), gap.end-at)]
			if _, err := z.data.ReadAt(part, at); err != nil {
				return false, zipFault(z.data)
			}
			if !zeros(part) {
				return false, nil
			}
		}
	}
	return true, nil
}
