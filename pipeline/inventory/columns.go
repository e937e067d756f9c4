package inventory

import (
	"iter"
	"reflect"
)

// column is one column of a table, or one field of a struct in it, as record declares it.
type column struct {
	name string
	typ  reflect.Type
}

var timeType = reflect.TypeFor[*instant]()

// columns returns the columns of a struct, in order.
func columns(t reflect.Type) []column {
	cols := make([]column, t.NumField())
	for i := range cols {
		f := t.Field(i)
		cols[i] = column{name: f.Tag.Get("json"), typ: f.Type}
	}
	return cols
}

// columnNames returns the names of the table's columns.
func columnNames() []string {
	var names []string
	for _, c := range columns(reflect.TypeFor[record]()) {
		names = append(names, c.name)
	}
	return names
}

// fields yields the values of a struct's fields, in order.
func fields(v reflect.Value) iter.Seq[any] {
	return func(yield func(any) bool) {
		for i := range v.NumField() {
			if !yield(v.Field(i).Interface()) {
				return
			}
		}
	}
}
