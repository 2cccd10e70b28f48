"""Where things stand in the access file, and what is wrong there."""

from __future__ import annotations

import re

from data.access.entries import Fault


class Places:
    """The lines of one file, and the faults found in it."""

    def __init__(self, file: str, text: str) -> None:
        self.file, self.lines = file, text.splitlines()
        self.faults: list[Fault] = []
        self.heads = {name: self._heads(name) for name in ("person", "group")}

    def add(self, rule: str, message: str, line: int | None, whole: bool = False) -> None:
        self.faults.append(Fault(rule, message, self.file, line, whole))

    def head(self, name: str, number: int) -> int:
        """The line on which an entry begins; 1 where entries are written in another form."""
        heads = self.heads[name]
        return heads[number] if number < len(heads) else 1

    def place(self, name: str) -> int:
        """The line on which a table begins; 1 where it is written in another form."""
        form = re.compile(rf"\s*\[\s*[\"']?{name}[\"']?\s*\]")
        return next((at for at, line in enumerate(self.lines, 1) if form.match(line)), 1)

    def line(self, head: int, key: str) -> int | None:
        """The line of a key of the entry that begins on `head` (0: of the top); the head's where it has none."""
        form = re.compile(rf"\s*\[*\s*[\"']?{re.escape(key)}[\"']?\s*[=.\]]")
        for at in range(head + 1, len(self.lines) + 1):
            line = self.lines[at - 1]
            if form.match(line):
                return at
            if head and re.match(r"\s*\[", line):
                break
        return head or None

    def _heads(self, name: str) -> list[int]:
        form = re.compile(rf"\s*\[\[\s*[\"']?{name}[\"']?\s*\]\]")
        return [at for at, line in enumerate(self.lines, 1) if form.match(line)]
