"""Maturity over time and across teams, beside retention; and what is missing from the next level. Over the cells."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from data.maturity.model import CAPABILITIES, FUNCTIONS, STAGES, Rules
from data.warehouse import Warehouse
from queries import retention
from queries.access import WHOLE, answers
from queries.dimensions import dimensions
from queries.facts import facts
from queries.maturity import Figures, figures
from queries.maturity_levels import NOTHING, judge, taking_part, team_stage
from queries.measures.evidence import FAMILIES
from queries.metrics import measure
from queries.scope import Scope

TREND = ("quarter", "on", "claimed", "evidenced", "both", "told", "assessed", "contradicted", "stage", "stage_claimed",
         "grr", "grr_low", "grr_high", "nrr")
TEAMS = ("team_id", "stage", "told", "units", "arr_base", "grr", "grr_low", "grr_high", "nrr", "nrr_low", "nrr_high")
STAGED = ("stage", "teams", "units", "arr_base", "grr", "grr_low", "grr_high", "nrr", "nrr_low", "nrr_high")
TEAM = "team_id"
Stages = tuple[tuple[str, str | None], ...]


def trend(cells: pd.DataFrame, rates: pd.DataFrame) -> pd.DataFrame:
    """Grain: quarter. claimed and evidenced: means over the `both` cells that have both (where nothing is claimed in
    any quarter, evidenced is over all that is told); told: cells with evidence,
    assessed: with a claim; contradicted: how many; the stages; GRR (with its interval) and NRR of the scope on that
    day, from `rates`, the frame of queries.retention.trend on the days of the quarters.
    """
    on = {pd.Timestamp(row["as_of"]).date(): row for row in rates.to_dict("records")}
    days = dict.fromkeys(cells["on"])
    alone = not cells.claimed.notna().any()
    made = [_of_quarter(cells[cells["on"] == day], on[day], alone) for day in days]
    return pd.DataFrame(made, columns=list(TREND))


def _of_quarter(rows: pd.DataFrame, rate: dict[Any, Any], alone: bool) -> tuple[Any, ...]:
    both = rows[rows.claimed.notna() & rows.evidenced.notna()]
    mean = [_mean(both.claimed), _mean((rows if alone else both).evidenced.dropna())]
    first = rows.iloc[0]
    return (first.quarter, first.on, *mean, len(both), int(rows.evidenced.notna().sum()),
            int(rows.claimed.notna().sum()), int(rows.contradicted.sum()), first.stage, first.stage_claimed,
            rate["grr"], rate["grr_low"], rate["grr_high"], rate["nrr"])


def _mean(levels: pd.Series) -> float | None:
    return float(levels.astype(float).mean()) if len(levels) else None


def over_customers(rules: Rules) -> tuple[tuple[str, str], ...]:
    """The cells whose evidence up to level 4 is counted over customers: only these tell teams apart."""
    return tuple((function, capability) for function in FUNCTIONS for capability in CAPABILITIES
                 if all(each.measure in FAMILIES and FAMILIES[each.measure].by_customer
                        for level in rules.rule(function, capability).levels[:3] for each in level))


@answers(WHOLE)
def teams(warehouse: Warehouse, scope: Scope, rules: Rules) -> pd.DataFrame:
    """Grain: team that has customers today or had some twelve months before; null: customers of none, without stage.

    stage: from the evidence over the team's own customers (of today), by the rule for teams; null where too little is
    told. Rates are those of the units that the team had twelve months before. attrs: missing (customer.team_id where
    no customer has a team), company (the same rates over all), comparisons.
    """
    if TEAM not in dimensions(warehouse):
        empty = pd.DataFrame(columns=list(TEAMS))
        empty.attrs = {"missing": ("customer.team_id",)}
        return empty
    places = over_customers(rules)
    asked = tuple(dict.fromkeys(each.key(rules.rule(*place).function) for place in places
                                for level in rules.rule(*place).levels[:3] for each in level))
    found = figures(warehouse, scope, rules, (scope.as_of,), TEAM, asked)
    rates = retention.kpis(warehouse, scope, TEAM).to_dict("records")
    made = []
    for row in rates:
        team = None if row[TEAM] is None or pd.isna(row[TEAM]) else str(row[TEAM])
        levels = [_level(rules, place, found, team, scope.as_of) for place in places]
        stage, told = team_stage(levels, rules)
        counted = (team, None if team is None else stage, told, row["logos_base"])
        made.append((*counted, *(row[name] for name in TEAMS[4:])))
    frame = pd.DataFrame(made, columns=list(TEAMS))
    frame.attrs = {"missing": (), "capabilities": len(places)}
    return frame


def _level(rules: Rules, place: tuple[str, str], found: Figures, team: str | None, day: date) -> int | None:
    return judge(rules.rule(*place), lambda key: found.get((team, key, day), NOTHING)).level


def stages_of(teams: pd.DataFrame) -> Stages:
    """Each team with its stage (null: too little is told), those of no team left out."""
    return tuple((str(row.team_id), row.stage) for row in teams.itertuples() if row.team_id is not None)


@answers(WHOLE)
def by_stage(warehouse: Warehouse, scope: Scope, rules: Rules, stages: Stages | None = None) -> pd.DataFrame:
    """Grain: stage, the lowest first. Rates pool the teams' parts: sums, then one division.

    stages: `stages_of(teams(...))`, asked for where it is not given. attrs: company (grr, nrr and their intervals over
    all units of the scope), missing as of `teams`.
    """
    whole = retention.kpis(warehouse, scope).iloc[0]
    made, known = pd.DataFrame(columns=list(STAGED)), TEAM in dimensions(warehouse)
    if known:
        held = dict(stages_of(teams(warehouse, scope, rules)) if stages is None else stages)
        parts = facts(warehouse, scope, (scope.as_of,), TEAM)
        parts["stage"] = [None if pd.isna(cell) else held.get(str(cell)) for cell in parts.cell]
        made = pd.DataFrame([_staged(name, parts, list(held.values()).count(name)) for name in STAGES],
                            columns=list(STAGED))
    made.attrs = {"company": {name: float(whole[name]) for name in STAGED[4:]},
                  "missing": () if known else ("customer.team_id",)}
    return made


def _staged(name: str, parts: pd.DataFrame, count: int) -> tuple[Any, ...]:
    rows = parts[parts.stage == name]
    if rows.empty:
        return (name, count, 0, None, *[None] * 6)
    sums = rows.drop(columns=["stage", "cell"]).groupby("as_of", as_index=False).sum()
    rate = measure(sums, 1).iloc[0]
    return (name, count, int(rate["logos_base"]), rate["arr_base"], *(rate[column] for column in STAGED[4:]))


LADDER = ("stage", "functions", "share", "level", "taking_part", "reached", "claimed")


def ladder(cells: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Grain: stage of the company, the lowest first, over the cells of one quarter.

    functions, share, level: its rule (null for the lowest, which needs nothing); taking_part: the functions that fulfil
    it by the evidence; reached, claimed: whether the company stands on it, by the evidence and by the claims.
    """
    levels = {(row.function, row.capability): None if pd.isna(row.evidenced) else int(row.evidenced)
              for row in cells.itertuples()}
    now, said = cells.iloc[0].stage, cells.iloc[0].stage_claimed
    made: list[tuple[Any, ...]] = [(STAGES[0], None, None, None, (), now == STAGES[0], said == STAGES[0])]
    made += [(each.key, each.functions, each.share, each.level, taking_part(levels, each.share, each.level),
              now == each.key, said == each.key) for each in rules.stages]
    return pd.DataFrame(made, columns=list(LADDER))


