"""The year of every unit in twelve months: one statement, exact integers, of which each method is made.

A unit's path is its ARR on the thirteen anniversaries d0 … d and whether its label lay in the scope's filters on each.
Units of the base (active on d0, inside the filters then) are followed to d whatever becomes of their label; any other
unit counts in a month that it opens active and inside. Filters on lines restrict what is summed: what moves to other
lines is lost. Source: marts.change_<unit>, or the lines where they are filtered.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Select,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    not_,
    or_,
    select,
    union_all,
)

from queries import tables
from queries.pairs import is_in, label_keys
from queries.scope import Scope, conditions

MONTHS = 12
Column = ColumnElement[Any]


def anniversaries(as_of: date) -> tuple[date, ...]:
    """d0, its monthly anniversaries clamped to the months' ends, and d itself as the thirteenth."""
    start = tables.year_before(as_of)
    return (*(_later(start, months) for months in range(MONTHS)), as_of)


def _later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
    """Grain: month 1 … 12, and 0 for the whole year from d0 to d; no rows where no unit has a line. `opened` units are
    those that the span opens with, active and inside. Sums over them: open, units, loss, gain, churn (their ARR, of
    those with none at its end), left (what those outside the filters at its end have then). Over the base, opened or
    not: base_loss, base_gain. Over others: other_loss, other_gain of the opened; new, reactivation (first ARR), again
    (ARR on coming back), transfer_in, transfer_out (through the filters); others: how many ever were inside. closing:
    what is inside at the end of the span.
    """
    step = _steps(_path(scope)).subquery("step")
    return select(step.c.month, *(
        cast(func.sum(_when(condition, amount)), BigInteger()).label(name)
        for name, (condition, amount) in _sums(step).items())).group_by(step.c.month)


def _when(condition: Any, amount: Any) -> Column:
    return case((condition, amount), else_=0)


def _sums(step: Subquery) -> dict[str, tuple[Column, Any]]:
    """Per sum: over which rows, and of what."""
    before, after = step.c.before, step.c.after
    opened, stands, base = step.c.opened, step.c.stands, step.c.first == 0
    rise, fall, other = func.greatest(after - before, 0), func.greatest(before - after, 0), step.c.first > 0
    enters, leaves = and_(other, stands, not_(opened)), and_(opened, not_(stands))
    joins = and_(enters, before == 0, step.c.first == step.c.month)
    return {
        "open": (opened, before), "units": (opened, 1), "loss": (opened, fall), "gain": (opened, rise),
        "churn": (and_(opened, after == 0), before), "left": (leaves, after), "closing": (stands, after),
        "base_loss": (base, fall), "base_gain": (base, rise),
        "other_loss": (and_(other, opened), fall), "other_gain": (and_(other, opened), rise),
        "new": (and_(joins, not_(step.c.seen0)), after), "reactivation": (and_(joins, step.c.seen0), after),
        "again": (and_(enters, before == 0, step.c.first < step.c.month), after),
        "transfer_in": (and_(enters, before > 0), after), "transfer_out": (and_(other, leaves), after),
        "others": (and_(other, step.c.first <= MONTHS), 1),
    }


def _steps(path: CTE) -> CompoundSelect[Any]:
    """Grain: unit × month, and the year as month 0."""
    spans = [(0, 0, MONTHS), *((month, month - 1, month) for month in range(1, MONTHS + 1))]
    return union_all(*(
        select(literal(month).label("month"), path.c[f"a{low}"].label("before"), path.c[f"a{high}"].label("after"),
               _there(path, low).label("opened"), _there(path, high).label("stands"), path.c.first, path.c.seen0)
        for month, low, high in spans))


def _there(path: CTE | Subquery, j: int) -> Column:
    """Active and inside the filters on an anniversary."""
    active = path.c[f"a{j}"] > 0
    return and_(path.c[f"in{j}"] == 1, active) if f"in{j}" in path.c else active


def _path(scope: Scope) -> CTE:
    """Grain: unit with a line by d. a0 … a12, with filters on labels in0 … in12 (1 inside), seen0, and first: the first
    anniversary on which it was active inside (0: the base; 13: never).
    """
    amounts, columns = _amounts(scope), range(MONTHS + 1)
    known = amounts
    if label_keys(scope, None):
        units, labels = tables.unit_table(scope.unit), _labels(scope)
        known = select(*amounts.c, *(labels.c[f"in{j}"] for j in columns)).select_from(
            amounts.join(units, units.c.unit_key == amounts.c.unit_key).join(
                labels, labels.c.customer_key == units.c.owner_key)).subquery("known")
    first = case(*((_there(known, j), j) for j in columns), else_=MONTHS + 1)
    return select(*known.c, first.label("first")).cte("path")


def _amounts(scope: Scope) -> Subquery:
    """Grain: unit. Its ARR on each anniversary, and whether it had any by d0."""
    days = [tables.day_number(day) for day in anniversaries(scope.as_of)]
    source = _line_ends(scope) if scope.line_filters else tables.change(scope.unit)
    sums = [func.sum(_when(source.c.day <= day, source.c.delta)).label(f"a{j}") for j, day in enumerate(days)]
    seen = (func.min(source.c.day) <= days[0]).label("seen0")
    return select(source.c.unit_key, *sums, seen).where(source.c.day <= days[-1]).group_by(
        source.c.unit_key).subquery("amounts")


def _line_ends(scope: Scope) -> Subquery:
    """Grain: an end of a line inside the filters."""
    line = tables.line()
    key, kept = line.c[f"{scope.unit}_unit"], conditions(scope.line_filters, lambda name: line.c[name])
    starts = select(key.label("unit_key"), line.c.from_day.label("day"), line.c.arr.label("delta")).where(*kept)
    stops = select(key, line.c.to_day, -line.c.arr).where(line.c.to_day.is_not(None), *kept)
    return union_all(starts, stops).subquery("line_end")


def _labels(scope: Scope) -> Subquery:
    """Grain: customer with a label inside the filters. On which anniversaries it held (1 or 0)."""
    label = tables.labels(label_keys(scope, None))
    days = [tables.day_number(day) for day in anniversaries(scope.as_of)]
    held = [func.max(_when(and_(*tables.holds(label, day)), 1)).label(f"in{j}") for j, day in enumerate(days)]
    overlaps = and_(label.c.from_day <= days[-1], or_(label.c.to_day.is_(None), label.c.to_day > days[0]))
    return select(label.c.customer_key, *held).where(is_in(label, scope), overlaps).group_by(
        label.c.customer_key).subquery("inside")
