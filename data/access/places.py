"""Where things stand in the access file, and what is wrong there."""

from __future__ import annotations

from data.access.entries import Fault
from data.toml_places import TomlPlaces


class Places:
    """The lines of one file, and the faults found in it."""

    def __init__(self, file: str, text: str) -> None:
        self.file, self.places = file, TomlPlaces(text)
        self.faults: list[Fault] = []
        self.heads = {name: self.places.heads(name) for name in ("person", "group")}

    def add(self, rule: str, message: str, line: int | None, whole: bool = False) -> None:
        self.faults.append(Fault(rule, message, self.file, line, whole))

    def head(self, name: str, number: int) -> int:
        """The line on which an entry begins."""
        heads = self.heads[name]
        return heads[number] if number < len(heads) else 1

    def place(self, name: str) -> int:
        """The line on which a table begins; 1 where there is none."""
        return self.places.line(name) or 1

    def line(self, head: int, key: str) -> int | None:
        """The line of a key of the entry that begins on `head` (0: of the top); the head's where it has none."""
        return self.places.below(head, key)
