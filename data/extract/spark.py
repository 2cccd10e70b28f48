"""Spark SQL by Arrow: the thrift server sends columns, PyHive gives them as rows, and they are made columns again here.

Spark's own Arrow results need Spark Connect, which is another server than the one that dbt and SQLAlchemy speak to.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa

KINDS = {"BOOLEAN_TYPE": "BOOLEAN", "TINYINT_TYPE": "TINYINT", "SMALLINT_TYPE": "SMALLINT", "INT_TYPE": "INTEGER",
         "BIGINT_TYPE": "BIGINT", "FLOAT_TYPE": "FLOAT", "DOUBLE_TYPE": "DOUBLE", "DATE_TYPE": "DATE",
         "TIMESTAMP_TYPE": "TIMESTAMP", "DECIMAL_TYPE": "NUMERIC"}
ARROW = {"BOOLEAN": pa.bool_(), "TINYINT": pa.int8(), "SMALLINT": pa.int16(), "INTEGER": pa.int32(),
         "BIGINT": pa.int64(), "FLOAT": pa.float32(), "DOUBLE": pa.float64(), "DATE": pa.date32(),
         "TIMESTAMP": pa.timestamp("us")}
BLOCK = 20_000
"""Rows fetched at a time."""
RUNNING = (0, 1, 7)
"""TOperationState: initialised, running, pending."""
FINISHED = 2
SHORTEST, LONGEST = 0.01, 0.5
"""Seconds between two looks at whether a statement has ended."""


class SparkFailed(RuntimeError):
    """The server refused a statement, or could not answer it. The message is the server's first line."""


def written(driver: Any, statement: str, parameters: Any) -> str:
    """The statement with its values written in, quoted as PyHive does. SQLAlchemy has doubled every other %."""
    from pyhive.hive import HiveParamEscaper  # here: only who uses Spark has it
    return str(statement % HiveParamEscaper().escape_args(parameters or {}))


def read(driver: Any, sql: str, seconds: float) -> tuple[tuple[str, ...], tuple[str, ...], pa.RecordBatchReader]:
    """Names, kinds and batches of a statement's rows. TimeoutError: it was cancelled after so many seconds."""
    cursor = driver.cursor(arraysize=BLOCK)
    cursor.execute(sql, async_=True)
    _ended(cursor, seconds)
    said = cursor.description
    names, kinds = tuple(each[0] for each in said), tuple(KINDS.get(each[1], "VARCHAR") for each in said)
    schema = pa.schema([(str(place), ARROW.get(kind, pa.string())) for place, kind in enumerate(kinds)])
    return names, kinds, pa.RecordBatchReader.from_batches(schema, _batches(cursor, schema))


def _ended(cursor: Any, seconds: float) -> None:
    end, pause = time.monotonic() + seconds, SHORTEST
    while (said := cursor.poll(get_progress_update=False)).operationState in RUNNING:
        if seconds and time.monotonic() > end:
            cursor.cancel()
            raise TimeoutError(f"the warehouse did not answer within {seconds:g} s")
        time.sleep(pause)
        pause = min(pause * 1.5, LONGEST)
    if said.operationState != FINISHED:
        raise SparkFailed(str(said.errorMessage or "the statement was ended by the server").splitlines()[0])


def _batches(cursor: Any, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    try:
        while rows := cursor.fetchmany(BLOCK):
            yield pa.RecordBatch.from_arrays(
                [_array(values, field.type) for values, field in zip(zip(*rows, strict=True), schema, strict=True)],
                schema=schema)
    finally:
        cursor.close()


def _array(values: Sequence[Any], wanted: pa.DataType) -> pa.Array:
    """PyHive gives dates as text and decimals as Decimal."""
    if pa.types.is_date(wanted):
        return pa.array(values, pa.string()).cast(wanted)
    if pa.types.is_string(wanted):
        return pa.array([None if each is None else str(each) for each in values], wanted)
    return pa.array(values, wanted)