def together(found: pd.DataFrame) -> dict[str, float | int | None]:
    """How evidence and GRR went together over the quarters of `trend`: r, its 95 % interval (Fisher), n.

    Null below four quarters or where one of them never changed. Quarters share eleven of twelve months of GRR: the
    interval is too narrow, and says so little all the more.
    """
    rows = found[["evidenced", "grr"]].astype(float).dropna()
    n = len(rows)
    if n < 4 or rows.evidenced.nunique() < 2 or rows.grr.nunique() < 2:
        return {"r": None, "low": None, "high": None, "n": n}
    r = float(np.corrcoef(rows.evidenced, rows.grr)[0, 1])
    middle, reach = math.atanh(max(min(r, 1 - 1e-12), -1 + 1e-12)), 1.96 / math.sqrt(n - 3)
    return {"r": r, "low": math.tanh(middle - reach), "high": math.tanh(middle + reach), "n": n}


def difference(staged: pd.DataFrame) -> dict[str, Any]:
    """GRR of the highest stage that a team is on less that of the lowest, with its 95 % interval; null for one stage.

    The two are of different units, so their errors add as squares.
    """
    rows = staged[staged.grr.notna() & staged.grr_low.notna()]
    if len(rows) < 2:
        return {"low_stage": None, "high_stage": None, "difference": None, "low": None, "high": None}
    first, last = rows.iloc[0], rows.iloc[-1]
    reach = math.hypot(*((float(each.grr) - float(each.grr_low)) for each in (first, last)))
    gap = float(last.grr) - float(first.grr)
    return {"low_stage": first.stage, "high_stage": last.stage, "difference": gap, "low": gap - reach,
            "high": gap + reach}
