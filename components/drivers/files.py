"""The page's downloads. Words are looked up while the page is drawn."""

from __future__ import annotations

from functools import partial

import pandas as pd

from components import export
from components.drivers import words
from components.i18n import t
from components.router import Frame
from queries import driver_paths, onboarding
from queries import drivers as queries


def conditions(frame: Frame, found: pd.DataFrame) -> None:
    """Every condition with every number: rates and differences as fractions."""
    names = [words.name(str(each), frame.dimensions) for each in found.condition]
    _button(frame, "conditions", found.assign(name=names)[["name", *queries.COLUMNS]])


def endpoints(frame: Frame, found: pd.DataFrame) -> None:
    """Both ends of onboarding."""
    _button(frame, "onboarding", found[list(onboarding.COLUMNS)])


def paths(frame: Frame, found: pd.DataFrame) -> None:
    """The links from activities to signs."""
    _button(frame, "paths", found[list(driver_paths.COLUMNS)])


def _button(frame: Frame, key: str, rows: pd.DataFrame) -> None:
    names = {str(column): t(f"drivers.file.{column}") for column in rows.columns}
    file = f"drivers-{key}-{frame.scope.as_of}.csv"
    export.button(frame.export, t(f"drivers.export.{key}"), file, partial(export.csv, rows, names),
                  f"drivers.file.{key}")
