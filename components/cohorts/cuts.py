"""Calendar and fiscal periods as the page needs them: where newer begins, how a cohort is called, when it is complete.

Pure apart from the run's language.
"""

from __future__ import annotations

from datetime import date, timedelta

from components import format as fmt
from components.i18n import language, t
from queries.cohorts import Period
from queries.dimensions import Build

PERIODS: dict[Period, int] = {"quarter": 3, "year": 12, "month": 1}
"""The length of a cohort's period in months; the first is the default."""


def cuts(build: Build, as_of: date) -> tuple[date, ...]:
    """First days of fiscal quarters after the data's first day and up to the as-of date, oldest first."""
    months = range(_months(build.first_day), _months(as_of) + 1)
    starts = (_first(month) for month in months if (month - (build.fiscal_year_start - 1)) % 3 == 0)
    return tuple(day for day in starts if build.first_day < day <= as_of)


def name(cohort: date, period: Period) -> str:
    """What a cohort is called: 2024年, 2024年4–6月, 2024年4月; 2024, Apr–Jun 2024, Apr 2024. Calendar periods."""
    if period == "year":
        return t("cohorts.year", year=cohort.year)
    first, last = fmt.month(cohort, language()), fmt.month(_first(_months(cohort) + 2), language())
    months = first if period == "month" else f"{first.removesuffix('月')}–{last}"
    return t("cohorts.months", months=months, year=cohort.year)


def complete(cohort: date, period: Period, age: int = 1) -> date:
    """The day on which everybody who can still join a cohort has reached an age in months, at the latest."""
    end = _first(_months(cohort) + PERIODS[period]) - timedelta(days=1)
    after = _first(_months(end) + age)
    last = _first(_months(after) + 1) - timedelta(days=1)
    return min(after.replace(day=min(end.day, last.day)), last)


def _months(day: date) -> int:
    return day.year * 12 + day.month - 1


def _first(months: int) -> date:
    return date(months // 12, months % 12 + 1, 1)
