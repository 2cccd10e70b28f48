"""Columns of an Arrow table as the values that a frame of Python's rows would hold, whatever the engine.

pandas makes of rows: whole numbers int64, with nulls among them float64; truth values bool, with nulls objects; dates,
texts and decimals objects; moments datetime64[ns]; a column of nulls objects. A decimal without a fraction is a whole
number: sums are, and engines differ in how wide an integer they give them as.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

SAFE = 1 << 53
"""Whole numbers up to here have a float of their own."""


def columns(found: pa.Table, kinds: Sequence[str], floats: Sequence[bool]) -> list[Any]:
    """One array a column. `kinds`: DuckDB's words for the types. `floats`: which the statement declares as floats."""
    return [_column(values, kind, is_float) for values, kind, is_float in zip(
        found.itercolumns(), kinds, floats, strict=True)]


def _column(values: pa.ChunkedArray, kind: str, is_float: bool) -> Any:
    if values.null_count == len(values):
        return np.full(len(values), None, dtype=object)
    if kind in ("HUGEINT", "UHUGEINT") or (kind == "NUMERIC" and not _has_point(values)):
        return _whole(values)
    if kind == "NUMERIC":
        values = pc.cast(values, pa.float64()) if is_float else _decimals(values)
    elif pa.types.is_decimal(values.type) and is_float:
        values = pc.cast(values, pa.float64())
    return _array(values)


def _array(values: Any) -> Any:
    if not isinstance(values, pa.ChunkedArray):
        return values
    kind = values.type
    if pa.types.is_integer(kind):
        return _filled(values, pa.float64() if values.null_count else pa.int64())
    if pa.types.is_floating(kind):
        return _filled(values, pa.float64())
    if pa.types.is_boolean(kind) and not values.null_count:
        return values.to_numpy()
    if pa.types.is_timestamp(kind):
        return _moments(values)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_date(kind):
        return values.to_pandas(date_as_object=True).to_numpy(dtype=object)
    return _objects(values.to_pylist())


def _filled(values: pa.ChunkedArray, kind: pa.DataType) -> Any:
    return np.array(values.cast(kind, safe=False).to_numpy(), copy=True)


def _moments(values: pa.ChunkedArray) -> Any:
    naive = values.cast(pa.timestamp("us", tz=None)) if values.type.tz else values
    return pd.Series(naive.to_pylist()).to_numpy() if _is_far(naive) else naive.to_numpy().astype("datetime64[ns]")


def _is_far(values: pa.ChunkedArray) -> bool:
    """Whether a moment is beyond what nanoseconds reach."""
    years = pc.min_max(pc.year(values)).as_py()
    return not 1678 <= years["min"] <= years["max"] <= 2261


def _whole(values: pa.ChunkedArray) -> Any:
    """Whole numbers that came as decimals or as text: int64 where they fit, as pandas has them of rows otherwise."""
    try:
        return _array(values.cast(pa.int64()))
    except pa.ArrowInvalid:
        return pd.DataFrame([(None if each is None else int(each),) for each in values.to_pylist()])[0].to_numpy()


def _has_point(values: pa.ChunkedArray) -> bool:
    return bool(pc.any(pc.match_substring_regex(values, r"\D*[^\d-]")).as_py())


def _decimals(values: pa.ChunkedArray) -> Any:
    return _objects([None if each is None else Decimal(each) for each in values.to_pylist()])


def _objects(values: list[Any]) -> Any:
    made = np.empty(len(values), dtype=object)
    made[:] = values
    return made
