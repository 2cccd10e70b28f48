"""What a figure tells of itself, for its panel. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

import pandas as pd

from components import format as fmt
from components.questions import Question
from components.retention.periods import ends
from components.router import Frame
from data.warehouse import Warehouse
from queries.scope import Scope

RATES = ("nrr", "grr", "logo_retention")
Accounts = Literal["rates", "movements", "own", "none"]
EXACT, CLOSE = 0.005, 1e-9


@dataclass(frozen=True)
class Check:
    """One number of the figure beside the accounts' sum. `units`: how many accounts; `is_rate`: a fraction."""

    key: str
    name: str
    units: int
    accounts: float
    figure: float
    is_rate: bool = False

    @property
    def agrees(self) -> bool:
        """Equal, to half a cent of an amount and to 1e-9 of a rate; both unknown is equal too."""
        if not fmt.known(self.accounts) or not fmt.known(self.figure):
            return fmt.known(self.accounts) == fmt.known(self.figure)
        return abs(self.accounts - self.figure) <= (CLOSE if self.is_rate else EXACT)


class Behind(Protocol):
    """The accounts behind a figure that is no twelve-month rate and no bridge: who they are, what they add up to."""

    def population(self, frame: Frame) -> Mapping[str, str]:
        """Over whom and when, in words: replaces the days and the opening base, and any line of the same name."""

    def values(self, frame: Frame) -> Mapping[str, str]:
        """The values of the figure's metrics, as shown."""

    def checks(self, frame: Frame) -> list[Check]:
        """Every number that the accounts must add up to."""

    def named(self, frame: Frame, limit: int, house: Warehouse | None = None) -> pd.DataFrame:
        """The accounts by name, with `house` asked directly, without through the cache."""

    def table(self, found: pd.DataFrame, currency: str) -> str:
        """The first of them as HTML."""

    def link(self, frame: Frame) -> str:
        """The address of the page that shows all of them in this state; empty where there is none."""

    @property
    def columns(self) -> tuple[str, ...]:
        """What the accounts' sheet shows of them."""


@dataclass(frozen=True)
class About:
    """What is special about a figure. The default is: the page's scope, twelve months, the accounts of its rates.

    scope: whose figure it is where that is not the page's own (a row that was drilled into). period: the time that its
    amounts cover, as the Retention page calls it: year, month, quarter, week. accounts: the list that adds up to it:
    "rates" (the opening base, twelve months), "movements" (the bridge over `period`), "none" (there is no such list);
    null: rates where the figure shows any, else none. counted: the key of the words for what is counted, where that is
    not the scope's unit. behind: a list of its own instead.
    """

    scope: Scope | None = None
    period: str = "year"
    accounts: Accounts | None = None
    counted: str = ""
    behind: Behind | None = None


@dataclass(frozen=True)
class Figure:
    """A drawn figure: its key on the page, the metrics it shows, what was asked to draw it, what is special."""

    key: str
    metrics: tuple[str, ...]
    questions: tuple[Question, ...]
    about: About = About()

    @property
    def accounts(self) -> Accounts:
        """Which list of accounts adds up to the figure."""
        if self.about.behind is not None:
            return "own"
        if self.about.accounts is not None:
            return self.about.accounts
        return "rates" if set(self.metrics) & set(RATES) else "none"

    def scope(self, frame: Frame) -> Scope:
        """Whose figure it is."""
        return self.about.scope or frame.scope

    def days(self, frame: Frame) -> tuple[date, date]:
        """The first and the last day of what it covers; a rate's are always twelve months apart."""
        return self.ends(frame, "year" if self.accounts == "rates" else self.about.period)

    def ends(self, frame: Frame, period: str) -> tuple[date, date]:
        """The first and the last day of a period that ends with the page's date."""
        return ends(period, frame.scope.as_of, frame.build.fiscal_year_start)
