"""The page's downloads, in the header's export popover. Words are looked up while the page is drawn."""

from __future__ import annotations

from functools import partial

import pandas as pd

from components import export
from components.evidence import accounts as naming
from components.evidence.kinds import head, worded
from components.i18n import t
from components.router import Frame
from queries.dimensions import Dimension

ACCOUNTS = ("account", "account_id", "detail", "band_from", "band_to", "score_from", "score", "reason", "arr")
POINTS = ("component", "old", "new", "points")
DOTS = ("account", "account_id", "detail", "score", "pulse", "arr", "owner")
LOW = ("account", "account_id", "detail", "feature_score", "score", "band", "trend", "arr", "owner")


def bands(frame: Frame, found: pd.DataFrame) -> None:
    """Grain: band."""
    _button(frame, "bands", found)


def trend(frame: Frame, found: pd.DataFrame) -> None:
    """Grain: Sunday × band."""
    _button(frame, "trend", found)


def migration(frame: Frame, found: pd.DataFrame, weeks: int) -> None:
    """Grain: band then × band now."""
    _button(frame, "migration", found, f"{weeks}w")


def accounts(frame: Frame, found: pd.DataFrame, cell: tuple[str, str] | None) -> None:
    """The listed accounts with their scores then and now."""
    _button(frame, "accounts", _some(found, ACCOUNTS), "-".join(cell or ("moved",)))


def why(frame: Frame, found: pd.DataFrame, account_id: str) -> None:
    """Grain: component of one account's score."""
    _button(frame, "why", _some(found, POINTS), account_id)


def quadrant(frame: Frame, found: pd.DataFrame) -> None:
    """Everybody with a score and a pulse, those who are not drawn too."""
    _button(frame, "quadrant", _some(found, DOTS))


def split(frame: Frame, found: pd.DataFrame, dimension: Dimension) -> None:
    """Grain: value of a dimension × band."""
    _button(frame, "split", found, dimension.key)


def features(frame: Frame, found: pd.DataFrame) -> None:
    """Grain: feature."""
    _button(frame, "features", found)


def low(frame: Frame, found: pd.DataFrame, feature: str) -> None:
    """The accounts low in one feature."""
    _button(frame, "low", _some(found, LOW), "".join(each if each.isalnum() else "-" for each in feature))


def _some(found: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    return found[[name for name in columns if name in found.columns]]


def _button(frame: Frame, key: str, found: pd.DataFrame, suffix: str = "") -> None:
    rows = worded(naming.without_names(frame, found), frame.dimensions)
    names = {str(name): head(str(name), frame.dimensions, frame.scope.unit) for name in rows.columns}
    file = f"health-{key}{f'-{suffix}' if suffix else ''}-{frame.scope.as_of}.csv"
    export.button(frame.export, t(f"health.export.{key}"), file, partial(export.csv, rows, names),
                  f"health.file.{key}")
