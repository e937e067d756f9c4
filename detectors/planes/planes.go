// Package planes sorts bytes into bit planes: words in which bit i says whether byte i of 64 is in a set. What must look at
// every byte of a text, and stops at few of them, asks its planes instead: 64 bytes are a few instructions.
//
// It knows bytes only: not what the sets are for.
package planes

// MaxSets is how many sets a Table can have.
const MaxSets = 7

// A Table is a list of sets of ASCII bytes. It is made by New and safe for concurrent use.
type Table struct {
	sets int
	of   [256]uint8 // by byte: the sets that it is in, as bits; and the bit of sets for a byte beyond ASCII
	// By the low nibble of a byte: the high nibbles with which it is in a set, as bits.
	low [MaxSets][16]uint8
}

// New returns the table of at most MaxSets sets, each given by its bytes. It panics on a byte beyond ASCII, and on more sets:
// sets are constants of the program.
func New(sets ...string) *Table {
	if len(sets) > MaxSets {
		panic("planes: too many sets")
	}
	t := &Table{sets: len(sets)}
	for set, members := range sets {
		for i := range len(members) {
			c := members[i]
			if c >= 0x80 {
				panic("planes: a set has a byte beyond ASCII")
			}
			t.of[c] |= 1 << set
			t.low[set][c&15] |= 1 << (c >> 4)
		}
	}
	for c := 0x80; c < 0x100; c++ {
		t.of[c] = 1 << t.sets
	}
	return t
}

// Width is how many words Mark writes for each 64 bytes: one a set, in the order of New, and one for the bytes beyond ASCII.
func (t *Table) Width() int { return t.sets + 1 }

// Len is how many words Mark writes for n bytes of text.
func (t *Table) Len(n int) int { return (n + 63) / 64 * t.Width() }

// Mark writes the planes of text to dst, which has Len(len(text)) words: for each 64 bytes Width of them. Bit 0 is the first
// byte; bits behind the end of text are 0. It allocates nothing.
func (t *Table) Mark(dst []uint64, text []byte) {
	whole, width := len(text)/64, t.Width()
	t.mark(dst[:whole*width], text[:64*whole])
	if rest := text[64*whole:]; len(rest) > 0 {
		var last [64]byte
		copy(last[:], rest)
		tail := dst[whole*width : (whole+1)*width]
		t.mark(tail, last[:])
		for i := range tail { // zeros may be in a set
			tail[i] &= 1<<len(rest) - 1
		}
	}
}

// markPortable is the meaning of mark: Mark for a text of whole blocks.
func (t *Table) markPortable(dst []uint64, text []byte) {
	width := t.Width()
	for ; len(text) >= 64; text, dst = text[64:], dst[width:] {
		planes := dst[:width:width]
		clear(planes)
		for k := 0; k < 64; k += 8 {
			eight := text[k : k+8 : k+8]
			x := uint64(t.of[eight[0]]) | uint64(t.of[eight[1]])<<8 | uint64(t.of[eight[2]])<<16 | uint64(t.of[eight[3]])<<24 |
				uint64(t.of[eight[4]])<<32 | uint64(t.of[eight[5]])<<40 | uint64(t.of[eight[6]])<<48 | uint64(t.of[eight[7]])<<56
			for i := range planes { // gather bit i of each byte in the highest byte of a product
				planes[i] |= (x >> i & 0x0101010101010101) * 0x0102040810204080 >> 56 << k
			}
		}
	}
}
