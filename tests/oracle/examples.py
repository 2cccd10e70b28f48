"""Small hand-made companies for the tests."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from queries.oracle.company import Company, read_company
from queries.oracle.labels import Row, Tables


def day(text: str) -> date:
    return date.fromisoformat(text)


def line(customer: str, start: str, end: str | None, mrr: str, **more: Any) -> Row:
    """A line in yen; contract K of its customer and product P unless said otherwise."""
    return {"customer_id": customer, "contract_id": f"K-{customer}", "product": "P", "department": None, "kind": None,
            "currency": "JPY", "start_on": day(start), "end_on": day(end) if end else None, "mrr": Decimal(mrr)} | more


def tables(*lines: Row, customers: list[Row] | None = None, **more: list[Row]) -> Tables:
    """The lines, with a bare row for every customer that `customers` does not give."""
    given = {row["customer_id"]: row for row in customers or []}
    names = dict.fromkeys([*given, *(row["customer_id"] for row in lines)])
    columns = dict.fromkeys(key for row in given.values() for key in row)
    rows: list[Row] = [dict.fromkeys(columns) | given.get(name, {}) | {"customer_id": name} for name in names]
    numbered: list[Row] = [{"subscription_id": f"S{number}"} | row for number, row in enumerate(lines)]
    return {"customer": rows, "subscription": numbered} | more


def company(*lines: Row, customers: list[Row] | None = None, **more: list[Row]) -> Company:
    return read_company(tables(*lines, customers=customers, **more))


def some_of(row: Row, *keys: str) -> tuple[Any, ...]:
    """The values of those keys, to compare with a tuple."""
    return tuple(row[key] for key in keys)


def moved(row: Row) -> Row:
    """What is not zero in a row of a bridge."""
    return {key: value for key, value in row.items() if value}
