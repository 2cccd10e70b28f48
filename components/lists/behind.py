"""The accounts behind a list, for its panel: all of them, added up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from components import format as fmt
from components.evidence.about import Check
from components.i18n import language, t
from components.lists.drawn import SHOWN, drawn
from components.lists.kinds import Kind
from components.router import Frame
from components.views import asked
from data.warehouse import Warehouse
from queries.health_rows import sunday
from queries.narrowing import Narrow, narrowed

EVERY = Narrow()


@dataclass(frozen=True)
class Listed:
    """One list, as the page filters it. `start`: the first month of the fiscal year."""

    kind: Kind
    start: int
    narrow: Narrow = EVERY

    def _found(self, frame: Frame) -> pd.DataFrame:
        return narrowed(self.kind.ask(frame, None), self.narrow)

    @property
    def columns(self) -> tuple[str, ...]:
        return self.kind.columns

    def population(self, frame: Frame) -> Mapping[str, str]:
        day = fmt.full_day(sunday(frame.scope.as_of), language())
        said = asked.said(self.narrow, frame.build.currency)
        told = {t("lists.evidence.week"): day, t("lists.evidence.rule"): t(f"lists.rule.{self.kind.key}")}
        return {**told, t("views.evidence.narrowed"): said} if said else told

    def values(self, frame: Frame) -> Mapping[str, str]:
        found = self._found(frame)
        if found.attrs["missing"]:
            return {}
        n = fmt.count(int(found.attrs["total"]), frame.scope.unit, language())
        arr = fmt.money(float(found.attrs["arr"]), frame.build.currency, language(), "table")
        return {self.kind.metric: t("lists.value", n=n, arr=arr)}

    def checks(self, frame: Frame) -> list[Check]:
        """Number and ARR that the page says, against the listed accounts counted and added up."""
        listed = self._found(frame)
        said = listed.attrs
        if said["missing"]:
            return []
        n = len(listed)
        heads = {"arr": t("table.arr"), "unused_arr": t("lists.column.unused_arr")}
        amounts = [Check(key, head, n, float(listed[key].sum()), float(said[key]))
                   for key, head in heads.items() if key in said]
        return [Check("units", t("evidence.accounts.units"), n, float(n), float(said["total"])), *amounts]

    def named(self, frame: Frame, limit: int, house: Warehouse | None = None) -> pd.DataFrame:
        found = narrowed(self.kind.of(house, frame, None), self.narrow) if house else self._found(frame)
        first = found.head(limit)
        first.attrs = found.attrs
        return first

    def table(self, found: pd.DataFrame, currency: str) -> str:
        return drawn(self.kind.key, found, SHOWN, currency, self.start)

    def link(self, frame: Frame) -> str:
        return ""
