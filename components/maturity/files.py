"""The page's downloads. Words are looked up while the page is drawn."""

from __future__ import annotations

from functools import partial

import pandas as pd

from components import export
from components.i18n import t
from components.router import Frame
from queries.maturity import CELLS
from queries.maturity_todo import TODO
from queries.maturity_trend import TEAMS, TREND


def cells(frame: Frame, found: pd.DataFrame) -> None:
    """Every cell of every quarter: what is claimed, by whom, and what is evidenced."""
    _button(frame, "cells", found.assign(missing=[", ".join(each) for each in found.missing])[list(CELLS)])


def todo(frame: Frame, found: pd.DataFrame) -> None:
    """What the next levels need, all of it."""
    _button(frame, "todo", found[list(TODO)])


def quarters(frame: Frame, found: pd.DataFrame) -> None:
    """Both means, the stage and retention by quarter."""
    _button(frame, "quarters", found[list(TREND)])


def teams(frame: Frame, found: pd.DataFrame) -> None:
    """Each team's stage and retention."""
    _button(frame, "teams", found[list(TEAMS)])


def _button(frame: Frame, key: str, rows: pd.DataFrame) -> None:
    names = {str(column): t(f"maturity.file.{column}") for column in rows.columns}
    file = f"maturity-{key}-{frame.scope.as_of}.csv"
    export.button(frame.export, t(f"maturity.export.{key}"), file, partial(export.csv, rows.astype(object), names),
                  f"maturity.file.{key}")
