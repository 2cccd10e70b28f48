"""PostgreSQL by Arrow: COPY in CSV, read by pyarrow. docs/decisions/0017-extract.md says why not another driver."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import psycopg
import pyarrow as pa
import pyarrow.csv as csv

INTEGERS = {20: "BIGINT", 21: "SMALLINT", 23: "INTEGER"}
KINDS = {**INTEGERS, 16: "BOOLEAN", 700: "FLOAT", 701: "DOUBLE", 1082: "DATE", 1114: "TIMESTAMP", 1184: "TIMESTAMPTZ"}
NUMERIC = 1700
ARROW = {"BIGINT": pa.int64(), "SMALLINT": pa.int16(), "INTEGER": pa.int32(), "BOOLEAN": pa.bool_(),
         "FLOAT": pa.float32(), "DOUBLE": pa.float64(), "DATE": pa.date32(), "TIMESTAMP": pa.timestamp("us"),
         "TIMESTAMPTZ": pa.timestamp("us", tz="UTC")}
NULL = "\\N"
BLOCK = 16 << 20
"""Bytes read at a time; a row may not be longer."""


def written(driver: Any, statement: str, parameters: Any) -> str:
    """The statement with its values written in, quoted by the driver for this very connection. SQLAlchemy has doubled
    every other %, also where there are no values."""
    return psycopg.ClientCursor(driver).mogrify(statement, parameters or {})


def read(driver: Any, sql: str, seconds: float) -> tuple[tuple[str, ...], tuple[str, ...], pa.RecordBatchReader]:
    """Names, kinds and batches of a statement's rows, in the order in which it gives them."""
    driver.execute(f"SET LOCAL statement_timeout = {int(seconds * 1000)}")
    driver.execute("SET LOCAL synchronize_seqscans = off")  # a table's order is what makes one customer's rows quick
    driver.execute("SET LOCAL TimeZone = 'UTC'")
    names, kinds = _described(driver, sql)
    return names, kinds, _batches(_Copied(driver, sql), kinds)


def _described(driver: Any, sql: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The columns' names and kinds: the statement is read by the server, not planned and not executed."""
    server = driver.pgconn
    for answer in (server.prepare(b"", sql.encode(driver.info.encoding)), (found := server.describe_prepared(b""))):
        if answer.status != psycopg.pq.ExecStatus.COMMAND_OK:
            raise psycopg.errors.error_from_result(answer, driver.info.encoding)
    places = range(found.nfields)
    names = tuple((found.fname(place) or b"").decode(driver.info.encoding) for place in places)
    return names, tuple(_kind(found.ftype(place), found.fmod(place)) for place in places)


def _kind(oid: int, modifier: int) -> str:
    if oid != NUMERIC:
        return KINDS.get(oid, "VARCHAR")
    digits, scale = (modifier - 4) >> 16, (modifier - 4) & 0x7FF
    if modifier < 0 or digits > 38 or scale > digits:
        return "NUMERIC"
    return "HUGEINT" if (digits, scale) == (38, 0) else f"DECIMAL({digits},{scale})"


def _arrow(kind: str) -> pa.DataType:
    if kind.startswith("DECIMAL"):
        digits, scale = kind[8:-1].split(",")
        return pa.decimal128(int(digits), int(scale))
    return ARROW.get(kind, pa.string())


def _batches(copied: _Copied, kinds: tuple[str, ...]) -> pa.RecordBatchReader:
    types = {str(place): _arrow(kind) for place, kind in enumerate(kinds)}
    schema = pa.schema(list(types.items()))
    if copied.is_empty():
        return pa.RecordBatchReader.from_batches(schema, iter(()))
    return csv.open_csv(
        copied, csv.ReadOptions(use_threads=False, block_size=BLOCK, column_names=list(types)),
        csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
        csv.ConvertOptions(column_types=types, null_values=[NULL], strings_can_be_null=True,
                           quoted_strings_can_be_null=False, true_values=["t"], false_values=["f"]))


class _Copied(io.RawIOBase):
    """What COPY sends, as a file to be read once from its beginning to its end."""

    def __init__(self, driver: Any, sql: str) -> None:
        self._parts, self._left, self._at = _parts(driver, sql), memoryview(b""), 0

    def is_empty(self) -> bool:
        if self._at == len(self._left):
            self._left, self._at = memoryview(next(self._parts, b"")), 0
        return not self._left

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        if self.is_empty():
            return 0
        size = min(len(into), len(self._left) - self._at)
        into[:size] = self._left[self._at:self._at + size]
        self._at += size
        return size


def _parts(driver: Any, sql: str) -> Iterator[bytes]:
    with closing(driver.cursor()) as cursor, cursor.copy(
            f"COPY ({sql}) TO STDOUT (FORMAT csv, NULL '{NULL}', ENCODING 'UTF8')") as copying:
        gathered, size = [], 0
        for part in copying:  # one a row: handed on by the block, or every row would cost a turn through pyarrow
            gathered.append(part)
            size += len(part)
            if size >= BLOCK:
                yield b"".join(gathered)
                gathered, size = [], 0
        if gathered:
            yield b"".join(gathered)
