"""The CSMs of each team as dots on one scale from 0 to 100 %, the team's range beside: HTML. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True)
class Team:
    """One row: the shares of its CSMs (fractions) with what a pointer is told of each, and the range in words.

    `beyond`: the range is more than chance.
    """

    name: str
    dots: Sequence[tuple[float, str]]
    words: str
    beyond: bool = False


def team_spread(teams: Sequence[Team], ticks: Sequence[str], alt: str) -> str:
    """The teams in their order. `ticks`: the words of 0, 25, 50, 75 and 100 %."""
    rules = "".join(f'<i class="t-tf-rule" style="left:{at}%"></i>' for at in (0, 25, 50, 75, 100))
    rows = "".join(_row(team, rules) for team in teams)
    labels = "".join(f'<u style="left:{at}%">{escape(words)}</u>' for at, words in zip(
        (0, 25, 50, 75, 100), ticks, strict=True))
    return (f'<div class="t-sp" role="img" aria-label="{escape(alt)}">{rows}<div class="t-sp-row t-tf-foot">'
            f'<span></span><span class="t-tf-strip t-tf-ticks">{labels}</span><span></span></div></div>')


def _row(team: Team, rules: str) -> str:
    places = [100 * min(max(share, 0), 1) for share, _ in team.dots]
    tone = "bad" if team.beyond else "ink"
    band = f'<i class="t-sp-range" style="left:{min(places):.1f}%;width:{max(places) - min(places):.1f}%"></i>'
    dots = "".join(f'<i class="t-tf-dot t-tf-{tone}" style="left:{at:.1f}%" title="{escape(says)}"></i>'
                   for at, (_, says) in zip(places, team.dots, strict=True))
    return (f'<div class="t-sp-row"><span class="t-sp-name t-{tone}">{escape(team.name)}</span>'
            f'<span class="t-tf-strip">{rules}{band}{dots}</span>'
            f'<span class="t-sp-words t-{tone}">{escape(team.words)}</span></div>')
