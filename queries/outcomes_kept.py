"""Retention by what was known of customers' outcomes twelve months before. Association, never cause.

Landmark design: the base is who was active on d0, by what was known of its goals on d0; what became of it is ARR on d.
Counted at any time, reaching a goal would look good merely because who left had less time for it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
from sqlalchemy import Double, Select, and_, case, cast, func, literal, select

from data.warehouse import Warehouse
from queries import tables
from queries.access import WHOLE, answers
from queries.dimensions import build_info, check, dimensions
from queries.drivers import drivers
from queries.lpm import newcombe, wilson
from queries.measures.needs import absent
from queries.measures.population import population
from queries.outcome_rows import standings
from queries.outcomes_experience import ratio
from queries.runner import run
from queries.scope import Scope

GROUPS = ("reached", "missed", "open", "none")
"""reached or missed in the 365 days up to d0, agreed and undecided on d0, nothing agreed."""
CONDITION = "outcome_reached"
COLUMNS = ("known_then", "customers", "kept", "retention", "low", "high", "arr_base", "grr", "grr_low", "grr_high",
           "nrr", "nrr_low", "nrr_high", "reason")
ENDLESS = float("inf")


@answers(WHOLE)
def kept(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """Grain: what was known on d0 (GROUPS), all four.

    Columns: known_then; customers (of the base), kept, retention (logos) with Wilson's interval; arr_base, grr and nrr
    with the delta method's; reason: missing_table, nobody. attrs: d0; undated (customers of whom nobody can tell by
    when, left out); difference with Newcombe's interval difference_low, difference_high: retention of reached less
    that of none; adjusted, adjusted_low, adjusted_high, p_adjusted: of the drivers' comparison of customers with an
    outcome ever reached by d0 against the rest with one agreed, like for like (null where it has none). Raises
    UnknownFilter.
    """
    check(scope, dimensions(warehouse))
    asked, missing = replace(scope, unit="customer"), absent(warehouse, ("outcome",))
    rows_of = [] if missing else run(warehouse, statement(asked)).to_dict("records")
    found = {str(row["known_then"]): row for row in rows_of}
    minor = build_info(warehouse).minor
    rows = [_row(name, found.get(name), "missing_table" if missing else "nobody", minor) for name in GROUPS]
    made = pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
    made.attrs = {"missing": tuple(missing), "d0": tables.year_before(scope.as_of),
                  "undated": int(found["undated"]["n"]) if "undated" in found else 0,
                  **_plain(rows), **_like_for_like(warehouse, asked)}
    return made


def statement(scope: Scope) -> Select[Any]:
    """Grain: what was known on d0, "undated" too. Sums over the base, amounts in minor units as doubles."""
    base = population(scope, (scope.as_of,), opening=True)
    stands = standings(tables.year_before(scope.as_of), False)
    decided = stands.c.standing.in_(("reached", "missed", "undated"))
    missed = and_(stands.c.missed > 0, stands.c.reached == 0)
    known = case((stands.c.standing.is_(None), literal("none")), (missed, literal("missed")),
                 (decided, stands.c.standing), else_=literal("open"))
    arr0, arr = cast(base.c.arr0, Double), cast(base.c.arr, Double)
    capped = func.least(arr0, arr)
    sums = {"kept": case((base.c.arr > 0, 1), else_=0), "b": arr0, "bb": arr0 * arr0, "g": capped,
            "gg": capped * capped, "gb": capped * arr0, "a": arr, "aa": arr * arr, "ab": arr * arr0}
    return select(known.label("known_then"), func.count().label("n"),
                  *(func.sum(value).label(name) for name, value in sums.items())).select_from(
        base.outerjoin(stands, stands.c.customer_key == base.c.customer_key)).group_by(known)


def _row(name: str, found: dict[Any, Any] | None, reason: str, minor: int) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(COLUMNS) | {"known_then": name, "reason": reason}
    if found is None:
        return row | ({"customers": 0, "kept": 0} if reason == "nobody" else {})
    n, stayed = int(found["n"]), int(found["kept"])
    low, high = wilson(stayed, n)
    g, b, gg, gb, bb, a, aa, ab = (float(found[each]) for each in ("g", "b", "gg", "gb", "bb", "a", "aa", "ab"))
    grr, nrr = ratio(n, (g, b, gg, gb, bb), 0.0, 1.0), ratio(n, (a, b, aa, ab, bb), 0.0, ENDLESS)
    return row | {"customers": n, "kept": stayed, "retention": stayed / n, "low": low, "high": high,
                  "arr_base": float(found["b"]) / minor, "reason": None} | dict(
        zip(("grr", "grr_low", "grr_high", "nrr", "nrr_low", "nrr_high"), (*grr, *nrr), strict=True))


def _plain(rows: list[dict[str, Any]]) -> dict[str, float | None]:
    """Retention of those with an outcome reached less that of those with nothing agreed, as counted."""
    names = ("difference", "difference_low", "difference_high")
    sides = {str(row["known_then"]): row for row in rows}
    reached, none = sides["reached"], sides["none"]
    if not reached["customers"] or not none["customers"]:
        return dict.fromkeys(names)
    return dict(zip(names, newcombe(reached["kept"], reached["customers"], none["kept"], none["customers"]),
                    strict=True))


def _like_for_like(warehouse: Warehouse, scope: Scope) -> dict[str, float | None]:
    names = ("adjusted", "adjusted_low", "adjusted_high", "p_adjusted")
    found = drivers(warehouse, scope)
    row: dict[Any, Any] = next((each for each in found.to_dict("records") if each["condition"] == CONDITION), {})
    return {name: None if row.get(name) is None or pd.isna(row[name]) else float(row[name]) for name in names}
