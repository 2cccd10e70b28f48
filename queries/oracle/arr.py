"""ARR of lines on a day, in whole minor units of the reporting currency."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from queries.oracle.days import add_months, month_index, month_start

UNPAID_KINDS = ("trial", "free", "service")


@dataclass(frozen=True)
class Line:
    """One subscription line. `customer` is the survivor; `yearly` is 12 × mrr × rate in minor units, unrounded."""

    customer: str
    contract: str
    product: str
    department: str | None
    kind: str
    start: date
    end: date | None
    yearly: Fraction


def round_half_even(amount: Fraction) -> int:
    """To a whole minor unit; a tie goes to the even neighbour (Python's own rule for fractions)."""
    return round(amount)


def runs_on(line: Line, day: date) -> bool:
    """The end is exclusive: a line that ends on the 1st is gone on the 1st."""
    return line.start <= day and (line.end is None or day < line.end)


def counts_in_month(line: Line, month: int) -> bool:
    """A usage line counts in the months of its monthly anniversaries before its end; always in its first month."""
    age = month - month_index(line.start)
    if age <= 0:
        return age == 0
    return line.end is None or add_months(line.start, age) < line.end


def usage_arr(lines: Sequence[Line], day: date) -> int:
    """One usage group's ARR: the mean year's amount of the three months before the day's month, rounded once."""
    first = min(month_index(line.start) for line in lines)
    current = month_index(day)
    months = [month for month in (current - 3, current - 2, current - 1) if month >= first]
    if not months:
        return 0
    total = sum((line.yearly for month in months for line in lines if counts_in_month(line, month)), Fraction(0))
    return round_half_even(total / len(months))


def usage_groups(lines: Iterable[Line]) -> list[list[Line]]:
    """The usage lines, per customer × contract × product × department."""
    groups: dict[tuple[str, str, str, str | None], list[Line]] = defaultdict(list)
    for line in lines:
        if line.kind == "usage":
            groups[line.customer, line.contract, line.product, line.department].append(line)
    return list(groups.values())


def arr(lines: Sequence[Line], day: date) -> int:
    """ARR of the lines on the day: each paid line and each usage group rounded once, then summed exactly."""
    paid = sum(round_half_even(line.yearly) for line in lines if line.kind == "paid" and runs_on(line, day))
    return paid + sum(usage_arr(group, day) for group in usage_groups(lines))


def change_days(lines: Sequence[Line]) -> list[date]:
    """Every day on which the ARR of these lines can change, in order; between two of them it is constant."""
    known = [day for line in lines for day in (line.start, line.end) if day is not None]
    days = set(known)
    for group in usage_groups(lines):
        first = min(month_index(line.start) for line in group)
        days.update(month_start(month) for month in range(first, month_index(max(known)) + 6))
    return sorted(days)


def active_until(lines: Sequence[Line], day: date) -> bool:
    """Was ARR above 0 on some day up to and including this one?"""
    return any(arr(lines, change) > 0 for change in change_days(lines) if change <= day)


def active_after(lines: Sequence[Line], day: date) -> bool:
    """For lines inactive on the day: does their ARR rise above 0 on some later day?"""
    return any(arr(lines, change) > 0 for change in change_days(lines) if change > day)


def last_active_day(lines: Sequence[Line], day: date) -> date | None:
    """The last day up to and including this one with ARR above 0; None when there is none."""
    if arr(lines, day) > 0:
        return day
    until = day
    for change in reversed([change for change in change_days(lines) if change <= day]):
        if arr(lines, change) > 0:
            return until - timedelta(days=1)
        until = change
    return None
