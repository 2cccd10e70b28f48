"""The transform run on an engine by dbt, and the tables that it made there read back and compared with DuckDB's."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import psycopg
import pyarrow as pa
from pyhive import hive

from data import build
from tests.engine_companies import Company
from tests.engines import SENT, held, quoted, schemas

MADE = ("staging", "marts")
Marts = Mapping[tuple[str, str], pa.Table]
TEXTS = pa.table({"name": pa.array([], pa.string()), "answer": pa.array([], pa.string())})
LOCATION = re.compile(r"^file:(?://)?(/.*)$")


@dataclass(frozen=True)
class Engine:
    """A server: how dbt reaches it, and the schemas of the rooms."""

    target: str
    reached: Mapping[str, str]
    rooms: Mapping[str, str]


def run(company: Company, work: Path, engine: Engine | None = None, select: Sequence[str] = ()) -> None:
    """dbt on the company's own file, else on a server that holds its contract."""
    told = company.variables | ({"schemas": dict(engine.rooms)} if engine else {})
    there = {f"TENURE_BUILD_{name}": value for name, value in engine.reached.items()} if engine else None
    build.run_dbt(company.path, told, work=work, select=select, there=there)


def on_postgres(folder: Path, database: str) -> Engine:
    reached = {"TARGET": "postgres", "HOST": str(folder), "USER": "tenure", "DATABASE": database}
    return Engine("postgres", reached, schemas("tenure_t1"))


def on_spark(port: int) -> Engine:
    reached = {"TARGET": "spark", "HOST": "127.0.0.1", "PORT": str(port)}
    return Engine("spark", reached, schemas(f"transform_{os.getpid()}"))


def ship_to_postgres(company: Company, engine: Engine, scratch: Path) -> None:
    """contract.* of the company, in place of what stood there."""
    with duckdb.connect(str(company.path), read_only=True) as read, _postgres(engine) as connection:
        real = quoted(engine.rooms["contract"])
        connection.execute(f"drop schema if exists {real} cascade")
        connection.execute(f"create schema {real}")
        for table in (each for each in held(read) if each.room == "contract"):
            passed = scratch / "table.csv"
            read.execute(f"copy contract.{quoted(table.name)} to '{passed}' (format csv, header false, nullstr '\\N',"
                         " force_quote *)")
            place = f"{real}.{quoted(table.name)}"
            connection.execute(f"create table {place} ({table.declared('postgresql', chr(34))})")
            with connection.cursor().copy(f"copy {place} from stdin (format csv, null '\\N')") as copying:
                copying.write(passed.read_bytes())


def ship_to_spark(company: Company, engine: Engine, folder: Path) -> None:
    """contract.* of the company as tables over Parquet files in an empty folder, in place of what stood there."""
    real = engine.rooms["contract"]
    with duckdb.connect(str(company.path), read_only=True) as read:
        read.execute("set TimeZone = 'UTC'")
        tell_spark(engine, f"drop schema if exists {real} cascade", f"create schema {real}")
        for table in (each for each in held(read) if each.room == "contract"):
            at = folder / table.name
            at.mkdir()
            sent = ", ".join(f"{SENT.get(kind, '{0}').format(quoted(name))} as {quoted(name)}"
                             for name, kind in table.columns)
            read.execute(f"copy (select {sent} from contract.{quoted(table.name)}) to '{at / 'rows.parquet'}'")
            tell_spark(engine, f"create table {real}.{table.name} ({table.declared('hive', '`')}) using parquet"
                               f" location '{at}'")


def tell_spark(engine: Engine, *statements: str) -> list[Any]:
    """The rows of the last statement."""
    connection = hive.connect(engine.reached["HOST"], int(engine.reached["PORT"]))
    try:
        cursor = connection.cursor()
        for statement in statements:
            cursor.execute(statement)
        return list(cursor.fetchall()) if cursor.description else []
    finally:
        connection.close()


def _postgres(engine: Engine) -> psycopg.Connection[Any]:
    reached = engine.reached
    dsn = f"host={reached['HOST']} user={reached['USER']} dbname={reached['DATABASE']}"
    return psycopg.connect(dsn, autocommit=True)


