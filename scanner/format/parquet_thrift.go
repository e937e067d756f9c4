package format

import (
	"encoding/binary"
	"slices"
)

// A thrift reads Thrift's compact protocol (apache/thrift, doc/specs/thrift-compact-protocol.md) from bytes in memory. It
// allocates nothing and never reads outside them: bad data makes it bad, after which all it returns is zero. A decoder that
// builds structs instead makes lists as long as the data claims, before it has read them.
type thrift struct {
	b     []byte // what is left
	bad   bool
	depth int
	// seen, if it is set, is called with all that is passed by and may be text: strings, and the bytes of lists of numbers.
	seen func(v []byte)
}

// Types of fields and elements.
const (
	thriftTrue   = 1
	thriftFalse  = 2
	thriftI8     = 3
	thriftI16    = 4
	thriftI32    = 5
	thriftI64    = 6
	thriftDouble = 7
	thriftBinary = 8
	thriftList   = 9
	thriftSet    = 10
	thriftMap    = 11
	thriftStruct = 12
	thriftUUID   = 13
)

const thriftDepth = 32 // structs in structs; Parquet's go 8 deep

func (t *thrift) fail() {
	t.b, t.bad = nil, true
}

func (t *thrift) byte() byte {
	if len(t.b) == 0 {
		t.fail()
		return 0
	}
	c := t.b[0]
	t.b = t.b[1:]
	return c
}

func (t *thrift) uvarint() uint64 {
	v, n := binary.Uvarint(t.b)
	if n <= 0 {
		t.fail()
		return 0
	}
	t.b = t.b[n:]
	return v
}

// int reads an integer of any width.
func (t *thrift) int() int64 {
	u := t.uvarint()
	return int64(u>>1) ^ -int64(u&1)
}

// take returns the next n bytes, which alias what the thrift reads.
func (t *thrift) take(n uint64) []byte {
	if n > uint64(len(t.b)) {
		t.fail()
		return nil
	}
	b := t.b[:n]
	t.b = t.b[n:]
	return b
}

func (t *thrift) bytes() []byte {
	return t.take(t.uvarint())
}

// fields calls f for each field of a struct, in order. What f leaves, because it does not know the field or its type, it
// must skip.
func (t *thrift) fields(f func(id int64, kind byte)) {
	if t.depth++; t.depth > thriftDepth {
		t.fail()
	}
	for id := int64(0); ; {
		head := t.byte()
		if t.bad || head == 0 {
			break
		}
		if delta := int64(head >> 4); delta != 0 {
			id += delta
		} else {
			id = t.int()
		}
		f(id, head&0xf)
	}
	t.depth--
}

// list calls f for each element of a list of the given type; another type makes the data bad.
func (t *thrift) list(want byte, f func()) {
	kind, n := t.listHead()
	if n > 0 && kind != want {
		t.fail()
	}
	for ; n > 0 && !t.bad; n-- {
		f()
	}
}

func (t *thrift) listHead() (kind byte, n uint64) {
	head := t.byte()
	n = uint64(head >> 4)
	if n == 15 {
		n = t.uvarint()
	}
	if n > uint64(len(t.b)) { // an element has a byte at least
		t.fail()
		return 0, 0
	}
	return head & 0xf, n
}

// later reads past a field of that type, which is to be read from the result, by whoever knows what it is.
func (t *thrift) later(kind byte) thrift {
	field := *t
	t.seen = nil
	t.skip(kind)
	t.seen = field.seen
	return field
}

func (t *thrift) see(v []byte) {
	if t.seen != nil && len(v) > 0 {
		t.seen(v)
	}
}

// skip reads past a field of that type.
func (t *thrift) skip(kind byte) {
	switch kind {
	case thriftTrue, thriftFalse: // the type is the value
	case thriftI8:
		t.byte()
	case thriftI16, thriftI32, thriftI64:
		t.uvarint()
	case thriftDouble:
		t.take(8)
	case thriftUUID:
		t.see(t.take(16))
	case thriftBinary:
		t.see(t.bytes())
	case thriftStruct:
		t.fields(func(_ int64, kind byte) { t.skip(kind) })
	case thriftList, thriftSet:
		kind, n := t.listHead()
		t.skipItems(n, kind)
	case thriftMap:
		n := t.uvarint()
		if n == 0 {
			return
		}
		kinds := t.byte()
		if n > uint64(len(t.b)) {
			t.fail()
		}
		t.skipItems(n, kinds>>4, kinds&0xf)
	default:
		t.fail()
	}
}

// skipItems reads past n items of a container, each of these types in turn.
func (t *thrift) skipItems(n uint64, kinds ...byte) {
	if t.depth++; t.depth > thriftDepth {
		t.fail()
	}
	before := t.b
	for ; n > 0 && !t.bad; n-- {
		for _, kind := range kinds {
			if kind == thriftTrue || kind == thriftFalse {
				t.byte()
				continue
			}
			t.skip(kind)
		}
	}
	if !slices.ContainsFunc(kinds, func(kind byte) bool { return kind > thriftDouble }) {
		t.see(before[:len(before)-len(t.b)])
	}
	t.depth--
}
