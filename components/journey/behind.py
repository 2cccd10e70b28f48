"""The accounts behind the page's figures, for their panels: who is counted, and that they add up to what is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

import pandas as pd

from components import format as fmt
from components import loaders
from components.evidence.about import Check
from components.i18n import language, t
from components.journey import tables, words
from components.journey.questions import Questions
from components.router import Frame
from data.journey.model import LEFT
from data.warehouse import Warehouse
from queries import journey, retention
from queries.journey import ACTIVE
from queries.journey_rows import customers

SHOWN = 10


@dataclass(frozen=True)
class StageUnits:
    """Everybody with ARR on the date, by stage: counted one by one, beside the stages that the page shows."""

    ask: Questions
    columns = ("account", "account_id", "stage", "days", "renewal_due", "owner", "arr")

    def population(self, frame: Frame) -> Mapping[str, str]:
        standing = self.ask.standing()
        here = standing[standing.stage != LEFT]
        day, week = (fmt.full_day(each, language()) for each in (frame.scope.as_of, self.ask.week))
        amount = fmt.money(float(here["arr"].sum()), frame.build.currency, language(), "table")
        return {t("evidence.days"): t("journey.evidence.days", day=day, week=week),
                t("journey.evidence.who"): t("journey.evidence.active", n=words.customers(int(here.customers.sum())),
                                             arr=amount)}

    def values(self, frame: Frame) -> Mapping[str, str]:
        standing = self.ask.standing().dropna()
        said = t("list.comma").join(f"{words.stage(str(row.stage))} {words.customers(int(row.customers))}"
                                    for row in standing.itertuples())
        return {"journey_stage": said}

    def checks(self, frame: Frame) -> list[Check]:
        held = {str(row.stage): row for row in self.ask.standing().dropna().itertuples()}
        made = [self._check(frame, stage, float(held[stage].arr)) for stage in ACTIVE if stage in held]
        whole = loaders.load(retention.kpis, customers(frame.scope)).iloc[0]
        units, total = sum(check.units for check in made), sum(check.accounts for check in made)
        return [*made, Check("customers", t("journey.evidence.count"), units, float(units), float(whole["logos"])),
                Check("arr", t("journey.evidence.kpi"), units, total, float(whole["arr"]))]

    def _check(self, frame: Frame, stage: str, arr: float) -> Check:
        """A stage's ARR as the page shows it, beside the sum of its accounts."""
        found = loaders.load(journey.members, frame.scope, stage, 1).attrs
        return Check(stage, words.stage(stage), int(found["total"]), float(found["arr"]), arr)

    def named(self, frame: Frame, limit: int, house: Warehouse | None = None) -> pd.DataFrame:
        asked = (frame.scope, None, limit)
        return journey.members(house, *asked) if house else loaders.load(journey.members, *asked)

    def table(self, found: pd.DataFrame, currency: str) -> str:
        said = f'<p class="t-quiet">{escape(t("journey.accounts.subtitle"))}</p>'
        return said + tables.accounts(found, SHOWN, currency, True)

    def link(self, frame: Frame) -> str:
        return ""
