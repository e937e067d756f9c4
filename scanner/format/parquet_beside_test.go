package format

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
)

// Every byte of a file is accounted for: what no structure of the table holds is searched, and said to be not of the table.
func TestParquetEveryByte(t *testing.T) {
	const unsupported = "unsupported "
	long := strings.Repeat(address+"\n", 50)
	good := texts(0, "a", "b")
	with := func(change func(c *parquetTable)) parquetTable {
		c := good
		change(&c)
		return c
	}
	statistics := func(min, max string) func(w *thriftWriter) {
		return func(w *thriftWriter) {
			w.text(5, max)
			w.text(6, min)
		}
	}
	columnIndex := func(values ...string) []byte {
		return thriftBytes(func(w *thriftWriter) {
			w.list(1, thriftTrue, len(values))
			w.b = append(w.b, bytes.Repeat([]byte{thriftFalse}, len(values))...)
			for id := range int64(2) {
				w.list(2+id, thriftBinary, len(values))
				for _, v := range values {
					w.element(v)
				}
			}
			w.i32(4, 0)
		})
	}
	filter := func(bits string) []byte {
		return append(thriftBytes(func(w *thriftWriter) {
			w.i32(1, int64(len(bits)))
			for id := range int64(3) { // the only algorithm, hash and compression there are
				w.structure(2+id, func() { w.structure(1, func() {}) })
			}
		}), bits...)
	}
	chunkMeta := func(values int64) []byte {
		return thriftBytes(func(w *thriftWriter) {
			w.i32(1, good.physical)
			w.i32(4, 0)
			w.i64(5, values)
			w.i64(6, int64(len(good.pages)))
			w.i64(7, int64(len(good.pages)))
			w.i64(9, 4)
			w.structure(12, func() { statistics("a", address)(w) })
		})
	}
	for _, test := range []struct {
		name    string
		table   parquetTable
		field   string // of the address, where it is a copy or a name
		raw     bool   // the address is in a block without fields
		problem string
	}{
		{"nothing hidden", good, "", false, ""},
		{"no row groups", with(func(c *parquetTable) { c.noGroups, c.front = true, long }), "", true, unsupported},
		{"before the pages", with(func(c *parquetTable) { c.front = long }), "", true, unsupported},
		{"behind the pages", with(func(c *parquetTable) { c.behind = []byte(long) }), "", true, unsupported},
		{"behind padding", with(func(c *parquetTable) { c.behind = append(make([]byte, 100_000), address...) }), "", true, unsupported},
		{"padding", with(func(c *parquetTable) { c.behind = make([]byte, 100_000) }), "", false, ""},
		{"behind the metadata", with(func(c *parquetTable) { c.tail = long }), "", true, unsupported},
		{"pages of another file", with(func(c *parquetTable) {
			c.pages, c.path = page(encodePlain, 2, plainValues(address, "b")), "part-0.parquet"
		}), "", true, unsupported},
		{"statistics of another file", with(func(c *parquetTable) { c.pages, c.path, c.statistics = nil, "part-0.parquet", statistics("a", address) }), "note", false, unsupported},
		{"name of another file", with(func(c *parquetTable) { c.pages, c.path = nil, address }), "(metadata)", false, unsupported},
		{"statistics", with(func(c *parquetTable) { c.statistics = statistics("a", address) }), "note", false, ""},
		{"statistics of a page", with(func(c *parquetTable) {
			c.pages = pageWith(encodePlain, 2, 10, plainValues("a", "b"), func(w *thriftWriter) { w.structure(5, func() { statistics("a", address)(w) }) })
		}), "note", false, ""},
		{"statistics that are a file", with(func(c *parquetTable) {
			c.statistics = statistics(address, string(gzipped(t, "", long)))
		}), "note", false, unsupported},
		{"index of pages", with(func(c *parquetTable) {
			c.behind = columnIndex(address, "b")
			c.chunk = func(w *thriftWriter, behind int64) {
				w.i64(6, behind)
				w.i32(7, int64(len(c.behind)))
			}
		}), "note", false, ""},
		{"text for an index", with(func(c *parquetTable) {
			c.behind = []byte(long)
			c.chunk = func(w *thriftWriter, behind int64) {
				w.i64(4, behind)
				w.i32(5, int64(len(c.behind)))
			}
		}), "", true, "corrupt , " + unsupported},
		{"behind an index", with(func(c *parquetTable) {
			c.behind = append(columnIndex("a", "b"), long...)
			c.chunk = func(w *thriftWriter, behind int64) {
				w.i64(6, behind)
				w.i32(7, int64(len(c.behind)))
			}
		}), "", true, unsupported},
		{"Bloom filter", with(func(c *parquetTable) {
			c.behind = filter("\x01\x80" + address + "\x00\x10")
			c.meta = func(w *thriftWriter, behind int64) { w.i64(14, behind) }
		}), "", true, ""},
		{"metadata behind the pages, as old writers have it", with(func(c *parquetTable) { c.behind = chunkMeta(2) }), "note", false, ""},
		{"the same of something else", with(func(c *parquetTable) { c.behind = chunkMeta(3) }), "", true, unsupported},
		{"name of a column", with(func(c *parquetTable) { c.name = address }), "(column names)", false, ""},
		{"key of a note", with(func(c *parquetTable) {
			c.footer = func(w *thriftWriter) {
				w.last[len(w.last)-1] = 4
				w.list(5, thriftStruct, 1)
				w.item(func() { w.text(1, address) })
			}
		}), "(metadata)", false, ""},
		{"name of a writer", with(func(c *parquetTable) { c.footer = func(w *thriftWriter) { w.text(6, address) } }), "(metadata)", false, ""},
		{"field that no reader knows", with(func(c *parquetTable) { c.footer = func(w *thriftWriter) { w.text(15, address) } }), "(metadata)", false, ""},
		{"list of numbers that spell", with(func(c *parquetTable) {
			c.footer = func(w *thriftWriter) {
				w.list(15, thriftI8, len(address))
				w.b = append(w.b, address...)
			}
		}), "(metadata)", false, ""},
		{"text for a column of floats", with(func(c *parquetTable) {
			c.physical, c.converted, c.pages = parquetFloat, -1, []byte(long)
		}), "", false, "corrupt "},

		{"name of a gzip", with(func(c *parquetTable) {
			c.codec = codecGzip
			c.pages = pageWith(encodePlain, 2, 10, gzipped(t, address, string(plainValues("a", "b"))), nil)
		}), "", false, unsupported},
		{"gzip", with(func(c *parquetTable) {
			c.codec = codecGzip
			c.pages = pageWith(encodePlain, 2, 10, gzipped(t, "", string(plainValues("a", "b"))), nil)
		}), "", false, ""},
		{"gzip of two members", with(func(c *parquetTable) {
			c.codec = codecGzip
			c.pages = pageWith(encodePlain, 2, 10, append(gzipped(t, "", string(plainValues("a"))), gzipped(t, "", string(plainValues("b")))...), nil)
		}), "", false, ""},
		{"behind a gzip", with(func(c *parquetTable) {
			c.codec = codecGzip
			c.pages = pageWith(encodePlain, 2, 10, append(gzipped(t, "", string(plainValues("a", "b"))), address...), nil)
		}), "", false, "corrupt "},
		{"frame of zstd that is skipped", with(func(c *parquetTable) {
			c.codec = codecZstd
			c.pages = pageWith(encodePlain, 2, 10, append(zstded(t, string(plainValues("a", "b"))), "\x50\x2a\x4d\x18\x14\x00\x00\x00"+address...), nil)
		}), "", false, unsupported},
		{"zstd of two frames", with(func(c *parquetTable) {
			c.codec = codecZstd
			c.pages = pageWith(encodePlain, 2, 10, append(zstded(t, string(plainValues("a"))), zstded(t, string(plainValues("b")))...), nil)
		}), "", false, ""},
		{"behind a brotli", with(func(c *parquetTable) {
			var b bytes.Buffer
			w := brotli.NewWriter(&b)
			if _, err := w.Write(plainValues("a", "b")); err != nil {
				t.Fatal(err)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			c.codec = codecBrotli
			c.pages = pageWith(encodePlain, 2, 10, append(b.Bytes(), address...), nil)
		}), "", false, "corrupt "},
		{"slack of a page", with(func(c *parquetTable) { c.pages = page(encodePlain, 2, plainValues("a", "b", address)) }), "", false, unsupported},
		{"zeros for slack", with(func(c *parquetTable) { c.pages = page(encodePlain, 2, append(plainValues("a", "b"), 0, 0, 0, 0)) }), "", false, ""},
		{"slack of a dictionary", with(func(c *parquetTable) {
			dict := plainValues("a", address)
			c.pages = append(thriftBytes(func(w *thriftWriter) {
				w.i32(1, dictPage)
				w.i32(2, int64(len(dict)))
				w.i32(3, int64(len(dict)))
				w.structure(7, func() {
					w.i32(1, 1)
					w.i32(2, encodePlain)
				})
			}), dict...)
			c.pages = append(c.pages, page(encodeDict, 2, []byte{1, 4, 0})...)
		}), "", false, unsupported},
		{"slack of lengths", with(func(c *parquetTable) {
			c.pages = page(encodeDeltaLength, 2, []byte("\x80\x01\x04\x02\x02\x00\x00\x00\x00\x00ab"+address))
		}), "", false, unsupported},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := play(parquetFormat, "", test.table.file(), false)
			slices.Sort(got.problems)
			if problems := strings.Join(slices.Compact(got.problems), ", "); err != nil || problems != test.problem {
				t.Errorf("problems %q, error %v, want %q", problems, err, test.problem)
			}
			field := ""
			for _, c := range append(got.copies, got.cells...) {
				if c.Value == address {
					field = c.Field
				}
			}
			if raw := strings.Contains(strings.Join(got.raw, ""), address); field != test.field || raw != test.raw {
				t.Errorf("found in field %q, in raw bytes %t; want %q, %t", field, raw, test.field, test.raw)
			}
		})
	}
}
