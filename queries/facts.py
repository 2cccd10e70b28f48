"""The additive facts of a scope, from the cheapest source that answers it: the company's totals, the cube, the pieces,
the lines. All four return the same columns and the same integers; rates are made from them in metrics.py.

Shape: one row per as-of date (× value of `by`): as_of, cell, and the measures of data/measures.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

import pandas as pd
from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Date,
    Double,
    Select,
    case,
    cast,
    func,
    literal,
    select,
    union_all,
)

from data import measures
from data.warehouse import Warehouse
from queries import dialects, slabs, tables
from queries.access import answers, grouped
from queries.dimensions import build_info
from queries.pairs import cell_of, is_in, label_keys, pairs
from queries.profiled import Profiles
from queries.runner import run
from queries.scope import LINE_KEYS, Scope


@answers(grouped())
def in_cube(warehouse: Warehouse, scope: Scope, by: str | None) -> bool:
    """Whether the cube has every dimension that the question names."""
    return Profiles(warehouse, scope).hold(by)


@answers(grouped())
def facts(warehouse: Warehouse, scope: Scope, dates: Sequence[date], by: str | None = None) -> pd.DataFrame:
    """Facts on each date against twelve months earlier. Dates that the cube holds come from it, the others directly."""
    grid = build_info(warehouse)
    quick = [day for day in dates if grid.in_grid(day)] if in_cube(warehouse, scope, by) else []
    frames = [from_cube(Profiles(warehouse, scope), quick, by)] if quick else []
    slow = [day for day in dates if day not in set(quick)]
    if len(slow) > 1 and not _has_lines(scope, by) and all(map(grid.in_grid, slow)):
        frames.append(run(warehouse, pieces_statement(scope, slow, by)))
    else:
        frames += [run(warehouse, direct_statement(scope, tables.year_before(day), day, by)) for day in slow]
    filled = [frame for frame in frames if len(frame)] or frames[:1]
    return pd.concat(filled, ignore_index=True) if len(filled) > 1 else filled[0]


def from_cube(profiles: Profiles, dates: Sequence[date], by: str | None = None) -> pd.DataFrame:
    """The rows of `cube_statement`: the company's totals as they stand, all else from the cells in memory."""
    scope = profiles.scope
    if by is None and not scope.narrowed:
        return run(profiles.warehouse, cube_statement(scope, dates))
    return slabs.summed(profiles, slabs.Source.cube(scope.unit), cube_statement, dates, by)


def from_flows(profiles: Profiles, period: str, dates: Sequence[date], by: str | None = None) -> pd.DataFrame:
    """The rows of `flow_statement` of a period, from the cells in memory."""
    source = slabs.Source.flow(profiles.scope.unit, period)
    return slabs.summed(profiles, source, partial(flow_statement, period=period), dates, by)


def _has_lines(scope: Scope, by: str | None) -> bool:
    return bool(scope.line_filters) or by in LINE_KEYS


def summed(name: str, expression: ColumnElement[Any]) -> ColumnElement[Any]:
    """A sum as the type that survives the way to Python: amounts exact, squares as doubles of an exact sum."""
    return cast(func.sum(expression), Double() if name in measures.SQUARES else BigInteger()).label(name)


def cube_statement(scope: Scope, dates: Sequence[date], by: str | None = None) -> Select[Any]:
    """From the cube, or from the company's totals where nothing is filtered or split."""
    whole = by is None and not scope.narrowed
    source = tables.total(scope.unit) if whole else tables.cube(scope.unit)
    profile = tables.profiles(label_keys(scope, by))
    cell = cell_of(profile, None, by)
    statement = select(source.c.as_of, cell.label("cell"), *(summed(m, source.c[m]) for m in tables.MEASURES))
    statement = statement.where(source.c.as_of.in_([cast(literal(day), Date) for day in dates]))
    if not whole:
        statement = statement.join_from(source, profile, profile.c.profile_id == source.c.profile_id)
        statement = statement.where(is_in(profile, scope))
    return statement.group_by(source.c.as_of, *([cell] if by else [])).order_by(
        source.c.as_of, *([dialects.rising(cell)] if by else []))


