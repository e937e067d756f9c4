//go:build !amd64

package detectors

// classify fills dst with the planes of text, which has 64 bytes for each.
func (t *planeTable) classify(dst []planes, text []byte) { t.classifyPortable(dst, text) }

// emitStarts leaves in dst where a candidate may start. See emitStartsPortable.
func emitStarts(dst *emitted, tile []planes, text []byte, table *startTable) int {
	return emitStartsPortable(dst, tile, text, table)
}

// emitEdges leaves in dst where a keyword may start. See emitEdgesPortable.
func emitEdges(dst *emitted, tile []planes, text []byte, words *wordFilter) int {
	return emitEdgesPortable(dst, tile, text, words)
}
