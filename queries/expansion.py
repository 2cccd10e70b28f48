"""Ready to expand: who, and in which fiscal quarter they usually do.

The rule: a green score, and the use of seats at 90 % or more or rising two fiscal quarters in a row, and an outcome
reached. The when: from the unit's own past expansions where it has two or more, else from those of its segment.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    Integer,
    Select,
    and_,
    case,
    cast,
    extract,
    func,
    literal,
    or_,
    select,
    true,
)

from data.warehouse import Warehouse
from queries import dialects, tables
from queries.access import answers, by_name
from queries.dimensions import build_info, dimensions
from queries.fiscal import Quarter, quarter_of
from queries.list_rules import HAIR
from queries.lists import HEAD, TAIL
from queries.scope import Scope, allowed
from queries.scored import absent, listed, nothing, scored, seatless

READY = (*HEAD, "seats", "users", "use", "rising", "outcomes", "when", "when_source", "when_n", "when_share", *TAIL)
FULL = 0.9
"""From this share of used seats on, a customer has nearly outgrown what it pays for."""
OWN_LEAST = 2
"""From so many expansions of its own on, a unit's own habit says when; a single one is no habit."""


@answers(by_name("arr", "renewal_arr"))
def ready(warehouse: Warehouse, scope: Scope, limit: int | None = None) -> pd.DataFrame:
    """Units ready to expand, the largest ARR first.

    Columns beside those of every list: seats, users, use (users ÷ seats), rising (mean use rose in each of the last two
    of the three fiscal quarters that ended by the date), outcomes (reached and reviewed by the date; null: unknown),
    when (2026Q4: the next such fiscal quarter, this one included), when_source (own, segment, company; null: nobody
    ever expanded), when_n (expansions it is from) and when_share (share of them in that quarter). missing: usage_week,
    subscription.seats. unknown: outcome, where none is given; these are then candidates only.
    """
    missing = (*absent(warehouse, "usage_week"), *seatless(warehouse))
    if missing:
        return nothing(READY, missing)
    unknown = absent(warehouse, "outcome")
    start = build_info(warehouse).fiscal_year_start
    keys = [key for key in ("segment",) if key in dimensions(warehouse)]
    chosen = statement(scope, start, keys, with_outcome=not unknown)
    found = listed(warehouse, scope, chosen, ("arr",), limit)
    found["when"] = [_next(scope.as_of, number, start) for number in found.pop("quarter")]
    found = found.reindex(columns=list(READY))
    found.attrs["unknown"] = unknown
    return found


def _next(day: date, number: Any, start: int) -> str | None:
    """The first fiscal quarter of that number that has not ended by a day."""
    if pd.isna(number):
        return None
    now = quarter_of(day, start)
    return str(now.back(-((int(number) - now.number) % 4)))


def ended(day: date, start: int) -> tuple[Quarter, Quarter, Quarter]:
    """The last three fiscal quarters that ended on or before a day, oldest first."""
    now = quarter_of(day, start)
    last = now if now.last_day(start) == day else now.back(1)
    return last.back(2), last.back(1), last


def statement(scope: Scope, start: int, keys: list[str], with_outcome: bool) -> Select[Any]:
    """The chosen units with what the rule saw, and the quarter in which they usually expand."""
    rows = scored(scope, ("score", "band", "seats", "users", "m_seats_used"), keys)
    rise, reached = rising_customers(scope.as_of, start), reached_customers(scope.as_of)
    segment = rows.c[tables.attribute(keys[0])] if keys else cast(literal(None), Integer)
    rising = rise.c.customer_key.is_not(None)
    met = reached.c.outcomes if with_outcome else cast(literal(None), Integer)
    where = is_ready(rows, rising, reached.c.outcomes if with_outcome else None)
    source = rows.outerjoin(rise, rise.c.customer_key == rows.c.owner_key)
    if with_outcome:
        source = source.outerjoin(reached, reached.c.customer_key == rows.c.owner_key)
    candidates = select(
        rows.c.unit_key, rows.c.arr, rows.c.label_id, rows.c.score, rows.c.band, rows.c.seats, rows.c.users,
        rows.c.m_seats_used.label("use"), rising.label("rising"), met.label("outcomes"), segment.label("segment"),
    ).select_from(source).where(*where).cte("candidates")
    return _timed(candidates, scope, start, keys)


def is_ready(
    rows: CTE, rising: ColumnElement[bool], outcomes: ColumnElement[Any] | None
) -> list[ColumnElement[bool]]:
    """The rule, of scored rows with their use of seats. `outcomes`: reached; null where nobody's are known."""
    where = [rows.c.band == "green", or_(rows.c.m_seats_used >= FULL - HAIR, rising)]
    return where if outcomes is None else [*where, outcomes > 0]


