"""Reads the size rules: up to how many employees a size reaches, and which functions sell to it.

`selling.toml`, at TENURE_SELLING or in `home()`, else the one that comes with Tenure:

    [[size]]
    up_to = 99                          # employees; rising, the last size has none
    functions = ["product", "partners"] # words of opportunity.source_function

A file counts as a whole: with one fault in it none of its rules is used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from data import configured
from data.toml_file import NotRead, opened

DEFAULT = Path(__file__).with_name("default.toml")
LARGEST = 10_000_000
MOST = 12


@dataclass(frozen=True)
class Size:
    """Companies of up to so many employees (null: all above the one before), and the functions that sell to them."""

    up_to: int | None
    functions: tuple[str, ...]


@dataclass(frozen=True)
class Rules:
    """What the file holds, smallest size first: or its faults, in words, and no sizes."""

    path: Path
    sizes: tuple[Size, ...] = ()
    faults: tuple[str, ...] = ()


def path() -> Path:
    """Where the rules stand: TENURE_SELLING, else selling.toml in `home()`, else the one that comes with Tenure."""
    return configured.own_file("selling", DEFAULT)


def read(file: Path | None = None) -> Rules:
    """The file's rules. Never raises for what is in the file or for a file that cannot be read: those are faults."""
    at = file or path()
    try:
        _, found = opened(at)
    except NotRead as error:
        place = at.name if error.line is None else f"{at.name}:{error.line}"
        return Rules(at, faults=(f"{place}: {error.message}",))
    faults = [f"{at.name}: {key} is not known: each size is a [[size]]" for key in found if key != "size"]
    entries = found.get("size")
    if not isinstance(entries, list) or not 1 <= len(entries) <= MOST or not all(
            isinstance(each, dict) for each in entries):
        return Rules(at, faults=(*faults, f"{at.name}: [[size]] must stand there 1 to {MOST} times"))
    faults += [f"{at.name}: size {number}: {said}" for number, entry in enumerate(entries, start=1)
               for said in _wrong(entry, number == len(entries))]
    if not faults:
        faults += [f"{at.name}: size {number}: up_to must be more than that of the size before" for number, (low, high)
                   in enumerate(pairwise(entries[:-1]), start=2) if high["up_to"] <= low["up_to"]]
    return Rules(at, faults=tuple(faults)) if faults else Rules(at, tuple(map(_size, entries)))


def _wrong(entry: Mapping[str, Any], is_last: bool) -> list[str]:
    said = [f"{key} is not known; known: up_to, functions" for key in entry if key not in ("up_to", "functions")]
    up_to, names = entry.get("up_to"), entry.get("functions")
    if is_last and up_to is not None:
        said.append("the last size has no up_to: it takes everybody above")
    if not is_last and (not isinstance(up_to, int) or isinstance(up_to, bool) or not 0 < up_to <= LARGEST):
        said.append(f"up_to must be a whole number from 1 to {LARGEST}")
    if not isinstance(names, Sequence) or isinstance(names, str) or not names or not all(
            isinstance(each, str) and each.strip() for each in names):
        said.append("functions must be a list of names")
    return said


def _size(entry: Mapping[str, Any]) -> Size:
    return Size(entry.get("up_to"), tuple(sorted({each.strip().lower() for each in entry["functions"]})))
