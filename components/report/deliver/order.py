"""What one run is to deliver, each message of it, and how it ended in numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from components.report.deliver.channels import Channel
from components.report.deliver.letter import message_id
from components.report.deliver.preparing import Job
from data.audit import Entry
from data.delivery.log import Message
from data.delivery.model import Plan
from queries.dimensions import Build


@dataclass(frozen=True)
class Order:
    """What is delivered now. `now`: aware; null: whatever the hour. `again`: also what may have arrived already."""

    plan: Plan
    build: Build
    week: date
    now: datetime | None
    again: bool = False

    def entry(self, each: Sending, more: str = "") -> Entry:
        """For the audit log: this person was handed these figures."""
        detail, asked, viewer = each.message.detail, each.job.recipient, each.job.viewer
        what = " ".join(filter(None, (asked.name, each.channel.name, *detail["forms"], f"({more})" if more else "")))
        scopes = {"as_of": self.week.isoformat(), "unit": "customer", "scopes": detail["where"]}
        return Entry(viewer.who, viewer.role, "delivered", "report", what, scopes, self.build.version)


@dataclass(frozen=True)
class Sending:
    """One message on its way."""

    job: Job
    channel: Channel
    message: Message

    @property
    def message_id(self) -> str:
        """Its Message-ID."""
        return str(self.message.detail["message_id"])


@dataclass
class Count:
    """How a run ended, in messages."""

    sent: int = 0
    already: int = 0
    waiting: int = 0
    undelivered: int = 0

    @property
    def status(self) -> int:
        """The exit status: 1 where something was not delivered."""
        return 1 if self.undelivered else 0


def sending(order: Order, job: Job, channel: Channel) -> Sending:
    """A message with what the log keeps of it: enough to say what was delivered to whom, and no secret."""
    asked, viewer = job.recipient, job.viewer
    bare = Message(order.week, asked.name, channel.name)
    detail: dict[str, Any] = {
        "who": viewer.who, "role": viewer.role, "language": asked.language,
        "where": [{key: list(values) for key, values in scope} for scope in asked.scopes],
        "forms": list(asked.forms) if channel.is_mail else [], "version": order.build.version,
        "message_id": message_id(order.build.company, bare, channel.domain)}
    return Sending(job, channel, replace(bare, detail=detail))
