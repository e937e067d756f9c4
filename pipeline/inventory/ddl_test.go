package inventory

import (
	"strings"
	"testing"
)

func TestDDLGolden(t *testing.T) {
	for _, e := range Engines() {
		got, err := DDL(e, "s3://inv/assay/")
		if err != nil {
			t.Fatal(err)
		}
		golden(t, string(e)+".sql", got)
	}
}

func TestDDLLocations(t *testing.T) {
	tests := []struct {
		engine         Engine
		location, want string // in the SQL, or after "error: " in the error
	}{
		{Athena, "s3://inv", "LOCATION 's3://inv/'"},
		{Athena, "s3://inv/it's", `LOCATION 's3://inv/it\'s/_manifests/'`},
		{Athena, "/data/inv", "error: from S3 only"},
		{Athena, "", "error: needs the location"},
		{DuckDB, "/data/it's/", "read_parquet('/data/it''s/run=*/part-*.parquet'"},
		{DuckDB, "s3://inv/a*b", "error: wildcards"},
		{DuckDB, "s3://inv/a\n; DROP", "error: control characters"},
		{Spark, "s3a://inv/x", "LOCATION 's3a://inv/x/'"},
		{Spark, `/data/a\`, `LOCATION '/data/a\\/'`},
		{"hive", "s3://inv", "error: want athena, duckdb or spark"},
	}
	for _, test := range tests {
		got, err := DDL(test.engine, test.location)
		if want, ok := strings.CutPrefix(test.want, "error: "); ok {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s %q: got error %v, want one with %q", test.engine, test.location, err, want)
			}
			continue
		}
		if err != nil || !strings.Contains(got, test.want) {
			t.Errorf("%s %q: got error %v, or SQL without %q", test.engine, test.location, err, test.want)
		}
	}
}
