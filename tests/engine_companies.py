"""Companies for the transform on every engine: the demo's and random ones, as nasty as the contract allows.

What engines read differently is planted: ids and names in an order that depends on the language, half-width kana,
quotes and backslashes, attributes with odd names and odd values, a chain of contracts longer than a recursion's
usual limit.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from data import plan
from queries.oracle.labels import Row, Tables
from tests.journey_replay import company as journey_company

IDS = {"merged_into", "lead"}
CHAIN = 130
ODD = ["score", "since", "業種 (大)", "Owner's"]
SCORES = ["1", "12.5", "-3", "1e2", " 7 ", ".5", "40", "41", "42", "43", "44", "45", "46", "47"]
DATES = ["2024-02-29", "2023-1-5", "2022/12/31", "2021-06-30 10:00:00", "2020-05-05", "2019-04-04", "2018-03-03",
         "2017-02-02", "2016-01-01", "2015-01-01", "2014-01-01", "2013-01-01", "2012-01-01", "2011-01-01"]
NAMES = ["ﾃﾆｭｱ ｶﾞｽ(株)", "(株)ポワロ", "ÉCOLE Ängström", "O'Brien \\ Söhne", "ＡＣＭＥ， Inc.", "がんばれ㈱",
         "zebra", "Zebra", "_under", "éclair", "eclair", "北海道", "Ltd. a\\'b", '"quoted"']
WORDS = ["O'Brien\\x", "小売", "a\\nb", None, "Ａ", "é", "E", "e", "_", "\\", "''", "卸", "Z", "z"]


@dataclass(frozen=True)
class Company:
    """A DuckDB file that holds contract.*, and what the transform is told of it."""

    path: Path
    variables: dict[str, Any]


def crowded(path: Path, demo: Path) -> Company:
    """The demo's company with a random one and the odd customers among its customers."""
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"attach '{demo}' as demo (read_only); create schema contract; create schema marts")
        for name, in connection.execute("select table_name from duckdb_tables() where database_name = 'demo'"
                                        " and schema_name = 'contract'").fetchall():
            connection.execute(f"create table contract.{name} as from demo.contract.{name}")
        connection.execute("detach demo")
        for column in ODD:
            connection.execute(f'alter table contract.customer add column "{column}" text')
        _add(connection, prefixed(journey_company(random.Random(20), 26), "R"))
        _add(connection, odd_customers())
    return planned(path)


def sparse(path: Path) -> Company:
    """A random company that was given few tables and columns."""
    tables = journey_company(random.Random(5), 14)
    kept = ("customer", "subscription", "contract", "fx_rate", "attribute_history", "touch", "pulse")
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema contract; create schema marts")
        for name in kept:
            rows = tables.get(name, [])
            if rows:
                given = {column for row in rows for column in row} - {"seats"}
                typed = ", ".join(f"{column} {kind}" for column, kind in _types(name).items() if column in given)
                connection.execute(f"create table contract.{name} ({typed})")
                _add(connection, {name: rows})
    return planned(path)


def planned(path: Path) -> Company:
    with duckdb.connect(str(path)) as connection:
        return Company(path, plan.plan(connection))


def prefixed(tables: Tables, prefix: str) -> Tables:
    """The same company under other ids; a name for each way in which it had a null stays a null."""
    def renamed(column: str, value: Any) -> Any:
        named = column.endswith("_id") or column in IDS
        return f"{prefix}-{value}" if named and value is not None else value

    return {name: rows if name == "fx_rate" else [{column: renamed(column, value) for column, value in row.items()}
                                                 for row in rows] for name, rows in tables.items()}


def odd_customers() -> Tables:
    """One customer for each odd name, each with lines; one of them has a chain of contracts."""
    customers: list[Row] = []
    lines: list[Row] = []
    for number, name in enumerate(NAMES):
        key = ["a", "B", "_c", "é", "Z", "z", "Ａ"][number % 7] + f"{number:02}"
        customers.append({
            "customer_id": key, "name": name, "segment": WORDS[number], "plan": "Basic", "score": SCORES[number],
            "since": DATES[number], "業種 (大)": WORDS[-number - 1], "Owner's": WORDS[(3 * number) % 14],
            "signed_on": date(2024, 2, 29), "parent_customer_id": customers[-1]["customer_id"] if number % 3 else None})
        for part, mrr in enumerate(["0.0417", "98765432.109", "33.3333"]):
            start = date(2025, 1, 31) + timedelta(days=29 * number + 200 * part)
            lines.append({
                "subscription_id": f"{key}-{part}", "customer_id": key, "contract_id": f"{key}-k{part}",
                "product": "分析" if part else "Core", "department": WORDS[(number + part) % 14], "start_on": start,
                "end_on": start + timedelta(days=180) if part else None, "mrr": Decimal(mrr), "currency": "USD",
                "seats": part * 10, "kind": ["paid", "usage", None][part]})
    return {"customer": customers, "subscription": lines + _chain()[1], "contract": _chain()[0]}


def _chain() -> tuple[list[Row], list[Row]]:
    """Contracts of a day each, every one the next of the one before."""
    contracts, lines = [], []
    for number in range(CHAIN):
        start = date(2025, 2, 1) + timedelta(days=3 * number)
        contracts.append({"contract_id": f"chain-{number}", "customer_id": "a00",
                          "previous_contract_id": f"chain-{number - 1}" if number else None})
        lines.append({"subscription_id": f"chain-{number}", "customer_id": "a00", "contract_id": f"chain-{number}",
                      "product": "Core", "start_on": start, "end_on": start + timedelta(days=3), "mrr": Decimal(100),
                      "currency": "JPY"})
    return contracts, lines


def _types(name: str) -> dict[str, str]:
    own = {"channel": "text", **dict.fromkeys(ODD, "text")} if name == "customer" else {}
    return plan.types(name) | own


def _add(connection: duckdb.DuckDBPyConnection, tables: Tables) -> None:
    """Adds rows to the tables that there are; what these do not have is left out, rates that are known too."""
    held = {name for name, in connection.execute("select table_name from duckdb_tables() where schema_name = 'contract'"
                                                 ).fetchall()}
    for name in held & {name for name, rows in tables.items() if rows}:
        columns = [column for column, *_ in connection.execute(f"describe contract.{name}").fetchall()]
        rows = tables[name]
        given = pa.table({column: pa.array([None if row.get(column) is None else str(row[column]) for row in rows],
                                           pa.string()) for column in columns})
        connection.register("given", given)
        known = " where currency not in (select currency from contract.fx_rate)" if name == "fx_rate" else ""
        connection.execute(f"insert into contract.{name} select * from given{known}")
        connection.unregister("given")
