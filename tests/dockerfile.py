"""Reads a Dockerfile into steps, and a .dockerignore into what a build would be sent."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path


@dataclass(frozen=True)
class Step:
    """One instruction: its word, what follows it, the line at which it begins."""

    word: str
    said: str
    line: int

    @property
    def items(self) -> list[str]:
        """What follows, as a list: the JSON form, or the words."""
        found: list[str] = json.loads(self.said) if self.said.startswith("[") else shlex.split(self.said)
        return found


@dataclass
class Stage:
    """One stage: what it is made from, and its steps."""

    base: str
    name: str
    steps: list[Step] = field(default_factory=list)

    def last(self, word: str) -> Step | None:
        """The last instruction of a word; null where there is none."""
        return next((step for step in reversed(self.steps) if step.word == word), None)

    @property
    def environment(self) -> dict[str, str]:
        """What its ENV lines set, one after the other."""
        pairs = (pair.partition("=") for step in self.steps if step.word == "ENV" for pair in shlex.split(step.said))
        return {name: value for name, _, value in pairs}


def stages(file: Path) -> list[Stage]:
    """The stages of a Dockerfile, in order. Errors: AssertionError where it begins with no FROM."""
    found: list[Stage] = []
    for step in _steps(file):
        if step.word == "FROM":
            words = step.said.split()
            found.append(Stage(words[0], words[2] if len(words) == 3 else ""))
            continue
        assert found, f"line {step.line}: {step.word} before FROM"
        found[-1].steps.append(step)
    return found


def context(root: Path, files: list[str]) -> list[str]:
    """Those of the files that a build is sent: the last line of .dockerignore that speaks of one decides."""
    rules = [line for line in (root / ".dockerignore").read_text(encoding="utf-8").splitlines() if line.strip()]
    return [name for name in files if not _ignored(name, rules)]


def _ignored(name: str, rules: list[str]) -> bool:
    found = False
    for rule in rules:
        kept, pattern = rule.startswith("!"), rule.lstrip("!")
        parts = Path(name).parts
        ways = ["/".join(parts[:length]) for length in range(1, len(parts) + 1)]
        hit = any(fnmatch(way, pattern) for way in ways)
        if pattern.startswith("**/"):
            hit = any(fnmatch(part, pattern[3:]) for part in parts)
        found = not kept if hit else found
    return found


def _steps(file: Path) -> Iterator[Step]:
    said, began = "", 0
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if line.lstrip().startswith("#") or not (line.strip() or said):
            continue
        began = began or number
        said += line.rstrip("\\").strip() + " " if line.endswith("\\") else line.strip()
        if not line.endswith("\\"):
            word, _, rest = said.partition(" ")
            yield Step(word.upper(), rest.strip(), began)
            said, began = "", 0
