"""What stands behind the page's figures: all that was loaded, whatever is filtered; no account adds up to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from components import format as fmt
from components.evidence.about import Check
from components.i18n import language, t
from components.router import Frame
from data.warehouse import Warehouse


@dataclass(frozen=True)
class Everything:
    """The loaded tables themselves, from the data's first day to their newest."""

    columns: tuple[str, ...] = ()

    def population(self, frame: Frame) -> Mapping[str, str]:
        first, newest = (fmt.full_day(day, language()) for day in (frame.build.first_day, frame.build.newest_day))
        return {t("evidence.filters"): t("datastatus.evidence.everything"),
                t("evidence.days"): t("evidence.days_value", start=first, end=newest)}

    def values(self, frame: Frame) -> Mapping[str, str]:
        return {}

    def checks(self, frame: Frame) -> list[Check]:
        return []

    def named(self, frame: Frame, limit: int, house: Warehouse | None = None) -> pd.DataFrame:
        return pd.DataFrame()

    def link(self, frame: Frame) -> str:
        return ""

    def table(self, found: pd.DataFrame, currency: str) -> str:
        return ""
