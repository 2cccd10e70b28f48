"""Teams and CSMs: their book, their rates under the owner of twelve months before, and what their profiles let expect.

Definitions: Teams. Base, NRR, GRR and logo retention belong to who owned the unit on d0, so that a troubled account
handed over since is not the receiver's; customers and ARR belong to who owns it on d.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
from sqlalchemy import select

from data.warehouse import Warehouse
from queries import dialects, retention, tables
from queries.access import OPEN, WHOLE, answers, company_wide, grouped
from queries.dimensions import check, dimensions
from queries.metrics import FEW
from queries.runner import run
from queries.scope import Scope
from queries.teams_cells import OWNERS, PROFILE, open_to_all, statement
from queries.teams_chance import judged
from queries.teams_expected import Gap, gaps

TEAM, CSM = OWNERS
GAPS = tuple(f"{metric}_{name}" for metric in ("nrr", "grr") for name in (
    "expected", "difference", "difference_low", "difference_high", "error", "fallen"))
RATES = ("nrr", "nrr_low", "nrr_high", "grr", "grr_low", "grr_high", "logo_retention", "logo_low", "logo_high",
         "logos_base")
KEPT = ("logos", "arr", "logos_base", "arr_base", "grr", "grr_low", "grr_high", "nrr", "nrr_low", "nrr_high",
        "logo_retention", "logo_low", "logo_high", "logos_kept", "new", "reactivation", "expansion", "contraction",
        "churn")
"""Of queries.retention.kpis: not what is made of these, nor what is in paperwork, which is the renewals' question."""
MISSING = "no customer has an owner of this kind"
WHY = "rates of all other teams by profile: sums over at least 10 units, without a name"


@answers(grouped("logos", "logos_base"))
def teams(warehouse: Warehouse, scope: Scope, by: str = TEAM) -> pd.DataFrame:
    """Grain: owner (team_id, or csm_id by CSM; null: nobody's) that has units on d or had some on d0.

    Columns: the owner under the key's own name, KEPT as queries.retention.kpis has them, and for nrr and grr: _expected
    (Σ b·r over the owner's base ÷ Σ b, r the rate of the unit's profile among all others on d0; profile = segment ×
    plan × touch model × age, else segment × age, else segment, else the company, from 10 units on), _difference (rate −
    expected) with _difference_low, _difference_high (95 %, delta method: queries/teams_expected.py) and _error
    (standard error), _fallen (part of the base held against a coarser rate than its profile's), _shrunk (difference ×
    τ²/(τ² + se²)), _rank_low, _rank_high (best and worst place that the intervals leave), _p, _p_adjusted (Holm over
    all).
    Fractions. Null: rates and differences without a base or without others, errors under two units, and the last four
    for owners of fewer than 10 units, which are not ranked (`ranked`).
    The others are those inside the filters, filters on owners aside: a lead's teams are held against everybody's.
    attrs: comparisons, by_chance, tau_nrr, tau_grr (τ, a fraction), left_out (attributes of the profile that these data
    lack), missing (customer.<key>, assignment.<key> where nobody has such an owner: one row of nulls and the reason).
    Raises UnknownFilter; ValueError for another key.
    """
    if by not in OWNERS:
        raise ValueError(f"teams are by {' or '.join(OWNERS)}, not by {by}")
    known = dimensions(warehouse)
    check(scope, known)
    if by not in known:
        return _nothing(by)
    rates = retention.kpis(warehouse, scope, by)[[by, *KEPT]]
    held = _gaps(warehouse, scope, by, tuple(known))
    owners = [None if pd.isna(each) else str(each) for each in rates[by]]
    rates[by] = pd.Series(owners, rates.index, dtype=object)
    rows = [_figures(held.get(owner, {})) for owner in owners]
    made = judged(rates.join(pd.DataFrame(rows, columns=list(GAPS), index=rates.index).astype(float)), by)
    made.attrs |= {"left_out": tuple(key for key in PROFILE[:3] if key not in known), "missing": ()}
    return made


@answers(WHOLE)
def company(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """One row: the rates of everybody's units inside the filters, those on owners and the permission aside: what teams
    are seen beside. Columns: nrr, grr, logo_retention with their intervals, logos_base. No amounts. All null for who
    sees a part where the others are fewer than 10 units: with one's own they would tell of a single one's. Raises
    UnknownFilter.
    """
    wide = open_to_all(scope)
    if wide == scope:
        return retention.kpis(warehouse, scope)[list(RATES)]
    with company_wide("the company's own rates: sums over at least 10 units of others, without a name"):
        found = retention.kpis(warehouse, wide)[list(RATES)]
    if not scope.viewer.filters:
        return found
    own = retention.kpis(warehouse, replace(wide, viewer=scope.viewer))
    others = int(found.logos_base.iloc[0]) - int(own.logos_base.iloc[0])
    return found if others >= FEW else found.assign(**dict.fromkeys(RATES))


@answers(OPEN)
def leads(warehouse: Warehouse) -> dict[str, str]:
    """Who leads each team, by its id; a team without a lead is not in it. Source: team."""
    team = tables.mart("stg_team", "team_id", "lead", schema="staging")
    found = run(warehouse, select(team.c.team_id, team.c.lead).where(team.c.lead.is_not(None)).order_by(
        dialects.rising(team.c.team_id)))
    return {str(row.team_id): str(row.lead) for row in found.itertuples() if str(row.lead).strip()}


@answers(OPEN)
def names(warehouse: Warehouse) -> dict[str, str]:
    """What each team is called, by its id: the company's own words, which tell of no customer. Source: team."""
    team = tables.mart("stg_team", "team_id", "name", schema="staging")
    found = run(warehouse, select(team.c.team_id, team.c.name).where(team.c.name.is_not(None)).order_by(
        dialects.rising(team.c.team_id)))
    return {str(row.team_id): str(row.name) for row in found.itertuples() if str(row.name).strip()}


def _gaps(warehouse: Warehouse, scope: Scope, by: str, known: tuple[str, ...]) -> dict[str | None, dict[str, Gap]]:
    """Every owner's gaps. One statement where the question is everybody's anyway, else a second one for the others."""
    own, wide = run(warehouse, statement(scope, by, known)), open_to_all(scope)
    if wide == scope:
        return gaps(own, own)
    with company_wide(WHY):
        every = run(warehouse, statement(wide, by, known))
    return gaps(own, every, least=1 if scope.viewer.whole else FEW)


def _figures(held: dict[str, Gap]) -> tuple[Any, ...]:
    """Of both metrics, in the order of GAPS."""
    found = [held.get(metric, Gap()) for metric in ("nrr", "grr")]
    return tuple(value for gap in found for value in (
        gap.expected, gap.difference, gap.low, gap.high, gap.error, gap.fallen))


def _nothing(by: str) -> pd.DataFrame:
    names = [f"{metric}_{name}" for metric in ("nrr", "grr")
             for name in ("shrunk", "rank_low", "rank_high", "p", "p_adjusted")]
    columns = (by, "arr", "arr_base", "logos", "logos_base", "nrr", "nrr_low", "nrr_high", "grr", "grr_low", "grr_high",
               "logo_retention", "logo_low", "logo_high", *GAPS, *names)
    made = pd.DataFrame([{**dict.fromkeys(columns), "ranked": False, "reason": MISSING}])
    made.attrs = {"comparisons": 0, "by_chance": 0.0, "tau_nrr": None, "tau_grr": None, "left_out": (),
                  "missing": (f"customer.{by}", f"assignment.{by}")}
    return made
