"""Other published methods of retention beside point-to-point: summed, compounded, all-customer.

Months are the clamped monthly anniversaries from d0 to d. Amounts in minor units per year, rates as exact fractions,
None where a base is empty.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction
from itertools import pairwise

from queries.oracle.arr import active_until
from queries.oracle.company import Company, Unit, Where
from queries.oracle.days import add_months, base_day
from queries.oracle.labels import Row
from queries.oracle.movements import classify
from queries.oracle.retention import ratio

MOVES = ("new", "reactivation", "expansion", "contraction", "churn")


def months(day: date) -> list[date]:
    """The thirteen days from d0 to d, a month apart, each counted from d0; the last one is d itself."""
    first = base_day(day)
    return [*(add_months(first, month) for month in range(12)), day]


def in_base(company: Company, day: date, unit: str, where: Where) -> list[Unit]:
    """Units active on a day under their labels of that day."""
    return [one for one in company.units(unit, where) if one.arr(day) > 0 and company.passes(one, where, day)]


def point_to_point(company: Company, day: date, unit: str = "customer", where: Where = ()) -> Row:
    """The base of d0, on d0 and on d."""
    then = base_day(day)
    pairs = [(one.arr(then), one.arr(day)) for one in in_base(company, then, unit, where)]
    base = sum(b for b, _ in pairs)
    return {"units": len(pairs), "base": base, "nrr": ratio(sum(n for _, n in pairs), base),
            "grr": ratio(sum(min(n, b) for b, n in pairs), base),
            "logo_retention": ratio(sum(n > 0 for _, n in pairs), len(pairs))}


def moves(units: list[Unit], day: date) -> Counter[str]:
    """The twelve monthly movements of these units, summed by kind."""
    found: Counter[str] = Counter()
    for one in units:
        for start, end in pairwise(months(day)):
            moved = classify(one.arr(start), one.arr(end), active_until(one.kept, start))
            found.update({moved[0]: moved[1]} if moved else {})
    return found


def summed(company: Company, day: date, unit: str = "customer", where: Where = ()) -> Row:
    """Twelve monthly movements of the base's units over the base's ARR; every loss counts, even one regained."""
    units = in_base(company, base_day(day), unit, where)
    base, moved = sum(one.arr(base_day(day)) for one in units), moves(units, day)
    lost = moved["churn"] + moved["contraction"]
    gained = moved["new"] + moved["reactivation"] + moved["expansion"]
    return {"units": len(units), "base": base, "nrr": ratio(base + gained - lost, base),
            "grr": ratio(base - lost, base)} | {move: moved[move] for move in MOVES}


def compounded(company: Company, day: date, unit: str = "customer", where: Where = ()) -> Row:
    """The product of twelve monthly rates, each over the units that open the month, by their labels on its first day.

    All None where a month opens with nobody.
    """
    rates = {"nrr": Fraction(1), "grr": Fraction(1), "logo_retention": Fraction(1)}
    for start, end in pairwise(months(day)):
        pairs = [(one.arr(start), one.arr(end)) for one in in_base(company, start, unit, where)]
        if not pairs:
            return dict.fromkeys(rates)
        base = sum(b for b, _ in pairs)
        rates["nrr"] *= Fraction(sum(n for _, n in pairs), base)
        rates["grr"] *= Fraction(sum(min(n, b) for b, n in pairs), base)
        rates["logo_retention"] *= Fraction(sum(n > 0 for _, n in pairs), len(pairs))
    return dict(rates)


def all_customer(company: Company, day: date, unit: str = "customer", where: Where = ()) -> Row:
    """Everybody's monthly losses over the old base, those of units that came later too: seen elsewhere, misleads.

    A month's movements are those of the units that open it, by their labels on its first day.
    """
    base = sum(one.arr(base_day(day)) for one in in_base(company, base_day(day), unit, where))
    lost, grown = 0, 0
    for start, end in pairwise(months(day)):
        for one in in_base(company, start, unit, where):
            moved = one.arr(end) - one.arr(start)
            lost, grown = lost + max(-moved, 0), grown + max(moved, 0)
    return {"base": base, "losses": lost, "expansion": grown, "grr": ratio(base - lost, base),
            "nrr": ratio(base - lost + grown, base)}
