package detectors

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// A kernels is one way of what there is more than one of for a processor.
type kernels struct {
	name     string
	classify func(t *planeTable, p *tile, text []byte, blocks int)
	mark     func(p *tile, rules *planeRules, blocks int)
}

// everyKernels returns the ways that this processor can go: first the one that it does.
func everyKernels() []kernels {
	return append([]kernels{{"chosen", (*planeTable).classify, mark}}, otherKernels()...)
}

// checkKernels fails where kernels of this processor do not do on text what their portable meanings do.
func checkKernels(t *testing.T, s *Set, text []byte) {
	t.Helper()
	for _, k := range everyKernels() {
		k.check(t, s, text)
	}
}

func (k kernels) check(t *testing.T, s *Set, text []byte) {
	t.Helper()
	const rest = 64 + startPlaces
	blocks := max(0, len(text)-rest) / 64
	if blocks == 0 {
		return
	}
	got, want := new(tile), new(tile)
	for b := range planeSpan { // what was there before
		for _, plane := range [...]*plane{&got.next, &got.word, &got.beyond, &got.letter, &got.dash, &got.point} {
			plane[b] = ^uint64(0)
		}
	}
	got.clearBefore()
	k.classify(s.planes, got, text, blocks+1)
	s.planes.classifyPortable(want, text, blocks+1)
	k.mark(got, &s.rules, blocks)
	markPortable(want, &s.rules, blocks)
	planes := func(p *tile) []plane {
		return []plane{p.word, p.letter, p.upper, p.digit, p.asked, p.anchor, p.colon, p.quote, p.hex, p.next, p.dash, p.point, p.beyond,
			p.starts, p.edges, p.named, p.quoted, p.others}
	}
	for i, plane := range planes(got) {
		if got, want := plane[1:blocks+1], planes(want)[i][1:blocks+1]; !slices.Equal(got, want) {
			t.Fatalf("%s: plane %d of %q:\n got %x\nwant %x", k.name, i, text, got, want)
		}
	}
	emit := func(emit func(dst *emitted) int) []uint16 {
		var dst emitted
		return slices.Clone(dst.offsets[:emit(&dst)])
	}
	for back, named := range []*plane{&got.named, &got.quoted} {
		named[1] &^= 0xFF
		gotNames := emit(func(dst *emitted) int { return emitNames(dst, named, text, 0, blocks, back, s.names.words) })
		wantNames := emit(func(dst *emitted) int { return emitNamesPortable(dst, named, text, 0, blocks, back, s.names.words) })
		if !slices.Equal(gotNames, wantNames) {
			t.Errorf("names %d bytes before in %q:\n got %v\nwant %v", back, text, gotNames, wantNames)
		}
	}
	gotStarts := emit(func(dst *emitted) int { return emitStarts(dst, got, text, blocks, s.starts.table) })
	wantStarts := emit(func(dst *emitted) int { return emitStartsPortable(dst, got, text, blocks, s.starts.table) })
	if !slices.Equal(gotStarts, wantStarts) {
		t.Errorf("starts in %q:\n got %v\nwant %v", text, gotStarts, wantStarts)
	}
	gotEdges := emit(func(dst *emitted) int { return emitEdges(dst, got, text, blocks, s.keywords.words) })
	wantEdges := emit(func(dst *emitted) int { return emitEdgesPortable(dst, got, text, blocks, s.keywords.words) })
	if !slices.Equal(gotEdges, wantEdges) {
		t.Errorf("edges in %q:\n got %v\nwant %v", text, gotEdges, wantEdges)
	}
}

func TestKernels(t *testing.T) {
	s := mustCompile(t, All())
	r := rand.New(rand.NewPCG(1, 1))
	alphabets := []string{"aB1_ ", "0123456789-. ", "abcdefABCDEF0123456789:", "\x00\x7f\x80\xff é字@=+(", "ssn SSN iban phoneNumber_"}
	for range 2000 {
		alphabet := alphabets[r.IntN(len(alphabets))]
		text := make([]byte, 64*(1+r.IntN(5))+64+startPlaces+r.IntN(64))
		for i := range text {
			text[i] = alphabet[r.IntN(len(alphabet))]
			if r.IntN(20) == 0 {
				text[i] = byte(r.IntN(256))
			}
		}
		checkKernels(t, s, text)
	}
	all := make([]byte, 0, 1<<16+256) // every byte before every byte
	for a := range 256 {
		for b := range 256 {
			all = append(all, byte(a), byte(b))
		}
	}
	for offset := range 64 {
		text := append(make([]byte, offset), all...)
		checkKernels(t, s, text[:min(len(text), 64*60)])
	}
}

func FuzzKernels(f *testing.F) {
	s := mustCompile(f, All())
	f.Add([]byte("Call +1 415 555 0100 or write to jane.doe@example.com; card 4111 1111 1111 1111, key AKIAIOSFODNN7EXAMPLE, phone_number: 5, straßeNr 7 and then some more text to fill it"))
	f.Fuzz(func(t *testing.T, text []byte) { checkKernels(t, s, text[:min(len(text), 64*60)]) })
}
