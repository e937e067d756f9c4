package format

import (
	"encoding/binary"
	"math"
	"testing"
)

func TestParquetNumbers(t *testing.T) {
	tests := []struct {
		name     string
		physical int64
		value    float64
		want     string
	}{
		{"latitude", parquetDouble, 52.520008, "52.520008"},
		{"geo.Longitude", parquetDouble, -74.00597413219, "-74.005974132"},
		{"lng", parquetDouble, 0.1 + 0.2, "0.3"},
		{"lat", parquetFloat, 52.52, "52.52"},
		{"lon", parquetFloat, -0.08, "-0.08"},
		{"lat", parquetDouble, 180.5, ""},
		{"lat", parquetDouble, 12, ""},
		{"lat", parquetDouble, math.NaN(), ""},
		{"lat", parquetDouble, math.Inf(-1), ""},
		{"lat", parquetDouble, 1e-300, "0"},
		{"amount", parquetDouble, 52.520008, ""},
		{"card", parquetDouble, 4567767901900291, "4567767901900291"},
		{"lat", parquetDouble, 4567767901900291, "4567767901900291"},
	}
	for _, test := range tests {
		c := parquetColumn{name: test.name, physical: test.physical}
		value := binary.LittleEndian.AppendUint64(nil, math.Float64bits(test.value))
		if test.physical == parquetFloat {
			value = binary.LittleEndian.AppendUint32(nil, math.Float32bits(float32(test.value)))
		}
		if got := string(c.text()(nil, value)); got != test.want {
			t.Errorf("%s %v: got %q, want %q", test.name, test.value, got, test.want)
		}
	}
	if c := (parquetColumn{name: "amount", physical: parquetFloat}); c.text() != nil {
		t.Error("a column of floats that are no degrees is read")
	}
}
