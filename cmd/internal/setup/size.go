package setup

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// units of sizes: IEC 80000-13 binary prefixes, and SI decimal ones.
var units = []struct {
	name  string
	bytes int64
}{
	{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"TiB", 1 << 40},
	{"kB", 1e3}, {"KB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"TB", 1e12},
	{"B", 1}, {"", 1},
}

// ParseSize reads a size such as 512MiB, 1.5GB or 4096 as bytes. It is positive.
func ParseSize(s string) (int64, error) {
	digits := strings.TrimRight(s, "KMGTikB ")
	unit := strings.TrimSpace(s[len(digits):])
	for _, u := range units {
		if u.name != unit {
			continue
		}
		n, err := strconv.ParseFloat(digits, 64)
		if err != nil || !(n > 0) || n*float64(u.bytes) >= math.MaxInt64 || n*float64(u.bytes) < 1 {
			break
		}
		return int64(n * float64(u.bytes)), nil
	}
	return 0, fmt.Errorf("%q is not a size such as 512MiB, 2GiB or 1000000", s)
}

// FormatSize writes a number of bytes for people, with the binary units that ParseSize reads.
func FormatSize(n int64) string {
	if n < 1<<10 {
		return strconv.FormatInt(n, 10) + " B"
	}
	v, unit := float64(n), ""
	for _, u := range units[:4] {
		if n < u.bytes {
			break
		}
		v, unit = float64(n)/float64(u.bytes), u.name
	}
	if v < 10 {
		return fmt.Sprintf("%.1f %s", v, unit)
	}
	return fmt.Sprintf("%.0f %s", v, unit)
}
