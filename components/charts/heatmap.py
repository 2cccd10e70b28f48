"""Cohorts by age as a table of tinted cells, as HTML: what no member-complete cohort has reached has no cell. Pure."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from components.tokens import Mode, palette

LEVELS = 5
ENOUGH = 4.5
"""The least contrast of a cell's text with its ground."""
# With few rows they are taller; with few ages the table is no wider than it needs.
_ROOMY, _NARROW = 8, 8
_STEPS = (0.01, 0.02, 0.025, 0.05, 0.1, 0.2)


@dataclass(frozen=True)
class Tile:
    """One cell: `value` (a fraction) chooses the tint, `words` are drawn, `says` is what a pointer is told."""

    value: float
    words: str
    says: str = ""


@dataclass(frozen=True)
class Line:
    """One cohort: its name, the cells beside it (n, base), and its tiles by age; an age without a tile is masked.

    `few`: fewer than 10 members, drawn without a tint and marked ○.
    """

    name: str
    beside: Sequence[str]
    tiles: Mapping[int, Tile] = field(default_factory=dict)
    few: bool = False


def edges(values: Sequence[float], centred: bool = False) -> list[float]:
    """Where one tint ends and the next begins: four round rates, ascending.

    `centred`: 100 % is one of them, for rates that may exceed it; else the scale ends at 100 %. The step is the
    smallest round one whose five tints hold nine in ten values.
    """
    known = sorted(value for value in values if math.isfinite(value))
    low, high = (known[len(known) // 20], known[-1 - len(known) // 20]) if known else (1.0, 1.0)
    reach = (max(high, 1) - min(low, 1)) / LEVELS if centred else (1 - low) / LEVELS
    step = next((step for step in _STEPS if step >= reach - 1e-9), _STEPS[-1])
    below = LEVELS - 2 if high <= 1 else min(max(math.ceil((1 - low) / step) - 1, 0), LEVELS - 2)
    below = below if centred else LEVELS - 1
    return [round(1 + (index - below) * step, 4) for index in range(LEVELS - 1)]


def level(value: float, borders: Sequence[float]) -> int:
    """The tint of a rate, 1 (weak) to 5: by the value as it is shown, so that 100.0 % never looks like less."""
    return bisect_right(borders, round(value, 3)) + 1


def contrast(first: str, second: str) -> float:
    """The contrast of two colours (#RRGGBB) as WCAG 2 has it, 1 to 21."""
    dark, light = sorted((_luminance(first), _luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def tint(number: int, mode: Mode) -> tuple[str, str]:
    """Ground and text of a level in a mode: of ink, page and sidebar the first that reads on it."""
    colours = palette(mode)
    ground = colours.levels[number - 1]
    texts = (colours.ink, colours.bg, colours.sidebar)
    return ground, next((text for text in texts if contrast(text, ground) >= ENOUGH),
                        max(texts, key=lambda text: contrast(text, ground)))


def heatmap(
    lines: Sequence[Line],
    ages: Sequence[int],
    *,
    heads: Sequence[str],
    age_heads: Sequence[str],
    borders: Sequence[float],
    total: Line | None = None,
    caption: str = "",
) -> str:
    """A row a cohort, a column an age; the weighted total beneath, which stays in sight while the rows scroll.

    `heads` name the first columns: the cohort and what stands beside it. Errors: ValueError where heads do not match.
    """
    names = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    names += "".join(f'<th scope="col">{escape(head)}</th>' for _, head in zip(ages, age_heads, strict=True))
    body = "".join(_line(line, ages, borders) for line in lines)
    foot = f"<tfoot>{_line(total, ages, borders)}</tfoot>" if total else ""
    said = f'<caption class="t-hidden">{escape(caption)}</caption>'
    look = " t-heat-roomy" * (len(lines) <= _ROOMY) + " t-heat-narrow" * (len(ages) < _NARROW)
    table = f'<table class="t-heat{look}">{said}<thead><tr>{names}</tr></thead><tbody>{body}</tbody>{foot}</table>'
    region = f'role="region" tabindex="0" aria-label="{escape(caption)}"'
    return f'<div class="t-heat-fit" {region} style="{_variables()}">{table}</div>'


def _variables() -> str:
    """Both modes' tints as CSS variables: the sheet follows the theme without a rerun."""
    made = ""
    for number in range(1, LEVELS + 1):
        (light, on_light), (dark, on_dark) = tint(number, "light"), tint(number, "dark")
        made += f"--h{number}:light-dark({light},{dark});--c{number}:light-dark({on_light},{on_dark});"
    return made


def _line(line: Line, ages: Sequence[int], borders: Sequence[float]) -> str:
    name = f'<th scope="row">{"○ " * line.few}{escape(line.name)}</th>'
    beside = "".join(f'<td class="t-beside">{escape(words)}</td>' for words in line.beside)
    tiles = "".join(_tile(line.tiles.get(age), line.few, borders) for age in ages)
    return f'<tr{" class=" + chr(34) + "t-few" + chr(34) if line.few else ""}>{name}{beside}{tiles}</tr>'


def _tile(tile: Tile | None, few: bool, borders: Sequence[float]) -> str:
    if tile is None:
        return "<td></td>"
    tone = "t-hollow" if few else f"t-h{level(tile.value, borders)}"
    return f'<td class="t-tile {tone}" title="{escape(tile.says)}">{escape(tile.words)}</td>'
