"""How long customers take to what they came for: each customer's way on a clock, and Kaplan and Meier over the days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import exp, log, sqrt
from typing import Any

from queries.oracle.arr import change_days
from queries.oracle.cohorts import Born, born
from queries.oracle.company import Company, Unit, Where
from queries.oracle.labels import Row, Tables
from queries.oracle.survival import Z

STEPS = {"first_value": "first_value_on", "onboarding_basic": "basic_done_on", "onboarding_deep": "deep_done_on"}
CLOCKS = (*STEPS, "outcome_reached")
COHORT, SERVICE = "cohort", "service"


@dataclass(frozen=True)
class Way:
    """One customer's: whose, when it began, how many days it was seen, how it ended (arrived, waiting, gone)."""

    who: Born
    began: date
    days: int
    state: str


def clock_of(own: Sequence[Row], clock: str, on: date) -> tuple[date, date | None] | None:
    """When a customer's clock started and when it stopped, from its onboardings or its goals; None: it did not."""
    if clock in STEPS:
        rows = sorted(own, key=lambda row: (row["started_on"], row["onboarding_id"]))
        if not rows or rows[0]["started_on"] > on:
            return None
        return rows[0]["started_on"], rows[0][STEPS[clock]]
    if any(row["status"] == "reached" and row["reviewed_on"] is None for row in own):
        return None
    begun = min((row["agreed_on"] for row in own), default=None)
    there = min((row["reviewed_on"] for row in own if row["status"] == "reached"), default=None)
    return None if begun is None or begun > on else (begun, there)


def left_on(unit: Unit, after: date, on: date) -> date | None:
    """The first day after the start, up to the date, on which a customer had nothing any more."""
    before = unit.arr(after)
    for day in change_days(unit.kept):
        if after < day <= on:
            now = unit.arr(day)
            if before > 0 and now == 0:
                return day
            before = now
    return None


def ways(company: Company, tables: Tables, on: date, where: Where, clock: str) -> list[Way]:
    """Of every customer whose clock started by the date; filters by the label of its first active day."""
    table, found = tables.get("onboarding" if clock in STEPS else "outcome", []), []
    whole = {unit.bearer: unit for unit in company.units("customer", ())}
    for one in born(company, on, "customer", where):
        told = clock_of(company.own(table, one.unit.bearer) if table else [], clock, on)
        if told is None:
            continue
        began, done = told
        left = left_on(whole[one.unit.bearer], began, on)
        seen = left or on
        arrived = done is not None and done <= seen
        end = max(done, began) if arrived and done is not None else seen
        found.append(Way(one, began, (end - began).days, "arrived" if arrived else "gone" if left else "waiting"))
    return found


def label(company: Company, tables: Tables, way: Way, by: str) -> Any:
    """What a way is split by: a label of the first day, the quarter it began in, or a service bought by then."""
    bearer = way.who.unit.bearer
    if by == COHORT:
        return f"{way.began.year}-Q{(way.began.month + 2) // 3}"
    if by != SERVICE:
        return company.labels.on(bearer, by, way.who.first)
    lines, deals = tables["subscription"], tables.get("opportunity", [])
    bought = any(row.get("kind") == "service" and row["start_on"] <= way.began for row in company.own(lines, bearer))
    sold = any(row["kind"] == "service" and row["won"] and row["closed_on"] is not None
               and row["closed_on"] <= way.began for row in (company.own(deals, bearer) if deals else ()))
    return "bought" if bought or sold else "none"


def curve(found: Iterable[Way]) -> list[Row]:
    """A row a day from 0 to the last on which anybody was seen: who is not there yet, exactly, with its interval."""
    seen = list(found)
    ended, arrived = Counter(one.days for one in seen), Counter(one.days for one in seen if one.state == "arrived")
    there, survival, spread, rows = len(seen), Fraction(1), 0.0, []
    for age in range(max(ended, default=-1) + 1):
        lost = arrived[age]
        if lost:
            survival *= Fraction(there - lost, there)
            spread += lost / (there * (there - lost)) if there > lost else 0.0
        rows.append({"age": age, "at_risk": there, "events": lost, "survival": survival,
                     **dict(zip(("low", "high"), _ends(survival, spread), strict=True))})
        there -= ended[age]
    return rows


def _ends(survival: Fraction, spread: float) -> tuple[float | None, float | None]:
    if survival in (0, 1):
        return (1.0, 1.0) if survival else (None, None)
    reach = Z * sqrt(spread) / log(survival)
    return float(survival) ** exp(-reach), float(survival) ** exp(reach)


def middle(rows: Sequence[Row]) -> int | None:
    """The first day on which at least half are there."""
    return next((row["age"] for row in rows if 2 * row["survival"] <= 1), None)


def there_by(rows: Sequence[Row], days: int) -> Fraction | None:
    """The share there within so many days; None where nobody was seen so long, unless everybody is there."""
    if not rows:
        return None
    last = rows[min(days, len(rows) - 1)]
    return 1 - last["survival"] if days < len(rows) or last["survival"] == 0 else None
