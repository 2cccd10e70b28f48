"""What the delivery file says: to whom, where, in whose permission, of what, how and when. Pure, frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import ClassVar, Literal, get_args
from zoneinfo import ZoneInfo

from data.access.model import Filters
from data.toml_entries import EntryFault

Form = Literal["pdf", "pptx", "xlsx"]
Language = Literal["ja", "en"]
FORMS: tuple[Form, ...] = get_args(Form)
LANGUAGES: tuple[Language, ...] = get_args(Language)
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Moment:
    """When a week's report goes out: the first such weekday after its Sunday, in the company's time zone."""

    weekday: int
    """1 Monday … 7 Sunday: the day so many days after the week's Sunday."""
    clock: time

    def after(self, week: date, zone: ZoneInfo) -> datetime:
        """The moment for the week that ends on this Sunday."""
        return datetime.combine(week + timedelta(days=self.weekday), self.clock, zone)


@dataclass(frozen=True)
class Recipient:
    """One recipient. `to`: Apprise URLs as the file has them, secrets as ${NAME}; `person`: whose permission holds.

    `scopes`: one part of the report each, () is the whole company. `moment` null: as soon as the week is there.
    `number`: which entry of the file it is, from 1.
    """

    number: int
    name: str
    to: tuple[str, ...]
    person: str
    language: Language
    forms: tuple[Form, ...] = ("pdf",)
    scopes: tuple[Filters, ...] = ((),)
    moment: Moment | None = None
    subject: str = ""


class Fault(EntryFault):
    """A fault of a recipient."""

    ENTRY: ClassVar[str] = "recipient"


@dataclass(frozen=True)
class Plan:
    """What the file holds: its recipients, or its faults and no recipients. `link`: the board's address, may be empty.

    `tries`: how often one run tries a message; `wait`: seconds before the second try, doubled before each further one.
    """

    path: Path
    given: bool = False
    recipients: tuple[Recipient, ...] = ()
    faults: tuple[Fault, ...] = ()
    link: str = ""
    tries: int = 3
    wait: float = 20.0
