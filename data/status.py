"""What is loaded: the tables, their rows, how fresh they are, and what was found when they were loaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from data.contract import TABLES, contract_columns
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


def company(warehouse: Warehouse) -> tuple[str, bool]:
    """The company's name and whether it is the demo."""
    with warehouse.engine.connect() as connection:
        name, is_demo = connection.execute(text("SELECT name, is_demo FROM meta.company")).one()
    return str(name), bool(is_demo)


def loaded(warehouse: Warehouse) -> list[Loaded]:
    """Every loaded table in the contract's order, from the tables themselves; files and quarantine from meta.source."""
    with warehouse.engine.connect() as connection:
        columns = _columns(connection)
        said = {row.table_name: row for row in connection.execute(text("SELECT * FROM meta.source"))} \
            if ("meta", "source") in columns else {}
        return [_loaded(connection, table, columns["contract", table], said.get(table))
                for table in TABLES if ("contract", table) in columns]


def findings(warehouse: Warehouse) -> list[Finding]:
    """What was found when the data in use were loaded, none for the demo."""
    with warehouse.engine.connect() as connection:
        if ("meta", "finding") not in _columns(connection):
            return []
        rows = connection.execute(text(
            'SELECT severity, rule, message, table_name AS "table", file, line, column_name AS "column", value, more '
            "FROM meta.finding"))
        return [Finding(**row) for row in rows.mappings()]


def built(warehouse: Warehouse) -> dict[str, Any]:
    """The record of the last build, empty where nothing was built."""
    with warehouse.engine.connect() as connection:
        if ("meta", "build") not in _columns(connection):
            return {}
        row = connection.execute(text("SELECT * FROM meta.build")).mappings().first()
        return dict(row or {})


def _columns(connection: Connection) -> dict[tuple[Any, Any], set[Any]]:
    found: dict[tuple[Any, Any], set[Any]] = {}
    for schema, table, column in connection.execute(text(
            "SELECT table_schema, table_name, column_name FROM information_schema.columns")):
        found.setdefault((schema, table), set()).add(column)
    return found


def _loaded(connection: Connection, table: str, columns: set[str], said: Any) -> Loaded:
    events = [f"max(CAST({name} AS DATE))" for name, column in contract_columns(table).items()
              if column.info.get("event") and name in columns]
    newest = f"greatest({', '.join(events)})" if events else "NULL"
    rows, day = connection.execute(text(f"SELECT count(*), {newest} FROM contract.{table}")).one()
    return Loaded(table, said.file if said else None, int(str(rows)), said.quarantined if said else 0, day)
