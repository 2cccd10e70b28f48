"""The page's downloads, in the header's export popover. Words are looked up while the page is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import pandas as pd

from components import export
from components.evidence import accounts as naming
from components.evidence.kinds import head, worded
from components.i18n import t
from components.router import Frame
from queries.dimensions import Dimension

QUESTIONS = {"stages": "queries.journey.standing", "flow": "queries.journey_flow.flow",
             "dwell": "queries.journey_dwell.dwell", "leaks": "queries.journey_leaks.leaks",
             "trend": "queries.journey.history", "accounts": "queries.journey_members.members"}
"""What each file answers: its columns have the words that they have in the panel of the figure."""


def button(frame: Frame, key: str, found: pd.DataFrame, suffix: str = "") -> None:
    """One frame of the page as a CSV file, its words in the reader's language."""
    rows = said(key, naming.without_names(frame, found), frame.dimensions)
    names = heads(key, rows, frame.dimensions)
    file = f"journey-{key}{f'-{suffix}' if suffix else ''}-{frame.scope.as_of}.csv"
    export.button(frame.export, t(f"journey.export.{key}"), file, partial(export.csv, rows, names),
                  f"journey.file.{key}")


def heads(key: str, rows: pd.DataFrame, dimensions: Mapping[str, Dimension]) -> dict[str, str]:
    """The columns of a file with their heads."""
    return {str(name): head(str(name), dimensions, "customer", QUESTIONS[key]) for name in rows.columns}


def said(key: str, found: pd.DataFrame, dimensions: Mapping[str, Dimension]) -> pd.DataFrame:
    """The rows with their values in words. A stage that cannot be told apart from all is within chance, as the page
    says; which condition let a customer in, and a stage before that nobody asked for, are no columns.
    """
    rows = found
    if key == "leaks":
        against = ["" if not row.n else row.against or "chance" for row in found.itertuples()]
        rows = found.assign(against=pd.Series(against, index=found.index, dtype=object))
    if key == "accounts":
        unasked = not (found.stage_from != "").any()
        rows = found.drop(columns=["entry", "stage_from"] if unasked else ["entry"])
    return worded(rows, dimensions)
