"""The page's downloads: every figure with its interval and reason. Words are looked up while the page is drawn."""

from __future__ import annotations

from functools import partial

import pandas as pd

from components import export
from components.cohorts import cuts
from components.economics import words
from components.evidence.kinds import head
from components.i18n import t
from components.router import Frame


def whole(frame: Frame, found: pd.DataFrame) -> None:
    """The one row of the scope."""
    _button(frame, "whole", found)


def split(frame: Frame, found: pd.DataFrame, by: str, name: str) -> None:
    """A row a value of the split."""
    rows = found.assign(**{by: [words.label(by, value, dict(frame.dimensions)) for value in found[by]]})
    _button(frame, "split", rows, by, {by: name})


def curves(frame: Frame, found: pd.DataFrame) -> None:
    """Grain: cohort × age."""
    _button(frame, "cohorts", found.assign(cohort=[cuts.name(cohort, "quarter") for cohort in found.cohort]))


def increment(frame: Frame, found: pd.DataFrame) -> None:
    """A row a part."""
    _button(frame, "increment", found.assign(part=[t(f"economics.part.{part}") for part in found.part]))


def _button(frame: Frame, key: str, rows: pd.DataFrame, suffix: str = "", heads: dict[str, str] | None = None) -> None:
    """Reasons and the margin's source in words."""
    told = {name: [words.reason(code) or None for code in rows[name]] for name in rows.columns
            if name == "reason" or str(name).endswith("_reason")}
    if "margin_source" in rows.columns:
        told["margin_source"] = [t(f"economics.margin.{each}") if isinstance(each, str) else None
                                 for each in rows.margin_source]
    names = {str(column): (heads or {}).get(str(column)) or head(str(column), frame.dimensions, "customer",
                                                                "queries.economics.economics")
             for column in rows.columns}
    made = partial(export.csv, rows.assign(**told), names)
    file = f"economics-{key}{f'-{suffix}' if suffix else ''}-{frame.scope.as_of}.csv"
    export.button(frame.export, t(f"economics.export.{key}"), file, made, f"economics.file.{key}")
