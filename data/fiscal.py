"""Fiscal quarters. A fiscal year begins in a configured month and is named for the calendar year in which it begins:
with April, 2026Q3 is October to December 2026, and 2026Q4 January to March 2027.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

NAME = re.compile(r"(\d{4})Q([1-4])")


@dataclass(frozen=True, order=True)
class Quarter:
    """A fiscal quarter: the year in which its fiscal year begins, and its number from 1."""

    year: int
    number: int

    @classmethod
    def parse(cls, name: str) -> Quarter:
        """2026Q3. ValueError for any other form, and for a year in which no fiscal year can begin."""
        found = NAME.fullmatch(name)
        if not found or not 1000 <= int(found[1]) <= 9000:
            raise ValueError(f"not a fiscal quarter (YYYYQn): {name!r}")
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.year:04}Q{self.number}"

    def back(self, quarters: int) -> Quarter:
        """The quarter that many before this one (a negative number: after it)."""
        year, index = divmod(self.year * 4 + self.number - 1 - quarters, 4)
        return Quarter(year, index + 1)

    def first_day(self, start: int) -> date:
        """Its first day, where fiscal years begin in month `start` (1 to 12)."""
        years, month = divmod(start - 1 + 3 * (self.number - 1), 12)
        return date(self.year + years, month + 1, 1)

    def last_day(self, start: int) -> date:
        """Its last day."""
        return self.back(-1).first_day(start) - timedelta(days=1)


def quarter_of(day: date, start: int) -> Quarter:
    """The fiscal quarter that a day is in, where fiscal years begin in month `start` (1 to 12; else ValueError)."""
    if not 1 <= start <= 12:
        raise ValueError(f"a fiscal year begins in month 1 to 12, not {start}")
    months = day.year * 12 + day.month - start
    return Quarter(months // 12, months % 12 // 3 + 1)
