"""Where things stand in sources.toml, and what is wrong there."""

from __future__ import annotations

import re

from data.faults import FAULT, Finding, Findings

HEADS = ("source", "mapping")


class Places:
    """The lines of one file, and a way to say what is wrong on them."""

    def __init__(self, file: str, text: str, findings: Findings) -> None:
        self.file, self.lines, self.findings = file, text.splitlines(), findings
        self.heads = {name: self._heads(name) for name in HEADS}

    def add(self, rule: str, message: str, line: int | None = None, key: str | None = None) -> None:
        self.findings.add(Finding(FAULT, rule, message, file=self.file, line=line, column=key))

    def head(self, name: str, number: int) -> int:
        """The line on which an entry begins; 1 where entries are written in another form."""
        return self.heads[name][number] if number < len(self.heads[name]) else 1

    def line(self, head: int, *keys: str) -> int:
        """The line of the last of these keys that can be found within the entry that begins on `head`, else `head`."""
        at = head
        for key in keys:
            form = re.compile(rf"""\s*\[*\s*([\w"'. ]+\.)?\s*["']?{re.escape(key)}["']?\s*[=.\]]""")
            inside = re.compile(rf"""[{{,]\s*["']?{re.escape(key)}["']?\s*=""")
            found = self._first(form, at, head) or self._first(inside, at - 1, head)
            at = found or at
        return at or 1

    def _first(self, form: re.Pattern[str], after: int, head: int) -> int | None:
        """Entries end where the next one begins."""
        end = min((at for heads in self.heads.values() for at in heads if at > head), default=len(self.lines) + 1)
        return next((at for at in range(max(after, head) + 1, end) if form.match(self.lines[at - 1])), None)

    def _heads(self, name: str) -> list[int]:
        form = re.compile(rf"\s*\[\[\s*[\"']?{name}[\"']?\s*\]\]")
        return [at for at, line in enumerate(self.lines, 1) if form.match(line)]
