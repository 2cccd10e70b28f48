"""A forest of teams as HTML: GRR and NRR with their intervals, and how far GRR is from what was to be expected. Pure.

The marks stand in the cells of a table's rows, placed in per cent, so that names, numbers and marks stay in line at any
width; on phones the same rows fold. Nothing is ranked without its interval: rows of fewer than 10 are grey and hollow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from components.cards import SHAPES
from components.tables import SEPARATOR, link

Tone = Literal["ink", "good", "bad"]


@dataclass(frozen=True)
class Mark:
    """One figure: null is drawn as nothing, its words say why. `tone`: good or bad only beyond chance."""

    value: float | None
    low: float | None
    high: float | None
    words: str
    tone: Tone = "ink"


@dataclass(frozen=True)
class Line:
    """One team. `few`: grey and hollow. `chosen`: the one that the title speaks of. `total`: all
    together, under a rule.
    """

    name: str
    href: str
    lead: str
    n: str
    base: str
    grr: Mark
    nrr: Mark
    gap: Mark
    few: bool = False
    chosen: bool = False
    total: bool = False


@dataclass(frozen=True)
class Axis:
    """One column's scale: its ends, its ticks with their words, the line that all are read against, its words, and
    `short`: the metric's name, which phones show in every row.
    """

    low: float
    high: float
    ticks: Sequence[tuple[float, str]]
    against: float | None
    words: str
    short: str = ""

    def place(self, value: float) -> float:
        """Where a value stands, in per cent of the column; what lies beyond an end stands at it."""
        return 100 * (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)


@dataclass(frozen=True)
class Heads:
    """The words above the columns that hold no marks, and what the whole is called."""

    team: str
    lead: str
    n: str
    base: str
    caption: str


def team_forest(lines: Sequence[Line], grr: Axis, nrr: Axis, gap: Axis, heads: Heads) -> str:
    """The rows in their order, with a head and the axes' ticks beneath."""
    rows = "".join(_row(line, grr, nrr, gap) for line in lines)
    look = "" if any(line.lead for line in lines) else " t-tf-nolead"
    return (f'<div class="t-tf{look}" role="table" aria-label="{escape(heads.caption)}">{_head(grr, nrr, gap, heads)}'
            f'{rows}{_ticks(grr, nrr, gap)}</div>')


def _head(grr: Axis, nrr: Axis, gap: Axis, heads: Heads) -> str:
    cells = "".join(f'<span class="t-tf-{name}" role="columnheader">{escape(words)}</span>' for name, words in (
        ("name", heads.team), ("lead", heads.lead), ("n", heads.n), ("base", heads.base)))
    return (f'<div class="t-tf-row t-tf-head" role="row">{cells}{_above("grr", grr)}{_above("nrr", nrr)}'
            f'<span class="t-tf-gap t-tf-above" role="columnheader"><em>{escape(gap.words)}</em></span></div>')


def _above(name: str, axis: Axis) -> str:
    """A column's words above the line that it is read against, to that side of it on which there is room."""
    at = axis.place(axis.against) if axis.against is not None else 50.0
    side = "left" if at < 30 else "right" if at > 70 else "middle"
    return (f'<span class="t-tf-{name} t-tf-above t-tf-{side}" role="columnheader">'
            f'<b style="left:{at:.1f}%">{escape(axis.words)}</b></span><span class="t-tf-{name}v"></span>')


