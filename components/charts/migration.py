"""The matrix of bands then and now: which cells there are, how each is tinted, and how strongly. Pure.

A cell is drawn as a button, so that a keyboard reaches it and its accounts open where they stand: the page draws it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from components.charts.bands import BANDS
from components.charts.heatmap import contrast
from components.tokens import Mode, palette

Tone = Literal["better", "worse", "same", "other"]
NEW, GONE = "new", "gone"
LEVELS = 3
"""How many strengths a tint has: by the customers of a cell against the largest cell of its tone."""
_ORDER = {band: place for place, band in enumerate(BANDS[:3])}
_SHARES = (0.18, 0.32, 0.46)
_ENOUGH = 4.5


@dataclass(frozen=True)
class Tile:
    """One cell: from which band to which, how many customers with how much ARR, its tone and strength (0: none)."""

    before: str
    after: str
    customers: int
    arr: float
    tone: Tone
    level: int


def tone(before: str, after: str) -> Tone:
    """Worse (leaving too), better, unchanged; new ones and moves into or out of unknown are neither."""
    if after == GONE:
        return "worse"
    if before in _ORDER and after in _ORDER:
        step = _ORDER[after] - _ORDER[before]
        return "same" if step == 0 else "worse" if step > 0 else "better"
    return "same" if before == after else "other"


def tiles(counts: Mapping[tuple[str, str], tuple[int, float]]) -> list[list[Tile]]:
    """The matrix row by row: the four bands and, where anybody came, new; columns the bands and, where anybody left,
    gone. `counts`: customers and ARR by (before, after); pairs that are absent are 0.
    """
    rows = [*BANDS, *([NEW] if any(pair[0] == NEW for pair in counts) else [])]
    columns = [*BANDS, *([GONE] if any(pair[1] == GONE for pair in counts) else [])]
    most = {each: max([count for pair, (count, _) in counts.items() if tone(*pair) == each], default=0)
            for each in ("better", "worse")}
    return [[_tile(before, after, counts.get((before, after), (0, 0.0)), most) for after in columns]
            for before in rows]


def _tile(before: str, after: str, held: tuple[int, float], most: Mapping[str, int]) -> Tile:
    kind, (customers, arr) = tone(before, after), held
    level = -(-customers * LEVELS // most[kind]) if most.get(kind) else 0
    return Tile(before, after, customers, arr, kind, level)


def moved(matrix: Sequence[Sequence[Tile]]) -> dict[Tone, tuple[int, float]]:
    """Customers and ARR by tone, among those who are in a band both times: leaving is no change of health."""
    found: dict[Tone, tuple[int, float]] = {}
    for tile in (tile for row in matrix for tile in row if tile.before in BANDS and tile.after in BANDS):
        customers, arr = found.get(tile.tone, (0, 0.0))
        found[tile.tone] = customers + tile.customers, arr + tile.arr
    return found


def ground(kind: Tone, level: int, mode: Mode) -> tuple[str, str]:
    """Ground and text of a cell: the page's ground with more of the tone's colour the stronger it is."""
    colours = palette(mode)
    if level < 1 or kind not in ("better", "worse"):
        return colours.surface, colours.ink
    colour = colours.good if kind == "better" else colours.bad
    made = _mixed(colours.bg, colour, _SHARES[level - 1])
    return made, colours.ink if contrast(colours.ink, made) >= _ENOUGH else colours.bg


def _mixed(ground: str, colour: str, share: float) -> str:
    parts = [(int(ground[at : at + 2], 16), int(colour[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(low + (high - low) * share):02X}" for low, high in parts)


def variables() -> str:
    """Both modes' tints as CSS variables: the sheet follows the theme without a rerun."""
    made, kinds = "", get_args(Tone)[:2]
    for kind, level in ((kind, level) for kind in kinds for level in range(1, LEVELS + 1)):
        (light, on_light), (dark, on_dark) = ground(kind, level, "light"), ground(kind, level, "dark")
        made += (f"--m-{kind}{level}:light-dark({light},{dark});"
                 f"--n-{kind}{level}:light-dark({on_light},{on_dark});")
    return made
