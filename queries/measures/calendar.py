"""The days on which a trend is read: the ends of the calendar quarters so far, and the day itself."""

from __future__ import annotations

from datetime import date, timedelta


def quarter_name(day: date) -> str:
    """The calendar quarter a day is in, as YYYY-Qn."""
    return f"{day.year:04}-Q{(day.month + 2) // 3}"


def quarter_end(name: str) -> date:
    """The last day of a calendar quarter YYYY-Qn. ValueError for another form."""
    year, _, number = name.partition("-Q")
    if not (year.isdigit() and number in ("1", "2", "3", "4")):
        raise ValueError(f"not a calendar quarter (YYYY-Qn): {name!r}")
    month = int(number) * 3
    first = date(int(year) + month // 12, month % 12 + 1, 1)
    return first - timedelta(days=1)


def trend_days(as_of: date, quarters: int = 8) -> tuple[date, ...]:
    """Oldest first: the ends of the whole calendar quarters before `as_of`, then `as_of`; `quarters` days in all."""
    days = [as_of]
    first = date(as_of.year, (as_of.month - 1) // 3 * 3 + 1, 1)
    while len(days) < quarters:
        end = first - timedelta(days=1)
        days.append(end)
        first = date(end.year, end.month - 2, 1)
    return tuple(reversed(days))
