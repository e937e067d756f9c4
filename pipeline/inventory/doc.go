// Package inventory stores the rows of runs as Parquet that any engine reads, and reads them back.
//
// It owns the layout of an inventory, the columns, the order of writes that makes commits atomic and runs resumable, the
// exports, and the DDL for query engines. It knows nothing of S3, directories, scanning or terminals: files are behind
// [pipeline.Files], rows are [pipeline.Row].
//
// # Layout
//
//	run=20261123T145500Z-0a1b2c3d/part-00000.parquet     rows, in order of bucket and key
//	run=20261123T145500Z-0a1b2c3d/part-00001.parquet
//	_manifests/20261123T145500Z-0a1b2c3d/manifest.json   one line of JSON: committed parts, checkpoint, totals
//
//	_batches/5f70bf18a086007016e948b04aed3b82.parquet    rows of one batch of events, not yet in a run
//	_compacted.json                                      which batches are in a run: see [Compact]
//
// The parts are a table with the Hive-style partition column "run". Names that begin with '_' are not part of a table to
// Hive, Spark, Athena, Trino and, by the pattern of [DDL], DuckDB. The manifests are a table of their own. Every row also
// has its run as the column run_id, so that a part says where it belongs when it is copied elsewhere.
//
// # Columns
//
// The columns are the fields of record, in record.go: UTF-8 strings, 64-bit integers, timestamps in microseconds UTC, and
// standard three-level lists of strings and structs. Only last_modified and scanned_at can be null: they are when the time
// is not known or not between the years 1900 and 9999, which some engines refuse. Words (status, level, likelihood, …) are the
// strings that their types print. Columns are matched by name: a part of an older version lacks some and they read as zero,
// one of a newer version has more and they are passed over.
//
// Keys may be any bytes, Parquet strings are UTF-8. Each byte that is not valid UTF-8, each NUL, and each byte of the replacement
// character U+FFFD itself is written as U+FFFD and two upper-case hex digits; everything else stands as it is. So S3 keys,
// which are UTF-8, read unchanged in SQL, no two keys look the same, and [Rows] gives back the exact bytes. Other strings
// are written likewise; whoever named a member, field or content type may be hostile, so these and all others but bucket and
// key are cut after 1,024 bytes, which a final '…' marks.
//
// # Why a resumed run has every row once
//
// Engines read parts, not manifests, so at rest the parts of a run must hold every row once, whatever crashed on the
// way. Four rules see to it:
//
//  1. Parts are numbered without gaps, and a writer changes only the parts that it has not closed: the open one, which is
//     rewritten while it is small, and those after it. A part that the manifest names keeps its rows in every rewrite, as its
//     first rows. So whenever a manifest names n rows of a part, the first n rows of that part are those rows, and a reader
//     with a manifest is right at any time.
//  2. Every write has a condition: the file is as this writer last wrote it, or does not exist. A commit is the write of
//     the manifest.
//  3. [Resume] first replaces the manifest, so that no other writer can commit. Then it puts an empty part after the last one
//     that has rows, empties those that are not committed, and rewrites the last committed one with its committed rows only. That
//     undoes all rows that were not committed. And because it touched each file that an earlier writer could write next, such a
//     writer, if it still lives, can change nothing any more: its next write is [pipeline.ErrConflict].
//  4. What [Resume] does is harmless when it is cut short and done again. Should its own writer be the slow one, and the run
//     be taken over from it in turn, its writes fail too: their conditions are from a time when the manifest was its own.
//
// So a run may end with empty parts, which engines accept.
//
// # Batches
//
// The Lambda function has a few rows at a time, and many processes. [PutBatch] stores the rows of each batch of events as one
// part under a name that follows from what the batch consists of. [Compact] makes a run of them, whose target is "events"; it
// reads like a run of a scan. Until then engines do not see them as part of the table, but read them if they are named, as
// they have the same columns: in DuckDB, read_parquet('LOCATION/_batches/*.parquet').
//
// Which row of an object is its newest is decided by [Newer]; so it does not matter how often, in which order and by whom batches are
// written and compacted.
//
// # Tests
//
// "go test" needs Go only. The proof that DuckDB and pyarrow read what this package writes needs Python 3 with venv and
// PyPI; it is built with the tag "interop", which .ci/run sets: go test -tags interop ./pipeline/inventory.
package inventory
