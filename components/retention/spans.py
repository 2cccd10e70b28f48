"""The span that a change is explained over: a week, 13 weeks, a year, or since any earlier Sunday. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from components import format as fmt
from components.i18n import language, t
from queries.tables import year_before

WEEK, QUARTER, YEAR = "week", "quarter", "year"
NAMED = (WEEK, QUARTER, YEAR)
DAYS = {WEEK: 7, QUARTER: 91}


def earlier(span: str, as_of: date) -> date:
    """The date that a span begins with: d − 7, d − 91, d − 1 year, or the Sunday that it names."""
    if span == YEAR:
        return year_before(as_of)
    return as_of - timedelta(days=DAYS[span]) if span in DAYS else date.fromisoformat(span)


def known(span: str, weeks: Sequence[date], as_of: date) -> bool:
    """Whether it can be asked for: a named one, or a Sunday of the data before the as-of date."""
    if span in NAMED:
        return True
    try:
        day = date.fromisoformat(span)
    except ValueError:
        return False
    return day in weeks and day < as_of


def options(weeks: Sequence[date], as_of: date) -> dict[str, str]:
    """What to choose from, with what each is called: the named spans, then every earlier Sunday, newest first."""
    named = {span: t(f"retention.span.{span}") for span in NAMED}
    days = [day for day in reversed(weeks) if day < as_of]
    return named | {day.isoformat(): t("retention.span.since", day=fmt.full_day(day, language())) for day in days}
