"""What was decided, as it stood on an earlier date: nothing was known to be done, or changed, before it was. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from data.store import Record
from data.warehouse import time_zone

WEEKS_OPEN = 4
"""So many weeks after its Sunday a meeting may still be held: later, what is frozen is no longer what it saw."""


def moment(as_of: date) -> datetime:
    """The end of the day in the company's time zone, as UTC."""
    return datetime.combine(as_of + timedelta(days=1), time(), ZoneInfo(time_zone())).astimezone(UTC)


def then(current: tuple[Record, ...], earlier: tuple[Record, ...], as_of: date) -> tuple[Record, ...]:
    """Decisions and actions that stand now, as they were on the date. `earlier`: as the store had them at its end.

    One written later for a meeting of that week, or of one before, is there too; settled after the date it is open.
    """
    held = {each.key: each for each in earlier}
    return tuple(held.get(each.key) or _reopened(each, as_of) for each in current)


def _reopened(record: Record, as_of: date) -> Record:
    """A record as open, where it was settled after the date."""
    done = record.get("done_on")
    if not done or date.fromisoformat(str(done)) <= as_of:
        return record
    body = {name: value for name, value in record.body_items if name != "done_on"} | {"status": "open"}
    return Record(record.kind, record.key, record.version, tuple(sorted(body.items())), record.author, record.at,
                  record.deleted)


def may_meet(week: date, latest: date) -> bool:
    """Whether the meeting of a week (its Sunday) may still be held. `latest`: the Sunday of the newest data."""
    return latest - week <= timedelta(weeks=WEEKS_OPEN)
