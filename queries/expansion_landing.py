"""Land small, then expand: what became of the seats, products and plan a customer began with.

Grain of the rows behind: customer, from its first active day, as the cohorts take it (who was there on the data's first
day is left out unless it signed then). Seats are those of its lines that are not billed by use. A customer that left
has 0 seats: growth is over everybody who began, and cannot be had by losing the others. A row is given only when every
member has reached the age.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

import pandas as pd
from sqlalchemy import BigInteger, ColumnElement, Double, Integer, Select, Subquery, and_, case, cast, func, or_, select

from data.warehouse import Warehouse
from queries import dialects, tables
from queries.access import answers, company_wide, grouped
from queries.ages import first_of, month_of
from queries.dimensions import build_info, check, dimensions
from queries.expansion_sizes import uncapped
from queries.lives import left_out, lives
from queries.lpm import wilson
from queries.measures.needs import absent
from queries.pairs import is_in, label_keys
from queries.runner import run
from queries.scope import Scope, conditions

By = Literal["cohort", "start"]
SMALL, MIDDLE = 10, 50
STARTS = ("small", "middle", "large", "unknown")
"""By seats on the first day: up to 10, up to 50, more, not known."""
AGES = (6, 12, 24)
LEAST = 3
"""Months: by then the quarter in which a cohort began is over."""
COLUMNS = ("of", "age", "customers", "seats_then", "seats_now", "growth", "growth_low", "growth_high", "grew",
           "grew_share", "grew_low", "grew_high", "more_products", "more_share", "arr_then", "arr_now", "arr_growth",
           "left", "replanned")


@answers(grouped())
def landings(warehouse: Warehouse, scope: Scope, by: By = "cohort", months: int = 12,
             start: str | None = None) -> pd.DataFrame:
    """Grain: cohort (calendar quarter of the first active day, and `all`) or number of seats at the start, at an age.

    Columns: of; customers (with seats known on the first day; for start `unknown`: the others), seats_then, seats_now,
    growth = now ÷ then with the delta method's interval, grew (more seats than at first), grew_share (Wilson),
    more_products (more products than at first), arr_then, arr_now, arr_growth, left (no ARR at that age), replanned
    (another plan than at first; null without a history of `plan`). `start` keeps the customers that began so; the row
    `all` is over the cohorts shown. attrs: missing; masked: cohorts with a member that is
    younger; left_out: customers there on the data's first day.
    Raises UnknownFilter; ValueError for another `by` or `start`, or an age of less than three months.
    """
    if by not in ("cohort", "start") or start not in (None, *STARTS) or months < LEAST:
        raise ValueError(f"unknown split {by!r} or start {start!r}; known: cohort, start; {', '.join(STARTS)}; "
                         f"and an age of {LEAST} months or more")
    known = dimensions(warehouse)
    check(scope, known)
    missing = tuple(absent(warehouse, ("subscription.seats",)))
    if missing:
        return _made([], missing, 0, 0)
    build, planned = build_info(warehouse), "plan" in known and _planned(warehouse)
    asked = Scope(scope.as_of, "customer", scope.where, scope.viewer)
    found = run(warehouse, statement(asked, build.first_day, months, planned))
    found = found if start is None else found[found.start == start]
    out = int(run(warehouse, left_out(asked, build.first_day, "in_cohort")).units.iloc[0])
    cohorts = found.assign(of=[_quarter(int(number)) for number in found.cohort])
    if by == "start":
        shown = cohorts[_ripe(cohorts, "start", "of")]
        parts = [(name, shown[shown.start == name]) for name in STARTS]
        return _made([_row(name, months, part, build.minor, planned) for name, part in parts if len(part)], (), 0,
                     out)
    cohorts = cohorts[cohorts.start != "unknown"]
    ripe = _ripe(cohorts, "of")
    shown, masked = cohorts[ripe], cohorts[~ripe].of.nunique()
    rows = [_row(str(of), months, part, build.minor, planned) for of, part in shown.groupby("of", sort=True)]
    whole = [_row("all", months, shown, build.minor, planned)] if len(shown) else []
    return _made([*rows, *whole], (), int(masked), out)


def _made(rows: list[dict[str, Any]], missing: tuple[str, ...], masked: int, out: int) -> pd.DataFrame:
    made = pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
    made.attrs = {"missing": missing, "masked": masked, "left_out": out}
    return made


def _ripe(cohorts: pd.DataFrame, *keys: str) -> pd.Series:
    """Whether every member of a row's cohort has reached the age."""
    return cohorts.groupby(list(keys)).reached_all.transform("min").astype(bool)


def _quarter(number: int) -> str:
    month = first_of(number)
    return f"{month.year}-Q{(month.month + 2) // 3}"


def _planned(warehouse: Warehouse) -> bool:
    history = tables.mart("stg_attribute_history", "attribute", schema="staging")
    asked = select(func.count().label("n")).select_from(history).where(history.c.attribute == "plan")
    with company_wide("whether a history of plans is kept at all is no news of any customer"):
        found = run(warehouse, asked)
    return bool(found.n.iloc[0])


