"""The year of every unit in twelve months: one statement, one row of exact integers, of which each method is made.

A unit's path is its ARR on the thirteen anniversaries d0 … d and whether its label lay in the scope's filters on each.
Units of the base (active on d0, inside the filters then) are followed to d whatever becomes of their label; any other
unit counts in a month that it opens active and inside. Filters on lines restrict what is summed: what moves to other
lines is lost. Source: marts.change_<unit>, or the lines where they are filtered.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from functools import reduce
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
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
    """One row. base, units: the base's ARR and units; churn, contraction, expansion: as they stand at the end;
    base_loss, base_gain: the base's monthly moves; other_loss, other_gain: those of other units in months that they
    open; new, reactivation: first ARR of those that joined; again: their ARR on coming back; transfer_in, transfer_out:
    theirs through the filters, month by month;
    left: closing ARR of the base outside the filters; others: units outside the base; closing; and for each month j
    of 1 … 12 open_j, units_j, loss_j, gain_j over the units that it opens with. Null sums: no unit at all.
    """
    path = _path(scope)
    inside = [_inside(path, j) for j in range(MONTHS + 1)]
    is_base, opens = path.c.first == 0, [and_(inside[j], path.c[f"a{j}"] > 0) for j in range(MONTHS + 1)]
    sums = {**_ends(path, is_base, inside), **_moves(path, is_base, opens), **_months(path, opens)}
    return select(*(cast(func.sum(amount), BigInteger()).label(name) for name, amount in sums.items()))


def _when(condition: Any, amount: Any) -> Column:
    return case((condition, amount), else_=0)


def _rise(path: CTE, j: int) -> Column:
    return func.greatest(path.c[f"a{j}"] - path.c[f"a{j - 1}"], 0)


def _fall(path: CTE, j: int) -> Column:
    return func.greatest(path.c[f"a{j - 1}"] - path.c[f"a{j}"], 0)


def _added(parts: Sequence[Column]) -> Column:
    return reduce(lambda left, right: left + right, parts)


def _ends(path: CTE, is_base: Column, inside: Sequence[Column]) -> dict[str, Column]:
    """The base from d0 to d, and what is there on d."""
    start, end = path.c.a0, path.c[f"a{MONTHS}"]
    return {
        "base": _when(is_base, start), "units": _when(is_base, 1),
        "churn": _when(and_(is_base, end == 0), start),
        "contraction": _when(and_(is_base, end > 0), func.greatest(start - end, 0)),
        "expansion": _when(is_base, func.greatest(end - start, 0)),
        "left": _when(and_(is_base, not_(inside[MONTHS])), end),
        "closing": _when(inside[MONTHS], end), "others": _when(and_(path.c.first > 0, path.c.first <= MONTHS), 1),
    }


def _moves(path: CTE, is_base: Column, opens: Sequence[Column]) -> dict[str, Column]:
    """Month by month: the base's falls and rises, and what units outside it joined, moved and took away."""
    months = range(1, MONTHS + 1)
    other = not_(is_base)
    enters = {j: and_(opens[j], not_(opens[j - 1])) for j in months}
    joins = {j: and_(enters[j], path.c[f"a{j - 1}"] == 0) for j in months}
    first = _added([_when(and_(joins[j], path.c.first == j), path.c[f"a{j}"]) for j in months])
    again = _added([_when(and_(joins[j], path.c.first < j), path.c[f"a{j}"]) for j in months])
    risen = _added([_when(opens[j - 1], _rise(path, j)) for j in months])
    fallen = _added([_when(opens[j - 1], _fall(path, j)) for j in months])
    came = _added([_when(and_(enters[j], path.c[f"a{j - 1}"] > 0), path.c[f"a{j}"]) for j in months])
    went = _added([_when(and_(opens[j - 1], not_(opens[j])), path.c[f"a{j}"]) for j in months])
    return {
        "base_loss": _when(is_base, _added([_fall(path, j) for j in months])),
        "base_gain": _when(is_base, _added([_rise(path, j) for j in months])),
        "other_loss": _when(other, fallen), "other_gain": _when(other, risen), "again": _when(other, again),
        "new": _when(and_(other, not_(path.c.seen0)), first), "reactivation": _when(and_(other, path.c.seen0), first),
        "transfer_in": _when(other, came), "transfer_out": _when(other, went),
    }


def _months(path: CTE, opens: Sequence[Column]) -> dict[str, Column]:
    """Each month over the units that open it."""
    made: dict[str, Column] = {}
    for j in range(1, MONTHS + 1):
        there = opens[j - 1]
        made |= {f"open_{j}": _when(there, path.c[f"a{j - 1}"]), f"units_{j}": _when(there, 1),
                 f"loss_{j}": _when(there, _fall(path, j)), f"gain_{j}": _when(there, _rise(path, j))}
    return made


def _inside(path: CTE, j: int) -> Column:
    return path.c[f"in{j}"] == 1


def _path(scope: Scope) -> CTE:
    """Grain: unit with a line by d. a0 … a12, in0 … in12 (1 inside the filters), seen0, and first: the first
    anniversary on which it was active inside (0: the base; 13: never).
    """
    amounts, columns = _amounts(scope), range(MONTHS + 1)
    inside: list[Column] = [literal(1).label(f"in{j}") for j in columns]
    source: Any = amounts
    if label_keys(scope, None):
        units, labels = tables.unit_table(scope.unit), _labels(scope)
        inside = [func.coalesce(labels.c[f"in{j}"], 0).label(f"in{j}") for j in columns]
        source = amounts.join(units, units.c.unit_key == amounts.c.unit_key).outerjoin(
            labels, labels.c.customer_key == units.c.owner_key)
    known = select(*amounts.c, *inside).select_from(source).cte("known")
    first = case(*((and_(_inside(known, j), known.c[f"a{j}"] > 0), j) for j in columns), else_=MONTHS + 1)
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
