"""Reads an inventory as engines do that know nothing of assay, and compares it with what expected.json says.

Usage: checker.py DIR, where TestInterop wrote DIR. Any difference is an AssertionError.
"""

import csv
import glob
import json
import logging
import os
import sys

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.ipc
import pyarrow.parquet as pq
import sqlglot
from sqlglot import exp

DIR = sys.argv[1]
ROOT = os.path.join(DIR, "inventory")
with open(os.path.join(DIR, "expected.json")) as f:
    WANT = json.load(f)
RUN = WANT["newest"]
PARTS = sorted(glob.glob(f"{ROOT}/run={RUN}/part-*.parquet"))


def path(name):
    return os.path.join(DIR, name)


def same(what, got, want):
    assert got == want, f"{what}:\n got {got!r}\nwant {want!r}"


LOCATION = pa.struct([("member", pa.string()), ("line", pa.int64()), ("row", pa.int64()), ("page", pa.int64()), ("offset", pa.int64())])
FINDING = pa.struct([
    ("info_type", pa.string()), ("likelihood", pa.string()), ("field", pa.string()),
    ("count", pa.int64()), ("distinct", pa.int64()), ("locations", pa.list_(LOCATION)),
])
TYPES = {
    "size": pa.int64(), "bytes_scanned": pa.int64(),
    "recognizer_units": pa.int64(), "recognizer_microdollars": pa.int64(), "recognizer_sent": pa.int64(), "recognizer_withheld": pa.int64(),
    "last_modified": pa.timestamp("us", tz="UTC"), "scanned_at": pa.timestamp("us", tz="UTC"),
    "info_types": pa.list_(pa.string()), "findings": pa.list_(FINDING),
    "problems": pa.list_(pa.struct([("kind", pa.string()), ("member", pa.string()), ("count", pa.int64())])),
}


def plain(t):
    """The type without the names of list elements and without nullability."""
    if pa.types.is_list(t):
        return pa.list_(plain(t.value_type))
    if pa.types.is_struct(t):
        return pa.struct([(f.name, plain(f.type)) for f in t])
    return t


def check_schema(what, schema):
    same(f"{what}: columns", schema.names, WANT["columns"])
    for f in schema:
        same(f"{what}: type of {f.name}", plain(f.type), TYPES.get(f.name, pa.string()))
        same(f"{what}: {f.name} may be null", f.nullable, f.name in ("last_modified", "scanned_at"))


def check_row(what, row):
    """row is that of the object with a value in every field."""
    row = dict(row)
    for k in ("last_modified", "scanned_at"):
        row[k] = row[k].isoformat().replace("+00:00", "Z")
    want = dict(WANT["full"], run_id=RUN)
    for k in ("last_modified", "scanned_at"):  # Go writes no trailing zeros
        seconds, _, fraction = want[k].rstrip("Z").partition(".")
        want[k] = f"{seconds}.{fraction.ljust(6, '0')}Z"
    for k in WANT["columns"]:
        same(f"{what}: {k}", row[k], want[k])


def check_parts():
    same("parts", len(PARTS), WANT["parts"])
    table = pa.concat_tables(pq.ParquetFile(p).read() for p in PARTS)
    check_schema("pyarrow", table.schema)
    same("pyarrow: rows", table.num_rows, WANT["rows"])
    levels = {v["values"]: v["counts"] for v in pc.value_counts(table["level"]).to_pylist()}
    same("pyarrow: levels", levels, WANT["levels"])
    keys = table["key"].to_pylist()
    same("pyarrow: order", keys, sorted(keys, key=lambda k: k.encode()))
    same("pyarrow: escaped key", keys[-1], WANT["last_key"])
    check_row("pyarrow", table.slice(0, 1).to_pylist()[0])
    for p in PARTS:
        f = pq.ParquetFile(p)
        meta = f.metadata
        same("row groups", meta.num_row_groups, 1)
        for k, v in {"schema_version": "1", "scanner_version": "0.1.0", "ruleset": "ruleset-digest", "run_id": RUN}.items():
            same(f"metadata {k}", meta.metadata[f"assay.{k}".encode()].decode(), v)
        group = meta.row_group(0)
        same("sorting", [(s.column_index, s.descending) for s in group.sorting_columns], [(0, False), (1, False)])
        part_keys = f.read(["key"])["key"].to_pylist()
        for i in range(group.num_columns):
            c = group.column(i)
            same("compression", c.compression, "ZSTD")
            assert c.is_stats_set, c.path_in_schema
            for e in c.encodings:
                assert e in ("PLAIN", "RLE", "RLE_DICTIONARY", "PLAIN_DICTIONARY", "BIT_PACKED"), (c.path_in_schema, c.encodings)
        stats = group.column(1).statistics
        same("least key", stats.min, min(part_keys))
        same("greatest key", stats.max, max(part_keys))
        # The schema as it is stored: three-level lists, whatever pyarrow makes of them.
        paths = {group.column(i).path_in_schema for i in range(group.num_columns)}
        assert "findings.list.element.locations.list.element.member" in paths and "info_types.list.element" in paths, paths
        bloom = duckdb.execute("SELECT bloom_filter_offset FROM parquet_metadata(?) WHERE path_in_schema = 'key'", [p]).fetchall()
        assert all(offset for offset, in bloom), bloom
        for key, excluded in ((part_keys[0], False), ("no such key", True)):
            probe = duckdb.execute(f"SELECT bloom_filter_excludes FROM parquet_bloom_probe('{p}', 'key', ?)", [key]).fetchall()
            same(f"bloom filter excludes {key}", probe, [(excluded,)])