def rising_customers(day: date, start: int, only: CTE | None = None) -> CTE:
    """Customers whose mean use of seats rose from each of the last three ended fiscal quarters to the next. `only`: the
    customers that are asked about (root_key); null: all.
    """
    health = tables.mart("health", "customer_key", "week_day", "m_seats_used")
    spans = [(tables.day_number(each.first_day(start)), tables.day_number(each.last_day(start)))
             for each in ended(day, start)]
    mean = [func.avg(case((health.c.week_day.between(*span), health.c.m_seats_used))) for span in spans]
    source = health if only is None else health.join(only, only.c.root_key == health.c.customer_key)
    return select(health.c.customer_key).select_from(source).where(
        health.c.week_day.between(spans[0][0], spans[2][1])).group_by(
        health.c.customer_key).having(mean[1] > mean[0] + HAIR, mean[2] > mean[1] + HAIR).cte("rising")


def reached_customers(day: date, only: CTE | None = None) -> CTE:
    """Customers (survivors) with outcomes that were reviewed as reached by the day, and how many. `only`: as above."""
    outcome = tables.mart("stg_outcome", "customer_id", "status", "reviewed_on", schema="staging")
    customer = tables.customer()
    source = outcome.join(customer, customer.c.customer_id == outcome.c.customer_id)
    source = source if only is None else source.join(only, only.c.root_key == customer.c.root_key)
    return select(customer.c.root_key.label("customer_key"), func.count().label("outcomes")).select_from(source).where(
        outcome.c.status == "reached", outcome.c.reviewed_on <= cast(literal(day), Date)).group_by(
        customer.c.root_key).cte("reached")


def _timed(candidates: CTE, scope: Scope, start: int, keys: list[str]) -> Select[Any]:
    grown = _grown(scope, start, keys)
    own = _usual(grown, "unit_key", "own")
    peers = _usual(grown, "segment", "peers", grown.c.permitted)
    habit = own.c.total >= OWN_LEAST
    joined = candidates.outerjoin(own, and_(own.c.unit_key == candidates.c.unit_key, own.c.rank == 1)).outerjoin(
        peers, and_(peers.c.segment.is_not_distinct_from(candidates.c.segment), peers.c.rank == 1))
    shown = [column for column in candidates.c if column.name != "segment"]
    return select(
        *shown, case((habit, own.c.quarter), else_=peers.c.quarter).label("quarter"),
        case((habit, literal("own")), (peers.c.quarter.is_not(None), literal("segment" if keys else "company")))
        .label("when_source"),
        case((habit, own.c.total), else_=peers.c.total).label("when_n"),
        case((habit, own.c.share), else_=peers.c.share).label("when_share"),
    ).select_from(joined)


def _grown(scope: Scope, start: int, keys: list[str]) -> CTE:
    """Grain: unit × month, ended by the date, over which its ARR grew; the segment is that of the month's end.
    permitted: whether who asks may see the unit's owner then.
    """
    asked = dict.fromkeys([*keys, *(key for key, _ in scope.viewer.filters)])
    step, label = tables.step(scope.unit, "month"), tables.labels(asked).alias("step_label")
    permitted = allowed(scope.viewer, lambda key: label.c[tables.attribute(key)]).label("permitted")
    month = cast(extract("month", step.c.as_of), Integer)
    segment = label.c[tables.attribute(keys[0])] if keys else cast(literal(None), Integer)
    quarter = cast(func.floor(dialects.ratio((month - start + 12) % 12, 3)), Integer) + 1
    own = [step.c.unit_key, step.c.as_of, quarter.label("quarter"), segment.label("segment"), permitted]
    return select(*own).select_from(
        step.join(label, label.c.label_id == step.c.label_id)).where(
        step.c.arr_a > 0, step.c.arr > step.c.arr_a, step.c.as_of <= cast(literal(scope.as_of), Date)).cte("grown")


def _usual(grown: CTE, key: str, name: str, where: ColumnElement[bool] | None = None) -> CTE:
    """Each key's fiscal quarters by number of expansions; rank 1 is the usual one: the most, then the most recent."""
    counted = select(grown.c[key], grown.c.quarter, func.count().label("n"), func.max(grown.c.as_of).label("last")
                     ).where(true() if where is None else where).group_by(
        grown.c[key], grown.c.quarter).subquery(f"{name}_counted")
    total = func.sum(counted.c.n).over(partition_by=counted.c[key])
    rank = func.row_number().over(partition_by=counted.c[key], order_by=(
        counted.c.n.desc().nulls_last(), counted.c.last.desc().nulls_last()))
    return select(counted.c[key], counted.c.quarter, cast(total, Integer).label("total"),
                  dialects.ratio(counted.c.n, total).label("share"), rank.label("rank")).cte(name)
