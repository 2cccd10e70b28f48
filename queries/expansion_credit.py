"""Whose the expansion was: the bridge's expansion over won deals, to the minor unit, and what no deal explains.

Grain of the rows behind: customer that expanded between two days, as the bridge counts it (E), with its deals of kind
upsell or cross_sell won in between (T together). Each deal has its amount where T ≤ E, else its part of E: what is
summed up never exceeds what ARR grew by. E − min(E, T) is unattributed: price rises at renewal, use, deals that the CRM
does not hold. T − min(E, T) was won and is not in ARR: the customer shrank elsewhere, left, or was new in between.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

import pandas as pd
from sqlalchemy import BigInteger, Select, Subquery, case, cast, func, or_, select

from data.warehouse import Warehouse
from queries import dialects, tables
from queries.access import answers, grouped
from queries.dimensions import build_info, check, dimensions
from queries.expansion_deals import NEEDS, borne, expansion_deals
from queries.measures.needs import absent
from queries.pairs import pairs
from queries.prices import changed_units
from queries.runner import run
from queries.scope import Scope

By = Literal["source", "seller"]
COLUMNS = ("of", "attributed", "amount", "share", "customers", "deals", "won_arr")
# floor(grown × upto / whole) in exact integers; the difference of two neighbours is a deal's part.
PART = "((cast({n} as {{wide}}) * grown - mod(cast({n} as {{wide}}) * grown, scale)) {{whole}} scale)"


@answers(grouped())
def credit(warehouse: Warehouse, scope: Scope, start: date, end: date, by: By = "source") -> pd.DataFrame:
    """Grain: source function or seller, the largest amount first; last, one row that is nobody's (attributed false).

    Columns: of (null: the deals do not say, or the last row), attributed, amount (a year; the rows add up to the
    bridge's expansion), share of that (null where nothing expanded), customers, deals (won in between), won_arr (what
    these deals said, whether or not it is in ARR). attrs: expansion (the bridge's), attributed, won_arr; missing: the
    tables that would answer; without them one row holds all of it. Customers are the unit whatever the scope's.
    Raises UnknownFilter; ValueError if end < start or for another `by`.
    """
    if end < start:
        raise ValueError(f"a bridge runs forward in time: {start} is after {end}")
    if by not in ("source", "seller"):
        raise ValueError(f"unknown split {by!r}; known: source, seller")
    check(scope, dimensions(warehouse))
    missing, minor = tuple(absent(warehouse, NEEDS)), build_info(warehouse).minor
    rest = run(warehouse, remainder(scope, start, end, minor)).iloc[0]
    found = run(warehouse, statement(scope, start, end, by, minor))
    total = int(rest["expansion"] or 0)
    rows = [_row(row, total, minor) for row in found.to_dict("records")]
    rows.sort(key=lambda row: (-row["amount"], -row["won_arr"], str(row["of"])))
    left = {"of": None, "attributed": False, "amount": int(rest["unattributed"] or 0) / minor,
            "share": int(rest["unattributed"] or 0) / total if total else None, "deals": 0, "won_arr": 0.0,
            "customers": int(rest["customers"] or 0)}
    made = pd.DataFrame([*rows, left], columns=list(COLUMNS), dtype=object)
    made.attrs = {"expansion": total / minor, "attributed": (total - int(rest["unattributed"] or 0)) / minor,
                  "won_arr": sum(row["won_arr"] for row in rows), "missing": missing}
    return made


def _row(row: dict[Any, Any], total: int, minor: int) -> dict[str, Any]:
    of = None if pd.isna(row["of"]) else str(row["of"])
    amount = int(row["amount"])
    return {"of": of, "attributed": True, "amount": amount / minor, "share": amount / total if total else None,
            "customers": int(row["customers"]), "deals": int(row["deals"]), "won_arr": int(row["won"]) / minor}


def statement(scope: Scope, start: date, end: date, by: By, minor: int) -> Select[Any]:
    """Grain: value of `by`. amount: its part of the bridge's expansion; won: what its deals said."""
    parts = _parts(scope, start, end, minor)
    got = case((parts.c.amount > 0, parts.c.customer_key))
    return select(
        parts.c[by].label("of"), cast(func.sum(parts.c.amount), BigInteger).label("amount"),
        func.count(got.distinct()).label("customers"), func.count().label("deals"),
        cast(func.sum(parts.c.won), BigInteger).label("won")).group_by(parts.c[by])


def remainder(scope: Scope, start: date, end: date, minor: int) -> Select[Any]:
    """One row: the bridge's expansion, what no deal explains of it, and over how many customers."""
    grown, deal = _grown(scope, start, end), _won(start, end, minor)
    sold = select(deal.c.customer_key, cast(func.sum(deal.c.amount), BigInteger).label("won")).group_by(
        deal.c.customer_key).subquery("sold")
    left = grown.c.grown - func.least(grown.c.grown, func.coalesce(sold.c.won, 0))
    return select(
        cast(func.sum(grown.c.grown), BigInteger).label("expansion"),
        cast(func.sum(left), BigInteger).label("unattributed"),
        func.sum(case((left > 0, 1), else_=0)).label("customers"),
    ).select_from(grown.outerjoin(sold, sold.c.customer_key == grown.c.unit_key))  # type: ignore[return-value]


def _grown(scope: Scope, start: date, end: date) -> Subquery:
    """Grain: customer that expanded. Columns unit_key, grown (minor units)."""
    asked = Scope(scope.as_of, "customer", scope.where, scope.viewer)
    moved = changed_units(asked, pairs(asked, start, end), None)
    return select(moved.c.unit_key, cast(moved.c.change, BigInteger).label("grown")).where(
        moved.c.change > 0).subquery("grown_unit")


def _won(start: date, end: date, minor: int) -> Subquery:
    deal = expansion_deals(minor)
    return select(*deal.c).where(deal.c.won, deal.c.closed_day > tables.day_number(start),
                                 deal.c.closed_day <= tables.day_number(end)).subquery("won_deal")


def _parts(scope: Scope, start: date, end: date, minor: int) -> Subquery:
    """Grain: deal won of a customer that expanded, or of one whose label lies in the filters on the deal's day."""
    grown, deal = _grown(scope, start, end), _won(start, end, minor)
    label, held, inside = borne(scope, deal.c.customer_key, deal.c.closed_day, "deal_label")
    order = (deal.c.closed_day, dialects.rising(deal.c.opportunity_id))
    upto = cast(func.sum(deal.c.amount).over(partition_by=deal.c.customer_key, order_by=order), BigInteger)
    whole = cast(func.sum(deal.c.amount).over(partition_by=deal.c.customer_key), BigInteger)
    more = func.coalesce(grown.c.grown, 0)
    laid = select(
        deal.c.customer_key, deal.c.source, deal.c.seller, deal.c.amount.label("won"), more.label("grown"),
        upto.label("upto"), (upto - deal.c.amount).label("before"),
        case((whole > more, whole), (more > 0, more), else_=1).label("scale"),
    ).select_from(deal.join(label, held).outerjoin(grown, grown.c.unit_key == deal.c.customer_key)).where(
        or_(grown.c.unit_key.is_not(None), inside)).subquery("laid")
    amount = dialects.Formula(f"({PART.format(n='upto')} - {PART.format(n='before')})")
    kept = (laid.c.customer_key, laid.c.source, laid.c.seller, laid.c.won)
    return select(*kept, amount.label("amount")).subquery("part")
