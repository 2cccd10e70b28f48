"""An answer that a page cannot draw without names is refused before it is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar

import pandas as pd

from queries.scope import Scope
from queries.small_names import UNNAMED
from queries.small_rows import POOLED
from queries.small_shown import POOLED_ROWS, SUPPRESSED, NotShown

pooled_seen: ContextVar[bool] = ContextVar("pooled_seen", default=False)
"""Whether an answer was handed out in which small labels are one row, so that a page says what that row is."""
DRAWN = ("reason", "survival")
"""An answer with one of these columns is drawn with what is unknown in it: a row says why, a curve has a gap."""


def hold(name: str, answer: object, asked: Iterable[object]) -> None:
    """Raises NotShown for an answer without names, or with groups that are hidden.

    name: the question's, `queries.health.bands`; asked: its arguments.
    """
    scope = next((value for value in asked if isinstance(value, Scope)), None)
    if scope is None or scope.viewer.names or not isinstance(answer, pd.DataFrame):
        return
    if POOLED_ROWS in answer.attrs and answer.eq(POOLED).any(axis=None):
        pooled_seen.set(True)
    if UNNAMED in answer.attrs:
        raise NotShown("names", answer.attrs[UNNAMED], _arr(answer), name)
    if SUPPRESSED in answer.attrs and not set(DRAWN) & set(answer.columns):
        raise NotShown("few", question=name, answer=answer)


def _arr(answer: pd.DataFrame) -> float | None:
    known = pd.to_numeric(answer["arr"]).dropna() if "arr" in answer.columns else pd.Series(dtype=float)
    return float(known.sum()) if len(known) else None
