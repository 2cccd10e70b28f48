"""What serves in the home of this process, and what a published version holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from data.warehouse import current_version, home
from tests.fuzz.second import Row

Ask = Callable[[str], Sequence[Sequence[Any]]]
"""Gives the rows of a statement."""

Seen = tuple[str | None, tuple[tuple[str, int, int], ...]]


def seen() -> Seen:
    """The version in use, and every file of the home with its size and when it was written (not the store's)."""
    files = sorted(path for path in home().rglob("*") if path.is_file() and not path.name.startswith(("store", ".")))
    return current_version(), tuple((str(path.relative_to(home())), path.stat().st_size, path.stat().st_mtime_ns)
                                    for path in files if path.suffix not in (".lock", ".log"))


def loaded(ask: Ask, table: str, names: tuple[str, ...]) -> Counter[Row]:
    """The rows of a loaded table and those that were set aside, with the values of these columns."""
    chosen = ", ".join('"' + name.replace('"', '""') + '"' for name in names)
    found = Counter(_rows(ask, f"SELECT {chosen} FROM contract.{table}"))
    if _rows(ask, "SELECT 1 FROM duckdb_tables() WHERE schema_name = 'quarantine' "
             f"AND table_name = '{table}'"):
        found += Counter(_rows(ask, f"SELECT {chosen} FROM quarantine.{table}"))
    return found


def columns(ask: Ask, table: str) -> tuple[str, ...]:
    """The columns of a loaded table."""
    return tuple(sorted(row[0] for row in _rows(
        ask, "SELECT column_name FROM duckdb_columns() WHERE schema_name = 'contract' "
        f"AND table_name = '{table}'")))


def _rows(ask: Ask, sql: str) -> list[Row]:
    return [tuple(row) for row in ask(sql)]
