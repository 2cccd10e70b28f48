"""Value features: those whose users of a year ago stayed more often than chance explains, and who uses them today.

Landmark: use counts as it stood on d0, over the whole company's base; the outcome is ARR on d. A feature is one of
value where both sides have 10 customers and Newcombe's 95 % interval of the difference lies above 0. Association: it
says which features stayers use, not that they stay because of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import CTE, ColumnElement, Double, Select, and_, case, cast, func, literal, select, union_all

from data.days import last_sunday
from queries import tables
from queries.lpm import Z95
from queries.measures.known import MONTH, within
from queries.measures.population import health, population, sunday_of
from queries.metrics import FEW
from queries.scope import Scope


def value_features(scope: Scope, days: tuple[date, ...]) -> Select[Any]:
    """Customers using at least half of the value features in the last 4 weeks ÷ customers whose use is known."""
    rows, known, usage = population(scope, days), health("m_usage_breadth"), tables.usage()
    sides = compared(days)
    valued = select(sides.c.day, sides.c.feature).where(is_value(sides)).cte("valued")
    number = select(valued.c.day, func.count().label("features")).group_by(valued.c.day).subquery("number")
    judged = select(rows.c.day, rows.c.customer_key, number.c.features).select_from(
        rows.join(known, and_(known.c.customer_key == rows.c.customer_key, known.c.week_day == sunday_of(rows)))
        .join(number, number.c.day == rows.c.day)).where(known.c.m_usage_breadth.is_not(None)).cte("judged")
    many = func.count(usage.c.feature.distinct()).label("used")
    used = select(judged.c.day, judged.c.customer_key, many).select_from(
        judged.join(usage, and_(usage.c.customer_key == judged.c.customer_key, usage.c.events > 0,
                                within(usage.c.week_day, sunday_of(judged), MONTH)))
        .join(valued, and_(valued.c.day == judged.c.day, valued.c.feature == usage.c.feature))
    ).group_by(judged.c.day, judged.c.customer_key).subquery("used")
    enough = func.sum(case((2 * used.c.used >= judged.c.features, 1), else_=0))
    return select(judged.c.day, enough.label("numerator"), func.count().label("denominator"),
                  func.count().label("n")).select_from(judged.outerjoin(used, and_(
                      used.c.day == judged.c.day, used.c.customer_key == judged.c.customer_key))).group_by(judged.c.day)


def compared(days: Sequence[date]) -> CTE:
    """Grain: day × feature used by anybody of the base on d0. Columns: day, feature, n_with, kept_with, n_without,
    kept_without: the base's customers whose use was reported by then, with and without use in the 4 weeks up to d0.
    """
    usage = tables.usage()
    first = select(usage.c.customer_key, func.min(usage.c.week_day).label("week_day")).group_by(
        usage.c.customer_key).subquery("reported")
    base = union_all(*(_base(day, first, at) for at, day in enumerate(days))).cte("base")
    used = select(base.c.day, base.c.customer_key, base.c.kept, usage.c.feature).distinct().select_from(base.join(
        usage, and_(usage.c.customer_key == base.c.customer_key, usage.c.events > 0,
                    within(usage.c.week_day, base.c.week0, MONTH)))).subquery("used0")
    every = select(base.c.day, func.count().label("n"), func.sum(base.c.kept).label("kept")).group_by(
        base.c.day).subquery("every")
    having = select(used.c.day, used.c.feature, func.count().label("n"), func.sum(used.c.kept).label("kept")).group_by(
        used.c.day, used.c.feature).subquery("having_it")
    return select(
        having.c.day, having.c.feature, having.c.n.label("n_with"), having.c.kept.label("kept_with"),
        (every.c.n - having.c.n).label("n_without"), (every.c.kept - having.c.kept).label("kept_without"),
    ).select_from(having.join(every, every.c.day == having.c.day)).cte("compared")


def _base(day: date, first: Any, at: int) -> Select[Any]:
    piece = tables.piece("customer").alias(f"piece_{at}")
    week0 = tables.day_number(last_sunday(tables.year_before(day)))
    return select(
        literal(tables.day_number(day)).label("day"), literal(week0).label("week0"),
        piece.c.unit_key.label("customer_key"), case((piece.c.arr > 0, 1), else_=0).label("kept"),
    ).select_from(piece.join(first, first.c.customer_key == piece.c.unit_key)).where(
        *tables.spans(piece, tables.day_number(day)), piece.c.arr0 > 0, first.c.week_day <= week0)


def is_value(sides: Any) -> ColumnElement[bool]:
    """Whether Newcombe's interval of with − without lies above 0, over at least 10 on either side."""
    share1, low1, _ = _wilson(sides.c.kept_with, sides.c.n_with)
    share0, _, high0 = _wilson(sides.c.kept_without, sides.c.n_without)
    reach = func.sqrt((share1 - low1) * (share1 - low1) + (high0 - share0) * (high0 - share0))
    return and_(sides.c.n_with >= FEW, sides.c.n_without >= FEW, share1 - share0 - reach > 0)


def _wilson(kept: Any, n: Any) -> tuple[ColumnElement[Any], ColumnElement[Any], ColumnElement[Any]]:
    size: ColumnElement[Any] = func.nullif(cast(n, Double), 0, type_=Double)
    share = cast(kept, Double) / size
    middle = share + Z95**2 / (2 * size)
    reach = Z95 * func.sqrt(func.greatest(share * (1 - share) / size, 0) + Z95**2 / (4 * size * size))
    return share, (middle - reach) / (1 + Z95**2 / size), (middle + reach) / (1 + Z95**2 / size)
