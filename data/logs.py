"""The log of a process that serves: one line an event on standard error, as text or JSON (TENURE_LOG), without secrets.

A line says when, how grave, which event, and what belongs to it: whatever a caller hands over as `extra`. Passwords are
blotted out wherever they stand: those of the environment, word for word, and whatever looks like one in a URL or behind
its name. docs/operation.md lists the events.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, TextIO
from urllib.parse import quote, quote_plus, unquote

from data import meters
from data.faults import WrongCall
from data.printable import steerless

FORMS = ("text", "json")
STARS = "***"
SHORTEST = 4
"""A shorter secret would blot out half of every line; a URL's is found by its place."""
SECRET_NAME = re.compile(r"pass(word|wd|phrase)?$|secret|token|credential|api_?key|access_?key|private_?key|cookie",
                         re.IGNORECASE)
IN_URL = re.compile(r"(?P<before>[A-Za-z][A-Za-z0-9+.\-]*://[^\s:/@'\"]*:)[^\s'\"]+@")
NAMED = re.compile(
    r"(?P<before>[\"']?[A-Za-z0-9_\-]{0,40}(?:password|passwd|passphrase|pwd|secret|token|api_?key|access_?key)[\"']?"
    r"\s*[=:]\s*)(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|[^\s,;&)}\]'\"]+)", re.IGNORECASE)
IN_QUERY = re.compile(r"[?&](?P<name>[^=&?\s]+)=(?P<value>[^&\s]+)")
BEARER = re.compile(r"(?P<before>\b(?:Bearer|Basic)\s+)[A-Za-z0-9._~+/=\-]{6,}", re.IGNORECASE)
STANDARD = {*vars(logging.makeLogRecord({})), "message", "asctime", "color_message", "taskName"}

_hidden: set[str] = set()


def form() -> str:
    """TENURE_LOG: text (the default) or json. Errors: WrongCall."""
    given = os.environ.get("TENURE_LOG") or FORMS[0]
    if given not in FORMS:
        raise WrongCall(f"TENURE_LOG={given}: it is text or json.")
    return given


def hide(secrets: Iterable[str]) -> None:
    """From now on these stand in no line, written plainly or as in a URL."""
    for secret in secrets:
        for spelling in {secret, quote(secret, safe=""), quote_plus(secret), unquote(secret)}:
            if len(spelling) >= SHORTEST:
                _hidden.add(spelling)


def hide_environment(environment: Mapping[str, str]) -> None:
    """What is secret by its name, and the passwords in URLs."""
    for name, value in environment.items():
        if SECRET_NAME.search(name):
            hide([value])
        hide(found[1] for found in re.finditer(r"://[^\s:/@'\"]*:([^\s'\"]+)@", value))
        hide(found["value"] for found in IN_QUERY.finditer(value) if SECRET_NAME.search(found["name"]))


def redacted(text: str) -> str:
    """The text with every secret as ***."""
    for secret in sorted(_hidden, key=len, reverse=True):
        text = text.replace(secret, STARS)
    text = IN_URL.sub(rf"\g<before>{STARS}@", text)
    text = NAMED.sub(rf"\g<before>{STARS}", text)
    return BEARER.sub(rf"\g<before>{STARS}", text)


class Lines(logging.Formatter):
    """A record as one line."""

    def __init__(self, asked: str) -> None:
        super().__init__()
        self.asked = asked

    def format(self, record: logging.LogRecord) -> str:
        found = _said(record)
        meters.LINES.labels(record.levelname.lower()).inc()
        if self.asked == "json":
            return _plain(found)
        extra = " ".join(f"{name}={_plain(value)}" for name, value in found.items()
                         if name not in ("at", "level", "logger", "said"))
        said = _plain(found["said"])[1:-1]
        return " ".join(filter(None, (found["at"], found["level"].upper(), found["logger"], said, extra)))


def set_up(stream: TextIO | None = None) -> logging.Handler:
    """Every logger of the process writes its lines here. Errors: WrongCall for a form that there is not."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Lines(form()))
    hide_environment(os.environ)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    logging.captureWarnings(True)
    return handler


def _said(record: logging.LogRecord) -> dict[str, Any]:
    at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    extra = {name: value for name, value in vars(record).items() if name not in STANDARD and not name.startswith("_")}
    found: dict[str, Any] = {"at": at, "level": record.levelname.lower(), "logger": record.name,
                             "event": extra.pop("event", "said"), "said": record.getMessage(), **extra}
    if record.exc_info and record.exc_info[0]:
        found["error"] = record.exc_info[0].__name__
        found["trace"] = logging.Formatter().formatException(record.exc_info)
    clean: dict[str, Any] = _clean(found)
    return clean


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return redacted(value)
    if isinstance(value, Mapping):
        return {str(name): STARS if SECRET_NAME.search(str(name)) else _clean(each) for name, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean(each) for each in value]
    return value if isinstance(value, int | float | bool) or value is None else redacted(str(value))


def _plain(value: Any) -> str:
    """One line of text, whatever it holds: a line break in a message may not begin a line of its own."""
    return steerless(json.dumps(value, ensure_ascii=False, default=str))
