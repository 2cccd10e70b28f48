"""Facts as they were known on a day: how dates and moments become numbers of days, and who had bought by then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    and_,
    case,
    exists,
    literal,
    or_,
    select,
    union_all,
)

from data import zones
from queries import dialects, tables
from queries.pairs import is_in, label_keys
from queries.scope import Scope, conditions

YEAR, QUARTER, MONTH = 365, 90, 28
"""Windows in days; "in the last n days" is later than n days before the day, up to the day itself."""


def number(column: Any) -> ColumnElement[int]:
    """The number of a date, as everywhere in the marts: days since 1970-01-01. Null stays null."""
    return dialects.day_number(column)


def local(column: Any) -> ColumnElement[int]:
    """The number of the day on which a moment (UTC) falls where the company's day ends."""
    *changed, first = [(each.since, dialects.seconds_later(column, each.seconds)) for each in zones.offsets()]
    if not changed:
        return number(first[1])
    return number(case(*((column >= since, later) for since, later in changed), else_=first[1]))


def within(day: Any, asked: Any, days: int) -> ColumnElement[bool]:
    """Whether a day's number lies in the last `days` up to the asked day's number."""
    return and_(day > asked - days, day <= asked)


def bought(scope: Scope, days: Sequence[date], keys: Sequence[str] = ()) -> CTE:
    """Grain: day × customer (survivor) whose first active day is not after it, whether or not it is still there.

    What was sold belongs to these: leaving out who left would flatter the sale. Filters by the label on the day; under
    filters on lines those that had such a line by then. Columns: day, customer_key, the asked attributes (a_<key>).
    """
    named = tuple(dict.fromkeys((*label_keys(scope, None), *keys)))
    return union_all(*(_by(scope, day, at, named, keys) for at, day in enumerate(days))).cte("bought")


def _by(scope: Scope, day: date, at: int, named: Sequence[str], keys: Sequence[str]) -> Any:
    unit, at_day = tables.unit_table("customer").alias(f"unit_{at}"), tables.day_number(day)
    label, line = tables.labels(named).alias(f"borne_{at}"), tables.line().alias(f"line_{at}")
    where: list[ColumnElement[bool]] = [unit.c.first_day <= at_day, is_in(label, scope)]
    if scope.line_filters:
        ran = or_(line.c.to_day.is_(None), line.c.to_day > line.c.from_day)  # a line of no length is no purchase
        where.append(exists().where(line.c.customer_key == unit.c.owner_key, line.c.from_day <= at_day, ran,
                                    *conditions(scope.line_filters, lambda key: line.c[key])))
    joined = unit.join(label, and_(label.c.customer_key == unit.c.owner_key, *tables.holds(label, at_day)))
    return select(literal(at_day).label("day"), unit.c.owner_key.label("customer_key"),
                  *(label.c[tables.attribute(key)] for key in keys)).select_from(joined).where(*where)


def median(column: Any) -> ColumnElement[Any]:
    """The middle of known values, between the two middle ones of an even number."""
    return dialects.median(column)
