"""Expansion by the size of companies, and whether the rule of who sells to which size was kept.

Size is by the employees of today (customer.employees): their history is not in the contract. Expansion is the bridge's
over the twelve months up to the date, filters by the label on its first day; deals of kind upsell or cross_sell that
closed in them, filters by the label on the day a deal began.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import BigInteger, Double, Select, case, cast, func, select

from data.selling.reading import Size
from data.warehouse import Warehouse
from queries import tables
from queries.access import answers, grouped
from queries.bridge import line_transfers
from queries.dimensions import build_info, check, dimensions
from queries.expansion_deals import bands, borne, employees, expansion_deals
from queries.functions_sold import ratio
from queries.lpm import wilson
from queries.measures.needs import absent
from queries.metrics import Z95
from queries.pairs import is_in, label_keys, pairs
from queries.runner import run
from queries.scope import Scope

COLUMNS = ("of", "from_employees", "to_employees", "customers", "arr_base", "amount", "growth", "growth_low",
           "growth_high", "won", "declined", "win_rate", "win_low", "win_high", "judged", "by_rule", "kept_share",
           "kept_low", "kept_high", "rule", "broken_by")


@answers(grouped())
def sizes(warehouse: Warehouse, scope: Scope, rules: tuple[Size, ...]) -> pd.DataFrame:
    """Grain: size, smallest first; last, customers whose employees are not known (of null), where they are in the base
    or a deal with one closed.

    Columns: of (the size's place, from 0), from_employees, to_employees (null: no end), customers and arr_base twelve
    months earlier, amount (the bridge's expansion: the rows add up to it) and growth = amount ÷ arr_base with the delta
    method's interval; won, declined, win_rate (Wilson); judged (won deals that say which function led them), by_rule
    (of these, by one that the rule names), kept_share (Wilson), rule (functions), broken_by (function outside the rule
    with the most won deals). Deals are null without `opportunity`. attrs: missing. Raises UnknownFilter; ValueError
    without rules.
    """
    if not rules:
        raise ValueError("there are no size rules to compare with")
    check(scope, dimensions(warehouse))
    missing = tuple(sorted(absent(warehouse, ("customer.employees", "opportunity"))))
    if "customer.employees" in missing:
        made = pd.DataFrame(columns=list(COLUMNS), dtype=object)
        made.attrs = {"missing": missing}
        return made
    minor, up_to = build_info(warehouse).minor, tuple(rule.up_to for rule in rules)
    grown = {_key(row["size"]): row for row in run(warehouse, grown_statement(scope, up_to)).to_dict("records")}
    sold = run(warehouse, sold_statement(scope, up_to, minor)) if not missing else None
    sold_to_unknown = sold is not None and bool(sold["size"].isna().any())
    places = [*range(len(rules)), *([None] if None in grown or sold_to_unknown else [])]
    rows = [_row(place, rules, grown.get(place), sold, minor) for place in places]
    made = pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
    made.attrs = {"missing": missing}
    return made


def _key(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def _row(place: int | None, rules: tuple[Size, ...], grown: Any, sold: pd.DataFrame | None,
         minor: int) -> dict[str, Any]:
    made: dict[str, Any] = dict.fromkeys(COLUMNS)
    if place is not None:
        before = rules[place - 1].up_to if place else 0
        made |= {"of": place, "from_employees": (before or 0) + 1, "to_employees": rules[place].up_to,
                 "rule": ", ".join(rules[place].functions)}
    made |= _grown(grown, minor)
    if sold is not None:
        same = sold["size"].isna() if place is None else sold["size"] == place
        made |= _sold(sold[same], rules[place].functions if place is not None else None)
    return made


def _grown(row: Any, minor: int) -> dict[str, Any]:
    if row is None:
        return {"customers": 0, "arr_base": 0.0, "amount": 0.0}
    n, amount, base = int(row["customers"]), float(row["amount"]), float(row["arr_base"])
    rate, low, high = uncapped(n, amount, base, float(row["tt"]), float(row["tb"]), float(row["bb"]))
    return {"customers": n, "arr_base": base / minor, "amount": amount / minor, "growth": rate,
            "growth_low": low, "growth_high": high}


def uncapped(n: int, top: float, base: float, tt: float, tb: float, bb: float) -> tuple[float | None, ...]:
    """As `functions_sold.ratio`, for a ratio that may be more than 1."""
    rate, low, _ = ratio(n, top, base, tt, tb, bb)
    if rate is None or low is None:
        return rate, None, None
    reach = Z95 * float(max(n / (n - 1) * (tt - 2 * rate * tb + rate**2 * bb), 0.0)) ** 0.5 / base
    return rate, low, rate + reach


def _sold(part: pd.DataFrame, rule: tuple[str, ...] | None) -> dict[str, Any]:
    won, lost = int(part.won.sum()), int(part.lost.sum())
    low, high = wilson(won, won + lost) if won + lost else (None, None)
    made = {"won": won, "declined": lost, "win_rate": won / (won + lost) if won + lost else None, "win_low": low,
            "win_high": high}
    if rule is None:
        return made
    said = part[part.source.notna()]
    judged, outside = int(said.won.sum()), said[~said.source.isin(rule) & (said.won > 0)]
    kept = judged - int(outside.won.sum())
    least, most = wilson(kept, judged) if judged else (None, None)
    worst = outside.sort_values(["won", "source"], ascending=[False, True], kind="stable")
    return made | {"judged": judged, "by_rule": kept, "kept_share": kept / judged if judged else None,
                   "kept_low": least, "kept_high": most, "broken_by": str(worst.source.iloc[0]) if len(worst) else None}


def grown_statement(scope: Scope, up_to: tuple[int | None, ...]) -> Select[Any]:
    """Grain: size. The base, its expansion as the bridge counts it, and the sums that the interval needs."""
    asked = Scope(scope.as_of, "customer", scope.where, scope.viewer)
    pair, held = pairs(asked, tables.year_before(scope.as_of), scope.as_of), employees()
    label = tables.labels(label_keys(asked, None)).alias("size_label")
    out, into = line_transfers(pair)
    stayed = pair.c.arr + out - into
    gain = case((stayed > pair.c.arr0, stayed - pair.c.arr0), else_=0)
    size = bands(held.c.employees, up_to).label("size")
    given = select(size, pair.c.arr0.label("base"), gain.label("gain")).select_from(
        pair.join(label, label.c.label_id == pair.c.label0_id).outerjoin(
            held, held.c.customer_key == pair.c.unit_key)).where(pair.c.arr0 > 0, is_in(label, asked)).subquery("sized")
    top, base = cast(given.c.gain, Double), cast(given.c.base, Double)
    return select(
        given.c.size, func.count().label("customers"), cast(func.sum(given.c.base), BigInteger).label("arr_base"),
        cast(func.sum(given.c.gain), BigInteger).label("amount"), func.sum(top * top).label("tt"),
        func.sum(top * base).label("tb"), func.sum(base * base).label("bb")).group_by(given.c.size)


def sold_statement(scope: Scope, up_to: tuple[int | None, ...], minor: int) -> Select[Any]:
    """Grain: size × source function. Deals won and lost in the last twelve months."""
    deal, held, day = expansion_deals(minor), employees(), tables.day_number(scope.as_of)
    year = tables.day_number(tables.year_before(scope.as_of))
    label, borne_then, inside = borne(scope, deal.c.customer_key, deal.c.created_day, "deal_label")
    size = bands(held.c.employees, up_to).label("size")
    given = select(size, deal.c.source, case((deal.c.won, 1), else_=0).label("won")).select_from(
        deal.join(label, borne_then).outerjoin(held, held.c.customer_key == deal.c.customer_key)).where(
        deal.c.closed_day > year, deal.c.closed_day <= day, deal.c.won.is_not(None), inside).subquery("closed_deal")
    return select(given.c.size, given.c.source, func.sum(given.c.won).label("won"),
                  func.sum(1 - given.c.won).label("lost")).group_by(given.c.size, given.c.source)
