"""What was done with accounts of the queue: done, or put off until a day. Pure.

A marked account comes back when a reason arises that it did not have when it was marked, when the day comes until
which it was put off, and, where it is called done, DONE_DAYS later: nothing stays out of sight for good.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import pandas as pd

from data.store import Record
from queries.week import sums

DONE_DAYS = 28
Status = Literal["done", "snoozed"]


@dataclass(frozen=True)
class Mark:
    """One account's mark. until: the first day on which it no longer holds."""

    account_id: str
    status: Status
    reasons: frozenset[str]
    until: date
    author: str
    version: int

    def holds(self, reasons: tuple[str, ...], today: date) -> bool:
        """Whether it still hides an account that has these reasons."""
        return today < self.until and self.reasons.issuperset(reasons)


def marks(records: tuple[Record, ...]) -> dict[str, Mark]:
    """The marks by account. `records`: the store's of that kind."""
    return {str(each.get("account_id")): _mark(each) for each in records if each.kind == "mark"}


def _mark(record: Record) -> Mark:
    done = record.get("status") == "done"
    until = date.fromisoformat(str(record.get("marked_on"))) + timedelta(days=DONE_DAYS) if done \
        else date.fromisoformat(str(record.get("until")))
    return Mark(str(record.get("account_id")), "done" if done else "snoozed",
                frozenset(str(each) for each in record.get("reasons", ())), until, record.author, record.version)


def body(account_id: str, reasons: tuple[str, ...], today: date, until: date | None) -> dict[str, object]:
    """A mark as the store keeps it: done, or put off `until` a day."""
    made: dict[str, object] = {"account_id": account_id, "status": "snoozed" if until else "done",
                               "marked_on": today.isoformat(), "reasons": sorted(reasons)}
    return {**made, "until": until.isoformat()} if until else made


def marked(queue: pd.DataFrame, records: tuple[Record, ...], today: date) -> pd.DataFrame:
    """The queue's rows with mark (done, snoozed; null: none that holds), mark_until and mark_by. attrs stay."""
    held = marks(records)
    of = [_holding(held.get(str(row.account_id)), row.reasons, today) for row in queue.itertuples()]
    columns = {"mark": [each.status if each else None for each in of],
               "mark_until": [each.until if each else None for each in of],
               "mark_by": [each.author if each else None for each in of]}
    made = queue.assign(**{name: pd.Series(values, queue.index, dtype=object) for name, values in columns.items()})
    made.attrs = dict(queue.attrs)
    return made


def _holding(mark: Mark | None, reasons: tuple[str, ...], today: date) -> Mark | None:
    return mark if mark is not None and mark.holds(reasons, today) else None


def still_open(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of `marked` without a mark that holds; the sums in attrs are theirs."""
    return with_sums(rows[rows.mark.isna()], rows)


def settled(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of `marked` whose mark holds."""
    return with_sums(rows[rows.mark.notna()], rows)


def with_sums(kept: pd.DataFrame, of: pd.DataFrame) -> pd.DataFrame:
    """Some of the queue's rows, with the sums of these in attrs."""
    made = kept.reset_index(drop=True)
    made.attrs = {**of.attrs, **sums(made)}
    return made
