"""A statement that the warehouse did not answer: why, in one word for a page and in one sentence for a person."""

from __future__ import annotations

import re
from typing import Literal

from sqlalchemy.engine import URL

from data.engines.errors import told
from data.extract.waiting import Silent
from data.warehouse import WarehouseUnavailable

Why = Literal["slow", "gone", "unreachable", "failed"]
SLOW = re.compile(r"statement timeout|did not answer within|timed out|read timeout", re.IGNORECASE)
GONE = re.compile(r"TABLE_OR_VIEW_NOT_FOUND|SCHEMA_NOT_FOUND|UndefinedTable|InvalidSchemaName")
AWAY = re.compile(r"onnection|Connect|socket|TSocket|EOF|Broken pipe|terminat|database system|host", re.IGNORECASE)


class Unanswered(WarehouseUnavailable):
    """`why`: slow, past the time limit; gone, the tables are no longer there; unreachable; failed, anything else.

    `silent`: the server itself said nothing, or is not there.
    """

    def __init__(self, message: str, why: Why, where: str, silent: bool = False) -> None:
        super().__init__(message)
        self.why, self.where, self.silent = why, where, silent or why == "unreachable"


def unanswered(error: BaseException, url: URL, where: str) -> Unanswered:
    """The driver's error as one that holds no secret of the URL."""
    text = f"{type(getattr(error, 'orig', None)).__name__} {type(error).__name__} {error}"
    found: Why = "failed"
    for why, pattern in (("slow", SLOW), ("gone", GONE), ("unreachable", AWAY)):
        if pattern.search(text):
            found = why  # type: ignore[assignment]  # one of the words above
            break
    return Unanswered(str(told(error, url)), found, where, isinstance(error, Silent))
