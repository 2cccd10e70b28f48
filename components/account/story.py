"""What the ARR history tells beside its figures: a gap before a late renewal, where the data begin, when the account
left. Figures stay as they are; only the words differ. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import pandas as pd

GAP_DAYS = 30
"""A return within so many days of leaving is told as a renewal that was late."""
BEGAN = "began"
"""In place of `new`, for a customer that was one before the data begin."""
TURNS = ("churn", "reactivation")


@dataclass(frozen=True)
class Turn:
    """One change of the account's ARR: the rows of the day it ended on, ARR before and after it, and the days without
    ARR in between, where it is a late renewal.
    """

    on: date
    rows: pd.DataFrame
    before: float
    after: float
    late: int = 0

    @property
    def movement(self) -> str:
        return str(self.rows.movement.iloc[0])

    @property
    def change(self) -> float:
        return self.after - self.before


def known_since(history: pd.DataFrame, signed_on: Any, first_day: date) -> pd.DataFrame:
    """The history in which what holds on the data's first day is no new customer where it had signed before."""
    if not isinstance(signed_on, date):
        return history
    began = [row.movement == "new" and signed_on < row.on <= first_day for row in history.itertuples()]
    return history.assign(movement=history.movement.mask(pd.Series(began, history.index, dtype=bool), BEGAN))


def gaps(history: pd.DataFrame) -> dict[date, int]:
    """Days without ARR by the day it ended on and by the day it came back, for each gap of at most GAP_DAYS."""
    days = [(row.on, row.movement) for row in history.drop_duplicates("on").itertuples() if row.movement in TURNS]
    found: dict[date, int] = {}
    for (left, movement), (back, after) in pairwise(days):
        if (movement, after) == TURNS and (back - left).days <= GAP_DAYS:
            found |= {left: (back - left).days, back: (back - left).days}
    return found


def turns(history: pd.DataFrame) -> list[Turn]:
    """The changes, the oldest first; a gap and the return after it are one."""
    late, made = gaps(history), []
    before = 0.0
    for on, rows in history.groupby("on", sort=True):
        after, movement = float(rows.arr_after.iloc[0]), rows.movement.iloc[0]
        if movement == "churn" and on in late:
            continue  # told with the return; `before` stays what it was until the gap
        made.append(Turn(on, rows, before, after, late.get(on, 0) if movement == "reactivation" else 0))
        before = after
    return made


def ended(who: Any, history: pd.DataFrame) -> date | None:
    """The day since when it has no ARR any more; null while it has, and where it never had."""
    gone = history[history.movement == "churn"]
    return None if float(who.arr) or not len(gone) else gone.on.iloc[-1]
