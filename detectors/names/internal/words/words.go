// Package words owns how a word is looked up: how it is folded, what is kept of it, and the flat table that holds a
// [Class] for each of some hundred thousand words. It knows no words itself: the table is written by the generator of
// package names and read by package names.
package words

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"slices"
)

// A Class says what a word is in the world's names, in four numbers from 0 (not at all) to 3. The zero Class is that of a
// word that is in no list.
type Class uint8

// Pack returns the Class of four numbers from 0 to 3.
func Pack(given, surname, common, place int) Class {
	return Class(given&3 | surname&3<<2 | common&3<<4 | place&3<<6)
}

// Given says how frequent the word is as a given name: 1 rare, 2 known, 3 frequent.
func (c Class) Given() int { return int(c & 3) }

// Surname says how frequent the word is as a surname: 1 rare, 2 known, 3 frequent.
func (c Class) Surname() int { return int(c >> 2 & 3) }

// Common says how ordinary the word is in English text, in lower case: 1 rare, 2 known to most readers, 3 everyday.
func (c Class) Common() int { return int(c >> 4 & 3) }

// Place says how well known the word is as a place: 1 a town, 2 a city, 3 a big city, a state or a country.
func (c Class) Place() int { return int(c >> 6 & 3) }

// MaxLen is the length of the longest folded word that has a key, in bytes. Longer ones are no names.
const MaxLen = 32

// A Key is a word folded: letters of the Latin script in lower case without their accents, other scripts as they are.
// What is in it is overwritten by each [Key.Set]; it allocates nothing.
type Key struct {
	buf [MaxLen + 8]byte // of which the eight bytes after n are 0
	n   int
}

// Set folds a word, or a name of several, and reports whether it has a key: if it is not too long and not empty.
// Apostrophes, periods, spaces and combining marks are left out, so that "De Luca" and "DeLuca" are one.
func (k *Key) Set(word []byte) bool {
	return k.setLetters(word) || k.set(word)
}

const (
	ones = 0x0101010101010101
	high = 0x8080808080808080
)

// setLetters is Set for words of nothing but letters of ASCII, eight at a time. It reports whether word is one.
func (k *Key) setLetters(word []byte) bool {
	n := len(word)
	if n == 0 || n > MaxLen-2 {
		return false
	}
	for i := n &^ 7; i < MaxLen+8 && i <= n; i += 8 {
		binary.LittleEndian.PutUint64(k.buf[i:], 0)
	}
	copy(k.buf[:], word)
	for i := 0; i < n; i += 8 {
		x := binary.LittleEndian.Uint64(k.buf[i:])
		lower := x | 0x20*ones
		used := uint64(high)
		if n-i < 8 {
			used >>= 64 - 8*uint(n-i)
			lower = x | 0x20*ones>>(64-8*uint(n-i))
		}
		if !letters(x, lower, used) {
			return false
		}
		binary.LittleEndian.PutUint64(k.buf[i:], lower)
	}
	k.n = n
	return true
}

func (k *Key) set(word []byte) bool {
	n := 0
	for i := 0; i < len(word); {
		if n > MaxLen-2 {
			k.n = 0
			return false
		}
		c := word[i]
		if c < 0x80 {
			i++
			if c-'A' < 26 {
				c |= 0x20
			}
			if c == '\'' || c == '.' || c == ' ' {
				continue
			}
			k.buf[n] = c
			n++
			continue
		}
		r, size := Decode(word[i:])
		i += size
		switch base := Base(r); {
		case IsMark(r) || r == '’':
		case r == 'ß':
			k.buf[n], k.buf[n+1] = 's', 's'
			n += 2
		case base != 0:
			k.buf[n] = base | 0x20
			n++
		case n+size > MaxLen:
			k.n = 0
			return false
		default:
			n += copy(k.buf[n:], word[i-size:i])
		}
	}
	clear(k.buf[n : n+8])
	k.n = n
	return n > 0
}

// Bytes returns the folded word. It is valid until the next Set, and may be changed by it.
func (k *Key) Bytes() []byte { return k.buf[:k.n] }