def wanted(company: Company) -> dict[tuple[str, str], pa.Table]:
    """What DuckDB made, by room and table; views too."""
    with duckdb.connect(str(company.path), read_only=True) as connection:
        return {(table.room, table.name): connection.execute(
            f"select * from {table.room}.{quoted(table.name)}").to_arrow_table()
            for table in held(connection) if table.room in MADE}


def given_by_postgres(engine: Engine, like: Marts) -> Iterator[tuple[str, pa.Table]]:
    """Each table as it stands there, with DuckDB's types."""
    with _postgres(engine) as connection:
        for (room, name), table in like.items():
            cursor = connection.execute(f"select * from {quoted(engine.rooms[room])}.{quoted(name)}")
            described = cursor.description or []
            kinds = [psycopg.adapters.types[column.type_code].name for column in described]
            rows = cursor.fetchall()
            cells = [_column(name, column.name, [row[at] for row in rows], kinds[at], table.schema)
                     for at, column in enumerate(described)]
            yield name, pa.table(cells, names=[column.name for column in described])


def _column(table: str, name: str, values: list[Any], kind: str, schema: pa.Schema) -> pa.Array:
    wanted_type = schema.field(name).type
    if pa.types.is_floating(wanted_type):
        assert kind == "float8", f"{table}.{name} is {kind}, not double precision"
    if pa.types.is_integer(wanted_type):
        assert all(value is None or value == int(value) for value in values), f"{table}.{name} is not whole"
        values = [None if value is None else int(value) for value in values]
    if pa.types.is_decimal(wanted_type):
        values = [None if value is None else Decimal(value) for value in values]
    return pa.array(values, wanted_type)


def given_by_spark(engine: Engine, like: Marts) -> Iterator[tuple[str, pa.Table]]:
    """Each table as Spark wrote it; views are left out: what reads them was read."""
    [[_, place]] = tell_spark(engine, "set spark.sql.warehouse.dir")
    found = LOCATION.match(place)
    root = Path(found[1] if found else place)
    with duckdb.connect() as connection:
        for room, name in like:
            files = root / f"{engine.rooms[room]}.db" / name
            if files.is_dir():
                yield name, connection.execute(f"from read_parquet('{files}/*.parquet')").to_arrow_table()


def differences(name: str, expected: pa.Table, given: pa.Table) -> list[str]:
    """In any order of rows: exact columns alike, doubles to 1e-9. Empty where there are none."""
    if expected.column_names != given.column_names:
        return [f"{name}: columns {given.column_names}, not {expected.column_names}"]
    if expected.num_rows != given.num_rows:
        return [f"{name}: {given.num_rows} rows, not {expected.num_rows}"]
    double = [field.name for field in expected.schema if pa.types.is_floating(field.type)]
    wrong = [column for column in double if not pa.types.is_floating(given.schema.field(column).type)]
    if wrong:
        return [f"{name}: no doubles: {wrong}"]
    ours, theirs = (_ordered(table.cast(expected.schema), double) for table in (expected, given))
    return [f"{name}.{column}: {_first(ours.column(column), theirs.column(column))}" for column in expected.column_names
            if not (_near if column in double else _same)(ours.column(column), theirs.column(column))]


def _ordered(table: pa.Table, double: Sequence[str]) -> pa.Table:
    exact = [name for name in table.column_names if name not in double]
    with duckdb.connect() as connection:
        connection.register("given", table)
        by = ", ".join(f"{quoted(name)} nulls last" for name in [*exact, *double])
        return connection.execute(f"select * from given order by {by}").to_arrow_table()


def _same(ours: pa.ChunkedArray, theirs: pa.ChunkedArray) -> bool:
    return bool(ours.combine_chunks().equals(theirs.combine_chunks()))


def _near(ours: pa.ChunkedArray, theirs: pa.ChunkedArray) -> bool:
    one, other = (column.to_pandas().to_numpy(dtype=float) for column in (ours, theirs))
    return bool(np.allclose(one, other, rtol=1e-9, atol=1e-9, equal_nan=True))


def _first(ours: pa.ChunkedArray, theirs: pa.ChunkedArray) -> str:
    pairs = zip(ours.to_pylist(), theirs.to_pylist(), strict=True)
    differing = [(one, other) for one, other in pairs if one != other]
    return f"{len(differing)} differ, as {differing[0][1]!r}, not {differing[0][0]!r}"
