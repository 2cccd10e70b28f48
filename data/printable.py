"""Texts that somebody else wrote, on one line of a terminal or a log: what would steer either is an escape there."""

from __future__ import annotations

import json
import re
from unicodedata import category

STEERING = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Categories of what moves a cursor, colours, turns the direction of writing, breaks a line, or has no encoding."""
KEPT = "\u200c\u200d\ufeff\u00ad"
"""Of these, what words and emoji are written with and no terminal obeys."""
UNPLAIN = re.compile(r"[^ -~\u00a1-\u00ac\u00ae-\u02ff\u3000-\u9fff\uff01-\uffef]")
"""What is looked at by its category: all but the letters of most texts."""


def printable(text: str) -> str:
    """The text with every character that is not shown as itself as Python escapes it."""
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode("ascii") for each in text)


def steerless(text: str) -> str:
    """The text with what steers a terminal, or breaks a line, as JSON escapes it: JSON is what it was."""
    return UNPLAIN.sub(lambda found: found[0] if found[0] in KEPT or category(found[0]) not in STEERING
                       else json.dumps(found[0])[1:-1], text)
