"""maturity: levels by the written rules from the evidence counted row by row, quarter by quarter and team by team."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from data.maturity import reading
from data.maturity.model import CAPABILITIES, FUNCTIONS, Rules
from queries import maturity, maturity_todo, maturity_trend, retention, teams_spread
from queries.oracle import maturity as evidence
from queries.oracle import maturity_levels as second
from queries.oracle.retention import retention as rates_of
from queries.reconcile.asked import Asked, Way
from queries.reconcile.pair import Pair
from queries.reconcile.ways.common import keyed, label
from queries.reconcile.ways.maturity_evidence import Evidence

PLACES = [(function, capability) for function in FUNCTIONS for capability in CAPABILITIES]
RATES = ("grr", "nrr")
Cells = dict[date, dict[tuple[str, str], tuple[int | None, int | None]]]


def pairs(asked: Asked) -> Iterator[Pair]:
    """With the claims that were loaded; what the board was told since is no part of the data."""
    rules, days = reading.read(), tuple(second.quarter_days(asked.as_of))
    found = Evidence(asked, rules, days)
    for row in maturity.told(asked.warehouse, asked.scope, rules).to_dict("records"):
        one, said = found.figure(row["measure"], row["on"]), asked.said(measure=row["measure"], on=row["on"])
        yield Pair("maturity.evidence", said, row["value"], one.shown)
        yield Pair("maturity.evidence", f"{said} counts", int(label(row["reason"]) is None),
                   int(one.counts is not None), "exact")
    cells: Cells = {day: {place: _climbed(found, rules, place, day) for place in PLACES} for day in days}
    yield from _celled(asked, rules, cells)
    yield from _holes(asked, rules, found, cells[asked.as_of])
    yield from _teams(asked, rules, found)


def _climbed(found: Evidence, rules: Rules, place: tuple[str, str], day: date,
             team: str | None = None) -> tuple[int | None, int | None]:
    return second.climbed(rules.rule(*place), lambda key: found.figure(key, day, team))


def _claims(asked: Asked, rules: Rules) -> dict[tuple[str, str, str], int]:
    if asked.scope.narrowed:
        return {}
    words = {word: function for function, said in rules.words for word in said}
    return second.claimed(asked.tables.get("assessment", []), words, CAPABILITIES, asked.as_of)


def _celled(asked: Asked, rules: Rules, cells: Cells) -> Iterator[Pair]:
    """Every cell of every quarter, the company's stage, and both means."""
    claims = _claims(asked, rules)
    found = maturity.cells(asked.warehouse, asked.scope, rules)
    ours = keyed(found, "on", "function", "capability")
    rates = retention.trend(asked.warehouse, asked.scope, tuple(cells))
    trend = keyed(maturity_trend.trend(found, rates), "on")
    for day, levels in cells.items():
        said = {place: claims.get((*place, second.quarter(day))) for place in PLACES}
        stage = second.stage_of({place: level for place, (level, _) in levels.items()}, rules)
        yield Pair("maturity.stage", asked.said(on=day), label(trend[day]["stage"]), stage, "text")
        yield Pair("maturity.stage", asked.said(on=day, of="claims"), label(trend[day]["stage_claimed"]),
                   second.stage_of(said, rules), "text")
        for place, (level, _) in levels.items():
            row, words, claim = ours[day, *place], asked.said(on=day, cell=" ".join(place)), said[place]
            yield Pair("maturity.evidenced", words, label(row["evidenced"]), level, "exact")
            yield Pair("maturity.claimed", words, label(row["claimed"]), claim, "exact")
            above = claim is not None and level is not None and claim > level
            yield Pair("maturity.contradicted", words, int(row["contradicted"]), int(above), "exact")
        both = [(claim, level) for place, claim in said.items()
                if claim is not None and (level := levels[place][0]) is not None]
        told = [level for level, _ in levels.values() if level is not None] if not claims else [
            level for _, level in both]
        yield Pair("maturity.claimed", asked.said(on=day, of="mean"), trend[day]["claimed"],
                   _mean([claim for claim, _ in both]))
        yield Pair("maturity.evidenced", asked.said(on=day, of="mean"), trend[day]["evidenced"], _mean(told))


