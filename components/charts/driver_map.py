"""A map of three columns: what was done, what customers then show, and whether they stay. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from components.charts.base import LABEL, TICK, Figure, axis, layout, note
from components.tokens import Mode, Palette, palette

ROW = 58
_TOP = 40
_LEFT, _MIDDLE, _RIGHT = 0.0, 0.42, 0.86
"""Where the columns' names begin, as parts of the width."""
_REACH = (0.20, 0.68)
"""Where the links leave the first and the second column."""


@dataclass(frozen=True)
class Node:
    """A name with a quiet second line. `missing`: nothing is known of it."""

    key: str
    name: str
    below: str = ""
    missing: bool = False


@dataclass(frozen=True)
class Link:
    """From a node of one column to one of the next; `sure` links are drawn in the accent, the others quietly.

    `words` stands at the link of the second half; of the first half it is what a pointer is told.
    """

    start: str
    end: str
    words: str
    sure: bool = False
    missing: bool = False


def driver_map(heads: Sequence[str], first: Sequence[Node], second: Sequence[Node], goal: Node, links: Sequence[Link],
               *, mode: Mode) -> Figure:
    """The three columns with their links. `heads`: the names of the three. A link to the goal ends at `goal.key`."""
    colours = palette(mode)
    tall = max(len(first), len(second), 1)
    figure = layout(mode, _TOP + ROW * tall + 8, {"t": _TOP, "b": 8})
    figure["xaxis"] = axis(colours, range=[0, 1], showticklabels=False)
    figure["yaxis"] = axis(colours, range=[0, tall], showticklabels=False)
    at = {**_places(first, tall), **_places(second, tall), goal.key: tall / 2}
    columns = {**{node.key: 0 for node in first}, **{node.key: 1 for node in second}}
    data = [_line(link, columns[link.start], at, colours) for link in links
            if link.start in columns and link.end in at]
    for x, name in zip((_LEFT, _MIDDLE, _RIGHT), heads, strict=True):
        figure["annotations"].append(note(f"<b>{escape(name)}</b>", colours.ink3, x=x, xref="paper", y=1, yref="paper",
                                          xanchor="left", yanchor="bottom", yshift=14))
    for x, nodes in ((_LEFT, first), (_MIDDLE, second), (_RIGHT, [goal])):
        figure["annotations"] += [_name(node, x, at[node.key], colours) for node in nodes]
    figure["annotations"] += [_strength(link, at, colours) for link in links
                              if columns.get(link.start) == 1 and link.end in at]
    return {"data": data, "layout": figure}


def _places(nodes: Sequence[Node], tall: int) -> dict[str, float]:
    """Evenly from top to bottom."""
    step = tall / max(len(nodes), 1)
    return {node.key: tall - step * (place + 0.5) for place, node in enumerate(nodes)}


def _name(node: Node, x: float, y: float, colours: Palette) -> Figure:
    small = f"color:{colours.ink3};font-size:{TICK}px"
    below = f'<br><span style="{small}">{escape(node.below)}</span>' if node.below else ""
    words = f"{'○ ' * node.missing}{escape(node.name)}{below}"
    return note(words, colours.ink3 if node.missing else colours.ink, x=x, xref="paper", y=y, yref="y", xanchor="left",
                yanchor="middle", align="left", size=LABEL)


def _line(link: Link, column: int, at: dict[str, float], colours: Palette) -> Figure:
    start, end = (_REACH[0], _MIDDLE - 0.015) if column == 0 else (_REACH[1], _RIGHT - 0.015)
    look = {"color": colours.accent if link.sure else colours.mute, "width": 3 if link.sure else 1.2,
            "dash": "2px,4px" if link.missing else "solid"}
    return {"type": "scatter", "mode": "lines", "x": [start, end], "y": [at[link.start], at[link.end]], "line": look,
            "hoverinfo": "text", "hovertext": escape(link.words), "cliponaxis": False}


def _strength(link: Link, at: dict[str, float], colours: Palette) -> Figure:
    """The words of a link to the goal, where it leaves its node."""
    place = {"x": _REACH[1] - 0.01, "xref": "paper", "y": at[link.start], "yref": "y", "xanchor": "right"}
    return note(f"<b>{escape(link.words)}</b>" if link.sure else escape(link.words),
                colours.accent if link.sure else colours.ink2, **place)
