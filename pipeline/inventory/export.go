package inventory

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/parquet-go/parquet-go"

	"github.com/seed-4750cad8/assay/pipeline"
)

// A Format is how rows are exported. All have the columns, names and escapes of the parts.
type Format string

// The formats of an export.
const (
	// Arrow is an Arrow IPC stream, nested columns as lists of structs.
	Arrow Format = "arrow"
	// CSV has a header, and nested columns as JSON in a cell. A cell that a spreadsheet would take for a formula gets an
	// apostrophe in front, which spreadsheets hide; so does one that begins with an apostrophe. To have the exact text, take
	// one leading apostrophe away.
	CSV Format = "csv"
	// JSONL is one JSON object a line.
	JSONL Format = "jsonl"
	// Parquet is one file like a part.
	Parquet Format = "parquet"
)

// Formats lists every format.
func Formats() []Format { return []Format{Arrow, CSV, JSONL, Parquet} }

// exporter writes records in one format. close writes what is left and an end, and does not close the writer.
type exporter interface {
	write(recs []record) error
	close() error
}

// batchRows and batchBytes bound what Export holds of rows before it writes them.
const (
	batchRows  = 1024
	batchBytes = 4 << 20
)

// Export writes rows to out as they come, in memory no more than a batch of them (for Parquet: no more than a part). After
// an error, of rows or of out, what was written is not complete.
func Export(ctx context.Context, out io.Writer, rows iter.Seq2[pipeline.Row, error], format Format) error {
	buf := bufio.NewWriterSize(out, 64<<10)
	var e exporter
	switch format {
	case Arrow:
		e = newArrowExporter(buf)
	case CSV:
		e = &csvExporter{w: csv.NewWriter(buf)}
	case JSONL:
		enc := json.NewEncoder(buf)
		enc.SetEscapeHTML(false)
		e = jsonlExporter{enc}
	case Parquet:
		e = &parquetExporter{w: parquet.NewGenericWriter[record](buf, options(map[string]string{metaSchema: SchemaVersion})...)}
	default:
		return fmt.Errorf("unknown format %q: want arrow, csv, jsonl or parquet", format)
	}
	if err := export(ctx, e, rows); err != nil {
		return err
	}
	if err := e.close(); err != nil {
		return fmt.Errorf("export %s: %w", format, err)
	}
	if err := buf.Flush(); err != nil {
		return fmt.Errorf("export %s: %w", format, err)
	}
	return nil
}

func export(ctx context.Context, e exporter, rows iter.Seq2[pipeline.Row, error]) error {
	var batch []record
	size := 0
	flush := func() error {
		err := e.write(batch)
		clear(batch)
		batch, size = batch[:0], 0
		return err
	}
	for r, err := range rows {
		if err == nil {
			err = context.Cause(ctx)
		}
		if err != nil {
			return err
		}
		rec := newRecord(r)
		batch = append(batch, rec)
		size += rec.memory()
		if len(batch) == batchRows || size >= batchBytes {
			if err := flush(); err != nil {
				return fmt.Errorf("export: %w", err)
			}
		}
	}
	if err := flush(); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return nil
}

type parquetExporter struct {
	w          *parquet.GenericWriter[record]
	rows, size int // of the row group
}

func (e *parquetExporter) write(recs []record) error {
	if _, err := e.w.Write(recs); err != nil {
		return err
	}
	e.rows += len(recs)
	for i := range recs {
		e.size += recs[i].memory()
	}
	if e.rows < maxPartRows && e.size < maxPartBytes {
		return nil
	}
	e.rows, e.size = 0, 0
	return e.w.Flush() // ends the row group
}

func (e *parquetExporter) close() error { return e.w.Close() }

type jsonlExporter struct{ enc *json.Encoder }

func (e jsonlExporter) write(recs []record) error {
	for i := range recs {
		if err := e.enc.Encode(&recs[i]); err != nil {
			return err
		}
	}
	return nil
}

func (e jsonlExporter) close() error { return nil }

type csvExporter struct {
	w      *csv.Writer
	header bool
}

func (e *csvExporter) write(recs []record) error {
	if !e.header {
		e.header = true
		if err := e.w.Write(columnNames()); err != nil {
			return err
		}
	}
	var cells []string
	for i := range recs {
		cells = cells[:0]
		for v := range fields(reflect.ValueOf(&recs[i]).Elem()) {
			s, err := cell(v)
			if err != nil {
				return err
			}
			cells = append(cells, s)
		}
		if err := e.w.Write(cells); err != nil {
			return err
		}
	}
	e.w.Flush()
	return e.w.Error()
}

func (e *csvExporter) close() error {
	e.w.Flush()
	return e.w.Error()
}

// cell is the text of one value of a record.
func cell(v any) (string, error) {
	switch v := v.(type) {
	case string:
		return plain(v), nil
	case int64:
		return strconv.FormatInt(v, 10), nil
	case *instant:
		if v == nil {
			return "", nil
		}
		text, err := v.MarshalText()
		return string(text), err
	}
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return "", err
	}
	return strings.TrimSuffix(b.String(), "\n"), nil // begins with '[': no formula
}

// plain keeps spreadsheets from taking a cell for a formula. The characters are those of OWASP, "CSV Injection"
// (https://owasp.org/www-community/attacks/CSV_Injection), with their full-width forms, and the apostrophe itself, so that it
// can be undone.
func plain(s string) string {
	if r, n := utf8.DecodeRuneInString(s); n > 0 && strings.ContainsRune("=+-@\t\r\n＝＋－＠'", r) {
		return "'" + s
	}
	return s
}
