CREATE OR REPLACE VIEW assay_objects AS
SELECT *
FROM read_parquet('s3://inv/assay/run=*/part-*.parquet',
  hive_partitioning = true, hive_types = {'run': VARCHAR}, union_by_name = true);

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
    "totals": 'STRUCT("rows" BIGINT)'
  });

CREATE OR REPLACE VIEW assay_latest AS
SELECT "bucket", "key", "version_id", "etag", "size", "last_modified", "storage_class", "encryption",
  "content_type", "format", "status", "level", "previous_level", "info_types", "findings", "coverage",
  "problems", "bytes_scanned", "tag_status", "run_id", "scanned_at", "scanner_version", "ruleset", "run"
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
