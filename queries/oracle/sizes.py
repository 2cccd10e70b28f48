"""Expansion by the size of companies, and who sold to which, deal by deal."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from queries.oracle.days import base_day
from queries.oracle.expansion import GROWING, Selling, grown
from queries.oracle.intervals import delta, wilson
from queries.oracle.labels import Row
from queries.oracle.retention import ratio
from queries.oracle.survival import Z

Rule = tuple[int | None, tuple[str, ...]]
"""Up to how many employees (none: all above), and the functions that sell to them."""


def size_of(selling: Selling, rules: Sequence[Rule], who: str) -> int | None:
    """The place of the first size that reaches a customer's employees; none where they are not known."""
    employees = selling.company.labels.customers[who].get("employees")
    if employees is None:
        return None
    return next(place for place, (most, _) in enumerate(rules) if most is None or employees <= most)


def sizes(selling: Selling, rules: Sequence[Rule]) -> dict[int | None, Row]:
    """By size what expanded and what was sold, over twelve months; minor units. Of unknown size no rule is judged."""
    bases, deals = defaultdict[int | None, list[tuple[int, int]]](list), defaultdict[int | None, list[Row]](list)
    start = base_day(selling.as_of)
    for unit in selling.company.units("customer", selling.where):
        if unit.arr(start) > 0 and selling.company.passes(unit, selling.where, start):
            gain = max(grown(unit, start, selling.as_of), 0)
            bases[size_of(selling, rules, unit.bearer)].append((gain, unit.arr(start)))
    for row in selling.every if selling.tables.get("opportunity") else ():
        if row["kind"] in GROWING and row["won"] is not None and row["closed_on"] is not None and (
                start < row["closed_on"] <= selling.as_of) and selling.inside(row["who"], row["created_on"]):
            deals[size_of(selling, rules, row["who"])].append(row)
    places = [*range(len(rules)), *([None] if None in bases or None in deals else [])]
    return {place: {**of_base(bases[place]), **of_deals(deals[place], None if place is None else rules[place][1])}
            for place in places}


def of_base(pairs: Sequence[tuple[int, int]]) -> Row:
    """What some customers gained over what they began with."""
    gain, base = (sum(pair[at] for pair in pairs) for at in (0, 1))
    low, high = delta(pairs) if pairs else (None, None)
    return {"customers": len(pairs), "arr_base": base, "amount": gain, "growth": ratio(gain, base), "growth_low": low,
            "growth_high": high}


def of_deals(rows: Sequence[Row], rule: tuple[str, ...] | None) -> Row:
    """How many of some closed deals were won, and how many of these by whom the rule names."""
    won = [row for row in rows if row["won"]]
    low, high = wilson(len(won), len(rows), Z)
    made: dict[str, Any] = {"won": len(won), "declined": len(rows) - len(won), "win_rate": ratio(len(won), len(rows)),
                            "win_low": low, "win_high": high}
    if rule is None:
        return made
    sources = [row["source"] for row in won if row["source"] is not None]
    others = Counter(source for source in sources if source not in rule)
    kept = len(sources) - others.total()
    least, most = wilson(kept, len(sources), Z)
    return made | {"judged": len(sources), "by_rule": kept, "kept_share": ratio(kept, len(sources)), "kept_low": least,
                   "kept_high": most,
                   "broken_by": min(others, key=lambda source: (-others[source], source), default=None)}
