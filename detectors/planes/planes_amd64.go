package planes

import "golang.org/x/sys/cpu"

// fast says whether this processor has AVX2, which a kernel is made of. wide says whether it has what the other is: AVX-512, and of
// that VBMI2 too, which it does not use: processors that have it do not slow down for wide registers.
var (
	fast = cpu.X86.HasAVX2
	wide = fast && cpu.X86.HasAVX512F && cpu.X86.HasAVX512BW && cpu.X86.HasAVX512VBMI2
)

// mark is Mark for a text of whole blocks.
func (t *Table) mark(dst []uint64, text []byte) {
	blocks := len(text) / 64
	if !fast || blocks == 0 {
		t.markPortable(dst, text)
		return
	}
	_ = dst[blocks*t.Width()-1]
	if wide {
		markAVX512(&dst[0], &text[0], blocks, &t.low, t.sets)
	} else {
		markAVX2(&dst[0], &text[0], blocks, &t.low, t.sets)
	}
}

// markAVX2 is mark for n blocks, at least one. A byte is in a set when the bit of its high nibble is set in the table's entry of its
// low nibble; a byte beyond ASCII has no such bit.
//
//go:noescape
func markAVX2(dst *uint64, text *byte, n int, low *[MaxSets][16]uint8, sets int)

// markAVX512 is the same where wide is true.
//
//go:noescape
func markAVX512(dst *uint64, text *byte, n int, low *[MaxSets][16]uint8, sets int)
