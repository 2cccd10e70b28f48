"""The CSMs of each team as dots on one scale that fits them, the team's range beside: HTML. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from components.charts.base import nice_step


@dataclass(frozen=True)
class Team:
    """One row: the shares of its CSMs (fractions) with what a pointer is told of each, and the range in words.

    `beyond`: the range is more than chance.
    """

    name: str
    dots: Sequence[tuple[float, str]]
    words: str
    beyond: bool = False


def ticks_of(teams: Sequence[Team]) -> list[float]:
    """Round shares from under the least dot to over the largest, inside 0 and 100 %, at least 10 points apart in all.

    Errors: ValueError without a dot.
    """
    shares = [share for team in teams for share, _ in team.dots]
    low, high = max(min(shares) - 0.01, 0.0), min(max(shares) + 0.01, 1.0)
    low = min(low, high - 0.1) if high >= 0.1 else 0.0
    step = nice_step(max(high - low, 0.1), 6)
    first, last = math.floor(low / step + 1e-9), math.ceil(max(high, low + 0.1) / step - 1e-9)
    return [at * step for at in range(first, last + 1)]


def team_spread(teams: Sequence[Team], ticks: Sequence[tuple[float, str]], alt: str) -> str:
    """The teams in their order, from the first tick to the last. `ticks`: shares with their words."""
    low, reach = ticks[0][0], ticks[-1][0] - ticks[0][0]
    places = [100 * (at - low) / reach for at, _ in ticks]
    rules = "".join(f'<i class="t-tf-rule" style="left:{at:.1f}%"></i>' for at in places)
    rows = "".join(_row(team, rules, low, reach) for team in teams)
    labels = "".join(f'<u style="left:{at:.1f}%">{escape(words)}</u>' for at, (_, words) in zip(
        places, ticks, strict=True))
    return (f'<div class="t-sp" role="img" aria-label="{escape(alt)}">{rows}<div class="t-sp-row t-tf-foot">'
            f'<span></span><span class="t-tf-strip t-tf-ticks">{labels}</span><span></span></div></div>')


def _row(team: Team, rules: str, low: float, reach: float) -> str:
    places = [100 * min(max((share - low) / reach, 0), 1) for share, _ in team.dots]
    tone = "bad" if team.beyond else "ink"
    band = f'<i class="t-sp-range" style="left:{min(places):.1f}%;width:{max(places) - min(places):.1f}%"></i>'
    dots = "".join(f'<i class="t-tf-dot t-tf-{tone}" style="left:{at:.1f}%" title="{escape(says)}"></i>'
                   for at, (_, says) in zip(places, team.dots, strict=True))
    return (f'<div class="t-sp-row"><span class="t-sp-name t-{tone}">{escape(team.name)}</span>'
            f'<span class="t-tf-strip">{rules}{band}{dots}</span>'
            f'<span class="t-sp-words t-{tone}">{escape(team.words)}</span></div>')