def check_dataset():
    data = ds.dataset(ROOT, partitioning=ds.HivePartitioning(pa.schema([("run", pa.string())])), schema=pq.read_schema(PARTS[0]).append(pa.field("run", pa.string())))
    same("dataset: rows", data.count_rows(), WANT["all_rows"] + 0)
    table = data.to_table(filter=ds.field("run") == RUN)
    same("dataset: rows of the run", table.num_rows, WANT["rows"])
    same("dataset: run is run_id", set(zip(table["run"].to_pylist(), table["run_id"].to_pylist())), {(RUN, RUN)})
    old = data.to_table(filter=ds.field("bucket") == "ancient").to_pylist()
    same("dataset: part of another version", [(r["key"], r["level"], r["findings"]) for r in old], [("k", None, None)])


def old_parts_alone():
    """The view of an inventory in which no part has the newest columns."""
    with open(path("duckdb.sql")) as f:
        view = f.read().split(";\n")[0].replace("/run=*/", "/run=20250101T000000Z-00000000/")
    db = duckdb.connect()
    db.execute(view)
    return db.execute("SELECT key, bucket, recognizer_units, scanned_at FROM assay_objects").fetchall()


def check_duckdb():
    db = duckdb.connect()
    db.execute("SET TimeZone = 'UTC'")
    with open(path("duckdb.sql")) as f:
        db.execute(f.read())
    one = lambda q, *args: db.execute(q, args).fetchall()
    same("duckdb: rows", one("SELECT count(*) FROM assay_objects"), [(WANT["all_rows"],)])
    same("duckdb: levels", dict(one("SELECT level, count(*) FROM assay_objects WHERE run = ? GROUP BY 1", RUN)), WANT["levels"])
    types = {n: t for n, t, *_ in one("DESCRIBE assay_objects")}
    same("duckdb: findings", types["findings"],
         'STRUCT(info_type VARCHAR, likelihood VARCHAR, field VARCHAR, count BIGINT, "distinct" BIGINT, '
         'locations STRUCT(member VARCHAR, line BIGINT, "row" BIGINT, page BIGINT, "offset" BIGINT)[])[]')
    same("duckdb: timestamps", (types["last_modified"], types["scanned_at"]), ("TIMESTAMP WITH TIME ZONE",) * 2)
    same("duckdb: run", types["run"], "VARCHAR")
    same("duckdb: part of another version", one("SELECT key, level, owner FROM assay_objects WHERE bucket = 'ancient'"), [("k", None, "security")])
    same("duckdb: time", one("SELECT scanned_at = TIMESTAMPTZ '2026-11-23 14:55:01.000005+00' FROM assay_latest WHERE findings <> [] AND size > 1000000"), [(True,)])
    same("duckdb: only parts of another version", old_parts_alone(), [("k", "ancient", None, None)])
    same("duckdb: complete runs", one("SELECT count(*) FROM assay_runs WHERE state = 'complete'"), [(4,)])
    same("duckdb: run's totals", one("SELECT totals.rows FROM assay_runs WHERE run = ?", RUN), [(WANT["rows"],)])
    check_views("duckdb", db)
    same("duckdb: a location", one("""
        SELECT l."row", l.member
        FROM (SELECT locations FROM assay_findings WHERE info_type = 'EMAIL_ADDRESS' ORDER BY key LIMIT 1) f, UNNEST(f.locations) AS u(l)"""),
         [(1, "kunden.csv"), (0, "a.tar!/b.pdf")])
    return db


