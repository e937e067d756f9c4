package detectors

// otherKernels returns those that this processor does not choose, since it has better ones.
func otherKernels() []kernels {
	if !wide {
		return nil
	}
	return []kernels{{
		name:     "AVX2",
		classify: func(t *planeTable, p *tile, text []byte, blocks int) { classifyAVX2(p, &text[0], blocks, &t.low) },
		mark:     markAVX2,
	}}
}
