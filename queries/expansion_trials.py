"""Trials and free plans to paid: how many come to be bought, and how long that takes.

Grain of the rows behind: *try*: the first day of a customer's lines of kind trial or free of one product, in one of
five ways: no customer yet (`first_trial`, `first_free`), a customer trying a product it does not pay for (`more_trial`,
`more_free`), or one that has left (`after_free`: any kind). It is paid on the first day, from its own first day on, of
a paid line of that product. Until then it counts as not paid for as long as it has been watched, whether it goes on or
has ended: who let a trial run out may still buy. Filters by the label on its first day; filters on lines choose tries.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import Select, Subquery, and_, case, func, literal, or_, select

from data.warehouse import Warehouse
from queries import tables
from queries.access import answers, grouped
from queries.dimensions import check, dimensions
from queries.estimate import reached
from queries.expansion_deals import borne
from queries.expansion_wins import curve
from queries.lpm import wilson
from queries.measures.known import number
from queries.measures.needs import absent
from queries.runner import run
from queries.scope import Scope, conditions

WAYS = ("first_trial", "first_free", "more_trial", "more_free", "after_free")
WINDOW = 90
"""Days after which a try counts as decided: the share is over tries that began so long ago or longer."""
HORIZON = 365
COLUMNS = ("way", "tries", "customers", "paid", "going_on", "ended", "ripe", "paid_90", "share", "low", "high",
           "median_days", "reached_days", "reached", "reached_low", "reached_high")
CURVE = ("way", "age", "at_risk", "events", "paid_share", "low", "high")
NEEDS = ("subscription.kind",)


@answers(grouped())
def trials(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """Grain: way, those with tries by the date, in the order of WAYS.

    Columns: tries, customers, paid (by the date), going_on, ended (neither paid nor going on); ripe (begun 90 days ago
    or more), paid_90 (of these, within 90 days), share = paid_90 ÷ ripe with Wilson's low, high; median_days
    (Kaplan-Meier; null where fewer than half ever pay), reached: the share paid by reached_days (365, or the last day
    on which anybody was still watched), by Kaplan-Meier with its interval. attrs: missing, days.
    """
    check(scope, dimensions(warehouse))
    missing = tuple(absent(warehouse, NEEDS))
    if missing:
        return _made([], COLUMNS, missing)
    found = run(warehouse, statement(scope))
    rows = [_row(way, found[found.way == way]) for way in WAYS if (found.way == way).any()]
    return _made(rows, COLUMNS, ())


@answers(grouped())
def paid_over_time(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """Grain: way × day after its first on which anybody paid or was last seen (0 to 365).

    Columns: age (days), at_risk (tries not paid and still watched), events (paid on that day), paid_share = 1 −
    Kaplan-Meier with low, high. attrs: missing.
    """
    check(scope, dimensions(warehouse))
    missing = tuple(absent(warehouse, NEEDS))
    if missing:
        return _made([], CURVE, missing)
    found = run(warehouse, statement(scope))
    rows = [row for way in WAYS if (found.way == way).any() for row in _curve(way, found[found.way == way])]
    return _made(rows, CURVE, ())


def _made(rows: list[dict[str, Any]], columns: tuple[str, ...], missing: tuple[str, ...]) -> pd.DataFrame:
    made = pd.DataFrame(rows, columns=list(columns), dtype=object)
    made.attrs = {"missing": missing, "days": WINDOW}
    return made


def _steps(part: pd.DataFrame) -> pd.DataFrame:
    """Kaplan-Meier over all days; null intervals where nothing is known."""
    counts = part.groupby("days", as_index=False)[["begun", "ended"]].sum()
    return curve(counts)


def _curve(way: str, part: pd.DataFrame) -> list[dict[str, Any]]:
    found = _steps(part)
    return [{"way": way, "age": int(row.age), "at_risk": int(row.at_risk), "events": int(row.events),
             "paid_share": _less(row.survival), "low": _less(row.high), "high": _less(row.low)}
            for row in found[found.age <= HORIZON].itertuples()]


def _less(value: Any) -> float | None:
    return None if pd.isna(value) else 1 - float(value)


def _row(way: str, part: pd.DataFrame) -> dict[str, Any]:
    tries, paid, going_on = (int(part[name].sum()) for name in ("begun", "ended", "going_on"))
    ripe, within = int(part.ripe.sum()), int(part.within.sum())
    low, high = wilson(within, ripe) if ripe else (None, None)
    steps = _steps(part)
    shown = steps[steps.age <= HORIZON]
    last, half = shown.iloc[-1], reached(steps)
    return {"way": way, "tries": tries, "customers": int(part.customers.iloc[0]), "paid": paid, "going_on": going_on,
            "ended": tries - paid - going_on, "ripe": ripe, "paid_90": within,
            "share": within / ripe if ripe else None, "low": low, "high": high,
            "median_days": None if half is None else float(half),
            "reached_days": HORIZON if len(steps) > len(shown) else int(last.age),
            "reached": _less(last.survival), "reached_low": _less(last.high), "reached_high": _less(last.low)}


def statement(scope: Scope) -> Select[Any]:
    """Grain: way × days until it was paid, or of watching. begun, ended (paid), going_on, ripe, within; customers: of
    the whole way.
    """
    tried, day = _tried(scope), tables.day_number(scope.as_of)
    bought = and_(tried.c.paid_day.is_not(None), tried.c.paid_day <= day)
    days = case((bought, tried.c.paid_day), else_=day) - tried.c.start_day
    ripe = tried.c.start_day <= day - WINDOW
    going = and_(~bought, or_(tried.c.end_day.is_(None), tried.c.end_day > day))
    flags = {"ended": bought, "going_on": going, "ripe": ripe, "within": and_(ripe, bought, days <= WINDOW)}
    given = select(tried.c.way, tried.c.customer_key, days.label("days"), *(
        case((func.coalesce(each, False), 1), else_=0).label(name) for name, each in flags.items())).subquery("given")
    whole = select(given.c.way, func.count(given.c.customer_key.distinct()).label("customers")).group_by(
        given.c.way).subquery("whole")
    return select(
        given.c.way, given.c.days, func.max(whole.c.customers).label("customers"), func.count().label("begun"),
        *(func.sum(given.c[name]).label(name) for name in flags),
    ).select_from(given.join(whole, whole.c.way == given.c.way)).group_by(given.c.way, given.c.days)


def _tried(scope: Scope) -> Subquery:
    """Grain: customer × product × way: the first try, in the filters by the label on its first day."""
    given = _each(scope)
    # A line that goes on has no end: one such line of a try makes it one that goes on.
    endless = func.max(case((given.c.end_day.is_(None), 1), else_=0))
    first = select(
        given.c.customer_key, given.c.product, given.c.way, func.min(given.c.start_day).label("start_day"),
        case((endless == 1, None), else_=func.max(given.c.end_day)).label("end_day"),
        func.min(given.c.paid_day).label("paid_day"),
    ).group_by(given.c.customer_key, given.c.product, given.c.way).subquery("first_try")
    label, held, inside = borne(scope, first.c.customer_key, first.c.start_day, "tried_label")
    return select(*first.c).select_from(first.join(label, held)).where(inside).subquery("tried")


def _each(scope: Scope) -> Subquery:
    """Grain: trial or free line begun by the date, of a product not paid for on its first day. way; paid_day: when.
    Paid for is what was paid on the day before and still is: a line that another continues on the day is both.
    """
    line, paid, day = _lines(scope), tables.line().alias("paid_line"), tables.day_number(scope.as_of)
    before = paid.c.from_day < line.c.start_day
    until = and_(before, or_(paid.c.to_day.is_(None), paid.c.to_day >= line.c.start_day))
    still = and_(paid.c.from_day <= line.c.start_day, or_(paid.c.to_day.is_(None), paid.c.to_day > line.c.start_day))
    same = paid.c.product == line.c.product

    def any_of(what: Any) -> Any:
        return func.max(case((what, 1), else_=0))

    joined = line.outerjoin(paid, paid.c.customer_key == line.c.customer_key)
    seen = select(
        *line.c, any_of(before).label("was"), (any_of(until) * any_of(still)).label("pays"),
        (any_of(and_(until, same)) * any_of(and_(still, same))).label("has"),
        func.min(case((and_(same, paid.c.from_day >= line.c.start_day), paid.c.from_day))).label("paid_day"),
    ).select_from(joined).group_by(*line.c).subquery("seen")
    way = case((and_(seen.c.was == 0, seen.c.kind == "trial"), literal(WAYS[0])),
               (seen.c.was == 0, literal(WAYS[1])), (seen.c.pays == 0, literal(WAYS[4])),
               (seen.c.kind == "trial", literal(WAYS[2])), else_=literal(WAYS[3]))
    return select(*seen.c, way.label("way")).where(seen.c.has == 0, seen.c.start_day <= day).subquery("each_try")


def _lines(scope: Scope) -> Subquery:
    names = ("subscription_id", "customer_id", "product", "department", "kind", "start_on", "end_on")
    given, owner = tables.mart("stg_subscription", *names, schema="staging"), tables.customer().alias("of_try")
    return select(
        owner.c.root_key.label("customer_key"), given.c.subscription_id, given.c.product, given.c.kind,
        number(given.c.start_on).label("start_day"), number(given.c.end_on).label("end_day"),
    ).select_from(given.join(owner, owner.c.customer_id == given.c.customer_id)).where(
        given.c.kind.in_(("trial", "free")), *conditions(scope.line_filters, lambda key: given.c[key])).subquery("line")
