"""One entry of the audit log, and its text made harmless. What is in it was typed by people, or came with a sign-in."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal, get_args

Did = Literal["signed_in", "signed_out", "refused", "viewed", "opened", "exported", "wrote", "searched", "delivered"]
DID: tuple[Did, ...] = get_args(Did)
LONGEST, LONGEST_QUESTION = 2_000, 50_000
FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet may run: text that begins so is given an apostrophe. Full-width forms too."""


@dataclass(frozen=True)
class Entry:
    """Somebody did something. who, role: of the person. page: its key. what: a file, a figure, a record, a reason.

    asked: the question's as_of, unit, where. version: of the data. at: UTC and aware; null until it is written.
    """

    who: str
    role: str
    did: Did
    page: str = ""
    what: str = ""
    asked: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    version: str = ""
    at: datetime | None = None

    @property
    def question(self) -> str:
        """What was asked, as it is kept: JSON with sorted names. Endless filters are only said to be such."""
        said = _json(self.asked)
        return said if len(said) <= LONGEST_QUESTION else _json({**self.asked, "where": f"{len(said)} characters"})


def kept(text: str, longest: int = LONGEST) -> str:
    """A text that every database takes: no NUL, no half of a character, not endless."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "\ufffd")[:longest]


def shown(text: str) -> str:
    """A text that can do nothing to a terminal or a line: control and direction characters are written out."""
    return "".join(f"\\u{ord(each):04x}" if unicodedata.category(each) in ("Cc", "Cf", "Zl", "Zp") else each
                   for each in text)


def cell(text: str) -> str:
    """A text as a cell of a spreadsheet: as shown, and never a formula."""
    said = shown(text)
    return f"'{said}" if said.lstrip().startswith(FORMULA) else said


def _json(asked: Mapping[str, Any]) -> str:
    return json.dumps(dict(asked), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
