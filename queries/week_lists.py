"""Over which lists My week goes, and why each puts an account into the queue (docs/definitions.md, My week).

A list is asked by its own query; a reason is the rows of one list that its rule keeps, with the day by which to act.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

import pandas as pd

from queries import expansion, functions_support, lists, renewal_lists, week_features, week_onboarding
from queries.principle_accounts import short
from queries.renewal_rows import MISSING

Deadline = Literal["notice", "renewal", "action", "onboarding"]
NOTICE_DAYS, ACTION_DAYS = 30, 7
"""How far ahead a notice deadline or due day, and an action's due day, puts an account into the queue."""
EVERY = 1_000_000
"""More renewals than any company has: the whole list."""


@dataclass(frozen=True)
class Listing:
    """How a list is asked: `query(warehouse, scope, *asked, **named)`. of_lines: false where filters on lines are
    refused.
    """

    query: Callable[..., pd.DataFrame]
    asked: tuple[Any, ...] = (None,)
    named: tuple[tuple[str, Any], ...] = ()
    of_lines: bool = True


LISTS: Mapping[str, Listing] = {
    "deadline": Listing(renewal_lists.listed, ("deadline", EVERY), of_lines=False),
    "at_risk": Listing(renewal_lists.listed, ("at_risk", EVERY), of_lines=False),
    "overdue": Listing(renewal_lists.listed, ("overdue", EVERY), of_lines=False),
    "leaving": Listing(lists.disagree, named=(("side", "leaving"),)),
    "safe": Listing(lists.disagree, named=(("side", "safe"),)),
    "silent": Listing(lists.silent),
    "shelfware": Listing(lists.shelfware),
    "ready": Listing(expansion.ready),
    "stale": Listing(lists.stale),
    "onboarding": Listing(week_onboarding.late),
    "support": Listing(functions_support.queue),
    "contact": Listing(short, ("coverage", None)),
    "low_feature": Listing(week_features.low, (None,)),
}


@dataclass(frozen=True)
class Reason:
    """Why an account is in the queue: of the rows of `source` those that `kept` keeps; `days`: their deadlines."""

    key: str
    source: str
    kept: Callable[[pd.DataFrame, date], pd.Series] = lambda found, day: pd.Series(True, found.index)
    days: tuple[tuple[str, Deadline], ...] = ()


RENEWS: tuple[tuple[str, Deadline], ...] = (("notice_on", "notice"), ("due_on", "renewal"))
"""A renewal's deadlines: the day of notice while it is still to come, and the due day."""


def _within(column: str, days: int) -> Callable[[pd.DataFrame, date], pd.Series]:
    def kept(found: pd.DataFrame, day: date) -> pd.Series:
        last = day + timedelta(days=days)
        return pd.Series([_is_day(value) and day <= value <= last for value in found[column]], found.index, dtype=bool)

    return kept


def _is_day(value: Any) -> bool:
    return isinstance(value, date) and not pd.isna(value)


def _red(found: pd.DataFrame, day: date) -> pd.Series:
    return pd.Series(["band" in str(said).split() for said in found.reasons], found.index, dtype=bool)


ACTION = Reason("action", "action", days=(("due_on", "action"),))
REASONS: Mapping[str, Reason] = {each.key: each for each in (
    ACTION,
    Reason("overdue", "overdue", days=(("due_on", "renewal"),)),
    Reason("notice", "deadline", _within("notice_on", NOTICE_DAYS), RENEWS),
    Reason("due", "deadline", _within("due_on", NOTICE_DAYS), RENEWS),
    Reason("due_red", "at_risk", _red, RENEWS),
    Reason("at_risk", "at_risk", days=RENEWS),
    Reason("leaving", "leaving"),
    Reason("silent", "silent"),
    Reason("onboarding", "onboarding", days=(("target_on", "onboarding"),)),
    Reason("support", "support"),
    Reason("contact", "contact"),
    Reason("shelfware", "shelfware"),
    Reason("low_feature", "low_feature"),
    Reason("safe", "safe"),
    Reason("stale", "stale"),
    Reason("ready", "ready"),
)}
"""The most urgent first: in this order an account's reasons stand."""


def absent(found: pd.DataFrame) -> tuple[str, ...]:
    """The tables without which a list cannot be made; empty where it can."""
    if found.attrs.get("reason") == MISSING:
        return ("renewal",)
    return tuple(found.attrs.get("missing", ()))
