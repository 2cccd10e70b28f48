"""The demo company's tables with every text that is not a word of the contract turned hostile."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet
from sqlalchemy import Enum, Text

from data.contract import TABLES
from data.demo.write import tables
from tests.attacks.payloads import END_OF_MARK, EVERY, LINKS, MARK, ONE_LINE, Payload

END = date(2026, 11, 22)
@dataclass(frozen=True)
class Size:
    """How large the company is: customers, years of history, weeks of use."""

    customers: int = 120
    years: int = 2
    weeks: int = 60


SMALL = Size(40, 1, 8)
SAME = {"parent_customer_id": "customer_id", "merged_into": "customer_id", "referred_by": "customer_id",
        "previous_contract_id": "contract_id", "owner_id": "csm_id", "segment": "segment", "region": "region"}
"""Columns whose values are another column's: one text must be poisoned the same everywhere."""
TOLD = ("currency", "attribute")
"""What must stay what it is for a row to be read at all."""
FEW = 11
"""Of the texts that the rules look for (functions, capabilities), every so many-th row is hostile."""
WORDS = ("function", "source_function", "capability")
OWN = tuple(f"{name} {MARK}{9_000_001 + number}{END_OF_MARK}" for number, name in enumerate((
    'lead"><img src=x onerror=canary()>', "x'; drop table contract.customer; --", "{{ 7*7 }} :red[x] $x$",
    "=1+1|[a](javascript:canary())")))
"""Names of a company's own columns of customers."""
AS_PARQUET = ("usage_week", "touch")


class Poison:
    """Gives each value of a domain one hostile text, always the same; `made` holds them all, by text."""

    def __init__(self, known: Iterable[tuple[str, str, str, Payload]] = ()) -> None:
        """known: what `said` gave: domain, value, the text in its place, the payload in it."""
        self.made: dict[str, Payload] = {}
        self._known: dict[tuple[str, str], str] = {}
        self._next: dict[str, int] = {}
        self._number = count(1)
        for domain, value, text, payload in known:
            self._known[domain, value], self.made[text] = text, payload

    def said(self) -> list[tuple[str, str, str, Payload]]:
        """All of it, so that another process can go on with it."""
        return [(domain, value, text, self.made[text]) for (domain, value), text in self._known.items()]

    def of(self, domain: str, value: str, payloads: tuple[Payload, ...] = EVERY) -> str:
        """The hostile text in the place of `value`; other values of the domain get other ones."""
        if (domain, value) not in self._known:
            at = self._next.get(domain, sum(map(ord, domain)))
            self._next[domain] = at + 1
            payload = payloads[at % len(payloads)]
            said = f"{payload.text} {value} {MARK}{next(self._number)}{END_OF_MARK}"
            self._known[domain, value] = said
            self.made[said] = payload
        return self._known[domain, value]


def write(folder: Path, poison: Poison, size: Size) -> dict[str, int]:
    """Every table as a file in `folder`; how many rows each has."""
    made = tables(size.customers, size.years, 7, END, usage_weeks=size.weeks)
    for name, table in made.items():
        hostile = _own(_table(name, table, poison), poison) if name == "customer" else _table(name, table, poison)
        if name in AS_PARQUET:
            parquet.write_table(hostile, folder / f"{name}.parquet")
        else:
            _csv(folder / f"{name}.csv", hostile)
    return {name: table.num_rows for name, table in made.items()}


def _table(name: str, table: pa.Table, poison: Poison) -> pa.Table:
    for column in table.column_names:
        known = TABLES[name].columns.get(column)
        if known is None or column in TOLD or not isinstance(known.type, Text) or isinstance(known.type, Enum):
            continue
        values = table[column].to_pylist()
        at = table.column_names.index(column)
        table = table.set_column(at, column, pa.array(_column(name, column, values, table, poison), pa.string()))
    return table


def _column(name: str, column: str, values: list[str | None], table: pa.Table, poison: Poison) -> list[str | None]:
    if (name, column) == ("customer", "url"):
        return [LINKS[place % len(LINKS)] for place in range(len(values))]
    if (name, column) == ("attribute_history", "value"):
        of = table["attribute"].to_pylist()
        return [value if value is None or of[place] != "segment" else poison.of("segment", value, ONE_LINE)
                for place, value in enumerate(values)]
    if column in WORDS:
        return [value if value is None or place % FEW else poison.of(column, value)
                for place, value in enumerate(values)]
    shared = column.endswith("_id") or column in ("product", "feature")
    domain = SAME.get(column, column if shared else f"{name}.{column}")
    payloads = ONE_LINE if shared or column == "segment" else EVERY
    return [value if value is None else poison.of(domain, value, payloads) for value in values]


def _own(table: pa.Table, poison: Poison) -> pa.Table:
    """A company's own columns: hostile names, hostile values."""
    given = [name for name in table.column_names if name not in TABLES["customer"].columns]
    texts = [table[name].to_pylist() for name in given]
    table = table.drop_columns(given)
    for place, name in enumerate(OWN):
        values = texts[place % len(texts)]
        table = table.append_column(name, pa.array([poison.of(name, str(value)) for value in values], pa.string()))
    return table


def _csv(path: Path, table: pa.Table) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(table.column_names)
        rows.writerows(zip(*(["" if value is None else value for value in table[name].to_pylist()]
                             for name in table.column_names), strict=True))
