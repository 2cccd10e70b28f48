"""What a customer is worth and costs: sums customer by customer over twelve month ends, costs row by row, then divided.

Amounts in minor units, exact; null where definitions.md has no figure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import ceil
from typing import Any

from queries.oracle.arr import active_until
from queries.oracle.cohorts import PERIODS, born, first_day_of, signed_on
from queries.oracle.company import Company, Unit, Where, read_rates
from queries.oracle.days import add_months, base_day, month_index, month_start
from queries.oracle.labels import Row, Tables

KINDS = ("acquisition", "retention", "expansion", "delivery")
BOOKED_BY = ("segment", "partner_id")
SUMS = ("a", "n", "o", "c", "b", "l", "w", "z", "g", "e", "x")
"""a: ARR on the month ends; n, o: customers on them, and on those before; c: gone from one to the next; b, l: there on
d0, and of them gone on d; w: first active in the twelve months; z, g, e: ARR on d0, kept, added; x: ARR of the new."""
Sums = dict[str, int]
Costs = dict[str, Fraction]


@dataclass(frozen=True)
class Question:
    """One company, filters on customers, a day, and what is assumed instead of counted (CAC in minor units)."""

    tables: Tables
    company: Company
    where: Where
    as_of: date
    margin: Fraction | None = None
    cac: Fraction | None = None
    renewal_months: int = 12

    def ends(self) -> list[date]:
        """Thirteen month ends: the last twelve up to the day, and the one before them."""
        last = month_index(self.as_of + timedelta(1)) - 1
        return [month_start(last - back + 1) - timedelta(1) for back in range(12, -1, -1)]

    @cached_property
    def counted(self) -> list[tuple[Unit, date, Sums]]:
        """What each customer inside the filters counts, and on which day, once for all splits."""
        return [each for each in (*_months(self), *_base(self), *_begun(self))
                if self.company.passes(each[0], self.where, each[1])]

    @cached_property
    def spent(self) -> list[Row]:
        """Every cost of the company in minor units."""
        rates, minor = read_rates(self.tables)[1], 10**self.company.digits
        return [{**row, "amount": Fraction(row["amount"]) * rates.get(row["currency"], 1) * minor}
                for row in self.tables.get("cost_month", ())]

    @cached_property
    def company_margin(self) -> Fraction | None:
        """The whole company's gross margin by its costs."""
        whole = replace(self, where=())
        return _margin(sums(whole)[None], costs(whole).get(None, {}))


def sums(ask: Question, by: str | None = None) -> dict[Any, Sums]:
    """By the label of each day that is counted."""
    made: dict[Any, Sums] = defaultdict(lambda: dict.fromkeys(SUMS, 0))
    for unit, when, values in ask.counted:
        cell = made[ask.company.labels.on(unit.bearer, by, when) if by else None]
        for name, value in values.items():
            cell[name] += value
    return made if by or made else {None: dict.fromkeys(SUMS, 0)}


Counted = Iterator[tuple[Unit, date, Sums]]


def _months(ask: Question) -> Counted:
    ends = ask.ends()
    for unit in ask.company.units("customer", ()):
        for before, end in pairwise(ends):
            there, here = unit.arr(before), unit.arr(end)
            if here:
                yield unit, end, {"a": here, "n": 1}
            if there:
                yield unit, before, {"o": 1, "c": int(not here)}


def _base(ask: Question) -> Counted:
    start = base_day(ask.as_of)
    for unit in ask.company.units("customer", ()):
        before, now = unit.arr(start), unit.arr(ask.as_of)
        if before:
            kept = min(before, now)
            yield unit, start, {"b": 1, "l": int(not now), "z": before, "g": kept, "e": now - kept}
        elif now and not active_until(unit.kept, start):
            yield unit, ask.as_of, {"x": now}


def _begun(ask: Question) -> Counted:
    ends = ask.ends()
    for one in born(ask.company, ask.as_of, "customer", ()):
        known = not one.edge or signed_on(ask.company, one.unit) == one.first
        if known and ends[0] < one.first <= ends[-1]:
            yield one.unit, one.first, {"w": 1}


def booked(ask: Question, first: date, last: date, whole: bool = False) -> list[Row] | None:
    """The costs of the months that begin in [first, last] of what is filtered, in minor units; null where the table is
    absent, or filters are by what costs are not booked by.
    """
    asked = {} if whole else dict(ask.where)
    if not ask.spent or set(asked) - set(BOOKED_BY):
        return None
    return [row for row in ask.spent if first <= row["month_on"] <= last
            and all(row.get(key) is not None and row.get(key) in values for key, values in asked.items())]


