"""What became of what was sold: fit, and retention twelve months after the sale, by seller, source or discount.

Grain of the rows behind: customer (survivor) with a new deal that was won, its first one. It starts on the later of
the deal's day and its first active day, and counts once twelve months have passed by d, whether or not it stayed.
Filters by the label on the start. No league table: few customers each, and nobody chooses whom they are given.
"""

from __future__ import annotations

import math
from typing import Any, Literal

import pandas as pd
from sqlalchemy import (
    ColumnElement,
    Double,
    Select,
    Subquery,
    and_,
    case,
    cast,
    exists,
    func,
    or_,
    select,
)

from data.warehouse import Warehouse
from queries import dialects, tables
from queries.access import answers, grouped
from queries.dimensions import build_info, check, dimensions
from queries.lpm import wilson
from queries.measures.needs import absent
from queries.measures.sales import deals, fits
from queries.metrics import Z95
from queries.pairs import is_in, label_keys
from queries.runner import run
from queries.scope import Scope, conditions

By = Literal["seller", "source", "discount"]
BANDS = ("none", "to10", "to20", "over20")
"""Of the discount given: none, up to 10 %, up to 20 %, more."""
COLUMNS = ("of", "customers", "kept", "retention", "low", "high", "arr", "grr", "grr_low", "grr_high", "fit_known",
           "fit_good", "fit_share", "discount", "handed", "handoff_share")
NEEDS: dict[By, tuple[str, ...]] = {"seller": ("opportunity",), "source": ("opportunity",),
                                    "discount": ("opportunity.discount",)}


@answers(grouped())
def sold(warehouse: Warehouse, scope: Scope, by: By) -> pd.DataFrame:
    """Grain: who sold (`seller`), where from (`source`), or the band of discount; the most customers first, bands in
    order.

    Columns: of; customers (won twelve months ago or more), kept (with ARR twelve months later), retention with Wilson's
    interval low, high; arr (at the start), grr with the delta method's interval; fit_good ÷ fit_known =
    fit_share (fit on the day of the sale); discount (mean), handed ÷ customers = handoff_share.
    attrs["missing"]: the tables that would answer. Raises UnknownFilter; ValueError for another `by`.
    """
    if by not in NEEDS:
        raise ValueError(f"unknown split {by!r}; known: {', '.join(NEEDS)}")
    check(scope, dimensions(warehouse))
    missing = absent(warehouse, NEEDS[by])
    if missing:
        found = pd.DataFrame(columns=list(COLUMNS))
        found.attrs = {"missing": tuple(missing)}
        return found
    minor = build_info(warehouse).minor
    rows = [_row(row, minor) for row in run(warehouse, statement(scope, by)).to_dict("records")]
    rows.sort(key=lambda row: (BANDS.index(row["of"]) if by == "discount" else -row["customers"], str(row["of"])))
    made = pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
    made.attrs = {"missing": ()}
    return made


def _row(row: dict[Any, Any], minor: int) -> dict[str, Any]:
    n, kept, known = (int(row[name]) for name in ("customers", "kept", "fit_known"))
    low, high = wilson(kept, n)
    rate, least, most = ratio(n, *(float(row[name]) for name in ("capped", "arr", "cc", "ca", "aa")))
    return {"of": row["of"], "customers": n, "kept": kept, "retention": kept / n, "low": low, "high": high,
            "arr": float(row["arr"]) / minor, "grr": rate, "grr_low": least, "grr_high": most, "fit_known": known,
            "fit_good": int(row["fit_good"]), "fit_share": int(row["fit_good"]) / known if known else None,
            "discount": float(row["discount"]), "handed": int(row["handed"]), "handoff_share": int(row["handed"]) / n}


def ratio(n: int, top: float, base: float, tt: float, tb: float, bb: float) -> tuple[float | None, ...]:
    """Σ top ÷ Σ base with its 95 % interval by the delta method, within 0 and 1; null for fewer than two units."""
    if not base:
        return None, None, None
    rate = top / base
    if n < 2:
        return rate, None, None
    reach = Z95 * math.sqrt(max(n / (n - 1) * (tt - 2 * rate * tb + rate**2 * bb), 0.0)) / base
    return rate, max(0.0, rate - reach), min(1.0, rate + reach)


