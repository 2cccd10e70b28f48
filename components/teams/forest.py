"""The teams' rows as the forest draws them: order, scales, tones and words. Pure apart from the language."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from components import format as fmt
from components.charts.base import nice_step
from components.charts.team_forest import Axis, Heads, Line, Mark, Tone, team_forest
from components.i18n import t
from components.sentence import inside, short
from components.teams import words
from components.teams.words import Dimensions
from queries.teams import TEAM


def ordered(found: pd.DataFrame) -> pd.DataFrame:
    """By GRR the ranked ones; then those too few to rank; last what nobody owns. Who had nobody then is left out."""
    held = found[pd.to_numeric(found.logos_base, errors="coerce").fillna(0) > 0]
    place = [2 if row[TEAM] is None else 0 if row["ranked"] is True else 1 for row in held.to_dict("records")]
    return held.assign(place=place).sort_values(["place", "grr"], ascending=[True, False], kind="stable")


def draw(found: pd.DataFrame, company: Mapping[str, Any], leads: Mapping[str, str], dimensions: Dimensions,
         currency: str, href: Callable[[str], str], total: tuple[str, Mapping[str, Any]] | None = None,
         whose: str = "") -> str:
    """The forest; empty where no team had anybody. `total`: the words and figures of all together, the last line.
    `whose`: whose rates the teams are seen beside, where they are not the company's.
    """
    rows = ordered(found)
    if rows.empty:
        return ""
    off = words.beyond(found)
    far = str(off.iloc[0][TEAM]) if len(off) else None
    lines = [_line(row, company, leads, dimensions, currency, href, far) for row in rows.to_dict("records")]
    if total:
        lines.append(_total(*total, currency))
    sure = rows[rows.ranked.eq(True)]
    scaled = sure if len(sure) else rows
    whose = short(whose) or inside(t("teams.whole.company"))
    axes = [_axis(scaled, metric, company, whose) for metric in ("grr", "nrr")]
    heads = Heads(t("teams.column.team"), t("teams.column.lead"), t("table.n"), t("table.base_arr"),
                  words.forest_title(found))
    return team_forest(lines, axes[0], axes[1], _gap_axis(scaled), heads)


def _line(row: dict[Any, Any], company: Mapping[str, Any], leads: Mapping[str, str], dimensions: Dimensions,
          currency: str, href: Callable[[str], str], far: str | None) -> Line:
    team, few = row[TEAM], row["ranked"] is not True
    amount, n = words.amount(row["arr_base"], currency), words.count(row["logos_base"])
    return Line(
        words.name(dimensions, team), href(team) if team else "", leads.get(str(team), ""), n, amount,
        _rate(row, "grr", company, few), _rate(row, "nrr", company, few), _gap(row, few), few,
        far is not None and team == far)


def _total(name: str, row: Mapping[str, Any], currency: str) -> Line:
    """All together: no difference from what was to be expected, which is made of the others of each team."""
    grr, nrr = (Mark(_number(row[each]), _number(row[f"{each}_low"]), _number(row[f"{each}_high"]), fmt.rate(row[each]))
                for each in ("grr", "nrr"))
    return Line(name, "", "", words.count(row["logos_base"]), words.amount(row["arr_base"], currency), grr, nrr,
                Mark(None, None, None, ""), total=True)


def _rate(row: dict[Any, Any], metric: str, company: Mapping[str, Any], few: bool) -> Mark:
    """A rate with its interval: coloured where the company's lies outside it."""
    value, low, high = (_number(row[name]) for name in (metric, f"{metric}_low", f"{metric}_high"))
    whole = _number(company[metric])
    tone: Tone = "ink"
    if not few and None not in (low, high, whole) and low is not None and high is not None and whole is not None:
        tone = "good" if low > whole else "bad" if high < whole else "ink"
    return Mark(value, low, high, fmt.rate(value), tone)


def _gap(row: dict[Any, Any], few: bool) -> Mark:
    """The difference from what was to be expected: coloured where zero lies outside its interval."""
    value, low, high = (_number(row[name]) for name in (
        "grr_difference", "grr_difference_low", "grr_difference_high"))
    tone: Tone = "ink"
    if not few and low is not None and high is not None:
        tone = "good" if low > 0 else "bad" if high < 0 else "ink"
    said = fmt.points(value, unit=False)
    return Mark(value, low, high, said, tone)


def _number(value: Any) -> float | None:
    return None if value is None or not fmt.known(float(value)) else float(value)


def _axis(rows: pd.DataFrame, metric: str, company: Mapping[str, Any], whose: str) -> Axis:
    """From under the lowest interval to over the highest; GRR ends at 100 %."""
    whole = _number(company[metric])
    ends = _known([*rows[metric], *rows[f"{metric}_low"], *rows[f"{metric}_high"], whole])
    low, high = (min(ends), max(ends)) if ends else (0.0, 1.0)
    high = 1.0 if metric == "grr" else high
    step = nice_step(max(high - low, 0.05), 5)
    first = max(math.floor(low / step + 1e-9) * step, 0.0)
    last = 1.0 if metric == "grr" else math.ceil(high / step - 1e-9) * step
    last = max(last, first + step)
    ticks = [first + at * step for at in range(round((last - first) / step) + 1)]
    word = t(f"metric.{metric}.short")
    said = t(f"teams.axis.{metric}", name=whose, rate=fmt.rate(whole)) if whole is not None else word
    return Axis(first, last, [(tick, fmt.rate(tick, 0)) for tick in ticks], whole, said, word)


def _gap_axis(rows: pd.DataFrame) -> Axis:
    ends = _known([*rows.grr_difference, *rows.grr_difference_low, *rows.grr_difference_high])
    reach = max(*(abs(each) for each in ends), 0.02) * 1.02 if ends else 0.1
    step = nice_step(reach, 3)
    most = math.floor(reach / step + 1e-9) * step
    ticks = [-most, 0.0, most] if most else [0.0]
    return Axis(-reach, reach, [(each, fmt.points(each, 0, unit=False)) for each in ticks], 0.0, t("teams.axis.gap"))


def _known(values: Sequence[Any]) -> list[float]:
    return [number for number in map(_number, values) if number is not None]
