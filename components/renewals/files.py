"""The page's downloads. Words are looked up while the page is drawn; the files are made on the click."""

from __future__ import annotations

from functools import partial

import pandas as pd

from components import export
from components.i18n import catalogue, language, t
from components.router import Frame

HIDDEN = ("trained_on",)


def offer(frame: Frame, key: str, rows: pd.DataFrame, suffix: str = "") -> None:
    """One frame as CSV: rates as fractions, amounts in the reporting currency a year."""
    names = {str(column): _head(str(column)) for column in rows.columns if column not in HIDDEN}
    file = f"renewals-{key}{f'-{suffix}' if suffix else ''}-{frame.scope.as_of}.csv"
    export.button(frame.export, t(f"renewals.export.{key}"), file, partial(export.csv, rows, names),
                  f"renewals.file.{key}")


def _head(column: str) -> str:
    return catalogue(language()).get(f"evidence.column.{column}", column)
