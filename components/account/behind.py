"""What stands behind a figure of the account page: the account's own values, never those of the company."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd

from components import format as fmt
from components.account import facts, money, words
from components.account.questions import Questions
from components.account.specs import SPECS
from components.evidence.about import Check
from components.health.why import score
from components.i18n import catalogue, language, plural, t
from components.router import Frame
from components.sentence import narrowed
from data.warehouse import Warehouse
from queries.scope import Scope


class _NoList:
    """No list of accounts adds up to a figure of this page: what it shows are the rows themselves."""

    columns: tuple[str, ...] = ()

    def checks(self, frame: Frame) -> list[Check]:
        return []

    def named(self, frame: Frame, limit: int, house: Warehouse | None = None) -> pd.DataFrame:
        return pd.DataFrame()

    def table(self, found: pd.DataFrame, currency: str) -> str:
        return ""

    def link(self, frame: Frame) -> str:
        return ""


@dataclass(frozen=True)
class Own(_NoList):
    """One account, and the metrics that the figure shows. Only who may see it comes this far, so it is named."""

    ask: Questions
    who: Any
    shown: tuple[str, ...] = ()

    def population(self, frame: Frame) -> Mapping[str, str]:
        """The account and the day. Filters of the page say nothing here: the account stands in their place."""
        name = t("account.evidence.one", name=str(self.who.account), id=str(self.who.account_id))
        return {t("evidence.filters"): name, t("evidence.column.as_of"): fmt.full_day(self.ask.day, language())}

    def values(self, frame: Frame) -> Mapping[str, str]:
        """What the page says of the account itself; a metric that it shows no single value of has none."""
        made: dict[str, Callable[[], str]] = {
            "arr": lambda: words.amount(float(self.who.arr), frame.build.currency),
            "health_score": lambda: score(self.who.score),
            "journey_stage": lambda: catalogue(language()).get(f"journey.stage.{self.who.stage}", fmt.UNKNOWN),
            "account_lists": lambda: plural(language(), "account.evidence.lists", self.ask.lists()["list"].nunique()),
            "account_renewals": lambda: money.kept(self.ask.renewals()),
            **{f"account_{kind}": partial(self._claim, kind) for kind in SPECS}}
        return {key: made[key]() for key in self.shown if key in made}

    def _claim(self, kind: str) -> str:
        found = self.ask.events(kind)
        return facts.claim(kind, found, self.ask.day) if len(found) else ""


@dataclass(frozen=True)
class Found(_NoList):
    """Accounts side by side, each with its own values: no single one is told."""

    scope: Scope

    def population(self, frame: Frame) -> Mapping[str, str]:
        return {t("evidence.filters"): narrowed(self.scope, frame.dimensions),
                t("evidence.column.as_of"): fmt.full_day(self.scope.as_of, language())}

    def values(self, frame: Frame) -> Mapping[str, str]:
        return {}
