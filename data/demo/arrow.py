"""From NumPy columns to Arrow columns of the contract's types, without a loop over rows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from data.demo.basis import NEVER

MICROS = 1_000_000
AMOUNT = pa.decimal128(20, 6)


def ids(prefix: str, numbers: NDArray[Any], width: int = 7) -> pa.Array:
    """Text ids such as C0000042, counted from 1; null where the number is negative."""
    digits = pc.utf8_lpad(pc.cast(pa.array(numbers + 1), pa.string()), width, "0")
    text = pc.binary_join_element_wise(pa.scalar(prefix), digits, "")
    return pc.if_else(pa.array(numbers >= 0), text, pa.scalar(None, pa.string()))


def words(values: tuple[str, ...], codes: NDArray[Any]) -> pa.Array:
    """The word of each code; null where the code is negative."""
    at = codes.astype(np.int32)
    return pa.array(values, pa.string()).take(pa.array(at, mask=at < 0))


def days(numbers: NDArray[Any]) -> pa.Array:
    """Dates; null where the day never comes."""
    return pa.array(numbers.astype(np.int32), mask=numbers >= NEVER).cast(pa.date32())


def whole(numbers: NDArray[Any]) -> pa.Array:
    """Integers; null where negative."""
    return pa.array(numbers.astype(np.int32), mask=numbers < 0)


def amounts(values: NDArray[np.float64], known: NDArray[np.bool_] | None = None) -> pa.Array:
    """Exact decimals from amounts that are whole hundredths; null where not known."""
    cents = np.rint(values * 100).astype(np.int64)
    halves = np.zeros((len(cents), 2), dtype=np.int64)
    halves[:, 0] = cents * (MICROS // 100)
    column = pa.Array.from_buffers(AMOUNT, len(cents), [None, pa.py_buffer(halves)])
    return column if known is None else pc.if_else(pa.array(known), column, pa.scalar(None, AMOUNT))
