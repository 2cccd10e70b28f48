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
from data.toml_places import TomlPlaces

DEFAULT = Path(__file__).with_name("default.toml")
LARGEST = 10_000_000
MOST = 12
KEYS = ("up_to", "functions")


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
        text, found = opened(at)
    except NotRead as error:
        place = at.name if error.line is None else f"{at.name}:{error.line}"
        return Rules(at, faults=(f"{place}: {error.message} [{error.rule}]",))
    return _Reader(at, text).read(found)


class _Reader:
    """Reads the sizes of one file and collects what is wrong with them, by line."""

    def __init__(self, at: Path, text: str) -> None:
        self.at, self.places, self.faults = at, TomlPlaces(text), list[str]()

    def read(self, found: Mapping[str, Any]) -> Rules:
        for key in found:
            if key != "size":
                self.add("unknown_key", f"{key} is not known: each size is a [[size]]", key)
        entries = found.get("size")
        if not isinstance(entries, list) or not 1 <= len(entries) <= MOST or not all(
                isinstance(each, dict) for each in entries):
            self.add("no_size", f"[[size]] must stand there 1 to {MOST} times", "size")
            return Rules(self.at, faults=tuple(self.faults))
        for number, entry in enumerate(entries):
            self.entry(number, entry, number == len(entries) - 1)
        if not self.faults:
            self.rising(entries)
        return Rules(self.at, faults=tuple(self.faults)) if self.faults else Rules(self.at, tuple(map(_size, entries)))

    def entry(self, number: int, entry: Mapping[str, Any], is_last: bool) -> None:
        for key in entry:
            if key not in KEYS:
                self.wrong("unknown_key", number, key, f"is not known; known: {', '.join(KEYS)}")
        up_to, names = entry.get("up_to"), entry.get("functions")
        if is_last and up_to is not None:
            self.wrong("last_size", number, "up_to", "the last size has no up_to: it takes everybody above")
        if not is_last and (not isinstance(up_to, int) or isinstance(up_to, bool) or not 0 < up_to <= LARGEST):
            self.wrong("out_of_bounds", number, "up_to", f"must be a whole number from 1 to {LARGEST}")
        if not isinstance(names, Sequence) or isinstance(names, str) or not names or not all(
                isinstance(each, str) and each.strip() for each in names):
            self.wrong("not_a_list", number, "functions", "must be a list of names")

    def rising(self, entries: Sequence[Mapping[str, Any]]) -> None:
        for number, (low, high) in enumerate(pairwise(entries[:-1]), start=1):
            if high["up_to"] <= low["up_to"]:
                self.wrong("not_rising", number, "up_to", "must be more than that of the size before")

    def wrong(self, rule: str, number: int, key: str, message: str) -> None:
        """What is wrong with a key of an entry (from 0)."""
        self.add(rule, f"size {number + 1}: {key}: {message}", "size", number, key)

    def add(self, rule: str, message: str, *path: str | int) -> None:
        line = self.places.line(*path)
        self.faults.append(f"{self.at.name}{'' if line is None else f':{line}'}: {message} [{rule}]")


def _size(entry: Mapping[str, Any]) -> Size:
    return Size(entry.get("up_to"), tuple(sorted({each.strip().lower() for each in entry["functions"]})))
