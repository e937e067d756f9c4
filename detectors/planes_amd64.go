package detectors

import "golang.org/x/sys/cpu"

// fast says whether this processor has what the kernels below are made of: AVX2 and, with it in all that have it, BMI. wide says
// whether it has what those of AVX-512 are made of: shifts over two words are the youngest of that. Processors that have these are
// those that do not slow down for wide registers (Intel from Ice Lake, AMD from Zen 4).
var (
	fast = cpu.X86.HasAVX2 && cpu.X86.HasBMI1 && cpu.X86.HasBMI2
	wide = fast && cpu.X86.HasAVX512F && cpu.X86.HasAVX512BW && cpu.X86.HasAVX512DQ && cpu.X86.HasAVX512VBMI2
)

// classify fills the planes of sets, and beyond, for so many blocks of text, at most tileBlocks+1.
func (t *planeTable) classify(p *tile, text []byte, blocks int) {
	if !fast || blocks < 1 {
		t.classifyPortable(p, text, blocks)
		return
	}
	_, _ = p.word[blocks], text[64*blocks-1]
	if wide {
		classifyAVX512(p, &text[0], blocks, &t.low)
	} else {
		classifyAVX2(p, &text[0], blocks, &t.low)
	}
}

// mark fills in what follows from the planes of sets, for so many blocks, at most tileBlocks.
func mark(p *tile, rules *planeRules, blocks int) {
	if !fast || blocks < 1 {
		markPortable(p, rules, blocks)
		return
	}
	_ = p.word[blocks+9] // what is read past the end, eight blocks at a time
	if wide {
		markAVX512(p, rules, blocks)
	} else {
		markAVX2(p, rules, blocks)
	}
}

// emitStarts leaves in dst where a candidate may start. See emitStartsPortable.
func emitStarts(dst *emitted, p *tile, text []byte, blocks int, table *startTable) int {
	if !fast || blocks < 1 {
		return emitStartsPortable(dst, p, text, blocks, table)
	}
	_, _, _ = dst.offsets[64*blocks], text[64*blocks+startPlaces-1], p.word[blocks+1]
	return emitStartsBMI(dst, p, &text[0], blocks, table)
}

// emitEdges leaves in dst where a keyword may start. See emitEdgesPortable.
func emitEdges(dst *emitted, p *tile, text []byte, blocks int, words *wordFilter) int {
	if !fast || blocks < 1 {
		return emitEdgesPortable(dst, p, text, blocks, words)
	}
	_, _, _ = dst.offsets[64*blocks], text[64*blocks+startPlaces-1], p.edges[blocks]
	return emitEdgesBMI(dst, p, &text[0], blocks, words)
}

// emitNames leaves in dst where a name may end. See emitNamesPortable.
func emitNames(dst *emitted, named *plane, text []byte, base, blocks, back int, words *wordFilter) int {
	if !fast || blocks < 1 || base == 0 && named[1]&0xFF != 0 {
		return emitNamesPortable(dst, named, text, base, blocks, back, words)
	}
	_, _, _ = dst.offsets[64*blocks], text[base], named[blocks]
	return emitNamesBMI(dst, named, &text[base], blocks, back, words)
}

// classifyAVX2 is classify for n blocks, at least one. A byte is in a plane when the bit of its high nibble is set in the
// table's entry of its low nibble; a byte beyond ASCII has no such bit.
//
//go:noescape
func classifyAVX2(p *tile, text *byte, n int, low *[planeSets][16]uint8)

// markAVX2 is mark for n blocks, at least one.
//
//go:noescape
func markAVX2(p *tile, rules *planeRules, n int)

// classifyAVX512 and markAVX512 are the same where wide is true.
//
//go:noescape
func classifyAVX512(p *tile, text *byte, n int, low *[planeSets][16]uint8)

//go:noescape
func markAVX512(p *tile, rules *planeRules, n int)

// emitStartsBMI is emitStarts for n blocks, at least one.
//
//go:noescape
func emitStartsBMI(dst *emitted, p *tile, text *byte, n int, table *startTable) int

// emitEdgesBMI is emitEdges for n blocks, at least one.
//
//go:noescape
func emitEdgesBMI(dst *emitted, p *tile, text *byte, n int, words *wordFilter) int

// emitNamesBMI is emitNames for n blocks, at least one. Up to five bytes are read before each bit of named.
//
//go:noescape
func emitNamesBMI(dst *emitted, named *plane, text *byte, n, back int, words *wordFilter) int
