"""How much fits on one screen, in pixels of a window of 1280 × 720; larger ones scale it. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from components.charts.base import width_of
from components.report.model import Section

WIDTH, HEIGHT = 1216, 566
"""What a section may fill: the window without the header, the bar and the margins."""
TITLE, TITLE_LINE = 34, 45
SAYS, SAYS_LINE = 21, 31
KPIS = 152
HEAD, COLUMNS, ROW = 34, 34, 37
GAP = 14
LEAST_BELOW, LEAST_ALONE = 296, 350
"""What charts and tables keep beneath the figures, and where there are none."""


@dataclass(frozen=True)
class Room:
    """What the parts of a screen may take: `says` sentences, and `body` pixels for charts and tables."""

    says: int
    body: int


def lines(words: str, size: int, width: float) -> int:
    """About how many lines a text takes, a little more rather than less."""
    return max(1, math.ceil(width_of(words, size) * 0.97 / width))


def of(section: Section) -> Room:
    """The room of a section: the title first, then its figures, then as many sentences as leave the body its half."""
    left = HEIGHT - lines(section.title, TITLE, WIDTH - 60) * TITLE_LINE - GAP
    left -= (KPIS + GAP) if section.kpis else 0
    texts = [each.text for each in section.says]
    if not section.charts and not section.tables:
        return Room(_fit(texts, left, WIDTH), left)
    told = _fit(texts, left - (LEAST_BELOW if section.kpis else LEAST_ALONE), WIDTH)
    used = sum(lines(text, SAYS, WIDTH) * SAYS_LINE + 6 for text in texts[:told]) + (GAP if told else 0)
    return Room(told, left - used)


def _fit(texts: Sequence[str], room: float, width: float) -> int:
    used = 0.0
    for number, text in enumerate(texts):
        used += lines(text, SAYS, width) * SAYS_LINE + 8
        if used > room:
            return number
    return len(texts)


def rows(body: int, noted: bool = False) -> int:
    """How many rows of a table fit, its title, heads and note aside."""
    return max(1, int((body - HEAD - COLUMNS - (30 if noted else 0)) // ROW))
