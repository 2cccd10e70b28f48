"""The accounts behind the page's figures, for their panels: the members of the cohorts, and who a curve counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

import pandas as pd

from components import format as fmt
from components import loaders
from components.account import link
from components.evidence.about import Check
from components.i18n import language, t
from components.router import Frame
from components.tables import Column, Row, table
from data.warehouse import Warehouse
from queries import cohorts, members, survival
from queries.cohorts import Period
from queries.members import Reached

MONTHS = 12


def _listed(frame: Frame, reached: Reached, limit: int, house: Warehouse | None) -> pd.DataFrame:
    asked = (frame.scope, reached, limit)
    return members.members(house, *asked) if house else loaders.load(members.members, *asked)


def _drawn(found: pd.DataFrame, currency: str) -> str:
    """The accounts, the largest opening amount first; the day is that from which the age counts."""
    columns = [Column("account", t("table.account")), Column("start", t("evidence.column.start_day"), fold=True),
               Column("age", t("evidence.column.age"), "number", fold=True),
               Column("base", t("evidence.column.base"), "number"), Column("arr", t("evidence.column.arr"), "number")]
    rows: list[Row] = [{"account": link.named(row), "start": fmt.full_day(row.start_day, language()),
                        "age": f"{int(row.age):,}", **{name: fmt.money(float(getattr(row, name)), currency, language(),
                                                                        "table") for name in ("base", "arr")}}
                       for row in found.itertuples()]
    return f'<p class="t-quiet">{escape(t("evidence.accounts.opening"))}</p>{table(columns, rows)}'


class _Members:
    """What both lists show of a unit."""

    columns = ("account", "account_id", "detail", "start_day", "first_day", "base", "arr", "kept", "active", "age",
               "left", "in_cohort", "in_curve")

    def link(self, frame: Frame) -> str:
        return ""

    def table(self, found: pd.DataFrame, currency: str) -> str:
        return _drawn(found, currency)


@dataclass(frozen=True)
class CohortMembers(_Members):
    """All cohorts together at twelve months, or at the latest age before that any has reached."""

    period: Period

    def _row(self, frame: Frame) -> tuple[pd.Series, Reached] | None:
        """The total's row at that age, and whom it is over; null without any cohort."""
        cells = loaders.load(cohorts.cohorts, frame.scope, self.period)
        if not len(cells):
            return None
        whole = cohorts.total(cells[cells.age <= MONTHS])
        row = whole.iloc[-1]
        later = cells.cohort[cells.cohort > cells.cohort[cells.age == row.age].max()]
        last: date = later.min() - timedelta(days=1) if len(later) else frame.scope.as_of
        return row, Reached(int(row.age), last)

    def population(self, frame: Frame) -> Mapping[str, str]:
        found = self._row(frame)
        if found is None:
            return {t("evidence.base"): t("cohorts.evidence.nobody")}
        row, reached = found
        n = fmt.count(int(row.members), frame.scope.unit, language())
        base = fmt.money(float(row.base), frame.build.currency, language(), "table")
        last = fmt.full_day(reached.last or frame.scope.as_of, language())
        return {t("cohorts.evidence.who"): t("cohorts.evidence.members", last=last, months=reached.age),
                t("evidence.base"): t("evidence.base_value", n=n, arr=base)}

    def values(self, frame: Frame) -> Mapping[str, str]:
        found = self._row(frame)
        if found is None:
            return {}
        rates = {"cohort_nrr": found[0].nrr, "cohort_grr": found[0].grr, "cohort_logo": found[0].logo_retention}
        return {key: t("cohorts.evidence.at", value=fmt.rate(float(rate)), months=found[1].age)
                for key, rate in rates.items()}

    def checks(self, frame: Frame) -> list[Check]:
        found = self._row(frame)
        if found is None:
            return []
        row, reached = found
        sums = loaders.load(members.sums, frame.scope, reached)
        names = {"members": "members", "base": "base", "arr": "arr", "kept": "kept", "active": "active"}
        return [Check(key, t(f"evidence.column.{name}"), int(sums["members"]), sums[key], float(row[key]))
                for key, name in names.items()]

    def named(self, frame: Frame, limit: int, house: Warehouse | None = None) -> pd.DataFrame:
        found = self._row(frame)
        return _listed(frame, found[1], limit, house) if found else pd.DataFrame()


@dataclass(frozen=True)
class CurveUnits(_Members):
    """Everybody whom the survival curve of the scope counts, up to its date."""

    def population(self, frame: Frame) -> Mapping[str, str]:
        whole = loaders.load(survival.curves, frame.scope)
        unit, speech = frame.scope.unit, language()
        first, last = (fmt.full_day(day, speech) for day in (frame.build.first_day, frame.scope.as_of))
        counted = {key: fmt.count(int(whole.attrs[key]), unit, speech)
                   for key in ("units", "left_out", "entered_late", "no_time")}
        return {t("evidence.days"): t("evidence.days_value", start=first, end=last),
                t("cohorts.evidence.who"): t("cohorts.evidence.counted", **counted)}

    def values(self, frame: Frame) -> Mapping[str, str]:
        whole = loaders.load(survival.curves, frame.scope)
        row = whole[whole.age == MONTHS]
        if not len(row) or not fmt.known(float(row.survival.iloc[0])):
            return {}
        said = fmt.rate(float(row.survival.iloc[0]))
        return {"survival": t("cohorts.evidence.at", value=said, months=MONTHS)}

    def checks(self, frame: Frame) -> list[Check]:
        whole = loaders.load(survival.curves, frame.scope)
        sums, units = loaders.load(members.sums, frame.scope, Reached()), int(whole.attrs["units"])
        if not units:
            return []
        pairs = {"units": (sums["members"], float(units)), "gone": (sums["gone"], float(whole.events.sum()))}
        return [Check(key, t(f"cohorts.evidence.{key}"), int(sums["members"]), *pair) for key, pair in pairs.items()]

    def named(self, frame: Frame, limit: int, house: Warehouse | None = None) -> pd.DataFrame:
        return _listed(frame, Reached(), limit, house)
