"""The page's downloads: every table whole, with all its columns."""

from __future__ import annotations

from functools import partial

import pandas as pd

from components import export
from components.evidence.kinds import head, worded
from components.functions.shown import Spec, files_columns
from components.i18n import t
from components.router import Frame


def listed(frame: Frame, spec: Spec, found: pd.DataFrame) -> None:
    """A table as a CSV file, words and heads in the reader's language."""
    rows = worded(found, frame.dimensions)
    columns = [name for name in files_columns(spec, rows) if name in rows.columns]
    heads = {name: head(name, frame.dimensions, "customer", f"queries.expansion_{spec.key}") for name in columns}
    name = t("expansion.export.csv", name=t(f"expansion.{spec.key}.caption"))
    export.button(frame.export, name, f"expansion-{spec.key}-{frame.scope.as_of}.csv",
                  partial(export.csv, rows, heads), f"expansion.file.{spec.key}")
