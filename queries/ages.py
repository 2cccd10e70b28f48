"""Ages in whole months, in Python and in SQL: the k-th anniversary is clamped to its month's end (31 Jan → 28 Feb)."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Integer, case, cast, extract

from queries import dialects

Months = NDArray[np.int64]


def month_number(day: date) -> int:
    """Months since the year 0: how the marts count them."""
    return day.year * 12 + day.month


def first_of(month: int) -> date:
    """The first day of a numbered month."""
    return date((month - 1) // 12, (month - 1) % 12 + 1, 1)


def whole_months(starts: NDArray[np.int64], day: int) -> Months:
    """For each start the largest k whose k-th clamped anniversary is not later than `day`; days since 1970-01-01."""
    begun, now = starts.astype("datetime64[D]"), np.array(day).astype("datetime64[D]")
    months = (now.astype("datetime64[M]") - begun.astype("datetime64[M]")).astype(np.int64)
    last_of_month = (now + 1).astype("datetime64[M]") != now.astype("datetime64[M]")
    short = (_day_of_month(begun) > _day_of_month(now)) & ~last_of_month
    return np.asarray(months - short, dtype=np.int64)


def _day_of_month(days: Any) -> Any:
    return (days - days.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64)


def _date(day: ColumnElement[Any]) -> ColumnElement[Any]:
    return dialects.date_of(day)


def month_of(day: ColumnElement[Any]) -> ColumnElement[int]:
    """The numbered month of a day's column."""
    return cast(extract("year", _date(day)) * 12 + extract("month", _date(day)), Integer)


def months_until(start: ColumnElement[Any], day: ColumnElement[Any]) -> ColumnElement[int]:
    """The first age at which a change shows: the smallest k whose k-th clamped anniversary is not before `day`."""
    later = extract("day", _date(day)) > extract("day", _date(start))
    return month_of(day) - month_of(start) + case((later, 1), else_=0)


def months_between(start: ColumnElement[Any], day: ColumnElement[Any]) -> ColumnElement[int]:
    """The age on a day: the largest k whose k-th clamped anniversary of `start` is not later."""
    earlier = extract("day", _date(day)) < extract("day", _date(start))
    ends_month = extract("day", _date(day + 1)) == 1
    return month_of(day) - month_of(start) - case((earlier & ~ends_month, 1), else_=0)
