"""The rules that a field of a body may be held to. Each gives the code of the rule that a value breaks, else null.

The codes are stable; their words are in components/i18n/*/deciding.toml.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

LONGEST_TEXT = 10_000
LONGEST_NAME = 200
LONGEST_BODY = 1_000_000
Rule = Callable[[Any], str | None]
CODES = ("control", "empty", "missing", "not_a_date", "not_a_flag", "not_a_key", "not_a_level", "not_a_list",
         "not_a_number", "not_in_quarter", "not_its_key", "not_text", "past", "still_open", "too_large", "too_long",
         "too_long_name", "twice", "unknown_field", "unknown_kind", "unknown_word")
"""Every rule's code, those of kinds.py too: other programs and the words of both languages name them."""
ALLOWED = "\n\r\t"
IDENTITY = re.compile(r"[0-9a-f]{32}")


def name(value: Any) -> str | None:
    """One line that says something: an author, an owner, a title."""
    if not isinstance(value, str):
        return "not_text"
    if blank(value):
        return "empty"
    if len(value) > LONGEST_NAME:
        return "too_long_name"
    return "control" if controls(value) or any(char in ALLOWED for char in value) else None


def words(value: Any) -> str | None:
    """Any text up to 10,000 characters, several lines too; it may be empty."""
    if not isinstance(value, str):
        return "not_text"
    if len(value) > LONGEST_TEXT:
        return "too_long"
    return "control" if controls(value) else None


def said(value: Any) -> str | None:
    """A text that is not empty."""
    return words(value) or ("empty" if blank(value) else None)


def number(value: Any) -> str | None:
    """A finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "not_a_number"
    try:
        return None if math.isfinite(value) else "not_a_number"
    except OverflowError:  # a whole number beyond every float
        return "not_a_number"


def level(value: Any) -> str | None:
    """A whole number from 1 to 5."""
    if isinstance(value, bool) or not isinstance(value, int):
        return "not_a_level"
    return None if 1 <= value <= 5 else "not_a_level"


def version(value: Any) -> str | None:
    """The number of a version: whole, from 1."""
    if isinstance(value, bool) or not isinstance(value, int):
        return "not_a_number"
    return None if value >= 1 else "not_a_number"


def flag(value: Any) -> str | None:
    """Yes or no."""
    return None if isinstance(value, bool) else "not_a_flag"


def day(value: Any) -> str | None:
    """A date that exists, written YYYY-MM-DD."""
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        return "not_a_date"
    try:
        date.fromisoformat(value)
    except ValueError:
        return "not_a_date"
    return None


def identity(value: Any) -> str | None:
    """A key that was made up: 32 hexadecimal digits."""
    return None if isinstance(value, str) and IDENTITY.fullmatch(value) else "not_a_key"


def one_of(*known: str) -> Rule:
    """One of the words."""
    return lambda value: None if isinstance(value, str) and value in known else "unknown_word"


def names(value: Any) -> str | None:
    """A list of names, each once."""
    if not isinstance(value, list | tuple):
        return "not_a_list"
    broken = next((rule for rule in map(name, value) if rule), None)
    return broken or ("twice" if len(set(value)) < len(value) else None)


def filters(value: Any) -> str | None:
    """Names, each with a list of short texts; null is a value too: what is unknown."""
    if not isinstance(value, Mapping) or not all(isinstance(each, list | tuple) for each in value.values()):
        return "not_a_list"
    texts = [*value, *(text for each in value.values() for text in each if text is not None)]
    return next((rule for rule in map(_short, texts) if rule), None)


def _short(value: Any) -> str | None:
    if not isinstance(value, str):
        return "not_text"
    return "too_long_name" if len(value) > LONGEST_NAME else "control" if controls(value) else None


def anything(value: Any) -> str | None:
    """Any value that JSON can hold: numbers finite, texts without control characters."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str):
        return "control" if controls(value) else None
    if isinstance(value, int | float):
        return number(value)
    if isinstance(value, Mapping):
        keys = "not_text" if not all(isinstance(key, str) for key in value) else None
        return keys or _first([*value, *value.values()])
    return _first(value) if isinstance(value, list | tuple) else "not_text"


def controls(value: str) -> bool:
    """Whether a text holds what no keyboard writes: control characters, half a surrogate pair."""
    return any(unicodedata.category(char) in ("Cc", "Cs") and char not in ALLOWED for char in value)


def blank(value: str) -> bool:
    """Whether nothing in a text can be seen: spaces of any width, invisible characters."""
    return not any(char.isprintable() and not char.isspace() for char in value)


def quarter_of(value: str) -> str:
    """The calendar quarter of an ISO date: 2026-Q4."""
    found = date.fromisoformat(value)
    return f"{found.year:04}-Q{(found.month + 2) // 3}"


def _first(values: Any) -> str | None:
    return next((rule for rule in _rules(values) if rule), None)


def _rules(values: Any) -> Iterator[str | None]:
    return (anything(value) for value in values)
