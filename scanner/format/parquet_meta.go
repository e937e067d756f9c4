package format

import (
	"strings"

	"github.com/seed-4750cad8/assay/scanner"
)

// Numbers of parquet.thrift (apache/parquet-format 2.11), as far as they decide how a column is read.
const (
	parquetBoolean = 0 // physical types
	parquetInt32   = 1
	parquetInt64   = 2
	parquetInt96   = 3
	parquetFloat   = 4
	parquetDouble  = 5
	parquetBytes   = 6
	parquetFixed   = 7

	repeatOptional = 1
	repeatRepeated = 2
)

// A meaning is what the schema says that a column's values stand for, beyond their physical type: the union of
// ConvertedType and LogicalType, as far as they matter here.
type meaning uint8

const (
	plainly      meaning = iota // nothing is said
	meansText                   // STRING, ENUM, JSON
	meansBSON                   // BSON
	meansShape                  // GEOMETRY, GEOGRAPHY: well-known binary
	meansMap                    // MAP
	meansList                   // LIST
	meansDecimal                // DECIMAL
	meansDate                   // DATE
	meansTime                   // TIME
	meansMillis                 // TIMESTAMP in milliseconds
	meansMicros
	meansNanos
	meansUnsigned // UINT_8 to UINT_64
	meansUUID     // UUID
	meansInterval // INTERVAL
	meansFloat16  // FLOAT16
	meaningCount
)

// of returns m if a column of that physical type, and of values of that width, may have it (apache/parquet-format,
// LogicalTypes.md), and else plainly: readers go by the physical type then, and so the values are searched as that.
func (m meaning) of(physical int64, width int) meaning {
	legal := true
	switch m {
	case meansText, meansBSON, meansShape:
		legal = physical == parquetBytes
	case meansMap, meansList: // are of groups
		legal = false
	case meansDecimal:
		legal = physical == parquetInt32 || physical == parquetInt64 || physical == parquetBytes ||
			physical == parquetFixed && width <= maxDecimal
	case meansDate:
		legal = physical == parquetInt32
	case meansTime, meansUnsigned:
		legal = physical == parquetInt32 || physical == parquetInt64
	case meansMillis, meansMicros, meansNanos:
		legal = physical == parquetInt64
	case meansUUID:
		legal = physical == parquetFixed && width == 16
	case meansInterval:
		legal = physical == parquetFixed && width == 12
	case meansFloat16:
		legal = physical == parquetFixed && width == 2
	}
	if !legal {
		return plainly
	}
	return m
}

// convertedMeanings is indexed by ConvertedType.
var convertedMeanings = [...]meaning{
	0: meansText, 1: meansMap, 2: meansMap, 3: meansList, 4: meansText, 5: meansDecimal, 6: meansDate, 7: meansTime, 8: meansTime,
	9: meansMillis, 10: meansMicros, 11: meansUnsigned, 12: meansUnsigned, 13: meansUnsigned, 14: meansUnsigned,
	15: plainly, 16: plainly, 17: plainly, 18: plainly, 19: meansText, 20: meansBSON, 21: meansInterval,
}

// logicalMeanings is indexed by the field of the union LogicalType. Columns of the type UNKNOWN (11) hold nulls only, and are
// read to see that. VARIANT (16) is of groups.
var logicalMeanings = [...]meaning{
	1: meansText, 2: meansMap, 3: meansList, 4: meansText, 5: meansDecimal, 6: meansDate, 7: meansTime, 8: meansMicros,
	10: plainly, 11: plainly, 12: meansText, 13: meansBSON, 14: meansUUID, 15: meansFloat16, 16: plainly,
	17: meansShape, 18: meansShape,
}

// A parquetColumn is a leaf of the schema.
type parquetColumn struct {
	name     string // its path, with '.' between steps and without the steps that only make lists and maps
	physical int64
	width    int // bytes of a value; 0 when they differ
	means    meaning
	scale    int // of a decimal
	maxDef   int // levels, see apache/parquet-format, README, "Nested Encoding"
	maxRep   int
}

// A schemaElement is a node of the schema.
type schemaElement struct {
	name       string
	physical   int64 // -1 for a node that is no leaf
	width      int64
	repetition int64
	children   int64
	means      meaning
	scale      int64
}

// Bounds of a schema: every element costs memory, and every path is as long as the names above it.
const (
	schemaElements = 64 << 10
	schemaDepth    = 64
	schemaPaths    = 4 << 20 // bytes of all paths together
	schemaPath     = 1 << 10 // bytes of one path; longer ones are cut
)

