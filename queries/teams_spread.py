"""How far the CSMs of a team are apart, and how maturity and GRR go together over teams: is it the team, or the person?

Both are associations. With few CSMs of few customers each, shares lie apart by chance alone: `p` says how probable at
least this much is when the customers of all CSMs of the team have the same chance.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
from sqlalchemy import Integer, and_, case, cast, func, select

from data.maturity.model import Rules
from data.warehouse import Warehouse
from queries import dialects, tables
from queries.access import answers, grouped
from queries.dimensions import check, dimensions
from queries.lpm import holm, wilson
from queries.maturity import figures
from queries.maturity_levels import NOTHING, judge
from queries.maturity_trend import over_customers
from queries.measures.needs import absent
from queries.measures.population import health, population, sunday_of
from queries.metrics import FEW
from queries.runner import run
from queries.scope import Scope
from queries.teams_cells import OWNERS

TEAM, CSM = OWNERS
SPREAD = ("team_id", "csm_id", "known", "covered", "share", "low", "high")
SPANS = ("team_id", "csms", "customers", "low", "high", "range", "p", "p_adjusted")
LEVELS = ("team_id", "level", "told")


@answers(grouped("known"))
def spread(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """Coverage (contacted within the promised rhythm, last Sunday) by who owns the customer on d. Grain: team × CSM.

    Columns: known (customers whose contacts can be told), covered, share with Wilson's 95 % interval. Only owned ones.
    attrs: missing. Raises UnknownFilter.
    """
    having = dimensions(warehouse)
    check(scope, having)
    lacking = (*(f"customer.{key}" for key in OWNERS if key not in having), *sorted(absent(warehouse, ("touch",))))
    if lacking:
        made = pd.DataFrame(columns=list(SPREAD))
        made.attrs = {"missing": lacking}
        return made
    rows, told = population(scope, (scope.as_of,), OWNERS), health("coverage")
    team, csm = (rows.c[tables.attribute(key)] for key in OWNERS)
    joined = rows.join(told, and_(told.c.customer_key == rows.c.customer_key, told.c.week_day == sunday_of(rows)))
    counts = [cast(func.sum(case((each, 1), else_=0)), Integer).label(name) for name, each in (
        ("known", told.c.coverage.is_not(None)), ("covered", told.c.coverage))]
    found = run(warehouse, select(team.label(TEAM), csm.label(CSM), *counts).select_from(joined).where(
        team.is_not(None), csm.is_not(None)).group_by(team, csm).order_by(dialects.rising(team), dialects.rising(csm)))
    found = found[found.known.astype(int) > 0].reset_index(drop=True)
    made = shares(found, "covered", "known")
    made.attrs = {"missing": ()}
    return made


def shares(found: pd.DataFrame, top: str, bottom: str) -> pd.DataFrame:
    """With share = top ÷ bottom and Wilson's 95 % interval low, high; null over nothing. Pure."""
    rows = [(part / of, *wilson(part, of)) if of else (None, None, None)
            for part, of in zip(found[top].astype(int), found[bottom].astype(int), strict=True)]
    made = found.join(pd.DataFrame(rows, columns=["share", "low", "high"], index=found.index).astype(float))
    made.attrs = found.attrs
    return made


def spans(found: pd.DataFrame) -> pd.DataFrame:
    """From `spread`: the teams in which at least two CSMs have at least 10 customers each, the widest range first.

    Columns: csms, customers, low and high (the least and the largest share), range, p (χ² over the CSMs), p_adjusted
    (Holm over the teams). Where everybody or nobody is covered nothing is apart: p 1. Pure.
    """
    sure = found[found.known.astype(int) >= FEW] if len(found) else found
    rows = []
    for team, part in sure.groupby(TEAM, sort=True):
        if len(part) >= 2:
            rows.append((team, len(part), int(part.known.sum()), part.share.min(), part.share.max(),
                         part.share.max() - part.share.min(), alike(part.covered.tolist(), part.known.tolist())))
    made = pd.DataFrame(rows, columns=list(SPANS[:-1]))
    made["p_adjusted"] = holm(made.p.tolist())
    return made.sort_values("range", ascending=False, kind="stable", ignore_index=True)


def alike(kept: list[int], known: list[int]) -> float:
    """How probable shares at least as far apart are by chance, when all have the same: Pearson's χ²."""
    top, n = np.asarray(kept, dtype=float), np.asarray(known, dtype=float)
    share = top.sum() / n.sum()
    if share in (0.0, 1.0):
        return 1.0
    return beyond(float(((top - n * share) ** 2 / (n * share * (1 - share))).sum()), len(n) - 1)


def beyond(chi2: float, freedom: int) -> float:
    """The probability of a larger χ² with so many degrees of freedom: the closed form of whole numbers."""
    half, odd = chi2 / 2, freedom % 2
    first = math.erfc(math.sqrt(half)) if odd else 0.0
    terms = (half ** (k + odd / 2) / math.gamma(k + 1 + odd / 2) for k in range((freedom - odd) // 2))
    return min(first + math.exp(-half) * float(sum(terms)), 1.0)


@answers(grouped())
def levels(warehouse: Warehouse, scope: Scope, rules: Rules) -> pd.DataFrame:
    """Grain: team. level: the mean of its levels by evidence over its customers of today (1-5, only the cells that can
    be told apart by customers; null where none is told), told: over how many cells. Raises UnknownFilter.
    """
    if TEAM not in dimensions(warehouse):
        return pd.DataFrame(columns=list(LEVELS))
    places = over_customers(rules)
    asked = tuple(dict.fromkeys(each.key(rules.rule(*place).function) for place in places
                                for level in rules.rule(*place).levels[:3] for each in level))
    scope = replace(scope, unit="customer")
    found = figures(warehouse, scope, rules, (scope.as_of,), TEAM, asked)
    made = []
    for team in sorted({cell for cell, _, _ in found if cell is not None}):
        known = [each for each in (judge(rules.rule(*place), lambda key, team=team: found.get(  # type: ignore[misc]
            (team, key, scope.as_of), NOTHING)).level for place in places) if each is not None]
        made.append((team, float(np.mean(known)) if known else None, len(known)))
    return pd.DataFrame(made, columns=list(LEVELS)).astype({"level": float})


def together(first: list[float], second: list[float]) -> tuple[float | None, float | None, float | None]:
    """Spearman's rank correlation with its 95 % interval (Fisher, variance 1.06/(n − 3)); null for fewer than five
    teams, or where one side never differs. Pure.
    """
    a, b = (pd.Series(each).rank().to_numpy() for each in (first, second))
    if len(a) < 5 or np.ptp(a) == 0 or np.ptp(b) == 0:
        return None, None, None
    r = float(np.corrcoef(a, b)[0, 1])
    middle, reach = math.atanh(max(min(r, 1 - 1e-9), -1 + 1e-9)), 1.96 * math.sqrt(1.06 / (len(a) - 3))
    return r, math.tanh(middle - reach), math.tanh(middle + reach)
