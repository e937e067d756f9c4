package main

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"regexp/syntax"
	"slices"

	"github.com/nyaruka/phonenumbers"
)

// A plan is what may follow a calling code: numbers of one length, by their first two digits.
type plan struct{ code, length int }

// writePhone writes, for each calling code and length of a national number, which first two digits are in use, and for the
// North American plan which area codes are.
func writePhone(out *bytes.Buffer) error {
	territories, err := phonenumbers.MetadataCollection()
	if err != nil {
		return err
	}
	plans := map[plan][2]uint64{}
	var areas [16]uint64
	for _, t := range territories.GetMetadata() {
		code := int(t.GetCountryCode())
		for _, kind := range []*phonenumbers.PhoneNumberDesc{
			t.GetFixedLine(), t.GetMobile(), t.GetTollFree(), t.GetPremiumRate(), t.GetSharedCost(),
			t.GetPersonalNumber(), t.GetVoip(), t.GetPager(), t.GetUan(), t.GetVoicemail(),
		} {
			if kind.GetNationalNumberPattern() == "" {
				continue
			}
			m, err := compile(kind.GetNationalNumberPattern())
			if err != nil {
				return err
			}
			lengths := kind.GetPossibleLength()
			if len(lengths) == 0 { // the same as those of all kinds together
				lengths = t.GetGeneralDesc().GetPossibleLength()
			}
			for _, length := range lengths {
				if length <= 0 {
					continue
				}
				for prefix := range 100 {
					if m.match(fmt.Sprintf("%02d", prefix), int(length)) {
						bits := plans[plan{code, int(length)}]
						bits[prefix>>6] |= 1 << (prefix & 63)
						plans[plan{code, int(length)}] = bits
					}
				}
				if code != 1 || length != 10 {
					continue
				}
				for area := range 1000 {
					if m.match(fmt.Sprintf("%03d", area), 10) {
						areas[area>>6] |= 1 << (area & 63)
					}
				}
			}
		}
	}

	fmt.Fprintf(out, header, "libphonenumber's metadata (github.com/nyaruka/phonenumbers v1.8.1)")
	out.WriteString("// phonePlans lists the national numbers in use by calling code and length: bit n of prefixes says that some number\n// begins with the two digits n. Sorted by code and length. Source: ITU-T E.164 and the national plans, as collected by\n// libphonenumber.\nvar phonePlans = []phonePlan{\n")
	keys := slices.SortedFunc(maps.Keys(plans), func(a, b plan) int {
		return cmp.Or(a.code-b.code, a.length-b.length)
	})
	for _, k := range keys {
		fmt.Fprintf(out, "{%d, %d, [2]uint64{%#x, %#x}},\n", k.code, k.length, plans[k][0], plans[k][1])
	}
	out.WriteString("}\n\n// nanpAreas has a bit for each area code of the North American Numbering Plan in use, toll-free and premium ones included.\nvar nanpAreas = [16]uint64{\n")
	for _, word := range areas {
		fmt.Fprintf(out, "%#x,\n", word)
	}
	out.WriteString("}\n")
	return nil
}

// A machine simulates a regular expression of digits, so that it can be asked about prefixes of a match.
type machine struct{ prog *syntax.Prog }

func compile(pattern string) (machine, error) {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return machine{}, err
	}
	prog, err := syntax.Compile(re.Simplify())
	return machine{prog}, err
}

// match says whether some string of length digits that begins with prefix matches.
func (m machine) match(prefix string, length int) bool {
	states := map[uint32]bool{}
	m.add(states, uint32(m.prog.Start))
	for i := range length {
		next := map[uint32]bool{}
		for pc := range states {
			inst := &m.prog.Inst[pc]
			for digit := '0'; digit <= '9'; digit++ {
				if i < len(prefix) && rune(prefix[i]) != digit {
					continue
				}
				if inst.Op != syntax.InstMatch && inst.MatchRune(digit) {
					m.add(next, inst.Out)
				}
			}
		}
		states = next
	}
	for pc := range states {
		if m.prog.Inst[pc].Op == syntax.InstMatch {
			return true
		}
	}
	return false
}

// add follows the instructions that consume nothing.
func (m machine) add(states map[uint32]bool, pc uint32) {
	if states[pc] {
		return
	}
	inst := &m.prog.Inst[pc]
	switch inst.Op {
	case syntax.InstAlt, syntax.InstAltMatch:
		m.add(states, inst.Out)
		m.add(states, inst.Arg)
	case syntax.InstCapture, syntax.InstNop, syntax.InstEmptyWidth:
		m.add(states, inst.Out)
	case syntax.InstFail:
	default:
		states[pc] = true
	}
}
