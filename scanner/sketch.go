package scanner

import (
	"math"
	"math/bits"
)

// A sketch counts distinct 64-bit hashes: exactly up to sketchExact of them, then as a HyperLogLog (Flajolet, Fusy,
// Gandouet, Meunier 2007) of 2^sketchBits registers, whose standard error is 1.04/√2^sketchBits = 3.3 %. The zero value is
// empty.
type sketch struct {
	exact     map[uint64]struct{}
	registers *[1 << sketchBits]uint8
}

const (
	sketchBits  = 10
	sketchExact = 256
)

func (s *sketch) add(h uint64) {
	if s.registers == nil {
		if _, ok := s.exact[h]; ok {
			return
		}
		if len(s.exact) < sketchExact {
			if s.exact == nil {
				s.exact = make(map[uint64]struct{})
			}
			s.exact[h] = struct{}{}
			return
		}
		s.registers = new([1 << sketchBits]uint8)
		for e := range s.exact {
			s.register(e)
		}
		s.exact = nil
	}
	s.register(h)
}

func (s *sketch) register(h uint64) {
	i := h >> (64 - sketchBits)
	rank := uint8(bits.LeadingZeros64(h<<sketchBits|1<<(sketchBits-1)) + 1)
	s.registers[i] = max(s.registers[i], rank)
}

// join adds all hashes of other.
func (s *sketch) join(other *sketch) {
	for h := range other.exact {
		s.add(h)
	}
	if other.registers == nil {
		return
	}
	if s.registers == nil {
		exact := s.exact
		s.registers, s.exact = other.registers, nil
		for h := range exact {
			s.register(h)
		}
		return
	}
	for i, rank := range other.registers {
		s.registers[i] = max(s.registers[i], rank)
	}
}

// estimate returns how many distinct hashes were added.
func (s *sketch) estimate() int64 {
	if s.registers == nil {
		return int64(len(s.exact))
	}
	const m = 1 << sketchBits
	sum, zeros := 0.0, 0
	for _, r := range s.registers {
		sum += math.Ldexp(1, -int(r))
		if r == 0 {
			zeros++
		}
	}
	alpha := 0.7213 / (1 + 1.079/m)
	e := alpha * m * m / sum
	if e <= 2.5*m && zeros > 0 {
		e = m * math.Log(m/float64(zeros)) // linear counting, better for small numbers
	}
	return max(sketchExact+1, int64(e+0.5))
}
