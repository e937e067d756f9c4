package format

import (
	"encoding/binary"
	"slices"
)

// A thriftWriter writes what a [thrift] reads. Files that no library writes are made with it.
type thriftWriter struct {
	b    []byte
	last []int64 // ids of the fields before, by depth
}

// thriftBytes returns the bytes of a struct with the fields that f writes.
func thriftBytes(f func(w *thriftWriter)) []byte {
	w := &thriftWriter{last: []int64{0}}
	f(w)
	return append(w.b, 0)
}

func (w *thriftWriter) head(id int64, kind byte) {
	last := &w.last[len(w.last)-1]
	w.b = append(w.b, byte(id-*last)<<4|kind)
	*last = id
}

func (w *thriftWriter) int(id int64, kind byte, v int64) {
	w.head(id, kind)
	w.b = binary.AppendVarint(w.b, v)
}

func (w *thriftWriter) i32(id, v int64) { w.int(id, thriftI32, v) }
func (w *thriftWriter) i64(id, v int64) { w.int(id, thriftI64, v) }

func (w *thriftWriter) text(id int64, s string) {
	w.head(id, thriftBinary)
	w.element(s)
}

// element writes a string of a list.
func (w *thriftWriter) element(s string) {
	w.b = append(binary.AppendUvarint(w.b, uint64(len(s))), s...)
}

func (w *thriftWriter) list(id int64, kind byte, n int) {
	w.head(id, thriftList)
	if n < 15 {
		w.b = append(w.b, byte(n)<<4|kind)
	} else {
		w.b = binary.AppendUvarint(append(w.b, 0xf0|kind), uint64(n))
	}
}

func (w *thriftWriter) structure(id int64, f func()) {
	w.head(id, thriftStruct)
	w.item(f)
}

// item writes a struct of a list.
func (w *thriftWriter) item(f func()) {
	w.last = append(w.last, 0)
	f()
	w.last = w.last[:len(w.last)-1]
	w.b = append(w.b, 0)
}

// A parquetTable is a Parquet file of one column and at most one row group, as hostile as a test wants it.
type parquetTable struct {
	front     string // bytes before the pages
	pages     []byte
	behind    []byte // bytes between the pages and the footer
	noGroups  bool
	name      string
	physical  int64
	width     int64
	converted int64 // 0 is UTF8, of which -1 makes nothing
	codec     int64
	values    int64
	path      string // of the file that holds the pages

	statistics func(w *thriftWriter)
	chunk      func(w *thriftWriter, behind int64) // more fields of the chunk, from 4; behind is the place of t.behind
	meta       func(w *thriftWriter, behind int64) // more fields of its metadata, from 13
	footer     func(w *thriftWriter)               // more fields of the file's metadata, from 6
	tail       string                              // bytes behind the file's metadata
}

// file returns the bytes of t.
func (t parquetTable) file() []byte {
	b := slices.Concat([]byte("PAR1"+t.front), t.pages)
	start, behind := int64(4+len(t.front)), int64(len(b))
	b = append(b, t.behind...)
	meta := thriftBytes(func(w *thriftWriter) {
		w.i32(1, 1)
		w.list(2, thriftStruct, 2)
		w.item(func() {
			w.text(4, "schema")
			w.i32(5, 1)
		})
		w.item(func() {
			w.i32(1, t.physical)
			if t.width > 0 {
				w.i32(2, t.width)
			}
			w.i32(3, 0)
			w.text(4, t.name)
			if t.converted >= 0 {
				w.i32(6, t.converted)
			}
		})
		w.i64(3, t.values)
		if t.noGroups {
			w.list(4, thriftStruct, 0)
		} else {
			w.list(4, thriftStruct, 1)
			w.item(func() {
				w.list(1, thriftStruct, 1)
				w.item(func() { t.columnChunk(w, start, behind) })
				w.i64(2, int64(len(t.pages)))
				w.i64(3, t.values)
			})
		}
		if t.footer != nil {
			t.footer(w)
		}
	})
	meta = append(meta, t.tail...)
	b = append(b, meta...)
	return append(binary.LittleEndian.AppendUint32(b, uint32(len(meta))), "PAR1"...)
}

func (t parquetTable) columnChunk(w *thriftWriter, start, behind int64) {
	if t.path != "" {
		w.text(1, t.path)
	}
	w.i64(2, behind)
	w.structure(3, func() {
		w.i32(1, t.physical)
		w.list(3, thriftBinary, 1)
		w.element(t.name)
		w.i32(4, t.codec)
		w.i64(5, t.values)
		w.i64(6, int64(len(t.pages)))
		w.i64(7, int64(len(t.pages)))
		w.i64(9, start)
		if t.statistics != nil {
			w.structure(12, func() { t.statistics(w) })
		}
		if t.meta != nil {
			t.meta(w, behind)
		}
	})
	if t.chunk != nil {
		t.chunk(w, behind)
	}
}

// page returns a data page of version 1 with its header. More writes fields of the page's header from 5, which is the data's.
func page(encoding, values int64, body []byte) []byte {
	return pageWith(encoding, values, len(body), body, nil)
}

func pageWith(encoding, values int64, unpacked int, body []byte, more func(w *thriftWriter)) []byte {
	return append(thriftBytes(func(w *thriftWriter) {
		w.i32(1, dataPage)
		w.i32(2, int64(unpacked))
		w.i32(3, int64(len(body)))
		w.structure(5, func() {
			w.i32(1, values)
			w.i32(2, encoding)
			w.i32(3, encodeRLE)
			w.i32(4, encodeRLE)
			if more != nil {
				more(w)
			}
		})
	}), body...)
}

// plainValues encodes values of bytes.
func plainValues(values ...string) (b []byte) {
	for _, v := range values {
		b = append(binary.LittleEndian.AppendUint32(b, uint32(len(v))), v...)
	}
	return b
}

// texts is a table of these values in a column of that name, as its metadata means them.
func texts(converted int64, values ...string) parquetTable {
	return parquetTable{
		name: "note", physical: parquetBytes, converted: converted, values: int64(len(values)),
		pages: page(encodePlain, int64(len(values)), plainValues(values...)),
	}
}