// schemaElement reads one node.
func (t *thrift) schemaElement() schemaElement {
	e := schemaElement{physical: -1}
	converted := plainly
	t.fields(func(id int64, kind byte) {
		switch {
		case id == 1 && kind == thriftI32:
			e.physical = t.int()
		case id == 2 && kind == thriftI32:
			e.width = t.int()
		case id == 3 && kind == thriftI32:
			e.repetition = t.int()
		case id == 4 && kind == thriftBinary:
			e.name = string(t.bytes())
		case id == 5 && kind == thriftI32:
			e.children = t.int()
		case id == 6 && kind == thriftI32:
			if v := t.int(); v >= 0 && v < int64(len(convertedMeanings)) {
				converted = convertedMeanings[v]
			}
		case id == 7 && kind == thriftI32:
			e.scale = t.int()
		case id == 10 && kind == thriftStruct:
			t.logicalType(&e)
		default:
			t.skip(kind)
		}
	})
	if e.means == plainly {
		e.means = converted
	}
	return e
}

// logicalType reads the union of that name.
func (t *thrift) logicalType(e *schemaElement) {
	t.fields(func(id int64, kind byte) {
		if kind != thriftStruct {
			t.skip(kind)
			return
		}
		if id >= 0 && id < int64(len(logicalMeanings)) {
			e.means = logicalMeanings[id]
		}
		t.fields(func(field int64, kind byte) {
			switch {
			case id == 5 && field == 1 && kind == thriftI32: // DECIMAL
				e.scale = t.int()
			case id == 8 && field == 2 && kind == thriftStruct: // TIMESTAMP
				t.fields(func(unit int64, kind byte) {
					if unit >= 1 && unit <= 3 {
						e.means = meansMillis + meaning(unit-1)
					}
					t.skip(kind)
				})
			case id == 10 && field == 2 && kind == thriftFalse: // INTEGER, not signed
				e.means = meansUnsigned
			default:
				t.skip(kind)
			}
		})
	})
}

// parquetSchema reads the leaves of the schema that the list at t describes, depth first, and has all names searched.
func parquetSchema(t *thrift, names *cells) ([]parquetColumn, error) {
	var elements []schemaElement
	t.list(thriftStruct, func() {
		if len(elements) <= schemaElements {
			e := t.schemaElement()
			elements = append(elements, e)
			names.note([]byte(e.name))
		} else {
			t.skip(thriftStruct)
		}
	})
	switch {
	case t.bad || len(elements) == 0:
		return nil, scanner.Corrupt
	case len(elements) > schemaElements:
		return nil, scanner.TooLarge
	}
	s := schemaWalk{rest: elements[1:]}
	for range elements[0].children {
		if err := s.node(under{}); err != nil {
			return nil, err
		}
	}
	if len(s.rest) > 0 {
		return nil, scanner.Corrupt
	}
	return s.columns, nil
}

type schemaWalk struct {
	rest    []schemaElement
	columns []parquetColumn
	paths   int
}

// under is what a node has from the nodes above it.
type under struct {
	path     string
	def, rep int
	depth    int
	role     role
	parent   string
}

// A role is what a node does for a list or map above it (apache/parquet-format, LogicalTypes.md, "Nested Types").
type role uint8

const (
	ownRole    role = iota
	listRepeat      // the repeated node of a LIST: "list", "bag", "array"
	listItem        // its only child: "element", "item"
	mapRepeat       // the repeated node of a MAP: "key_value", "entries"
)

