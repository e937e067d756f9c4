package inventory

import (
	"io"
	"reflect"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/array"
	"github.com/apache/arrow/go/v15/arrow/ipc"
	"github.com/apache/arrow/go/v15/arrow/memory"
)

// arrowExporter writes an Arrow IPC stream, a record batch for every batch of records.
type arrowExporter struct {
	w *ipc.Writer
	b *array.RecordBuilder
}

func newArrowExporter(out io.Writer) *arrowExporter {
	meta := arrow.NewMetadata([]string{metaSchema}, []string{SchemaVersion})
	schema := arrow.NewSchema(arrowFields(reflect.TypeFor[record]()), &meta)
	return &arrowExporter{
		w: ipc.NewWriter(out, ipc.WithSchema(schema)),
		b: array.NewRecordBuilder(memory.DefaultAllocator, schema),
	}
}

func (e *arrowExporter) write(recs []record) error {
	if len(recs) == 0 {
		return nil
	}
	for i := range recs {
		v := reflect.ValueOf(&recs[i]).Elem()
		for j := range v.NumField() {
			appendArrow(e.b.Field(j), v.Field(j))
		}
	}
	batch := e.b.NewRecord()
	defer batch.Release()
	return e.w.Write(batch)
}

// close writes the schema too, if there was no batch.
func (e *arrowExporter) close() error {
	e.b.Release()
	return e.w.Close()
}

func arrowFields(t reflect.Type) []arrow.Field {
	var fields []arrow.Field
	for _, c := range columns(t) {
		fields = append(fields, arrow.Field{Name: c.name, Type: arrowType(c.typ), Nullable: c.typ == timeType})
	}
	return fields
}

func arrowType(t reflect.Type) arrow.DataType {
	switch {
	case t == timeType:
		return arrow.FixedWidthTypes.Timestamp_us
	case t.Kind() == reflect.Int64:
		return arrow.PrimitiveTypes.Int64
	case t.Kind() == reflect.Slice:
		return arrow.ListOfNonNullable(arrowType(t.Elem()))
	case t.Kind() == reflect.Struct:
		return arrow.StructOf(arrowFields(t)...)
	}
	return arrow.BinaryTypes.String
}

func appendArrow(b array.Builder, v reflect.Value) {
	switch b := b.(type) {
	case *array.TimestampBuilder:
		if t := v.Interface().(*instant); t != nil {
			b.Append(arrow.Timestamp(*t))
		} else {
			b.AppendNull()
		}
	case *array.Int64Builder:
		b.Append(v.Int())
	case *array.StringBuilder:
		b.Append(v.String())
	case *array.ListBuilder:
		b.Append(true)
		for i := range v.Len() {
			appendArrow(b.ValueBuilder(), v.Index(i))
		}
	case *array.StructBuilder:
		b.Append(true)
		for i := range v.NumField() {
			appendArrow(b.FieldBuilder(i), v.Field(i))
		}
	}
}
