"""What is loaded: the tables, their rows, how fresh they are, and what was found when they were loaded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from data.contract import TABLES, contract_columns
from data.engines import published
from data.engines.names import ROOMS, kind
from data.engines.place import OnEngine
from data.faults import Finding
from data.warehouse import Warehouse


@dataclass(frozen=True)
class Loaded:
    """One loaded table. `newest` is the day of its newest event, null for a table without events."""

    table: str
    file: str | None
    rows: int
    quarantined: int
    newest: Any


@contextmanager
def reading(warehouse: Warehouse) -> Iterator[OnEngine]:
    """The version's rooms, wherever they stand, for the block."""
    engine = warehouse.engine
    if kind(engine.url):
        with published.place(engine, engine.url, engine.get_execution_options()["schema_translate_map"]) as at:
            yield at
        return
    with engine.connect() as connection:
        yield OnEngine(connection, "duckdb", {room: room for room in ROOMS})


def company(warehouse: Warehouse) -> tuple[str, bool]:
    """The company's name and whether it is the demo."""
    with reading(warehouse) as at:
        name, is_demo = at.rows(f"SELECT name, is_demo FROM {at.table('meta', 'company')}")[0]
    return str(name), bool(is_demo)


def loaded(warehouse: Warehouse) -> list[Loaded]:
    """Every loaded table in the contract's order, from the tables themselves; files and quarantine from meta.source."""
    with reading(warehouse) as at:
        said = {name: (file, quarantined) for name, file, quarantined in at.rows(
            f"SELECT table_name, file, quarantined FROM {at.table('meta', 'source')}")} \
            if at.has("meta", "source") else {}
        return [_loaded(at, table, *said.get(table, (None, 0))) for table in TABLES if at.has("contract", table)]


def findings(warehouse: Warehouse) -> list[Finding]:
    """What was found when the data in use were loaded, none for the demo."""
    with reading(warehouse) as at:
        if not at.has("meta", "finding"):
            return []
        return [Finding(*row) for row in at.rows(
            "SELECT severity, rule, message, table_name, file, line, column_name, value, more"
            f" FROM {at.table('meta', 'finding')}")]


def built(warehouse: Warehouse) -> dict[str, Any]:
    """The record of the last build, empty where nothing was built."""
    with reading(warehouse) as at:
        columns = list(at.tables("meta").get("build", ()))
        if not columns:
            return {}
        rows = at.rows(f"SELECT {', '.join(map(at.quoted, columns))} FROM {at.table('meta', 'build')}")
        return dict(zip(columns, rows[0], strict=True)) if rows else {}


def _loaded(at: OnEngine, table: str, file: str | None, quarantined: int) -> Loaded:
    given = at.tables("contract")[table]
    events = [f"max(CAST({name} AS DATE))" for name, column in contract_columns(table).items()
              if column.info.get("event") and name in given]
    rows, *days = at.rows(f"SELECT {', '.join(['count(*)', *events])} FROM {at.table('contract', table)}")[0]
    return Loaded(table, file, int(rows), int(quarantined or 0), max((day for day in days if day), default=None))
