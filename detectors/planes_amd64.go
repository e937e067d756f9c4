package detectors

import "golang.org/x/sys/cpu"

// fast says whether this processor has what the kernels below are made of: AVX2 and, with it in all that have it, BMI.
var fast = cpu.X86.HasAVX2 && cpu.X86.HasBMI1 && cpu.X86.HasBMI2

// classify fills dst with the planes of text, which has 64 bytes for each.
func (t *planeTable) classify(dst []planes, text []byte) {
	if !fast || len(dst) == 0 {
		t.classifyPortable(dst, text)
		return
	}
	_ = text[64*len(dst)-1]
	classifyAVX2(&dst[0], &text[0], len(dst), &t.low)
}

// emitStarts leaves in dst where a candidate may start. See emitStartsPortable.
func emitStarts(dst *emitted, tile []planes, text []byte, table *startTable) int {
	blocks := len(tile) - 1
	if !fast || blocks < 1 {
		return emitStartsPortable(dst, tile, text, table)
	}
	_, _ = dst.offsets[64*blocks], text[64*blocks+startPlaces-1]
	return emitStartsBMI(dst, &tile[0], &text[0], blocks, table)
}

// emitEdges leaves in dst where a keyword may start. See emitEdgesPortable.
func emitEdges(dst *emitted, tile []planes, text []byte, words *wordFilter) int {
	blocks := len(tile) - 1
	if !fast || blocks < 1 {
		return emitEdgesPortable(dst, tile, text, words)
	}
	_, _ = dst.offsets[64*blocks], text[64*blocks+startPlaces-1]
	return emitEdgesBMI(dst, &tile[0], &text[0], blocks, words)
}

// classifyAVX2 is classify for n planes, at least one. A byte is in a plane when the bit of its high nibble is set in the
// table's entry of its low nibble; a byte beyond ASCII has no such bit.
//
//go:noescape
func classifyAVX2(dst *planes, text *byte, n int, low *[planeSets][16]uint8)

// emitStartsBMI is emitStarts for n planes, at least one, and one after them.
//
//go:noescape
func emitStartsBMI(dst *emitted, tile *planes, text *byte, n int, table *startTable) int

// emitEdgesBMI is emitEdges for n planes, at least one, and one after them.
//
//go:noescape
func emitEdgesBMI(dst *emitted, tile *planes, text *byte, n int, words *wordFilter) int
