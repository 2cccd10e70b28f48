"""What became of what customers began with: seats, products and ARR on the first day and some months later."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from queries.oracle.arr import Line, arr, runs_on
from queries.oracle.cohorts import born, signed_on
from queries.oracle.company import Company, Where
from queries.oracle.days import add_months
from queries.oracle.intervals import delta, wilson
from queries.oracle.labels import Row, Tables
from queries.oracle.retention import ratio
from queries.oracle.survival import Z

SMALL, MIDDLE = 10, 50
STARTS = ("small", "middle", "large", "unknown")
"""By seats on the first day: up to 10, up to 50, more, not known."""
ALL = "all"


@dataclass(frozen=True)
class Landed:
    """A customer on its first day and at the age: `ripe` where that day has come."""

    quarter: str
    start: str
    ripe: bool
    seats: tuple[int, int]
    products: tuple[int, int]
    arr: tuple[int, int]


def landed(company: Company, tables: Tables, as_of: date, where: Where, months: int) -> tuple[list[Landed], int]:
    """Everybody who began by the date, and how many were there on the data's first day and did not sign then."""
    given = {id(line): row.get("seats") for line, row in zip(company.lines, tables["subscription"], strict=True)}
    found, left_out = [], 0
    for one in born(company, as_of, "customer", where):
        if one.edge and signed_on(company, one.unit) != one.first:
            left_out += 1
            continue
        later, lines = add_months(one.first, months), one.unit.kept
        seats0, known = seats_on(lines, one.first, given)
        found.append(Landed(
            f"{one.first.year}-Q{(one.first.month + 2) // 3}", start_of(seats0, known), later <= as_of,
            (seats0, seats_on(lines, later, given)[0]), (products_on(lines, one.first), products_on(lines, later)),
            (one.unit.arr(one.first), one.unit.arr(later))))
    return found, left_out


def start_of(seats: int, known: bool) -> str:
    """How small a start it was."""
    if not known or seats <= 0:
        return STARTS[3]
    return STARTS[0] if seats <= SMALL else STARTS[1] if seats <= MIDDLE else STARTS[2]


def seats_on(lines: Iterable[Line], on: date, given: dict[int, int | None]) -> tuple[int, bool]:
    """The seats of what is paid for on a day, use aside, and whether each such line says how many."""
    held = [given[id(each)] for each in lines if each.kind == "paid" and runs_on(each, on) and arr([each], on) > 0]
    return sum(each or 0 for each in held), all(each and each > 0 for each in held)


def products_on(lines: Iterable[Line], on: date) -> int:
    """How many products carry ARR on a day."""
    by: dict[str, list[Line]] = defaultdict(list)
    for each in lines:
        by[each.product].append(each)
    return sum(arr(own, on) > 0 for own in by.values())


def by_start(rows: Sequence[Landed]) -> dict[str, Row]:
    """By seats at the start, of the quarters whose every member (with that start) has reached the age."""
    young = {(row.start, row.quarter) for row in rows if not row.ripe}
    old = [row for row in rows if (row.start, row.quarter) not in young]
    return {start: summed([row for row in old if row.start == start], start != STARTS[3])
            for start in STARTS if any(row.start == start for row in old)}


def by_cohort(rows: Sequence[Landed], start: str | None) -> tuple[dict[str, Row], int]:
    """By quarter of the first day, and all of them in one, of those with seats known (and with that start); how many
    quarters have a member that is younger.
    """
    asked = [row for row in rows if row.start != STARTS[3] and start in (None, row.start)]
    young = {row.quarter for row in asked if not row.ripe}
    old = [row for row in asked if row.quarter not in young]
    groups = {of: [row for row in old if of in (row.quarter, ALL)]
              for of in [*sorted({row.quarter for row in old}), *([ALL] if old else [])]}
    return {of: summed(group) for of, group in groups.items()}, len(young)


def summed(rows: Sequence[Landed], known: bool = True) -> Row:
    """What some began with and have; of seats that are not known nothing is said to have grown. Minor units."""
    then, now = (sum(row.seats[at] for row in rows) for at in (0, 1))
    arr0, arr1 = (sum(row.arr[at] for row in rows) for at in (0, 1))
    grew, more = (sum(each[1] > each[0] for each in sides) for sides in (
        [row.seats for row in rows], [row.products for row in rows]))
    low, high = delta([(row.seats[1], row.seats[0]) for row in rows]) if known else (None, None)
    grew_low, grew_high = wilson(grew, len(rows), Z) if known else (None, None)
    told: dict[str, Any] = {"growth": ratio(now, then), "growth_low": low, "growth_high": high, "grew": grew,
                            "grew_share": ratio(grew, len(rows)), "grew_low": grew_low, "grew_high": grew_high}
    return {"customers": len(rows), "seats_then": then, "seats_now": now, "more_products": more,
            "more_share": ratio(more, len(rows)), "arr_then": arr0, "arr_now": arr1, "arr_growth": ratio(arr1, arr0),
            "left": sum(row.arr[1] == 0 for row in rows), **(told if known else dict.fromkeys(told))}
