"""The page's downloads, in the header's export popover. Words are looked up while the page is drawn."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from components import export, loaders
from components.i18n import catalogue, language, t
from components.principles import words
from components.router import Frame
from data.warehouse import Warehouse
from queries import principle_accounts
from queries.scope import Scope

if TYPE_CHECKING:
    from components.principles.questions import Questions

CARD = ("principle", "name", "measure", "value", "target", "verdict", "within_chance", "reference", "n",
        "low", "high", "owner", "due_on", "reason", "missing", "principle_verdict")
TREND = ("measure", "on", "value", "numerator", "denominator", "n", "low", "high", "reason")
MOST = 1_000_000


def card(frame: Frame, found: pd.DataFrame) -> None:
    """The scorecard: fractions, days and counts as numbers."""
    rows = found.assign(name=[words.name(key, "name") for key in found.measure],
                        owner=[words.person(each) for each in found.owner],
                        missing=[" ".join(each) for each in found.missing])
    _button(frame, "card", rows[list(CARD)])


def trend(frame: Frame, ask: Questions) -> None:
    """All measures of the warehouse on every day of the trend."""
    _button(frame, "trend", ask.found()[list(TREND)])


def split(frame: Frame, found: pd.DataFrame, measure: str, by: str) -> None:
    """A measure by label."""
    _button(frame, "split", found, f"-{measure}-{by}")


def accounts(frame: Frame, key: str) -> None:
    """Everybody who falls short: asked of the warehouse on the click, which may be on any thread."""
    names = {column: _head(column) for column in principle_accounts.COLUMNS}
    made = partial(_listed, loaders.warehouse(), replace(frame.scope, unit="customer"), key, names)
    export.button(frame.export, t("principles.export.accounts"), f"principles-{key}-{frame.scope.as_of}.csv", made,
                  "principles.file.accounts")


def _listed(house: Warehouse, scope: Scope, key: str, names: dict[str, str]) -> bytes:
    return export.csv(principle_accounts.short(house, scope, key, MOST), names)


def _button(frame: Frame, key: str, rows: pd.DataFrame, suffix: str = "") -> None:
    names = {str(column): _head(str(column)) for column in rows.columns}
    file = f"principles-{key}{suffix}-{frame.scope.as_of}.csv"
    export.button(frame.export, t(f"principles.export.{key}"), file, partial(export.csv, rows, names),
                  f"principles.file.{key}")


def _head(column: str) -> str:
    known = catalogue(language())
    return known.get(f"evidence.column.{column}", known.get(f"principles.column.{column}", column))
