"""The four health bands as every chart draws them: order, shape, fill and the text that reads on it. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from components.cards import SHAPES, Status
from components.tokens import Mode, palette

BANDS = ("green", "yellow", "red", "unknown")
STATUS: Mapping[str, Status] = {"green": "good", "yellow": "warn", "red": "bad", "unknown": "unknown"}
# White does not read on the dark mode's own colours, so that its large areas have fills of their own.
_DARK = {"green": "#2B766D", "yellow": "#C79B35", "red": "#FF8E6E"}
_WHITE = ("green", "red")


def shape(band: str) -> str:
    """The band's shape: colour alone tells nothing to those who cannot see it."""
    return SHAPES[STATUS[band]]


def fill(band: str, mode: Mode) -> tuple[str, str]:
    """Ground and text of a band's area, 4.5:1 or more."""
    colours = palette(mode)
    if mode == "dark":
        ground = _DARK.get(band, colours.unknown)
        return ground, "#FFFFFF" if band in ("green", "unknown") else colours.bg
    ground = {"green": colours.good, "yellow": colours.warn, "red": colours.bad}.get(band, colours.unknown)
    return ground, "#FFFFFF" if band in _WHITE else colours.ink


def variables() -> str:
    """Both modes' fills as CSS variables: the sheet follows the theme without a rerun."""
    made = ""
    for band in BANDS:
        (light, on_light), (dark, on_dark) = fill(band, "light"), fill(band, "dark")
        made += f"--b-{band}:light-dark({light},{dark});--c-{band}:light-dark({on_light},{on_dark});"
    return made
