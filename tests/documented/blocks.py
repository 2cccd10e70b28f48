"""The commands that a page tells people to type: its fenced blocks, read. Pure.

`sh`: commands, one a line. `console`: commands behind `$ `, each with what it prints; `…` stands for anything, alone on
a line for any lines. A title "not run: reason" is shown on the page; such a block is read, not run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

FENCE = re.compile(r"^(?P<indent> *)```(?P<info>[^`\n]*)\n(?P<body>.*?)^(?P=indent)```[ ]*$", re.MULTILINE | re.DOTALL)
NOT_RUN = re.compile(r'title="not run: ([^"]+)"')
RUN = ("sh", "console")
READ = ("cron", "docstring", "dockerfile", "ini", "yaml")
"""Languages whose lines may look like commands that somebody types."""
TYPED = re.compile(r"^\s*(\$ |python3? -m |make |pip |export [A-Z]|docker |\. \.venv)", re.MULTILINE)
REASONS = ("it serves until Ctrl+C", "needs a server of your own", "needs a container engine", "needs Windows",
           "needs a mail server", "needs a clock of the system", "is for a company's own files")
"""Why a block may be not run; any other reason is a fault."""


@dataclass(frozen=True)
class Command:
    """One line that is typed (with its continuations), where it stands, what it is said to print (null: not said)."""

    text: str
    line: int
    prints: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Block:
    """One fenced block of commands. `not_run`: why, or ""."""

    language: str
    line: int
    commands: tuple[Command, ...]
    not_run: str = ""


@dataclass(frozen=True)
class Page:
    """One page: its blocks of commands, and what is wrong with the writing of blocks. `company`: what it stands on."""

    path: Path
    blocks: tuple[Block, ...]
    faults: tuple[str, ...] = field(default=())
    company: str = ""


def page(path: Path) -> Page:
    """A page's blocks, read."""
    text = path.read_text(encoding="utf-8")
    blocks, faults = [], []
    for found in FENCE.finditer(text):
        language, line = found["info"].strip().split(" ")[0].strip("{."), text.count("\n", 0, found.start()) + 1
        reason = NOT_RUN.search(found["info"])
        faults += [f"{path.name}:{line}: {fault}" for fault in _faults(language, found["body"], reason and reason[1])]
        if language in RUN or reason:
            commands = _console(found["body"], line) if language == "console" else _typed(found["body"], line)
            blocks.append(Block(language, line, tuple(commands), reason[1] if reason else ""))
    stands = re.search(r"<!-- run on: (\w+) -->", text)
    return Page(path, tuple(blocks), tuple(faults), stands[1] if stands else "")


def _faults(language: str, body: str, reason: str | None) -> Iterator[str]:
    if reason is not None and reason.split(":")[0] not in REASONS:
        yield f"'not run: {reason}' is no reason that is known: {'; '.join(REASONS)}"
    if reason is None and language not in RUN and language not in READ and TYPED.search(body):
        yield f"a command in a block of language '{language}': say sh or console, so that it is run"


def _typed(body: str, start: int) -> Iterator[Command]:
    """Each line that is no comment, its continuations (\\ at the end) and here-documents with it."""
    lines = iter(enumerate(body.splitlines(), start + 1))
    for number, line in lines:
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        whole = [line.strip()]
        while whole[-1].endswith("\\"):
            whole.append(next(lines)[1])
        ends = re.search(r"<<'?(\w+)'?", whole[0])
        while ends and whole[-1] != ends[1]:
            whole.append(next(lines)[1])
        yield Command("\n".join(whole), number)


def _console(body: str, start: int) -> Iterator[Command]:
    text, number, said = "", 0, list[str]()
    for at, line in enumerate(body.splitlines(), start + 1):
        if line.startswith("$ "):
            if text:
                yield Command(text, number, tuple(said))
            text, number, said = line[2:], at, []
        elif text.endswith("\\") or _open_document(text):
            text += f"\n{line}"
        else:
            said.append(line)
    if text:
        yield Command(text, number, tuple(said))


def _open_document(text: str) -> bool:
    found = re.search(r"<<'?(\w+)'?", text)
    return bool(found) and text.splitlines()[-1] != (found[1] if found else "")


def same(said: tuple[str, ...], printed: str) -> bool:
    """Whether that is what was said; `…` stands for anything."""
    return bool(re.fullmatch(_pattern(said), "".join(f"{line.rstrip()}\n" for line in printed.rstrip().splitlines())))


def _pattern(said: tuple[str, ...]) -> str:
    lines = "\n".join(said).rstrip().splitlines()
    parts = [r"(?:.*\n)*?" if line.strip() == "…" else _line(line) for line in lines]
    return "".join(parts)


def _line(line: str) -> str:
    return ".*".join(re.escape(part) for part in line.rstrip().split("…")) + "\n"
