"""Deals with existing customers: how many are won, how long they take, and whether the handoff after them was done.

Twelve months up to the scope's date. Won ÷ (won + lost) of the deals that closed in them, with Wilson's interval. The
cycle is over the deals that began in them: days to their end, won or lost, the median by Kaplan-Meier, so that a deal
still open counts for as long as it has been open. Filters by the label on the day the deal began.
"""

from __future__ import annotations

from typing import Any, Literal

import pandas as pd
from sqlalchemy import Select, Subquery, and_, case, func, literal, select

from data.warehouse import Warehouse
from queries import tables
from queries.access import answers, grouped
from queries.dimensions import build_info, check, dimensions
from queries.estimate import HAIR, estimate
from queries.expansion_deals import NEEDS, borne, expansion_deals
from queries.lpm import wilson
from queries.measures.known import number
from queries.measures.needs import absent
from queries.measures.sales import SETTLING
from queries.runner import run
from queries.scope import Scope

By = Literal["source", "seller", "all"]
COLUMNS = ("of", "customers", "closed", "won", "declined", "win_rate", "win_low", "win_high", "begun", "median_days",
           "days_low", "days_high", "open", "open_arr")
HANDED = ("of", "customers", "deals", "done", "dropped", "unrecorded", "done_share", "done_low", "done_high")


@answers(grouped())
def wins(warehouse: Warehouse, scope: Scope, by: By = "source") -> pd.DataFrame:
    """Grain: source function, seller, or all in one row; most closed deals first.

    Columns: of (null: not said), customers (with a deal begun by the date), closed = won + declined in the last twelve
    months, win_rate with win_low, win_high (null where nothing closed), begun (deals), median_days with its interval
    (null where fewer than half have ended), open (deals on the date) and open_arr. attrs: missing. Raises
    UnknownFilter; ValueError for another `by`.
    """
    if by not in ("source", "seller", "all"):
        raise ValueError(f"unknown split {by!r}; known: source, seller, all")
    check(scope, dimensions(warehouse))
    missing = tuple(absent(warehouse, NEEDS))
    if missing:
        return _nothing(COLUMNS, missing)
    minor = build_info(warehouse).minor
    found = run(warehouse, statement(scope, by, minor))
    rows = [_row(None if pd.isna(of) else str(of), part, minor) for of, part in found.groupby("of", dropna=False)]
    rows.sort(key=lambda row: (-row["closed"], str(row["of"])))
    made = pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
    made.attrs = {"missing": ()}
    return made


def _nothing(columns: tuple[str, ...], missing: tuple[str, ...]) -> pd.DataFrame:
    made = pd.DataFrame(columns=list(columns), dtype=object)
    made.attrs = {"missing": missing}
    return made


def _row(of: str | None, part: pd.DataFrame, minor: int) -> dict[str, Any]:
    won, lost = int(part.won.sum()), int(part.lost.sum())
    closed = won + lost
    low, high = wilson(won, closed) if closed else (None, None)
    counts = part[part.begun > 0].groupby("days", as_index=False)[["begun", "ended"]].sum()
    return {"of": of, "customers": int(part.customers.iloc[0]), "closed": closed, "won": won, "declined": lost,
            "win_rate": won / closed if closed else None, "win_low": low, "win_high": high,
            "begun": int(part.begun.sum()), **median(counts), "open": int(part.open.sum()),
            "open_arr": int(part.open_arr.sum()) / minor}


def curve(counts: pd.DataFrame) -> pd.DataFrame:
    """Kaplan-Meier from how many (begun) ended or were last seen after so many days, and how many of them ended.

    Grain: day on which anything happened, and day 0. Columns age, at_risk, events, survival, low, high.
    """
    held = counts.sort_values("days", kind="stable")
    whole = float(held.begun.sum())
    ages = pd.DataFrame({"age": held.days.astype(int), "at_risk": whole - held.begun.cumsum() + held.begun,
                         "events": held.ended.astype(float)})
    start = pd.DataFrame({"age": [0], "at_risk": [whole], "events": [0.0]})
    if len(ages) and int(ages.age.iloc[0]) == 0:
        start = start.iloc[:0]
    return estimate(pd.concat([start, ages], ignore_index=True).astype({"at_risk": int, "events": int}))


def median(counts: pd.DataFrame) -> dict[str, float | None]:
    """The day by which half have ended, and where the interval of the curve crosses a half. Null where none do."""
    if counts.empty:
        return {"median_days": None, "days_low": None, "days_high": None}
    found = curve(counts)

    def first(column: str) -> float | None:
        under = found.age[(found[column] <= 0.5 + HAIR) | ((found.survival == 0) & (column != "high"))]
        return float(under.iloc[0]) if len(under) else None

    return {"median_days": first("survival"), "days_low": first("low"), "days_high": first("high")}


