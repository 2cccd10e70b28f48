"""Bars of 100 % divided into the health bands, as HTML: share large, amount small. Pure.

How wide a bar is only the browser knows. So each band carries, as a class, the width of the bar from which its words
fit (a few steps, see FITS; the style sheet has a rule for each), and what does not fit is said beneath the bar.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from components.charts.bands import STATUS, shape, variables
from components.charts.base import width_of

FITS = (200, 240, 280, 320, 360, 400, 460, 520, 600, 700, 800, 900, 1000, 1200)
"""Widths of a bar in pixels from which a band's words may fit."""
NEVER = 0
# Sizes of the share and the amount, roomy and narrow, and the padding at both sides.
_LARGE, _SMALL, _TIGHT, _LEAST = 29, 17, 19, 15
_ROOM, _EDGE = 28, 14


@dataclass(frozen=True)
class Part:
    """A band of a bar: its part of the whole (a fraction), the words in it, and what a pointer is told."""

    band: str
    share: float
    large: str
    small: str
    says: str = ""


@dataclass(frozen=True)
class Bar:
    """One bar: what is divided, how much of it there is, and its bands in one order."""

    name: str
    total: str
    parts: Sequence[Part]


def fits(share: float, width: float) -> int:
    """The least bar in which a part this large is `width` pixels wide, of FITS; NEVER where none is wide enough."""
    needed = width / share if share > 0 else math.inf
    return next((step for step in FITS if step >= needed), NEVER)


def distribution(bars: Sequence[Bar], names: dict[str, str], alt: str) -> str:
    """The bars one beneath the other, the bands' names above the first. `names` of the bands; `alt` says it in words.

    Bands of nothing have no area: like all that does not fit they are said beneath their bar.
    """
    drawn = "".join(_bar(bar, names, head=index == 0) for index, bar in enumerate(bars))
    return f'<div class="t-bands" role="img" aria-label="{escape(alt)}" style="{variables()}">{drawn}</div>'


def _bar(bar: Bar, names: dict[str, str], head: bool) -> str:
    heads = "".join(_head(part, names[part.band]) for part in bar.parts if part.share > 0)
    above = f'<div class="t-bands-heads">{heads}</div>' if head else ""
    parts = "".join(_part(part) for part in bar.parts if part.share > 0)
    rest = "".join(_rest(part, names[part.band]) for part in bar.parts)
    name = f'<div class="t-bands-name"><b>{escape(bar.name)}</b><span>{escape(bar.total)}</span></div>'
    return (f'<div class="t-bands-row{" t-bands-first" * head}">{name}<div class="t-bands-bar">{above}'
            f'<div class="t-bands-parts">{parts}</div><p class="t-bands-rest">{rest}</p></div></div>')


def _head(part: Part, name: str) -> str:
    said = f"{shape(part.band)} {name}"
    fit = fits(part.share, width_of(said, 17) + 4)
    return (f'<span class="t-{STATUS[part.band]} t-fit-h{fit}" style="width:{part.share * 100:.3f}%">'
            f"{escape(said)}</span>")


def _part(part: Part) -> str:
    roomy, narrow = _needs(part)
    look = f't-band t-band-{part.band} t-fit-n{narrow} t-fit-r{roomy}'
    words = f"<b>{escape(part.large)}</b><span>{escape(part.small)}</span>"
    return f'<div class="{look}" style="width:{part.share * 100:.3f}%" title="{escape(part.says)}">{words}</div>'


def _needs(part: Part) -> tuple[int, int]:
    """From which bar on the words fit roomily, and from which at all."""
    roomy = max(width_of(part.large, _LARGE), width_of(part.small, _SMALL)) + _ROOM
    narrow = max(width_of(part.large, _TIGHT), width_of(part.small, _LEAST)) + _EDGE
    return fits(part.share, roomy), fits(part.share, narrow)


def _rest(part: Part, name: str) -> str:
    """A band in words beneath the bar, in sight where its words do not fit inside."""
    said = f"{escape(name)} <b>{escape(part.large)}</b> {escape(part.small)}"
    mark = f'<i class="t-{STATUS[part.band]}">{shape(part.band)}</i>'
    return f'<span class="t-fit-x{_needs(part)[1]}">{mark} {said}</span>'
