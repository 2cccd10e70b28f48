"""Lists for whoever may not see every name: what may not be named is one line at the end, so that the list adds up."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

ID = "account_id"
UNNAMED = "unnamed"
"""The frame's attribute that says how many rows the last line stands for; 0: every row has its name."""


def folded(found: pd.DataFrame, sums: Sequence[str]) -> pd.DataFrame:
    """The rows that have a name, in their order, and one line of all others: `sums` added up, everything else null.

    A sum over nothing but unknown amounts is unknown. A frame without accounts stays as it is.
    """
    if ID not in found.columns:
        return found
    hidden = found[ID].isna().to_numpy(dtype=bool)
    count = int(hidden.sum())
    made = found[~hidden]
    if count:
        line = {name: _sum(found.loc[hidden, name]) if name in sums else None for name in found.columns}
        made = pd.concat([made.astype(object), pd.DataFrame([line], columns=found.columns, dtype=object)])
        made = _typed(made, found)
    made = made.reset_index(drop=True)
    made.attrs = {**found.attrs, UNNAMED: count}
    return made


def _sum(values: pd.Series) -> float | None:
    known = pd.to_numeric(values).dropna()
    return float(known.sum()) if len(known) else None


def _typed(made: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Numbers stay numbers: with a null among them they are floats."""
    numbers = [name for name in found.columns if pd.api.types.is_numeric_dtype(found[name])
               and not pd.api.types.is_bool_dtype(found[name])]
    return made.assign(**{name: pd.to_numeric(made[name]).astype(float) for name in numbers})