def statement(scope: Scope, by: By, minor: int) -> Select[Any]:
    """Grain: value of `by` × days a deal took (or has taken): what closed, began, ended and is open; customers: of the
    whole value.
    """
    deal, day = expansion_deals(minor), tables.day_number(scope.as_of)
    year = tables.day_number(tables.year_before(scope.as_of))
    label, held, inside = borne(scope, deal.c.customer_key, deal.c.created_day, "deal_label")
    ended = and_(deal.c.closed_day.is_not(None), deal.c.closed_day <= day, deal.c.won.is_not(None))
    closed = and_(ended, deal.c.closed_day > year)
    begun = deal.c.created_day > year
    days = func.greatest(case((ended, deal.c.closed_day), else_=day) - deal.c.created_day, 0)
    given = select(
        deal.c.customer_key, (deal.c[by] if by != "all" else literal("all")).label("of"), days.label("days"),
        *(case((each, 1), else_=0).label(name) for name, each in {
            "won": and_(closed, deal.c.won), "lost": and_(closed, ~deal.c.won), "begun": begun,
            "ended": and_(begun, ended), "open": ~func.coalesce(ended, False)}.items()),
        case((ended, 0), else_=deal.c.amount).label("open_arr"),
    ).select_from(deal.join(label, held)).where(deal.c.created_day <= day, inside).subquery("given")
    whole = select(given.c.of, func.count(given.c.customer_key.distinct()).label("customers")).group_by(
        given.c.of).subquery("whole")
    sums = ("won", "lost", "begun", "ended", "open", "open_arr")
    return select(
        given.c.of, given.c.days, func.max(whole.c.customers).label("customers"),
        *(func.sum(given.c[name]).label(name) for name in sums),
    ).select_from(given.join(whole, whole.c.of.is_not_distinct_from(given.c.of))).group_by(given.c.of, given.c.days)


@answers(grouped())
def handoffs(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """Grain: source function of deals of every kind won in the year up to 30 days before the date; the most first.

    Columns: of, customers, deals, done (handed on complete by the date), dropped (not complete by then), unrecorded
    (nothing is said of a handoff), done_share = done ÷ (done + dropped) with Wilson's interval. attrs: missing.
    """
    check(scope, dimensions(warehouse))
    missing = tuple(absent(warehouse, ("opportunity.handoff_complete",)))
    if missing:
        return _nothing(HANDED, missing)
    rows = [_handed(row) for row in run(warehouse, handed_statement(scope)).to_dict("records")]
    rows.sort(key=lambda row: (-row["deals"], str(row["of"])))
    made = pd.DataFrame(rows, columns=list(HANDED), dtype=object)
    made.attrs = {"missing": ()}
    return made


def _handed(row: dict[Any, Any]) -> dict[str, Any]:
    deals, done, unrecorded = (int(row[name]) for name in ("deals", "done", "unrecorded"))
    known = deals - unrecorded
    low, high = wilson(done, known) if known else (None, None)
    return {"of": None if pd.isna(row["of"]) else str(row["of"]), "customers": int(row["customers"]), "deals": deals,
            "done": done, "dropped": known - done, "unrecorded": unrecorded, "done_low": low, "done_high": high,
            "done_share": done / known if known else None}


def handed_statement(scope: Scope) -> Select[Any]:
    """Grain: source function. Counts of deals, of those done, and of those nothing is said of."""
    deal, day = _any_kind(), tables.day_number(scope.as_of)
    label, held, inside = borne(scope, deal.c.customer_key, deal.c.closed_day, "deal_label")
    done = and_(deal.c.handoff_complete, func.coalesce(deal.c.handoff_day, deal.c.closed_day) <= day)
    silent = and_(deal.c.handoff_complete.is_(None), deal.c.handoff_day.is_(None))
    last = day - SETTLING
    return select(
        deal.c.source.label("of"), func.count(deal.c.customer_key.distinct()).label("customers"),
        func.count().label("deals"), func.sum(case((done, 1), else_=0)).label("done"),
        func.sum(case((silent, 1), else_=0)).label("unrecorded"),
    ).select_from(deal.join(label, held)).where(
        deal.c.won, deal.c.closed_day <= last, deal.c.closed_day > last - 365, inside).group_by(deal.c.source)


def _any_kind() -> Subquery:
    names = ("opportunity_id", "customer_id", "source_function", "closed_on", "won", "handoff_on", "handoff_complete")
    deal, owner = tables.mart("stg_opportunity", *names, schema="staging"), tables.customer().alias("of_handed")
    return select(
        owner.c.root_key.label("customer_key"), func.lower(func.trim(deal.c.source_function)).label("source"),
        number(deal.c.closed_on).label("closed_day"), deal.c.won, number(deal.c.handoff_on).label("handoff_day"),
        deal.c.handoff_complete,
    ).select_from(deal.join(owner, owner.c.customer_id == deal.c.customer_id)).subquery("handed")

