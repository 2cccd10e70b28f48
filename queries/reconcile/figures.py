"""The registry of figures: what every page shows, and which check recomputes it, or why none does (figures.toml).

tests/test_evidence_every.py holds the registry against what the pages draw.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("figures.toml")
UNCHECKED = "- "


@dataclass(frozen=True)
class Shown:
    """One metric in one figure of one page. `check`: what recomputes it; else empty, and `why` is the reason's key."""

    page: str
    figure: str
    metric: str
    check: str
    why: str


@cache
def shown() -> tuple[Shown, ...]:
    """Every figure of every page, in the file's order. Grain: page × figure × metric."""
    with FILE.open("rb") as file:
        pages = tomllib.load(file)
    return tuple(_read(page, figure, metric, said) for page, figures in pages.items()
                 for figure, metrics in figures.items() for metric, said in metrics.items())


def _read(page: str, figure: str, metric: str, said: str) -> Shown:
    why = said.removeprefix(UNCHECKED) if said.startswith(UNCHECKED) else ""
    return Shown(page, figure, metric, "" if why else said, why)


def pages() -> tuple[str, ...]:
    """The pages' keys, in the file's order."""
    return tuple(dict.fromkeys(each.page for each in shown()))
