"""The page's downloads: every list whole, with words for what the board calls by keys."""

from __future__ import annotations

from functools import partial

import pandas as pd

from components import export
from components.evidence import accounts as naming
from components.evidence.kinds import head, worded
from components.i18n import t
from components.router import Frame


def teams(frame: Frame, found: pd.DataFrame) -> None:
    _button(frame, "teams", found)


def csms(frame: Frame, found: pd.DataFrame) -> None:
    _button(frame, "csms", found)


def today(frame: Frame, found: pd.DataFrame) -> None:
    _button(frame, "today", found)


def spread(frame: Frame, found: pd.DataFrame) -> None:
    _button(frame, "spread", found)


def handed(frame: Frame, found: pd.DataFrame) -> None:
    _button(frame, "handed", found)


def handed_accounts(frame: Frame, found: pd.DataFrame) -> None:
    _button(frame, "handed_accounts", naming.without_names(frame, found))


def changed(frame: Frame, found: pd.DataFrame) -> None:
    _button(frame, "changed", found)


def _button(frame: Frame, key: str, found: pd.DataFrame) -> None:
    rows = worded(found, frame.dimensions)
    heads = {str(name): head(str(name), frame.dimensions, frame.scope.unit, "queries.teams.teams")
             for name in rows.columns}
    made = partial(export.csv, rows, heads)
    export.button(frame.export, t("teams.export", name=t(f"teams.file.{key}")),
                  f"teams-{key}-{frame.scope.as_of}.csv", made, f"teams.file.{key}")