def statement(scope: Scope, by: By) -> Select[Any]:
    """Grain: value of `by`. Counts, and the sums that rates and their intervals need."""
    sale = _twelve_months(scope)
    band = case((func.coalesce(sale.c.discount, 0) <= 0, BANDS[0]), (sale.c.discount <= 0.1, BANDS[1]),
                (sale.c.discount <= 0.2, BANDS[2]), else_=BANDS[3])
    of = {"seller": sale.c.sold_by, "source": sale.c.source_function, "discount": band}[by].label("of")
    capped, arr = cast(func.least(sale.c.arr0, sale.c.arr), Double), cast(sale.c.arr0, Double)
    handed = and_(sale.c.handoff_complete, func.coalesce(sale.c.handoff_on, sale.c.closed_on) <= scope.as_of)
    sums: dict[str, ColumnElement[Any]] = {
        "kept": case((sale.c.arr > 0, 1), else_=0), "capped": capped, "arr": arr, "cc": capped * capped,
        "ca": capped * arr, "aa": arr * arr, "fit_known": case((sale.c.fit.is_not(None), 1), else_=0),
        "fit_good": case((sale.c.fit == "good", 1), else_=0), "handed": case((handed, 1), else_=0)}
    return select(of, func.count().label("customers"), *(func.sum(each).label(name) for name, each in sums.items()),
                  func.avg(func.coalesce(sale.c.discount, 0)).label("discount")).group_by(of)


def _twelve_months(scope: Scope) -> Subquery:
    """Grain: customer whose twelve months are over by d. arr0 and arr: on the start and twelve months later."""
    day, change, label = tables.day_number(scope.as_of), tables.change("customer"), tables.labels(
        label_keys(scope, None)).alias("sold_label")
    sale = _first(day)
    start = sale.c.start_day
    later = dialects.day_number(dialects.months_later(dialects.date_of(start), 12)).label("later_day")
    timed = select(*sale.c, later).subquery("timed")
    born = and_(label.c.customer_key == timed.c.customer_key, label.c.from_day <= timed.c.start_day,
                or_(label.c.to_day.is_(None), label.c.to_day > timed.c.start_day))
    where: list[ColumnElement[bool]] = [timed.c.later_day <= day, is_in(label, scope), *_lines(scope, timed)]
    arr0 = func.sum(case((change.c.day <= timed.c.start_day, change.c.delta), else_=0))
    arr = func.sum(case((change.c.day <= timed.c.later_day, change.c.delta), else_=0))
    return select(*timed.c, arr0.label("arr0"), arr.label("arr")).select_from(
        timed.join(label, born).join(change, change.c.unit_key == timed.c.customer_key)
    ).where(*where).group_by(*timed.c).having(arr0 > 0).subquery("sale")


def _lines(scope: Scope, timed: Subquery) -> list[ColumnElement[bool]]:
    if not scope.line_filters:
        return []
    line = tables.line().alias("sold_line")
    return [exists().where(line.c.customer_key == timed.c.customer_key, line.c.from_day <= timed.c.start_day,
                           *conditions(scope.line_filters, lambda key: line.c[key]))]


def _first(day: int) -> Subquery:
    """Grain: customer with a new deal won by the day, its first one."""
    deal, fit = deals("closed_on", "sold_by", "source_function", "discount", "handoff_on", "handoff_complete"), fits()
    unit = tables.unit_table("customer")
    place = func.row_number().over(partition_by=deal.c.customer_key,
                                   order_by=(deal.c.closed_day, dialects.rising(deal.c.opportunity_id))).label("place")
    ranked = select(*deal.c, fit.c.fit, func.greatest(deal.c.closed_day, unit.c.first_day).label("start_day"),
                    place).select_from(
        deal.join(unit, unit.c.owner_key == deal.c.customer_key)
        .outerjoin(fit, fit.c.opportunity_id == deal.c.opportunity_id)).where(
        deal.c.closed_day <= day).subquery("first_deal")
    return select(*(each for each in ranked.c if each.name != "place")).where(ranked.c.place == 1).subquery("one_deal")
