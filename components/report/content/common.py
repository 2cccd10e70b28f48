"""What the sections share: the command behind a figure, a frame as a table, and what stands for what is not shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar

import pandas as pd

from components import format as fmt
from components import happened
from components.charts.marks import Mark
from components.evidence.kinds import head, kind, worded
from components.i18n import t
from components.report.model import Column, Command, Section, Sentence, Status, Table
from components.report.narrative import ordered
from components.report.paper.written import MARKS as SHAPES
from components.router import Frame
from components.weekly import questions
from components.workbook import Kind
from queries.small_scope import TooFew
from queries.small_shown import NotShown

Answer = TypeVar("Answer")
WIDE = ("account", "text", "why", "owner")
BANDS = ("band", "band_from", "band_to")
BANDED: dict[str, Status] = {"green": "good", "yellow": "warn", "red": "bad", "unknown": "unknown"}


@dataclass(frozen=True)
class Asked:
    """The frame of one part, and the commands that give its figures."""

    frame: Frame

    @property
    def currency(self) -> str:
        return self.frame.build.currency

    @property
    def unit(self) -> str:
        return self.frame.scope.unit

    @property
    def as_of(self) -> date:
        return self.frame.scope.as_of

    @cached_property
    def names(self) -> bool:
        """Whether the reader may see customers by name."""
        return self.frame.scope.viewer.names

    @cached_property
    def trend(self) -> pd.DataFrame:
        """The weekly review's year of weeks, asked once. Grain: week end, oldest first."""
        return questions.trend(self.frame)

    @cached_property
    def events(self) -> tuple[Mark, ...]:
        """What people noted as having happened, read from the store once."""
        return happened.noted()

    def command(self, name: str, *more: str, on: date | None = None, whole: bool = False) -> Command:
        """`python -m queries` over this scope on its date (or `on`). `whole`: a command that takes no filters."""
        return (name, "--as-of", (on or self.as_of).isoformat(), *more, *(self._who() if whole else self.scoped()))

    def span(self, start: date, end: date, *more: str) -> Command:
        """The bridge between two dates."""
        return ("bridge", "--from", start.isoformat(), "--to", end.isoformat(), *more, *self.scoped())

    def scoped(self) -> Command:
        """Unit, filters and who asks, as options."""
        where = [part for key, values in self.frame.scope.where for value in values
                 for part in ("--where", f"{key}={value or ''}")]
        return (*(("--unit", self.unit) if self.unit != "customer" else ()), *where, *self._who())

    def _who(self) -> Command:
        viewer = self.frame.scope.viewer
        return () if viewer.whole else ("--viewer", viewer.who)


@dataclass(frozen=True)
class Heads:
    """How the columns of a table differ from what their names say: heads and kinds."""

    named: Mapping[str, str]
    kinds: Mapping[str, Kind]


PLAIN = Heads({}, {})


def table(
    asked: Asked, key: str, title: str, found: pd.DataFrame, columns: Sequence[str], command: Command,
    heads: Heads = PLAIN, question: str = "", note: str = "", total: bool = False, wide: Sequence[str] = WIDE,
) -> Table:
    """Columns of an answer as a table: the board's own words for its values, numbers as they are, unknown null.

    `heads` says where a column is called, or holds, something else than its name tells; `question`: whose names.
    """
    rows = found.reindex(columns=list(columns))
    kinds = {name: heads.kinds.get(name) or kind(rows, name) for name in columns}
    named = {name: heads.named.get(name) or head(name, asked.frame.dimensions, asked.unit, question)
             for name in columns}
    made = tuple(Column(name, named[name], kinds[name], name in wide) for name in columns)
    told = worded(rows, asked.frame.dimensions).reset_index(drop=True)
    if "account_id" in found and "account_id" not in rows:
        told["account_id"] = found.account_id.to_numpy()
    shown = {name: marked(rows[name], told[name], BANDED) for name in columns if name in BANDS}
    return Table(key, title, made, told, note, total, shown, command)


def marked(values: pd.Series, said: pd.Series, statuses: Mapping[str, Status]) -> tuple[str, ...]:
    """Status words with their shape, as paper shows them; a value that is no status stands as it is, unknown is "—"."""
    shapes = [SHAPES.get(statuses.get(str(value), ""), "") for value in values]
    return tuple(fmt.UNKNOWN if pd.isna(word) else f"{shape} {word}".strip()
                 for shape, word in zip(shapes, said, strict=True))


def section(key: str, title: str, said: Sequence[Sentence | None] = (), **more: object) -> Section:
    """A section under its own name, its sentences by weight."""
    return Section(key, t(f"report.section.{key}"), title, ordered(said), **more)  # type: ignore[arg-type]


def absent(key: str, why: str) -> Section:
    """A section that has nothing to say, and why."""
    return Section(key, t(f"report.section.{key}"), t("report.absent"), missing=why)


def told(question: Callable[[], Answer]) -> Answer | None:
    """The answer; null where the reader may not see it, so that the rest is said without it."""
    try:
        return question()
    except (NotShown, TooFew):
        return None


def shown(key: str, made: Callable[[], Section]) -> Section:
    """The section, or in its place why the reader may not see it."""
    try:
        return made()
    except TooFew:
        return absent(key, t("report.hidden.few"))
    except NotShown as error:
        return absent(key, t(f"report.hidden.{error.reason}"))
