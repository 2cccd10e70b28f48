"""Where things stand in sources.toml, and what is wrong there."""

from __future__ import annotations

from data.faults import FAULT, Finding, Findings
from data.toml_places import TomlPlaces

HEADS = ("source", "mapping")


class Places:
    """The lines of one file, and a way to say what is wrong on them."""

    def __init__(self, file: str, text: str, findings: Findings) -> None:
        self.file, self.places, self.findings = file, TomlPlaces(text), findings
        self.heads = {name: self.places.heads(name) for name in HEADS}

    def add(self, rule: str, message: str, line: int | None = None, key: str | None = None) -> None:
        self.findings.add(Finding(FAULT, rule, message, file=self.file, line=line, column=key))

    def head(self, name: str, number: int) -> int:
        """The line on which an entry begins."""
        return self.heads[name][number] if number < len(self.heads[name]) else 1

    def line(self, head: int, *keys: str) -> int:
        """The line of the last of these keys that can be found within the entry that begins on `head`, else `head`."""
        at: int | None = head
        for key in keys:
            at = self.places.below(at, key) or at
        return at or 1
