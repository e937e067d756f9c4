"""Makes the Parquet samples beside it, with pyarrow 21 or later: python make.py

One table in every codec and in every encoding that pyarrow writes, with nested types, nulls and dictionaries. Whatever the
file, the values are the same, and so is what is to be found in them: golden.txt has a line for each distinct value of a
field, with how often it occurs and in which row first. It is made from the values here, not from the files. All values are
made up.
"""

import collections
import datetime
import decimal

import pyarrow as pa
import pyarrow.parquet as pq

ROWS = 120  # several pages in a column, with the page size below
decimals = pa.decimal128(38, 0)

schema = pa.schema([
    pa.field("id", pa.int64(), nullable=False),
    ("email", pa.string()),
    ("country", pa.string()),
    ("card", pa.int64()),
    ("card_float", pa.float64()),
    ("card_decimal", decimals),
    ("amount", pa.decimal128(9, 2)),
    ("small", pa.uint32()),
    ("birth_date", pa.date32()),
    ("birth_time", pa.timestamp("us")),
    ("raw", pa.binary()),
    ("fixed", pa.binary(8)),
    ("flag", pa.bool_()),
    ("ratio", pa.float32()),
    ("phones", pa.list_(pa.string())),
    ("matrix", pa.list_(pa.list_(pa.int32()))),
    ("address", pa.struct([("city", pa.string()), ("lines", pa.list_(pa.string()))])),
    ("people", pa.list_(pa.struct([("name", pa.string()), ("age", pa.int16())]))),
    ("labels", pa.map_(pa.string(), pa.string())),
    ("nothing", pa.null()),
])


def row(i):
    card = 4000_0000_0000_0000 + i
    return {
        "id": 1_000_000_000 + i,
        "email": None if i % 7 == 0 else f"user{i}@example.com",
        "country": None if i % 11 == 0 else ["Malta", "Peru", "Chad"][i % 3],
        "card": card if i % 2 else None,
        "card_float": float(card) if i % 2 else 0.25,
        "card_decimal": decimal.Decimal(card),
        "amount": decimal.Decimal(i) + decimal.Decimal("0.50") * (i % 2),
        "small": 4_000_000_000 + i % 5,
        "birth_date": datetime.date(1970, 1, 1) + datetime.timedelta(days=i * 37 - 5000),
        "birth_time": datetime.datetime(1960, 1, 1) + datetime.timedelta(days=i * 37, seconds=i % 3),
        "raw": b"raw %d" % (i % 4),
        "fixed": b"F%07d" % i,
        "flag": i % 2 == 0,
        "ratio": i / 3,
        "phones": [f"+1 212 555 {i:04}", "none"][: i % 3],
        "matrix": [[i, i + 1], [], [-i]][: i % 4],
        "address": None if i % 5 == 0 else {"city": f"city {i % 9}", "lines": [f"line {i}"] * (i % 3)},
        "people": [{"name": f"Ada {k}", "age": k} for k in range(i % 3)],
        "labels": [("key", f"value {i % 6}")] * (i % 2),
        "nothing": None,
    }


table = pa.Table.from_pylist([row(i) for i in range(ROWS)], schema=schema)
common = dict(row_group_size=80, data_page_size=512, write_batch_size=64, store_schema=False, write_page_checksum=True)


def write(name, **options):
    options = {"compression": "zstd", **common, **options}
    rows = options.pop("row_group_size")
    with pq.ParquetWriter(name, schema, **options) as writer:
        writer.write_table(table, rows)
        writer.add_key_value_metadata({"owner": "owner@example.com"})


for codec in ["none", "snappy", "gzip", "brotli", "zstd", "lz4"]:
    write(f"codec-{codec}.parquet", compression=codec, data_page_version="2.0" if codec in ("gzip", "lz4") else "1.0")

write("plain.parquet", use_dictionary=False)
write("fallback.parquet", dictionary_pagesize_limit=1000)
write("int96.parquet", use_deprecated_int96_timestamps=True)
write("twolevel.parquet", use_compliant_nested_type=False)
strings = ["email", "country", "raw", "address.city", "address.lines.list.element", "phones.list.element",
           "people.list.element.name", "labels.key_value.key", "labels.key_value.value"]
integers = ["id", "card", "small", "birth_date", "birth_time", "matrix.list.element.list.element", "people.list.element.age"]
for version in ["1.0", "2.0"]:
    write(
        f"delta-{version[0]}.parquet", use_dictionary=False, data_page_version=version,
        column_encoding={**{c: "DELTA_BYTE_ARRAY" for c in strings}, "fixed": "DELTA_BYTE_ARRAY", **{c: "DELTA_BINARY_PACKED" for c in integers}})
write(
    "lengths.parquet", use_dictionary=False,
    column_encoding={**{c: "DELTA_LENGTH_BYTE_ARRAY" for c in strings}, "fixed": "BYTE_STREAM_SPLIT", "card_float": "BYTE_STREAM_SPLIT",
                     **{c: "BYTE_STREAM_SPLIT" for c in integers}})


def cells(field, value):
    """Yields the field and text of all that is to be searched in a value."""
    match value:
        case None | bool() | float():
            if isinstance(value, float) and value >= 1e8:
                yield field, str(int(value))
        case datetime.datetime():
            if value.second == 0:
                yield field, value.date().isoformat()
        case decimal.Decimal():
            if value == int(value):
                yield field, str(int(value))
        case bytes():
            yield field, value.decode()
        case dict():
            for k, v in value.items():
                yield from cells(f"{field}.{k}", v)
        case [(_, _), *_] if field == "labels":
            for k, v in value:
                yield from cells("labels.key", k)
                yield from cells("labels.value", v)
        case list():
            for v in value:
                yield from cells(field, v)
        case _:
            yield field, str(value)


count, first = collections.Counter(), {}
for i in range(ROWS):
    for name, value in row(i).items():
        if name == "ratio":
            continue
        for cell in cells(name, value):
            count[cell] += 1
            first.setdefault(cell, i + 1)
with open("golden.txt", "w", newline="\n") as out:
    for cell in sorted(count):
        print(*cell, count[cell], first[cell], sep="\t", file=out)
