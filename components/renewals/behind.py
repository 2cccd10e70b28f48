"""The renewals behind the figures of what is at risk, by name, for their panels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from components import format as fmt
from components import loaders
from components.evidence.about import Check
from components.i18n import language, t
from components.renewals import listed, words
from components.router import Frame
from data.warehouse import Warehouse
from queries import renewal_lists, renewal_risk, renewals

MOST, SHOWN = 100_000, 8


@dataclass(frozen=True)
class AtRisk:
    """Every renewal at risk on the date, one by one, beside the amount and the count that the page shows."""

    columns: tuple[str, ...] = ("account", "account_id", "renewal_id", "contract_id", "due_on", "notice_on", "arr_due",
                                "band", "score", "category", "rating", "reasons")

    def population(self, frame: Frame) -> Mapping[str, str]:
        now = loaders.load(renewal_risk.trend, frame.scope).iloc[-1]
        day = fmt.full_day(now.as_of, language())
        near = words.money(float(now.arr_near), frame.build.currency)
        return {t("renewals.evidence.who"): t("renewals.evidence.near", day=day, n=words.many(int(now.near)), arr=near)}

    def values(self, frame: Frame) -> Mapping[str, str]:
        now = loaders.load(renewal_risk.trend, frame.scope).iloc[-1]
        year = loaders.load(renewals.kpis, frame.scope).iloc[0]
        currency = frame.build.currency
        rates = {f"renewal_{name}": fmt.rate(float(year[f"{name}_rate"])) for name in ("gross", "net", "on_time")}
        return {**rates, "renewal_at_risk": words.amount(float(now.arr_at_risk), currency),
                "renewal_near": words.amount(float(now.arr_near), currency),
                "renewal_overdue": words.amount(float(year.arr_overdue), currency)}

    def checks(self, frame: Frame) -> list[Check]:
        now = loaders.load(renewal_risk.trend, frame.scope).iloc[-1]
        found = loaders.load(renewal_lists.listed, frame.scope, "at_risk", MOST)
        return [Check("arr", t("metric.renewal_at_risk.name"), len(found), float(found.arr_due.sum()),
                      float(now.arr_at_risk))]

    def named(self, frame: Frame, limit: int, house: Warehouse | None = None) -> pd.DataFrame:
        asked = (frame.scope, "at_risk", limit)
        if house:
            return renewal_lists.listed(house, *asked)  # type: ignore[arg-type]
        return loaders.load(renewal_lists.listed, *asked)  # type: ignore[arg-type]

    def table(self, found: pd.DataFrame, currency: str) -> str:
        return listed.compact(found, SHOWN, currency)

    def link(self, frame: Frame) -> str:
        return ""
