CREATE OR REPLACE VIEW assay_objects AS
SELECT *
FROM read_parquet('s3://inv/assay/run=*/part-*.parquet',
  hive_partitioning = true, hive_types = {'run': VARCHAR}, union_by_name = true)
UNION ALL BY NAME
SELECT
  NULL::VARCHAR AS "bucket",
  NULL::VARCHAR AS "key",
  NULL::VARCHAR AS "version_id",
  NULL::VARCHAR AS "etag",
  NULL::BIGINT AS "size",
  NULL::TIMESTAMPTZ AS "last_modified",
  NULL::VARCHAR AS "storage_class",
  NULL::VARCHAR AS "encryption",
  NULL::VARCHAR AS "content_type",
  NULL::VARCHAR AS "format",
  NULL::VARCHAR AS "status",
  NULL::VARCHAR AS "level",
  NULL::VARCHAR AS "previous_level",
  NULL::VARCHAR[] AS "info_types",
  NULL::STRUCT("info_type" VARCHAR, "likelihood" VARCHAR, "field" VARCHAR, "count" BIGINT, "distinct" BIGINT, "locations" STRUCT("member" VARCHAR, "line" BIGINT, "row" BIGINT, "page" BIGINT, "offset" BIGINT)[])[] AS "findings",
  NULL::VARCHAR AS "coverage",
  NULL::STRUCT("kind" VARCHAR, "member" VARCHAR, "count" BIGINT)[] AS "problems",
  NULL::BIGINT AS "bytes_scanned",
  NULL::VARCHAR AS "tag_status",
  NULL::VARCHAR AS "run_id",
  NULL::TIMESTAMPTZ AS "scanned_at",
  NULL::VARCHAR AS "scanner_version",
  NULL::VARCHAR AS "ruleset",
  NULL::BIGINT AS "recognizer_units",
  NULL::BIGINT AS "recognizer_microdollars",
  NULL::BIGINT AS "recognizer_sent",
  NULL::BIGINT AS "recognizer_withheld"
WHERE false;

CREATE OR REPLACE VIEW assay_runs AS
SELECT *
FROM read_json('s3://inv/assay/_manifests/*/manifest.json', format = 'newline_delimited', maximum_object_size = 67108864,
  columns = {
    "run": 'VARCHAR',
    "state": 'VARCHAR',
    "targets": 'VARCHAR[]',
    "started": 'VARCHAR',
    "updated": 'VARCHAR',
    "finished": 'VARCHAR',
    "config": 'VARCHAR',
    "ruleset": 'VARCHAR',
    "scanner_version": 'VARCHAR',
    "checkpoint": 'VARCHAR',
    "totals": 'STRUCT("rows" BIGINT, "recognizer_units" BIGINT, "recognizer_microdollars" BIGINT, "recognizer_sent" BIGINT, "recognizer_withheld" BIGINT)'
  });

CREATE OR REPLACE VIEW assay_latest AS
SELECT "bucket", "key", "version_id", "etag", "size", "last_modified", "storage_class", "encryption",
  "content_type", "format", "status", "level", "previous_level", "info_types", "findings", "coverage",
  "problems", "bytes_scanned", "tag_status", "run_id", "scanned_at", "scanner_version", "ruleset", "recognizer_units",
  "recognizer_microdollars", "recognizer_sent", "recognizer_withheld", "run"
FROM (
  SELECT o.*, row_number() OVER (PARTITION BY o."bucket", o."key" ORDER BY o."run" DESC) AS newest
  FROM assay_objects o
  WHERE o."run" IN (SELECT max("run") FROM assay_runs WHERE state = 'complete' GROUP BY targets)
) ranked
WHERE newest = 1;

CREATE OR REPLACE VIEW assay_findings AS
SELECT o."bucket", o."key", o."level", o."coverage", o."scanned_at", o."run", f."info_type", f."likelihood",
  f."field", f."count", f."distinct", f."locations"
FROM assay_latest o, UNNEST(o."findings") AS u(f);
