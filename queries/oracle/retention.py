"""NRR, GRR, logo retention and what stands beside them: twelve months, point to point."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from queries.oracle.arr import active_after, active_until, arr, change_days, last_active_day
from queries.oracle.company import LINE_KEYS, Company, Unit, Where
from queries.oracle.days import base_day
from queries.oracle.intervals import delta, wilson
from queries.oracle.labels import Row
from queries.oracle.movements import net_churn, quick_ratio

GRACE_DAYS = 30


@dataclass(frozen=True)
class Member:
    """A unit of the base: ARR on d0, ARR on d, and the ARR it had on its last active day if it is in paperwork."""

    base: int
    now: int
    paper: int


def ratio(part: int, whole: int) -> Fraction | None:
    """part / whole, exact; nothing over nothing is unknown."""
    return Fraction(part, whole) if whole else None


def has_arr_under(company: Company, unit: Unit, customer: str, chain: str) -> bool:
    """Has the unit ARR on any day from lines under that chain of that customer's contracts?"""
    lines = [line for line in unit.kept if line.customer == customer and company.chain(line.contract) == chain]
    return any(arr(lines, day) > 0 for day in change_days(lines))


def has_open_renewal(company: Company, unit: Unit, kind: str, day: date) -> bool:
    """Is a renewal of this unit open on the day (status open, or decided only later)?

    A renewal is its customer's, group's, contract's; a department's or product's where that has ARR under the contract.
    """
    for row in company.renewals:
        customer = company.survivors[row["customer_id"]]
        chain = company.chain(row["contract_id"])
        owners = {"customer": (customer,) == unit.key, "group": (company.tops[customer],) == unit.key,
                  "contract": (customer, chain) == unit.key}
        still_open = row["status"] == "open" or (row.get("decided_on") is not None and row["decided_on"] > day)
        theirs = owners[kind] if kind in owners else has_arr_under(company, unit, customer, chain)
        if still_open and theirs:
            return True
    return False


def paper_arr(company: Company, unit: Unit, kind: str, day: date) -> int:
    """ARR on the last active day of a unit in renewal paperwork on the day; 0 for any other unit."""
    last = last_active_day(unit.kept, day)
    if last is None or last == day or last + timedelta(days=1) < day - timedelta(days=GRACE_DAYS):
        return 0
    if active_after(unit.kept, day) or has_open_renewal(company, unit, kind, day):
        return arr(unit.kept, last)
    return 0


def rates_of(members: list[Member]) -> Row:
    """Everything that has the base as its denominator."""
    base = sum(member.base for member in members)
    net = [(member.now, member.base) for member in members]
    gross = [(min(member.now, member.base), member.base) for member in members]
    kept, paper = sum(n for n, _ in net), sum(member.paper for member in members)
    capped = sum(n for n, _ in gross)
    stayed = sum(member.now > 0 for member in members)
    capped_paper = sum(min(member.paper, member.base) for member in members)
    (nrr_low, nrr_high), (grr_low, grr_high), (low, high) = delta(net), delta(gross, 1.0), wilson(stayed, len(members))
    return {"arr_base": base, "nrr": ratio(kept, base), "nrr_low": nrr_low, "nrr_high": nrr_high,
            "grr": ratio(capped, base), "grr_low": grr_low, "grr_high": grr_high,
            "logo_retention": ratio(stayed, len(members)), "logo_low": low, "logo_high": high,
            "logos_base": len(members), "logos_kept": stayed,
            "expansion": sum(max(n - b, 0) for n, b in net), "contraction": sum(b - n for n, b in net if 0 < n < b),
            "churn": sum(b for n, b in net if n == 0), "paper_units": sum(member.paper > 0 for member in members),
            "paper_arr": paper, "nrr_paper": ratio(kept + paper, base),
            "grr_paper": ratio(capped + capped_paper, base)}


def row_of(members: list[Member], now: list[int], new: int, back: int) -> Row:
    """One row of kpis: the base's rates, and what is there on d."""
    row = rates_of(members) | {"arr": sum(now), "logos": len(now), "new": new, "reactivation": back}
    lost = row["churn"] + row["contraction"]
    return row | {"net_churn": net_churn(row["churn"], row["contraction"], row["expansion"], row["arr_base"]),
                  "quick_ratio": quick_ratio(new, back, row["expansion"], lost)}


def label_of(company: Company, unit: Unit, by: str | None, day: date) -> Any:
    """The label that a row of `by` carries; without `by` all units share one."""
    return None if by is None else company.labels.on(unit.bearer, by, day)


def labelled(company: Company, as_of: date, units: list[Unit], kind: str, where: Where,
             by: str | None) -> dict[Any, Row]:
    """A row per label: the base under the labels on d0, what is there on d under those on d."""
    then = base_day(as_of)
    members: dict[Any, list[Member]] = defaultdict(list)
    now: dict[Any, list[int]] = defaultdict(list)
    gained: dict[tuple[Any, bool], int] = defaultdict(int)
    for unit in units:
        before, after = unit.arr(then), unit.arr(as_of)
        if before > 0 and company.passes(unit, where, then):
            paper = paper_arr(company, unit, kind, as_of) if after == 0 else 0
            members[label_of(company, unit, by, then)].append(Member(before, after, paper))
        if after > 0 and company.passes(unit, where, as_of):
            label = label_of(company, unit, by, as_of)
            now[label].append(after)
            if before == 0:
                gained[label, active_until(unit.kept, then)] += after
    labels = list(dict.fromkeys([*members, *now])) if by else [None]
    return {label: row_of(members[label], now[label], gained[label, False], gained[label, True]) for label in labels}


def retention(company: Company, as_of: date, unit: str = "customer", where: Where = (),
              by: str | None = None) -> list[Row]:
    """The kpis on a day: one row, or one per label of `by` that has a unit in the base or on the day.

    Amounts in minor units per year, rates as exact fractions, intervals as floats, None where unknown. A `by` that
    names a column of the lines (product, department, kind) gives each value the row of that filter.
    """
    if by not in LINE_KEYS:
        rows = labelled(company, as_of, company.units(unit, where), unit, where, by)
        return [({by: label} if by else {}) | row for label, row in rows.items()]
    values = dict.fromkeys(getattr(line, by) for line in company.lines)
    rows = {value: labelled(company, as_of, company.units(unit, where, (by, value)), unit, where, None)[None]
            for value in values}
    return [{by: value} | row for value, row in rows.items() if row["logos"] or row["logos_base"]]
