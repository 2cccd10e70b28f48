"""What a page asked, and what came of it: a question with its version, an answer with its statements."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from queries.trace import Said

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Question:
    """What was asked, and of which version: enough to come back to its answer. `named` are sorted by name."""

    query: Callable[..., Any]
    asked: tuple[object, ...]
    named: tuple[tuple[str, object], ...]
    url: str
    version: str

    @property
    def name(self) -> str:
        """The query's qualified name: queries.retention.trend."""
        return f"{self.query.__module__}.{self.query.__qualname__}"


@dataclass(frozen=True)
class Evidence(Generic[Answer]):
    """An answer with the statements that gave it. The value is the caller's own copy."""

    value: Answer
    statements: tuple[Said, ...]


class VersionGone(LookupError):
    """The data were built anew since the question was asked, and its answer is no longer kept."""
