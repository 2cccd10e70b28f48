"""The contract's tables as CSV files, written and read."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from data.contract import contract_columns
from queries.oracle.labels import Row, Tables

AMOUNTS = ("mrr", "list_mrr", "to_reporting", "arr_due", "arr_renewed")


def header(name: str, rows: list[Row]) -> list[str]:
    """The columns of the rows; without rows, those that the contract requires."""
    return list(rows[0]) if rows else [key for key, column in contract_columns(name).items() if not column.nullable]


def write_csv(tables: Tables, folder: Path) -> None:
    """One UTF-8 CSV per table; null is an empty cell; a table without rows has the required columns alone."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(header(name, rows))
            writer.writerows(["" if value is None else str(value) for value in row.values()] for row in rows)


def typed(column: str, cell: str) -> Any:
    """A cell as the oracle wants it: dates, decimals, text; an empty cell is null."""
    if cell == "":
        return None
    if column in AMOUNTS:
        return Decimal(cell)
    return date.fromisoformat(cell) if column.endswith("_on") else cell


def read_csv(folder: Path, names: tuple[str, ...] = ("customer", "subscription", "contract", "assignment",
                                                     "attribute_history", "fx_rate", "renewal")) -> Tables:
    """The tables that the oracle reads, where a file of the name is there."""
    tables: Tables = {}
    for name in names:
        path = folder / f"{name}.csv"
        if path.exists():
            with path.open(encoding="utf-8-sig", newline="") as file:
                tables[name] = [{key: typed(key, cell) for key, cell in row.items()} for row in csv.DictReader(file)]
    return tables
