"""Decisions and actions as they stand, and what the measures did that decisions were about. Said as "after", never as
"because of": a measure moves for many reasons.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import select

from data.store import Record
from data.warehouse import Warehouse
from queries import dialects
from queries.access import OPEN, WHOLE, answers
from queries.charter_values import better, kind, known, values
from queries.measures.population import rows
from queries.runner import run
from queries.scope import Scope

KINDS = ("decision", "action")
STATES = ("overdue", "open", "done", "dropped")
LISTED = ("kind", "key", "text", "why", "owner", "due_on", "decided_on", "week_on", "state", "days_late", "done_on",
          "measure", "playbook_id", "decision", "account_id", "author", "at", "version")
OUTCOMES = ("key", "text", "owner", "state", "measure", "kind", "better", "decided_on", "week_on", "due_on", "before",
            "before_low", "before_high", "due", "now_on", "now", "now_low", "now_high", "delta", "delta_low",
            "delta_high", "beyond", "direction", "seen", "days", "line")
WEEKS = 13


def listed(records: tuple[Record, ...], as_of: date) -> pd.DataFrame:
    """Decisions and actions of meetings up to a date. Grain: record. Columns: LISTED; dates as dates.

    state: done and dropped as recorded; open ones whose due date lies before `as_of` are overdue, by `days_late`.
    Order: overdue, open, done, dropped; open ones by due date, settled ones the newest first.
    """
    made = [_row(record, as_of) for record in records if record.kind in KINDS]
    made = [row for row in made if row["week_on"] is None or row["week_on"] <= as_of]
    made.sort(key=_order)
    return pd.DataFrame(made, columns=list(LISTED))


def _order(row: Mapping[str, Any]) -> tuple[int, int, str]:
    """Open ones by due date, the nearest first; settled ones by the day they were settled, the newest first."""
    settled = row["state"] in ("done", "dropped")
    day = (row["done_on"] or row["due_on"] or date.min) if settled else (row["due_on"] or date.max)
    return STATES.index(row["state"]), -day.toordinal() if settled else day.toordinal(), row["text"]


def _row(record: Record, as_of: date) -> dict[str, Any]:
    body: Mapping[str, Any] = record.body
    due, state = _day(body, "due_on"), str(body.get("status", "open"))
    late = (as_of - due).days if state == "open" and due is not None and due < as_of else None
    days = {name: _day(body, name) for name in ("decided_on", "week_on", "done_on")}
    words = {name: body.get(name) or None for name in ("why", "measure", "playbook_id", "decision", "account_id")}
    return {"kind": record.kind, "key": record.key, "text": str(body.get("text", "")), "owner": body.get("owner"),
            "due_on": due, "state": "overdue" if late else state, "days_late": late, "author": record.author,
            "at": record.at, "version": record.version, **days, **words}


def _day(body: Mapping[str, Any], name: str) -> date | None:
    given = body.get(name)
    return date.fromisoformat(str(given)) if given else None


def carried(found: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """What earlier meetings left for the one of this week: still open, or settled since the Sunday before.

    Rows of `listed`, in their order.
    """
    if found.empty:
        return found
    since = as_of - timedelta(days=7)
    keep = [row.week_on is not None and row.week_on < as_of
            and (row.state in ("open", "overdue") or (row.done_on is not None and row.done_on > since))
            for row in found.itertuples()]
    return found[keep].reset_index(drop=True)


@answers(WHOLE)
def outcomes(
    warehouse: Warehouse, scope: Scope, records: tuple[Record, ...], snapshots: tuple[Record, ...] = ()
) -> pd.DataFrame:
    """Each decision that names a measure, beside the measure before and after. Grain: decision, the newest first.

    before: the measure on the Sunday of the week it was decided in (the last on or before `decided_on`), from the data
    as they are now; `seen`: what that week's frozen figures said of it, where it was frozen. due: on the due day, once
    it has come; now: on the scope's date. delta = now − before, with its 95 % interval from both ends' intervals
    (square and add; the two are over much the same customers, so it is rather too wide); beyond: whether it leaves 0
    out, null where no interval is known. direction: better, worse, none (no change, or no good direction), null.
    days, line: the Sundays from 13 weeks before to 13 after, as far as the date, and the values. Columns: OUTCOMES.
    """
    told = listed(tuple(each for each in records if each.kind == "decision"), scope.as_of)
    asked = [row for row in told.to_dict("records") if row["measure"] and known(row["measure"]) and row["decided_on"]]
    asked.sort(key=lambda row: (row["decided_on"], row["text"]), reverse=True)
    held: dict[str, dict[date, Any]] = {}
    for key in dict.fromkeys(row["measure"] for row in asked):
        days = sorted({day for row in asked if row["measure"] == key for day in _days(row, scope.as_of)})
        found = values(warehouse, scope, (key,), tuple(days))
        held[key] = {row["on"]: row for row in found.to_dict("records")}
    seen = _seen(snapshots)
    return pd.DataFrame([_outcome(row, held[row["measure"]], scope.as_of, seen) for row in asked],
                        columns=list(OUTCOMES))


@answers(OPEN)
def playbooks(warehouse: Warehouse) -> pd.DataFrame:
    """The loaded playbooks. Grain: playbook. Columns: playbook_id, name."""
    book = rows("playbook", "playbook_id", "name")
    found = run(warehouse, select(book.c.playbook_id, book.c.name).order_by(dialects.rising(book.c.playbook_id)))
    return found.assign(name=found.name.fillna(found.playbook_id))


def sunday(day: date) -> date:
    """The last Sunday on or before a day."""
    return day - timedelta(days=(day.weekday() + 1) % 7)


def _line(row: Mapping[str, Any], as_of: date) -> list[date]:
    first = sunday(row["decided_on"])
    return [day for back in range(-WEEKS, WEEKS + 1) if (day := first + timedelta(days=7 * back)) <= as_of]


def _days(row: Mapping[str, Any], as_of: date) -> list[date]:
    due = [row["due_on"]] if row["due_on"] and row["due_on"] <= as_of else []
    return [min(sunday(row["decided_on"]), as_of), *_line(row, as_of), *due, as_of]


def _seen(snapshots: tuple[Record, ...]) -> dict[tuple[str, str], float]:
    """What frozen weeks said of KPIs, by ISO date and key."""
    return {(each.key, str(kpi["measure"])): float(kpi["value"]) for each in snapshots
            for kpi in each.body.get("kpis", ()) if kpi.get("value") is not None}


def _outcome(row: Mapping[str, Any], held: Mapping[date, Any], as_of: date,
             told: Mapping[tuple[str, str], float]) -> dict[str, Any]:
    first, key = min(sunday(row["decided_on"]), as_of), row["measure"]
    before, now = held[first], held[as_of]
    due = held[row["due_on"]]["value"] if row["due_on"] and row["due_on"] <= as_of else math.nan
    change, low, high = difference(before, now)
    beyond = None if math.isnan(low) else not low <= 0 <= high
    line = _line(row, as_of)
    return {
        "key": row["key"], "text": row["text"], "owner": row["owner"], "state": row["state"], "measure": key,
        "kind": kind(key), "better": better(key), "decided_on": row["decided_on"], "week_on": row["week_on"],
        "due_on": row["due_on"], "before": before["value"], "before_low": before["low"], "before_high": before["high"],
        "due": due, "now_on": as_of, "now": now["value"], "now_low": now["low"], "now_high": now["high"],
        "delta": change, "delta_low": low, "delta_high": high, "beyond": beyond, "direction": _direction(key, change),
        "seen": told.get((first.isoformat(), key), math.nan), "days": tuple(line),
        "line": tuple(None if math.isnan(held[day]["value"]) else held[day]["value"] for day in line),
    }


def difference(before: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[float, float, float]:
    """now − before and its 95 % interval; NaN for what is unknown. Both hold value, low, high."""
    change = now["value"] - before["value"]
    down = math.hypot(now["value"] - now["low"], before["high"] - before["value"])
    up = math.hypot(now["high"] - now["value"], before["value"] - before["low"])
    return change, change - down, change + up


def _direction(key: str, change: float) -> str | None:
    if math.isnan(change):
        return None
    if change == 0 or better(key) == "none":
        return "none"
    return "better" if (change > 0) == (better(key) == "up") else "worse"
