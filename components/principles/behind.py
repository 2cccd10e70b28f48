"""The accounts behind a measure: those that fall short, beside the figure that they are counted in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from components import format as fmt
from components import loaders
from components.evidence.about import Check
from components.i18n import language, t
from components.principles import listed, words
from components.principles.questions import Questions
from components.router import Frame
from data.warehouse import Warehouse
from queries import principle_accounts

MOST, SHOWN = 100_000, 8
COUNTED = ("coverage", "contact_lapsed", "use_falling", "silent_share", "health_known", "green_share", "red_share",
           "pulse_known", "tech_reached", "voice_known", "fit_good", "kept_good_fit", "after_csm_change",
           "outcome_agreed")
"""Shares of customers: who falls short is the rest of the figure, one by one."""


@dataclass(frozen=True)
class Short:
    """The customers that fall short of one measure."""

    ask: Questions
    key: str
    columns: tuple[str, ...] = ("account", "account_id", "arr", "owner", "renewal_due", "renewal_arr")

    def population(self, frame: Frame) -> Mapping[str, str]:
        row = self._row()
        return {t("principles.evidence.who"): t("principles.evidence.over", n=f"{int(row.n):,}",
                                                day=fmt.full_day(frame.scope.as_of, language()))}

    def values(self, frame: Frame) -> Mapping[str, str]:
        return {str(row.measure): words.figure(row.measure, row.value) for row in self.ask.card().itertuples()}

    def checks(self, frame: Frame) -> list[Check]:
        row = self._row()
        if self.key not in COUNTED or not fmt.known(row.value):
            return []
        found = self.named(frame, MOST)
        top, bottom = float(row.numerator), float(row.denominator)
        short = top if row.better == "down" else bottom - top
        return [Check("customers", words.name(self.key, "name"), len(found), float(len(found)), short)]

    def named(self, frame: Frame, limit: int, house: Warehouse | None = None) -> pd.DataFrame:
        scope = self.ask.whole
        if house:
            return principle_accounts.short(house, scope, self.key, limit)
        return loaders.load(principle_accounts.short, scope, self.key, limit)

    def table(self, found: pd.DataFrame, currency: str) -> str:
        return listed.accounts(found.head(SHOWN), currency)

    def link(self, frame: Frame) -> str:
        return ""

    def _row(self) -> pd.Series:
        card = self.ask.card()
        return card[card.measure == self.key].iloc[0]
