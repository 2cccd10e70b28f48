"""What followed a change of hands: customers whose CSM had changed, and accounts handed over between teams.

Landmark: whether the CSM changed is what was known on d0; who owned an account is compared between d0 and d. Both are
over the base of d0, and what happened is in (d0, d]. Neither says why.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pandas as pd
from sqlalchemy import BigInteger, ColumnElement, Double, Integer, Select, and_, case, cast, func, literal, or_, select

from data import measures
from data.warehouse import Warehouse
from queries import dialects, tables
from queries.access import answers, by_name, grouped
from queries.conditions import spells
from queries.dimensions import build_info, check, dimensions
from queries.facts import measure as formula
from queries.lpm import newcombe
from queries.measures.needs import absent
from queries.metrics import FEW, measure
from queries.pairs import is_in, label_keys, pairs
from queries.runner import run
from queries.scope import Scope
from queries.sides import named
from queries.teams_cells import OWNERS

TEAM = OWNERS[0]
CHANGED, UNCHANGED = "changed", "unchanged"
FOLLOWED = ("csm", "logos_base", "arr_base", "nrr", "nrr_low", "nrr_high", "grr", "grr_low", "grr_high",
            "logo_retention", "logo_low", "logo_high")
PAIRS = ("team_from", "team_to", "units", "arr0", "arr", "kept", "lost_units", "lost_arr", "grr")
NAMED = ("account", "account_id", "detail", "team_from", "team_to", "arr0", "arr", "change", "movement")
SOURCE = "assignment|attribute_history"


@answers(grouped("logos_base"))
def after_change(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """Customers whose CSM had changed in the 180 days up to d0 beside those whose had not. Grain: changed, unchanged.

    Columns: FOLLOWED, as queries.retention.kpis. Customers are counted whatever unit is asked for; who cannot be judged
    (never had a CSM, or the record is too short) is in neither. attrs: logo, grr (changed less unchanged: difference,
    low, high; null under 10 customers on a side), unknown (customers in neither), missing. Raises UnknownFilter.
    """
    check(scope, dimensions(warehouse))
    lacking = tuple(sorted(absent(warehouse, (SOURCE,))))
    if lacking:
        return _nothing(FOLLOWED, lacking)
    found = run(warehouse, _followed(replace(scope, unit="customer")))
    held = {None if pd.isna(row.holds) else bool(row.holds): at for at, row in enumerate(found.itertuples())}
    figures = measure(found.drop(columns="holds"), build_info(warehouse).minor)
    rows = [(name, *(figures[column].iloc[held[holds]] for column in FOLLOWED[1:]))
            for holds, name in ((True, CHANGED), (False, UNCHANGED)) if holds in held]
    made = pd.DataFrame(rows, columns=list(FOLLOWED))
    unknown = int(figures.logos_base.iloc[held[None]]) if None in held else 0
    made.attrs = {"missing": (), "unknown": unknown, "logo": _logos(made), "grr": _amounts(made)}
    return made


def _followed(scope: Scope) -> Select[Any]:
    """Grain: answer of the condition on d0 (null: cannot be judged). Columns: the base's additive measures."""
    start = tables.year_before(scope.as_of)
    pair, spell = pairs(scope, start, scope.as_of), spells()
    held = and_(spell.c.customer_key == pair.c.unit_key, spell.c.condition == literal("csm_change"),
                *tables.spans(spell, tables.day_number(start)))
    source, where = pair.outerjoin(spell, held), [pair.c.arr0 > 0]
    if label_keys(scope, None):
        label = tables.labels(label_keys(scope, None)).alias("label")
        source = source.join(label, label.c.label_id == pair.c.label0_id)
        where.append(is_in(label, scope))
    rows = select(spell.c.holds, *(formula(name, measures.BASE).label(name) for name in tables.MEASURES)).select_from(
        source).where(*where).subquery("followed")
    return select(rows.c.holds, *(cast(func.sum(rows.c[name]), Double()).label(name) for name in tables.MEASURES)
                  ).group_by(rows.c.holds)


def _logos(found: pd.DataFrame) -> dict[str, float | None]:
    """Newcombe's difference in logo retention."""
    if not _both(found):
        return dict.fromkeys(("difference", "low", "high"))
    (kept1, n1), (kept0, n0) = ((row.logo_retention * row.logos_base, row.logos_base) for row in found.itertuples())
    return dict(zip(("difference", "low", "high"), newcombe(round(kept1), n1, round(kept0), n0), strict=True))


def _amounts(found: pd.DataFrame) -> dict[str, float | None]:
    """The difference in GRR: of different units, so their errors add as squares. The lower halves: GRR ends at 1."""
    if not _both(found) or found.grr_low.isna().any():
        return dict.fromkeys(("difference", "low", "high"))
    changed, same = found.iloc[0], found.iloc[1]
    reach = math.hypot(changed.grr - changed.grr_low, same.grr - same.grr_low)
    gap = float(changed.grr - same.grr)
    return {"difference": gap, "low": gap - reach, "high": gap + reach}