// Hash returns a hash of the folded word. It is part of the table's format: a table must be written again if it changes.
func (k *Key) Hash() uint64 {
	h := seed(k.n)
	for i := 0; i < k.n; i += 8 {
		h = mix(h, binary.LittleEndian.Uint64(k.buf[i:]))
	}
	return h * 0xc4ceb9fe1a85ec53
}

// The steps of a hash: of the length of a word, and of eight of its bytes.
func seed(n int) uint64 { return uint64(n) * 0x9e3779b97f4a7c15 }

func mix(h, eight uint64) uint64 {
	h = (h ^ eight) * 0xff51afd7ed558ccd
	return h ^ h>>32
}

// HashLetters returns the hash of the key of text[start:end] if that is short and nothing but letters of ASCII, as most words are,
// and not at the very end of text: then no key has to be made.
func HashLetters(text []byte, start, end int) (hash uint64, ok bool) {
	n := end - start
	if n < 1 || n > 8 || len(text)-start < 8 {
		return 0, false
	}
	own := ^uint64(0) >> (64 - 8*n)
	x := binary.LittleEndian.Uint64(text[start:]) & own
	lower := (x | 0x20*ones) & own
	if !letters(x, lower, high&own) {
		return 0, false
	}
	return mix(seed(n), lower) * 0xc4ceb9fe1a85ec53, true
}

// letters reports whether the bytes of x that used has the high bits of are letters of ASCII; lower is x in lower case.
func letters(x, lower, used uint64) bool {
	// The high bit of a byte is set if it is from 'a' to 'z'; no sum carries, as no byte has its high bit.
	return x&high == 0 && (lower+(0x80-'a')*ones)&^(lower+(0x7f-'z')*ones)&used == used
}

// A Table holds the Class of each of many words: open addressing in slots of four bytes, of which one is the Class and
// three are bits of the word's hash. A word that was not put in is found in about one of ten million look-ups.
type Table struct {
	slots string
	shift uint // of a hash, to its slot
}

// Open returns the table that [Build] wrote. It is only read, and safe for concurrent use.
func Open(data string) (Table, error) {
	n := len(data) / 4
	if n == 0 || len(data)%4 != 0 || n&(n-1) != 0 {
		return Table{}, fmt.Errorf("a table of words has 4<<n bytes, this one %d", len(data))
	}
	return Table{slots: data, shift: uint(64 - bits.TrailingZeros(uint(n)))}, nil
}

// Lookup returns the Class of the word with a hash, 0 if it is in no list.
func (t Table) Lookup(hash uint64) Class {
	n := uint64(len(t.slots) / 4)
	for i := hash >> t.shift; ; i++ {
		at := int(i&(n-1)) * 4
		s := t.slots[at : at+4]
		slot := uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
		if slot == 0 {
			return 0
		}
		if slot>>8 == print24(hash) {
			return Class(slot)
		}
	}
}

// print24 is what a slot keeps of a hash: bits that its place does not say.
func print24(hash uint64) uint32 { return uint32(hash) & 0xffffff }

// Build returns a table of words, by their keys, at most four fifths full. It is the same for the same words.
func Build(classes map[string]Class) ([]byte, error) {
	n := 1
	for n*4/5 < len(classes) || n == len(classes) {
		n *= 2
	}
	keys := make([]string, 0, len(classes))
	for word := range classes {
		keys = append(keys, word)
	}
	slices.Sort(keys)
	data := make([]byte, 4*n)
	var k Key
	for _, word := range keys {
		if !k.Set([]byte(word)) || string(k.Bytes()) != word {
			return nil, fmt.Errorf("%q is not a folded word", word)
		}
		c := classes[word]
		if c == 0 {
			continue
		}
		hash := k.Hash()
		at := int(hash >> (64 - bits.TrailingZeros(uint(n))))
		for {
			slot := binary.LittleEndian.Uint32(data[4*at:])
			if slot == 0 {
				binary.LittleEndian.PutUint32(data[4*at:], print24(hash)<<8|uint32(c))
				break
			}
			if slot>>8 == print24(hash) {
				return nil, fmt.Errorf("%q has the hash of another word", word)
			}
			at = (at + 1) & (n - 1)
		}
	}
	return data, nil
}