def costs(ask: Question, by: str | None = None, whole: bool = False) -> dict[Any, Costs]:
    """By kind, of each cell; nothing where a month of the twelve has no cost of the company at all."""
    first, last = ask.ends()[1].replace(day=1), ask.ends()[-1]
    every, own = booked(ask, first, last, whole=True), booked(ask, first, last, whole)
    found: dict[Any, Costs] = defaultdict(dict)
    if not own or not every or len({month_index(row["month_on"]) for row in every}) < 12:
        return found
    for row in own if by is None or by in BOOKED_BY else ():
        if by is None or row.get(by) is not None:
            cell = found[row[by] if by else None]
            cell[row["kind"]] = cell.get(row["kind"], Fraction(0)) + row["amount"]
    return found


def margin_of(ask: Question, own: Sums, spent: Costs, part: bool) -> Fraction | None:
    """Gross margin: assumed; of a cell's own delivery; of a part of the company the company's."""
    if ask.margin is not None:
        return ask.margin
    value = _margin(own, spent)
    return ask.company_margin if value is None and part else value


def _margin(own: Sums, spent: Costs) -> Fraction | None:
    return 1 - spent["delivery"] * 12 / own["a"] if "delivery" in spent and own["a"] else None


def figures(ask: Question, by: str | None = None) -> dict[Any, dict[str, Fraction | None]]:
    """Each cell's figures; amounts in minor units, ARPA and revenue a year, payback in months."""
    spent, begun = costs(ask, by), first_day_of(ask.company) or date.max
    years, months = begun <= base_day(ask.as_of), begun <= ask.ends()[0]
    return {label: _figures(ask, own, cost, margin_of(ask, own, cost, bool(by or ask.where)), years, months)
            for label, own in sums(ask, by).items() for cost in [spent.get(label, {})]}


def _figures(ask: Question, own: Sums, spent: Costs, margin: Fraction | None, years: bool, months: bool
             ) -> dict[str, Fraction | None]:
    arpa = _part(own["a"], own["n"])
    earned = arpa * margin if arpa is not None and margin is not None and margin > 0 else None
    churn, monthly = _part(own["l"], own["b"]) if years else None, _part(own["c"], own["o"]) if months else None
    cac = ask.cac if ask.cac is not None else _part(spent.get("acquisition"), own["w"])
    ltv = _part(earned, churn)
    payback = None if cac is None else _part(cac * 12, earned)
    return {"arpa": arpa, "gross_margin": margin, "logo_churn": churn, "month_churn": monthly, "cac": cac, "ltv": ltv,
            "payback_months": payback, "ltv_to_cac": _part(ltv, cac),
            "month_ltv": _part(None if earned is None else earned / 12, monthly),
            "renewals_until_profit": None if payback is None else
            Fraction(max(ceil(payback / ask.renewal_months) - 1, 0))}


def _part(part: Fraction | int | None, whole: Fraction | int | None) -> Fraction | None:
    return None if part is None or not whole else Fraction(part) / Fraction(whole)


def increments(ask: Question) -> dict[str, Fraction | None]:
    """New, retained and expanded ARR, each one's margin less what was spent on it, in minor units."""
    own, spent = sums(ask)[None], costs(ask).get(None, {})
    margin = margin_of(ask, own, spent, bool(ask.where))
    known = (first_day_of(ask.company) or date.max) <= base_day(ask.as_of)
    parts = {"new": ("x", "acquisition"), "retained": ("g", "retention"), "expanded": ("e", "expansion")}
    return {part: own[key] * margin - spent[kind] if known and margin is not None and kind in spent
            and (part == "new" or own["z"]) else None for part, (key, kind) in parts.items()}


def won(ask: Question, cohort: date, period: str, members: int) -> Fraction | None:
    """What winning one member of a cohort cost; null where a month of it has no such cost, or is not over."""
    if ask.cac is not None:
        return ask.cac
    end = add_months(cohort, PERIODS[period])
    own = [row for row in booked(ask, cohort, end - timedelta(1)) or () if row["kind"] == "acquisition"]
    if len({month_index(row["month_on"]) for row in own}) < PERIODS[period] or end - timedelta(1) > ask.as_of:
        return None
    return Fraction(sum(row["amount"] for row in own), members)
