//go:build !amd64

package planes

// otherMarks returns the ways of Table.mark, by name, that this processor does not choose.
func otherMarks() map[string]func(t *Table, dst []uint64, text []byte) {
	return map[string]func(t *Table, dst []uint64, text []byte){"portable": (*Table).markPortable}
}
