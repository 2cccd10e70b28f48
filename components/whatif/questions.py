"""What the page asks of the warehouse and of the store, and what it plays through with the answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from components import loaders
from components.router import Frame
from components.whatif.view import View
from data.economics import reading as economics
from data.published import reading
from data.published.model import Book
from data.warehouse import WarehouseUnavailable
from queries import growth, scenarios, whatif, whatif_worth
from queries.growth import Beside
from queries.scenarios import Scenario
from queries.whatif_chance import factors
from queries.whatif_run import MOST, Array, Base, Levers, table

STEPS = (-0.1, -0.05, 0.0, 0.05, 0.1)


@dataclass(frozen=True)
class Questions:
    """The page's questions, all with the scope of its frame. Parts are segments, where the company has any."""

    frame: Frame

    @property
    def by(self) -> str | None:
        known = self.frame.dimensions.get(whatif.SEGMENT)
        return whatif.SEGMENT if known is not None and len(known.values) > 1 else None

    def year(self) -> pd.DataFrame:
        """The bridge of the year that was, by part."""
        return loaders.load(whatif.year, self.frame.scope, self.by)

    def spent(self) -> pd.DataFrame:
        """What it earned and cost; where the company's assumptions cannot be read, without them."""
        return loaders.load(whatif.spent, self.frame.scope, economics.read().assumptions)

    def start(self) -> Base | None:
        """What every run starts from; null where there is no year to start from."""
        return whatif.of_year(self.year(), self.by, self.spent().iloc[0].to_dict())

    def names(self) -> tuple[str | None, ...]:
        """The parts that there are; none where the warehouse does not answer, as the head of the page says then."""
        try:
            start = self.start()
        except WarehouseUnavailable:
            return ()
        return tuple(part.name for part in start.parts) if start else ()

    def drawn(self) -> Array | None:
        """The ups and downs that the band is made of; null with too short a history."""
        return factors(loaders.load(whatif.quarters, self.frame.scope), MOST)

    def run(self, start: Base, levers: Levers, years: int, band: bool = True) -> pd.DataFrame:
        """The years under these changes. Grain: year."""
        return table(start, levers, years, self.drawn() if band else None)

    def scenarios(self) -> tuple[Scenario, ...]:
        """The saved ones that can be read."""
        return scenarios.saved(loaders.decided(scenarios.KIND))

    def history(self) -> pd.DataFrame:
        """NRR, GRR and growth by quarter."""
        return loaders.load(growth.history, self.frame.scope)

    @cached_property
    def book(self) -> Book:
        """The published figures, or what is wrong with their file."""
        return reading.read()

    def rates(self) -> dict[str, float | None]:
        """What one unit of each currency of the bands is in the reporting currency; null without a rate."""
        names = sorted({each.currency for each in self.book.figures if each.currency})
        return {name: loaders.load(growth.to_reporting, name) for name in names}

    def beside(self) -> list[Beside]:
        """Each published figure with this company's own."""
        figures, rates, now = self.book.figures, self.rates(), self.history()
        ends = growth.borders(figures, rates)
        bands = loaders.load(growth.bands, self.frame.scope, ends)
        return growth.beside(figures, now[now.as_of == self.frame.scope.as_of], bands, rates)


def compounding(start: Base, view: View, steps: Sequence[float] = STEPS) -> pd.DataFrame:
    """The same years with other NRRs, nothing shifted. Grain: step × year."""
    return whatif_worth.compounding(start, Levers(view.levers.changes), MOST, steps)
