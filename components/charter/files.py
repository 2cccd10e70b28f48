"""The page's downloads. Words are looked up while the page is drawn; texts of people are quoted against formulas."""

from __future__ import annotations

from functools import partial

import pandas as pd

from components import export
from components.charter import words
from components.i18n import t
from components.router import Frame
from queries.frozen_units import COLUMNS as ACCOUNTS

KPIS = ("measure", "value", "low", "high", "n", "target", "status", "distance", "owner", "due_on", "source",
        "edited_by")
DECISIONS = ("kind", "text", "why", "owner", "decided_on", "due_on", "state", "days_late", "done_on", "measure",
             "playbook_id", "account_id", "author")
OUTCOMES = ("text", "owner", "measure", "decided_on", "due_on", "before", "due", "now", "delta", "delta_low",
            "delta_high", "beyond", "seen")


def kpis(frame: Frame, found: pd.DataFrame) -> None:
    """Every KPI with its target: rates as fractions."""
    _button(frame, "kpis", found[list(KPIS)].assign(measure=[words.name(key) for key in found.measure]))


def decisions(frame: Frame, found: pd.DataFrame) -> None:
    """Every decision and action."""
    _button(frame, "decisions", found[list(DECISIONS)])


def outcomes(frame: Frame, found: pd.DataFrame) -> None:
    """The measures before and after."""
    _button(frame, "outcomes", found[list(OUTCOMES)].assign(measure=[words.name(key) for key in found.measure]))


def figures(frame: Frame, found: pd.DataFrame, week: str) -> None:
    """A frozen week's figures, then and now."""
    _button(frame, "figures", found, week)


def accounts(frame: Frame, found: pd.DataFrame, week: str) -> None:
    """The accounts that changed a frozen week."""
    _button(frame, "accounts", found[list(ACCOUNTS)], week)


def _button(frame: Frame, key: str, rows: pd.DataFrame, week: str = "") -> None:
    names = {str(column): t(f"charter.file.{column}") for column in rows.columns}
    file = f"tenure-charter-{key}-{week or frame.scope.as_of}.csv"
    export.button(frame.export, t(f"charter.export.{key}"), file, partial(export.csv, rows, names),
                  f"charter.file.{key}")
