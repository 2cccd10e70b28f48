"""The rows that several sources give for one table of the contract, as one Parquet file.

A key that two sources give is a fault that names both. Rows whose customer nobody gives are counted, and left out where
the source says so. The rows stand source after source, so that a row's position says whose it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from data.contract import TABLES, contract_columns
from data.faults import FAULT, WARNING, Finding, Findings
from data.reading_values import literal, quoted, sql_type


@dataclass(frozen=True)
class Giver:
    """Who gives rows of a table: the name of a source or mapping, the relation that holds them, its columns."""

    name: str
    relation: str
    columns: tuple[str, ...]
    orphans: str = "refuse"


@dataclass
class United:
    """The tables that were written to `folder`: of each, who gave how many rows, in the rows' order."""

    folder: Path
    parts: dict[str, list[tuple[str, int]]] = field(default_factory=dict)

    def giver(self, table: str, row: int) -> tuple[str, int]:
        """Who gave the row (counted from 1) of a table, and its position among theirs."""
        for name, rows in self.parts[table]:
            if row <= rows:
                return name, row
            row -= rows
        return self.parts[table][-1][0], row


def unite(connection: duckdb.DuckDBPyConnection, givers: dict[str, list[Giver]], folder: Path,
          findings: Findings) -> United:
    """Writes a Parquet file for each table that somebody gives. Errors go into `findings`."""
    folder.mkdir(parents=True, exist_ok=True)
    united = United(folder)
    customers = " UNION ALL ".join(f"SELECT customer_id FROM {giver.relation}" for giver in givers.get("customer", ()))
    for table in (name for name in TABLES if name in givers):
        _refuse_twice(connection, table, givers[table], findings)
        parts = [_select(connection, table, giver, customers, findings) for giver in givers[table]]
        _write(connection, united, table, givers[table], parts)
    return united


def _select(connection: duckdb.DuckDBPyConnection, table: str, giver: Giver, customers: str,
            findings: Findings) -> str:
    contract = contract_columns(table)
    columns = ", ".join(f"CAST({quoted(name)} AS {sql_type(contract[name]) if name in contract else 'VARCHAR'}) AS "
                        f"{quoted(name)}" for name in giver.columns)
    keep = "true"
    if "customer_id" in giver.columns and table != "customer" and customers:
        orphan = f"customer_id IS NOT NULL AND customer_id NOT IN (SELECT customer_id FROM ({customers}) " \
                 "WHERE customer_id IS NOT NULL)"
        count = _say_orphans(connection, table, giver, orphan, findings)
        keep = f"NOT ({orphan})" if count and giver.orphans == "leave_out" else keep
    return f"SELECT {columns} FROM {giver.relation} WHERE {keep}"


def _say_orphans(connection: duckdb.DuckDBPyConnection, table: str, giver: Giver, orphan: str,
                 findings: Findings) -> int:
    count, ids, first, rows = connection.execute(
        f"SELECT count(*) FILTER ({orphan}), count(DISTINCT customer_id) FILTER ({orphan}), min(customer_id) FILTER "
        f"({orphan}), count(*) FROM {giver.relation}").fetchall()[0]
    if count:
        left = "they were left out" if giver.orphans == "leave_out" else "no source gives them"
        message = (f"{count:,} of {rows:,} rows are of {ids:,} customers that no source gives, for example "
                   f"\"{first}\": {left}. Which column holds the customer's id is an option of the source "
                   "(docs/sources.md)")
        findings.add(Finding(WARNING, "orphans", message, table, f"{giver.name}: {table}", column="customer_id"))
    return int(count)


def _refuse_twice(connection: duckdb.DuckDBPyConnection, table: str, givers: Sequence[Giver],
                  findings: Findings) -> None:
    """Keys that two sources give. A key that one source gives twice is found by the load, like that of a file."""
    key = [column.name for column in TABLES[table].primary_key.columns]
    known = [giver for giver in givers if set(key) <= set(giver.columns)]
    if len(known) < 2 or not key:
        return
    shown = " || ' ' || ".join(f"CAST({quoted(name)} AS VARCHAR)" for name in key)
    union = " UNION ".join(f"SELECT {shown} AS k, {literal(giver.name)} AS who FROM {giver.relation}"
                           for giver in known)
    rows = connection.execute(f"SELECT k, string_agg(who, ' and ' ORDER BY who) FROM ({union}) WHERE k IS NOT NULL "
                              "GROUP BY k HAVING count(*) > 1 ORDER BY k").fetchall()
    for who in sorted({who for _, who in rows}):
        keys = [key for key, each in rows if each == who]
        message = (f"{len(keys):,} keys are given by {who}, for example \"{keys[0]}\": let one of them leave the table "
                   f'out (skip = ["{table}"]), or choose other columns for its ids')
        findings.add(Finding(FAULT, "given_twice", message, table, table, column=", ".join(key)))


def _write(connection: duckdb.DuckDBPyConnection, united: United, table: str, givers: Sequence[Giver],
           parts: Sequence[str]) -> None:
    made = [f"SELECT *, {at} AS \"the giver\" FROM ({part})" for at, part in enumerate(parts)]
    connection.execute("CREATE OR REPLACE TABLE united AS " + " UNION ALL BY NAME ".join(made))
    counts = dict(connection.execute('SELECT "the giver", count(*) FROM united GROUP BY 1').fetchall())
    united.parts[table] = [(giver.name, counts.get(at, 0)) for at, giver in enumerate(givers)]
    to = literal(str(united.folder / f"{table}.parquet"))
    connection.execute(f'COPY (SELECT * EXCLUDE ("the giver") FROM united ORDER BY "the giver", rowid) TO {to} '
                       "(FORMAT parquet)")
    connection.execute("DROP TABLE united")
