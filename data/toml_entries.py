"""A TOML file of entries under one head (`[[target]]`, `[[goal]]` …): what is wrong with them, and on which line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Generic, TypeVar

from data.printable import steerless
from data.toml_places import TomlPlaces

Where = tuple[tuple[str, tuple[str | None, ...]], ...]
"""Filters as a Scope has them: keys and values sorted, null for what is unknown."""


@dataclass(frozen=True)
class EntryFault:
    """What is wrong with one place of the file: the entry's number (from 1), its line, the key, the value, the rule."""

    ENTRY: ClassVar[str] = "entry"
    """The word that stands in the entries' head."""

    rule: str
    message: str
    file: str
    entry: int | None = None
    line: int | None = None
    key: str | None = None
    value: str | None = None

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line) if part is not None)
        entry = f"{self.ENTRY} {self.entry}: " if self.entry else ""
        key = f"{self.key or repr(self.key)}: " if self.key is not None else ""
        value = f"{self.value} " if self.value is not None else ""
        return steerless(f"{place}: {entry}{key}{value}{self.message} [{self.rule}]")


Fault = TypeVar("Fault", bound=EntryFault)


class Entries(Generic[Fault]):
    """The places of one file, and what was found wrong there."""

    def __init__(self, at: Path, text: str, fault: type[Fault]) -> None:
        self.at, self.places, self.fault = at, TomlPlaces(text), fault
        self.faults: list[Fault] = []

    def add(self, rule: str, message: str, entry: int | None = None, key: str | None = None,
            value: object = None) -> None:
        shown = None if value is None else repr(value)[:80]
        self.faults.append(self.fault(rule, message, self.at.name, entry, self.line(entry, key), key, shown))

    def line(self, entry: int | None, key: str | None) -> int | None:
        """The line of an entry's key, else where the entry begins; null where neither is written down."""
        path = (*((self.fault.ENTRY, entry - 1) if entry is not None else ()), *((key,) if key is not None else ()))
        return self.places.line(*path)

    def where(self, number: int, given: object) -> Where | None:
        """Filters as a Scope has them: keys and values sorted, "" for what is unknown."""
        if not isinstance(given, dict):
            self.add("not_a_filter", 'must be written {segment = "Enterprise"}', number, "where", given)
            return None
        made = []
        for key in sorted(given):
            values = given[key] if isinstance(given[key], list) else [given[key]]
            if not values or not all(isinstance(value, str) for value in values):
                self.add("not_a_filter", f"{key} must be a text or a list of texts", number, "where", given[key])
                return None
            named = {value or None for value in values}
            made.append((key, tuple(sorted(named, key=lambda value: (value is None, value or "")))))
        return tuple(made)
