"""Landmarks of the backtest: a customer on a day, its score as known then, and what became of it afterwards.

Grain: active customer × landmark day. A landmark is the last Sunday of a fiscal quarter (or month) that has scores and
after which the asked days have passed. Labels, and filters on them, are those of the landmark.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal, get_args

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    tuple_,
)

from data.warehouse import Warehouse
from queries import dialects, tables
from queries.access import WHOLE, answers, company_wide
from queries.dimensions import build_info, check, dimensions
from queries.fiscal import quarter_of
from queries.pairs import cell_of, is_in, label_keys
from queries.runner import run
from queries.scope import LINE_KEYS, Scope

Outcome = Literal["left", "lost20"]
Every = Literal["quarter", "month"]
DAYS = (30, 90, 180)
GROUPED_FROM, GROUPS = 1000, 250
"""Up to this many customers everybody is resampled alone; more are put into this many groups."""
COLUMNS = ("customer_key", "week_day", "label_id", "arr", "score", "band", "m_usage_depth", "pulse_rating")


@dataclass(frozen=True)
class Test:
    """What is looked at. days: how long after a landmark; outcome: left (no ARR on that day) or lost20 (left, or lost a
    fifth of its ARR or more); every: how often there is a landmark. ValueError for anything else.
    """

    __test__ = False  # no test case, whatever pytest makes of the name

    days: int = 90
    outcome: Outcome = "left"
    every: Every = "quarter"

    def __post_init__(self) -> None:
        for name, known in (("days", DAYS), ("outcome", get_args(Outcome)), ("every", get_args(Every))):
            if getattr(self, name) not in known:
                raise ValueError(f"unknown {name} {getattr(self, name)!r}; known: {', '.join(map(str, known))}")


USUAL = Test()


@answers(WHOLE)
def refuse(warehouse: Warehouse, scope: Scope, by: str | None = None) -> None:
    """Raises UnknownFilter; ValueError for filters on lines, which have no score of their own."""
    check(scope, dimensions(warehouse), by)
    keys = [key for key, _ in scope.line_filters] + ([by] if by in LINE_KEYS and by else [])
    if keys:
        raise ValueError(f"the score is a customer's, not a line's: the backtest takes no {', '.join(keys)}")


@answers(WHOLE)
def landmarks(warehouse: Warehouse, scope: Scope, test: Test) -> tuple[tuple[date, ...], str | None]:
    """The days, oldest first; without any also why: no_scores or too_young."""
    cube, build = tables.mart("health_cube", "week_day", "band"), build_info(warehouse)
    with company_wide("which weeks are scored is no news of any customer"):
        scored = run(warehouse, select(cube.c.week_day).distinct().where(cube.c.band != "unknown"))
    weeks = sorted(tables.EPOCH + timedelta(days=int(day)) for day in scored.week_day)
    until = min(scope.as_of, build.newest_day)
    days = tuple(week for week in weeks if _is_last(week, test.every, build.fiscal_year_start)
                 and week + timedelta(days=test.days) <= until)
    return days, None if days else "too_young" if weeks else "no_scores"


def _is_last(sunday: date, every: Every, start: int) -> bool:
    """Whether the next Sunday is in another fiscal quarter (or month)."""
    after = sunday + timedelta(days=7)
    if every == "month":
        return after.month != sunday.month
    return quarter_of(after, start) != quarter_of(sunday, start)


def rows(scope: Scope, test: Test, days: Sequence[date], by: str | None = None, more: Sequence[str] = ()) -> CTE:
    """Columns: customer_key, week_day, cell (label of `by`, else null), band, score, usage (m_usage_depth), pulse
    (latest rating), arr, event (0 or 1), and the columns of marts.health named in `more`.
    """
    health = tables.mart("health", *COLUMNS, *more)
    label, later = tables.labels(label_keys(scope, by)).alias("label"), _later()
    source = health.outerjoin(later, and_(
        later.c.unit_key == health.c.customer_key, later.c.from_day <= health.c.week_day + test.days,
        or_(later.c.to_day.is_(None), later.c.to_day > health.c.week_day + test.days)))
    where: list[ColumnElement[bool]] = [health.c.week_day.in_([tables.day_number(day) for day in days])]
    if label_keys(scope, by):
        source = source.join(label, label.c.label_id == health.c.label_id)
        where.append(is_in(label, scope))
    return select(
        health.c.customer_key, health.c.week_day, cell_of(label, None, by).label("cell"), health.c.band,
        health.c.score, health.c.m_usage_depth.label("usage"), health.c.pulse_rating.label("pulse"), health.c.arr,
        _event(health.c.arr, func.coalesce(later.c.arr, 0), test).label("event"), *(health.c[name] for name in more),
    ).select_from(source).where(*where).cte("landmark")


def _event(arr: ColumnElement[Any], then: ColumnElement[Any], test: Test) -> ColumnElement[int]:
    happened = then == 0 if test.outcome == "left" else 5 * then <= 4 * arr
    return case((happened, 1), else_=0)


def _later() -> Subquery:
    """Grain: customer × spell with one ARR. to_day exclusive, null = still."""
    change = tables.change("customer")
    spell: dict[str, Any] = {"partition_by": change.c.unit_key, "order_by": change.c.day}
    return select(
        change.c.unit_key, change.c.day.label("from_day"), func.lead(change.c.day).over(**spell).label("to_day"),
        func.sum(change.c.delta).over(**spell).label("arr")).subquery("later")


def cells(found: CTE) -> Select[Any]:
    """Counts of the landmarks. Grain: cell × measure × either step (exact) or group × point (whole points).

    measure: score, unknown (no score), and for each baseline the landmarks on which it and the score are known:
    usage, usage_score, pulse, pulse_score. Steps: a score's and a pulse's tenths; usage in thousandths of its rank.
    """
    ranked = _grouped(found)
    tenth, pulse = _rounded(ranked.c.score * 10), _rounded(ranked.c.pulse * 10)
    point, knows = _rounded(ranked.c.score), ranked.c.score.is_not(None)
    used, felt = and_(knows, ranked.c.usage.is_not(None)), and_(knows, ranked.c.pulse.is_not(None))
    rank = cast(func.floor(ranked.c.usage_rank * 1000), Integer)
    parts = [_part(ranked, "score", tenth, point, knows),
             _part(ranked, "unknown", literal(0), literal(0), ranked.c.score.is_(None)),
             _part(ranked, "usage", rank, dialects.nearest(dialects.ratio(rank, 10)), used),
             _part(ranked, "usage_score", tenth, point, used),
             _part(ranked, "pulse", pulse, pulse, felt), _part(ranked, "pulse_score", tenth, point, felt)]
    every = parts[0].union_all(*parts[1:]).subquery("every")
    fine, coarse = (every.c.cell, every.c.measure, every.c.step), (every.c.cell, every.c.measure, every.c.grp,
                                                                  every.c.point)
    sums = (cast(func.count(), Integer).label("n"), cast(func.sum(every.c.event), Integer).label("events"))
    return select(*fine, every.c.grp, every.c.point, *sums).group_by(
        func.grouping_sets(tuple_(*fine), tuple_(*coarse)))


def _rounded(value: ColumnElement[Any]) -> ColumnElement[int]:
    return cast(dialects.rounded(value), Integer)


def _part(ranked: CTE, measure: str, step: ColumnElement[Any], point: ColumnElement[Any],
          where: ColumnElement[bool]) -> Select[Any]:
    return select(ranked.c.cell, literal(measure).label("measure"), cast(step, Integer).label("step"), ranked.c.grp,
                  cast(point, Integer).label("point"), ranked.c.event).where(where)


def _grouped(found: CTE) -> CTE:
    """The landmarks with their customer's group, and the rank of their usage among those with a score and usage."""
    both = and_(found.c.score.is_not(None), found.c.usage.is_not(None))
    place = func.dense_rank().over(order_by=found.c.customer_key)
    placed = select(
        *found.c, (place - 1).label("place"),
        case((both, func.percent_rank().over(partition_by=case((both, 1), else_=0), order_by=found.c.usage))).label(
            "usage_rank")).subquery("placed")
    many = func.max(placed.c.place).over() >= GROUPED_FROM
    return select(*placed.c, case((many, placed.c.place % GROUPS), else_=placed.c.place).label("grp")).cte("ranked")
