//go:build !amd64

package planes

// mark is Mark for a text of whole blocks.
func (t *Table) mark(dst []uint64, text []byte) { t.markPortable(dst, text) }
