"""A TOML file of entries under one head (`[[target]]`, `[[goal]]` …): what is wrong with them, and on which line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Generic, TypeVar

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
        key = f"{self.key}: " if self.key else ""
        value = f"{self.value} " if self.value is not None else ""
        return f"{place}: {entry}{key}{value}{self.message} [{self.rule}]"


Fault = TypeVar("Fault", bound=EntryFault)


class Entries(Generic[Fault]):
    """The lines of one file, and what was found wrong with them."""

    def __init__(self, at: Path, text: str, fault: type[Fault]) -> None:
        word = re.escape(fault.ENTRY)
        head = re.compile(rf"\s*\[\[\s*(?:{word}|\"{word}\"|'{word}')\s*\]\]")
        self.at, self.lines, self.fault = at, text.splitlines(), fault
        self.heads = [number for number, line in enumerate(self.lines, start=1) if head.match(line)]
        self.faults: list[Fault] = []

    def add(self, rule: str, message: str, entry: int | None = None, key: str | None = None,
            value: object = None) -> None:
        shown = None if value is None else repr(value)[:80]
        self.faults.append(self.fault(rule, message, self.at.name, entry, self.line(entry, key), key, shown))

    def line(self, entry: int | None, key: str | None) -> int | None:
        """The line of an entry's key, else of its head; null where entries are written in another form."""
        begin = 1
        if entry is not None:
            if entry > len(self.heads):
                return None
            begin = self.heads[entry - 1]
        ends = [head for head in self.heads if head > begin]
        for number in range(begin, min([*ends, len(self.lines) + 1])):
            if key and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]", self.lines[number - 1]):
                return number
        return begin if entry is not None else None

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
