"""The page's downloads. Words are looked up while the page is drawn."""

from __future__ import annotations

from functools import partial

import pandas as pd

from components import export
from components.i18n import t
from components.router import Frame

RUN = ("year", "arr", "arr_low", "arr_high", "installed", "new", "nrr", "nrr_low", "nrr_high", "grr", "revenue",
       "margin", "margin_low", "margin_high", "profit")
PUBLISHED = ("metric", "statistic", "value", "acv_from", "acv_to", "currency", "own", "own_low", "own_high", "own_n",
             "difference", "reason", "source", "year", "data_year", "n", "about", "secondary", "population",
             "definition")


def run(frame: Frame, found: pd.DataFrame) -> None:
    """The years as they are shown. Grain: year; rates as fractions."""
    _button(frame, "run", found[list(RUN)])


def published(frame: Frame, found: pd.DataFrame) -> None:
    """Every published figure with its source and this company's own."""
    _button(frame, "published", found[list(PUBLISHED)])


def _button(frame: Frame, key: str, rows: pd.DataFrame) -> None:
    names = {column: t(f"whatif.file.{column}") for column in rows.columns}
    made = partial(export.csv, rows, names)
    export.button(frame.export, t(f"whatif.export.{key}"), f"whatif-{key}-{frame.scope.as_of}.csv", made,
                  f"whatif.file.{key}")