def _both(found: pd.DataFrame) -> bool:
    return len(found) == 2 and bool((found.logos_base >= FEW).all())


@answers(grouped("units"))
def handed(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """Accounts of the base that another team owns on d than owned them on d0. Grain: giving × receiving team (null:
    nobody), the largest base first.

    Columns: units, arr0 (on d0), arr (on d), kept (min of both), lost_units and lost_arr (no ARR on d; their arr0),
    grr = kept ÷ arr0. All of it is in the giving team's rates, none in the receiving one's. Inside the filters on
    either day. attrs: missing. Raises UnknownFilter.
    """
    if TEAM not in dimensions(warehouse):
        return _nothing(PAIRS, (f"customer.{TEAM}",))
    check(scope, dimensions(warehouse))
    rows = _moved(scope)
    gone = case((rows.c.arr == 0, rows.c.arr0), else_=0)
    sums = {"arr0": rows.c.arr0, "arr": rows.c.arr, "kept": func.least(rows.c.arr0, rows.c.arr), "lost_arr": gone}
    found = run(warehouse, select(
        rows.c.team_from, rows.c.team_to, cast(func.count(), Integer).label("units"),
        cast(func.sum(case((rows.c.arr == 0, 1), else_=0)), Integer).label("lost_units"),
        *(cast(func.sum(amount), BigInteger).label(name) for name, amount in sums.items()),
    ).group_by(rows.c.team_from, rows.c.team_to).order_by(
        func.sum(rows.c.arr0).desc().nulls_last(), dialects.rising(rows.c.team_from),
        dialects.rising(rows.c.team_to)))
    return _money(warehouse, found.assign(grr=pd.to_numeric(found.kept) / pd.to_numeric(found.arr0)), PAIRS)


@answers(by_name("arr0", "arr", "change"))
def handed_accounts(warehouse: Warehouse, scope: Scope, limit: int | None = 200) -> pd.DataFrame:
    """The same accounts by name, the largest base first: account, account_id, detail, team_from, team_to, arr0, arr,
    change, movement (churn, contraction, expansion, unchanged). Names only of customers that the viewer may see on d.
    """
    if TEAM not in dimensions(warehouse):
        return _nothing(NAMED, (f"customer.{TEAM}",))
    check(scope, dimensions(warehouse))
    rows = _moved(scope)
    what = case((rows.c.arr == 0, "churn"), (rows.c.arr < rows.c.arr0, "contraction"),
                (rows.c.arr > rows.c.arr0, "expansion"), else_="unchanged")
    top = select(rows, (rows.c.arr - rows.c.arr0).label("change"), what.label("movement")).order_by(
        rows.c.arr0.desc().nulls_last(), rows.c.unit_key).limit(limit).cte("top")
    listed = named(top, scope).order_by(top.c.arr0.desc().nulls_last(), top.c.unit_key)
    return _money(warehouse, run(warehouse, listed), NAMED)


def _moved(scope: Scope) -> Any:
    """Grain: unit of the base under another team on d. Columns: unit_key, team_from, team_to, arr0, arr."""
    pair = pairs(scope, tables.year_before(scope.as_of), scope.as_of)
    keys = label_keys(scope, TEAM)
    before, now = tables.labels(keys).alias("before"), tables.labels(keys).alias("now")
    first, last = (label.c[tables.attribute(TEAM)] for label in (before, now))
    other: ColumnElement[bool] = func.coalesce(first, "") != func.coalesce(last, "")
    return select(
        pair.c.unit_key, first.label("team_from"), last.label("team_to"), pair.c.arr0, pair.c.arr,
    ).select_from(pair.join(before, before.c.label_id == pair.c.label0_id).join(
        now, now.c.label_id == pair.c.label_id)).where(
        pair.c.arr0 > 0, other, or_(is_in(before, scope), is_in(now, scope))).cte("moved")


def _money(warehouse: Warehouse, found: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    minor = build_info(warehouse).minor
    money = [name for name in columns if name in ("arr0", "arr", "kept", "lost_arr", "change")]
    teams = {name: pd.Series([None if pd.isna(each) else str(each) for each in found[name]], found.index, dtype=object)
             for name in ("team_from", "team_to")}
    made = found.assign(**teams, **{name: pd.to_numeric(found[name]) / minor for name in money})[list(columns)]
    made.attrs = {"missing": ()}
    return made


def _nothing(columns: tuple[str, ...], lacking: tuple[str, ...]) -> pd.DataFrame:
    made = pd.DataFrame(columns=list(columns))
    made.attrs = {"missing": lacking, "unknown": 0}
    return made
