"""Parquet files of a table, in types that the contract wants or does not, and pyarrow's reading of one."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal, localcontext
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import Column, Date, DateTime, Double, Integer, Numeric

from data.contract import contract_columns
from tests.fuzz import second, serving
from tests.fuzz.company import Given

ODD: tuple[Any, ...] = (
    pa.string(), pa.int64(), pa.int8(), pa.float64(), pa.float32(), pa.date32(), pa.bool_(), pa.binary(), pa.uint64(),
    pa.timestamp("ns"), pa.timestamp("us", tz="Asia/Tokyo"), pa.decimal128(30, 9), pa.list_(pa.string()), pa.date64(),
    pa.struct([("a", pa.string())]), pa.large_string(), pa.dictionary(pa.int32(), pa.string()), pa.null(),
    pa.time64("us"))


def written(rng: random.Random, chosen: Path, given: Given) -> Path:
    """The table as a Parquet file in place of its CSV file; now and then a column is of another type."""
    contract, columns = contract_columns(given.name), {}
    for name in given.columns:
        cells = [second.value(contract.get(name), row.get(name, "")) for row in given.rows]
        kind = rng.choice(ODD) if rng.random() < 0.08 else None
        try:
            columns[name] = pa.array(cells, kind)
        except (pa.ArrowException, TypeError, ValueError):
            columns[name] = pa.array([None if cell is None else str(cell) for cell in cells], pa.string())
    at = chosen.with_suffix(".parquet")
    pq.write_table(pa.table(columns), at, compression=rng.choice(("snappy", "none", "zstd")), row_group_size=2)
    chosen.unlink()
    return at


def differs(ask: serving.Ask, path: Path) -> str | None:
    """In what a loaded table differs from the Parquet file as pyarrow reads it; null where in nothing."""
    table = path.stem.lower()
    try:
        given = pq.read_table(path)
    except (pa.ArrowException, OSError, ValueError) as error:
        return f"{path.name} was loaded, and pyarrow cannot read it: {error}"[:300]
    contract = contract_columns(table)
    columns = {name: given.column(name).to_pylist() for name in given.column_names
               if name.lower() in contract or (table == "customer" and name and name.lower() != "rowid")}
    names = tuple(sorted(columns))
    rows = Counter(tuple(_plain(contract.get(name.lower()), columns[name][at]) for name in names)
                   for at in range(given.num_rows))
    there = serving.loaded(ask, table, names)
    return None if there == rows else f"{path.name}: loaded {dict(there - rows)}, it holds {dict(rows - there)}"[:600]


def _plain(column: Column[Any] | None, found: Any) -> Any:
    """A value of a Parquet file as the contract's column holds it."""
    kind = column.type if column is not None else None
    if found is None:
        return None
    if isinstance(found, datetime):
        found = found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found
        return found.date() if isinstance(kind, Date) else found
    if isinstance(found, date):
        return datetime(found.year, found.month, found.day) if isinstance(kind, DateTime) else found
    if isinstance(kind, Integer):
        return int(found)
    if isinstance(kind, Double):
        return float(found)
    if isinstance(kind, Numeric):
        with localcontext(prec=60):
            return Decimal(found).quantize(Decimal(1).scaleb(-int(kind.scale or 0)), ROUND_HALF_UP)
    return found if isinstance(found, bool) else str(found)
