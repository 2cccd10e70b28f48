"""Whose the expansion was, deal by deal; deals won and how long they take; handoffs; seats against price."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from typing import Any

from queries.oracle.arr import Line, arr, runs_on
from queries.oracle.bridge import line_transfers
from queries.oracle.company import Company, Unit, Where, read_rates
from queries.oracle.days import base_day
from queries.oracle.labels import Row, Tables

GROWING = ("upsell", "cross_sell")
PARTS = ("seats", "price", "products", "unknown", "moved")
SETTLING = timedelta(days=30)
"""Days after a deal in which its handoff is still due."""


@dataclass(frozen=True)
class Selling:
    """A company's deals with existing customers, on a day and inside filters."""

    tables: Tables
    company: Company
    where: Where
    as_of: date

    @cached_property
    def every(self) -> list[Row]:
        """All deals with customers: who, worth (minor units, halves up), source and seller."""
        rates = read_rates(self.tables)[1]
        return [row | {"who": self.company.survivors[row["customer_id"]], "seller": row["sold_by"],
                       "source": _word(row["source_function"]),
                       "worth": (Fraction(row["arr"]) * rates.get(row["currency"], 1) * 10**self.company.digits
                                 + Fraction(1, 2)).__floor__() if row["arr"] is not None else 0}
                for row in self.tables["opportunity"] if row["customer_id"] is not None]

    @cached_property
    def units(self) -> dict[str, Unit]:
        return {unit.bearer: unit for unit in self.company.units("customer", ())}

    def inside(self, who: str, on: date) -> bool:
        """The filters on customers, under the labels of a day."""
        return self.company.passes(self.units.get(who) or Unit((who,), who, (), ()), self.where, on)

    def credit(self, start: date, by: str) -> tuple[dict[Any, int], int]:
        """Minor units of the bridge's expansion by source or seller, and what no deal explains. A customer's growth is
        shared by its won deals in order, as far as they were worth it.
        """
        won: dict[str, list[Row]] = defaultdict(list)
        for row in sorted(self.every, key=lambda row: (row["closed_on"] or date.max, row["opportunity_id"])):
            if row["kind"] in GROWING and row["won"] and start < row["closed_on"] <= self.as_of:
                won[row["who"]].append(row)
        found: dict[Any, int] = defaultdict(int)
        left = 0
        for unit in self.company.units("customer", self.where):
            gain = grown(unit, start, self.as_of)
            if not (self.company.passes(unit, self.where, start) and unit.arr(start) > 0 and gain > 0):
                continue
            whole, before = max(sum(row["worth"] for row in won[unit.bearer]), gain), 0
            for row in won[unit.bearer]:
                after = before + row["worth"]
                found[row[by]] += gain * after // whole - gain * before // whole
                before = after
            left += gain - min(gain, before)
        return dict(found), left

    def deals(self, by: str) -> dict[Any, list[Row]]:
        """Deals that could grow a customer and were begun by the day, by source or seller, or all under null."""
        found: dict[Any, list[Row]] = defaultdict(list)
        for row in self.every:
            if row["kind"] in GROWING and row["created_on"] <= self.as_of and self.inside(row["who"],
                                                                                          row["created_on"]):
                found[None if by == "all" else row[by]].append(row)
        return found

    def rate(self, rows: Sequence[Row]) -> tuple[int, int]:
        """Won, and won or lost, in the last twelve months."""
        year = base_day(self.as_of)
        closed = [row for row in rows if self._over(row) and row["closed_on"] > year]
        return sum(bool(row["won"]) for row in closed), len(closed)

    def cycle(self, rows: Sequence[Row]) -> int | None:
        """The median days to a deal's end of those begun in twelve months, by Kaplan and Meier; null if it is not
        reached.
        """
        begun = [row for row in rows if row["created_on"] > base_day(self.as_of)]
        lasted: list[int] = [((row["closed_on"] if self._over(row) else self.as_of) - row["created_on"]).days
                             for row in begun]
        still = Fraction(1)
        for day in sorted(set(lasted)):
            ended = sum(self._over(row) and each == day for row, each in zip(begun, lasted, strict=True))
            still *= 1 - Fraction(ended, sum(each >= day for each in lasted))
            if ended and still <= Fraction(1, 2):
                return day
        return None

    def _over(self, row: Row) -> bool:
        return row["closed_on"] is not None and row["closed_on"] <= self.as_of and row["won"] is not None

    def handed(self) -> dict[Any, tuple[int, int]]:
        """By source: handoffs done by the day, and those of which anything is said, of the deals won in the year that
        ended thirty days before.
        """
        last, found = self.as_of - SETTLING, defaultdict[Any, list[bool | None]](list)
        for row in self.every:
            if row["won"] and last - timedelta(days=365) < row["closed_on"] <= last and self.inside(
                    row["who"], row["closed_on"]):
                on = row["handoff_on"] or row["closed_on"]
                silent = row["handoff_complete"] is None and row["handoff_on"] is None
                found[row["source"]].append(None if silent else bool(row["handoff_complete"]) and on <= self.as_of)
        return {of: (sum(done is True for done in told), sum(done is not None for done in told))
                for of, told in found.items()}