def _row(line: Line, grr: Axis, nrr: Axis, gap: Axis) -> str:
    look = "".join(name for name, holds in ((" t-few", line.few), (" t-tf-chosen", line.chosen),
                                       (" t-tf-total", line.total)) if holds)
    name = f'{"○ " * line.few}{link(line.href, line.name)}'
    said = SEPARATOR.join(part for part in (f"n={line.n}", line.base, line.lead) if part)
    below = f"<small>{escape(said)}</small>"
    return (f'<div class="t-tf-row{look}" role="row"><span class="t-tf-name" role="rowheader">{name}{below}</span>'
            f'<span class="t-tf-lead" role="cell">{escape(line.lead)}</span>'
            f'<span class="t-tf-n" role="cell">{escape(line.n)}</span>'
            f'<span class="t-tf-base" role="cell">{escape(line.base)}</span>'
            f'{_strip("grr", line.grr, grr, line.few)}{_value("grr", line.grr, grr)}'
            f'{_strip("nrr", line.nrr, nrr, line.few)}{_value("nrr", line.nrr, nrr)}'
            f'{_bar(line.gap, gap, line.few)}</div>')


def _value(name: str, mark: Mark, axis: Axis) -> str:
    shape = "" if mark.tone == "ink" else f"{SHAPES[mark.tone]} "
    short = f'<small class="t-tf-short">{escape(axis.short)}</small>'
    return f'<span class="t-tf-{name}v t-{mark.tone}" role="cell">{short}{shape}{escape(mark.words)}</span>'


def _rules(axis: Axis) -> str:
    grid = "".join(f'<i class="t-tf-rule" style="left:{axis.place(at):.1f}%"></i>' for at, _ in axis.ticks)
    against = "" if axis.against is None else f'<i class="t-tf-line" style="left:{axis.place(axis.against):.1f}%"></i>'
    return grid + against


def _strip(name: str, mark: Mark, axis: Axis, few: bool) -> str:
    return (f'<span class="t-tf-{name} t-tf-strip" aria-hidden="true">{_rules(axis)}{_whisker(mark, axis)}'
            f'{_dot(mark, axis, few)}</span>')


def _whisker(mark: Mark, axis: Axis) -> str:
    if mark.low is None or mark.high is None:
        return ""
    left, right = axis.place(mark.low), axis.place(mark.high)
    return f'<i class="t-tf-span t-tf-{mark.tone}" style="left:{left:.1f}%;width:{max(right - left, 0.3):.1f}%"></i>'


def _dot(mark: Mark, axis: Axis, few: bool) -> str:
    if mark.value is None:
        return ""
    look = "t-tf-hollow" if few else f"t-tf-{mark.tone}"
    return f'<i class="t-tf-dot {look}" style="left:{axis.place(mark.value):.1f}%"></i>'


def _bar(mark: Mark, axis: Axis, few: bool) -> str:
    """The difference as a bar from zero, its interval as a line over it, its words on the far side of zero."""
    words = f'{"" if mark.tone == "ink" else f"{SHAPES[mark.tone]} "}{escape(mark.words)}'
    said = f'<em class="t-{mark.tone}">{words}</em>'
    if mark.value is None:
        return f'<span class="t-tf-gap" role="cell"><span class="t-tf-strip">{_rules(axis)}</span>{said}</span>'
    left, right = sorted((axis.place(0), axis.place(mark.value)))
    bar = (f'<i class="t-tf-bar{" t-tf-hollow" * few} t-tf-{mark.tone}" style="left:{left:.1f}%;'
           f'width:{max(right - left, 0.4):.1f}%"></i>')
    return (f'<span class="t-tf-gap" role="cell"><span class="t-tf-strip" aria-hidden="true">{_rules(axis)}{bar}'
            f'{_whisker(mark, axis)}</span>{said}</span>')


def _ticks(grr: Axis, nrr: Axis, gap: Axis) -> str:
    cells = "".join(f'<span class="t-tf-{name} t-tf-ticks"><span class="t-tf-strip">{_labels(axis)}</span></span>'
                    f'<small class="t-tf-{name}v t-tf-short">{escape(axis.short)}</small>'
                    for name, axis in (("grr", grr), ("nrr", nrr), ("gap", gap)))
    return f'<div class="t-tf-row t-tf-foot" aria-hidden="true">{cells}</div>'


def _labels(axis: Axis) -> str:
    return "".join(f'<u style="left:{axis.place(at):.1f}%">{escape(words)}</u>' for at, words in axis.ticks)
