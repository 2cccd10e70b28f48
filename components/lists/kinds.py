"""The lists: what each is called, asks for, and is read from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from components import loaders
from components.router import Frame
from data.warehouse import Warehouse
from queries import expansion, lists

LIST = "list"
"""The URL's parameter that names the list."""
ASKED = 50
"""Rows that the page asks for; the whole list is in the files."""


@dataclass(frozen=True)
class Kind:
    """One list. `named`: what its query is asked beside the scope; `columns`: what its files hold."""

    key: str
    query: Callable[..., pd.DataFrame]
    columns: tuple[str, ...]
    named: tuple[tuple[str, Any], ...] = ()

    @property
    def metric(self) -> str:
        """Its definition's key in the catalogue."""
        return f"list_{self.key}"

    def ask(self, frame: Frame, limit: int | None = ASKED) -> pd.DataFrame:
        """The list's first rows; attrs hold the whole list's number and ARR. Asked whole, so that My week, which goes
        over every account, shares the answer.
        """
        found = loaders.load(self.query, frame.scope, None, **dict(self.named))
        if limit is None:
            return found
        first = found.head(limit)
        first.attrs = found.attrs
        return first

    def of(self, house: Warehouse, frame: Frame, limit: int | None) -> pd.DataFrame:
        """The same asked directly, on whatever thread."""
        return self.query(house, frame.scope, limit, **dict(self.named))


KINDS = {kind.key: kind for kind in (
    Kind("silent", lists.silent, lists.SILENT),
    Kind("leaving", lists.disagree, lists.DISAGREE, (("side", "leaving"),)),
    Kind("shelfware", lists.shelfware, lists.SHELFWARE),
    Kind("ready", expansion.ready, expansion.READY),
    Kind("stale", lists.stale, lists.STALE),
    Kind("safe", lists.disagree, lists.DISAGREE, (("side", "safe"),)),
)}