def _row(of: str, months: int, part: pd.DataFrame, minor: int, planned: bool) -> dict[str, Any]:
    sums = {name: float(part[name].sum()) for name in ("customers", "seats0", "seats", "ss", "s0", "00", "grew",
                                                       "more", "arr0", "arr", "gone", "replanned")}
    n = int(sums["customers"])
    growth = uncapped(n, sums["seats"], sums["seats0"], sums["ss"], sums["s0"], sums["00"]) if of != "unknown" else (
        None, None, None)
    known = n if of != "unknown" else 0
    low, high = wilson(sums["grew"], n) if known else (None, None)
    return {"of": of, "age": months, "customers": n, "seats_then": int(sums["seats0"]), "seats_now": int(sums["seats"]),
            "growth": growth[0], "growth_low": growth[1], "growth_high": growth[2],
            "grew": int(sums["grew"]) if known else None, "grew_share": sums["grew"] / n if known else None,
            "grew_low": low, "grew_high": high, "more_products": int(sums["more"]),
            "more_share": sums["more"] / n if n else None, "arr_then": sums["arr0"] / minor,
            "arr_now": sums["arr"] / minor, "arr_growth": sums["arr"] / sums["arr0"] if sums["arr0"] else None,
            "left": int(sums["gone"]), "replanned": int(sums["replanned"]) if planned else None}


def statement(scope: Scope, edge: date, months: int, planned: bool) -> Select[Any]:
    """Grain: month of the first active day × seats at the start × whether the age is reached. reached_all: it is."""
    unit = _then(scope, edge, months, planned)
    known = and_(unit.c.vague == 0, unit.c.seats0 > 0)
    start = case((~known, STARTS[3]), (unit.c.seats0 <= SMALL, STARTS[0]), (unit.c.seats0 <= MIDDLE, STARTS[1]),
                 else_=STARTS[2]).label("start")
    seats, before = cast(unit.c.seats, Double), cast(unit.c.seats0, Double)
    day = tables.day_number(scope.as_of)
    reached = case((unit.c.later_day <= day, 1), else_=0).label("reached_all")
    sums: dict[str, ColumnElement[Any]] = {
        "customers": func.count(), "seats0": func.sum(unit.c.seats0), "seats": func.sum(unit.c.seats),
        "ss": func.sum(seats * seats), "s0": func.sum(seats * before), "00": func.sum(before * before),
        "grew": func.sum(case((unit.c.seats > unit.c.seats0, 1), else_=0)),
        "more": func.sum(case((unit.c.products > unit.c.products0, 1), else_=0)),
        "arr0": cast(func.sum(unit.c.arr0), BigInteger), "arr": cast(func.sum(unit.c.arr), BigInteger),
        "gone": func.sum(case((unit.c.arr == 0, 1), else_=0)), "replanned": func.sum(unit.c.replanned)}
    return select(unit.c.cohort, start, reached, *(each.label(name) for name, each in sums.items())).group_by(
        unit.c.cohort, start, reached)


def _then(scope: Scope, edge: date, months: int, planned: bool) -> Subquery:
    """Grain: customer that began by the date. What it had on its first day and at the age."""
    life, line, day = lives(scope, edge), tables.line(), tables.day_number(scope.as_of)
    keys = tuple(dict.fromkeys((*label_keys(scope, None), *(["plan"] if planned else []))))
    label = tables.labels(keys).alias("first_label")
    began = dialects.date_of(life.c.first_day)
    unit = select(
        life.c.unit_key, life.c.first_day, month_of(life.c.first_day).label("cohort"),
        dialects.day_number(dialects.months_later(began, months)).label("later_day"),
        (label.c[tables.attribute("plan")] if planned else cast(None, Integer)).label("plan0"),
    ).select_from(life.join(label, label.c.label_id == life.c.label_id)).where(
        life.c.in_cohort, life.c.first_day <= day, is_in(label, scope)).subquery("landed")
    joined = unit.join(line, and_(line.c.customer_key == unit.c.unit_key, or_(
        _held(line, unit.c.first_day), _held(line, unit.c.later_day)), *conditions(
            scope.line_filters, lambda key: line.c[key])))
    changed: ColumnElement[Any] = cast(0, Integer)
    if planned:
        later = tables.labels(("plan",)).alias("later_label")
        joined = joined.outerjoin(later, and_(
            later.c.customer_key == unit.c.unit_key, later.c.from_day <= unit.c.later_day,
            or_(later.c.to_day.is_(None), later.c.to_day > unit.c.later_day)))
        changed = func.max(case((later.c[tables.attribute("plan")] != unit.c.plan0, 1), else_=0))
    return _sums(unit, line, joined, changed)


def _held(line: Any, day: Any) -> ColumnElement[bool]:
    return and_(line.c.from_day <= day, or_(line.c.to_day.is_(None), line.c.to_day > day))


def _sums(unit: Subquery, line: Any, joined: Any, changed: ColumnElement[Any]) -> Subquery:
    first, later = _held(line, unit.c.first_day), _held(line, unit.c.later_day)
    counted = case((line.c.kind != "usage", func.coalesce(line.c.seats, 0)), else_=0)

    def on(day: ColumnElement[bool], amount: Any) -> ColumnElement[Any]:
        return func.sum(case((day, amount), else_=0))

    def several(day: ColumnElement[bool]) -> ColumnElement[Any]:
        return func.count(case((day, line.c.product)).distinct())

    vague = and_(first, line.c.kind != "usage", func.coalesce(line.c.seats, 0) <= 0)
    return select(
        unit.c.unit_key, unit.c.cohort, unit.c.later_day, on(first, counted).label("seats0"),
        on(later, counted).label("seats"), on(vague, 1).label("vague"), on(first, line.c.arr).label("arr0"),
        on(later, line.c.arr).label("arr"), several(first).label("products0"), several(later).label("products"),
        changed.label("replanned")).select_from(joined).group_by(
        unit.c.unit_key, unit.c.cohort, unit.c.later_day).having(on(first, line.c.arr) > 0).subquery("then_and_now")
