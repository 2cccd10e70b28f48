"""A published figure, what is wrong with one, and all of a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from data.toml_entries import EntryFault

DEFAULT = Path(__file__).with_name("default.toml")
METRICS = ("nrr", "grr", "gross_churn", "growth")
STATISTICS = ("median", "mean", "top_quartile")


@dataclass(frozen=True)
class Published:
    """One figure. value: a fraction. n: how many companies, null where that is unknown; about: n is rounded.

    acv_from (inclusive), acv_to (exclusive): the band of annual contract value in `currency`; null: open, both null:
    of any. `_ja`: the same words in Japanese; empty: there are none.
    """

    metric: str
    value: float
    statistic: str
    source: str
    year: int
    data_year: int
    population: str
    definition: str
    n: int | None = None
    about: bool = False
    secondary: bool = False
    acv_from: float | None = None
    acv_to: float | None = None
    currency: str | None = None
    population_ja: str = ""
    definition_ja: str = ""

    @property
    def banded(self) -> bool:
        """Whether it is over companies of some contract size only."""
        return self.acv_from is not None or self.acv_to is not None

    def holds(self, value: float) -> bool:
        """Whether an annual contract value, in its currency, lies in its band."""
        return (self.acv_from is None or value >= self.acv_from) and (self.acv_to is None or value < self.acv_to)


class Fault(EntryFault):
    """A fault of a figure."""

    ENTRY = "figure"


@dataclass(frozen=True)
class Book:
    """What the file holds: its figures, or its faults and no figures. own: the company's file, not Tenure's."""

    path: Path
    figures: tuple[Published, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def own(self) -> bool:
        return self.path != DEFAULT
