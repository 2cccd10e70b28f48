"""The accounts behind the page's figures, for their panels: who is counted, and that they add up to what is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

import pandas as pd

from components import format as fmt
from components import loaders
from components.charts.bands import BANDS
from components.evidence.about import Check
from components.health import listed, words
from components.health.questions import Questions
from components.i18n import language, t
from components.router import Frame
from components.sentence import inside
from data.warehouse import Warehouse
from queries import features, health, lists, retention


class _Scored:
    """What the lists of scored accounts share. Each knows the page's questions."""

    columns: tuple[str, ...] = ("account", "account_id", "detail", "band_from", "band_to", "score_from", "score",
                                "reason", "arr")

    def link(self, frame: Frame) -> str:
        return ""

    def table(self, found: pd.DataFrame, currency: str) -> str:
        said = f'<p class="t-quiet">{escape(t("health.evidence.largest"))}</p>'
        return said + listed.movers(found, listed.SHOWN, currency)


def _population(ask: Questions, customers: int, arr: float) -> Mapping[str, str]:
    frame, speech = ask.frame, language()
    n = words.whole(customers, frame.scope.unit)
    amount = fmt.money(arr, frame.build.currency, speech, "table")
    week, day = (fmt.full_day(each, speech) for each in (ask.week, frame.scope.as_of))
    return {t("evidence.days"): t("health.evidence.days", day=day, week=week),
            t("health.evidence.who"): t("health.evidence.active", n=n, arr=amount)}


@dataclass(frozen=True)
class BandUnits(_Scored):
    """Everybody active on the date, by band: counted one by one, beside the bands that the page shows."""

    ask: Questions

    def population(self, frame: Frame) -> Mapping[str, str]:
        bands = self.ask.bands()
        return _population(self.ask, int(bands.customers.sum()), float(bands["arr"].sum()))

    def values(self, frame: Frame) -> Mapping[str, str]:
        held = words.shares(self.ask.bands())
        if not fmt.known(held["red"][0]):
            return {}
        by = inside(words.by_count(frame.scope.unit))
        said = t("list.comma").join(t("health.bars.alt", band=words.marked(band), by=by, count=fmt.rate(held[band][0]),
                                      arr=fmt.rate(held[band][1])) for band in BANDS)
        red = t("health.evidence.red", by=by, count=fmt.rate(held["red"][0]), arr=fmt.rate(held["red"][1]))
        return {"health_band": said, "red_share": red, "health_migration": words.migration_title(
            self.ask.matrix(), self.ask.view.weeks, frame.scope.unit)}

    def checks(self, frame: Frame) -> list[Check]:
        made = [self._band(frame, str(row.band), float(row.arr)) for row in self.ask.bands().itertuples()]
        whole = loaders.load(retention.kpis, frame.scope).iloc[0]
        units, total = sum(check.units for check in made), sum(check.accounts for check in made)
        return [*made, Check("customers", t("health.evidence.count"), units, float(units), float(whole["logos"])),
                Check("arr", t("health.evidence.kpi"), units, total, float(whole["arr"]))]

    def _band(self, frame: Frame, band: str, arr: float) -> Check:
        """A band's ARR as the page shows it, beside the sum of its accounts."""
        held = loaders.load(health.members, frame.scope, None, band, self.ask.view.weeks, 1).attrs
        return Check(band, t("health.evidence.band", band=words.marked(band)), int(held["total"]), float(held["arr"]),
                     arr)

    def named(self, frame: Frame, limit: int, house: Warehouse | None = None) -> pd.DataFrame:
        asked = (frame.scope, None, None, self.ask.view.weeks, limit)
        return health.members(house, *asked) if house else loaders.load(health.members, *asked)


@dataclass(frozen=True)
class CellUnits(_Scored):
    """The accounts of the chosen cell of the matrix."""

    ask: Questions
    cell: tuple[str, str]

    def population(self, frame: Frame) -> Mapping[str, str]:
        speech = language()
        then, now = (fmt.full_day(day, speech) for day in (self.ask.then, self.ask.week))
        return {t("evidence.days"): t("health.evidence.between", then=then, now=now),
                t("health.evidence.who"): words.cell(*self.cell)}

    def values(self, frame: Frame) -> Mapping[str, str]:
        customers, arr = self.ask.held(self.cell)
        n = fmt.count(customers, frame.scope.unit, language())
        amount = fmt.money(arr, frame.build.currency, language(), "table")
        return {"health_migration": t("health.corner.size", n=n, arr=amount)}

    def checks(self, frame: Frame) -> list[Check]:
        held, (customers, arr) = self.ask.members(self.cell).attrs, self.ask.held(self.cell)
        total = int(held["total"])
        return [Check("customers", t("health.evidence.count"), total, float(total), float(customers)),
                Check("arr", t("metric.arr.name"), total, float(held["arr"]), arr)]

    def named(self, frame: Frame, limit: int, house: Warehouse | None = None) -> pd.DataFrame:
        asked = (frame.scope, *self.cell, self.ask.view.weeks, limit)
        return health.members(house, *asked) if house else loaders.load(health.members, *asked)


@dataclass(frozen=True)
class JudgedUnits(_Scored):
    """Everybody who has both a score and a fresh pulse."""

    ask: Questions
    columns = ("account", "account_id", "detail", "score", "pulse", "arr", "owner")

    def population(self, frame: Frame) -> Mapping[str, str]:
        found = self.ask.dots()
        return _population(self.ask, len(found), float(found["arr"].sum()))

    def values(self, frame: Frame) -> Mapping[str, str]:
        return {}

    def checks(self, frame: Frame) -> list[Check]:
        found = self.ask.dots()
        total, arr = float(found.attrs.get("total", 0)), float(found.attrs.get("arr", 0.0))
        return [Check("customers", t("health.evidence.count"), len(found), float(len(found)), total),
                Check("arr", t("metric.arr.name"), len(found), float(found["arr"].sum()), arr)]

    def named(self, frame: Frame, limit: int, house: Warehouse | None = None) -> pd.DataFrame:
        return lists.quadrant(house, frame.scope, limit) if house else loaders.load(lists.quadrant, frame.scope, limit)

    def table(self, found: pd.DataFrame, currency: str) -> str:
        return f'<p class="t-quiet">{escape(t("health.evidence.largest"))}</p>{listed.judged(found, currency)}'


@dataclass(frozen=True)
class LowUnits(_Scored):
    """Everybody who is low in one feature."""

    ask: Questions
    feature: str
    columns = ("account", "account_id", "detail", "feature_score", "score", "band", "trend", "arr", "owner")

    def population(self, frame: Frame) -> Mapping[str, str]:
        found = self.ask.low(self.feature)
        return _population(self.ask, int(found.attrs["total"]), float(found.attrs["arr"]))

    def values(self, frame: Frame) -> Mapping[str, str]:
        return {}

    def checks(self, frame: Frame) -> list[Check]:
        found, rows = self.ask.low(self.feature), self.ask.features()
        row = rows[rows.feature == self.feature].iloc[0]
        total = int(found.attrs["total"])
        name = t("health.evidence.low", feature=self.feature)
        return [Check("customers", name, total, float(total), float(row.low_units)),
                Check("arr", t("metric.arr.name"), total, float(found.attrs["arr"]), float(row.arr_low))]

    def named(self, frame: Frame, limit: int, house: Warehouse | None = None) -> pd.DataFrame:
        if house:
            return features.low_feature(house, frame.scope, self.feature, limit=limit)
        return self.ask.low(self.feature, limit)

    def table(self, found: pd.DataFrame, currency: str) -> str:
        return listed.low(found, listed.SHOWN, currency)
