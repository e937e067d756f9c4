//go:build !amd64

package detectors

// classify fills the planes of sets, and beyond, for so many blocks of text.
func (t *planeTable) classify(p *tile, text []byte, blocks int) { t.classifyPortable(p, text, blocks) }

// mark fills in what follows from the planes of sets, for so many blocks.
func mark(p *tile, rules *planeRules, blocks int) { markPortable(p, rules, blocks) }

// emitStarts leaves in dst where a candidate may start. See emitStartsPortable.
func emitStarts(dst *emitted, p *tile, text []byte, blocks int, table *startTable) int {
	return emitStartsPortable(dst, p, text, blocks, table)
}

// emitEdges leaves in dst where a keyword may start. See emitEdgesPortable.
func emitEdges(dst *emitted, p *tile, text []byte, blocks int, words *wordFilter) int {
	return emitEdgesPortable(dst, p, text, blocks, words)
}

// emitNames leaves in dst where a name may end. See emitNamesPortable.
func emitNames(dst *emitted, named *plane, text []byte, base, blocks, back int, words *wordFilter) int {
	return emitNamesPortable(dst, named, text, base, blocks, back, words)
}
