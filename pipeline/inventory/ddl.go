package inventory

import (
	"fmt"
	"reflect"
	"strings"
)

// An Engine is a query engine that [DDL] speaks to.
type Engine string

// The engines.
const (
	Athena Engine = "athena" // Athena engine version 3, with a Glue catalogue
	DuckDB Engine = "duckdb" // 1.1 or later
	Spark  Engine = "spark"  // Spark 3.4 or later
)

// Engines lists every engine.
func Engines() []Engine { return []Engine{Athena, DuckDB, Spark} }

// DDL returns the SQL that makes an inventory queryable where it lies; location is what [pipeline.Files] calls it: the
// URI of its root. It defines
//
//	assay_objects    all rows of all runs, with the partition column run
//	assay_runs       the manifests: one row for every run
//	assay_latest     one row for every object: that of the newest complete run of each set of targets that has it
//	assay_findings   the findings of assay_latest, one row for every finding
//
// A run is one partition. Athena and Spark see it once MSCK REPAIR TABLE, which is part of the text, was run after it;
// partition projection is not used, for no projection type fits IDs: "injected" would refuse every query that does not name
// its runs, the views among them.
func DDL(engine Engine, location string) (string, error) {
	location = strings.TrimRight(location, "/")
	if location == "" || strings.ContainsFunc(location, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return "", fmt.Errorf("DDL needs the location of the inventory, without control characters")
	}
	s3 := strings.HasPrefix(location, "s3://") || strings.HasPrefix(location, "s3a://")
	switch engine {
	case Athena:
		if !s3 {
			return "", fmt.Errorf("athena reads from S3 only: the inventory is at %s", location)
		}
		return athenaDDL(location), nil
	case DuckDB:
		if strings.ContainsAny(location, "*?[") {
			return "", fmt.Errorf("duckdb takes *, ? and [ for wildcards: they cannot be in the location %s", location)
		}
		return duckdbDDL(location), nil
	case Spark:
		return sparkDDL(location), nil
	}
	return "", fmt.Errorf("unknown engine %q: want athena, duckdb or spark", engine)
}

// dialect is how an engine writes types and names.
type dialect struct {
	text, integer, time string
	quote               string
	list                func(elem string) string
	structOf            func(fields string) string
	field               string // between a field's name and type
}

var (
	hive = dialect{
		text: "string", integer: "bigint", time: "timestamp", quote: "`", field: ":",
		list:     func(elem string) string { return "array<" + elem + ">" },
		structOf: func(fields string) string { return "struct<" + fields + ">" },
	}
	duck = dialect{
		text: "VARCHAR", integer: "BIGINT", time: "TIMESTAMPTZ", quote: `"`, field: " ",
		list:     func(elem string) string { return elem + "[]" },
		structOf: func(fields string) string { return "STRUCT(" + fields + ")" },
	}
)

func (d dialect) name(s string) string { return d.quote + s + d.quote }

func (d dialect) sqlType(t reflect.Type) string {
	switch {
	case t == timeType:
		return d.time
	case t.Kind() == reflect.Int64:
		return d.integer
	case t.Kind() == reflect.Slice:
		return d.list(d.sqlType(t.Elem()))
	case t.Kind() == reflect.Struct:
		var fields []string
		for _, c := range columns(t) {
			fields = append(fields, d.name(c.name)+d.field+d.sqlType(c.typ))
		}
		return d.structOf(strings.Join(fields, ", "))
	}
	return d.text
}

// declare lists columns with their types, a line each.
func (d dialect) declare(t reflect.Type) string {
	var lines []string
	for _, c := range columns(t) {
		lines = append(lines, "  "+d.name(c.name)+" "+d.sqlType(c.typ))
	}
	return strings.Join(lines, ",\n")
}

// runColumns are the columns of assay_runs: the fields of a manifest that are worth a query. Times are text, in a form
// that sorts and that every engine can cast.
type runColumns struct {
	Run            string   `json:"run"`
	State          string   `json:"state"`
	Targets        []string `json:"targets"`
	Started        string   `json:"started"`
	Updated        string   `json:"updated"`
	Finished       string   `json:"finished"`
	Config         string   `json:"config"`
	Ruleset        string   `json:"ruleset"`
	ScannerVersion string   `json:"scanner_version"`
	Checkpoint     string   `json:"checkpoint"`
	Totals         struct {
		Rows     int64 `json:"rows"`
		Units    int64 `json:"recognizer_units"`
		Cost     int64 `json:"recognizer_microdollars"`
		Sent     int64 `json:"recognizer_sent"`
		Withheld int64 `json:"recognizer_withheld"`
	} `json:"totals"`
}

var (
	recordType = reflect.TypeFor[record]()
	runType    = reflect.TypeFor[runColumns]()
)

