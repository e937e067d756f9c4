package detectors

import (
	"strings"
	"testing"
)

func TestBoundary(t *testing.T) {
	tests := []struct {
		before, candidate, after string
		starts, ends             bool
	}{
		{"", "123-45-6789", "", true, true},
		{" ", "123-45-6789", " ", true, true},
		{"1", "123-45-6789", "1", false, false},
		{"a", "123-45-6789", "a", false, false},
		{"_", "123-45-6789", "_", false, false},
		{"漢", "123-45-6789", "漢", true, true},
		{"é", "abc", "é", true, true},
		{"\x00", "123", "\xff", true, true},
		{"SSN-", "123-45-6789", "-SSN", true, true},
		{"A12-", "123-45-6789", "-A12", false, false},
		{"2024-01-01-", "123-45-6789", "-2024-01-01", false, false},
		{"41d4-a716-", "446655440000", "-a716", false, false},
		{"", "550", ".", true, true},
		{"", "123-45-6789", ". Next", true, true},
		{"", "123-45-6789", ".txt", true, true},
		{"", "123-45-6789", ".7z", true, false},
		{"0.", "123456789", ".0", false, true},
		{",", "123456789", ".0,", true, true},
		{",", "12345678", ".0\n", true, true},
		{",", "1234567", ".0,", true, false},
		{",", "123456789", ".00", true, false},
		{",", "123456789", ".1", true, false},
		{",", "123456789", ".0.", true, false},
		{",", "123456789", ".0-", true, false},
		{",", "123456789", ".0x", true, false},
		{",", "123456789", "-0", true, false},
		{",", "123-45-6789", ".0", true, false},
		{"$0.", "123456789", "", false, true},
		{"$", "123456789", "%", true, true},
		{"-", "123456789", "-", true, true},
		{"--", "123456789", "--", true, true},
		{"+", "49", "+", true, true},
		{"...", "123456789", "...", true, true},
		{"1.", "2.3.4.5", ".6", false, false},
		{"12,", "123456789", ",12", true, true},
		{"grep.txt:12:", "123-45-6789", ":12", true, true},
		{"0x", "123456789", "h", false, false},
		{"tel:", "+49301234567", "-8", true, false},
		{"9", "+49301234567", "", true, true},
		{"1-", "abc", "-1", true, true}, // only digits are joined
		{"1", "-abc-", "1", true, true},
		{"1" + strings.Repeat("a", joinReach) + "-", "123", "-" + strings.Repeat("a", joinReach) + "1", true, true},
		{"1" + strings.Repeat("a", joinReach-1) + "-", "123", "-" + strings.Repeat("a", joinReach-1) + "1", false, false},
	}
	for _, test := range tests {
		text := []byte(test.before + test.candidate + test.after)
		start, end := len(test.before), len(test.before)+len(test.candidate)
		if got := startsToken(text, start); got != test.starts {
			t.Errorf("startsToken %q|%q: got %v", test.before, text[start:], got)
		}
		if got := endsToken(text, end); got != test.ends {
			t.Errorf("endsToken %q|%q: got %v", text[:end], test.after, got)
		}
		if got := refStarts(text, start); got != test.starts {
			t.Errorf("reference: starts %q|%q: got %v", test.before, text[start:], got)
		}
		if got := refEnds(text, end); got != test.ends {
			t.Errorf("reference: ends %q|%q: got %v", text[:end], test.after, got)
		}
	}
}