def _word(value: Any) -> str | None:
    return None if value is None else str(value).strip().lower()


def grown(unit: Unit, start: date, end: date) -> int:
    """What the kept lines of a unit changed by, without what moved between them and the others."""
    out, into = line_transfers(unit, start, end)
    return unit.arr(end) + out - into - unit.arr(start)


def seats_of(company: Company, tables: Tables) -> dict[int, int | None]:
    """The seats that each line's row gives, by the line's identity."""
    return {id(line): row.get("seats") for line, row in zip(company.lines, tables["subscription"], strict=True)}


def parts_of(unit: Unit, start: date, end: date, seats: dict[int, int | None]) -> dict[str, int]:
    """The change of one unit's kept lines in parts, product by product."""
    products: dict[str, list[Line]] = defaultdict(list)
    for each in unit.kept:
        products[each.product].append(each)
    parts = dict.fromkeys(("seats", "price", "products", "unknown"), 0)
    for lines in products.values():
        before, after = arr(lines, start), arr(lines, end)
        if not before or not after:
            parts["products"] += after - before
            continue
        held = [seats_on(lines, on, seats) for on in (start, end)]
        if held[0] is None or held[1] is None:
            parts["unknown"] += after - before
            continue
        volume = round(Fraction((held[1] - held[0]) * before, held[0]))
        parts["seats"], parts["price"] = parts["seats"] + volume, parts["price"] + after - before - volume
    return parts


def seats_on(lines: Sequence[Line], on: date, seats: dict[int, int | None]) -> int | None:
    """The seats of the lines with ARR on a day; None where one of them has none, or usage carries ARR."""
    paid = [each for each in lines if each.kind == "paid" and runs_on(each, on) and arr([each], on) > 0]
    if arr(lines, on) != sum(arr([each], on) for each in paid):
        return None
    given = [seats[id(each)] for each in paid]
    return sum(each for each in given if each) if all(given) else None


def split(company: Company, tables: Tables, where: Where, start: date, end: date, by: str | None = None,
          kind: str = "customer") -> dict[tuple[Any, str], dict[str, int]]:
    """Expansion and contraction in parts, unit by unit. Grain: label on the start × movement; minor units."""
    seats = seats_of(company, tables)
    found: dict[tuple[Any, str], dict[str, int]] = defaultdict(lambda: dict.fromkeys(PARTS, 0))
    for unit in company.units(kind, where):
        change, before = grown(unit, start, end), unit.arr(start)
        if not (before > 0 and before + change > 0 and change and company.passes(unit, where, start)):
            continue
        sign, movement = (1, "expansion") if change > 0 else (-1, "contraction")
        out, into = line_transfers(unit, start, end)
        row = found[company.labels.on(unit.bearer, by, start) if by else None, movement]
        for part, amount in {**parts_of(unit, start, end, seats), "moved": out - into}.items():
            row[part] += sign * amount
    return dict(found)
