"""How much fits on one screen, in pixels of a window of 1280 × 720; larger ones scale it. Pure."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from components.report.model import Section

WIDTH, HEIGHT = 1216, 580
"""What a section may fill: the window without the header, the bar and the margins."""
TITLE, TITLE_LINE = 34, 45
SAYS, SAYS_LINE = 21, 31
NOTE = 30
EVENT, EVENT_LINE, EVENT_LETTER = 18, 26, 36
KPIS, FLAT = 152, 74
FLAT_UP_TO = 2
"""So many figures stand flat, each beside its name, and leave the room to what is beneath."""
HEAD, COLUMNS, ROW = 34, 34, 37
GAP = 14
LATIN = 0.54
"""How wide a letter is on average, beside its height."""
BUTTON, CHIP = 100, 130
"""What the title leaves for the button that explains it, and for the chip of a warning."""
LEAST_BELOW, LEAST_ALONE = 296, 350
"""What charts and tables keep beneath the figures, and where there are none."""


@dataclass(frozen=True)
class Room:
    """What the parts of a screen may take: `says` sentences, and `body` pixels for charts and tables."""

    says: int
    body: int
    whole: int
    """What the title and the figures leave, in pixels."""


def length(words: str, size: int) -> float:
    """About how long a text is on one line, in pixels."""
    full = sum(unicodedata.east_asian_width(character) in "WF" for character in words)
    return size * (full + LATIN * (len(words) - full))


def lines(words: str, size: int, width: float) -> int:
    """About how many lines a text takes, a little more rather than less: phrases are not broken."""
    taken = length(words, size)
    return max(1, math.ceil(taken / (width - (2 * size if taken > width else 0))))


def of(section: Section) -> Room:
    """The room of a section: the title first, then its figures, then as many sentences as leave the body its half."""
    left = HEIGHT - lines(section.title, TITLE, WIDTH - BUTTON - CHIP * (section.status == "bad")) * TITLE_LINE - GAP
    left -= (kpis(len(section.kpis)) + GAP) if section.kpis else 0
    texts = [each.text for each in section.says]
    if not section.charts and not section.tables:
        return Room(_fit(texts, left), left, left)
    noted = max((len(each.marks) for each in section.charts), default=0) * EVENT_LINE
    told = _fit(texts, left - noted - (LEAST_BELOW if section.kpis else LEAST_ALONE))
    used = sum(map(height, texts[:told])) + (GAP if told else 0)
    return Room(told, left - used, left)


def kpis(number: int) -> int:
    """What the strip of figures takes."""
    return FLAT if number <= FLAT_UP_TO else KPIS


def height(words: str) -> int:
    """What a sentence takes, over the whole width."""
    return lines(words, SAYS, WIDTH) * SAYS_LINE + 6


def events(wide: int, told: Sequence[str]) -> int:
    """What the list of events beneath a chart takes, with the gap above; beside each other where there is room."""
    rows, left = 0, 0.0
    for each in told:
        taken = length(each, EVENT) + EVENT_LETTER
        if taken > left:
            rows, left = rows + math.ceil(taken / wide), float(wide)
        left -= taken
    return (rows + 1) * EVENT_LINE if rows else 0


def fit(pixels: int, each: int) -> int:
    """How many rows of a height fit, and the line that says how many more there are."""
    return max(1, (pixels - NOTE) // each)


def _fit(texts: Sequence[str], room: float) -> int:
    used = 0.0
    for number, text in enumerate(texts):
        used += height(text)
        if used > room:
            return number
    return len(texts)


def rows(body: int, noted: bool = False) -> int:
    """How many rows of a table fit, its title, heads and note aside."""
    return max(1, int((body - HEAD - COLUMNS - (NOTE if noted else 0)) // ROW))
