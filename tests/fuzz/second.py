"""A second reader of CSV files, which shares no line with the product's: Python's csv, datetime and decimal alone.

It knows what the contract says of a column and none of how the loader reads it. What both hold must be equal.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, Column, Date, DateTime, Double, Integer, Numeric

from data.contract import TABLES, contract_columns, words

YES, NO = {"true", "t", "1", "yes", "y"}, {"false", "f", "0", "no", "n"}
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
AMOUNT = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
ZONE = re.compile(r"([+-]\d\d)$")
Row = tuple[Any, ...]


class NoValue(Exception):
    """A cell that holds no value of its column's type."""


@dataclass(frozen=True)
class Book:
    """A file as it is: the names of its columns as written, and each record with the line it starts on."""

    columns: tuple[str, ...]
    records: tuple[tuple[int, tuple[str, ...]], ...]


def book(path: Path) -> Book | None:
    """The file, or null where Python finds neither UTF-8 nor Shift_JIS, or no CSV."""
    given = path.read_bytes() if path.is_file() else b"\xff"
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = given.decode(encoding)
        except UnicodeDecodeError:
            continue
        try:
            return _book(text)
        except csv.Error:
            return None
    return None


def _book(text: str) -> Book | None:
    csv.field_size_limit(1 << 30)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    columns = next(reader, None)
    found, line = [], reader.line_num + 1
    for record in reader:
        if record:
            found.append((line, tuple(record)))
        line = reader.line_num + 1
    return None if columns is None else Book(tuple(name.strip("\ufeff").strip() for name in columns), tuple(found))


def value(column: Column[Any] | None, cell: str) -> Any:
    """What a cell holds; null if it is empty. Errors: NoValue."""
    if cell == "":
        return None
    kind = column.type if column is not None else None
    if isinstance(kind, Boolean):
        return _one_of(cell.lower(), YES, NO)
    if isinstance(kind, DateTime):
        return _moment(cell)
    if isinstance(kind, Date):
        return _day(cell)
    if isinstance(kind, Integer | Numeric | Double):
        return _amount(kind, cell)
    return cell.replace("\r\n", "\n").replace("\r", "\n")


def _one_of(cell: str, yes: set[str], no: set[str]) -> bool:
    if cell not in yes | no:
        raise NoValue(cell)
    return cell in yes


def _day(cell: str) -> date:
    if not DAY.fullmatch(cell):
        raise NoValue(cell)
    try:
        return date.fromisoformat(cell)
    except ValueError as error:
        raise NoValue(cell) from error


def _moment(cell: str) -> datetime:
    if DAY.fullmatch(cell):
        return datetime.combine(_day(cell), datetime.min.time())
    text = ZONE.sub(r"\1:00", cell.replace(" UTC", "Z").replace("UTC", "Z"))
    last = text[11:16] == "24:00"  # midnight at the day's end
    try:
        found = datetime.fromisoformat(f"{text[:11]}00{text[13:]}" if last else text)
    except ValueError as error:
        raise NoValue(cell) from error
    naive = found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found
    return naive + timedelta(days=last)


def _amount(kind: Any, cell: str) -> Any:
    if not AMOUNT.fullmatch(cell):
        raise NoValue(cell)
    try:
        exact = Decimal(cell)
        if isinstance(kind, Integer):
            return int(exact) if exact == int(exact) else _refuse(cell)
        if isinstance(kind, Double):
            return float(cell)
        with localcontext(prec=60):
            return exact.quantize(Decimal(1).scaleb(-int(kind.scale or 0)), ROUND_HALF_UP)
    except (InvalidOperation, OverflowError) as error:
        raise NoValue(cell) from error


def _refuse(cell: str) -> Any:
    raise NoValue(cell)


def held(table: str, given: Book) -> tuple[tuple[str, ...], Counter[Row]]:
    """The columns that must have been loaded, in alphabetical order, and the rows' values. Errors: NoValue."""
    contract = contract_columns(table)
    places = {name.lower() if name.lower() in contract else name: at for at, name in enumerate(given.columns)
              if name.lower() in contract or (table == "customer" and name and name.lower() != "rowid")}
    names = tuple(sorted(places))
    return names, Counter(tuple(value(contract.get(name), record[places[name]]) for name in names)
                          for _, record in given.records)


def broken(table: str, names: tuple[str, ...], rows: Counter[Row]) -> Iterator[str]:
    """The rules of the contract that these rows break, those that one table alone can tell."""
    contract = contract_columns(table)
    for name in contract:
        if name not in names and not contract[name].nullable:
            yield f"{table} has no {name}"
    for row in rows:
        for name, found in zip(names, row, strict=True):
            if name in contract and _breaks(contract[name], found):
                yield f"{table}.{name} may not be {found!r}"
    key = [names.index(name) for name in TABLES[table].info["key"] if name in names]
    counted = Counter(tuple(row[at] for at in key) for row in rows.elements())
    if key and any(count > 1 for count in counted.values()):
        yield f"{table} has a key twice"


def _breaks(column: Column[Any], found: Any) -> bool:
    if found is None or (isinstance(found, str) and not found.strip(" ")):
        return not column.nullable
    low, high = column.info.get("low"), column.info.get("high")
    if words(column) and found not in words(column):
        return True
    return (low is not None and found < low) or (high is not None and found > high)
