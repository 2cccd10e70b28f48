"""Reads a TOML file that people write: its text and what it holds, or why not, with the line."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

PLACE = re.compile(r" ?\(at line (\d+), column (\d+)\)")


class NotRead(Exception):
    """The file is no TOML that can be read: the rule it breaks, in words, and the line where it is known."""

    def __init__(self, rule: str, message: str, line: int | None = None, absent: bool = False) -> None:
        super().__init__(message)
        self.rule, self.message, self.line, self.absent = rule, message, line, absent


def opened(at: Path) -> tuple[str, dict[str, Any]]:
    """The file's text and what it holds. Errors: NotRead; `absent` where there is no such file."""
    return parsed(raw(at))


def raw(at: Path) -> bytes:
    """The file as it lies there. Errors: NotRead; `absent` where there is no such file."""
    try:
        return at.read_bytes()
    except OSError as error:
        absent = isinstance(error, FileNotFoundError)
        raise NotRead("unreadable", f"cannot be read: {error.strerror or error}", absent=absent) from error


def parsed(given: bytes) -> tuple[str, dict[str, Any]]:
    """A file's text and what it holds. Errors: NotRead."""
    try:
        text = given.decode("utf-8-sig")
        return text, tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = error.object[:error.start].count(b"\n") + 1
        raise NotRead("not_utf8", "is not UTF-8: save it as UTF-8", line) from error
    except (ValueError, RecursionError) as error:
        place = PLACE.search(str(error))
        said = f"is not TOML: {PLACE.sub('', str(error))}"
        raise NotRead("not_toml", said, int(place[1]) if place else None) from error
