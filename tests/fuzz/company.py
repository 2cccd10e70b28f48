"""A tiny company that keeps every rule of the contract, made from the contract: what load's cases start from."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Boolean, Column, Date, DateTime, Double, Integer, Numeric

from data.contract import TABLES, contract_columns, words

Cells = dict[str, str]
FIRST = date(2024, 1, 1)
ENDS = {"end_on": "start_on", "to_on": "from_on"}
EARLIER = {"parent_customer_id": "customer", "merged_into": "customer", "previous_contract_id": "contract"}
NAMES = ("株式会社青葉", "Beni", "シアン商事", "O'Neil, Inc.", "=Dai", "日本語の名前", "Étoile", "A \"B\" C")


@dataclass
class Given:
    """One table in the making: its columns in order, its rows as texts; "" is null."""

    name: str
    columns: list[str]
    rows: list[Cells]


@dataclass
class Company:
    """Tables by name. `sound`: no mutation so far may be a reason to refuse it."""

    tables: dict[str, Given] = field(default_factory=dict)
    sound: bool = True


def company(rng: random.Random) -> Company:
    """customer, subscription and up to six further tables, two to five rows each, some columns left out."""
    others = [name for name in TABLES if name not in ("customer", "subscription", "fx_rate")]
    chosen = {"customer", "subscription", *rng.sample(others, rng.choice((0, 1, 1, 2, 3, 6)))}
    made = Company()
    for name in TABLES:
        if name in chosen:
            made.tables[name] = _table(rng, name, rng.randint(2, 5), made)
    _refer(rng, made)
    if rng.random() < 0.3:
        _rates(rng, made)
    return made


def _table(rng: random.Random, name: str, size: int, made: Company) -> Given:
    columns = [key for key, column in contract_columns(name).items()
               if not column.nullable or key in TABLES[name].info["key"] or rng.random() < 0.7]
    rows = [{key: _cell(rng, contract_columns(name)[key], number) for key in columns} for number in range(size)]
    for row in rows:
        for end, start in ENDS.items():
            if row.get(end) and start in row:
                row[end] = str(date.fromisoformat(row[start]) + timedelta(rng.randint(0, 500)))
    return Given(name, columns, rows)


def _cell(rng: random.Random, column: Column[Any], number: int) -> str:
    """A sound value. What is part of a key differs from row to row."""
    is_key = column.name in column.table.info["key"]
    if column.nullable and not is_key and rng.random() < 0.25:
        return ""
    if column.name == "currency":
        return "JPY"
    if words(column):
        return rng.choice(words(column))
    if isinstance(column.type, Date | DateTime):
        day = FIRST + timedelta(7 * number if is_key else rng.randint(0, 700))
        return f"{day}T10:{rng.randint(10, 59)}:00Z" if isinstance(column.type, DateTime) else str(day)
    return _plain(rng, column, number)


def _plain(rng: random.Random, column: Column[Any], number: int) -> str:
    kind, low, high = column.type, column.info.get("low"), column.info.get("high")
    if isinstance(kind, Boolean):
        return rng.choice(("true", "false", "1", "0", "yes"))
    if isinstance(kind, Integer):
        return str(rng.randint(low or 0, high or 400))
    if isinstance(kind, Double):
        return f"{rng.randint(low or 0, high or 300)}{rng.choice(('', '.5', '.25'))}" if not high else str(high)
    if isinstance(kind, Numeric):
        return rng.choice(("0", "100", "120.50", "33.333333", "1e3", "98765432.1"))
    if column.name.endswith("_id") or column.name in column.table.info["key"]:
        return f"{column.name.removesuffix('_id')[:3].upper()}{number}"
    return rng.choice(NAMES)


def _refer(rng: random.Random, made: Company) -> None:
    """What is referred to exists, where its table is there; a chain points backwards only."""
    for given in made.tables.values():
        for key in given.columns:
            refers = contract_columns(given.name)[key].info.get("refers") or EARLIER.get(key)
            if key in EARLIER:
                _backwards(rng, given, key)
            elif refers in made.tables and not (key in TABLES[given.name].info["key"] and key != "customer_id"):
                known = [row[f"{refers}_id"] for row in made.tables[refers].rows]
                for number, row in enumerate(given.rows):
                    row[key] = known[number % len(known)] if row[key] else ""


def _backwards(rng: random.Random, given: Given, key: str) -> None:
    own = f"{given.name}_id"
    for number, row in enumerate(given.rows):
        row[key] = given.rows[rng.randrange(number)][own] if number and rng.random() < 0.4 else ""


def _rates(rng: random.Random, made: Company) -> None:
    made.tables["fx_rate"] = Given("fx_rate", ["currency", "to_reporting"], [
        {"currency": "JPY", "to_reporting": "1"}, {"currency": "USD", "to_reporting": "149.5025"}])
    for given in made.tables.values():
        for row in given.rows:
            if row.get("currency") == "JPY" and given.name != "fx_rate" and rng.random() < 0.4:
                row["currency"] = "USD"