// latest selects one row for every object. max(run) is the newest, for IDs sort by time.
func latest(d dialect) string {
	var cols []string
	for _, c := range columns(recordType) {
		cols = append(cols, d.name(c.name))
	}
	return `SELECT ` + wrap(append(cols, d.name("run"))) + `
FROM (
  SELECT o.*, row_number() OVER (PARTITION BY o.` + d.name("bucket") + `, o.` + d.name("key") + ` ORDER BY o.` + d.name("run") + ` DESC) AS newest
  FROM assay_objects o
  WHERE o.` + d.name("run") + ` IN (SELECT max(` + d.name("run") + `) FROM assay_runs WHERE state = 'complete' GROUP BY targets)
) ranked
WHERE newest = 1`
}

// wrap joins names, a few on a line.
func wrap(names []string) string {
	var b strings.Builder
	for i, n := range names {
		switch {
		case i == 0:
		case i%8 == 0:
			b.WriteString(",\n  ")
		default:
			b.WriteString(", ")
		}
		b.WriteString(n)
	}
	return b.String()
}

// ofObject are the columns that assay_findings has of the object.
var ofObject = []string{"bucket", "key", "level", "coverage", "scanned_at", "run"}

// findings selects one row for every finding; each is how the engine calls a field of it.
func findings(d dialect, from string, each func(name string) string) string {
	var cols []string
	for _, n := range ofObject {
		cols = append(cols, "o."+d.name(n))
	}
	for _, c := range columns(reflect.TypeFor[finding]()) {
		cols = append(cols, each(d.name(c.name)))
	}
	return "SELECT " + wrap(cols) + "\nFROM assay_latest o" + from
}

func athenaDDL(location string) string {
	trino := duck // names as in standard SQL
	var unnested []string
	for _, c := range columns(reflect.TypeFor[finding]()) {
		unnested = append(unnested, trino.name(c.name))
	}
	return `-- Athena runs one statement at a time. Run MSCK REPAIR TABLE again after every run of assay.

CREATE EXTERNAL TABLE IF NOT EXISTS assay_objects (
` + hive.declare(recordType) + `
)
PARTITIONED BY (` + hive.name("run") + ` string)
STORED AS PARQUET
LOCATION ` + backslashed(location+"/") + `;

MSCK REPAIR TABLE assay_objects;

CREATE EXTERNAL TABLE IF NOT EXISTS assay_runs (
` + hive.declare(runType) + `
)
ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'
LOCATION ` + backslashed(location+"/"+manifests) + `;

CREATE OR REPLACE VIEW assay_latest AS
` + latest(trino) + `;

CREATE OR REPLACE VIEW assay_findings AS
` + findings(trino, "\nCROSS JOIN UNNEST(o."+trino.name("findings")+") AS f ("+strings.Join(unnested, ", ")+")",
		func(name string) string { return "f." + name }) + `;
`
}

func duckdbDDL(location string) string {
	var runs []string
	for _, c := range columns(runType) {
		runs = append(runs, "    "+duck.name(c.name)+": "+doubled(duck.sqlType(c.typ)))
	}
	var none []string
	for _, c := range columns(recordType) {
		none = append(none, "  NULL::"+duck.sqlType(c.typ)+" AS "+duck.name(c.name))
	}
	// The second part has no rows: it makes the columns there that no part has yet, since an older version wrote them all.
	return `CREATE OR REPLACE VIEW assay_objects AS
SELECT *
FROM read_parquet(` + doubled(location+"/run=*/part-*.parquet") + `,
  hive_partitioning = true, hive_types = {'run': VARCHAR}, union_by_name = true)
UNION ALL BY NAME
SELECT
` + strings.Join(none, ",\n") + `
WHERE false;

CREATE OR REPLACE VIEW assay_runs AS
SELECT *
FROM read_json(` + doubled(location+"/"+manifests+"*/manifest.json") + `, format = 'newline_delimited', maximum_object_size = 67108864,
  columns = {
` + strings.Join(runs, ",\n") + `
  });

CREATE OR REPLACE VIEW assay_latest AS
` + latest(duck) + `;

CREATE OR REPLACE VIEW assay_findings AS
` + findings(duck, ", UNNEST(o."+duck.name("findings")+") AS u(f)", func(name string) string { return "f." + name }) + `;
`
}

func sparkDDL(location string) string {
	spark := hive
	return `-- Run MSCK REPAIR TABLE and REFRESH TABLE again after every run of assay.

CREATE TABLE IF NOT EXISTS assay_objects (
` + spark.declare(recordType) + `,
  ` + spark.name("run") + ` string
)
USING PARQUET
PARTITIONED BY (` + spark.name("run") + `)
LOCATION ` + backslashed(location+"/") + `;

MSCK REPAIR TABLE assay_objects;

CREATE TABLE IF NOT EXISTS assay_runs (
` + spark.declare(runType) + `
)
USING JSON
OPTIONS (recursiveFileLookup 'true')
LOCATION ` + backslashed(location+"/"+manifests) + `;

REFRESH TABLE assay_runs;

CREATE OR REPLACE VIEW assay_latest AS
` + latest(spark) + `;

CREATE OR REPLACE VIEW assay_findings AS
` + findings(spark, "\nLATERAL VIEW explode(o."+spark.name("findings")+") u AS f", func(name string) string { return "f." + name }) + `;
`
}

// doubled is a string literal of standard SQL, backslashed one of Hive and Spark.
func doubled(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

func backslashed(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(s) + "'"
}
