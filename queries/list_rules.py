"""The rules of the lists that follow from health: what each looks at, whom it holds of, and what it saw. Pure.

The lists and the page of one customer ask by the same rules, so that they cannot differ. `rows` are those of
queries.scored with a rule's columns and labels.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CTE, ColumnElement, or_

from queries import dialects
from queries.tables import attribute

Shown = dict[str, ColumnElement[Any]]
UNUSED = 0.3
"""From this share of unused seats on, seats are shelfware."""
LOW_PULSE, HIGH_PULSE = 2, 4
HAIR = 1e-9
"""What a ratio that stands exactly on its border may lack for being a binary fraction."""


@dataclass(frozen=True)
class Rule:
    """columns: those of marts.health it looks at; keys: labels it looks at where the data have them; tables: those of
    the contract without which it cannot be followed; seats: the same of the lines' seats.
    """

    columns: tuple[str, ...]
    where: Callable[[CTE, Sequence[str]], list[ColumnElement[bool]]]
    shown: Callable[[CTE, Sequence[str]], Shown]
    tables: tuple[str, ...]
    keys: tuple[str, ...] = ()
    seats: bool = False

    def known_keys(self, known: Mapping[str, Any]) -> list[str]:
        """The labels that it looks at, as far as these data have them."""
        return [key for key in self.keys if key in known]


def since(rows: CTE, column: str) -> ColumnElement[Any]:
    """Days from a day to the Sunday of the score."""
    return rows.c.week_day - rows.c[column]


def unused(rows: CTE) -> ColumnElement[Any]:
    """The share of paid seats that nobody uses."""
    return 1 - dialects.ratio(rows.c.users, rows.c.seats)


def shelfware(rows: CTE, least: float = UNUSED) -> list[ColumnElement[bool]]:
    return [rows.c.seats > 0, unused(rows) >= least - HAIR]


def _unused_shown(rows: CTE, keys: Sequence[str]) -> Shown:
    return {"seats": rows.c.seats, "users": rows.c.users, "unused_seats": rows.c.seats - rows.c.users,
            "share": unused(rows), "unused_arr": dialects.rounded(rows.c.arr * unused(rows))}


def _silent_shown(rows: CTE, keys: Sequence[str]) -> Shown:
    return {"trend": rows.c.m_usage_trend, "recent_events": rows.c.events, "ticket_days": since(rows, "ticket_day"),
            "twoway_days": since(rows, "twoway_day")}


def _disagree_shown(rows: CTE, keys: Sequence[str]) -> Shown:
    return {"pulse": rows.c.m_pulse, "pulse_days": since(rows, "pulse_day"), "trend": rows.c.m_usage_trend}


def _stale(rows: CTE, keys: Sequence[str]) -> list[ColumnElement[bool]]:
    touched = [rows.c[attribute(key)] for key in keys]
    return [rows.c.m_pulse.is_(None), *(or_(touch.is_(None), touch != "tech") for touch in touched)]


def _stale_shown(rows: CTE, keys: Sequence[str]) -> Shown:
    touched = {key: rows.c[attribute(key)] for key in keys}
    return {"pulse": rows.c.pulse_rating, "pulse_days": since(rows, "pulse_day"), **touched}


_JUDGED = ("score", "band", "m_pulse", "pulse_day", "m_usage_trend")
SILENT = Rule(("score", "band", "silent", "m_usage_trend", "events", "ticket_day", "twoway_day"),
              lambda rows, keys: [rows.c.silent], _silent_shown, ("usage_week", "ticket", "touch"))
SHELFWARE = Rule(("score", "band", "seats", "users"), lambda rows, keys: shelfware(rows), _unused_shown,
                 ("usage_week",), seats=True)
LEAVING = Rule(_JUDGED, lambda rows, keys: [rows.c.band == "green", rows.c.m_pulse <= LOW_PULSE], _disagree_shown,
               ("pulse",))
SAFE = Rule(_JUDGED, lambda rows, keys: [rows.c.band == "red", rows.c.m_pulse >= HIGH_PULSE], _disagree_shown,
            ("pulse",))
STALE = Rule(("score", "band", "m_pulse", "pulse_rating", "pulse_day"), _stale, _stale_shown, ("pulse",),
             ("touch_model",))
RULES: Mapping[str, Rule] = {"silent": SILENT, "leaving": LEAVING, "shelfware": SHELFWARE, "stale": STALE,
                             "safe": SAFE}
"""By the key that the page of the lists knows each under."""
