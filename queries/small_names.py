"""Rows by name as one line without any, and answers without the names of the company's own people."""

from __future__ import annotations

from typing import Any

import pandas as pd

from queries.small import LEAST
from queries.small_kinds import ADDS, PEOPLE

UNNAMED = "unnamed"
"""attrs: how many customers the one line of a list stands for."""
SAID = ("missing", "unknown", "reason")
"""attrs of a list that are told even where its customers are too few."""


def without_people(frame: pd.DataFrame) -> pd.DataFrame:
    """The names of the company's own people are null too."""
    found = {name: None for name in frame.columns if name in PEOPLE}
    if not found:
        return frame
    made = frame.assign(**found)
    made.attrs = dict(frame.attrs)
    return made


def folded(frame: pd.DataFrame, sums: tuple[str, ...]) -> pd.DataFrame:
    """One line for all: amounts summed over the rows, or as attrs have them of all; null where they are too few."""
    number = _units(frame)
    few = 0 < number < LEAST
    row: dict[Any, Any] = dict.fromkeys(frame.columns)
    for name in frame.columns:
        if not few and name in (*sums, *ADDS):
            row[name] = frame.attrs.get(name, pd.to_numeric(frame[name], errors="coerce").sum())
    made = pd.DataFrame([row] if number else [], columns=frame.columns)
    made.attrs = {name: None if few and name not in SAID else value for name, value in frame.attrs.items()
                  if name in SAID or isinstance(value, int | float)}
    made.attrs[UNNAMED] = None if few else number
    return made


def _units(frame: pd.DataFrame) -> int:
    """How many customers rows by name are, those beyond a limit too where attrs count them."""
    counted = [frame.attrs.get(name) for name in ("total", "units", "renewals", "accounts", "changed")]
    known = [int(value) for value in counted if isinstance(value, int | float) and value == value]
    told = frame["account_id"].nunique() if "account_id" in frame.columns else 0
    if told and len(frame) >= max([0, *known]):
        return int(told)
    return max([len(frame), *known])
