"""One thing that was looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "warn", "fault"]


@dataclass(frozen=True)
class Line:
    """`check`: what was looked at, as area.thing. `said`: how it is, without a secret. `do`: what to do, empty if ok.

    A fault keeps the board from serving right figures or keeping what is decided; a warning will, or may.
    """

    check: str
    state: State
    said: str
    do: str = ""


def ok(check: str, said: str) -> Line:
    """It is as it should be."""
    return Line(check, "ok", said)


def warn(check: str, said: str, do: str) -> Line:
    """It works, and should be looked at."""
    return Line(check, "warn", said, do)


def fault(check: str, said: str, do: str) -> Line:
    """It does not work."""
    return Line(check, "fault", said, do)
