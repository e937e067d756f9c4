//go:build !amd64

package detectors

// otherKernels returns those that this processor does not choose: there are none.
func otherKernels() []kernels { return nil }
