package detectors

import "testing"

func TestAll(t *testing.T) { acceptance(t, All()) }
