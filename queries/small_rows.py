"""Rows that are hidden, as they stand in an answer: small labels as one row, anything else with its keys alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from queries.small import LEAST
from queries.small_kinds import ADDS, COUNTS, RATES

POOLED = "‹5"
"""The label of small groups together: "fewer than five"."""
STAY = ("first_day", "last_day", "reason", "missing", "n_base")
VALUES = ("value", "numerator", "denominator", "low", "high", "distance")
INSTEAD = {"reason": "withheld", "n": 0, "status": "unknown"}
"""What a measure that is not answered has there."""


def pooled(frame: pd.DataFrame, by: str, places: tuple[str, ...], hidden: NDArray[np.bool_],
           last: bool = True) -> pd.DataFrame:
    """Small labels as one row a table: what adds up is added, rates are those of all together, the rest is null.

    Null too where all of them together are too few; not before the `last` time, when others may still join them.
    """
    rows = []
    small = frame[hidden]
    for at in tables(small, places):
        some = small.iloc[at]
        row: dict[Any, Any] = dict.fromkeys(frame.columns)
        row |= {name: some[name].iloc[0] for name in places} | {by: POOLED}
        row |= {name: some[name].iloc[0] for name in STAY if name in frame.columns}
        told = {name: _total(some[name]) for name in frame.columns if name in COUNTS | ADDS}
        if not last or not any(0 < (told[name] or 0) < LEAST for name in told if name in COUNTS):
            row |= told | {name: _weighted(some, name, over) for name, over in RATES.items()
                           if name in frame.columns and over in frame.columns}
        elif "measure" in frame.columns:
            row |= {name: word for name, word in INSTEAD.items() if name in frame.columns}
        rows.append(row)
    return _typed(pd.concat([frame[~hidden].astype(object), pd.DataFrame(rows, columns=frame.columns, dtype=object)],
                            ignore_index=True), frame)


def _typed(made: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """Numbers stay numbers: whole ones where none is null."""
    numbers = [name for name in before.columns if pd.api.types.is_numeric_dtype(before[name])
               and not pd.api.types.is_bool_dtype(before[name])]
    typed = {name: pd.to_numeric(made[name]).astype(float) for name in numbers}
    return made.assign(**{name: values if values.isna().any() else values.astype(before[name].dtype)
                          for name, values in typed.items()})


def _total(values: pd.Series) -> Any:
    numbers = pd.to_numeric(values, errors="coerce")
    return None if numbers.isna().any() else numbers.sum()


def _weighted(rows: pd.DataFrame, rate: str, over: str) -> float | None:
    weight = pd.to_numeric(rows[over], errors="coerce").fillna(0)
    value = pd.to_numeric(rows[rate], errors="coerce")
    if not weight.sum() or value[weight > 0].isna().any():
        return None
    return float((value.fillna(0) * weight).sum() / weight.sum())


def blank(frame: pd.DataFrame, keys: tuple[str, ...], hidden: NDArray[np.bool_]) -> pd.DataFrame:
    """The hidden rows with their keys alone; a measure as one that is not answered, with its reason."""
    plain = frame.assign(**{name: frame[name].where(~hidden, None) for name in frame.columns
                            if name not in (*keys, *STAY) and ("measure" not in frame.columns or name in VALUES)})
    for name, word in INSTEAD.items():
        if name in frame.columns and (name != "n" or "measure" in frame.columns):
            given = frame[name].astype(object)
            plain = plain.assign(**{name: given.where(~hidden | (name == "reason") & given.notna(), word)})
    return plain


def tables(frame: pd.DataFrame, places: tuple[str, ...]) -> list[NDArray[np.int64]]:
    if not places:
        return [np.arange(len(frame))]
    keys = [tuple(str(value) for value in row) for row in frame[list(places)].itertuples(index=False)]
    found: dict[tuple[str, ...], list[int]] = {}
    for at, key in enumerate(keys):
        found.setdefault(key, []).append(at)
    return [np.asarray(rows) for rows in found.values()]
