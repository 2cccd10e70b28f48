"""What customers got: CS = CO + CX. Of how many we know whether they reach what they wanted, and how they feel.

The first figure is how many we do not know. Customers are counted whatever unit a scope asks for; everything is as it
was known on the scope's date. Definitions: docs/definitions.md, Outcomes and experience.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
from sqlalchemy import BigInteger, Integer, Select, Text, cast, func, null, select

from data.warehouse import Warehouse
from queries import tables
from queries.access import WHOLE, answers, grouped
from queries.dimensions import build_info, check, dimensions
from queries.lpm import wilson
from queries.measures.needs import absent
from queries.measures.population import population
from queries.outcome_rows import BAD, CORNERS, GOOD, STANDINGS, STATES, around, told
from queries.runner import run
from queries.scope import LINE_KEYS, Scope

NEEDS = ("outcome", "survey")
KNOWN = (*GOOD, *BAD)
OPEN = ("on_track", "behind", "overdue", "untold")
GOALS = tuple(f"goals_{state}" for state in STATES)
SUMMARY = ("customers", "known", "unknown", "known_share", "known_low", "known_high", "reached", "missed", "open",
           "on_track", "behind", "overdue", "untold", "undated", "no_outcome", "heard", "arr", "arr_known", "goals",
           *GOALS, "reason")
MATRIX = ("co", "cx", "customers", "arr")


@answers(grouped("customers"))
def summary(warehouse: Warehouse, scope: Scope, by: str | None = None) -> pd.DataFrame:
    """Customers by what is known of their outcomes. Grain: one row, or a row a label of `by`, the most ARR first.

    Columns: the label under the key's own name; customers (active); known (reached, on track, behind or missed) and
    unknown, known_share (fraction) with Wilson's interval; each customer once, by its best-known goal: reached, missed,
    open = on_track + behind + overdue + untold, undated, no_outcome (nothing agreed); heard (answered a survey in 365
    days); arr and arr_known (a year, reporting currency); goals (that count) and goals_<state>. reason: missing_table
    (then all but customers and arr are null), nobody. attrs["missing"]: of outcome, survey those that hold nothing.
    Raises UnknownFilter; ValueError for a key of the lines.
    """
    check(scope, dimensions(warehouse), by)
    if by in LINE_KEYS:
        raise ValueError(f"outcomes are agreed with customers: they are not split by {by}, filter by it instead")
    missing = tuple(sorted(absent(warehouse, NEEDS)))
    cells, minor = _cells(warehouse, scope, by), build_info(warehouse).minor
    parts = [(None if pd.isna(label) else label, part) for label, part in cells.groupby("cell", dropna=False)] if by \
        else [(None, cells)]
    rows = [{**({by: label} if by else {}), **_row(part, missing, minor)} for label, part in parts]
    rows.sort(key=lambda row: -float(row["arr"]))
    made = pd.DataFrame(rows, columns=[*([by] if by else []), *SUMMARY], dtype=object)
    made.attrs = {"missing": missing}
    return made


def _cells(warehouse: Warehouse, scope: Scope, by: str | None) -> pd.DataFrame:
    asked = replace(scope, unit="customer")
    found = run(warehouse, statement(asked, scope.as_of >= build_info(warehouse).default_as_of, by))
    return found.astype({"cell": object})


def statement(scope: Scope, latest: bool, by: str | None = None) -> Select[Any]:
    """Grain: label × standing × feeling. Columns customers, arr (minor units), goals_<state>."""
    who = population(scope, (scope.as_of,), (by,) if by else ())
    source, standing, feeling = around(who, who.c.customer_key, scope.as_of, latest)
    stands, felt = told(standing, feeling)
    cell = who.c[tables.attribute(by)] if by else cast(null(), Text)
    goals = [cast(func.coalesce(func.sum(standing.c[state]), 0), Integer).label(f"goals_{state}") for state in STATES]
    return select(
        cell.label("cell"), stands.label("standing"), felt.label("felt"),
        cast(func.count(), Integer).label("customers"), cast(func.sum(who.c.arr), BigInteger).label("arr"), *goals,
    ).select_from(source).group_by(cell, stands, felt)


def _row(cells: pd.DataFrame, missing: tuple[str, ...], minor: int) -> dict[str, Any]:
    customers, arr = int(cells.customers.sum()), int(cells["arr"].sum()) / minor
    row: dict[str, Any] = dict.fromkeys(SUMMARY) | {"customers": customers, "arr": arr}
    heard = None if "survey" in missing else int(cells.customers[cells.felt != "unknown"].sum())
    if "outcome" in missing or not customers:
        return row | {"heard": heard, "reason": "nobody" if not customers else "missing_table"}
    stands = {name: int(cells.customers[cells.standing == name].sum()) for name in STANDINGS}
    known = sum(stands[name] for name in KNOWN)
    low, high = wilson(known, customers)
    goals = {name: int(cells[name].sum()) for name in GOALS}
    return row | {name: stands[name] for name in ("reached", "missed", "on_track", "behind", "overdue", "untold",
                                                  "undated")} | goals | {
        "known": known, "unknown": customers - known, "known_share": known / customers, "known_low": low,
        "known_high": high, "open": sum(stands[name] for name in OPEN), "no_outcome": stands["none"], "heard": heard,
        "arr_known": int(cells["arr"][cells.standing.isin(KNOWN)].sum()) / minor, "goals": sum(goals.values())}


@answers(WHOLE)
def matrix(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """CO × CX. Grain: co × cx, all nine: good (reached or on track; the latest answers good), poor, unknown.

    Columns: customers, arr. attrs["missing"]: as `summary`; without a table its side is unknown for everybody.
    """
    check(scope, dimensions(warehouse))
    cells, minor = _cells(warehouse, scope, None), build_info(warehouse).minor
    sides = cells.assign(co=[co_of(str(each)) for each in cells.standing], cx=cells.felt)
    rows = [{"co": co, "cx": cx, "customers": int(part.customers.sum()), "arr": int(part["arr"].sum()) / minor}
            for co in CORNERS for cx in CORNERS for part in [sides[(sides.co == co) & (sides.cx == cx)]]]
    made = pd.DataFrame(rows, columns=list(MATRIX))
    made.attrs = {"missing": tuple(sorted(absent(warehouse, NEEDS)))}
    return made


def co_of(standing: str) -> str:
    """The side of the matrix on which a standing is."""
    sides: Mapping[str, str] = {**dict.fromkeys(GOOD, "good"), **dict.fromkeys(BAD, "poor")}
    return sides.get(standing, "unknown")
