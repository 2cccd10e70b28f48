"""Product's breakdowns: each feature's use and whether it is one of value, and what became of what was asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
from sqlalchemy import Select, and_, case, func, select

from data.warehouse import Warehouse
from queries import dialects
from queries.access import WHOLE, answers, company_wide
from queries.dimensions import check, dimensions
from queries.features import features as feature_scores
from queries.lpm import newcombe, wilson
from queries.measures.known import YEAR, median, number, within
from queries.measures.needs import absent
from queries.measures.population import facts, population
from queries.measures.value import compared
from queries.metrics import FEW
from queries.runner import run
from queries.scope import Scope

FEATURES = ("feature", "using", "customers", "share", "low", "high", "depth", "n_with", "n_without", "retention_with",
            "retention_without", "difference", "difference_low", "difference_high", "is_value")
FEEDBACK = ("theme", "asked", "shipped", "shipped_low", "shipped_high", "told", "days_to_ship", "days_to_tell")


@answers(WHOLE)
def features(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """Grain: feature, as scored by Health, those used by the largest share first.

    Columns: using ÷ customers (of whom it is known) = share with Wilson's interval low, high; depth (mean feature
    score, 0-100); n_with, n_without, retention_with, retention_without, difference and its interval (Newcombe): logo
    retention of the whole company's base by use in the 4 weeks before d0; is_value: a value feature (null: unknown,
    fewer than 10 on a side; then not told to
    whoever sees a part of the company). attrs["missing"]: usage_week where no use is given.
    """
    asked = replace(scope, unit="customer")
    used = feature_scores(warehouse, asked)
    if used.attrs["missing"]:
        return _nothing(FEATURES, used.attrs["missing"])
    with company_wide("which features go with retention is told of everybody: one team's customers are too few"):
        found = run(warehouse, _sides(scope)).to_dict("records")
    sides = {str(row["feature"]): row for row in found if scope.viewer.whole or _many(row)}
    rows = []
    for row in used.itertuples():
        low, high = wilson(row.using, row.customers) if row.customers else (None, None)
        rows.append({"feature": row.feature, "using": row.using, "customers": row.customers,
                     "share": row.using / row.customers if row.customers else None, "low": low, "high": high,
                     "depth": row.mean, **_compared(sides.get(str(row.feature)))})
    made = pd.DataFrame(rows, columns=list(FEATURES), dtype=object).sort_values(
        "share", ascending=False, na_position="last", kind="stable", ignore_index=True)
    made.attrs = {"missing": ()}
    return made


def _sides(scope: Scope) -> Select[tuple[object, ...]]:
    return select(compared((scope.as_of,)))


def _many(row: dict[Any, Any]) -> bool:
    """Whether enough customers stand on either side that no single one can be told."""
    return min(int(row["n_with"]), int(row["n_without"])) >= FEW


def _compared(row: dict[str, int] | None) -> dict[str, object]:
    if row is None:
        return {}
    n1, kept1, n0, kept0 = (int(row[name]) for name in ("n_with", "kept_with", "n_without", "kept_without"))
    made: dict[str, object] = {"n_with": n1, "n_without": n0, "retention_with": kept1 / n1 if n1 else None,
                               "retention_without": kept0 / n0 if n0 else None}
    if min(n1, n0) < FEW:
        return made
    gap, low, high = newcombe(kept1, n1, kept0, n0)
    return made | {"difference": gap, "difference_low": low, "difference_high": high, "is_value": low > 0}


@answers(WHOLE)
def feedback(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """What customers active on d asked for in the last 365 days. Grain: theme, the most asked first.

    Columns: asked, shipped (of these, by d), with Wilson's interval of shipped ÷ asked, told (of these shipped, by d);
    days_to_ship, days_to_tell: medians of days from asking to shipping, and from shipping to telling, of those done.
    attrs["missing"]: feedback where it is not given. Raises UnknownFilter.
    """
    check(scope, dimensions(warehouse))
    if absent(warehouse, ("feedback",)):
        return _nothing(FEEDBACK, ("feedback",))
    found = run(warehouse, _themes(scope)).astype(object)
    found = found.where(found.notna(), None)
    ends = [wilson(int(row.shipped), int(row.asked)) for row in found.itertuples()]
    made = found.assign(shipped_low=[low for low, _ in ends], shipped_high=[high for _, high in ends])[list(FEEDBACK)]
    made.attrs = {"missing": ()}
    return made


def _themes(scope: Scope) -> Select[tuple[object, ...]]:
    who, wish = population(scope, (scope.as_of,)), facts("feedback", "theme", "submitted_on", "shipped_on", "told_on")
    asked, shipped, told = (number(wish.c[name]) for name in ("submitted_on", "shipped_on", "told_on"))
    is_shipped = shipped <= who.c.day
    is_told = and_(is_shipped, told <= who.c.day)
    return select(
        wish.c.theme, func.count().label("asked"), func.sum(case((is_shipped, 1), else_=0)).label("shipped"),
        func.sum(case((is_told, 1), else_=0)).label("told"),
        median(case((is_shipped, shipped - asked))).label("days_to_ship"),
        median(case((is_told, told - shipped))).label("days_to_tell"),
    ).select_from(who.join(wish, and_(wish.c.customer_key == who.c.customer_key, within(asked, who.c.day, YEAR)))
                  ).group_by(wish.c.theme).order_by(func.count().desc().nulls_last(), dialects.rising(wish.c.theme))


def _nothing(columns: tuple[str, ...], missing: tuple[str, ...]) -> pd.DataFrame:
    found = pd.DataFrame(columns=list(columns))
    found.attrs = {"missing": missing}
    return found
