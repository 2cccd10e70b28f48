"""What happened on a day (a launch, a price change, an outage) as lettered lines on a chart's time axes. Pure.

A chart's axis says its days itself: an axis of type "date" by its range, one of periods by what `timed` puts into
`layout.meta`. A chart without either is left as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from components import format as fmt
from components.charts.base import Figure, note
from components.i18n import Language
from components.tokens import Mode, palette

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
HEAD = 1.6
"""Of its type, what is free above a chart that has one time axis: its letters stand there, clear of what is drawn."""
APART = 0.035
"""Of an axis' length: letters that stand closer are written together."""


@dataclass(frozen=True)
class Mark:
    """Something that happened on a day (a launch, a price change), drawn on a time axis."""

    day: date
    text: str


@dataclass(frozen=True)
class Axis:
    """One time axis: its name in the layout, its days, and where the first of them stands on it."""

    name: str
    days: tuple[date, ...]
    start: float | None = None
    """Null: the axis is one of dates."""

    def place(self, day: date) -> float | str | None:
        """Where a day stands on the axis; null where it lies outside."""
        if not self.days or not self.days[0] <= day <= self.days[-1]:
            return None
        if self.start is None:
            return day.isoformat()
        after = next(at for at, each in enumerate(self.days) if each >= day)
        if not after:
            return self.start
        before = self.days[after - 1]
        return self.start + after - 1 + (day - before).days / (self.days[after] - before).days

    def share(self, day: date) -> float:
        """How far along the axis a day stands, from 0 to 1."""
        return (day - self.days[0]).days / max((self.days[-1] - self.days[0]).days, 1)


def timed(figure: Figure, days: Sequence[date], start: float = 0.0) -> Figure:
    """A chart over periods that says the day of each position of its axis, one apart, the first at `start`."""
    meta = {"days": [day.isoformat() for day in days], "start": start}
    return {**figure, "layout": {**figure["layout"], "meta": meta}}


def over(figure: Figure) -> tuple[Axis, ...]:
    """The time axes of a chart, in the order of their names."""
    shape = figure["layout"]
    if "days" in (shape.get("meta") or {}):
        days = tuple(date.fromisoformat(each) for each in shape["meta"]["days"])
        return (Axis("x", days, shape["meta"]["start"]),)
    found = [(f"x{key.removeprefix('xaxis')}", each["range"]) for key, each in sorted(shape.items())
             if key.startswith("xaxis") and each.get("range") and each.get("type") == "date"]
    return tuple(Axis(name, tuple(date.fromisoformat(str(end)[:10]) for end in ends)) for name, ends in found)


def lettered(figure: Figure, marks: Sequence[Mark]) -> tuple[tuple[str, Mark], ...]:
    """The marks that lie on any of a chart's time axes, by day, each with its letter (A … Z, then AA …)."""
    axes = over(figure)
    within = sorted({mark for mark in marks if any(axis.place(mark.day) is not None for axis in axes)},
                    key=lambda mark: (mark.day, mark.text))
    return tuple((_letter(at), mark) for at, mark in enumerate(within))


def marked(figure: Figure, told: Sequence[tuple[str, Mark]], mode: Mode, language: Language) -> Figure:
    """The chart with a thin line and its letter on each day; the figure that was given stays as it was."""
    colours, shape = palette(mode), figure["layout"]
    lines, letters = list(shape.get("shapes") or ()), list(shape.get("annotations") or ())
    size = shape["font"]["size"]
    look = {"color": colours.ink3, "width": 1.25, "dash": "2px,3px"}
    axes = over(figure)
    single = len(axes) == 1  # small panels have no head of their own: there the floor is free, where lines seldom run
    for axis in axes:
        low, high = _heights(figure, axis.name)
        on = {"xref": axis.name, "yref": "paper"}
        here = [(letter, mark) for letter, mark in told if axis.place(mark.day) is not None]
        lines += [{"type": "line", **on, "x0": axis.place(mark.day), "x1": axis.place(mark.day), "y0": low, "y1": high,
                   "line": look, "layer": "below"} for _, mark in here]
        at = {**on, "y": high if single else low, "yanchor": "bottom", "xanchor": "center", "bgcolor": colours.bg}
        letters += [note(f"<b>{'·'.join(letter for letter, _ in group)}</b>", colours.ink2, **at, size=size,
                         x=axis.place(group[0][1].day),
                         hovertext="<br>".join(escape(words(mark, language)) for _, mark in group))
                    for group in _together(axis, here)]
    margin = {**shape["margin"], "t": max(shape["margin"]["t"], HEAD * size)} if single else shape["margin"]
    return {**figure, "layout": {**shape, "margin": margin, "shapes": lines, "annotations": letters}}


def words(mark: Mark, language: Language) -> str:
    """A mark in words: its day and what happened."""
    return f"{fmt.full_day(mark.day, language)} {mark.text}"


def caption(told: Sequence[tuple[str, Mark]], language: Language) -> str:
    """What the letters stand for, as HTML; empty without marks."""
    items = "".join(f"<li><b>{letter}</b> {escape(words(mark, language))}</li>" for letter, mark in told)
    return f'<ul class="t-marks">{items}</ul>' if items else ""


def _letter(at: int) -> str:
    return LETTERS[at] if at < len(LETTERS) else _letter(at // len(LETTERS) - 1) + LETTERS[at % len(LETTERS)]


def _together(axis: Axis, here: Sequence[tuple[str, Mark]]) -> list[list[tuple[str, Mark]]]:
    """Marks whose letters would be written over each other, in one group; the first one's day is where it stands."""
    groups: list[list[tuple[str, Mark]]] = []
    for each in here:
        if groups and axis.share(each[1].day) - axis.share(groups[-1][0][1].day) < APART:
            groups[-1].append(each)
        else:
            groups.append([each])
    return groups


def _heights(figure: Figure, name: str) -> tuple[float, float]:
    """From where to where on the paper the panels stand that are drawn over an axis."""
    shape = figure["layout"]
    used = {trace.get("yaxis", "y") for trace in figure["data"] if trace.get("xaxis", "x") == name} or {"y"}
    spans = [shape.get("yaxis" + each.removeprefix("y"), {}).get("domain") or [0.0, 1.0] for each in used]
    return min(low for low, _ in spans), max(high for _, high in spans)
