"""The twelve months that every figure of economics is over. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from queries import tables

MONTHS = 12


@dataclass(frozen=True)
class Period:
    """`as_of` is d, `start` d0. `ends`: the last twelve month ends in (d0, d], oldest first. `openings`: for each the
    month end before it.
    """

    as_of: date
    start: date
    ends: tuple[date, ...]
    openings: tuple[date, ...]

    @property
    def first_day(self) -> date:
        """The first day of the first of the twelve months: from here costs and new customers count."""
        return self.ends[0].replace(day=1)

    @property
    def last_day(self) -> date:
        """The last day of the last of them."""
        return self.ends[-1]


def period(as_of: date) -> Period:
    """The period that ends with a day."""
    last = as_of if tables.is_month_end(as_of) else as_of.replace(day=1) - timedelta(1)
    ends = [last]
    while len(ends) <= MONTHS:
        ends.append(ends[-1].replace(day=1) - timedelta(1))
    ends.reverse()
    return Period(as_of, tables.year_before(as_of), tuple(ends[1:]), tuple(ends[:-1]))
