package detectors

import (
	"regexp"
	"testing"
)

// TestChecksAllocate holds that no check or scan allocates: they run on every candidate.
func TestChecksAllocate(t *testing.T) {
	for i, d := range All() {
		for _, text := range [][]string{d.Examples, d.Counterexamples} {
			for _, s := range text {
				candidates := candidatesOf(t, d, s)
				if got := testing.AllocsPerRun(5, func() {
					for _, c := range candidates {
						if d.Validate != nil {
							d.Validate(c)
						}
						if d.Scan != nil {
							d.Scan(c)
						}
					}
				}); got > 0 {
					t.Errorf("%s (%d): %v allocations on %q", d.InfoType, i, got, s)
				}
			}
		}
	}
}

// candidatesOf returns what the Pattern alone finds in a text.
func candidatesOf(t *testing.T, d Detector, text string) [][]byte {
	t.Helper()
	return mustLongest(d.Pattern).FindAll([]byte(text), -1)
}

func mustLongest(pattern string) *regexp.Regexp {
	re := regexp.MustCompile(pattern)
	re.Longest()
	return re
}
