"""What people said of renewals: the forecast in force, and what became of what was said 13, 8 and 4 weeks before."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import BigInteger, Integer, Select, and_, case, cast, func, select

from data.warehouse import Warehouse
from queries import dialects, tables
from queries.access import WHOLE, answers
from queries.dimensions import build_info
from queries.metrics import Z95
from queries.renewal_rows import NEAR_DAYS, given, known, nothing, refuse, sunday
from queries.runner import run
from queries.scope import Scope

CATEGORIES = ("commit", "best_case", "at_risk", "none")
AHEAD = (13, 8, 4)
CURRENT = ("category", "renewals", "arr_due", "said", "arr_expected", "past_share", "past_low", "past_high", "past_n")
HISTORY = ("weeks", "category", "renewals", "came", "share", "low", "high", "arr_due", "arr_renewed", "arr_share",
           "arr_expected", "open")
PAST = 8


@answers(WHOLE)
def current(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """The forecast said last of each undecided renewal that falls due within 90 days from the scope's date.

    Grain: category, `none` for renewals of which nothing has been said; all four always. Columns: CURRENT: arr_due,
    said (how many have an amount), arr_expected (Σ of those amounts; null where there is none), and of renewals that
    were called so 8 weeks before they fell due the share that came, with Wilson's interval and their number.
    Raises NotForRenewals, UnknownFilter; without renewals one row of nulls and the reason.
    """
    refuse(warehouse, scope)
    if not given(warehouse):
        return nothing(CURRENT)
    found = run(warehouse, _current(scope)).set_index("category").reindex(list(CATEGORIES))
    minor = build_info(warehouse).minor
    past = history(warehouse, scope)
    past = past[past.weeks == PAST].set_index("category").reindex(list(CATEGORIES))
    said = found.said.fillna(0).astype(int)
    made = pd.DataFrame({
        "renewals": found.renewals.fillna(0).astype(int), "arr_due": found.arr_due.fillna(0).astype(float) / minor,
        "said": said, "arr_expected": (found.arr_expected.astype(float) / minor).where(said > 0),
        "past_share": past.share, "past_low": past.low, "past_high": past.high,
        "past_n": past.renewals.fillna(0).astype(int)})
    return made.rename_axis("category").reset_index()[list(CURRENT)]


def _current(scope: Scope) -> Select[Any]:
    rows, week, today = known(scope), tables.renewal_week(), tables.day_number(scope.as_of)
    same = and_(week.c.renewal_key == rows.c.renewal_key,
                week.c.week_day == tables.day_number(sunday(scope.as_of)))
    category = func.coalesce(week.c.category, "none")
    return select(  # type: ignore[return-value]
        category.label("category"), func.count().label("renewals"),
        cast(func.sum(rows.c.arr_due), BigInteger).label("arr_due"), func.count(week.c.arr_expected).label("said"),
        cast(func.sum(week.c.arr_expected), BigInteger).label("arr_expected"),
    ).select_from(rows.outerjoin(week, same)).where(
        rows.c.outcome == "open", rows.c.due_day >= today, rows.c.due_day <= today + NEAR_DAYS).group_by(category)


@answers(WHOLE)
def history(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """What was said on the last Sunday at least 13, 8 and 4 weeks before the due day, against what came of it.

    Grain: weeks before × category, of renewals that were undecided on that Sunday and fell due by the scope's date; all
    categories always. Columns: HISTORY: renewals (decided by the scope's date), came (of those renewed), share = came /
    renewals with Wilson's 95 % interval, null over none; arr_due, arr_renewed and arr_expected over the same, arr_share
    = arr_renewed / arr_due; open: still undecided, in none of the others. Errors as `current`.
    """
    refuse(warehouse, scope)
    if not given(warehouse):
        return nothing(HISTORY)
    found = run(warehouse, _history(scope)).set_index(["weeks", "category"])
    index = pd.MultiIndex.from_product([AHEAD, CATEGORIES], names=["weeks", "category"])
    made, minor = found.astype(float).reindex(index).fillna(0), build_info(warehouse).minor
    counted = made.renewals.where(made.renewals > 0)
    low, high = wilson(made.came, counted)
    money = {name: made[name] / minor for name in ("arr_due", "arr_renewed", "arr_expected")}
    made = made.assign(share=made.came / counted, low=low, high=high, **money,
                       arr_share=made.arr_renewed / made.arr_due.where(made.arr_due > 0))
    whole = dict.fromkeys(("renewals", "came", "open"), int)
    return made.astype(whole).reset_index()[list(HISTORY)]


def _history(scope: Scope) -> Select[Any]:
    rows, week = known(scope), tables.renewal_week()
    ahead = func.floor(dialects.ratio(rows.c.due_day - week.c.week_day, 7))
    category, decided = func.coalesce(week.c.category, "none"), rows.c.outcome != "open"
    renewed = and_(decided, rows.c.outcome == "renewed")
    amounts = {"arr_due": rows.c.arr_due, "arr_renewed": rows.c.arr_renewed, "arr_expected": week.c.arr_expected}
    return select(  # type: ignore[return-value]
        cast(ahead, Integer).label("weeks"), category.label("category"),
        *(func.sum(case((flag, 1), else_=0)).label(name) for name, flag in (
            ("renewals", decided), ("came", renewed), ("open", ~decided))),
        *(cast(func.sum(case((decided, amount))), BigInteger).label(name) for name, amount in amounts.items()),
    ).select_from(rows.join(week, week.c.renewal_key == rows.c.renewal_key)).where(
        rows.c.due_day <= tables.day_number(scope.as_of), ahead.in_(AHEAD)).group_by(ahead, category)


def wilson(came: pd.Series, n: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Wilson's 95 % interval of came / n; null where n is."""
    share = came / n
    middle = share + Z95**2 / (2 * n)
    reach = Z95 * np.sqrt(share * (1 - share) / n + Z95**2 / (4 * n**2))
    return (((middle + sign * reach) / (1 + Z95**2 / n)).clip(0, 1) for sign in (-1, 1))  # type: ignore[return-value]


