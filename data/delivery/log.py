"""The delivery log: every message of a week, recipient and channel, step by step, in the store's database. Append-only.

    claimed → handing → sent            the usual way
    claimed → failed → claimed …        the other side refused, or could not be reached: tried again
    claimed → handing → unknown         the process or the connection died while the other side may have had it all

Nothing has left for good before `handing` is on the disk, so what a dead process had only `claimed` may be sent again.
A step is taken by inserting its number: of two that take one at once, one is told that it was too late.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Literal, get_args

from sqlalchemy import Connection, Row, insert, select

from data.audit import Entry
from data.audit.log import add
from data.store import StoreUnavailable, open_store
from data.store.engine import reading, writing
from data.store.tables import DELIVERY

State = Literal["claimed", "handing", "sent", "failed", "unknown"]
STATES: tuple[State, ...] = get_args(State)
OPEN: tuple[State, ...] = ("claimed", "failed")
"""Where a message stands that may be sent: nothing of it was handed over."""


class Taken(Exception):
    """Another process went on with this message meanwhile, or it is not to be sent any more."""


@dataclass(frozen=True)
class Message:
    """What is delivered: the log's key is its week, recipient and channel. `detail`: who, role, forms, version …"""

    week: date
    recipient: str
    channel: str
    detail: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @property
    def key(self) -> str:
        """As the log knows it."""
        return f"{self.week}/{self.recipient}/{self.channel}"

    @property
    def to(self) -> tuple[str, str]:
        """Whom it goes to, and how."""
        return self.recipient, self.channel


@dataclass(frozen=True)
class Step:
    """One step of one message. at: UTC and aware."""

    message: Message
    step: int
    state: State
    at: datetime
    run: str


class Log:
    """The log, for one run. Every method is a transaction that is on the disk when it returns. Errors: StoreError."""

    def __init__(self, run: str) -> None:
        self.engine, self.run = open_store().engine, run

    def standing(self, week: date | None = None) -> dict[str, Step]:
        """The newest step of each message by key, of one week or of all, oldest week first."""
        asked = select(DELIVERY).order_by(DELIVERY.c.week, DELIVERY.c.key, DELIVERY.c.step)
        with reading(self.engine) as connection:
            rows = connection.execute(asked if week is None else asked.where(DELIVERY.c.week == week)).all()
        return {row.key: _step(row) for row in rows}

    def overtaken(self, week: date) -> set[tuple[str, str]]:
        """Recipients and channels to which a later week went, or may have gone."""
        asked = select(DELIVERY.c.recipient, DELIVERY.c.channel).distinct().where(
            DELIVERY.c.week > week, DELIVERY.c.state.in_(("handing", "sent")))
        with reading(self.engine) as connection:
            return {(row.recipient, row.channel) for row in connection.execute(asked)}

    def claim(self, message: Message, again: bool = False) -> int:
        """Takes a message before anything of it is sent; the step. `again`: also one whose outcome is unknown.

        Errors: Taken where it was sent, or is being handed over.
        """
        allowed: Iterable[State] = (*OPEN, "unknown") if again else OPEN
        with writing(self.engine) as connection:
            last = _last(connection, message)
            if last is not None and last.state not in allowed:
                raise Taken
            return self._add(connection, message, last.step + 1 if last else 1, "claimed")

    def next(self, message: Message, step: int, state: State, **detail: str) -> int:
        """The step after the one that this run took last. Errors: Taken where another process took one since."""
        with writing(self.engine) as connection:
            last = _last(connection, message)
            if last is None or last.step != step:
                raise Taken
            return self._add(connection, message, step + 1, state, **detail)

    def done(self, message: Message, state: State, entry: Entry, **detail: str) -> None:
        """How it ended, with its entry in the audit log, both or neither; whoever else wrote since, it is a fact."""
        with writing(self.engine) as connection:
            last = _last(connection, message)
            self._add(connection, message, last.step + 1 if last else 1, state, **detail)
            add(connection, entry)

    def _add(self, connection: Connection, message: Message, step: int, state: State, **detail: str) -> int:
        said = json.dumps({**message.detail, **detail}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        connection.execute(insert(DELIVERY).values(
            key=message.key, step=step, at=datetime.now(UTC).replace(tzinfo=None), state=state, week=message.week,
            recipient=message.recipient, channel=message.channel, run=self.run, detail=said))
        return step


def _last(connection: Connection, message: Message) -> Step | None:
    row = connection.execute(select(DELIVERY).where(DELIVERY.c.key == message.key)
                             .order_by(DELIVERY.c.step.desc()).limit(1)).first()
    return _step(row) if row is not None else None


def _step(row: Row[Any]) -> Step:
    state = next((each for each in STATES if each == row.state), None)
    if state is None:
        raise StoreUnavailable(f"The delivery log holds {row.state!r}, unknown to this release: update Tenure.")
    return Step(Message(row.week, row.recipient, row.channel, json.loads(row.detail)), int(row.step), state,
                row.at.replace(tzinfo=UTC), row.run)