def flow_statement(scope: Scope, dates: Sequence[date], by: str | None = None, *, period: str) -> Select[Any]:
    """Grain: last day of a period (× label of `by`, as cell). Sums of the flow cube over the scope's profiles."""
    flow, profile = tables.flow(scope.unit), tables.profiles(label_keys(scope, by))
    cell = cell_of(profile, None, by)
    chosen = select(flow.c.as_of, cell.label("cell"), *(summed(name, flow.c[name]) for name in tables.FLOWS)).where(
        flow.c.period == period, flow.c.as_of.in_([cast(literal(day), Date) for day in dates]))
    if label_keys(scope, by):
        chosen = chosen.join_from(flow, profile, profile.c.profile_id == flow.c.profile_id).where(is_in(profile, scope))
    return chosen.group_by(flow.c.as_of, *([cell] if by else [])).order_by(
        flow.c.as_of, *([dialects.rising(cell)] if by else []))


def measure(name: str, formulas: dict[str, str]) -> ColumnElement[Any]:
    """A measure's formula over a pair's columns; 0 for measures of the other side."""
    return dialects.Formula(formulas[name]) if name in formulas else literal(0)


def direct_statement(scope: Scope, start: date, end: date, by: str | None = None) -> Select[Any]:
    """From the units themselves, for any two dates."""
    pair = pairs(scope, start, end, by)
    sides = [_side(scope, pair, by, "label_id", measures.CURRENT, pair.c.arr > 0),
             _side(scope, pair, by, "label0_id", measures.BASE, pair.c.arr0 > 0)]
    both = union_all(*sides).subquery("sides")
    return select(cast(literal(end), Date).label("as_of"), both.c.cell,
                  *(summed(m, both.c[m]) for m in tables.MEASURES)).group_by(
        both.c.cell).order_by(*([] if by == tables.PROFILE else [dialects.rising(both.c.cell)]))


def _side(scope: Scope, pair: CTE, by: str | None, key: str, formulas: dict[str, str],
          active: ColumnElement[bool]) -> Select[Any]:
    label = tables.labels(label_keys(scope, by)).alias("label")
    statement = select(cell_of(label, pair, by).label("cell"),
                       *(measure(m, formulas).label(m) for m in tables.MEASURES)).where(active)
    if label_keys(scope, by):
        statement = statement.join_from(pair, label, label.c.label_id == pair.c[key]).where(is_in(label, scope))
    else:
        statement = statement.select_from(pair)
    return statement


def pieces_statement(scope: Scope, dates: Sequence[date], by: str | None = None) -> Select[Any]:
    """Many dates of the grid at once: each piece counts from its first day on, and no longer from the one after its
    last.
    """
    grid = tables.as_of_dates()
    wanted = select(grid.c.day, grid.c.as_of).where(
        grid.c.as_of.in_([cast(literal(day), Date) for day in dates])).cte("wanted")
    sides = [_piece_side(scope, by, "label_id", measures.CURRENT, "arr", wanted),
             _piece_side(scope, by, "label0_id", measures.BASE, "arr0", wanted)]
    both = union_all(*sides).subquery("sides")
    deltas = select(both.c.cell, both.c.day, *(func.sum(both.c[m]).label(m) for m in tables.MEASURES)).group_by(
        both.c.cell, both.c.day).subquery("deltas")
    reached = deltas.c.day <= wanted.c.day
    return select(wanted.c.as_of, deltas.c.cell, *(summed(m, deltas.c[m]) for m in tables.MEASURES)).join_from(
        wanted, deltas, reached).group_by(wanted.c.as_of, deltas.c.cell).order_by(
        wanted.c.as_of, dialects.rising(deltas.c.cell))


def _piece_side(scope: Scope, by: str | None, key: str, formulas: dict[str, str], amount: str,
                wanted: Any) -> Select[Any]:
    piece, label = tables.piece(scope.unit), tables.labels(label_keys(scope, by)).alias("label")
    low = select(func.min(wanted.c.day)).scalar_subquery()
    high = select(func.max(wanted.c.day)).scalar_subquery()
    signs = union_all(select(literal(1).label("sign")), select(literal(-1))).subquery("signs")
    start = case((piece.c.from_day < low, low), else_=piece.c.from_day)
    day = case((signs.c.sign == 1, start), else_=piece.c.to_day)
    cell = cell_of(label, None, by)
    statement = select(cell.label("cell"), day.label("day"), *(
        func.sum(signs.c.sign * measure(m, formulas)).label(m) for m in tables.MEASURES))
    joined = piece.join(label, label.c.label_id == piece.c[key]).join(signs, literal(True))
    return statement.select_from(joined).where(
        piece.c[amount] > 0, piece.c.from_day <= high, piece.c.to_day > low, day <= high,
        is_in(label, scope)).group_by(cell, day)


