"""The column names of a CSV file."""

from __future__ import annotations

import csv
from pathlib import Path

from data.reading_bytes import Unreadable


def header_of(path: Path) -> tuple[list[str], int]:
    """The names, and how many physical lines they take. Errors: Unreadable, with what to do."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, strict=True)
        try:
            header = [name.strip() for name in next(reader)]
        except (csv.Error, StopIteration) as error:
            raise Unreadable("bad_header", f"the column names cannot be read: {error}", 1) from error
    if not any(header):
        raise Unreadable("bad_header", "the first line is empty; it must hold the column names", 1)
    if len(header) == 1 and (mark := next((mark for mark in (";", "\t") if mark in header[0]), None)):
        raise Unreadable("bad_header", f"columns are separated by {mark!r}; a CSV file separates them by commas", 1)
    _refuse_twice(header, 1)
    return header, reader.line_num


def _refuse_twice(header: list[str], line: int | None) -> None:
    seen: set[str] = set()
    for name in filter(None, header):
        if name.lower() in seen:
            raise Unreadable("duplicate_column", f"the column {name!r} is there twice", line)
        seen.add(name.lower())
