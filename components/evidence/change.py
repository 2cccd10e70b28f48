"""The accounts behind a change of a rate, for its panel: each one's part of it, adding up to the change itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

import pandas as pd

from components import format as fmt
from components import loaders
from components.account.link import movement, named
from components.evidence.about import Check
from components.evidence.link import retention
from components.i18n import language, t
from components.router import Frame
from components.tables import Column, Row, table
from data.warehouse import Warehouse
from queries import explain
from queries.tables import year_before


@dataclass(frozen=True)
class ChangeAccounts:
    """Who moved a rate between an earlier date and the page's. metric: nrr, grr or logo_retention."""

    metric: str
    earlier: date
    columns: tuple[str, ...] = ("account", "account_id", "detail", "movement", "contribution", "base0", "kept0",
                                "base1", "kept1", "change")

    def _moved(self, frame: Frame) -> explain.Moved:
        return loaders.load(explain.moved, frame.scope, self.metric, self.earlier)

    def population(self, frame: Frame) -> Mapping[str, str]:
        start, end = (fmt.full_day(day, language()) for day in (self.earlier, frame.scope.as_of))
        return {t("evidence.days"): t("evidence.change.days", start=start, end=end),
                t("evidence.base"): t("evidence.change.base", n=self._units(frame),
                                      start=self._amount(frame, self._moved(frame).base0),
                                      end=self._amount(frame, self._moved(frame).base1))}

    def _units(self, frame: Frame) -> str:
        """How many accounts are in either base."""
        sums = loaders.load(explain.sums, frame.scope, self.metric, self.earlier)
        return fmt.count(int(sums.get("units", 0)), frame.scope.unit, language())

    def _amount(self, frame: Frame, base: float) -> str:
        if self.metric == "logo_retention":
            return fmt.count(int(base), frame.scope.unit, language())
        return fmt.money(base / frame.build.minor, frame.build.currency, language(), "table")

    def values(self, frame: Frame) -> Mapping[str, str]:
        found = self._moved(frame)
        if found.whole is None:
            return {}
        said = {"start": fmt.rate(found.start), "end": fmt.rate(found.end), "change": fmt.points(found.change, 2)}
        return {self.metric: t("evidence.change.value", **said), "contribution": said["change"]}

    def checks(self, frame: Frame) -> list[Check]:
        found = self._moved(frame)
        sums = loaders.load(explain.sums, frame.scope, self.metric, self.earlier)
        if found.whole is None or not sums:
            return []
        per = 1 if self.metric == "logo_retention" else frame.build.minor
        pairs = {"contribution": (sums["contribution"], found.change), "base0": (sums["base0"], found.base0 / per),
                 "base1": (sums["base1"], found.base1 / per)}
        return [Check(key, t(f"evidence.column.{key}"), int(sums["units"]), *pair, is_rate=key == "contribution")
                for key, pair in pairs.items()]

    def named(self, frame: Frame, limit: int, house: Warehouse | None = None) -> pd.DataFrame:
        asked = (frame.scope, self.metric, self.earlier, limit)
        return explain.accounts(house, *asked) if house else loaders.load(explain.accounts, *asked)

    def link(self, frame: Frame) -> str:
        spans = {frame.scope.as_of - timedelta(days=7): "week", year_before(frame.scope.as_of): "year"}
        own = {"metric": self.metric, "span": spans.get(self.earlier, self.earlier.isoformat())}
        return retention(frame, frame.scope, own)

    def table(self, found: pd.DataFrame, currency: str) -> str:
        columns = [Column("account", t("table.account")),
                   Column("movement", t("table.movement"), fold=True, quiet=True),
                   Column("share", t("metric.contribution.short"), "number"),
                   Column("change", t("evidence.column.arr_moved"), "number")]
        rows: list[Row] = [{"account": named(row), "movement": movement(row),
                            "share": fmt.points(float(row.contribution), 2),
                            "change": fmt.signed_money(float(row.change), currency, language(), "table")}
                           for row in found.itertuples()]
        return f'<p class="t-quiet">{escape(t("evidence.change.largest"))}</p>{table(columns, rows)}'