def check_views(what, db):
    one = lambda q: db.execute(q).fetchall()
    same(f"{what}: latest", one("SELECT count(*), count(DISTINCT bucket || '/' || key) FROM assay_latest"), [(WANT["latest"],) * 2])
    same(f"{what}: latest has only the newest runs", one("SELECT count(DISTINCT run), max(run) > ? FROM assay_latest".replace("?", f"'{RUN}'")), [(2, True)])
    same(f"{what}: findings", one("SELECT count(*) FROM assay_findings"), [(WANT["findings"],)])
    same(f"{what}: findings by type", one('SELECT info_type, max("count") FROM assay_findings GROUP BY 1 ORDER BY 1'), [("EMAIL_ADDRESS", 4711), ("US_SSN", 1)])


def check_exports():
    with pa.ipc.open_stream(path("export.arrow")) as stream:
        table = stream.read_all()
    check_schema("arrow", table.schema)
    table.validate(full=True)
    check_row("arrow", table.slice(0, 1).to_pylist()[0])
    parts = pa.concat_tables(pq.ParquetFile(p).read() for p in PARTS).to_pylist()
    same("arrow: all rows", table.to_pylist(), parts)
    exported = pq.read_table(path("export.parquet"))
    check_schema("export.parquet", exported.schema)
    same("export.parquet: all rows", exported.to_pylist(), parts)

    db = duckdb.connect()
    db.execute("SET TimeZone = 'UTC'")
    # As text, for DuckDB's Python wants another package for times with a zone.
    jsonl = db.execute(f"SELECT * REPLACE (scanned_at::TIMESTAMPTZ::VARCHAR AS scanned_at, last_modified::TIMESTAMPTZ::VARCHAR AS last_modified) FROM read_json('{path('export.jsonl')}', format = 'newline_delimited')")
    same("jsonl: columns", [c[0] for c in jsonl.description], WANT["columns"])
    rows = jsonl.fetchall()
    same("jsonl: rows", len(rows), WANT["rows"])
    first = dict(zip(WANT["columns"], rows[0]))
    same("jsonl: findings", first["findings"], WANT["full"]["findings"])
    same("jsonl: time", first["scanned_at"], "2026-11-23 14:55:01.000005+00")

    cells = db.execute(f"SELECT * FROM read_csv('{path('export.csv')}', header = true, all_varchar = true)")
    same("csv: columns", [c[0] for c in cells.description], WANT["columns"])
    rows = cells.fetchall()
    same("csv: rows", len(rows), WANT["rows"])
    first = dict(zip(WANT["columns"], rows[0]))
    for k in ("findings", "problems", "info_types"):
        same(f"csv: {k}", json.loads(first[k]), WANT["full"][k])
    same("csv: key", first["key"], WANT["full"]["key"])
    with open(path("export.csv"), newline="") as f:
        same("csv: keys by Python", [r["key"] for r in csv.DictReader(f)], [r["key"] for r in parts])


def check_sql(db):
    """The SQL of the other engines parses, and its views mean the same as DuckDB's."""
    logging.getLogger("sqlglot").setLevel(logging.ERROR)
    for engine in ("athena", "spark", "duckdb"):
        with open(path(f"{engine}.sql")) as f:
            # One at a time: sqlglot takes Athena's DDL for Hive's and its views for Trino's, as Athena does, by how the text begins.
            statements = [sqlglot.parse_one(sql, dialect=engine) for sql in f.read().split(";\n") if sql.strip()]
        views = 0
        for s in statements:
            if isinstance(s, (exp.Command, exp.Refresh)):
                assert s.sql().upper().startswith(("MSCK REPAIR TABLE", "REFRESH TABLE")), f"{engine}: not parsed: {s.sql()}"
                continue
            assert isinstance(s, exp.Create), f"{engine}: {s!r}"
            if s.kind == "TABLE":
                cols = [c.name for c in s.this.expressions if isinstance(c, exp.ColumnDef)]
                if s.this.this.name == "assay_objects":
                    same(f"{engine}: columns", cols[:len(WANT["columns"])], WANT["columns"])
                continue
            # Trino's UNNEST of structs gives a column for every field, DuckDB's one of structs; sqlglot does not translate that.
            if engine == "spark" or engine == "athena" and s.this.name == "assay_latest":
                db.execute(s.sql(dialect="duckdb"))
            views += 1
        same(f"{engine}: views", views, 4 if engine == "duckdb" else 2)
        check_views(engine, db)


check_parts()
check_dataset()
check_sql(check_duckdb())
check_exports()
print(f"duckdb {duckdb.__version__}, pyarrow {pa.__version__}, sqlglot {sqlglot.__version__}: {WANT['all_rows']} rows, all as expected")
