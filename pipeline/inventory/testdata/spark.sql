-- Run MSCK REPAIR TABLE and REFRESH TABLE again after every run of assay.

CREATE TABLE IF NOT EXISTS assay_objects (
  `bucket` string,
  `key` string,
  `version_id` string,
  `etag` string,
  `size` bigint,
  `last_modified` timestamp,
  `storage_class` string,
  `encryption` string,
  `content_type` string,
  `format` string,
  `status` string,
  `level` string,
  `previous_level` string,
  `info_types` array<string>,
  `findings` array<struct<`info_type`:string, `likelihood`:string, `field`:string, `count`:bigint, `distinct`:bigint, `locations`:array<struct<`member`:string, `line`:bigint, `row`:bigint, `page`:bigint, `offset`:bigint>>>>,
  `coverage` string,
  `problems` array<struct<`kind`:string, `member`:string, `count`:bigint>>,
  `bytes_scanned` bigint,
  `tag_status` string,
  `run_id` string,
  `scanned_at` timestamp,
  `scanner_version` string,
  `ruleset` string,
  `recognizer_units` bigint,
  `recognizer_microdollars` bigint,
  `recognizer_sent` bigint,
  `recognizer_withheld` bigint,
  `run` string
)
USING PARQUET
PARTITIONED BY (`run`)
LOCATION 's3://inv/assay/';

MSCK REPAIR TABLE assay_objects;

CREATE TABLE IF NOT EXISTS assay_runs (
  `run` string,
  `state` string,
  `targets` array<string>,
  `started` string,
  `updated` string,
  `finished` string,
  `config` string,
  `ruleset` string,
  `scanner_version` string,
  `checkpoint` string,
  `totals` struct<`rows`:bigint, `recognizer_units`:bigint, `recognizer_microdollars`:bigint, `recognizer_sent`:bigint, `recognizer_withheld`:bigint>
)
USING JSON
OPTIONS (recursiveFileLookup 'true')
LOCATION 's3://inv/assay/_manifests/';

REFRESH TABLE assay_runs;

CREATE OR REPLACE VIEW assay_latest AS
SELECT `bucket`, `key`, `version_id`, `etag`, `size`, `last_modified`, `storage_class`, `encryption`,
  `content_type`, `format`, `status`, `level`, `previous_level`, `info_types`, `findings`, `coverage`,
  `problems`, `bytes_scanned`, `tag_status`, `run_id`, `scanned_at`, `scanner_version`, `ruleset`, `recognizer_units`,
  `recognizer_microdollars`, `recognizer_sent`, `recognizer_withheld`, `run`
FROM (
  SELECT o.*, row_number() OVER (PARTITION BY o.`bucket`, o.`key` ORDER BY o.`run` DESC) AS newest
  FROM assay_objects o
  WHERE o.`run` IN (SELECT max(`run`) FROM assay_runs WHERE state = 'complete' GROUP BY targets)
) ranked
WHERE newest = 1;

CREATE OR REPLACE VIEW assay_findings AS
SELECT o.`bucket`, o.`key`, o.`level`, o.`coverage`, o.`scanned_at`, o.`run`, f.`info_type`, f.`likelihood`,
  f.`field`, f.`count`, f.`distinct`, f.`locations`
FROM assay_latest o
LATERAL VIEW explode(o.`findings`) u AS f;