// node reads the next node and all below it.
func (s *schemaWalk) node(u under) error {
	if len(s.rest) == 0 || u.depth > schemaDepth {
		return scanner.Corrupt
	}
	e := s.rest[0]
	s.rest = s.rest[1:]
	down := under{path: u.path, def: u.def, rep: u.rep, depth: u.depth + 1, parent: e.name}
	switch e.repetition {
	case repeatOptional:
		down.def++
	case repeatRepeated:
		down.def++
		down.rep++
	}
	if e.repetition != repeatRepeated && u.role != listItem {
		u.role = ownRole
	}
	switch {
	case u.role == listRepeat && e.children == 1 && e.name != "array" && e.name != u.parent+"_tuple":
		down.role = listItem
	case u.role == listRepeat, u.role == mapRepeat:
	case e.means == meansList:
		down.role = listRepeat
	case e.means == meansMap:
		down.role = mapRepeat
	}
	if u.role == ownRole {
		down.path = e.name
		if u.path != "" {
			down.path = u.path + "." + e.name
		}
		down.path = strings.Clone(down.path[:min(len(down.path), schemaPath)])
	}
	if e.physical < 0 || e.children > 0 {
		for range e.children {
			if err := s.node(down); err != nil {
				return err
			}
		}
		return nil
	}
	if s.paths += len(down.path); s.paths > schemaPaths {
		return scanner.TooLarge
	}
	c := parquetColumn{
		name: down.path, physical: e.physical, scale: int(e.scale), maxDef: down.def, maxRep: down.rep,
	}
	switch e.physical {
	case parquetInt32, parquetFloat:
		c.width = 4
	case parquetInt64, parquetDouble:
		c.width = 8
	case parquetInt96:
		c.width = 12
	case parquetFixed:
		if e.width <= 0 || e.width > scanner.MaxBlock {
			return scanner.Corrupt
		}
		c.width = int(e.width)
	case parquetBoolean, parquetBytes:
	default:
		return scanner.Unsupported
	}
	c.means = e.means.of(c.physical, c.width)
	s.columns = append(s.columns, c)
	return nil
}

// A parquetChunk is where the values of one column in one row group are.
type parquetChunk struct {
	physical       int64
	codec          int64
	values         int64
	unpacked       int64 // bytes
	start, end     int64 // in the file
	encrypted      bool
	elsewhere      bool // in another file
	dataPage, dict int64
	packed         int64
	statistics     thrift
	path           thrift // in the schema: a list of names

	columnIndex, offsetIndex, bloom span
}

// columnChunk reads one element of RowGroup.columns.
func (t *thrift) columnChunk() parquetChunk {
	var c parquetChunk
	t.fields(func(id int64, kind byte) {
		switch {
		case id == 1 && kind == thriftBinary:
			path := t.bytes()
			c.elsewhere = len(path) > 0
			t.see(path)
		case id == 4 && kind == thriftI64:
			c.offsetIndex.start = t.int()
		case id == 5 && kind == thriftI32:
			c.offsetIndex.size(t.int())
		case id == 6 && kind == thriftI64:
			c.columnIndex.start = t.int()
		case id == 7 && kind == thriftI32:
			c.columnIndex.size(t.int())
		case id == 3 && kind == thriftStruct:
			t.columnMeta(&c)
		case id == 8 && kind == thriftStruct:
			c.encrypted = true
			t.skip(kind)
		default:
			t.skip(kind)
		}
	})
	// A chunk is its pages in a row. Some writers leave the dictionary's place out, or set it to 0.
	c.start = c.dataPage
	if c.dict > 0 && (c.dict < c.dataPage || c.dataPage == 0) {
		c.start = c.dict
	}
	c.end = c.start + c.packed
	return c
}

// columnMeta reads ColumnChunk.meta_data.
func (t *thrift) columnMeta(c *parquetChunk) {
	t.fields(func(id int64, kind byte) {
		switch {
		case kind == thriftI32 && id == 1:
			c.physical = t.int()
		case kind == thriftI32 && id == 4:
			c.codec = t.int()
		case kind == thriftI64 && id == 5:
			c.values = t.int()
		case kind == thriftI64 && id == 6:
			c.unpacked = t.int()
		case kind == thriftI64 && id == 7:
			c.packed = t.int()
		case kind == thriftI64 && id == 9:
			c.dataPage = t.int()
		case kind == thriftI64 && id == 11:
			c.dict = t.int()
		case kind == thriftList && id == 3:
			c.path = t.later(kind)
		case kind == thriftStruct && id == 12:
			c.statistics = t.later(kind)
		case kind == thriftI64 && id == 14:
			c.bloom = span{start: t.int()}
		case kind == thriftI32 && id == 15:
			c.bloom.size(t.int())
		default:
			t.skip(kind)
		}
	})
}

// statistics passes on the values of the struct of that name, of a chunk or page.
func (t *thrift) statistics(value func(v []byte)) {
	t.fields(func(_ int64, kind byte) {
		if kind == thriftBinary {
			value(t.bytes())
		} else {
			t.skip(kind)
		}
	})
}

// columnIndex passes on the values of the struct of that name: the statistics of a chunk's pages.
func (t *thrift) columnIndex(value func(v []byte)) {
	t.fields(func(id int64, kind byte) {
		if kind == thriftList && (id == 2 || id == 3) {
			t.list(thriftBinary, func() { value(t.bytes()) })
		} else {
			t.skip(kind)
		}
	})
}
