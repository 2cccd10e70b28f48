"""Partners: retention, time to value, health and what falls due, by partner and by tier."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
from sqlalchemy import Integer, Select, and_, case, cast, func, select

from data.warehouse import Warehouse
from queries import retention, tables
from queries.access import WHOLE, answers
from queries.dimensions import build_info, check, dimensions
from queries.facts import facts as cube_facts
from queries.health_rows import BANDS, rated
from queries.measures.known import QUARTER, YEAR, median, number, within
from queries.measures.needs import absent
from queries.measures.population import facts, population
from queries.metrics import measure
from queries.pairs import is_in
from queries.renewal_rows import undecided
from queries.runner import run
from queries.scope import Scope

KEY = "partner_id"
RATES = ("logos", "arr", "logos_base", "logo_retention", "logo_low", "logo_high", "arr_base", "grr", "grr_low",
         "grr_high", "nrr", "nrr_low", "nrr_high")
OWN = ("ttv_days", "ttv_n", "due", "arr_due", *BANDS)
PARTNERS = ("partner_id", "partner", "tier", *RATES, *OWN)
TIERS = ("tier", "partners", *RATES, "ttv_days", "ttv_n")


@answers(WHOLE)
def partners(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """Grain: partner with customers on d or twelve months before, the largest ARR first; last, those without (null).

    Columns: partner_id, partner (name), tier; the retention page's own figures by partner_id (queries.retention.kpis);
    ttv_days and ttv_n (median days to first value, of onboardings that reached it in the last 365 days); due and
    arr_due (renewals undecided that fall due in the next 90 days); green, yellow, red, unknown (customers by band).
    attrs["missing"]: customer.partner_id where nobody has one. Raises UnknownFilter.
    """
    asked = replace(scope, unit="customer")
    check(asked, dimensions(warehouse))
    if _without(warehouse):
        return _nothing(PARTNERS)
    found = retention.kpis(warehouse, asked, by=KEY)
    more = _by_partner(warehouse, asked)
    names = _names(warehouse)
    rows = [{**row, **{name: names.get(row[KEY], {}).get(name) for name in ("partner", "tier")},
             **more.get(row[KEY], {})} for row in _plain(found)]
    made = pd.DataFrame(rows, columns=list(PARTNERS), dtype=object)
    made = made.assign(last=made.partner_id.isna()).sort_values(
        ["last", "arr", "partner_id"], ascending=[True, False, True], ignore_index=True)
    made = made[list(PARTNERS)].where(made[list(PARTNERS)].notna(), None)
    made.attrs = {"missing": ()}
    return made


@answers(WHOLE)
def tiers(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """Grain: tier of partners (null: a partner without one; "direct": customers without a partner), most ARR first.

    Columns: tier, partners (with customers), and the figures of `partners` over all customers of the tier: parts are
    summed, then divided. attrs as there.
    """
    asked = replace(scope, unit="customer")
    check(asked, dimensions(warehouse))
    if _without(warehouse):
        return _nothing(TIERS)
    names, day = _names(warehouse), asked.as_of
    cells = retention.shape(cube_facts(warehouse, asked, (day,), KEY), None)
    tier = ["direct" if pd.isna(cell) else names.get(str(cell), {}).get("tier") for cell in cells.cell]
    held = cells.assign(tier=tier, partners=cells.cell.notna().astype(int))
    summed = held.groupby("tier", dropna=False, sort=False)[["partners", *tables.MEASURES]].sum().reset_index()
    figures = measure(summed, build_info(warehouse).minor)
    ttv = {row["tier"]: row for row in _plain(run(warehouse, _ttv_by_tier(asked)))}
    rows = [{"tier": row["tier"], "partners": int(row["partners"]), **rates, "ttv_days": got.get("ttv_days"),
             "ttv_n": got.get("ttv_n", 0)}
            for row, rates in zip(_plain(summed), _plain(figures), strict=True) for got in [ttv.get(row["tier"], {})]]
    made = pd.DataFrame(rows, columns=list(TIERS), dtype=object).sort_values(
        "arr", ascending=False, kind="stable", ignore_index=True)
    made.attrs = {"missing": ()}
    return made


def _without(warehouse: Warehouse) -> bool:
    return bool(absent(warehouse, ("customer.partner_id",))) or KEY not in dimensions(warehouse)


def _nothing(columns: tuple[str, ...]) -> pd.DataFrame:
    found = pd.DataFrame(columns=list(columns))
    found.attrs = {"missing": ("customer.partner_id",)}
    return found


def _plain(found: pd.DataFrame) -> list[dict[str, Any]]:
    whole = found.astype(object)
    return [{str(key): value for key, value in row.items()}
            for row in whole.where(whole.notna(), None).to_dict("records")]


def _names(warehouse: Warehouse) -> dict[str, dict[str, Any]]:
    partner = tables.mart("stg_partner", "partner_id", "name", "tier", schema="staging")
    found = run(warehouse, select(partner.c.partner_id, partner.c.name, partner.c.tier))
    return {str(row["partner_id"]): {"partner": row["name"], "tier": row["tier"]} for row in _plain(found)}


def _by_partner(warehouse: Warehouse, scope: Scope) -> dict[str | None, dict[str, Any]]:
    merged: dict[str | None, dict[str, Any]] = {}
    for statement in (_ttv(scope), _due(scope), _bands(scope)):
        for row in _plain(run(warehouse, statement)):
            merged.setdefault(row.pop(KEY), {}).update(row)
    minor = build_info(warehouse).minor
    for row in merged.values():
        row["arr_due"] = float(row["arr_due"]) / minor if row.get("arr_due") is not None else 0.0
    return {key: {"ttv_n": 0, "due": 0} | dict.fromkeys(BANDS, 0) | row for key, row in merged.items()}


def _ttv(scope: Scope) -> Select[Any]:
    who, way = population(scope, (scope.as_of,), (KEY,)), facts("onboarding", "started_on", "first_value_on")
    joined, taken = _reached(who, way)
    held = who.c[tables.attribute(KEY)]
    return select(held.label(KEY), median(taken).label("ttv_days"), func.count().label("ttv_n")).select_from(
        joined).group_by(held)


def _ttv_by_tier(scope: Scope) -> Select[Any]:
    who, way = population(scope, (scope.as_of,), (KEY,)), facts("onboarding", "started_on", "first_value_on")
    joined, taken = _reached(who, way)
    partner = tables.mart("stg_partner", "partner_id", "tier", schema="staging")
    held = who.c[tables.attribute(KEY)]
    tier = case((held.is_(None), "direct"), else_=partner.c.tier)
    return select(tier.label("tier"), median(taken).label("ttv_days"), func.count().label("ttv_n")).select_from(
        joined.outerjoin(partner, partner.c.partner_id == held)).group_by(tier)


def _reached(who: Any, way: Any) -> tuple[Any, Any]:
    value = number(way.c.first_value_on)
    return (who.join(way, and_(way.c.customer_key == who.c.customer_key, within(value, who.c.day, YEAR))),
            value - number(way.c.started_on))


def _due(scope: Scope) -> Select[Any]:
    who, renewal = population(scope, (scope.as_of,), (KEY,)), tables.renewal()
    held = who.c[tables.attribute(KEY)]
    waits = undecided(renewal, who.c.day)
    return select(held.label(KEY), func.count().label("due"), func.sum(renewal.c.arr_due).label("arr_due")).select_from(
        who.join(renewal, and_(renewal.c.customer_key == who.c.customer_key, waits, renewal.c.due_day >= who.c.day,
                               renewal.c.due_day < who.c.day + QUARTER))).group_by(held)


def _bands(scope: Scope) -> Select[Any]:
    rows, label = rated(scope, "banded"), tables.labels(
        dict.fromkeys([*(key for key, _ in scope.label_filters), KEY])).alias("band_label")
    held = label.c[tables.attribute(KEY)]
    return select(held.label(KEY), *(cast(func.sum(case((rows.c.band == band, 1), else_=0)), Integer).label(band)
                                     for band in BANDS)).select_from(
        rows.join(label, label.c.label_id == rows.c.label_id)).where(is_in(label, scope)).group_by(held)
