"""How a customer's ARR came to be: every day on which it changed, and by which product, seats and price."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import pandas as pd
from sqlalchemy import select

from data.warehouse import Warehouse
from queries import tables
from queries.access import answers, by_name
from queries.account_rows import dated, in_money, is_one, resolved, survivor
from queries.dimensions import build_info
from queries.runner import run
from queries.scope import Scope

MONEY = ("arr_before", "arr", "change", "by_seats", "by_price", "arr_after")
HISTORY = ("on", "movement", "product", "departments", "arr_before", "arr", "change", "seats_before", "seats_now",
           "by_seats", "by_price", "arr_after")


@dataclass(frozen=True)
class Line:
    """A line of constant ARR: minor units, whole days; no `to_day`: it goes on. No seats: not known."""

    product: str
    department: str | None
    from_day: int
    to_day: int | None
    arr: int
    seats: int | None

    def holds(self, day: int) -> bool:
        return self.from_day <= day and (self.to_day is None or day < self.to_day)


@answers(by_name())
def history(warehouse: Warehouse, scope: Scope, account_id: str) -> pd.DataFrame:
    """Grain: day on which the account's ARR changed × product whose ARR did; oldest first, up to the scope's date.

    Columns: on, movement (of the account on that day, as definitions.md has it for the day before against the day),
    product, departments (those whose lines changed, of this product), arr_before, arr and change of the product,
    seats_before and seats_now (null: not known), by_seats and by_price (parts of the change as queries.prices cuts it;
    null where the product is new, dropped, or its seats are not known), arr_after (the account's whole ARR from that
    day on). Where a change of products leaves the account's ARR as it was the movement is "unchanged".
    """
    one = resolved(warehouse, scope, account_id)
    line, root = tables.line(), survivor(scope, one)
    found = run(warehouse, select(
        line.c.product, line.c.department, line.c.from_day, line.c.to_day, line.c.arr, line.c.seats).select_from(
        line.join(root, root.c.root_key == line.c.customer_key)).where(
        line.c.from_day <= tables.day_number(scope.as_of), is_one(line.c.customer_key, one)))
    rows = movements([_line(row) for row in found.itertuples()], tables.day_number(scope.as_of))
    made = pd.DataFrame(rows, columns=list(HISTORY), dtype=object)
    return in_money(dated(made, "on"), build_info(warehouse).minor, *MONEY)


def _line(row: Any) -> Line:
    def whole(value: Any) -> int | None:
        return None if pd.isna(value) else int(value)

    return Line(str(row.product), None if pd.isna(row.department) else str(row.department), int(row.from_day),
                whole(row.to_day), int(row.arr), whole(row.seats))


def movements(lines: Sequence[Line], today: int) -> list[dict[str, Any]]:
    """The rows of `history` with numbers of days and minor units. Pure."""
    ends = {each.from_day for each in lines} | {each.to_day for each in lines if each.to_day is not None}
    rows: list[dict[str, Any]] = []
    had = False
    for day in sorted(end for end in ends if end <= today):
        before, after = _held(lines, day - 1), _held(lines, day)
        old, new = _sum(before), _sum(after)
        movement = _movement(old, new, had)
        rows += [{"on": day, "movement": movement, "arr_after": new, **change}
                 for change in _changes(before, after)]
        had = had or new > 0
    return rows


def _held(lines: Sequence[Line], day: int) -> list[Line]:
    return [each for each in lines if each.holds(day)]


def _sum(lines: Iterable[Line]) -> int:
    return sum(each.arr for each in lines)


def _movement(old: int, new: int, had: bool) -> str:
    if not old:
        return "reactivation" if had else "new"
    if not new:
        return "churn"
    return "unchanged" if old == new else "expansion" if new > old else "contraction"


def _changes(before: Sequence[Line], after: Sequence[Line]) -> list[dict[str, Any]]:
    """The products whose ARR changed, the largest change first."""
    found = []
    for product in sorted({each.product for each in (*before, *after)}):
        old, new = ([each for each in lines if each.product == product] for lines in (before, after))
        if _sum(old) != _sum(new):
            found.append({"product": product, "departments": _departments(old, new), "arr_before": _sum(old),
                          "arr": _sum(new), "change": _sum(new) - _sum(old), **_parts(old, new)})
    return sorted(found, key=lambda each: (-abs(each["change"]), each["product"]))


def _departments(old: Sequence[Line], new: Sequence[Line]) -> str:
    names = sorted({each.department for each in (*old, *new) if each.department})
    changed = [name for name in names if _sum(each for each in old if each.department == name)
               != _sum(each for each in new if each.department == name)]
    return ", ".join(changed)


def _parts(old: Sequence[Line], new: Sequence[Line]) -> dict[str, int | None]:
    """seats = (S1 − S0) · ARR0 / S0, half to even; price = the rest (queries/prices.py)."""
    seats = [None if any(not each.seats for each in lines) else sum(each.seats or 0 for each in lines)
             for lines in (old, new)]
    first, last = seats[0] if old else 0, seats[1] if new else 0
    made: dict[str, int | None] = {"seats_before": first, "seats_now": last, "by_seats": None, "by_price": None}
    if old and new and first and last:
        by_seats = int((Decimal((last - first) * _sum(old)) / first).quantize(Decimal(1), ROUND_HALF_EVEN))
        made |= {"by_seats": by_seats, "by_price": _sum(new) - _sum(old) - by_seats}
    return made