def _mean(levels: list[int]) -> float | None:
    return sum(levels) / len(levels) if levels else None


def _holes(asked: Asked, rules: Rules, found: Evidence, levels: Any) -> Iterator[Pair]:
    """What the next level lacks most, in points: the gap times the part that is missing."""
    day, claims = asked.as_of, _claims(asked, rules)
    newest = maturity.cells(asked.warehouse, asked.scope, rules, quarters=1)
    todo = maturity_todo.todo(newest, maturity.conditions(asked.warehouse, asked.scope, rules))
    ours = keyed(todo, "function", "capability")
    for place, (level, stops) in levels.items():
        hole = second.hole(rules.rule(*place), stops, lambda key: found.figure(key, day))
        claim = claims.get((*place, second.quarter(day)))
        gap = None if level is None or hole is None else max(1, (claim or 0) - level)
        row, said = ours.get(place, {}), asked.said(cell=" ".join(place))
        yield Pair("maturity.gap", said, row.get("points"), None if gap is None or hole is None else gap * hole[1])
        yield Pair("maturity.gap", f"{said} of=gap", row.get("gap"), gap, "exact")


def _by_customers(rules: Rules) -> list[tuple[str, str]]:
    """The cells that can tell teams apart."""
    return [place for place in PLACES if all(
        each.measure in evidence.NEEDS and each.measure not in (*evidence.OF_COMPANY, "voice_known")
        for level in rules.rule(*place).levels[:3] for each in level)]


def _teams(asked: Asked, rules: Rules, found: Evidence) -> Iterator[Pair]:
    """Each team's stage and mean level over its own customers; the rates of the teams of a stage together."""
    if "team_id" not in asked.dimensions:
        return
    places, day = _by_customers(rules), asked.as_of
    ours = keyed(maturity_trend.teams(asked.warehouse, asked.scope, rules), "team_id")
    levels = keyed(teams_spread.levels(asked.warehouse, asked.scope, rules), "team_id")
    stages: dict[str, str | None] = {}
    for team in (name for name in ours if name is not None):
        own = [_climbed(found, rules, place, day, team)[0] for place in places]
        stages[team] = second.team_stage(own, rules)
        yield Pair("maturity.team_stage", asked.said(team=team), label(ours[team]["stage"]), stages[team], "text")
        if team in levels:
            told = [level for level in own if level is not None]
            yield Pair("maturity.team_level", asked.said(team=team), levels[team]["level"], _mean(told))
    yield from _rates(asked, rules, ours, stages)


def _rates(asked: Asked, rules: Rules, ours: Any, stages: dict[str, str | None]) -> Iterator[Pair]:
    sums: dict[str, dict[str, Any]] = defaultdict(lambda: defaultdict(int))
    for row in rates_of(asked.company, asked.as_of, where=asked.where, by="team_id"):
        team = row["team_id"]
        for key in RATES:
            yield Pair(f"maturity.team_{key}", asked.said(team=team), ours.get(team, {}).get(key), row[key])
            stage = stages.get(team)
            if stage and row[key] is not None:
                sums[stage][key] += row[key] * row["arr_base"]
                sums[stage][f"{key}_base"] += row["arr_base"]
    staged = keyed(maturity_trend.by_stage(asked.warehouse, asked.scope, rules), "stage")
    for stage, row in staged.items():
        own = sums[stage]
        for key in RATES:
            yield Pair(f"maturity.stage_{key}", asked.said(stage=stage), label(row[key]),
                       own[key] / own[f"{key}_base"] if own[f"{key}_base"] else None)


WAY = Way("maturity", "the evidence counted row by row as known on each day (bands as the build kept them), the rules"
          " climbed level by level", pairs)
