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
from data.warehouse import Warehouse
from queries.health_rows import sunday


@dataclass(frozen=True)
class Listed:
    """One list. `start`: the first month of the fiscal year."""

    kind: Kind
    start: int

    @property
    def columns(self) -> tuple[str, ...]:
        return self.kind.columns

    def population(self, frame: Frame) -> Mapping[str, str]:
        day = fmt.full_day(sunday(frame.scope.as_of), language())
        return {t("lists.evidence.week"): day, t("lists.evidence.rule"): t(f"lists.rule.{self.kind.key}")}

    def values(self, frame: Frame) -> Mapping[str, str]:
        found = self.kind.ask(frame)
        if found.attrs["missing"]:
            return {}
        n = fmt.count(int(found.attrs["total"]), frame.scope.unit, language())
        arr = fmt.money(float(found.attrs["arr"]), frame.build.currency, language(), "table")
        return {self.kind.metric: t("lists.value", n=n, arr=arr)}

    def checks(self, frame: Frame) -> list[Check]:
        """Number and ARR that the page says, against the listed accounts counted and added up."""
        said, listed = self.kind.ask(frame).attrs, self.kind.ask(frame, None)
        if said["missing"]:
            return []
        n = len(listed)
        heads = {"arr": t("table.arr"), "unused_arr": t("lists.column.unused_arr")}
        amounts = [Check(key, head, n, float(listed[key].sum()), float(said[key]))
                   for key, head in heads.items() if key in said]
        return [Check("units", t("evidence.accounts.units"), n, float(n), float(said["total"])), *amounts]

    def named(self, frame: Frame, limit: int, house: Warehouse | None = None) -> pd.DataFrame:
        return self.kind.of(house, frame, limit) if house else self.kind.ask(frame, limit)

    def table(self, found: pd.DataFrame, currency: str) -> str:
        return drawn(self.kind.key, found, SHOWN, currency, self.start)

    def link(self, frame: Frame) -> str:
        return ""
