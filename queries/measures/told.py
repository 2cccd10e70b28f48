"""Shares of customers (or of their goals, their contacts): for whom they hold, told once for the figure and the list.

`Rows`: (scope, days) → grain: day × customer or thing of a customer. Columns day (number), customer_key, arr and
label_id (of the customer on the day), holds (boolean; null where nobody can tell: in neither number).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import CTE, ColumnElement, Date, Select, Subquery, and_, case, cast, func, literal, select, union_all

from queries import tables
from queries.measures.model import Better, Measure
from queries.measures.population import facts, health, population, sunday_of
from queries.scope import Scope

Days = tuple[date, ...]
Rows = Callable[[Scope, Days], Select[Any]]


def share(key: str, better: Better, function: str, needs: tuple[str, ...], rows: Rows) -> Measure:
    """The measure that counts these rows."""
    return Measure(key, "share", better, function, needs, lambda scope, days: counted(rows(scope, days)))


def counted(rows: Select[Any]) -> Select[Any]:
    """Those for whom it holds ÷ those of whom that can be told."""
    told = rows.subquery("told")
    kept = func.sum(case((told.c.holds, 1), else_=0))
    known = func.sum(case((told.c.holds.is_not(None), 1), else_=0))
    return select(told.c.day, kept.label("numerator"), known.label("denominator"), known.label("n")).group_by(
        told.c.day)


def of_rows(rows: Any, source: Any, holds: ColumnElement[Any]) -> Select[Any]:
    """Rows of the population, joined to what tells, with the answer."""
    return select(rows.c.day, rows.c.customer_key, rows.c.arr, rows.c.label_id, holds.label("holds")).select_from(
        source)


def by_health(columns: Sequence[str], holds: Callable[[Any], ColumnElement[Any]], keys: Sequence[str] = ()) -> Rows:
    """What health says on the last Sunday up to the day: `holds` of its columns; who has no row there is not told."""

    def made(scope: Scope, days: Days) -> Select[Any]:
        rows, known = population(scope, days, keys), health(*columns)
        joined = rows.outerjoin(known, and_(known.c.customer_key == rows.c.customer_key,
                                            known.c.week_day == sunday_of(rows)))
        return of_rows(rows, joined, case((known.c.customer_key.is_not(None), holds(known))))

    return made


def windows(days: Days, length: int) -> CTE:
    """Grain: day. Columns day (number), since (date, exclusive: `length` days before), on_day (date, inclusive)."""
    parts = [select(literal(tables.day_number(day)).label("day"),
                    cast(literal(day - timedelta(days=length)), Date).label("since"),
                    cast(literal(day), Date).label("on_day")) for day in days]
    return union_all(*parts).cte(f"last_{length}")


def recorded(column: ColumnElement[Any], within: CTE, *where: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the record of a date column is older than the window: before that its silence says nothing."""
    first = select(func.min(column)).where(*where).scalar_subquery()
    return within.c.since >= first


def within(column: ColumnElement[Any], window: CTE) -> ColumnElement[bool]:
    """Whether a date lies in the window."""
    return and_(column > window.c.since, column <= window.c.on_day)


def had(
    table: str, columns: Sequence[str], on: str, length: int, where: Callable[[Any], Sequence[ColumnElement[bool]]],
    keys: Sequence[str] = (), whom: Callable[[Any], Sequence[ColumnElement[bool]]] = lambda rows: (),
) -> Rows:
    """Whether a customer had a row of a table dated (`on`) in the last `length` days, with `where` of the row.

    `whom` says of which customers that is asked. A day before the record is so long is left out.
    """

    def made(scope: Scope, days: Days) -> Select[Any]:
        rows, fact, window = population(scope, days, keys), facts(table, *columns), windows(days, length)
        kept = select(window.c.day, fact.c.customer_key).distinct().select_from(
            fact.join(window, within(fact.c[on], window))).where(*where(fact)).subquery("kept")
        seen = facts(table, *columns, name="seen")
        old = select(window.c.day).where(recorded(seen.c[on], window, *where(seen))).subquery("old")
        joined = rows.join(old, old.c.day == rows.c.day).outerjoin(
            kept, and_(kept.c.day == rows.c.day, kept.c.customer_key == rows.c.customer_key))
        return of_rows(rows, joined, kept.c.customer_key.is_not(None)).where(*whom(rows))

    return made


def things(
    table: str, columns: Sequence[str], on: str, length: int, holds: Callable[[Any, Any], ColumnElement[Any]],
    where: Callable[[Any], Sequence[ColumnElement[bool]]] = lambda fact: (),
) -> Rows:
    """Of the active customers' rows of a table dated in the last `length` days, whether `holds` (of row, window)."""

    def made(scope: Scope, days: Days) -> Select[Any]:
        rows, fact, window = population(scope, days), facts(table, *columns), windows(days, length)
        joined = rows.join(window, window.c.day == rows.c.day).join(
            fact, and_(fact.c.customer_key == rows.c.customer_key, within(fact.c[on], window)))
        return of_rows(rows, joined, holds(fact, window)).where(*where(fact))

    return made


def year_ago(days: Days) -> CTE:
    """Grain: day. Columns day, d0: the numbers of the day and of the same day twelve months earlier."""
    parts = [select(literal(tables.day_number(day)).label("day"),
                    literal(tables.day_number(tables.year_before(day))).label("d0")) for day in days]
    return union_all(*parts).cte("year_ago")


def given(rows: Subquery | CTE, key: str) -> ColumnElement[Any]:
    """A customer's attribute in the population's rows."""
    found: ColumnElement[Any] = rows.c[tables.attribute(key)]
    return found
