"""The contract's rows as the oracle reads them: each table read once, when it is first asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from data import decided
from data.contract import TABLES, contract_columns
from data.engines.place import Place
from data.status import reading
from data.warehouse import Warehouse
from queries.dimension import Dimension
from queries.oracle.company import Company, read_company
from queries.oracle.labels import Row, Tables

BATCH = 1000
"""Customers that one statement names."""
NUMBER = r"-?[\d,]*\.?\d+"


class Given(dict[str, list[Row]]):
    """A company's tables, by name; one that it did not give is absent. What people decided stands among them, rows of
    customers that there are not do not. `only`: the rows of these customers, and those that are no customer's.
    """

    def __init__(self, warehouse: Warehouse, only: frozenset[str] | None = None) -> None:
        super().__init__()
        self.warehouse, self.only = warehouse, only
        with reading(warehouse) as at:
            self._names = decided.given(at)

    def __missing__(self, name: str) -> list[Row]:
        if name not in self._names:
            raise KeyError(name)
        with reading(self.warehouse) as at:
            found = rows(at, name) if self.only is None else some(at, name, self.only)
        if name != "customer":
            customers = {row["customer_id"] for row in self["customer"]}
            found = [row for row in found if row.get("customer_id") is None or row["customer_id"] in customers]
        self[name] = found
        return found

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def customers(self) -> int:
        """How many there are to be read."""
        with reading(self.warehouse) as at:
            return int(at.value(f"select count(*) from {at.table('contract', 'customer')}"))

    def loaded(self) -> dict[str, tuple[str, ...]]:
        """The columns of each of the contract's tables that was loaded, by its name."""
        with reading(self.warehouse) as at:
            return {name: tuple(columns) for name, columns in at.tables("contract").items() if name in TABLES}

    def as_loaded(self, name: str) -> list[Row]:
        """The rows of a loaded table as they came, without what people decided since."""
        with reading(self.warehouse) as at:
            if name in self._names and decided.source(at, name) == at.table("contract", name):
                return self[name]
            return rows(at, name, room="contract")

    def set_aside(self, name: str) -> int:
        """How many of a table's rows were set aside."""
        with reading(self.warehouse) as at:
            if not at.has("quarantine", name):
                return 0
            return len(at.rows(f"select 1 from {at.table('quarantine', name)}"))

    def begins(self) -> date | None:
        """The first day of any line of the whole company's."""
        with reading(self.warehouse) as at:
            first: date | None = at.value(f"select min(start_on) from {at.table('contract', 'subscription')}")
        return first

    def get(self, name: str, default: Any = None) -> Any:
        """The table's rows, or the default where it was not given."""
        try:
            return self[name]
        except KeyError:
            return default


def some(at: Place, name: str, only: frozenset[str]) -> list[Row]:
    """The rows of these customers, and in the end those of no customer."""
    if "customer_id" not in contract_columns(name):
        return rows(at, name)
    names, found = sorted(only), []
    for first in range(0, len(names), BATCH):
        listed = ", ".join(map(at.words.text, names[first:first + BATCH]))
        found += rows(at, name, f" where customer_id in ({listed})")
    return found if name == "customer" else found + rows(at, name, " where customer_id is null")


def rows(at: Place, name: str, where: str = "", room: str = "") -> list[Row]:
    """All rows of a contract's table as they count, loaded and decided; with `room`, those of one alone."""
    stands = decided.source(at, name) if not room else at.table(room, name)
    columns = list(at.tables("decided" if stands == at.table("decided", name) else "contract")[name])
    listed = ", ".join(map(at.quoted, columns))
    found = at.rows(f"select {listed} from {stands}{where}")
    absent = dict.fromkeys(set(contract_columns(name)) - set(columns)) if name != "customer" else {}
    return [{**absent, **dict(zip(columns, map(_exact, row), strict=True))} for row in found]


def _exact(value: Any) -> Any:
    """A double as the decimal that was loaded: the oracle has no doubles."""
    return Fraction(Decimal(repr(value))) if isinstance(value, float) else value


def company(tables: Tables, known: Mapping[str, Dimension]) -> Company:
    """The oracle's reading, with numbers and dates of customers in the bands that filters know."""
    banded = {key: _banding(dimension) for key, dimension in known.items()}
    begins = tables.begins() if isinstance(tables, Given) and tables.only is not None else None
    return read_company(tables, lambda key, value: banded.get(key, _text)(value), begins)


def _banding(dimension: Dimension) -> Callable[[Any], Any]:
    if dimension.kind == "year":
        return lambda value: None if value is None else str(value)[:4]
    if dimension.kind != "band":
        return _text
    bands = [(each.value, bounds(each.value)) for each in dimension.values if each.value is not None]

    def band(value: Any) -> str | None:
        if value is None:
            return None
        number = float(value)
        return next((name for name, (low, high) in bands if low <= number < high), None)
    return band


def bounds(label: str) -> tuple[float, float]:
    """The numbers that a band's label names, from (inclusive) and to (exclusive): <10, 10–49, 10–<50, 50+, 7."""
    found = [float(each.replace(",", "")) for each in re.findall(NUMBER, label)]
    if label.startswith("<"):
        return float("-inf"), found[0]
    if label.endswith("+"):
        return found[0], float("inf")
    low, high = found[0], found[-1]
    return low, high if "–<" in label else high + 1


def _text(value: Any) -> Any:
    if value is None or isinstance(value, str):
        return value
    return str(value).lower() if isinstance(value, bool) else str(value)


