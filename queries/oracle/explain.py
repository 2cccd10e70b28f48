"""Why a rate changed: event and roll, accounts by name, and the test for upsell that masks churn (A1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from queries.oracle.company import Company, Key, Unit, Where
from queries.oracle.days import base_day, last_sundays
from queries.oracle.intervals import half_width
from queries.oracle.labels import Row
from queries.oracle.retention import retention

METRICS = ("nrr", "grr", "logo_retention")
A1_WEEKS = 14
A1_FALL = Fraction(1, 100)


def kept(metric: str, base: int, amount: int) -> int:
    """K of the definitions: what one unit of the base keeps at this amount."""
    if metric == "nrr":
        return amount
    if metric == "grr":
        return min(amount, base)
    if metric == "logo_retention":
        return int(amount > 0)
    raise ValueError(f"unknown metric {metric}")


@dataclass(frozen=True)
class Account:
    """A unit of one date's base with its own base b and kept n, in the metric's terms."""

    unit: Unit
    b: int
    n: int


def accounts_of(company: Company, day: date, metric: str, unit: str, where: Where) -> dict[Key, Account]:
    """The base of a day, by unit."""
    then, accounts = base_day(day), {}
    for member in company.units(unit, where):
        base = member.arr(then)
        if base > 0 and company.passes(member, where, then):
            weight = 1 if metric == "logo_retention" else base
            accounts[member.key] = Account(member, weight, kept(metric, base, member.arr(day)))
    return accounts


def sums(accounts: dict[Key, Account]) -> tuple[int, int]:
    """Numerator and denominator of the rate."""
    return sum(account.n for account in accounts.values()), sum(account.b for account in accounts.values())


def event_and_roll(company: Company, earlier: date, day: date, metric: str = "nrr", unit: str = "customer",
                   where: Where = ()) -> Row:
    """The change of a rate as what happened since (event) and a year-old stretch leaving the base (roll).

    Exact fractions; all None when either base is empty.
    """
    old, new = (accounts_of(company, when, metric, unit, where) for when in (earlier, day))
    (n0, b0), (n1, b1) = sums(old), sums(new)
    if not b0 or not b1:
        return {"metric": metric, "change": None, "event": None, "roll": None}
    since = sum(kept(metric, account.unit.arr(base_day(earlier)), account.unit.arr(day)) - account.n
                for account in old.values())
    change, event = Fraction(n1, b1) - Fraction(n0, b0), Fraction(since, b0)
    return {"metric": metric, "change": change, "event": event, "roll": change - event}


def contributions(company: Company, earlier: date, day: date, metric: str = "nrr", unit: str = "customer",
                  where: Where = ()) -> list[Row]:
    """Each account's part of the change of a rate, largest first; they add up to it. Empty when a base is."""
    old, new = (accounts_of(company, when, metric, unit, where) for when in (earlier, day))
    (n0, b0), (_, b1) = sums(old), sums(new)
    if not b0 or not b1:
        return []
    rate, rows = Fraction(n0, b0), []
    for key in dict.fromkeys([*old, *new]):
        member = (new.get(key) or old[key]).unit
        nothing = Account(member, 0, 0)
        now, was = new.get(key, nothing), old.get(key, nothing)
        part = (now.n - rate * now.b) / b1 - (was.n - rate * was.b) / b0
        rows.append({"account": key, "contribution": part, "arr_change": member.arr(day) - member.arr(earlier)})
    return sorted(rows, key=lambda row: -abs(row["contribution"]))


def slope(values: list[Fraction]) -> Fraction:
    """The least-squares slope per step."""
    middle = Fraction(len(values) - 1, 2)
    mean = sum(values, Fraction(0)) / len(values)
    over = sum(((x - middle) * (y - mean) for x, y in enumerate(values)), Fraction(0))
    return over / sum(((x - middle) ** 2 for x in range(len(values))), Fraction(0))


def a1(company: Company, day: date, unit: str = "customer", where: Where = ()) -> Row:
    """Does upsell mask churn? `fires` is None when a rate of the 14 weeks or the interval on the day is unknown."""
    rows = [retention(company, sunday, unit, where)[0] for sunday in last_sundays(day, A1_WEEKS)]
    net, gross = ([row[key] for row in rows] for key in ("nrr", "grr"))
    half = half_width([(account.n, account.b) for account in accounts_of(company, day, "grr", unit, where).values()])
    if None in net or half is None:
        return {"fires": None, "slope": None, "fall": None, "half_width": half}
    trend, fall = slope(net), gross[0] - gross[-1]
    fires = trend >= 0 and fall >= A1_FALL and fall > half
    return {"fires": fires, "slope": trend, "fall": fall, "half_width": half}
