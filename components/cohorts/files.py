"""The page's downloads: the heatmap's cells and the curves. Words are looked up while the page is drawn."""

from __future__ import annotations

from functools import partial

import pandas as pd

from components import export
from components.cohorts import cuts
from components.i18n import t
from components.router import Frame
from components.sentence import dimension_name, value_name
from queries.cohorts import Period
from queries.dimensions import Dimension

CELLS = ("cohort", "age", "members", "base", "arr", "kept", "active", "nrr", "grr", "logo_retention")
PROJECTED = ("cohort", "members", "year", "active", "share", "low", "high", "projected")
CURVE = ("age", "at_risk", "events", "censored", "entered", "survival", "low", "high")


def cells(frame: Frame, found: pd.DataFrame, total: pd.DataFrame, period: Period) -> None:
    """Every cell that is drawn or could be, the weighted total last: rates as fractions, amounts a year."""
    named = found.assign(cohort=[cuts.name(cohort, period) for cohort in found.cohort])
    rows = pd.concat([named, total.assign(cohort=t("cohorts.total"))], ignore_index=True)
    _button(frame, "cells", rows[list(CELLS)], period)


def projected(frame: Frame, found: pd.DataFrame, period: Period) -> None:
    """Every cohort and year, seen and projected: shares as fractions of the members."""
    rows = found.assign(cohort=[cuts.name(cohort, period) for cohort in found.cohort])
    _button(frame, "projected", rows[list(PROJECTED)], period)


def sides(frame: Frame, found: pd.DataFrame) -> None:
    """Both curves of newer against older. Grain: side × age."""
    words = {side: t(f"cohorts.side.{side}") for side in ("older", "newer")}
    _button(frame, "sides", found.assign(side=[words[side] for side in found.side])[["side", *CURVE]])


def curves(frame: Frame, found: pd.DataFrame, dimension: Dimension) -> None:
    """The curves by a dimension, those that are not drawn too. Grain: value × age."""
    values = [value_name(dimension, None if pd.isna(value) else str(value)) for value in found[dimension.key]]
    rows = found.assign(**{dimension.key: values})[[dimension.key, *CURVE]]
    _button(frame, "curves", rows, dimension.key, {dimension.key: dimension_name(dimension.key)})


def _button(
    frame: Frame, key: str, rows: pd.DataFrame, suffix: str = "", heads: dict[str, str] | None = None
) -> None:
    names = {column: (heads or {}).get(column) or t(f"cohorts.file.{column}") for column in rows.columns}
    file = f"cohorts-{key}{f'-{suffix}' if suffix else ''}-{frame.scope.as_of}.csv"
    made = partial(export.csv, rows, names)
    export.button(frame.export, t(f"cohorts.export.{key}"), file, made, f"cohorts.file.{key}")
