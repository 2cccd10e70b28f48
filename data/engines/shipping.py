"""Tables of a local draft to a server: PostgreSQL by COPY; Spark by typed rows in INSERT statements, or as Parquet
files where TENURE_SPARK_STAGING names a folder that the server reads too.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

import duckdb
import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
from psycopg import sql
from pyarrow import fs

from data.engines.names import POSTGRES
from data.engines.place import Embedded, OnEngine, Row

Progress = Callable[[str, int, int], None]
ROOMS = ("contract", "quarantine", "decided", "meta")
CHUNK = 1 << 20
ROWS = 100_000
STATEMENT = 4 << 20
"""Characters of one INSERT: Spark plans each anew, so few and large ones are faster."""


def ship(local: Embedded, there: OnEngine, scratch: Path, progress: Progress) -> None:
    """Every table and view of a draft's rooms, as tables with the same columns and rows."""
    found = [(room, name, columns) for room in ROOMS for name, columns in local.tables(room).items()]
    total = sum(_count(local, room, name) for room, name, _ in found)
    done = 0
    for room, name, columns in found:
        progress(f"shipping {room}.{name}", done, total)
        send = _copied if there.words.kind == POSTGRES else _staged if staging() else _inserted
        send(local, there, (room, name), columns, scratch)
        done += _count(local, room, name)
    there.forget()


def staging() -> str | None:
    """The folder or URL in which Parquet files are left for the server while it reads them."""
    return os.environ.get("TENURE_SPARK_STAGING") or None


def _count(local: Embedded, room: str, name: str) -> int:
    return int(local.value(f"select count(*) from {local.table(room, name)}"))


def _copied(local: Embedded, there: OnEngine, table: tuple[str, str], columns: dict[str, str], scratch: Path) -> None:
    """Every value is quoted in the file and null is not, so that an empty text stays one."""
    scratch.mkdir(exist_ok=True)
    file = scratch / "shipped.csv"
    local.run(f"copy {local.table(*table)} to {local.words.text(str(file))} (format csv, header false, nullstr '',"
              " force_quote *)")
    there.create(*table, columns)
    driver = there.connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    asked = sql.SQL("copy {} from stdin (format csv, null '')").format(
        sql.Identifier(there.rooms[table[0]], table[1]))
    with driver.cursor() as cursor, cursor.copy(asked) as copying, file.open("rb") as read:
        while block := read.read(CHUNK):
            copying.write(block)
    file.unlink()
    there.run(f"analyze {there.table(*table)}")


def _inserted(local: Embedded, there: OnEngine, table: tuple[str, str], columns: dict[str, str], scratch: Path) -> None:
    there.create(*table, columns)
    for statement in statements(there, table, _rows(local, table)):
        there.run(statement)


def statements(there: OnEngine, table: tuple[str, str], rows: Iterator[Row]) -> Iterator[str]:
    """INSERT statements of all rows, each of at most about STATEMENT characters."""
    begin, parts, size = f"insert into {there.table(*table)} values ", list[str](), 0
    for row in rows:
        parts.append(f"({', '.join(map(there.words.value, row))})")
        size += len(parts[-1])
        if size > STATEMENT:
            yield begin + ", ".join(parts)
            parts, size = [], 0
    if parts:
        yield begin + ", ".join(parts)


def _rows(local: Embedded, table: tuple[str, str]) -> Iterator[Row]:
    cursor = local.connection.cursor().execute(f"select * from {local.table(*table)}")
    return chain.from_iterable(iter(lambda: cursor.fetchmany(ROWS), []))


def _staged(local: Embedded, there: OnEngine, table: tuple[str, str], columns: dict[str, str], scratch: Path) -> None:
    place, folder = _opened(f"{(staging() or '').rstrip('/')}/{there.rooms[table[0]]}.{table[1]}")
    try:
        place.create_dir(folder, recursive=True)
        _write(local.connection, f"select * from {local.table(*table)}", place, f"{folder}/rows.parquet")
        cells = ", ".join(f"cast({there.quoted(column)} as {there.words.type(word)}) as {there.quoted(column)}"
                          for column, word in columns.items())
        there.drop(*table)
        at = f"{(staging() or '').rstrip('/')}/{there.rooms[table[0]]}.{table[1]}"
        there.copied(*table, f"select {cells} from parquet.{there.quoted(at)}")
    finally:
        place.delete_dir(folder)


def _write(connection: duckdb.DuckDBPyConnection, asked: str, place: fs.FileSystem, file: str) -> None:
    read: pa.RecordBatchReader = connection.cursor().execute(asked).to_arrow_reader(ROWS)
    with place.open_output_stream(file) as out, pq.ParquetWriter(out, read.schema) as write:
        for batch in read:
            write.write_batch(batch)


def _opened(place: str) -> tuple[fs.FileSystem, str]:
    """The file system and the folder in it; Spark's own names for S3 and Azure mean the same places."""
    if "://" not in place:
        return fs.LocalFileSystem(), str(Path(place).absolute())
    found: tuple[fs.FileSystem, str] = fs.FileSystem.from_uri(place.replace("s3a://", "s3://", 1))
    return found
