package planes

// otherMarks returns the ways of Table.mark, by name, that this processor does not choose.
func otherMarks() map[string]func(t *Table, dst []uint64, text []byte) {
	marks := map[string]func(t *Table, dst []uint64, text []byte){"portable": (*Table).markPortable}
	if wide {
		marks["AVX2"] = func(t *Table, dst []uint64, text []byte) {
			if len(text) > 0 {
				markAVX2(&dst[0], &text[0], len(text)/64, &t.low, t.sets)
			}
		}
	}
	return marks
}
